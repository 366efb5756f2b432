// Customers over the API: Segment calls go in, profiles, timelines and suggestions come out. On both stores.
import assert from "node:assert/strict";
import { createDatabase } from "./postgres.mjs";
import { eachStore, newServer } from "./server.mjs";
import { person } from "./visitor.mjs";

let message = 0;
const at = (second) => new Date(Date.UTC(2026, 5, 1, 12, 0, second)).toISOString();

/** What tests say to a server: segment calls with a write key, API calls with an admin key. */
async function client(server) {
  const [track, admin] = [await server.key("track"), await server.key("admin")];
  const segment = async (path, body, key = track) => {
    const answer = await server.post(`/v1/${path}`, { messageId: `m${++message}`, ...body }, { key });
    return { ...answer, code: answer.body?.rejected?.[0]?.code ?? "" };
  };
  const kept = async (path, body, key) => {
    const answer = await segment(path, body, key);
    assert.equal(answer.status, 200, answer.text);
  };
  const api = (method) => async (path, body, headers) => server.request(method, `/api/v1${path}`, body, { key: admin, headers });
  return {
    segment, kept,
    identify: (userId, traits = {}, more = {}) => kept("identify", { userId, traits, ...more }),
    event: (userId, event, properties = {}, more = {}) => kept("track", { userId, event, properties, ...more }),
    get: api("GET"), post: api("POST"), patch: api("PATCH"), put: api("PUT"), delete: api("DELETE"),
  };
}

async function profile(on, id) {
  const { status, body, text } = await on.get(`/customers/${id}`);
  assert.equal(status, 200, text);
  return body;
}

/** All pages of a list. */
async function all(on, path, limit = 100) {
  const items = [];
  for (let cursor = ""; ;) {
    const { status, body, text } = await on.get(`${path}${path.includes("?") ? "&" : "?"}limit=${limit}${cursor}`);
    assert.equal(status, 200, text);
    items.push(...body.items);
    if (!body.next_cursor) return items;
    cursor = `&cursor=${body.next_cursor}`;
  }
}

const values = (customer) => Object.fromEntries(Object.entries(customer.traits).map(([name, trait]) => [name, trait.value]));
const codeOf = ({ status, body }) => `${status} ${body.code}`;

eachStore("history before sign-in moves to the known person, after a restart too", async (server) => {
  const on = await client(server);
  await on.kept("track", { anonymousId: "device", event: "Product Viewed" });
  await on.event("ana", "Order Completed", { total: 20, currency: "EUR" });
  await on.kept("identify", { userId: "ana", anonymousId: "device", traits: { plan: "pro" } });
  const before = await profile(on, "user_id:ana");
  assert.deepEqual(before.customers.length, 2);
  assert.equal((await profile(on, "anonymous_id:device")).id, before.id);
  assert.deepEqual((await all(on, "/customers/user_id:ana/timeline")).map((entry) => entry.event).sort(),
    ["Identify", "Order Completed", "Product Viewed", "Stage Changed"].sort());
  await server.kill();
  await server.open();
  assert.deepEqual(await profile(on, "user_id:ana"), before);
});

eachStore("a shared browser merges nobody, and two known users are never merged by a call", async (server) => {
  const on = await client(server);
  await on.kept("identify", { userId: "ana", anonymousId: "shared" });
  await on.kept("identify", { userId: "bo", anonymousId: "shared" });
  assert.notEqual((await profile(on, "user_id:ana")).id, (await profile(on, "user_id:bo")).id);
  const alias = await on.segment("alias", { previousId: "ana", userId: "bo" });
  assert.equal(alias.code, "alias_conflict");
  assert.equal((await on.segment("alias", { previousId: "ana", userId: "ana" })).code, "alias_same");
  await on.kept("alias", { previousId: "a", userId: "b" });
  await on.kept("alias", { previousId: "b", userId: "c" });
  assert.equal((await on.segment("alias", { previousId: "c", userId: "a" })).code, "alias_cycle");
});

