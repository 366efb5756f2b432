// What the sources must not do, read from the sources themselves.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import assert from "node:assert/strict";
import { top } from "./program.mjs";

/** Lines of C outside the tests, as {file, line, text}. */
function* lines(folder = "src") {
  for (const entry of readdirSync(join(top, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* lines(path);
    else if (/(?<!_test|_fuzz)\.[ch]$/.test(path))
      for (const [i, text] of readFileSync(join(top, path), "utf8").split("\n").entries()) yield { file: path, line: i + 1, text };
  }
}

const makesSql = (text) => /\(Query\)\s*\{|\bQuery\s+\w+(\[\])?\s*=|\bsqlite3_(exec|prepare)|\bPQ(exec|prepare|sendQuery)/.test(text);

test("S8: SQL stands in .sql files and is made nowhere but in the store, whose names come from its own schema", () => {
  assert.ok(makesSql('*query = (Query){.text = text.data};') && makesSql("static const Query mine = {") && makesSql('sqlite3_exec(database, "…"'), "control");
  const found = [...lines()].filter(({ file, text }) => !file.startsWith("src/store/") && makesSql(text));
  assert.deepEqual(found.map(({ file, line }) => `${file}:${line}`), []);
});

test("what overruns or means something else in another language is not called", () => {
  const refused = /\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|scanf|sscanf|alloca|setlocale|strncpy)\s*\(/;
  assert.ok(refused.test("strcpy(to, from)") && !refused.test("snprintf(to, size"), "control");
  const found = [...lines()].filter(({ text }) => refused.test(text.replace(/\/\/.*$/, "")));
  assert.deepEqual(found.map(({ file, line, text }) => `${file}:${line} ${text.trim()}`), []);
});
