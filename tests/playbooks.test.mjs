// Playbooks that are run (NB-04): who enters and by which lot, what its steps do and when, what ends a run, and what the
// control group says of it. Restarted in the middle; on one PostgreSQL two servers do each step once.
import assert from "node:assert/strict";
import { movedClock } from "./clock.mjs";
import { mailServer, setMail, until } from "./mail.mjs";
import { eachStore, newServer } from "./server.mjs";

const day = 86_400_000, minute = 60_000;
let serial = 0;
const track = (userId, event, at, properties = {}) => ({ type: "track", userId, event, timestamp: new Date(at).toISOString(), messageId: `p${++serial}`, properties });
const order = (userId, at, total) => track(userId, "Order Completed", at, { order_id: `o${++serial}`, total, currency: "EUR" });

async function send(server, events) {
  const { status, body, text } = await server.post("/v1/batch", { batch: events }, { key: await server.key("track") });
  assert.equal(status, 200, text);
  assert.deepEqual(body.rejected, []);
}

const asking = (server, key) => async (method, path, body, expected = 200) => {
  const { status, body: answer, text } = await server.request(method, `/api/v1${path}`, body, { key });
  assert.equal(status, expected, `${method} ${path}: ${text}`);
  return answer;
};

const steps = [
  { en: "Read the history first", fr: "Lire d’abord l’historique" },
  { kind: "task", en: "Call them", fr: "Les appeler", days: 2 },
  { kind: "message", subject_en: "A word, {first_name|friend}", en: "Hello {first_name|friend}, how are you?", subject_fr: "Un mot, {first_name|à vous}", fr: "Bonjour {first_name|à vous}, comment allez-vous ?" },
  { kind: "wait", days: 7, event: "Feature Used" },
  { kind: "task", en: "Ask what is missing", days: 3 },
];

/** The runs of a playbook by customer, all of them. */
async function runsOf(ask, playbook) {
  const runs = [];
  for (let cursor = ""; cursor !== null;) {
    const page = await ask("GET", `/playbooks/${playbook}/runs?limit=30${cursor && `&cursor=${cursor}`}`);
    runs.push(...page.items);
    cursor = page.next_cursor;
  }
  return new Map(runs.map((run) => [run.customer.id, run]));
}

