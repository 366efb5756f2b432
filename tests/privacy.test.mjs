// Copies of one's data, requests of data subjects, incidents, and who read whose data. On both stores.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inflateRawSync } from "node:zlib";
import { until } from "./events.mjs";
import { eachStore } from "./server.mjs";

const chromium_path = process.env.FIDELE_CHROMIUM ?? "/usr/bin/chromium";
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
let serial = 0;

async function client(server) {
  const [track, admin] = [await server.key("track"), await server.key("admin")];
  const api = (method) => (path, body, more) => server.request(method, `/api/v1${path}`, body, { key: admin, ...more });
  const on = { get: api("GET"), post: api("POST"), patch: api("PATCH"), put: api("PUT") };
  on.segment = (path, body) => server.post(`/v1/${path}`, { messageId: `m${++serial}`, ...body }, { key: track });
  on.done = async (path, body) => {
    const answer = await on.post(path, body);
    assert.ok(answer.status < 300, `${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  return on;
}
const codeOf = ({ status, body }) => `${status} ${body.code} ${body.errors?.[0]?.path ?? ""}`.trim();

/** The files of a zip archive, by its directory. */
function unzip(bytes) {
  const files = {}, end = bytes.length - 22;
  assert.equal(bytes.readUInt32LE(end), 0x06054b50);
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < bytes.readUInt16LE(end + 10); i++) {
    const [stored, size, length, start] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 42)];
    const name = bytes.toString("utf8", at + 46, at + 46 + length);
    const from = start + 30 + bytes.readUInt16LE(start + 26);
    files[name] = inflateRawSync(bytes.subarray(from, from + stored)).toString("utf8");
    assert.equal(Buffer.byteLength(files[name]), size, name);
    at += 46 + length;
  }
  return files;
}

async function archive(server, on, id, body = {}) {
  const asked = await on.done(`/customers/${id}/access-export`, body);
  const job = await until(async () => {
    const { body: found } = await on.get(`/jobs/${asked.job}`);
    return ["done", "failed"].includes(found.status) && found;
  });
  assert.equal(job.status, "done", JSON.stringify(job));
  const path = asked.link.slice(asked.link.indexOf("/access/"));
  const page = await server.get(path);
  assert.deepEqual([page.status, /<form/.test(page.text)], [200, true]);
  const answer = await fetch(server.url + path, { method: "POST", redirect: "manual" });
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.equal(answer.status, 200, bytes.toString().slice(0, 300));
  assert.equal(answer.headers.get("content-type"), "application/zip");
  return { path, bytes, files: unzip(bytes), asked };
}

const hostile = ["<script>window.hit=1</script>", "<img src=x onerror=window.hit=1>", "\"><svg onload=window.hit=1>", "</title></style><b>", "=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\tx", "naïve 你好"];

/** Puts `word` into every table that a customer's data may lie in over the API; what was refused is named. */
async function fill(on, user, word) {
  const kept = [];
  await on.segment("identify", { userId: user, traits: { email: `${word}@fidele.test`, phone: `+33612345${String(100 + serial).slice(-3)}`, name: `${word}-name`, plan: `${word}-plan` } });
  await on.segment("identify", { userId: user, traits: { plan: `${word}-plan2` } });
  await on.segment("group", { userId: user, groupId: `${word}-account`, traits: { plan: "x" } });
  await on.segment("track", { userId: user, event: "Order Completed", properties: { order_id: `${word}-order`, total: 12.5, currency: "EUR", coupon: `${word}-coupon`, products: [{ product_id: `${word}-product`, name: `${word}-thing`, price: 12.5, quantity: 1 }] } });
  await on.segment("track", { userId: user, event: `${word}-event`, properties: { note: `${word}-property` } });
  await on.segment("track", { userId: user, event: "Consent Granted", properties: { purpose: "marketing", source: `${word}-form`, evidence: `${word}-evidence` } });
  for (const part of ["name", "plan", "plan2", "order", "event", "property", "form", "evidence"]) kept.push(`${word}-${part}`);
  const id = (await on.get(`/customers/user_id:${user}`)).body.id;
  const note = await on.post(`/customers/${id}/notes`, { text: `${word}-note by somebody@company.test` });
  if (note.status < 300) kept.push(`${word}-note`);
  const request = await on.post("/privacy/requests", { kind: "access", customer: id, channel: "email", note: `${word}-request` });
  assert.equal(request.status, 201, request.text);
  kept.push(`${word}-request`);
  return { id, kept };
}

eachStore("an access export holds all of one person and nothing of another", { timeout: 180_000 }, async (server) => {
  const on = await client(server);
  const { code, error } = await server.command(["staff", "add", "--email", "somebody@company.test", "--name", "Some Body", "--role", "agent", "--password-stdin"], { input: "correct horse battery\n" });
  assert.equal(code, 0, error);
  await on.patch("/workspace", { name: "Maison <b>Fidèle</b>", locale: "fr" });
  const own = await fill(on, "ana", "canary7f3a"), other = await fill(on, "bo", "foreign91cc");
  const device = await fill(on, "ana-old", "second55aa");
  await on.done(`/customers/${own.id}/merge`, { with: String(device.id), reason: "same" });
  for (const [i, text] of hostile.entries()) await on.segment("identify", { userId: "ana", traits: { [`trait${i}`]: text } });
  const { files, bytes } = await archive(server, on, own.id);
  const data = JSON.parse(files["data.json"]);
  assert.deepEqual(data.customers.sort(), [own.id, device.id].sort());
  const all = Object.values(files).join("\n");
  for (const word of [...own.kept, ...device.kept]) {
    assert.ok(files["data.json"].includes(word), `${word} in data.json`);
    assert.ok(Object.entries(files).some(([name, text]) => name.endsWith(".csv") && text.includes(word)), `${word} in a CSV file`);
    assert.ok(files["index.html"].includes(word), `${word} on the page`);
  }
  assert.ok(!all.includes("foreign91cc"), "nothing of a neighbour");
  assert.ok(!/somebody@company\.test|Some Body/.test(all), "no names of staff");
  if (own.kept.includes("canary7f3a-note")) assert.match(files["data.json"], /canary7f3a-note by \(staff\)/);
  assert.deepEqual(data.tables.find(({ table }) => table === "events").rows.length, files["csv/events.csv"].trimEnd().split("\n").length - 1);
  for (const table of data.tables) assert.ok(table.purpose && table.kept, table.table);
  assert.ok(data.purposes.some(({ name, legal_ground }) => name === "marketing" && legal_ground === "consent"));

  // Cells that a spreadsheet would run are text; numbers stay numbers (L36, L37).
  for (const text of Object.entries(files).filter(([name]) => name.endsWith(".csv")).map(([, text]) => text))
    assert.doesNotMatch(text, /(^|,)"?[=+@\t](?!["\n])/m);
  assert.match(files["csv/events.csv"], /,1250,EUR,/);

  // The page is read offline, without scripts, in both languages.
  const english = await archive(server, on, own.id, { locale: "en" });
  assert.match(english.files["index.html"], /<html lang="en">/);
  assert.match(files["index.html"], /<html lang="fr">/);
  for (const text of [files["index.html"], english.files["index.html"]]) assert.doesNotMatch(text, /<script|<img|<svg|<link|<iframe/i);
  if (server.store === "SQLite") await readPages([files["index.html"], english.files["index.html"]]);

  // At rest it is sealed, and gone once it was fetched.
  const folder = join(server.folder, "exports");
  for (const name of readdirSync(folder)) assert.ok(!readFileSync(join(folder, name)).includes("PK\u0003\u0004"), name);
  await until(() => readdirSync(folder).length === 0);
  assert.ok(bytes.length > 1000);
  assert.ok((await on.get(`/customers/${own.id}/access-exports`)).body.items.every(({ status }) => status === "taken"));
  assert.equal((await on.get("/audit-trail?action=askAccessExport")).body.items.length, 2);
});

async function readPages(pages) {
  if (!existsSync(chromium_path)) return assert.fail(`no browser at ${chromium_path} (set FIDELE_CHROMIUM)`);
  const { chromium } = await import("playwright-core");
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const browser = await chromium.launch({ executablePath: chromium_path, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
  const folder = mkdtempSync(join(tmpdir(), "fidele-page-"));
  try {
    for (const html of pages)
      for (const colorScheme of ["light", "dark"]) {
        writeFileSync(join(folder, "index.html"), html);
        const context = await browser.newContext({ colorScheme });
        const page = await context.newPage(), complaints = [];
        page.on("console", (message) => complaints.push(message.text()));
        page.on("request", (request) => { if (!request.url().startsWith("file:")) complaints.push(request.url()); });
        await page.goto(pathToFileURL(join(folder, "index.html")).href);
        await page.evaluate(axe);
        const { violations } = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), rules);
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`), []);
        assert.equal(await page.evaluate(() => globalThis.hit), undefined);
        assert.deepEqual(complaints, []);
        await context.close();
      }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

