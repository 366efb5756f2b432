// Recurring revenue over the API, on both stores: MRR and its movements, retention in money, contractual churn
// (R009, R018-R021, R053, R061, MX-02 … MX-08, MX-25), with late events, merges, erasures, rates and zones.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { eachStore, startServer } from "./server.mjs";

const shared = process.env.FIDELE_SHARED_DATA ?? new URL("../../shared/data", import.meta.url).pathname;
let serial = 0;

/** What tests say: events of subscriptions by the tracking API, and figures. */
async function client(server) {
  const admin = await server.key("admin"), track = await server.key("track");
  const get = async (path) => {
    const { status, body, text } = await server.get(`/api/v1${path}`, { key: admin });
    assert.equal(status, 200, `${path}: ${text}`);
    return body;
  };
  const send = async (user, events) => {
    const batch = events.map(([event, at, properties = {}]) => ({
      type: "track", event: event.startsWith("=") ? event.slice(1) : `Subscription ${event}`, userId: user, messageId: `m${++serial}`,
      timestamp: at.length === 10 ? `${at}T12:00:00Z` : at, properties: { currency: "EUR", ...properties },
    }));
    const { status, body, text } = await server.post("/v1/batch", { batch }, { key: track });
    assert.equal(status, 200, text);
    assert.equal(body.accepted, events.length, text);
  };
  const series = (name, query = {}) => get(`/metrics/${name}?${new URLSearchParams({ from: "2026-01-01", to: "2026-07-31", ...query })}`);
  const point = async (name, period, query = {}) => (await series(name, query)).points.find((one) => one.period === period && (!query.by || one.by === query.value));
  const settings = async (change) => {
    const { status, text } = await server.patch("/api/v1/workspace", change, { key: admin });
    assert.equal(status, 200, text);
  };
  const id = async (user) => (await get(`/customers/user_id:${user}`)).id;
  return { admin, get, send, series, point, settings, id };
}

const cents = (money) => Math.round(Number(money.amount) * 100);
const start = (subscription_id, at, price, more = {}) => ["Started", at, { subscription_id, price, plan: "basic", ...more }];

/** opening + movements = closing, of every point. */
function reconciles(points) {
  for (const { parts, period } of points) {
    if (!parts.opening) continue;
    const at = (name) => (parts[name] ? cents(parts[name]) : 0);
    const won = at("new") + at("reactivation") + at("resumed") + at("expansion"), lost = at("contraction") + at("paused") + at("churn");
    assert.equal(at("opening") + at("currency") + at("transfer") + won - lost, at("closing"), `${period}: ${JSON.stringify(parts)}`);
    assert.equal(at("upsell") + at("cross_sell"), at("expansion"));
    assert.equal(at("downgrade") + at("cancellation"), at("contraction"));
  }
}

/** Every bar of mrr_movements is the sum of its list, and of the CSV. */
async function bars_open_their_list(on, server, period, netting = "period") {
  const { parts } = await on.point("mrr_movements", period, { netting });
  const csv = (await server.get(`/api/v1/movements?period=${period}&netting=${netting}&format=csv`, { key: on.admin })).text.trim().split(/\r?\n/).slice(1);
  let lines = 0;
  for (const kind of ["new", "reactivation", "resumed", "expansion", "upsell", "cross_sell", "contraction", "downgrade", "cancellation", "paused", "churn", "currency"]) {
    const list = await on.get(`/movements?period=${period}&kind=${kind}&netting=${netting}&limit=1000`);
    const sum = list.items.reduce((all, one) => all + cents(one.amount), 0);
    assert.equal(Math.abs(sum), kind === "currency" ? Math.abs(cents(parts.currency)) : cents(parts[kind]), `${period} ${kind}`);
    assert.equal(cents(list.amount), sum);
    if (!["upsell", "cross_sell", "downgrade", "cancellation"].includes(kind)) lines += list.total;
  }
  assert.equal(csv.length, lines);
}

