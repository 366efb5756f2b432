// How long contracts last, learnt from the subscriptions of a data folder: parameters that are known are found again, who
// renews and what that pays is told of each subscriber, and what subscribers are worth counts nothing twice.
import assert from "node:assert/strict";
import { movedClock } from "./clock.mjs";
import { eachStore } from "./server.mjs";

const day = 86_400_000;
const now = Date.parse("2026-11-15T12:00:00Z");
let serial = 0;

const near = (actual, expected, tolerance, what = "") => assert.ok(Math.abs(actual - expected) <= tolerance, `${what} ${actual} is not ${expected}`);
const track = (userId, event, at, properties = {}) => ({ type: "track", userId, event, timestamp: new Date(at).toISOString(), messageId: `c${++serial}`, properties });
const asker = (key, server) => async (method, path, body, expected = 200) => {
  const { status, body: answer, text } = await server[method](`/api/v1/${path}`, ...(method === "get" || method === "delete" ? [{ key }] : [body, { key }]));
  assert.equal(status, expected, text);
  return answer;
};

async function send(server, events) {
  const key = await server.key("track");
  for (let from = 0; from < events.length; from += 500) {
    const { status, body } = await server.post("/v1/batch", { batch: events.slice(from, from + 500) }, { key });
    assert.equal(status, 200, JSON.stringify(body));
  }
}

