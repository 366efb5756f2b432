// The pages of playbooks in a real browser: empty and with one that runs, in each language and theme; made, changed and
// switched on by keyboard, with the figures of the API.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { closeBrowser, demoServer, signIn, variants } from "./browser.mjs";

after(closeBrowser);

test("a playbook is written, switched on, followed for somebody, and its result read, by keyboard", { timeout: 240_000 }, async (t) => {
  const server = await demoServer(t, { customers: 150 });
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/actions/playbooks");
  await page.getByText("No playbook yet").waitFor();
  await visit.look("playbooks-empty");
  await page.getByRole("button", { name: "New playbook" }).first().press("Enter");
  await page.getByRole("textbox", { name: "Name" }).fill("Win back");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/actions\/playbooks\/\d+$/);
  await visit.settled();
  await page.getByText("Nobody has entered yet").first().waitFor();

  // A mail without a subject is refused beside the field; then it is complete.
  await page.getByRole("button", { name: "Add a step" }).press("Enter");
  const second = page.getByRole("group", { name: "Step 2" });
  await second.getByLabel("Kind", { exact: true }).first().focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("option", { name: "Mail to the customer" }).click();
  await second.getByLabel("Mail in English").fill("Hello {first_name|friend}");
  const save = page.getByRole("region", { name: "Steps", exact: true }).getByRole("button", { name: "Save" });
  await save.press("Enter");
  await page.getByText(/a subject and a text in each of its languages/).waitFor();
  visit.complaints.length = 0; // the refusal is no news to the test
  await second.getByLabel("Subject in English").fill("A word");
  await second.getByRole("button", { name: "Move step 2 up" }).press("Enter");
  await save.press("Enter");
  await page.getByText("Saved").first().waitFor();
  const id = Number(page.url().split("/").at(-1));
  assert.deepEqual((await visit.api(`/playbooks/${id}`)).steps.map(({ kind }) => kind), ["message", "task"]);

  const rules = page.getByRole("region", { name: "Who enters, and the goal" });
  await rules.getByLabel("Control group (%)").fill("25");
  await rules.getByRole("button", { name: "Save" }).press("Enter");
  // "Saved" may be that of the steps: what is kept is looked at until it is so, or the time of the test is over.
  while ((await visit.api(`/playbooks/${id}/entry`)).control_share !== 0.25) await page.waitForTimeout(100);
  await page.getByRole("button", { name: "Switch on Win back" }).press("Enter");
  await page.getByRole("button", { name: "Switch off Win back" }).waitFor();
  for (let customer = 1; customer <= 6; customer++) {
    await page.getByRole("button", { name: "Add a customer" }).press("Enter");
    await page.getByRole("dialog").getByRole("textbox", { name: "Customer" }).fill(String(customer));
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  const result = await visit.api(`/playbooks/${id}/result`);
  assert.equal(result.arms.reduce((sum, { entered }) => sum + entered, 0), 6);
  await page.getByText(/Too early/).waitFor();
  await page.reload();
  await visit.settled();
  assert.match(await page.locator("[data-figure='goal treated']").textContent(), /not observed yet/);
  const { items } = await visit.api("/playbook-entries");
  await visit.open("/actions/playbooks");
  assert.deepEqual(items.map(({ active, entered }) => [active, entered]), [[true, 6]]);
  await page.getByRole("cell", { name: /^6/ }).waitFor();
  await visit.close();
  for (const variant of variants) {
    const other = await signIn(t, server, variant);
    await other.open("/actions/playbooks");
    await other.look("playbooks");
    await other.open(`/actions/playbooks/${id}`);
    await other.look("playbook");
    await other.close();
  }
});
