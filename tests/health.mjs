// health.mjs - what tests of health send and ask.
import assert from "node:assert/strict";

let serial = 0;
export const fresh = (letter) => `${letter}${++serial}`;
const day = 86_400_000;
export const ago = (days) => new Date(Date.now() - days * day - 3_600_000).toISOString();
export const track = (userId, event, days, properties = {}) => ({ type: "track", userId, event, messageId: fresh("h"), timestamp: ago(days), properties });
export const order = (userId, days, total, properties = {}) => track(userId, "Order Completed", days, { order_id: fresh("o"), total, currency: "EUR", ...properties });
export const person = (userId, traits = {}) => ({ type: "identify", userId, traits, messageId: fresh("h"), timestamp: ago(400) });

/** A key's calls: on.ask(method, path, body, status) is the body; on.send(events) tracks; on.id(user) is the customer. */
export async function calls(server) {
  const admin = await server.key("admin"), write = await server.key("track");
  const on = {
    ask: async (method, path, body, expected = 200) => {
      const { status, body: answer, text } = await server.request(method, `/api/v1${path}`, body, { key: admin });
      assert.equal(status, expected, `${method} ${path}: ${text}`);
      return answer;
    },
    get: (path) => on.ask("GET", path),
    send: async (...events) => {
      const { status, body, text } = await server.post("/v1/batch", { batch: events }, { key: write });
      assert.equal(status, 200, text);
      assert.deepEqual(body.rejected, []);
    },
    id: async (user) => (await on.get(`/customers/user_id:${user}`)).id,
    /** The first alert that `wanted` accepts, as soon as it is there. */
    alert: async (wanted) => {
      for (;;) {
        const found = (await on.get("/health-score/alerts")).items.find(wanted);
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    /** All that events have woken has been done. */
    quiet: async () => {
      while ((await on.get("/jobs?limit=50")).items.some(({ kind, status }) => kind === "health watch" && /queued|running/.test(status))) await new Promise((resolve) => setTimeout(resolve, 50));
    },
    health: (user, query = "") => on.get(`/customers/user_id:${user}/health-score${query}`),
  };
  return on;
}

/** Bought every 20 days for a year, was there often, and would recommend. */
export const regular = (user, more = {}) => [person(user, { firstName: "Ana", ...more }),
  ...Array.from({ length: 18 }, (_, i) => order(user, 350 - 20 * i, 30)),
  ...Array.from({ length: 12 }, (_, i) => track(user, "Product Viewed", 55 - 5 * i, { product_id: "p" })),
  track(user, "Survey Answered", 40, { metric: "nps", score: 9 })];