eachStore("several addresses, numbers and ids find the one person", async (server) => {
  const on = await client(server);
  await on.identify("ana", { email: " Ana@X.fr ", phone: "+33 6 00 00 00 00", name: "Ana Dupont" },
    { context: { externalIds: [{ id: "42", type: "chat" }] } });
  const { id } = await profile(on, "user_id:ana");
  const added = await on.post(`/customers/${id}/identities`, { kind: "email", value: "a.dupont@work.example" });
  assert.equal(added.status, 200, added.text);
  for (const name of ["email:ana@x.fr", "email:A.Dupont@work.example", "phone:+33600000000", "phone:0033 6 00 00 00 00", "external:chat:42", String(id)])
    assert.equal((await profile(on, encodeURIComponent(name))).id, id, name);
  assert.equal(codeOf(await on.get("/customers/email:nobody@x.fr")), "404 not_found");
  for (const wrong of ["0", "-1", "99999999999999999999", "x", "email:", "shoe:12"])
    assert.equal(codeOf(await on.get(`/customers/${wrong}`)), "404 not_found", wrong);
  assert.equal((await on.delete(`/customers/${id}/identities/${encodeURIComponent("email:ANA@x.fr")}`)).status, 200);
  assert.equal((await on.get("/customers/email:ana@x.fr")).status, 404);
  assert.equal(codeOf(await on.delete(`/customers/${id}/identities/email:ana@x.fr`)), "404 not_found");
});

eachStore("the same address from two sources is one customer with both", async (server) => {
  const on = await client(server);
  const [shop, helpdesk] = await Promise.all(["shop", "helpdesk"].map(async (name) => {
    const { code, out, error } = await server.command(["key", "create", "--name", name, "--scope", "write"]);
    assert.equal(code, 0, error);
    return out.trim().split(/\s+/).at(-1);
  }));
  await on.kept("identify", { userId: "a@x.fr", traits: { email: "a@x.fr", city: "Lyon" }, timestamp: at(1) }, shop);
  await on.kept("identify", { userId: "a@x.fr", traits: { email: "A@X.fr ", city: "Paris" }, timestamp: at(2) }, helpdesk);
  assert.equal((await all(on, "/customers")).length, 1);
  const { traits } = await profile(on, "email:a@x.fr");
  assert.equal(traits.city.value, "Paris");
  assert.equal(traits.city.sources, 2);
  const history = await all(on, "/customers/email:a@x.fr/traits/city/history", 1);
  assert.deepEqual(history.map((change) => change.value), ["Paris", "Lyon"]);
  assert.equal(new Set(history.map((change) => change.source.id)).size, 2);
});

eachStore("a trait shows what its rule says, and keeps what it was", async (server) => {
  const on = await client(server);
  await on.identify("ana", { plan: "free", age: 31, vip: true, born: "1990-02-28", tags: ["a"], address: { city: "Lyon" } }, { timestamp: at(2) });
  await on.identify("ana", { plan: "old news" }, { timestamp: at(1) });
  let customer = await profile(on, "user_id:ana");
  assert.equal(customer.traits.plan.value, "free");
  assert.deepEqual(Object.entries(customer.traits).map(([name, { type }]) => `${name} ${type}`).sort(),
    ["address json", "age number", "born date", "plan string", "tags list", "vip boolean"]);
  assert.equal((await on.patch("/customers/user_id:ana", { traits: { plan: "pro", age: null } })).status, 200);
  customer = await profile(on, "user_id:ana");
  assert.equal(customer.traits.plan.value, "pro");
  assert.equal(customer.traits.age, undefined);
  const found = (value) => all(on, `/customers?trait=plan&value=${encodeURIComponent(value)}`);
  for (const value of ["pro", "free", "old news"]) assert.deepEqual((await found(value)).map(({ id }) => id), [customer.id], value);
  assert.deepEqual(await found("gold"), []);
  const source = customer.traits.vip.source.id;
  assert.equal((await on.patch("/traits/plan", { rule: "source_order", sources: [source] })).status, 200);
  assert.equal((await profile(on, "user_id:ana")).traits.plan.value, "free");
});

