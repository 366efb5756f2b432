// Stripe's webhooks (S16, bad_inputs N01-N13, N16). The judge of signatures is Stripe's own library.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import Stripe from "stripe";
import { eachStore } from "./server.mjs";

const { webhooks } = new Stripe("sk_test_0");
const path = "/api/v1/integrations/stripe", secret = "whsec_test_0123456789abcdef";
const day = (text) => Date.parse(`${text}T12:00:00Z`) / 1000, now = () => Math.floor(Date.now() / 1000);
const header = (payload, more = {}) => webhooks.generateTestHeaderString({ payload, secret, ...more });
let serial = 0;

/** An event of Stripe about `object`. */
const event = (type, object, { created = now(), id = `evt_${++serial}`, previous } = {}) => JSON.stringify({
  id, object: "event", api_version: "2025-09-30.clover", created, livemode: false, type, pending_webhooks: 1,
  data: { object, ...(previous ? { previous_attributes: previous } : {}) } }, null, 2);

const items = (unit_amount, quantity, { interval = "month", currency = "eur", end, ...price } = {}) => ({ object: "list", data: [{
  id: "si_1", quantity, ...(end ? { current_period_end: end } : {}),
  price: { id: "price_1", nickname: "Team", product: "prod_1", currency, unit_amount, unit_amount_decimal: unit_amount === null ? null : String(unit_amount), recurring: { interval, interval_count: 1, usage_type: "licensed" }, ...price } }] });

const subscription = (status, more = {}) => ({ id: "sub_1", object: "subscription", customer: "cus_1", status, currency: "eur", items: items(1200, 5),
  cancel_at: null, cancel_at_period_end: false, pause_collection: null, trial_end: null, discounts: [], metadata: {}, ...more });
const customer = (more = {}) => ({ id: "cus_1", object: "customer", email: "ana@tricot.example", name: "Ana Costa", phone: null, metadata: { user_id: "ana" }, address: { city: "Lyon", country: "FR" }, ...more });
const invoice = (more = {}) => ({ id: "in_1", object: "invoice", customer: "cus_1", currency: "eur", amount_paid: 6000, amount_due: 6000, billing_reason: "subscription_cycle",
  parent: { subscription_details: { subscription: "sub_1" } }, lines: { data: [{ period: { start: day("2026-02-15"), end: day("2026-03-15") } }] }, ...more });

