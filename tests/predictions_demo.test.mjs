// What the demo planted is found by the models and named: a shop whose buyers leave after late deliveries and slow tickets,
// sooner when they came by the social channel, and whose subscribers leave when they hardly used it in the first fortnight.
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
  const { code, error } = await server.command(["demo", "--customers", "2000", "--seed", "42", "--to", "2026-11-22"], { env: server.env });
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
  const late = churn.coefficient("late_delivery"), social = churn.coefficient("trait:channel: social"), slow = churn.coefficient("ticket_hours (not known)");
  assert.ok(late.odds_ratio > 1 && late.p < 0.1, JSON.stringify(late));
  assert.ok(social.odds_ratio > 1 && social.p < 0.1, JSON.stringify(social));
  assert.ok(slow.odds_ratio < 1 && slow.p < 0.1, `no ticket since the last order: ${JSON.stringify(slow)}`);
  const contract = await found("contract_churn");
  const weak = contract.coefficient("first_fortnight_use");
  assert.ok(weak.odds_ratio < 1 && weak.p < 0.01, JSON.stringify(weak));
});
