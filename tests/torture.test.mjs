// The promises of docs/reliability.md, kept by the whole server: kill -9, power cuts, disks that fill up or fail, PostgreSQL
// that crashes, more load than it can carry. Short here; `make torture` runs the full figures.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { postgres } from "./postgres.mjs";
import { top } from "./program.mjs";
import { eachStore, newServer } from "./server.mjs";
import { Load, nothing, seeded, sleep, times } from "./torture/load.mjs";

const built = process.env.FIDELE_BUILD ?? join(top, "build/release");
const run = (...words) => spawnSync(words[0], words.slice(1), { encoding: "utf8" });

eachStore("R1: kill -9 under load loses nothing and counts nothing twice", { timeout: 3_600_000 }, async (server, t) => {
  const random = seeded(t);
  const track = await server.key("track"), admin = await server.key("admin");
  const load = new Load(server, track);
  load.start();
  for (let kill = 0; kill < times(5, 500); kill++) {
    await sleep(50 + 400 * random());
    await server.kill();
    await server.open();
  }
  await sleep(200);
  await load.stop();
  for (const batch of load.left) await load.send(batch); // those that were under way are sent again
  t.diagnostic(`${load.acknowledged.size} events acknowledged`);
  assert.ok(load.acknowledged.size > 100);
  assert.deepEqual(await load.compare(admin), nothing);
});

test("the comparison of acknowledged and stored sees a loss and a double", async () => {
  const load = new Load(null, "");
  load.sent.add("load-1").add("load-2").add("load-3");
  load.acknowledged.add("load-1").add("load-2");
  load.stored = async () => new Map([["load-1", 2], ["load-9", 1]]);
  assert.deepEqual(await load.compare(""), { lost: ["load-2"], doubled: ["load-1"], foreign: ["load-9"] });
});

/** A file system of its own in a file; null where this process may not mount. */
function loopDisk(t, server, megabytes) {
  const folder = mkdtempSync(join(tmpdir(), "fidele-disk-"));
  const disk = { image: join(folder, "image"), place: join(folder, "disk") };
  disk.mount = () => run("mount", "-o", "loop", disk.image, disk.place).status === 0;
  disk.unmount = () => run("umount", disk.place).status === 0;
  mkdirSync(disk.place);
  run("truncate", "-s", `${megabytes}M`, disk.image);
  const made = run("mkfs.ext4", "-qF", disk.image).status === 0 && disk.mount();
  t.after(async () => {
    await server.close(); // before what it stands on goes
    disk.unmount();
    rmSync(folder, { recursive: true, force: true });
  });
  return made ? disk : null;
}

test("R2: a power cut under load loses nothing", { timeout: 3_600_000 }, async (t) => {
  const server = await newServer(t);
  const disk = loopDisk(t, server, times(256, 4096));
  if (!disk) return t.diagnostic("not shown here: this process may not mount a file system"); // R2 says: where it may
  const random = seeded(t);
  server.folder = join(disk.place, "data");
  await server.open();
  const load = new Load(server, await server.key("track"));
  const admin = await server.key("admin");
  load.start();
  for (let cut = 0; cut < times(4, 300); cut++) {
    await sleep(100 + 500 * random());
    // Without power the program does not run on either. Left running through the shutdown it is told by fdatasync that all
    // is well, and acknowledges batches that are not there, in one of seven runs (docs/reliability.md, R2).
    server.child.kill("SIGSTOP");
    assert.equal(run(join(built, "fidele_cut"), disk.place).status, 0);
    await server.kill();
    assert.ok(disk.unmount() && disk.mount(), "the file system comes back");
    await server.open();
  }
  await sleep(200);
  await load.stop();
  assert.ok(load.acknowledged.size > 100);
  assert.deepEqual(await load.compare(admin), nothing);
  const { code, error } = await server.command(["verify"]);
  assert.equal(code, 0, error);
  await server.kill();
});

test("R5: after an error of fsync nothing is acknowledged, the server ends with 74, and what it acknowledged is there", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "fidele-fsync-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const fails = join(folder, "fails"); // outside the data folder: made by us while the server runs
  const server = await newServer(t, "SQLite", { env: { LD_PRELOAD: join(built, "libfidele_fsync_fails.so"), FIDELE_FSYNC_FAILS: fails }, args: ["--no-sandbox"] });
  await server.open();
  const load = new Load(server, await server.key("track"), { clients: 4 });
  const admin = await server.key("admin");
  load.start();
  await sleep(300);
  const before = load.acknowledged.size;
  assert.ok(before > 0, "control: with a disk that works it acknowledges");
  writeFileSync(fails, "");
  const { code } = await server.ended;
  await load.stop();
  assert.equal(code, 74);
  rmSync(fails);
  await server.open();
  assert.deepEqual(await load.compare(admin), nothing);
});

