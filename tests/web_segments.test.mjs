// The pages of segments in a real browser: the list, one made and opened by keyboard alone, its page, several compared.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { closeBrowser, demoServer, signIn, variants } from "./browser.mjs";
import { startServer } from "./server.mjs";

// One demo server for the whole file.
const ends = [];
let shared;
const demo = () => (shared ??= demoServer({ after: (end) => ends.push(end) }, { customers: 150 }));
after(async () => {
  await closeBrowser();
  for (const end of ends.reverse()) await end();
});

const rule = {
  all: [
    { event: "Order Completed", count: { gte: 2 }, within_days: 365 },
    { not: { trait: "country", in: ["FR"] } },
    { any: [{ metric: "value", gte: 50 }, { date: "birthday", in_next_days: 60 }, { score: "of tomorrow", gte: 1 }] },
  ],
};
const figure = (visit, name) => visit.page.locator(`[data-figure='${name}']`);
const number = async (locator) => Number((await locator.textContent()).replaceAll(/\D/g, ""));

async function preview(visit, of) {
  const answer = await visit.page.evaluate(async (body) => {
    const response = await fetch("/api/v1/segments/preview", { method: "POST", headers: { "content-type": "application/json" }, body });
    return response.json();
  }, JSON.stringify({ rule: of }));
  return answer;
}

test("every page, in each language and theme, says what the API says", { timeout: 240_000 }, async (t) => {
  const server = await demo();
  const known = { all: [rule.all[0], rule.all[1], { any: rule.all[2].any.slice(0, 2) }] };
  for (const variant of variants) {
    const visit = await signIn(t, server, variant);
    const { page } = visit;
    await visit.open("/segments");
    await page.getByRole("link", { name: variant.locale === "fr" ? "Clients fidèles" : "Loyal customers", exact: true }).waitFor();
    await visit.look("segments");
    await visit.open(`/segments/new?rule=${encodeURIComponent(JSON.stringify(known))}`);
    await figure(visit, "preview.size").waitFor();
    assert.equal(await number(figure(visit, "preview.size")), (await preview(visit, known)).size);
    await visit.look("segment-new");
    await visit.open("/segments/loyal");
    await visit.look("segment");
    assert.equal(await number(figure(visit, "segment.size")), (await visit.api("/segments/loyal")).size);
    await visit.open("/segments/rfm");
    const { cells } = await visit.api("/rfm");
    const cell = cells.find((one) => one.customers > 0);
    const button = page.locator(`[data-cell='${cell.recency}${cell.frequency}']`);
    assert.equal(await number(button.locator("strong")), cell.customers);
    await button.press("Enter");
    await figure(visit, "cell.customers").waitFor();
    assert.equal((await preview(visit, { all: [{ metric: "rfm_recency", equals: cell.recency }, { metric: "rfm_mean", equals: cell.frequency }] })).size, cell.customers);
    await visit.settled();
    await visit.look("segments-rfm");
    await visit.open("/segments/compare?segments=loyal,repeat,under_35");
    await visit.look("segments-compare");
    const { items: [pair] } = await visit.api("/segments/overlap?segments=loyal,repeat,under_35");
    assert.equal(await number(page.locator(`[data-both='${pair.a} ${pair.b}']`)), pair.both);
    await visit.close();
  }
});

