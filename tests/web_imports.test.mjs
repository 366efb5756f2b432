// The way of a file into the figures, and of an event onto the screen, in a real browser.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { closeBrowser, signIn, variants } from "./browser.mjs";
import { startServer } from "./server.mjs";

after(closeBrowser);

const rows = (count) => Array.from({ length: count }, (_, i) => `N${i};client${i % 40}@boutique.fr;${String(1 + (i % 28)).padStart(2, "0")}/${String(1 + (i % 9)).padStart(2, "0")}/2026;${20 + i},50 €;${i % 2 ? "web" : "boutique"}`);
const orders = (count, ...more) => ({ name: "commandes.csv", mimeType: "text/csv", buffer: Buffer.from(["Numéro de commande;E-mail;Date;Total;Magasin", ...rows(count), ...more].join("\n")) });

/** The file dialog, opened by keyboard. */
async function choose(page, file) {
  const dialog = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: /^(Choisir un fichier|Choose a file)$/ }).press("Enter");
  await (await dialog).setFiles(file);
  await page.getByLabel(/^(Ce que devient Total|What Total becomes)$/).first().waitFor();
}

test("a file of orders is looked at, checked, imported and taken back, by keyboard, in each language and theme", { timeout: 240_000 }, async (t) => {
  const server = await startServer(t, "SQLite");
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/customers/imports");
  await visit.look("imports-empty");
  await choose(page, orders(120, "N999;nobody;32/01/2026;abc;web", "N998;x@boutique.fr;31/02/2026;3,00 €;web"));
  // Two rows that can't be used are found by the check, and listed.
  await page.getByRole("button", { name: "Check without importing" }).press("Enter");
  await page.getByRole("heading", { name: "What the import would do" }).waitFor();
  assert.equal(await page.locator("[data-count=created]").textContent(), "120");
  assert.equal(await page.locator("[data-count=skipped]").textContent(), "2");
  await page.getByText("31/02/2026", { exact: true }).waitFor();
  assert.deepEqual((await visit.api("/customers")).items, []);
  await page.reload();
  await page.getByRole("heading", { name: "What the import would do" }).waitFor();
  await page.getByRole("button", { name: /^Import 122 rows/ }).press("Enter");
  await page.getByRole("heading", { name: "What the import did" }).waitFor();
  const { items: [done] } = await visit.api("/imports?limit=1");
  assert.equal(await page.locator("[data-count=created]").textContent(), String(done.counts.created));
  assert.equal(await page.locator("[data-count=customers_created]").textContent(), String(done.counts.customers_created));
  await visit.settled();
  await visit.look("imports-done");
  await page.getByRole("link", { name: "See the audit" }).press("Enter");
  await page.waitForURL(/\/audit$/);
  await visit.settled();
  for (const variant of variants) {
    const other = await signIn(t, server, variant);
    await other.open("/customers/imports");
    await choose(other.page, orders(30));
    await other.settled();
    await other.look("imports-mapping");
    await other.close();
  }
  await visit.open("/customers/imports");
  await page.getByRole("button", { name: "Take back commandes.csv" }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Take back" }).press("Enter");
  await page.getByRole("heading", { name: "taken back" }).waitFor();
  assert.equal((await visit.api("/imports?limit=1")).items[0].status, "undone");
});

test("what is understood is corrected: another kind, a column left out, a date that may be read two ways", async (t) => {
  const server = await startServer(t, "SQLite");
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/customers/imports");
  const text = "user_id,Date,Total,Memo\na,01/02/2026,5.00,x\nb,03/04/2026,7.00,y\n";
  await choose(page, { name: "odd.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.getByText("To decide before importing").waitFor();
  assert.ok(await page.getByRole("button", { name: /^Import 2 rows/ }).isDisabled());
  await page.getByLabel("Dates").first().click();
  await page.getByRole("option", { name: "month, day, year" }).click();
  await page.getByText("2 Jan 2026").waitFor();
  await page.getByLabel("What Memo becomes").first().click();
  await page.getByRole("option", { name: "Leave out" }).click();
  await page.waitForURL(/mapping=/);
  await page.getByRole("button", { name: /^Import 2 rows/ }).press("Enter");
  await page.getByRole("heading", { name: "What the import did" }).waitFor();
  const { items: [done] } = await visit.api("/imports?limit=1");
  assert.deepEqual([done.options.mapping, done.options.date_order], [{ Memo: "-" }, "mdy"]);
  // The same file again is a question.
  await visit.open("/customers/imports");
  await choose(page, { name: "odd.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.getByLabel("Dates").first().click();
  await page.getByRole("option", { name: "month, day, year" }).click();
  await page.getByText("2 Jan 2026").waitFor();
  await page.getByRole("button", { name: /^Import 2 rows/ }).press("Enter");
  await page.getByRole("button", { name: "Import it once more" }).press("Enter");
  await page.getByRole("heading", { name: "What the import did" }).waitFor();
});

test("an event arrives on the screen the moment it is sent, a refused one with its reason; paused, nothing moves", async (t) => {
  const server = await startServer(t, "SQLite");
  const key = await server.key("track");
  const track = (item) => server.post("/v1/batch", { batch: [{ type: "track", ...item }] }, { key });
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/customers/live");
  await page.getByText("live", { exact: true }).waitFor();
  await page.getByText("Nothing yet", { exact: true }).waitFor();
  await visit.look("live-empty");
  await track({ event: "Order Completed", userId: "zoe", properties: { total: "12.00", currency: "EUR" } });
  await page.getByRole("button", { name: /accepted Order Completed zoe/ }).press("Enter");
  await page.getByText('"total": "12.00"').waitFor();
  await server.post("/v1/batch", { batch: [{ type: "tarck", userId: "zoe" }] }, { key });
  await page.getByRole("button", { name: /refused/ }).waitFor();
  await page.getByRole("button", { name: "Pause" }).press("Enter");
  await track({ event: "Later", userId: "zoe" });
  await page.getByRole("button", { name: "Resume (1)" }).waitFor();
  assert.equal(await page.getByRole("button", { name: /Later/ }).count(), 0);
  await page.getByRole("button", { name: "Resume (1)" }).press("Enter");
  await page.getByRole("button", { name: /accepted Later/ }).waitFor();
  for (const variant of variants) {
    const other = await signIn(t, server, variant);
    await other.open("/customers/live");
    await other.page.getByRole("button", { name: /Later/ }).click();
    await other.settled();
    await other.look("live");
    await other.close();
  }
  await page.getByLabel("User or device id").fill("nobody");
  await page.waitForURL(/user=nobody/);
  await page.getByText("Nothing yet", { exact: true }).waitFor();
});
