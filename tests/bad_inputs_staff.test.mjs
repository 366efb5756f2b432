// The rows of bad inputs about signing in, sessions, keys and the audit trail, each answered with its status and code,
// on both stores. Rows that need a clock of their own (I18, I24, I30 after an hour) are in src/staff/session_test.c and
// totp_test.c; I29, I32 and I40 come with mail, I56 with security keys.
import { test } from "node:test";
import assert from "node:assert/strict";
import { eachStore, startServer } from "./server.mjs";
import { Visitor, addPerson, password, person, raw } from "./visitor.mjs";
import { totp } from "./totp.mjs";

/** The answer is `status code`, a problem of the common form, and says nothing of the inside. */
function expect(answer, wanted, row) {
  const code = answer.body?.code ?? "-";
  assert.equal(`${answer.status} ${code}`, wanted, `${row}: ${answer.text}`);
  if (answer.status < 400) return;
  assert.match(answer.headers.get("content-type"), /^application\/problem\+json/, row);
  assert.ok(answer.body.detail && answer.body.title && answer.body.request_id, row);
  assert.doesNotMatch(answer.text, /src\/|\.c:|select |sqlite|libpq/i, row);
}

const short = { timeout: 180_000 };
const new_password = "kestrel omelette mauve";

eachStore("I01-I06, I10: a sign-in that is wrong", short, async (server) => {
  await addPerson(server, "ana@example.com", "agent");
  await addPerson(server, "off@example.com", "agent");
  assert.equal((await server.command(["staff", "disable", "--email", "off@example.com"])).code, 0);
  const visitor = new Visitor(server);
  const wrong = await visitor.signIn("ana@example.com", "not this one");
  expect(wrong, "401 invalid_credentials", "I01");
  for (const [row, answer] of [["I02", await visitor.signIn("nobody@example.com")], ["I03", await visitor.signIn("off@example.com")]]) {
    expect(answer, "401 invalid_credentials", row);
    assert.deepEqual({ ...answer.body, request_id: "" }, { ...wrong.body, request_id: "" }, `${row}: same words`);
  }
  expect(await visitor.signIn("  Ana@EXAMPLE.com "), "200 -", "I04");
  expect(await visitor.signIn("ana@example.com", `${password} `), "401 invalid_credentials", "I04: the password is untouched");
  expect(await visitor.signIn("ana@example.com", "x".repeat(1025)), "422 too_long", "I05");
  const nul = await visitor.post("/api/v1/session", '{"email":"ana@example.com","password":"a\\u0000b"}', { headers: { "content-type": "application/json" } });
  assert.ok([400, 422].includes(nul.status), `I06: ${nul.text}`);
  expect(await visitor.request("PUT", "/api/v1/session"), "405 method_not_allowed", "I10");
  expect(await visitor.get("/api/v1/session?email=ana@example.com&password=x"), "400 key_in_url", "I10: a password never belongs into a URL");
});

eachStore("I11-I13, I20, I21: what a browser sends from elsewhere, or with odd cookies", short, async (server) => {
  const ana = await person(server, "ana@example.com", "administrator");
  const change = { name: "Ana" };
  expect(await ana.patch("/api/v1/session", change), "200 -", "control");
  expect(await ana.patch("/api/v1/session", change, { headers: { "sec-fetch-site": "cross-site" } }), "403 cross_site", "I12");
  expect(await ana.patch("/api/v1/session", change, { headers: { "sec-fetch-site": "same-site" } }), "403 cross_site", "I12: sister domain");
  expect(await ana.patch("/api/v1/session", change, { headers: { "sec-fetch-site": "", origin: "https://evil.test" } }), "403 cross_site", "I13");
  expect(await ana.patch("/api/v1/session", change, { headers: { "sec-fetch-site": "", origin: "null" } }), "403 cross_site", "I13: null");
  const form = await raw(server, { method: "POST", path: "/logout", headers: { cookie: ana.cookie, "content-type": "application/x-www-form-urlencoded" } });
  assert.equal(form.status, 403, "I11");
  expect(await ana.get("/api/v1/session"), "200 -", "I11: nothing was done");
  const session = ana.cookies.get("__Host-fidele_session");
  expect(await ana.get("/api/v1/session", { headers: { cookie: `${ana.cookie}; __Host-fidele_session=${session}` } }), "400 duplicate_cookie", "I20");
  expect(await ana.get("/api/v1/session", { headers: { cookie: `fidele_session=${session}` } }), "401 no_session", "I21");
  const visitor = new Visitor(server);
  for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "", origin: "https://evil.test" }])
    expect(await visitor.post("/api/v1/session", { email: "ana@example.com", password }, { headers }), "403 cross_site", "I12: sign-in");
});

