// Alerts, reports and restatements are the same by API and command line, with a server and without.
import assert from "node:assert/strict";
import { mailServer, open, setMail, until } from "./mail.mjs";
import { comingAndGoing, month, sendOrders } from "./months.mjs";
import { eachStore } from "./server.mjs";

const commandOf = (server) => ({
  run: async (...words) => {
    const { code, out, error } = await server.command(words);
    assert.deepEqual([code, error], [0, ""], words.join(" "));
    return out;
  },
  refused: async (expected, ...words) => {
    const { code, out, error } = await server.command(words);
    assert.deepEqual([code, out], [2, ""], words.join(" "));
    assert.match(error, expected);
  },
});

eachStore("alerts: rules are made, judged, paused and taken away, and alerts seen to, on the command line", { ...open, stores: ["SQLite"] }, async (server) => {
  const { run, refused } = commandOf(server);
  const key = await server.key("admin");
  const list = async (path) => (await server.get(`/api/v1/${path}`, { key })).body.items;
  await sendOrders(server, comingAndGoing([5, 9], 60));
  const body = JSON.stringify({ name: "churn above 8 %", metric: "churn", parameters: { window: "period" }, kind: "above", threshold: 0.08 });
  const add = await server.command(["alert", "add", "-", "--format", "json"], { input: body });
  assert.equal(add.code, 0, add.error);
  const { id, recipients } = JSON.parse(add.out);
  assert.deepEqual(recipients, [], "nobody is mailed, and it fires all the same");
  assert.match(await run("alert", "check", String(id), "--quiet"), /churn above 8 %[^]*over: 0\./);
  const alerts = await list("alerts");
  assert.equal(alerts.length, 1);
  assert.deepEqual(JSON.parse(await run("alert", "list", "--format", "json")), alerts);
  assert.deepEqual(JSON.parse(await run("alert", "rules", "--format", "json")), await list("alert-rules"));
  assert.deepEqual(JSON.parse(await run("alert", "rule", String(id), "--format", "json")).groups, (await server.get(`/api/v1/alert-rules/${id}`, { key })).body.groups);
  assert.deepEqual(JSON.parse(await run("alert", "list", "--rule", String(id + 1), "--format", "json")), []);
  assert.match(await run("alert", "rules"), /churn above 8 % +churn +month +above +0\.08/);
  assert.match(await run("alert", "list", "--status", "unacknowledged"), /churn/);
  await run("alert", "acknowledge", String(alerts[0].id), "--note", "called them");
  assert.equal((await list("alerts"))[0].note, "called them");
  assert.equal((await list("alerts?status=unacknowledged")).length, 0);
  assert.match(await run("alert", "pause", String(id)), /paused/);
  assert.match(await run("alert", "resume", String(id)), /active/);
  await server.stop();
  assert.equal(JSON.parse(await run("alert", "list", "--format", "json")).length, 1);
  await server.open();
  await run("alert", "remove", String(id));
  assert.deepEqual(await list("alert-rules"), []);
  await refused(/which one\?/, "alert", "check");
  await refused(/expected one of list, rules/, "alert", "drop");
  assert.match((await server.command(["alert", "add", "no-such-file.json"])).error, /no-such-file/);
  assert.match((await server.command(["alert", "add", "-"], { input: "{" })).error, /unexpected end at byte 1/);
});

eachStore("reports: added, shown and sent on the command line as over the API", { ...open, stores: ["SQLite"] }, async (server, t) => {
  const { run, refused } = commandOf(server);
  const key = await server.key("admin"), { got, port } = await mailServer(t);
  await setMail(server, key, port);
  await sendOrders(server, comingAndGoing([5, 9], 60));
  const added = await server.command(["report", "add", "-", "--format", "json"], { input: JSON.stringify({ name: "Board", metrics: [{ metric: "churn", parameters: { window: "period" } }], recipients: ["ana@example.com"] }) });
  assert.equal(added.code, 0, added.error);
  const id = String(JSON.parse(added.out).id);
  const get = async (path) => (await server.get(`/api/v1/${path}`, { key }));
  assert.deepEqual(JSON.parse(await run("report", "list", "--format", "json")), (await get("reports")).body.items);
  assert.match(await run("report", "list"), /Board +month/);
  assert.deepEqual(JSON.parse(await run("report", "show", id, "--format", "json")), (await get(`reports/${id}`)).body);
  for (const format of ["text", "csv", "html"]) assert.equal((await run("report", "show", id, "--format", format)).trim(), (await get(`reports/${id}/preview?format=${format}`)).text.trim(), format);
  const sent = JSON.parse(await run("report", "send", id, "--format", "json", "--quiet"));
  assert.equal(sent.kind, "asked");
  await until(() => got.length === 1);
  assert.deepEqual(JSON.parse(await run("report", "issues", id, "--format", "json")), (await get(`reports/${id}/issues`)).body.items);
  for (const format of ["text", "csv", "html", "json"]) assert.equal((await run("report", "show", id, "--issue", String(sent.id), "--format", format)).trim(), (await get(`reports/${id}/issues/${sent.id}?format=${format}`)).text.trim(), format);
  await run("report", "remove", id);
  assert.deepEqual((await get("reports")).body.items, []);
  await refused(/which report\?/, "report", "send");
});