eachStore("traits that can't be are refused", async (server) => {
  const on = await client(server);
  await on.identify("ana", { size: "large" });
  const patch = (traits) => on.patch("/customers/user_id:ana", { traits });
  assert.equal(codeOf(await patch({ email: "x@y.fr" })), "422 reserved_name");
  assert.equal(codeOf(await patch({ id: 7 })), "422 reserved_name");
  assert.equal(codeOf(await patch({ "": 7 })), "422 invalid_name");
  assert.equal(codeOf(await patch({ note: "x".repeat(9000) })), "422 too_long");
  assert.equal(codeOf(await patch(Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`t${i}`, i])))), "422 too_many_fields");
  assert.deepEqual(values(await profile(on, "user_id:ana")), { size: "large" });
  assert.equal(codeOf(await on.patch("/traits/size", { type: "number" })), "409 type_conflict");
  assert.equal((await on.patch("/traits/weight", { type: "number" })).status, 200);
  assert.equal(codeOf(await patch({ weight: "heavy" })), "422 wrong_type");
  await on.identify("ana", { weight: "heavy", height: 2 });
  assert.deepEqual(values(await profile(on, "user_id:ana")), { size: "large", height: 2 });
});

eachStore("whoever was slower is told", async (server) => {
  const on = await client(server);
  await on.identify("ana", { plan: "free" });
  const { body, headers } = await on.get("/customers/user_id:ana");
  assert.equal(headers.get("etag"), `"${body.version}"`);
  const change = (plan, version) => on.patch("/customers/user_id:ana", { traits: { plan } }, { "if-match": `"${version}"` });
  assert.equal((await change("pro", body.version)).status, 200);
  const lost = await change("gold", body.version);
  assert.equal(codeOf(lost), "412 version_conflict");
  assert.match(lost.body.detail, /key \d+/);
  assert.equal((await profile(on, "user_id:ana")).traits.plan.value, "pro");
});

eachStore("a merge by staff joins two known people, and taking it back restores both", async (server) => {
  const on = await client(server);
  await on.identify("ana", { email: "ana@x.fr", city: "Lyon" }, { timestamp: at(1) });
  await on.identify("bo", { email: "bo@x.fr", city: "Paris", plan: "pro" }, { timestamp: at(2) });
  await on.kept("group", { userId: "bo", groupId: "acme", traits: { name: "ACME" } });
  for (let i = 0; i < 5; i++) await on.event(i % 2 ? "ana" : "bo", "Order Completed", { total: i, currency: "EUR" });
  const still = ({ version, ...rest }) => rest;
  const [ana, bo] = [await profile(on, "user_id:ana"), await profile(on, "user_id:bo")];
  assert.equal(codeOf(await on.post("/customers/user_id:ana/merge", { with: "user_id:ana", reason: "x" })), "422 same_object");
  assert.equal(codeOf(await on.post("/customers/user_id:ana/merge", { with: "user_id:cy", reason: "x" })), "404 not_found");
  const merged = await on.post("/customers/user_id:ana/merge", { with: "user_id:bo", reason: "the same person" });
  assert.equal(merged.status, 200, merged.text);
  const both = await profile(on, "user_id:bo");
  assert.equal(both.id, ana.id);
  assert.deepEqual(both.customers, [ana.id, bo.id]);
  assert.equal(both.traits.city.value, "Paris");
  assert.equal(both.accounts.length, 1);
  assert.equal((await all(on, "/customers/user_id:bo/timeline?event=Order%20Completed", 2)).length, 5);
  assert.equal((await all(on, "/customers/user_id:bo/timeline?event=Customers%20Merged"))[0].properties.edge, merged.body.edge);
  assert.equal((await all(on, "/customers")).length, 1);
  await server.restart();
  assert.deepEqual(still(await profile(on, "user_id:bo")), still(both));
  const merges = await all(on, `/customers/${bo.id}/merges`);
  assert.deepEqual(merges.map(({ kind, reason }) => `${kind} ${reason}`), ["staff the same person"]);
  assert.equal(codeOf(await on.post("/customers/user_id:ana/unmerge", { edge: 999 })), "404 not_found");
  assert.equal((await on.post("/customers/user_id:ana/unmerge", { edge: merged.body.edge })).status, 200);
  assert.equal(codeOf(await on.post("/customers/user_id:ana/unmerge", { edge: merged.body.edge })), "409 already_undone");
  for (const [id, was] of [["user_id:ana", ana], ["user_id:bo", bo]]) {
    const now = await profile(on, id);
    assert.deepEqual(still(now), still(was));
    assert.ok(now.version > both.version, "the version grows");
  }
  assert.equal((await all(on, "/customers/user_id:bo/timeline?event=Order%20Completed")).length, 3);
});

