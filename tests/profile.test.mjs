// A customer as a whole: one document, figures with their records, stages, search with a slip. On both stores.
import assert from "node:assert/strict";
import { eachStore } from "./server.mjs";

let message = 0;
const day = 86_400_000;
const ago = (days) => new Date(Date.now() - days * day).toISOString();

async function client(server) {
  const [track, admin] = [await server.key("track"), await server.key("admin")];
  const send = async (path, body) => {
    const answer = await server.post(`/v1/${path}`, { messageId: `p${++message}`, ...body }, { key: track });
    assert.equal(answer.status, 200, answer.text);
  };
  const ask = (method) => async (path, body) => server.request(method, `/api/v1${path}`, body, { key: admin });
  const get = async (path) => {
    const { status, body, text } = await ask("GET")(path);
    assert.equal(status, 200, text);
    return body;
  };
  return {
    send, get, ask: ask("GET"), post: ask("POST"), patch: ask("PATCH"),
    identify: (userId, traits = {}, more = {}) => send("identify", { userId, traits, ...more }),
    event: (userId, event, properties = {}, days = 0, more = {}) => send("track", { userId, event, properties, timestamp: ago(days), ...more }),
    order: (userId, id, total, days) => send("track", { userId, event: "Order Completed", properties: { order_id: id, total, currency: "EUR" }, timestamp: ago(days) }),
    profile: (id) => get(`/customers/${id}/360`),
  };
}

const stages = async (on, id) => (await on.get(`/customers/${id}/stages`)).items.map(({ name }) => name).reverse();
const cents = ({ amount }) => Math.round(Number(amount) * 100);

eachStore("one document has every section, and each figure's records sum to it", async (server) => {
  const on = await client(server);
  await on.identify("ana", { name: "Ana", birth_year: 1995, plan: "pro" });
  const empty = await on.profile("user_id:ana");
  for (const name of ["identities", "interactions", "tickets", "feedback", "loyalty", "campaigns", "scores"]) assert.ok(Array.isArray(empty[name]), name);
  for (const name of ["preferences", "orders", "subscriptions", "consents"]) assert.ok(name in empty, name);
  for (const name of ["lifetime_value", "average_order_value", "first_order", "days_since_last_order", "next_order_expected", "nps", "rfm"])
    assert.equal(empty.header[name].value, null, `${name} is not observed yet`);
  assert.equal(empty.stage.name, "prospect");
  await on.order("ana", "1001", "100.00", 40);
  await on.order("ana", "1002", "50.00", 20);
  await on.event("ana", "Order Refunded", { order_id: "1002", total: "20.00", currency: "EUR" }, 19);
  const { header } = await on.profile("user_id:ana");
  assert.deepEqual(header.lifetime_value.value, { amount: "130.00", currency: "EUR" });
  assert.deepEqual(header.average_order_value.value, { amount: "75.00", currency: "EUR" });
  assert.equal(header.orders.value, 2);
  assert.equal(header.days_since_last_order.value, 20);
  assert.equal(header.next_order_expected.median_gap_days, 20);
  const records = await on.get(header.lifetime_value.link.replace("/api/v1", ""));
  assert.equal(records.items.reduce((sum, { amount }) => sum + cents(amount), 0), cents(header.lifetime_value.value));
  assert.equal(records.items.filter(({ counts }) => counts).length, header.orders.value);
  assert.equal((await on.get(header.last_order.link.replace("/api/v1", ""))).properties.order_id, "1002");
  await on.event("ana", "Order Refunded", { order_id: "1001" }, 1); // to nothing
  await on.event("ana", "Order Refunded", { order_id: "1002" }, 1);
  const refunded = await on.profile("user_id:ana");
  assert.deepEqual(refunded.header.lifetime_value.value, { amount: "0.00", currency: "EUR" });
  assert.equal(refunded.stage.name, "prospect");
});

