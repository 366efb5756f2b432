// Health score, loyalty index, price sensitivity, early signals, probable contact reason and balance of messages: R116,
// R117, R130-R133, R308, NB-01, NB-02. On both stores.
import assert from "node:assert/strict";
import { ago, calls, fresh, order, person, regular, track } from "./health.mjs";
import { eachStore } from "./server.mjs";

const near = (actual, expected, tolerance = 1e-6) => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

eachStore("a health score is what its parts sum to, and its definition is kept by release", async (server) => {
  const on = await calls(server);
  await on.send(...regular("ana"), person("bo"));
  const ana = await on.health("ana");
  assert.equal(ana.band, "healthy", JSON.stringify(ana));
  near(ana.groups.reduce((sum, { share }) => sum + share, 0), ana.before_signals);
  for (const group of ana.groups) near(group.measures.reduce((sum, { share }) => sum + share, 0), group.share);
  assert.equal(ana.score, ana.before_signals - ana.points_off);
  assert.equal(ana.groups.find(({ key }) => key === "subscription").score, null); // not observed, and so without a part
  const bo = await on.health("bo", "?locale=fr");
  assert.deepEqual([bo.score, bo.band, bo.standing], [null, null, "no_customer"]);
  assert.match(bo.refusal, /rien acheté/);
  // NB-01: weights and thresholds; each release is kept.
  const first = await on.get("/health-score/definition");
  assert.deepEqual([first.version, first.bands], [0, { watch: 40, healthy: 70 }]);
  const groups = first.groups.map(({ key }) => ({ key, weight: key === "satisfaction" ? 1 : 0 }));
  const second = await on.ask("PUT", "/health-score/definition", { groups, note: "only what they say" });
  assert.deepEqual([second.version, second.bands, second.note], [1, first.bands, "only what they say"]);
  near((await on.health("ana")).score, 100); // 9 of 10
  await on.ask("PUT", "/health-score/definition", { groups: [{ key: "satisfaction", measures: [{ key: "nps", best: 10, worst: 0 }] }], bands: { healthy: 95 } });
  const strict = await on.health("ana");
  near(strict.score, (50 * 90 + 20 * 100) / 70); // the answer, and its mood
  assert.deepEqual([strict.band, strict.version], ["watch", 2]);
  assert.deepEqual((await on.get("/health-score/definitions")).items.map(({ version }) => version), [2, 1, 0]);
  for (const wrong of [{ bands: { watch: 96 } }, { groups: [{ key: "satisfaction", weight: 0 }] }, { groups: [{ key: "nothing" }] }, { signals: [{ key: "pause", points: -1 }] }, { loyalty: first.loyalty.map(({ key }) => ({ key, weight: 0 })) }])
    await on.ask("PUT", "/health-score/definition", wrong, 422);
  // Staff may say it is otherwise, with a reason, until a day; the score stays as it is.
  const id = await on.id("ana");
  await on.ask("POST", `/customers/${id}/health-score/override`, { band: "at_risk" }, 422);
  await on.ask("POST", `/customers/${id}/health-score/override`, { band: "at_risk", reason: "x", until: "2020-01-01" }, 422);
  const said = await on.ask("POST", `/customers/${id}/health-score/override`, { band: "at_risk", reason: "their buyer has left", until: ago(-20).slice(0, 10) });
  assert.deepEqual([said.band, said.measured_band, said.override.reason, said.score], ["at_risk", "watch", "their buyer has left", strict.score]);
  const bands = await on.get("/health-score");
  assert.deepEqual(bands.bands.map(({ band, customers }) => `${band} ${customers}`), ["healthy 0", "watch 0", "at_risk 1"]);
  assert.equal(bands.overrides, 1);
  const worst = await on.get("/health-score/people?band=at_risk");
  assert.deepEqual(worst.items.map(({ customer, overridden }) => [customer.id, overridden]), [[id, true]]);
  assert.equal((await on.ask("POST", "/segments/preview", { rule: { metric: "health_band", in: ["at_risk"] } })).size, 1);
  await on.ask("DELETE", `/customers/${id}/health-score/override`, undefined, 204);
  assert.equal((await on.health("ana")).band, "watch");
  assert.equal((await on.ask("POST", "/segments/preview", { rule: { metric: "health_score", gte: 89 } })).size, 1);
  assert.equal((await on.get(`/customers/${id}/360`)).health.band, "watch");
  // PV-06: who objects to profiling is not scored.
  await on.send(track("ana", "Objection Recorded", 0, { purpose: "profiling" }));
  const objected = await on.health("ana");
  assert.deepEqual([objected.score, objected.standing, objected.signals], [null, "objected", []]);
  assert.equal((await on.get("/health-score")).left_out.objected, 1);
});

