// browser.mjs - the application in a real browser, for whole-program tests: a person signed in, and everything that must
// hold of each page in each language, theme and width.
//
//   const visit = await signIn(t, server, { locale: "fr", scheme: "dark", width: 360 });
//   await visit.open("/audit");
//   await visit.look("audit");            // axe, overflow, language, one h1, complaints, a picture in the output
//   await visit.page.getByRole("button", { name: "Enregistrer" }).click();
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { startServer } from "./server.mjs";
import { addPerson, password } from "./visitor.mjs";

const executablePath = process.env.FIDELE_CHROMIUM ?? "/usr/bin/chromium";
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const pictures = new URL("../build/pictures/", import.meta.url).pathname;

// Locale × theme × width, each value with each other at least once.
export const variants = [
  { locale: "fr", scheme: "light", width: 1440 },
  { locale: "en", scheme: "dark", width: 360 },
  { locale: "fr", scheme: "dark", width: 360 },
  { locale: "en", scheme: "light", width: 1440 },
];

let browser;
async function launch() {
  const { chromium } = await import("playwright-core");
  const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath, args: quiet });
}

/** Ends the browser; each file of tests does so in `after`. */
export async function closeBrowser() {
  await (await browser)?.close();
  browser = undefined;
}

class Visit {
  constructor(server, context, page, { locale, scheme, width }) {
    Object.assign(this, { server, context, page, locale, scheme, width, complaints: [] });
    page.on("console", (message) => {
      const { url } = message.location();
      // Browsers ask for this by themselves where an answer names no icon.
      if (message.type() === "error" && !url.endsWith("/favicon.ico")) this.complaints.push(`${message.text()} ${url}`);
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    const pending = new Set();
    this.pending = pending;
    page.on("requestfinished", (request) => pending.delete(request));
    page.on("requestfailed", (request) => pending.delete(request));
    page.on("request", (request) => {
      if (request.url().includes("/api/v1/") && request.resourceType() !== "eventsource") pending.add(request); // a stream has no end
      const { hostname, protocol } = new URL(request.url());
      if (hostname !== "127.0.0.1" && !["data:", "blob:"].includes(protocol)) this.complaints.push(`asks ${request.url()}`);
    });
  }

  /** Opens a page and waits until nothing is on its way any more. */
  async open(path) {
    await this.page.goto(this.server.url + path);
    await this.settled();
  }

  async settled() {
    await this.page.waitForSelector("h1");
    for (let quiet = 0, rounds = 0; quiet < 3; rounds++) {
      assert.ok(rounds < 600, `still asks ${[...this.pending].map((request) => request.url())}`);
      await sleep(50);
      const waits = await this.page.locator("[role=status] .mantine-Skeleton-root").count();
      quiet = this.pending.size === 0 && waits === 0 ? quiet + 1 : 0;
    }
  }

  // In the browser's isolated world, whatever the policy of the page allows.
  async violations() {
    const session = await this.context.newCDPSession(this.page);
    const { frameTree: { frame } } = await session.send("Page.getFrameTree");
    const { executionContextId: contextId } = await session.send("Page.createIsolatedWorld", { frameId: frame.id });
    await session.send("Runtime.evaluate", { contextId, expression: axe });
    const expression = `axe.run(document, { runOnly: { type: "tag", values: ${JSON.stringify(rules)} } }).then((result) => JSON.stringify(result.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html.slice(0, 200)).join("\\n"))))`;
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", { contextId, expression, awaitPromise: true });
    await session.detach();
    assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
    return JSON.parse(result.value);
  }

  /** What holds of every page; leaves a picture of it for people to look at. */
  async look(name) {
    const where = `${name}, ${this.locale}, ${this.scheme}, ${this.width} px`;
    mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({ path: `${pictures}${name}-${this.locale}-${this.scheme}-${this.width}.png`, fullPage: true });
    assert.deepEqual(this.complaints, [], where);
    assert.equal(await this.page.locator("html").getAttribute("lang"), this.locale, where);
    assert.equal(await this.page.locator("h1").count(), 1, `${where}: one h1`);
    assert.equal(await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, `${where}: within the width`);
    assert.deepEqual(await this.violations(), [], where);
  }

  /** An answer of the API as this person sees it. */
  async api(path) {
    const { status, text } = await this.page.evaluate(async (path) => {
      const answer = await fetch(`/api/v1${path}`, { headers: { "Accept-Language": document.documentElement.lang } });
      return { status: answer.status, text: await answer.text() };
    }, path);
    assert.equal(status, 200, text);
    return JSON.parse(text);
  }

  close() { return this.context.close(); }
}

/** A browser of its own in which somebody of this role has signed in, with the language of the page set. */
export async function signIn(t, server, { role = "administrator", locale = "fr", scheme = "light", width = 1440, email = `${role}-${locale}@example.com` } = {}) {
  server.people ??= new Set();
  if (!server.people.has(email)) await addPerson(server, email, role);
  server.people.add(email);
  const visit = await stranger(t, server, { locale, scheme, width });
  const { page } = visit;
  await page.goto(`${server.url}/login`);
  await page.fill("#email", email);
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/(audit|welcome)$/); // an administrator of an empty folder is welcomed
  await page.goto(`${server.url}/favicon.svg`); // of our own, and asks for nothing
  const status = await page.evaluate(async (locale) => {
    const body = JSON.stringify({ locale });
    return (await fetch("/api/v1/session", { method: "PATCH", headers: { "content-type": "application/json" }, body })).status;
  }, locale);
  assert.equal(status, 200, "the language of the page");
  visit.complaints.length = 0;
  return visit;
}

/** A browser of its own in which nobody has signed in. */
export async function stranger(t, server, { locale = "fr", scheme = "light", width = 1440 } = {}) {
  browser ??= launch();
  const context = await (await browser).newContext({ locale: locale === "fr" ? "fr-FR" : "en-GB", colorScheme: scheme, viewport: { width, height: 900 }, reducedMotion: "reduce" });
  t.after(() => context.close());
  return new Visit(server, context, await context.newPage(), { locale, scheme, width });
}

/** A server with an invented business in it. */
export async function demoServer(t, { customers = 300, seed = 42 } = {}) {
  const server = await startServer(t, "SQLite");
  const { code, error } = await server.command(["demo", "--customers", String(customers), "--seed", String(seed), "--quiet"]);
  assert.equal(code, 0, error);
  return server;
}
