// GET /forecast/revenue: months to come from cohorts and subscriptions, how good earlier forecasts were, a point of churn.
import assert from "node:assert/strict";
import { month } from "./months.mjs";
import { eachStore } from "./server.mjs";

const MONTHS = 18;
const amount = (money) => Math.round(Number(money.amount) * 100);

// 20 customers a month, who spend 50.00 when they come and 10.00 in each of the five months after.
function orders() {
  const made = [];
  for (let back = MONTHS; back >= 1; back--)
    for (let c = 0; c < 20; c++)
      for (let age = 0; age < 6 && back - age >= 1; age++) {
        const id = `m${back} c${c} a${age}`;
        const at = `${month(back - age)}-${String(c + 1).padStart(2, "0")}T12:00:00Z`;
        made.push({ type: "track", userId: `m${back} c${c}`, event: "Order Completed", timestamp: at, messageId: id, properties: { order_id: id, total: age ? 10 : 50, currency: "EUR" } });
      }
  return made;
}

async function send(server, events) {
  const key = await server.key("track");
  for (let from = 0; from < events.length; from += 400) {
    const { status, body, text } = await server.post("/v1/batch", { batch: events.slice(from, from + 400) }, { key });
    assert.equal(status, 200, text);
    assert.deepEqual(body.rejected, []);
  }
}

await eachStore("PD-17: revenue to come with P10, P50, P90, a back-test, and what a point of churn is worth", async (server) => {
  const key = await server.key("read");
  const ask = (query = "") => server.get(`/api/v1/forecast/revenue${query}`, { key });
  const get = async (query) => {
    const { status, body, text } = await ask(query);
    assert.equal(status, 200, text);
    return body;
  };
  const empty = await get("?locale=fr");
  assert.match(empty.refusal, /six mois/);
  assert.deepEqual([empty.months, empty.total, empty.backtest, empty.observed], [[], null, null, []]);

  await send(server, orders());
  const forecast = await get("?months=6");
  assert.equal(forecast.refusal, null);
  assert.equal(forecast.observed.length, MONTHS);
  assert.deepEqual([forecast.observed[0].period, forecast.observed.at(-1).period], [month(MONTHS), month(1)]);
  assert.equal(amount(forecast.observed[0].value), 20 * 5000);
  assert.equal(amount(forecast.observed.at(-1).value), 20 * 5000 + 100 * 1000); // those of now, and five months of 20 customers
  assert.deepEqual(forecast.months.map((one) => one.period), [0, -1, -2, -3, -4, -5].map((back) => month(back)));
  for (const one of forecast.months) {
    assert.ok(Math.abs(amount(one.p50) - 200_000) < 10_000, one.p50.amount); // a business that stands still
    assert.ok(amount(one.p10) <= amount(one.p50) && amount(one.p50) <= amount(one.p90));
  }
  assert.equal(amount(forecast.total.p50), forecast.months.reduce((sum, one) => sum + amount(one.p50), 0));
  assert.equal(forecast.what_if, null);
  assert.ok(forecast.backtest.origins >= 6 && forecast.backtest.months > 20);
  assert.ok(forecast.backtest.coverage.n > 0 && forecast.backtest.coverage.value >= forecast.backtest.coverage.low);
  assert.equal(forecast.backtest.points.at(-1).period, month(1));

  const less = await get("?months=6&churn_points=-1"), more = await get("?months=6&churn_points=1.5");
  assert.ok(amount(less.what_if.difference) > 0 && amount(more.what_if.difference) < 0);
  assert.equal(amount(less.what_if.total) - amount(less.total.p50), amount(less.what_if.difference));
  assert.deepEqual(less.months, forecast.months); // what if changes nothing of what is

  // What is sold today is of a month that has not ended: the forecast stays as it is.
  await send(server, [{ type: "track", userId: "late", event: "Order Completed", timestamp: new Date().toISOString(), messageId: "late", properties: { order_id: "late", total: 9000, currency: "EUR" } }]);
  assert.deepEqual((await get("?months=6")).months, forecast.months);

  // A subscription of 100.00 a month that began four months ago is in every month to come.
  await send(server, [{ type: "track", userId: "m1 c1", event: "Subscription Started", timestamp: `${month(4)}-02T12:00:00Z`, messageId: "s", properties: { subscription_id: "s", price: 100, currency: "EUR", interval: "month", plan: "pro" } }]);
  const both = await get("?months=6");
  assert.equal(amount(both.observed.at(-1).value), 20 * 5000 + 100 * 1000 + 10_000);
  assert.ok(amount(both.total.p50) > amount(forecast.total.p50));
  assert.match(both.method, /subscriptions/);

  for (const query of ["?months=0", "?months=25", "?churn_points=21", "?churn_points=nan", "?churn_points=1e"])
    assert.equal((await ask(query)).status, 400, query);
});
