// The predictive part of the audit: the published figures of CDNOW, who is at risk and why, the same in every format.
import { test } from "node:test";
import assert from "node:assert/strict";
import { absent, audit, fidele, shared, write } from "./program.mjs";

const cdnow = "cdnow/CDNOW_sample.txt";
const near = (actual, expected, tolerance) => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, should be ${expected}`);

test("CDNOW: BG/NBD and Gamma-Gamma as published, and what came later", { skip: absent(cdnow) }, () => {
  const report = audit(shared(cdnow), "--calibration-end", "1997-09-30", "--horizon", "273");
  const { bg_nbd, gamma_gamma, holdout } = report.clv;
  assert.deepEqual([bg_nbd.r, bg_nbd.alpha, bg_nbd.a, bg_nbd.b].map((value) => value.toFixed(3)), ["0.243", "4.414", "0.793", "2.426"]);
  near(bg_nbd.log_likelihood, -9582.4292, 0.01);
  assert.deepEqual([bg_nbd.time_unit, bg_nbd.customers], ["week", 2357]);
  assert.deepEqual([gamma_gamma.p, gamma_gamma.q, gamma_gamma.gamma].map((value) => value.toFixed(2)), ["6.25", "3.74", "15.44"]);
  assert.deepEqual([holdout.from, holdout.to, holdout.actual], ["1997-10-01", "1998-06-30", 1882]);
  near(holdout.predicted, 1653.4087, 0.1);
  assert.equal(report.clv.horizon_days, 273);
  assert.equal(audit(shared(cdnow)).clv.holdout, undefined);
});

// Sixty customers order every week for a year. A third stops at half, a third does not, one stops three weeks before the
// end: the longer somebody is silent, the surer it is that they have left.
const day = (n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10);
const shop = () => {
  const rows = [];
  for (let c = 0; c < 90; c++) {
    const pace = 7 + (c % 5), amount = c === 1 ? 900 : 20 + (c % 7), until = c % 3 === 0 ? 150 + c : c === 1 ? 335 : 364;
    for (let n = c % pace; n < until; n += pace) rows.push(`c${c},${day(n)},${amount}`);
  }
  return `customer,date,amount\n${rows.join("\n")}\n`;
};

test("who has been silent for longer than usual is at risk, the most money first, and it says why", () => {
  const report = audit(shop(), "--currency", "EUR");
  const risk = report.customers_at_risk;
  assert.equal(risk[0].customer, "c1");
  assert.ok(risk[0].p_alive > 0.02 && risk[0].p_alive < 0.8, String(risk[0].p_alive));
  assert.match(risk[0].reason, /^no order for \d+ days, after one every \d+ days$/);
  near(Number(risk[0].clv), Number(risk[0].past) + Number(risk[0].future), 0.011);
  near(Number(risk[0].value_at_risk), Number(risk[0].future) * (1 - risk[0].p_alive), 0.011);
  const doubt = risk.map((one) => Number(one.value_at_risk));
  assert.deepEqual(doubt, doubt.toSorted((a, b) => b - a));
  assert.ok(!risk.some((one) => one.customer === "c2")); // ordered a few days ago
  assert.ok(report.clv.repeat_customers_still < report.clv.repeat_customers);
  assert.ok(report.clv.bg_nbd.shrunk > 0); // 90 customers lean on the prior
});

test("text, CSV, JSON and HTML show the same customers at risk, in both languages", () => {
  const path = write("shop-at-risk.csv", shop());
  const report = audit(path, "--currency", "EUR");
  const first = report.customers_at_risk[0];
  const say = (format, locale) => fidele(["audit", path, "--currency", "EUR", "--format", format, "--locale", locale]).out;
  for (const locale of ["en", "fr"]) {
    const share = `${Math.round(first.p_alive * 100)}${locale === "fr" ? "\u202F%" : "%"}`;
    for (const format of ["text", "html"]) {
      const out = say(format, locale);
      assert.ok(out.includes(first.customer) && out.includes(share), `${format} ${locale}`);
      assert.match(out, locale === "fr" ? /Ce que feront/ : /What customers will do/);
    }
  }
  assert.ok(say("csv", "en").includes(`prediction,,expected_revenue,${report.clv.expected_revenue}`));
  assert.ok(say("csv", "en").includes(`customers_at_risk,${first.customer},clv,${first.clv}`));
});

test("too few customers, or none who came again, is said and everything else stands", () => {
  const few = audit("customer,date,amount\nana,2025-01-01,5\nbo,2025-02-01,5\n");
  assert.match(few.clv.bg_nbd.refusal, /50/);
  assert.deepEqual([few.clv.expected_revenue, few.clv.gamma_gamma, few.clv.expected_purchases], [null, null, null]);
  assert.deepEqual(few.customers_at_risk, []);
  assert.equal(few.input.customers, 2);
  const once = audit(`customer,date,amount\n${Array.from({ length: 80 }, (_, i) => `c${i},${day(i)},9`).join("\n")}\n`);
  assert.ok(once.clv.bg_nbd.refusal);
  for (const format of ["text", "html", "csv"])
    assert.equal(fidele(["audit", write("two.csv", "customer,date,amount\nana,2025-01-01,5\nbo,2025-02-01,5\n"), "--format", format, "--locale", "fr"]).code, 0);
});
