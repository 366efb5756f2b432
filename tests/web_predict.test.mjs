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

const plain = (text) => text.replace(/\s/g, " ");

/** Somebody whose order should have come five days ago. */
async function awaited(server) {
  const at = (days) => new Date(Date.now() - days * 86_400_000).toISOString();
  const properties = { order_id: "awaited", total: 40, currency: "EUR", expected_delivery: at(5).slice(0, 10) };
  const batch = [{ type: "track", userId: "awaiting", event: "Order Completed", messageId: "awaited", timestamp: at(10), properties }];
  const { status, text } = await server.post("/v1/batch", { batch }, { key: await server.key("track") });
  assert.equal(status, 200, text);
  const { body } = await server.get("/api/v1/customers/user_id:awaiting", { key: await server.key("read") });
  return body.id;
}

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
  await first.open("/actions/next-product");
  await first.page.getByRole("button", { name: "Learn again now" }).press("Enter");
  await first.page.locator("[data-figure='hit model 3']").waitFor({ timeout: 60_000 });
  const { items: [{ product: favourite }] } = await first.api(`/customers/${id}/recommendations?kind=product`);
  await first.page.getByRole("textbox", { name: "Product to keep apart" }).fill(favourite.key);
  await first.page.keyboard.press("Enter");
  await first.page.getByRole("checkbox", { name: "Excluded" }).waitFor();
  const suggested = async () => (await first.api(`/customers/${id}/recommendations?kind=product`)).items.map(({ product }) => product.key);
  assert.ok(!(await suggested()).includes(favourite.key));
  await first.page.getByRole("checkbox", { name: "Excluded" }).press("Space");
  await first.page.getByText("Nothing is apart").waitFor();
  assert.equal((await suggested())[0], favourite.key);
  const waiting = await awaited(server);
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
    assert.equal(await figure("predict.promotion"), percent(locale, health.promotion_sensitivity.value, 0));
    assert.equal(await figure("predict.price"), percent(locale, health.price_sensitivity.value));
    assert.equal(await figure("predict.volatility"), percent(locale, health.price_sensitivity.volatility));
    const { summary } = await visit.api(`/customers/${id}/preference-summary`);
    assert.deepEqual([await figure("predict.preferences"), await figure("predict.discounted")], [summary.sentence, percent(locale, summary.discounted.value, 0)]);
    for (const { product, probability } of (await visit.api(`/customers/${id}/recommendations?kind=product`)).items)
      assert.equal(await figure(`probability ${product.key}`), percent(locale, probability));
    if (index < 2) {
      await visit.open(`/customers/${waiting}`);
      const { contact_reason: reason } = await visit.api(`/customers/${waiting}/health-score`);
      assert.equal(reason.key, "where_is_my_order");
      assert.ok((await figure("predict.contact")).includes(reason.label) && (await figure("predict.contact")).includes(reason.evidence));
      await visit.open(`/actions/next-product?product=${favourite.key}`);
      await visit.look("next-product");
      const { holdout } = await visit.api("/recommendations/model");
      for (const method of ["model", "popularity", "habit"]) {
        const { rate } = holdout[method].hit_rates.find(({ k }) => k === 3);
        assert.ok(plain(await figure(`hit ${method} 3`)).startsWith(plain(percent(locale, rate.value))), method);
      }
      const { product, customers } = await visit.api(`/products/${favourite.key}/related`);
      await page.getByText(new RegExp(`^${product.name}.* ${number(locale, customers, 0)} client|^${product.name}.* ${number(locale, customers, 0)} customer`)).waitFor();
      await visit.open("/actions/at-risk?show=signals");
      await visit.look("signals");
      const standing = (await visit.api("/signals?limit=1")).counts.filter((one) => one.customers > 0);
      assert.ok(standing.length > 2, JSON.stringify(standing));
      for (const one of standing) assert.equal(await figure(`signal ${one.key}`), number(locale, one.customers, 0));
      await visit.open("/settings/health-score");
      await visit.look("health-score");
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
      const held = forecast.backtest.coverage;
      assert.ok((await figure("verdict")).includes(number(locale, held.n, 0)) && (await figure("verdict")).includes(percent(locale, held.low, 0)));
      await visit.open("/audit/forecast?series=mrr");
      await visit.look("forecast-mrr");
      const mrr = await visit.api("/forecast/revenue?series=mrr");
      const last = mrr.months.at(-1).p50;
      assert.equal(await figure("p50"), new Intl.NumberFormat(locale === "fr" ? "fr-FR" : "en-GB", { style: "currency", currency: "EUR", maximumFractionDigits: Number(last.amount) >= 1000 ? 0 : 2 }).format(last.amount));
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

  // Two releases side by side, and the weights that the data suggest.
  assert.deepEqual(await page.locator("[data-change]").allTextContents(), ["Healthy from7075"]);
  const judged = await visit.api(`/health-score/validation?version=${after_.version}`);
  assert.ok((await page.locator("[data-figure='predict.figure.auc']").textContent()).startsWith(number("en", judged.quality.auc.value, 3)));
  await page.getByRole("button", { name: "Use the suggested weights" }).press("Enter");
  const tenth = (weight) => Math.round(weight * 10) / 10;
  const wanted = Object.fromEntries(judged.suggestion.groups.map((one) => [one.key, tenth(one.suggested)]));
  for (const [key, weight] of Object.entries(wanted))
    assert.equal(await page.locator(`[data-change='groups.${key}'] strong`).textContent(), String(weight));
  assert.equal((await visit.api("/health-score/definition")).version, after_.version); // not before it is confirmed
  await page.getByRole("button", { name: "Save as a new release" }).press("Enter");
  await page.getByText(`Release ${after_.version + 1},`).waitFor();
  const { groups } = await visit.api("/health-score/definition");
  assert.deepEqual(Object.fromEntries(groups.map((group) => [group.key, group.weight])), wanted);

  // The slider goes by the arrow keys, half a point each; what it changes stands in the address.
  await visit.open("/audit/forecast");
  const slider = page.getByRole("slider", { name: "Churn" });
  for (const key of ["ArrowLeft", "ArrowLeft", "ArrowLeft"]) {
    await slider.press(key);
    await visit.settled();
  }
  assert.equal(await slider.inputValue(), "-1.5");
  assert.equal(await slider.evaluate((element) => element === document.activeElement), true);
  assert.match(page.url(), /churn=-1\.5/);
  await page.locator("[data-figure='what_if']").filter({ hasText: /^−1\.5\spt of churn: \+€/ }).waitFor();
  await slider.press("Home");
  await visit.settled();
  assert.equal(await slider.inputValue(), "-3");

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
  const action = (await visit.api("/next-actions")).items.find(({ key }) => key === "call-of-the-owner");
  assert.deepEqual([action.key, action.label, action.effect, action.capacity_week], ["call-of-the-owner", "Call of the owner", 0.1, null]);
  await visit.look("next-action");
  await page.getByRole("button", { name: "Propose a plan" }).press("Enter");
  const planned = page.getByRole("table").filter({ hasText: "Proposed" });
  await planned.waitFor();
  await visit.look("next-plan");
  const worth = await visit.page.evaluate(async () => {
    const answer = await fetch("/api/v1/next-actions/plan", { method: "POST", headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() }, body: "{}" });
    return (await answer.json()).items.slice(0, 3).map((one) => [one.customer.name, one.worth.amount]);
  });
  assert.ok(worth.length > 0);
  for (const [name, amount] of worth)
    await planned.getByRole("row").filter({ hasText: name }).getByText(`€${amount}`, { exact: true }).first().waitFor();

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

  const { items: [late] } = await visit.api("/signals?signal=late_delivery&limit=1");
  await page.getByText("Early signs", { exact: true }).click();
  await page.getByRole("button", { name: /^Late delivery / }).press("Enter");
  await page.getByRole("button", { name: `Task for ${late.customer.name}: Late delivery`, exact: true }).first().press("Enter");
  await page.getByRole("dialog").getByLabel("Due").fill("2027-01-20");
  await page.keyboard.press("Enter");
  await page.getByText("Task saved").waitFor();
  const { items: given } = await visit.api(`/customers/${late.customer.id}/tasks?limit=5`);
  assert.ok(given.some(({ title, due_day }) => title === `${late.label}: ${late.evidence}` && due_day === "2027-01-20"), JSON.stringify(given));
});

test("without data each page says what to do, a model says why it is not published, and a reader trains none", { timeout: 120_000 }, async (t) => {
  const server = await startServer(t, "SQLite");
  const visit = await signIn(t, server, { locale: "fr", scheme: "dark" });
  const { page } = visit;
  for (const [path, text] of [
    ["/audit/models", "Pas encore de valeur prévue"],
    ["/audit/forecast", "Pas encore de prévision"],
    ["/actions/at-risk?show=signals", "Aucun signe en ce moment"],
  ]) {
    await visit.open(path);
    await page.getByText(text).first().waitFor();
    await visit.look(`empty${path.replaceAll(/[/?=]/g, "-")}`);
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
  await reader.open("/settings/health-score");
  assert.deepEqual([await reader.page.getByLabel("Healthy from").isDisabled(), await reader.page.getByRole("button", { name: "Save as a new release" }).count()], [true, 0]);
});