eachStore("I14-I17, I19: sessions that are no more", short, async (server) => {
  const ana = await person(server, "ana@example.com", "administrator");
  const first = ana.cookie;
  expect(await ana.signIn("ana@example.com"), "200 -", "I14");
  assert.notEqual(ana.cookie, first, "I14: a new id");
  expect(await ana.get("/api/v1/session", { headers: { cookie: first } }), "401 no_session", "I14: the old one is dead");
  for (const value of ["x".repeat(4096), "???", "", "A".repeat(43)])
    expect(await ana.get("/api/v1/session", { headers: { cookie: `__Host-fidele_session=${value}` } }), "401 no_session", "I15");
  const elsewhere = new Visitor(server);
  await elsewhere.signIn("ana@example.com");
  expect(await ana.put("/api/v1/session/password", { old_password: password, new_password }), "204 -", "control");
  expect(await elsewhere.get("/api/v1/session"), "401 session_revoked", "I17");
  const cookie = ana.cookie;
  expect(await ana.delete("/api/v1/session"), "204 -", "control");
  expect(await ana.get("/api/v1/session", { headers: { cookie } }), "401 no_session", "I16");
  const bo = await person(server, "bo@example.com", "administrator");
  expect(await bo.get("/api/v1/keys"), "200 -", "control");
  const { body: { items } } = await bo.get("/api/v1/staff");
  const { id } = items.find((one) => one.email === "bo@example.com");
  expect(await server.patch(`/api/v1/staff/${id}`, { role: "analyst" }, { key: await server.key("admin") }), "200 -", "control");
  expect(await bo.get("/api/v1/keys"), "403 forbidden", "I19");
});

eachStore("I22, I23, I25-I28: the second factor", short, async (server) => {
  const ana = await person(server, "ana@example.com", "agent");
  expect(await ana.post("/api/v1/session/code", { code: "123456" }), "401 no_session", "I28");
  const { body: { secret } } = await ana.post("/api/v1/session/second-factor", { password });
  const now = totp(secret);
  const { body: { recovery_codes } } = await ana.post("/api/v1/session/second-factor/confirm", { code: now });
  assert.equal(new Set(recovery_codes).size, 10);
  expect(await ana.signIn("ana@example.com"), "202 -", "the password alone is half of it");
  expect(await ana.post("/api/v1/session/code", { code: now }), "401 code_used", "I23");
  for (const code of ["12345", "1234567", "abcdef", "١٢٣٤٥٦"])
    expect(await ana.post("/api/v1/session/code", { code }), "422 invalid_value", "I25");
});