/** The people behind each number are as many as it says, or what they bring adds up to it. */
async function people_stand_behind(on, name, period, query = {}) {
  const whole = await on.series(name, query), points = whole.points.filter((one) => one.period === period);
  for (const point of points)
    for (const part of whole.people) {
      const asked = new URLSearchParams({ ...query, period, part, limit: "1000", ...(query.by ? { by_value: point.by } : {}) });
      const { items, count } = await on.get(`/metrics/${name}/customers?${asked}`);
      const said = part === "value" ? point.value : point.parts[part];
      const where = `${name} ${part} ${period} ${point.by ?? ""}`;
      const money = /ndr|grr|revenue_churn/.test(name); // a share of money: what is counted is no count of people
      if (said?.amount !== undefined) assert.equal(items.reduce((sum, one) => sum + cents(one.amount), 0), cents(said), where);
      else if (part !== "value") assert.equal(count, said, where);
      else if (!money && whole.unit === "rate" && point.n !== null) assert.equal(count, Math.round(point.value * point.n), where);
    }
}

eachStore("a company's months: movements, retention with its drivers, upsell beside cross-sell, trials, payments", async (server) => {
  const on = await client(server);
  // February opens with 1000.00: downgrade 100, cancel 150, pause 50 (R020).
  await on.send("down", [start("s-down", "2026-01-05", 300, { plan: "pro" }), ["Downgraded", "2026-02-10", { subscription_id: "s-down", price: 200, plan: "basic" }]]);
  await on.send("gone", [start("s-gone", "2026-01-05", 150), ["Cancelled", "2026-02-11", { subscription_id: "s-gone", reason_kind: "voluntary" }]]);
  await on.send("rest", [start("s-rest", "2026-01-05", 50), ["Paused", "2026-02-12", { subscription_id: "s-rest" }], ["Resumed", "2026-04-02", { subscription_id: "s-rest" }]]);
  await on.send("stay", [start("s-stay", "2026-01-05", 500), ["Upgraded", "2026-05-03", { subscription_id: "s-stay", price: 590, plan: "pro" }],
    start("s-more", "2026-05-20", 60, { plan: "extra" })]);
  await on.send("try", [["Trial Started", "2026-03-01", { subscription_id: "s-try", price: 40, plan: "basic", trial_end: "2026-03-15T00:00:00Z" }], ["Started", "2026-03-15", { subscription_id: "s-try" }]]);
  await on.send("not", [["Trial Started", "2026-03-01", { subscription_id: "s-not", price: 40, plan: "basic", trial_end: "2026-03-15T00:00:00Z" }]]);
  await on.send("card", [start("s-card", "2026-03-01", 20), ["=Payment Failed", "2026-06-01", { subscription_id: "s-card" }], ["Cancelled", "2026-06-20", { subscription_id: "s-card" }]]);
  await on.send("late", [start("s-late", "2026-03-01", 30), ["=Payment Failed", "2026-06-01", { subscription_id: "s-late" }], ["=Invoice Paid", "2026-06-05", { subscription_id: "s-late" }]]);

  const february = await on.point("ndr", "2026-02");
  assert.equal(february.value, 0.7);
  assert.deepEqual([february.parts.downgrades, february.parts.cancellations, february.parts.pauses, february.parts.expansion], [-0.1, -0.15, -0.05, 0]);
  assert.deepEqual([(await on.point("grr", "2026-02")).value, (await on.point("revenue_churn", "2026-02")).value], [0.7, 0.3]);
  assert.equal((await on.point("ndr", "2026-01")).value, null); // nothing at the opening
  // Cochran's ratio estimator by hand: openings 300 150 50 500, lost 100 150 50 0, r = 0.3, n = 4.
  const half = (1.959963984540054 * Math.sqrt(((100 - 90) ** 2 + (150 - 45) ** 2 + (50 - 15) ** 2 + 150 ** 2) * 4 / 3)) / 1000;
  const gross = await on.point("revenue_churn", "2026-02"), kept = await on.point("grr", "2026-02");
  for (const [seen, expected] of [[gross.low, Math.max(0, 0.3 - half)], [gross.high, 0.3 + half], [february.low, 0.7 - half], [february.high, 0.7 + half], [kept.high, Math.min(1, 0.7 + half)]])
    assert.ok(Math.abs(seen - expected) < 1e-9, `${seen} ${expected}`);
  assert.deepEqual([gross.n, kept.low <= kept.value, kept.high <= 1], [4, true, true]);
  const may = (await on.point("expansion_mrr", "2026-05")).parts;
  assert.deepEqual([may.upsell.amount, may.cross_sell.amount, (await on.point("expansion_mrr", "2026-05")).value.amount], ["90.00", "60.00", "150.00"]);
  // What was paused is no loss of a customer, and comes back beside the retention of April.
  const april = await on.point("mrr_movements", "2026-04");
  assert.deepEqual([april.parts.resumed.amount, (await on.point("subscriber_churn", "2026-02")).parts.left], ["50.00", 1]);
  assert.ok(Math.abs((await on.point("ndr", "2026-04")).value - (1 + 50 / 790)) < 1e-9);
  // A year at 30 % a month, by compounding.
  assert.ok(Math.abs((await on.point("revenue_churn", "2026-02")).parts.annual - (1 - 0.7 ** 12)) < 1e-9);
  assert.deepEqual((({ value, n, parts }) => [value, n, parts.open])(await on.point("trial_conversion", "2026-03")), [0.5, 2, 0]);
  const june = await on.point("payment_recovery", "2026-06");
  assert.deepEqual([june.value, june.parts.recovered, june.parts.lost, june.parts.lost_mrr.amount], [0.5, 1, 1, "20.00"]);
  assert.deepEqual((({ parts }) => [parts.voluntary.amount, parts.involuntary.amount])(await on.point("churned_mrr", "2026-06")), ["0.00", "20.00"]);
  assert.equal((await on.point("churned_mrr", "2026-02")).parts.voluntary.amount, "150.00");
  const mrr = await on.point("mrr", "2026-05");
  assert.deepEqual([mrr.value.amount, mrr.parts.arr.amount, mrr.parts.customers, mrr.parts.subscriptions], ["990.00", "11880.00", 6, 7]);
  assert.equal((await on.point("arpa", "2026-05")).value.amount, "165.00");
  assert.equal((await on.point("asp", "2026-01")).value.amount, "250.00");

  // Day by day, by plan, by cohort, netted in either way; before the first subscription nothing is observed.
  for (const query of [{}, { netting: "day" }, { period: "day", from: "2026-01-01", to: "2026-06-30" }, { by: "plan" }, { by: "cohort" }, { by: "plan", netting: "day" }])
    reconciles((await on.series("mrr_movements", query)).points);
  const plans = (await on.series("mrr_movements", { by: "plan" })).points.filter((one) => one.period === "2026-05");
  assert.equal(plans.reduce((sum, one) => sum + cents(one.parts.transfer), 0), 0);
  assert.equal(plans.reduce((sum, one) => sum + cents(one.parts.closing), 0), cents(mrr.value));
  const before = await on.series("mrr", { from: "2025-11-01", to: "2026-02-28" });
  assert.deepEqual(before.points.map((one) => one.value?.amount ?? null), [null, null, "1000.00", "700.00"]);
  for (const period of ["2026-01", "2026-02", "2026-04", "2026-05", "2026-06"]) await bars_open_their_list(on, server, period);
  await bars_open_their_list(on, server, "2026-05", "day");
  for (const name of ["mrr", "arr", "arpa", "asp", "mrr_movements", "new_mrr", "expansion_mrr", "contraction_mrr", "churned_mrr", "reactivation_mrr", "paused_mrr",
    "revenue_churn", "grr", "ndr", "quick_ratio", "subscribers", "subscriber_churn", "subscriber_retention", "payment_recovery", "trial_conversion"])
    for (const period of server.store === "SQLite" ? ["2026-02", "2026-06"] : ["2026-03"]) await people_stand_behind(on, name, period);
  await people_stand_behind(on, "mrr_movements", "2026-05", { by: "plan" });
  await people_stand_behind(on, "mrr_movements", "2026-05", { netting: "day" });
  const [row] = (await on.get("/movements?period=2026-02&kind=downgrade")).items;
  assert.deepEqual([row.day, row.customer, row.kind, row.driver, row.amount.amount, row.plan_before, row.plan_after],
    ["2026-02-10", await on.id("down"), "contraction", "downgrade", "-100.00", "pro", "basic"]);
  // Pages end where the list ends.
  const first = await on.get("/movements?period=2026-01&limit=3"), second = await on.get(`/movements?period=2026-01&limit=3&cursor=${encodeURIComponent(first.next_cursor)}`);
  assert.deepEqual([first.items.length, second.items.length, second.next_cursor, first.total], [3, 1, null, 4]);
  const refused = await server.get("/api/v1/movements?period=2999-01", { key: on.admin });
  assert.deepEqual([refused.status, refused.body.errors[0].path], [400, "/period"]);
});

