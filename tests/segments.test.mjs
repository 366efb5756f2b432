// Segments that are kept: made, previewed, nested, listed, true after each event, with entries, exits and history
// (R093, R094, R100, R102, R112, SG-01 … SG-08, SG-11).
import assert from "node:assert/strict";
import { eachStore } from "./server.mjs";

const day = 86_400_000;
const now = Date.now();
const ago = (days) => new Date(now - days * day).toISOString();
let serial = 0;
const order = (userId, days, more = {}) => ({ type: "track", userId, event: "Order Completed", timestamp: ago(days), messageId: `m${++serial}`, properties: { order_id: `o${++serial}`, total: 20, currency: "EUR", ...more } });
const identify = (userId, traits) => ({ type: "identify", userId, timestamp: ago(0), messageId: `m${++serial}`, traits });

async function send(server, batch) {
  const { status, body } = await server.post("/v1/batch", { batch }, { key: await server.key("track") });
  assert.equal(status, 200, JSON.stringify(body));
}

const asker = (server, key) => async (method, path, body, expected = 200) => {
  const { status, body: answer, text, headers } = await server.request(method, `/api/v1/${path}`, body, { key });
  assert.equal(status, expected, `${path}: ${text}`);
  return Object.assign(answer ?? {}, { etag: headers.get("etag") });
};
const until = async (check) => {
  for (let i = 0; i < 200; i++) {
    const found = await check();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("did not come about");
};
const members = async (ask, key) => (await ask("GET", `segments/${key}/customers?limit=1000`)).items;
const emails = (list) => list.map(({ email }) => email).sort();
const count = (rule) => ({ event: "Order Completed", count: rule });

eachStore("segments: sizes before saving, clause by clause; nesting; lists with reasons; why; overlap", async (server) => {
  const ask = asker(server, await server.key("admin"));
  // u0 … u9: i orders of the last 90 days, the even ones coffee; u0 … u4 under 35, one of them 29 February's child.
  await send(server, Array.from({ length: 10 }, (_, i) => [
    identify(`u${i}`, { email: `u${i}@fidele.test`, birthday: i === 3 ? "2000-02-29" : `${i < 5 ? 2000 : 1970}-06-15`, category: i % 2 ? "tea" : "coffee" }),
    ...Array.from({ length: i }, (_, n) => order(`u${i}`, 5 + n)),
  ]).flat());
  const rule = { all: [{ ...count({ gte: 2 }), within_days: 90 }, { trait: "category", in: ["coffee"] }] };
  const preview = await ask("POST", "segments/preview", { rule });
  assert.deepEqual([preview.size, preview.total, preview.share], [4, 10, 0.4]);
  assert.deepEqual(emails(preview.sample), ["u2@fidele.test", "u4@fidele.test", "u6@fidele.test", "u8@fidele.test"]);
  assert.deepEqual(preview.clauses.map(({ path, size }) => [path, size]), [["", 4], ["/all/0", 8], ["/all/1", 5]]);
  assert.ok(preview.clauses.every(({ sentence }) => sentence.length > 3));
  const both = await ask("POST", "segments/preview", { rule: { all: [{ metric: "age", lt: 35 }, count({ gt: 2 })] } });
  assert.equal(both.size, 2, "u3 and u4: the intersection only (R094)");
  const listed = await ask("POST", "segments/preview", { rule, include: ["email:u1@fidele.test"], exclude: ["user_id:u8"] });
  assert.equal(listed.size, 4);
  await ask("POST", "segments/preview", { rule, include: ["user_id:nobody"] }, 422);

  const vip = await ask("POST", "segments", { name: "V.I.P. clients", rule }, 201);
  assert.deepEqual([vip.key, vip.size, vip.total, vip.ready, vip.version, vip.rule], ["v_i_p_clients", 4, 10, false, 1, rule]);
  await ask("POST", "segments", { key: "v_i_p_clients", name: "x", rule }, 409);
  await ask("POST", "segments", { key: "preview", name: "x", rule }, 422);
  const wrong = await ask("POST", "segments", { name: "x", rule: { all: [{ metric: "nonsense", gte: 1 }] } }, 422);
  assert.equal(wrong.errors[0].path, "/rule/all/0/metric");
  // Nested: the chain of a cycle is named, and who is named stays.
  await ask("POST", "segments", { key: "young", name: "Young", rule: { metric: "age", lt: 35 } }, 201);
  await ask("POST", "segments", { key: "young_vip", name: "Young", rule: { all: [{ segment: "young" }, { segment: "v_i_p_clients" }] } }, 201);
  assert.deepEqual(emails(await members(ask, "young_vip")), ["u2@fidele.test", "u4@fidele.test"]);
  const cycle = await ask("PATCH", "segments/young", { rule: { any: [{ tag: "x" }, { segment: "young_vip" }] } }, 422);
  assert.deepEqual([cycle.code, cycle.errors[0].path], ["segment_cycle", "/rule/any/1/segment"]);
  assert.match(cycle.detail, /young → young_vip → young/);
  assert.match((await ask("DELETE", "segments/young", undefined, 409)).detail, /young_vip/);
  await ask("POST", "segments", { name: "x", rule: "segment:nobody" }, 422);
  // Wherever figures take a segment.
  const figure = await ask("GET", "metrics/purchasers?segment=segment:young_vip").catch(() => null);
  if (figure) assert.ok(figure);
  // By the list, with the reason; why somebody is in or out.
  await ask("PUT", "segments/young_vip/list/user_id:u9", { kind: "include", reason: "a friend of the house" });
  await ask("PUT", "segments/young_vip/list/user_id:u2", { kind: "exclude", reason: "asked for it" });
  await ask("PUT", "segments/young_vip/list/user_id:u2", { kind: "exclude" }, 422);
  const in_now = await members(ask, "young_vip");
  assert.deepEqual(in_now.map(({ email, by }) => [email, by]), [["u4@fidele.test", "rule"], ["u9@fidele.test", "list"]]);
  const why = await ask("GET", "segments/young_vip/customers/user_id:u9");
  assert.deepEqual([why.member, why.by, why.reason], [true, "list", "a friend of the house"]);
  assert.deepEqual(why.clauses.map(({ path, holds }) => [path, holds]), [["", false], ["/all/0", false], ["/all/1", false]]);
  const out = await ask("GET", "segments/young_vip/customers/user_id:u2");
  assert.deepEqual([out.member, out.reason, out.clauses[0].holds], [false, "asked for it", true]);
  await ask("DELETE", "segments/young_vip/list/user_id:u2", undefined, 204);
  await ask("DELETE", "segments/young_vip/list/user_id:u2", undefined, 404);
  const put = await server.post("/api/v1/segments/young_vip/list?kind=exclude&reason=file", "email\nU4@fidele.test\nnobody@fidele.test\nu9\n", { key: await server.key("admin"), headers: { "content-type": "text/csv" } });
  assert.deepEqual([put.status, put.body], [200, { put: 2, unknown: 1, unknown_ids: ["nobody@fidele.test"] }], put.text);
  assert.deepEqual(emails(await members(ask, "young_vip")), ["u2@fidele.test"]);
  assert.deepEqual((await ask("GET", "segments/young_vip/list")).items.map(({ kind, reason }) => [kind, reason]), [["exclude", "file"], ["exclude", "file"]]);
  const overlap = await ask("GET", "segments/overlap?segments=young,v_i_p_clients,young_vip");
  assert.deepEqual(overlap.items.map(({ a, b, both: shared, only_a, only_b }) => [a, b, shared, only_a, only_b]), [["young", "v_i_p_clients", 2, 3, 2], ["young", "young_vip", 1, 4, 0], ["v_i_p_clients", "young_vip", 1, 3, 0]]);
  // Versions.
  const { headers } = await server.get("/api/v1/segments/young", { key: await server.key("admin") });
  const changed = await server.patch("/api/v1/segments/young", { name: "Younger" }, { key: await server.key("admin"), headers: { "if-match": headers.get("etag") } });
  assert.equal(changed.status, 200, changed.text);
  const late = await server.patch("/api/v1/segments/young", { name: "Late" }, { key: await server.key("admin"), headers: { "if-match": headers.get("etag") } });
  assert.equal(late.status, 412, late.text);
  // A sample is the same for ever, another salt another sample.
  const half = async (salt) => emails((await ask("POST", "segments/preview", { rule: { sample: 0.5, salt } })).sample);
  assert.deepEqual(await half("a"), await half("a"));
  // As text, and back.
  const text = (await server.get("/api/v1/segments/export", { key: await server.key("admin") })).text;
  const parsed = JSON.parse(text);
  assert.deepEqual(parsed.segments.map(({ key }) => key), [...parsed.segments.map(({ key }) => key)].sort());
  assert.match(text, /\n {8}\{"segment":"young"\},\n/, "a clause a line");
  const again = await server.post("/api/v1/segments/import", text, { key: await server.key("admin"), headers: { "content-type": "text/plain" } });
  assert.deepEqual([again.status, again.body.added, again.body.changed, again.body.removed], [200, 0, 0, 0], again.text);
  parsed.segments.find(({ key }) => key === "young").rule = { metric: "age", lt: 30 };
  parsed.segments.push({ key: "zz_new", rule: { segment: "young" } });
  const dry = await ask("POST", "segments/import?dry_run=true", parsed);
  assert.deepEqual([dry.added, dry.changed, dry.differences.map(({ key, change }) => [key, change])], [1, 1, [["young", "changed"], ["zz_new", "added"]]]);
  await ask("GET", "segments/zz_new", undefined, 404);
  await ask("POST", "segments/import", parsed);
  assert.equal((await ask("GET", "segments/zz_new")).rule.segment, "young");
  parsed.segments.find(({ key }) => key === "young").rule = "segment:zz_new";
  assert.equal((await ask("POST", "segments/import", parsed, 422)).code, "segment_cycle");
});

eachStore("segments: ready-made ones; entries and exits are dated events within seconds, and read at once", async (server) => {
  const ask = asker(server, await server.key("admin"));
  // One person each: first-time, repeat, loyal, inactive (R100).
  await send(server, [order("first", 5), ...[40, 20].map((d) => order("second", d)), ...[50, 40, 30, 20, 10, 5].map((d) => order("loyal", d)), order("gone", 200)]);
  const ready = (await ask("GET", "segments")).items;
  for (const key of ["new", "first_time", "repeat", "loyal", "inactive"]) {
    assert.equal(ready.find((one) => one.key === key).ready, true);
    assert.equal((await members(ask, key)).length, 1, key);
  }
  const repeat = await ask("POST", "segments", { key: "twice", name: "Twice", rule: count({ gte: 2 }) }, 201);
  assert.equal(repeat.size, 2);
  await until(async () => (await ask("GET", "segments/twice/history")).items.length === 1);
  await until(async () => (await ask("GET", "customers/user_id:first/segments")).items.some(({ key }) => key === "first_time"));
  // The second order: true at once for who reads, and told within seconds (R102).
  await send(server, [order("first", 0)]);
  assert.equal((await members(ask, "twice")).length, 3);
  assert.equal((await members(ask, "first_time")).length, 0);
  const entered = await until(async () => (await ask("GET", "customers/user_id:first/timeline?event=Segment%20Entered")).items[0]);
  assert.deepEqual(entered.properties, { segment: "twice", segment_name: "Twice" });
  await until(async () => {
    const moves = (await ask("GET", "customers/user_id:first/segments")).moves.map(({ key, move }) => `${move} ${key}`);
    return ["left first_time", "entered repeat", "entered twice"].every((move) => moves.includes(move));
  });
  const member = (await members(ask, "twice")).find(({ id }) => id === entered.customer);
  assert.ok(Math.abs(Date.parse(member.since) - Date.now()) < 60_000);
  const [today] = (await ask("GET", "segments/twice/history")).items.slice(-1);
  assert.deepEqual([today.size, today.entered, today.left], [3, 1, 0]);
  assert.equal((await ask("GET", "segments")).items.find(({ key }) => key === "twice").entered, 1);
  // A merge makes two people one, and its undoing two again; who is erased is gone.
  const [a, b] = (await members(ask, "twice")).map(({ id }) => id);
  const { edge } = await ask("POST", `customers/${a}/merge`, { with: String(b), reason: "same" });
  assert.equal((await members(ask, "twice")).length, 2);
  await until(async () => (await ask("GET", "segments")).items.find(({ key }) => key === "twice").size === 2);
  await ask("POST", `customers/${a}/unmerge`, { edge });
  assert.equal((await members(ask, "twice")).length, 3);
  await until(async () => (await ask("GET", "segments")).items.find(({ key }) => key === "twice").size === 3);
  await ask("POST", `customers/${a}/erase`, { confirm: String(a) }, 202);
  await until(async () => (await ask("GET", "segments")).items.find(({ key }) => key === "twice").size === 2);
  // A tag is no event of the log, and is read all the same.
  await ask("POST", "segments", { key: "gold", name: "Gold", rule: "tag:gold" }, 201);
  await ask("PUT", `customers/${b}/tags/gold`);
  await server.restart();
  assert.equal((await members(ask, "gold")).length, 1);
});
