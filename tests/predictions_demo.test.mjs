// What the demo planted is found by the models and named: a shop whose buyers leave after late deliveries and slow tickets,
// sooner when they came by the social channel, and whose subscribers leave when they hardly used it in the first fortnight
// and when the price of their plan rose. The bad release of a fortnight is too weak to be told at this size (docs/predictions.md).
import assert from "node:assert/strict";
import { test } from "node:test";
import { movedClock } from "./clock.mjs";
import { newServer } from "./server.mjs";

const asker = (key, server) => async (method, path, body, expected = 200) => {
  const { status, body: answer, text } = await server[method](`/api/v1/${path}`, ...(method === "get" ? [{ key }] : [body, { key }]));
  assert.equal(status, expected, text);
  return answer;
};

async function train(ask, model) {
  const { job } = await ask("post", `predictions/${model}/train`, undefined, 202);
  for (;;) {
    const { status, error } = await ask("get", `jobs/${job}`);
    if (status === "done") return;
    assert.ok(status === "queued" || status === "running", `${status}: ${error}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("the drivers that the demo planted are found and named", async (t) => {
  const server = await newServer(t, "SQLite");
  const { moveTo } = movedClock(t, server);
  moveTo(Date.parse("2026-11-23T02:00:00Z"));
  const { code, error } = await server.command(["demo", "--customers", "3000", "--seed", "42", "--to", "2026-11-22"], { env: server.env });
  assert.equal(code, 0, error);
  await server.open();
  const ask = asker(await server.key("admin"), server);
  const found = async (model) => {
    await train(ask, model);
    const report = await ask("get", `predictions/${model}`);
    assert.ok(report.models.logistic, report.refusal);
    return { report, coefficient: (name) => report.models.logistic.coefficients.find((one) => one.name === name) };
  };
  const churn = await found("churn");
  assert.equal(churn.report.status, "published", churn.report.refusal);
  const named = (report, feature) => assert.ok(report.drivers.some((driver) => driver.feature === feature), feature);
  for (const name of ["late_delivery", "slow_ticket", "trait:channel: social"]) {
    const { odds_ratio, low, p } = churn.coefficient(name);
    assert.ok(odds_ratio > 1.2 && low > 1 && p < 0.05, `${name}: ${JSON.stringify(churn.coefficient(name))}`);
    named(churn.report, name.split(": ")[0]);
  }
  const contract = await found("contract_churn");
  const weak = contract.coefficient("first_fortnight_use"), rise = contract.coefficient("price_rise_90d");
  assert.ok(weak.odds_ratio < 1 && weak.p < 0.01, JSON.stringify(weak));
  assert.ok(rise.odds_ratio > 1.2 && rise.p < 0.05, JSON.stringify(rise));
  named(contract.report, "first_fortnight_use"), named(contract.report, "price_rise_90d");
  // Nobody can tell who ends a subscription better than by the planted hazards (src/demo/business_test.c): about 0.62.
  const { auc } = contract.report.models.logistic;
  assert.ok(auc.low < 0.62 && auc.high > 0.62, JSON.stringify(auc));
});
