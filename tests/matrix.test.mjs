// Every route of the API × everybody who may call (S2, OWASP API1, API5): who is let in is what the route's table says,
// as published in `x-access`, and who is not learns nothing, not even whether the object exists.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eachStore } from "./server.mjs";

const scopes = ["track", "read", "write", "admin"];
const roles = ["administrator", "marketer", "agent", "analyst", "read-only"];
const password = "correct horse battery staple 7";
const email = (role) => `${role}@fidele.test`;

async function addPeople(server) {
  for (const role of roles) {
    const { code, error } = await server.command(["staff", "add", "--email", email(role), "--role", role, "--password-stdin"], { input: `${password}\n` });
    assert.equal(code, 0, error);
  }
}

async function signIn(server, role) {
  const answer = await server.post("/api/v1/session", { email: email(role), password });
  assert.equal(answer.status, 200, answer.text);
  return answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
}

/** Everybody: {name, access, headers(path)}. */
async function makeCallers(server) {
  const bearer = (key) => (tracking) => ({ authorization: tracking ? `Basic ${Buffer.from(`${key}:`).toString("base64")}` : `Bearer ${key}` });
  const callers = [
    { name: "nobody", headers: () => ({}) },
    { name: "wrong key", headers: bearer("crm_live_0000000000000000000000000000000000000000") },
  ];
  for (const scope of scopes) callers.push({ name: `${scope} key`, access: `key:${scope}`, headers: bearer(await server.key(scope)) });
  for (const role of roles) {
    const caller = { name: role, role, access: role };
    caller.renew = async () => { caller.cookie = await signIn(server, role); };
    caller.headers = () => ({ cookie: caller.cookie, origin: server.url });
    await caller.renew();
    callers.push(caller);
  }
  return callers;
}

const MISSING = "4000000";

/** One call whose body is never usable, so that whoever is let in changes nothing. */
async function call(server, { method, path, tracking }, caller, id) {
  const ending = new AbortController();
  const body = method === "GET" || method === "DELETE" ? undefined : tracking ? "{}" : "{"; // a write key may stand in the body
  const answer = await fetch(server.url + path.replace(/\{\w+\}/g, id), {
    method, body, redirect: "manual", signal: ending.signal, headers: { "content-type": "application/json", ...caller.headers(tracking) } });
  const problem = /problem\+json/.test(answer.headers.get("content-type") ?? "");
  const text = problem ? await answer.text() : "";
  ending.abort(); // streams have no end
  return { status: answer.status, text };
}

function expected({ operation, tracking }, caller) {
  const access = operation["x-access"];
  if (access.includes("public") || access.includes(caller.access)) return "in";
  // Tracking reads no cookies, and its key may stand in a body: what can't be read is refused before who is not known.
  if (tracking && (caller.role || caller.name === "nobody")) return [400, 401];
  return caller.access ? [403] : [401];
}

function check(route, caller, id, { status, text }) {
  const wanted = expected(route, caller), name = `${route.method} ${route.path} (${id}) as ${caller.name}: ${status} ${text}`;
  if (wanted !== "in") assert.ok(wanted.includes(status), name);
  else if (route.operation["x-access"].includes("public")) assert.ok(status < 500, name);
  else assert.ok(status < 500 && ![401, 403].includes(status), name);
}

const withoutId = (text) => text.replace(/"request_id":"[^"]*"/, "").replace(/\b4000000\b|\b1\b/g, "ID");

eachStore("every route lets in whom its table names, and nobody else", { timeout: 300_000 }, async (server) => {
  await addPeople(server);
  const callers = await makeCallers(server);
  const { body } = await server.get("/api/v1/openapi.json");
  const routes = Object.entries(body.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) =>
    ({ path, method: method.toUpperCase(), operation, tracking: operation["x-cost"] === "ingest" })));
  assert.ok(routes.length > 40, `only ${routes.length} routes`);
  let cells = 0, refused = 0;
  for (const route of routes) {
    for (const caller of callers) {
      const missing = await call(server, route, caller, MISSING);
      check(route, caller, "missing", missing);
      cells++;
      if (caller.role && /session/.test(route.path) && missing.status < 400) await caller.renew();
      if (expected(route, caller) === "in" || !route.path.includes("{")) continue;
      const existing = await call(server, route, caller, "1");
      check(route, caller, "existing", existing);
      assert.equal(withoutId(existing.text), withoutId(missing.text), `${route.method} ${route.path} as ${caller.name}`);
      refused++;
    }
  }
  assert.ok(cells === routes.length * callers.length && refused > 50, `${cells} cells, ${refused} refusals by id`);
});

test("the check sees a door that is open, and one that is shut", () => {
  const route = { method: "GET", path: "/x", operation: { "x-access": ["administrator", "key:read"] } };
  const agent = { name: "agent", role: "agent", access: "agent" }, key = { name: "read key", access: "key:read" };
  check(route, agent, "1", { status: 403 });
  check(route, key, "1", { status: 404 });
  assert.throws(() => check(route, agent, "1", { status: 200 }));
  assert.throws(() => check(route, agent, "1", { status: 404 }));
  assert.throws(() => check(route, { name: "nobody" }, "1", { status: 403 }));
  assert.throws(() => check(route, key, "1", { status: 403 }));
});
