// The pages of settings and the first steps in a real browser.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { closeBrowser, demoServer, signIn, stranger, variants } from "./browser.mjs";
import { startServer } from "./server.mjs";
import { password } from "./visitor.mjs";

after(closeBrowser);
const rows = readFileSync(new URL("../web/src/features/settings/pages.ts", import.meta.url), "utf8");
const paths = [...rows.matchAll(/path: "([^"$]+)"/g)].map(([, path]) => path).filter((path) => path !== "/welcome");

test("every page of settings in each language, theme and width", { timeout: 240_000 }, async (t) => {
  const server = await demoServer(t, { customers: 150 });
  for (const [i, variant] of variants.entries()) {
    const visit = await signIn(t, server, variant);
    for (const [j, path] of paths.entries()) {
      if (j % 2 !== Math.floor(i / 2)) continue; // each page in both languages, both themes, both widths
      await visit.open(path);
      await visit.look(`settings${path.slice("/settings".length).replaceAll("/", "-")}`);
    }
    await visit.close();
  }
});

test("by keyboard: a key is made, shown once, and works; somebody is invited", async (t) => {
  const server = await startServer(t, "SQLite");
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/settings/keys");
  await page.getByText("No keys").waitFor();
  await page.getByRole("button", { name: "Make a key" }).first().press("Enter");
  await page.keyboard.type("shop");
  await page.keyboard.press("Enter");
  const key = await page.getByRole("region", { name: "Key shop" }).textContent();
  assert.match(key, /^fdl_track_[A-Za-z0-9]{32}$/);
  await visit.look("settings-key-made");
  assert.equal((await server.post("/v1/track", { userId: "1", event: "Seen" }, { key })).status, 200);
  await page.reload();
  await visit.settled();
  await page.getByRole("cell", { name: /^shop/ }).waitFor();
  assert.ok(!(await page.content()).includes(key), "never again");
  await page.getByRole("button", { name: "Change shop" }).press("Enter");
  await page.getByRole("menuitem", { name: "Revoke" }).press("Enter");
  const revoke = page.getByRole("dialog").getByRole("button", { name: "Revoke" });
  assert.ok(await revoke.isDisabled());
  await page.getByLabel(/^Type/).fill("shop");
  await revoke.press("Enter");
  await page.getByText("revoked", { exact: true }).waitFor();
  assert.equal((await server.post("/v1/track", { userId: "1", event: "Seen" }, { key })).status, 401);
  await visit.open("/settings/people");
  await page.getByRole("button", { name: "Add somebody" }).press("Enter");
  await page.keyboard.type("ana@example.com");
  await page.keyboard.press("Enter");
  const link = await page.getByRole("region", { name: "Link of ana@example.com" }).textContent();
  assert.ok(link.startsWith(`${server.url}/password?code=`), link);
  await page.getByRole("cell", { name: "invited" }).waitFor();
  const { items } = await visit.api("/staff");
  assert.equal(items.at(-1).email, "ana@example.com");
});

test("what is set is kept; what a role may not do is not shown; the worst is typed", async (t) => {
  const server = await demoServer(t, { customers: 150 });
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/settings/workspace");
  await page.getByLabel("Name of the business").fill("Maison Auriol");
  await page.keyboard.press("Enter");
  await page.getByText("Saved", { exact: true }).first().waitFor();
  assert.equal((await visit.api("/workspace")).name, "Maison Auriol");
  await visit.open("/settings/health");
  const { events } = await visit.api("/system");
  assert.equal((await page.locator("[data-figure='settings.health.events']").textContent()).replaceAll(",", ""), String(events));
  await page.getByRole("button", { name: "Back up now" }).press("Enter");
  await page.getByText("Done, without a fault.").waitFor({ timeout: 30_000 });
  assert.equal((await visit.api("/backups")).items.length, 1);
  await visit.open("/settings/audit-trail?action=changeWorkspace");
  await page.getByRole("cell", { name: "changeWorkspace" }).waitFor();
  await page.getByRole("button", { name: "Verify the chain" }).press("Enter");
  await page.getByText(/entries, all unaltered/).waitFor();
  await visit.open("/settings/retention");
  await page.getByRole("button", { name: "Change behaviour: visits, use, carts" }).press("Enter");
  await page.getByLabel("Keep (days)").fill("30");
  const save = page.getByRole("dialog").getByRole("button", { name: "Save" });
  assert.ok(await save.isDisabled(), "shorter: the class is typed");
  await page.getByLabel(/^Type/).fill("event");
  await save.press("Enter");
  await page.getByRole("cell", { name: "30 days", exact: true }).first().waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal((await visit.api("/retention")).classes.find((one) => one.class === "event").days, 30);
  await visit.open("/settings/tracking-plan");
  await page.getByPlaceholder("Order Completed").fill("Order Completed");
  await page.getByRole("button", { name: "Add the event" }).press("Enter");
  await page.getByRole("button", { name: "Save the plan" }).press("Enter");
  await page.getByText("Saved", { exact: true }).first().waitFor();
  assert.deepEqual((await visit.api("/tracking-plan")).events.map(({ name }) => name), ["Order Completed"]);
  const analyst = await signIn(t, server, { locale: "en", role: "analyst" });
  await analyst.open("/settings");
  assert.equal(await analyst.page.getByRole("link", { name: /^API keys/ }).count(), 0);
  await analyst.page.getByRole("link", { name: /^Jobs/ }).press("Enter");
  await analyst.page.waitForURL(/\/settings\/jobs$/);
  await analyst.settled();
  assert.equal(await analyst.page.getByRole("button", { name: "Cancel" }).count(), 0);
});

