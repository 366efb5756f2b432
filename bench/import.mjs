// import.mjs - `fidele import orders` beside `sqlite3 .import` of the same file into a table without any index, which
// only stores the cells; and how long other calls take at the same time.
//
// Ours is the whole command beside a server: copy, reading, grouping the lines of orders, customers, orders, columns, the
// log, until all is committed. CPU seconds are of the server's process. Nothing here is asserted.
//
// usage: node bench/import.mjs FILE.csv     (node bench/import.mjs ../shared/data/retail/….csv)
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const file = process.argv[2];
const fidele = process.env.FIDELE_BIN ?? "build/release/fidele";
const folder = mkdtempSync(join(tmpdir(), "fidele-bench-import-"));
const rows = readFileSync(file, "latin1").split("\n").length - 2;
const seconds = (since) => Number(process.hrtime.bigint() - since) / 1e9;
const TICKS = 100;

function cpu(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

async function calls(url, key, until) {
  const times = [];
  for (let i = 0; !until.done; i++) {
    const since = process.hrtime.bigint();
    const answer = await fetch(`${url}/api/v1/customers/1`, { headers: { authorization: `Bearer ${key}` } });
    await answer.arrayBuffer();
    const posted = process.hrtime.bigint();
    times.push({ read: seconds(since) });
    await (await fetch(`${url}/api/v1/customers`, { method: "POST", body: JSON.stringify({ user_id: `bench-${i}` }),
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" } })).arrayBuffer();
    times.at(-1).write = seconds(posted);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return times;
}

const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];

const server = spawn(fidele, ["serve", "--data", folder, "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
const port = await new Promise((resolve) => createInterface({ input: server.stderr }).on("line", (line) => {
  if (line.startsWith("{") && JSON.parse(line).event === "listening") resolve(JSON.parse(line).port);
}));
const key = execFileSync(fidele, ["key", "create", "--name", "bench", "--scope", "admin", "--data", folder]).toString().trim().split(/\s+/).at(-1);
const until = {}, asking = calls(`http://127.0.0.1:${port}`, key, until), before = cpu(server.pid), since = process.hrtime.bigint();
const importing = spawn(fidele, ["import", "orders", file, "--currency", "GBP", "--data", folder, "--quiet"], { stdio: "inherit" });
await new Promise((resolve) => importing.on("exit", resolve));
const wall = seconds(since), spent = cpu(server.pid) - before;
until.done = true;
const times = await asking;
console.log(`fidele import: ${rows} rows in ${wall.toFixed(2)} s, ${spent.toFixed(2)} s of CPU: ${Math.round(rows / spent)} rows/s of one core`);
for (const what of ["read", "write"])
  console.log(`  meanwhile ${times.length} ${what}s: p50 ${(1000 * quantile(times.map((t) => t[what]), 0.5)).toFixed(1)} ms, p99 ${(1000 * quantile(times.map((t) => t[what]), 0.99)).toFixed(1)} ms`);
server.kill("SIGTERM");
await new Promise((resolve) => server.on("exit", resolve));
const began = process.hrtime.bigint();
const peer = spawnSync("sqlite3", [join(folder, "peer.db")], { input: `.mode csv\n.import ${file} rows\n` });
if (peer.status === 0) console.log(`sqlite3 .import: ${seconds(began).toFixed(2)} s: ${Math.round(rows / seconds(began))} rows/s`);
rmSync(folder, { recursive: true, force: true });