test("a segment is made, opened and changed by keyboard alone", async (t) => {
  const visit = await signIn(t, await demo(), { locale: "en" });
  const { page } = visit;
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await visit.open("/segments");
  await page.getByRole("link", { name: "New segment" }).press("Enter");
  await page.waitForURL(/\/segments\/new$/);
  await page.getByRole("textbox", { name: "Name", exact: true }).press("B");
  await page.keyboard.type("ought again");
  await page.getByRole("button", { name: /^Event / }).press("Enter");
  assert.equal(await focused(), "Event", "the first field of the new row");
  await page.getByLabel("What is measured").press("ArrowDown");
  await page.locator("[data-count]").first().waitFor();
  const rows = page.locator(".rule-row");
  await page.getByLabel("What is measured").press("Alt+c");
  await page.waitForFunction(() => document.querySelectorAll(".rule-row").length === 2);
  await page.keyboard.press("Alt+n");
  await rows.nth(1).locator(".rule-not[aria-pressed=true]").waitFor();
  await page.keyboard.press("Alt+ArrowUp");
  await rows.nth(0).locator(".rule-not[aria-pressed=true]").waitFor();
  await page.keyboard.press("Alt+Delete");
  await page.waitForFunction(() => document.querySelectorAll(".rule-row").length === 1);
  await page.keyboard.press("Control+z");
  await page.waitForFunction(() => document.querySelectorAll(".rule-row").length === 2);
  await page.keyboard.press("Control+y");
  await page.waitForFunction(() => document.querySelectorAll(".rule-row").length === 1);
  await page.getByLabel("When").press("Home");
  const made = { all: [{ event: "Order Completed", count: { gte: 2 } }] };
  const { size } = await preview(visit, made);
  await page.waitForFunction((size) => document.querySelector("[data-figure='preview.size']")?.textContent === size, String(size));
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await page.waitForURL(/\/segments\/bought/);
  await visit.settled();
  const { items } = await visit.api("/segments?limit=1000");
  const kept = items.find((one) => one.name === "Bought again");
  assert.deepEqual(kept.rule, made);
  assert.equal(await number(figure(visit, "segment.size")), size);
  await page.getByRole("button", { name: /^Why / }).first().press("Enter");
  await page.getByRole("dialog").getByText("Is in", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Edit" }).press("Enter");
  await page.waitForURL(/\/edit$/);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Bought twice");
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await page.getByRole("heading", { name: "Bought twice", level: 1 }).waitFor();
  await visit.settled();
  assert.deepEqual(visit.complaints, []);
});

test("a strategy is written and taken into account; personas are proposed, named and tied to their people", async (t) => {
  const visit = await signIn(t, await demo(), { locale: "en" });
  const { page } = visit;
  await visit.open("/segments/loyal");
  await page.getByRole("button", { name: "Write one" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Objective").fill("Keep them");
  await dialog.getByLabel("Answered within").fill("2");
  await visit.look("segment-strategy");
  await dialog.getByRole("button", { name: "Save" }).press("Enter");
  await page.getByText("Keep them").waitFor();
  const { items: without } = await visit.api("/segments?strategy=none");
  assert.ok(without.length > 0 && without.every((one) => one.key !== "loyal"));
  assert.equal((await visit.api("/segments/loyal/strategy")).service_level.response_hours, 2);
  await visit.open("/segments/personas");
  await visit.look("personas-empty");
  await page.getByRole("button", { name: "Propose from the data" }).press("Enter");
  await page.locator("[data-persona]").first().or(page.getByText("No clear groups")).first().waitFor();
  await visit.settled();
  await visit.look("personas");
  const { items } = await visit.api("/personas");
  for (const one of items) assert.equal(await number(page.locator(`[data-persona='${one.key}']`)), one.size);
  await visit.open("/segments/personas/new");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Léa");
  for (const field of ["Needs", "Motivations"]) await page.getByLabel(field).fill("one\ntwo");
  const save = page.getByRole("button", { name: "Save" });
  assert.ok(await save.isDisabled(), "behaviours are wanted too");
  await page.getByLabel("Behaviours").fill("reads");
  await page.getByRole("combobox", { name: "Segment" }).or(page.getByRole("textbox", { name: "Segment" })).first().fill("Loyal");
  await page.getByRole("option", { name: "Loyal customers", exact: true }).click();
  await save.press("Enter");
  await page.waitForURL(/\/personas\/l/);
  await visit.settled();
  await visit.look("persona");
  const { size } = await visit.api("/segments/loyal");
  assert.equal(await number(figure(visit, "persona.size")), size);
});

test("what no row can edit is kept, the text says the same, and the server's word stands at its clause", async (t) => {
  const visit = await signIn(t, await demo(), { locale: "en" });
  const { page } = visit;
  await visit.open(`/segments/new?rule=${encodeURIComponent(JSON.stringify(rule))}`);
  await page.locator(".rule-row", { hasText: '{"score":"of tomorrow","gte":1}' }).getByRole("alert").waitFor();
  assert.match(visit.complaints.splice(0).join(), /400|422/);
  await page.getByText("Text", { exact: true }).click();
  const text = page.getByLabel("Rule as text (JSON)");
  assert.deepEqual(JSON.parse(await text.inputValue()), rule);
  await text.fill('{"tag": ');
  await page.getByText("Not a rule yet").waitFor();
  await text.fill('{"metric": "purchases", "gte": 1}');
  const { size } = await preview(visit, { metric: "purchases", gte: 1 });
  await page.waitForFunction((size) => document.querySelector("[data-figure='preview.size']")?.textContent === size, String(size));
  await page.getByText("Conditions", { exact: true }).click();
  assert.equal(await page.locator(".rule-row").count(), 1);
  await visit.look("segment-text");
});

test("nobody yet; no such segment; a reader may look", async (t) => {
  const empty = await startServer(t, "SQLite");
  const first = await signIn(t, empty, { locale: "fr" });
  await first.open("/segments");
  await first.look("segments-empty");
  await first.open("/segments/loyal");
  await first.page.getByText("Personne dans ce segment").waitFor();
  await first.look("segment-empty");
  await first.open("/segments/nowhere");
  await first.page.getByRole("alert").waitFor();
  assert.match(first.complaints.splice(0).join(), /404/);
  const reader = await signIn(t, empty, { locale: "en", role: "read-only" });
  await reader.open("/segments");
  await reader.page.getByRole("link", { name: "Loyal customers", exact: true }).waitFor();
  assert.equal(await reader.page.getByRole("link", { name: "New segment" }).count(), 0);
  await reader.look("segments-reader");
});
