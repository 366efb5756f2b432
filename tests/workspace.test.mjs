// The settings of the data folder over HTTP: made with defaults, changed with the commit, kept, and the same on every
// server of one database.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createDatabase } from "./postgres.mjs";
import { eachStore, startServer } from "./server.mjs";

const path = "/api/v1/workspace";

eachStore("settings have defaults, change and last", async (server) => {
  const key = await server.key("admin");
  const first = await server.get(path, { key });
  assert.deepEqual(first.body, { version: 1, name: "", time_zone: "UTC", currency: "EUR", locale: "en", base_url: null, tracking_consent: "not_required", business_model: null, churn_rule: "inactivity", churn_window_days: null, churn_recognition: "end", partial_loss: "contraction", default_metrics: [], restart_needed: false });
  const named = await server.patch(path, { name: "Maison Fidèle", locale: "fr", base_url: "https://retention.example.com/" }, { key });
  assert.deepEqual(named.body, { ...first.body, version: 2, name: "Maison Fidèle", locale: "fr", base_url: "https://retention.example.com" });
  assert.deepEqual((await server.get(path, { key: await server.key("read") })).body, named.body);
  await server.kill();
  await server.restart();
  assert.deepEqual((await server.get(path, { key })).body, named.body);
  assert.equal((await server.patch(path, { base_url: null }, { key })).body.base_url, null);
});

eachStore("a change of time zone or currency says that figures follow after a restart", async (server) => {
  const key = await server.key("admin");
  assert.equal((await server.patch(path, { name: "x" }, { key })).body.restart_needed, false);
  assert.equal((await server.patch(path, { time_zone: "Europe/Paris", currency: "CHF" }, { key })).body.restart_needed, true);
  assert.equal((await server.get(path, { key })).body.restart_needed, true);
  assert.equal((await server.patch(path, { time_zone: "UTC", currency: "EUR" }, { key })).body.restart_needed, false);
  await server.patch(path, { time_zone: "Europe/Paris" }, { key });
  await server.restart();
  const { body } = await server.get(path, { key });
  assert.deepEqual([body.time_zone, body.restart_needed], ["Europe/Paris", false]);
});

eachStore("an unknown value changes nothing of what stands beside it", async (server) => {
  const key = await server.key("admin");
  assert.equal((await server.patch(path, { name: "kept?", time_zone: "Mars/Phobos" }, { key })).status, 422);
  assert.equal((await server.get(path, { key })).body.name, "");
});

test("two servers on one database agree", async (t) => {
  const database = await createDatabase();
  const one = await startServer(t, "PostgreSQL", { database }), two = await startServer(t, "PostgreSQL", { database });
  const key = await one.key("admin");
  assert.equal((await one.patch(path, { name: "from one" }, { key })).status, 200);
  while ((await two.get(path, { key })).status === 401) await new Promise((resolve) => setTimeout(resolve, 100)); // keys follow
  assert.equal((await two.patch(path, { locale: "fr" }, { key })).body.name, "from one");
  const answer = await one.patch(path, { currency: "USD" }, { key });
  assert.deepEqual([answer.body.name, answer.body.locale, answer.body.currency, answer.body.version], ["from one", "fr", "USD", 4]);
  // both at once, with the version they know: one of them has to read again
  const [left, right] = await Promise.all([one, two].map((server, i) =>
    server.patch(path, { name: `at once ${i}` }, { key, headers: { "if-match": '"4"' } })));
  assert.deepEqual([left.status, right.status].sort(), [200, 412]);
  // the same key of a retry on the other server
  const headers = { "idempotency-key": "moved-over" };
  const first = await one.post("/api/v1/keys", { name: "once", scope: "read" }, { key, headers });
  const again = await two.post("/api/v1/keys", { name: "once", scope: "read" }, { key, headers });
  assert.equal(first.status, 201);
  assert.equal(again.text, first.text);
});

eachStore("the business model decides which metrics come first, and the window of figures that are asked for without one", async (server) => {
  const key = await server.key("admin");
  const change = async (data) => {
    const answer = await server.patch(path, data, { key });
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const first = async () => (await server.get("/api/v1/metrics", { key })).body.items;
  const window = async (query = "") => {
    const { body } = await server.get(`/api/v1/metrics/crr${query}`, { key });
    return [body.window === "workspace" || body.window === "given" ? body.window : "other", body.window_days]; // there is no order yet
  };
  assert.ok((await first()).every((one) => !one.default && one.rank === null));
  const all = (await first()).length;
  const saas = await change({ business_model: "saas" });
  assert.deepEqual([saas.churn_rule, saas.churn_window_days, saas.default_metrics.slice(0, 2)], ["contractual", null, ["mrr", "ndr"]]);
  let listed = await first();
  assert.deepEqual(listed.slice(0, 2).map((one) => [one.name, one.default, one.rank, one.available]), [["mrr", true, 1, true], ["ndr", true, 2, true]]);
  assert.deepEqual([listed.length, new Set(listed.map((one) => one.name)).size], [all, all]);
  assert.deepEqual(await window(), ["other", null]);
  const retail = await change({ business_model: "retail" });
  assert.deepEqual([retail.churn_rule, retail.churn_window_days], ["inactivity", 90]);
  listed = await first();
  assert.deepEqual(listed.slice(0, 2).map((one) => [one.name, one.available]), [["repeat_purchase_rate", true], ["aov", true]]);
  assert.deepEqual([await window(), await window("?window=auto"), await window("?window=30")], [["workspace", 90], ["other", null], ["given", 30]]);
  await server.kill();
  await server.restart();
  assert.equal((await change({ churn_window_days: 120 })).business_model, "retail");
  assert.deepEqual(await window(), ["workspace", 120]);
  assert.deepEqual([(await change({ churn_window_days: null })).churn_window_days, await window()], [null, ["other", null]]);
  assert.equal((await server.patch(path, { business_model: "casino" }, { key })).status, 422);
  assert.deepEqual([(await change({ business_model: null })).default_metrics, (await change({ business_model: "service", churn_window_days: 200 })).churn_window_days], [[], 200]);
});
