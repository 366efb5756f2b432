// Alerts of customers' health among all alerts, their mail, and signs out of what happened before they were kept: R116, MX-23,
// R130. On both stores.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { ago, calls, fresh, order, person, regular, track } from "./health.mjs";
import { mailServer, open, setMail, until } from "./mail.mjs";
import { run } from "./postgres.mjs";
import { eachStore, startServer } from "./server.mjs";

const sql = (server, text) => server.database ? run(server.database, text) : execFileSync("sqlite3", [join(server.folder, "fidele.db"), text]).toString().trimEnd();
const ticket = (user, days) => track(user, "Ticket Opened", days, { ticket_id: fresh("t") });
const tickets = (user) => [order(user, 40, 30), ticket(user, 6), ticket(user, 4), ticket(user, 2), ticket(user, 1)];
const rule = { name: "customers to look after", kind: "health", recipients: ["ana@example.com", "bo@example.com"], locale: "en" };

/** Judges the rule now, and waits until that is done. */
async function check(server, key, id) {
  const before = (await server.get(`/api/v1/alert-rules/${id}`, { key })).body.judged_at;
  assert.equal((await server.post(`/api/v1/alert-rules/${id}/check`, undefined, { key })).status, 202);
  return until(async () => {
    const { body } = await server.get(`/api/v1/alert-rules/${id}`, { key });
    return body.judged_at !== before && body;
  });
}

eachStore("alerts of health stand among all alerts: seen to in one place, seen to in both", async (server) => {
  const on = await calls(server);
  await on.send(person("ida", { firstName: "Ida" }), ...tickets("ida"));
  const told = await on.alert(({ kind }) => kind === "frequent_tickets");
  await on.quiet();
  const all = (await on.get("/alerts")).items, mine = all.find(({ id }) => id === told.id);
  assert.deepEqual([mine.about, mine.kind, mine.health, mine.metric, mine.value, mine.acknowledged_at], ["customer", "frequent_tickets", told, null, null, null]);
  assert.equal(mine.message, `Customer ${told.customer.id}: Possible dissatisfaction`);
  assert.deepEqual((await on.get("/alerts?about=figure")).items, []);
  assert.deepEqual((await on.get("/alerts?about=customer&status=open")).items, all);
  assert.deepEqual(await on.get(`/alerts/${told.id}`), mine);
  const seen = await on.ask("POST", `/alerts/${told.id}/acknowledge`, { note: "called her" });
  assert.deepEqual([seen.note, seen.acknowledged_by, seen.health.acknowledged_at], ["called her", "test admin", seen.acknowledged_at]);
  const there = (await on.get("/health-score/alerts")).items.find(({ id }) => id === told.id);
  assert.deepEqual([there.acknowledged_at, there.note], [seen.acknowledged_at, "called her"]);
  assert.ok(!(await on.get("/alerts?status=unacknowledged")).items.some(({ id }) => id === told.id));
  // Who was first stays.
  assert.equal((await on.ask("POST", `/alerts/${told.id}/acknowledge`, { note: "me too" })).note, "called her");
  const { code, out } = await server.command(["alert", "list", "--about", "customer"]);
  assert.equal(code, 0);
  assert.match(out, /Possible dissatisfaction/);
  // One page after the other, whatever they are about; no number is given twice.
  const paged = [];
  for (let path = "/alerts?limit=1"; path;) {
    const { items, next_cursor } = await on.get(path);
    paged.push(...items.map(({ id }) => id));
    path = next_cursor && `/alerts?limit=1&cursor=${encodeURIComponent(next_cursor)}`;
  }
  assert.deepEqual(paged, all.map(({ id }) => id));
  // Merged, it is of who they are now; erased, it is gone, and its number is not given again.
  await on.send(person("ida2"), order("ida2", 3, 10));
  const other = await on.id("ida2");
  await on.ask("POST", `/customers/${other}/merge`, { with: String(told.customer.id), reason: "the same person" });
  assert.equal((await on.get(`/alerts/${told.id}`)).health.customer.id, other);
  const { code: erased, error } = await server.command(["erase", String(other)]);
  assert.equal(erased, 0, error);
  await on.ask("GET", `/alerts/${told.id}`, undefined, 404);
  assert.deepEqual((await on.get("/alerts")).items, []);
  await on.send(person("jon"), ...tickets("jon"));
  const next = await on.alert(({ kind }) => kind === "frequent_tickets");
  assert.ok(next.id > Math.max(...paged), `${next.id} after ${paged}`);
});