test("a shop is connected and its address shown; a secret made here is seen once", async (t) => {
  const server = await startServer(t, "SQLite");
  const visit = await signIn(t, server, { locale: "fr", width: 360, scheme: "dark" });
  const { page } = visit;
  await visit.open("/settings/integrations?new=webhook");
  await page.getByRole("textbox", { name: "Nom" }).fill("Caisse");
  await visit.look("settings-connect");
  await page.keyboard.press("Enter");
  const secret = await page.getByRole("region", { name: "Secret de signature" }).textContent();
  assert.match(secret, /^whsec_/);
  const { items } = await visit.api("/connections");
  assert.ok((await page.getByRole("region", { name: "Adresse des livraisons" }).textContent()).endsWith(items[0].path));
  await page.getByRole("link", { name: "Caisse" }).press("Enter");
  await page.getByText("attend la première livraison").waitFor();
  await visit.settled();
  assert.ok(!(await page.content()).includes(secret), "never again");
  await visit.look("settings-connection");
});

test("from the set-up link to the first figure; where one was is kept", { timeout: 120_000 }, async (t) => {
  const server = await startServer(t, "SQLite");
  const visit = await stranger(t, server, { locale: "en" });
  const { page } = visit;
  await page.goto(/http\S+\/setup\?code=\S+/.exec(server.text)[0]);
  for (const text of ["Nora", "nora@example.com", password, password]) {
    await page.keyboard.press("Tab");
    await page.keyboard.type(text);
  }
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/welcome`);
  await visit.settled();
  await visit.look("welcome");
  await page.getByRole("radio", { name: "Online shop" }).press("Space");
  await page.getByLabel("Name of the business").fill("Maison Auriol");
  await page.keyboard.press("Enter");
  await page.getByText("Bring your data").waitFor();
  const workspace = await visit.api("/workspace");
  assert.deepEqual([workspace.name, workspace.business_model], ["Maison Auriol", "ecommerce"]);
  await page.getByRole("button", { name: "Track my site" }).press("Enter");
  await page.getByText("analytics.page()").waitFor();
  await visit.look("welcome-data");
  await page.goto(`${server.url}/`);
  await page.waitForURL(`${server.url}/welcome`);
  await page.getByText("Bring your data").waitFor();
  await page.getByRole("button", { name: "Go on without data" }).press("Enter");
  await page.getByText("They appear here").waitFor();
  await page.getByRole("button", { name: "Back to the data" }).press("Enter");
  await page.getByRole("button", { name: "Try with an invented business" }).press("Enter");
  await page.getByRole("heading", { name: "Your first figures" }).waitFor({ timeout: 60_000 });
  await visit.settled();
  const { items } = await visit.api("/headline");
  const crr = items.find(({ name }) => name === "crr");
  assert.equal((await page.locator("[data-metric=crr]").textContent()).replaceAll(/[^\d.]/g, ""), (crr.value * 100).toFixed(1));
  await visit.look("welcome-start");
  await page.goto(`${server.url}/`);
  await page.waitForURL(`${server.url}/audit`);
});
