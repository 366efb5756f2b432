// What clients send: recordings of real ones replayed, the rules for bodies, retries, the plan, the live stream.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { allEvents, carried, eventsOf, numbers, until } from "./events.mjs";
import { absent, shared } from "./program.mjs";
import { eachStore, startServer } from "./server.mjs";

const vectors = (name) => JSON.parse(readFileSync(shared(`vectors/${name}.json`), "utf8"));

/** A request with exactly these headers. */
function raw(server, { method, path, headers, body }) {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: server.port, method, path, headers, agent: false }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part)).on("end", () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: answer.statusCode, headers: answer.headers, text, body: /json/.test(answer.headers["content-type"] ?? "") ? JSON.parse(text) : text });
      });
    });
    sent.on("error", reject).end(body);
  });
}

// ---- recordings ----

const items = ({ batch, ...alone }) => batch ?? [alone];

function replayed(capture, key) {
  const headers = { ...capture.headers };
  if (headers.authorization) headers.authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  if (!capture.body) return { method: capture.method, path: capture.path, headers };
  const text = JSON.stringify(capture.body).replaceAll('"WK"', JSON.stringify(key)).replaceAll('"phc_x"', JSON.stringify(key));
  const body = capture.body_was_gzip ? gzipSync(text) : Buffer.from(text);
  return { method: capture.method, path: capture.path, headers: { ...headers, "content-length": body.length }, body };
}

// The browser was asked for alias("u1") while it was u1, and PostHog's groups have no person: refused, and said so.
const refusal = (item) => (item.type === "alias" && item.userId === item.previousId ? "alias_same" : item.event === "$groupidentify" ? "missing_identity" : null);

eachStore("recordings of real clients are understood, each message once", { skip: absent("vectors/wire_captures.json") }, async (server) => {
  const key = await server.key("track");
  const expected = new Map(); // message id -> item
  for (const capture of Object.values(vectors("wire_captures").captures).flat()) {
    const answer = await raw(server, replayed(capture, key));
    if (capture.method === "OPTIONS") {
      assert.equal(answer.status, 204);
      assert.match(answer.headers["access-control-allow-headers"], /authorization/i);
      assert.equal(answer.headers["access-control-allow-origin"], "*");
      continue;
    }
    const sent = items(capture.body), codes = sent.map(refusal).filter(Boolean);
    assert.equal(answer.status, codes.length === sent.length ? 400 : 200, answer.text);
    assert.deepEqual(answer.body.rejected.map(({ code }) => code), codes);
    assert.equal(answer.body.accepted, sent.length - codes.length);
    for (const item of sent) if (!refusal(item)) expected.set(item.messageId ?? item.uuid, item);
  }
  const events = await allEvents(server);
  assert.deepEqual(events.map(({ body }) => body.messageId ?? body.uuid).sort(), [...expected.keys()].sort());
  for (const { body, amount, event, type, at, received } of events) {
    const item = expected.get(body.messageId ?? body.uuid);
    assert.equal(type, item.type ?? (item.event === "$identify" ? "identify" : "track"));
    if (item.properties?.revenue) assert.deepEqual(amount, { amount: "25.50", currency: "EUR" });
    if (type === "track") assert.equal(event, item.event);
    assert.ok(at <= received, `${at} ${received}`);
  }
  assert.equal(events.filter(({ flags }) => flags.includes("bot")).length, events.filter(({ body }) => /Headless/.test(body.context?.userAgent)).length);
});

eachStore("a message that comes again after kill -9 and a restart still counts once", async (server) => {
  const key = await server.key("track");
  const batch = { batch: numbers(50).map((i) => ({ type: "track", event: "e", userId: `u${i % 7}`, messageId: `m${i}`, properties: { i } })) };
  assert.equal((await server.post("/v1/batch", batch, { key })).body.accepted, 50);
  await server.kill();
  await server.restart();
  assert.equal((await server.post("/v1/batch", batch, { key })).body.accepted, 50);
  await server.restart(); // the files of the columns were written by the graceful stop
  assert.equal((await server.post("/v1/batch", batch, { key })).body.accepted, 50);
  assert.deepEqual(carried(await eventsOf(server, "e")), numbers(50));
});