eachStore("restatements: kept, listed and shown beside what is known now, with all that a metric takes", { ...open, stores: ["SQLite"] }, async (server) => {
  const { run, refused } = commandOf(server);
  const key = await server.key("admin");
  await sendOrders(server, comingAndGoing([5, 9], 60));
  const kept = JSON.parse(await run("restatement", "keep", "revenue", "orders", "--name", "board", "--periods", "3", "--format", "json"));
  assert.deepEqual(JSON.parse(await run("restatement", "list", "--format", "json")), (await server.get("/api/v1/restatements/snapshots", { key })).body.items);
  await run("restatement", "keep", "second_order_conversion", "--parameters", '{"days":"30"}');
  await sendOrders(server, [{ customer: "c1", at: `${month(2)}-20T12:00:00Z` }, { customer: "late", at: `${month(2)}-21T12:00:00Z` }, { customer: "c2", at: `${month(1)}-21T12:00:00Z` }], "late");

  const ask = async (name, query) => (await server.get(`/api/v1/metrics/${name}?${new URLSearchParams({ reported: kept.reported, ...query })}`, { key }));
  const { body } = await ask("revenue", { from: `${month(4)}-01`, to: `${month(1)}-01`, compare: "previous" });
  assert.deepEqual(body.points.map(({ period, value, reported, restated, late_events }) => [period, value?.amount ?? null, reported?.value.amount ?? null, restated?.amount ?? null, late_events]),
    [[month(4), null, null, null, null], [month(3), "600.00", "600.00", "0.00", 0], [month(2), "620.00", "600.00", "20.00", 2], [month(1), "610.00", "600.00", "10.00", 1]]);
  assert.deepEqual([body.reported.snapshot, body.reported.day], [kept.id, kept.reported]);
  assert.equal(body.points[2].change.amount, "20.00");
  const words = ["metric", "revenue", "--reported", kept.reported, "--from", `${month(4)}-01`, "--to", `${month(1)}-01`, "--compare", "previous"];
  assert.deepEqual(JSON.parse(await run(...words, "--format", "json")), body);
  assert.equal(await run(...words, "--format", "csv"), (await ask("revenue", { from: `${month(4)}-01`, to: `${month(1)}-01`, compare: "previous", format: "csv" })).text);
  assert.match(await run(...words), /not reported[^]*€620\.00[^]*€600\.00 +\+?€20\.00 +2/);

  // One period by its name was reported as that unit; a stretch of days was not, and says so.
  assert.equal((await ask("revenue", { period: month(2) })).body.points[0].restated.amount, "20.00");
  assert.equal((await ask("revenue", { period: `${month(2)}-02..${month(2)}-09` })).body.code, "invalid_parameter");
  await refused(/whole days, weeks, months/, "metric", "revenue", "--reported", kept.reported, "--period", `${month(2)}-02..${month(2)}-09`);
  // Parameters of the metric itself say which figures were kept.
  assert.equal((await ask("second_order_conversion", { days: "30" })).status, 200);
  for (const query of [{}, { days: "60" }, { days: "30", period: "quarter" }]) assert.equal((await ask("second_order_conversion", query)).body.code, "not_reported", JSON.stringify(query));
  const { body: listed, status } = await server.get(`/api/v1/restatements?metric=second_order_conversion&reported=${kept.reported}&days=30`, { key });
  assert.deepEqual([status, listed.parameters], [200, { days: "30" }]);
  assert.equal((await ask("revenue", { reported: "2020-01-01" })).body.code, "not_reported");
  assert.equal((await ask("revenue", { reported: "then" })).status, 400);

  const [, second] = body.points.slice(1), late = JSON.parse(await run("restatement", "late", String(kept.id), "--from", second.from, "--to", second.to, "--format", "json"));
  assert.deepEqual(late.map(({ event, at }) => [event, at.slice(0, 10)]), [["Order Completed", `${month(2)}-20`], ["Order Completed", `${month(2)}-21`]]);
  await refused(/of which metrics\?/, "restatement", "keep");
  assert.match((await server.command(["restatement", "keep", "nonsense"])).error, /no metric/);
});
