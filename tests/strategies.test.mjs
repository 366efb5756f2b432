// Strategies of segments and where they are at odds, the channel they propose, figures of a segment, segments that come
// with the product: R095-R098, R101, R106-R108, R111, R112.
import assert from "node:assert/strict";
import { eachStore } from "./server.mjs";

let serial = 0;
const day = 86_400_000;
const ago = (days) => new Date(Date.now() - days * day - 3_600_000).toISOString();
const track = (userId, event, days, properties = {}) => ({ type: "track", userId, event, messageId: `s${++serial}`, timestamp: ago(days), properties });
const order = (userId, days, total, properties = {}) => track(userId, "Order Completed", days, { order_id: `o${serial}`, total, currency: "EUR", ...properties });
const person = (userId, traits) => ({ type: "identify", userId, traits, messageId: `s${++serial}`, timestamp: ago(500) });

async function send(server, events) {
  const key = await server.key("track");
  for (let from = 0; from < events.length; from += 400) {
    const { status, body, text } = await server.post("/v1/batch", { batch: events.slice(from, from + 400) }, { key });
    assert.equal(status, 200, text);
    assert.deepEqual(body.rejected, []);
  }
}

const asking = (server, key) => async (method, path, body, expected = 200) => {
  const { status, body: answer, text } = await server.request(method, `/api/v1${path}`, body, { key });
  assert.equal(status, expected, `${method} ${path}: ${text}`);
  return answer;
};

function people() {
  const events = [], year = new Date().getUTCFullYear();
  for (let i = 0; i < 20; i++) {
    events.push(person(`c${i}`, { country: i % 4 ? "FR" : "BE", birthday: `${year - (i < 10 ? 30 : 50)}-01-01` }));
    for (let n = 0; n <= i % 5; n++) events.push(order(`c${i}`, 20 + 35 * n + i, 10 * (i + 1), i < 5 ? { coupon: "SPRING" } : {}));
  }
  for (let i = 0; i < 3; i++) events.push(track("c1", "Article Read", 5 + i, { topic: "espresso" }), track("c2", "Ticket Opened", 5 + i, { ticket_id: `t${i}`, topic: "espresso" }));
  events.push(track("c3", "Article Read", 5, { topic: "espresso" }), track("c19", "Ticket Opened", 2, { ticket_id: "t-vip" }), track("c5", "Ticket Opened", 2, { ticket_id: "t-plain" }));
  return events;
}