eachStore("I22, I26, I27: codes that are wrong or used", short, async (server) => {
  const ana = await person(server, "ana@example.com", "agent");
  const { body: { secret } } = await ana.post("/api/v1/session/second-factor", { password });
  const { body: { recovery_codes } } = await ana.post("/api/v1/session/second-factor/confirm", { code: totp(secret) });
  await ana.signIn("ana@example.com");
  expect(await ana.post("/api/v1/session/code", { code: recovery_codes[3] }), "200 -", "control");
  await ana.signIn("ana@example.com");
  expect(await ana.post("/api/v1/session/code", { code: recovery_codes[3] }), "401 code_used", "I27");
  const near = [-30_000, 0, 30_000].map((shift) => totp(secret, Date.now() + shift));
  const wrong = ["000000", "000001", "000002", "000003"].find((code) => !near.includes(code));
  for (let i = 0; i < 4; i++) expect(await ana.post("/api/v1/session/code", { code: wrong }), "401 invalid_code", "I22");
  const limited = await ana.post("/api/v1/session/code", { code: wrong });
  expect(limited, "429 rate_limited", "I26");
  assert.ok(Number(limited.headers.get("retry-after")) > 0, "I26: Retry-After");
});

eachStore("I30, I31, I42: one-time links", short, async (server) => {
  await addPerson(server, "ana@example.com", "agent");
  const { out } = await server.command(["staff", "reset", "--email", "ana@example.com"]);
  const token = /code=(\S+)/.exec(out)[1];
  const visitor = new Visitor(server);
  const altered = (token[0] === "A" ? "B" : "A") + token.slice(1);
  expect(await visitor.post("/api/v1/links", { token: altered, password: new_password }), "400 invalid_token", "I30: altered");
  for (let i = 0; i < 2; i++) assert.equal((await visitor.get(`/password?code=${token}`)).status, 200, "I31: looking does not use it up");
  const other = await person(server, "bo@example.com", "agent");
  expect(await other.post("/api/v1/links", { token, password: new_password }), "403 wrong_account", "I42");
  expect(await visitor.post("/api/v1/links", { token, password: new_password }), "204 -", "control");
  expect(await visitor.post("/api/v1/links", { token, password: new_password }), "400 invalid_token", "I30: used");
  assert.equal((await visitor.get(`/password?code=${token}`)).status, 400, "I31");
  expect(await visitor.signIn("ana@example.com", new_password), "200 -", "control");
});

eachStore("I34-I39: a new password", short, async (server) => {
  const ana = await person(server, "ana.diaz@example.com", "administrator");
  const change = (word, old_password = password) => ana.put("/api/v1/session/password", { old_password, new_password: word });
  expect(await change(password), "422 same_password", "I34");
  expect(await change("Password1234"), "422 common_password", "I35");
  for (const word of ["my name is diaz 7", "fidele is the best", "xx ana.diaz@example.com"]) expect(await change(word), "422 weak_password", "I36");
  expect(await change("seven77"), "422 too_short", "I37");
  expect(await change(new_password, "not this one"), "403 reauth_required", "I38");
  expect(await ana.put("/api/v1/session/password", { new_password }), "403 reauth_required", "I38");
  await addPerson(server, "bo@example.com", "agent");
  expect(await ana.patch("/api/v1/staff/email:bo@example.com", { email: "bo2@example.com" }), "403 reauth_required", "I39");
  expect(await ana.patch("/api/v1/staff/email:bo@example.com", { email: "bo2@example.com", your_password: password }), "200 -", "I39");
});

eachStore("I41, I43, I44, J03, J42: people", short, async (server) => {
  const ana = await person(server, "ana@example.com", "administrator");
  const agent = await person(server, "agent@example.com", "agent");
  const marketer = await person(server, "marketer@example.com", "marketer");
  expect(await ana.post("/api/v1/staff", { email: "Agent@example.com", role: "agent" }), "409 already_member", "I41");
  for (const role of ["administrator", "agent"])
    expect(await marketer.post("/api/v1/staff", { email: "new@example.com", role }), "403 forbidden", "I43");
  for (const path of ["/api/v1/keys", "/api/v1/staff", "/api/v1/roles", "/api/v1/audit-trail"])
    expect(await agent.get(path), "403 forbidden", "J03");
  const { body: { person: { id } } } = await ana.get("/api/v1/session");
  expect(await ana.patch(`/api/v1/staff/${id}`, { role: "agent" }), "409 last_owner", "I44");
  expect(await ana.patch(`/api/v1/staff/${id}`, { disabled: true }), "409 last_owner", "J42");
  expect(await ana.delete(`/api/v1/staff/${id}`), "409 last_owner", "I44");
  // Somebody who was only invited can't sign in, and so is no other administrator.
  expect(await ana.post("/api/v1/staff", { email: "new@example.com", role: "administrator" }), "201 -", "control");
  expect(await ana.delete(`/api/v1/staff/${id}`), "409 last_owner", "I44");
  expect(await ana.put("/api/v1/roles/agent", { masked: ["email", "shoe size"] }), "422 invalid_value", "J41");
  expect(await ana.get("/api/v1/staff/email:none@example.com"), "405 method_not_allowed", "no such route");
  expect(await ana.patch("/api/v1/staff/999", { name: "x" }), "404 not_found", "missing");
});

