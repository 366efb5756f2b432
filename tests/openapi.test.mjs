// GET /api/v1/openapi.json: a public validator accepts it, a public generator makes a TypeScript client of it that
// type-checks, every path in it answers, and every answer carries the headers of security (S5).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Validator } from "@seriousme/openapi-schema-validator";
import openapiTypescript, { astToString } from "openapi-typescript";
import { newServer } from "./server.mjs";

const require = createRequire(import.meta.url);
const { CspEvaluator } = require("csp_evaluator/dist/evaluator.js");
const { CspParser } = require("csp_evaluator/dist/parser.js");
const { Severity } = require("csp_evaluator/dist/finding.js");
const here = dirname(fileURLToPath(import.meta.url));

let server, document, admin;
const cleaning = [];
before(async () => {
  server = await (await newServer({ after: (clean) => cleaning.push(clean) })).open();
  document = (await server.get("/api/v1/openapi.json")).body;
  admin = await server.key("admin");
});
after(async () => { for (const clean of cleaning) await clean(); });

/** Every operation: {method, path, operation}. */
function operations() {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })));
}

test("a public validator finds nothing wrong", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  assert.deepEqual({ valid, errors }, { valid: true, errors: undefined });
  assert.equal(document.openapi, "3.1.0");
});

test("the validator finds what is wrong", async () => {
  const broken = structuredClone(document);
  delete Object.values(Object.values(broken.paths)[0])[0].responses;
  broken.paths["/api/v1/workspace"].get.parameters = [{ name: "x" }];
  assert.equal((await new Validator().validate(broken)).valid, false);
});

test("each operation has an id of its own, a summary, access, a cost and the path's parameters", () => {
  const ids = operations().map(({ operation }) => operation.operationId);
  assert.equal(new Set(ids).size, ids.length);
  for (const { method, path, operation } of operations()) {
    const name = `${method} ${path}`;
    assert.ok(operation.summary, `${name} has no summary`);
    assert.ok(operation["x-access"].length > 0, `${name} is for nobody`);
    assert.match(operation["x-cost"], /^(ingest|sign_in|read|write|report)$/, name);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    assert.deepEqual(operation.parameters.filter((parameter) => parameter.in === "path").map((parameter) => parameter.name), inPath, name);
  }
});

// ---- the client ----

const use = `
import type { paths, operations, components } from "./api";
type Body<P extends keyof paths, M extends keyof paths[P]> =
  paths[P][M] extends { responses: { 200: { content: { "application/json": infer T } } } } ? T : never;

export async function get<P extends keyof paths>(path: P): Promise<Body<P, "get">> {
  const answer = await fetch(path);
  if (!answer.ok) throw (await answer.json()) as components["schemas"]["Problem"];
  return (await answer.json()) as Body<P, "get">;
}

export async function zone(): Promise<string> {
  const settings = await get("/api/v1/workspace");
  const version: number = settings.version;
  const address: string | null = settings.base_url;
  const locale: "en" | "fr" = settings.locale;
  return [settings.time_zone, version, address, locale].join(" ");
}

export const change: NonNullable<operations["changeWorkspace"]["requestBody"]>["content"]["application/json"] = { locale: "fr" };
`;

async function compile(source) {
  const folder = mkdtempSync(join(tmpdir(), "fidele-client-"));
  try {
    writeFileSync(join(folder, "api.d.ts"), astToString(await openapiTypescript(structuredClone(document))));
    writeFileSync(join(folder, "use.ts"), source);
    execFileSync(process.execPath, [join(here, "node_modules/typescript/bin/tsc"), "--strict", "--noEmit", "--noUncheckedIndexedAccess",
      "--exactOptionalPropertyTypes", "--target", "es2022", "--module", "es2022", "--lib", "es2022,dom",
      join(folder, "use.ts")], { encoding: "utf8" });
    return "";
  } catch (error) {
    return error.stdout ?? String(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a TypeScript client made from it type-checks, strictly", async () => {
  assert.equal(await compile(use), "");
});

test("the client's compiler sees a wrong name, a wrong type and a wrong word", async () => {
  assert.match(await compile(use.replace("settings.time_zone", "settings.timezone")), /timezone/);
  assert.match(await compile(use.replace("const version: number", "const version: string")), /not assignable/);
  assert.match(await compile(use.replace('locale: "fr" }', 'locale: "de" }')), /not assignable/);
});

// ---- S5 ----

/** Findings of the CSP evaluator that are graver than "perhaps, medium" (50). */
function findings(policy) {
  return new CspEvaluator(new CspParser(policy).csp).evaluate().filter(({ severity }) => severity < Severity.MEDIUM_MAYBE)
    .map(({ directive, description }) => `${directive}: ${description}`);
}

test("the evaluator finds a loose policy", () => {
  assert.notDeepEqual(findings("default-src *; script-src 'unsafe-inline'"), []);
});

const filled = (path) => path.replace(/\{\w+\}/g, "1");

/** An answer with its body unread: streams have no end. */
async function ask(method, path, key) {
  const ending = new AbortController();
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const answer = await fetch(server.url + filled(path), {
    method, headers, signal: ending.signal, redirect: "manual", body: method === "GET" || method === "DELETE" ? undefined : "{" });
  const { status } = answer;
  ending.abort();
  return { status, headers: answer.headers };
}

test("every answer carries the headers of security, refused or not", async () => {
  const pages = ["/", "/setup", "/sign-in", "/nothing", "/api/v1/nothing"].map((path) => ({ method: "GET", path }));
  for (const key of [admin, "wrong"]) {
    for (const { method, path } of [...operations(), ...pages]) {
      const { status, headers } = await ask(method, path, key);
      const name = `${method} ${path} ${status}`;
      assert.equal(headers.get("x-content-type-options"), "nosniff", name);
      const policy = headers.get("content-security-policy") ?? "";
      assert.match(policy, /frame-ancestors 'none'/, name);
      assert.deepEqual(findings(policy), [], `${name}: ${policy}`);
      assert.match(headers.get("referrer-policy") ?? "", /same-origin|no-referrer/, name);
      assert.ok(headers.get("cross-origin-opener-policy"), name);
      assert.ok(headers.get("cross-origin-resource-policy"), name);
      assert.ok(headers.get("x-request-id"), name);
      if (!/\/v1\/projects\//.test(path)) assert.match(headers.get("cache-control") ?? "", /no-store/, name);
      assert.doesNotMatch(headers.get("server") ?? "", /\d/, name);
      assert.ok(status < 500, name);
    }
  }
});