eachStore("many alerts of health are one mail to each recipient of a rule, with numbers and no names; each is told once", open, async (server, t) => {
  const on = await calls(server), key = await server.key("admin");
  const { got, port } = await mailServer(t);
  await setMail(server, key, port);
  await on.ask("POST", "/alert-rules", { name: "no figure", kind: "above", threshold: 1 }, 422);
  await on.send(person("old", { firstName: "Oldrich" }), ...tickets("old"));
  await on.alert(({ kind }) => kind === "frequent_tickets");
  await on.quiet();
  // What came up before there was a rule is no news.
  const made = await on.ask("POST", "/alert-rules", rule, 201);
  assert.deepEqual([made.metric, made.threshold, made.every], [null, null, "hour"]);
  await until(async () => (await on.get(`/alert-rules/${made.id}`)).judged_at);
  const users = Array.from({ length: 60 }, (_, i) => `kim${i}`);
  await on.send(...users.flatMap((user) => [person(user, { firstName: "Kimberley", email: `${user}@example.org` }), ...tickets(user)]));
  await until(async () => (await on.get("/health-score/alerts?kind=frequent_tickets&limit=100")).items.length === 61);
  await on.quiet();
  const fresh_ones = (await on.get("/alerts?about=customer&limit=200")).items.filter(({ made_at }) => made_at >= made.made_at);
  await check(server, key, made.id);
  await until(() => got.length === 2);
  assert.deepEqual(got.map(({ to }) => to[0]).sort(), rule.recipients);
  const { mail } = got[0];
  assert.match(mail.subject, new RegExp(`${fresh_ones.length} alerts on customers’ health`));
  const first = fresh_ones.at(-1).health.customer.id;
  assert.ok(mail.text.includes(`Customer ${first}: `) && mail.html.includes(`Customer ${first}: `), mail.text);
  assert.equal((mail.text.match(/^Customer \d+: /gm) ?? []).length, 50);
  assert.match(mail.text, new RegExp(`and ${fresh_ones.length - 50} more`));
  assert.doesNotMatch(mail.text + mail.html, /Kimberley|Oldrich|example\.org|kim\d/);
  assert.ok((await on.get("/alerts?about=customer&limit=200")).items.every(({ id, notified }) => notified === (fresh_ones.some((one) => one.id === id) ? 2 : 0)));
  await check(server, key, made.id);
  // Who is seen to already is not told; in French; and not more often than the rule may on one day.
  await on.ask("PATCH", `/alert-rules/${made.id}`, { locale: "fr", max_per_day: 2 });
  await on.send(person("lea"), ...tickets("lea"), person("mia"), ...tickets("mia"));
  const [leas, mias] = [await on.id("lea"), await on.id("mia")];
  await on.alert(({ kind, customer }) => kind === "frequent_tickets" && customer.id === mias);
  await on.quiet();
  for (const { id, health } of (await on.get("/alerts?status=open&about=customer&limit=200")).items) if (health.customer.id === leas) await on.ask("POST", `/alerts/${id}/acknowledge`, {});
  await check(server, key, made.id);
  await until(() => got.length === 4);
  assert.match(got[2].mail.text, new RegExp(`Client ${mias}\\u00a0: `));
  assert.doesNotMatch(got[2].mail.text, new RegExp(`Client ${leas}\\u00a0: `));
  await on.send(person("noe"), ...tickets("noe"));
  const noe = await on.id("noe");
  await on.alert(({ customer }) => customer.id === noe);
  await on.quiet();
  const held = await check(server, key, made.id);
  assert.equal(held.failure, null);
  await on.ask("PATCH", `/alert-rules/${made.id}`, { max_per_day: 3 });
  await check(server, key, made.id);
  await until(() => got.length === 6);
  assert.match(got[4].mail.text, new RegExp(`Client ${noe}\\u00a0: `));
});