eachStore("what was acknowledged is there at once, and the next read sees it", async (server) => {
  const [key, read] = [await server.key("track"), await server.key("read")];
  for (let i = 0; i < 20; i++) {
    await server.post("/v1/track", { event: "e", userId: "u", properties: { i } }, { key });
    const { body } = await server.get("/api/v1/events?limit=1", { key: read });
    assert.equal(body.items[0].body.properties.i, i);
  }
});

eachStore("thirty-two writers at once lose and double nothing", async (server) => {
  const key = await server.key("track");
  await Promise.all(numbers(32).map(async (writer) => {
    for (let turn = 0; turn < 5; turn++) {
      const batch = numbers(10).map((n) => ({ type: "track", event: "e", anonymousId: `a${(writer * 3 + n) % 40}`, messageId: `${writer}-${turn}-${n}`, properties: { i: writer * 50 + turn * 10 + n } }));
      const answers = await Promise.all([server.post("/v1/batch", { batch }, { key }), server.post("/v1/batch", { batch }, { key })]);
      for (const { status } of answers) assert.equal(status, 200);
    }
  }));
  assert.deepEqual(carried(await eventsOf(server, "e")), numbers(1600));
});

test("two servers on one PostgreSQL count a message once, and each reads what the other wrote", { timeout: 120_000 }, async (t) => {
  const one = await startServer(t, "PostgreSQL");
  const two = await startServer(t, "PostgreSQL", { database: one.database });
  const key = await one.key("track"), read = await one.key("read");
  two.keys = one.keys;
  await until(async () => (await two.get("/api/v1/events", { key: read })).status === 200); // it has heard of the keys
  await Promise.all(numbers(32).map(async (writer) => {
    const batch = numbers(20).map((n) => ({ type: "track", event: "e", userId: `u${n}`, messageId: `${writer}-${n}`, properties: { i: writer * 20 + n } }));
    await Promise.all([one, two].map(async (server) => assert.equal((await server.post("/v1/batch", { batch }, { key })).body.accepted, 20)));
  }));
  for (const server of [one, two]) assert.deepEqual(carried(await eventsOf(server, "e")), numbers(640));
  for (let i = 0; i < 5; i++) {
    await one.post("/v1/track", { event: `new ${i}`, userId: "u", properties: { i } }, { key });
    assert.deepEqual(carried(await eventsOf(two, `new ${i}`)), [i]); // at once, on the other one
  }
});

// ---- hostile input ----

const wrap = (name, bytes) => Buffer.concat([Buffer.from(`{"event":"v","userId":"u","properties":{"${name}":`), bytes, Buffer.from("}}")]);

eachStore("JSON of the test suite: what is none is refused, what is some is no syntax error", { skip: absent("vectors/json_parsing.json"), stores: ["SQLite"] }, async (server) => {
  const key = await server.key("track");
  for (const { name, expect, base64 } of vectors("json_parsing").vectors) {
    const bytes = Buffer.from(base64, "base64");
    const whole = await server.post("/v1/track", bytes, { key }), inside = await server.post("/v1/track", wrap("x", bytes), { key });
    for (const { status, text } of [whole, inside]) assert.ok(status < 500, `${name}: ${text}`);
    if (expect === "reject") for (const { status, text } of [whole, inside]) assert.ok(400 <= status && status < 500, `${name}: ${status} ${text}`);
    if (expect === "accept") for (const { body } of [whole, inside]) assert.notEqual(body.code, "invalid_json", name);
  }
  assert.equal((await server.get("/healthz")).status, 200);
});

