// What is made of metrics: the five key figures, the headline, benchmarks, break points, the count formula beside
// identity, decomposition by groups, what-if, segments and groups of people, and who may see what of it.
import assert from "node:assert/strict";
import { eachStore } from "./server.mjs";
import { person as visit } from "./visitor.mjs";

const asOf = "2026-09-30";

async function send(server, events) {
  const key = await server.key("track");
  for (let from = 0; from < events.length; from += 400) {
    const { status, body } = await server.post("/v1/batch", { batch: events.slice(from, from + 400) }, { key });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body.rejected, []);
  }
}

let serial = 0;
const order = (user, day, total = 100, properties = {}) => ({ type: "track", userId: user, event: "Order Completed", messageId: `m${++serial}`, timestamp: `${day}T12:00:00Z`, properties: { order_id: `o${serial}`, total, currency: "EUR", ...properties } });
const person = (user, traits) => ({ type: "identify", userId: user, traits, messageId: `m${++serial}`, timestamp: "2025-01-01T00:00:00Z" });

const asking = (server, key) => async (path, query = {}) => {
  const { status, body, text } = await server.get(`/api/v1/${path}?${new URLSearchParams({ as_of: asOf, ...query })}`, { key });
  assert.equal(status, 200, `${path}: ${text}`);
  return body;
};

/** R008: 10 at start of the third quarter, 2 leave, 1 former customer returns, 3 new. A customer is who bought within the quarter. */
function returning() {
  const events = [order("former", "2026-02-10")];
  for (let i = 0; i < 10; i++) events.push(order(`old-${i}`, "2026-05-10"), ...(i < 8 ? [order(`old-${i}`, "2026-08-10")] : []));
  events.push(order("former", "2026-08-11"));
  for (let i = 0; i < 3; i++) events.push(order(`new-${i}`, "2026-08-12"));
  return events;
}

eachStore("R008: who comes back does not raise retention; the count formula stands beside it", async (server) => {
  await send(server, returning());
  const get = asking(server, await server.key("read"));
  const query = { period: "2026Q3", window: "period" };
  const { points: [point] } = await get("metrics/crr", query);
  assert.deepEqual([point.period, point.from, point.to, point.value, point.n], ["2026-Q3", "2026-07-01", "2026-09-30", 0.8, 10]);
  assert.deepEqual([point.count_formula, point.note, point.small_sample], [0.9, "1 reactivated", true]);
  assert.equal(point.sentence, "You kept 80 of every 100 existing customers; 20 stopped buying.");
  const { points: [balance] } = await get("metrics/balance", query);
  assert.deepEqual([balance.value, balance.parts], [2, { new: 3, reactivated: 1, retained: 8, lost: 2 }]);
  const text = (await server.command(["metric", "crr", "--period", "2026Q3", "--window", "period", "--as-of", asOf, "--locale", "en"])).out;
  assert.match(text, /2026-07-01\.\.2026-09-30 +You kept 80 of every 100/);
  const people = JSON.parse((await server.command(["metric", "churn", "--people", "lost", "--period", "2026-Q3", "--window", "period", "--as-of", asOf, "--format", "json"])).out);
  const listed = await get("metrics/churn/customers", { ...query, part: "lost" });
  assert.deepEqual(people, listed.items);
  assert.deepEqual([listed.count, listed.part, listed.from, listed.to], [2, "lost", "2026-07-01", "2026-09-30"]);
  assert.ok(listed.items.every(({ amount }) => amount.amount === "100.00"));
});

/** R030: A: 10 of 100 lost, B: 8 of 20 lost. */
function segments() {
  const events = [];
  for (const [group, size, lost] of [["A", 100, 10], ["B", 20, 8]])
    for (let i = 0; i < size; i++) {
      const user = `${group}-${i}`;
      events.push(person(user, { plan: group, age: i }), order(user, "2026-05-10"), ...(i >= lost ? [order(user, "2026-08-10", 100, { channel: i % 2 ? "web" : "shop" })] : []));
    }
  events.push(person("C-1", { plan: "C" }));
  return events;
}

