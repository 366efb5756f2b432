// Real clients, unmodified, through a proxy that answers some requests itself: each event counts once. And again while
// the server is killed and started anew in the middle of their run.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { allEvents, carried, numbers, until } from "./events.mjs";
import { faultProxy, faults } from "./fault_proxy.mjs";
import { eachStore } from "./server.mjs";

const require = createRequire(import.meta.url);
const COUNT = 60;

// Each: a client pointed at `url`, as `send(i)` (one event), and `end()` (all has been sent, or given up).
const clients = {
  async "@segment/analytics-node"(key, url) {
    const { Analytics } = await import("@segment/analytics-node");
    const client = new Analytics({ writeKey: key, host: url, flushAt: 10, flushInterval: 100, maxRetries: 20 });
    client.on("error", () => {}); // what it says of each failed try
    return { send: (i) => client.track({ userId: `u${i % 7}`, event: "e", properties: { i } }), end: () => client.closeAndFlush() };
  },
  async "analytics-node 6"(key, url) {
    const Analytics = require("analytics-node");
    const client = new Analytics(key, { host: url, flushAt: 10, flushInterval: 100, retryCount: 8, errorHandler: () => {} });
    return { send: (i) => client.track({ userId: `u${i % 7}`, event: "e", properties: { i } }), end: () => client.flush() };
  },
  async "@rudderstack/rudder-sdk-node"(key, url) {
    const Analytics = require("@rudderstack/rudder-sdk-node");
    const client = new Analytics(key, { dataPlaneUrl: url, flushAt: 10, flushInterval: 100, retryCount: 8, logLevel: "none", errorHandler: () => {} });
    return { send: (i) => client.track({ userId: `u${i % 7}`, event: "e", properties: { i } }), end: () => client.flush() };
  },
  async "@rudderstack/rudder-sdk-node without gzip"(key, url) {
    const Analytics = require("@rudderstack/rudder-sdk-node");
    const client = new Analytics(key, { dataPlaneUrl: `${url}/v1/batch`, gzip: false, flushAt: 10, flushInterval: 100, retryCount: 8, logLevel: "none", errorHandler: () => {} });
    return { send: (i) => client.track({ userId: `u${i % 7}`, event: "e", properties: { i } }), end: () => client.flush() };
  },
  async "posthog-node"(key, url) {
    const { PostHog } = await import("posthog-node");
    const client = new PostHog(key, { host: url, flushAt: 10, flushInterval: 100, fetchRetryCount: 20, fetchRetryDelay: 100 });
    client.on("error", () => {});
    return { send: (i) => client.capture({ distinctId: `u${i % 7}`, event: "e", properties: { i } }), end: () => client.shutdown(60_000) };
  },
};

for (const [name, open] of Object.entries(clients)) {
  eachStore(`${name}: retries after 500 and 429 count once`, async (server, t) => {
    const key = await server.key("track");
    const proxy = await faultProxy(t, () => server.port, (n) => faults[n]);
    const client = await open(key, proxy.url);
    for (const i of numbers(COUNT)) client.send(i);
    await client.end();
    await until(async () => (await allEvents(server)).length >= COUNT);
    assert.deepEqual(carried(await allEvents(server)), numbers(COUNT));
    assert.equal(proxy.seen.filter(({ fault }) => fault).length, 4);
    assert.ok(proxy.seen.some(({ fault, status }) => fault?.after && status === 200), "none was done and not told");
  });

  eachStore(`${name}: kill -9 and a restart in the middle lose and double nothing`, async (server, t) => {
    const key = await server.key("track");
    const proxy = await faultProxy(t, () => server.port);
    const client = await open(key, proxy.url);
    const acknowledged = () => proxy.seen.filter(({ method, status }) => method === "POST" && status === 200).length;
    for (const i of numbers(COUNT / 2)) client.send(i);
    await until(() => acknowledged() > 0);
    await server.kill();
    for (const i of numbers(COUNT / 2)) client.send(COUNT / 2 + i);
    await server.restart();
    await client.end();
    await until(async () => (await allEvents(server)).length >= COUNT);
    assert.deepEqual(carried(await allEvents(server)), numbers(COUNT));
  });
}

// ---- the browser's ----

const chromium_path = process.env.FIDELE_CHROMIUM ?? "/usr/bin/chromium";
const bundles = dirname(require.resolve("@segment/analytics-next/dist/umd/index.js"));
const agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
let browser;
after(() => browser?.close());

/** A shop's page on an origin of its own, with the client's published bundle. */
async function shop(t) {
  const site = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url, "http://shop.test");
    const file = join(bundles, pathname.slice(1));
    if (pathname.endsWith(".js") && existsSync(file)) return answer.writeHead(200, { "content-type": "text/javascript" }).end(readFileSync(file));
    return answer.writeHead(200, { "content-type": "text/html" }).end('<!doctype html><title>Été</title><script src="/index.js"></script>');
  });
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  t.after(() => { site.closeAllConnections(); site.close(); });
  return `http://127.0.0.1:${site.address().port}/page?utm_source=news`;
}

