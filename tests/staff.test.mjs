// People, keys, roles and the audit trail over the whole program, on both stores, with restarts and two servers.
import { test } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { eachStore, newServer, startServer } from "./server.mjs";
import { createDatabase, run } from "./postgres.mjs";
import { Visitor, addPerson, password, person, raw } from "./visitor.mjs";
import { totp } from "./totp.mjs";

const entries = async (server, query = "") => (await server.get(`/api/v1/audit-trail?limit=1000${query}`, { key: await server.key("admin") })).body.items;

/** The hash of an entry, written apart from ours (src/staff/trail.h). */
function entryHash(before, entry) {
  const hash = createHash("sha256").update(before);
  const number = (value) => { const bytes = Buffer.alloc(8); bytes.writeBigInt64LE(BigInt(value)); hash.update(bytes); };
  const text = (value) => { number(Buffer.byteLength(value)); hash.update(value); };
  number(entry.number);
  number(Date.parse(entry.at));
  text(entry.actor_kind);
  number(entry.actor_id ?? 0);
  for (const name of ["actor", "action", "object", "address"]) text(entry[name]);
  number(entry.status);
  text(entry.request_id);
  return hash.digest();
}

eachStore("PV-09: the trail says who did what, in a chain that verifies, across a crash", { timeout: 120_000 }, async (server) => {
  const ana = await person(server, "ana@example.com", "administrator");
  const made = (await ana.post("/api/v1/keys", { name: "shop", scope: "track" })).body;
  await new Visitor(server).signIn("ana@example.com", "wrong");
  await new Visitor(server).signIn("wrong password typed as address", "wrong");
  await server.kill();
  await server.restart();
  await ana.delete(`/api/v1/keys/${made.id}`);
  assert.equal((await ana.post("/api/v1/keys", { name: "", scope: "track" })).status, 422, "what is refused leaves no entry");
  const all = await entries(server);
  const said = all.toReversed().map((one) => `${one.actor_kind} ${one.actor} ${one.action} ${one.object.replace(/:\d+/, "")} ${one.address} ${one.status}`);
  assert.deepEqual(said, [
    "local local addStaff person  201",
    "person ana@example.com signIn session 127.0.0.1 200",
    "person ana@example.com createKey key 127.0.0.1 201",
    "nobody  signInFailed person 127.0.0.1 401",
    "nobody  signInFailed  127.0.0.1 401",
    "person ana@example.com revokeKey key 127.0.0.1 204",
    "local local createKey key  201",
  ]);
  let before = Buffer.alloc(32);
  for (const entry of all.toReversed()) {
    before = entryHash(before, entry);
    assert.equal(entry.hash, before.toString("hex"), `entry ${entry.number}`);
  }
  assert.deepEqual((await entries(server, "&action=revokeKey")).map(({ object }) => object), [`key:${made.id}`]);
  assert.equal((await entries(server, "&actor=ana%40example.com")).length, 3);
  assert.equal((await entries(server, `&object=key:${made.id}`)).length, 2);
  assert.equal((await entries(server, `&from=${all[1].at}`)).length, 2);
  assert.equal((await entries(server, `&to=${all[1].at}`)).length, all.length - 2);
  const verified = await server.command(["audit-trail", "verify"]);
  assert.equal(verified.code, 0, verified.error);
  assert.match(verified.out, new RegExp(`^7 entries.* 7:${all[0].hash}\n$`));
  assert.equal((await server.command(["audit-trail", "verify", "--last", `7:${all[0].hash}`])).code, 0);
  assert.equal((await server.command(["audit-trail", "verify", "--last", `8:${all[0].hash}`])).code, 1);
  const csv = await server.command(["audit-trail", "export", "--format", "csv"]);
  assert.equal(csv.out.trim().split("\r\n").length, 8);
});