eachStore("loyalty and price sensitivity", async (server) => {
  const on = await calls(server);
  // R131: 4 of 5 orders under promotion; prices of one product at 10.00 and 8.00.
  for (let i = 0; i < 5; i++) await on.send(order("cy", 100 - 20 * i, i ? 8 : 10, { ...(i && { coupon: "SPRING", discount: 2 }), products: [{ product_id: "tea", price: 10, quantity: 1 }] }));
  const cy = await on.health("cy");
  assert.deepEqual([cy.promotion_sensitivity.value, cy.promotion_sensitivity.n], [0.8, 5]);
  assert.ok(cy.promotion_sensitivity.low < 0.8 && cy.promotion_sensitivity.high > 0.8);
  near(cy.price_sensitivity.value, 4 * 0.2 / 5);
  const prices = [10, 8, 8, 8, 8], mean = 8.4;
  near(cy.price_sensitivity.volatility, Math.sqrt(prices.reduce((sum, one) => sum + (one / mean - 1) ** 2, 0) / 5), 1e-9);
  // R133: all at their best is 100, all at their worst 0, and a weight moves it by (w' - w) (points - index) / (W - w + w').
  const best = ["tenure", "recency", "frequency", "full_price", "nps", "advocacy"];
  const scale = (better) => ({ loyalty: best.map((key) => ({ key, weight: 10, worst: better ? -1e6 : 1e6, best: better ? -1e5 : 1e6 - 1 })) });
  await on.send(track("cy", "Survey Answered", 1, { metric: "nps", score: 4 }));
  await on.ask("PUT", "/health-score/definition", scale(true));
  near((await on.health("cy")).loyalty_index.value, 100);
  await on.ask("PUT", "/health-score/definition", { loyalty: best.map((key) => ({ key, worst: -1e5, best: -1e6 })) });
  near((await on.health("cy")).loyalty_index.value, 0);
  await on.ask("PUT", "/health-score/definition", { loyalty: [{ key: "tenure", worst: 0, best: 1095 }, { key: "recency", worst: 365, best: 0 }, { key: "frequency", worst: 0, best: 12 }, { key: "full_price", worst: 0, best: 1 }, { key: "nps", worst: 0, best: 10 }, { key: "advocacy", worst: 0, best: 3 }] });
  const before = (await on.health("cy")).loyalty_index, nps = before.components.find(({ key }) => key === "nps");
  near(nps.points, 40);
  near(before.components.reduce((sum, { share }) => sum + share, 0), before.value);
  await on.ask("PUT", "/health-score/definition", { loyalty: [{ key: "nps", weight: 30 }] });
  near((await on.health("cy")).loyalty_index.value, before.value + (30 - 10) * (40 - before.value) / (60 - 10 + 30), 1e-3);
});

eachStore("a pause and a thumbs-down near each other cost a band", async (server) => {
  const on = await calls(server);
  await on.send(...regular("dee"), track("dee", "Subscription Started", 300, { subscription_id: "s1", plan: "Plus", price: 20, currency: "EUR", interval: "month" }));
  const before = await on.health("dee");
  assert.equal(before.band, "healthy", JSON.stringify(before));
  await on.send(track("dee", "Subscription Paused", 9, { subscription_id: "s1" }));
  const paused = await on.health("dee");
  assert.deepEqual(paused.signals.map(({ key }) => key), ["pause"]);
  assert.equal(paused.together, false);
  await on.send(track("dee", "Thumbs Down", 1));
  const after = await on.health("dee");
  assert.equal(after.together, true);
  assert.notEqual(after.band, "healthy");
  assert.deepEqual(after.signals.map(({ key }) => key).sort(), ["negative_feedback", "pause"]);
  // An alert, a task for who looks after them, a line on the timeline: once.
  const alert = await on.alert((one) => one.customer.id === after.customer);
  assert.deepEqual([alert.from, alert.to, alert.kind, alert.signals.map(({ key }) => key).sort()], ["healthy", after.band, after.band === "at_risk" ? "at_risk" : "band_drop", ["negative_feedback", "pause"]]);
  assert.match((await on.get(`/tasks/${alert.task}`)).title, /Health fell/);
  assert.ok((await on.get(`/customers/${after.customer}/timeline?event=Health+Dropped`)).items.length === 1);
  await on.send(track("dee", "Thumbs Down", 0));
  const key = await server.key("admin"), retry = { key, headers: { "idempotency-key": "seen" } };
  const seen = await server.post(`/api/v1/health-score/alerts/${alert.id}/acknowledge`, undefined, retry);
  assert.ok(seen.body.acknowledged_at, seen.text);
  assert.equal((await server.post(`/api/v1/health-score/alerts/${alert.id}/acknowledge`, undefined, retry)).text, seen.text);
  await on.quiet();
  assert.equal((await on.get("/health-score/alerts")).items.length, 1);
  assert.equal((await on.get("/health-score/alerts?open=true")).items.length, 0);
  const listed = await on.get("/signals?signal=pause");
  assert.deepEqual(listed.items.map(({ customer, key }) => [customer.id, key]), [[after.customer, "pause"]]);
  assert.equal(listed.counts.find(({ key }) => key === "negative_feedback").customers, 1);
  await on.send(track("dee", "Subscription Resumed", 0, { subscription_id: "s1" }));
  assert.deepEqual((await on.health("dee")).signals.map(({ key }) => key), ["negative_feedback"]);
});

