// A number shown twice comes from one place: for every metric that can be had from a data folder, API = command line =
// CSV, by period, segment, groups and comparison; the people behind a part are as many as it says; groups add up to the
// whole. It walks the catalogue, so that a metric is covered as soon as it has a reader.
import assert from "node:assert/strict";
import { eachStore } from "./server.mjs";

const day = 86_400_000;
const asOf = "2026-09-30";
const start = Date.parse("2025-01-01T09:00:00Z");

/** Numbers that are always the same. */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const pick = (random, list) => list[Math.floor(random() * list.length)];

/** What 60 people did in 21 months: orders, refunds, subscriptions, answers, tickets, visits. */
function history() {
  const random = randomOf(7), events = [];
  const track = (user, at, event, properties) => events.push({ type: "track", userId: user, event, properties, timestamp: new Date(at).toISOString(), messageId: `m${events.length}` });
  for (let i = 0; i < 60; i++) {
    const user = `user-${i}`;
    const country = pick(random, ["FR", "FR", "BE", "DE", null]);
    events.push({ type: "identify", userId: user, traits: { ...(country ? { country } : {}), city: `town ${i % 7}` }, timestamp: new Date(start).toISOString(), messageId: `i${i}` });
    let at = start + Math.floor(random() * 400) * day;
    const gap = 5 + random() * 60;
    for (let order = 0; order < 25 && at < Date.parse(asOf) - day; order++) {
      const product = pick(random, ["tea", "coffee", "cups", undefined]);
      const total = Math.round(500 + random() * 9500) / 100;
      track(user, at, "Order Completed", { order_id: `o${i}-${order}`, total, currency: "EUR", channel: pick(random, ["web", "shop"]), ...(product ? { product } : {}) });
      if (random() < 0.15) track(user, at + 2 * day, "Order Refunded", { order_id: `o${i}-${order}`, total: Math.round(total * 50) / 100, currency: "EUR" });
      track(user, at + 3600_000, "Page Viewed", { path: "/thanks" });
      at += Math.floor((0.2 + random() * 1.6) * gap) * day + 3600_000;
    }
    if (i % 3 === 0) {
      const subscription = `sub-${i}`, began = start + (i * 7) * day;
      track(user, began, "Subscription Started", { subscription_id: subscription, plan: i % 2 ? "basic" : "pro", price: i % 2 ? 10 : 30, currency: "EUR", interval: "month" });
      if (i % 2) track(user, began + 90 * day, "Subscription Upgraded", { subscription_id: subscription, plan: "pro", price: 30, currency: "EUR", interval: "month" });
      if (i % 4 === 0) track(user, began + 200 * day, "Subscription Cancelled", { subscription_id: subscription, reason: "price" });
    }
    if (i % 2 === 0) track(user, start + (100 + i * 5) * day, "Survey Answered", { survey: "nps", kind: "nps", score: i % 11 });
    if (i % 4 === 1) {
      track(user, start + (50 + i * 6) * day, "Ticket Opened", { ticket_id: `t${i}`, subject: "late" });
      track(user, start + (51 + i * 6) * day, "Ticket Solved", { ticket_id: `t${i}` });
    }
  }
  return events;
}

async function send(server, events) {
  const key = await server.key("track");
  for (let from = 0; from < events.length; from += 400) {
    const { status, body } = await server.post("/v1/batch", { batch: events.slice(from, from + 400) }, { key });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body.rejected, []);
  }
}

const csvRows = (text) => text.trim().split("\n").map((line) => {
  const fields = [];
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"').replace(/^'(?=[=+\-@])/, ""));
  return fields;
});

const plain = (value) => (value === null ? "" : typeof value === "object" ? value.amount : String(value));
const same = (text, value) => (value !== null && typeof value === "number" ? Number(text) === value : text === plain(value));

// What the figures are (MX-20): behind them, a line a term, its text in the last column and nothing among the numbers.
const terms = ["name", "label", "definition", "formula", "unit", "period_rule", "exclusions", "source", "period", "as_of", "time_zone", "currency", "window", "window_days", "window_reason", "amount", "unconverted", "data_as_of", "filters", "notes", "version", "hash"];
function checkDefinition(series, rows, head, what) {
  assert.deepEqual([head.indexOf("state"), head.at(-1)], [9, "text"]);
  const expected = terms.filter((term) => term in series).flatMap((term) => {
    const value = series[term];
    if (Array.isArray(value)) return value.map((one) => [term, one]);
    return value !== null && typeof value === "object" ? Object.entries(value).map(([name, one]) => [`${term}.${name}`, one ?? ""]) : [[term, value ?? ""]];
  });
  assert.deepEqual(rows.map((row) => [row[3], row.at(-1)]), expected.map(([name, value]) => [name, String(value)]), what);
  for (const row of rows) {
    assert.equal(row.length, head.length, what);
    row.slice(0, -1).forEach((field, i) => assert.equal(field, { 3: row[3], 4: "text", 9: "definition" }[i] ?? "", what));
  }
}

