// audit.mjs - `fidele audit` of a generated order file beside DuckDB reading the same file and answering less.
//
// Ours is the whole process, from exec to exit, every figure of the report included. DuckDB's clock starts when its library
// is loaded and its connection open, and stops after the CSV was read and three questions answered (cohorts, monthly
// new/retained/reactivated/lost with orders and revenue, RFM with quintiles): an advantage for DuckDB. Runs alternate; the
// ratio is the median of the ratios of neighbouring runs. Nothing here is asserted.
//
// usage: node bench/audit.mjs [rows …]     default 1000000 10000000
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, openSync, closeSync, statSync, readFileSync } from "node:fs";
import { cpus } from "node:os";

const rounds = Number(process.env.ROUNDS ?? 5);
const sizes = process.argv.slice(2).map(Number);
if (sizes.length === 0) sizes.push(1_000_000, 10_000_000);
const folder = "build/bench";
const fidele = process.env.FIDELE_BIN ?? "build/release/fidele";
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const shown = (values) => `${median(values).toFixed(3)} s (${Math.min(...values).toFixed(3)}–${Math.max(...values).toFixed(3)})`;

function orderFile(rows) {
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/orders-${rows}.csv`;
  if (existsSync(path)) return path;
  const out = openSync(path, "w");
  const made = spawnSync("build/release/fidele_generate", ["--style", "plain", "--orders", String(rows), "--customers",
    String(Math.round(rows / 10)), "--seed", "1", "--from", "2023-01-01", "--to", "2026-10-31"], { stdio: ["ignore", out, "inherit"] });
  closeSync(out);
  if (made.status !== 0) throw new Error("fidele_generate failed");
  return path;
}

/** Wall seconds and peak resident bytes beyond the mapped file of one audit. */
function ours(path, format) {
  const start = process.hrtime.bigint();
  const run = spawnSync("/usr/bin/time", ["-f", "%M", fidele, "audit", path, "--format", format, "--quiet"],
    { maxBuffer: 1 << 30, env: { ...process.env, LC_ALL: "C" } });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (run.status !== 0) throw new Error(run.stderr.toString());
  return { seconds, peak: Number(run.stderr.toString().trim().split("\n").pop()) * 1024, out: run.stdout };
}

const questions = {
  cohorts: `WITH f AS (SELECT customer, date_trunc('month', min(date)) c FROM o WHERE amount > 0 GROUP BY 1)
    SELECT c, date_trunc('month', date) p, count(DISTINCT customer) FILTER (amount > 0) n, sum(amount) FROM o JOIN f USING (customer) GROUP BY 1, 2`,
  states: `WITH m AS (SELECT customer, date_trunc('month', date) p, count(*) n, sum(amount) a FROM o WHERE amount > 0 GROUP BY 1, 2),
    l AS (SELECT *, lag(p) OVER w AS before, lead(p) OVER w AS after FROM m WINDOW w AS (PARTITION BY customer ORDER BY p))
    SELECT p, count(*) FILTER (before IS NULL), count(*) FILTER (before = p - INTERVAL 1 MONTH),
      count(*) FILTER (before < p - INTERVAL 1 MONTH), count(*) FILTER (after IS NULL OR after > p + INTERVAL 1 MONTH), sum(n), sum(a) FROM l GROUP BY 1`,
  rfm: `WITH s AS (SELECT customer, max(date) r, count(*) f, sum(amount) m FROM o WHERE amount > 0 GROUP BY 1),
    q AS (SELECT ntile(5) OVER (ORDER BY r) r, ntile(5) OVER (ORDER BY f) f, ntile(5) OVER (ORDER BY m) m FROM s)
    SELECT r, f, m, count(*) FROM q GROUP BY ALL`,
};

async function duckdb() {
  try {
    return await import("@duckdb/node-api");
  } catch {
    return null;
  }
}

async function theirs(library, path) {
  const instance = await library.DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  const start = process.hrtime.bigint();
  await connection.run(`CREATE TABLE o AS SELECT * FROM read_csv('${path}', header = true)`);
  let cohorts;
  for (const [name, sql] of Object.entries(questions)) {
    const rows = await (await connection.runAndReadAll(sql)).getRowsJson();
    if (name === "cohorts") cohorts = rows;
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  connection.closeSync();
  instance.closeSync();
  return { seconds, cohorts };
}

/** Our cohort counts must be theirs. */
function sameCohorts(report, rows) {
  const mine = new Map();
  for (const row of report.cohorts.rows) mine.set(row.cohort, row.active);
  const months = (text) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;
  return rows.every(([cohort, period, n]) => (mine.get(cohort.slice(0, 7))?.[months(period) - months(cohort)] ?? 0) === Number(n) || Number(n) === 0);
}

const library = await duckdb();
execFileSync("cmake", ["--build", "--preset", "release", "--target", "fidele", "fidele_generate", "fidele_bandwidth"], { stdio: "ignore" });
const bandwidth = Number(execFileSync("build/release/fidele_bandwidth", ["2"]).toString());
console.log(`machine: ${cpus()[0].model}, ${cpus().length} cores; memory read ${bandwidth.toFixed(1)} GB/s on two threads`);
for (const rows of sizes) {
  const path = orderFile(rows);
  const bytes = statSync(path).size;
  readFileSync(path); // in the page cache for both
  const text = [], html = [], peer = [], ratios = [];
  let peak = 0, customers = 0, equal = true;
  const report = JSON.parse(ours(path, "json").out.toString());
  customers = report.input.customers;
  for (let round = 0; round < rounds; round++) {
    const run = ours(path, "text");
    text.push(run.seconds);
    peak = Math.max(peak, run.peak);
    if (library) {
      const other = await theirs(library, path);
      peer.push(other.seconds);
      ratios.push(other.seconds / run.seconds);
      equal &&= sameCohorts(report, other.cohorts);
    }
    html.push(ours(path, "html").seconds);
  }
  const beyond = peak - bytes;
  console.log(`\n${rows.toLocaleString("en")} rows, ${(bytes / 1e6).toFixed(0)} MB, ${customers.toLocaleString("en")} customers; ${rounds} rounds, median (min–max)`);
  console.log(`  fidele audit, text, whole process   ${shown(text)}`);
  console.log(`  fidele audit, HTML, whole process   ${shown(html)}`);
  if (library) {
    console.log(`  DuckDB, read + 3 questions          ${shown(peer)}   cohorts ${equal ? "equal" : "DIFFER"}`);
    console.log(`  ratio                               ${median(ratios).toFixed(1)} times faster (${Math.min(...ratios).toFixed(1)}–${Math.max(...ratios).toFixed(1)})`);
  }
  console.log(`  reading                             ${(bytes / median(text) / 1e6).toFixed(0)} MB/s of file, ${(bytes / median(text) / bandwidth / 1e7).toFixed(1)} % of the memory bandwidth`);
  console.log(`  peak memory beyond the file         ${(beyond / 1e6).toFixed(0)} MB; the bound of 24 B a row + 64 B a customer is ${((24 * rows + 64 * customers) / 1e6).toFixed(0)} MB`);
}
if (!library) console.log("\nDuckDB is not installed: no ratio.");
