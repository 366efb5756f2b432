// CD-23, R299: what is yours can be taken elsewhere: every table in an open format, and from it the same again.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eachStore, newServer } from "./server.mjs";

const naughty = ["=cmd|'/c calc'!A0", "+1+1", "-5", "@SUM(A1)", "\ttab", "a\"quote\", comma\nand line", "naïve ✓ 𝒳", "</script><b>"];

const figures = async (server, key) => {
  const { body } = await server.get("/api/v1/metrics", { key });
  const all = {};
  for (const { name } of body.items ?? body) {
    const { status, body: series } = await server.get(`/api/v1/metrics/${name}?from=2025-01-01&to=2026-01-31&period=month`, { key });
    if (status === 200) all[name] = series.points;
  }
  return all;
};

async function fill(server) {
  const write = await server.key("track");
  const batch = [];
  for (let i = 0; i < 60; i++) {
    batch.push({ type: "identify", userId: `u${i % 20}`, traits: { email: `u${i % 20}@example.com`, firstName: naughty[i % naughty.length], visits: i / 7 }, messageId: `i${i}` });
    batch.push({ type: "track", userId: `u${i % 20}`, event: "Order Completed", properties: { order_id: `o${i}`, total: 10 + i / 100, currency: "EUR", note: naughty[i % naughty.length] }, timestamp: new Date(Date.UTC(2025, i % 12, 1 + (i % 27))).toISOString(), messageId: `t${i}` });
  }
  const { body } = await server.post("/v1/batch", { batch }, { key: write });
  assert.deepEqual(body.rejected, []);
  const admin = await server.key("admin");
  await server.post("/api/v1/customers/user_id:u1/merge", { with: "user_id:u2", reason: "same" }, { key: admin });
  return admin;
}

const rowsOf = (folder, table) => readFileSync(join(folder, `${table}.ndjson`), "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));

eachStore("an export fills an empty folder with the same customers and figures", async (server, t) => {
  const key = await fill(server);
  const place = mkdtempSync(join(tmpdir(), "fidele-export-"));
  t.after(() => rmSync(place, { recursive: true, force: true }));
  const [folder, again] = [join(place, "one"), join(place, "two")];
  const made = await server.command(["export", folder]);
  assert.equal(made.code, 0, made.error);
  assert.ok(!existsSync(join(server.folder, "exports", "x")) && readdirSync(join(server.folder, "exports")).length === 0, "moved");
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  for (const { name, rows } of manifest.tables) assert.equal(rowsOf(folder, name).length, rows, name);
  for (const secret of ["staff_key", "staff_session", "api_idempotency"]) assert.ok(!existsSync(join(folder, `${secret}.ndjson`)), secret);
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8")).join("");
  assert.ok(!texts.includes("argon2"), "no password leaves");
  assert.equal((await server.command(["export", folder])).code, 1, "not over another");

  const other = await newServer(t, server.store);
  assert.equal((await other.command(["restore", folder])).code, 78, "who was erased since has to be known");
  const restored = await other.command(["restore", folder, "--accept-unerased"]);
  assert.equal(restored.code, 0, restored.error);
  await other.open();
  const otherKey = await other.key("admin");
  assert.deepEqual(await figures(other, otherKey), await figures(server, key));
  for (const id of ["user_id:u0", "email:u7@example.com", "user_id:u2"]) {
    const [here, there] = [await server.get(`/api/v1/customers/${id}`, { key }), await other.get(`/api/v1/customers/${id}`, { key: otherKey })];
    assert.equal(there.status, 200);
    assert.deepEqual(there.body, here.body);
  }
  // What was sent before the move is known after it.
  const repeated = await other.post("/v1/track", { userId: "u1", event: "Order Completed", messageId: "t1", properties: { total: 10.01, currency: "EUR" }, timestamp: "2025-02-02T00:00:00Z" }, { key: await other.key("track") });
  assert.equal(repeated.status, 200);
  assert.deepEqual(await figures(other, otherKey), await figures(server, key));
  // And the export of the copy is the export, but for what has happened to the copy since.
  assert.equal((await other.command(["export", again])).code, 0);
  // What segments keep of who is in is worked out again while a server runs.
  const kept = (name, rows) => (name === "segment" ? rows.map(({ evaluated_at, settled, size, ...row }) => row).sort((a, b) => a.id - b.id) : rows);
  for (const { name } of manifest.tables)
    if (!/^(audit_entry|personal_read|staff_state|segment_(member|day|move|state|touch|settled?).*)$/.test(name))
      assert.deepEqual(kept(name, rowsOf(again, name)), kept(name, rowsOf(folder, name)), name);

  // Into a folder that is in use, from one that was changed: refused, and nothing is left of it.
  const full = await newServer(t, server.store, { database: other.database });
  if (server.store === "SQLite") full.folder = other.folder;
  await other.stop();
  assert.notEqual((await full.command(["restore", folder, "--accept-unerased"])).code, 0);
  const events = readFileSync(join(folder, "event.ndjson"), "utf8");
  for (const [broken, what] of [[events.slice(0, -30), /event\.ndjson, line/], [events.replace('"seq"', '"sequence"'), /line 1: “seq”/], [events.replace("{", "["), /line 1/], [events.split("\n").slice(1).join("\n"), /event\.ndjson/]]) {
    writeFileSync(join(folder, "event.ndjson"), broken);
    const fresh = await newServer(t, server.store);
    const { code, error } = await fresh.command(["restore", folder, "--accept-unerased"]);
    assert.equal(code, 3, error);
    assert.match(error, what);
    writeFileSync(join(folder, "event.ndjson"), events);
    assert.equal((await fresh.command(["restore", folder, "--accept-unerased"])).code, 0, "nothing was left");
  }
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ ...manifest, schema: 9999 }));
  assert.match((await (await newServer(t, server.store)).command(["restore", folder, "--accept-unerased"])).error, /9,?999/);
});

eachStore("an export for spreadsheets holds no formula, and reads back as it was", { stores: ["SQLite"] }, async (server, t) => {
  await fill(server);
  const place = mkdtempSync(join(tmpdir(), "fidele-export-"));
  t.after(() => rmSync(place, { recursive: true, force: true }));
  const folder = join(place, "csv");
  const { code, out } = await server.command(["export", "--format", "csv", folder]);
  assert.equal(code, 0);
  assert.match(out, /rows of \d+ tables/);
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".csv"))) {
    const text = readFileSync(join(folder, name), "utf8");
    const lines = text.split("\n");
    assert.ok(lines[0].length, `${name}: its columns`);
    for (const field of text.matchAll(/(?:^|,)([=+\-@\t\r][^,\n]*)/gm)) assert.match(field[1], /^-?\d+(\.\d+)?(e[+-]?\d+)?$/, `${name}: ${field[1]}`);
  }
  assert.match(readFileSync(join(folder, "trait.csv"), "utf8"), /visits/);
  assert.equal((await (await newServer(t, "SQLite")).command(["restore", folder, "--accept-unerased"])).code, 3, "only JSON is read back");
});

eachStore("who may not see all does not export", { stores: ["SQLite"] }, async (server) => {
  for (const scope of ["read", "write", "track"]) assert.equal((await server.post("/api/v1/exports", {}, { key: await server.key(scope) })).status, 403, scope);
});
