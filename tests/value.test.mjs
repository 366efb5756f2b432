// What customers are worth where people subscribe: CAC, retention cost, CLV and lost value, by orders, subscriptions and payments.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { eachStore, startServer } from "./server.mjs";

const shared = process.env.FIDELE_SHARED_DATA ?? new URL("../../shared/data", import.meta.url).pathname;
const euros = (amount) => ({ amount, currency: "EUR" });
const money = (value) => (value === null ? null : Number(value.amount));
const close = (value, expected, slack, what) => assert.ok(Math.abs(value - expected) <= slack, `${what ?? ""} ${value} is not ${expected}`);

async function client(server) {
  const admin = await server.key("admin"), track = await server.key("track");
  let messages = 0;
  const send = (method, path, body) => server.request(method, `/api/v1${path}`, body, { key: admin });
  return {
    send,
    get: async (path) => {
      const answer = await send("GET", path);
      assert.equal(answer.status, 200, `${path}: ${answer.text}`);
      return answer.body;
    },
    say: async (events) => {
      const batch = events.map(([userId, event, day, properties]) => ({ type: "track", userId, event, properties, timestamp: `${day}T12:00:00Z`, messageId: `v${++messages}` }));
      const answer = await server.post("/v1/batch", { batch }, { key: track });
      assert.deepEqual([answer.status, answer.body.accepted], [200, batch.length], answer.text);
    },
    enter: async (book, body) => {
      const answer = await send("POST", `/${book}`, body);
      assert.equal(answer.status, 201, answer.text);
      return answer.body;
    },
    points: async (name, query) => {
      const answer = await send("GET", `/metrics/${name}?${new URLSearchParams(query)}`);
      assert.equal(answer.status, 200, `${name}: ${answer.text}`);
      return answer.body.points;
    },
  };
}

// What the file says, counted plainly: who holds a paying subscription at the end of a day, and what it is worth.
function ravenstack() {
  const [head, ...rows] = readFileSync(join(shared, "saas/ravenstack_subscriptions.csv"), "utf8").trim().split(/\r?\n/).map((row) => row.split(","));
  const at = (name) => head.indexOf(name);
  return rows.map((row) => ({ account: row[at("account_id")], from: row[at("start_date")], to: row[at("end_date")], mrr: row[at("is_trial")] === "True" ? 0 : Number(row[at("mrr_amount")]), trial: row[at("is_trial")] === "True" }));
}

test("RavenStack has subscriptions alone: CAC, retention cost, lost value and CLV as a plain count of the file says", { skip: existsSync(join(shared, "saas")) ? false : "no shared data" }, async (t) => {
  const server = await startServer(t, "SQLite");
  const on = await client(server);
  const imported = await server.command(["import", "subscriptions", join(shared, "saas/ravenstack_subscriptions.csv"), "--currency", "EUR", "--quiet"]);
  assert.equal(imported.code, 0, imported.error);
  const query = { from: "2024-07-01", to: "2024-09-30", as_of: "2024-12-31", period: "quarter" };
  await on.enter("costs", { kind: "acquisition", from: "2024-07-01", to: "2024-09-30", amount: euros("10000") });
  await on.enter("costs", { kind: "retention", from: "2024-07-01", to: "2024-09-30", amount: euros("5000") });
  const paying = ravenstack().filter(({ mrr }) => mrr > 0);
  const held = (day) => new Set(paying.filter(({ from, to }) => from <= day && (!to || to > day)).map(({ account }) => account));
  const start = held("2024-06-30"), end = held("2024-09-30");
  const first = new Map();
  for (const { account, from } of paying) if (!first.has(account) || from < first.get(account)) first.set(account, from);
  const won = [...first.values()].filter((day) => day >= "2024-07-01" && day <= "2024-09-30").length;
  const kept = [...start].filter((account) => end.has(account)).length, lost = start.size - kept;
  assert.ok(won > 5 && lost > 0, `${won} ${lost}`);
  const [cac] = await on.points("cac", query), [keep] = await on.points("retention_cost", query), [need] = await on.points("replacement_need", query);
  assert.deepEqual([cac.parts.new, keep.parts.retained, need.parts.customers], [won, kept, lost]);
  close(money(cac.value), 10000 / won, 0.005);
  close(money(keep.value), 5000 / kept, 0.005);
  close(money(need.value), 10000 / won * lost, 0.005);
  const [lifetime] = await on.points("clv", query), [gone] = await on.points("lost_value", query), [ltv] = await on.points("subscriber_ltv", { ...query, from: "2024-07-01" });
  assert.ok(money(lifetime.value) > 0 && money(ltv.value) > 0);
  close(money(gone.value), lost * money(gone.parts.clv), 0.01 * lost);
  const answer = await on.get(`/metrics/clv?${new URLSearchParams(query)}`);
  assert.match(JSON.stringify(answer.notes), /there are no orders: customers are those who subscribe/);
  // Past: the monthly values, day by day, of the whole file up to the end of September.
  const [total] = await on.points("clv_total", query);
  const days = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86400000);
  let past = 0;
  for (const { mrr, from, to } of paying)
    for (let year = 2023; year <= 2024; year++)
      for (let month = 1; month <= 12; month++) {
        const begin = new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10), next = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
        const last = next > "2024-10-01" ? "2024-10-01" : next;
        const a = from > begin ? from : begin, b = to && to < last ? to : last;
        if (a < b) past += mrr * days(a, b) / days(begin, next);
      }
  close(money(total.parts.past), past, past * 1e-4, "past");
  assert.equal(total.n, [...first.values()].filter((day) => day <= "2024-09-30").length);
});