eachStore("what comes late restates the past; merged people are one, unmerged two; erased ones leave their sums", async (server) => {
  const on = await client(server);
  await on.send("ana", [start("a", "2026-01-10", 100, { cycle: "month" })]);
  await on.send("bo", [start("b", "2026-02-10", { amount: "480.00", currency: "EUR" }, { cycle: "year", plan: "pro" })]);
  const of = async (period) => (({ parts }) => [parts.new.amount, parts.expansion.amount, parts.churn.amount, parts.closing.amount])(await on.point("mrr_movements", period));
  assert.deepEqual(await of("2026-02"), ["40.00", "0.00", "0.00", "140.00"]);
  // Heard of in July: Ana had left in January and come back in March.
  await on.send("ana", [["Cancelled", "2026-01-20", { subscription_id: "a" }], ["Resumed", "2026-03-05", { subscription_id: "a" }]]);
  assert.deepEqual([await of("2026-01"), await of("2026-02")], [["0.00", "0.00", "0.00", "0.00"], ["40.00", "0.00", "0.00", "40.00"]]);
  // At the ends of months Ana was never seen before March, so new; day by day she comes back.
  assert.equal((await on.point("new_mrr", "2026-03")).value.amount, "100.00");
  assert.equal((await on.point("reactivation_mrr", "2026-03", { netting: "day" })).value.amount, "100.00");

  const ana = await on.id("ana"), bo = await on.id("bo");
  const merged = await server.post(`/api/v1/customers/${bo}/merge`, { with: String(ana), reason: "the same person" }, { key: on.admin });
  assert.equal(merged.status, 200, merged.text);
  assert.deepEqual(await of("2026-03"), ["0.00", "100.00", "0.00", "140.00"]); // cross-sell now
  assert.equal((await on.point("subscribers", "2026-03")).value, 1);
  const unmerged = await server.post(`/api/v1/customers/${bo}/unmerge`, { edge: merged.body.edge ?? merged.body.merge ?? merged.body.id }, { key: on.admin });
  assert.equal(unmerged.status, 200, unmerged.text);
  assert.deepEqual([await of("2026-03"), (await on.point("subscribers", "2026-03")).value], [["100.00", "0.00", "0.00", "140.00"], 2]);

  const sums = async () => (await on.series("mrr_movements")).points.map((one) => [one.period, one.parts.opening?.amount, one.parts.closing?.amount, one.parts.new?.amount]);
  const known = await sums();
  const erased = await server.command(["erase", String(bo), "--finish"]);
  assert.equal(erased.code, 0, erased.error);
  assert.deepEqual(await sums(), known);
  const rows = (await on.get("/movements?period=2026-02")).items;
  assert.deepEqual(rows.map((one) => [one.customer, one.subscription, one.amount.amount]), [[null, null, "40.00"]]);
});

