// Section B of the table of bad inputs (JSON bodies and common fields) over the wire, by id: status, code, path, a
// message and a request id, nothing stored. Every id of the section is accounted for: here, or with the place where it
// is shown instead and what will bring its surface.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { absent, shared } from "./program.mjs";
import { eachStore } from "./server.mjs";

const keyBody = (fields) => `{"name":"n","scope":"read"${fields}}`;
const workspace = (body) => ["PATCH", "/api/v1/workspace", body];
const key = (fields) => ["POST", "/api/v1/keys", keyBody(fields)];
const rotation = (at) => ["POST", "/api/v1/keys/1/rotate", `{"old_key_until":"${at}"}`];
const bytes = (...numbers) => ["PATCH", "/api/v1/workspace", Buffer.concat([Buffer.from('{"name":"'), Buffer.from(numbers), Buffer.from('"}')])];
const nested = (depth) => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
const keys = (count) => `{${Array.from({ length: count }, (_, i) => `"k${i}":0`)}}`;

/** id: [what is asked, status, code, path, part of the message]…; `type` another content type. */
const rows = [
  ["B01", workspace(""), 400, "empty_body"],
  ["B02", workspace('{"a":1'), 400, "invalid_json", "", "byte 6"],
  ["B03", workspace('{"a":1,}'), 400, "invalid_json", "", "trailing comma at byte 6"],
  ["B04", workspace("{'a':1}"), 400, "invalid_json", "", "byte 1"],
  ["B05", workspace("{/* */}"), 400, "invalid_json", "", "byte 1"],
  ...["NaN", "Infinity", "-Infinity"].map((number) => ["B06", workspace(`{"a":${number}}`), 400, "invalid_json"]),
  ...["01", "+1", "1.", ".5", "1e"].map((number) => ["B07", workspace(`{"a":${number}}`), 400, "invalid_json", "", "malformed number at byte"]),
  ["B08", key(',"per_second":1e400'), 422, "number_out_of_range", "/per_second"],
  ["B09", key(',"per_second":9223372036854775808'), 422, "number_out_of_range", "/per_second"],
  ["B10", key(',"per_second":1.5'), 422, "wrong_type", "/per_second", "integer"],
  ["B11", key(',"per_second":"1"'), 422, "wrong_type", "/per_second", "integer"],
  ["B12", workspace('{"name":1}'), 422, "wrong_type", "/name", "string"],
  ["B13", ["PATCH", "/api/v1/staff/1", '{"disabled":"true"}'], 422, "wrong_type", "/disabled", "true or false"],
  ["B14", ["POST", "/api/v1/keys", '{"name":null,"scope":"read"}'], 422, "required", "/name"],
  ["B15", ["POST", "/api/v1/keys", '{"scope":"read"}'], 422, "required", "/name"],
  ["B16", workspace("[]"), 400, "wrong_type", "", "object"],
  ["B17", workspace("7"), 400, "wrong_type", "", "object"],
  ["B18", workspace('{"name":"a","name":"b"}'), 400, "duplicate_key", "", "name"],
  ["B19", workspace(nested(33)), 400, "too_deep", "", "32"],
  ["B20", workspace("[".repeat(100_000)), 400, "too_deep", "", "32"],
  ["B21", workspace(keys(513)), 400, "too_many_keys", "", "512"],
  ["B22", workspace(`{"${"k".repeat(300)}":1}`), 422, "key_too_long", "", "128"],
  ["B23", workspace(`{"name":"${"x".repeat(70 << 10)}"}`), 422, "too_long", "/name", "65536"],
  ["B24", bytes(0xff), 400, "invalid_utf8", "", "byte 9"],
  ["B25", bytes(0xc0, 0x80), 400, "invalid_utf8", "", "byte 9"],
  ["B26", bytes(0xed, 0xa0, 0x80), 400, "invalid_utf8", "", "byte 9"],
  ["B27", bytes(0xf4, 0x90, 0x80, 0x80), 400, "invalid_utf8", "", "byte 9"],
  ["B28", workspace('{"name":"\\uD800"}'), 400, "lone_surrogate", "", "byte 9"],
  ["B29", workspace('{"name":"a\\u0000"}'), 422, "nul_not_allowed", "/name", "U+0000"],
  ["B30", workspace('{"name":"\u0001"}'), 400, "invalid_json", "", "control byte"],
  ["B30", workspace('{"name":"\n"}'), 400, "invalid_json", "", "control byte"],
  ["B31", workspace('\uFEFF{"name":"a"}'), 400, "invalid_json", "", "byte order mark"],
  ["B32", workspace(Buffer.from('\uFEFF{"name":"a"}', "utf16le")), 400, "invalid_utf8", "", "UTF-8"],
  ["B32", workspace(Buffer.from('{"name":"a"}', "utf16le")), 400, "invalid_utf8", "", "UTF-8"],
  ["B33", workspace("{} x"), 400, "invalid_json", "", "byte 3"],
  ["B33", workspace("{}{}"), 400, "invalid_json", "", "byte 2"],
  ["B34", [...workspace('{"name":"a"}'), null], 415, "unsupported_media_type"],
  ["B35", [...workspace('{"name":"a"}'), "text/plain"], 415, "unsupported_media_type"],
  ["B36", [...workspace('{"name":"a"}'), "application/x-www-form-urlencoded"], 415, "unsupported_media_type"],
  ["B37", [...workspace('{"name":"a"}'), "application/json; charset=latin1"], 415, "unsupported_media_type", "", "UTF-8"],
  ["B38", workspace('{"properties":{"__proto__":{}}}'), 422, "reserved_key", "/properties/__proto__"],
  ["B39", workspace('{"naem":"a"}'), 422, "unknown_field", "/naem", 'did you mean "name"?'],
  ["B40", ["POST", "/api/v1/keys", '{"name":"n","scope":"raed"}'], 422, "invalid_value", "/scope", "track, read, write, admin"],
  ["B41", ["POST", "/api/v1/demo", '{"to":"2026-02-30"}'], 422, "invalid_date", "/to"],
  ["B42", rotation("2026-01-01T00:00:00"), 422, "missing_offset", "/old_key_until"],
  ["B43", rotation("2026-01-01T24:00:00Z"), 422, "invalid_date", "/old_key_until"],
  ["B44", rotation("0000-01-01T00:00:00Z"), 422, "invalid_date", "/old_key_until"],
  ["B44", rotation("10000-01-01T00:00:00Z"), 422, "invalid_date", "/old_key_until"],
  ["B45", workspace('{"time_zone":"Mars/Phobos"}'), 422, "unknown_timezone", "/time_zone"],
  ["B47", workspace('{"currency":"EURO"}'), 422, "invalid_currency", "/currency"],
  ...["a@b", "a@@b.c", "a b@c.d", `a@${"abcdefg.".repeat(40)}com`, "a@b.c\\r\\nBcc: x@y.z"].map((email, i) =>
    [i === 4 ? "B52" : "B51", ["POST", "/api/v1/staff", `{"email":"${email}","role":"agent"}`], 422, i === 3 ? /invalid_email|too_long/ : "invalid_email", "/email"]),
  ["B53", workspace('{"base_url":"javascript:alert(1)"}'), 422, "invalid_url_scheme", "/base_url"],
  ["B53", workspace('{"base_url":"data:text/html,x"}'), 422, "invalid_url_scheme", "/base_url"],
  ["B54", workspace('{"base_url":"http://a@b/"}'), 422, "invalid_url", "/base_url"],
  ["B55", workspace('{"base_url":"http://[::1"}'), 422, "invalid_url", "/base_url"],
  ...["0", "-1", "abc", "9".repeat(30), "%2e%2e", "1%2F2"].map((id) => ["B56", ["GET", `/api/v1/jobs/${id}`], 404, "not_found"]),
  ...["0", "abc", "100000"].map((limit) => ["B57", ["GET", `/api/v1/keys?limit=${limit}`], 400, "invalid_parameter", "", "1-1000"]),
  ["B58", ["GET", "/api/v1/keys?cursor=AAAAAAAAAAAAAAAAAAAAAAAA"], 400, "bad_cursor"],
  ["B66", workspace('{"version":7}'), 422, "read_only_field", "/version"],
];

