// The plain pages in a real browser: set-up, sign-in, keys, second factor; both languages, light and dark, narrow and
// wide, by keyboard alone, without script; and a page of another site that tries to act through them.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { startServer } from "./server.mjs";
import { addPerson, password } from "./visitor.mjs";
import { totp } from "./totp.mjs";

const chromium_path = process.env.FIDELE_CHROMIUM ?? "/usr/bin/chromium";
const skip = existsSync(chromium_path) ? false : `no browser at ${chromium_path} (set FIDELE_CHROMIUM)`;
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
let browser, axe;

before(async () => {
  if (skip) return;
  const { chromium } = await import("playwright-core");
  axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  browser = await chromium.launch({ executablePath: chromium_path, args: quiet });
});
after(() => browser?.close());

/** A browser of its own; what the policy of a page stops, and errors of scripts, are complaints. */
async function open({ locale = "en-US", scheme = "light", width = 1280 } = {}) {
  const context = await browser.newContext({ locale, colorScheme: scheme, viewport: { width, height: 800 } });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => { if (/Content Security|Refused/i.test(message.text())) complaints.push(message.text()); });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, context, complaints };
}

// The page's own policy allows no script, also none of ours: axe runs in the browser's isolated world.
async function violations(page) {
  const session = await page.context().newCDPSession(page);
  const { frameTree: { frame } } = await session.send("Page.getFrameTree");
  const { executionContextId: contextId } = await session.send("Page.createIsolatedWorld", { frameId: frame.id });
  await session.send("Runtime.evaluate", { contextId, expression: axe });
  const expression = `axe.run(document, { runOnly: { type: "tag", values: ${JSON.stringify(rules)} } }).then((result) => JSON.stringify(result.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html.slice(0, 200)).join("\\n"))))`;
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", { contextId, expression, awaitPromise: true });
  assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
  return JSON.parse(result.value);
}

async function look(page, locale, where) {
  await page.waitForLoadState("load"); // with its styles
  assert.deepEqual(await violations(page), [], where);
  assert.equal(await page.locator("html").getAttribute("lang"), locale.slice(0, 2), where);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, `${where}: within the page`);
  assert.equal(await page.locator("script").count(), 0, where);
}

const set_up_link = (server) => /http\S+\/setup\?code=\S+/.exec(server.text)[0];

for (const locale of ["en-US", "fr-FR"])
  for (const [scheme, width] of [["light", 1280], ["dark", 360]])
    test(`from the set-up link to a second factor: ${locale}, ${scheme}, ${width} px`, { skip, timeout: 120_000 }, async (t) => {
      const server = await startServer(t, "SQLite");
      const { page, context, complaints } = await open({ locale, scheme, width });
      const see = (where) => look(page, locale, where);
      await page.goto(set_up_link(server));
      await see("set-up");
      await page.fill("#name", "<b>Zoé</b> & \"Co\"");
      await page.fill("#email", "zoe@example.com");
      await page.fill("#password", "short");
      await page.fill("#again", "short");
      await page.keyboard.press("Enter");
      await page.waitForSelector("[role=alert]");
      await see("refused");
      assert.equal(await page.inputValue("#name"), "<b>Zoé</b> & \"Co\"");
      await page.fill("#password", password);
      await page.fill("#again", password);
      await page.keyboard.press("Enter");
      await page.waitForURL(`${server.url}/welcome`);
      await page.goto(`${server.url}/second-factor`);
      await see("second factor");
      await page.fill("#password", password);
      await page.keyboard.press("Enter");
      const secret = await page.inputValue("#secret");
      await see("secret");
      await page.fill("#code", totp(secret));
      await page.keyboard.press("Enter");
      const codes = (await page.inputValue("#codes")).trim().split("\n");
      assert.equal(codes.length, 10);
      await see("recovery codes");
      await page.click("header button");
      await page.waitForURL(`${server.url}/login`);
      await see("sign-in");
      await page.fill("#email", "zoe@example.com");
      await page.fill("#password", "wrong");
      await page.keyboard.press("Enter");
      await page.waitForSelector("[role=alert]");
      await see("wrong password");
      await page.fill("#password", password);
      await page.keyboard.press("Enter");
      await page.waitForURL(`${server.url}/login/code`);
      await see("code");
      await page.fill("#code", codes[0]);
      await page.keyboard.press("Enter");
      await page.waitForURL(`${server.url}/welcome`);
      await page.waitForSelector("h1");
      await page.waitForLoadState("networkidle");
      await page.goto(`${server.url}/no-such-page`);
      assert.deepEqual(complaints, []);
      await context.close();
    });