eachStore("settings: who is a customer by contract, when a cancellation counts, what one of two lost is", async (server) => {
  const on = await client(server);
  await on.settings({ churn_rule: "contractual" });
  await on.send("two", [start("one", "2026-01-05", 100), start("other", "2026-01-05", 50), ["Cancelled", "2026-02-10", { subscription_id: "other" }]]);
  await on.send("soon", [start("soon", "2026-01-05", 70, { current_period_end: "2026-03-31T10:00:00Z" }),
    ["Cancel Scheduled", "2026-02-20", { subscription_id: "soon", cancel_at: "2026-03-31T10:00:00Z", reason_kind: "voluntary" }]]);
  await on.send("now", [start("now", "2026-01-05", 30, { current_period_end: "2026-04-15T10:00:00Z" }), ["Cancelled", "2026-03-10", { subscription_id: "now" }]]);
  await on.send("rest", [start("rest", "2026-01-05", 10), ["Paused", "2026-02-01", { subscription_id: "rest" }]]);
  const lost = async () => {
    const points = (await on.series("churned_mrr", { to: "2026-04-30" })).points;
    return points.map((one) => one.value.amount).join(" ");
  };
  assert.equal(await lost(), "0.00 0.00 100.00 0.00");
  // Cancelled subscriptions are churned whatever the window; a pause and one of two are not.
  const churn = await on.point("churn", "2026-03", { window: "3" });
  assert.deepEqual([churn.value, churn.parts.start, churn.parts.lost, churn.parts.voluntary], [0.5, 4, 2, 1]);
  assert.equal((await on.point("crr", "2026-02")).value, 1);
  await on.settings({ churn_recognition: "cancel" });
  assert.equal(await lost(), "0.00 70.00 30.00 0.00");
  await on.settings({ churn_recognition: "period_end" });
  assert.equal(await lost(), "0.00 0.00 70.00 30.00");
  await on.settings({ churn_recognition: "end", partial_loss: "churn" });
  assert.equal(await lost(), "0.00 50.00 100.00 0.00");
  assert.equal((await on.point("subscriber_churn", "2026-02")).value, 0); // the customer is still one
  reconciles((await on.series("mrr_movements")).points);
  // R053: 3 months of what is left, at the loss of the last three.
  const forecast = await on.point("revenue_forecast", "2026-07", { months: "3" });
  assert.deepEqual([forecast.value.amount, forecast.parts.month_1.amount], ["300.00", "100.00"]);
  await on.settings({ churn_rule: "inactivity" });
  assert.equal((await on.point("churn", "2026-03")).value, null); // no orders: by inactivity there is nobody
});