eachStore("likely duplicates are suggested with reasons, and a person decides", async (server) => {
  const on = await client(server);
  await on.identify("ana", { email: "ana.dupont@gmail.com", name: "Ana Dupont", birthday: "1990-01-31" });
  await on.identify("ana2", { email: "anadupont+shop@gmail.com" });
  await on.identify("dup", { firstName: "Anna", lastName: "Dupond", birthday: "1990-01-31" });
  await on.identify("other", { email: "other@x.fr", name: "Ana Dupont" });
  await on.identify("thief", { email: "other@x.fr" });
  const pairs = await all(on, "/duplicates");
  const ids = Object.fromEntries(await Promise.all(["ana", "ana2", "dup", "other", "thief"].map(async (name) => [(await profile(on, `user_id:${name}`)).id, name])));
  assert.deepEqual(pairs.map(({ customers, reasons }) => `${customers.map((id) => ids[id])} ${reasons.map(({ code }) => code)}`),
    ["other,thief claimed", "ana,ana2 mail", "ana,dup birthday"]);
  assert.deepEqual(pairs.map(({ score }) => score), [0.95, 0.85, 0.75]);
  assert.deepEqual((await profile(on, "user_id:thief")).unverified, ["email"]);
  assert.deepEqual((await profile(on, "user_id:other")).unverified, []);
  assert.equal((await profile(on, "email:other@x.fr")).id, (await profile(on, "user_id:other")).id);
  assert.equal((await profile(on, "user_id:ana")).duplicates_pending, 2);
  const french = await on.get("/duplicates?locale=fr");
  assert.match(french.body.items[1].reasons[0].text, /adresse/);
  assert.equal((await on.post(`/duplicates/${pairs[0].id}/dismiss`, {})).status, 200);
  assert.equal(codeOf(await on.post(`/duplicates/${pairs[0].id}/confirm`, {})), "409 already_decided");
  const confirmed = await on.post(`/duplicates/${pairs[1].id}/confirm`, {});
  assert.equal(confirmed.status, 200, confirmed.text);
  assert.equal((await profile(on, "user_id:ana2")).id, (await profile(on, "user_id:ana")).id);
  assert.equal((await all(on, "/duplicates")).length, 1);
  assert.equal((await all(on, "/duplicates?status=confirmed"))[0].edge, confirmed.body.edge);
  for (const userId of ["User-7", "user_7", "user-7"]) await on.identify(userId);
  const twins = (await all(on, "/duplicates")).filter(({ reasons }) => reasons.some(({ code }) => code === "twin"));
  assert.deepEqual(twins.map(({ customers }) => customers), [[(await profile(on, "user_id:User-7")).id, (await profile(on, "user_id:user-7")).id]]);
});