eachStore("R030, R056: churn by group, its people, where a change comes from, and rules of segments", { stores: ["SQLite"] }, async (server) => {
  await send(server, segments());
  const key = await server.key("read"), get = asking(server, key);
  const query = { period: "2026-Q3", window: "period", by: "plan" };
  const { points } = await get("metrics/churn", query);
  assert.deepEqual(points.map(({ by, value, n }) => [by, value, n]), [["A", 0.1, 100], ["B", 0.4, 20], ["C", null, 0]]);
  const { points: [whole] } = await get("metrics/churn", { ...query, by: "" });
  assert.deepEqual([whole.value, whole.by], [0.15, null]);
  const lost = await get("metrics/churn/customers", { ...query, part: "lost", by_value: "B" });
  assert.equal(lost.count, 8);
  const value = async (segment) => (await get("metrics/start", { period: "2026-Q3", window: "period", segment })).points[0].value;
  assert.equal(await value("trait:plan=B"), 20);
  assert.equal(await value(JSON.stringify({ all: [{ trait: "plan", in: ["A", "B"] }, { trait: "age", lt: 5 }] })), 10);
  assert.equal(await value(JSON.stringify({ not: { trait: "plan", equals: "A" } })), 20);
  assert.equal(await value(JSON.stringify({ metric: "purchases", gte: 2 })), 102);
  assert.equal(await value(JSON.stringify({ event: "Order Completed", count: { gte: 2 } })), 102);
  assert.equal(await value(JSON.stringify({ all: [{ event: "Order Completed", sum: "amount", gte: "200.00" }, { trait: "plan", equals: "B" }] })), 12);
  assert.equal(await value(JSON.stringify({ event: "Order Completed", last: { to: "2026-06-30" } })), 18);
  const halves = [0, 1].map(() => value(JSON.stringify({ sample: 0.5, salt: "x" })));
  assert.equal(await halves[0], await halves[1]);
  const stages = await get("metrics/start", { period: "2026-Q3", window: "period", by: "lifecycle_stage" });
  assert.equal(stages.points.reduce((sum, point) => sum + point.value, 0), 120);
  const ages = (await get("metrics/start", { period: "2026-Q3", window: "period", by: "age" })).points;
  assert.deepEqual([ages.length, ages.at(-2).by, ages.at(-1).by, ages.at(-1).value], [52, "(other)", "(none)", 0]);
  assert.deepEqual(ages.slice(0, 20).map((point) => point.value), Array(20).fill(2)); // the largest first
  assert.equal(ages.at(-2).value, 50);
  assert.equal(ages.reduce((sum, point) => sum + point.value, 0), 120);
  const channels = await get("metrics/orders", { period: "2026-Q3", by: "channel" });
  assert.deepEqual(Object.fromEntries(channels.points.map((point) => [point.by, point.value])), { shop: 51, web: 51, "(none)": 0 });
  const first = await get("metrics/retained", { period: "2026-Q3", window: "period", by: "last_channel" });
  assert.deepEqual(Object.fromEntries(first.points.map((point) => [point.by, point.value])), { shop: 51, web: 51, "(none)": 0 });
  assert.equal(await value("dimension:channel=web"), 51);
  const admin = await server.key("admin");
  for (const put of ["A-0/tags/vip", "B-0/tags/vip", "B-0/tags/late"]) {
    const { status, text } = await server.request("PUT", `/api/v1/customers/user_id:${put}`, undefined, { key: admin });
    assert.ok(status < 300, text);
  }
  const tags = await get("metrics/start", { period: "2026-Q3", window: "period", by: "tag" });
  assert.deepEqual(tags.points.map((point) => [point.by, point.value]), [["vip", 2], ["late", 1], ["(none)", 118]]);
  assert.equal(await value("tag:vip"), 2);
  assert.equal((await get("metrics/churn/customers", { period: "2026-Q3", window: "period", by: "tag", by_value: "vip", part: "lost" })).count, 2);
  await send(server, [{ type: "group", userId: "A-0", groupId: "acme", messageId: "g1", timestamp: "2026-01-01T00:00:00Z" }]);
  const accounts = await get("metrics/start", { period: "2026-Q3", window: "period", by: "account" });
  assert.deepEqual(accounts.points.map((point) => [point.by, point.value]), [["acme", 1], ["(none)", 119]]);
  const change = await get("metrics/churn/decomposition", { by: "plan", from_period: "2026-Q3", to_period: "2026-Q3", window: "period" });
  assert.deepEqual([change.change, change.before.value], [0, 0.15]);

  const refused = async (path, more, status, text) => {
    const answer = await server.get(`/api/v1/${path}?${new URLSearchParams({ as_of: asOf, ...more })}`, { key });
    assert.equal(answer.status, status, answer.text);
    assert.ok(answer.body.detail.includes(text), answer.body.detail);
    return answer.body;
  };
  const path = (await refused("metrics/churn", { segment: JSON.stringify({ all: [{ trait: "plan", equals: "A" }, { event: "x", count: { gte: "3" } }] }) }, 422, "/all/1/count/gte")).errors[0].path;
  assert.equal(path, "/all/1/count/gte");
  await refused("metrics/churn", { segment: "vip" }, 422, "segment:KEY or a rule as JSON");
  await refused("metrics/churn", { by: "colour" }, 400, "no customer has such a trait");
  await refused("metrics/churn", { by: "channel" }, 400, "first_channel");
  await refused("metrics/orders", { window: "90" }, 400, "crr");
  await refused("metrics/crr", { amount: "margin" }, 400, "revenue, aov");
  await refused("metrics/churn/customers", { part: "lost" }, 400, "name one period");
  await refused("metrics/churn/customers", { part: "nobody", period: "2026-Q3" }, 400, "value|start|lost");
  await refused("metrics/churn/customers", { period: "2026-Q3", by: "plan", by_value: "Z" }, 400, "no such group");
});