/** Each figure of the JSON stands in the CSV, to the last digit, and nothing else does. */
function checkCsv(series, csv, what) {
  const [head, ...all] = csvRows(csv);
  const rows = all.filter((row) => row[9] !== "definition");
  checkDefinition(series, all.slice(rows.length), head, what);
  assert.deepEqual(head.slice(0, 11), ["period", "from", "to", "measure", "unit", "value", "low", "high", "n", "state", "by"]);
  let at = 0;
  for (const point of series.points) {
    const row = rows[at++];
    assert.deepEqual([row[0], row[1], row[2], row[3], row[10]], [point.period, point.from, point.to, series.name, point.by ?? ""], what);
    for (const [column, value] of [[5, point.value], [6, point.low], [7, point.high], [8, point.n]]) assert.ok(same(row[column], value), `${what} ${point.period}: ${row[column]} is not ${plain(value)}`);
    if (point.previous) {
      assert.ok(same(row[12], point.previous.value) && same(row[13], point.change) && same(row[14], point.change_rate), `${what} ${point.period}: ${row.slice(12, 15)}`);
    }
    for (const [name, value] of Object.entries(point.parts)) {
      const part = rows[at++];
      assert.equal(part[3], name, what);
      assert.ok(same(part[5], value), `${what} ${point.period} ${name}: ${part[5]} is not ${plain(value)}`);
    }
    if (point.count_formula !== undefined) assert.equal(rows[at++][3], "count_formula");
  }
  assert.equal(at, rows.length, what);
}

const numberOf = (value) => (value === null ? null : typeof value === "object" ? Math.round(Number(value.amount) * 100) : value);

/** Counts of people and amounts of money of all groups are those of the whole. */
function checkSum(whole, groups, what) {
  if (!["count", "net_count", "count_of"].includes(whole.unit)) return;
  const sum = new Map();
  for (const { period, value } of groups.points) sum.set(period, (sum.get(period) ?? 0) + (numberOf(value) ?? 0));
  for (const { period, value } of whole.points) assert.equal(sum.get(period) ?? 0, numberOf(value) ?? 0, `${what} ${period}`);
}

function checkCompared(series, what) {
  const value = new Map(series.points.map((point) => [`${point.by} ${point.period}`, point.value]));
  for (const point of series.points) {
    if (!value.has(`${point.by} ${point.previous.period}`)) continue;
    assert.deepEqual(point.previous.value, value.get(`${point.by} ${point.previous.period}`), `${what} ${point.period}`);
    if (point.value === null || point.previous.value === null) assert.equal(point.change, null);
    else assert.ok(Math.abs(numberOf(point.change) - (numberOf(point.value) - numberOf(point.previous.value))) < 1e-6, what);
  }
}

const words = (query) => Object.entries(query).flatMap(([name, value]) => [`--${name.replaceAll("_", "-")}`, value]);

eachStore("the catalogue: API, command line and CSV are one; people are as many as their number; groups add up", { timeout: 300_000, stores: ["SQLite"] }, async (server) => {
  await send(server, history());
  const key = await server.key("read");
  const { body: { items } } = await server.get("/api/v1/metrics", { key });
  const available = items.filter((item) => item.available);
  assert.ok(available.length >= 17, `only ${available.length}`);
  const ask = async (name, query, format = "json") => {
    const { status, body, text } = await server.get(`/api/v1/metrics/${name}?${new URLSearchParams({ as_of: asOf, format, ...query })}`, { key });
    assert.equal(status, 200, `${name} ${JSON.stringify(query)}: ${text}`);
    return format === "csv" ? text : body;
  };
  const command = async (name, query, format) => {
    const { out, error } = await server.command(["metric", name, "--as-of", asOf, ...words(query), "--format", format]);
    assert.equal(error, "", name);
    return out;
  };
  for (const metric of available) {
    const { name } = metric, groups = metric.takes.includes("by");
    const queries = [{ period: "month" }, { period: "quarter" }];
    if (groups) queries.push({ period: "quarter", segment: "trait:country=FR", by: "city", compare: "previous" });
    const series = [];
    for (const query of queries) {
      const what = `${name} ${JSON.stringify(query)}`;
      series.push(await ask(name, query));
      checkCsv(series.at(-1), await ask(name, query, "csv"), what);
      if (query.compare) checkCompared(series.at(-1), what);
    }
    const last = queries.length - 1;
    assert.deepEqual(JSON.parse(await command(name, queries[last], "json")), series[last], name);
    assert.equal(await command(name, queries[last], "csv"), await ask(name, queries[last], "csv"), name);
    if (groups) checkSum(series[1], await ask(name, { period: "quarter", by: "country" }), `${name} by country`);
    if (metric.takes.includes("by_dimension") && !["purchase_frequency", "arpc", "aov"].includes(name)) checkSum(series[1], await ask(name, { period: "quarter", by: "channel" }), `${name} by channel`);
    await checkPeople(server, metric, key);
  }
  await checkReported(server, available);
});