eachStore("an account has members, traits and a parent; losing a member leaves the others", async (server) => {
  const on = await client(server);
  await on.kept("group", { userId: "ana", groupId: "acme", traits: { name: "ACME", employees: 12 } });
  await on.kept("group", { userId: "bob", groupId: "acme", traits: { employees: 13 } });
  const acme = (await on.get("/accounts/group_id:acme")).body;
  assert.deepEqual(values(acme), { name: "ACME", employees: 13 });
  const [ana, bob] = [await profile(on, "user_id:ana"), await profile(on, "user_id:bob")];
  assert.deepEqual((await all(on, `/accounts/${acme.id}/members`, 1)).map(({ customer }) => customer), [ana.id, bob.id]);
  assert.equal((await on.put(`/accounts/${acme.id}/members/user_id:ana`, { role: "buyer" })).status, 200);
  assert.equal((await profile(on, "user_id:ana")).accounts[0].role, "buyer");
  const removed = await on.delete(`/accounts/${acme.id}/members/user_id:bob`);
  assert.ok([200, 204].includes(removed.status), removed.text);
  assert.deepEqual((await all(on, `/accounts/${acme.id}/members`)).map(({ customer }) => customer), [ana.id]);
  assert.equal((await profile(on, "user_id:bob")).accounts.length, 0);
  const holding = await on.post("/accounts", { group_id: "holding", traits: { country: "FR" } });
  assert.equal(holding.status, 201, holding.text);
  assert.equal((await on.patch(`/accounts/${acme.id}`, { parent: holding.body.id })).status, 200);
  assert.deepEqual((await on.get("/accounts/group_id:holding")).body.children, [acme.id]);
  assert.equal(codeOf(await on.patch(`/accounts/${holding.body.id}`, { parent: acme.id })), "409 parent_cycle");
  assert.equal(codeOf(await on.patch(`/accounts/${acme.id}`, { parent: acme.id })), "409 parent_cycle");
  assert.equal(codeOf(await on.delete(`/accounts/${holding.body.id}`)), "409 has_children");
  assert.equal(codeOf(await on.post("/accounts", { group_id: "acme" })), "409 name_taken");
  assert.equal((await all(on, "/accounts", 1)).length, 2);
  assert.equal(codeOf(await on.get("/accounts/77")), "404 not_found");
});

eachStore("computed traits are exact at every moment", async (server) => {
  const on = await client(server);
  const define = async (name, measure, property, window_days) => {
    const { status, text } = await on.post("/computed-traits", { name, event: "Order Completed", measure, property, window_days });
    assert.equal(status, 201, text);
  };
  await on.identify("ana");
  await define("orders", "count");
  await define("spent", "sum");
  await define("average_order", "average");
  await define("largest", "max");
  await define("spent_lately", "sum", null, 30);
  await define("favourite", "most_frequent", "shop");
  await define("first_shop", "first", "shop");
  await define("last_shop", "last", "shop");
  await define("items", "sum", "quantity");
  const computed = async () => Object.fromEntries(Object.entries((await profile(on, "user_id:ana")).computed).map(([name, { value }]) => [name, value?.amount ?? value]));
  assert.deepEqual(await computed(), { orders: 0, spent: null, average_order: null, largest: null, spent_lately: null, favourite: null, first_shop: null, last_shop: null, items: null });
  const days = (count) => new Date(Date.now() - count * 86_400_000).toISOString();
  await on.event("ana", "Order Completed", { total: 10, currency: "EUR", shop: "Lyon", quantity: 2 }, { timestamp: days(100) });
  await on.event("ana", "Order Completed", { total: 20.5, currency: "EUR", shop: "Paris", quantity: 1 }, { timestamp: days(10) });
  await on.event("ana", "Order Completed", { total: 0.03, currency: "EUR", shop: "Paris" }, { timestamp: days(1) });
  await on.event("ana", "Order Completed", { total: 99, currency: "USD", shop: "Nice" }, { timestamp: days(200) });
  assert.deepEqual(await computed(), { orders: 4, spent: "30.53", average_order: "10.18", largest: "20.50", spent_lately: "20.53",
    favourite: "Paris", first_shop: "Nice", last_shop: "Paris", items: 3 });
  assert.equal((await profile(on, "user_id:ana")).computed.spent.other_currency, 1);
  const list = (await on.get("/computed-traits")).body.items;
  assert.equal(codeOf(await on.post("/computed-traits", { name: "orders", event: "x", measure: "count" })), "409 name_taken");
  assert.ok([200, 204].includes((await on.delete(`/computed-traits/${list[0].id}`)).status));
  assert.equal((await profile(on, "user_id:ana")).computed.orders, undefined);
});