test("a rate alone moves nothing, days begin at midnight of the workspace, also when clocks change", async (t) => {
  const server = await startServer(t, "SQLite");
  const on = await client(server);
  await on.settings({ time_zone: "Europe/Paris" });
  await server.restart();
  const rates = await server.request("PUT", "/api/v1/currency-rates", { rates: [{ currency: "USD", day: "2026-01-01", rate: "0.5" }, { currency: "USD", day: "2026-02-15", rate: "0.75" }] }, { key: on.admin });
  assert.equal(rates.status, 200, rates.text);
  await on.send("sam", [start("usd", "2026-01-05", 100, { currency: "USD" }), ["Upgraded", "2026-03-02", { subscription_id: "usd", price: 120, currency: "USD" }]]);
  const of = ({ parts }) => [parts.opening.amount, parts.currency.amount, parts.expansion.amount, parts.contraction.amount, parts.closing.amount];
  assert.deepEqual(of(await on.point("mrr_movements", "2026-02")), ["50.00", "25.00", "0.00", "0.00", "75.00"]);
  assert.deepEqual(of(await on.point("mrr_movements", "2026-03")), ["75.00", "0.00", "15.00", "0.00", "90.00"]);
  assert.deepEqual([(await on.point("ndr", "2026-02")).value, (await on.point("ndr", "2026-03")).value], [1, 1.2]);
  assert.deepEqual(of(await on.point("mrr_movements", "2026-02", { currency: "constant" })), ["75.00", "0.00", "0.00", "0.00", "75.00"]);
  // ChartMogul's example of a customer's life (help article 201244842): every movement has its kind and amount.
  await on.send("sync", [start("gold", "2026-05-04", 500, { quantity: 4, cycle: "year", plan: "gold" }), start("silver", "2026-05-08", 30, { quantity: 2, plan: "silver" }),
    ["Cancelled", "2026-05-22", { subscription_id: "silver" }], ["Cancelled", "2026-06-04", { subscription_id: "gold" }], start("again", "2026-07-01", 50, { quantity: 3, plan: "gold" })]);
  const lived = (await on.get("/movements?period=2026-05-01..2026-07-31&netting=day")).items.map((one) => [one.day.slice(5), one.kind, one.driver, one.amount.amount]);
  assert.deepEqual(lived, [["05-04", "new", null, "166.67"], ["05-08", "expansion", "cross_sell", "60.00"], ["05-22", "contraction", "cancellation", "-60.00"],
    ["06-04", "churn", "unknown", "-166.67"], ["07-01", "reactivation", null, "150.00"]]);
  // Who came and went on one day has not paid yet: their cohort is the month in which they stay.
  await on.send("twice", [start("day", "2026-02-03T08:00:00Z", 10), ["Cancelled", "2026-02-03T10:00:00Z", { subscription_id: "day" }], start("stays", "2026-04-07", 20)]);
  const cohorts = (await on.series("mrr", { by: "cohort" })).points.filter((one) => one.period === "2026-04");
  assert.deepEqual(cohorts.map((one) => [one.by, one.value.amount]).filter(([, amount]) => amount === "20.00"), [["2026-04", "20.00"]]);
  // 29 March 2026 has 23 hours in Paris: 23:30 of the 28th in UTC is the 29th; what ends at midnight is there all day.
  await on.send("eva", [start("eva", "2026-03-28T23:30:00Z", 10), ["Cancelled", "2026-03-29T22:00:00Z", { subscription_id: "eva" }]]);
  const days = (await on.series("mrr_movements", { period: "day", from: "2026-03-28", to: "2026-03-30" })).points.map((one) => [one.period, one.parts.new.amount, one.parts.churn.amount]);
  assert.deepEqual(days, [["2026-03-28", "0.00", "0.00"], ["2026-03-29", "10.00", "0.00"], ["2026-03-30", "0.00", "10.00"]]);
});

