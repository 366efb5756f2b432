// The server as a process: it starts, answers, obeys signals, survives being killed, keeps its folder to itself, tells
// its operator what happens and keeps secrets.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { test } from "node:test";
import { fidele } from "./program.mjs";
import { createDatabase, postgres } from "./postgres.mjs";
import { eachStore, newServer, startServer } from "./server.mjs";

const track = (n) => ({ type: "track", userId: `u${n % 50}`, event: "Tested", messageId: `m-${n}`, properties: { n } });

/** Sends batches of 20 from `clients` connections until told; what was acknowledged is in `acked`. */
function load(server, key, clients = 8) {
  const state = { acked: [], ids: new Set(), sent: 0, stopped: false };
  const one = async () => {
    while (!state.stopped) {
      const numbers = Array.from({ length: 20 }, () => ++state.sent);
      const answer = await server.post("/v1/batch", { batch: numbers.map(track) }, { key }).catch(() => null);
      if (!answer) return;
      state.ids.add(answer.headers.get("x-request-id"));
      if (answer.status === 200) state.acked.push(...numbers);
    }
  };
  state.done = Promise.all(Array.from({ length: clients }, one));
  return state;
}

/** How often each number was stored. */
async function stored(server) {
  const key = await server.key("read"), counts = new Map();
  for (let cursor = ""; cursor !== null;) {
    const { status, body } = await server.get(`/api/v1/events?limit=1000${cursor && `&cursor=${cursor}`}`, { key });
    assert.equal(status, 200, JSON.stringify(body));
    for (const { body: { properties: { n } } } of body.items) counts.set(n, (counts.get(n) ?? 0) + 1);
    cursor = body.next_cursor;
  }
  return counts;
}

eachStore("it starts, is alive and ready, and stops when asked", async (server) => {
  assert.equal((await server.get("/healthz")).body.status, "ok");
  assert.equal((await server.get("/readyz")).body.status, "ready");
  assert.equal(await server.stop(), 0);
  assert.deepEqual(server.lines.filter(({ level, event }) => level !== "info" && event !== "sandbox" && event !== "store"), []); // what is said of the machine and of its SQLite
  assert.deepEqual(server.lines.slice(-2).map(({ event }) => event), ["stopping", "stopped"]);
});

eachStore("told to stop under load it answers every request it has read", async (server) => {
  const work = load(server, await server.key("track"));
  await pause(400);
  const begun = Date.now(), code = await server.stop();
  work.stopped = true;
  await work.done;
  assert.equal(code, 0);
  assert.ok(Date.now() - begun <= 10_000);
  const answered = server.lines.filter(({ event, route }) => /request$/.test(event) && route === "trackBatch");
  assert.ok(answered.length > 10, server.text);
  assert.deepEqual(answered.filter(({ id }) => !work.ids.has(id)), [], "answered, but the client has not got it");
  assert.deepEqual(answered.filter(({ status }) => status !== 200 && status !== 503), []);
  await server.restart();
  const counts = await stored(server);
  assert.deepEqual(work.acked.filter((n) => counts.get(n) !== 1), []);
});

eachStore("killed under load it has kept what it acknowledged, once", async (server) => {
  const key = await server.key("track"), acked = [];
  for (let cycle = 0; cycle < 3; cycle++) {
    const work = load(server, key);
    work.sent = cycle * 1_000_000;
    await pause(200 + 150 * cycle);
    await server.kill();
    work.stopped = true;
    await work.done;
    acked.push(...work.acked);
    await server.restart();
  }
  const again = acked.slice(0, 100).map(track);
  assert.equal((await server.post("/v1/batch", { batch: again }, { key })).body.accepted, again.length);
  const counts = await stored(server);
  assert.ok(acked.length > 100);
  assert.deepEqual(acked.filter((n) => counts.get(n) !== 1), []);
  assert.deepEqual([...counts].filter(([, count]) => count !== 1), []);
});

