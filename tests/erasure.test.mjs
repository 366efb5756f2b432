// People who are erased (R288, PV-03, PV-04, G2, O-12): invisible at once, gone from every file, figures as before; what
// comes for them afterwards is withheld; a backup from before does not bring them back.
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { createDatabase, run } from "./postgres.mjs";
import { top } from "./program.mjs";
import { eachStore, newServer, startServer } from "./server.mjs";

const built = process.env.FIDELE_BUILD ?? join(top, "build/release");

const canary = (place) => `canary-${place}-7f3a91`;

/** Which of the texts are in a file of the folder, by bytes. */
function foundOf(texts, folder) {
  const left = new Set(texts);
  const walk = (path) => {
    for (const name of readdirSync(path)) {
      const inner = join(path, name), state = statSync(inner, { throwIfNoEntry: false });
      if (state?.isDirectory()) walk(inner);
      else if (state?.isFile()) {
        const bytes = readFileSync(inner);
        for (const text of left) if (bytes.includes(text)) left.delete(text);
      }
    }
  };
  walk(folder);
  return texts.filter((text) => !left.has(text));
}

/** A person with a canary in every place a client or staff can fill; the number of the customer, and the canaries. */
async function plant(server) {
  const admin = await server.key("admin"), track = await server.key("track");
  const planted = [];
  const say = (place) => (planted.push(canary(place)), canary(place));
  const send = async (path, data) => {
    const { status, text } = await server.post(path, data, { key: track });
    assert.ok(status < 300, `${path}: ${status} ${text}`);
  };
  const staff = async (method, path, data, headers) => {
    const { status, body, text } = await server.request(method, path, data, { key: admin, headers });
    assert.ok(status < 300, `${path}: ${status} ${text}`);
    return body;
  };
  await send("/v1/page", { anonymousId: say("anonymous-id"), name: "Home", properties: { url: `https://shop.test/${say("page-url")}`, title: say("page-title") }, context: { userAgent: say("user-agent"), ip: "192.0.2.7" } });
  await send("/v1/identify", { userId: say("user-id"), anonymousId: canary("anonymous-id"), traits: { email: `${say("email")}@example.com`, name: `Ana ${say("name")}`, first_name: say("first-name"), phone: "+33612345678", company: { name: say("nested") }, list: [say("list")], note: say("trait-before") }, context: { externalIds: [{ id: say("external-id"), type: "shop" }] } });
  planted.push("+33612345678");
  await send("/v1/identify", { userId: canary("user-id"), traits: { note: say("trait-after") } });
  for (let i = 0; i < 4; i++)
    await send("/v1/track", { userId: canary("user-id"), event: "Order Completed", messageId: say(`message-${i}`), properties: { order_id: say(`order-${i}`), revenue: 10 + i, currency: "EUR", coupon: say(`coupon-${i}`), products: [{ product_id: `p${i}`, name: say(`product-${i}`), quantity: 1 }] } });
  await send("/v1/track", { userId: canary("user-id"), event: "Feature Used", properties: { text: say("property") } });
  await send("/v1/screen", { userId: canary("user-id"), name: "Main", properties: { text: say("screen") } });
  await send("/v1/group", { userId: canary("user-id"), groupId: "acme" });
  await send("/v1/alias", { previousId: canary("anonymous-id"), userId: canary("user-id") });
  await staff("PUT", "/api/v1/tracking-plan", { unplanned: "flag", wrong: "flag", events: [] });
  await send("/v1/track", { userId: canary("user-id"), event: "Off Plan", properties: { text: say("violation-sample") } });
  const made = await staff("POST", "/api/v1/customers", { user_id: say("staff-user-id"), traits: { name: say("staff-name") } }, { "idempotency-key": "made-by-staff" });
  await staff("PATCH", `/api/v1/customers/${made.id}`, { traits: { city: say("staff-city") } }, { "idempotency-key": "changed-by-staff" });
  await staff("POST", `/api/v1/customers/${made.id}/identities`, { kind: "email", value: `${say("second-email")}@example.com` }, { "idempotency-key": "address-by-staff" });
  const root = (await staff("GET", `/api/v1/customers/user_id:${canary("user-id")}`)).id;
  await staff("POST", `/api/v1/customers/${root}/merge`, { with: String(made.id), reason: say("merge-reason") });
  const lookalike = await staff("POST", "/api/v1/customers", { user_id: "someone-else", traits: { name: `Ana ${"Other"}` } });
  return { root, members: [root, made.id], planted, admin, track, lookalike: lookalike.id };
}

