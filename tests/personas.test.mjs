// Personas: written down by people, or found by grouping customers, and tied to a rule: R103-R105, SG-09.
import assert from "node:assert/strict";
import { eachStore } from "./server.mjs";

let serial = 0;
const day = 86_400_000;
const ago = (days) => new Date(Date.now() - days * day - 3_600_000).toISOString();
const order = (userId, days, total, properties = {}) => ({ type: "track", userId, event: "Order Completed", messageId: `p${++serial}`, timestamp: ago(days), properties: { order_id: `o${serial}`, total, currency: "EUR", ...properties } });

async function send(server, events) {
  const key = await server.key("track");
  for (let from = 0; from < events.length; from += 400) {
    const { status, body, text } = await server.post("/v1/batch", { batch: events.slice(from, from + 400) }, { key });
    assert.equal(status, 200, text);
    assert.deepEqual(body.rejected, []);
  }
}

/** Two kinds of customers, fifty of each: small and long ago, often and dear. */
function twoKinds() {
  const events = [];
  for (let i = 0; i < 50; i++) {
    events.push(order(`small-${i}`, 300 + (i % 7), 18 + (i % 5)));
    for (let n = 0; n < 8; n++) events.push(order(`dear-${i}`, 5 + 12 * n + (i % 5), 180 + (i % 9)));
  }
  return events;
}

const lea = { name: "Léa", needs: ["quick answers"], motivations: ["good coffee at home"], behaviours: ["orders on Sunday evening"], rule: { metric: "purchases", gte: 8 } };

eachStore("R103-R105: a persona is written down with its three parts, or found among customers, and knows its people", async (server) => {
  await send(server, twoKinds());
  const key = await server.key("admin"), ask = (method, path, body, more = {}) => server.request(method, `/api/v1${path}`, body, { key, ...more });
  // R103
  const { motivations: _, ...without } = lea, refused = await ask("POST", "/personas", without);
  assert.equal(refused.status, 422);
  assert.match(refused.text, /motivations/);
  const made = await ask("POST", "/personas", lea);
  assert.equal(made.status, 201, made.text);
  assert.deepEqual([made.body.key, made.body.status, made.body.size, made.body.total, made.body.share, made.body.fit, made.body.drift], ["lea", "active", 50, 100, 0.5, null, 0]);
  assert.deepEqual(made.body.motivations, lea.motivations);
  assert.match(made.body.sentence, /8/);
  const wrong = await ask("POST", "/personas", { ...lea, rule: { any: [{ metric: "mood", gte: 1 }] } });
  assert.deepEqual([wrong.status, wrong.body.errors?.[0]?.path ?? wrong.body.path], [422, "/rule/any/0/metric"]);
  // R105: two drafts of fifty, each with what its people have in common and a rule that tells them.
  const found = await ask("POST", "/personas/propose", {});
  assert.equal(found.status, 201, found.text);
  assert.deepEqual([found.body.k, found.body.stable, found.body.n, found.body.items.map(({ size }) => size)], [2, true, 100, [50, 50]]);
  assert.equal(found.body.stability.length, 7);
  for (const draft of found.body.items) assert.deepEqual([draft.status, draft.fit, draft.drift, draft.needs], ["draft", 1, 0, []]);
  const bought = found.body.items.map(({ attributes }) => attributes.find(({ name }) => name === "purchases").value).sort();
  assert.deepEqual(bought, [1, 8]);
  // A draft is named by people; until it is described it stays one.
  const draft = found.body.items[0], early = await ask("PATCH", `/personas/${draft.id}`, { status: "active", name: "Marc" });
  assert.deepEqual([early.status, early.body.errors?.[0]?.path ?? early.body.path], [422, "/needs"]);
  const named = await ask("PATCH", `/personas/${draft.id}`, { status: "active", name: "Marc", needs: ["a"], motivations: ["b"], behaviours: ["c"] }, { headers: { "if-match": '"1"' } });
  assert.deepEqual([named.status, named.body.status, named.body.name, named.body.fit, named.body.version], [200, "active", "Marc", 1, 2], named.text);
  // Proposing again replaces the draft that nobody has touched, and once for one key.
  const retry = { headers: { "idempotency-key": "propose-1" } }, again = await ask("POST", "/personas/propose", {}, retry);
  assert.equal(again.status, 201, again.text);
  assert.equal((await ask("POST", "/personas/propose", {}, retry)).text, again.text);
  const list = (await ask("GET", "/personas")).body.items;
  assert.deepEqual(list.map(({ name }) => name), ["Léa", "Marc", "Persona 1", "Persona 2"]);
  // Drift: its people change. Half of the small ones order often now.
  await send(server, Array.from({ length: 25 }, (_, i) => Array.from({ length: 7 }, (_, n) => order(`small-${i}`, 3 + n, 15))).flat());
  const drifted = (await ask("GET", `/personas/${made.body.key}`)).body;
  assert.deepEqual([drifted.size, drifted.share], [75, 0.75]);
  assert.ok(drifted.drift >= 0.5, `${drifted.drift}`);
  assert.equal((await ask("DELETE", `/personas/${made.body.id}`)).status, 204);
  assert.equal((await ask("GET", `/personas/${made.body.id}`)).status, 404);
  const table = (await server.command(["persona", "list", "--locale", "en"])).out;
  assert.match(table, /Marc +active/);
});