// What was reported a moment ago stands beside the same figure, to the last digit: by API, CSV and command line (MX-22).
async function checkReported(server, metrics) {
  const key = await server.key("write");
  const asked = metrics.map(({ name, takes }) => ({ metric: name, parameters: takes.includes("by") ? { by: "country" } : {} }));
  let day;
  for (let from = 0; from < asked.length; from += 20) {
    const { status, body, text } = await server.post("/api/v1/restatements/snapshots", { metrics: asked.slice(from, from + 20), period: "quarter", periods: 4 }, { key });
    assert.equal(status, 201, text);
    day = body.reported;
  }
  for (const { metric, parameters } of asked) {
    const query = new URLSearchParams({ period: "quarter", from: "2025-10-01", reported: day, ...parameters });
    const { status, body, text } = await server.get(`/api/v1/metrics/${metric}?${query}`, { key });
    assert.equal(status, 200, text);
    const then = body.points.filter(({ reported }) => reported);
    assert.ok(then.length >= 4, `${metric}: only ${then.length}`);
    for (const { period, value, low, n, reported, restated, late_events } of then) {
      const what = `${metric} ${period}`;
      assert.deepEqual([reported.value, reported.low, reported.n], [value, low, value === null ? null : n], what);
      assert.deepEqual([restated === null ? null : numberOf(restated), late_events], [value === null ? null : 0, 0], what);
    }
    const [head, ...rows] = csvRows((await server.get(`/api/v1/metrics/${metric}?${query}&format=csv`, { key })).text);
    const column = (name) => head.indexOf(name);
    const lines = rows.filter((row) => row[3] === metric);
    body.points.forEach((point, i) => {
      assert.ok(same(lines[i][column("reported")], point.reported?.value ?? null), `${metric} ${point.period}`);
      assert.ok(same(lines[i][column("restated")], point.restated) && same(lines[i][column("late_events")], point.late_events), metric);
    });
  }
}

async function peopleOf(server, name, query, key) {
  const people = [];
  for (let cursor = ""; cursor !== null;) {
    const { status, body, text } = await server.get(`/api/v1/metrics/${name}/customers?${new URLSearchParams({ as_of: asOf, limit: "40", ...query, ...(cursor ? { cursor } : {}) })}`, { key });
    assert.equal(status, 200, `${name} ${JSON.stringify(query)}: ${text}`);
    people.push(...body.items);
    cursor = body.next_cursor;
    if (cursor === null) assert.equal(people.length, body.count);
  }
  assert.equal(new Set(people.map(({ id }) => id)).size, people.length, `${name}: nobody twice`);
  return people;
}

const ofMoney = ["revenue_churn", "grr", "ndr"]; // shares of amounts that have an interval

async function checkPeople(server, metric, key) {
  const period = "2026-Q2";
  const by = metric.takes.includes("by") ? "country" : "";
  for (const part of metric.people) {
    const { body: series } = await server.get(`/api/v1/metrics/${metric.name}?${new URLSearchParams({ as_of: asOf, period, ...(by ? { by } : {}) })}`, { key });
    for (const point of series.points) {
      const people = await peopleOf(server, metric.name, { period, part, ...(by ? { by, by_value: point.by } : {}) }, key);
      const value = part === "value" ? point.value : point.parts[part];
      const what = `${metric.name} ${part} ${point.by}`;
      if (value === null || value === undefined) assert.equal(people.length, 0, what);
      else if (typeof value === "object") assert.equal(people.reduce((sum, { amount }) => sum + numberOf(amount), 0), numberOf(value), what);
      else if (part === "value" && (point.low === null || ofMoney.includes(metric.name)) && metric.unit !== "count") assert.ok(people.length <= point.n, what); // a share of amounts, not of people
      else if (part === "value" && metric.unit === "rate") assert.equal(people.length, Math.round(value * point.n), what);
      else assert.equal(people.length, value, what);
    }
  }
}
