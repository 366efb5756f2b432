// GET /audit: strengths and weaknesses of a period, each with its figure (R263); what a company with an order file alone
// is told to do (R280); customers who stay and do not recommend (R309); nothing concluded from few (R315).
import assert from "node:assert/strict";
import { comingAndGoing, month, sendOrders } from "./months.mjs";
import { eachStore } from "./server.mjs";

const said = ({ title, evidence }) => title && /\d/.test(evidence);

async function sendAnswers(server, scores, prefix) {
  const key = await server.key("track");
  const batch = scores.map((score, i) => ({ type: "track", userId: `c${i}`, event: "Survey Answered", timestamp: `${month(1)}-15T12:00:00Z`, messageId: `${prefix}${i}`, properties: { metric: "nps", score, response_id: `${prefix}${i}` } }));
  const { body } = await server.post("/v1/batch", { batch, sentAt: new Date().toISOString() }, { key });
  assert.equal(body.accepted, batch.length);
}

eachStore("R263, R280, R309, R315: strengths, weaknesses, actions and notices, from nothing to orders with answers", async (server) => {
  const key = await server.key("write");
  const audit = async (query = "", locale = "en") => {
    const { status, body, text } = await server.get(`/api/v1/audit${query}`, { key, headers: { "accept-language": locale } });
    assert.equal(status, 200, text);
    return body;
  };

  const empty = await audit();
  assert.deepEqual([empty.customers, empty.orders, empty.strengths], [0, 0, []]);
  assert.deepEqual(empty.weaknesses.map(({ key }) => key).sort(), ["no_benchmark", "no_feedback", "no_orders", "no_reasons"]);
  assert.ok(empty.weaknesses.every((point) => said(point) && point.action));

  await sendOrders(server, comingAndGoing([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5], 200));
  const orders = await audit();
  assert.equal(orders.period, month(1));
  assert.ok(orders.weaknesses.length >= 3 && orders.weaknesses.every((point) => said(point) && point.action), JSON.stringify(orders.weaknesses));
  assert.ok(orders.strengths.length >= 1 && orders.strengths.every(said), JSON.stringify(orders.strengths));
  assert.equal(orders.customers, 260);
  const { items } = (await server.get("/api/v1/kpis", { key })).body;
  for (const { name, value, n } of items) {
    const kpi = orders.kpis.find((one) => one.name === name);
    assert.deepEqual([kpi.value, kpi.n], [value, n], `${name} is what /kpis says`);
  }
  assert.equal(orders.kpis.find(({ name }) => name === "nps").value, null, "not observed is not 0");
  assert.ok(!JSON.stringify(orders).includes("--customers"), "no option of the command line in what is said of a data folder");

  await sendAnswers(server, [10, 0, 3], "few");
  const few = await audit();
  assert.ok(few.notices.some(({ key, text }) => key === "small_sample" && text.includes("(n = 3)")), JSON.stringify(few.notices));
  assert.ok(!few.weaknesses.some(({ metric, severity }) => metric === "nps" && severity === "warning"));

  await sendAnswers(server, Array.from({ length: 100 }, (_, i) => (i < 20 ? 9 : i < 60 ? 8 : 2)), "many");
  const captive = (await audit("", "fr")).notices.find(({ key }) => key === "captive");
  assert.equal(captive.title, "Captifs plutôt que fidèles");
  assert.match(captive.text, /n = 10[03]/);

  const benchmark = { metric: "crr", value: 0.99, source: "Sector survey", day: "2026-01-31" };
  assert.equal((await server.post("/api/v1/benchmarks", benchmark, { key })).status, 201);
  const compared = (await audit()).kpis.find(({ name }) => name === "crr").benchmark;
  assert.deepEqual([compared.value, compared.source, compared.side], [0.99, "Sector survey", compared.gap < -0.01 ? "below" : compared.side]);
  assert.equal((await server.get("/api/v1/audit?period=nonsense", { key })).status, 400);
  assert.equal((await audit("?period=2020-Q1")).period, "2020-Q1");
});
