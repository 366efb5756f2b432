// The HTML report in a real browser: both languages, light and dark, wide and narrow, on paper, by keyboard.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fidele, folder, generate, write } from "./program.mjs";

const chromium_path = process.env.FIDELE_CHROMIUM ?? "/usr/bin/chromium";
const skip = existsSync(chromium_path) ? false : `no browser at ${chromium_path} (set FIDELE_CHROMIUM)`;
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const locales = ["en", "fr"];
const bytes_max = 400_000;

const hostile = ["<script>alert(1)</script>", "\"onload=\"x", "</title></style><b>", "\u202Egnp.exe", "'; --", "&lt;b&gt;", "{0}", "نور", "a\u0007b"];

function hostile_orders() {
  const lines = ["customer,date,amount,product"];
  const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
  for (let month = 1; month <= 9; month++)
    hostile.forEach((name, i) => lines.push(`${quoted(name)},2026-0${month}-${10 + i},${10 + i}.50,${quoted(name)}`));
  return lines.join("\n") + "\n";
}

function long_orders() {
  const lines = ["customer,date,amount"];
  for (let day = 0; day < 2500; day++)
    for (let i = 0; i < 3; i++)
      lines.push(`customer ${(day * 7 + i * 13) % 900},${new Date(Date.UTC(2018, 0, 1 + day)).toISOString().slice(0, 10)},${20 + (day % 50)}.00`);
  return lines.join("\n") + "\n";
}

const samples = {
  shop: { orders: () => generate("--style", "shop", "--customers", "1500", "--seed", "7", "--from", "2024-01-01", "--to", "2026-10-15") },
  one: { orders: () => "customer,date,amount\nana,2026-01-05,10.00\n" },
  hostile: { orders: hostile_orders },
  days: { orders: long_orders, options: ["--period", "day"] },
  weeks: { orders: long_orders, options: ["--period", "week"] },
  study: { orders: long_orders, options: ["--period", "2023Q3"] },
};

function report_of(name, locale) {
  const path = join(folder, `${name}-${locale}.html`);
  if (existsSync(path)) return path;
  const { orders, options = [] } = samples[name];
  const run = fidele(["audit", write(`${name}.csv`, orders()), "--format", "html", "--locale", locale, "--output", path, ...options]);
  assert.equal(run.code, 0, run.error);
  return path;
}

let browser, axe;

before(async () => {
  if (skip) return;
  const { chromium } = await import("playwright-core");
  axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  browser = await chromium.launch({ executablePath: chromium_path, args: quiet });
});
after(() => browser?.close());

/** Opens a report; whatever it asks of the network or complains of is an error. */
async function open(path, { scheme = "light", width = 1440 } = {}) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(path).href);
  return { page, complaints, close: () => context.close() };
}

