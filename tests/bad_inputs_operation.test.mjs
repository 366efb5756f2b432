// The bad inputs of operation (rows O01 to O62): command line, configuration, data folder, store files, signals,
// limits. Each row has its answer here, or the place where it is shown, or the part of the program that it waits for.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { test } from "node:test";
import { binary, fidele } from "./program.mjs";
import { createDatabase, run } from "./postgres.mjs";
import { Server, startServer } from "./server.mjs";

const rows = new Map();
/** A row with its test. */
const row = (id, title, block) => { assert.ok(!rows.has(id)); rows.set(id, "here"); test(`${id} ${title}`, { timeout: 120_000 }, block); };
/** A row that is shown elsewhere, or waits for what it is about. */
const elsewhere = (id, where) => { assert.ok(!rows.has(id)); rows.set(id, where); };

const root = process.getuid() === 0;
const folder = (t) => {
  const path = mkdtempSync(join(tmpdir(), "fidele-bad-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
};
const serve = (data, ...words) => fidele(["serve", "--data", data, "--port", "0", ...words], { timeout: 30_000 });
const file = (t, text, mode = 0o600) => {
  const path = join(folder(t), "fidele.conf");
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};
const refused = ({ code, error }, expected, words) => {
  assert.equal(code, expected, error);
  assert.match(error, words);
};
/** Starts a server by way of a shell, for limits and closed streams: `set` comes before it. */
const shelled = (t, set) => {
  const server = new Server({ folder: join(folder(t), "data") });
  server.program = ["/bin/bash", "-c", `${set}; exec "$0" "$@"`, binary];
  t.after(() => server.close());
  return server.open();
};

row("O01", "an unknown option", (t) => refused(serve(folder(t), "--prot", "1"), 64, /unknown option --prot; did you mean --port\?/));
row("O02", "a port in use", async (t) => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address();
  refused(fidele(["serve", "--data", folder(t), "--port", `${port}`]), 69, new RegExp(`127.0.0.1 port ${port}: is another server running there`));
  other.close();
});
row("O03", "a port that is none (0 is the free one that tests ask for)", (t) => {
  for (const port of ["70000", "abc", "-1", "65536", "80.5"])
    refused(fidele(["serve", "--data", folder(t), `--port=${port}`]), 64, /--port “.+”: expected a whole number from 0 to 65535/);
});
row("O04", "a privileged port without rights", async (t) => {
  const data = join(folder(t), "data");
  chmodSync(join(data, ".."), 0o777);
  const words = [binary, "serve", "--data", data, "--port", "81"];
  const low = readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8").trim();
  if (Number(low) <= 81) return t.diagnostic("this system gives port 81 to everybody");
  const { status, stderr } = root
    ? spawnSync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all", ...words], { encoding: "utf8" })
    : spawnSync(words[0], words.slice(1), { encoding: "utf8" });
  refused({ code: status, error: stderr }, 77, /CAP_NET_BIND_SERVICE/);
});
row("O05", "a configuration file that can't be read", (t) => {
  refused(serve(folder(t), "--config", "/no/such/file"), 66, /no such file/i);
  refused(serve(folder(t), "--config", "/etc"), 66, /folder/);
});
row("O06", "a syntax error in it", (t) => refused(serve(folder(t), "--config", file(t, "# a\nworkers\n")), 78, /line 2, column 8: expected =/));
row("O07", "an unknown key in it", (t) => refused(serve(folder(t), "--config", file(t, "prot = 1\n")), 78, /line 1: “prot” is not known; did you mean “port”\?/));
row("O08", "a value out of range in it", (t) => refused(serve(folder(t), "--config", file(t, "\nworkers = 65\n")), 78, /line 2: --workers “65”: expected a whole number from 1 to 64/));
row("O09", "a secret in a file that others may read", (t) => refused(serve(folder(t), "--config", file(t, "database = postgresql://a:b@127.0.0.1/c\n", 0o644)), 78, /mode 0644 .*set 0600/));
elsewhere("O10", "no secret is configured: keys are made with the store (workspace) and the folder (secret.key)");
elsewhere("O11", "as O10");
row("O12", "http:// on a public address", (t) => refused(serve(folder(t), "--address", "0.0.0.0", "--base-url", "http://x.example.com"), 78, /set https, or --insecure-dev/));
row("O13", "a data folder that can't be written", (t) => {
  refused(serve("/proc/fidele"), 74, /cannot write in the data folder \/proc\/fidele: No such file/);
  refused(serve(file(t, "x")), 74, /Not a directory/);
});
row("O14", "a data folder of others, or that others may write", (t) => {
  const data = folder(t);
  writeFileSync(join(data, "x"), "");
  chmodSync(data, 0o770);
  refused(serve(data), 77, /others may write in the data folder .*chmod 700/);
  if (!root) return;
  chmodSync(data, 0o700);
  const { status, stderr } = spawnSync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", binary, "serve", "--data", data], { encoding: "utf8" });
  refused({ code: status, error: stderr }, 77, /belongs to uid 0, this process runs as uid 65534/);
});
elsewhere("O15", "serve.test.mjs: the data folder belongs to one process");
elsewhere("O16", "data_folder.c asks for the lock twice; no file system without locks can be mounted in the tests");
elsewhere("O17", "store: all writes and checkpoints stay on one connection (writer.h)");
row("O18", "a store of a newer version", async (t) => {
  const server = await startServer(t, "PostgreSQL");
  await server.stop();
  await run(server.database, "insert into schema_migration (number, name, applied_at) values (9999, 'of_tomorrow', 0)");
  await assert.rejects(server.open(), ({ code, message }) => code === 78 && /schema 9999, this program knows/.test(message));
});
elsewhere("O19", "nothing older than this version was released");
elsewhere("O20", "store_test.c: a migration is one transaction");
row("O21", "the main file without its log", async (t) => {
  const server = await startServer(t);
  await server.stop();
  await server.open();
  await server.kill();
  for (const name of ["fidele.db-wal", "fidele.db-shm"]) rmSync(join(server.folder, name), { force: true });
  await server.open();
  assert.equal((await server.get("/readyz")).status, 200);
});
row("O22", "an empty main file beside a log", async (t) => {
  const server = await startServer(t);
  await server.key("read");
  await server.kill();
  truncateSync(join(server.folder, "fidele.db"), 0);
  assert.ok(statSync(join(server.folder, "fidele.db-wal")).size > 0);
  await assert.rejects(server.open(), ({ code, message }) => code === 65 && /damaged: restore it from a backup/.test(message));
});
elsewhere("O23", "store's tests: a damaged page is refused");
for (const [id, title, harm] of [
  ["O24", "a bit flip in a column file", (path) => { const bytes = readFileSync(path); bytes[bytes.length >> 1] ^= 4; writeFileSync(path, bytes); }],
  ["O25", "a column file that is missing", (path) => rmSync(path)],
  ["O26", "a column file with an absurd length", (path) => { const bytes = readFileSync(path); bytes.fill(0xff, 16, Math.min(64, bytes.length)); writeFileSync(path, bytes); }],
])
  row(id, title, async (t) => {
    const server = await startServer(t), key = await server.key("track");
    await server.post("/v1/batch", { batch: Array.from({ length: 500 }, (_, n) => ({ type: "track", userId: `u${n}`, event: "Tested", messageId: `${n}` })) }, { key });
    await server.stop();
    const files = readdirSync(join(server.folder, "activity")).map((name) => join(server.folder, "activity", name));
    assert.ok(files.length > 0);
    files.forEach((path) => harm(path));
    await server.open();
    assert.equal(await server.figure("fidele_activity_events"), 500);
    const again = await server.post("/v1/track", { userId: "u1", event: "Tested", messageId: "1" }, { key });
    assert.equal(again.status, 200);
    assert.equal(await server.figure("fidele_activity_events"), 500); // still known
  });
elsewhere("O27", "the ledger of points comes with loyalty; the audit trail's chain: fidele audit-trail verify");
row("O28", "a clock that went back by a day", async (t) => {
  const server = await startServer(t, "PostgreSQL"), key = await server.key("track"), send = (event) => server.post("/v1/track", { userId: "u", event }, { key });
  await send("Before");
  await server.stop();
  await run(server.database, `update event set received = received + ${86400000}`);
  await server.open();
  assert.ok(server.lines.some(({ event, level }) => event === "clock_went_back" && level === "warn"));
  await send("After");
  const { body } = await server.get("/api/v1/events", { key: await server.key("read") });
  assert.deepEqual(body.items.sort((a, b) => a.seq - b.seq).map(({ event }) => event), ["Before", "After"]);
}); // that schedules are held then: queue_test.c
elsewhere("O29", "clock_test.c");
row("O30", "PostgreSQL that can't be reached", async (t) => {
  const begun = Date.now(), answer = serve(folder(t), "--database", "postgresql://fidele@127.0.0.1:9/x", "--database-wait", "2");
  refused(answer, 69, /PostgreSQL can't be reached/);
  assert.ok(answer.error.split("\n").filter((line) => line.includes("waiting_for_database")).length > 2);
  assert.ok(Date.now() - begun >= 2000);
});
row("O31", "PostgreSQL with a wrong password", async (t) => {
  const database = (await createDatabase()).replace("fidele@", "guarded:PASSWORD-5@");
  const server = new Server({ folder: folder(t), database });
  await assert.rejects(server.open(), ({ code, message }) => code === 78 && /password authentication failed/.test(message) && !message.includes("PASSWORD-5"));
});
row("O32", "PostgreSQL elsewhere without TLS", (t) => refused(serve(folder(t), "--database", "postgresql://a@192.0.2.1/x?sslmode=disable"), 78, /TLS is required/));
elsewhere("O33", "store_faults_test.c, store_servers_test.c");
elsewhere("O34", "store_faults_test.c");
for (const id of ["O35", "O36", "O37"]) elsewhere(id, "ClickHouse is no part of this version");
for (const id of ["O38", "O39", "O40", "O41", "O42", "O43", "O44", "O45"]) elsewhere(id, "backup_test.c, backup.test.mjs");
row("O46", "no memory at the start", (t) => {
  const limited = (kilobytes) => spawnSync("/bin/bash", ["-c", `ulimit -v ${kilobytes}; exec "$0" "$@"`, binary, "serve", "--data", join(folder(t), "data"), "--port", "0"], { encoding: "utf8", timeout: 30_000 });
  const { status, stderr } = limited(75_000);
  refused({ code: status, error: stderr }, 71, /not enough memory \(\d+ bytes more were needed\)/);
  assert.ok([70, 71].includes(limited(150_000).status)); // enough memory, too little for threads
});
row("O47", "few files allowed", async (t) => {
  const server = await shelled(t, "ulimit -n 256");
  const { limit, connections } = server.lines.find(({ event }) => event === "few_files");
  assert.deepEqual([limit, connections], [256, 200]);
});
elsewhere("O48", "store_faults_test.c; run.c ends with 74");
row("O49", "a log that can't be written", async (t) => {
  const server = await startServer(t, "SQLite", { args: ["--log", "/no/such/folder/log"] });
  assert.match(server.lines.find(({ event }) => event === "log").message, /logging to standard error/);
});
elsewhere("O50", "serve.test.mjs: one request is one line of the log");
elsewhere("O51", "serve.test.mjs: SIGHUP");
row("O52", "SIGTERM twice", async (t) => {
  const server = await startServer(t), key = await server.key("read");
  const stream = await fetch(`${server.url}/api/v1/events/live`, { headers: { authorization: `Bearer ${key}` } });
  assert.equal(stream.status, 200);
  server.child.kill("SIGTERM");
  await server.line(({ event }) => event === "stopping");
  server.child.kill("SIGTERM");
  assert.deepEqual(await server.ended, { code: 0, signal: null });
  await stream.body.cancel().catch(() => {});
  await server.open();
});
row("O53", "SIGPIPE, SIGUSR1, SIGUSR2, SIGWINCH", async (t) => {
  const server = await startServer(t);
  for (const signal of ["SIGPIPE", "SIGUSR1", "SIGUSR2", "SIGWINCH"]) server.child.kill(signal);
  assert.equal((await server.get("/readyz")).status, 200);
});
row("O54", "nobody who reads what is said", async (t) => {
  const server = await startServer(t);
  server.child.stderr.destroy();
  for (let i = 0; i < 20; i++) assert.equal((await server.get("/healthz")).status, 200);
  assert.equal(await server.stop(), 0);
});
row("O55", "no standard streams", async (t) => {
  const data = join(folder(t), "data"), log = join(folder(t), "log");
  const child = spawn("/bin/sh", ["-c", 'exec "$0" "$@" <&- >&- 2>&-', binary, "serve", "--data", data, "--port", "0", "--log", log], { stdio: "ignore" });
  t.after(() => child.kill("SIGKILL"));
  const lines = () => (existsSync(log) ? readFileSync(log, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line)) : []);
  for (let i = 0; i < 200 && !lines().some(({ event }) => event === "listening"); i++) await pause(50);
  assert.equal((await fetch(`${lines().find(({ event }) => event === "listening").url}/readyz`)).status, 200);
});
row("O56", "odd languages and time zones", async (t) => {
  for (const env of [{ LC_ALL: "tr_TR.UTF-8" }, { LC_ALL: "C", TZ: "Nowhere/Land" }, { LANG: "", TZ: ":" }]) {
    const server = await startServer(t, "SQLite", { env }), key = await server.key("track");
    const { status } = await server.post("/v1/track", { userId: "I", event: "INTEGER", properties: { total: 1234.5 } }, { key });
    assert.equal(status, 200);
    await server.stop();
  }
});
row("O57", "umask 000", async (t) => {
  const server = await shelled(t, "umask 000");
  await server.key("track");
  await server.stop();
  for (const entry of readdirSync(server.folder, { withFileTypes: true, recursive: true }))
    assert.equal(statSync(join(entry.path, entry.name)).mode & 0o077, 0, entry.name);
  assert.equal(statSync(server.folder).mode & 0o777, 0o700);
});
row("O58", "a small stack", async (t) => {
  const server = await shelled(t, "ulimit -s 256"), key = await server.key("write");
  const deep = `${'{"a":'.repeat(60)}1${"}".repeat(60)}`;
  for (const body of [`{"userId":"u","event":"E","properties":${deep}}`, `{"userId":"u","event":"E","properties":${"[".repeat(100000)}}`])
    assert.ok((await server.post("/v1/track", body, { key })).status < 500);
  assert.equal((await server.get("/api/v1/events", { key })).status, 200);
  assert.equal((await server.get("/metrics")).status, 200);
  assert.equal(await server.stop(), 0);
});
row("O59", "an environment of 1 MiB", async (t) => {
  const env = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`LARGE_${i}`, "x".repeat(120_000)]));
  const server = await startServer(t, "SQLite", { env });
  assert.equal((await server.get("/readyz")).status, 200);
});
row("O60", "a server of another version", async (t) => {
  const data = folder(t), other = createServer((request, response) => response.setHeader("content-type", "application/json").end('{"status":"ok","version":"99.1.0"}'));
  other.listen(join(data, "fidele.sock"));
  await once(other, "listening");
  const child = spawn(binary, ["key", "create", "--name", "x", "--scope", "read", "--data", data], { env: { LC_ALL: "C" } });
  let error = "";
  child.stderr.on("data", (text) => { error += text; });
  const [code] = await once(child, "close");
  other.close();
  refused({ code, error }, 76, /is version 99\.1\.0, this program is \d/);
});
row("O61", "a password on the command line", (t) => {
  const { code, error } = fidele(["staff", "add", "--data", folder(t), "--email", "a@example.com", "--role", "agent", "--password", "hunter2hunter2"]);
  assert.equal(code, 2);
  assert.match(error, /--password/);
});
elsewhere("O62", "erasing comes with privacy");

test("every row from O01 to O62 is here or says where it is", () => {
  const ids = Array.from({ length: 62 }, (_, i) => `O${String(i + 1).padStart(2, "0")}`);
  assert.deepEqual([...rows.keys()].sort(), ids);
});