eachStore("signs come out of what happened before they were kept, once, and whatever the order it came in", async (server) => {
  const on = await calls(server);
  const events = [
    // The delivery before the promise that it was late by, and a promise that was put off before it was made.
    track("olga", "Order Delivered", 20, { order_id: "P-1" }),
    track("olga", "Order Completed", 30, { order_id: "P-1", total: 40, currency: "EUR", expected_delivery: ago(25).slice(0, 10) }),
    track("olga", "Order Delayed", 8, { order_id: "P-2", days: 3 }),
    track("olga", "Order Completed", 10, { order_id: "P-2", total: 40, currency: "EUR", expected_delivery: ago(9).slice(0, 10) }),
    track("olga", "Order Delivered", 2, { order_id: "P-2", late: false }),
    // The same message, delivered before it was sent.
    track("olga", "Email Delivered", 3, { message_id: "m-1" }),
    track("olga", "Email Sent", 4, { message_id: "m-1", content_kind: "offer" }),
    track("olga", "Thumbs Down", 5), track("olga", "App Error", 6), track("olga", "Feedback Given", 7, { rating: "up" }),
  ];
  for (const one of events) await on.send(one);
  const signs = () => sql(server, "select event, customer, kind, at, reference, due_at, flag, delay from health_sign order by event");
  const facts = ({ groups, signals }) => [signals.map(({ key, since }) => [key, since]), groups.find(({ key }) => key === "service").measures.map(({ key, value }) => [key, value])];
  const now = await on.health("olga"), kept = await signs();
  assert.deepEqual(now.groups.find(({ key }) => key === "service").measures.find(({ key }) => key === "late_deliveries").value, 0.5);
  assert.deepEqual(now.signals.map(({ key }) => key).sort(), ["late_delivery", "negative_feedback"]);
  /** The folder as an older version left it: events, and of signs what `left` says. */
  const upgraded = async (left) => {
    await server.stop();
    await sql(server, `delete from health_sign where not (${left}); delete from health_past; update job_schedule set slot_at = 0 where kind = 'health past'`);
    await server.restart();
    await until(async () => await sql(server, "select count(*) from health_past where done_at is not null") === "1");
    assert.equal(await signs(), kept);
    assert.deepEqual(facts(await on.health("olga")), facts(now));
  };
  await upgraded("1 = 0");
  await upgraded("1 = 1"); // once more over what is there
  await upgraded("kind = 4 or kind = 7"); // those that came since
  assert.equal(kept.split("\n").length, 8);
});

eachStore("an import of three years of history is followed as it comes, before and after", async (server) => {
  const on = await calls(server);
  const lines = ["user_id,timestamp,event,order_id,late"];
  for (let i = 0; i < 40; i++) lines.push(`pat,${ago(20 * (i + 1))},Order Delivered,I-${i},${i % 4 === 0}`);
  await on.send(person("pat"), order("pat", 5, 30));
  const { code, error } = await server.command(["import", "events", "-", "--format", "json"], { input: lines.join("\n") });
  assert.equal(code, 0, error);
  const late = (await on.health("pat")).groups.find(({ key }) => key === "service").measures.find(({ key }) => key === "late_deliveries").value;
  assert.ok(Math.abs(late - 2 / 8) < 1e-9, `${late} of the deliveries of 180 days`); // 20, 40 … 160 days ago: of these 20 and 100
  assert.deepEqual((await on.get("/alerts")).items, []);
});

eachStore("lists that are kept say, after each event, what a server says that has just begun", async (server) => {
  const on = await calls(server);
  const users = Array.from({ length: 12 }, (_, i) => `q${i}`);
  await on.send(...users.flatMap((user, i) => [...regular(user), ...(i % 3 ? [] : [ticket(user, 3), track(user, "Thumbs Down", 2)])]));
  const id = Object.fromEntries(await Promise.all(users.map(async (user) => [user, await on.id(user)])));
  const round = (number) => Math.round(number * 100) / 100;
  const all = async () => {
    const [bands, people, worst, signals] = [await on.get("/health-score"), await on.get("/health-score/people"), await on.get("/health-score/people?band=watch"), await on.get("/signals")];
    const shown = ({ items }) => items.map(({ customer, score, band, overridden, signals }) => [customer.id, round(score), band, overridden, signals]).sort(([a], [b]) => a - b); // of equal scores time decides which is first
    return { bands: bands.bands.map(({ customers, customers_before }) => [customers, customers_before]), of: [bands.customers, bands.overrides, bands.left_out], people: shown(people), worst: shown(worst), signals: signals.items.map(({ customer, key, evidence }) => [customer.id, key, evidence]).sort(), counts: signals.counts.map(({ customers }) => customers) };
  };
  const steps = {
    "somebody falls": () => on.send(ticket("q1", 2), ticket("q1", 1), ticket("q1", 1), ticket("q1", 0), track("q1", "Thumbs Down", 0)),
    "somebody comes": () => on.send(...regular("new")),
    "two become one": () => on.ask("POST", `/customers/${id.q2}/merge`, { with: String(id.q3), reason: "the same person" }),
    "and two again": async () => on.ask("POST", `/customers/${id.q2}/unmerge`, { edge: (await on.get(`/customers/${id.q2}/merges`)).items[0].edge }),
    "an override": () => on.ask("POST", `/customers/${id.q4}/health-score/override`, { band: "at_risk", reason: "they said so" }),
    "an objection": () => on.send(track("q5", "Objection Recorded", 0, { purpose: "profiling" })),
    "another definition": () => on.ask("PUT", "/health-score/definition", { groups: [{ key: "engagement", weight: 0 }], frequent_tickets: { count: 2, within_days: 10 } }),
    "somebody is erased": async () => assert.equal((await server.command(["erase", String(id.q6)])).code, 0),
  };
  let before = await all();
  for (const [name, step] of Object.entries(steps)) {
    await step();
    const kept = await all();
    assert.notDeepEqual(kept, before, `${name}: nothing changed`);
    await server.restart();
    assert.deepEqual(kept, await all(), name);
    before = kept;
  }
});