eachStore("the link is good once, for seven days, and for whoever has it alone (L40)", async (server) => {
  const on = await client(server);
  await on.done("/customers", { user_id: "ana" });
  const { path } = await archive(server, on, "user_id:ana");
  for (const wrong of [path, "/access/" + "A".repeat(43), "/access/x"]) {
    assert.equal((await server.get(wrong)).status, 404);
    assert.equal(codeOf(await server.post(wrong)), "404 not_found");
  }
  const asked = await on.done("/customers/user_id:ana/access-export", {});
  await until(async () => (await on.get(`/jobs/${asked.job}`)).body.status === "done");
  await server.kill();
  await server.restart();
  const link = asked.link.slice(asked.link.indexOf("/access/"));
  const answers = await Promise.all([1, 2, 3].map(() => fetch(server.url + link, { method: "POST" })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404, 404]);
  assert.equal(codeOf(await on.post("/customers/999/access-export", {})), "404 not_found");
});

eachStore("a request is answered within a month of the civil calendar, extended once, and closed with its outcome", async (server) => {
  const on = await client(server);
  await on.patch("/workspace", { time_zone: "Pacific/Auckland" });
  const { id: customer } = await on.done("/customers", { user_id: "ana" });
  const before = (days) => new Date(Date.now() - days * 86_400_000);
  const received = "2026-01-30T12:30:00Z"; // the 31st in Auckland: due on the last of February
  const made = await on.post("/privacy/requests", { kind: "erasure", customer, channel: "post", received_at: received });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual([made.body.due, made.body.status, made.body.identity_proof], ["2026-02-28", "open", "pending"]);
  const recent = await on.done("/privacy/requests", { kind: "human_review", subject: "Somebody", channel: "phone", received_at: before(20).toISOString() });
  assert.deepEqual([recent.overdue, recent.customer, recent.subject], [false, null, "Somebody"]);
  assert.ok(recent.days_left > 5 && recent.days_left < 13, recent.days_left);
  const overdue = (await on.get("/privacy/requests?overdue=true")).body.items;
  assert.deepEqual(overdue.map(({ id }) => id), made.body.overdue ? [made.body.id] : []);

  const path = `/privacy/requests/${recent.id}`;
  const longer = await on.patch(path, { extension_reason: "many systems" });
  assert.ok(longer.body.days_left > recent.days_left + 55, longer.text);
  assert.equal(codeOf(await on.patch(path, { extension_reason: "again" })), "409 extended_already /extension_reason");
  if (made.body.overdue) assert.equal(codeOf(await on.patch(`/privacy/requests/${made.body.id}`, { extension_reason: "late" })), "409 extended_late /extension_reason");
  assert.equal(codeOf(await on.patch(path, { status: "refused" })), "422 required /outcome");
  assert.equal((await on.patch(path, { status: "done", outcome: "looked at by a person" }, { headers: { "if-match": "\"1\"" } })).status, 412);
  const closed = await on.patch(path, { status: "done", outcome: "looked at by a person", done: "access-export:1", identity_proof: "verified" });
  assert.ok(closed.body.closed_at && closed.body.days_left === null);
  assert.equal(codeOf(await on.post("/privacy/requests", { kind: "access", channel: "web" })), "422 required /customer");
  assert.equal(codeOf(await on.post("/privacy/requests", { kind: "access", channel: "web", customer: 999 })), "422 not_found /customer");
  assert.equal(codeOf(await on.post("/privacy/requests", { kind: "access", channel: "web", customer, received_at: "2999-01-01T00:00:00Z" })), "422 in_future /received_at");
  assert.equal(codeOf(await on.get("/privacy/requests/999")), "404 not_found");
});

