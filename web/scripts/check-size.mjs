// The budgets of the application, in bytes of gzip: what the first page loads, its styles, and any other page.
import { readdirSync, readFileSync, statSync } from "node:fs";

const out = process.env.FIDELE_WEB_OUT ?? "dist";
const budgets = { first: 250_000, styles: 25_000, page: 80_000, font: 140_000 };
const size = (name) => statSync(`${out}/assets/${name}.gz`).size;
const names = readdirSync(`${out}/assets`);
const index = readFileSync(`${out}/index.html`, "utf8");
const linked = names.filter((name) => index.includes(name));

/** The chunk and what it imports at once. */
function with_imports(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  const text = readFileSync(`${out}/assets/${name}`, "utf8");
  for (const [, imported] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) with_imports(imported, seen);
  return seen;
}
const sum = (chunks) => [...chunks].reduce((total, name) => total + size(name), 0);

const scripts = names.filter((name) => name.endsWith(".js"));
const first = new Set(linked.filter((name) => name.endsWith(".js")).flatMap((name) => [...with_imports(name)]));
// The first page a person sees: the frame, the overview, and their texts in the larger language.
const larger = (pattern) => scripts.filter((name) => pattern.test(name)).sort((a, b) => size(b) - size(a))[0];
for (const name of [/^overview-/, /^(fr|en)-/, /^audit-/].map(larger))
  for (const one of with_imports(name)) first.add(one);

const faults = [];
const check = (what, bytes, budget) => {
  console.log(`${what}: ${(bytes / 1000).toFixed(0)} kB of ${budget / 1000} kB`);
  if (bytes > budget) faults.push(what);
};
check("script of the first page", sum(first), budgets.first);
check("styles", sum(linked.filter((name) => name.endsWith(".css"))), budgets.styles);
const others = scripts.map((name) => [name, sum([...with_imports(name)].filter((one) => !first.has(one)))]);
const [largest, bytes] = others.sort((a, b) => b[1] - a[1])[0] ?? ["none", 0];
check(`largest other page (${largest})`, bytes, budgets.page);
check(
  "fonts",
  names
    .filter((name) => name.endsWith(".woff2"))
    .reduce((total, name) => total + statSync(`${out}/assets/${name}`).size, 0),
  budgets.font,
);
if (faults.length) {
  console.error(`over budget: ${faults.join(", ")}`);
  process.exit(1);
}
