// Models in the data folder: trained as versions on what happened, judged on later time, refused when they are no good,
// scores at once everywhere, and those who objected left out.
import assert from "node:assert/strict";
import { movedClock } from "./clock.mjs";
import { eachStore } from "./server.mjs";

const day = 86_400_000;
const now = Date.now();
const ago = (days) => new Date(now - days * day).toISOString();
let serial = 0;
const track = (userId, event, timestamp, properties = {}) => ({ type: "track", userId, event, timestamp, messageId: `p${++serial}`, properties });
const order = (userId, days, total = 20) => track(userId, "Order Completed", ago(days), { order_id: `o${++serial}`, total, currency: "EUR" });

async function send(server, events) {
  const key = await server.key("track");
  for (let from = 0; from < events.length; from += 400) {
    const { status, body } = await server.post("/v1/batch", { batch: events.slice(from, from + 400) }, { key });
    assert.equal(status, 200, JSON.stringify(body));
  }
}

const asker = (key, server) => async (method, path, body, expected = 200) => {
  const { status, body: answer, text } = await server[method](`/api/v1/${path}`, ...(method === "get" || method === "delete" ? [{ key }] : [body, { key }]));
  assert.equal(status, expected, text);
  return answer;
};

async function train(ask, model) {
  const { job } = await ask("post", `predictions/${model}/train`, undefined, 202);
  for (;;) {
    const { status, result, error } = await ask("get", `jobs/${job}`);
    if (status === "done") return result;
    assert.ok(status === "queued" || status === "running", `${status}: ${error}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** 0..1, the same for the same number. */
const drawn = (i, salt) => ((Math.imul(i + 1, 2654435761) ^ Math.imul(salt + 7, 40503)) >>> 0) / 2 ** 32;

/** People who order every 20 days for 400 days; each fifth meets a slow ticket on a day of their own and most of those leave. */
function planted(people) {
  const events = [];
  for (let i = 0; i < people; i++) {
    const user = `u${i}`, unlucky = drawn(i, 1) < 0.5, at = 40 + Math.floor(drawn(i, 2) * 300);
    const leaves = unlucky ? drawn(i, 3) < 0.85 : drawn(i, 3) < 0.05;
    const end = leaves ? at : 0;
    for (let days = 400 - Math.floor(drawn(i, 4) * 20); days >= end; days -= 18 + Math.floor(drawn(i * 31 + days, 5) * 5)) events.push(order(user, days, 15 + (i % 10)));
    if (unlucky) events.push(track(user, "Ticket Opened", ago(at - 0.5), { ticket_id: `t${i}` }), track(user, "Ticket Solved", ago(at - 5), { ticket_id: `t${i}` }));
    if (i % 3 === 0) events.push(track(user, "Survey Answered", ago(at), { survey: "nps", score: leaves ? 2 : 9 }));
  }
  return events;
}

await eachStore("R129: too little to learn from is told, and nobody is scored", async (server) => {
  const ask = asker(await server.key("admin"), server);
  assert.deepEqual(new Set((await ask("get", "predictions")).items.map(({ status }) => status)), new Set(["never"]));
  assert.equal((await train(ask, "churn")).status, "refused");
  assert.match((await ask("get", "predictions/churn")).refusal, /^not trained: nothing has happened yet/);
  const events = [];
  for (let i = 0; i < 30; i++) for (let days = 300; days >= (i === 0 ? 130 : 1); days -= 15) events.push(order(`u${i}`, days));
  await send(server, events);
  await ask("patch", "predictions/settings", { churn_window_days: 30 });
  assert.equal((await ask("get", "predictions/settings")).churn_window_used, 30);
  assert.equal((await train(ask, "churn")).status, "refused");
  const report = await ask("get", "predictions/churn");
  assert.equal(report.status, "refused");
  assert.match(report.refusal, /^not trained: too few events \(1\)/);
  assert.deepEqual((await ask("get", "predictions/churn/scores")).items, []);
  assert.equal((await train(ask, "lifetime")).status, "refused", "30 buyers are not 50");
  const person = await ask("get", "customers/user_id:u1/predictions");
  assert.deepEqual([person.churn, person.lifetime, person.refusal], [null, null, null]);
  await ask("get", "predictions/nonsense", undefined, 404);
  await ask("post", "predictions/churn/rollback", { version: 1 }, 409); // was refused
  await ask("post", "predictions/churn/rollback", { version: 99 }, 404);
  for (const settings of [{ margin: 0 }, { margin: 1.01 }, { yearly_discount: 1.5 }]) await ask("patch", "predictions/settings", settings, 422);
  await ask("patch", "predictions/settings", { horizon_days: 1096 }, 422);
});

await eachStore("R114, R115, R119, PD-15: trained, judged, explained, used at once, and gone back from", async (server) => {
  const key = await server.key("admin"), ask = asker(key, server);
  await send(server, planted(260));
  await ask("patch", "predictions/settings", { churn_window_days: 40, yearly_discount: 0 });
  assert.deepEqual(await train(ask, "churn"), { model: "churn", version: 1, status: "published" });
  const report = await ask("get", "predictions/churn");
  assert.ok(report.holdout.auc.value >= 0.75 && report.holdout.auc.low <= report.holdout.auc.value, JSON.stringify(report.holdout.auc));
  assert.ok(report.holdout.brier < report.holdout.naive.brier);
  assert.equal(report.holdout.lift.reduce((sum, { n }) => sum + n, 0), report.holdout.rows);
  assert.ok(report.drivers.slice(0, 6).some(({ feature }) => /^ticket|nps|negative/.test(feature)), JSON.stringify(report.drivers.slice(0, 6).map(({ feature }) => feature)));
  for (const name of ["ticket_hours", "csat", "trust"]) assert.ok(report.missing.find(({ feature }) => feature === name).count > 0, `R128: ${name}`);
  assert.ok(report.missing.some(({ feature }) => feature === "slow_ticket"), "R128");
  assert.equal(typeof report.drift.psi, "number");

  // Everybody once, highest first; a page is a part of it.
  const { items, count } = await ask("get", "predictions/churn/scores?limit=1000");
  assert.equal(items.length, count);
  assert.ok(items.every(({ score }, i) => score > 0 && score < 1 && (i === 0 || score <= items[i - 1].score)));
  const first = await ask("get", "predictions/churn/scores?limit=3");
  const second = await ask("get", `predictions/churn/scores?limit=3&cursor=${first.next_cursor}`);
  assert.deepEqual([...first.items, ...second.items].map(({ customer }) => customer.id), items.slice(0, 6).map(({ customer }) => customer.id));
  assert.ok(items[0].reasons.length > 0 && items[0].reasons.length <= 5 && items[0].reasons.every(({ sentence, effect }) => sentence && Number.isFinite(effect)));
  const French = await server.get(`/api/v1/customers/${items[0].customer.id}/predictions?locale=fr`, { key });
  assert.notEqual(French.body.churn.reasons[0].sentence, items[0].reasons[0].sentence);
  assert.equal(French.body.churn.probability, items[0].score);

  // The same in segments.
  const high = items.filter(({ score }) => score >= 0.5).length;
  const size = async (rule) => (await ask("post", "segments/preview", { rule })).size;
  assert.equal(await size({ metric: "churn_risk", gte: 0.5 }), high);
  assert.equal(await size({ metric: "risk", in: ["high"] }), items.filter(({ band }) => band === "high").length);

  // An order counts in the next answer.
  const risky = items.find(({ score }) => score > 0.3) ?? items[0];
  const { items: [identity] } = { items: (await ask("get", `customers/${risky.customer.id}`)).identities.filter(({ kind }) => kind === "user_id") };
  await send(server, [order(identity.value, 0.0005)]);
  assert.notEqual((await ask("get", `customers/${risky.customer.id}/predictions`)).churn.probability, risky.score);

  // Objection: neither scored nor in segments, and told so.
  await ask("post", `customers/${items[1].customer.id}/consents`, { kind: "objection", purpose: "profiling", state: "raised", source: "letter" });
  const objected = await ask("get", `customers/${items[1].customer.id}/predictions`);
  assert.equal(objected.churn, null);
  assert.match(objected.refusal, /objected to profiling/);
  const less = await ask("get", "predictions/churn/scores");
  assert.deepEqual([less.objected, less.items.some(({ customer }) => customer.id === items[1].customer.id)], [1, false]);

  // Two people who are one.
  const before = less.count;
  await ask("post", `customers/${items[2].customer.id}/merge`, { with: String(items[3].customer.id), reason: "same person" });
  assert.equal((await ask("get", "predictions/churn/scores")).count, before - 1);

  // Trained again: both versions stay, and one goes back.
  assert.equal((await train(ask, "churn")).version, 2);
  const second_report = await ask("get", "predictions/churn");
  const { objected: left, too_new, without_history } = second_report.left_out;
  assert.equal(left, 1);
  assert.equal(second_report.population + left + too_new + without_history, 259, "260 people of whom two are one: nobody is forgotten");
  const { items: versions } = await ask("get", "predictions/churn/versions");
  assert.deepEqual(versions.map(({ version, status }) => [version, status]), [[2, "published"], [1, "kept"]]);
  assert.ok(versions.every(({ quality }) => quality.auc.value > 0.7), "side by side");
  await ask("post", "predictions/churn/rollback", { version: 1 });
  assert.equal((await ask("get", "predictions/churn")).version, 1);
  const kept = await ask("get", "predictions/churn/scores?limit=20");
  assert.equal(kept.version, 1);
  await server.kill();
  await server.restart();
  assert.deepEqual(await ask("get", "predictions/churn/scores?limit=20"), kept, "the same after kill -9");
});

await eachStore("R011, R118, R127: past and future of a customer, and who brings most", async (server) => {
  const ask = asker(await server.key("admin"), server);
  const events = [];
  for (let i = 0; i < 120; i++) {
    const every = 20 + (i % 5) * 10, stops = drawn(i, 9) < 0.4 ? 100 : 0;
    for (let days = 360 - (i % 7); days > stops + (i % 3); days -= every) events.push(order(`u${i}`, days, 10 + (i % 4) * 5));
  }
  for (let month = 6; month >= 0; month--) events.push(order("steady", month * 30 + 0.01, 20));
  await send(server, events);
  await ask("patch", "predictions/settings", { yearly_discount: 0, horizon_days: 90 });
  assert.equal((await train(ask, "lifetime")).status, "published");
  const report = await ask("get", "predictions/lifetime");
  assert.ok(report.models[report.chosen].parameters && report.holdout.mae > 0 && report.holdout.by_frequency.length === 8);
  const { lifetime } = await ask("get", "customers/user_id:steady/predictions");
  assert.ok(Math.abs(lifetime.expected_purchases.value - 3) < 0.75, JSON.stringify(lifetime));
  assert.ok(Math.abs(Number(lifetime.future.value.amount) - 60) < 18, JSON.stringify(lifetime.future));
  assert.equal(lifetime.past.amount, "140.00");
  assert.equal(lifetime.clv.amount, (140 + Number(lifetime.future.value.amount)).toFixed(2));
  const longer = await ask("get", "customers/user_id:steady/predictions?horizon_days=1095");
  assert.ok(longer.lifetime.expected_purchases.value > lifetime.expected_purchases.value);
  const top = await ask("get", "predictions/top?share=0.2&limit=1000");
  assert.equal(top.items.length, Math.ceil(top.customers * 0.2));
  const sum = top.items.reduce((all, { future }) => all + Number(future.amount), 0);
  assert.ok(Math.abs(sum - Number(top.top.amount)) < 0.01 * top.items.length && Math.abs(top.top_share - sum / Number(top.total.amount)) < 0.01);
  const scores = await ask("get", "predictions/lifetime/scores?limit=1");
  assert.equal(scores.count, 121);
  const { size } = await ask("post", "segments/preview", { rule: { metric: "p_alive", gte: 0 } });
  assert.equal(size, 121);
});

/** A message to everybody every 40 days; half of the people (those who open what they get) then buy, others hardly ever. */
function written(people) {
  const events = [];
  for (let i = 0; i < people; i++) {
    const user = `w${i}`, answers = drawn(i, 1) < 0.5;
    events.push(order(user, 430 - (i % 20), 20 + (i % 7)), order(user, 425 - (i % 20), 20));
    for (let wave = 10; wave >= 1; wave--) {
      const sent = wave * 40 - (i % 3);
      events.push(track(user, "Email Delivered", ago(sent)));
      if (answers || drawn(i * 13 + wave, 6) < 0.15) events.push(track(user, "Email Opened", ago(sent - 0.1)));
      if (drawn(i * 17 + wave, 7) < (answers ? 0.5 : 0.06)) events.push(order(user, sent - 3, 25));
      if (drawn(i * 19 + wave, 8) < 0.3) events.push(order(user, sent - 20, 25)); // too late to be an answer
    }
  }
  // Came after the messages by which it is judged, and never written to.
  for (let i = 0; i < 7; i++) events.push(order(`late${i}`, 5), track(`late${i}`, "Email Delivered", ago(4)));
  for (let i = 0; i < 5; i++) events.push(order(`silent${i}`, 100));
  return events;
}

await eachStore("R114: who answers a message, learnt on the days of messages, each person judged once", async (server) => {
  const ask = asker(await server.key("admin"), server);
  await send(server, [order("w0", 440), order("w0", 400)]);
  assert.equal((await train(ask, "response")).status, "refused");
  assert.match((await ask("get", "predictions/response")).refusal, /^not trained: nothing has happened yet/, "no message");
  await send(server, written(200));
  assert.equal((await train(ask, "response")).status, "published");
  const report = await ask("get", "predictions/response");
  assert.equal(report.window_days, 14);
  assert.equal(report.holdout.rows, 200, "each of those who were written to within the month is judged once");
  assert.ok(report.rows > 200 * 5 && report.moments >= 6, JSON.stringify([report.rows, report.moments]));
  // Half of 200 answer by 0.5, half by 0.06: the late orders are no answers.
  assert.ok(report.holdout.positives > 35 && report.holdout.positives < 80, String(report.holdout.positives));
  assert.ok(report.holdout.auc.low > 0.6, JSON.stringify(report.holdout.auc));
  assert.ok(report.window.to < report.holdout.from, "learnt from what was over");
  assert.deepEqual(report.left_out, { objected: 0, too_new: 7, without_history: 5 });
  const { items, count } = await ask("get", "predictions/response/scores?limit=1000");
  assert.equal(count, 207, "whoever was written to within a year");
  assert.equal((await ask("get", "customers/user_id:silent1/predictions")).response, null);
  const mean = (wanted) => {
    const of = items.filter(({ reasons }) => reasons.length).map(({ score }) => score).sort((a, b) => b - a);
    return of.slice(...wanted).reduce((sum, score) => sum + score, 0) / of.slice(...wanted).length;
  };
  assert.ok(mean([0, 90]) > 0.3 && mean([-90]) < 0.2, `${mean([0, 90])} ${mean([-90])}`);
});

await eachStore("PV-06: what was foretold of somebody before they objected is told no more", { start: false }, async (server, t) => {
  const clock = movedClock(t, server);
  await server.open();
  const ask = asker(await server.key("admin"), server), person = () => ask("get", "customers/user_id:u1/predictions");
  await send(server, planted(80));
  assert.equal((await train(ask, "lifetime")).status, "published");
  clock.moveTo(now + day / 2); // they are kept every six hours
  while (!(await person()).history.length) await new Promise((resolve) => setTimeout(resolve, 100));
  const { customer } = await person();
  await ask("post", `customers/${customer}/consents`, { kind: "objection", purpose: "profiling", state: "raised", source: "letter" });
  const { lifetime, history, refusal } = await person();
  assert.deepEqual([lifetime, history], [null, []]);
  assert.match(refusal, /objected to profiling/);
  const health = await ask("get", `customers/${customer}/health-score`);
  assert.deepEqual([health.history, health.price_sensitivity.volatility], [[], null]);
});