eachStore("a period is compared with the one before, or the same a year ago", { stores: ["SQLite"] }, async (server) => {
  await send(server, [order("ana", "2023-01-05"), order("ana", "2025-07-05", 30), order("ana", "2026-06-25", 20), order("ana", "2026-07-05", 50)]);
  const get = asking(server, await server.key("read"));
  for (const [period, compare, earlier] of [
    ["2026-Q3", "previous", "2026-Q2"], ["2026-Q1", "previous", "2025-Q4"], ["2026-Q3", "year_ago", "2025-Q3"], ["2026-03", "year_ago", "2025-03"], ["2026-01", "previous", "2025-12"],
    ["2024-02-29", "year_ago", "2023-02-28"], ["2024-03-01", "previous", "2024-02-29"], ["2026-W10", "year_ago", "2025-W10"], ["2026", "previous", "2025"], ["2026", "year_ago", "2025"],
    ["2026-07-01..2026-07-10", "previous", "2026-06-21..2026-06-30"], ["2026-07-01..2026-07-10", "year_ago", "2025-07-01..2025-07-10"],
  ]) {
    const { points: [point] } = await get("metrics/revenue", { period, compare });
    assert.deepEqual([point.period, point.previous.period], [period, earlier], compare);
  }
  const { points: [july] } = await get("metrics/revenue", { period: "2026-07", compare: "previous" });
  assert.deepEqual([july.value.amount, july.previous.value.amount, july.change.amount, july.change_rate], ["50.00", "20.00", "30.00", 1.5]);
  const { points: [early] } = await get("metrics/revenue", { period: "2023-01", compare: "previous" });
  assert.deepEqual([early.previous.value, early.change, early.change_rate], [null, null, null]); // nothing was observed before
  const one = await get("metrics/revenue", { period: "2026-07" }), same = await get("metrics/revenue", { period: "2026-07", locale: "fr" });
  assert.equal(one.hash, same.hash);
  const others = [{ period: "2026-06" }, { period: "2026-07", amount: "gross" }, { period: "2026-07", segment: "trait:a=b" }, { period: "2026-07", as_of: "2026-09-29" }];
  const hashes = await Promise.all(others.map(async (query) => (await get("metrics/revenue", query)).hash));
  assert.equal(new Set([one.hash, ...hashes]).size, 5);
});

eachStore("R025, R065: five key figures; a headline that is chosen and stays", async (server) => {
  await send(server, returning());
  const get = asking(server, await server.key("read")), admin = await server.key("admin");
  const { items } = await get("kpis", { period: "2026Q3" });
  assert.deepEqual(items.map(({ name }) => name), ["churn", "clv", "nps", "crr", "engagement"]);
  for (const kpi of items) {
    for (const member of ["label", "unit", "period", "value", "n", "reason"]) assert.ok(member in kpi, `${kpi.name} ${member}`);
    assert.ok(kpi.value !== null || kpi.reason, kpi.name);
  }
  assert.deepEqual([items[3].period, items[3].from, items[3].to], ["2026-Q3", "2026-07-01", "2026-09-30"]);
  assert.deepEqual([(await get("headline")).metrics, (await get("headline")).default], [["crr", "churn", "clv"], true]);
  await send(server, [{ type: "track", userId: "old-1", event: "Subscription Started", messageId: "s1", timestamp: "2026-08-01T00:00:00Z", properties: { subscription_id: "sub", plan: "pro", price: 10, currency: "EUR", interval: "month" } }]);
  assert.deepEqual((await get("headline")).metrics, ["crr", "churn", "clv", "ndr"]);
  const put = (metrics) => server.request("PUT", "/api/v1/headline", { metrics }, { key: admin });
  assert.equal((await put(["crr", "aov", "clv"])).status, 200);
  await server.restart();
  assert.deepEqual((await get("headline")).items.map(({ name }) => name), ["crr", "aov", "clv"]);
  assert.deepEqual((await put(["crr", "nonsense"])).body.errors[0].path, "/metrics/1");
  assert.deepEqual((await put(["crr", "CRR"])).body.errors[0].path, "/metrics/1");
  assert.equal((await put([])).status, 200);
  assert.equal((await get("headline")).default, true);
});

