// The pages of the audit in a real browser: overview, revenue, satisfaction, any metric.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { closeBrowser, demoServer, signIn, variants } from "./browser.mjs";
import { startServer } from "./server.mjs";

after(closeBrowser);

const shown = async (page, metric) => (await page.locator(`[data-metric='${metric}']`).first().textContent()).replace(/[^\d,.−+-]/g, "");
/** The last whole period of a metric that has a figure. */
const last = async (visit, metric) =>
  (await visit.api(`/metrics/${metric}?period=month`)).points.filter((point) => point.complete && point.by === null && point.value !== null).at(-1);

test("each page, in each language and theme, says what the API says", { timeout: 240_000 }, async (t) => {
  const server = await demoServer(t);
  for (const variant of variants) {
    const visit = await signIn(t, server, variant);
    const { page } = visit;
    const decimal = variant.locale === "fr" ? "," : ".";
    await visit.open("/audit");
    await visit.look("audit");
    const { items } = await visit.api("/kpis");
    const retention = items.find((item) => item.name === "crr").value * 100;
    assert.equal((await page.locator("[data-kpi='crr']").textContent()).replace(/[^\d,.]/g, ""), retention.toFixed(1).replace(".", decimal));
    const { weaknesses, strengths } = await visit.api("/audit");
    await page.getByRole("heading", { name: [...weaknesses, ...strengths][0].title }).first().waitFor();
    const { notices } = await visit.api("/plan");
    for (const { text } of notices.filter(({ severity }) => severity === "warning")) await page.getByText(text).first().waitFor();
    await visit.open("/audit/revenue");
    await visit.look("audit-revenue");
    const net = (await last(visit, "ndr")).value * 100;
    assert.equal(await shown(page, "ndr"), net.toFixed(1).replace(".", decimal));
    await visit.open("/audit/satisfaction");
    await visit.look("audit-satisfaction");
    const { points } = await visit.api("/metrics/nps?period=month");
    const nps = points.filter((point) => point.complete && point.value !== null).at(-1);
    assert.equal(await shown(page, "nps"), `${nps.value > 0 ? "+" : ""}${Math.round(nps.value)}`.replace("-", "−"));
    await visit.close();
  }
});

test("the headline is chosen by keyboard and keeps; a metric stands beside the year before and watches itself", async (t) => {
  const server = await demoServer(t, { customers: 200 });
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/audit");
  await page.getByRole("button", { name: "Choose the figures" }).press("Enter");
  await page.getByRole("textbox", { name: "Headline figures" }).or(page.getByRole("combobox", { name: "Headline figures" })).first().focus();
  await page.keyboard.press("Backspace"); // the last one goes
  await page.keyboard.type("Average order value");
  await page.getByRole("option", { name: /AOV/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Save", exact: true }).press("Enter");
  await page.locator("[data-metric='aov']").waitFor();
  const { metrics, default: usual } = await visit.api("/headline");
  assert.deepEqual([metrics.at(-1), usual], ["aov", false]);
  await visit.open("/audit/metrics/revenue?compare=year_ago");
  const { points } = await visit.api("/metrics/revenue?period=month&compare=year_ago");
  const last = points.filter((point) => point.complete).at(-1);
  const cells = await page.getByRole("row").filter({ has: page.getByRole("button") }).nth(1).getByRole("cell").allTextContents();
  assert.ok(cells.some((text) => Number(text.replace(/[^\d.]/g, "")) === Math.round(Number(last.previous.value.amount) * 100) / 100 || Math.abs(Number(text.replace(/[^\d.]/g, "")) - Number(last.previous.value.amount)) < 1), `${cells} ${last.previous.value.amount}`);
  await visit.look("audit-metric-year-ago");
  await page.getByRole("link", { name: "Create an alert" }).press("Enter");
  await page.getByRole("textbox", { name: "Figure" }).or(page.getByRole("combobox", { name: "Figure" })).first().waitFor();
});

test("by keyboard: who is behind a movement, and who the detractors are", async (t) => {
  const server = await demoServer(t);
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/audit/revenue");
  const movement = (await last(visit, "mrr_movements")).period;
  await page.getByRole("button", { name: "New", exact: true }).press("Enter");
  await visit.settled();
  const { total } = await visit.api(`/movements?period=${movement}&kind=new`);
  await page.getByText(`${total} row`).first().waitFor();
  await visit.open("/audit/revenue?by=plan");
  await page.getByRole("rowheader", { name: "Basic" }).waitFor();
  await visit.open("/audit/satisfaction?period=year");
  await page.getByRole("combobox", { name: "Part of the figure" }).waitFor();
  const { points } = await visit.api("/metrics/nps?period=year");
  const { count } = await visit.api(`/metrics/nps/customers?period=${points.filter((point) => point.value !== null).at(-1).period}&part=detractors`);
  await page.getByText(`${count} row`).first().waitFor();
});

test("a shop without subscriptions or answers is told what to do", async (t) => {
  const server = await startServer(t, "SQLite");
  const visit = await signIn(t, server, { locale: "fr" });
  await visit.open("/audit/revenue");
  await visit.page.getByText("Aucun abonnement").waitFor();
  await visit.look("audit-revenue-empty");
  await visit.open("/audit/satisfaction");
  await visit.page.getByText("Aucune réponse").first().waitFor();
  await visit.look("audit-satisfaction-empty");
});
