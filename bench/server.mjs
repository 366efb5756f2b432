// server.mjs - the server under load beside what SQLite alone can do in the same run. Prints a table; asserts nothing.
//
//   node bench/server.mjs            ingest, latency, memory: about four minutes
//   FULL=1 node bench/server.mjs     also a million people and ten million events: about ten more
//
// Load comes from one thread of fidele_http_load on the same two cores, so server, load and SQLite share them; the raw
// rate is of one thread that has a core for itself. Rounds alternate raw and ours; medians, and the median of the ratios of
// neighbours. Raw twice: with a batch in a transaction, and with as many rows as 32 connections can have under way at once,
// its best case.
import { spawn, spawnSync, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const rounds = Number(process.env.ROUNDS ?? 5), seconds = Number(process.env.SECONDS ?? 5);
const built = "build/release";
const work = mkdtempSync(`build/bench-server-`);
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const thousands = (value) => `${(value / 1000).toFixed(1)} k`;
const range = (values, shown = thousands) => `${shown(median(values))} (${shown(Math.min(...values))}–${shown(Math.max(...values))})`;

class Server {
  static async start(folder) {
    const server = new Server();
    server.folder = folder;
    server.child = spawn(`${built}/fidele`, ["serve", "--data", folder, "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
    server.exited = new Promise((resolve) => server.child.once("exit", resolve));
    server.listening = await new Promise((resolve) => createInterface({ input: server.child.stderr }).on("line", (line) => {
      if (line.startsWith("{") && JSON.parse(line).event === "listening") resolve(JSON.parse(line));
    }));
    server.port = server.listening.port;
    return server;
  }
  key(scope) {
    return execFileSync(`${built}/fidele`, ["key", "create", "--name", scope, "--scope", scope, "--data", this.folder], { encoding: "utf8" }).trim().split(/\s+/).at(-1);
  }
  memory(field = "VmRSS") {
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${this.child.pid}/status`, "utf8"))[1]) / 1024;
  }
  /** User and system seconds of the process so far. */
  cpu() {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }
  load(path, { method = "POST", body = "", headers = [], ...options } = {}) {
    const words = ["--method", method, ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])];
    if (body) {
      const file = join(work, "body");
      writeFileSync(file, body);
      words.push("--body", file);
    }
    for (const header of headers) words.push("--header", header);
    const run = spawnSync(`${built}/fidele_http_load`, [...words, "127.0.0.1", String(this.port), path], { encoding: "utf8" });
    if (run.status !== 0) throw new Error(run.stderr);
    const result = JSON.parse(run.stdout);
    const failed = Object.keys(result.statuses).filter((status) => status !== "200");
    if (failed.length || result.broken) console.log(`  (not all well: ${JSON.stringify(result.statuses)}, broken ${result.broken})`);
    return result;
  }
  async stop() {
    this.child.kill("SIGTERM");
    await this.exited;
  }
}

const event = '{"type":"track","event":"Order Completed","userId":"user-{user}","messageId":"{id}","timestamp":"{time}","properties":{"order_id":"{id}","total":25.5,"currency":"EUR","products":[{"product_id":"p-101","price":25.5,"quantity":1}]},"context":{"library":{"name":"bench","version":"1"},"ip":"192.0.2.1","locale":"fr-FR"}}';
const bodyBytes = event.replaceAll(/\{(id|time)\}/g, "x".repeat(24)).replaceAll("{user}", "x".repeat(8)).length; // as it is stored
const batch = (size, item = event) => `{"batch":[${Array(size).fill(item).join(",")}]}`;
const basic = (key) => [`Authorization: Basic ${Buffer.from(`${key}:`).toString("base64")}`, "Content-Type: application/json"];

function raw(rows) {
  const folder = mkdtempSync(join(work, "raw-"));
  const rate = Number(execFileSync(`${built}/fidele_sqlite_raw`, [folder, String(rows), String(bodyBytes), String(Math.min(seconds, 3))], { encoding: "utf8" }));
  rmSync(folder, { recursive: true });
  return rate;
}

async function ingest(size) {
  const ours = [], same = [], best = [], shares = [], bestShares = [], cpu = [];
  for (let round = 0; round < rounds; round++) {
    same.push(raw(size));
    best.push(raw(32 * size));
    const server = await Server.start(mkdtempSync(join(work, "data-")));
    const headers = basic(server.key("track"));
    const before = server.cpu();
    const result = server.load("/v1/batch", { body: batch(size), headers, connections: 32, users: 10000, seconds, warmup: 1 });
    cpu.push((server.cpu() - before) / (result.per_second * size * (seconds + 1)) * 1e6);
    ours.push(result.fine_per_second * size);
    shares.push(ours.at(-1) / same.at(-1));
    bestShares.push(ours.at(-1) / best.at(-1));
    await server.stop();
    rmSync(server.folder, { recursive: true });
  }
  const percent = (value) => `${(100 * value).toFixed(0)} %`;
  const row = (rate, rows, share) => console.log(`| acknowledged events/s, batches of ${size}, 32 connections | ${range(ours)} | ${range(rate)} with ${rows} rows a transaction | **${range(share, percent)}** | server ${median(cpu).toFixed(1)} µs of processor an event |`);
  row(same, size, shares);
  row(best, 32 * size, bestShares);
}

async function single() {
  const server = await Server.start(mkdtempSync(join(work, "data-")));
  const headers = basic(server.key("track"));
  const full = server.load("/v1/track", { body: event, headers, connections: 32, seconds, warmup: 1 });
  const half = server.load("/v1/track", { body: event, headers, connections: 64, rate: Math.floor(full.fine_per_second / 2), seconds: 2 * seconds, warmup: 1 });
  console.log(`| single \`track\`: full load ${thousands(full.fine_per_second)}/s; at half load | p50 ${half.latency_ms.p50} ms, **p99 ${half.latency_ms.p99} ms**, max ${half.latency_ms.max} ms | | | goal: p99 under 20 ms |`);
  await server.stop();
}

async function idle() {
  const server = await Server.start(mkdtempSync(join(work, "data-")));
  await new Promise((resolve) => setTimeout(resolve, 2000));
  console.log(`| idle, empty folder | **${server.memory().toFixed(0)} MB** resident; start ${server.listening.milliseconds} ms | | | goals: 50 MB, 300 ms |`);
  await server.stop();
}

/** Ten million orders of a million people, then figures of a server that starts on them. */
async function million() {
  const folder = mkdtempSync(join(work, "data-"));
  let server = await Server.start(folder);
  const headers = basic(server.key("track"));
  const identify = '{"type":"identify","userId":"user-{user}","messageId":"{id}","timestamp":"{time}","traits":{"plan":"pro","country":"FR"}}';
  const events = async () => Number(/fidele_activity_events\S* (\d+)/.exec(await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text())?.[1] ?? NaN);
  server.load("/v1/batch", { body: batch(200, identify), headers, connections: 8, users: 1_000_000, seconds: Number(process.env.IDENTIFY ?? 90), warmup: 0 });
  for (let wanted = 10_000_000; (await events()) < wanted;) server.load("/v1/batch", { body: batch(200), headers, connections: 8, users: 1_000_000, seconds: 10, warmup: 0 });
  console.log(`  (${await events()} events)`);
  await server.stop();
  server = await Server.start(folder);
  const admin = server.key("read");
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const quiet = server.memory();
  const started = server.listening.milliseconds;
  const profile = server.load("/api/v1/customers/user_id:user-{user}", { method: "GET", headers: [`Authorization: Bearer ${admin}`], connections: 8, rate: 500, users: 1_000_000, seconds: 20, warmup: 2 });
  console.log(`| a million people, ten million events | start **${started} ms**; resident **${quiet.toFixed(0)} MB**, ${server.memory().toFixed(0)} MB after reading profiles | | | goals: 300 ms, 200 MB |`);
  console.log(`| profile read at a million people, 500/s | p50 ${profile.latency_ms.p50} ms, **p99 ${profile.latency_ms.p99} ms** | | | goal: p99 under 5 ms |`);
  await server.stop();
}

console.log("| what | ours | raw SQLite | share | note |\n|---|---|---|---|---|");
await idle();
for (const size of [20, 200]) await ingest(size);
await single();
if (process.env.FULL) await million();
