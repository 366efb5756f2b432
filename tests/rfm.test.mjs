// Figures of people that rules ask for, and the RFM grid: R094-R096, R109, R110.
import assert from "node:assert/strict";
import { test } from "node:test";
import { audit, write } from "./program.mjs";
import { eachStore, startServer } from "./server.mjs";

let serial = 0;
const day = 86_400_000;
const ago = (days, hour = 12) => new Date(Math.floor(Date.now() / day) * day - days * day + hour * 3_600_000 - day).toISOString();
const order = (userId, days, total, properties = {}) => ({ type: "track", userId, event: "Order Completed", messageId: `f${++serial}`, timestamp: ago(days), properties: { order_id: `o${serial}`, total, currency: "EUR", ...properties } });
const track = (userId, event, days, properties = {}, hour = 12) => ({ type: "track", userId, event, messageId: `f${++serial}`, timestamp: ago(days, hour), properties });
const person = (userId, traits) => ({ type: "identify", userId, traits, messageId: `f${++serial}`, timestamp: ago(400) });

async function send(server, events) {
  const key = await server.key("track");
  for (let from = 0; from < events.length; from += 400) {
    const { status, body, text } = await server.post("/v1/batch", { batch: events.slice(from, from + 400) }, { key });
    assert.equal(status, 200, text);
    assert.deepEqual(body.rejected, []);
  }
}

/** How many the rule holds for: those counted by /rfm, or by a metric for people without an order. */
const counting = (server, key) => async (rule) => {
  const { status, body, text } = await server.get(`/api/v1/rfm?${new URLSearchParams({ segment: JSON.stringify(rule) })}`, { key });
  assert.equal(status, 200, text);
  return body.n;
};

function people() {
  const events = [];
  // R095: a hundred customers worth 10, 20 … 1000.
  for (let i = 1; i <= 100; i++) events.push(order(`worth-${i}`, 60, 10 * i));
  // R096
  for (let i = 0; i < 5; i++) events.push(order("promoted", 20 + i, 20, i < 4 ? { coupon: "SPRING" } : {}), order("plain", 20 + i, 20, i < 1 ? { coupon: "SPRING" } : {}));
  // R109: of everybody the last to buy, most often, for the most.
  for (let i = 0; i < 12; i++) events.push(order("best", 5 + i, 100));
  // R094: under 35 and with more than four visits of the last thirty days; each alone; neither.
  const year = new Date().getUTCFullYear();
  for (const [name, born, visits] of [["both", year - 30, 5], ["young", year - 30, 4], ["often", year - 50, 5], ["neither", year - 50, 1]]) {
    events.push(person(name, { birthday: `${born}-01-01` }), order(name, 45, 15));
    for (let i = 0; i < visits; i++) events.push(track(name, "Feature Used", 3 + i, {}, 9), track(name, "Feature Used", 3 + i, {}, 9.25));
  }
  for (let i = 0; i < 3; i++) events.push(track("best", "Referral Completed", 10 + i));
  return events;
}