// Shown where the rule is, over the table of routes of src/api/api_test.c and write_test.c; what brings a surface.
const elsewhere = {
  B46: "api_test.c; languages of customers come with their consent and messages (issue 5)",
  B48: "api_test.c; amounts in bodies come with goals and rewards (issues 4 and 5)",
  B49: "api_test.c; as B48", B50: "api_test.c; as B48",
  B59: "api_test.c; sorting comes with the customers' list of the browser application (issue 5)",
  B60: "filters on fields come with segments (issue 4)", B61: "api_test.c; as B59",
  B62: "below", B63: "below", B64: "below", B65: "below",
};

test("every id of the section is accounted for", () => {
  const all = Array.from({ length: 66 }, (_, i) => `B${String(i + 1).padStart(2, "0")}`);
  const here = new Set([...rows.map(([id]) => id), ...Object.keys(elsewhere)]);
  assert.deepEqual(all.filter((id) => !here.has(id)), []);
  assert.deepEqual(rows.map(([id]) => id).filter((id) => elsewhere[id]), []);
});

async function send(server, [method, path, body, type = "application/json"], admin, headers = {}) {
  const sent = { authorization: `Bearer ${admin}`, ...headers, ...(type ? { "content-type": type } : {}) };
  const data = body === undefined ? undefined : new Blob([body]); // a Blob brings no content type of its own
  const answer = await fetch(server.url + path, { method, body: data, headers: sent });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: /json/.test(answer.headers.get("content-type")) ? JSON.parse(text) : text };
}