test("two servers that watch one store tell of each customer once", { timeout: 120_000 }, async (t) => {
  const one = await startServer(t, "PostgreSQL"), other = await startServer(t, "PostgreSQL", { database: one.database });
  const [here, there] = [await calls(one), await calls(other)];
  const users = Array.from({ length: 20 }, (_, i) => `r${i}`);
  await here.send(...users.flatMap((user) => [person(user), order(user, 40, 30), ticket(user, 6), ticket(user, 4)]));
  await Promise.all(users.flatMap((user) => [here.send(ticket(user, 2)), there.send(ticket(user, 1)), here.send(ticket(user, 1)), there.send(ticket(user, 0))]));
  const seen = async () => (await here.get("/health-score/alerts?kind=frequent_tickets&limit=200")).items;
  await until(async () => new Set((await seen()).map(({ customer }) => customer.id)).size === 20);
  await Promise.all([here.quiet(), there.quiet()]);
  assert.equal((await seen()).length, 20);
  assert.deepEqual((await there.get("/alerts?about=customer&limit=200")).items.map(({ id }) => id), (await here.get("/alerts?about=customer&limit=200")).items.map(({ id }) => id));
  // What one of them keeps follows what the other was told.
  const counts = ({ counts }) => counts.map(({ customers }) => customers);
  assert.deepEqual(counts(await here.get("/signals")), counts(await there.get("/signals")));
  await there.send(track("r0", "Thumbs Down", 0));
  assert.equal((await here.get("/signals?signal=negative_feedback")).items.length, 1);
});

eachStore("a definition that can't be is refused and leaves the one that holds; one at its bounds gives numbers", { stores: ["SQLite"] }, async (server) => {
  const on = await calls(server), put = (body, status) => on.ask("PUT", "/health-score/definition", body, status);
  await on.send(...regular("sam"), ticket("sam", 1), track("sam", "Thumbs Down", 0));
  const first = await on.get("/health-score/definition"), key = await server.key("admin");
  const measure = (change) => ({ groups: [{ key: "purchases", measures: [{ key: "silence", ...change }] }] });
  const none = { groups: first.groups.map(({ key }) => ({ key, weight: 0 })) };
  const wrong = [none, measure({ weight: 1e308 }), measure({ weight: -1 }), measure({ best: 1e308 }), measure({ worst: "NaN" }), measure({ weight: "1" }), { bands: { watch: 70, healthy: 40 } }, { bands: { watch: 0 } }, { bands: { healthy: 101 } }, { bands: { watch: 50, healthy: 50 } },
    { frequent_tickets: { count: 21 } }, { frequent_tickets: { within_days: 0 } }, { frequent_tickets: { count: 2.5 } }, { together_days: -1 }, { messages: { promotional_share_max: 2 } }, { signals: [{ key: "pause", points: 1e9 }] }, { signals: [{ key: "nothing", points: 1 }] }, { groups: "all" }];
  for (const body of wrong) await put(body, 422);
  for (const text of ['{"bands":{"watch":NaN}}', '{"bands":{"watch":1e999}}', '{"bands":', "[]"]) {
    const { status } = await server.request("PUT", "/api/v1/health-score/definition", text, { key, headers: { "content-type": "application/json" } });
    assert.ok(status === 400 || status === 422, `${text}: ${status}`);
  }
  assert.equal((await on.get("/health-score/definition")).version, 0);
  const extremes = [
    { groups: first.groups.map(({ key, measures }) => ({ key, weight: key === "purchases" ? 1e-300 : 0, measures: measures.map(({ key }) => ({ key, weight: 1e-300 })) })) },
    { groups: first.groups.map(({ key, measures }) => ({ key, weight: 1000, measures: measures.map(({ key }) => ({ key, weight: 1000, worst: -1e6, best: 1e6 })) })) },
    { groups: first.groups.map(({ key, measures }) => ({ key, measures: measures.map(({ key }) => ({ key, worst: 1, best: 1 })) })) },
    { signals: first.signals.map(({ key }) => ({ key, points: 100 })), bands: { watch: 1, healthy: 100 }, together_days: 365 },
  ];
  for (const body of extremes) {
    await put(body, 200);
    const { score, groups } = await on.health("sam"), { items: [listed], ...rest } = await on.get("/health-score/people"), { bands } = await on.get("/health-score");
    assert.ok(score >= 0 && score <= 100 && Math.abs(listed.score - score) < 0.1, JSON.stringify([body, score, listed, rest]));
    assert.ok(groups.every(({ share }) => Number.isFinite(share)), JSON.stringify(groups));
    assert.equal(bands.reduce((sum, { customers }) => sum + customers, 0), 1);
  }
});