test("PV-09: verify names the first entry that was changed in the database (PostgreSQL)", { timeout: 60_000 }, async (t) => {
  const server = await newServer(t, "PostgreSQL");
  await server.open();
  for (const name of ["a", "b", "c", "d"]) await server.command(["key", "create", "--name", name, "--scope", "read"]);
  assert.equal((await server.command(["audit-trail", "verify"])).code, 0);
  await run(server.database, "update audit_entry set object = 'key:9' where seq = 3");
  const { code, error } = await server.command(["audit-trail", "verify"]);
  assert.equal(code, 1);
  assert.match(error, /entry 3 /);
});

eachStore("PV-10: last use of a key is kept, its rights are not more than its scope, and its rate is its own", { timeout: 60_000 }, async (server) => {
  const admin = await server.key("admin");
  const made = (await server.post("/api/v1/keys", { name: "slow", scope: "admin", per_second: 1 }, { key: admin })).body;
  assert.equal(made.used_at, null);
  const statuses = [];
  for (let i = 0; i < 6; i++) statuses.push((await server.get("/api/v1/keys", { key: made.key })).status);
  assert.deepEqual([...new Set(statuses)].sort(), [200, 429]);
  assert.ok(statuses.filter((status) => status === 200).length <= 3);
  const used = async () => (await server.get("/api/v1/keys", { key: admin })).body.items.find(({ id }) => id === made.id).used_at;
  const at = await used();
  assert.ok(at, "seen at once");
  await server.restart();
  assert.equal(await used(), at, "and after a restart");
});

eachStore("PV-10: fidele key create, list, rotate and revoke", { timeout: 60_000 }, async (server) => {
  const made = await server.command(["key", "create", "--name", "shop", "--scope", "track", "--origin", "https://shop.example, https://www.shop.example"]);
  assert.equal(made.code, 0, made.error);
  assert.match(made.out, /^fdl_track_[A-Za-z0-9]{32}\n$/);
  const [listed] = JSON.parse((await server.command(["key", "list", "--format", "json"])).out);
  assert.deepEqual(listed.origins, ["https://shop.example", "https://www.shop.example"]);
  assert.equal(listed.key, undefined);
  assert.doesNotMatch((await server.command(["key", "list"])).out, new RegExp(made.out.trim()));
  const event = { userId: "1", event: "Seen" };
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const rotated = await server.command(["key", "rotate", String(listed.id), "--until", until]);
  assert.equal((await server.post("/v1/track", event, { key: rotated.out.trim() })).status, 200);
  assert.equal((await server.post("/v1/track", event, { key: made.out.trim() })).status, 200, "the old one until then");
  await server.stop();
  assert.equal((await server.command(["key", "revoke", String(listed.id)])).code, 0, "without a server, too");
  await server.open();
  for (const { out } of [made, rotated]) assert.equal((await server.post("/v1/track", event, { key: out.trim() })).status, 401);
  assert.equal((await server.command(["key", "revoke", "99"])).code !== 0, true);
  assert.equal((await server.command(["key", "create", "--name", "x"])).code, 2);
  assert.equal((await server.command(["key", "dance"])).code, 2);
});

eachStore("PV-07: what a role does not see is an administrator's to say, and counts at once", { timeout: 60_000 }, async (server) => {
  const admin = await server.key("admin");
  const agent = await person(server, "agent@example.com", "agent"), analyst = await person(server, "analyst@example.com", "analyst");
  assert.deepEqual((await agent.get("/api/v1/session")).body.masked, ["amounts"]);
  assert.deepEqual((await analyst.get("/api/v1/session")).body.masked, ["name", "email", "phone", "address", "notes"]);
  const changed = await server.request("PUT", "/api/v1/roles/agent", { masked: ["amounts", "phone"] }, { key: admin });
  assert.deepEqual(changed.body, { role: "agent", masked: ["phone", "amounts"], second_factor: false });
  assert.deepEqual((await agent.get("/api/v1/session")).body.masked, ["phone", "amounts"]);
  assert.equal((await agent.request("PUT", "/api/v1/roles/agent", { masked: [] })).status, 403);
  await server.restart();
  assert.deepEqual((await agent.get("/api/v1/session")).body.masked, ["phone", "amounts"]);
});

