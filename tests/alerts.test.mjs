// Early-warning rules: once per episode, never for small samples, once over restarts and servers, by mail and webhook (R027, R315,
// MX-23); change, break and anomaly; at most so many a day; asleep. Figures come from orders of whole months before this one.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";
import { mailServer, open, setMail, until } from "./mail.mjs";
import { comingAndGoing, month, sendOrders } from "./months.mjs";
import { eachStore } from "./server.mjs";

const churn = { name: "churn above 8 %", metric: "churn", parameters: { window: "period" }, kind: "above", threshold: 0.08 };

async function makeRule(server, key, more = {}) {
  const { status, body, text } = await server.post("/api/v1/alert-rules", { ...churn, ...more }, { key });
  assert.equal(status, 201, text);
  return body;
}

/** The rule once it has been looked at after `before` (an instant of judged_at). */
const judged = (server, key, id, before = null) => until(async () => {
  const { body } = await server.get(`/api/v1/alert-rules/${id}`, { key });
  return body.judged_at !== before && body.judged_at && body;
});

async function check(server, key, rule) {
  const before = (await server.get(`/api/v1/alert-rules/${rule.id}`, { key })).body.judged_at;
  assert.equal((await server.post(`/api/v1/alert-rules/${rule.id}/check`, undefined, { key })).status, 202);
  return judged(server, key, rule.id, before);
}

const alertsOf = async (server, key, rule) => (await server.get(`/api/v1/alerts?rule=${rule.id}`, { key })).body.items;

eachStore("R027: churn > 8 % on 5,5,5,5,9,9,9 is one alert at month 5, by mail and webhook", open, async (server, t) => {
  const key = await server.key("admin");
  const { got, port } = await mailServer(t);
  await setMail(server, key, port);
  const hooks = [];
  const receiver = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += chunk;
    hooks.push({ text, headers: request.headers });
    response.end();
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  t.after(() => { receiver.closeAllConnections(); receiver.close(); });
  const { body: { secret } } = await server.post("/api/v1/webhooks", { name: "alerts", url: `http://127.0.0.1:${receiver.address().port}/`, topics: ["Alert Fired", "Alert Recovered"] }, { key });
  await sendOrders(server, comingAndGoing([5, 5, 5, 5, 9, 9, 9], 100));
  const rule = await makeRule(server, key, { recipients: ["ana@example.com", "bo@example.com"], locale: "fr" });
  const looked = await judged(server, key, rule.id);
  assert.deepEqual(looked.groups.map(({ verdict, value, n, judged }) => [verdict, value, n, judged]), [["over", 0.09, 100, `${month(1)}-01`]], JSON.stringify(looked));
  const alerts = await alertsOf(server, key, rule);
  assert.equal(alerts.length, 1);
  const [alert] = alerts;
  assert.deepEqual([alert.period, alert.value, alert.threshold, alert.n, alert.complete, alert.includes_threshold, alert.notified], [month(3), 0.09, 0.08, 100, true, true, 2]);
  assert.ok(Math.abs(alert.low - 0.0481) < 1e-3 && Math.abs(alert.high - 0.1623) < 1e-3, "Wilson of 9 in 100");
  for (let i = 0; i < 2; i++) await check(server, key, rule);
  assert.equal((await alertsOf(server, key, rule)).length, 1, "no duplicate while it stays above");
  await until(() => got.length === 2 && hooks.length === 1);
  assert.deepEqual(got.map(({ to }) => to[0]).sort(), ["ana@example.com", "bo@example.com"]);
  const { mail } = got[0];
  assert.match(mail.subject, new RegExp(`${month(3)}\\u00a0: 9,0\\u202f%, au-dessus de 8,0\\u202f%`));
  for (const said of ["100", "4,8", "16,2", "le hasard n’est donc pas exclu"]) assert.ok(mail.text.includes(said) && mail.html.includes(said), `${said} in ${mail.text}`);
  const { type, data } = new Webhook(secret).verify(hooks[0].text, hooks[0].headers);
  assert.deepEqual([type, data.customer, data.properties.period, data.properties.value, data.properties.n, data.properties.threshold, data.properties.segment], ["Alert Fired", null, month(3), 0.09, 100, 0.08, ""]);
  assert.throws(() => new Webhook(secret).verify(hooks[0].text.replace("0.09", "0.01"), hooks[0].headers));
});