test("the data folder belongs to one process: commands go through it, or open the folder themselves", async (t) => {
  const server = await newServer(t);
  const before = await server.key("read"); // nobody holds the folder
  await server.open();
  const second = fidele(["serve", ...server.place, "--port", "0"]);
  assert.equal(second.code, 75);
  assert.ok(second.error.includes(`is in use by process ${server.child.pid}`), second.error);
  const during = await server.key("write"); // the server does it
  await server.line(({ route, peer }) => route === "createKey" && peer === "local"); // may come after the answer
  for (const key of [before, during]) assert.equal((await server.get("/api/v1/jobs", { key })).status, 200);
  assert.equal((await server.get("/api/v1/jobs", { key: "fdl_read_nonsense" })).status, 401);
  await server.stop();
  assert.ok(!readdirSync(server.folder).includes("fidele.sock"));
});

test("a command that comes while the server starts or stops waits for it", async (t) => {
  const server = await newServer(t);
  const opening = server.open();
  const keys = await Promise.all([1, 2, 3, 4].map((n) => server.command(["key", "create", "--name", `k${n}`, "--scope", "read"])));
  await opening;
  assert.deepEqual(keys.map(({ code, error }) => code || error), [0, 0, 0, 0].map(() => ""));
  assert.equal((await server.get("/api/v1/keys", { key: await server.key("admin") })).body.items.length, 5);
});

test("SIGHUP reads the configuration and opens the log again; a broken one changes nothing", async (t) => {
  const server = await newServer(t), config = join(server.folder, "fidele.conf"), log = join(server.folder, "log");
  const here = (text) => writeFileSync(config, text, { mode: 0o600 });
  here(`log = ${log}\nport = 0\n`);
  const lines = (file = log) => readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const wait = async (event) => { for (let i = 0; i < 100 && !lines().some((line) => line.event === event); i++) await pause(50); };
  const child = server.open("--config", config).catch(() => {}); // it logs into the file, not for us to hear
  for (let i = 0; i < 100 && !readdirSync(server.folder).includes("log"); i++) await pause(50);
  await wait("listening");
  const url = lines().find(({ event }) => event === "listening").url;
  await fetch(`${url}/healthz`);
  here("port = nonsense\n");
  server.child.kill("SIGHUP");
  await wait("reload_failed");
  assert.match(lines().find(({ event }) => event === "reload_failed").message, /line 1: --port “nonsense”/);
  await fetch(`${url}/healthz`);
  renameSync(log, `${log}.1`);
  here(`log = ${log}\nport = 0\nlog-level = error\n`);
  server.child.kill("SIGHUP");
  for (let i = 0; i < 100 && !readdirSync(server.folder).includes("log"); i++) await pause(50);
  await pause(200);
  await fetch(`${url}/healthz`);
  await server.stop();
  await child;
  assert.equal(lines(`${log}.1`).filter(({ event }) => event === "request").length, 2);
  assert.equal(readFileSync(log, "utf8"), "");
  assert.equal(statSync(log).mode & 0o777, 0o600);
});

/** Writes bytes to the port and reads until the other side closes. */
function raw(server, bytes) {
  return new Promise((resolve) => {
    const socket = connect(server.port, "127.0.0.1"), parts = [];
    socket.on("data", (data) => parts.push(data)).on("error", () => {}).on("close", () => resolve(Buffer.concat(parts).toString("latin1")));
    socket.end(bytes);
  });
}

