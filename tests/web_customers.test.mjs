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

test("two that are one person are merged side by side, by keyboard, with the value that was chosen; and the merge is undone", { timeout: 240_000 }, async (t) => {
  const server = await startServer(t, "SQLite");
  const key = await server.key("track");
  const identify = (userId, traits) => server.post("/v1/identify", { userId, traits }, { key });
  await identify("ana", { email: "ana.dupont@gmail.com", name: "Ana Dupont", birthday: "1990-01-31", city: "Lyon" });
  await identify("dup", { firstName: "Anna", lastName: "Dupond", birthday: "1990-01-31", city: "Nice" });
  await identify("bo", { email: "bo.leroy@gmail.com", name: "Bo Leroy" });
  await identify("bo2", { email: "boleroy+shop@gmail.com", name: "B. Leroy" });
  for (const variant of variants) {
    const visit = await signIn(t, server, variant);
    await visit.open("/customers/duplicates");
    await visit.look("duplicates");
    await visit.close();
  }
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/customers/duplicates");
  const card = page.getByRole("region", { name: /Ana Dupont/ });
  await card.getByRole("radio", { name: "Lyon" }).focus();
  await page.keyboard.press("Space");
  await card.getByRole("button", { name: "Merge" }).press("Enter");
  await card.waitFor({ state: "detached" });
  const { items: [pair] } = await visit.api("/duplicates?status=confirmed");
  const one = await visit.api(`/customers/${pair.customers[0]}`);
  assert.equal(one.traits.city.value, "Lyon");
  await page.getByRole("button", { name: "Two people" }).press("Enter");
  await page.getByText("No duplicates to decide").waitFor();
  await visit.open("/customers/duplicates?status=confirmed");
  await page.getByRole("button", { name: "Undo the merge" }).press("Enter");
  await page.getByText("The merge is undone.").first().waitFor();
  assert.notEqual((await visit.api(`/customers/${pair.customers[0]}`)).id, (await visit.api(`/customers/${pair.customers[1]}`)).id);
});

test("a profile is edited, tagged, given a task and a consent with its proof; rows are chosen and tagged together", { timeout: 240_000 }, async (t) => {
  const server = await demoServer(t, { customers: 150 });
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/customers");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const { items } = await visit.api("/customers?limit=3");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/customers/${items[1].id}`);
  await visit.settled();
  await page.getByRole("button", { name: "Edit", exact: true }).press("Enter");
  await page.getByLabel("New field").fill("shoe_size");
  await page.getByLabel("Its value").fill("42");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByText("shoe_size").waitFor();
  await page.getByRole("textbox", { name: "Add a tag" }).fill("vip");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Take the tag vip away" }).waitFor();
  await page.getByRole("textbox", { name: "Add a task" }).fill("call back");
  await page.keyboard.press("Enter");
  await page.getByRole("checkbox", { name: "call back" }).waitFor();
  await page.getByRole("switch", { name: "Offers and news" }).press("Space");
  await page.getByLabel(/Where the person said it/).fill("telephone");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const id = items[1].id;
  const { items: [said] } = await visit.api(`/customers/${id}/consents/history`);
  assert.deepEqual([said.purpose, said.state, said.source], ["marketing", "granted", "telephone"]);
  assert.equal((await visit.api(`/customers/${id}`)).traits.shoe_size.value, "42");
  await page.getByRole("tab", { name: "Record" }).press("Enter");
  await visit.settled();
  await visit.look("customer-record");
  await page.getByRole("button", { name: "Actions" }).press("Enter");
  await page.getByRole("menuitem", { name: "Export their data" }).press("Enter");
  await page.getByRole("button", { name: "Prepare the copy" }).press("Enter");
  await page.getByLabel("Link for the person").waitFor();
  await visit.open("/customers?columns=phone");
  await page.getByRole("columnheader", { name: "Telephone" }).waitFor();
  await page.getByRole("checkbox", { name: `Choose ${items[0].name}` }).first().press("Space");
  await page.getByRole("checkbox", { name: `Choose ${items[2].name}` }).first().press("Space");
  await page.getByRole("button", { name: "Add a tag" }).press("Enter");
  await page.getByRole("dialog").getByLabel("Tag").fill("winter");
  await page.getByRole("button", { name: "Apply to 2 customers" }).press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal((await visit.api("/tags")).items.find((tag) => tag.name === "winter").customers, 2);
});
