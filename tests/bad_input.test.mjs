// What cannot be audited: one clear message, the right exit code, and nothing written.
import { test } from "node:test";
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, openSync, writeSync, closeSync, truncateSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { fidele, folder, write } from "./program.mjs";

const rows = (...lines) => ["customer,date,amount", ...lines].join("\n") + "\n";

/** The command fails with `code`, says what `pattern` says, in one message, in both languages, and writes nothing. */
function refused(words, code, pattern, options = {}) {
  const output = `${folder}/not-written.html`;
  for (const locale of ["en", "fr"]) {
    const run = fidele(["audit", ...words, "--output", output, "--rejects", `${output}.csv`, "--locale", locale], options);
    assert.equal(run.signal, null);
    assert.equal(run.code, code, `${run.error}${run.out}`);
    assert.equal(run.out, "");
    assert.ok(run.error.length < 2500, `the message is ${run.error.length} bytes long`);
    if (locale === "en") assert.match(run.error, pattern);
    assert.ok(!existsSync(output), "a report was written");
    assert.ok(!existsSync(`${output}.csv`), "rejects were written");
  }
}

const inputs = [
  ["an empty file", "", /empty/],
  ["a header alone", "customer,date,amount\n", /no (data|order|row)|header/i],
  ["white space alone", "\n\n  \n", /empty|no (data|order|row)/i],
  ["a binary file", Buffer.from([1, 2, 0, 0, 7, 0, 255, 254, 0, 3, 10, 0, 1]), /binary/i],
  ["NUL bytes", rows("ana,2026-01-05,1\u00000"), /NUL|binary/],
  ["an Excel file", Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(100)]), /Excel|ZIP/],
  ["a truncated gzip", gzipSync(rows(...Array.from({ length: 5000 }, (_, i) => `c${i},2026-01-05,${i}`))).subarray(0, 2000), /truncated|damaged|ends/i],
  ["unbalanced quotes", rows("ana,2026-01-05,10", '"bo,2026-01-06,11', "cy,2026-01-07,12"), /line 3.*quote|quote.*line 3/i],
  ["a date column that contradicts itself", rows("ana,13/01/2026,10", "bo,01/13/2026,10", "cy,02/03/2026,5"), /13\/01\/2026[\s\S]*01\/13\/2026/],
  ["dates in the future", rows("ana,2999-01-05,10", "bo,2999-01-06,10"), /future[\s\S]*2999|2999[\s\S]*future/],
  ["dates before 1970", rows("ana,1950-01-05,10", "bo,1951-01-06,10"), /1970/],
  ["amounts that overflow", rows("ana,2026-01-05,99999999999999999999999999", "bo,2026-01-05,99999999999999999999999999"), /large|overflow/i],
  ["a sum that overflows", rows(...Array.from({ length: 20 }, (_, i) => `c${i},2026-01-05,90000000000000000.00`)), /large|overflow|sum/i],
  ["a million columns", "a,".repeat(1_000_000) + "z\n" + "1,".repeat(1_000_000) + "2\n", /columns/],
  ["no column of dates", "customer,amount\nana,10\n", /date/],
  ["prose", "Dear team,\nplease find the orders attached, as agreed, thank you.\nBest,\nZoé\n", /column|date/i],
];

for (const [name, content, pattern] of inputs) test(`${name} is refused`, () => refused([write(`bad-${name.replaceAll(" ", "-")}.csv`, content)], 3, pattern));

test("a missing file, a directory and a file without permission are told apart", () => {
  refused([`${folder}/absent.csv`], 3, /absent\.csv.*(no such|not exist|not found|missing)|no such|does not exist/i);
  mkdirSync(`${folder}/directory.csv`, { recursive: true });
  refused([`${folder}/directory.csv`], 3, /directory|folder/);
  const path = write("private.csv", rows("ana,2026-01-05,10"));
  chmodSync(path, 0o000);
  if (process.getuid() === 0) {
    chmodSync(folder, 0o777);
    refused([path], 3, /permission/i, { uid: 65534, gid: 65534 });
  } else refused([path], 3, /permission/i);
});

test("a line of 2 GB is refused without being read to its end in memory", () => {
  const path = `${folder}/long.csv`;
  const file = openSync(path, "w");
  writeSync(file, "customer,date,amount\nana,2026-01-05,10\n");
  const chunk = Buffer.alloc(1 << 20, "x");
  for (let i = 0; i < 2048; i++) writeSync(file, chunk);
  closeSync(file);
  refused([path], 3, /line 3.*long|too long/i);
  truncateSync(path, 0);
});

test("wrong use is told apart from bad input: exit 2", () => {
  const path = write("good.csv", rows("ana,2026-01-05,10", "bo,2026-02-05,10"));
  refused([path, "--columns", "customer,date,montant,nonsense"], 2, /nonsense|montant/);
  refused([path, "--columns", "customer,date,amount,order,product"], 2, /columns/);
  refused([path, "--period", "fortnight"], 2, /period/);
  refused([path, "--window", "0"], 2, /window/);
  refused([path, "--window", "-5"], 2, /window/);
  refused([path, "--as-of", "2026-02-30"], 2, /as-of/);
  refused([path, "--time-zone", "Mars/Olympus"], 2, /Mars\/Olympus/);
  refused([path, "--time-zone", "../../etc/passwd"], 2, /zone/);
  refused([path, "--currency", "EURO"], 2, /currency/);
  refused([path, "--margin", "1.5"], 2, /margin/);
  refused([path, "--unknown"], 2, /unknown/);
  refused([], 2, /FILE|file/);
  refused([path, "--horizon", "0"], 2, /horizon/);
  refused([path, "--calibration-end", "2031-01-10"], 2, /calibration-end[\s\S]*leave some/);
  assert.equal(fidele(["audti", path]).code, 2);
  assert.match(fidele(["audti", path]).error, /audit/);
});

test("an output that cannot be written is exit 1 and leaves nothing", () => {
  const path = write("fine.csv", rows("ana,2026-01-05,10", "bo,2026-02-05,10"));
  const run = fidele(["audit", path, "--output", `${folder}/no/such/folder/report.html`]);
  assert.equal(run.code, 1, run.error);
  assert.match(run.error, /no\/such\/folder/);
});

test("an unknown column of a file is named with those there are", () => {
  const run = fidele(["audit", write("unknown.csv", "foo,bar,baz\nx,y,z\nx,y,z\n")]);
  assert.equal(run.code, 3);
  assert.match(run.error, /foo/);
  assert.match(run.error, /--columns/);
});
