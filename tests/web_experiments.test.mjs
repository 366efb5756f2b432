// Experiments in a real browser: planned, started and read by keyboard; what the page says is what the API says.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { closeBrowser, signIn, variants } from "./browser.mjs";
import { startServer } from "./server.mjs";

after(closeBrowser);

const day = 86_400_000;
const event = (userId, name, days, properties) => ({ type: "track", userId, event: name, timestamp: new Date(Date.now() - days * day).toISOString(), messageId: `${name}${userId}${days}`, properties });

test("an experiment from nothing to its results, by keyboard; then in each language and theme", { timeout: 240_000 }, async (t) => {
  const server = await startServer(t, "SQLite");
  const empty = await signIn(t, server, { locale: "en" });
  const { page } = empty;
  await empty.open("/results/experiments");
  await empty.look("experiments-empty");
  await page.getByRole("link", { name: "Plan an experiment" }).first().press("Enter");
  await page.getByLabel("Name").fill("Win-back mail");
  await page.getByLabel("Hypothesis").fill("A reminder brings back one in ten.");
  await page.getByLabel("Days watched").fill("20");
  await page.getByLabel("Difference that is enough").fill("10");
  await empty.look("experiment-new");
  await page.getByLabel("Name").press("Enter");
  await page.getByRole("button", { name: "Start", exact: true }).press("Enter");
  await page.getByText("Running", { exact: true }).waitFor();
  const { items: [plan] } = await empty.api("/experiments");
  assert.deepEqual([plan.key, plan.criterion, plan.follow_days, plan.status], ["win-back-mail", 0.1, 20, "running"]);

  const batch = [];
  for (let i = 0; i < 80; i++) {
    batch.push(event(`u${i}`, "Experiment Viewed", 40, { experiment_id: plan.key, variation_id: i < 40 ? "control" : "treated" }));
    if (i < 6 || (i >= 40 && i < 62)) batch.push(event(`u${i}`, "Order Completed", 30, { order_id: `o${i}`, total: 20, currency: "EUR" }));
  }
  assert.equal((await server.post("/v1/batch", { batch }, { key: await server.key("track") })).status, 200);
  for (const variant of variants) {
    const visit = await signIn(t, server, variant);
    await visit.open("/results/experiments");
    await visit.look("experiments");
    await visit.page.getByRole("link", { name: "Win-back mail" }).press("Enter");
    await visit.settled();
    const results = await visit.api(`/experiments/${plan.id}/results`);
    assert.deepEqual(results.arms.map(({ value, n }) => [value, n]), [[0.15, 40], [0.55, 40]]);
    await visit.page.getByText(results.sentence).waitFor();
    await visit.look("experiment");
    await visit.close();
  }
  await page.reload();
  await page.getByRole("combobox", { name: "Decision" }).press("Enter");
  await page.getByRole("option", { name: "Adopted", exact: true }).click();
  await page.getByLabel("What we learned").fill("It works.");
  await page.getByRole("button", { name: "Stop", exact: true }).press("Enter");
  await page.getByText("Stopped", { exact: true }).first().waitFor();
  assert.deepEqual(await empty.api(`/experiments/${plan.id}`).then(({ status, decision, lesson }) => [status, decision, lesson]), ["stopped", "adopted", "It works."]);
});
