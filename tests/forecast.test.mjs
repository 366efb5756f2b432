// GET /forecast/revenue and `fidele predict revenue`: months to come from cohorts and subscriptions, how good earlier
// forecasts were, a point of churn.
import { test } from "node:test";
import assert from "node:assert/strict";
import { month } from "./months.mjs";
import { fidele, write } from "./program.mjs";
import { eachStore, startServer } from "./server.mjs";

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

  for (const query of ["?months=0", "?months=25", "?churn_points=21", "?churn_points=nan", "?churn_points=1e", "?series=arr"])
    assert.equal((await ask(query)).status, 400, query);
});

/** What the command prints as JSON, text, CSV. */
async function command(server, ...words) {
  const run = await server.command(["predict", "revenue", ...words]);
  assert.equal(run.code, 0, run.error);
  return run.out;
}

await eachStore("PD-17: MRR has a forecast of its own, and the command line says what the API says", async (server) => {
  const key = await server.key("read");
  const get = async (query) => (await server.get(`/api/v1/forecast/revenue${query}`, { key })).body;
  assert.match((await get("?series=mrr")).refusal, /no subscriptions/);

  // One subscription of 100.00 more each month, one of them lost in the last month.
  const events = orders();
  for (let back = MONTHS; back >= 1; back--) {
    const told = { type: "track", userId: `s${back}`, event: "Subscription Started", timestamp: `${month(back)}-03T12:00:00Z`, messageId: `s${back}` };
    events.push({ ...told, properties: { subscription_id: `s${back}`, price: 100, currency: "EUR", interval: "month", plan: "pro" } });
  }
  events.push({ type: "track", userId: "s9", event: "Subscription Cancelled", timestamp: `${month(1)}-20T12:00:00Z`, messageId: "gone", properties: { subscription_id: "s9" } });
  await send(server, events);
  const mrr = await get("?series=mrr&months=6&churn_points=-1"), revenue = await get("?months=6");
  assert.deepEqual([mrr.series, revenue.series, mrr.refusal], ["mrr", "revenue", null]);
  assert.deepEqual(mrr.observed.map((one) => amount(one.value)), [...Array.from({ length: MONTHS - 1 }, (_, i) => (i + 1) * 10_000), (MONTHS - 1) * 10_000]);
  assert.equal(amount(revenue.observed.at(-1).value), 200_000 + (MONTHS - 1) * 10_000); // what subscriptions are worth is in it
  for (const one of mrr.months) assert.ok(amount(one.p10) < amount(one.p50) && amount(one.p50) < amount(one.p90));
  assert.ok(amount(mrr.months.at(-1).p50) > amount(mrr.observed.at(-1).value)); // it grows by one a month, and loses little
  assert.ok(mrr.backtest.coverage.n > 0 && amount(mrr.backtest.mae) < amount(mrr.backtest.naive_mae));
  assert.ok(mrr.monthly_churn > 0 && mrr.monthly_churn < 0.05 && amount(mrr.what_if.difference) > 0);

  assert.deepEqual(JSON.parse(await command(server, "--series", "mrr", "--months", "6", "--churn-points", "-1", "--format", "json")), mrr);
  assert.deepEqual(JSON.parse(await command(server, "--months", "6", "--format", "json")), revenue);
  const rows = (await command(server, "--series", "mrr", "--months", "6", "--churn-points", "-1", "--format", "csv")).trim().split("\n");
  assert.equal(rows[0], "period,observed,p10,p50,p90,what_if,currency");
  assert.equal(rows[1], `${month(MONTHS)},100.00,,,,,EUR`);
  assert.deepEqual(rows.slice(1 + MONTHS), mrr.months.map((one, i) => [one.period, "", one.p10.amount, one.p50.amount, one.p90.amount, mrr.what_if.months[i].p50.amount, "EUR"].join(",")));
  assert.equal(rows.length, 1 + MONTHS + 6);
  const said = await command(server, "--months", "6");
  assert.match(said, /6 months to come: €[\d,.]+ expected, between €[\d,.]+ and €[\d,.]+ eight times in ten/);
  assert.match(said, /held what came between P10 and P90;\s80% is right/);
  assert.match(said, /█+▒*░*/);
  const dit = await command(server, "--series", "mrr", "--locale", "fr");
  assert.match(dit, /MRR à fin .*\s: .*\sattendus/);

  for (const words of [["--train"], ["--columns", "customer,date,amount"], ["--months", "0"], ["--series", "arr"]]) {
    const run = await server.command(["predict", "revenue", ...words]);
    assert.equal(run.code, 2, words.join(" "));
  }
});

// The orders as an export, with the last day of the last complete month as its end.
const file = (made) => ["customer,date,amount,order,currency", ...made.map(({ userId, timestamp, properties: { total, order_id: order } }) => `${userId},${timestamp.slice(0, 10)},${total}.00,${order},EUR`)].join("\n");
const end = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), 0)).toISOString().slice(0, 10);

test("PD-17: a file of orders gives the figures that the same orders in a data folder give", async (t) => {
  const server = await startServer(t);
  const key = await server.key("read");
  await send(server, orders());
  const { body } = await server.get("/api/v1/forecast/revenue?months=5&churn_points=2", { key });
  const path = write("orders_of_months.csv", file(orders()));
  const run = fidele(["predict", "revenue", path, "--months", "5", "--churn-points", "2", "--as-of", end, "--format", "json"]);
  assert.equal(run.code, 0, run.error);
  const { rows, accepted, rejected, ...report } = JSON.parse(run.out);
  assert.deepEqual(report, body);
  assert.deepEqual([rows, accepted, rejected], [orders().length, orders().length, 0]);
});

test("PD-17: a file that nothing can be forecast from is refused, with the reason", () => {
  const few = orders().filter(({ timestamp }) => timestamp >= month(5));
  const refused = (name, content, code, pattern, ...words) => {
    const run = fidele(["predict", "revenue", write(name, content), ...words]);
    assert.deepEqual([run.code, run.out], [code, ""], run.error);
    assert.match(run.error, pattern);
  };
  refused("five_months.csv", file(few), 3, /six complete months/, "--as-of", end);
  refused("five_months.csv", file(few), 3, /six mois complets/, "--as-of", end, "--locale", "fr");
  refused("no_amounts.csv", file(orders()).replace(/,\d+\.00,/g, ",0.00,"), 3, /nothing was earned/, "--as-of", end);
  refused("no_subscriptions.csv", file(orders()), 2, /nothing of subscriptions/, "--series", "mrr");
  refused("not_orders.csv", "name,colour\nana,red\n", 3, /date|customer|column/);
  const one = fidele(["predict", "revenue", write("one_customer.csv", file(orders().filter(({ userId }) => userId === "m18 c0" || userId === "m12 c0" || userId === "m5 c3"))), "--as-of", end, "--format", "json"]);
  assert.equal(one.code, 0, one.error); // three customers: an answer, however wide
  const report = JSON.parse(one.out);
  for (const { p10, p50, p90 } of report.months) assert.ok(0 <= amount(p10) && amount(p10) <= amount(p50) && amount(p50) <= amount(p90));
});
