// The pages of customers in a real browser: the list and the profile.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { closeBrowser, demoServer, signIn, variants } from "./browser.mjs";
import { startServer } from "./server.mjs";

after(closeBrowser);

test("the list and a profile, in each language and theme, say what the API says", { timeout: 240_000 }, async (t) => {
  const server = await demoServer(t);
  for (const variant of variants) {
    const visit = await signIn(t, server, variant);
    const { page } = visit;
    await visit.open("/customers");
    await visit.look("customers");
    const { items } = await visit.api("/customers?limit=3");
    await page.getByRole("link", { name: items[0].name, exact: true }).first().waitFor();
    await visit.open(`/customers/${items[0].id}`);
    await visit.look("customer");
    const { header } = await visit.api(`/customers/${items[0].id}/360`);
    assert.equal(await page.locator("[data-figure='customers.orders']").textContent(), String(header.orders.value));
    await visit.close();
  }
});

test("found by what is typed, opened and noted by keyboard alone; a view is kept", async (t) => {
  const server = await demoServer(t, { customers: 150 });
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/customers");
  const { items } = await visit.api("/customers?limit=1");
  await page.keyboard.press("/");
  await page.keyboard.type(items[0].email.slice(0, 13));
  await page.waitForURL(/query=client/);
  await visit.settled();
  await page.getByRole("button", { name: "Save this view" }).press("Enter");
  await page.getByLabel("Name of the view").fill("mine");
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText("Saved").or(page.getByText("Saved", { exact: true })).first().waitFor();
  const views = await visit.api("/views?resource=customers");
  assert.deepEqual(views.items.map(({ name, query }) => [name, query.filters.query]), [["mine", items[0].email.slice(0, 13)]]);
  await page.getByRole("link", { name: items[0].name, exact: true }).first().press("Enter");
  await page.waitForURL(/\/customers\/\d+$/);
  await visit.settled();
  await page.getByLabel("Write a note").fill("called back <b>twice</b>");
  await page.getByRole("button", { name: "Save", exact: true }).press("Enter");
  await page.getByText("called back <b>twice</b>").first().waitFor();
  await visit.look("customer-noted");
});

test("nobody yet; nobody found; a person is erased after their address was typed; a reader sees no actions", async (t) => {
  const empty = await startServer(t, "SQLite");
  const first = await signIn(t, empty, { locale: "fr" });
  await first.open("/customers");
  await first.look("customers-empty");
  await first.page.getByText("Aucun client").waitFor();
  const server = await demoServer(t, { customers: 150 });
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/customers?query=nobody-of-this-name");
  await page.getByText("Nobody fits").waitFor();
  const { items } = await visit.api("/customers?limit=1");
  await visit.open(`/customers/${items[0].id}`);
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: "Erase this person" }).click();
  const button = page.getByRole("button", { name: "Erase this person" });
  assert.ok(await button.isDisabled());
  await page.getByLabel(/^Type/).fill(items[0].email);
  await button.click();
  await page.waitForURL(`${server.url}/customers`);
  const { status } = await visit.page.evaluate(async (id) => ({ status: (await fetch(`/api/v1/customers/${id}`)).status }), items[0].id);
  assert.ok([404, 410].includes(status), String(status));
  const reader = await signIn(t, server, { locale: "en", role: "read-only" });
  const { items: seen } = await reader.api("/customers?limit=1");
  await reader.open(`/customers/${seen[0].id}`);
  assert.equal(await reader.page.getByRole("button", { name: "Actions" }).count(), 0);
  assert.equal(await reader.page.getByLabel("Write a note").count(), 0);
});