eachStore("what somebody will probably ask is said before they do, and offers are balanced by content", async (server) => {
  const on = await calls(server);
  // R130: promised for three days ago, not delivered.
  await on.send(person("eve", { firstName: "Ève", language: "fr" }), order("eve", 10, 40, { order_id: "W-1", expected_delivery: ago(4).slice(0, 10) }));
  const reason = (await on.health("eve")).contact_reason;
  assert.equal(reason.key, "where_is_my_order");
  assert.equal(reason.message.locale, "fr");
  assert.match(reason.message.text, /^Bonjour Ève,/);
  assert.match(reason.message.subject, /W-1/);
  assert.equal((await on.get(`/customers/${await on.id("eve")}/360`)).health.contact_reason.label, "Where is my order?");
  await on.send(track("eve", "Order Delivered", 0, { order_id: "W-1" }));
  const delivered = await on.health("eve");
  assert.equal(delivered.contact_reason, null);
  assert.deepEqual(delivered.signals.map(({ key }) => key), ["late_delivery"]); // later than promised, though nobody said late
  await on.send(order("fay", 6, 20, { order_id: "W-2", expected_delivery: ago(-3).slice(0, 10) }), track("fay", "Order Delayed", 1, { order_id: "W-2", days: 2 }));
  assert.equal((await on.health("fay")).contact_reason.key, "where_is_my_order");
  await on.send(order("gus", 6, 20, { order_id: "W-3", expected_delivery: ago(-3).slice(0, 10) }), track("gus", "Order Delayed", 1, { order_id: "W-3", days: 1 }));
  assert.equal((await on.health("gus")).contact_reason, null);
  // R308: of the last ten messages nine were offers.
  for (let i = 0; i < 12; i++) await on.send(track("eve", "Email Sent", 30 - i, { message_id: `m${i}`, content_kind: i === 5 || i < 2 ? "content" : "offer" }));
  await on.send(track("eve", "Email Delivered", 18, { message_id: "m11" })); // the same message
  const balance = (await on.health("eve")).message_balance;
  assert.deepEqual([balance.promotional, balance.useful, balance.unknown, balance.share, balance.next], [9, 1, 0, 0.9, "content"]);
  assert.equal((await on.health("gus")).message_balance.next, "any");
});