eachStore("a breach has 72 hours, a checklist, the list of whom it concerns, and who was told", async (server) => {
  const on = await client(server);
  const { id: ana } = await on.done("/customers", { user_id: "ana", email: "ana@fidele.test", traits: { name: "=Ana" } });
  const { id: bo } = await on.done("/customers", { user_id: "bo" });
  const known_at = new Date(Date.now() - 80 * 3_600_000).toISOString();
  const made = await on.post("/privacy/incidents", { kind: "breach", title: "laptop lost", known_at, customers: [ana] });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual([Date.parse(made.body.due_at) - Date.parse(known_at), made.body.overdue, made.body.customers], [72 * 3_600_000, true, 1]);
  assert.ok(made.body.steps.some(({ name, done_at }) => name === "notify_authority" && done_at === null));
  const path = `/privacy/incidents/${made.body.id}`;
  const authority_notified_at = new Date(Date.now() - 1000).toISOString();
  assert.equal(codeOf(await on.patch(path, { authority_notified_at })), "422 required /delay_reason");
  const told = await on.patch(path, { authority_notified_at, delay_reason: "found late", steps: [{ name: "notify_authority", done: true }], customers: [bo, ana] });
  assert.deepEqual([told.status, told.body.overdue, told.body.seconds_left, told.body.customers], [200, false, null, 2]);
  assert.ok(told.body.steps.find(({ name }) => name === "notify_authority").done_at);
  assert.equal(codeOf(await on.patch(path, { steps: [{ name: "nothing", done: true }] })), "422 unknown_step /steps/0/name");
  assert.equal(codeOf(await on.patch(path, { status: "closed" })), "422 required /risk");
  const csv = (await on.get(`${path}/customers`)).text;
  assert.deepEqual(csv.trimEnd().split("\n"), ["customer,name,email,phone", `${ana},"'=Ana",ana@fidele.test,`, `${bo},,,`]);
  const theft = await on.done("/privacy/incidents", { kind: "identity_theft", title: "orders by somebody else" });
  assert.ok(theft.steps.some(({ name }) => name === "lock_accounts") && theft.seconds_left > 71 * 3600);
  assert.equal((await on.patch(path, { status: "closed", risk: "risk" })).body.status, "closed");
  assert.deepEqual((await on.get("/privacy/incidents?status=open")).body.items.map(({ id }) => id), [theft.id]);
  assert.equal(codeOf(await on.post("/privacy/incidents", { kind: "breach", title: "x", customers: [999] })), "422 not_found /customers/0");
});

