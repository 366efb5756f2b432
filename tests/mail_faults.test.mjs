// R9: no mail is lost, none sent twice without being counted: kill -9 at each step and at any moment, connections cut, two servers;
// and what is kept of addresses that were refused. The mail server is a real one (npm smtp-server).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { answer, mailServer, messageEnded, open, sendTest, setMail } from "./mail.mjs";
import { run } from "./postgres.mjs";
import { eachStore, newServer, startServer } from "./server.mjs";

const mailsOf = (got, to) => got.filter((one) => one.to[0] === to).map(({ mail }) => mail.messageId);

/** Nothing lost: each arrived; nothing sent twice but what is counted as doubtful, and that with the Message-ID it had. */
async function checkArrived(server, key, got, ids) {
  for (const [to, id] of ids) {
    const { status, doubtful } = await messageEnded(server, key, id);
    const copies = mailsOf(got, to);
    assert.equal(status, "sent", to);
    assert.ok(copies.length >= 1 && copies.length <= 1 + doubtful, `${to}: ${copies.length} copies, ${doubtful} doubtful`);
    assert.equal(new Set(copies).size, 1, `${to}: one Message-ID`);
  }
}

eachStore("R9: kill -9 at each step of sending: what was not handed over is sent once, what may have been is counted", { ...open, stores: ["SQLite"] }, async (server, t) => {
  let wanted = null, reached = null;
  const hold = (name) => { if (name !== wanted) return null; reached(); return new Promise(() => {}); };
  const { got, port } = await mailServer(t, { step: hold, end: () => hold("end") });
  const key = await server.key("admin");
  await setMail(server, key, port, { timeout_seconds: 60 });
  const expected = { connect: 0, sender: 0, recipient: 0, end: 1 };
  for (const [name, doubtful] of Object.entries(expected)) {
    const there = new Promise((resolve) => { reached = resolve; });
    wanted = name;
    const to = `${name}@example.com`;
    const id = await sendTest(server, key, to);
    await there;
    const waiting = await Promise.all(Array.from({ length: 5 }, async (_, i) => [`${name}${i}@example.com`, await sendTest(server, key, `${name}${i}@example.com`)]));
    await server.kill();
    wanted = null;
    await server.restart();
    const ended = await messageEnded(server, key, id);
    assert.deepEqual([name, ended.status, ended.doubtful, ended.tries.map(({ failure }) => failure)], [name, "sent", doubtful, doubtful ? ["interrupted", null] : [null]]);
    await checkArrived(server, key, got, [[to, id], ...waiting]);
    for (const [, one] of waiting) assert.equal((await messageEnded(server, key, one)).doubtful, 0, "waited, was not handed over");
  }
  assert.equal(got.length, 4 * 6, "each once: what was killed at the end was not taken then");
  // Taken and answered, and dead before it could write that down: it may arrive again, with the same Message-ID, and is counted.
  const there = new Promise((resolve) => { reached = resolve; });
  wanted = "answered";
  const id = await sendTest(server, key, "answered@example.com");
  await there;
  await server.kill();
  wanted = null;
  await server.restart();
  await checkArrived(server, key, got, [["answered@example.com", id]]);
});

eachStore("R9: killed again and again while mails go out, and connections cut in the middle of their content: none is lost, none doubled without being counted", { ...open, stores: ["SQLite"] }, async (server, t) => {
  const cut = new Set();
  const { got, port } = await mailServer(t, { step: (name, drop, { envelope }) => {
    const to = envelope?.rcptTo?.[0]?.address;
    if (name !== "content" || !to.includes("-1") || cut.has(to)) return;
    cut.add(to);
    drop();
  } });
  const key = await server.key("admin");
  await setMail(server, key, port);
  const ids = [];
  for (let round = 0; round < 4; round++) {
    ids.push(...await Promise.all(Array.from({ length: 25 }, async (_, i) => [`r${round}-${i}@example.com`, await sendTest(server, key, `r${round}-${i}@example.com`)])));
    await new Promise((resolve) => setTimeout(resolve, 40 * round));
    await server.kill();
    await server.restart();
  }
  for (const [, id] of ids) await server.post(`/api/v1/messages/${id}/retry`, undefined, { key }); // the pauses are not waited for
  await checkArrived(server, key, got, ids);
});

