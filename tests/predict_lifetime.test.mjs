// `fidele predict lifetime FILE`: the published figures of CDNOW, who is told what, and what is refused.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { absent, fidele, folder, generate, shared, write } from "./program.mjs";

const cdnow = "cdnow/CDNOW_sample.txt";
const near = (actual, expected, tolerance, what) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, should be ${expected} within ${tolerance}`);

function lifetime(path, ...options) {
  const run = fidele(["predict", "lifetime", path, "--format", "json", ...options]);
  assert.equal(run.code, 0, run.error);
  return JSON.parse(run.out);
}

function refused(words, code, message) {
  const run = fidele(["predict", ...words]);
  assert.equal(run.code, code, run.error);
  assert.match(run.error, message);
  assert.equal(run.out, "");
}

const calibration = ["--calibration-end", "1997-09-30", "--time-unit", "week", "--intervals", "5"];

test("CDNOW: parameters, likelihoods and hold-out as published, to the printed digits", { skip: absent(cdnow) }, () => {
  const published = JSON.parse(readFileSync(shared("vectors/clv_published.json"), "utf8"));
  const report = lifetime(shared(cdnow), ...calibration);
  const { bg_nbd, mbg_nbd, pareto_nbd } = report.models;
  for (const [name, digits] of [["r", 3], ["alpha", 3], ["a", 3], ["b", 3]])
    assert.equal(bg_nbd[name].toFixed(digits), published.bgnbd.published[name].toFixed(digits), name);
  for (const name of ["r", "alpha", "s", "beta"])
    assert.equal(pareto_nbd[name].toFixed(3), published.pareto_nbd.published[name].toFixed(3), name);
  for (const name of ["r", "alpha", "a", "b"]) assert.equal(mbg_nbd[name].toFixed(3), published.mbg_nbd[name].toFixed(3), name);
  for (const name of ["p", "q", "gamma"])
    assert.equal(report.gamma_gamma[name].toFixed(2), published.gamma_gamma.published[name].toFixed(2), name);
  near(bg_nbd.log_likelihood, published.bgnbd.mle.LL, 0.01, "BG/NBD");
  near(pareto_nbd.log_likelihood, published.pareto_nbd.mle.LL, 0.01, "Pareto/NBD");
  near(bg_nbd.holdout_predicted, published.holdout_calibration.totals.bgnbd_expected_39w, 0.1, "BG/NBD later");
  near(pareto_nbd.holdout_predicted, published.holdout_calibration.totals.pnbd_expected_39w, 0.1, "Pareto/NBD later");
  assert.equal(report.holdout.actual, published.holdout_calibration.totals.actual_39w_transactions);
  assert.deepEqual([report.holdout.from, report.holdout.to], ["1997-10-01", "1998-06-30"]);
  assert.deepEqual(report.holdout.by_frequency.map((one) => one.customers), published.holdout_calibration["by_x_0..7+"].customers);
  assert.ok(report.holdout.mae < report.holdout.naive_mae);
  const { weeks_20_25_actual: weeks, cumulative_actual } = published.weekly_tracking;
  assert.deepEqual(report.holdout.weekly.slice(19, 25).map((one) => one.actual), weeks);
  assert.equal(report.holdout.weekly.slice(0, 20).reduce((sum, one) => sum + one.actual, 0), cumulative_actual[0]);
  assert.equal(report.customers.length, 2357);
  assert.equal(report.customers.reduce((sum, one) => sum + one.x, 0), published.data.sum_x);
});

test("CDNOW: customers as published, and the same figures as JSON, as a table and for a person", { skip: absent(cdnow) }, () => {
  const published = JSON.parse(readFileSync(shared("vectors/clv_published.json"), "utf8"));
  const options = ["--calibration-end", "1997-09-30", "--horizon", "364", "--model", "bg_nbd", "--intervals", "2357"];
  const report = lifetime(shared(cdnow), "--calibration-end", "1997-09-30", "--horizon", "364", "--model", "bg_nbd", "--intervals", "40");
  const known = published.bgnbd.customers[0];
  const one = report.customers.find((customer) => customer.x === known.x && Math.abs(customer.t_x - known.t_x) < 1e-6);
  near(one.expected_purchases, known.expected, 1e-3, "expected"); // published with rounded parameters
  near(one.p_alive, known.p_alive, 1e-5, "p_alive");
  assert.deepEqual(Object.keys(one.models), ["bg_nbd", "mbg_nbd", "pareto_nbd"]);
  near(one.models.bg_nbd.expected_purchases, one.expected_purchases, 0, "the model that was asked for");
  near(one.models.pareto_nbd.expected_purchases, published.pareto_nbd.customer_1516.expected, 2e-3, "Pareto/NBD");
  for (const customer of report.customers) {
    near(Number(customer.clv), Number(customer.past) + Number(customer.future), 0.011, "clv");
    assert.ok(customer.p_alive >= 0 && customer.p_alive <= 1);
    assert.ok(customer.x > 0 || customer.p_alive === 1); // BG/NBD: nobody leaves before a repeat purchase
  }
  const first = report.customers[0];
  assert.ok(Number(first.future_low) <= Number(first.future) && Number(first.future) <= Number(first.future_high));
  assert.equal(report.customers[40].future_low, null);
  const futures = report.customers.map((customer) => Number(customer.future));
  assert.deepEqual(futures, futures.toSorted((a, b) => b - a));
  near(futures.reduce((a, b) => a + b, 0), Number(report.expected.revenue), 12, "sum of values");

  const table = fidele(["predict", "lifetime", shared(cdnow), "--format", "csv", ...options.slice(0, 6), "--intervals", "3"]).out.trim().split("\n");
  assert.equal(table.length, 2358);
  const cells = Object.fromEntries(table[0].split(",").map((name, i) => [name, table[1].split(",")[i]]));
  assert.deepEqual([cells.customer, cells.future, cells.clv, cells.future_high], [first.customer, first.future, first.clv, first.future_high]);
  for (const locale of ["en", "fr"]) {
    const text = fidele(["predict", "lifetime", shared(cdnow), ...options.slice(0, 6), "--locale", locale]).out;
    assert.match(text, locale === "fr" ? /encore actif/ : /still active/);
    assert.match(text, new RegExp(first.customer));
  }
});

test("discount and margin make less of the same purchases; amounts without a repeat have no value", () => {
  const path = write("shop.csv", generate("--style", "shop", "--customers", "400", "--seed", "3", "--from", "2024-01-01", "--to", "2025-06-30"));
  const plain = lifetime(path, "--intervals", "0"), less = lifetime(path, "--intervals", "0", "--discount", "0.1", "--margin", "0.5");
  assert.equal(less.expected.purchases, plain.expected.purchases);
  const share = Number(less.expected.revenue) / Number(plain.expected.revenue);
  assert.ok(share > 0.44 && share < 0.5, String(share)); // within a year half of 1 / 1.1^t is taken off
  assert.equal(less.customers[0].expected_purchases, plain.customers[0].expected_purchases);
  assert.ok(plain.holdout.from > "2025-01-01" && plain.holdout.to === plain.as_of);
  assert.equal(lifetime(path, "--intervals", "0", "--threads", "1").expected.revenue, lifetime(path, "--intervals", "0", "--threads", "5").expected.revenue);
});

test("rows that were refused are counted; past, future and the lines add up to the cent", () => {
  const shop = generate("--style", "shop", "--customers", "300", "--seed", "4", "--from", "2024-01-01", "--to", "2025-06-30").trimEnd();
  const header = shop.slice(0, shop.indexOf("\n")).split(",");
  const bad = header.map((name) => (name === "amount" ? "NaN" : name === "date" ? "2025-01-01" : "z")).join(",");
  const report = lifetime(write("shop-bad.csv", `${shop}\n${bad}\n${bad}\n`), "--intervals", "300", "--margin", "0.335");
  assert.deepEqual([report.rows - report.accepted, report.rejected], [2, 2]);
  const cents = (amount) => Math.round(100 * Number(amount));
  for (const one of report.customers) {
    assert.equal(cents(one.past) + cents(one.future), cents(one.clv), one.customer);
    assert.ok(cents(one.future_low) <= cents(one.future) && cents(one.future) <= cents(one.future_high), one.customer);
  }
  assert.equal(report.customers.reduce((sum, one) => sum + cents(one.future), 0), cents(report.expected.revenue));
});

test("a file that can be read in two ways is read as it is said", () => {
  const path = write("two-ways.csv", `customer,date,amount\n${Array.from({ length: 240 }, (_, i) => `c${i % 80},${i === 0 ? "05/13/2025" : i === 1 ? "13/05/2025" : `0${1 + (i % 9)}/0${1 + Math.floor(i / 80)}/2025`},9.50`).join("\n")}\n`);
  refused(["lifetime", path], 3, /--date-order dmy or --date-order mdy/);
  const report = lifetime(path, "--date-order", "dmy", "--decimal", "point");
  assert.deepEqual([report.rejected, report.from, report.as_of], [1, "2025-01-01", "2025-05-13"]);
  refused(["occasions", path], 3, /--date-order/);
  assert.equal(fidele(["predict", "occasions", path, "--date-order", "mdy"]).code, 0);
});

const orders = (count, line) => write(`orders-${count}-${Math.random()}.csv`, `customer,date,amount\n${Array.from({ length: count }, (_, i) => line(i)).join("\n")}\n`);
const day = (n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10);

test("what cannot be answered is refused with its reason, or answered by finite figures", () => {
  refused(["lifetime", orders(1, () => "a,2025-01-01,5")], 3, /50|customers/);
  refused(["lifetime", orders(60, (i) => `c${i},2025-01-01,5`)], 3, /./); // nobody was observed for any time
  refused(["lifetime", orders(60, (i) => `c${i},${day(i)},5`)], 3, /./); // nobody bought twice
  const alike = lifetime(orders(400, (i) => `c${i % 80},${day(30 * Math.floor(i / 80))},1000000000`));
  const free = lifetime(orders(400, (i) => `c${i % 80},${day(7 * (i % 37) + (i % 80))},0`));
  for (const report of [alike, free])
    for (const customer of report.customers)
      for (const key of ["p_alive", "expected_purchases", "t_x", "T"]) assert.ok(Number.isFinite(customer[key]), `${key} ${customer[key]}`);
  const one = lifetime(orders(500, (i) => `c${i % 120},${day(30 * Math.floor(i / 120) + (i % 7))},29.90`)); // one price for everybody
  for (const { expected_amount: amount, clv, past } of one.customers) assert.ok(Math.abs(amount - 29.9) < 0.3 && clv > past, `${amount} ${clv}`);
  assert.match(free.gamma_gamma.refusal, /./);
  assert.equal(free.customers[0].clv, null);
});

test("options that another kind takes, dates outside of the data and unknown words are refused", () => {
  const path = orders(120, (i) => `c${i % 60},${day(i)},5`);
  refused(["nobody", path], 2, /expected one of/);
  refused(["lifetime", path, "--label", "churn"], 2, /label/);
  refused(["lifetime", path, "--calibration-end", "2031-01-01"], 2, /2025-01-01/);
  refused(["lifetime", path, "--calibration-end", day(119)], 2, /leave some/);
  refused(["lifetime", path, "--horizon", "1096"], 2, /1095/);
  refused(["lifetime", path, "--model", "sbg"], 2, /pareto_nbd/);
  refused(["lifetime", path, "--data", "/nowhere"], 2, /not both/);
  refused(["lifetime", "absent.csv"], 3, /absent\.csv/);
});

test("of a data folder: the standing of its models, trained on demand", () => {
  const data = join(folder, "models");
  const run = (...words) => fidele(["predict", ...words, "--data", data]);
  assert.equal(fidele(["demo", "--data", data, "--customers", "150", "--seed", "3", "--quiet"]).code, 0);
  assert.match(run("lifetime").out, /not trained yet/);
  assert.match(run("lifetime", "--locale", "fr").out, /pas encore entraîné/);
  const trained = run("lifetime", "--train");
  assert.equal(trained.code, 0, trained.error);
  const report = JSON.parse(run("lifetime", "--format", "json").out);
  assert.equal(report.model, "lifetime");
  assert.notEqual(report.status, "never");
  assert.match(trained.out, report.status === "published" ? /Judged on what came later/ : /./);
  refused(["lifetime", orders(60, (i) => `c${i},2025-01-01,5`), "--train"], 2, /--train/);
});