eachStore("a segment has a strategy; those at odds over the same people are listed, and the first one decides", async (server) => {
  await send(server, people());
  const key = await server.key("admin"), ask = asking(server, key);
  const unplanned = async () => (await ask("GET", "/segments?strategy=none")).items.map(({ key: name }) => name);
  await ask("POST", "/segments", { key: "vip", name: "VIP", rule: { metric: "value", gte: 100 } }, 201);
  const all = await unplanned();
  assert.ok(all.includes("vip") && all.includes("under_35") && all.includes("promotion_sensitive"));
  // R107
  await ask("PUT", "/segments/vip/strategy", { objective: "keep them", offers: ["early access"], channels: ["phone"], service_level: { response_hours: 1 }, agents: ["Nora"], budget: { amount: "1000.00", currency: "EUR" }, priority: 1 });
  await ask("PUT", "/segments/promotion_sensitive/strategy", { objective: "less discount", offers: ["10 % off"], channels: ["email"], service_level: { response_hours: 8 } });
  await ask("PUT", "/segments/under_35/strategy", { objective: "talk where they are", channels: ["chat", "email"], priority: 50 });
  assert.deepEqual(all.filter((name) => !["vip", "promotion_sensitive", "under_35"].includes(name)), await unplanned());
  const kept = await ask("GET", "/segments/vip/strategy");
  assert.deepEqual([kept.offers, kept.service_level, kept.budget, kept.priority, kept.version], [["early access"], { response_hours: 1 }, { amount: "1000.00", currency: "EUR" }, 1, 1]);
  const wrong = await ask("PUT", "/segments/vip/strategy", { objective: "x", channels: ["fax"] }, 422);
  assert.match(JSON.stringify(wrong), /\/channels\/0/);
  // R112: c4 buys on promotion and is worth 250.
  const conflicts = (await ask("GET", "/segments/conflicts")).items;
  const offers = conflicts.find(({ a, b, field }) => a === "vip" && b === "promotion_sensitive" && field === "offers");
  assert.ok(offers, JSON.stringify(conflicts));
  assert.deepEqual([offers.wins, offers.a_value, offers.b_value], ["vip", "early access", "10 % off"]);
  const overlap = (await ask("GET", "/segments/overlap?segments=vip,promotion_sensitive")).items[0];
  assert.equal(offers.customers, overlap.both);
  assert.ok(conflicts.some(({ field }) => field === "channels") && conflicts.some(({ field }) => field === "service_level"));
  // R101: chat first for somebody of thirty who is no VIP; what they said themselves goes before.
  const find = async (word) => (await ask("GET", `/search?q=${word}`)).items.find(({ found }) => found === word).id;
  const young = await find("c0"), contact = (await ask("GET", `/customers/${young}/360`)).contact;
  assert.deepEqual([contact.channel, contact.because, contact.segment], ["chat", "segment", "under_35"]);
  const best = (await ask("GET", `/customers/${await find("c9")}/360`)).contact;
  assert.deepEqual([best.channel, best.segment, best.response_hours], ["phone", "vip", 1]);
  await ask("PATCH", `/customers/${young}`, { traits: { preferred_channel: "sms" } });
  const said = (await ask("GET", `/customers/${young}/360`)).contact;
  assert.deepEqual([said.channel, said.because], ["sms", "declared"]);
  // R108: a ticket of a VIP is due an hour after it was opened, one of somebody without a service level is not.
  const tickets = (await ask("GET", "/tickets")).items, late = tickets.find(({ ticket_id }) => ticket_id === "t-vip");
  assert.equal(Date.parse(late.due_at) - Date.parse(late.opened_at), 3_600_000);
  assert.equal(tickets.find(({ ticket_id }) => ticket_id === "t-plain").due_at, null);
  await ask("DELETE", "/segments/vip/strategy", undefined, 204);
  assert.ok((await unplanned()).includes("vip"));
  // R111: three reads of a topic are an interest; tickets about it are none.
  const preview = await ask("POST", "/segments/preview", { rule: { metric: "interest", in: ["espresso"] } });
  assert.equal(preview.size, 1);
  // R106: size, CRR, churn, order value, CLV, NPS, engagement; what is counted adds up over a partition.
  const kpis = async (rule) => ask("GET", `/kpis?${new URLSearchParams({ period: month(), ...(rule && { segment: JSON.stringify(rule) }) })}`);
  const french = await kpis({ trait: "country", equals: "FR" }), rest = await kpis({ not: { trait: "country", equals: "FR" } });
  assert.deepEqual(french.items.map(({ name }) => name).sort(), ["aov", "churn", "clv", "crr", "engagement", "nps"]);
  assert.deepEqual([french.segment.size, rest.segment.size, french.segment.total], [15, 5, 20]);
  const counted = (answer, name) => answer.items.find((item) => item.name === name).n ?? 0;
  const everybody = await kpis(null);
  for (const name of ["churn", "crr"]) assert.equal(counted(french, name) + counted(rest, name), counted(everybody, name), name);
});

/** The last month that is over. */
function month() {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

eachStore("the segments that come with the product hold people of the demo, and those of users hold everybody once", { stores: ["SQLite"] }, async (server) => {
  await server.stop();
  const made = await server.command(["demo", "--customers", "300", "--seed", "42", "--quiet"]);
  assert.equal(made.code, 0, made.error);
  await server.restart();
  const ask = asking(server, await server.key("read"));
  const size = async (name) => (await ask("GET", `/segments/${name}`)).size;
  for (const name of ["early_adopters", "influencers", "occasional", "high_value", "promotion_sensitive"]) assert.ok(await size(name) > 0, name); // R097
  const users = ["free_users", "occasional_users", "high_value_users"];
  const sizes = await Promise.all(users.map(size)), { total } = await ask("GET", "/segments/free_users");
  assert.equal(sizes.reduce((sum, one) => sum + one, 0), total); // R098
  assert.ok(sizes.every((one) => one > 0), `${sizes}`);
  assert.ok((await ask("GET", `/segments/overlap?segments=${users.join()}`)).items.every(({ both }) => both === 0));
  const deciles = await Promise.all(Array.from({ length: 10 }, (_, i) => size(`value_decile_${i + 1}`))); // R095
  assert.ok(Math.max(...deciles) - Math.min(...deciles) <= 12, `${deciles}`);
  const grid = await ask("GET", "/rfm");
  assert.equal(await size("rfm_champions"), grid.groups.find(({ key: name }) => name === "champions").customers);
  assert.equal((await ask("GET", "/segments/rfm_lost")).description.length > 10, true);
});
