// R078, CD-21: subscriptions are what their dated events say, in whatever order these come in.
import assert from "node:assert/strict";
import { eachStore } from "./server.mjs";

let serial = 0;
const fresh = (word) => `${word}-${++serial}`;

/** Sends events ["Subscription Started", "2026-04-01", {…}] of one person by the tracking API. */
async function send(server, user, events) {
  const key = await server.key("track");
  const batch = events.map(([event, at, properties, messageId]) => ({
    type: "track", event, userId: user, timestamp: at.length === 10 ? `${at}T12:00:00Z` : at, messageId: messageId ?? fresh("m"), properties,
  }));
  const { status, body, text } = await server.post("/v1/batch", { batch }, { key });
  assert.equal(status, 200, text);
  assert.equal(body.accepted, events.length, text);
}

async function read(server, path) {
  const { status, body, text } = await server.get(path, { key: await server.key("admin") });
  assert.equal(status, 200, text);
  return body;
}

const of = async (server, user) => (await read(server, `/api/v1/customers/user_id:${user}/subscriptions`)).items;
const whole = (server, id) => read(server, `/api/v1/subscriptions/${id}`);
const euro = (amount) => ({ amount, currency: "EUR" });
const steps = (subscription) => subscription.history.map((one) => [one.event.replace("Subscription ", ""), one.at.slice(0, 10), one.monthly_before?.amount ?? null, one.monthly_after?.amount ?? null]);

eachStore("plan 30, downgrade to 20 on 1 May, pause on 1 June: MRR 30, 20, 0 with both events", async (server) => {
  const subscription_id = fresh("s");
  await send(server, "ana", [
    ["Subscription Started", "2026-04-01", { subscription_id, plan: "plus", price: 30, currency: "EUR", cycle: "month" }],
    ["Subscription Downgraded", "2026-05-01", { subscription_id, plan: "basic", price: "20.00" }],
    ["Subscription Paused", "2026-06-01", { subscription_id, reason: "holidays" }],
  ]);
  const [line] = await of(server, "ana");
  assert.deepEqual([line.status, line.plan, line.monthly, line.cycle_amount], ["paused", "basic", euro("0.00"), euro("20.00")]);
  assert.deepEqual(steps(await whole(server, line.id)), [
    ["Started", "2026-04-01", "0.00", "30.00"], ["Downgraded", "2026-05-01", "30.00", "20.00"], ["Paused", "2026-06-01", "20.00", "0.00"],
  ]);
});

/** A life as it is lived: trial, start, seats, failure, recovery, renewal, schedule, thinking again, end. */
const life = (subscription_id) => [
  ["Subscription Trial Started", "2026-01-01", { subscription_id, plan: "team", price: 12, quantity: 5, currency: "EUR", trial_end: "2026-01-15T00:00:00Z" }],
  ["Subscription Started", "2026-01-15", { subscription_id, current_period_end: "2026-02-15T00:00:00Z" }],
  ["Subscription Upgraded", "2026-02-01", { subscription_id, quantity: 8 }],
  ["Payment Failed", "2026-02-15", { subscription_id, amount: 96 }],
  ["Invoice Paid", "2026-02-17", { subscription_id, amount: 96, current_period_end: "2026-03-15T00:00:00Z" }],
  ["Subscription Renewed", "2026-03-15", { subscription_id, current_period_end: "2026-04-15T00:00:00Z" }],
  ["Subscription Cancel Scheduled", "2026-03-20", { subscription_id, reason: "too dear", reason_kind: "voluntary" }],
  ["Subscription Resumed", "2026-03-25", { subscription_id }],
  ["Subscription Changed", "2026-04-01", { subscription_id, discount_percent: 25 }],
  ["Payment Refunded", "2026-04-02", { subscription_id, amount: 10 }],
  ["Subscription Cancelled", "2026-05-01T08:00:00Z", { subscription_id, reason: "payment failed", reason_kind: "involuntary" }],
  ["Invoice Paid", "2026-05-01T08:00:00Z", { subscription_id, amount: 10 }],
];