eachStore("MX-23: change, break and anomaly beside thresholds; small samples, sleep and the most of a day", { ...open, stores: ["SQLite"] }, async (server, t) => {
  const key = await server.key("admin");
  const { got, port } = await mailServer(t);
  await setMail(server, key, port);
  await sendOrders(server, comingAndGoing([5, 5, 5, 5, 5, 5, 5, 20, 20, 40], 100));
  const made = async (more) => {
    const rule = await makeRule(server, key, { threshold: undefined, recipients: ["ana@example.com"], locale: "en", ...more });
    const looked = await judged(server, key, rule.id);
    return { rule, looked, alerts: await alertsOf(server, key, rule) };
  };
  const shown = ({ kind, period, value, before, threshold, withheld, notified }) => [kind, period, value, before, threshold, withheld, notified];

  const anomaly = await made({ kind: "anomaly" });
  assert.deepEqual(anomaly.alerts.map(shown), [["anomaly", month(3), 0.2, 0.05, 3.5, null, 1]], JSON.stringify(anomaly.looked));
  const rupture = await made({ kind: "break" });
  assert.deepEqual(rupture.alerts.map(({ kind, period, threshold }) => [kind, period, threshold]), [["break", month(3), null]]);
  const change = await made({ kind: "change", threshold: 0.5 });
  assert.deepEqual([change.rule.certainty, anomaly.rule.certainty, (await made({ threshold: 0.9 })).rule.certainty], ["interval", "sample", "sample"], "a change has to be proven");
  assert.deepEqual(change.alerts.map(shown), [["change", month(1), 0.4, 0.2, 0.5, null, 1]]);
  const { body: refused } = await server.post("/api/v1/alert-rules", { ...churn, kind: "anomaly", threshold: 0 }, { key });
  assert.deepEqual([refused.code, refused.errors[0].path], ["out_of_range", "/threshold"]);
  const small = await made({ threshold: 0.08, sample_min: 1000 });
  assert.deepEqual([small.alerts, small.looked.groups[0].verdict], [[], "small_sample"]);
  await until(() => got.length === 3);
  const texts = got.map(({ mail }) => mail.text);
  assert.ok(texts.some((text) => text.includes("20.0%, unusual: about 5.0% was to be expected") && text.includes("3.5 standard deviations")), texts.join());

  // Kept, and nobody is told: with 0 a day, and the second and later of a rule that may tell one.
  const silent = await made({ threshold: 0.08, max_per_day: 0 });
  assert.deepEqual(silent.alerts.map(shown), [["above", month(3), 0.2, null, 0.08, "daily_limit", 0]]);
  const many = await made({ metric: "revenue", parameters: { by: "lifecycle_stage" }, threshold: 1, max_per_day: 1 });
  assert.ok(many.alerts.length > 1, JSON.stringify(many.looked));
  assert.deepEqual(many.alerts.map(({ withheld }) => withheld).reverse(), [null, ...Array(many.alerts.length - 1).fill("daily_limit")]);

  // Asleep it is not judged, also not when asked to; awake it is.
  const { rule } = await made({ threshold: 0.9 });
  const later = new Date(Date.now() + 3600_000).toISOString();
  const asleep = await server.patch(`/api/v1/alert-rules/${rule.id}`, { threshold: 0.08, snoozed_until: later }, { key });
  assert.equal(Date.parse(asleep.body.snoozed_until), Date.parse(later));
  const { body: { job } } = await server.post(`/api/v1/alert-rules/${rule.id}/check`, undefined, { key });
  await until(async () => (await server.get(`/api/v1/jobs/${job}`, { key })).body.status === "done");
  assert.deepEqual(await alertsOf(server, key, rule), []);
  const before = (await server.get(`/api/v1/alert-rules/${rule.id}`, { key })).body.judged_at;
  await server.patch(`/api/v1/alert-rules/${rule.id}`, { snoozed_until: null }, { key });
  await judged(server, key, rule.id, before);
  assert.deepEqual((await alertsOf(server, key, rule)).map(({ period }) => period), [month(3)]);
  await until(() => got.length === 5);
});