// Three subscribers and two who order, one of whom subscribes too: worked out by hand.
eachStore("who orders and who subscribes count once, and a payment is no second revenue", async (server) => {
  const on = await client(server);
  const start = (who, day, price) => [who, "Subscription Started", day, { subscription_id: `S-${who}`, plan: "basic", price, currency: "EUR", cycle: "month" }];
  const order = (who, day, total) => [who, "Order Completed", day, { order_id: `${who}${day}`, total, currency: "EUR" }];
  await on.say([
    start("ana", "2026-01-01", 30), start("bo", "2026-01-01", 30), start("cy", "2026-02-01", 60),
    ["bo", "Subscription Cancelled", "2026-02-20", { subscription_id: "S-bo" }],
    order("dee", "2026-01-10", 100), order("dee", "2026-02-10", 100),
    order("ana", "2026-02-01", 30), order("ana", "2026-02-15", 45), // the first pays for the subscription
    ["cy", "Invoice Paid", "2026-02-01", { subscription_id: "S-cy", total: 50, currency: "EUR" }], // less than its price
  ]);
  await on.enter("costs", { kind: "acquisition", from: "2026-02-01", to: "2026-02-28", amount: euros("90") });
  await on.enter("costs", { kind: "retention", from: "2026-02-01", to: "2026-02-28", amount: euros("12") });
  const query = { period: "month", from: "2026-02-01", to: "2026-02-28", as_of: "2026-02-28", window: "period" };
  const [cac] = await on.points("cac", query), [keep] = await on.points("retention_cost", query);
  // Won in February: cy. There at the end of January: ana, bo, dee; at the end of February ana and dee, and cy.
  assert.deepEqual([cac.value.amount, cac.parts.new, keep.value.amount, keep.parts.retained], ["90.00", 1, "6.00", 2]);
  const [total] = await on.points("clv_total", query);
  // ana 30 + 30 + 45, bo 30 + 30 × 19/28, cy 50 (paid), dee 200.
  assert.equal(total.n, 4);
  close(money(total.parts.past), 105 + 30 + 30 * 19 / 28 + 50 + 200, 0.02, "past");
  const people = (await on.get(`/metrics/clv_total/customers?period=2026-02&part=past&window=period&as_of=2026-02-28`)).items;
  assert.equal(people.length, 4);
  close(people.reduce((sum, { amount }) => sum + Number(amount.amount), 0), money(total.parts.past), 0.001);
  // F05 over the settled months, which is February: revenue 30 + 45 + 30 × 19/28 + 60 + 100, purchases 5 (a subscriber's
  // month is one), customers (3 + 3) / 2, one of three lost.
  const [formula] = await on.points("clv", query), [lost] = await on.points("lost_value", query);
  const revenue = 30 + 45 + 30 * 19 / 28 + 60 + 100;
  close(money(formula.parts.average_order_value), revenue / 5, 0.01, "average");
  close(formula.parts.purchases_per_period, 5 / 3, 1e-9);
  close(formula.parts.retention_periods, 3, 1e-9);
  close(money(formula.value), revenue / 3 * 3, 0.02);
  assert.equal(lost.parts.lost, 1);
  close(money(lost.value), money(formula.value), 0.02);
  const margin = await on.points("clv", { ...query, amount: "margin" });
  assert.equal(margin[0].value, null);
  await on.enter("costs", { kind: "goods", from: "2026-02-01", to: "2026-02-28", amount: euros((revenue / 4).toFixed(2)) });
  close(money((await on.points("clv", { ...query, amount: "margin" }))[0].value), money(formula.value) * 0.75, 0.02, "margin");
  // By group: the parts of the groups are those of the whole.
  await on.send("PATCH", "/customers/user_id:cy", { traits: { country: "BE" } });
  const groups = await on.points("clv_total", { ...query, by: "country" });
  close(groups.reduce((sum, { parts }) => sum + money(parts.past), 0), money(total.parts.past), 0.001);
});

