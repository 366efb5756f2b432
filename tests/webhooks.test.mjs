// Outgoing webhooks: what happens is told to real receivers, signed as Standard Webhooks has it (its own library is the
// judge), retried, kept, replayed; and nothing of our own network can be reached through them (S3, rows N20-N45).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createRawServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { Webhook } from "standardwebhooks";
import { eachStore, startServer } from "./server.mjs";

const open = { args: ["--outgoing-private", "--outgoing-ports", "any"] };

/** A receiver that keeps what it gets and answers as told: `answer(request, response, count)`. */
async function receiver(t, answer = (request, response) => response.end()) {
  const got = [];
  const http = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    got.push({ headers: request.headers, body, at: Date.now() });
    answer(request, response, got.length);
  }).listen(0, "127.0.0.1");
  await once(http, "listening");
  t.after(() => { http.closeAllConnections(); http.close(); });
  return { got, url: `http://127.0.0.1:${http.address().port}/hook` };
}

async function until(what, milliseconds = 15_000) {
  for (const end = Date.now() + milliseconds; ;) {
    const found = await what();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function makeWebhook(server, key, url, more = {}) {
  const { status, body } = await server.post("/api/v1/webhooks", { name: "test", url, topics: ["order", "Ticket Opened"], ...more }, { key });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

const track = (key, server, event, properties = {}, more = {}) =>
  server.post("/v1/track", { userId: "u1", event, properties, messageId: `m-${Math.random()}`, ...more }, { key });

eachStore("PL-09: an event is told once, signed, with the amount and no more of the person than was asked for", open, async (server, t) => {
  const { got, url } = await receiver(t);
  const [admin, write] = [await server.key("admin"), await server.key("track")];
  const hook = await makeWebhook(server, admin, url, { headers: { Authorization: "Bearer of-theirs" } });
  assert.match(hook.secret, /^whsec_/);
  const shown = await server.get(`/api/v1/webhooks/${hook.id}`, { key: admin });
  assert.ok(!("secret" in shown.body), "shown once");
  assert.deepEqual(shown.body.headers, ["Authorization"], "names alone");
  assert.equal((await server.get(`/api/v1/webhooks/${hook.id}/secret`, { key: admin })).body.code, "secret_hidden", "N45");

  await server.post("/v1/identify", { userId: "u1", traits: { email: "ana@example.com" } }, { key: write });
  await track(write, server, "Page turned");
  await track(write, server, "Order Completed", { order_id: "A1", total: 12.5, currency: "EUR" }, { messageId: "same" });
  await track(write, server, "Order Completed", { order_id: "A1", total: 12.5, currency: "EUR" }, { messageId: "same" });
  await track(write, server, "Ticket Opened", { subject: "l’été ✓" });
  await until(() => got.length >= 2);
  const sent = new Map(got.map((one) => [JSON.parse(one.body).type, one]));
  const order = sent.get("Order Completed");
  const said = new Webhook(hook.secret).verify(order.body, order.headers);
  assert.deepEqual(said.data.amount, { amount: "12.50", currency: "EUR" });
  assert.equal(said.data.properties.order_id, "A1");
  assert.equal(said.data.kind, "order");
  assert.ok(!order.body.includes("ana@example.com"));
  assert.equal(order.headers.authorization, "Bearer of-theirs");
  assert.equal(new Webhook(hook.secret).verify(sent.get("Ticket Opened").body, sent.get("Ticket Opened").headers).data.properties.subject, "l’été ✓");
  const { body: log } = await until(async () => {
    const page = await server.get(`/api/v1/webhooks/${hook.id}/messages`, { key: admin });
    return page.body.items.every(({ status }) => status === "delivered") && page;
  });
  assert.deepEqual(log.items.map(({ topic, attempts }) => [topic, attempts]), [["Ticket Opened", 1], ["Order Completed", 1]]);
  assert.equal(got.length, 2, "once, and nothing that was not asked for");

  // With the ids of the person, when that was asked for; both secrets sign for a day.
  await server.patch(`/api/v1/webhooks/${hook.id}`, { identities: true }, { key: admin });
  const rotated = await server.post(`/api/v1/webhooks/${hook.id}/rotate`, undefined, { key: admin });
  await track(write, server, "Order Completed", { total: 1, currency: "EUR" });
  await until(() => got.length === 3);
  for (const secret of [hook.secret, rotated.body.secret]) assert.ok(new Webhook(secret).verify(got[2].body, got[2].headers));
  assert.notEqual(hook.secret, rotated.body.secret);
  assert.deepEqual(JSON.parse(got[2].body).data.customer.identities.map(({ value }) => value).sort(), ["ana@example.com", "u1"]);
});

eachStore("R319: what failed is tried again with the same id, what is dead is replayed, across a restart", open, async (server, t) => {
  let mode = 500;
  const { got, url } = await receiver(t, (request, response, count) => response.writeHead(mode === 500 && count > 1 ? 200 : mode).end(`try ${count}`));
  const [admin, write] = [await server.key("admin"), await server.key("track")];
  const hook = await makeWebhook(server, admin, url);
  await track(write, server, "Ticket Opened");
  await until(() => got.length === 1);
  await server.restart();
  await until(() => got.length === 2, 20_000);
  assert.equal(got[0].headers["webhook-id"], got[1].headers["webhook-id"]);
  const one = await until(async () => {
    const { body } = await server.get(`/api/v1/webhooks/${hook.id}/messages?status=delivered`, { key: admin });
    return body.items[0];
  });
  const detail = await server.get(`/api/v1/webhooks/${hook.id}/messages/${one.id}`, { key: admin });
  assert.deepEqual(detail.body.tries.map(({ status, failure, answer }) => [status, failure, answer]), [[500, "http_error", "try 1"], [200, null, "try 2"]]);
  assert.equal(one.webhook_id, got[0].headers["webhook-id"]);

  // N40: 410 stops it; what happens then is not kept for it. Set to active again, the dead one is replayed.
  mode = 410;
  await track(write, server, "Ticket Opened");
  const gone = await until(async () => {
    const { body } = await server.get(`/api/v1/webhooks/${hook.id}`, { key: admin });
    return body.status === "gone" && body;
  });
  assert.equal(gone.failure, "http_error");
  assert.ok(await server.line(({ event, webhook }) => event === "webhook_stopped" && webhook === hook.id));
  assert.equal((await server.post(`/api/v1/webhooks/${hook.id}/test`, undefined, { key: admin })).body.code, "not_active");
  mode = 200;
  const before = got.length;
  await server.patch(`/api/v1/webhooks/${hook.id}`, { status: "active" }, { key: admin });
  const { body: replayed } = await server.post(`/api/v1/webhooks/${hook.id}/replay`, {}, { key: admin });
  assert.equal(replayed.replayed, 1);
  await until(() => got.length === before + 1);
  await server.post(`/api/v1/webhooks/${hook.id}/messages/${one.id}/replay`, undefined, { key: admin });
  await until(() => got.length === before + 2);
  assert.equal(got.at(-1).headers["webhook-id"], one.webhook_id, "the receiver sees that it had it");

  // Paused: laid aside, then replayed.
  await server.patch(`/api/v1/webhooks/${hook.id}`, { status: "paused" }, { key: admin });
  await track(write, server, "Ticket Opened");
  assert.equal((await server.get(`/api/v1/webhooks/${hook.id}/messages?status=dead`, { key: admin })).body.items.length, 1);
  await server.delete(`/api/v1/webhooks/${hook.id}`, { key: admin });
  assert.equal((await server.get(`/api/v1/webhooks/${hook.id}`, { key: admin })).status, 404);
  assert.equal((await track(write, server, "Ticket Opened")).status, 200);
});

test("kill -9 while messages are under way loses none of them", { timeout: 120_000 }, async (t) => {
  let hold = true;
  const { got, url } = await receiver(t, (request, response) => hold || response.end());
  const server = await startServer(t, "SQLite", open);
  const [admin, write] = [await server.key("admin"), await server.key("track")];
  await makeWebhook(server, admin, url);
  for (let i = 0; i < 20; i++) await track(write, server, "Ticket Opened", { i });
  await until(() => got.length === 4); // of one webhook at once
  await server.kill();
  hold = false;
  await server.open();
  await until(() => new Set(got.map(({ body }) => JSON.parse(body).data.properties.i)).size === 20);
  const ids = new Map();
  for (const { headers, body } of got) ids.set(JSON.parse(body).data.properties.i, (ids.get(JSON.parse(body).data.properties.i) ?? new Set()).add(headers["webhook-id"]));
  for (const set of ids.values()) assert.equal(set.size, 1);
});

test("N44: a receiver that never answers delays no other", { timeout: 60_000 }, async (t) => {
  const slow = await receiver(t, () => {});
  const quick = await receiver(t);
  const server = await startServer(t, "SQLite", open);
  const [admin, write] = [await server.key("admin"), await server.key("track")];
  await makeWebhook(server, admin, slow.url);
  await makeWebhook(server, admin, quick.url);
  for (let i = 0; i < 50; i++) await track(write, server, "Ticket Opened", { i });
  await until(() => quick.got.length === 50);
  assert.ok(slow.got.length <= 4);
});

// What a receiver may do wrong, each with the failure that is written down for it.
const tls = (t) => {
  const folder = mkdtempSync(join(tmpdir(), "fidele-tls-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...words) => execFileSync("openssl", words, { cwd: folder, stdio: "ignore" });
  run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test authority");
  const certificate = (name, days) => {
    run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${/^[\d.]+$/.test(name) ? "IP" : "DNS"}:${name}`);
    run("x509", "-req", "-in", `${name}.csr`, "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", `${name}.pem`, "-days", String(days), "-extfile", `${name}.ext`);
    return { key: readFileSync(join(folder, `${name}.key`)), cert: readFileSync(join(folder, `${name}.pem`)) };
  };
  return { authority: join(folder, "ca.pem"), certificate };
};

async function listening(t, server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const sockets = new Set();
  server.on("connection", (socket) => sockets.add(socket.on("error", () => {})));
  t.after(() => { sockets.forEach((socket) => socket.destroy()); server.close(); });
  return server.address().port;
}

/** An address where nobody listens any more. */
async function nobody() {
  const server = createRawServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return `http://127.0.0.1:${port}/`;
}

test("N27, N28, N35-N39, N42: what a receiver does wrong is named, bounded, and harms nothing", { timeout: 120_000 }, async (t) => {
  const { authority, certificate } = tls(t);
  const good = certificate("127.0.0.1", 2), other = certificate("elsewhere.example", 2);
  const raw = async (say) => `http://127.0.0.1:${await listening(t, createRawServer((socket) => socket.once("data", () => say(socket))))}/`;
  const secure = async (options) => `https://127.0.0.1:${await listening(t, createTlsServer(options, (request, response) => response.end()))}/`;
  const inner = await receiver(t);
  const drip = (socket) => { socket.write("HTTP/1.1 200 OK\r\n\r\n"); const timer = setInterval(() => socket.write("x"), 1000); socket.on("close", () => clearInterval(timer)); };
  const pour = (socket) => { socket.write("HTTP/1.1 200 OK\r\n\r\n"); const more = () => { while (socket.write("y".repeat(65_536))); }; socket.on("drain", more); more(); };
  const cases = {
    "http_error 500": (await receiver(t, (request, response) => response.writeHead(500).end())).url,
    "redirect_not_followed 302": (await receiver(t, (request, response) => response.writeHead(302, { location: inner.url }).end())).url,
    "redirect_not_followed 301": (await receiver(t, (request, response) => response.writeHead(301, { location: "gopher://127.0.0.1:70/" }).end())).url,
    "timeout silent": await raw(() => {}),
    "timeout drip": await raw(drip),
    "response_too_large pour": await raw(pour),
    "bad_response garbage": await raw((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n")),
    "bad_response headers": await raw((socket) => socket.end(`HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(1000)}\r\n`)),
    "bad_response long header": await raw((socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(65_536)}\r\n\r\n`)),
    "connect_failed nobody": await nobody(),
    "tls_error other name": await secure(other),
    "tls_error TLS 1.1": await secure({ ...good, maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" }),
    "delivered gzip bomb": (await receiver(t, (request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(40_000_000))))).url,
    "delivered tls": await secure(good),
  };
  const server = await startServer(t, "SQLite", { args: [...open.args, "--outgoing-ca", authority] });
  const [admin, write] = [await server.key("admin"), await server.key("track")];
  const hooks = new Map();
  for (const [name, url] of Object.entries(cases)) hooks.set(name, (await makeWebhook(server, admin, url, { name })).id);
  await track(write, server, "Ticket Opened");
  for (const [name, id] of hooks) {
    const [wanted] = name.split(" ");
    const first = await until(async () => {
      const { body } = await server.get(`/api/v1/webhooks/${id}/messages`, { key: admin });
      if (!body.items[0]?.attempts) return false;
      const { body: one } = await server.get(`/api/v1/webhooks/${id}/messages/${body.items[0].id}`, { key: admin });
      return one.tries[0];
    }, 40_000);
    assert.equal(first.failure ?? "delivered", wanted, name);
  }
  assert.equal(inner.got.length, 0);
  assert.ok(server.memory() < 200e6);
  // With the system's authorities a certificate of another one is refused.
  await server.stop();
  server.args = open.args;
  await server.open();
  const { body } = await server.post(`/api/v1/webhooks/${hooks.get("delivered tls")}/test`, undefined, { key: admin });
  assert.equal(body.replayed, 1);
  await until(async () => (await server.get(`/api/v1/webhooks/${hooks.get("delivered tls")}`, { key: admin })).body.failure === "tls_error");
});

test("S3, N20-N34: an address of our own network, or a request that says more than it may, can't be set", async (t) => {
  const server = await startServer(t, "SQLite");
  const key = await server.key("admin");
  await server.patch("/api/v1/workspace", { base_url: "https://retention.example.com" }, { key });
  const rows = {
    address_not_allowed: ["http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/", "http://0/", "http://0.0.0.0/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
      "http://[::ffff:7f00:1]/", "http://[::]/", "http://[fc00::1]/", "http://[fe80::1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://169.254.169.254/latest/", "http://100.64.0.1/", "http://10.1.2.3/", "http://172.16.0.1/", "http://172.31.255.255/",
      "http://192.168.1.1/", "http://198.18.0.1/", "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/", "http://localhost/", "http://LocalHost./", "http://a.localhost/", "http://printer.local/", "http://metadata.google.internal/"],
    invalid_url: ["http://①②⑦.⓪.⓪.①/", "http://ⓛocalhost/", "http://[fe80::1%25lo]/", "https://user@example.com/", "https://user:word@example.com/", "https://example.com/#part", "https://example.com\\@127.0.0.1/", "https://exam ple.com/", "https://example.com/\tx",
      "https://example.com/\r\nHost: x", "https:///path", `https://${"a".repeat(64)}.example/`, `https://${"a.".repeat(130)}example/`, "https://a..example/", "https://a_b.example/", "https://intranet/", "https://example.com:99999/"],
    invalid_url_scheme: ["file:///etc/passwd", "gopher://example.com/", "ftp://example.com/", "javascript:alert(1)", "//example.com/", "example.com", "unix:/run/x.sock", "https://", "dict://127.0.0.1:11211/"],
    port_not_allowed: ["https://example.com:22/", "https://example.com:25/", "https://example.com:5432/", "https://example.com:6379/", "https://example.com:1/"],
    loops_to_self: ["https://retention.example.com/api/v1/customers", "https://RETENTION.example.com:443/"],
  };
  for (const [code, urls] of Object.entries(rows))
    for (const url of urls) {
      const { status, body } = await server.post("/api/v1/webhooks", { name: "x", url, topics: ["*"] }, { key });
      assert.equal(status, 422, `${url}: ${JSON.stringify(body)}`);
      assert.equal(body.code, code, url);
      assert.equal(body.errors[0].path, "/url");
    }
  for (const headers of [{ Host: "x" }, { "content-length": "1" }, { "Transfer-Encoding": "chunked" }, { "x-y": "a\r\nb: c" }, { "x y": "1" }, { "webhook-id": "1" }, { "": "1" }, { a: 1 }])
    assert.equal((await server.post("/api/v1/webhooks", { name: "x", url: "https://example.com/", topics: ["*"], headers }, { key })).body.code, "header_not_allowed", JSON.stringify(headers));
  for (const topics of [[""], ["a\nb"], ["x".repeat(201)]])
    assert.equal((await server.post("/api/v1/webhooks", { name: "x", url: "https://example.com/", topics }, { key })).body.code, "invalid_topic");
  assert.equal((await server.get("/api/v1/webhooks", { key })).body.items.length, 0);
});