test("RavenStack, imported from its file: 24 months of movements, NDR and GRR as published, and a year", { skip: existsSync(join(shared, "saas")) ? false : "no shared data" }, async (t) => {
  const server = await startServer(t, "SQLite");
  const on = await client(server);
  const vectors = JSON.parse(readFileSync(join(shared, "vectors/mrr_ravenstack.json"), "utf8"));
  const imported = await server.command(["import", "subscriptions", join(shared, "saas/ravenstack_subscriptions.csv"), "--currency", "EUR", "--quiet"]);
  assert.equal(imported.code, 0, imported.error);
  const query = { from: "2023-01-01", to: "2024-12-31", as_of: "2024-12-31" };
  const [movements, ndr, grr, mrr] = await Promise.all(["mrr_movements", "ndr", "grr", "mrr"].map((name) => on.series(name, query)));
  const near = (value, published) => assert.ok(published === null ? value === null : Math.abs(value - published) < 6e-7, `${value} is not ${published}`);
  vectors.monthly.forEach((month, i) => {
    const { parts } = movements.points[i];
    const whole = ["opening", "new", "reactivation", "expansion", "contraction", "churn", "closing"].map((name) => Number(parts[name].amount));
    assert.deepEqual(whole, [month.start, month.new, month.reactivation, month.expansion, month.contraction, month.churn, month.mrr], month.month);
    assert.equal(mrr.points[i].parts.customers, month.customers);
    near(ndr.points[i].value, month.ndr);
    near(grr.points[i].value, month.grr);
  });
  const year = { ...query, from: "2024-12-01", over: "12_months" };
  near((await on.series("ndr", year)).points[0].value, vectors.annual.ndr_12m);
  const kept = (await on.series("grr", year)).points[0].value;
  assert.ok(Math.abs(kept - vectors.annual.grr_12m) < 6e-5 && kept <= 1);
  reconciles((await on.series("mrr_movements", { ...query, by: "plan" })).points);
});

test("movements of order revenue are those published of Online Retail II, for three months", { skip: existsSync(join(shared, "retail")) ? false : "no shared data" }, async (t) => {
  const server = await startServer(t, "SQLite");
  const on = await client(server);
  const vectors = JSON.parse(readFileSync(join(shared, "vectors/revenue_movements_online_retail.json"), "utf8")).monthly;
  const [head, ...rows] = readFileSync(join(shared, "retail/online_retail_orders.csv"), "utf8").trim().split(/\r?\n/);
  const early = rows.filter((row) => /,(2009-12|2010-0[12])-.*,order$/.test(row));
  const imported = await server.command(["import", "orders", "-", "--currency", "EUR", "--quiet", "--yes"], { input: [head, ...early].join("\n") });
  assert.equal(imported.code, 0, imported.error);
  const { points } = await on.series("revenue_movements", { from: "2009-12-01", to: "2010-02-28", as_of: "2010-02-28" });
  vectors.forEach((month, i) => {
    const { parts } = points[i];
    for (const name of ["new", "reactivation", "expansion", "contraction", "churn"]) assert.equal(cents(parts[name]), month[name], `${month.month} ${name}`);
    assert.deepEqual([cents(parts.opening), cents(parts.closing)], [month.start, month.revenue]);
    assert.deepEqual([parts.customers, parts.new_customers, parts.reactivated_customers, parts.churned_customers], [month.customers, month.n_new, month.n_reactivated, month.n_churned]);
    for (const name of ["ndr", "grr"]) assert.ok(month[name] === null ? parts[name] === undefined : Math.abs(parts[name] - month[name]) < 6e-7);
  });
});
