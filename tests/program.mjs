// program.mjs - runs the real binary for whole-program tests.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const top = join(dirname(fileURLToPath(import.meta.url)), "..");
export const binary = resolve(process.env.FIDELE_BIN ?? join(top, "build/release/fidele"));
export const generator = resolve(process.env.FIDELE_GENERATE ?? join(top, "build/release/fidele_generate"));
export const folder = mkdtempSync(join(tmpdir(), "fidele-"));

/** Runs `fidele WORDS`; `options` are those of spawnSync, with the environment added to a plain one. */
export function fidele(words, { env = {}, ...options } = {}) {
  const run = spawnSync(binary, words, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 30,
    timeout: 120_000,
    ...options,
    env: { PATH: process.env.PATH, LC_ALL: "C", ...env },
  });
  return { code: run.status, out: run.stdout, error: run.stderr, signal: run.signal };
}

export function write(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The audit of a text as JSON; fails loudly when the audit does. */
export function audit(content, ...options) {
  const path = Array.isArray(content) ? content : [typeof content === "string" && !content.includes("\n") ? content : write(`orders-${++count}.csv`, content)];
  const run = fidele(["audit", ...path, "--format", "json", ...options]);
  if (run.code !== 0) throw new Error(`exit ${run.code}: ${run.error}`);
  return JSON.parse(run.out);
}
let count = 0;

export function generate(...options) {
  const run = spawnSync(generator, options, { encoding: "utf8", maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout;
}

/** The path of an outside data set, or null when it is not there (the test then skips). */
export function shared(name) {
  const path = join(process.env.FIDELE_SHARED_DATA ?? join(top, "../shared/data"), name);
  return existsSync(path) ? path : null;
}
export const absent = (name) => (shared(name) ? false : `no outside data: ${name} (set FIDELE_SHARED_DATA)`);