await eachStore("a playbook: refused where it can't be run; steps, consent, SLA, goal, objection, merging, erasure, restart, its result", { start: false, timeout: 240_000 }, async (server, t) => {
  const clock = movedClock(t, server);
  const mail = await mailServer(t);
  await server.open();
  const key = await server.key("admin"), ask = asking(server, key);
  await setMail(server, key, mail.port);
  const start = Date.now();
  const owner = (await ask("POST", "/staff", { email: "nora@fidele.test", role: "agent" }, 201)).id;

  // 40 customers who bought before; those with even numbers agreed to mail, every fourth speaks French.
  const people = Array.from({ length: 40 }, (_, i) => `u${i}`);
  await send(server, people.flatMap((user, i) => [
    { type: "identify", userId: user, traits: { email: `${user}@example.com`, ...(i % 3 && { first_name: `Name${i}` }), locale: i % 4 ? "en-GB" : "fr-FR", ...(i === 1 && { owner: "nora@fidele.test" }) } },
    order(user, start - 40 * day, 20),
  ]));
  const id = {};
  for (const user of people) id[user] = (await ask("GET", `/customers/user_id:${user}`)).id;
  for (const user of people.filter((_, i) => i % 2 === 0))
    await ask("POST", `/customers/${id[user]}/consents`, { purpose: "marketing", channel: "email", state: "granted", source: "form" });

  // What can't be run is refused where it stands.
  const bad = async (step) => ask("POST", "/playbooks", { name: "x", record_type: "customer", steps: [step] }, 422);
  assert.equal((await bad({ kind: "task", days: 2 })).errors[0].path, "/steps/0/en");
  assert.equal((await bad({ kind: "message", en: "x" })).errors[0].path, "/steps/0/subject_en");
  assert.equal((await bad({ kind: "message", subject_en: "x", en: "{nick}" })).errors[0].path, "/steps/0/en");
  assert.equal((await bad({ kind: "task", en: "x", owner: 4711 })).errors[0].path, "/steps/0/owner");
  const text = await ask("POST", "/playbooks", { name: "Words", record_type: "customer", steps: [{ en: "listen" }] }, 201);
  assert.equal((await ask("PATCH", `/playbooks/${text.id}/entry`, { active: true }, 409)).code, "not_runnable");
  const playbook = await ask("POST", "/playbooks", { name: "Win back", record_type: "customer", steps }, 201);
  const entry = `/playbooks/${playbook.id}/entry`;
  assert.deepEqual(await ask("GET", entry).then(({ active, goal, goal_days, control_share, experiment, version }) => [active, goal, goal_days, control_share, experiment, version]), [false, "Order Completed", 30, 0.1, null, 0]);
  for (const wrong of [{ control_share: 0.9 }, { entry: "segment", segment: "none" }, { entry: "signal", signal: "none" }, { entry: "at_risk", value: { amount: "5.00", currency: "USD" } }, { goal: " " }])
    await ask("PATCH", entry, wrong, 422);
  assert.equal((await ask("POST", `/playbooks/${playbook.id}/runs`, { customer: "user_id:u0" }, 409)).code, "not_active");
  assert.match((await ask("GET", `/playbooks/${playbook.id}/result`)).refusal, /never switched on/);
  const on = await ask("PATCH", entry, { active: true, control_share: 0.3 });
  assert.deepEqual([on.active, on.experiment, on.version], [true, `playbook-${playbook.id}`, 1]);

  // Everybody is exposed when they enter, in both arms, once; nobody who objects.
  await ask("POST", `/customers/${id.u39}/consents`, { purpose: "profiling", kind: "objection", state: "raised", source: "mail" });
  assert.equal((await ask("POST", `/playbooks/${playbook.id}/runs`, { customer: "user_id:u39" }, 409)).code, "not_eligible");
  for (const user of people.slice(0, 39)) await ask("POST", `/playbooks/${playbook.id}/runs`, { customer: `user_id:${user}` }, 201);
  assert.equal((await ask("POST", `/playbooks/${playbook.id}/runs`, { customer: "user_id:u3" }, 409)).code, "entered_before");
  const first = await runsOf(ask, playbook.id);
  const control = [...first.values()].filter(({ arm }) => arm === "control"), treated = people.slice(0, 39).filter((user) => first.get(id[user]).arm === "treated");
  assert.ok(control.length >= 4 && control.length <= 20 && treated.length === 39 - control.length, String(control.length));
  assert.ok(control.every(({ status, steps: done }) => status === "control" && done.length === 0));
  const early = await ask("GET", `/playbooks/${playbook.id}/result`);
  assert.deepEqual([early.verdict, early.arms.map(({ entered, n }) => [entered, n]), early.goal_difference.value], ["too_early", [[control.length, 0], [treated.length, 0]], null]);
  const experiment = (await ask("GET", "/experiments")).items[0];
  assert.deepEqual((await ask("GET", `/experiments/${experiment.id}/results`)).arms.map(({ exposed }) => exposed), [control.length, treated.length], "as the experiment has it");

  // The first step that does something: a task, of whoever looks after them, due in two days.
  const runOf = async (user) => (await runsOf(ask, playbook.id)).get(id[user]);
  const at = async (user, step) => until(async () => { const run = await runOf(user); return run.steps.length >= step && run; });
  for (const user of treated) await at(user, 2);
  const [one] = treated;
  const task = async (user, step) => ask("GET", `/tasks/${(await runOf(user)).steps[step - 1].task}`);
  assert.deepEqual(await task(one, 2).then(({ title, customer, status }) => [title, customer, status]), ["Call them", id[one], "open"]);
  if (treated.includes("u1")) assert.equal((await task("u1", 2)).owner, owner);
  assert.equal((await runOf(one)).steps[1].due_day, new Date(start + 2 * day).toISOString().slice(0, 10));
  for (const { customer } of control) assert.deepEqual((await ask("GET", `/customers/${customer.id}/tasks`)).items, [], "nothing is done for the control group");

  // Killed in the middle, it goes on: no step twice. A changed playbook leaves the runs as they began.
  await ask("PATCH", `/playbooks/${playbook.id}`, { steps: steps.slice(0, 2) });
  const close = async (user) => ask("PATCH", `/tasks/${(await runOf(user)).steps.at(-1).task}`, { status: "closed" });
  for (const user of treated.slice(0, 8)) await close(user);
  clock.moveTo(start + 6 * minute);
  await server.kill();
  await server.restart();
  for (const user of treated.slice(0, 8)) await at(user, 3);
  clock.moveTo(start + 12 * minute);
  const agreed = treated.slice(0, 8).filter((user) => Number(user.slice(1)) % 2 === 0), others = treated.slice(0, 8).filter((user) => Number(user.slice(1)) % 2);
  assert.ok(agreed.length && others.length, treated.join());
  for (const user of agreed) await at(user, 4);
  assert.equal(mail.got.length, agreed.length, "one mail each");
  for (const user of agreed) {
    const i = Number(user.slice(1)), got = mail.got.filter(({ to }) => to[0] === `${user}@example.com`);
    assert.equal(got.length, 1);
    const name = i % 3 ? `Name${i}` : i % 4 ? "friend" : "à vous";
    assert.equal(got[0].mail.subject, i % 4 ? `A word, ${name}` : `Un mot, ${name}`);
    assert.ok(got[0].mail.text.includes(i % 4 ? `Hello ${name},` : `Bonjour ${name},`) && got[0].mail.text.includes("stop"), got[0].mail.text);
    const { items } = await ask("GET", `/customers/${id[user]}/timeline`);
    assert.equal(items.filter((item) => (item.event ?? item.name) === "Email Sent").length, 1);
  }
  for (const user of others) {
    const { outcome, reason, why } = (await runOf(user)).steps[2];
    assert.deepEqual([outcome, reason, why], ["under_way", "no_consent", (await runOf(user)).steps[2].why]);
    assert.match((await task(user, 3)).title, /^Not sent by mail: A word/);
    assert.equal((await ask("GET", `/customers/${id[user]}/tasks`)).items.length, 2, "each step once");
  }
  assert.deepEqual([(await runOf(one)).steps_count, (await runOf(one)).version], [5, 1]);

  // Overdue after two days, told once.
  clock.moveTo(start + 3 * day);
  const late = treated[8];
  await until(async () => (await runOf(late)).overdue);
  const overdue = async () => (await ask("GET", `/customers/${id[late]}/timeline`)).items.filter((item) => (item.event ?? item.name) === "Playbook Step Overdue").length;
  await until(async () => (await overdue()) === 1);
  assert.equal((await ask("GET", "/playbook-entries")).items.find((row) => row.playbook === playbook.id).overdue, treated.length - 8);
  clock.moveTo(start + 3 * day + 12 * minute);
  await until(async () => (await ask("GET", "/jobs?limit=1")).items.length);

  // What is waited for happens: on to the next step. Who objects, is merged, erased, stopped or reaches the goal ends.
  const waiting = agreed[0];
  const reached = treated[9], objecting = treated[10], stopped = treated[11], erased = treated[12], merged = [treated[13], treated[14]];
  await send(server, [track(waiting, "Feature Used", start + 3 * day), order(reached, start + 3 * day, 60)]);
  await ask("POST", `/customers/${id[objecting]}/consents`, { purpose: "marketing", kind: "objection", state: "raised", source: "mail" });
  await ask("POST", `/customers/${id[merged[0]]}/merge`, { with: String(id[merged[1]]), reason: "same person" });
  const halted = await ask("POST", `/playbook-runs/${(await runOf(stopped)).id}/stop`);
  assert.deepEqual([halted.status, halted.steps[1].outcome, (await ask("GET", `/tasks/${halted.steps[1].task}`)).status], ["stopped", "ended", "closed"]);
  const gone = await runOf(erased);
  await ask("POST", `/customers/${id[erased]}/erase`, { confirm: String(id[erased]) }, 202);
  clock.moveTo(start + 3 * day + 30 * minute);
  assert.equal((await at(waiting, 5)).steps[3].outcome, "happened");
  await until(async () => (await runOf(reached)).status === "goal");
  await until(async () => (await runOf(objecting)).status === "objected");
  assert.equal((await task(reached, 2)).status, "closed");
  await until(async () => {
    const both = (await ask("GET", `/playbooks/${playbook.id}/runs?limit=100`)).items.filter((run) => [id[merged[0]], id[merged[1]]].includes(run.customer.id));
    return both.length === 2 && both.map(({ status }) => status).sort().join() === "merged,running";
  });
  await until(async () => (await server.get(`/api/v1/playbook-runs/${gone.id}`, { key })).status === 404);

  // The goal's 30 days over: the arms as the experiment has them, with n and intervals; revenue beside it.
  const back = control[0].customer.id;
  const back_user = people.find((user) => id[user] === back);
  clock.moveTo(start + 5 * day);
  await send(server, [order(back_user, start + 5 * day, 10)]);
  clock.moveTo(start + 45 * day);
  const result = await ask("GET", `/playbooks/${playbook.id}/result`);
  const read = await ask("GET", `/experiments/${experiment.id}/results`);
  assert.deepEqual(result.arms.map(({ n, goal }) => [n, goal.value, goal.low, goal.high]), read.arms.map(({ n, value, low, high }) => [n, value, low, high]));
  assert.deepEqual([result.goal_difference.value, result.goal_difference.low, result.p, result.verdict], [read.difference.value, read.difference.low, read.difference.p, read.verdict]);
  assert.ok(Math.abs(result.arms[0].goal.value - 1 / control.length) < 1e-9);
  assert.equal(result.arms[0].revenue.value.amount, (10 / control.length).toFixed(2));
  assert.ok(result.revenue_difference.value.currency === "EUR" && result.revenue_difference.low && result.revenue_difference.high);
  assert.match((await ask("DELETE", `/playbooks/${playbook.id}`, undefined, 409)).detail, /switch it off/);

  // Another goal is another experiment; what is under way goes on, and the old record stays.
  const again = await ask("PATCH", entry, { goal: "Feature Used", goal_days: 10 });
  assert.equal(again.experiment, `playbook-${playbook.id}-2`);
  assert.equal((await ask("GET", `/experiments/${experiment.id}`)).status, "stopped");
  assert.equal((await ask("PATCH", entry, { active: false })).since, null);
});

