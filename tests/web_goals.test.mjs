// The pages of goals in a real browser: from a weakness to an active goal, what the API says of it, and the guided method.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { closeBrowser, demoServer, signIn, variants } from "./browser.mjs";
import { startServer } from "./server.mjs";

after(closeBrowser);

const deadline = `${new Date().getUTCFullYear() + 1}-12-31`;

test("a weakness becomes an active goal by keyboard; its page says what the API says, in each variant", { timeout: 240_000 }, async (t) => {
  const server = await demoServer(t);
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/goals");
  await visit.look("goals-none");
  const { weaknesses } = await visit.api("/audit");
  const weakness = weaknesses.find(({ metric }) => metric !== null);
  await page.getByText(weakness.title).waitFor();
  await page.getByRole("link", { name: "Set a goal", exact: true }).first().press("Enter");
  await page.waitForURL(/\/goals\/new/);
  await page.locator("[data-letter='R'][data-state='good']").waitFor();
  assert.equal(await page.getByLabel("Why", { exact: true }).inputValue(), weakness.title);
  await visit.open("/goals/new?metric=crr&reason=because");
  await page.locator("[data-letter='S'][data-state='good']").waitFor();
  const { baseline } = await page.evaluate(() => fetch("/api/v1/goals/check", { method: "POST", headers: { "content-type": "application/json", "accept-language": "en" }, body: JSON.stringify({ metric: "crr", owner: "me" }) }).then((answer) => answer.json()));
  assert.equal(await page.locator("[data-baseline] strong").textContent(), baseline.text);
  await page.getByLabel("Target").focus();
  await page.keyboard.type("100");
  await page.getByText("Not attainable: 100.0% is an ideal").waitFor();
  await page.getByLabel("Why it can be done all the same").waitFor();
  await visit.look("goal-not-attainable");
  await page.getByLabel("Target").fill(String(Math.ceil(baseline.value * 1000 + 5) / 10));
  await page.getByLabel("Deadline").fill(deadline);
  await page.locator("[data-letter='T'][data-state='good']").waitFor();
  await page.locator("[data-letter='A']:not([data-state='bad'])").waitFor();
  await page.getByRole("button", { name: "Activate the goal" }).press("Enter");
  await page.waitForURL(/\/goals\/\d+$/);
  const id = Number(page.url().split("/").at(-1));
  await visit.close();

  for (const variant of variants) {
    const again = await signIn(t, server, variant);
    for (const [path, name] of [["/goals", "goals"], [`/goals/${id}`, "goal"], ["/goals/method", "method"], [`/goals/${id}/edit`, "goal-edit"]]) {
      await again.open(path);
      await again.look(name);
      if (name !== "goal") continue;
      const { progress } = await again.api(`/goals/${id}`);
      assert.equal(await again.page.locator("[data-figure='goal.text']").textContent(), progress.text);
    }
    await again.close();
  }
});

test("the method: a step is marked, the round is closed with its lessons, and the next opens with them", async (t) => {
  const server = await demoServer(t, { customers: 150 });
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/goals/method");
  await page.getByRole("button", { name: "Mark as done: Audit" }).press("Enter");
  await page.getByRole("button", { name: "Undo: Audit" }).waitFor();
  await page.getByRole("button", { name: "Close the round" }).press("Enter");
  await page.getByLabel("Lessons of this round").fill("Write sooner");
  await page.getByRole("dialog").getByRole("button", { name: "Close the round" }).press("Enter");
  await page.getByText("Carried over from round 1").waitFor();
  const { cycle, steps } = await visit.api("/method");
  assert.deepEqual([cycle.id, cycle.carried.lessons, steps.length, steps[0].state], [2, "Write sooner", 5, "current"]);
  await visit.look("method-next-round");
});

test("nothing yet: the method begins with an import; who may only read sets no goal", async (t) => {
  const server = await startServer(t, "SQLite");
  const first = await signIn(t, server, { locale: "fr" });
  await first.open("/goals");
  await first.page.getByText("Aucun objectif pour l’instant").waitFor();
  await first.look("goals-empty");
  await first.open("/goals/method");
  await first.page.getByText("Importez vos commandes").waitFor();
  const reader = await signIn(t, server, { locale: "en", role: "analyst" });
  await reader.open("/goals/new");
  await reader.page.getByText("Your role may not set goals").waitFor();
  await reader.open("/goals");
  assert.equal(await reader.page.getByRole("link", { name: "New goal", exact: true }).count(), 0);
});
