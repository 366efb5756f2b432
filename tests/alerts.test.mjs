// Early-warning rules: once per episode, never for small samples, once over restarts and servers, by mail and webhook (R027, R315,
// MX-23). Figures come from orders of whole months before this one.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
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
    hooks.push(JSON.parse(text));
    response.end();
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  t.after(() => { receiver.closeAllConnections(); receiver.close(); });
  await server.post("/api/v1/webhooks", { name: "alerts", url: `http://127.0.0.1:${receiver.address().port}/`, topics: ["Alert Fired", "Alert Recovered"] }, { key });
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
  assert.deepEqual([hooks[0].type, hooks[0].data.customer, hooks[0].data.properties.period, hooks[0].data.properties.value, hooks[0].data.properties.n], ["Alert Fired", null, month(3), 0.09, 100]);
});