await eachStore("people enter by themselves: who comes into a segment from then on, or shows a signal; so many a day", { start: false, timeout: 180_000 }, async (server, t) => {
  const clock = movedClock(t, server);
  await server.open();
  const ask = asking(server, await server.key("admin")), start = Date.now();
  const users = Array.from({ length: 12 }, (_, i) => `s${i}`);
  await send(server, users.map((user) => order(user, start - 20 * day, 30)));
  const id = {};
  for (const user of users) id[user] = (await ask("GET", `/customers/user_id:${user}`)).id;
  const segment = await ask("POST", "/segments", { name: "Gold", rule: '{"event":"Card Issued"}' }, 201);
  const issue = (some) => send(server, some.map((user) => track(user, "Card Issued", Date.now())));
  await issue(users.slice(0, 2));
  await until(async () => (await ask("GET", `/segments/${segment.key}/history`)).items.at(-1)?.size === 2);
  const make = async (name, entry) => {
    const { id: playbook } = await ask("POST", "/playbooks", { name, record_type: "customer", steps: [{ kind: "task", en: "Call", days: 1 }] }, 201);
    await ask("PATCH", `/playbooks/${playbook}/entry`, { ...entry, active: true, control_share: 0.01 });
    return playbook;
  };
  const entered = async (playbook) => [...(await runsOf(ask, playbook)).keys()].sort((a, b) => a - b);
  const ids = (...names) => names.map((user) => id[user]).sort((a, b) => a - b);
  const later = await make("Later", { entry: "segment", segment: segment.key, day_max: 3 });
  const all = await make("All", { entry: "segment", segment: segment.key, present: true });
  await until(async () => (await entered(all)).length === 2);
  assert.deepEqual(await entered(later), []);
  await issue(users.slice(2, 7));
  await until(async () => (await ask("GET", `/segments/${segment.key}/history`)).items.at(-1).size === 7);
  clock.moveTo(start + 20 * minute);
  await until(async () => (await entered(all)).length === 7);
  await until(async () => (await entered(later)).length === 3);
  assert.deepEqual((await entered(later)).filter((one) => !ids(...users.slice(2, 7)).includes(one)), []);
  clock.moveTo(start + day + 60 * minute);
  await until(async () => (await entered(later)).length === 5);
  assert.deepEqual(await entered(later), ids(...users.slice(2, 7)));

  // A signal of health that is raised from then on.
  const signal = await make("Paused", { entry: "signal", signal: "pause" });
  const now = start + day + 70 * minute;
  clock.moveTo(now);
  await send(server, [track(users[8], "Subscription Started", now - 10 * day, { subscription_id: "a", plan: "pro", amount: 10, currency: "EUR" }), track(users[8], "Subscription Paused", now, { subscription_id: "a" })]);
  clock.moveTo(now + 12 * minute);
  await until(async () => (await entered(signal)).length === 1);
  assert.deepEqual(await entered(signal), [id[users[8]]]);
  assert.equal((await ask("GET", "/playbook-entries")).items.filter(({ active }) => active).length, 3);
});