/** What tests do with a server: a connection, deliveries, what came of them. */
async function opened(server) {
  const key = await server.key("admin");
  const made = await server.post("/api/v1/connections", { kind: "stripe", name: "Stripe", secret }, { key });
  assert.equal(made.status, 201, made.text);
  const read = async (where) => {
    const answer = await server.get(`/api/v1${where}`, { key });
    assert.equal(answer.status, 200, `${where}: ${answer.text}`);
    return answer.body;
  };
  const send = (payload, signature = header(payload), headers = {}) =>
    server.request("POST", path, payload, { headers: { "content-type": "application/json; charset=utf-8", ...(signature === null ? {} : { "stripe-signature": signature }), ...headers } });
  const take = async (payload) => {
    assert.ok(webhooks.constructEvent(payload, header(payload), secret), "Stripe's own library takes it");
    const answer = await send(payload);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const timeline = async (who = "external:stripe:cus_1") => (await read(`/customers/${encodeURIComponent(who)}/timeline?limit=200`)).items;
  const subscriptions = async (who = "external:stripe:cus_1") => (await read(`/customers/${encodeURIComponent(who)}/subscriptions`)).items;
  return { key, id: made.body.id, read, send, take, timeline, subscriptions };
}

eachStore("only what Stripe signed, now, over these bytes is taken", async (server) => {
  const at = await opened(server);
  const payload = event("customer.created", customer());
  const good = header(payload), hex = good.split("v1=")[1];
  const bit = hex.slice(0, -1) + (hex.at(-1) === "0" ? "1" : "0");
  const refused = [
    ["N01", null, "missing_signature"], ["N02", good.replace(hex, bit), "invalid_signature"], ["N04", good.replace("v1=", "v0="), "invalid_signature"],
    ["N06", `v1=${hex}`, "bad_timestamp"], ["N06", `t=soon,v1=${hex}`, "bad_timestamp"],
    ["N07", header(payload, { timestamp: now() - 302 }), "timestamp_expired"], ["N08", header(payload, { timestamp: now() + 310 }), "timestamp_expired"],
    ["N02", good.replace(hex, hex.slice(0, 32)), "invalid_signature"], ["N02", good.replace(hex, ""), "invalid_signature"],
    ["other secret", header(payload, { secret: "whsec_other" }), "invalid_signature"],
  ];
  for (const [row, signature, code] of refused) {
    const answer = await at.send(payload, signature);
    assert.deepEqual([answer.status, answer.body.code], [401, code], row);
    if (row === "N02" || row === "N07") assert.throws(() => webhooks.constructEvent(payload, signature, secret), row);
  }
  const restated = await at.send(JSON.stringify(JSON.parse(payload)), good);
  assert.deepEqual([restated.status, restated.body.code], [401, "invalid_signature"], "N03, signed before it was written anew");
  const altered = await at.send(payload.replace("Ana", "Eve"), good);
  assert.deepEqual([altered.status, altered.body.code], [401, "invalid_signature"], "N12");
  const large = await at.send(`{"id":"evt_large","x":"${"x".repeat(1 << 20)}"}`, good);
  assert.deepEqual([large.status, large.body.code], [413, "body_too_large"], "N13");
  assert.equal((await server.get("/api/v1/customers", { key: at.key })).body.items.length, 0, "nothing of all this is kept");

  const two = await at.send(payload, `t=${now()},v1=${"0".repeat(64)},${header(payload).split(",").slice(1).join(",")}`.replace(/t=\d+/, header(payload).split(",")[0]));
  assert.deepEqual([two.status, two.body.outcome], [200, "accepted"], "N05: one of two is right");
  assert.equal((await at.send(payload, header(payload))).body.outcome, "duplicate", "N09");
  const other = event("customer.created", customer({ name: "Somebody" }), { id: JSON.parse(payload).id });
  assert.equal((await at.send(other, header(other))).body.outcome, "duplicate", "N10");
  const { counts } = await at.read(`/connections/${at.id}`);
  assert.deepEqual([counts.other_body.times ?? counts.other_body, (await at.timeline()).length], [1, 1]);

  const rotated = await server.post(`/api/v1/connections/${at.id}/rotate`, { secret: "whsec_new" }, { key: at.key });
  assert.equal(rotated.status, 200, rotated.text);
  const next = event("customer.updated", customer({ phone: "+33612345678" }));
  assert.equal((await at.send(next, header(next))).status, 200, "the old secret is good for 24 hours");
  const newer = event("customer.updated", customer({ phone: "+33612345679" }));
  assert.equal((await at.send(newer, header(newer, { secret: "whsec_new" }))).status, 200, "and the new one at once");
});

test("the vectors of Stripe's library: HMAC-SHA256 over time, dot and bytes", () => {
  const payload = event("customer.created", customer());
  const [t, v1] = header(payload).split(",").map((part) => part.slice(part.indexOf("=") + 1));
  assert.equal(v1, createHmac("sha256", secret).update(`${t}.${payload}`).digest("hex"));
});

/** A life: trial, conversion, seats, failure, recovery, renewal, schedule and its end. */
const life = () => {
  const end = day("2026-03-15"), converted = { trial_end: day("2026-01-15") };
  return [
    event("customer.created", customer(), { created: day("2026-01-01"), id: "evt_l1" }),
    event("customer.subscription.created", subscription("trialing", { trial_end: day("2026-01-15") }), { created: day("2026-01-01") + 1, id: "evt_l2" }),
    event("customer.subscription.trial_will_end", subscription("trialing", { trial_end: day("2026-01-15") }), { created: day("2026-01-12"), id: "evt_l3" }),
    event("customer.subscription.updated", subscription("active", converted), { created: day("2026-01-15"), id: "evt_l4", previous: { status: "trialing" } }),
    event("customer.subscription.updated", subscription("active", { ...converted, items: items(1200, 8) }), { created: day("2026-02-01"), id: "evt_l5", previous: { items: items(1200, 5) } }),
    event("invoice.payment_failed", invoice({ amount_paid: 0, amount_due: 9600 }), { created: day("2026-02-15"), id: "evt_l6" }),
    event("customer.subscription.updated", subscription("past_due", { ...converted, items: items(1200, 8) }), { created: day("2026-02-15"), id: "evt_l7", previous: { status: "active" } }),
    event("invoice.paid", invoice({ amount_paid: 9600 }), { created: day("2026-02-17"), id: "evt_l8" }),
    event("invoice.payment_succeeded", invoice({ amount_paid: 9600 }), { created: day("2026-02-17"), id: "evt_l9" }),
    event("customer.subscription.updated", subscription("active", { ...converted, items: items(1200, 8, { end }), cancel_at_period_end: true }), { created: day("2026-02-20"), id: "evt_l10", previous: { cancel_at_period_end: false } }),
    event("customer.subscription.deleted", subscription("canceled", { ...converted, items: items(1200, 8, { end }), cancel_at_period_end: true, cancellation_details: { reason: "cancellation_requested", feedback: "too_expensive", comment: null } }), { created: end, id: "evt_l11" }),
    event("charge.refunded", { id: "ch_1", object: "charge", customer: "cus_1", currency: "eur", amount: 9600, amount_refunded: 5000 }, { created: day("2026-03-20"), id: "evt_l12", previous: { amount_refunded: 2000 } }),
  ];
};
const shuffled = (list, seed) => list.map((one, i) => [(i * 7919 + seed * 104729) % 1009, one]).sort(([a], [b]) => a - b).map(([, one]) => one);
const strip = (value) => JSON.parse(JSON.stringify(value, (name, one) => (["id", "customer", "event_id"].includes(name) ? undefined : one)));

async function lived(server, at, payloads) {
  for (const payload of payloads) await at.take(payload);
  const [line] = await at.subscriptions();
  return strip(await at.read(`/subscriptions/${line.id}`));
}

eachStore("any order of Stripe's events gives one state, and a kill loses none that was acknowledged", async (server, t) => {
  const at = await opened(server);
  const payloads = shuffled(life(), server.store === "SQLite" ? 3 : 5);
  const half = payloads.length / 2;
  for (const payload of payloads.slice(0, half)) await at.take(payload);
  await server.kill(); // and Stripe sends all of it again
  await server.restart();
  const state = await lived(server, at, payloads.toReversed());
  assert.deepEqual([state.subscription_id, state.status, state.plan, state.quantity, state.reason, state.reason_kind, state.cancelled_at], ["stripe:sub_1", "cancelled", "Team", 8, "too_expensive", "voluntary", "2026-03-15T12:00:00.000Z"]);
  assert.deepEqual(state.history.map((one) => [one.event, one.at.slice(0, 10), one.status_after, one.monthly_after.amount]), [
    ["Subscription Trial Started", "2026-01-01", "trialing", "0.00"],
    ["Subscription Changed", "2026-01-12", "trialing", "0.00"],
    ["Subscription Started", "2026-01-15", "active", "60.00"],
    ["Subscription Upgraded", "2026-02-01", "active", "96.00"],
    ["Subscription Changed", "2026-02-15", "past_due", "96.00"],
    ["Payment Failed", "2026-02-15", "past_due", "96.00"],
    ["Subscription Renewed", "2026-02-17", "active", "96.00"],
    ["Invoice Paid", "2026-02-17", "active", "96.00"],
    ["Subscription Cancel Scheduled", "2026-02-20", "active", "96.00"],
    ["Subscription Cancelled", "2026-03-15", "cancelled", "0.00"],
  ]);
  const paid = (await at.timeline()).filter((one) => one.event === "Invoice Paid" || one.event === "Payment Refunded");
  assert.deepEqual(paid.map((one) => one.amount), [{ amount: "30.00", currency: "EUR" }, { amount: "96.00", currency: "EUR" }], "told twice, paid once; the second refund alone");
  const who = await at.read("/customers/user_id:ana");
  assert.ok(who.identities.some((one) => one.value === "stripe:cus_1") && who.identities.some((one) => one.value === "ana@tricot.example"));
});

eachStore("pauses, thinking again, currencies without cents, and prices that are not told", async (server) => {
  const at = await opened(server);
  const yen = (status, more = {}) => subscription(status, { id: "sub_yen", currency: "jpy", items: items(3000, 2, { interval: "year", currency: "jpy" }), ...more });
  await at.take(event("customer.subscription.created", yen("incomplete"), { created: day("2026-01-01") }));
  assert.equal((await at.subscriptions())[0].status, "pending");
  await at.take(event("customer.subscription.updated", yen("active"), { created: day("2026-01-01"), previous: { status: "incomplete" } }));
  let [line] = await at.subscriptions();
  assert.deepEqual([line.status, line.cycle, line.cycle_amount, line.monthly], ["active", "year", { amount: "6000", currency: "JPY" }, { amount: "500", currency: "JPY" }]);
  await at.take(event("customer.subscription.updated", yen("active", { pause_collection: { behavior: "void" } }), { created: day("2026-02-01"), previous: { pause_collection: null } }));
  await at.take(event("customer.subscription.updated", yen("active"), { created: day("2026-03-01"), previous: { pause_collection: { behavior: "void" } } }));
  await at.take(event("customer.subscription.updated", yen("active", { cancel_at: day("2030-01-01") }), { created: day("2026-04-01"), previous: { cancel_at: null } }));
  assert.equal((await at.subscriptions())[0].cancel_at, "2030-01-01T12:00:00.000Z");
  await at.take(event("customer.subscription.updated", yen("active"), { created: day("2026-05-01"), previous: { cancel_at: day("2030-01-01") } }));
  [line] = await at.subscriptions();
  assert.deepEqual([line.cancel_at, line.status], [null, "active"]);
  assert.deepEqual((await at.read(`/subscriptions/${line.id}`)).history.map((one) => one.event.slice("Subscription ".length)), ["Started", "Changed", "Paused", "Resumed", "Cancel Scheduled", "Resumed"]);

  await at.take(event("customer.subscription.updated", yen("active", { items: items(null, 2, { currency: "jpy", billing_scheme: "tiered" }) }), { created: day("2026-06-01"), previous: { items: yen("active").items } }));
  [line] = await at.subscriptions();
  assert.deepEqual([line.monthly, line.cycle_amount], [null, null], "tiers: not known, and not 0");
  const coupon = (more) => ({ discounts: [{ id: "di_1", source: { coupon: { id: "c", ...more } } }] });
  await at.take(event("customer.subscription.updated", yen("active", coupon({ duration: "forever", percent_off: 12.5 })), { created: day("2026-07-01") }));
  assert.deepEqual((await at.subscriptions())[0].monthly, { amount: "438", currency: "JPY" }); // 437.5
  await at.take(event("customer.subscription.updated", yen("active", coupon({ duration: "repeating", percent_off: 50 })), { created: day("2026-08-01") }));
  assert.deepEqual((await at.subscriptions())[0].monthly, { amount: "500", currency: "JPY" }, "one that ends is none of the monthly value");

  for (const [currency, amount, expected] of [["jpy", 500, "500"], ["eur", 1999, "19.99"], ["kwd", 1230, "1.230"], ["isk", 50000, "500"], ["mga", 300, "300.00"]]) {
    await at.take(event("invoice.paid", invoice({ id: `in_${currency}`, currency, amount_paid: amount, billing_reason: "manual", parent: null })));
    const [{ properties }] = await at.timeline();
    assert.deepEqual([properties.amount, properties.currency], [expected, currency.toUpperCase()]);
  }
});

eachStore("what is signed and yet no event is kept as a dead letter; what is of no interest is said to be", async (server) => {
  const at = await opened(server);
  for (const [body, where] of [["{}", "/id"], ['{"id":"evt_x"}', "/type"], ['{"id":"evt_y","type":"customer.created"}', "/created"], ['{"id":"evt_z","type":"customer.created","created":1}', "/data/object"]]) {
    const answer = await at.send(body);
    assert.deepEqual([answer.status, answer.body.outcome, answer.body.path], [207, "dead_letter", where], answer.text);
  }
  assert.equal((await at.send("[1,")).status, 207);
  const ping = await at.send(event("payout.paid", { id: "po_1", object: "payout" }));
  assert.deepEqual([ping.status, ping.body.outcome, ping.body.reason], [200, "ignored", "no_interest"]);
  const nobody = await at.send(event("invoice.paid", invoice({ customer: null })));
  assert.deepEqual([nobody.body.outcome, nobody.body.reason], ["ignored", "no_customer"]);
  const strange = await at.send(event("invoice.paid", invoice({ currency: "xyz" })));
  assert.deepEqual([strange.status, strange.body.path], [207, "/data/object/currency"]);
});