async function until(what) {
  for (const end = Date.now() + 30_000; ;) {
    const it = await what();
    if (it) return it;
    assert.ok(Date.now() < end, `not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const secret = "hush-hush-hush";
const webhooks = { args: ["--outgoing-private", "--outgoing-ports", "any"] };

/** More canaries on the person of plant(): what staff write, files, imports, connections, webhooks, copies. */
async function plantMore(server, t, { root, admin, track }) {
  const planted = [];
  const say = (place) => (planted.push(canary(place)), canary(place));
  const staff = async (method, path, data, headers) => {
    const { status, body, text } = await server.request(method, `/api/v1${path}`, data, { key: admin, headers });
    assert.ok(status < 300, `${path}: ${status} ${text}`);
    return body;
  };
  const ended = (job) => until(async () => {
    const body = await staff("GET", `/jobs/${job}`);
    return !["queued", "running"].includes(body.status) && body;
  });
  const person = `/customers/${root}`;

  // Notes, tasks and what else people write.
  const note = await staff("POST", `${person}/notes`, { text: say("note-before") });
  await staff("PATCH", `${person}/notes/${note.id}`, { text: say("note-after") }, { "if-match": '"1"' });
  await staff("POST", `${person}/tasks`, { title: say("task") });
  await staff("POST", `${person}/promises`, { what: say("promise"), due_at: "2027-01-01T00:00:00Z" });
  await staff("POST", `${person}/needs`, { kind: "need", tag: "wrapping", origin: "note", detail: say("need") });
  await staff("PUT", `${person}/preferences/topic`, { value: say("preference") });
  await staff("PUT", `${person}/values/forests`, { shared: true, origin: "form", proof: say("value-proof") });
  await staff("POST", `${person}/learnt`, { traits: { size: say("learnt-trait") }, origin: "chatbot", reference: say("learnt-reference"), consent: true });
  const rival = await staff("POST", "/competitors", { name: "A rival" });
  await staff("POST", `${person}/exits`, { competitor: String(rival.id), reason: "price", at: "2026-06-01T00:00:00Z", detail: say("exit") });
  await staff("POST", "/privacy/requests", { kind: "access", customer: root, channel: "email", note: say("request-note") });
  const consent = { userId: canary("user-id"), event: "Consent Granted", properties: { purpose: "marketing", source: say("consent-source"), evidence: say("consent-evidence") } };
  assert.equal((await server.post("/v1/track", consent, { key: track })).status, 200);

  // A file: sealed on the disk, its name in the store.
  const content = { key: admin, headers: { "content-type": "text/plain" } };
  const file = await server.post(`/api/v1${person}/files?name=${say("file-name")}.txt`, say("file-content"), content);
  assert.ok(file.status < 300, file.text);

  // A connection: what could not be used is kept in letters, here without a customer; the shop writes in capitals.
  const connection = await staff("POST", "/connections", { kind: "webhook", name: "till", settings: { signature: { form: "none" }, events: [{ event: "Sold", email: "{{buyer.mail}}" }] } });
  const letter = (body) => server.post(connection.path, body, { headers: { "content-type": "application/json" } });
  await letter({ mail: `${canary("email").toUpperCase()}@EXAMPLE.COM`, note: say("letter") });
  await letter({ mail: "someone@example.net", note: "a letter of somebody else" });

  // Imports: a row that was left out, the file of one that was stopped, and an upload that was cut off.
  const csv = { key: admin, headers: { "content-type": "text/csv" } };
  const bring = async (name, text) => {
    const answer = await server.post(`/api/v1/imports?kind=customers&name=${name}.csv`, `email,first_name,remark\n${text}`, csv);
    assert.equal(answer.status, 202, answer.text);
    return answer.body;
  };
  await ended((await bring(canary("user-id"), `${canary("email")}@example.com,Ana,${say("import-trait")}\n,${say("import-reject")},x\n`)).job);
  const long = await bring("many", Array.from({ length: 1500 }, (_, i) => `many-${i}@example.net,A,B\n`).join(""));
  const stopped = await bring("stopped", `${canary("email")}@example.com,Ana,${say("import-file")}\n`);
  await staff("POST", `/jobs/${stopped.job}/cancel`);
  await ended(stopped.job);
  await ended(long.job);
  const cut = join(server.folder, "imports", "cut.data"), before = new Date(Date.now() - 3_600_000);
  mkdirSync(join(server.folder, "imports"), { recursive: true });
  writeFileSync(cut, say("import-cut-off"));
  utimesSync(cut, before, before);

  // What a receiver of outgoing webhooks answered; copies that were made.
  const told = { times: 0 };
  const receiver = createServer((request, response) => request.resume().on("end", () => (told.times++, response.end(canary("webhook-answer"))))).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  t.after(() => { receiver.closeAllConnections(); receiver.close(); });
  const hook = await staff("POST", "/webhooks", { name: "to us", url: `http://127.0.0.1:${receiver.address().port}/`, topics: ["Gift Chosen"] });
  assert.equal((await server.post("/v1/track", { userId: canary("user-id"), event: "Gift Chosen" }, { key: track })).status, 200);
  await until(async () => (await staff("GET", `/webhooks/${hook.id}/messages`)).items.some(({ status }) => status === "delivered"));
  say("webhook-answer");
  await ended((await staff("POST", "/exports", {})).job);
  await ended((await staff("POST", `${person}/access-export`, {})).job);
  return { planted, staff, connection, told };
}

async function figures(server, key) {
  const list = [];
  for (const name of ["orders", "revenue", "active_customers"]) {
    const { status, body } = await server.get(`/api/v1/metrics/${name}`, { key });
    if (status === 200) list.push([name, JSON.stringify(body.points)]);
  }
  assert.ok(list.length >= 2);
  return list;
}

eachStore("an erased person is nowhere, figures stay, and what comes later is withheld", async (server) => {
  const { root, members, planted, admin, track, lookalike } = await plant(server);
  assert.ok(planted.length >= 35, `${planted.length}`);
  const before = await figures(server, admin);
  assert.equal((await server.post(`/api/v1/customers/${root}/erase`, { confirm: "another" }, { key: admin })).body.code, "confirm_required");
  const asked = await server.post(`/api/v1/customers/${root}/erase`, { confirm: `${canary("email")}@example.com` }, { key: admin });
  assert.equal(asked.status, 202, asked.text);
  for (const id of members) {
    const { status, body } = await server.get(`/api/v1/customers/${id}`, { key: admin });
    assert.deepEqual([status, body.code], [410, "erased"]);
  }
  for (const query of ["Ana", canary("name"), canary("email"), canary("user-id"), String(root)]) {
    const { body } = await server.get(`/api/v1/customers?query=${encodeURIComponent(query)}`, { key: admin });
    assert.deepEqual(body.items.map((item) => item.id).filter((id) => id !== lookalike), [], query);
  }
  const finished = await server.command(["erase", `user_id:${canary("user-id")}`, "--finish"]); // the same again: it is idempotent
  assert.equal(finished.code, 0, finished.error);
  const certificate = (await server.get(`/api/v1/erasures/${asked.body.erasure}`, { key: admin })).body;
  assert.equal(certificate.state, "finished");
  assert.match(certificate.digest, /^[0-9a-f]{64}$/);
  assert.deepEqual(planted.filter((text) => JSON.stringify(certificate).includes(text)), []);
  assert.deepEqual(await figures(server, admin), before);
  for (const path of ["/api/v1/events?limit=1000", "/api/v1/customers?limit=1000", "/api/v1/tracking-plan/violations", "/api/v1/jobs?limit=100", "/api/v1/duplicates", "/api/v1/audit-trail?limit=1000"]) {
    const { text } = await server.get(path, { key: admin });
    assert.deepEqual(planted.filter((word) => text.includes(word)), [], path);
  }
  const withheld = (body) => server.post("/v1/identify", body, { key: track });
  for (const body of [{ userId: canary("user-id") }, { anonymousId: canary("anonymous-id") }, { userId: "new", traits: { email: `${canary("email").toUpperCase()}@EXAMPLE.com` } }]) {
    const answer = await withheld(body);
    assert.deepEqual([answer.status, answer.body.withheld], [202, { suppressed: 1 }]);
  }
  assert.equal((await server.post("/api/v1/customers", { user_id: canary("user-id") }, { key: admin })).status >= 400, true);
  const lifted = await server.post("/api/v1/suppressions/lift", { kind: "user_id", value: canary("user-id") }, { key: admin });
  assert.deepEqual(lifted.body, { lifted: true });
  assert.equal((await withheld({ userId: canary("user-id") })).status, 200);
  assert.equal((await server.get(`/api/v1/customers/${root}`, { key: admin })).status, 410);
  const unknown = await server.command(["erase", "email:nobody@example.com"]);
  assert.equal(unknown.code, 66, unknown.error); // bad_inputs O62
  assert.equal((await server.command(["verify"])).code, 0);
});

/** Erases the person of plant(); what was planted, what of it the files held before and hold after. */
async function eraseAll(server, t, look) {
  const first = await plant(server), more = await plantMore(server, t, first);
  const planted = [...first.planted, ...more.planted];
  const before = await look(planted);
  const { code, error } = await server.command(["erase", String(first.root), "--finish"]);
  assert.equal(code, 0, error);
  return { ...first, ...more, planted, before, after: await look(planted) };
}

// The file's content is sealed on the disk: no search finds it before.
const sealed = [canary("file-content")];

test("no file holds a byte of an erased person", async (t) => {
  const server = await startServer(t, "SQLite", webhooks);
  const kept = () => Object.fromEntries(["imports", "exports", "files"].map((name) => [name, readdirSync(join(server.folder, name)).length]));
  let copies;
  const { root, planted, before, after, staff, connection, told } = await eraseAll(server, t, (texts) => {
    copies ??= kept();
    return foundOf(texts, server.folder);
  });
  assert.ok(planted.length >= 55, `${planted.length} canaries`);
  assert.deepEqual(planted.filter((text) => !before.includes(text)), sealed, "the search finds what is there");
  assert.deepEqual(copies, { imports: 2, exports: 2, files: 1 });
  assert.deepEqual(after, []);
  assert.deepEqual(kept(), { imports: 0, exports: 0, files: 0 });
  const letters = (await staff("GET", `/connections/${connection.id}/dead-letters`)).items;
  assert.equal(letters.length, 1, "another's letter stays");
  assert.equal(told.times, 1, "anonymous copies are told to nobody");
  assert.equal((await server.command(["verify-erasure", "--value", planted.join(",")])).code, 0);
  await server.post("/v1/track", { userId: "other", event: "X", properties: { text: "still-here" } }, { key: await server.key("track") });
  assert.equal((await server.command(["verify-erasure", "--value", "still-here"])).code, 1);
  assert.equal((await server.get(`/api/v1/customers/${root}`, { key: await server.key("admin") })).status, 410);
});

test("control: with secure_delete off the same search finds them", async (t) => {
  const server = await startServer(t, "SQLite", { args: [...webhooks.args, "--no-sandbox"], env: { LD_PRELOAD: join(built, "libfidele_secure_delete_off.so") } });
  const { planted, after } = await eraseAll(server, t, (texts) => foundOf(texts, server.folder));
  assert.ok(after.length >= 5, `${after.length} of ${planted.length} left in free pages`);
});

// WAL segments are left out: they are overwritten as the server goes on (docs/privacy.md).
test("no file of the PostgreSQL database holds a byte of an erased person", async (t) => {
  const database = await createDatabase();
  const server = await startServer(t, "PostgreSQL", { ...webhooks, database });
  const [cluster, oid] = (await run(database, "select current_setting('data_directory'), oid from pg_database where datname = current_database()")).split("|");
  const { planted, before, after } = await eraseAll(server, t, async (texts) => {
    await run(database, "checkpoint");
    const inTables = foundOf(texts, join(cluster, "base", oid)), inFolder = foundOf(texts, server.folder);
    return texts.filter((text) => inTables.includes(text) || inFolder.includes(text));
  });
  assert.deepEqual(planted.filter((text) => !before.includes(text)), sealed);
  assert.deepEqual(after, []);
});

test("a person erased after the backup is absent from what is restored, and stays away", async (t) => {
  const server = await startServer(t);
  const { root, planted } = await plant(server);
  const backup = join(server.folder, "backups");
  assert.equal((await server.command(["backup", "--quiet"])).code, 0);
  const path = join(backup, readdirSync(backup).find((name) => name.endsWith(".backup")));
  const list = join(server.folder, "erasures.list");
  const alone = await newServer(t);
  const refused = await alone.command(["restore", path, "--quiet"]);
  assert.deepEqual([refused.code, existsSync(join(alone.folder, "fidele.db"))], [78, false]);
  assert.match(refused.error, /--accept-unerased/);
  assert.equal((await server.command(["erase", String(root)])).code, 0);
  assert.deepEqual(planted.filter((text) => readFileSync(list).includes(text)), []);
  const other = await newServer(t);
  const restored = await other.command(["restore", path]); // the list is found beside backups/
  assert.equal(restored.code, 0, restored.error);
  assert.match(restored.out, /2 of them in the backup/);
  assert.deepEqual(foundOf(planted, other.folder), []);
  await other.open();
  const answer = await other.post("/v1/identify", { userId: canary("user-id") }, { key: await other.key("track") });
  assert.deepEqual(answer.body.withheld, { suppressed: 1 });
});

test("an erasure that is killed five times in the middle of ingest goes on", async (t) => {
  const server = await startServer(t);
  const { root, planted, admin, track } = await plant(server);
  for (let page = 0; page < 12; page++)
    await server.post("/v1/batch", { batch: Array.from({ length: 500 }, (_, i) => ({ type: "track", userId: canary("user-id"), event: "Feature Used", messageId: `many-${page}-${i}`, properties: { text: canary("property") } })) }, { key: track });
  const before = await figures(server, admin);
  const asked = await server.post(`/api/v1/customers/${root}/erase`, { confirm: String(root) }, { key: admin });
  assert.equal(asked.status, 202);
  let sent = 0;
  for (let cut = 0; cut < 5; cut++) {
    const ingest = Array.from({ length: 20 }, () => server.post("/v1/track", { userId: "someone-else", event: "Feature Used", messageId: `other-${sent++}` }, { key: track }).catch(() => undefined));
    await new Promise((resolve) => setTimeout(resolve, 300 * Math.random()));
    await server.kill();
    await Promise.all(ingest);
    await server.open();
    assert.equal((await server.get(`/api/v1/customers/${root}`, { key: admin })).status, 410);
  }
  const done = async () => (await server.get(`/api/v1/erasures/${asked.body.erasure}`, { key: admin })).body.state !== "invisible";
  for (let i = 0; i < 600 && !(await done()); i++) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(await done());
  assert.deepEqual(await figures(server, admin), before);
  assert.equal((await server.command(["erase", "--finish"])).code, 0);
  assert.deepEqual(foundOf(planted, server.folder), []);
});