eachStore("sessions are listed and ended one by one", { timeout: 60_000 }, async (server) => {
  const here = await person(server, "ana@example.com", "agent"), there = new Visitor(server, { "user-agent": "elsewhere" });
  await there.signIn("ana@example.com");
  const { items } = (await here.get("/api/v1/session/all")).body;
  assert.deepEqual(items.map(({ present, address }) => [present, address]), [[true, "127.0.0.1"], [false, "127.0.0.1"]]);
  assert.equal(items[1].agent, "elsewhere");
  const other = await person(server, "bo@example.com", "administrator");
  assert.equal((await other.delete(`/api/v1/session/all/${items[1].id}`)).status, 404, "not another's");
  assert.equal((await here.delete(`/api/v1/session/all/${items[1].id}`)).status, 204);
  assert.equal((await there.get("/api/v1/session")).status, 401);
  assert.equal((await here.get("/api/v1/session")).status, 200);
});

test("two servers on one PostgreSQL know each other's sessions, roles and revocations", { timeout: 120_000 }, async (t) => {
  const database = await createDatabase();
  const [a, b] = [await startServer(t, "PostgreSQL", { database }), await startServer(t, "PostgreSQL", { database })];
  const within = async (what, wanted) => {
    const until = Date.now() + 10_000;
    let answer;
    do answer = (await what()).status; while (answer !== wanted && Date.now() < until);
    assert.equal(answer, wanted);
  };
  const admin = await a.key("admin");
  await within(() => b.get("/api/v1/keys", { key: admin }), 200);
  const ana = await person(a, "ana@example.com", "administrator");
  await addPerson(a, "bo@example.com", "administrator");
  ana.server = b;
  await within(() => ana.get("/api/v1/keys"), 200);
  await a.patch("/api/v1/staff/email:ana@example.com", { role: "agent" }, { key: admin });
  await within(() => ana.get("/api/v1/keys"), 403);
  const made = (await b.post("/api/v1/keys", { name: "x", scope: "read" }, { key: admin })).body;
  await a.delete(`/api/v1/keys/${made.id}`, { key: admin });
  await within(() => b.get("/api/v1/staff", { key: made.key }), 401);
  assert.equal((await a.command(["audit-trail", "verify"])).code, 0, "one chain");
});

