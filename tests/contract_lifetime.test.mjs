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
