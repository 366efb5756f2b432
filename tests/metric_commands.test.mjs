// What is made of metrics is the same by API, command line and CSV: key figures, headline, benchmarks, decomposition,
// what-if; and the commands say what they were not told.
import assert from "node:assert/strict";
import { eachStore } from "./server.mjs";

const asOf = "2026-09-30";
let serial = 0;
const order = (user, day, total = 100) => ({ type: "track", userId: user, event: "Order Completed", messageId: `m${++serial}`, timestamp: `${day}T12:00:00Z`, properties: { order_id: `o${serial}`, total, currency: "EUR" } });
const person = (user, traits) => ({ type: "identify", userId: user, traits, messageId: `m${++serial}`, timestamp: "2025-01-01T00:00:00Z" });

async function send(server, events) {
  const { status, body } = await server.post("/v1/batch", { batch: events }, { key: await server.key("track") });
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(body.rejected, []);
}

/** The records of a CSV as objects; a leading ' that keeps a formula inert is taken away. */
export function records(text) {
  const lines = text.trimEnd().split("\n").map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => (quoted === undefined ? plain : quoted.replaceAll('""', '"').replace(/^'(?=[=+\-@])/, ""))));
  return lines.slice(1).map((fields) => Object.fromEntries(lines[0].map((name, i) => [name, fields[i]])));
}

const follow = (value, path) => path.split(".").reduce((one, name) => one?.[name], value);
const plain = (value) => (value === null || value === undefined ? "" : typeof value === "object" ? value.amount : String(value));

/** Every column of each record is the member of the item, to the last digit. */
function checkRecords(csv, items, whole, paths, what) {
  const rows = records(csv);
  assert.equal(rows.length, items.length, what);
  rows.forEach((row, i) => {
    assert.equal(Object.keys(row).length, paths.length, what);
    for (const path of paths) {
      const value = path.startsWith("/") ? follow(whole, path.slice(1)) : follow(items[i], path);
      const text = row[path.replace("/", "").replaceAll(".", "_")];
      assert.ok(typeof value === "number" ? Number(text) === value : text === plain(value), `${what} ${path}: ${text} is not ${plain(value)}`);
    }
  });
}

const kpiPaths = ["name", "label", "unit", "period", "from", "to", "value", "value.currency", "low", "high", "n", "small_sample", "reason", "sentence"];
const changePaths = ["/metric", "by", "by_label", "before", "n_before", "after", "n_after", "rate_effect", "mix_effect", "contribution", "/before.period", "/after.period", "/change", "/hash"];

eachStore("key figures, headline, benchmarks, decomposition and what-if: API, command line and CSV are one", { stores: ["SQLite"] }, async (server) => {
  const events = [];
  for (let i = 0; i < 40; i++) {
    events.push(person(`u-${i}`, { country: i % 2 ? "FR" : "BE" }));
    for (let month = 1; month <= (i < 10 ? 4 : i < 16 ? 7 : 8); month++) events.push(order(`u-${i}`, `2026-0${month}-1${i % 9}`, 50 + i));
  }
  await send(server, events);
  const key = await server.key("admin");
  const get = async (path, query, format) => {
    const { status, body, text } = await server.get(`/api/v1/${path}?${new URLSearchParams({ ...query, ...(format ? { format } : {}) })}`, { key });
    assert.equal(status, 200, text);
    return format ? text : body;
  };
  const run = async (...words) => {
    const { code, out, error } = await server.command(words);
    assert.deepEqual([code, error], [0, ""], words.join(" "));
    return out;
  };
  const refused = async (expected, ...words) => {
    const { code, out, error } = await server.command(words);
    assert.deepEqual([code, out], [2, ""], words.join(" "));
    assert.match(error, expected);
  };

  // the five figures
  const period = { period: "2026-08", as_of: asOf };
  const spoken = ["--period", "2026-08", "--as-of", asOf];
  const kpis = await get("kpis", period);
  assert.deepEqual(JSON.parse(await run("kpis", ...spoken, "--format", "json")), kpis);
  const kpiCsv = await get("kpis", period, "csv");
  assert.equal(await run("kpis", ...spoken, "--format", "csv"), kpiCsv);
  checkRecords(kpiCsv, kpis.items, kpis, kpiPaths, "kpis");
  const text = await run("kpis", ...spoken);
  assert.match(text, /not observed/); // NPS: nobody answered
  assert.match(text, /Customer retention/i);
  assert.match(await run("kpis", ...spoken, "--locale", "fr"), /non observé/);
  await refused(/period “soon”: expected one period/, "kpis", "--period", "soon");

  // the headline
  assert.equal((await get("headline", period)).default, true);
  await run("headline", "crr", "aov", ...spoken);
  const headline = await get("headline", period);
  assert.deepEqual([headline.default, headline.metrics], [false, ["crr", "aov"]]);
  assert.deepEqual(JSON.parse(await run("headline", ...spoken, "--format", "json")), headline);
  const headlineCsv = await get("headline", period, "csv");
  assert.equal(await run("headline", ...spoken, "--format", "csv"), headlineCsv);
  checkRecords(headlineCsv, headline.items, headline, kpiPaths, "headline");
  assert.match(headlineCsv, /EUR/);
  assert.match((await server.command(["headline", "no_such_metric"])).error, /no metric/);
  await refused(/either name the figures/, "headline", "crr", "--default");
  await run("headline", "--default", ...spoken);
  assert.equal((await get("headline", period)).default, true);

  // benchmarks
  await refused(/a benchmark needs a metric/, "benchmark", "add", "crr");
  const made = JSON.parse(await run("benchmark", "add", "retention_rate", "--value", "0.8", "--source", "Étude «\u00A0x\u00A0»", "--day", "2026-01-01", "--format", "json"));
  assert.deepEqual([made.metric, made.value, made.source, made.day], ["crr", 0.8, "Étude «\u00A0x\u00A0»", "2026-01-01"]);
  assert.deepEqual(JSON.parse(await run("benchmark", "list", "--format", "json")), (await get("benchmarks", {})).items);
  assert.match(await run("benchmark", "list"), /crr +0\.8 +2026-01-01 +Étude/);
  assert.equal((await get(`benchmarks/${made.id}`, {})).value, 0.8);
  assert.match(await run("benchmark", "change", String(made.id), "--value", "0.5"), /crr 0\.5/);
  assert.match((await get("metrics/crr", period)).points[0].benchmark_flag, /sector$/);
  assert.match(await run("metric", "crr", ...spoken), /sector/);
  await run("benchmark", "remove", String(made.id));
  assert.deepEqual((await get("benchmarks", {})).items, []);
  assert.equal((await server.command(["benchmark", "remove", String(made.id)])).code, 1);
  await refused(/which benchmark\?/, "benchmark", "remove");
  await refused(/expected one of list, add, change, remove/, "benchmark", "drop");

  // where a change comes from
  const ask = { by: "country", from_period: "2026-05", to_period: "2026-08", as_of: asOf, window: "period" };
  const words = ["metric", "churn", "--by", "country", "--decompose", "2026-05,2026-08", "--as-of", asOf, "--window", "period"];
  const change = await get("metrics/churn/decomposition", ask);
  assert.deepEqual(JSON.parse(await run(...words, "--format", "json")), change);
  const changeCsv = await get("metrics/churn/decomposition", ask, "csv");
  assert.equal(await run(...words, "--format", "csv"), changeCsv);
  checkRecords(changeCsv, change.items, change, changePaths, "decomposition");
  assert.ok(Math.abs(change.items.reduce((sum, { contribution }) => sum + contribution, 0) - change.change) < 1e-12);
  assert.match(await run(...words), /contribution/);
  assert.match(await run(...words), /change: /);
  await refused(/name two periods/, "metric", "churn", "--by", "country", "--decompose", "2026-05");
  await refused(/name the groups/, "metric", "churn", "--decompose", "2026-05,2026-08");

  // break points and trend
  const analysed = await get("metrics/orders", { ...period, period: "month", analyse: "breaks,trend" });
  const analysis = ["metric", "orders", "--as-of", asOf, "--period", "month", "--analyse", "breaks,trend"];
  assert.deepEqual(JSON.parse(await run(...analysis, "--format", "json")), analysed);
  assert.match(await run(...analysis), /trend: /);

  // what-if
  const what = { period: "2026-05-01..2026-08-31", crr_points: "5", cac: "250", margin: "0.4", as_of: asOf };
  const asked = ["what-if", ...Object.entries(what).flatMap(([name, value]) => [`--${name.replace("_", "-")}`, value])];
  const effect = await get("what-if", what);
  assert.deepEqual(JSON.parse(await run(...asked, "--format", "json")), effect);
  const effectCsv = await get("what-if", what, "csv");
  assert.equal(await run(...asked, "--format", "csv"), effectCsv);
  const [row] = records(effectCsv);
  for (const [name, value] of Object.entries(effect)) if (name !== "reasons") assert.ok(typeof value === "number" ? Number(row[name]) === value : row[name] === plain(value), name);
  assert.match(await run(...asked), /what losing them costs: €/);
  await refused(/crr_points “much”/, "what-if", "--crr-points", "much");

  // the same without a server
  await server.stop();
  assert.deepEqual(JSON.parse(await run("kpis", ...spoken, "--format", "json")), kpis);
  assert.equal(await run(...words, "--format", "csv"), changeCsv);
  await server.open();
});

eachStore("R034: 30 lost at a mean lifetime value of 600.00 cost 18000.00, told apart by reason", { stores: ["SQLite"] }, async (server) => {
  const key = await server.key("admin"), events = [];
  for (let i = 0; i < 60; i++) events.push(order(`u-${i}`, "2026-05-20", 450), ...(i < 30 ? [order(`u-${i}`, "2026-06-20", 450)] : []));
  events.push(order("u-0", "2026-04-20", 450)); // so that a loss could be seen from the beginning of June
  for (let i = 30; i < 42; i++) events.push({ type: "track", userId: `u-${i}`, event: "Exit Recorded", messageId: `m${++serial}`, timestamp: "2026-06-22T12:00:00Z", properties: { reason: i < 40 ? "price" : "competitor" } });
  for (const i of [42, 43]) events.push({ type: "track", userId: `u-${i}`, event: "Subscription Started", messageId: `m${++serial}`, timestamp: "2026-05-21T12:00:00Z", properties: { subscription_id: `s${i}`, plan: "free", price: 0, currency: "EUR", interval: "month" } },
    { type: "track", userId: `u-${i}`, event: "Subscription Cancelled", messageId: `m${++serial}`, timestamp: "2026-06-23T12:00:00Z", properties: { subscription_id: `s${i}`, reason: "too expensive" } });
  await send(server, events);
  const settings = await server.patch("/api/v1/workspace", { churn_window_days: 30 }, { key });
  assert.equal(settings.status, 200, settings.text);
  const { body: what } = await server.get(`/api/v1/what-if?period=2026-06&as_of=${asOf}`, { key });
  assert.deepEqual([what.lost, what.clv.amount, what.lost_value.amount], [30, "600.00", "18000.00"]);
  assert.deepEqual(what.reasons.map(({ reason, lost, lost_value }) => [reason, lost, lost_value.amount]), [["price", 12, "7200.00"], ["competitor", 2, "1200.00"], [null, 16, "9600.00"]]);
  const { out } = await server.command(["what-if", "--period", "2026-06", "--as-of", asOf]);
  assert.match(out, /not known +16 +€9,600\.00/);
  const { body: metric } = await server.get(`/api/v1/metrics/lost_value?period=2026-06&as_of=${asOf}&by=reason`, { key });
  assert.deepEqual(metric.points.map(({ by, value }) => [by, value.amount]), [["price", "7200.00"], ["competitor", "1200.00"]]);
});
