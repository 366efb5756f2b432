// Random rules over random people: the size of the whole and of each clause is what a slow reference counts, person by person, whether
// the rule is previewed or kept, alone or within another segment. Samples of two salts are independent (chi-square).
import assert from "node:assert/strict";
import { test } from "node:test";
import { startChdb } from "./chdb_server.mjs";
import { eachStore, startServer } from "./server.mjs";

const day = 86_400_000;
const now = Date.now();
const seed = Number(process.env.SEGMENT_SEED ?? 20261);

function dice(state) {
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}
const pick = (roll, list) => list[roll(list.length)];

/** People with traits, tags and events. Events lie in the middle of days back from now, so that no border is near. */
function people(roll, count) {
  return Array.from({ length: count }, (_, i) => ({
    id: `p${i}`,
    traits: { country: pick(roll, ["FR", "BE", "CH"]), score: roll(10), ...(roll(3) && { city: pick(roll, ["Lyon", "Liège", "Lausanne"]) }) },
    tags: ["red", "blue"].filter(() => roll(4) === 0),
    events: Array.from({ length: roll(8) }, () => ({ name: pick(roll, ["Alpha", "Beta", "Order Completed"]), back: roll(60) * day + day / 2 + roll(3_600_000) - 1_800_000, cents: 100 + roll(5000) })),
  }));
}

function bounds(roll, top) {
  const low = roll(top), kind = roll(4);
  return kind === 0 ? { gte: low } : kind === 1 ? { lt: low + 1 } : kind === 2 ? { gte: low, lte: low + roll(top) } : { equals: low };
}
const within = (rule, x) => (rule.gte === undefined || x >= rule.gte) && (rule.gt === undefined || x > rule.gt) && (rule.lte === undefined || x <= rule.lte) && (rule.lt === undefined || x < rule.lt) && (rule.equals === undefined || x === rule.equals);

function clause(roll) {
  const event = pick(roll, ["Alpha", "Beta", "Order Completed"]);
  const window = roll(2) ? { within_days: 1 + roll(60) } : {};
  switch (roll(9)) {
    case 0: return { event, count: bounds(roll, 3), ...window };
    case 1: return { event, ...window };
    case 2: return { event, distinct_days: bounds(roll, 3), ...window };
    case 3: return { event: "Order Completed", sum: "amount", gte: `${1 + roll(80)}.00`, ...window };
    case 4: return { event, then: { event: pick(roll, ["Alpha", "Beta"]), ...(roll(2) && { within_days: 1 + roll(30) }) } };
    case 5: return { trait: "country", in: [pick(roll, ["FR", "BE"]), "CH"].slice(0, 1 + roll(2)) };
    case 6: return { trait: "score", ...bounds(roll, 8) };
    case 7: return roll(2) ? { trait: "city", exists: roll(2) === 1 } : { trait: "city", contains: "L" };
    default: return { tag: pick(roll, ["red", "blue"]) };
  }
}

function tree(roll, depth, names) {
  const kind = depth ? roll(6) : 5;
  if (kind <= 1) return { all: Array.from({ length: 1 + roll(3) }, () => tree(roll, depth - 1, names)) };
  if (kind <= 3) return { any: Array.from({ length: 1 + roll(3) }, () => tree(roll, depth - 1, names)) };
  if (kind === 4) return { not: tree(roll, depth - 1, names) };
  return names.length && roll(5) === 0 ? { segment: pick(roll, names) } : clause(roll);
}

/** The reference: one person, one clause. */
function holds(rule, person, kept) {
  if (rule.all) return rule.all.every((one) => holds(one, person, kept));
  if (rule.any) return rule.any.some((one) => holds(one, person, kept));
  if (rule.not) return !holds(rule.not, person, kept);
  if (rule.segment) return holds(kept.get(rule.segment), person, kept);
  if (rule.tag) return person.tags.includes(rule.tag);
  if (rule.trait) {
    const value = person.traits[rule.trait];
    if (rule.exists !== undefined) return rule.exists === (value !== undefined);
    if (value === undefined) return false;
    if (rule.in) return rule.in.includes(value);
    return rule.contains ? value.includes(rule.contains) : within(rule, value);
  }
  const some = person.events.filter(({ name, back }) => name === rule.event && (!rule.within_days || back < rule.within_days * day));
  if (rule.then) return some.some((first) => person.events.some(({ name, back }) => name === rule.then.event && Math.floor((now - back) / 1000) > Math.floor((now - first.back) / 1000) && (!rule.then.within_days || first.back - back <= rule.then.within_days * day)));
  if (rule.count) return within(rule.count, some.length);
  if (rule.distinct_days) return within(rule.distinct_days, new Set(some.map(({ back }) => Math.floor((now - back) / day))).size);
  if (rule.sum) return some.reduce((sum, { cents }) => sum + cents, 0) >= Math.round(Number(rule.gte) * 100);
  return some.length > 0;
}