eachStore("rules ask for figures of people: deciles, promotions, age with visits, scores, referrals", async (server) => {
  await send(server, people());
  const key = await server.key("read"), count = counting(server, key);
  // R095: 107 have bought; the top decile holds the highest values, equal ones together.
  assert.equal(await count({ metric: "value_decile", gte: 10 }), 10);
  assert.equal(await count({ all: [{ metric: "value_decile", equals: 10 }, { metric: "value", lt: 920 }] }), 0);
  assert.equal(await count({ metric: "promotion_share", gte: 0.6 }), 1);
  assert.equal(await count({ all: [{ metric: "promotion_share", gt: 0 }, { metric: "promotion_share", lt: 0.6 }] }), 1);
  assert.equal(await count({ all: [{ metric: "age", lt: 35 }, { metric: "sessions_30d", gt: 4 }] }), 1);
  assert.equal(await count({ metric: "age", lt: 35 }), 2);
  assert.equal(await count({ metric: "sessions_30d", gt: 4 }), 5); // who ordered so often visited so often
  assert.equal(await count({ metric: "active_days_30d", gte: 5 }), 5);
  assert.equal(await count({ metric: "referrals", gte: 2 }), 1);
  assert.equal(await count({ all: [{ metric: "rfm_recency", equals: 5 }, { metric: "rfm_frequency", equals: 5 }, { metric: "rfm_monetary", equals: 5 }, { metric: "purchases", equals: 12 }] }), 1);
  assert.equal(await count({ all: [{ metric: "rfm_group", in: ["champions"] }, { metric: "purchases", equals: 12 }] }), 1);
  assert.equal(await count({ metric: "days_since_first_purchase", gte: 60 }), 100);
  const refused = await server.get(`/api/v1/rfm?${new URLSearchParams({ segment: JSON.stringify({ any: [{ metric: "rfm_group", in: ["kings"] }] }) })}`, { key });
  assert.deepEqual([refused.status, refused.body.errors?.[0]?.path ?? refused.body.path], [422, "/any/0/in"]);
});

eachStore("R110: a value that somebody shares is a clause, and only those who chose it are in", { stores: ["SQLite"] }, async (server) => {
  await send(server, ["ana", "bo", "cy"].map((name) => order(name, 10, 10)));
  const admin = await server.key("admin");
  const ids = (await server.get("/api/v1/customers?limit=10", { key: admin })).body.items.map(({ id }) => id);
  for (const [id, shared] of [[ids[0], true], [ids[1], false]]) {
    const { status, text } = await server.request("PUT", `/api/v1/customers/${id}/values/local_sourcing`, { shared, origin: "form" }, { key: admin });
    assert.equal(status, 200, text);
  }
  assert.equal(await counting(server, admin)({ value: "local_sourcing" }), 1);
});

/** Orders of a few hundred customers, from a small generator of its own. */
function orders() {
  let seed = 42;
  const draw = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor((seed / 2147483648) * n); };
  const lines = ["customer,date,amount,order"];
  for (let i = 0; i < 300; i++)
    for (let n = draw(9); n >= 0; n--) lines.push(`c${i},${new Date(Date.UTC(2025, 0, 1 + draw(540))).toISOString().slice(0, 10)},${5 + draw(200)}.50,o${lines.length}`);
  return `${lines.join("\n")}\n`;
}

test("the groups are those of `fidele audit` for the same orders", async (t) => {
  const file = write("rfm-orders.csv", orders()), audited = audit(file, "--currency", "EUR");
  const server = await startServer(t, "SQLite");
  const imported = await server.command(["import", "orders", file, "--currency", "EUR", "--quiet"]);
  assert.equal(imported.code, 0, imported.error);
  const key = await server.key("read"), { body, text } = await server.get(`/api/v1/rfm?as_of=${audited.as_of}`, { key });
  assert.ok(body.groups, text);
  const groups = body.groups.map(({ key: name, customers, revenue }) => [name, customers, Number(revenue.amount)]);
  assert.deepEqual(groups, audited.rfm.segments.map(({ name, customers, revenue }) => [name, customers, Number(revenue.amount ?? revenue)]));
  const sum = (items, value) => items.reduce((total, item) => total + value(item), 0);
  assert.deepEqual([sum(body.cells, ({ customers }) => customers), sum(body.groups, ({ customers }) => customers)], [300, 300]);
  assert.equal(sum(body.cells, ({ share }) => share).toFixed(9), "1.000000000");
  const table = (await server.command(["rfm", "--as-of", audited.as_of, "--locale", "en"])).out;
  assert.match(table, /Champions +\d+ +[\d.]+%? ?%? +€/);
  const csv = (await server.command(["rfm", "--as-of", audited.as_of, "--format", "csv"])).out.trim().split(/\r?\n/);
  assert.deepEqual([csv.length, csv[0].split(",").slice(0, 3)], [12, ["key", "name", "customers"]]);
});
