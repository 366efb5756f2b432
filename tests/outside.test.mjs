// Figures of the outside world: published data sets, and values computed by others (see the data's own README).
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { absent, audit, shared, write } from "./program.mjs";

const lines = "retail/online_retail_2009_2010.csv.gz";
const orders = "retail/online_retail_orders.csv";
const vector = (name) => JSON.parse(readFileSync(shared(`vectors/${name}`), "utf8"));
const row = (report, cohort) => report.cohorts.rows.find((one) => one.cohort === cohort).active;

test("Online Retail II, one row an order line: customers, orders, refusals", { skip: absent(lines) }, () => {
  const report = audit(shared(lines), "--window", "period");
  assert.equal(report.input.rows, 525_461);
  assert.equal(report.input.rejected_by_reason.no_customer, 107_927);
  assert.equal(report.input.customers, 4_312);
  assert.equal(report.input.orders, 19_213);
  assert.equal(report.input.customers_without_purchase, 4_383 - 4_312);
});

test("Online Retail II: cohorts of sales as pandas and SQLite count them, from lines and from orders", { skip: absent(lines) }, () => {
  const expected = vector("cohort_online_retail.json").cohort_sales;
  for (const file of [lines, orders]) {
    const report = audit(shared(file), "--window", "period");
    for (const [cohort, active] of Object.entries(expected))
      assert.deepEqual(row(report, cohort).slice(0, active.length), active, `${file} ${cohort}`);
  }
});

test("Online Retail II: revenue of sales by month to the penny", { skip: absent(lines) }, () => {
  const report = audit(shared(lines), "--window", "period");
  for (const [month, amount] of Object.entries(vector("cohort_online_retail.json").facts.sales_revenue_by_month)) {
    const one = report.periods.find((period) => period.period === month);
    // purchases are net of the discount lines of their own order, which sales rows are not: none here
    assert.equal(one.purchases, amount.toFixed(2), month);
  }
});

test("Online Retail II: movements of customers month to month", { skip: absent(lines) }, () => {
  const report = audit(shared(lines), "--window", "period");
  for (const month of vector("revenue_movements_online_retail.json").monthly) {
    const one = report.periods.find((period) => period.period === month.month);
    assert.equal(one.buyers, month.customers);
    assert.equal(one.new, month.n_new);
    assert.equal(one.reactivated, month.n_reactivated);
    assert.equal(one.lost, month.n_churned);
    assert.equal(one.retained, month.n_retained);
  }
});

test("CDNOW sample: counts and cohorts, from white-space columns without a header", { skip: absent("cdnow/CDNOW_sample.txt") }, () => {
  const path = shared("cdnow/CDNOW_sample.txt");
  const report = audit(path, "--window", "period");
  assert.equal(report.input.rows, 6_919);
  assert.equal(report.input.rejected, 0);
  assert.equal(new Set(readFileSync(path, "utf8").trim().split("\n").map((line) => line.trim().split(/\s+/)[0])).size, 2_357);
  // Independently, in a few lines: customers with an amount above 0, by month of the first and of each later purchase.
  const first = new Map(), seen = new Set(), cells = new Map();
  const records = readFileSync(path, "utf8").trim().split("\n").map((line) => line.trim().split(/\s+/)).filter((record) => Number(record[4]) > 0);
  for (const [id, , date] of records) if (!first.has(id) || date < first.get(id)) first.set(id, date);
  const month = (date) => Number(date.slice(0, 4)) * 12 + Number(date.slice(4, 6)) - 1;
  for (const [id, , date] of records) {
    const key = `${id} ${month(date)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const cohort = `${first.get(id).slice(0, 4)}-${first.get(id).slice(4, 6)}`;
    const row = cells.get(cohort) ?? cells.set(cohort, Array(18).fill(0)).get(cohort);
    row[month(date) - month(first.get(id))]++;
  }
  assert.equal(report.input.customers, first.size);
  for (const [cohort, counts] of cells) {
    const size = row(report, cohort).filter((cell) => cell !== null).length;
    assert.deepEqual(row(report, cohort).slice(0, size), counts.slice(0, size), cohort);
  }
});

test("Online Retail II filtered to sales gives the same cohorts as the whole with its cancellations", { skip: absent(lines) }, () => {
  const text = gunzipSync(readFileSync(shared(lines))).toString("utf8").split("\n");
  const sales = text.filter((line, i) => i === 0 || (!line.startsWith("C") && !/,-\d/.test(line)));
  const filtered = audit(write("sales.csv", sales.join("\n")), "--window", "period");
  const whole = audit(shared(lines), "--window", "period");
  assert.deepEqual(filtered.cohorts.rows.map((one) => one.active), whole.cohorts.rows.map((one) => one.active));
});