eachStore("two servers on one database do each step once", { start: false, stores: ["PostgreSQL"], timeout: 180_000 }, async (server, t) => {
  const clock = movedClock(t, server);
  await server.open();
  const other = await newServer(t, "PostgreSQL", { database: server.database, env: server.env, args: server.args });
  await other.open();
  const ask = asking(server, await server.key("admin")), start = Date.now();
  const users = Array.from({ length: 60 }, (_, i) => `t${i}`);
  await send(server, users.map((user) => order(user, start - 20 * day, 30)));
  const { id: playbook } = await ask("POST", "/playbooks", { name: "Both", record_type: "customer", steps: [{ kind: "task", en: "First", days: 1 }, { kind: "task", en: "Second", days: 1 }] }, 201);
  await ask("PATCH", `/playbooks/${playbook}/entry`, { active: true, control_share: 0.01 });
  await until(async () => (await other.get("/api/v1/playbooks", { key: server.keys.get("admin") })).status === 200); // it knows the key
  await Promise.all(users.map((user, i) => asking(i % 2 ? server : other, server.keys.get("admin"))("POST", `/playbooks/${playbook}/runs`, { customer: `user_id:${user}` }, 201)));
  const treated = async () => [...(await runsOf(ask, playbook)).values()].filter(({ arm }) => arm === "treated");
  await until(async () => (await treated()).every(({ steps: done }) => done.length === 1));
  const before = await treated();
  for (const run of before) await ask("PATCH", `/tasks/${run.steps[0].task}`, { status: "closed" });
  for (let round = 1; round <= 3; round++) clock.moveTo(start + round * 6 * minute);
  await until(async () => (await treated()).every(({ steps: done }) => done.length === 2));
  for (const run of await treated()) {
    const { items } = await ask("GET", `/customers/${run.customer.id}/tasks`);
    assert.deepEqual(items.map(({ title }) => title).sort(), ["First", "Second"]);
  }
  assert.ok(before.length >= 50);
});