eachStore("R026, R029, R033, R066: break points, benchmarks, what-if", { stores: ["SQLite"] }, async (server) => {
  const events = [];
  const months = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08"];
  months.forEach((month, m) => { for (let i = 0; i < (m < 4 ? 10 : 40) + (m % 2); i++) events.push(order(`u-${i}`, `${month}-15`)); });
  await send(server, events);
  const admin = await server.key("admin"), get = asking(server, admin);
  const { analysis: [analysis] } = await get("metrics/orders", { from: "2026-01-01", to: "2026-08-31", analyse: "breaks,trend" });
  assert.deepEqual(analysis.breaks.map(({ from }) => from), ["2026-05-01"]);
  assert.ok(["rising", "flat"].includes(analysis.trend));

  const query = { period: "2026-07", window: "period" };
  const { points: [before] } = await get("metrics/crr", query);
  assert.ok(!("benchmark_flag" in before));
  const { status, body: benchmark } = await server.post("/api/v1/benchmarks", { metric: "retention_rate", value: 0.99, source: "Sector study", day: "2026-01-01" }, { key: admin });
  assert.deepEqual([status, benchmark.metric], [201, "crr"]);
  const series = await get("metrics/crr", query);
  assert.deepEqual(series.benchmark, { value: 0.99, source: "Sector study", day: "2026-01-01" });
  assert.match(series.points[0].benchmark_flag, /pts, (below|above) sector$/);
  assert.ok(Math.abs(series.points[0].benchmark_gap - (series.points[0].value - 0.99)) < 1e-9);
  assert.equal((await server.post("/api/v1/benchmarks", { metric: "crr", value: 80, source: "x", day: "2026-01-01" }, { key: admin })).body.errors[0].path, "/value");
  assert.equal((await server.patch(`/api/v1/benchmarks/${benchmark.id}`, { value: 0.5 }, { key: admin })).body.value, 0.5);
  assert.equal((await server.get("/api/v1/benchmarks", { key: admin })).body.items.length, 1);
  assert.equal((await server.delete(`/api/v1/benchmarks/${benchmark.id}`, { key: admin })).status, 204);
  assert.ok(!("benchmark" in (await get("metrics/crr", query))));

  const what = await get("what-if", { period: "2026-03-01..2026-08-31", crr_points: "5", cac: "250", margin: "0.4" });
  assert.ok(Math.abs(what.customers - 0.05 * what.start) < 1e-9 || what.crr_after === 1);
  assert.equal(Number(what.revenue.amount), Math.round(what.customers * Number(what.revenue_per_customer.amount) * 100) / 100);
  assert.equal(Number(what.profit.amount).toFixed(2), (Number(what.revenue.amount) * 0.4).toFixed(2));
  assert.equal(Number(what.replacement_cost.amount), what.lost * 250);
  assert.equal((await server.get("/api/v1/what-if?crr_points=much", { key: admin })).status, 400);
});

eachStore("what is hidden from a role tells nobody apart, and what is shown is noted", { stores: ["SQLite"] }, async (server) => {
  await send(server, [...segments(), person("A-1", { email: "a1@fidele.test" })]);
  const boss = await visit(server, "boss@fidele.test", "administrator");
  assert.equal((await boss.put("/api/v1/roles/analyst", { masked: ["name", "email", "amounts"] })).status, 200);
  const analyst = await visit(server, "analyst@fidele.test", "analyst");
  const see = (path, query) => analyst.get(`/api/v1/${path}?${new URLSearchParams({ as_of: asOf, ...query })}`);
  const { status, body, text } = await see("metrics/churn/customers", { period: "2026-Q3", window: "period", part: "lost" });
  assert.equal(status, 200, text);
  assert.deepEqual([body.count, body.masked], [18, ["name", "email", "amounts"]]);
  assert.ok(body.items.every((item) => !("amount" in item || "email" in item || "name" in item || "value" in item)), text);
  for (const query of [{ by: "email" }, { segment: "trait:email=a1@fidele.test" }, { segment: JSON.stringify({ event: "Order Completed", sum: "amount", gt: "1.00" }) }, { segment: JSON.stringify({ metric: "value", gt: 1 }) }])
    assert.deepEqual((await see("metrics/churn", query)).status, 403, JSON.stringify(query));
  assert.equal((await see("metrics/churn", { by: "plan" })).status, 200);
});