eachStore("I45-I55, C01-C09: keys", short, async (server) => {
  const admin = await server.key("admin"), track = await server.key("track"), read = await server.key("read");
  const list = (options) => server.get("/api/v1/keys", options);
  expect(await list({}), "401 invalid_key", "I45: none");
  for (const key of ["fdl_dead_" + admin.slice(9), admin.slice(0, -1) + (admin.at(-1) === "A" ? "B" : "A"), admin + "A", "x", "fdl_live_"])
    expect(await list({ key }), "401 invalid_key", "I45");
  expect(await server.get(`/api/v1/keys?key=${admin}`), "400 key_in_url", "I46");
  expect(await server.get(`/api/v1/keys?access_token=x`, { key: admin }), "400 key_in_url", "I46");
  const made = await server.post("/api/v1/keys", { name: "short", scope: "admin" }, { key: admin });
  expect(await list({ key: made.body.key }), "200 -", "control");
  expect(await server.delete(`/api/v1/keys/${made.body.id}`, { key: admin }), "204 -", "control");
  expect(await list({ key: made.body.key }), "401 invalid_key", "I47");
  const far = await server.post("/api/v1/keys", { name: "far", scope: "admin", addresses: ["198.51.100.0/24"] }, { key: admin });
  expect(await list({ key: far.body.key }), "403 ip_not_allowed", "I48");
  expect(await list({ key: read }), "403 insufficient_scope", "I49");
  expect(await server.request("PUT", "/api/v1/session/password", { new_password }, { key: admin }), "403 session_required", "I50");
  expect(await list({ headers: { authorization: `Bearer ${admin}, Bearer ${admin}` } }), "400 bad_authorization", "I51");
  const basic = Buffer.from(`${admin}:`).toString("base64");
  for (const authorization of [`Basic ${basic}`, "Bearer", "Digest x", "bearer"])
    expect(await list({ headers: { authorization } }), "401 bad_authorization", "I52");
  const ana = await person(server, "ana@example.com", "administrator");
  expect(await ana.get("/api/v1/keys", { key: admin, headers: { authorization: `Bearer ${admin}` } }), "400 two_credentials", "I53");
  expect(await server.post("/api/v1/keys", { name: "x", scope: "root" }, { key: admin }), "422 invalid_value", "I54");
  for (const name of ["", "   ", "x".repeat(300), "a\nb", "a\u0007b", "\u007f"])
    expect(await server.post("/api/v1/keys", { name, scope: "read" }, { key: admin }), "422 invalid_value", "I55");
  expect(await list({ key: track }), "403 insufficient_scope", "C06");
  expect(await list({ key: admin, headers: { origin: "https://shop.example" } }), "403 secret_key_in_browser", "C04");
});

