// events.mjs - reads the event log of a server.

/** All events that somebody sent, the first first: not what the program itself noted ("Stage Changed"). */
export async function allEvents(server) {
  const key = await server.key("read");
  const events = [];
  for (let cursor = ""; cursor !== null;) {
    const { status, body, text } = await server.get(`/api/v1/events?limit=1000${cursor && `&cursor=${cursor}`}`, { key });
    if (status !== 200) throw new Error(`${status}: ${text}`);
    events.push(...body.items);
    cursor = body.next_cursor;
  }
  return events.reverse().filter(({ type }) => type !== "internal");
}

export const eventsOf = async (server, name) => (await allEvents(server)).filter(({ event }) => event === name);

/** The numbers 0..n-1 that events carry in properties.i, sorted; each is there once when this equals numbers(n). */
export const carried = (events) => events.map(({ body }) => body.properties.i).sort((a, b) => a - b);
export const numbers = (n) => Array.from({ length: n }, (_, i) => i);

export async function until(condition, milliseconds = 60_000) {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`still not so after ${milliseconds} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