eachStore("costs for a segment are its people's, others are shared out; means of orders have intervals by customer", async (server) => {
  const on = await client(server);
  const order = (who, day, total, channel) => [who, "Order Completed", day, { order_id: `${who}${day}`, total, currency: "EUR", channel }];
  await on.say([..."abcd"].map((who) => order(who, "2026-01-10", 10, "web")).concat([..."efghijkl"].map((who) => order(who, "2026-02-10", 20, who < "g" ? "shop" : "web")),
    [order("a", "2026-02-11", 30, "web"), order("a", "2026-02-12", 50, "web")]));
  for (const who of "acefgh") assert.equal((await on.send("PATCH", `/customers/user_id:${who}`, { traits: { country: who === "c" || who > "f" ? "BE" : "FR" } })).status, 200);
  const february = { from: "2026-02-01", to: "2026-02-28" };
  await on.enter("costs", { kind: "acquisition", ...february, amount: euros("80") });
  const own = await on.enter("costs", { kind: "acquisition", ...february, amount: euros("30"), segment: "trait:country=FR", campaign: "spring" });
  assert.deepEqual([own.segment, own.campaign], ["trait:country=FR", "spring"]);
  const refused = await on.send("POST", "/costs", { kind: "acquisition", ...february, amount: euros("1"), segment: "nonsense" });
  assert.deepEqual([refused.status, refused.body.errors[0].path], [422, "/segment"]);
  const query = { period: "month", ...february, as_of: "2026-02-28", window: "period" };
  // Won in February: e f (FR), g h (BE), i j k l (no country). 80 over all eight, 30 over e and f.
  const groups = await on.points("cac", { ...query, by: "country" });
  assert.deepEqual(Object.fromEntries(groups.map(({ by, value }) => [by?.key ?? by, value?.amount])), { FR: "25.00", BE: "10.00", "(none)": "10.00" });
  assert.equal(groups.reduce((sum, { parts }) => sum + money(parts.spend), 0), 110);
  assert.deepEqual([(await on.points("cac", query))[0].value.amount, (await on.points("cac", { ...query, segment: "trait:country=FR" }))[0].value.amount], ["13.75", "25.00"]);
  assert.match(JSON.stringify((await on.get(`/metrics/cac?${new URLSearchParams({ ...query, by: "country" })}`)).notes), /costs that name a segment are shared out over its customers/);
  // Retention: one of four was kept, a of FR; it cost 6.
  await on.enter("costs", { kind: "retention", ...february, amount: euros("6"), segment: "trait:country=FR" });
  const kept = await on.points("retention_cost", { ...query, by: "country" });
  assert.deepEqual(Object.fromEntries(kept.map(({ by, value }) => [by?.key ?? by, value?.amount ?? null])), { FR: "6.00", BE: null, "(none)": null });
  await on.enter("gains", { ...february, amount: euros("108"), segment: "trait:country=FR" });
  assert.deepEqual((await on.points("roi", { period: "2026-02", by: "segment", as_of: "2026-02-28" })).map(({ by, value }) => [by?.key ?? by, value]), [["trait:country=FR", 2]]);

  // Orders of February: a 30 + 50, eight others 20 each. Ratio estimator over nine customers by hand.
  delete query.window;
  const [aov] = await on.points("aov", query);
  const people = [[2, 80], ...Array(8).fill([1, 20])];
  const interval = (pairs, t) => {
    const n = pairs.length, x = pairs.reduce((sum, [one]) => sum + one, 0), y = pairs.reduce((sum, [, one]) => sum + one, 0), ratio = y / x;
    const squares = pairs.reduce((sum, [a, b]) => sum + (b - ratio * a) ** 2, 0);
    return [ratio, ratio - t * Math.sqrt(squares * n / (n - 1)) / x, ratio + t * Math.sqrt(squares * n / (n - 1)) / x];
  };
  const near = (point, expected) => [point.value, point.low, point.high].forEach((value, i) => close(money(value), expected[i], 0.006));
  near(aov, interval(people, 2.306004135));
  near((await on.points("arpc", query))[0], interval(people.map(([, revenue]) => [1, revenue]), 2.306004135));
  assert.equal(aov.n, 10);
  const byChannel = await on.points("aov", { ...query, by: "channel" }).catch(() => []);
  for (const point of byChannel.filter(({ n }) => n > 1)) assert.ok(point.low !== null && money(point.low) <= money(point.value), JSON.stringify(point));
  // One customer alone says nothing of how they vary.
  const alone = (await on.points("aov", { ...query, segment: "trait:country=BE", from: "2026-01-01", to: "2026-01-31" }))[0];
  assert.deepEqual([alone.value.amount, alone.n, alone.low], ["10.00", 1, null]);
  const csv = await on.send("GET", `/metrics/aov?${new URLSearchParams({ ...query, format: "csv" })}`);
  assert.match(csv.text, new RegExp(Number(aov.low.amount).toFixed(2)));
});