test("the keyboard alone sets up, and focus is always seen", { skip, timeout: 60_000 }, async (t) => {
  const server = await startServer(t, "SQLite");
  const { page, context } = await open();
  await page.goto(set_up_link(server));
  const outlined = () => page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");
  for (const text of ["Zoé", "zoe@example.com", password, password]) {
    await page.keyboard.press("Tab");
    assert.ok(await outlined());
    await page.keyboard.type(text);
  }
  await page.keyboard.press("Tab");
  assert.ok(await outlined());
  await page.keyboard.press("Space");
  await page.waitForURL(`${server.url}/welcome`);
  await context.close();
});

test("an invitation is accepted with its link", { skip, timeout: 60_000 }, async (t) => {
  const server = await startServer(t, "SQLite");
  const { out } = await server.command(["staff", "add", "--email", "ana@example.com", "--role", "analyst", "--language", "fr"]);
  const { page, context } = await open({ locale: "fr-FR" });
  await page.goto(server.url + out.trim());
  await look(page, "fr-FR", "invitation");
  await page.fill("#password", password);
  await page.fill("#again", password);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/login`);
  await page.fill("#email", "ana@example.com");
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/audit`);
  await context.close();
});

test("cookies are of the strict kind and out of reach for scripts", { skip, timeout: 60_000 }, async (t) => {
  const server = await startServer(t, "SQLite");
  await addPerson(server, "ana@example.com", "administrator");
  const { page, context } = await open();
  for (const host of ["127.0.0.1", "localhost"]) {
    await page.goto("about:blank");
    await context.clearCookies();
    await page.goto(`http://${host}:${server.port}/login`);
    await page.fill("#email", "ana@example.com");
    await page.fill("#password", password);
    await page.keyboard.press("Enter");
    await page.waitForURL(`http://${host}:${server.port}/welcome`);
    const cookies = await context.cookies();
    assert.deepEqual(cookies.map(({ name }) => name).sort(), ["__Host-fidele_device", "__Host-fidele_session"], host);
    for (const { httpOnly, secure, sameSite, path } of cookies) assert.deepEqual({ httpOnly, secure, sameSite, path }, { httpOnly: true, secure: true, sameSite: "Lax", path: "/" });
    assert.equal(await page.evaluate(() => document.cookie), "");
  }
  await context.close();
});

// S6: a page on another port is another origin of the same site, so that SameSite=Lax alone would not stop it.
test("a page of another origin can do nothing in the name of who is signed in", { skip, timeout: 60_000 }, async (t) => {
  const server = await startServer(t, "SQLite");
  await addPerson(server, "ana@example.com", "administrator");
  const attacks = `<!doctype html><title>x</title><form id=form method=post action="${server.url}/second-factor"><input name=password value="${password}"></form>
    <form id=text method=post enctype=text/plain action="${server.url}/api/v1/keys"><input name='{"name":"evil","scope":"admin","x":"' value='"}'></form>`;
  const evil = createServer((request, response) => response.setHeader("content-type", "text/html").end(attacks)).listen(0, "127.0.0.1");
  await once(evil, "listening");
  t.after(() => evil.close());
  const other = `http://127.0.0.1:${evil.address().port}/`;
  const { page, context } = await open();
  await page.goto(`${server.url}/login`);
  await page.fill("#email", "ana@example.com");
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/welcome`);
  for (const id of ["form", "text"]) {
    // Each in a tab of its own: the answer is there before the tab has gone to it, and a tab that is on its way can't be sent elsewhere.
    const tab = await context.newPage();
    await tab.goto(other);
    const [answer] = await Promise.all([tab.waitForResponse((one) => one.url().startsWith(server.url) && one.request().method() === "POST"), tab.evaluate((name) => document.getElementById(name).submit(), id)]);
    assert.ok([403, 415].includes(answer.status()), `${id}: ${answer.status()}`);
    await tab.close();
  }
  await page.goto(other);
  const fetched = await page.evaluate(async (url) => {
    const results = [];
    for (const init of [
      { method: "POST", credentials: "include", headers: { "content-type": "application/json" }, body: '{"name":"evil","scope":"admin"}' },
      { method: "POST", credentials: "include", mode: "no-cors", body: '{"name":"evil","scope":"admin"}' },
      { method: "DELETE", credentials: "include" },
      { method: "GET", credentials: "include" },
    ])
      results.push(await fetch(`${url}/api/v1/keys`, init).then(async (one) => `${one.type} ${one.status} ${(await one.text()).slice(0, 20)}`, () => "stopped"));
    return results;
  }, server.url);
  for (const result of fetched) assert.match(result, /^(stopped|opaque 0 )/, result);
  await page.goto(`${server.url}/second-factor`);
  // The control: the same form on our own page is let through.
  await page.fill("#password", password);
  await page.press("#password", "Enter");
  await page.waitForSelector("#secret");
  await page.goto(`${server.url}/favicon.svg`); // of our own, and asks for nothing
  const made = await page.evaluate(() => fetch("/api/v1/keys").then((answer) => answer.json()));
  assert.deepEqual(made.items, [], "no key was made");
  await context.close();
});
