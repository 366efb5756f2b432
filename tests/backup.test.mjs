// Backups of a running server, restored into either store, and what the commands refuse (R19, bad_inputs O38-O42).
import { existsSync, mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import assert from "node:assert/strict";
import { eachStore, newServer, startServer, stores } from "./server.mjs";

const folder = mkdtempSync(join(tmpdir(), "fidele-backup-"));
let files = 0;
const newFile = () => join(folder, `${++files}.backup`);

const tracked = (user, id) => ({ type: "track", event: "Order Completed", userId: user, messageId: id, properties: { total: 12.5, currency: "EUR", note: "« é » 😀 '\"\\" } });

async function fill(server, from, count) {
  const key = await server.key("write");
  const batch = Array.from({ length: count }, (_, i) => tracked(`user-${(from + i) % 7}`, `message-${from + i}`));
  const { status } = await server.post("/v1/batch", { batch }, { key });
  assert.equal(status, 200);
}

/** Every event of the log as the API tells it, without what differs from store to store. */
async function events(server) {
  const { status, body } = await server.get("/api/v1/events?limit=1000", { key: await server.key("admin") });
  assert.equal(status, 200);
  return body.items;
}

for (const from of stores)
  for (const to of stores)
    test(`a backup of a running server on ${from} becomes a server on ${to}`, { timeout: 120_000 }, async (t) => {
      const server = await startServer(t, from);
      await fill(server, 0, 150);
      const before = await events(server);
      const path = newFile();
      const made = await server.command(["backup", path, "--quiet"]);
      assert.equal(made.code, 0, made.error);
      assert.match(made.out, /rows of \d+ tables/);
      assert.equal(statSync(path).mode & 0o777, 0o600);
      assert.deepEqual(readdirSync(join(server.folder, "backups")), []); // it was moved, not copied
      await fill(server, 150, 10); // not in the backup
      const other = await newServer(t, to);
      const restored = await other.command(["restore", path, "--accept-unerased", "--quiet"]);
      assert.equal(restored.code, 0, restored.error);
      await other.open();
      other.keys = server.keys; // keys are in the backup
      assert.deepEqual(await events(other), before);
      await fill(other, 150, 10);
      assert.equal((await events(other)).length, before.length + 10);
      const verified = await other.command(["verify", "--quiet"]);
      assert.equal(verified.code, 0, verified.error);
      assert.match(verified.out, /store_rows: [\d,]+ checked, sound/);
    });

eachStore("a backup is a job over HTTP, and lies in the data folder", async (server) => {
  const key = await server.key("admin");
  await fill(server, 0, 5);
  const { status, body } = await server.post("/api/v1/backups", undefined, { key });
  assert.equal(status, 202);
  let job;
  do job = (await server.get(`/api/v1/jobs/${body.job}`, { key })).body; while (["queued", "running"].includes(job.status));
  assert.equal(job.status, "done", JSON.stringify(job));
  const { body: list } = await server.get("/api/v1/backups", { key });
  assert.equal(list.items.length, 1);
  assert.match(list.items[0].name, /^fidele-\d{8}T\d{6}Z-\d+\.backup$/);
  assert.equal(list.items[0].bytes, job.result.bytes);
  assert.equal((await server.post("/api/v1/backups", undefined, { key: await server.key("read") })).status, 403);
  assert.equal((await server.post("/api/v1/verifications", undefined, {})).status, 401);
});

test("without a server the commands do the same", async (t) => {
  const server = await newServer(t);
  assert.equal((await server.command(["key", "create", "--name", "x", "--scope", "read"])).code, 0);
  const path = newFile();
  assert.equal((await server.command(["backup", path, "--quiet"])).code, 0);
  const other = await newServer(t);
  assert.equal((await other.command(["restore", path, "--accept-unerased", "--quiet"])).code, 0);
  const { out } = await other.command(["key", "list"]);
  assert.match(out, /\bx\b/);
});

test("a backup replaces no file, a restore no store, and neither takes what a server holds", async (t) => {
  const server = await startServer(t);
  const path = newFile();
  writeFileSync(path, "mine");
  const refused = await server.command(["backup", path]);
  assert.notEqual(refused.code, 0);
  assert.match(refused.error, /is there already/);
  assert.equal(readFileSync(path, "utf8"), "mine");
  const backup = newFile();
  assert.equal((await server.command(["backup", backup, "--quiet"])).code, 0);
  const held = await server.command(["restore", backup, "--accept-unerased"]);
  assert.notEqual(held.code, 0);
  assert.match(held.error, /in use|holds|held/);
  await server.stop();
  const full = await server.command(["restore", backup, "--accept-unerased"]);
  assert.notEqual(full.code, 0);
  assert.match(full.error, /not empty/);
});

test("a damaged, cut or foreign backup is refused with its block, and the folder stays empty", async (t) => {
  const server = await startServer(t);
  const path = newFile();
  assert.equal((await server.command(["backup", path, "--quiet"])).code, 0);
  const bytes = readFileSync(path);
  const flipped = Buffer.from(bytes);
  flipped[bytes.length >> 1] ^= 4;
  for (const [content, says] of [[flipped, /damaged at block \d+/], [bytes.subarray(0, bytes.length - 1), /damaged at block \d+/], [Buffer.from("PK\x03\x04"), /no backup/]]) {
    const damaged = newFile();
    writeFileSync(damaged, content);
    const other = await newServer(t);
    const { code, error } = await other.command(["restore", damaged, "--accept-unerased"]);
    assert.notEqual(code, 0);
    assert.match(error, says);
    assert.equal(existsSync(join(other.folder, "fidele.db")), false);
    assert.equal((await other.command(["restore", path, "--accept-unerased", "--quiet"])).code, 0);
  }
});

test("verify names what is damaged", async (t) => {
  const server = await startServer(t);
  await fill(server, 0, 500);
  await server.stop();
  const path = join(server.folder, "fidele.db");
  const bytes = readFileSync(path);
  // Each page of a table or an index but the first says in its first byte which it is.
  for (let page = 4096 * 8; page < bytes.length; page += 4096)
    if (bytes[page] === 13) { bytes[page + 3] ^= 0x40; break; }
  writeFileSync(path, bytes);
  const { code, error } = await server.command(["verify", "--quiet"]);
  assert.notEqual(code, 0);
  assert.match(error, /damaged/);
});