test("R6: a full disk is told (507), reading goes on, and writing when there is room again", { timeout: 300_000 }, async (t) => {
  const server = await newServer(t);
  const disk = loopDisk(t, server, 48);
  if (!disk) return t.diagnostic("not shown here: this process may not mount a file system");
  server.folder = join(disk.place, "data");
  await server.open();
  const load = new Load(server, await server.key("track"), { size: 200 });
  const admin = await server.key("admin");
  assert.ok(await load.send(load.batch()));
  const ballast = join(disk.place, "ballast");
  run("dd", "if=/dev/zero", `of=${ballast}`, "bs=64k");
  for (let i = 0; i < 400 && !load.statuses.get(507); i++) await load.send(load.batch());
  assert.ok(load.statuses.get(507), `statuses: ${[...load.statuses]}`);
  const refused = await server.post("/v1/batch", { batch: load.batch() }, { key: load.key });
  assert.equal(refused.status, 507);
  assert.equal(refused.body.code, "storage_full");
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  assert.equal((await server.get("/api/v1/events?limit=1", { key: admin })).status, 200);
  rmSync(ballast);
  let again = false;
  for (let i = 0; i < 100 && !again; i++) {
    again = await load.send(load.batch());
    if (!again) await sleep(100);
  }
  assert.ok(again, "writing goes on without a restart");
  assert.deepEqual(await load.compare(admin), nothing);
  await server.stop();
});

eachStore("R13: PostgreSQL crashes under load: 503 while it is down, nothing lost, nothing doubled", { stores: ["PostgreSQL"], timeout: 1_800_000 }, async (server, t) => {
  const random = seeded(t);
  const track = await server.key("track"), admin = await server.key("admin");
  const load = new Load(server, track);
  load.start();
  for (let crash = 0; crash < times(3, 100); crash++) {
    await sleep(200 + 500 * random());
    await (await postgres()).restart("immediate");
  }
  await sleep(1500);
  await load.stop();
  for (const batch of load.left) assert.ok(await load.send(batch));
  assert.ok(load.acknowledged.size > 100);
  assert.deepEqual([...load.statuses.keys()].filter((status) => status !== 200 && status !== 503), []);
  assert.deepEqual(await load.compare(admin), nothing);
});

eachStore("R15: under more load than it can carry it refuses quickly what it can't take, and loses nothing", { timeout: 300_000 }, async (server, t) => {
  const track = await server.key("track"), admin = await server.key("admin");
  const load = new Load(server, track, { clients: 200, size: 50 });
  load.start();
  await sleep(times(3000, 60_000));
  const health = await server.get("/healthz");
  const signIn = await server.post("/api/v1/session", { email: "nobody@example.com", password: "wrong password" });
  await load.stop();
  assert.equal(health.status, 200);
  assert.equal(signIn.status, 401, "signing in is answered under load");
  t.diagnostic(`statuses: ${[...load.statuses].map(([status, count]) => `${status} × ${count}`).join(", ")}`);
  assert.deepEqual([...load.statuses.keys()].filter((status) => ![200, 429, 503].includes(status)), []);
  assert.deepEqual(await load.compare(admin), nothing);
});

test("two servers on one PostgreSQL: 32 writers lose and double nothing, and each sees what the other took", { timeout: 300_000 }, async (t) => {
  const first = await newServer(t, "PostgreSQL");
  await first.open();
  const second = await newServer(t, "PostgreSQL", { database: first.database });
  await second.open();
  const track = await first.key("track"), admin = await first.key("admin");
  const one = new Load(first, track, { clients: 16, name: "shared" }), two = new Load(second, track, { clients: 16, name: "shared" });
  two.next = 0; // both send the same message ids: each counts once
  one.start(), two.start();
  await sleep(times(3000, 60_000));
  await Promise.all([one.stop(), two.stop()]);
  const stored = await one.stored(admin);
  const acknowledged = new Set([...one.acknowledged, ...two.acknowledged]);
  t.diagnostic(`${acknowledged.size} different events acknowledged`);
  assert.ok(acknowledged.size > 100);
  assert.deepEqual([...acknowledged].filter((id) => !stored.has(id)), [], "lost");
  assert.deepEqual([...stored].filter(([, times]) => times > 1), [], "doubled");
  assert.deepEqual((await two.stored(admin)).size, stored.size);
});