eachStore("the fourth ticket in 30 days raises a flag and a task for the owner; the third does nothing", async (server) => {
  const on = await calls(server);
  const staff = await on.ask("POST", "/staff", { email: "nora@fidele.test", role: "agent" }, 201);
  const ticket = (user, days) => track(user, "Ticket Opened", days, { ticket_id: fresh("t"), topic: "billing" });
  await on.send(person("hal", { owner: "nora@fidele.test" }), order("hal", 40, 30), ticket("hal", 45), ticket("hal", 20), ticket("hal", 10), ticket("hal", 5));
  await on.quiet();
  assert.deepEqual((await on.health("hal")).signals.map(({ key }) => key), []);
  assert.deepEqual((await on.get("/health-score/alerts")).items, []);
  await on.send(ticket("hal", 1));
  const hal = await on.health("hal"), alert = await on.alert(({ kind }) => kind === "frequent_tickets");
  assert.deepEqual(hal.signals.map(({ key, label, evidence }) => [key, label, evidence]), [["frequent_tickets", "Possible dissatisfaction", "4 tickets in 30 days"]]);
  const task = await on.get(`/tasks/${alert.task}`);
  assert.deepEqual([task.title, task.owner, task.customer], ["Possible dissatisfaction: 4 tickets in 30 days", staff.id, hal.customer]);
  await on.send(ticket("hal", 0));
  await on.quiet();
  assert.equal((await on.get("/health-score/alerts?kind=frequent_tickets")).items.length, 1);
  // What is said follows the definition: so many within its own days.
  await on.ask("PUT", "/health-score/definition", { frequent_tickets: { count: 6, within_days: 60 } });
  const said = async (query = "") => (await on.health("hal", query)).signals.find(({ key }) => key === "frequent_tickets")?.evidence;
  assert.deepEqual([await said(), await said("?locale=fr")], ["6 tickets in 60 days", "6 tickets en 60 jours"]);
  assert.equal((await on.get("/signals?signal=frequent_tickets")).items[0].evidence, "6 tickets in 60 days");
  await on.ask("PUT", "/health-score/definition", { frequent_tickets: { count: 2, within_days: 1 } });
  assert.equal(await said(), undefined); // one within a day
  await on.send(...Array.from({ length: 20 }, () => ticket("hal", 0)));
  assert.equal(await said(), "20 tickets or more in 1 day");
  await on.quiet();
  assert.equal((await on.get(`/customers/${hal.customer}/tasks`)).items.length, (await on.get("/health-score/alerts")).items.length);
});

eachStore("a topic that doubles the odds of leaving has a lift of two; the score is validated against who left", async (server) => {
  const on = await calls(server), events = [];
  // R117. A window is 90 days: customers 120 days ago, of whom those with a ticket about billing left 30 to 30, the others 30 to 60.
  const someone = (user, left, topic) => {
    events.push(order(user, 120, 20));
    if (!left) events.push(order(user, 80, 20), order(user, 40, 20));
    if (topic) events.push(track(user, "Ticket Opened", 110, { ticket_id: user, topic }), track(user, "Ticket Solved", 109.9, { ticket_id: user }));
  };
  for (let i = 0; i < 60; i++) someone(`billing${i}`, i % 2 === 0, "billing");
  for (let i = 0; i < 90; i++) someone(`plain${i}`, i % 3 === 0, "");
  for (let from = 0; from < events.length; from += 400) await on.send(...events.slice(from, from + 400));
  const patterns = await on.get("/service-patterns?locale=fr");
  const billing = patterns.items.find(({ value }) => value === "billing");
  assert.equal(billing.label, "Sujet\u00a0: billing");
  assert.deepEqual([billing.left_with.value, billing.left_with.n, billing.left_without.n, patterns.customers, patterns.left], [0.5, 60, 90, 150, 60]);
  near(billing.lift, 2, 1e-9);
  assert.ok(billing.low > 1 && billing.high > 3 && billing.p < 0.05);
  // Of the window before that nobody was a customer yet: nothing to fit on.
  const validation = await on.get("/health-score/validation");
  assert.match(validation.refusal, /too few customers/);
  assert.equal(validation.quality, null);
  assert.deepEqual(validation.bands.map(({ band }) => band), ["healthy", "watch", "at_risk"]);
  assert.equal(validation.bands.reduce((sum, { left }) => sum + left.n, 0), validation.customers);
  assert.equal(validation.customers, 150);
  assert.equal(validation.left, 60);
  await on.ask("GET", "/health-score/validation?version=9", undefined, 404);
});

eachStore("on the demo the score tells who leaves, and weights are suggested", { stores: ["SQLite"] }, async (server) => {
  await server.stop();
  const made = await server.command(["demo", "--customers", "500", "--seed", "42", "--quiet"]);
  assert.equal(made.code, 0, made.error);
  await server.restart();
  const on = await calls(server), validation = await on.get("/health-score/validation");
  assert.equal(validation.refusal, null);
  assert.ok(validation.quality.tells, JSON.stringify(validation.quality.auc));
  assert.ok(validation.quality.auc.value > 0.6 && validation.quality.brier < validation.quality.naive_brier, JSON.stringify(validation.quality));
  near(validation.suggestion.groups.reduce((sum, { suggested }) => sum + suggested, 0), 100);
});
