// Funnels, what goes with leaving, and the quality of the data, in a real browser.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { closeBrowser, demoServer, signIn, variants } from "./browser.mjs";
import { startServer } from "./server.mjs";

after(closeBrowser);

const percent = (share, locale) => `${(share * 100).toFixed(1).replace(".", locale === "fr" ? "," : ".")}${locale === "fr" ? " " : ""}%`;
const plain = (text) => text.replace(/\s/g, " ");

test("each page, in each language and theme, says what the API says", { timeout: 240_000 }, async (t) => {
  const server = await demoServer(t);
  for (const variant of variants) {
    const visit = await signIn(t, server, variant);
    const { page } = visit;
    await visit.open("/audit/funnels?steps=page,Product+Added,orders");
    await visit.look("audit-funnels");
    const { groups } = await visit.api("/funnels?steps=page,Product%20Added,orders&window=7d");
    const share = groups[0].steps[2].reached / groups[0].steps[0].reached;
    assert.equal(plain(await page.locator("[data-step='2']").textContent()), percent(share, variant.locale));
    await visit.open("/audit/drivers");
    await visit.look("audit-drivers");
    const { people: followed } = await visit.api("/retention-drivers");
    await page.getByText(new RegExp(`^${followed} (people|personnes),`)).waitFor();
    const patterns = (await visit.api("/service-patterns")).items;
    assert.ok(patterns.length > 0);
    for (const { kind, value, lift } of patterns) {
      const said = await page.locator(`[data-figure='${`lift ${kind} ${value ?? ""}`.trim()}']`).textContent();
      const compact = new Intl.NumberFormat(variant.locale, { maximumFractionDigits: 2 }).format(lift);
      assert.equal(plain(said), `× ${compact}`);
    }
    await visit.open("/audit/data");
    await visit.look("audit-data");
    const { people, with_email: known } = await visit.api("/data-quality");
    assert.ok(plain(await page.locator("[data-check='email']").textContent()).includes(percent(known / people, variant.locale)));
    await visit.close();
  }
});

test("a funnel is built, drilled into and kept by keyboard alone; one per group; a reader keeps none", async (t) => {
  const server = await demoServer(t, { customers: 200 });
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/audit/funnels?steps=page");
  await page.getByRole("button", { name: "Add a step" }).press("Enter");
  const step = page.getByRole("combobox", { name: "Step 2" });
  await step.press("Enter");
  await page.keyboard.type("Checkout");
  await page.getByRole("option", { name: "Checkout Started" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/steps=page%2CCheckout\+Started/);
  await visit.settled();
  const { groups } = await visit.api("/funnels?steps=page,Checkout%20Started&window=7d");
  const [, last] = groups[0].steps;
  await page.getByRole("button", { name: `${last.dropped} dropped before` }).press("Enter");
  await page.getByRole("heading", { name: /Who dropped before/ }).waitFor();
  await page.getByText(new RegExp(`^${last.dropped} rows?$`)).waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).press("Enter");
  await page.getByLabel("Name of the funnel").fill("to the checkout");
  await page.keyboard.press("Enter");
  await page.getByText("Saved", { exact: true }).first().waitFor();
  const kept = await visit.api("/funnels/saved");
  assert.deepEqual(kept.items.map(({ name, steps }) => [name, steps]), [["to the checkout", "page,Checkout Started"]]);
  await visit.open("/audit/funnels?steps=page,orders&by=country");
  await page.getByRole("rowheader", { name: "BE" }).waitFor();
  await visit.look("audit-funnels-groups");
  const reader = await signIn(t, server, { locale: "en", role: "read-only" });
  await reader.open("/audit/funnels?steps=page,orders");
  assert.equal(await reader.page.getByRole("button", { name: "Save", exact: true }).count(), 0);
});

test("without data each page says what to do", async (t) => {
  const server = await startServer(t, "SQLite");
  const visit = await signIn(t, server, { locale: "fr" });
  await visit.open("/audit/funnels");
  await visit.page.getByText("Au moins deux étapes").waitFor();
  await visit.look("audit-funnels-empty");
  await visit.open("/audit/drivers");
  for (const card of ["Comportements qui vont avec rester", "Ce qui, dans le service, précède les départs"])
    await visit.page.getByRole("region", { name: card }).getByText("Pas encore assez de recul").waitFor();
  await visit.look("audit-drivers-empty");
  await visit.open("/audit/data");
  await visit.page.getByText("Aucun événement").first().waitFor();
  await visit.look("audit-data-empty");
});
