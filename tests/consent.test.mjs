// What customers agree to: told by their clients or by staff, kept with its proof, asked before behaviour is kept.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { eachStore, startServer } from "./server.mjs";
import { createDatabase } from "./postgres.mjs";
import { allEvents } from "./events.mjs";
import { test } from "node:test";

let serial = 0;
async function client(server) {
  const [track, admin] = [await server.key("track"), await server.key("admin")];
  const segment = (path, body) => server.post(`/v1/${path}`, { messageId: `m${++serial}`, ...body }, { key: track });
  const api = (method) => (path, body) => server.request(method, `/api/v1${path}`, body, { key: admin });
  const on = { segment, get: api("GET"), post: api("POST"), patch: api("PATCH"), put: api("PUT") };
  on.event = (userId, event, properties = {}, more = {}) => segment("track", { userId, event, properties, ...more });
  on.panel = async (id) => {
    const answer = await on.get(`/customers/${id}/consents`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  on.may = async (id, purpose, channel = "any") => {
    const line = (await on.panel(id)).items.find((item) => item.purpose === purpose);
    const { state, allowed, reason } = line.channels.find((item) => item.channel === channel);
    return `${state} ${allowed} ${reason}`;
  };
  on.say = async (id, body) => {
    const answer = await on.post(`/customers/${id}/consents`, body);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  return on;
}
const days = (n) => new Date(Date.now() + n * 86_400_000).toISOString();
const codeOf = ({ status, body }) => `${status} ${body.code} ${body.errors?.[0]?.path ?? ""}`;

eachStore("consent is asked per purpose and channel, with its proof, and survives a restart", async (server) => {
  const on = await client(server);
  const text = { en: "Yes, send me offers.", fr: "Oui, envoyez-moi des offres." };
  const made = await on.post("/consents/purposes/marketing/texts", text);
  assert.equal(made.status, 201, made.text);
  const hash = createHash("sha256").update(text.fr).digest("hex");
  assert.equal(made.body.items.find(({ locale }) => locale === "fr").hash, hash);

  await on.event("ana", "Consent Granted", { purpose: "marketing", channel: "email", text_version: 1, locale: "fr", source: "form:footer", evidence: "ip cut" }, { timestamp: days(-2) });
  assert.equal(await on.may("user_id:ana", "marketing", "email"), "granted true consent");
  assert.equal(await on.may("user_id:ana", "marketing", "sms"), "unknown false no_consent");
  assert.equal(await on.may("user_id:ana", "service", "email"), "unknown true contract");
  const line = (await on.panel("user_id:ana")).items.find(({ purpose }) => purpose === "marketing").channels[1];
  assert.deepEqual([line.source, line.text_version, line.text_hash], ["form:footer", 1, hash]);

  await on.event("ana", "Consent Withdrawn", { purpose: "marketing", channel: "email", source: "unsubscribe" }, { timestamp: days(-1) });
  assert.equal(await on.may("user_id:ana", "marketing", "email"), "withdrawn false withdrawn");
  // What was granted earlier and comes late changes nothing.
  await on.event("ana", "Consent Granted", { purpose: "marketing", channel: "email" }, { timestamp: days(-1.5) });
  assert.equal(await on.may("user_id:ana", "marketing", "email"), "withdrawn false withdrawn");
  const history = (await on.get("/customers/user_id:ana/consents/history?limit=2")).body;
  assert.deepEqual(history.items.map(({ state, source }) => [state, source]), [["granted", ""], ["withdrawn", "unsubscribe"]].map(([state, source]) => [state, source || null]));
  const rest = (await on.get(`/customers/user_id:ana/consents/history?limit=2&cursor=${history.next_cursor}`)).body;
  assert.deepEqual([rest.items.map(({ source, evidence }) => [source, evidence]), rest.next_cursor], [[["form:footer", "ip cut"]], null]);

  await server.kill();
  await server.restart();
  assert.equal(await on.may("user_id:ana", "marketing", "email"), "withdrawn false withdrawn");
  await on.say("user_id:ana", { purpose: "marketing", channel: "email", state: "granted", source: "telephone" });
  assert.equal(await on.may("user_id:ana", "marketing", "email"), "granted true consent");
});

eachStore("a version of a text never changes, purposes and their grounds do", async (server) => {
  const on = await client(server);
  await on.post("/consents/purposes/analytics/texts", { en: "one" });
  const two = await on.post("/consents/purposes/analytics/texts", { en: "two", fr: "deux" });
  assert.deepEqual(two.body.items.map(({ version, text }) => `${version} ${text}`), ["2 two", "2 deux", "1 one"]);
  assert.equal(codeOf(await on.post("/consents/purposes/nothing/texts", { en: "x" })), "404 not_found ");
  assert.equal(codeOf(await on.post("/consents/purposes/analytics/texts", {})), "422 required /fr");
  const put = await on.put("/consents/purposes/contest", { ground: "consent", marketing: true, label_fr: "Concours", categories: ["Play"] });
  assert.deepEqual([put.status, put.body.label_en, put.body.version], [200, "contest", 1]);
  assert.equal(codeOf(await on.put("/consents/purposes/Not%20Good", { ground: "consent" })), "422 invalid_name ");
  await on.post("/customers", { user_id: "bo" });
  assert.equal(await on.may("user_id:bo", "profiling"), "unknown true legitimate_interest");
  await on.put("/consents/purposes/profiling", { ground: "consent" });
  assert.equal(await on.may("user_id:bo", "profiling"), "unknown false no_consent");
  assert.equal(codeOf(await on.post("/customers/user_id:bo/consents", { purpose: "none", state: "granted" })), "422 unknown_purpose /purpose");
  assert.equal(codeOf(await on.post("/customers/user_id:bo/consents", { purpose: "marketing", state: "raised" })), "422 invalid_state /state");
  assert.equal(codeOf(await on.post("/customers/user_id:bo/consents", { purpose: "analytics", state: "granted", text_version: 9 })), "422 unknown_text /text_version");
  assert.equal(codeOf(await on.post("/customers/user_id:bo/consents", { purpose: "analytics", state: "granted", at: "2999-01-01T00:00:00Z" })), "422 in_future /at");
});

eachStore("objections are absolute for marketing, and only staff take them back", async (server) => {
  const on = await client(server);
  await on.event("ana", "Consent Granted", { purpose: "marketing" });
  await on.event("ana", "Objection Recorded", { purpose: "marketing" });
  for (const purpose of ["marketing", "referral", "values"]) assert.match(await on.may("user_id:ana", purpose), /false objected/);
  assert.match(await on.may("user_id:ana", "service"), /true contract/);
  await on.event("ana", "Objection Withdrawn", { purpose: "marketing" });
  assert.match(await on.may("user_id:ana", "marketing"), /false objected/);
  await on.say("user_id:ana", { kind: "objection", purpose: "profiling", state: "raised" });
  assert.match(await on.may("user_id:ana", "profiling"), /false objected/);
  await on.say("user_id:ana", { kind: "objection", purpose: "marketing", state: "lifted" });
  assert.match(await on.may("user_id:ana", "marketing"), /true consent/);
  await on.event("bo", "Consent Granted", { purpose: "marketing" });
  const { body } = await on.get("/consents/summary");
  assert.deepEqual([body.persons, body.not_profiled, body.restricted], [2, 1, 0]);
  assert.deepEqual(body.items.find(({ purpose }) => purpose === "marketing").channels[0], { channel: "any", granted: 2, refused: 0, withdrawn: 0 });
});

eachStore("merged customers: the stricter holds until the person speaks again; unmerged, each has their own", async (server) => {
  const on = await client(server);
  await on.event("ana", "Consent Granted", { purpose: "marketing" }, { timestamp: days(-1) });
  await on.event("bo", "Consent Refused", { purpose: "marketing" }, { timestamp: days(-2) });
  const ana = (await on.get("/customers/user_id:ana")).body.id;
  const { body: { edge } } = await on.post(`/customers/${ana}/merge`, { with: "user_id:bo", reason: "same" });
  assert.equal(await on.may("user_id:ana", "marketing"), "refused false refused");
  await on.event("ana", "Consent Granted", { purpose: "marketing" });
  assert.equal(await on.may("user_id:bo", "marketing"), "granted true consent");
  await on.post(`/customers/${ana}/unmerge`, { edge });
  assert.equal(await on.may("user_id:ana", "marketing"), "granted true consent");
  assert.equal(await on.may("user_id:bo", "marketing"), "refused false refused");
});

eachStore("behaviour waits for consent when the workspace says so (C63)", async (server) => {
  const on = await client(server);
  await on.event("ana", "Feature Used");
  await on.patch("/workspace", { tracking_consent: "required" });
  const withheld = await on.event("ana", "Feature Used");
  assert.deepEqual([withheld.status, withheld.body.withheld], [202, { no_consent: 1 }]);
  assert.equal((await on.segment("page", { anonymousId: "nobody", name: "Home" })).status, 202);
  assert.equal((await on.get("/customers/anonymous_id:nobody")).status, 404);
  for (const [event, status] of [["Order Completed", 200], ["Product Added", 202], ["Ticket Opened", 200], ["Consent Granted", 200]])
    assert.equal((await on.event("bo", event, { purpose: "analytics", total: 1 })).status, status, event);
  assert.equal((await on.event("bo", "Feature Used")).status, 200);
  assert.equal((await on.segment("identify", { userId: "cy", traits: { plan: "pro" } })).status, 200);

  // One batch: consent within it holds for what follows, and its withdrawal too.
  const batch = (events) => on.segment("batch", { batch: events.map((event, i) => ({ type: "track", userId: "dee", event, messageId: `b${++serial}`, properties: { purpose: "analytics" }, timestamp: new Date(Date.now() - 10_000 + i).toISOString() })) });
  const mixed = await batch(["Search", "Consent Granted", "Search", "Consent Withdrawn", "Search"]);
  assert.deepEqual([mixed.status, mixed.body.accepted, mixed.body.withheld], [200, 3, { no_consent: 2 }]);

  // The event brings its consent along.
  const preferences = (categoryPreferences) => ({ context: { consent: { categoryPreferences } } });
  assert.equal((await on.event("eve", "Feature Used", {}, preferences({ Analytics: true, Advertising: false }))).status, 200);
  assert.equal((await on.event("bo", "Feature Used", {}, preferences({ analytics: false }))).status, 202);
  assert.equal((await on.event("bo", "Feature Used", {}, preferences({ Advertising: false }))).status, 200);
  await on.put("/consents/purposes/analytics", { categories: ["Mesure"] });
  assert.equal((await on.event("eve", "Feature Used", {}, preferences({ Analytics: true }))).status, 202);
  assert.equal((await on.event("eve", "Feature Used", {}, preferences({ Mesure: true }))).status, 200);

  // Merged: the stricter holds, and what was known is known after a restart.
  const bo = (await on.get("/customers/user_id:bo")).body.id;
  await on.post(`/customers/${bo}/merge`, { with: "user_id:dee", reason: "same" });
  assert.equal((await on.event("bo", "Feature Used")).status, 202);
  await server.kill();
  await server.restart();
  assert.equal((await on.event("bo", "Feature Used")).status, 202);
  await on.say("user_id:bo", { purpose: "analytics", state: "granted" });
  assert.equal((await on.event("dee", "Feature Used")).status, 200);
  await on.patch("/workspace", { tracking_consent: "not_required" });
  assert.equal((await on.event("zoe", "Feature Used")).status, 200);
});

eachStore("what is restricted is stored and in no figure", async (server) => {
  const on = await client(server);
  const computed = async () => (await on.get("/customers/user_id:ana")).body.computed.orders.value;
  await on.post("/computed-traits", { name: "orders", event: "Order Completed", measure: "count" });
  await on.event("ana", "Order Completed", { total: 10, currency: "EUR" });
  await on.event("ana", "Processing Restricted"); // said by a page: staff decide
  assert.equal((await on.panel("user_id:ana")).restriction, null);
  await on.say("user_id:ana", { kind: "restriction", state: "raised", source: "letter" });
  assert.equal((await on.panel("user_id:ana")).restriction.source, "letter");
  assert.match(await on.may("user_id:ana", "service"), /false restricted/);
  await server.restart();
  await on.event("ana", "Order Completed", { total: 20, currency: "EUR" });
  assert.equal((await allEvents(server)).filter(({ flags }) => flags.includes("restricted")).length, 1);
  await on.say("user_id:ana", { kind: "restriction", state: "lifted" });
  await on.event("ana", "Order Completed", { total: 30, currency: "EUR" });
  assert.equal((await allEvents(server)).filter(({ event }) => event === "Order Completed").length, 3);
  assert.equal(await computed(), 2);
});

test("two servers on one database know of each other's consents", { timeout: 120_000 }, async (t) => {
  const database = await createDatabase();
  const one = await startServer(t, "PostgreSQL", { database }), other = await startServer(t, "PostgreSQL", { database });
  const on = await client(one), there = await client(other);
  await on.patch("/workspace", { tracking_consent: "required" });
  assert.equal((await there.event("ana", "Feature Used")).status, 202);
  await on.event("ana", "Consent Granted", { purpose: "analytics" });
  assert.equal((await there.event("ana", "Feature Used")).status, 200);
  await there.event("ana", "Consent Withdrawn", { purpose: "analytics" });
  assert.equal((await on.event("ana", "Feature Used")).status, 202);
});