eachStore("C01-C05, C07-C09: write keys where events come in", short, async (server) => {
  const admin = await server.key("admin"), track = await server.key("track");
  const event = { userId: "42", event: "Order Completed" };
  const send = (options, path = "/v1/track", body = event) => server.post(path, body, options);
  expect(await send({ key: track }), "200 -", "control");
  expect(await send({}), "401 missing_key", "C01");
  expect(await send({ key: track.slice(0, -1) + (track.at(-1) === "A" ? "B" : "A") }), "401 invalid_key", "C02");
  expect(await send({}, "/v1/track", { ...event, writeKey: "fdl_track_no" }), "401 invalid_key", "C02: in the body");
  const made = (await server.post("/api/v1/keys", { name: "gone", scope: "track" }, { key: admin })).body;
  const unknown = await send({ key: "fdl_track_" + "x".repeat(32) });
  await server.delete(`/api/v1/keys/${made.id}`, { key: admin });
  const revoked = await send({ key: made.key });
  expect(revoked, "401 invalid_key", "C03");
  assert.deepEqual({ ...revoked.body, request_id: "" }, { ...unknown.body, request_id: "" }, "C03: same words as unknown");
  const rotating = (await server.post("/api/v1/keys", { name: "rotating", scope: "track" }, { key: admin })).body;
  await server.post(`/api/v1/keys/${rotating.id}/rotate`, {}, { key: admin });
  expect(await send({ key: rotating.key }), "401 invalid_key", "C03: rotated out");
  expect(await send({ key: admin, headers: { origin: "https://shop.example" } }), "403 secret_key_in_browser", "C04");
  expect(await send({}, `/v1/track?writeKey=${track}`), "400 key_in_url", "C05");
  const shop = (await server.post("/api/v1/keys", { name: "shop", scope: "track", origins: ["https://shop.example"] }, { key: admin })).body.key;
  const from = (origin) => send({ key: shop, headers: { origin } });
  expect(await from("https://shop.example"), "200 -", "control");
  expect(await from("https://other.example"), "403 origin_not_allowed", "C07");
  expect(await from("null"), "403 origin_not_allowed", "C08");
  expect(await from("https://shop.example.evil.test"), "403 origin_not_allowed", "C09");
  expect(await from("http://shop.example"), "403 origin_not_allowed", "C09: scheme");
  expect(await send({}, "/v1/track", { ...event, writeKey: shop }), "200 -", "in the body");
  expect(await send({ headers: { origin: "https://other.example" } }, "/v1/track", { ...event, writeKey: shop }), "403 origin_not_allowed", "C07: in the body");
});

eachStore("I57-I60: pages that are led astray", short, async (server) => {
  const line = /http\S+\/setup\?code=(\S+)/.exec(server.text);
  assert.ok(line, `I61: there is no default account, but a set-up link: ${server.text}`);
  const code = line[1], visitor = new Visitor(server);
  const fields = { code, name: "Somebody Else", email: "ana@example.com", password, again: password };
  for (const wrong of ["", "x", code.slice(0, -1), code.toLowerCase()]) {
    assert.equal((await visitor.get(`/setup?code=${wrong}`)).status, 403, "I60");
    assert.equal((await visitor.form("/setup", { ...fields, code: wrong })).status, 403, "I60");
  }
  assert.equal((await visitor.form("/setup", fields, { headers: { "sec-fetch-site": "cross-site" } })).status, 403, "I12");
  assert.equal((await visitor.form("/setup", { ...fields, again: "another" })).status, 422, "typed twice");
  assert.equal((await visitor.get("/setup?code=" + code)).status, 200, "nothing was set up yet");
  assert.equal((await visitor.form("/setup", fields)).status, 303, "control");
  for (const path of [`/setup?code=${code}`, "/setup", "/setup?code=x"]) assert.equal((await visitor.get(path)).status, 404, "I59");
  assert.equal((await new Visitor(server).form("/setup", { ...fields, email: "bo@example.com" })).status, 404, "I59");
  for (const next of ["//evil.test", "/\\evil.test", "javascript:alert(1)", "\r\nSet-Cookie: x=1", "https://evil.test", "/a\r\nb", "", "/%2f/evil.test\u0000"]) {
    const answer = await visitor.get(`/login?next=${encodeURIComponent(next)}`);
    if (next.includes("\u0000")) { assert.equal(answer.status, 400, "I58: NUL"); continue; }
    assert.equal(`${answer.status} ${answer.headers.get("location")}`, "302 /", `I57, I58: ${next}`);
  }
  assert.equal((await visitor.get("/login?next=/second-factor")).headers.get("location"), "/second-factor");
});