eachStore("the timeline by kind, channel, origin and time; a link to each item", async (server) => {
  const on = await client(server);
  await on.event("ana", "Email Received", {}, 3);
  await on.event("ana", "Chat Message Received", {}, 2, { context: { library: { name: "analytics.js" } } });
  await on.event("ana", "Call Received", {}, 1, { context: { library: { name: "analytics-ios" } } });
  await on.event("ana", "Report Built", {}, 1, { context: { source: "facebook" } });
  const path = "/customers/user_id:ana/timeline";
  const { items } = await on.get(`${path}?kind=message`);
  assert.deepEqual(items.map(({ channel }) => channel), ["call", "chat", "email"]);
  assert.deepEqual(items.map(({ origin }) => origin), ["mobile", "web", null]);
  assert.equal(items[0].source.name, "test track");
  assert.deepEqual((await on.get(`${path}?channel=chat`)).items.map(({ event }) => event), ["Chat Message Received"]);
  assert.deepEqual((await on.get(`${path}?kind=other,ticket`)).items.map(({ label }) => label), ["Report Built"]);
  assert.equal((await on.get(`${path}?from=${ago(2.5)}&to=${ago(1.5)}`)).items.length, 1);
  assert.equal((await on.get(`${path}?source=import`)).items.length, 0);
  assert.equal((await on.ask(`${path}?source=nobody`)).status, 400);
  assert.equal((await on.get(`${path}?kind=message&locale=fr`)).items[0].label, "Appel reçu");
  assert.equal((await on.get(`${path}/${items[0].id}`)).event, "Call Received");
  await on.identify("bo");
  assert.equal((await on.ask(`/customers/user_id:bo/timeline/${items[0].id}`)).status, 404);
  const { touchpoints, preferred_channel } = await on.profile("user_id:ana");
  assert.equal(touchpoints.count, 4);
  assert.deepEqual(touchpoints.origins.map(({ origin }) => origin).sort(), ["mobile", "social", "web"]);
  assert.deepEqual([preferred_channel.observed, preferred_channel.declared], ["call", null]); // of equals the later one
  await on.event("ana", "Chat Message Received");
  assert.equal((await on.profile("user_id:ana")).preferred_channel.value, "chat");
  await on.identify("ana", { preferred_channel: "email" });
  assert.deepEqual((await on.profile("user_id:ana")).preferred_channel.value, "email");
});

eachStore("stages follow orders, silence, merges and their undoing, and say so in the log", async (server) => {
  const on = await client(server);
  await on.identify("ana", { email: "ana@fidele.test" });
  const id = (await on.get("/customers/user_id:ana")).id;
  assert.deepEqual(await stages(on, id), ["prospect"]);
  await on.order("ana", "a1", 10, 30);
  await on.order("ana", "a2", 10, 20);
  assert.deepEqual(await stages(on, id), ["first_time", "repeat"]);
  assert.equal((await on.get("/customers/user_id:ana")).id, id);
  const told = (await on.get(`/customers/${id}/timeline?kind=stage`)).items;
  assert.deepEqual(told.map(({ properties }) => `${properties.from} ${properties.to}`), ["first_time repeat", "prospect first_time"]);

  await on.order("bo", "b1", 10, 91);
  const bo = await on.profile("user_id:bo");
  assert.equal(bo.stage.name, "inactive");
  assert.equal(bo.inactive.since.slice(0, 10), ago(1).slice(0, 10));
  const inactive = await on.get("/customers?inactive=true");
  assert.deepEqual(inactive.items.map((line) => [line.id, line.stage, line.value.amount]), [[bo.id, "inactive", "10.00"]]);
  await on.order("bo", "b2", 10, 0);
  assert.equal((await on.profile("user_id:bo")).inactive, null);
  assert.equal((await on.profile("user_id:bo")).stage.name, "won_back");
  assert.deepEqual((await on.get("/customers?inactive=true")).items, []);

  const merged = await on.post(`/customers/${id}/merge`, { with: String(bo.id), reason: "same person" });
  assert.equal(merged.status, 200, merged.text);
  assert.equal((await on.profile(id)).header.orders.value, 4);
  const list = await on.get("/customers?sort=last_order");
  assert.deepEqual(list.items.map((line) => [line.id, line.value.amount]), [[id, "40.00"]]);
  await on.order("bo", "b3", 10, 0);
  assert.equal((await on.profile(id)).stage.name, "loyal");
  assert.equal((await on.get("/customers?stage=loyal")).items[0].id, id);
  assert.equal((await on.post(`/customers/${id}/unmerge`, { edge: merged.body.edge })).status, 200);
  assert.equal((await on.profile(id)).stage.name, "repeat");
  assert.deepEqual((await on.get("/customers?sort=last_order")).items.map((line) => [line.id, line.stage]).sort(),
    [[id, "repeat"], [bo.id, (await on.profile(bo.id)).stage.name]].sort());

  const changed = await on.patch("/lifecycle", { window_days: 15, loyal_purchases: 3 });
  assert.equal(changed.status, 200, changed.text);
  assert.equal((await on.profile(id)).stage.name, "inactive");
});