eachStore("who read whose data is told, also after a stop (G6)", async (server) => {
  const on = await client(server);
  const { id: ana } = await on.done("/customers", { user_id: "ana", email: "ana@fidele.test" });
  const { id: bo } = await on.done("/customers", { user_id: "bo" });
  const reader = await server.key("read");
  const as = (path) => server.get(`/api/v1${path}`, { key: reader });
  const begin = new Date().toISOString();
  for (const path of [`/customers/${ana}`, "/customers/email:ana@fidele.test/timeline", "/customers?query=nobody", "/customers/999", "/workspace"]) await as(path);
  const middle = new Date(Date.now() + 1).toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual((await as("/customers")).body.items.length, 2);
  await server.restart(); // a stop loses nothing
  const key = (await on.get("/keys")).body.items.find(({ name }) => name === "test read").id;
  const reads = async (query) => {
    const answer = await on.get(`/privacy/reads?${query}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body.items;
  };
  const lines = (items) => items.map(({ route, customers, reader: { kind, id } }) => `${kind} ${id === key} ${route} ${customers}`);
  assert.deepEqual(lines(await reads(`key_id=${key}&from=${begin}`)), [`key true listCustomers ${ana},${bo}`, `key true getTimeline ${ana}`, `key true getCustomer ${ana}`]);
  assert.deepEqual(lines(await reads(`key_id=${key}&from=${begin}&to=${middle}`)).length, 2);
  assert.deepEqual(lines(await reads(`customer=${bo}&key_id=${key}`)), [`key true listCustomers ${ana},${bo}`]);
  const first = (await on.get(`/privacy/reads?key_id=${key}&limit=1`)).body;
  assert.deepEqual(lines((await on.get(`/privacy/reads?key_id=${key}&limit=1&cursor=${first.next_cursor}`)).body.items), [`key true getTimeline ${ana}`]);
  const whose = (await on.get(`/privacy/reads/customers?key_id=${key}&from=${begin}&to=${middle}`)).body;
  assert.deepEqual([whose.total, whose.items.map(({ customer, reads: n }) => [customer, n])], [1, [[ana, 2]]]);
  assert.deepEqual((await on.get(`/privacy/reads/customers?key_id=${key}&limit=1`)).body.items.map(({ customer }) => customer), [ana]);
  assert.doesNotMatch(JSON.stringify(await reads("limit=1000")), /fidele\.test/);
});