eachStore("what is said without a rating counts by its words", async (server) => {
  const on = await client(server);
  const review = (who, review_body, more = {}) => [who, "Product Reviewed", "2026-02-10", { review_id: `R${who}`, review_body, ...more }];
  const words = ["Excellent, I love it", "Livraison rapide, je recommande", "Terrible, a waste of money", "It is okay", "zzz"];
  const events = [];
  for (let i = 0; i < 100; i++) events.push(review(`p${i}`, words[i < 60 ? i % 2 : i < 80 ? 3 : 2]));
  events.push(review("u1", words[4]), ["m1", "Brand Mentioned", "2026-02-11", { text: words[4], channel: "forum" }]);
  await on.say(events);
  const query = { period: "month", from: "2026-02-01", to: "2026-02-28", as_of: "2026-02-28" };
  const [index] = await on.points("sentiment", query);
  assert.deepEqual([index.value, index.n, index.parts.positive, index.parts.neutral, index.parts.negative, index.parts.unknown], [40, 100, 60, 20, 20, 2]);
  assert.equal((await on.get(`/metrics/sentiment/customers?period=2026-02&part=unknown&as_of=2026-02-28`)).items.length, 2);
  // The same review with a rating: its rating counts, its words do not; said again in words, what was said last counts.
  await on.say([review("p80", words[2], { rating: 5 }), ["p81", "Product Reviewed", "2026-02-12", { review_id: "Rp81", review_body: words[0] }]]);
  assert.deepEqual((await on.points("sentiment", query))[0].parts, { positive: 62, neutral: 20, negative: 18, in_words: 99, unknown: 2 });
  const kinds = await on.points("sentiment", { ...query, by: "kind" });
  assert.deepEqual(kinds.map(({ by }) => by?.key ?? by).sort(), ["mention", "review"]);
});

const until = async (done) => {
  for (let i = 0; i < 200; i++) {
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail("it did not happen in time");
};

eachStore("what a customer was worth is kept month by month, once, whatever comes in late", async (server) => {
  const on = await client(server);
  const month = (back) => new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - back, 10)).toISOString().slice(0, 10);
  const order = (who, back, total) => [who, "Order Completed", month(back), { order_id: `${who}${back}`, total, currency: "EUR" }];
  // Nobody is known to have left, so nothing is expected: the value is what was spent. 500, 520, 560.
  await on.say([order("a", 3, 500), order("a", 2, 20), order("a", 1, 40)]);
  const take = async () => {
    const { status, body, text } = await on.send("POST", "/clv-snapshots");
    assert.equal(status, 202, text);
    await until(async () => (await on.get(`/jobs/${body.job}`)).status === "done");
  };
  await take();
  const from = month(3);
  const { items, trend } = await on.get(`/clv-snapshots?from=${from}`);
  assert.deepEqual(items.map(({ month, value, n, future }) => [month, value.amount, n, future]), [3, 2, 1].map((back, i) => [month(back).slice(0, 7), ["500.00", "520.00", "560.00"][i], 1, null]));
  close(trend.change, 0.12, 1e-12);
  assert.deepEqual([trend.from, trend.to], [month(3).slice(0, 7), month(1).slice(0, 7)]);
  // A late order: known now, not as it was known.
  await on.say([order("a", 4, 1000)]);
  await take();
  await take();
  const again = await on.get(`/clv-snapshots?from=${from}`);
  assert.deepEqual(again.items, items);
  assert.equal((await on.points("clv_total", { period: month(1).slice(0, 7), as_of: `${month(1).slice(0, 7)}-28` }))[0].value.amount, "1560.00");
  const page = await on.get("/clv-snapshots?limit=2"), next = await on.get(`/clv-snapshots?limit=2&cursor=${page.next_cursor}`);
  assert.deepEqual([page.items.length, next.items.length, next.next_cursor], [2, 2, null]); // the earlier month was missing
});