/** Rule and path of each clause, as the preview lists them. */
function* clauses(rule, path = "") {
  yield [path, rule];
  for (const name of ["all", "any"])
    for (const [i, one] of (rule[name] ?? []).entries()) yield* clauses(one, `${path}/${name}/${i}`);
  if (rule.not) yield* clauses(rule.not, `${path}/not`);
}

async function fill(server, all) {
  const key = await server.key("track"), admin = await server.key("admin");
  let serial = 0;
  const batch = all.flatMap(({ id, traits, events }) => [
    { type: "identify", userId: id, traits, timestamp: new Date(now - 70 * day).toISOString(), messageId: `m${++serial}` },
    ...events.map(({ name, back, cents }) => ({ type: "track", userId: id, event: name, timestamp: new Date(now - back).toISOString(), messageId: `m${++serial}`, properties: { order_id: `o${serial}`, total: cents / 100, currency: "EUR" } })),
  ]);
  for (let i = 0; i < batch.length; i += 500) {
    const { status, body } = await server.post("/v1/batch", { batch: batch.slice(i, i + 500) }, { key });
    assert.deepEqual([status, body.rejected], [200, []], JSON.stringify(body).slice(0, 300));
  }
  for (const { id, tags } of all)
    for (const tag of tags) assert.equal((await server.request("PUT", `/api/v1/customers/user_id:${id}/tags/${tag}`, undefined, { key: admin })).status, 200);
}

async function agree(server, rules) {
  const roll = dice(seed), all = people(roll, 40), kept = new Map();
  await fill(server, all);
  const key = await server.key("admin");
  for (let i = 0; i < rules; i++) {
    const rule = tree(roll, 3, [...kept.keys()]);
    const said = `seed ${seed}, rule ${i}: ${JSON.stringify(rule)}`;
    const expected = [...clauses(rule)].map(([path, one]) => [path, all.filter((person) => holds(one, person, kept)).length]);
    const preview = await server.post("/api/v1/segments/preview", { rule }, { key });
    assert.equal(preview.status, 200, `${said}: ${preview.text}`);
    assert.deepEqual(preview.body.clauses.map(({ path, size }) => [path, size]), expected, said);
    if (i % 4) continue;
    const made = await server.post("/api/v1/segments", { key: `s${i}`, name: `S ${i}`, rule }, { key });
    assert.deepEqual([made.status, made.body.size], [201, expected[0][1]], `${said}: ${made.text}`);
    kept.set(`s${i}`, rule);
  }
}

eachStore("random rules agree with a slow reference, previewed and kept", (server) => agree(server, 60));

test("random rules agree with a slow reference where ClickHouse answers", { timeout: 170_000 }, async (t) => {
  const clickhouse = await startChdb();
  t.after(() => clickhouse.stop());
  await agree(await startServer(t, "SQLite", { args: ["--activity", clickhouse.url("rules")] }), 24);
});

eachStore("samples of two salts are independent, and as large as they say", { stores: ["SQLite"] }, async (server) => {
  const count = 3000, key = await server.key("admin");
  await fill(server, Array.from({ length: count }, (_, i) => ({ id: `q${i}`, traits: { a: 1 }, tags: [], events: [] })));
  const size = async (rule) => (await server.post("/api/v1/segments/preview", { rule }, { key })).body.size;
  const spring = { sample: 0.3, salt: "spring" }, summer = { sample: 0.3, salt: "summer" };
  const a = await size(spring), b = await size(summer), both = await size({ all: [spring, summer] });
  assert.ok(Math.abs(a - 900) < 4 * Math.sqrt(count * 0.3 * 0.7) && Math.abs(b - 900) < 4 * Math.sqrt(count * 0.3 * 0.7), `${a} and ${b}`);
  const cells = [[both, a - both], [b - both, count - a - b + both]], rows = [a, count - a], columns = [b, count - b];
  const chi = cells.flatMap((line, r) => line.map((n, c) => (n - rows[r] * columns[c] / count) ** 2 / (rows[r] * columns[c] / count))).reduce((x, y) => x + y);
  assert.ok(chi < 10.83, `chi-square ${chi}: p below 0.001`);
});
