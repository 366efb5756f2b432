// Alerts, reports and restated figures in a real browser.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { closeBrowser, demoServer, signIn, variants } from "./browser.mjs";
import { startServer } from "./server.mjs";

after(closeBrowser);

test("each page, in each language and theme, says what the API says", { timeout: 240_000 }, async (t) => {
  const server = await demoServer(t, { customers: 200 });
  const key = await server.key("admin");
  const made = async (path, body) => {
    const answer = await server.request("POST", `/api/v1${path}`, body, { key });
    assert.ok(answer.status < 300, answer.text);
    return answer.body;
  };
  await made("/alert-rules", { name: "Attrition", metric: "churn", kind: "above", threshold: 0.001 });
  await made("/reports", { name: "Mensuel", metrics: [{ metric: "crr" }, { metric: "churn" }], schedule: "monthly day 1 08:00", recipients: ["nora@example.com"] });
  await made("/restatements/snapshots", { metrics: [{ metric: "crr" }] });
  for (const variant of variants) {
    const visit = await signIn(t, server, variant);
    const { page } = visit;
    await visit.open("/results/alerts");
    await visit.look("results-alerts");
    const { items } = await visit.api("/alerts?status=open");
    assert.equal(await page.locator(`[data-alert='${items[0].id}']`).textContent(), items[0].message);
    await visit.open("/results/alerts?tab=history");
    await visit.look("results-alerts-history");
    await visit.open("/results/reports");
    await page.getByRole("button", { name: variant.locale === "fr" ? "Aperçu" : "Preview" }).click();
    await visit.settled();
    await page.getByText(/Mensuel: |Mensuel : /).first().waitFor();
    await visit.look("results-reports");
    await visit.close();
  }
});

test("a rule is made with its preview, snoozed and seen to by keyboard alone", async (t) => {
  const server = await demoServer(t, { customers: 200 });
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/results/alerts");
  await page.getByText("No open alert").waitFor();
  await page.getByRole("button", { name: "New rule" }).press("Enter");
  await page.getByRole("textbox", { name: "Threshold" }).fill("2");
  const said = page.locator("[data-firings]");
  await said.waitFor();
  const { points } = await visit.api("/metrics/churn?period=month");
  let held = false, fired = 0;
  for (const point of points.filter((one) => one.complete && one.value !== null).slice(-36)) {
    const holds = point.value > 0.02 && point.n >= 30;
    fired += holds && !held;
    held = holds;
  }
  assert.equal(await said.getAttribute("data-firings"), String(fired));
  await visit.look("results-rule");
  await page.getByRole("textbox", { name: "Name" }).fill("Churn of the month");
  await page.keyboard.press("Enter");
  await page.getByText("Customer churn rate, by month, above 2.0%").waitFor();
  const { items: [rule] } = await visit.api("/alert-rules");
  assert.deepEqual([rule.name, rule.metric, rule.kind, rule.threshold], ["Churn of the month", "churn", "above", 0.02]);
  await page.getByRole("button", { name: "Actions on the rule Churn of the month" }).press("Enter");
  await page.getByRole("menuitem", { name: "Snooze for 7 days" }).press("Enter");
  await page.getByText(/snoozed until/).waitFor();
  await page.getByRole("tab", { name: "Open" }).press("Enter");
  const { items: open } = await visit.api("/alerts?status=open");
  assert.equal(open.length, 1);
  await page.getByRole("button", { name: "See to it" }).press("Enter");
  await page.getByLabel("What you do about it").fill("calls those who left");
  await page.getByRole("button", { name: "See to it" }).press("Enter");
  await page.getByText("calls those who left").waitFor();
  const { items: [seen] } = await visit.api("/alerts?status=open");
  assert.equal(seen.note, "calls those who left");
});

test("a report is made by keyboard; nothing yet says what to do; a reader makes none", async (t) => {
  const server = await startServer(t, "SQLite");
  const visit = await signIn(t, server, { locale: "fr" });
  const { page } = visit;
  await visit.open("/results/alerts?tab=rules");
  await page.getByText("Aucune règle").waitFor();
  await visit.look("results-alerts-empty");
  await visit.open("/results/reports");
  await page.getByText("Aucun rapport").waitFor();
  await visit.look("results-reports-empty");
  await page.getByRole("button", { name: "Nouveau rapport" }).press("Enter");
  await page.getByRole("textbox", { name: "Nom" }).fill("Point du mois");
  await page.keyboard.press("Enter");
  await page.getByText("Point du mois").waitFor();
  await page.getByText(/Le 1 du mois à 08:00/).waitFor();
  const { items: [report] } = await visit.api("/reports");
  assert.deepEqual([report.name, report.schedule, report.metrics.map((one) => one.metric)], ["Point du mois", "monthly day 1 08:00", ["crr", "churn"]]);
  const reader = await signIn(t, server, { locale: "en", role: "read-only" });
  await reader.open("/results/reports");
  assert.equal(await reader.page.getByRole("button", { name: "New report" }).count(), 0);
});
