// Reads every #include of src/ against floors.txt: an arrow that is not listed fails, and so does a cycle.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import assert from "node:assert/strict";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");
const edges = ["cli", "http", "api", "job"];
const isEdge = (file) => /_(cli|http|job)(_[a-z]+)?\.[ch]$/.test(file);

function readFloors() {
  const floors = new Map();
  for (const line of readFileSync(join(top, "floors.txt"), "utf8").split("\n")) {
    const match = /^([a-z]+):(.*)$/.exec(line);
    if (match) floors.set(match[1], new Set(match[2].trim().split(/\s+/).filter(Boolean)));
  }
  return floors;
}

function folders() {
  return readdirSync(join(top, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** Every include of one of our headers, as {from, to, file}. */
function includes() {
  const found = [];
  for (const folder of folders()) {
    for (const file of readdirSync(join(top, "src", folder))) {
      if (!/\.[ch]$/.test(file)) continue;
      const text = readFileSync(join(top, "src", folder, file), "utf8");
      for (const [, to] of text.matchAll(/^#include "([a-z]+)\//gm)) found.push({ from: folder, to, file: `src/${folder}/${file}` });
    }
  }
  return found;
}

test("every include goes down a floor that floors.txt lists", () => {
  const floors = readFloors();
  const wrong = includes().filter(({ from, to, file }) => {
    if (from === to || floors.get(from)?.has(to)) return false;
    return !(isEdge(file) && edges.includes(to));
  });
  assert.deepEqual(wrong.map(({ file, to }) => `${file} may not include ${to}/`), []);
});

test("every folder of src/ is on a floor, and every floor is a folder", () => {
  assert.deepEqual([...readFloors().keys()].sort(), folders().sort());
});

test("floors.txt has no cycle", () => {
  const floors = readFloors();
  const done = new Set();
  const visit = (name, path) => {
    assert.ok(!path.includes(name), `cycle: ${[...path, name].join(" -> ")}`);
    if (done.has(name)) return;
    for (const below of floors.get(name) ?? []) visit(below, [...path, name]);
    done.add(name);
  };
  for (const name of floors.keys()) visit(name, []);
});
