// The pages of the plan in a real browser: plan, levers, initiatives, projects, market watch, questionnaire, glossary.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { closeBrowser, demoServer, signIn, variants } from "./browser.mjs";

after(closeBrowser);

const pages = ["/actions", "/actions/levers", "/actions/initiatives", "/actions/projects", "/actions/market", "/actions/questionnaire", "/actions/glossary"];
const name_of = (path) => path.slice(1).replaceAll("/", "-");

test("each page of the plan, empty, in each language and theme; from a lever to an initiative and its overrun by keyboard", { timeout: 240_000 }, async (t) => {
  const server = await demoServer(t, { customers: 150 });
  for (const variant of variants) {
    const visit = await signIn(t, server, variant);
    for (const path of pages) {
      await visit.open(path);
      await visit.look(name_of(path));
    }
    await visit.close();
  }

  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/actions/levers?aim=reduce_churn");
  const proposals = await visit.api("/levers/proposals?goal=reduce_churn");
  const best = proposals.items[0];
  await page.getByText(`${best.score}/100`).first().waitFor();
  await page.getByRole("button", { name: `Make it an initiative: ${best.name}` }).press("Enter");
  await page.waitForURL(/\/actions\/initiatives\/\d+$/);
  await visit.settled();
  // Nothing against churn starts without a cause: the server says so beside the field.
  await page.getByLabel("Status", { exact: true }).first().focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("option", { name: "Active" }).click();
  await page.getByLabel("Planned budget (EUR)").fill("5000");
  await page.getByLabel("Spent budget (EUR)").fill("5600");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText(/why these customers leave/).waitFor();
  visit.complaints.length = 0; // the refusal is no news to the test
  await page.getByLabel("Cause of leaving").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("option", { name: "Unknown" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).press("Enter");
  await page.locator("[data-figure='initiative.overrun']").getByText("+12.0%").waitFor();
  await visit.look("actions-initiative");
  const { items } = await visit.api("/initiatives");
  assert.deepEqual([items[0].status, items[0].cause, items[0].overrun_text], ["active", "unknown", "+12.0%"]);
  await visit.open("/actions");
  const plan = await visit.api("/plan");
  await page.getByText(plan.notices[0].text).first().waitFor();
  assert.equal(await page.locator("[data-figure='plan.planned']").textContent(), "€5,000");
  await visit.look("actions-full");
});

test("a project with a task; a note; the questionnaire ends with an action; a statistic says its source", async (t) => {
  const server = await demoServer(t, { customers: 150 });
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/actions/projects");
  await page.getByRole("button", { name: "New project" }).first().press("Enter");
  await page.getByLabel("Name").fill("Win-back Q4");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "New task: Win-back Q4" }).press("Enter");
  await page.getByLabel("Name").fill("Write the e-mail");
  await page.keyboard.press("Enter");
  await page.getByLabel("Write the e-mail").press("Space");
  await page.getByText("1 of 1 task closed").waitFor();
  await visit.look("actions-projects-full");

  await visit.open("/actions/market");
  await page.getByRole("button", { name: "New note" }).first().press("Enter");
  await page.getByLabel("In a word").fill("Refills");
  await page.keyboard.press("Enter");
  await page.getByText("Refills").first().waitFor();
  assert.equal((await visit.api("/market-notes")).items[0].title, "Refills");

  await visit.open("/actions/questionnaire");
  const { questions } = await visit.api("/questionnaire");
  for (const question of questions) {
    await page.getByLabel(question.text).last().fill("something");
    await page.getByRole("button", { name: "Next" }).press("Enter");
  }
  await page.getByRole("button", { name: "Finish" }).press("Enter");
  await page.getByRole("alert").first().waitFor();
  visit.complaints.length = 0; // as above
  await page.getByLabel("Action 1").fill("Call the ten best");
  await page.getByLabel("Due").fill("2030-01-01");
  await page.getByRole("button", { name: "Finish" }).press("Enter");
  await page.getByText(/Last finished on/).waitFor();

  await visit.open("/actions/glossary?query=attrition");
  await page.getByText(/perte de clientèle/).first().waitFor();
  await page.getByText("quoted without a primary source").first().waitFor();
  const { items } = await visit.api("/evidence");
  await page.getByText(items[0].text).waitFor();
  const reader = await signIn(t, server, { locale: "en", role: "read-only" });
  await reader.open("/actions/initiatives");
  assert.equal(await reader.page.getByRole("button", { name: "New initiative" }).count(), 0);
});
