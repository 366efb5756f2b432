// `fidele predict contracts FILE`: how long contracts last, held to Fader & Hardie (2007) and to what later periods showed.
import { test } from "node:test";
import assert from "node:assert/strict";
import { absent, fidele, shared, write } from "./program.mjs";

const near = (actual, expected, tolerance) => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

function predict(path, ...options) {
  const run = fidele(["predict", "contracts", path, "--label", "churn", "--duration", "tenure", "--format", "json", ...options]);
  assert.equal(run.code, 0, run.error);
  return JSON.parse(run.out);
}

// Of 1,000 customers, how many are still there after each year, in tenths of a percent.
const highEnd = [1000, 869, 743, 653, 593, 551, 517, 491];
function customers(survivors) {
  const lines = ["customer,tenure,churn"];
  let id = 0;
  const add = (years, left, count) => { for (let i = 0; i < count; i++) lines.push(`c${id++},${years},${left}`); };
  for (let year = 1; year < survivors.length; year++) add(year, "yes", survivors[year - 1] - survivors[year]);
  add(survivors.length - 1, "no", survivors.at(-1));
  return `${lines.join("\n")}\n`;
}

test("the published high-end contracts: parameters, projection, renewals to come", () => {
  const path = write("contracts.csv", customers(highEnd));
  const report = predict(path, "--time-unit", "year", "--discount", "0.1");
  assert.deepEqual([report.rows, report.contracts, report.lost, report.left_out, report.time_unit], [1000, 1000, 509, 0, "year"]);
  near(report.model.parameters.alpha, 0.668, 0.0006);
  near(report.model.parameters.beta, 3.806, 0.0006);
  near(report.model.log_likelihood, -1611.2, 0.05);
  assert.equal(report.model.shrunk, 0);
  near(report.periods[6].observed.value, 0.491, 1e-9);
  near(report.periods[11].predicted, 0.394, 0.02); // year 12, which the model never saw: 39.4 %
  assert.equal(report.periods[11].observed, null);
  assert.ok(report.holdout.mae < report.holdout.naive_mae);
  assert.equal(report.customers.length, 491);
  const { renewed, renewal, renewals_expected: expected } = report.customers[0];
  const { alpha, beta } = report.model.parameters;
  near(renewal, (beta + renewed) / (alpha + beta + renewed), 1e-9);
  let here = 1, sum = 0;
  for (let k = 0; k < report.ahead; k++) sum += (here *= (beta + renewed + k) / (alpha + beta + renewed + k)) / 1.1 ** k;
  near(expected, sum, 1e-9);
  const csv = fidele(["predict", "contracts", path, "--label", "churn", "--duration", "tenure", "--format", "csv"]).out.trim().split("\n");
  assert.equal(csv[0], "customer,renewed,renewal,renewals_expected");
  assert.equal(csv.length, 492);
  const french = fidele(["predict", "contracts", path, "--label", "churn", "--duration", "tenure", "--time-unit", "year", "--locale", "fr"]).out;
  assert.match(french, /sBG\u00a0: α 0,668/);
  assert.match(french, /1\u202f000 contrats sur 7 années au plus, 509 terminés/);
  assert.match(french, /86,9/);
});

test("Telco: months that were held out are foreseen better than by a constant share", { skip: absent("churn/telco_wa_churn.csv") }, () => {
  const report = predict(shared("churn/telco_wa_churn.csv"));
  assert.deepEqual([report.contracts, report.lost, report.left_out], [7043, 1869, 0]);
  assert.ok(report.holdout.mae < 0.05 && report.holdout.mae < report.holdout.naive_mae, JSON.stringify(report.holdout));
  const renewals = report.customers.map(({ renewal }) => renewal);
  assert.ok(renewals.every((value, i) => value > 0 && value < 1 && (i === 0 || value >= renewals[i - 1])));
});

test("what cannot be answered is refused with what to do", () => {
  const path = write("few.csv", "customer,tenure,churn\na,1,yes\nb,2,no\n");
  const refused = (...words) => fidele(["predict", "contracts", ...words]);
  assert.match(refused(path, "--label", "churn").error, /--duration is missing/);
  assert.match(refused("--label", "churn", "--duration", "tenure").error, /no file was named/);
  assert.match(refused(path, "--label", "churn", "--duration", "tenure").error, /too few customers for a model of contracts: 2, and 50 are needed/);
  assert.equal(refused(path, "--label", "churn", "--duration", "tenure").code, 3);
});

test("nobody left at all, nobody stayed, durations that are none: finite, or refused", () => {
  const table = (rows) => write("odd.csv", `customer,tenure,churn\n${rows.map((row, i) => `c${i},${row}`).join("\n")}\n`);
  const many = (row) => Array.from({ length: 80 }, () => row);
  for (const rows of [[...many("5,no"), "1,yes"], [...many("1,yes"), "3,no"], [...many("-4,no"), ...many("3,yes"), "6,no"], [...many("1e9,no"), ...many("3,yes"), "0,no"]]) {
    const report = predict(table(rows));
    assert.ok(report.model.parameters.alpha > 0 && Number.isFinite(report.model.parameters.beta));
    assert.ok(report.periods.every(({ predicted }) => predicted >= 0 && predicted <= 1));
  }
});