async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), rules);
  return result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join("\n")}`);
}

const too_wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// Each pair of language, theme and width; all of them in test-full.
const every = process.env.FIDELE_FULL === "full";
for (const locale of locales)
  for (const scheme of ["light", "dark"])
    for (const width of every ? [1440, 360] : [(locale === "fr") === (scheme === "dark") ? 1440 : 360])
      test(`report of a shop, ${locale}, ${scheme}, ${width} px: accessible, quiet, within the page`, { skip }, async () => {
        const { page, complaints, close } = await open(report_of("shop", locale), { scheme, width });
        assert.deepEqual(await violations(page), []);
        assert.equal(await page.locator("html").getAttribute("lang"), locale);
        assert.equal(await too_wide(page), 0);
        for (const details of await page.locator("details").all()) await details.evaluate((one) => (one.open = true));
        assert.deepEqual(await violations(page), []);
        assert.equal(await too_wide(page), 0);
        assert.deepEqual(complaints, []);
        await close();
      });

for (const name of ["one", "hostile", "days", "weeks", "study"])
  for (const locale of locales)
    test(`report of sample ${name}, ${locale}: accessible, quiet, within the page`, { skip }, async () => {
      const { page, complaints, close } = await open(report_of(name, locale), { scheme: locale === "fr" ? "dark" : "light", width: 360 });
      assert.deepEqual(await violations(page), []);
      assert.equal(await too_wide(page), 0);
      assert.deepEqual(complaints, []);
      await close();
    });

test("every report is small, holds no script and points nowhere outside", { skip }, () => {
  for (const name of Object.keys(samples))
    for (const locale of locales) {
      const path = report_of(name, locale);
      assert.ok(statSync(path).size < bytes_max, `${path} has ${statSync(path).size} bytes`);
      const text = readFileSync(path, "utf8");
      assert.doesNotMatch(text, /<script|https?:\/\/|<link rel="?stylesheet|@import|<iframe|<object|<embed|[\s"']on[a-z]+="/i);
      assert.match(text, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; style-src-attr 'none'/);
    }
});

test("names out of the file are text, whatever they hold", { skip }, async () => {
  const { page, close } = await open(report_of("hostile", "en"));
  assert.equal(await page.locator("script, b").count(), 0);
  for (const details of await page.locator("details").all()) await details.evaluate((one) => (one.open = true));
  const seen = await page.locator("#groups bdi").allTextContents();
  for (const name of hostile) {
    const shown = name.replace(/[\u202E\u0007]/g, "\uFFFD");
    assert.ok(seen.includes(shown), `${JSON.stringify(shown)} in ${JSON.stringify(seen)}`);
  }
  await close();
});

test("the keyboard reaches and opens every table behind a chart", { skip }, async () => {
  const { page, close } = await open(report_of("shop", "en"));
  const all = await page.locator("summary").count();
  assert.ok(all >= 7, `${all} tables`);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  const opened = new Set();
  const order = await page.evaluate(() => document.querySelectorAll("a, summary, [tabindex='0']").length);
  for (let i = 0; i < order + 5 && opened.size < all; i++) {
    await page.keyboard.press("Tab");
    const index = await page.evaluate(() => [...document.querySelectorAll("summary")].indexOf(document.activeElement));
    if (index < 0 || opened.has(index)) continue;
    await page.keyboard.press("Enter");
    assert.ok(await page.evaluate(() => document.activeElement.parentElement.open));
    opened.add(index);
  }
  assert.equal(opened.size, all);
  await close();
});

test("every chart has one sentence, and a table in the same card", { skip }, async () => {
  const { page, close } = await open(report_of("shop", "fr"));
  const charts = await page.evaluate(() =>
    [...document.querySelectorAll(".chart")].map((chart) => ({
      label: chart.querySelector("svg[role=img]")?.getAttribute("aria-label") ?? "",
      shown: [...chart.querySelectorAll("svg")].filter((svg) => svg.getBoundingClientRect().height > 0).length,
      table: chart.closest(".card").querySelectorAll("table").length,
    })),
  );
  assert.ok(charts.length >= 5);
  for (const chart of charts) {
    assert.ok(chart.label.length > 20 && /[.!]$/.test(chart.label), chart.label);
    assert.equal(chart.shown, 1);
    assert.ok(chart.table >= 1, chart.label);
  }
  await close();
});

test("dark and light differ on the screen, and paper is always light", { skip }, async () => {
  const path = report_of("shop", "en");
  const background = (page) => page.evaluate(() => getComputedStyle(document.querySelector(".card")).backgroundColor);
  const dark = await open(path, { scheme: "dark" });
  assert.notEqual(await background(dark.page), "rgb(255, 255, 255)");
  await dark.page.emulateMedia({ media: "print" });
  assert.equal(await background(dark.page), "rgb(255, 255, 255)");
  assert.equal(await dark.page.locator("nav").isVisible(), false);
  await dark.close();
});

test("the report prints to PDF on A4", { skip }, async () => {
  for (const locale of locales) {
    const { page, close } = await open(report_of("shop", locale), { scheme: "dark" });
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    const boxes = [...pdf.toString("latin1").matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, w, h]) => [Number(w), Number(h)].map(Math.round).sort().join("x"));
    assert.ok(boxes.length >= 5, `${boxes.length} pages`);
    for (const box of boxes) assert.match(box, /^59[456]x84[123]$/);
    await close();
  }
});
