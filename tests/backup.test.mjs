// Backups of a running server, restored into either store, and what the commands refuse (R19, bad_inputs O38-O45).
import { createHash, createHmac } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import assert from "node:assert/strict";
import { eachStore, newServer, startServer, stores } from "./server.mjs";

const folder = mkdtempSync(join(tmpdir(), "fidele-backup-"));
let files = 0;
const newFile = () => join(folder, `${++files}.backup`);

/** What the owner of a backup keeps apart from it. */
const apart = (server) => ["--keys", join(server.folder, "backup.keys")];

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
      const restored = await other.command(["restore", path, ...apart(server), "--accept-unerased", "--quiet"]);
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
  assert.equal((await other.command(["restore", path, ...apart(server), "--accept-unerased", "--quiet"])).code, 0);
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
  const held = await server.command(["restore", backup, ...apart(server), "--accept-unerased"]);
  assert.notEqual(held.code, 0);
  assert.match(held.error, /in use|holds|held/);
  await server.stop();
  const full = await server.command(["restore", backup, ...apart(server), "--accept-unerased"]);
  assert.notEqual(full.code, 0);
  assert.match(full.error, /not empty/);
});

test("a damaged, cut or foreign backup is refused with its block, and the folder stays empty", async (t) => {
  const server = await startServer(t);
  const path = newFile();
  assert.equal((await server.command(["backup", path, "--quiet"])).code, 0);
  const bytes = readFileSync(path);
  const flipped = (at) => { const copy = Buffer.from(bytes); copy[at] ^= 4; return copy; };
  const damages = [16, 40, 60, 100, bytes.length >> 1, bytes.length - 1].map((at) => [flipped(at), /damaged at block \d+/]);
  const other = await newServer(t);
  for (const [content, says] of [...damages, [bytes.subarray(0, bytes.length - 1), /damaged at block \d+/], [bytes.subarray(0, 130), /damaged at block \d+/], [Buffer.from("PK\x03\x04"), /no backup/]]) {
    const damaged = newFile();
    writeFileSync(damaged, content);
    const { code, error } = await other.command(["restore", damaged, ...apart(server), "--accept-unerased"]);
    assert.notEqual(code, 0);
    assert.match(error, says);
    assert.equal(existsSync(join(other.folder, "fidele.db")), false);
  }
  assert.equal((await other.command(["restore", path, ...apart(server), "--accept-unerased", "--quiet"])).code, 0);
});

test("a backup is noise without its own key, and names the key it wants", async (t) => {
  const server = await startServer(t), stranger = await startServer(t);
  await fill(server, 0, 5);
  const first = newFile(), path = newFile();
  assert.equal((await server.command(["backup", first, "--quiet"])).code, 0);
  const made = await server.command(["backup", path, "--quiet"]);
  assert.match(made.out, /encrypted with key id 2 of backup\.keys/);
  assert.equal(statSync(join(server.folder, "backup.keys")).mode & 0o777, 0o600);
  assert.equal(readFileSync(path).includes("Order Completed") || readFileSync(path).includes("user-1"), false);
  for (let i = 0; i < 2; i++) assert.equal((await stranger.command(["backup", newFile(), "--quiet"])).code, 0);
  const other = await newServer(t);
  for (const keys of [[], apart(stranger)]) {
    const { code, error } = await other.command(["restore", path, ...keys, "--accept-unerased"]);
    assert.equal(code, 65, error);
    assert.match(error, /made with key id 2/);
  }
  const lines = readFileSync(join(server.folder, "backup.keys"), "utf8").trim().split("\n");
  const swapped = join(folder, "swapped.keys"); // the key of another backup under this one's number and moment
  writeFileSync(swapped, `${lines[1].split(" ").slice(0, 2).join(" ")} ${lines[0].split(" ")[2]}\n`);
  assert.equal((await other.command(["restore", path, "--keys", swapped, "--accept-unerased"])).code, 65);
  assert.equal(existsSync(join(other.folder, "fidele.db")), false);
  const restored = await other.command(["restore", path, ...apart(server), "--accept-unerased", "--quiet"]);
  assert.equal(restored.code, 0, restored.error);
  assert.match(restored.out, /no secret\.key was given/);
  assert.equal(existsSync(join(other.folder, "secret.key")), false);
});

/** As if the backup and its key had been made at another moment. */
function dated(path, keys, moment) {
  const [line] = readFileSync(keys, "utf8").split("\n"), [id, , hex] = line.split(" "), bytes = readFileSync(path);
  const hmac = (key, content) => createHmac("sha256", key).update(content).digest();
  bytes.writeBigInt64LE(BigInt(moment), 24);
  hmac(hmac(Buffer.from(hex, "hex"), "backup check"), bytes.subarray(0, 56)).copy(bytes, 56);
  createHash("sha256").update(bytes.subarray(0, 88)).digest().copy(bytes, 88);
  const [backup, other] = [newFile(), `${newFile()}.keys`];
  writeFileSync(backup, bytes);
  writeFileSync(other, `${id} ${moment} ${hex}\n`);
  return [backup, "--keys", other];
}

