// Reads every PHRASE("English", "French") of src/: both texts take the same arguments, and French typography holds.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import assert from "node:assert/strict";
import { top } from "./program.mjs";

function sources() {
  return readdirSync(join(top, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory()).flatMap(({ name }) =>
    readdirSync(join(top, "src", name)).filter((file) => /\.[ch]$/.test(file) && !/_test\.c$/.test(file)).map((file) => `src/${name}/${file}`));
}

const literal = String.raw`((?:"(?:[^"\\]|\\.)*"\s*)+)`;
const unquote = (text) => [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]).join("")
  .replace(/\\u([0-9A-Fa-f]{4})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))).replace(/\\n/g, "\n").replace(/\\"/g, '"');

function phrases() {
  const found = [];
  for (const file of sources()) {
    const text = readFileSync(join(top, file), "utf8");
    for (const match of text.matchAll(new RegExp(String.raw`\bPHRASE\(\s*${literal},\s*${literal}\)`, "g")))
      found.push({ file, en: unquote(match[1]), fr: unquote(match[2]) });
  }
  return found;
}

test("both languages of a phrase take the same arguments", () => {
  const slots = (text) => [...new Set(text.match(/\{\d\}/g) ?? [])].sort().join("");
  assert.ok(phrases().length > 100);
  assert.deepEqual(phrases().filter(({ en, fr }) => slots(en) !== slots(fr)), []);
});

test("French has no-break spaces before : ; ! ? % » and after «", () => {
  const wrong = phrases().filter(({ fr }) => / [:;!?%»](?![\w|])/.test(fr) || /« /.test(fr) || /[\p{L}\d)}][;!?](?=\s|$)/u.test(fr));
  assert.deepEqual(wrong.map(({ file, fr }) => `${file}: ${fr}`), []);
});

test("no phrase is empty in one language only, and none is the same long text in both", () => {
  assert.deepEqual(phrases().filter(({ en, fr }) => (en === "") !== (fr === "")), []);
  assert.deepEqual(phrases().filter(({ en, fr }) => en === fr && (en.match(/\p{L}{3,}/gu) ?? []).length > 3), []);
});
