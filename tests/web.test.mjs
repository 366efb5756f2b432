// The browser application: how it is served, and what holds of every page; the pages themselves have files of their own
// (web_*.test.mjs).
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { closeBrowser, demoServer, signIn, variants } from "./browser.mjs";
import { startServer } from "./server.mjs";

after(closeBrowser);
const features = new URL("../web/src/features/", import.meta.url);
const paths = readdirSync(features).flatMap((name) => [...readFileSync(new URL(`${name}/pages.ts`, features), "utf8").matchAll(/path: "([^"]+)"/g)].map(([, path]) => path));

test("its one page at each of its addresses, with a number of its own; files with their hash for ever", async (t) => {
  const server = await startServer(t, "SQLite");
  const numbers = new Set();
  for (const path of ["/", ...paths]) {
    const answer = await server.request("GET", path.replaceAll(/\$\w+/g, "7") + "?period=month&anything=goes");
    assert.equal(answer.status, 200, `${path}: no such address`);
    assert.match(answer.headers.get("content-type"), /^text\/html/);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    const [, number] = /nonce="([\w-]{20,})"/.exec(answer.text);
    numbers.add(number);
    assert.match(answer.headers.get("content-security-policy"), new RegExp(`script-src 'self'; style-src 'self' 'nonce-${number}'`));
    assert.ok(!/<script(?![^>]*src=)/.test(answer.text), "no script in the page itself");
  }
  assert.equal(numbers.size, paths.length + 1, "each answer has its own");
  const { text } = await server.request("GET", "/");
  const file = /\/assets\/index-[\w-]+\.js/.exec(text)[0];
  for (const [accepted, coding] of [["br, gzip", "br"], ["gzip;q=0.5", "gzip"], ["br;q=0, gzip", "gzip"], ["identity", null]]) {
    const answer = await fetch(server.url + file, { headers: { "accept-encoding": accepted } });
    assert.equal(answer.headers.get("content-encoding"), coding, accepted);
    assert.equal(answer.headers.get("cache-control"), "public, max-age=31536000, immutable");
    const tag = answer.headers.get("etag");
    const again = await fetch(server.url + file, { headers: { "accept-encoding": accepted, "if-none-match": tag } });
    assert.equal(again.status, 304, accepted);
  }
  assert.equal((await fetch(`${server.url}/assets/index-none.js`)).status, 404);
  assert.equal((await fetch(`${server.url}/assets/..%2findex.html`)).status, 404);
  assert.equal((await fetch(`${server.url}/nowhere`)).status, 404);
});

test("who is not signed in goes to the sign-in page and comes back where they were", async (t) => {
  const server = await startServer(t, "SQLite");
  const visit = await signIn(t, server, { locale: "en" });
  await visit.open("/audit");
  await visit.page.evaluate(() => fetch("/api/v1/session", { method: "DELETE" }));
  await visit.page.goto(`${server.url}/audit/cohorts?unit=week`);
  await visit.page.waitForURL(/\/login\?next=/);
  await visit.page.fill("#email", "administrator-en@example.com");
  await visit.page.fill("#password", "correct horse battery");
  await visit.page.keyboard.press("Enter");
  await visit.page.waitForURL(`${server.url}/audit/cohorts?unit=week`);
});

test("the audit: headline, cohorts, revenue and survival say what the API says", async (t) => {
  const server = await demoServer(t);
  for (const variant of variants) {
    const visit = await signIn(t, server, variant);
    await visit.open("/audit");
    await visit.look("audit");
    const { points } = await visit.api("/metrics/crr?period=month");
    const last = points.filter((point) => point.complete).at(-1);
    const shown = await visit.page.locator("[data-metric=crr]").textContent();
    assert.equal(shown.replace(",", ".").replaceAll(/[^\d.]/g, ""), (last.value * 100).toFixed(1));
    await visit.open("/audit/cohorts?by=channel");
    await visit.look("cohorts");
    const { rows } = await visit.api("/cohorts?measure=rate");
    const cells = await visit.page.locator(".heatmap tbody tr").last().locator("th").allTextContents();
    assert.equal(cells[1], String(rows.at(-1).size));
    await visit.open("/audit/metrics");
    await visit.look("metrics");
    await visit.page.locator("a[href=\"/audit/metrics/clv\"]").waitFor();
    await visit.open("/audit/metrics/crr?by=channel");
    await visit.look("metric-by-channel");
    await visit.close();
  }
});

test("from a figure of any metric to the people behind it, by keyboard", async (t) => {
  const server = await demoServer(t);
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/audit/metrics");
  await page.keyboard.press("/");
  await page.keyboard.type("retention rate");
  await page.getByRole("link", { name: /\(CRR\)/ }).press("Enter");
  await page.waitForURL(/\/audit\/metrics\/crr/);
  await visit.settled();
  const { points } = await visit.api("/metrics/crr?period=month");
  const last = points.filter((point) => point.complete && point.value !== null).at(-1);
  await page.getByRole("button", { name: `${(last.value * 100).toFixed(1)}%` }).first().press("Enter");
  await visit.settled();
  const { count } = await visit.api(`/metrics/crr/customers?period=${last.period}`);
  assert.equal(count, last.parts.retained);
  await page.getByText(`${count} rows`).waitFor();
  await visit.look("metric-people");
});

test("an empty workspace says what to do; a server that is away says so and is asked again", async (t) => {
  const server = await startServer(t, "SQLite");
  for (const variant of variants.slice(0, 2)) {
    const visit = await signIn(t, server, variant);
    await visit.open("/audit");
    await visit.look("audit-empty");
    await visit.close();
  }
  const visit = await signIn(t, server, { locale: "en" });
  await visit.page.route("**/api/v1/cohorts*", (route) => route.abort());
  await visit.page.goto(`${server.url}/audit/cohorts`);
  await visit.page.getByRole("alert").getByText("The server does not answer").waitFor({ timeout: 20_000 });
  await visit.page.unroute("**/api/v1/cohorts*");
  await visit.page.getByRole("button", { name: "Try again" }).click();
  await visit.page.getByText("No figures yet").first().waitFor();
});

test("by keyboard alone: to the content, a page by its letters, the palette, a chart as a table", async (t) => {
  const server = await demoServer(t);
  const visit = await signIn(t, server, { locale: "en" });
  const { page } = visit;
  await visit.open("/audit/cohorts");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter"); // skip link
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.waitForURL(`${server.url}/audit`);
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Search or run a command").fill("cohort");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/audit/cohorts`);
  await visit.settled();
  await page.getByRole("button", { name: "Show as a table" }).first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("columnheader", { name: "M1", exact: true }).waitFor();
  await visit.look("cohorts-table");
});

test("the types of the API in web/src/api/types.ts are those of its description (FIDELE_WRITE=1 writes them)", async (t) => {
  const server = await startServer(t, "SQLite");
  const { text } = await server.get("/api/v1/openapi.json", { key: await server.key("read") });
  const written = new URL("../web/src/api/types.ts", import.meta.url);
  const { stdout, status } = spawnSync(process.execPath, [new URL("../web/scripts/types.mjs", import.meta.url).pathname], { input: text, encoding: "utf8" });
  assert.equal(status, 0);
  if (process.env.FIDELE_WRITE) writeFileSync(written, stdout);
  assert.ok(readFileSync(written, "utf8") === stdout, "write them anew: FIDELE_WRITE=1 node --test tests/web.test.mjs");
});