/** The same events in another order; `seed` says which. */
function shuffled(list, seed) {
  const order = [...list];
  let state = seed;
  for (let i = order.length - 1; i > 0; i--) {
    state = (state * 1103515245 + 12345) % 2147483648;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

const ids = ["id", "subscription_id", "customer", "event_id"];
const without = (value) => JSON.parse(JSON.stringify(value, (name, one) => (ids.includes(name) ? undefined : one)));

eachStore("any order of a life ends in the same state and history", async (server) => {
  const expected = [];
  for (let seed = 0; seed < 6; seed++) {
    const user = fresh("bo"), events = life(fresh("s"));
    const named = events.map((event) => [...event, fresh("once")]);
    const order = seed === 0 ? named : seed === 1 ? named.toReversed() : shuffled(named, seed);
    for (const event of order) await send(server, user, [event]);
    await send(server, user, shuffled(named, seed + 50)); // each of them once more: the same message ids
    const [line, ...more] = await of(server, user);
    assert.equal(more.length, 0);
    expected.push(without(await whole(server, line.id)));
  }
  const [first, ...others] = expected;
  assert.equal(first.history.length, life("").length);
  assert.deepEqual([first.status, first.reason, first.reason_kind, first.cancelled_at], ["cancelled", "payment failed", "involuntary", "2026-05-01T08:00:00.000Z"]);
  assert.deepEqual(steps(first).map(([, , , after]) => after),
    ["0.00", "60.00", "96.00", "96.00", "96.00", "96.00", "96.00", "96.00", "72.00", "72.00", "72.00", "0.00"]);
  for (const other of others) assert.deepEqual(other, first);
});

eachStore("staff start, change and cancel; what they do is in the timeline; lists are filtered and masked", async (server) => {
  const key = await server.key("admin");
  const { body: person } = await server.post("/api/v1/customers", { user_id: "cy" }, { key });
  const made = await server.post("/api/v1/subscriptions", { customer: "user_id:cy", plan: "pro", price: { amount: "1200.00", currency: "JPY" }, cycle: "year", quantity: 3, at: "2026-02-01T00:00:00Z" }, { key });
  assert.equal(made.status, 422, "1,200.00 is no amount in yen");
  const good = await server.post("/api/v1/subscriptions", { customer: "user_id:cy", plan: "pro", price: { amount: "1200", currency: "JPY" }, cycle: "year", quantity: 3, at: "2026-02-01T00:00:00Z" }, { key });
  assert.equal(good.status, 201, good.text);
  assert.deepEqual(good.body.monthly, { amount: "300", currency: "JPY" });
  const again = await server.post("/api/v1/subscriptions", { customer: "user_id:cy", subscription_id: good.body.subscription_id }, { key });
  assert.deepEqual([again.status, again.body.code], [409, "id_taken"]);
  const nobody = await server.post("/api/v1/subscriptions", { customer: "user_id:nobody" }, { key });
  assert.deepEqual([nobody.status, nobody.body.errors[0].path], [422, "/customer"]);
  const future = await server.post(`/api/v1/subscriptions/${good.body.id}/changes`, { change: "cancel", at: "2999-01-01T00:00:00Z" }, { key });
  assert.deepEqual([future.status, future.body.code], [422, "out_of_range"]);
  const scheduled = await server.post(`/api/v1/subscriptions/${good.body.id}/changes`, { change: "schedule_cancel", at: "2026-03-01T00:00:00Z", cancel_at: "2026-04-01T00:00:00Z", reason: "moves away", reason_kind: "voluntary" }, { key });
  assert.equal(scheduled.status, 200, scheduled.text);
  assert.deepEqual([scheduled.body.status, scheduled.body.cancelled_at, scheduled.body.monthly.amount], ["cancelled", "2026-04-01T00:00:00.000Z", "0"]);
  assert.deepEqual(scheduled.body.history.map((one) => [one.event, one.at.slice(0, 10), one.event_id === null]), [
    ["Subscription Started", "2026-02-01", false], ["Subscription Cancel Scheduled", "2026-03-01", false], ["Subscription Cancelled", "2026-04-01", true]]);
  const timeline = (await read(server, `/api/v1/customers/${person.id}/timeline`)).items.map((one) => one.event);
  assert.ok(timeline.includes("Subscription Started") && timeline.includes("Subscription Cancel Scheduled"), timeline.join());

  await send(server, "dee", [["Subscription Started", "2026-04-01", { plan: "pro", price: 10 }], ["Payment Failed", "2026-04-02", { amount: 10 }]]); // one without a name; a payment that names none touches none
  await send(server, "dee", [["Invoice Paid", "2026-04-02", { subscription_id: "only-paid", amount: 10 }]]);
  const pro = (await read(server, "/api/v1/subscriptions?plan=pro")).items, active = (await read(server, "/api/v1/subscriptions?status=active&plan=pro")).items;
  assert.deepEqual([pro.map((one) => one.status), active.length], [["cancelled", "active"], 1]);
  assert.equal((await read(server, "/api/v1/subscriptions?status=cancelled")).items.length, 1);
  const page = await read(server, "/api/v1/subscriptions?limit=1");
  const next = await read(server, `/api/v1/subscriptions?limit=1&cursor=${encodeURIComponent(page.next_cursor)}`);
  assert.deepEqual([page.items[0].id, next.items[0].id, next.next_cursor], [pro[0].id, pro[1].id, null]);
});

eachStore("a merged person has the subscriptions of both, and after unmerging each its own", async (server) => {
  const key = await server.key("admin");
  await send(server, "eve", [["Subscription Started", "2026-04-01", { subscription_id: "e1", price: 10 }]]);
  await send(server, "fay", [["Subscription Started", "2026-04-01", { subscription_id: "f1", price: 20 }]]);
  const [one] = await of(server, "eve");
  const merged = await server.post(`/api/v1/customers/${one.customer}/merge`, { with: "user_id:fay", reason: "same" }, { key });
  assert.equal(merged.status, 200, merged.text);
  assert.deepEqual((await of(server, "eve")).map((each) => [each.subscription_id, each.customer]), [["e1", one.customer], ["f1", one.customer]]);
  await server.restart();
  await server.post(`/api/v1/customers/${one.customer}/unmerge`, { edge: merged.body.edge }, { key });
  assert.deepEqual((await of(server, "eve")).map((each) => each.subscription_id), ["e1"]);
  assert.deepEqual((await of(server, "fay")).map((each) => each.subscription_id), ["f1"]);
});