function checkProblem(name, answer, status, code, path = "", part = "") {
  const shown = `${name}: ${answer.status} ${answer.text}`;
  assert.equal(answer.status, status, shown);
  assert.match(answer.headers.get("content-type"), /^application\/problem\+json/, shown);
  if (code instanceof RegExp) assert.match(answer.body.code, code, shown);
  else assert.equal(answer.body.code, code, shown);
  assert.ok(answer.body.title && answer.body.detail && answer.body.request_id, shown);
  assert.ok(answer.body.detail.includes(part), shown);
  if (path) assert.equal(answer.body.errors[0].path, path, shown);
  assert.doesNotMatch(answer.text, /\.c:\d|errno|sqlite|select |0x[0-9a-f]{6}/i, shown);
}

eachStore("each bad body gets its answer and stores nothing", async (server) => {
  const admin = await server.key("admin");
  const before = [await server.get("/api/v1/workspace", { key: admin }), await server.get("/api/v1/keys", { key: admin })];
  for (const [id, asked, ...expected] of rows) checkProblem(`${id} ${asked[1]} ${String(asked[2]).slice(0, 80)}`, await send(server, asked, admin), ...expected);
  const after = [await server.get("/api/v1/workspace", { key: admin }), await server.get("/api/v1/keys", { key: admin })];
  assert.deepEqual(after[0].body, before[0].body);
  assert.deepEqual(after[1].body.items.map(({ id, name }) => [id, name]), before[1].body.items.map(({ id, name }) => [id, name]));
});

eachStore("errors are said in French to who asks for it", async (server) => {
  const admin = await server.key("admin");
  const answer = await server.patch("/api/v1/workspace", { naem: "a" }, { key: admin, headers: { "accept-language": "fr-FR,fr;q=0.9,en;q=0.5" } });
  assert.match(answer.body.detail, /n’existe pas ici\u202F; vouliez-vous dire "name"\u202F\?/);
  assert.equal((await server.get("/api/v1/keys?limit=0&locale=fr", { key: admin })).body.title, "La requête est illisible");
});

eachStore("B62 a stale If-Match changes nothing", async (server) => {
  const key = await server.key("admin");
  const { headers, body } = await server.get("/api/v1/workspace", { key });
  const tag = headers.get("etag");
  assert.equal(tag, `"${body.version}"`);
  const first = await server.patch("/api/v1/workspace", { name: "First" }, { key, headers: { "if-match": tag } });
  assert.equal(first.status, 200);
  assert.equal(first.headers.get("etag"), `"${body.version + 1}"`);
  checkProblem("B62", await server.patch("/api/v1/workspace", { name: "Second" }, { key, headers: { "if-match": tag } }), 412, "version_conflict", "", String(body.version + 1));
  assert.equal((await server.get("/api/v1/workspace", { key })).body.name, "First");
});

eachStore("B63 keys of retries are 1-255 printable characters", async (server) => {
  const key = await server.key("admin");
  for (const bad of ["", "k".repeat(256), "a b", "\xE9"])
    checkProblem(`B63 ${bad}`, await server.patch("/api/v1/workspace", { name: "x" }, { key, headers: { "idempotency-key": bad } }), 400, "bad_idempotency_key");
});

// nst/JSONTestSuite, Unicode and naughty strings as bodies of requests.
const vectors = (name) => JSON.parse(readFileSync(shared(`vectors/${name}`), "utf8"));

eachStore("the JSON test suite as bodies: what is no JSON is refused, what is JSON is read", { skip: absent("vectors/json_parsing.json"), stores: ["SQLite"] }, async (server) => {
  const admin = await server.key("admin");
  for (const { name, expect, base64 } of vectors("json_parsing.json").vectors) {
    const { status, body, text } = await send(server, workspace(Buffer.from(base64, "base64")), admin);
    const shown = `${name}: ${status} ${text}`;
    assert.ok(status < 500, shown);
    if (expect === "reject") assert.ok(400 <= status && status < 500, shown);
    if (expect === "accept") assert.doesNotMatch(body.code ?? "", /^(invalid_json|invalid_utf8|empty_body)$/, shown);
  }
});

eachStore("UTF-8 in a body is checked byte by byte", { skip: absent("vectors/utf8.json"), stores: ["SQLite"] }, async (server) => {
  const admin = await server.key("admin");
  for (const { name, hex, valid } of vectors("utf8.json").wellformed) {
    if (hex === "00") continue; // a control character must be escaped
    const { status, text } = await send(server, bytes(...Buffer.from(hex.replaceAll(" ", ""), "hex")), admin);
    assert.equal(status, valid ? 200 : 400, `${name}: ${text}`);
  }
});

eachStore("naughty strings come back as they were sent", { skip: absent("vectors/naughty_strings.json") }, async (server) => {
  const admin = await server.key("admin");
  for (const name of vectors("naughty_strings.json").strings.filter((text) => Buffer.byteLength(text) <= 200)) {
    const { status, body, text } = await server.patch("/api/v1/workspace", { name }, { key: admin });
    assert.deepEqual([status, body.name], [200, name], text);
  }
  assert.equal((await server.get("/api/v1/workspace", { key: admin })).status, 200);
});