eachStore("customers are found by the beginning of a name or an address, by an id, each once", async (server) => {
  const on = await client(server);
  const people = [["u1", "Élodie Martin", "elodie@x.fr"], ["u2", "Martin Élie", "martin@x.fr"], ["u3", "Bo Marlow", "bo@x.fr"], ["u4", "Zoë Quist", "zoe@martin.example"]];
  for (const [userId, name, email] of people) await on.identify(userId, { name, email });
  const ids = Object.fromEntries(await Promise.all(people.map(async ([userId]) => [(await profile(on, `user_id:${userId}`)).id, userId])));
  for (const limit of [1, 2, 50]) {
    const find = async (query) => (await all(on, `/customers?query=${encodeURIComponent(query)}`, limit)).map(({ id }) => ids[id]).sort().join(" ");
    assert.equal(await find("mart"), "u1 u2");
    assert.equal(await find("MARTIN éli"), "u2");
    assert.equal(await find("e"), "u1 u2");
    assert.equal(await find("elodie"), "u1");
    assert.equal(await find("u3"), "u3");
    assert.equal(await find("zoe@"), "u4");
    assert.equal(await find("quist zoe"), "u4");
    assert.equal(await find("nobody"), "");
    assert.equal(await find("%"), "");
  }
  assert.equal((await all(on, "/customers", 3)).length, 4);
  await on.post("/customers/user_id:u1/merge", { with: "user_id:u2", reason: "test" });
  assert.equal((await all(on, "/customers?query=martin", 1)).length, 1);
  assert.equal((await on.patch("/customers/user_id:u1", { traits: { name: null } })).status, 200);
  assert.equal((await all(on, "/customers?query=elie", 1)).length, 0);
  assert.equal((await all(on, "/customers", 1)).length, 3);
});

eachStore("a customer is made by staff, unless somebody has its ids", async (server) => {
  const on = await client(server);
  const made = await on.post("/customers", { email: "New@x.fr", user_id: "new", phone: "+33600000001", traits: { plan: "pro" } });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(made.body.identities.map(({ kind, value }) => `${kind} ${value}`), ["user_id new", "email new@x.fr", "phone +33600000001"]);
  const again = await on.post("/customers", { email: "new@x.fr" });
  assert.equal(codeOf(again), "409 identity_taken");
  assert.equal(again.body.errors?.[0]?.path, "/email");
  assert.equal(codeOf(await on.post("/customers", { phone: "12" })), "422 invalid_phone");
  assert.equal((await all(on, "/customers")).length, 1);
  await on.event("new", "Order Completed");
  assert.equal((await profile(on, "user_id:new")).id, made.body.id);
});

eachStore("a timeline of thousands of events is paged without gaps or repeats", async (server) => {
  const on = await client(server);
  for (let batch = 0; batch < 6; batch++) {
    const events = Array.from({ length: 500 }, (_, i) => ({ type: "track", event: `E${i % 3}`, [i % 2 ? "userId" : "anonymousId"]: i % 2 ? "ana" : "device",
      messageId: `p${batch}-${i}`, timestamp: at((batch * 500 + i) % 40) }));
    await on.kept("batch", { batch: events });
  }
  await on.kept("identify", { userId: "ana", anonymousId: "device" });
  const entries = await all(on, "/customers/user_id:ana/timeline", 700);
  assert.equal(entries.length, 3001);
  assert.equal(new Set(entries.map(({ id }) => id)).size, 3001);
  assert.deepEqual(entries.map((entry) => entry.at), entries.map((entry) => entry.at).sort().reverse());
  assert.equal((await all(on, "/customers/user_id:ana/timeline?event=E1", 1000)).length, 1000 + 2);
  assert.deepEqual(await all(on, "/customers/user_id:ana/timeline?event=Never"), []);
});


