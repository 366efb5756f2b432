// `fidele predict churn FILE`: any table of customers to a model that is judged on rows it never saw, with reasons.
import { test } from "node:test";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { absent, fidele, shared, write } from "./program.mjs";

const near = (actual, expected, tolerance) => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
const logOdds = (p) => Math.log(p / (1 - p));

function predict(path, ...options) {
  const run = fidele(["predict", "churn", path, "--format", "json", ...options]);
  assert.equal(run.code, 0, run.error);
  return JSON.parse(run.out);
}

// Park & Miller's minimal standard generator: the same file everywhere.
function randomOf(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

// Leaving hangs on tickets (+), orders (-) and the plan; the sentence in each row says nothing.
function customers(rows, { seed = 7, label = (gone) => (gone ? "Churned" : "Stayed") } = {}) {
  const random = randomOf(seed);
  const lines = ["customer_id,tickets,orders,plan,since,newsletter,city,outcome"];
  for (let i = 0; i < rows; i++) {
    const tickets = Math.floor(random() * 4), orders = Math.floor(random() * 5);
    const plan = ["basic", "gold", "silver"][Math.floor(random() * 3)];
    const gone = random() < 1 / (1 + Math.exp(-(-0.5 + 1.2 * tickets - 0.9 * orders - (plan === "gold" ? 1.2 : 0))));
    const since = new Date(Date.UTC(2024, 0, 1 + Math.floor(random() * 700))).toISOString().slice(0, 10);
    lines.push(`c-${i},${random() < 0.04 ? "" : tickets},${orders},${plan},${since},${random() < 0.5 ? "oui" : "non"},${random() < 0.5 ? "Lyon" : "Brest"},${label(gone, i)}`);
  }
  return lines.join("\n") + "\n";
}

test("Telco: AUC at least .835, Brier under .142, calibration error under .03, chosen without the hold-out rows",
  { skip: absent("churn/telco_wa_churn.csv") }, () => {
    const report = predict(shared("churn/telco_wa_churn.csv"), "--label", "churn");
    const { holdout } = report;
    assert.deepEqual([report.rows, report.positives, report.refusal, holdout.rule], [7043, 1869, null, "every:5:4"]);
    assert.deepEqual([holdout.rows, holdout.positives], [1408, 378]);
    assert.ok(holdout.auc >= 0.835 && holdout.auc_low < holdout.auc && holdout.auc < holdout.auc_high);
    assert.ok(holdout.brier < 0.142 && holdout.calibration_error < 0.03 && holdout.brier < holdout.naive.brier);
    near(holdout.naive.brier, 0.1964, 1e-4); // scikit-learn's constant_base_rate
    near(report.models.logistic.auc, 0.8375, 0.002);
    assert.equal(holdout.calibration.reduce((sum, bin) => sum + bin.observed.n, 0), 1408);
    near(holdout.lift.at(-1).captured, 1, 1e-9);
    // What the model takes is what lost less log loss within the training rows.
    const inner = (kind) => report.models[kind].inner_log_loss;
    assert.ok(report.chosen === "logistic" || inner("boosting") < inner("logistic"));
    const twoYears = report.models.logistic.coefficients.find((term) => term.name === "contract: Two year");
    assert.ok(twoYears.odds_ratio < 0.35 && twoYears.high < 0.5 && twoYears.p < 1e-6);
    assert.ok(["contract", "tenure"].every((name) => report.drivers.slice(0, 3).some((driver) => driver.feature === name)));
    assert.equal(report.customers.length, 7043);
    assert.ok(report.customers.every(({ probability, reasons }) => probability > 0 && probability < 1 && reasons.length === 5));
    // The hold-out rows' own probabilities give the Brier score that is reported.
    const labels = fidele(["predict", "churn", shared("churn/telco_wa_churn.csv"), "--label", "churn", "--format", "csv"]).out.trim().split("\n");
    assert.equal(labels.length, 7044);
    assert.match(labels[0], /^id,probability,part,reason_1,value_1,effect_1/);
  });

test("numbers, words, days, yes/no and missing values are found; the planted drivers are named with their direction", () => {
  const path = write("churn-customers.csv", customers(3000));
  const report = predict(path, "--label", "outcome");
  assert.equal(report.refusal, null);
  assert.deepEqual([report.id, report.positive, report.label], ["customer_id", "Churned", "outcome"]);
  assert.deepEqual(report.drivers.slice(0, 3).map((driver) => driver.feature).sort(), ["orders", "plan", "tickets"]);
  const direction = Object.fromEntries(report.drivers.map((driver) => [driver.feature, driver.direction]));
  assert.deepEqual([direction.tickets, direction.orders, direction.plan], ["up", "down", null]);
  const term = (name) => report.models.logistic.coefficients.find((one) => one.name === name);
  near(term("tickets").value, 1.2, 3 * term("tickets").error);
  near(term("orders").value, -0.9, 3 * term("orders").error);
  near(term("plan: gold").value, -1.2, 3 * term("plan: gold").error);
  near(term("tickets").odds_ratio, Math.exp(term("tickets").value), 1e-6);
  assert.ok(term("tickets (not known)") && term("newsletter") && term("city: Lyon"));
  assert.ok(report.left_out.length === 0, JSON.stringify(report.left_out));
});

test("R113: logit = -1 + 2 tickets - 1 orders on 5000 rows is estimated within 0.2", () => {
  const random = randomOf(11), lines = ["tickets,orders,left"];
  for (let i = 0; i < 5000; i++) {
    const tickets = Math.floor(random() * 3), orders = Math.floor(random() * 4);
    lines.push(`${tickets},${orders},${random() < 1 / (1 + Math.exp(1 - 2 * tickets + orders)) ? 1 : 0}`);
  }
  const report = predict(write("churn-r113.csv", lines.join("\n")), "--label", "left");
  const value = (name) => report.models.logistic.coefficients.find((term) => term.name === name);
  for (const [name, truth] of [["(intercept)", -1], ["tickets", 2], ["orders", -1]]) near(value(name).value, truth, 0.2);
  near(value("tickets").odds_ratio, 7.4, 1.5);
  assert.ok(value("tickets").p < 1e-10 && report.chosen === "logistic");
});

test("reasons and base add up to the score where every feature is among the reasons", () => {
  const content = customers(2000).split("\n").map((line) => line.split(",").filter((_, column) => [0, 1, 2, 3, 7].includes(column)).join(",")).join("\n");
  const report = predict(write("churn-few.csv", content), "--label", "outcome");
  for (const customer of report.customers.slice(0, 300)) {
    const sum = report.base + customer.reasons.reduce((total, reason) => total + reason.effect, 0);
    near(sum, logOdds(customer.probability), 1e-6);
    const sizes = customer.reasons.map((reason) => Math.abs(reason.effect));
    assert.deepEqual(sizes, [...sizes].sort((a, b) => b - a));
  }
});

test("the same figures for packed files, JSON, any number of threads, and again", () => {
  const csv = customers(800), path = write("churn-800.csv", csv);
  const packed = write("churn-800.csv.gz", gzipSync(csv));
  const [header, ...lines] = csv.trim().split("\n").map((line) => line.split(","));
  const objects = lines.map((cells) => Object.fromEntries(cells.map((cell, i) => [header[i], cell === "" ? null : cell])));
  const json = write("churn-800.json", JSON.stringify(objects));
  const report = predict(path, "--label", "outcome", "--threads", "1");
  for (const other of [predict(packed, "--label", "outcome", "--threads", "2"), predict(json, "--label", "outcome")])
    assert.deepEqual(other, report);
});

test("the hold-out is what was asked for", () => {
  const path = write("churn-holdout.csv", customers(1000));
  const parts = (rule) => predict(path, "--label", "outcome", "--holdout", rule).customers.map((customer) => customer.part === "holdout");
  assert.ok(parts("every:4:1").every((held, row) => held === (row % 4 === 1)));
  assert.ok(parts("last:20%").every((held, row) => held === row >= 800));
  const random = parts("random:30%:5");
  assert.equal(random.filter(Boolean).length, 300);
  assert.deepEqual(parts("random:30%:5"), random);
  assert.notDeepEqual(parts("random:30%:6"), random);
  for (const rule of ["every:5:5", "every:5", "last:0%", "last:100%", "random:x", "nothing", "random:20%:1:2"]) {
    const run = fidele(["predict", "churn", path, "--label", "outcome", "--holdout", rule]);
    assert.equal(run.code, 2, rule);
    assert.match(run.error, /every:5:4/);
  }
});

test("R129: one churner among 30 is not trained on, and nobody is scored", () => {
  const report = predict(write("churn-30.csv", customers(30, { label: (_, i) => (i === 4 ? "yes" : "no") })), "--label", "outcome");
  assert.match(report.refusal, /^not trained: too few events \(1\)/);
  assert.deepEqual([report.chosen, report.customers, report.positives], [null, [], 1]);
  const french = fidele(["predict", "churn", "churn-30.csv", "--label", "outcome", "--locale", "fr"]);
  assert.equal(french.code, 0);
  assert.match(french.out, /non entraîné\u00a0: trop peu d’événements \(1\)/);
});

test("a model no better than the naive rule says so and scores nobody", () => {
  const random = randomOf(3);
  const report = predict(write("churn-noise.csv", customers(800, { label: () => (random() < 0.3 ? 1 : 0) })), "--label", "outcome");
  assert.match(report.refusal, /no better than the naive rule/);
  assert.deepEqual(report.customers, []);
  assert.ok(report.holdout.auc < 0.65);
});

test("a column that gives the answer away is left out and named; --keep takes it", () => {
  const content = customers(900).trim().split("\n").map((line, i) => (i ? `${line},${line.endsWith("Churned") ? "2026-01-05" : ""}` : `${line},left_on`)).join("\n");
  const path = write("churn-leak.csv", content + "\n");
  const report = predict(path, "--label", "outcome");
  assert.deepEqual(report.left_out.map(({ feature, why }) => [feature, why]), [["left_on", "leak"]]);
  assert.ok(report.holdout.auc < 0.95);
  const kept = predict(path, "--label", "outcome", "--keep", "left_on");
  assert.ok(kept.left_out.length === 0 && kept.models.logistic.auc > 0.99 && kept.models.logistic.separated);
});

test("rows without an outcome are scored and not learnt from", () => {
  const report = predict(write("churn-open.csv", customers(1000, { label: (gone, i) => (i >= 900 ? "" : gone ? 1 : 0) })), "--label", "outcome");
  assert.deepEqual([report.rows, report.missing_labels, report.customers.length], [900, 100, 1000]);
  assert.ok(report.customers.slice(900).every(({ part, probability }) => part === "unknown" && probability > 0));
});

test("--positive decides which value is the event; --duration adds the time to churn", () => {
  const path = write("churn-positive.csv", customers(1200, { label: (gone) => (gone ? "2" : "1") }));
  const two = predict(path, "--label", "outcome"), one = predict(path, "--label", "outcome", "--positive", "1");
  assert.deepEqual([two.positive, one.positive, two.positives + one.positives], ["2", "1", 1200]);
  const timed = predict(path, "--label", "outcome", "--duration", "orders");
  const hazard = timed.cox.coefficients.find((term) => term.name === "tickets");
  assert.ok(hazard.hazard_ratio > 1 && hazard.low > 1 && timed.cox.rows === 1200);
  assert.ok(!timed.drivers.some((driver) => driver.feature === "orders"));
  assert.deepEqual(timed.cox.left_out, []);
  assert.equal(fidele(["predict", "churn", path, "--label", "outcome", "--positive", "3"]).code, 3);
});

test("what grows with the duration itself is no cause of leaving", () => {
  const lines = Array.from({ length: 600 }, (_, i) => {
    const tenure = 1 + (i * 37) % 60, tickets = (i * 7) % 4;
    return `c${i},${tenure},${tenure * 20 + (i % 11)},${tickets},${(i * 13) % 10 < 2 + 2 * tickets ? "yes" : "no"}`;
  });
  const path = write("churn-paid.csv", `id,tenure,paid,tickets,left\n${lines.join("\n")}\n`);
  const ask = (...words) => predict(path, "--label", "left", "--duration", "tenure", ...words).cox;
  const { left_out, coefficients } = ask();
  assert.deepEqual(left_out.map(({ feature }) => feature), ["paid"]);
  assert.ok(left_out[0].rank_correlation > 0.99);
  assert.deepEqual(coefficients.map(({ name }) => name), ["tickets"]);
  const kept = ask("--keep", "paid");
  assert.deepEqual([kept.left_out, kept.coefficients.map(({ name }) => name)], [[], ["paid", "tickets"]]);
});

test("what can't be used is refused with what, which value and what to do", () => {
  const path = write("churn-refused.csv", customers(60));
  const refused = (words, code, text) => {
    const run = fidele(["predict", "churn", ...words]);
    assert.equal(run.code, code, run.out);
    assert.match(run.error, text);
  };
  refused([path], 2, /--label COLUMN/);
  refused([path, "--label", "gone"], 3, /no column “gone”.*outcome/);
  refused([path, "--label", "city", "--id", "plan"], 3, /“(basic|gold|silver)” stands for more than one row/);
  refused([path, "--label", "outcome", "--id", "outcome"], 2, /--id “outcome”/);
  refused([path, "--label", "outcome", "--keep", "plan,tickts"], 2, /--keep “tickts”/);
  refused([write("churn-nameless.csv", customers(60).replace("c-7,", ",")), "--label", "outcome", "--id", "customer_id"], 3, /rows without a value/);
  refused([path, "--label", "plan"], 3, /“basic”.*exactly two values/);
  refused([path, "--label", "outcome", "--horizon", "30"], 2, /--horizon/);
  refused([write("churn-empty.csv", ""), "--label", "x"], 3, /empty/);
  refused(["nowhere.csv", "--label", "x"], 3, /nowhere\.csv/);
});

test("columns may have any names, and there may be more of them than the rows can tell of", () => {
  const random = randomOf(19), names = Array.from({ length: 120 }, (_, i) => `v${i}`);
  const lines = [["2026", ...names].join(",")];
  for (let i = 0; i < 400; i++) lines.push([i % 3 === 0 ? 1 : 0, ...names.map((_, j) => ((j === 7 && i % 3 === 0 ? 1 : 0) + random() * 3).toFixed(4))].join(","));
  const report = predict(write("churn-wide.csv", lines.join("\n")), "--label", "2026");
  assert.ok(report.refusal === null && report.few_events_per_term, report.refusal);
  assert.equal(report.drivers[0].feature, "v7");
  assert.ok(report.models.logistic.coefficients.every((term) => term.aliased || Number.isFinite(term.value)));
});

test("the report on a terminal says quality, drivers, odds ratios and the highest risks, in both languages", () => {
  const path = write("churn-text.csv", customers(1500));
  const english = fidele(["predict", "churn", path, "--label", "outcome"]).out;
  for (const part of ["Quality on rows that were held out", "logistic regression", "What drives the score", "odds ratio", "The highest risks", "tickets: 3 (+)"])
    assert.ok(english.includes(part), part);
  const french = fidele(["predict", "churn", path, "--label", "outcome", "--locale", "fr"]).out;
  for (const part of ["Qualité sur des lignes tenues à l’écart", "régression logistique", "rapport de cotes", "Les risques les plus élevés", "tickets\u00a0: 3 (+)"])
    assert.ok(french.includes(part), part);
  assert.ok(!/NaN|inf|nan/.test(english + french));
});
