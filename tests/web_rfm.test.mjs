// The page of moves between RFM groups in a real browser: drawn, read from the keyboard, its people, and a segment of a move.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { closeBrowser, demoServer, signIn, variants } from "./browser.mjs";
import { startServer } from "./server.mjs";

const ends = [];
let shared;
const demo = () => (shared ??= demoServer({ after: (end) => ends.push(end) }, { customers: 150 }));
after(async () => {
  await closeBrowser();
  for (const end of ends.reverse()) await end();
});
const number = async (locator) => Number((await locator.textContent()).replaceAll(/\D/g, ""));

test("moves are drawn and told as the API has them, in each language and theme", { timeout: 240_000 }, async (t) => {
  for (const variant of variants) {
    const visit = await signIn(t, await demo(), variant);
    const { page } = visit;
    await visit.open("/segments/rfm?view=moves");
    const data = await visit.api("/rfm/migration"), seen = data.moves.filter(({ customers }) => customers > 0);
    await page.locator("[data-flow]").first().waitFor({ state: "attached" });
    assert.equal(await page.locator("[data-flow]").count(), seen.length);
    for (const direction of ["better", "worse", "same", "new"])
      assert.equal(await number(page.locator(`[data-direction='${direction}']`)), data[direction].customers);
    const biggest = seen.filter(({ direction }) => direction !== "same").toSorted((a, b) => b.customers - a.customers)[0];
    const move = `${biggest.from_group}.${biggest.to_group}`;
    await page.locator(`[data-move='${move}']`).press("Enter");
    assert.equal(await number(page.locator("[data-figure='move.customers']")), biggest.customers);
    await visit.settled();
    await visit.look("segments-rfm-moves");
    await visit.close();
  }
});

test("a move is reached by keyboard and becomes a segment", async (t) => {
  const visit = await signIn(t, await demo(), { locale: "en" });
  const { page } = visit;
  await visit.open("/segments/rfm?view=moves&stay=hide");
  const flows = page.locator("[data-flow]"), key = () => page.evaluate(() => document.activeElement.getAttribute("data-flow"));
  await flows.first().focus();
  const first = await key();
  await page.keyboard.press("ArrowDown");
  const second = await key();
  assert.notEqual(second, first);
  assert.equal(await page.locator("[data-flow][tabindex='0']").count(), 1, "one stop for Tab");
  await page.keyboard.press("Enter");
  const [from_group, to_group] = second.split("."), data = await visit.api("/rfm/migration");
  const { customers } = data.moves.find((one) => one.from_group === from_group && one.to_group === to_group);
  await page.getByRole("button", { name: "Create a segment" }).press("Enter");
  await page.waitForURL(/\/segments\/new/);
  await page.locator("[data-figure='preview.size']").waitFor();
  assert.equal(await number(page.locator("[data-figure='preview.size']")), customers);
  assert.equal(await page.getByLabel("As of").count(), 2, "both clauses are edited as fields");
});

test("before anybody bought, and with one customer, the page says so", async (t) => {
  const server = await startServer(t, "SQLite"), visit = await signIn(t, server, { locale: "en" });
  await visit.open("/segments/rfm?view=moves");
  await visit.page.getByText("No purchases yet").waitFor();
  const key = await server.key("track");
  const sent = await server.post("/v1/track", { userId: "ana", event: "Order Completed", messageId: "w1", timestamp: new Date(Date.now() - 40 * 86_400_000).toISOString(), properties: { order_id: "1", total: 10, currency: "EUR" } }, { key });
  assert.equal(sent.status, 200);
  const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  await visit.open(`/segments/rfm?view=moves&from=${day(60)}&to=${day(2)}`);
  assert.equal(await number(visit.page.locator("[data-direction='new']")), 1);
  assert.equal(await visit.page.locator("[data-flow]").count(), 1);
  await visit.open(`/segments/rfm?view=moves&from=${day(2)}&to=${day(60)}`);
  await visit.page.getByRole("alert").first().waitFor();
});