test("a backup older than the erasure list answers for is refused", async (t) => {
  const server = await startServer(t);
  const path = newFile(), key = await server.key("admin"), list = ["--erasures", join(server.folder, "erasures.list")];
  assert.equal((await server.command(["backup", path, "--quiet"])).code, 0);
  const { body: { id } } = await server.post("/api/v1/customers", { user_id: "someone" }, { key });
  assert.equal((await server.command(["erase", String(id)])).code, 0);
  const day = 86_400_000, keys = join(server.folder, "backup.keys");
  const old = dated(path, keys, Date.now() - 91 * day), young = dated(path, keys, Date.now() - 89 * day);
  const other = await newServer(t), third = await newServer(t);
  const none = await other.command(["restore", ...young]);
  assert.deepEqual([none.code, existsSync(join(other.folder, "fidele.db"))], [78, false]);
  const refused = await other.command(["restore", ...old, ...list]);
  assert.deepEqual([refused.code, existsSync(join(other.folder, "fidele.db"))], [78, false]);
  assert.match(refused.error, /older than 90 days.*--accept-unerased/s);
  const accepted = await other.command(["restore", ...old, ...list, "--accept-unerased", "--quiet"]);
  assert.equal(accepted.code, 0, accepted.error);
  assert.match(accepted.out, /1 erased customers on the list/);
  const fine = await third.command(["restore", ...young, ...list, "--quiet"]);
  assert.equal(fine.code, 0, fine.error);
});

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==", "base64");

for (const [from, to] of [["SQLite", "PostgreSQL"], ["PostgreSQL", "SQLite"]])
  test(`files of customers come back on ${to}, but those of who was erased since`, async (t) => {
    const server = await startServer(t, from), key = await server.key("admin");
    const put = async (user) => {
      const { body: { id } } = await server.post("/api/v1/customers", { user_id: user }, { key });
      const answer = await fetch(`${server.url}/api/v1/customers/${id}/files?name=a.png`, { method: "POST", body: png, headers: { authorization: `Bearer ${key}`, "content-type": "image/png" } });
      assert.equal(answer.status, 201, await answer.clone().text());
      return { id, content: `/api/v1/customers/${id}/files/${(await answer.json()).id}/content` };
    };
    const stays = await put("stays"), goes = await put("goes");
    const content = async (at, path) => {
      const answer = await fetch(`${at.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
      return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
    };
    const before = await content(server, stays.content);
    const made = await server.command(["backup", "--quiet"]);
    assert.match(made.out, /2 files/);
    const path = join(server.folder, "backups", readdirSync(join(server.folder, "backups"))[0]);
    assert.equal((await server.command(["erase", String(goes.id)])).code, 0);
    const other = await newServer(t, to);
    const restored = await other.command(["restore", path, "--quiet"]); // what is kept apart is found beside backups/
    assert.equal(restored.code, 0, restored.error);
    assert.match(restored.out, /and 2 files.*1 of them in the backup/s);
    assert.doesNotMatch(restored.out, /secret\.key/);
    assert.deepEqual(readFileSync(join(other.folder, "secret.key")), readFileSync(join(server.folder, "secret.key")));
    assert.equal(readdirSync(join(other.folder, "files")).length, 1);
    await other.open();
    const after = await content(other, stays.content);
    assert.deepEqual([before.status, after.status], [200, 200]);
    assert.deepEqual(after.bytes, before.bytes);
    assert.equal((await content(other, goes.content)).status, 410);
    const elsewhere = newFile(), named = await newServer(t); // the three named, the backup far from them
    copyFileSync(path, elsewhere);
    const three = ["--keys", "backup.keys", "--erasures", "erasures.list", "--key", "secret.key"].map((word) => (word.startsWith("--") ? word : join(server.folder, word)));
    const again = await named.command(["restore", elsewhere, ...three, "--quiet"]);
    assert.equal(again.code, 0, again.error);
    assert.deepEqual(readFileSync(join(named.folder, "secret.key")), readFileSync(join(server.folder, "secret.key")));
  });

test("the next backup destroys a key that is too old, and its backup with it", async (t) => {
  const server = await startServer(t), keys = join(server.folder, "backup.keys"), backups = join(server.folder, "backups");
  for (let i = 0; i < 2; i++) assert.equal((await server.command(["backup", "--quiet"])).code, 0);
  const old = readdirSync(backups).find((name) => readFileSync(join(backups, name)).readBigInt64LE(16) === 1n);
  const moment = Date.now() - 36 * 86_400_000, [, young] = readFileSync(keys, "utf8").split("\n");
  const [redated, , line] = dated(join(backups, old), keys, moment);
  copyFileSync(redated, join(backups, old));
  writeFileSync(keys, `${readFileSync(line, "utf8")}${young}\n`);
  assert.equal((await server.command(["backup", "--quiet"])).code, 0);
  assert.deepEqual([readdirSync(backups).length, readdirSync(backups).includes(old)], [2, false]);
  assert.ok(readFileSync(keys, "utf8").startsWith(`1 ${moment} -\n${young}\n3 `));
  const { code, error } = await (await newServer(t)).command(["restore", redated, "--keys", keys, "--accept-unerased"]);
  assert.equal(code, 65);
  assert.match(error, /key id 1, and that key was destroyed/);
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
