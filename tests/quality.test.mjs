// Can the figures be trusted: what is said of the events that came in, on both stores.
import assert from "node:assert/strict";
import { eachStore } from "./server.mjs";

eachStore("names, sources, days, late and early events, and who is known by what", async (server) => {
  const key = await server.key("admin"), track = await server.key("track");
  const read = async (path) => {
    const answer = await server.request("GET", `/api/v1${path}`, undefined, { key });
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  let messages = 0;
  const say = async (who, event, timestamp, context) => {
    const answer = await server.post("/v1/track", { ...who, event, timestamp, messageId: `q${++messages}`, ...(context && { context }) }, { key: track });
    assert.equal(answer.status, 200, answer.text);
  };
  const empty = await read("/data-quality");
  assert.deepEqual([empty.events, empty.received_to, empty.sources, empty.days, empty.people], [0, null, [], [], 0]);
  const now = Date.now(), hours = (n) => new Date(now - n * 3_600_000).toISOString();
  await say({ userId: "a" }, "Product Viewed", hours(0));
  await say({ userId: "a" }, "Product Viewed", hours(1));
  await say({ userId: "b" }, "Order Reviewed", hours(72)); // late
  await say({ anonymousId: "nobody" }, "Product Viewed", hours(2));
  const identified = await server.post("/v1/identify", { userId: "a", traits: { email: "a@example.com" }, messageId: "q-a" }, { key: track });
  assert.equal(identified.status, 200, identified.text);
  const quality = await read("/data-quality");
  assert.deepEqual([quality.events, quality.late, quality.ahead, quality.bots, quality.imported], [5, 1, 0, 0, 0]);
  assert.deepEqual([quality.people, quality.identified, quality.with_email], [3, 2, 1]);
  assert.deepEqual(quality.sources.map(({ events }) => events), [5]);
  assert.ok(quality.sources[0].source > 0);
  assert.equal(quality.days.reduce((sum, { events }) => sum + events, 0), 5);
  assert.ok(quality.days.some(({ day, events }) => day === hours(72).slice(0, 10) && events === 1));
  const { items } = await read("/event-names");
  const seen = Object.fromEntries(items.map((one) => [`${one.type} ${one.event}`, one]));
  assert.deepEqual([seen["track Product Viewed"].recent, seen["track Order Reviewed"].recent, seen["page "].recent, seen["page "].last_at], [3, 1, 0, null]);
  assert.equal(seen["track Order Reviewed"].last_at, hours(72));
});