eachStore("before and after a day, beside a control group, and what nurturing brought", async (server) => {
  const on = await client(server);
  const order = (who, day, total) => [who, "Order Completed", day, { order_id: `${who}${day}`, total, currency: "EUR" }];
  const events = [];
  // 100 people of the segment and 50 others buy in the last quarter of 2025. Of the 100, 70 buy in the first quarter of 2026 and
  // 52 of these (52 / 70) in the second; of the others 40, and 30 of them.
  const people = (prefix, count) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  for (const [prefix, ...counts] of [["s", 100, 70, 52], ["c", 50, 40, 30]])
    ["2025-11-10", "2026-02-10", "2026-05-10"].forEach((day, i) => events.push(...people(prefix, counts[i]).map((who) => order(who, day, i === 2 && prefix === "s" ? 30 : 10))));
  for (let i = 0; i < events.length; i += 100) await on.say(events.slice(i, i + 100));
  const rule = (prefix) => `trait:team=${prefix}`;
  const batch = [...people("s", 100), ...people("c", 50)].map((userId, i) => ({ type: "identify", userId, traits: { team: userId[0] }, messageId: `i${i}` }));
  for (let i = 0; i < batch.length; i += 100) assert.equal((await server.post("/v1/batch", { batch: batch.slice(i, i + 100) }, { key: await server.key("track") })).status, 200);
  const ask = async (query) => on.get(`/before-after?${new URLSearchParams({ date: "2026-04-01", window: "period", as_of: "2026-06-30", ...query })}`);
  const alone = await ask({ segment: rule("s") });
  assert.deepEqual([alone.metric, alone.segment.before.n, alone.segment.after.n, alone.evidence, alone.control, alone.difference], ["crr", 100, 70, "association", null, null]);
  close(alone.segment.before.value, 0.7, 1e-12);
  close(alone.segment.after.value, 52 / 70, 1e-12);
  assert.match(alone.sentence, /^\+4\.3\spts \(no control group: association only\)$/);
  const { low, high } = alone.segment.change;
  assert.ok(low < 0 && high > 0.04 && low > -0.2 && high < 0.2, `${low} ${high}`);
  const beside = await ask({ segment: rule("s"), control: rule("c") });
  close(beside.control.change.value, 30 / 40 - 40 / 50, 1e-12);
  close(beside.difference.value, 52 / 70 - 0.7 - (30 / 40 - 40 / 50), 1e-12);
  assert.ok(beside.difference.high - beside.difference.low > high - low);
  assert.equal(beside.evidence, "control");
  await on.enter("costs", { kind: "retention", from: "2026-04-01", to: "2026-06-30", amount: euros("1000"), initiative: "care" });
  const worth = await ask({ metric: "clv_total", segment: rule("s"), control: rule("c"), initiative: "care" });
  const { cost, customers, uplift, gain, net } = worth.nurturing;
  assert.deepEqual([cost.amount, customers], ["1000.00", 100]);
  close(money(uplift), money(worth.difference.value), 0.001);
  close(money(gain), 100 * money(uplift), 0.6);
  close(money(net.value), money(gain) - 1000, 0.02);
  assert.ok(money(net.low) < money(net.value) && money(net.value) < money(net.high));
  assert.equal((await ask({ metric: "clv_total", segment: rule("s") })).nurturing, null);
  for (const wrong of [{ date: "" }, { metric: "nothing" }, { metric: "cohort_retention" }, { period: "week" }, { segment: "nonsense" }])
    assert.ok([400, 404, 422].includes((await on.send("GET", `/before-after?${new URLSearchParams({ date: "2026-04-01", ...wrong })}`)).status), JSON.stringify(wrong));
});