test("one request is one line of the log, whatever its bytes are", async (t) => {
  const server = await startServer(t);
  const paths = ["/%0d%0a{%22event%22:%22forged%22}", "/%1b[2J%07", "/%00", "/%ff%fe", "/\xC3\x28", "/a?x=SECRET%0a", `/${"x".repeat(4000)}`, "/%e2%80%a8", "/\t"];
  const agents = ["plain", "a\x1b[31mb", "\xff\xfe", "a\r\nX-Forged: 1"];
  for (const path of paths)
    for (const agent of agents)
      await raw(server, Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: ${agent}\r\nConnection: close\r\n\r\n`, "latin1"));
  await server.stop();
  const logged = server.text.split("\n").filter((line) => line && !line.startsWith("To begin"));
  assert.deepEqual(logged.filter((line) => /[\x00-\x1f\x7f]/.test(line)), []);
  for (const line of logged) assert.doesNotThrow(() => JSON.parse(line), line);
  assert.ok(!server.lines.some(({ event }) => event === "forged"));
  const requests = server.lines.filter(({ event }) => event === "request" || event === "refused");
  assert.equal(requests.length, paths.length * agents.length);
  assert.ok(["request", "refused"].every((kind) => requests.some(({ event }) => event === kind)));
  assert.ok(requests.every(({ status }) => status >= 400 && status < 500));
  assert.ok(!server.text.includes("SECRET"));
});

test("secrets stay out of logs, answers, the process and the files", async (t) => {
  const password = "correct-horse-CANARY-7", server = await newServer(t);
  await server.open();
  const key = await server.key("admin");
  const added = await server.command(["staff", "add", "--email", "ana@example.com", "--role", "administrator", "--password-stdin"], { input: `${password}\n` });
  assert.equal(added.code, 0, added.error);
  const signedIn = await server.post("/api/v1/session", { email: "ana@example.com", password });
  assert.equal(signedIn.status < 300, true, signedIn.text);
  const cookie = signedIn.headers.get("set-cookie").split(";")[0], session = cookie.split("=")[1];
  await server.post("/api/v1/session", { email: "ana@example.com", password: `${password}-wrong` });
  await server.get(`/api/v1/jobs?api_key=${key}`);
  await server.get(`/v1/projects/${key}/settings`);
  await server.get("/api/v1/jobs", { headers: { cookie } });
  const code = /code=(\S+)/.exec(server.text)[1];
  const secrets = { password, key, session, code, tail: key.slice(-20) };
  const process = ["cmdline", "environ"].map((name) => readFileSync(`/proc/${server.child.pid}/${name}`, "latin1")).join();
  await server.stop();
  const log = server.text.split("\n").filter((line) => line.startsWith("{")).join("\n");
  const files = readdirSync(server.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.path, entry.name), "latin1")).join();
  for (const [name, secret] of Object.entries(secrets)) {
    assert.ok(!log.includes(secret), `${name} stands in the log`);
    assert.ok(!process.includes(secret), `${name} can be read from the process`);
    assert.ok(!files.includes(secret), `${name} stands in a file`);
  }
  assert.ok(files.includes("ana@example.com"), "the search finds what is there"); // the control
});

test("the password of the database stays out of what is said", async (t) => {
  const database = (await createDatabase()).replace("fidele@", "guarded:CANARY-9@");
  const server = await newServer(t, "SQLite", { database });
  await assert.rejects(server.open("--database-wait", "1"), ({ code }) => code === 78);
  assert.ok(!server.text.includes("CANARY"), server.text);
});

test("figures are for this machine and for keys that may read", async (t) => {
  const server = await startServer(t, "SQLite", { args: ["--proxy", "127.0.0.1"] });
  const key = await server.key("read");
  await server.get("/api/v1/jobs", { key });
  assert.equal(await server.figure("fidele_requests_total", 'route="/api/v1/jobs"'), 1);
  assert.ok((await server.figure("process_resident_memory_bytes")) > 1e6);
  assert.ok((await server.figure("process_open_fds")) > 5);
  const far = { "x-forwarded-for": "203.0.113.7" };
  assert.equal((await server.get("/metrics", { headers: far })).status, 401);
  assert.equal((await server.get("/metrics", { headers: far, key })).status, 200);
  assert.equal((await server.get("/metrics", { headers: far, key: await server.key("track") })).status, 403);
});

test("a server waits for a database that starts after it", async (t) => {
  const cluster = await postgres(), database = await createDatabase();
  await cluster.stop();
  const server = await newServer(t, "SQLite", { database });
  const opening = server.open();
  await server.line(({ event }) => event === "waiting_for_database");
  await cluster.start();
  await opening;
  assert.equal((await server.get("/readyz")).status, 200);
});

test("while the database is away the server is alive, but not ready", async (t) => {
  const cluster = await postgres(), server = await startServer(t, "PostgreSQL");
  await cluster.stop("immediate");
  assert.equal((await server.get("/healthz")).status, 200);
  const { status, headers } = await server.get("/readyz");
  assert.equal(status, 503);
  assert.ok(headers.get("retry-after"));
  await cluster.start();
  for (let i = 0; i < 100 && (await server.get("/readyz")).status !== 200; i++) await pause(50);
  assert.equal((await server.get("/readyz")).status, 200);
});

test("it starts in an instant and idles in little memory", async (t) => {
  const server = await startServer(t);
  const { milliseconds } = server.lines.find(({ event }) => event === "listening");
  t.diagnostic(`start ${milliseconds} ms, resident ${(server.memory() / 1e6).toFixed(1)} MB`);
  assert.ok(server.memory() < 50e6, `${server.memory()} bytes`);
});
