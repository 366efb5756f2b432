// Customers at risk: what may be done and what limits it, the work on one of them, whom a treatment helps, learned from
// planted trials (R124, R126, NB-03, NB-05, PD-11).
import assert from "node:assert/strict";
import { movedClock } from "./clock.mjs";
import { until } from "./mail.mjs";
import { eachStore } from "./server.mjs";

const day = 86_400_000;
const now = Date.now();
const ago = (days) => new Date(now - days * day).toISOString();
let serial = 0;
const track = (userId, event, days, properties = {}) => ({ type: "track", userId, event, timestamp: ago(days), messageId: `r${++serial}`, properties });
const order = (userId, days, total) => track(userId, "Order Completed", days, { order_id: `o${++serial}`, total, currency: "EUR" });
const viewed = (userId, key, arm, days) => track(userId, "Experiment Viewed", days, { experiment_id: key, variation_id: arm });

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

async function finished(ask, job) {
  for (;;) {
    const { status, result, error } = await ask("GET", `/jobs/${job}`);
    if (status === "done") return result;
    assert.ok(["queued", "running", "waiting"].includes(status), JSON.stringify({ status, error }));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function actionsAndWork(server) {
  const key = await server.key("admin"), ask = asking(server, key);
  await send(server, [order("ana", 30, 50), order("bo", 20, 40), order("bo2", 10, 40)]);

  // Without a model nobody knows who leaves: said, not shown as an empty list.
  const none = await ask("GET", "/at-risk");
  assert.deepEqual([none.total, none.customers, none.items], [null, 0, []]);
  assert.match(none.refusal, /train churn first/);
  assert.match((await ask("GET", "/at-risk?locale=fr")).refusal, /départ/);
  assert.match((await ask("GET", "/customers/user_id:ana/next-action")).refusal, /no published model/);
  await ask("POST", "/customers/user_id:ana/next-action", {}, 409);
  assert.match((await ask("POST", "/next-actions/plan", {})).refusal, /train churn first/);
  assert.match((await ask("GET", "/next-actions/evaluation")).refusal, /no choice/);

  // What comes with the product is switched off, named in the reader's language, and may be changed or taken away.
  const ready = (await ask("GET", "/next-actions")).items;
  assert.deepEqual(ready.map(({ key, channel, active }) => [key, channel, active]), [["owner-call", "phone", false], ["service-recovery", "email", false], ["win-back-10", "email", false], ["pause-or-smaller-plan", "email", false]]);
  for (const { cost, segment, effect } of ready) assert.ok(cost.currency === "EUR" && JSON.parse(segment) && effect > 0);
  assert.equal(ready[0].label, "Call by the owner");
  assert.match((await ask("GET", "/next-actions?locale=fr")).items[0].label, /^Appel/);
  assert.deepEqual(await ask("PATCH", `/next-actions/${ready[2].id}`, { label: "Come back", active: true, cost: { amount: "7.00", currency: "EUR" } }).then(({ label, active, cost }) => [label, active, cost.amount]), ["Come back", true, "7.00"]);
  for (const { id } of ready) await ask("DELETE", `/next-actions/${id}`, undefined, 204);
  await server.restart();
  assert.deepEqual((await ask("GET", "/next-actions")).items, [], "what was taken away stays away");

  const call = await ask("POST", "/next-actions", { key: "call", label: "A call", channel: "phone", cost: { amount: "4.00", currency: "EUR" }, capacity_week: 30, effect: 0.2 }, 201);
  assert.deepEqual([call.cost, call.capacity_week, call.effect, call.active], [{ amount: "4.00", currency: "EUR" }, 30, 0.2, true]);
  for (const wrong of [{ key: "Bad Key" }, { effect: 2 }, { cost: { amount: "1.00", currency: "USD" } }, { segment: '{"nonsense":1}' }, { experiment: "none" }])
    await ask("POST", "/next-actions", { key: "x", label: "x", ...wrong }, 422);
  await ask("POST", "/next-actions", { key: "call", label: "again" }, 409);
  const gift = await ask("POST", "/next-actions", { key: "gift", label: "A gift" }, 201);
  assert.equal((await ask("PATCH", `/next-actions/${gift.id}`, { active: false, capacity_week: null })).active, false);
  await server.request("PATCH", `/api/v1/next-actions/${gift.id}`, { label: "Late" }, { key, headers: { "if-match": '"1"' } }).then(({ status }) => assert.equal(status, 412));
  await ask("DELETE", `/next-actions/${gift.id}`, undefined, 204);
  assert.deepEqual((await ask("GET", "/next-actions")).items.map((one) => one.key), ["call"]);
  assert.equal((await ask("PATCH", "/next-actions/settings", { explore_share: 0.2, budget_week: { amount: "100.00", currency: "EUR" } })).budget_week.amount, "100.00");
  await ask("PATCH", "/next-actions/settings", { explore_share: 0.9 }, 422);
  assert.equal((await ask("PATCH", "/next-actions/settings", { budget_week: null })).budget_week, null);

  // Work on somebody: the owner has a task, each change is in the history, and closing it closes the task.
  const people = (await ask("GET", "/staff")).items;
  const owner = people.length ? people[0].id : (await ask("POST", "/staff", { email: "nora@fidele.test", role: "agent" }, 201)).id;
  const opened = await ask("PATCH", "/at-risk/user_id:ana", { owner: String(owner), due: "2030-01-31" });
  assert.deepEqual([opened.owner, opened.due, opened.status, opened.outcome, opened.probability, opened.history.length], [owner, "2030-01-31", "open", null, null, 1]);
  assert.equal((await ask("GET", `/tasks/${opened.task}`)).due_day, "2030-01-31");
  await server.request("PATCH", "/api/v1/at-risk/user_id:ana", { status: "in_progress" }, { key, headers: { "if-match": '"9"' } }).then(({ status }) => assert.equal(status, 412));
  await ask("PATCH", "/at-risk/user_id:ana", { status: "in_progress" });
  const closed = await ask("PATCH", "/at-risk/user_id:ana", { status: "closed", outcome: "kept" });
  assert.deepEqual(closed.history.map(({ status, outcome }) => [status, outcome]), [["closed", "kept"], ["in_progress", null], ["open", null]]);
  assert.equal((await ask("GET", `/tasks/${opened.task}`)).status, "closed");
  assert.ok(closed.closed_at);
  const { items } = await ask("GET", "/customers/user_id:ana/timeline");
  const said = items.map((item) => item.event ?? item.name);
  assert.ok(said.includes("Retention Case Opened") && said.includes("Retention Case Closed"), said.join());

  // Of merged people the case that is not closed counts; erasing takes all of it away.
  await ask("PATCH", "/at-risk/user_id:bo", { status: "closed", outcome: "lost" });
  await ask("PATCH", "/at-risk/user_id:bo2", { status: "in_progress" });
  await ask("POST", "/customers/user_id:bo/merge", { with: "user_id:bo2", reason: "same person" });
  const merged = await ask("GET", "/at-risk/user_id:bo");
  assert.deepEqual([merged.status, merged.history.length], ["in_progress", 2]);
  await server.restart();
  assert.equal((await ask("GET", "/at-risk/user_id:bo2")).status, "in_progress");
  const { id } = await ask("GET", "/customers/user_id:bo");
  await ask("POST", `/customers/${id}/erase`, { confirm: String(id) }, 202);
  await ask("GET", `/at-risk/${id}`, undefined, 410);
  await ask("GET", "/at-risk/user_id:nobody", undefined, 404);
}

await eachStore("at risk without models: actions, work on a customer; uplift: whom a planted treatment helps is found, what helps all alike stays off", async (server) => {
  await actionsAndWork(server);
  const ask = asking(server, await server.key("admin"));
  const trials = { rescue: 30, mail: 30, small: 30 };
  const id = {};
  for (const [key, follow_days] of Object.entries(trials)) {
    id[key] = (await ask("POST", "/experiments", { key, name: key, follow_days }, 201)).id;
    if (key !== "small") assert.equal((await ask("GET", `/uplift/${key}`)).status, "never");
    await ask("POST", `/uplift/${key}/train`, undefined, 409); // has not started
    await ask("POST", `/experiments/${id[key]}/start`);
  }
  // 800 people exposed 60 days ago, half in each arm. Those who came back lately (an order 70 days ago) are helped by
  // `rescue`, +0.45; the others not at all. `mail` helps all alike, +0.15.
  const events = [];
  const luck = (i, salt) => ((i * 7919 + salt * 104729) % 1000) / 1000;
  for (let i = 0; i < 800; i++) {
    const user = `u${i}`, recent = i % 2 === 0, treated = i % 4 < 2, mailed = Math.floor(i / 4) % 2 === 0;
    events.push(order(user, 200, 20 + (i % 9)), viewed(user, "rescue", treated ? "treated" : "control", 60), viewed(user, "mail", mailed ? "treated" : "control", 59));
    if (recent) events.push(order(user, 70, 30));
    const chance = 0.25 + (recent && treated ? 0.45 : 0) + (mailed ? 0.15 : 0);
    if (luck(i, 3) < chance) events.push(order(user, 45, 30));
  }
  for (let i = 0; i < 20; i++) events.push(viewed(`u${i}`, "small", i % 2 ? "treated" : "control", 58));
  await send(server, events);
  for (const key of Object.keys(trials)) await finished(ask, (await ask("POST", `/uplift/${key}/train`, undefined, 202)).job);

  const rescue = await ask("GET", "/uplift/rescue");
  assert.deepEqual([rescue.status, rescue.treated, rescue.control], ["on", 400, 400], rescue.because);
  assert.ok(rescue.qini.low > 0 && rescue.difference.low > 0, JSON.stringify(rescue.qini));
  assert.ok(Math.abs(rescue.effect.value - 0.225) < 0.08 && rescue.effect.low < 0.225 && rescue.effect.high > 0.225, JSON.stringify(rescue.effect));
  assert.equal(rescue.groups[0].quadrant, "persuadable");
  assert.ok(rescue.groups[0].effect.low < 0.45 && rescue.groups[0].effect.high > 0.45, JSON.stringify(rescue.groups[0]));
  assert.notEqual(rescue.groups.at(-1).quadrant, "persuadable");
  assert.equal(rescue.curve.length, 21);
  assert.ok(Math.abs(rescue.curve.at(-1).gain - rescue.effect.value) < 1e-9, "treating all gains what the trial gained");
  assert.ok(rescue.curve[10].gain > rescue.curve[10].random_gain + 0.05);
  assert.equal(rescue.deciles.reduce((sum, one) => sum + one.treated + one.control, 0), 800);

  const mail = await ask("GET", "/uplift/mail");
  assert.equal(mail.status, "off", mail.because);
  const small = await ask("GET", `/uplift/${id.small}?locale=fr`);
  assert.deepEqual([small.status, small.qini, small.curve], ["refused", null, []]);
  assert.match(small.because, /pas entraîné.*10 personnes/);

  // The same data again is the same model: no new record. It lasts a restart.
  const before = await ask("GET", "/uplift");
  await finished(ask, (await ask("POST", "/uplift/rescue/train", undefined, 202)).job);
  await server.restart();
  assert.deepEqual(await ask("GET", "/uplift"), before);
  assert.equal((await ask("GET", "/uplift/rescue")).versions.length, 1);
  assert.equal(before.items.length, 3);

  // Whoever objects to profiling is not learned from (PV-06).
  await ask("POST", "/customers/user_id:u8/consents", { purpose: "profiling", kind: "objection", state: "raised", source: "mail" });
  await finished(ask, (await ask("POST", "/uplift/rescue/train", undefined, 202)).job);
  const without = await ask("GET", "/uplift/rescue");
  assert.deepEqual([without.treated + without.control, without.versions.length], [799, 2]);
});

/** The same numbers in [0, 1) each time. */
function lot(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

// 400 people who begin at any time of two years and buy every 30 days; after each order one in eight leaves, most of
// them after tickets.
function shop() {
  const events = [], random = lot(7);
  for (let i = 0; i < 400; i++) {
    const user = `s${i}`;
    for (let at = 40 + Math.floor(random() * 680); at >= 1; at -= 27 + Math.floor(random() * 7)) {
      const leaves = random() < 1 / 8;
      events.push(order(user, at, 20 + (i % 11) * 5));
      if (random() < (leaves ? 0.7 : 0.1)) for (const days of [2, 5]) events.push(track(user, "Ticket Opened", at + days, { ticket_id: `t${++serial}`, subject: "late" }));
      if (leaves) break;
    }
    // A trial 60 days ago, drawn by lot. Those with even numbers answer to it.
    const treated = i % 4 < 2;
    events.push(viewed(user, "rescue", treated ? "treated" : "control", 60));
    if (i % 2 === 0) events.push(track(user, "Page Viewed", 75, { title: "Coffee" }), track(user, "Page Viewed", 74, { title: "Coffee" }));
    if (random() < (i % 2 === 0 && treated ? 0.8 : 0.2)) events.push(track(user, "Card Renewed", 50));
  }
  return events;
}

const minor = ({ amount }) => Math.round(Number(amount) * 100);

await eachStore("at risk: the queue adds up, is worked on, and what is chosen is logged and judged", { start: false, timeout: 180_000 }, async (server, t) => {
  const clock = movedClock(t, server);
  await server.open();
  const ask = asking(server, await server.key("admin"));
  await ask("POST", "/experiments", { key: "rescue", name: "Rescue", outcome: "event", event: "Card Renewed", follow_days: 30 }, 201);
  await ask("POST", "/experiments/1/start");
  await send(server, shop());
  await ask("PATCH", "/predictions/settings", { churn_window_days: 60 });
  for (const model of ["churn", "lifetime"]) await finished(ask, (await ask("POST", `/predictions/${model}/train`, {}, 202)).job);

  // Pages of the queue: in order, nobody twice, and their sum is the total (R126).
  const all = await ask("GET", "/at-risk?limit=1000");
  assert.equal(all.refusal, null, JSON.stringify((await ask("GET", "/predictions")).items.slice(0, 2)));
  assert.ok(all.items.length > 100 && all.items.length === all.customers, String(all.customers));
  for (const { probability, remaining_value, value_at_risk, priority, persuadability } of all.items) {
    assert.ok(Math.abs(probability * minor(remaining_value) - minor(value_at_risk)) <= 1.5, JSON.stringify({ probability, remaining_value, value_at_risk }));
    assert.deepEqual([priority, persuadability], [value_at_risk, null]);
  }
  const values = all.items.map((one) => minor(one.value_at_risk));
  assert.deepEqual(values, values.toSorted((a, b) => b - a));
  assert.equal(values.reduce((sum, one) => sum + one, 0), minor(all.total));
  assert.ok(all.items[0].reasons.length > 0 && all.items[0].reasons[0].sentence);
  const seen = [];
  for (let cursor = ""; cursor !== null;) {
    const page = await ask("GET", `/at-risk?limit=60${cursor && `&cursor=${cursor}`}`);
    assert.deepEqual(page.total, all.total);
    seen.push(...page.items.map((one) => one.customer.id));
    cursor = page.next_cursor;
  }
  assert.deepEqual(seen, all.items.map((one) => one.customer.id));

  const dear = await ask("GET", `/at-risk?limit=1000&segment=${encodeURIComponent('{"metric":"value_at_risk","gte":5}')}`);
  assert.deepEqual(dear.items, all.items.filter((one) => minor(one.value_at_risk) >= 500), "segments ask for the same figure");
  assert.ok(dear.customers > 0 && dear.customers < all.customers);

  // Who objects to profiling is not in it (PV-06); whose case is closed rests; the owner finds theirs.
  const [first, second, third] = seen;
  await ask("POST", `/customers/${first}/consents`, { purpose: "profiling", kind: "objection", state: "raised", source: "mail" });
  await ask("PATCH", `/at-risk/${second}`, { status: "closed", outcome: "not_needed" });
  const owner = (await ask("POST", "/staff", { email: "nora@fidele.test", role: "agent" }, 201)).id;
  const mine = await ask("PATCH", `/at-risk/${third}`, { owner: "nora@fidele.test", status: "in_progress" });
  assert.equal(mine.owner, owner);
  assert.ok(mine.probability > 0);
  const left = await ask("GET", "/at-risk?limit=1000");
  assert.equal(left.customers, all.customers - 2);
  assert.equal(left.items[0].customer.id, third);
  assert.deepEqual((await ask("GET", "/at-risk?owner=nora@fidele.test")).items.map((one) => one.customer.id), [third]);
  assert.deepEqual((await ask("GET", "/at-risk?status=closed")).items.map((one) => one.customer.id), [second]);
  assert.equal((await ask("GET", "/at-risk?owner=none&limit=1")).customers, left.customers - 1);

  // What may be done for the third: consent, segment and worth are in the way of some, said in words.
  const action = (body) => ask("POST", "/next-actions", body, 201);
  const euros = (amount) => ({ amount, currency: "EUR" });
  await action({ key: "call", label: "A call", cost: euros("0.50"), capacity_week: 20, effect: 0.3 });
  await action({ key: "note", label: "A note", cost: euros("0.10"), effect: 0.05 });
  await action({ key: "mail", label: "A mail", channel: "email", effect: 0.2 });
  await action({ key: "gold", label: "Gold", cost: euros("9999.00"), effect: 0.1 });
  await action({ key: "vip", label: "For few", segment: "tag:vip", effect: 0.9 });
  const next = await ask("GET", `/customers/${third}/next-action`);
  assert.deepEqual(Object.fromEntries(next.options.map(({ key, obstacle }) => [key ?? "nothing", obstacle])), { call: "none", note: "none", nothing: "none", mail: "consent", vip: "segment", gold: "worth" });
  assert.ok(Math.abs(next.options.reduce((sum, one) => sum + one.propensity, 0) - 1) < 1e-9);
  assert.ok(Math.abs(next.options[0].propensity - (0.9 + 0.1 / 3)) < 1e-9);
  assert.deepEqual(await ask("GET", `/customers/${third}/next-action`), next, "the same all week");
  const { logged } = await ask("POST", `/customers/${third}/next-action`, {}, 201);
  assert.deepEqual([logged.length, logged[0].action], [1, next.chosen?.key ?? null]);
  assert.ok(Math.abs(logged[0].propensity - (next.chosen?.propensity ?? 0.1 / 3)) < 1e-9);
  await ask("POST", `/customers/${third}/next-action`, {}, 409); // once a week
  const fourth = left.items[1].customer.id, fifth = left.items[2].customer.id;
  await ask("POST", `/customers/${fourth}/next-action`, { action: "mail" }, 409);
  await ask("POST", `/customers/${fourth}/next-action`, { action: "no such" }, 422);
  const other = (await ask("GET", `/customers/${fourth}/next-action`)).chosen?.key === "note" ? "call" : "note";
  assert.equal((await ask("POST", `/customers/${fourth}/next-action`, { action: other }, 201)).logged[0].propensity, null, "their own choice has no chance");

  // Messages count as contacts, once: of an action that sent one, the action and its event are the same. What is said to
  // be of use asks for nothing and does not count.
  const user_of = async (customer) => (await ask("GET", `/customers/${customer}`)).identities.find(({ kind }) => kind === "user_id").value;
  const obstacle = async (customer, key) => (await ask("GET", `/customers/${customer}/next-action`)).options.find((one) => one.key === key).obstacle;
  const sixth = left.items[3].customer.id, sixth_user = await user_of(sixth);
  await ask("PATCH", "/next-actions/settings", { contacts_max: 2, contact_days: 7 });
  const message = (event, days, properties) => track(sixth_user, event, days, { message_id: `mail${++serial}`, ...properties });
  await send(server, [message("Email Delivered", 9), message("Email Delivered", 3, { content_kind: "service" }), message("Email Sent", 2, { content_kind: "offer" })]);
  assert.equal(await obstacle(sixth, "call"), "none");
  await send(server, [message("Email Delivered", 1)]);
  assert.equal(await obstacle(sixth, "call"), "cap");
  await ask("PATCH", "/next-actions/settings", { contacts_max: 3 });
  assert.equal(await obstacle(sixth, "call"), "none");
  await ask("PATCH", "/next-actions/settings", { contacts_max: 1 });
  assert.equal(await obstacle(fourth, "call"), "cap", "an action that was logged counts as before");

  // A plan keeps budget and capacity; applied, it is logged, and the next one passes over whom it chose for.
  const plan = await ask("POST", "/next-actions/plan", { budget: euros("12.00"), people: 200 });
  assert.ok(plan.chosen > 20 && minor(plan.cost) <= 1200 && minor(plan.worth) <= minor(plan.bound) + 1, JSON.stringify({ ...plan, items: 0 }));
  const calls = plan.actions.find(({ key }) => key === "call");
  assert.ok(calls.count <= calls.left && calls.left <= 20);
  assert.ok(!plan.items.some((one) => [third, fourth].includes(one.customer.id)));
  assert.equal(plan.items.reduce((sum, one) => sum + minor(one.cost), 0), minor(plan.cost));
  const applied = await ask("POST", "/next-actions/plan", { budget: euros("12.00"), people: 200, apply: true });
  assert.deepEqual(applied.items.map((one) => [one.customer.id, one.action.key]), plan.items.map((one) => [one.customer.id, one.action.key]), "as it was shown");
  const again = await ask("POST", "/next-actions/plan", { people: 200 });
  const chosen = new Set(applied.items.map((one) => one.customer.id));
  assert.ok(!again.items.some((one) => chosen.has(one.customer.id)));

  // Two plans at once, for people of their own each, keep the week's budget together, and its capacity.
  const spent = applied.items.filter(({ state }) => state === "treated").reduce((sum, one) => sum + minor(one.cost), 0);
  await ask("PATCH", "/next-actions/settings", { budget_week: euros(((spent + 250) / 100).toFixed(2)), explore_share: 0 });
  const rest = minor((await ask("POST", "/next-actions/plan", { people: 10 })).budget);
  assert.ok(rest >= 150 && rest <= 250, "what the log has is spent");
  const half = '{"sample":0.5,"salt":"half"}', other_half = `{"not":${half}}`;
  const both = await Promise.all([half, other_half].map((segment) => ask("POST", "/next-actions/plan", { segment, people: 300, apply: true })));
  assert.ok(both.some(({ budget, chosen }) => minor(budget) === rest && chosen > 0), JSON.stringify(both.map(({ budget, chosen }) => [budget, chosen])));
  const given = both.flatMap(({ items }) => items).filter(({ state }) => state === "treated");
  const refused = both.flatMap(({ items }) => items).filter(({ state }) => state === "exhausted");
  const used = given.reduce((sum, one) => sum + minor(one.cost), 0);
  assert.ok(used > rest - 50 && used <= rest, String([used, rest]));
  assert.ok(refused.length > 0 || both.some(({ budget }) => minor(budget) < rest), "the second one found too little left: while it was made, or before");
  assert.equal(minor((await ask("POST", "/next-actions/plan", { people: 10, budget: euros("50.00") })).budget), rest - used, "never more than the week has left");
  await ask("PATCH", "/next-actions/settings", { budget_week: null, explore_share: 0.1 });

  // The trial says whom it helps: its action leads, and priority follows persuadability.
  await finished(ask, (await ask("POST", "/uplift/rescue/train", undefined, 202)).job);
  const uplift = await ask("GET", "/uplift/rescue");
  assert.equal(uplift.status, "on", uplift.because);
  await action({ key: "renew", label: "Renewal", experiment: "rescue", effect: 0 });
  const ordered = await ask("GET", "/at-risk?limit=1000");
  const priorities = ordered.items.map((one) => minor(one.priority));
  assert.deepEqual(priorities, priorities.toSorted((a, b) => b - a));
  for (const { persuadability, value_at_risk, priority } of ordered.items)
    assert.ok(persuadability.source === "uplift" && Math.abs(Math.max(0, persuadability.value) * minor(value_at_risk) - minor(priority)) <= 1);
  assert.equal(minor(ordered.total), minor(left.total), "the value at risk is what it was");
  const renewal = (await ask("GET", `/customers/${fifth}/next-action`)).options.find(({ key }) => key === "renew");
  assert.ok(renewal.effect.source === "uplift" && renewal.effect.low < renewal.effect.high);

  // People at risk enter a playbook by themselves, those with most to lose first (NB-04).
  const { id: playbook } = await ask("POST", "/playbooks", { name: "Keep", record_type: "customer", steps: [{ kind: "task", en: "Call" }] }, 201);
  await ask("PATCH", `/playbooks/${playbook}/entry`, { entry: "at_risk", value: euros("2.00"), day_max: 5, active: true });
  const head = (await ask("GET", "/at-risk?limit=1000")).items.filter((one) => minor(one.value_at_risk) >= 200).slice(0, 5).map((one) => one.customer.id);
  const inside = await until(async () => { const { items } = await ask("GET", `/playbooks/${playbook}/runs`); return items.length === 5 && items; });
  assert.deepEqual(inside.map(({ customer }) => customer.id).reverse(), head);

  // A month later: those who were treated bought for 50.00. The log says so, also of the policies that were not tried.
  const treated = [...applied.items.filter(({ state }) => state === "treated"), ...given], withheld = applied.items.filter(({ state }) => state === "withheld");
  assert.equal(treated.length + withheld.length, applied.chosen + given.length);
  clock.moveTo(now + 32 * day);
  const bought = treated.map((one) => ({ ...order("x", -9, 50), userId: undefined, anonymousId: undefined, customer: one.customer.id }));
  const users = await Promise.all(bought.map(async ({ customer, ...event }) => ({ ...event, userId: (await ask("GET", `/customers/${customer}`)).identities.find(({ kind }) => kind === "user_id").value })));
  await send(server, users);
  const judged = await ask("GET", "/next-actions/evaluation");
  assert.deepEqual([judged.observed, judged.waiting, judged.own, judged.refusal], [applied.chosen + given.length + 1, 0, 1, null]);
  const value = Object.fromEntries(judged.policies.map((one) => [one.action ?? one.policy, one]));
  const reward = (treated.reduce((sum, one) => sum + 5000 - minor(one.cost), 0) - (logged[0].action === "call" ? 50 : logged[0].action ? 10 : 0)) / judged.observed;
  assert.ok(Math.abs(minor(value.logged.dr.value) - reward) <= 1, JSON.stringify([value.logged, reward]));
  assert.ok(minor(value.best.dr.value) > minor(value.nothing.dr.value));
  assert.ok(value.best.enough && value.best.effective > 20);
  assert.equal(value.nothing.enough, withheld.length >= 20);
});