test("R9: of two servers on one PostgreSQL one sends at a time, and each mail goes once", { timeout: 120_000 }, async (t) => {
  const first = await startServer(t, "PostgreSQL", open);
  const key = await first.key("admin");
  let under_way = 0, most = 0;
  const { got, port } = await mailServer(t, {
    step: (name) => { if (name === "sender") most = Math.max(most, ++under_way); },
    end: () => { under_way--; return null; },
  });
  await setMail(first, key, port, { timeout_seconds: 60 });
  const second = await newServer(t, "PostgreSQL", { database: first.database, ...open });
  copyFileSync(join(first.folder, "secret.key"), join(second.folder, "secret.key"));
  await second.open();
  const both = await Promise.all(Array.from({ length: 40 }, async (_, i) => [`two${i}@example.com`, await sendTest(i % 2 ? first : second, key, `two${i}@example.com`)]));
  await checkArrived(first, key, got, both);
  assert.equal(got.length, both.length, "each once");
  assert.ok(most <= 4, `${most} at once: four connections of one server`);
});

eachStore("an address that was refused is kept as a digest, which outlives the erasure of its owner", open, async (server, t) => {
  const nobody = "nobody-7f3a91@example.com";
  const { got, port } = await mailServer(t, { judge: (address, to) => (to.startsWith("nobody") ? answer(550, `5.1.1 <${to}> no such user`) : null) });
  const key = await server.key("admin");
  await setMail(server, key, port);
  // What an earlier version wrote down as it was.
  const plain = "insert into mail_suppression (address, reason, answer, message, at) values ('nobody-old-7f3a91@example.com', 'refused', '550 nobody-old-7f3a91', 0, 1)";
  await server.stop();
  if (server.database) await run(server.database, plain);
  else execFileSync("sqlite3", [join(server.folder, "fidele.db"), plain]);
  await server.open();
  assert.equal((await messageEnded(server, key, await sendTest(server, key, nobody))).status, "failed");
  assert.equal((await messageEnded(server, key, await sendTest(server, key, "Nobody-OLD-7f3a91@example.com"))).status, "suppressed");
  const list = async () => (await server.get("/api/v1/mail/suppressions", { key })).body.items;
  const shown = await list();
  assert.deepEqual(shown.map(({ address }) => address).sort(), [null, nobody].sort());
  for (const { id } of shown) assert.match(id, /^hmac-sha256:[0-9a-f]{64}$/);
  const pages = [];
  for (let cursor = ""; cursor !== null;) {
    const { body } = await server.get(`/api/v1/mail/suppressions?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, { key });
    pages.push(...body.items.map(({ id }) => id));
    cursor = body.next_cursor;
  }
  assert.deepEqual(pages, shown.map(({ id }) => id));
  // Erased: nothing says who it was, and nothing is sent there.
  const { body: person } = await server.post("/api/v1/customers", { email: nobody }, { key });
  const erased = await server.command(["erase", String(person.id), "--finish"]);
  assert.equal(erased.code, 0, erased.error);
  assert.deepEqual((await list()).map(({ id, address, answer }) => [id, address, answer]), shown.map(({ id }) => [id, null, null]));
  if (!server.database) for (const name of readdirSync(server.folder)) assert.ok(!statSync(join(server.folder, name)).isFile() || !readFileSync(join(server.folder, name)).includes("nobody-7f3a91"), name);
  assert.equal((await messageEnded(server, key, await sendTest(server, key, nobody))).status, "suppressed");
  assert.equal(got.length, 0);
  const [{ id }] = shown;
  assert.equal((await server.delete(`/api/v1/mail/suppressions/${id}`, { key })).status, 204, "lifted by its id too");
});
