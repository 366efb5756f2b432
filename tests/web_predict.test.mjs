// What models foretell, in a real browser: their reports, the forecast, health, and what they say on a profile.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { closeBrowser, demoServer, signIn, variants } from "./browser.mjs";
import { startServer } from "./server.mjs";

after(closeBrowser);

const number = (locale, value, digits) =>
  new Intl.NumberFormat(locale === "fr" ? "fr-FR" : "en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
const percent = (locale, share, digits = 1) =>
  new Intl.NumberFormat(locale === "fr" ? "fr-FR" : "en-GB", { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share);

test("models are trained by keyboard; each page, in each language and theme, says what the API says", { timeout: 240_000 }, async (t) => {
  const server = await demoServer(t, { customers: 300 });
  const first = await signIn(t, server, { locale: "en" });
  await first.open("/audit/models");
  await first.look("models-untrained");
  for (const [model, title] of [["lifetime", "Lifetime value"], ["churn", "Churn"]]) {
    await first.page.getByRole("button", { name: `Train ${title}`, exact: true }).press("Enter");
    await first.page.locator(`[data-model='${model}']`).getByText("Published", { exact: true }).waitFor({ timeout: 60_000 });
  }
  const { items } = await first.api("/predictions/lifetime/scores?limit=1");
  const { id } = items[0].customer;
  await first.close();
  for (const [index, variant] of variants.entries()) {
    const { locale } = variant;
    const visit = await signIn(t, server, variant);
    const { page } = visit;
    const figure = (name) => page.locator(`[data-figure='${name}']`).first().textContent();
    await visit.open("/audit/models/churn");
    await visit.look("model-churn");
    const churn = await visit.api("/predictions/churn");
    assert.equal(await figure("auc"), number(locale, churn.holdout.auc.value, 3));
    await visit.open(`/customers/${id}`);
    await visit.look("predictions-of-customer");
    const said = await visit.api(`/customers/${id}/predictions`);
    assert.equal(await figure("predict.p_alive"), percent(locale, said.lifetime.p_alive, 0));
    const health = await visit.api(`/customers/${id}/health-score`);
    assert.equal(await figure("predict.health"), number(locale, health.score, 0));
    if (index < 2) {
      await visit.open("/audit/models");
      await visit.look("models");
      assert.equal(await figure("auc churn"), number(locale, churn.holdout.auc.value, 3));
      await visit.open("/audit/models/lifetime");
      await visit.look("model-lifetime");
      const lifetime = await visit.api("/predictions/lifetime");
      assert.equal(await figure("mae"), number(locale, lifetime.holdout.mae, 3));
      await visit.open("/actions/at-risk");
      await visit.look("at-risk");
      const queue = await visit.api("/at-risk?limit=1");
      assert.equal(await figure("customers"), number(locale, queue.customers, 0));
      await page.getByRole("link", { name: queue.items[0].customer.name, exact: true }).first().waitFor();
      await visit.open("/actions/next");
      await visit.look("next-actions");
      await visit.open("/results/uplift");
      await visit.look("uplift");
      await visit.open("/audit/forecast?churn=1");
      await visit.look("forecast");
      const forecast = await visit.api("/forecast/revenue?churn_points=1");
      assert.match(await figure("what_if"), locale === "fr" ? /^\+1,0\spt/ : /^\+1\.0\spt/);
      assert.equal(await figure("monthly_churn"), percent(locale, forecast.monthly_churn));
      assert.equal(await figure("coverage"), percent(locale, forecast.backtest.coverage.value, 0));
    }
    await visit.close();
  }
});

test("a horizon is chosen, a band decided and taken back, a weight changed, an earlier version used: by keyboard", { timeout: 120_000 }, async (t) => {
  const server = await demoServer(t, { customers: 200 });
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  for (const version of [1, 2]) {
    await visit.open("/audit/models/lifetime");
    await page.getByRole("button", { name: "Train Lifetime value", exact: true }).press("Enter");
    await page.getByRole("row").filter({ hasText: "In use" }).getByRole("rowheader", { name: String(version), exact: true }).waitFor({ timeout: 60_000 });
  }
  await page.getByRole("button", { name: "Use version 1", exact: true }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Use", exact: true }).press("Enter");
  await page.getByRole("row").filter({ hasText: "In use" }).getByRole("rowheader", { name: "1", exact: true }).waitFor();
  assert.equal((await visit.api("/predictions/lifetime")).version, 1);

  const { items } = await visit.api("/predictions/lifetime/scores?limit=1");
  const { id } = items[0].customer;
  await visit.open(`/customers/${id}`);
  await page.getByRole("combobox", { name: "Horizon" }).press("Enter");
  await page.getByRole("option", { name: "Within 30 days" }).click();
  const near = await visit.api(`/customers/${id}/predictions?horizon_days=30`);
  await page.getByText(`${number("en", near.lifetime.expected_purchases.value, 1).replace(/\.0$/, "")} purchases expected`).waitFor();
  await page.getByRole("button", { name: "Decide", exact: true }).press("Enter");
  await page.getByRole("textbox", { name: "Why", exact: true }).fill("said on the phone that they leave");
  await page.keyboard.press("Enter");
  await page.getByText("Decided by a person: said on the phone that they leave").waitFor();
  assert.equal((await visit.api(`/customers/${id}/health-score`)).override.band, "at_risk");
  await page.getByRole("button", { name: "Decide", exact: true }).press("Enter");
  await page.getByRole("button", { name: "Back to the score" }).press("Enter");
  await page.getByText("Decided by a person").waitFor({ state: "detached" });

  await visit.open("/settings/health-score");
  const before = await visit.api("/health-score/definition");
  await page.getByLabel("Healthy from").fill("75");
  await page.getByLabel("Why this change").fill("too many were healthy");
  await page.keyboard.press("Enter");
  await page.getByText("New release saved").waitFor();
  const after_ = await visit.api("/health-score/definition");
  assert.deepEqual([after_.version, after_.bands.healthy, after_.note], [before.version + 1, 75, "too many were healthy"]);
  await visit.settled();
  assert.equal(await page.locator("[data-figure='healthy']").textContent(), String((await visit.api("/health-score")).bands.find((one) => one.band === "healthy").customers));

  await visit.open("/settings/predictions");
  await page.getByLabel("Horizon of predictions (days)").fill("180");
  await page.keyboard.press("Enter");
  await page.getByText("Saved", { exact: true }).first().waitFor();
  assert.equal((await visit.api("/predictions/settings")).horizon_days, 180);
});

test("who is at risk is taken on, and closed with what came of it; an action is added and noted as done: by keyboard", { timeout: 120_000 }, async (t) => {
  const server = await demoServer(t, { customers: 300 });
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/actions/at-risk");
  await page.getByRole("link", { name: "Predictions" }).first().waitFor();
  await visit.look("at-risk-empty");
  await visit.open("/audit/models");
  for (const [model, title] of [["lifetime", "Lifetime value"], ["churn", "Churn"]]) {
    await page.getByRole("button", { name: `Train ${title}`, exact: true }).press("Enter");
    await page.locator(`[data-model='${model}']`).getByText("Published", { exact: true }).waitFor({ timeout: 60_000 });
  }
  await visit.open("/actions/next");
  await page.getByRole("button", { name: "Add an action" }).press("Enter");
  await page.getByRole("textbox", { name: "Name" }).fill("Call of the owner");
  await page.keyboard.press("Enter");
  await page.getByRole("cell", { name: "Call of the owner", exact: true }).waitFor();
  const { items: [action] } = await visit.api("/next-actions");
  assert.deepEqual([action.key, action.label, action.effect, action.capacity_week], ["call-of-the-owner", "Call of the owner", 0.1, null]);
  await visit.look("next-action");

  await visit.open("/actions/at-risk");
  const { items: [{ customer }] } = await visit.api("/at-risk?limit=1");
  await page.getByRole("button", { name: `Follow up ${customer.name}`, exact: true }).first().press("Enter");
  await page.getByLabel("Due").fill("2027-01-15");
  await visit.look("at-risk-case");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).press("Enter");
  await page.getByText("due 15 Jan 2027").waitFor();
  const taken = await visit.api(`/at-risk/${customer.id}`);
  assert.deepEqual([taken.status, taken.due, taken.owner !== null], ["in_progress", "2027-01-15", true]);
  const { items: [task] } = await visit.api(`/customers/${customer.id}/tasks?limit=5`);
  assert.ok(task);
  await page.getByRole("button", { name: `Follow up ${customer.name}`, exact: true }).first().press("Enter");
  await page.getByRole("combobox", { name: "State" }).last().click();
  await page.getByRole("option", { name: "Closed" }).click();
  await page.getByRole("combobox", { name: "Outcome" }).click();
  await page.getByRole("option", { name: "Kept" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const closed = await visit.api(`/at-risk/${customer.id}`);
  assert.deepEqual([closed.status, closed.outcome], ["closed", "kept"]);
});

test("without data each page says what to do, a model says why it is not published, and a reader trains none", { timeout: 120_000 }, async (t) => {
  const server = await startServer(t, "SQLite");
  const visit = await signIn(t, server, { locale: "fr", scheme: "dark" });
  const { page } = visit;
  for (const [path, text] of [
    ["/audit/models", "Pas encore de valeur prévue"],
    ["/audit/forecast", "Pas encore de prévision"],
  ]) {
    await visit.open(path);
    await page.getByText(text).first().waitFor();
    await visit.look(`empty${path.replaceAll("/", "-")}`);
  }
  await visit.open("/audit/models");
  await page.getByRole("button", { name: /^Entraîner Départ$/ }).press("Enter");
  await page.locator("[data-model='churn']").getByText("Refusé", { exact: true }).waitFor({ timeout: 60_000 });
  const { items } = await visit.api("/predictions");
  const { refusal } = items.find((one) => one.model === "churn");
  assert.ok(refusal);
  await page.locator("[data-model='churn']").getByText(refusal).waitFor();
  const reader = await signIn(t, server, { locale: "en", role: "read-only" });
  await reader.open("/audit/models");
  assert.equal(await reader.page.getByRole("button", { name: /^Train / }).count(), 0);
});