eachStore("texts that are not UTF-8 are refused, others come back as they were", { skip: absent("vectors/utf8.json") }, async (server) => {
  const key = await server.key("track");
  const kept = [];
  for (const { name, hex, valid } of vectors("utf8").wellformed) {
    const bytes = Buffer.from(hex, "hex"), quote = Buffer.from('"');
    const { status, body } = await server.post("/v1/track", wrap("x", Buffer.concat([quote, bytes, quote])), { key });
    const control = valid && bytes[0] < 0x20; // has to be escaped in JSON
    assert.equal(status, valid && !control ? 200 : 400, `${name}: ${JSON.stringify(body)}`);
    if (status === 200) kept.push(bytes.toString());
  }
  assert.deepEqual((await eventsOf(server, "v")).map(({ body }) => body.properties.x), kept);
});

eachStore("naughty strings come back byte for byte", { skip: absent("vectors/naughty_strings.json") }, async (server) => {
  const key = await server.key("track");
  const { strings } = vectors("naughty_strings");
  for (let at = 0; at < strings.length; at += 100) {
    const batch = strings.slice(at, at + 100).map((x) => ({ type: "track", event: "v", userId: "u", properties: { x } }));
    const { body } = await server.post("/v1/batch", { batch }, { key });
    assert.deepEqual(body.rejected, []);
  }
  assert.deepEqual((await eventsOf(server, "v")).map(({ body }) => body.properties.x), strings);
  const named = await Promise.all(strings.map((event) => server.post("/v1/track", { event, userId: "u" }, { key })));
  for (const [i, { status, body }] of named.entries())
    assert.ok(status === 200 || ["invalid_event_name", "too_long"].includes(body.rejected[0].code), `${strings[i]}: ${JSON.stringify(body)}`);
});

// ---- the plan, internal traffic, the live stream, reactions ----

eachStore("the tracking plan flags or blocks, and counts what was not as planned", async (server) => {
  const [key, admin] = [await server.key("track"), await server.key("admin")];
  const plan = { source: 0, unplanned: "flag", wrong: "block", events: [{ name: "Order Completed", properties: [{ name: "total", type: "number", required: true }] }] };
  const put = (body) => server.request("PUT", "/api/v1/tracking-plan", body, { key: admin });
  assert.deepEqual((await server.get("/api/v1/tracking-plan", { key: admin })).body.events, []);
  assert.equal((await put({ ...plan, wrong: "explode" })).status, 422);
  assert.deepEqual((await put(plan)).body, plan);
  const batch = [{ event: "Order Completed", properties: { total: 1 } }, { event: "Order Completed", properties: { total: "1" } }, { event: "Odrer" }];
  const { body } = await server.post("/v1/batch", { batch: batch.map((item) => ({ type: "track", userId: "u", ...item })) }, { key });
  assert.deepEqual([body.accepted, body.rejected.map(({ code }) => code), body.warnings.map(({ code }) => code)], [2, ["type_conflict"], ["unplanned_event"]]);
  await server.restart();
  const { items: found } = (await server.get("/api/v1/tracking-plan/violations", { key: admin })).body;
  assert.deepEqual(found.map(({ event, property, code, times, blocked }) => [event, property, code, times, blocked]).sort(),
    [["Odrer", "", "unplanned_event", 1, 0], ["Order Completed", "total", "type_conflict", 1, 1]]);
  assert.equal(found.find(({ event }) => event === "Odrer").sample.userId, "u");
  assert.deepEqual((await server.get("/api/v1/tracking-plan", { key: admin })).body, plan);
  assert.deepEqual((await eventsOf(server, "Odrer"))[0].flags, ["unplanned"]);
  assert.equal((await server.post("/v1/track", { event: "Order Completed", userId: "u" }, { key })).body.rejected[0].code, "missing_property");
});