test("I33: a link never takes its host from the request", async (t) => {
  const server = await startServer(t, "SQLite");
  await addPerson(server, "ana@example.com", "agent");
  const admin = await server.key("admin");
  const answer = await raw(server, { method: "POST", path: "/api/v1/staff/email:ana@example.com/reset", body: "{}", headers: { host: "evil.test", authorization: `Bearer ${admin}`, "content-type": "application/json" } });
  assert.doesNotMatch(answer.text, /evil\.test/);
  assert.ok(answer.status === 421 || /"link":"\/password\?code=/.test(answer.text), answer.text);
});

test("I07, I08: guessing at an account ends after ten tries, from one address or from two hundred", { timeout: 120_000 }, async (t) => {
  const server = await startServer(t, "SQLite");
  await addPerson(server, "ana@example.com", "agent");
  await addPerson(server, "bo@example.com", "agent");
  const known = new Visitor(server);
  assert.equal((await known.signIn("ana@example.com")).status, 200);
  const tries = async (email, count, address) => {
    const answers = [];
    for (let i = 0; i < count; i++)
      answers.push(await raw(server, { method: "POST", path: "/api/v1/session", localAddress: address(i), body: JSON.stringify({ email, password: "wrong" }), headers: { "content-type": "application/json" } }));
    return answers.map(({ status }) => status);
  };
  assert.deepEqual(await tries("ana@example.com", 12, () => "127.0.0.1"), [...Array(10).fill(401), 429, 429], "I07");
  assert.equal((await known.signIn("ana@example.com")).status, 200, "I07: the owner's known device");
  const spread = await tries("bo@example.com", 1000, (i) => `127.0.0.${2 + (i % 200)}`);
  assert.equal(spread.filter((status) => status === 401).length, 10, "I08");
  assert.equal(spread.filter((status) => status === 429).length, 990, "I08");
});

test("I09: trying one password on a thousand accounts is bounded by the network", { timeout: 120_000 }, async (t) => {
  const server = await startServer(t, "SQLite");
  const statuses = [];
  for (let i = 0; i < 200; i++) statuses.push((await new Visitor(server).signIn(`p${i}@example.com`, "Spring2026!!")).status);
  assert.equal(statuses.filter((status) => status === 401).length, 50);
  assert.equal(statuses.at(-1), 429);
});

eachStore("J02: who only reads does not write", short, async (server) => {
  const reader = await person(server, "reader@example.com", "read-only");
  const routes = [["POST", "/api/v1/keys"], ["POST", "/api/v1/staff"], ["PUT", "/api/v1/roles/agent"], ["PATCH", "/api/v1/workspace"]];
  for (const [method, path] of routes) expect(await reader.request(method, path, {}), "403 forbidden", `J02 ${method} ${path}`);
});

eachStore("J43: the audit trail can't be changed", short, async (server) => {
  const ana = await person(server, "ana@example.com", "administrator");
  for (const [method, path] of [["DELETE", "/api/v1/audit-trail"], ["DELETE", "/api/v1/audit-trail/1"], ["PATCH", "/api/v1/audit-trail/1"], ["PUT", "/api/v1/audit-trail/1"]])
    expect(await ana.request(method, path), "405 append_only", `J43 ${method} ${path}`);
});

test("O61: a password is not taken from the command line", async (t) => {
  const server = await startServer(t, "SQLite");
  const { code, error } = await server.command(["staff", "add", "--email", "a@example.com", "--role", "agent", "--password", "secret horse"]);
  assert.equal(code, 2);
  assert.doesNotMatch(error, /secret horse/);
});