eachStore("what is hidden from a role is absent, can't be searched by and can't be written", async (server) => {
  const on = await client(server);
  await on.identify("ana", { email: "ana@x.fr", phone: "+33600000000", name: "Ana Dupont", city: "Lyon", plan: "pro" });
  await on.event("ana", "Order Completed", { total: 12, currency: "EUR", shop: "Lyon", contact: "ana@x.fr" });
  await on.post("/computed-traits", { name: "spent", event: "Order Completed", measure: "sum" });
  const boss = await person(server, "boss@fidele.test", "administrator");
  const hidden = ["name", "email", "phone", "address", "amounts"];
  const masks = await boss.put("/api/v1/roles/analyst", { masked: hidden });
  assert.equal(masks.status, 200, masks.text);
  const analyst = await person(server, "analyst@fidele.test", "analyst");
  const see = async (path) => (await analyst.get(`/api/v1${path}`));
  const { status, body, text } = await see("/customers/user_id:ana");
  assert.equal(status, 200, text);
  assert.deepEqual(body.masked, hidden);
  assert.deepEqual(Object.keys(body.traits), ["plan"]);
  assert.deepEqual(body.identities.map(({ kind }) => kind), ["user_id"]);
  assert.deepEqual(body.computed, {});
  for (const path of ["/customers/user_id:ana", "/customers/user_id:ana/timeline", "/customers", "/customers?query=user_id:ana"])
    assert.doesNotMatch((await see(path)).text, /ana@x|Dupont|\+336|"12/, path);
  assert.deepEqual((await see("/customers/user_id:ana/timeline?event=Order%20Completed")).body.items[0].properties, { currency: "EUR", shop: "Lyon" });
  for (const query of ["ana@x.fr", "dupont", "%2B33600000000", "0033600000000"])
    assert.deepEqual((await see(`/customers?query=${query}`)).body.items, [], query);
  for (const path of ["/customers/email:ana@x.fr", "/customers/phone:%2B33600000000", "/customers?trait=city&value=Lyon", "/customers/user_id:ana/traits/name/history"])
    assert.equal(codeOf(await see(path)), "403 forbidden", path);
  assert.equal((await boss.put("/api/v1/roles/agent", { masked: ["phone"] })).status, 200);
  const agent = await person(server, "agent@fidele.test", "agent");
  assert.equal(codeOf(await agent.patch("/api/v1/customers/user_id:ana", { traits: { mobile: "x" } })), "403 forbidden");
  assert.equal(codeOf(await agent.post("/api/v1/customers/user_id:ana/identities", { kind: "phone", value: "+33600000002" })), "403 forbidden");
  assert.equal((await agent.patch("/api/v1/customers/user_id:ana", { traits: { plan: "gold" } })).status, 200);
  assert.equal((await profile(on, "user_id:ana")).traits.plan.source.kind, "staff");
});

eachStore("what one server writes the other shows at once", { stores: ["PostgreSQL"], start: false }, async (_, t) => {
  const database = await createDatabase();
  const servers = [await newServer(t, "PostgreSQL", { database }), await newServer(t, "PostgreSQL", { database })];
  await servers[0].open();
  for (const scope of ["track", "admin"]) await servers[0].key(scope);
  servers[1].keys = servers[0].keys;
  await servers[1].open();
  const [one, other] = await Promise.all(servers.map(client));
  for (let round = 0; round < 5; round++) {
    const [a, b] = [`a${round}`, `b${round}`];
    await one.identify(a, { email: `${a}@x.fr` });
    await one.identify(b);
    const made = await one.post("/customers", { email: `c${round}@x.fr` });
    assert.equal((await profile(other, made.body.id)).id, made.body.id);
    const [{ id }, { id: loser }] = [await profile(other, `user_id:${a}`), await profile(other, `user_id:${b}`)];
    const { body } = await one.post(`/customers/${id}/merge`, { with: String(loser), reason: "test" });
    assert.deepEqual((await profile(other, loser)).customers, [id, loser]);
    assert.equal((await all(other, `/customers/${loser}/timeline?event=Identify`)).length, 2);
    assert.equal((await other.post(`/customers/${id}/unmerge`, { edge: body.edge })).status, 200);
    assert.deepEqual((await profile(one, loser)).customers, [loser]);
    await other.event(b, "Order Completed");
    assert.equal((await all(one, `/customers/${loser}/timeline`)).length, 3); // with the stage
  }
});