async function openPage(t, options = { userAgent: agent }) {
  const { chromium } = await import("playwright-core");
  browser ??= await chromium.launch({ executablePath: chromium_path, args: ["--no-sandbox"] });
  const context = await browser.newContext(options);
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(await shop(t));
  return page;
}

/** Loads the client in the page: it asks our server for its settings, and finds there where to send. */
const load = (page, key, url, settings = {}) => page.evaluate(async ([writeKey, cdnURL, options]) => {
  window.client = window.AnalyticsNext.AnalyticsBrowser.load({ writeKey, cdnURL }, { integrations: { "Segment.io": options } });
  await window.client.ready();
}, [key, url, settings]);

const skip = existsSync(chromium_path) ? false : `no browser at ${chromium_path} (set FIDELE_CHROMIUM)`;

eachStore("@segment/analytics-next in a browser: its six calls, from an origin of its own", { skip }, async (server, t) => {
  const key = await server.key("track");
  const proxy = await faultProxy(t, () => server.port);
  const page = await openPage(t);
  await load(page, key, proxy.url);
  await page.evaluate(async () => {
    await client.track("Product Viewed", { i: 0 });
    await client.page("Docs", "Guide");
    await client.identify("u1", { email: "a@b.fr", plan: "pro" });
    await client.track("Order Completed", { revenue: 25.5, currency: "EUR" });
    await client.group("g1", { name: "Acme" });
    await client.alias("u2", "u3");
  });
  await until(async () => (await allEvents(server)).length >= 6);
  const events = await allEvents(server);
  assert.deepEqual(events.map(({ type, event }) => `${type} ${event}`).sort(),
    ["alias Alias", "group Group", "identify Identify", "page Guide", "track Order Completed", "track Product Viewed"]);
  const of = (name) => events.find(({ event }) => event === name);
  assert.deepEqual(of("Order Completed").amount, { amount: "25.50", currency: "EUR" });
  assert.equal(of("Product Viewed").customer, of("Order Completed").customer); // what came before she was known is hers
  assert.equal(of("Guide").body.context.campaign.source, "news");
  assert.deepEqual(of("Guide").flags, []);
  assert.ok(proxy.seen.some(({ method, path }) => method === "OPTIONS" && path === "/v1/t"), "no preflight");
  assert.ok(proxy.seen.some(({ headers }) => headers["content-type"] === "text/plain"));
});

eachStore("@segment/analytics-next in a browser: retries after 500 and 429 count once", { skip }, async (server, t) => {
  const key = await server.key("track");
  const proxy = await faultProxy(t, () => server.port, (n) => faults[n]);
  const page = await openPage(t);
  await load(page, key, proxy.url, { deliveryStrategy: { strategy: "batching", config: { size: 5, timeout: 200 } } });
  await page.evaluate(async (count) => { for (let i = 0; i < count; i++) client.track("e", { i }); }, COUNT / 2);
  await until(() => proxy.seen.filter(({ fault }) => fault).length === faults.length);
  await until(() => proxy.seen.at(-1).status === 200 && !proxy.seen.at(-1).fault); // it was told in the end
  await until(async () => (await allEvents(server)).length >= COUNT / 2);
  assert.deepEqual(carried(await allEvents(server)), numbers(COUNT / 2));
});

eachStore("@segment/analytics-next in a browser: kill -9 and a restart in the middle lose and double nothing", { skip }, async (server, t) => {
  const key = await server.key("track");
  const proxy = await faultProxy(t, () => server.port);
  const page = await openPage(t);
  await load(page, key, proxy.url);
  const send = (from, to) => page.evaluate(([first, last]) => { for (let i = first; i < last; i++) client.track("e", { i }); }, [from, to]);
  await send(0, 10);
  await until(async () => (await allEvents(server)).length >= 5);
  await server.kill();
  await send(10, 20);
  await server.restart();
  await until(async () => (await allEvents(server)).length >= 20);
  assert.deepEqual(carried(await allEvents(server)), numbers(20));
});

eachStore("a browser without a head is a robot, a beacon is taken", { skip, stores: ["SQLite"] }, async (server, t) => {
  const key = await server.key("track");
  const page = await openPage(t, {});
  assert.ok(await page.evaluate(([url, writeKey]) => navigator.sendBeacon(`${url}/v1/beacon`, JSON.stringify({ writeKey, type: "track", event: "Left", anonymousId: "zoe-1" })), [server.url, key]));
  await until(async () => (await allEvents(server)).length === 1);
  assert.deepEqual((await allEvents(server))[0].flags, ["bot"]);
});