// S15. The password, keys, tokens and codes of this test must stand nowhere but in the answers that showed them.
test("secrets stand in no file, no log line and no entry", { timeout: 60_000 }, async (t) => {
  const server = await startServer(t, "SQLite");
  const secrets = [password, "kestrel omelette mauve"];
  const ana = await person(server, "ana@example.com", "administrator");
  secrets.push(await server.key("admin"), await server.key("track"), ...ana.cookies.values());
  const { body: { secret, uri } } = await ana.post("/api/v1/session/second-factor", { password });
  const { body: { recovery_codes } } = await ana.post("/api/v1/session/second-factor/confirm", { code: totp(secret) });
  secrets.push(secret, uri, ...recovery_codes);
  const retried = await server.post("/api/v1/keys", { name: "retried", scope: "read" }, { key: await server.key("admin"), headers: { "idempotency-key": "make-it-once" } });
  secrets.push(retried.body.key);
  const { out } = await server.command(["staff", "reset", "--email", "ana@example.com"]);
  secrets.push(/code=(\S+)/.exec(out)[1]);
  await new Visitor(server).get(out.trim());
  await new Visitor(server).signIn("ana@example.com", "kestrel omelette mauve");
  await server.post("/api/v1/keys", "{not json", { key: await server.key("admin") });
  const seed = Buffer.from([...secret].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("").match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const trail = JSON.stringify(await entries(server));
  const proc = ["cmdline", "environ"].map((name) => readFileSync(`/proc/${server.child.pid}/${name}`));
  await server.stop();
  const files = readdirSync(server.folder, { recursive: true }).map((name) => join(server.folder, name)).filter((path) => statSync(path).isFile());
  const places = [...files.map((path) => [path, readFileSync(path)]), ["log", Buffer.from(server.text)], ["trail", Buffer.from(trail)], ["cmdline", proc[0]], ["environ", proc[1]]];
  for (const [place, bytes] of places)
    for (const value of [...secrets.map(Buffer.from), seed]) assert.equal(bytes.includes(value), false, `${value} in ${place}`);
  assert.ok(places.some(([, bytes]) => bytes.includes("ana@example.com")), "the control is found");
  assert.equal(statSync(join(server.folder, "secret.key")).mode & 0o777, 0o600);
});

eachStore("a key file of another folder makes second factors unreadable, and reset removes them", { timeout: 60_000 }, async (server, t) => {
  const ana = await person(server, "ana@example.com", "agent");
  const { body: { secret } } = await ana.post("/api/v1/session/second-factor", { password });
  await ana.post("/api/v1/session/second-factor/confirm", { code: totp(secret) });
  await server.stop();
  const { rmSync } = await import("node:fs");
  rmSync(join(server.folder, "secret.key"));
  await server.open();
  assert.equal((await ana.signIn("ana@example.com")).status, 202);
  assert.equal((await ana.post("/api/v1/session/code", { code: totp(secret, Date.now() + 30_000) })).body.code, "second_factor_unreadable");
  assert.equal((await server.command(["staff", "reset", "--email", "ana@example.com", "--second-factor"])).code, 0);
  assert.equal((await ana.signIn("ana@example.com")).status, 200);
});

// S7: known and unknown addresses answer alike. Statistical, so only in the full run: means within a millisecond, and
// Welch's t for 2,000 tries each. Budgets are per account and per network: ten tries each, from many addresses.
if (process.env.FIDELE_FULL) test("a known and an unknown address take the same time", { timeout: 900_000 }, async (t) => {
  const accounts = 200, tries = 10;
  const server = await startServer(t, "SQLite");
  const key = await server.key("admin");
  for (let i = 0; i < accounts; i++) assert.equal((await server.post("/api/v1/staff", { email: `known${i}@example.com`, role: "agent", password }, { key })).status, 201);
  const times = { known: [], unknown: [] };
  for (let i = 0; i < accounts * tries; i++)
    for (const which of i % 2 ? ["known", "unknown"] : ["unknown", "known"]) {
      const body = JSON.stringify({ email: `${which}${i % accounts}@example.com`, password: "wrong password" });
      const began = process.hrtime.bigint();
      const { status } = await raw(server, { method: "POST", path: "/api/v1/session", localAddress: `127.0.${1 + (i >> 8)}.${1 + (i & 127)}`, body, headers: { "content-type": "application/json" } });
      times[which].push(Number(process.hrtime.bigint() - began) / 1e6);
      assert.equal(status, 401);
    }
  const mean = (list) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const variance = (list) => list.reduce((sum, one) => sum + (one - mean(list)) ** 2, 0) / (list.length - 1);
  const trimmed = (list) => list.toSorted((a, b) => a - b).slice(list.length * 0.05, list.length * 0.95); // of what else the machine did
  const [known, unknown] = [trimmed(times.known), trimmed(times.unknown)];
  const difference = mean(known) - mean(unknown);
  const welch = difference / Math.sqrt(variance(known) / known.length + variance(unknown) / unknown.length);
  assert.ok(Math.abs(difference) < 1, `${difference} ms`);
  assert.ok(Math.abs(welch) < 2.58, `t = ${welch}, ${difference} ms`); // p > 0.01
});