async function train(ask, model = "contract_lifetime") {
  const { job } = await ask("post", `predictions/${model}/train`, undefined, 202);
  for (;;) {
    const { status, result, error } = await ask("get", `jobs/${job}`);
    if (status === "done") return result;
    assert.ok(status === "queued" || status === "running", `${status}: ${error}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Opens the server on a day that never changes, so that no renewal comes up on the way. */
async function opened(server, t) {
  movedClock(t, server).moveTo(now);
  await server.open();
  return asker(await server.key("admin"), server);
}

/** A generator of numbers in 0..1: the same for the same seed (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A beta variable, by Jöhnk's rejection for shapes up to 1 and sums of exponentials above. */
function beta(next, a, b) {
  const gamma = (shape) => {
    let sum = 0;
    for (let i = 0; i < Math.floor(shape); i++) sum -= Math.log(1 - next());
    const rest = shape - Math.floor(shape);
    if (rest === 0) return sum;
    for (;;) {
      const x = next() ** (1 / rest), y = next() ** (1 / (1 - rest));
      if (x + y <= 1) return sum + (x / (x + y)) * -Math.log(1 - next());
    }
  };
  const x = gamma(a), y = gamma(b);
  return x / (x + y);
}

const later = (at, months) => {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, date.getUTCDate(), 12);
};

/** Contracts of sBG customers, begun on days 1..28 over `months` months; each ends on the day of a renewal. */
function contracts({ count, plan, price, alpha, beta: b, months = 30, cycle = 1, interval = "month", seed, prefix }) {
  const next = random(seed), events = [];
  for (let i = 0; i < count; i++) {
    const user = `${prefix}${i}`;
    const start = Date.UTC(2026, 10 - 1 - Math.floor(next() * months), 1 + Math.floor(next() * 28), 12);
    const leaves = beta(next, alpha, b);
    const terms = { subscription_id: `S-${user}`, plan, price, currency: "EUR", interval };
    events.push(track(user, "Subscription Started", start, terms));
    for (let renewal = 1; later(start, renewal * cycle) <= now; renewal++)
      if (next() < leaves) {
        events.push(track(user, "Subscription Cancelled", later(start, renewal * cycle), { subscription_id: `S-${user}` }));
        break;
      }
  }
  return events;
}

const said = new Map(); // by test: what the first store said

/** The same figures on every store. */
function same(name, value) {
  const text = JSON.stringify(value, (key, one) => (key === "trained_at" ? undefined : one));
  if (said.has(name)) assert.equal(text, said.get(name), name);
  else said.set(name, text);
}

await eachStore("R113: known parameters are found again, by plan and billing period, and tell of each subscriber", { start: false, timeout: 240_000 }, async (server, t) => {
  const ask = await opened(server, t);
  await send(server, [
    ...contracts({ count: 600, plan: "Basic", price: 10, alpha: 1, beta: 5, seed: 1, prefix: "b" }),
    ...contracts({ count: 600, plan: "Pro", price: 40, alpha: 1, beta: 20, seed: 2, prefix: "p" }),
    ...contracts({ count: 400, plan: "Pro", price: 400, alpha: 2, beta: 6, months: 48, cycle: 12, interval: "year", seed: 3, prefix: "y" }),
  ]);
  assert.deepEqual(await train(ask), { model: "contract_lifetime", version: 1, status: "published" });
  const report = await ask("get", "predictions/contract_lifetime");
  assert.equal(report.chosen, "sbg");
  assert.equal(report.rows, 1600);
  const group = (cycle, plan) => report.groups.find((one) => one.cycle === cycle && one.plan === plan && one.of_plan === (plan !== null));
  assert.deepEqual(report.groups.map(({ cycle, plan }) => [cycle, plan]), [["1 month", null], ["1 month", "Basic"], ["1 month", "Pro"], ["12 months", null]]);
  for (const [cycle, plan, alpha, b] of [["1 month", "Basic", 1, 5], ["1 month", "Pro", 1, 20], ["12 months", null, 2, 6]]) {
    const { parameters, low, high, shrunk } = group(cycle, plan);
    assert.ok(low.alpha <= alpha && alpha <= high.alpha && low.beta <= b && b <= high.beta, `${cycle} ${plan} ${JSON.stringify({ parameters, low, high })}`);
    assert.ok(shrunk >= 0 && shrunk < 0.5, `the prior has the smaller part: ${shrunk}`);
  }
  assert.ok(report.holdout.mae < report.holdout.naive_mae && report.holdout.log_loss < report.holdout.naive_log_loss, JSON.stringify(report.holdout));
  near(report.holdout.predicted / report.holdout.actual, 1, 0.03, "renewals");
  assert.equal(report.holdout.by_age.reduce((sum, { actual }) => sum + actual.n, 0), report.holdout.rows);
  assert.ok(report.drift.psi >= 0 && report.drift.psi < 0.01, "the training was today");

  // One of them by hand: after n renewals the next one is made with (beta + n) / (alpha + beta + n), and so on.
  const { items, count } = await ask("get", "predictions/contract_lifetime/scores?limit=1000");
  assert.ok(count > 500 && items.every(({ score, low, high, renewal }) => low <= score && score <= high && renewal > 0 && renewal < 1));
  const one = items.find(({ contracts: n, customer }) => n === 1 && customer.id);
  const { contract, value, lifetime } = await ask("get", `customers/${one.customer.id}/predictions`);
  const [only] = contract.contracts;
  const fit = (only.cycle === "yearly" ? group("12 months", null) : group("1 month", only.plan)).parameters;
  near(contract.renewal, (fit.beta + only.renewed) / (fit.alpha + fit.beta + only.renewed), 1e-9, "renewal");
  const period = only.cycle === "yearly" ? 12 : 1, price = only.cycle === "yearly" ? 400 : only.plan === "Pro" ? 40 : 10;
  let here = 1, sum = 0;
  const from = Date.parse(`${only.next_renewal}T12:00:00Z`);
  for (let k = 0; (later(from, k * period) - now) / day <= 365.01; k++) {
    here *= (fit.beta + only.renewed + k) / (fit.alpha + fit.beta + only.renewed + k);
    sum += here * price * 1.1 ** (-Math.round((later(from, k * period) - now) / day) / 365);
  }
  near(Number(value.contracts.value.amount), sum, 0.01, "what the renewals of a year will pay");
  assert.deepEqual([value.future.value.amount, value.orders, lifetime], [value.contracts.value.amount, null, null]);
  near(one.score, Number(value.contracts.value.amount), 0.006);
  assert.equal(value.clv.amount, (Number(value.past.amount) + Number(value.future.value.amount)).toFixed(2));
  same("known parameters", [report, items.slice(0, 50).map(({ score, low, high, months }) => [score, low, high, months]), value]);

  // The same in segments, in the list of who brings most, and after kill -9.
  const size = async (rule) => (await ask("post", "segments/preview", { rule })).size;
  assert.equal(await size({ metric: "renewal_probability", gt: 0 }), count);
  assert.equal(await size({ metric: "contract_value", gte: one.score - 0.001 }), items.findIndex(({ score }) => score < one.score - 0.001));
  const top = await ask("get", "predictions/top?share=0.01&limit=20");
  assert.equal(top.items[0].future.amount, items[0].future.amount);
  await server.kill();
  await server.restart();
  assert.deepEqual(await ask("get", "predictions/contract_lifetime/scores?limit=1000").then(({ items: again }) => again.slice(0, 20)), items.slice(0, 20));
});

await eachStore("R129: too few contracts, none that ended, and all that ended are refused, with the reason", { start: false, timeout: 240_000 }, async (server, t) => {
  const ask = await opened(server, t);
  const refused = async () => {
    assert.equal((await train(ask)).status, "refused");
    const { status, refusal, groups } = await ask("get", "predictions/contract_lifetime");
    assert.equal(status, "refused");
    assert.ok(Array.isArray(groups));
    assert.deepEqual((await ask("get", "predictions/contract_lifetime/scores")).items, []);
    return refusal;
  };
  assert.equal(await refused(), "not trained: nobody has paid for a subscription yet");
  const running = (prefix, count) => Array.from({ length: count }, (_, i) => track(`${prefix}${i}`, "Subscription Started", later(now, -3 - (i % 20)), { subscription_id: `S-${prefix}${i}`, plan: "Basic", price: 10, currency: "EUR", interval: "month" }));
  await send(server, running("few", 30));
  assert.match(await refused(), /^not trained: too few contracts \(30\); 50 of one billing period/);
  await send(server, running("more", 120));
  assert.equal(await refused(), "not trained: too few contracts have ended (0); 20 are needed");
  // All of them end on the day of their second renewal, long before the time held out: nobody is left to judge it by.
  const ended = Array.from({ length: 150 }, (_, i) => (i < 30 ? `few${i}` : `more${i - 30}`)).map((user) => track(user, "Subscription Cancelled", later(now, -1), { subscription_id: `S-${user}` }));
  await send(server, ended);
  const { status } = await train(ask);
  const report = await ask("get", "predictions/contract_lifetime");
  assert.equal(report.positives, 150);
  assert.ok(report.groups.every(({ parameters }) => parameters.alpha > 0 && parameters.beta > 0 && Number.isFinite(parameters.beta)));
  assert.ok(status === "refused" || (await ask("get", "predictions/contract_lifetime/scores")).count === 0);
  const { contract, refusal } = await ask("get", "customers/user_id:few1/predictions");
  assert.deepEqual([contract, refusal], [null, null]);
});

await eachStore("R011, PV-06: pauses, ends that were said, merges, objections, refunds and payments that came as orders", { start: false, timeout: 240_000 }, async (server, t) => {
  const ask = await opened(server, t);
  const started = (user, at, terms = {}) => track(user, "Subscription Started", at, { subscription_id: `S-${user}`, plan: "Basic", price: 10, currency: "EUR", interval: "month", ...terms });
  const of = (user, event, at, more = {}) => track(user, event, at, { subscription_id: `S-${user}`, ...more });
  const order = (user, at, total) => track(user, "Order Completed", at, { order_id: `o${++serial}`, total, currency: "EUR" });
  const begin = later(Date.parse("2026-05-20T12:00:00Z"), 0); // five renewals by today, the next on 20 November
  const bought = [4, 40, 95].map((days) => now - days * day);
  const events = [
    ...contracts({ count: 400, plan: "Basic", price: 10, alpha: 1, beta: 6, seed: 7, prefix: "u" }),
    started("plain", begin),
    started("paused", begin), of("paused", "Subscription Paused", later(begin, 3)),
    started("resumed", begin), of("resumed", "Subscription Paused", begin + 40 * day), of("resumed", "Subscription Resumed", begin + 70 * day),
    started("ending", begin), of("ending", "Subscription Cancel Scheduled", now - 3 * day, { cancel_at: "2026-11-20T00:00:00Z" }),
    started("again", begin), of("again", "Subscription Cancelled", later(begin, 2)), of("again", "Subscription Resumed", later(begin, 4)),
    started("gone", begin), of("gone", "Subscription Cancelled", later(begin, 3)),
    started("trial", now - 5 * day, { trial_end: "2026-11-30T00:00:00Z" }),
    started("unpriced", begin, { price: undefined }),
    started("twice", begin), started("alias", begin, { plan: "Pro", price: 40 }),
    started("objector", begin),
    started("refunded", begin), ...[0, 1, 2].map((n) => of("refunded", "Invoice Paid", later(begin, n), { total: 10, currency: "EUR" })), of("refunded", "Payment Refunded", later(begin, 2) + day, { total: 10, currency: "EUR" }),
    started("yearly", Date.parse("2025-06-01T12:00:00Z"), { interval: "year", price: 100 }),
    // Two who do the same, but of one each payment came as an order.
    started("payer", begin), ...[0, 1, 2, 3, 4, 5].map((n) => order("payer", later(begin, n) + 3_600_000, 10)), ...bought.map((at) => order("payer", at, 25)),
    started("twin", begin), ...bought.map((at) => order("twin", at, 25)),
  ];
  for (let i = 0; i < 80; i++) for (let days = 5 + (i % 9); days < 300; days += 25 + (i % 4) * 10) events.push(order(`buyer${i}`, now - days * day, 20 + (i % 5)));
  await send(server, events);
  assert.equal((await train(ask, "lifetime")).status, "published");
  const person = (user) => ask("get", `customers/user_id:${user}/predictions`);
  const before = await person("payer");
  // The server trains by itself once: perhaps it has already.
  if ((await ask("get", "predictions/contract_lifetime")).version === null)
    assert.deepEqual([before.contract, before.value.clv, before.value.contracts], [null, before.lifetime.clv, null], "without the model all is as lifetime says");
  assert.equal((await train(ask)).status, "published");
  const report = await ask("get", "predictions/contract_lifetime");
  assert.deepEqual(report.groups.map(({ cycle, of_plan }) => [cycle, of_plan]), [["1 month", false], ["1 month", true]]);
  assert.match(report.warnings.join(), /contracts whose billing period too few have: 1; nothing is said of them/);

  const plain = await person("plain");
  const [only] = plain.contract.contracts;
  assert.deepEqual([only.renewed, only.next_renewal, only.paused, only.ends], [5, "2026-11-20", false, null]);
  assert.equal(plain.value.orders, null);
  near(Number(plain.value.past.amount), 10 * (12 / 31 + 5 + 15 / 30), 0.02, "month by month, day by day");
  const paused = await person("paused");
  assert.deepEqual([paused.contract.contracts[0].renewed, paused.contract.contracts[0].paused, paused.contract.contracts[0].next_renewal, paused.value.contracts.value.amount], [3, true, null, "0.00"]);
  assert.ok(paused.contract.renewal > 0);
  const [late] = (await person("resumed")).contract.contracts;
  assert.deepEqual([late.renewed, late.next_renewal], [4, "2026-11-19"], "thirty days older than it looks: 19 June and five months");
  const [ending] = (await person("ending")).contract.contracts;
  assert.deepEqual([ending.renewal, ending.ends, ending.future.high.amount], [0, "2026-11-20", "0.00"]);
  near(ending.months.value, (5 * 12) / 365, 1e-6);
  assert.equal((await person("again")).contract.contracts[0].renewed, 1, "a new contract");
  const gone = await person("gone");
  assert.deepEqual([gone.contract, gone.value.contracts.value.amount, gone.value.clv], [null, "0.00", gone.value.past]);
  const trial = await person("trial");
  assert.deepEqual([trial.contract, trial.value], [null, null]);
  const unpriced = await person("unpriced");
  assert.deepEqual([unpriced.contract.contracts[0].future, unpriced.value.contracts, unpriced.value.clv], [null, null, null]);
  const refunded = await person("refunded");
  assert.deepEqual([refunded.value.past.amount, refunded.contract.contracts[0].renewed], ["20.00", 5]);
  const yearly = await person("yearly");
  assert.deepEqual([yearly.contract, yearly.value.contracts], [null, null], "one yearly contract is no model");

  const payer = await person("payer"), twin = await person("twin");
  assert.deepEqual([payer.value, payer.contract.renewal], [twin.value, twin.contract.renewal]);
  assert.ok(payer.lifetime.expected_purchases.value > twin.lifetime.expected_purchases.value, "the model of orders counts them all");
  assert.equal(twin.value.orders.value.amount, twin.lifetime.future.value.amount);
  near(Number(twin.value.future.value.amount), Number(twin.value.orders.value.amount) + Number(twin.value.contracts.value.amount), 0.001);
  const { size } = await ask("post", "segments/preview", { rule: { metric: "future_value", gte: Number(twin.value.future.value.amount) - 0.006 } });
  const top = await ask("get", "predictions/top?share=1&limit=1000");
  assert.equal(size, top.items.filter(({ future }) => Number(future.amount) >= Number(twin.value.future.value.amount) - 0.006).length);
  same("hard cases", [report, payer.value, plain.value, paused.value, late, ending, (({ total, customers }) => [total, customers])(top)]);

  // Two people who are one have both contracts; who objects has none that is spoken of, and is in no training.
  const id = async (user) => (await ask("get", `customers/user_id:${user}`)).id;
  const [one, other] = [await person("twice"), await person("alias")];
  await ask("post", `customers/${await id("twice")}/merge`, { with: String(await id("alias")), reason: "same person" });
  const both = await person("twice");
  assert.deepEqual(both.contract.contracts.map(({ plan }) => plan).sort(), ["Basic", "Pro"]);
  near(Number(both.value.contracts.value.amount), Number(one.value.contracts.value.amount) + Number(other.value.contracts.value.amount), 0.011);
  const { count } = await ask("get", "predictions/contract_lifetime/scores");
  await ask("post", `customers/${await id("objector")}/consents`, { kind: "objection", purpose: "profiling", state: "raised", source: "letter" });
  const objector = await person("objector");
  assert.deepEqual([objector.contract, objector.value], [null, null]);
  assert.match(objector.refusal, /objected to profiling/);
  const less = await ask("get", "predictions/contract_lifetime/scores");
  assert.deepEqual([less.count, less.objected], [count - 1, 1]);
  assert.equal((await train(ask)).version, 2);
  assert.equal((await ask("get", "predictions/contract_lifetime")).rows, report.rows - 1);
  await ask("post", "predictions/contract_lifetime/rollback", { version: 1 });
  assert.equal((await ask("get", "predictions/contract_lifetime")).version, 1);
});

await eachStore("R126: of who may end a contract, the remaining value is that of orders and contract", { start: false, timeout: 240_000, stores: ["SQLite"] }, async (server, t) => {
  const ask = await opened(server, t);
  // Who came by the street leaves soon, who came by a friend hardly ever.
  const next = random(5), events = [];
  for (let i = 0; i < 500; i++) {
    const user = `u${i}`, street = i % 2 === 0, start = Date.UTC(2026, 9 - Math.floor(next() * 20), 1 + Math.floor(next() * 28), 12);
    events.push({ type: "identify", userId: user, timestamp: new Date(start - day).toISOString(), messageId: `c${++serial}`, traits: { channel: street ? "street" : "friend" } });
    events.push(track(user, "Subscription Started", start, { subscription_id: `S-${user}`, plan: "Basic", price: 10, currency: "EUR", interval: "month" }));
    for (let renewal = 1; later(start, renewal) <= now; renewal++)
      if (next() < (street ? 0.25 : 0.02)) {
        events.push(track(user, "Subscription Cancelled", later(start, renewal), { subscription_id: `S-${user}` }));
        break;
      }
  }
  await send(server, events);
  assert.equal((await train(ask, "contract_churn")).status, "published");
  assert.match((await ask("get", "at-risk")).refusal, /what customers are still worth/);
  assert.equal((await train(ask)).status, "published");
  const { items } = await ask("get", "at-risk?limit=1000");
  assert.ok(items.length > 50, JSON.stringify(items[0]));
  for (const { customer, remaining_value, probability } of items.slice(0, 5)) {
    const { value, churn } = await ask("get", `customers/${customer.id}/predictions`);
    assert.deepEqual([remaining_value.amount, probability], [value.future.value.amount, churn.probability]);
  }
  const { size } = await ask("post", "segments/preview", { rule: { metric: "value_at_risk", gt: 0 } });
  assert.equal(size, items.length);
});
