// server.mjs - runs `fidele serve` for whole-program tests: a temporary folder, a free port, either store.
//
//   await eachStore("an event counts once", async (server, t) => {
//     const key = await server.key("track");
//     const { status, body } = await server.post("/v1/track", { … }, { key });
//     await server.restart();
//   });
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { binary } from "./program.mjs";
import { createDatabase } from "./postgres.mjs";

const START_MILLISECONDS = 60_000;
const environment = { PATH: process.env.PATH, LC_ALL: "C.UTF-8", ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? "", TSAN_OPTIONS: process.env.TSAN_OPTIONS ?? "" };

// A test process that ends leaves no server behind.
const living = new Set();
process.once("exit", () => living.forEach((child) => child.kill("SIGKILL")));

export class Server {
  constructor({ folder, database = "", args = [], env = {}, spawning = {} }) {
    Object.assign(this, { folder, database, args, env, spawning });
    this.lines = []; // of the log, parsed
    this.text = ""; // all that was written to standard error
    this.keys = new Map();
    this.program = [binary];
  }

  /** --data and --database, for commands on this folder. */
  get place() {
    return ["--data", this.folder, ...(this.database ? ["--database", this.database] : [])];
  }

  /** Starts and waits until it listens; throws with what it said when it ends instead. */
  async open(...more) {
    const words = ["serve", ...this.place, "--port", "0", ...this.args, ...more];
    const child = spawn(this.program[0], [...this.program.slice(1), ...words], { stdio: ["ignore", "inherit", "pipe"], env: { ...environment, ...this.env }, ...this.spawning });
    this.child = child;
    living.add(child);
    this.ended = once(child, "exit").then(([code, signal]) => {
      living.delete(child);
      return { code, signal };
    });
    const listening = new Promise((resolve) => this.#read(child, resolve));
    const late = new Promise((_, reject) => { this.timer = setTimeout(() => reject(new Error(`no answer in time: ${this.text}`)), START_MILLISECONDS); });
    const line = await Promise.race([listening, late, this.ended.then(({ code, signal }) => {
      throw Object.assign(new Error(`the server ended with ${signal ?? code}: ${this.text}`), { code, signal });
    })]).finally(() => clearTimeout(this.timer));
    this.port = line.port;
    this.url = `http://127.0.0.1:${line.port}`;
    return this;
  }

  #read(child, listening) {
    createInterface({ input: child.stderr }).on("line", (text) => {
      this.text += `${text}\n`;
      if (!text.startsWith("{")) return;
      const line = JSON.parse(text);
      this.lines.push(line);
      if (line.event === "listening") listening(line);
      this.heard?.();
    });
  }

  /** The first log line that `wanted` accepts, now or later. */
  async line(wanted, milliseconds = 10_000) {
    const until = Date.now() + milliseconds;
    for (;;) {
      const found = this.lines.find(wanted);
      if (found) return found;
      if (Date.now() > until) throw new Error(`no such line in the log:\n${this.text}`);
      await new Promise((resolve) => { this.heard = resolve; setTimeout(resolve, 100); });
    }
  }

  /** SIGTERM; the exit code. */
  async stop() {
    this.child.kill("SIGTERM");
    return (await this.ended).code;
  }

  /** SIGKILL, at once. */
  async kill() {
    this.child.kill("SIGKILL");
    await this.ended;
  }

  /** A graceful stop, or after kill() just a start; on another free port. */
  async restart(...more) {
    if (living.has(this.child)) await this.stop();
    return this.open(...more);
  }

  /** Runs `fidele WORDS` on this folder, without waiting in between: {code, out, error}. */
  async command(words, { input = "", env = {} } = {}) {
    const child = spawn(binary, [...words, ...this.place], { env: { ...environment, ...env } });
    let out = "", error = "";
    child.stdout.on("data", (data) => { out += data; });
    child.stderr.on("data", (data) => { error += data; });
    child.stdin.on("error", () => {}).end(input);
    const [code] = await once(child, "close");
    return { code, out, error };
  }

  /** A key of that scope, made by `fidele key create` and kept for the next who asks. */
  async key(scope) {
    if (!this.keys.has(scope)) {
      const { code, out, error } = await this.command(["key", "create", "--name", `test ${scope}`, "--scope", scope]);
      if (code !== 0) throw new Error(`key create: ${error}`);
      this.keys.set(scope, out.trim().split(/\s+/).at(-1));
    }
    return this.keys.get(scope);
  }

  /** {status, headers, body, text}: `body` is the parsed JSON, or the text. `options.key` is sent as a bearer key,
   *  as the Basic user name below /v1/. */
  async request(method, path, data, { key, headers = {}, ...options } = {}) {
    const sent = { ...headers };
    if (key) sent.authorization = path.startsWith("/v1/") ? `Basic ${Buffer.from(`${key}:`).toString("base64")}` : `Bearer ${key}`;
    if (data !== undefined && typeof data !== "string" && !Buffer.isBuffer(data)) {
      data = JSON.stringify(data);
      sent["content-type"] ??= "application/json";
    }
    const answer = await fetch(this.url + path, { method, body: data, headers: sent, redirect: "manual", ...options });
    const text = await answer.text();
    const json = /json/.test(answer.headers.get("content-type") ?? "") && text !== "";
    return { status: answer.status, headers: answer.headers, text, body: json ? JSON.parse(text) : text };
  }

  get(path, options) { return this.request("GET", path, undefined, options); }
  post(path, data, options) { return this.request("POST", path, data, options); }
  patch(path, data, options) { return this.request("PATCH", path, data, options); }
  delete(path, options) { return this.request("DELETE", path, undefined, options); }

  /** The value of a figure of /metrics, summed over its labels that hold `labels`. */
  async figure(name, labels = "") {
    const { text } = await this.get("/metrics");
    return text.split("\n").filter((line) => line.startsWith(name) && /^[{ ]/.test(line.slice(name.length)) && line.includes(labels))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  }

  /** Resident bytes of the process. */
  memory() {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, "utf8"))[1]);
  }

  async close() {
    if (this.child && living.has(this.child)) await this.kill();
    if (existsSync(this.folder)) rmSync(this.folder, { recursive: true, force: true });
  }
}

export const stores = ["SQLite", "PostgreSQL"];

/** A server that was not started yet; `t.after` cleans up. `options`: args, env, spawning (options of spawn). */
export async function newServer(t, store = "SQLite", options = {}) {
  const folder = mkdtempSync(join(tmpdir(), "fidele-server-"));
  const database = options.database ?? (store === "PostgreSQL" ? await createDatabase() : "");
  const server = new Server({ folder, ...options, database });
  t.after(() => server.close());
  return server;
}

export async function startServer(t, store, options) {
  return (await newServer(t, store, options)).open();
}

/** Runs `block(server, t)` with a fresh server on SQLite, then on PostgreSQL. `options` as newServer, `skip` as of node:test, and
 *  `start: false` leaves the starting to the block. */
export function eachStore(name, options, block) {
  if (typeof options === "function") [options, block] = [{}, options];
  for (const store of options.stores ?? stores)
    test(`${name} (${store})`, { timeout: options.timeout ?? 120_000, skip: options.skip ?? false }, async (t) => {
      const { start = true, ...rest } = options;
      const server = await newServer(t, store, rest);
      server.store = store;
      if (start) await server.open();
      await block(server, t);
    });
}