eachStore("search finds by anything, with one slip, and nothing that a role may not see", async (server) => {
  const on = await client(server);
  await on.identify("ana", { name: "Hélène Dupont", email: "helene.dupont@fidele.test", phone: "+33612345678" });
  await on.identify("bo", { name: "Dupontel Martin", email: "bo@fidele.test" });
  await on.order("ana", "FR-1001", 10, 1);
  await on.event("ana", "Ticket Opened", { ticket_id: "T-77" });
  const found = async (q, more = "") => (await on.get(`/search?q=${encodeURIComponent(q)}${more}`)).items.map((hit) => `${hit.email.split("@")[0]} ${hit.match}`);
  const ana = "helene.dupont";
  assert.deepEqual(await found("dupont"), [`${ana} exact`, "bo prefix"]);
  for (const typo of ["dupnt", "dupomt", "duponnt", "dupotn"]) assert.deepEqual((await found(typo))[0], `${ana} typo`, typo);
  assert.deepEqual(await found("HELENE"), [`${ana} exact`]);
  assert.deepEqual(await found("helene dupond"), [`${ana} typo`]);
  assert.deepEqual(await found("helene martin"), []);
  for (const q of ["helene.dupond@fidele.test", "helene.dupont@fidele.tst", "helene.dupontfidele.test"]) assert.deepEqual(await found(q), [`${ana} typo`], q);
  assert.deepEqual(await found("helene.dup"), [`${ana} prefix`]);
  assert.deepEqual(await found("+33 6 12 34 56 78"), [`${ana} exact`]);
  assert.deepEqual(await found("+33612345687"), [`${ana} typo`]);
  assert.deepEqual(await found("fr-1001"), [`${ana} exact`]);
  assert.deepEqual(await found("FR-101"), [`${ana} typo`]);
  assert.deepEqual(await found("t-77"), [`${ana} exact`]);
  for (const q of ["%_\\", "' OR 1=1--", "\"unclosed", "zzzzzz"]) assert.deepEqual(await found(q), [], q);
  assert.equal((await on.ask("/search?q=")).body.code, "required");
  assert.equal((await on.get("/customers?query=dupomt")).items[0].email, "helene.dupont@fidele.test");
  assert.equal((await on.get("/customers?query=FR-1001")).items[0].email, "helene.dupont@fidele.test");
  await on.identify("ana", { name: "Ana" });
  assert.deepEqual(await found("dupont"), ["bo prefix"]);
});

eachStore("use and age", async (server) => {
  const on = await client(server);
  const today = new Date(), birthday = (days) => {
    const date = new Date(Date.UTC(today.getUTCFullYear() - 30, today.getUTCMonth(), today.getUTCDate() + days));
    return date.toISOString().slice(0, 10);
  };
  await on.identify("ana", { birthday: birthday(0), plan: "free" });
  await on.identify("bo", { birthday: birthday(2), plan: "pro" });
  assert.deepEqual((await on.profile("user_id:ana")).age, { years: 30, exact: true });
  assert.equal((await on.profile("user_id:bo")).age.years, 29);
  await on.event("ana", "Report Built", {}, 3);
  await on.event("bo", "Report Built", {}, 3);
  await on.event("bo", "Report Built", {}, 1);
  const { usage } = await on.profile("user_id:bo");
  assert.deepEqual([usage.type, usage.sessions, usage.features[0].name, usage.features[0].count], ["occasional", 2, "Report Built", 2]);
  assert.equal((await on.profile("user_id:ana")).usage.type, "free");
  await on.event("bo", "Report Built", {}, 5);
  assert.equal((await on.profile("user_id:bo")).usage.type, "heavy");
});

eachStore("after any sequence what is kept is what is worked out anew", async (server) => {
  const on = await client(server);
  let state = 7;
  const random = (n) => { state = (state * 1_103_515_245 + 12_345) % 2_147_483_648; return Math.floor(state / 65_536) % n; };
  const users = ["u0", "u1", "u2", "u3"], edges = [];
  let orders = 0;
  for (const user of users) await on.identify(user);
  for (let step = 0; step < 60; step++) {
    const user = users[random(users.length)], act = random(10);
    if (act < 5) await on.order(user, `r${++orders}`, 10 + random(50), random(400));
    else if (act < 7 && orders) await on.event(user, random(2) ? "Order Refunded" : "Order Cancelled", { order_id: `r${1 + random(orders)}` }, random(10));
    else if (act < 9) {
      const merged = await on.post(`/customers/user_id:${user}/merge`, { with: `user_id:${users[random(users.length)]}`, reason: "x" });
      if (merged.status === 200) edges.push({ user, edge: merged.body.edge });
    } else if (edges.length) {
      const { user: whose, edge } = edges.splice(random(edges.length), 1)[0];
      assert.equal((await on.post(`/customers/user_id:${whose}/unmerge`, { edge })).status, 200);
    }
    const { items } = await on.get("/customers");
    for (const line of items) {
      assert.equal(line.stage, (await on.get(`/customers/${line.id}/stages`)).items[0].name, `step ${step}, customer ${line.id}`);
      if (step % 10) continue;
      const { header } = await on.profile(line.id);
      assert.deepEqual(line.value, header.lifetime_value.value, `step ${step}, customer ${line.id}`);
    }
    const listed = (await on.get("/customers?sort=last_order")).items.map(({ id }) => id);
    assert.ok(listed.every((id) => items.some((line) => line.id === id)), "no row is left of who was merged");
  }
  assert.ok(orders > 20 && edges.length + 1, "the sequence did something");
});
