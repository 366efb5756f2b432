// A PostgreSQL cluster for the tests of one process (tests/postgres.sh), stopped and deleted when the process ends.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { top } from "./program.mjs";

let started;

async function start() {
  const child = spawn(join(top, "tests/postgres.sh"), { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // The process may end while the cluster runs, but not while it answers.
  const hold = (how) => [child, child.stdin, child.stdout].forEach((handle) => handle[how]());
  const next = async () => {
    hold("ref");
    const { value, done } = await lines.next();
    hold("unref");
    if (done) throw new Error("the PostgreSQL cluster has ended");
    return value;
  };
  const address = new URL(await next());
  let turn = Promise.resolve();
  const order = (line) => (turn = turn.then(async () => {
    child.stdin.write(`${line}\n`);
    if ((await next()) !== "ok") throw new Error(`the PostgreSQL cluster could not ${line}`);
  }));
  return { address, order, child };
}

/** The cluster: started by the first who asks. */
export async function postgres() {
  started ??= start();
  const { address, order, child } = await started;
  return {
    address: address.href,
    start: () => order("start"),
    /** mode: "fast", or "immediate" for a crash */
    stop: (mode = "fast") => order(`stop ${mode}`),
    restart: (mode = "fast") => order(`restart ${mode}`),
    /** Stops every process of the cluster where it stands, until resume. */
    pause: () => order("pause"),
    resume: () => order("resume"),
    end: () => new Promise((resolve) => { child.ref(); child.once("exit", resolve); child.stdin.end(); started = undefined; }),
  };
}

let databases = 0;

/** A new, empty database of the cluster; its address. */
export async function createDatabase() {
  await postgres();
  const { address } = await started;
  const name = `test_${process.pid}_${++databases}`;
  await run(address.href, `create database ${name}`);
  const made = new URL(address.href);
  made.pathname = `/${name}`;
  return made.href;
}

/** Runs SQL with psql; what it prints, one line a row, columns separated by "|". */
export function run(address, sql) {
  return new Promise((resolve, reject) => {
    const child = spawn("psql", ["--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", sql], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "", errors = "";
    child.stdout.on("data", (data) => { output += data; });
    child.stderr.on("data", (data) => { errors += data; });
    child.once("close", (code) => (code === 0 ? resolve(output.trimEnd()) : reject(new Error(errors))));
  });
}
