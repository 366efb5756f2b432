// months.mjs - customers who come and go: orders of whole months before this one, with a churn that is known.

/** "2026-05" of the month that lies `back` months before the present one. */
export function month(back, now = new Date()) {
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1));
  return `${day.getUTCFullYear()}-${String(day.getUTCMonth() + 1).padStart(2, "0")}`;
}

/** Orders such that of `size` customers of a month lost[i] do not order in the next: the i-th of lost.length months up to the last one, a
 *  new customer for each who left. [{name, at}] */
export function comingAndGoing(lost, size, now = new Date()) {
  const orders = [];
  let next = size;
  let here = Array.from({ length: size }, (_, i) => i);
  for (let i = 0; i <= lost.length; i++) {
    if (i > 0) here = [...here.slice(lost[i - 1]), ...Array.from({ length: lost[i - 1] }, () => next++)];
    for (const customer of here) orders.push({ customer: `c${customer}`, at: `${month(lost.length - i + 1, now)}-10T12:00:00Z` });
  }
  return orders;
}

export async function sendOrders(server, orders, prefix = "o") {
  const key = await server.key("track");
  for (let i = 0; i < orders.length; i += 500) {
    const batch = orders.slice(i, i + 500).map(({ customer, at }, j) => ({ type: "track", userId: customer, event: "Order Completed", timestamp: at, messageId: `${prefix}${i + j}`, properties: { order_id: `${prefix}${i + j}`, total: 10, currency: "EUR" } }));
    const { status, body, text } = await server.post("/v1/batch", { batch, sentAt: new Date().toISOString() }, { key });
    if (status !== 200 || body.accepted !== batch.length) throw new Error(`orders: ${status} ${text.slice(0, 500)}`);
  }
}