eachStore("own people, tests and robots are flagged", async (server) => {
  const [key, admin] = [await server.key("track"), await server.key("admin")];
  const put = (body) => server.request("PUT", "/api/v1/traffic", body, { key: admin });
  assert.equal((await put({ addresses: ["10.0.0"], email_domains: [] })).body.errors[0].path, "/addresses/0");
  assert.equal((await put({ addresses: ["10.0.0.0/8"], email_domains: ["example.com"] })).status, 200);
  const send = (item) => server.post("/v1/batch", { batch: [{ type: "track", event: "e", userId: "u", ...item }] }, { key });
  await send({ context: { ip: "10.2.3.4" } });
  await send({ context: { test: true } });
  await send({ context: { userAgent: "Mozilla/5.0 (compatible; Googlebot/2.1)" } });
  await send({ type: "identify", userId: "ann", traits: { email: "Ann@Example.com" } });
  await send({ userId: "ann" });
  await send({});
  assert.deepEqual((await allEvents(server)).map(({ flags }) => flags), [["internal"], ["internal"], ["bot"], ["internal"], ["internal"], []]);
});

async function* lines(stream) {
  let rest = "";
  for await (const part of stream) {
    rest += Buffer.from(part).toString();
    for (let at; (at = rest.indexOf("\n\n")) >= 0; rest = rest.slice(at + 2)) yield rest.slice(0, at);
  }
}

eachStore("the live stream shows what comes in, refused items with their reason", { stores: ["SQLite"] }, async (server) => {
  const [key, read] = [await server.key("track"), await server.key("read")];
  const listen = async (query) => lines((await fetch(`${server.url}/api/v1/events/live${query}`, { headers: { authorization: `Bearer ${read}` } })).body);
  const all = await listen(""), refused = await listen("?rejected=true"), of = await listen("?user=zoe");
  await server.post("/v1/batch", { batch: [{ type: "track", event: "a", userId: "u" }, { type: "tarck", userId: "u" }, { type: "track", event: "b", anonymousId: "zoe" }] }, { key });
  await server.post("/v1/batch", "{", { key });
  const next = async (stream) => {
    for (;;) {
      const { value } = await stream.next();
      if (!value.startsWith(":")) return JSON.parse(value.split("data: ")[1]); // a comment begins the stream
    }
  };
  assert.deepEqual([await next(all), await next(all)].map(({ status, event, code, path }) => [status, event, code, path]),
    [["accepted", "a", undefined, undefined], ["rejected", "", "invalid_value", "/batch/1/type"]]);
  assert.deepEqual([await next(refused), await next(refused)].map(({ code }) => code), ["invalid_value", "invalid_json"]);
  assert.equal((await next(of)).anonymous_id, "zoe");
  assert.equal(await server.stop(), 0); // streams do not hold it up
});

eachStore("events are listed the latest first, by name and by key", { stores: ["SQLite"] }, async (server) => {
  const [key, read] = [await server.key("track"), await server.key("read")];
  await server.post("/v1/batch", { batch: numbers(25).map((i) => ({ type: "track", event: i % 5 ? "common" : "rare", userId: "u", properties: { i } })) }, { key });
  const rare = (await server.get("/api/v1/events?event=rare&limit=3", { key: read })).body;
  assert.deepEqual(rare.items.map(({ body }) => body.properties.i), [20, 15, 10]);
  const older = (await server.get(`/api/v1/events?event=rare&limit=3&cursor=${rare.next_cursor}`, { key: read })).body;
  assert.deepEqual(older.items.map(({ body }) => body.properties.i), [5, 0]);
  assert.deepEqual((await server.get("/api/v1/events?event=nothing", { key: read })).body, { items: [], next_cursor: null });
  assert.deepEqual((await server.get("/api/v1/events?source=999", { key: read })).body.items, []);
  assert.equal((await server.get("/api/v1/events/7", { key: read })).body.body.properties.i, 6);
  assert.equal((await server.get("/api/v1/events/99", { key: read })).status, 404);
  assert.equal((await server.get("/api/v1/events/x", { key: read })).status, 404);
});

eachStore("write keys are not kept readable in events", { stores: ["SQLite"] }, async (server) => {
  const key = await server.key("track");
  await server.post("/v1/track", { writeKey: key, event: "e", userId: "u" });
  await server.post("/batch/", { api_key: key, batch: [{ event: "e", distinct_id: "u", api_key: key }] });
  const events = await allEvents(server);
  assert.equal(events.length, 2);
  assert.ok(!JSON.stringify(events).includes(key));
});
