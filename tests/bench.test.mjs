// `fidele bench activity` without peers: what it says and leaves behind. How fast it is, nobody asserts.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const fidele = process.env.FIDELE_BIN ?? "build/release/fidele";

function bench(...options) {
  const folder = mkdtempSync(join(tmpdir(), "fidele-bench-test-"));
  const run = spawnSync(fidele, ["bench", ...options, "--folder", folder], { encoding: "utf8", env: { ...process.env, LC_ALL: "C" } });
  assert.deepEqual(readdirSync(folder), [], "nothing is left behind");
  rmSync(folder, { recursive: true });
  return run;
}

test("eight questions are timed on lane files, and nothing is compared when no peer is there", () => {
  const run = bench("activity", "--customers", "3000", "--rounds", "2", "--peers", "none", "--format", "json");
  assert.equal(run.status, 0, run.stderr);
  const rows = JSON.parse(run.stdout);
  assert.deepEqual(rows.map((row) => row.question), ["W1", "W2", "W3", "W4", "W5", "W6", "W7a", "W7b"]);
  for (const row of rows) {
    assert.deepEqual(Object.keys(row), ["question", "events", "seconds", "bytes_read", "bandwidth_share", "peers", "ratio", "equal", "first_seconds"]);
    assert.deepEqual(row.peers, { duckdb: null, clickhouse: null });
    assert.equal(row.ratio, null);
    assert.equal(row.equal, null);
    assert.ok(row.events > 0 && row.seconds > 0 && row.first_seconds > 0 && row.bytes_read > 0 && row.bandwidth_share > 0);
  }
  assert.equal(rows[5].events, rows[7].events, "both read all events");
});

test("a table in the reader's language", () => {
  const run = bench("activity", "--customers", "1000", "--rounds", "1", "--peers", "none", "--locale", "fr");
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /Fichiers de colonnes\u00A0: /);
  assert.match(run.stdout, /W7b .*rétention jour par jour/);
});

test("what cannot be measured is said", () => {
  const run = bench("everything");
  assert.equal(run.status, 2);
  assert.match(run.stderr, /“everything”: what can be measured is: activity/);
});
