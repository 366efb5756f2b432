// activity_peers.mjs - DuckDB and ClickHouse (chdb) asked the questions of `fidele bench activity`, which starts this
// and reads one line of JSON for each line it writes: first which peers are there, then for "W1 duckdb" the seconds and
// the answer as lines of whole numbers.
//
// Both get the layout that suits them best: all events sorted by customer and time, and a copy of the purchases alone.
// Of several ways of writing a question each uses the one that was fastest when all were tried once (all must agree).
// What an answer's check costs (sums over a result of a row for each customer) is not counted, for them as for us.
//
// usage: node activity_peers.mjs CSV FOLDER THREADS     CSV: customer,second,class,amount without a header
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";

const [csv, folder, threads] = process.argv.slice(2);
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const lines = (rows) => rows.map((row) => row.map(String).join(" ") + "\n").join("");

// ---- the engines ----

async function openDuckdb() {
  const { DuckDBInstance, version } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { threads });
  const connection = await instance.connect();
  const run = async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
  await run("SET preserve_insertion_order = true");
  await run(`CREATE TABLE ev AS SELECT customer_id, make_timestamp(s * 1000000) ts, "type", amount FROM read_csv('${csv}', header = false,
    columns = {'customer_id': 'UINTEGER', 's': 'BIGINT', 'type': 'UTINYINT', 'amount': 'BIGINT'}) ORDER BY customer_id, ts, "type"`);
  await run(`CREATE TABLE pur AS SELECT customer_id, ts, amount FROM ev WHERE "type" = 0 ORDER BY customer_id, ts`);
  return { said: `DuckDB ${version()}`, run };
}

async function openClickhouse() {
  const { Session } = await import("chdb");
  const session = new Session(`${folder}/chdb`);
  const query = (sql) => session.query(sql, "JSONCompact");
  const rows = (text) => (text ? JSON.parse(text).data : []);
  const run = async (sql) => rows(query(`${sql} ${/SETTINGS/.test(sql) || !/^\s*(WITH|SELECT)/.test(sql) ? "" : `SETTINGS max_threads = ${threads}`}`));
  query("CREATE DATABASE IF NOT EXISTS r ENGINE = Atomic");
  query(`SET max_threads = ${threads}`);
  query("CREATE TABLE r.ev (customer_id UInt32, ts DateTime('UTC'), type UInt8, amount Int64) ENGINE = MergeTree ORDER BY (customer_id, ts)");
  query(`INSERT INTO r.ev SELECT * FROM file('${csv}', CSV, 'customer_id UInt32, ts UInt32, type UInt8, amount Int64')`);
  query("OPTIMIZE TABLE r.ev FINAL");
  query("CREATE TABLE r.pur (customer_id UInt32, ts DateTime('UTC'), amount Int64) ENGINE = MergeTree ORDER BY (customer_id, ts)");
  query("INSERT INTO r.pur SELECT customer_id, ts, amount FROM r.ev WHERE type = 0");
  query("OPTIMIZE TABLE r.pur FINAL");
  const version = rows(query("SELECT version()"))[0][0];
  return { said: `ClickHouse ${version} (chdb)`, run, close: () => session.cleanup() };
}

// ---- the questions: {ways: {name: SQL}, check: SQL whose answer is compared, when it is not that of the SQL} ----

// Of DuckDB: into a table of each customer, and the check that reads it. ClickHouse has its tables in memory.
const intoDuck = (name, select) => `CREATE OR REPLACE TEMP TABLE ${name} AS ${select}`;
const intoClick = (name, select) => `CREATE OR REPLACE TABLE r.${name} ENGINE = Memory AS ${select}`;

const duckMonth = "((year(ts) - 2022) * 12 + month(ts) - 1)";
const clickMonth = "toUInt8(toRelativeMonthNum(ts) - 24265)"; // year * 12 + month; 0: January 2022
const clickMonthMask = `groupBitOr(bitShiftLeft(toUInt64(1), ${clickMonth}))`;

function cohorts() {
  const duck = (source) => `WITH b AS (SELECT bit_or(1::UBIGINT << ${duckMonth}::UBIGINT) mask, min(ts) f FROM ${source} GROUP BY customer_id),
    g AS (SELECT mask, (year(f) - 2022) * 12 + month(f) - 1 c, count(*) n FROM b GROUP BY ALL)
    SELECT c, k, sum(n)::BIGINT FROM g, range(36) t(k) WHERE c + k < 36 AND (mask >> (c + k)::UBIGINT) & 1 = 1 GROUP BY 1, 2 ORDER BY 1, 2`;
  const click = (source, settings = "") => `SELECT bitPositionsToArray(mask)[1] AS c, m - c AS k, sum(n) FROM
    (SELECT mask, count() n FROM (SELECT ${clickMonthMask} mask FROM ${source} GROUP BY customer_id) GROUP BY mask)
    ARRAY JOIN bitPositionsToArray(mask) AS m GROUP BY c, k ORDER BY c, k ${settings}`;
  return {
    duckdb: { ways: { bits: duck("pur"),
      distinct: `WITH p AS (SELECT DISTINCT customer_id, ${duckMonth}::UTINYINT m FROM pur), c AS (SELECT customer_id, min(m) c FROM p GROUP BY 1)
        SELECT c, m - c AS k, count(*) FROM p JOIN c USING (customer_id) GROUP BY 1, 2 ORDER BY 1, 2` } },
    clickhouse: { ways: { bits: click("r.pur"), in_order: click("r.pur", "SETTINGS optimize_aggregation_in_order = 1") } },
  };
}

// Month, start, retained, lost, new, reactivated, end, orders, revenue, buyers of two or more.
function presence() {
  const duck = (months) => `WITH cm AS (${months}), mo AS (SELECT m, count(*) e, sum(n)::BIGINT orders, sum(a)::BIGINT revenue, count(*) FILTER (n >= 2) again FROM cm GROUP BY m),
    b AS (SELECT bit_or(1::UBIGINT << m::UBIGINT) mask, min(m) c FROM cm GROUP BY customer_id), g AS (SELECT mask, c, count(*) n FROM b GROUP BY 1, 2),
    x AS (SELECT k m, n, c, (mask >> k::UBIGINT) & 1 = 1 now, k > 0 AND (mask >> greatest(k - 1, 0)::UBIGINT) & 1 = 1 held FROM g, range(36) t(k)),
    s AS (SELECT m, sum(n) FILTER (held) st, sum(n) FILTER (held AND now) re, sum(n) FILTER (held AND NOT now) lo, sum(n) FILTER (now AND c = m) nw, sum(n) FILTER (now AND NOT held AND c < m) ra FROM x GROUP BY m)
    SELECT m, coalesce(st, 0)::BIGINT, coalesce(re, 0)::BIGINT, coalesce(lo, 0)::BIGINT, coalesce(nw, 0)::BIGINT, coalesce(ra, 0)::BIGINT, e, orders, revenue, again FROM mo JOIN s USING (m) ORDER BY m`;
  const click = (settings) => `WITH cm AS (SELECT customer_id, ${clickMonth} m, count() n, sum(amount) a FROM r.pur GROUP BY customer_id, m ${settings}),
    g AS (SELECT mask, count() n FROM (SELECT groupBitOr(bitShiftLeft(toUInt64(1), m)) mask FROM cm GROUP BY customer_id) GROUP BY mask),
    mo AS (SELECT m, count() e, sum(n) orders, sum(a) revenue, countIf(n >= 2) again FROM cm GROUP BY m),
    s AS (SELECT toUInt8(k) m, sumIf(n, before) st, sumIf(n, before AND now) re, sumIf(n, before AND NOT now) lo, sumIf(n, now AND earlier = 0) nw, sumIf(n, now AND NOT before AND earlier != 0) ra
      FROM (SELECT n, k, bitTest(mask, k) AS now, k > 0 AND bitTest(mask, greatest(k - 1, 0)) AS before, bitAnd(mask, bitShiftLeft(toUInt64(1), k) - 1) AS earlier FROM g ARRAY JOIN range(36) AS k) GROUP BY k)
    SELECT m, st, re, lo, nw, ra, e, orders, revenue, again FROM mo JOIN s USING (m) ORDER BY m`;
  const window = (source, lag, lead, count) => `WITH cm AS (${source}), w AS (SELECT m, n, a, ${lag} pm, ${lead} nm FROM cm),
    x AS (SELECT m, ${count("TRUE")} e, ${count("pm = m - 1")} re, ${count("pm IS NULL")} nw, ${count("pm < m - 1")} ra, ${count("nm IS NULL OR nm > m + 1")} gone, sum(n) orders, sum(a) revenue, ${count("n >= 2")} again FROM w GROUP BY m)`;
  const months = `SELECT customer_id, ${duckMonth}::TINYINT m, count(*) n, sum(amount) a FROM pur GROUP BY 1, 2`;
  const duckWindow = `${window(months, "lag(m) OVER q", "lead(m) OVER q", (what) => `count(*) FILTER (${what})`).replace("FROM cm)", "FROM cm WINDOW q AS (PARTITION BY customer_id ORDER BY m))")}
    SELECT m, coalesce(lag(e) OVER o, 0), re, coalesce(lag(gone) OVER o, 0), nw, ra, e, orders::BIGINT, revenue::BIGINT, again FROM x WINDOW o AS (ORDER BY m) ORDER BY m`;
  return {
    duckdb: { ways: { bits: duck(months), windows: duckWindow } },
    clickhouse: { ways: { bits: click(""), in_order: click("SETTINGS optimize_aggregation_in_order = 1") } },
  };
}

// Days since the last purchase, days with a purchase, money; the k-th cut is the value at rank ceil(k n / 5), and a score
// is one more than the cuts below the value. Levels are a little lower, so that k n / 5 that is whole stays so.
const levels = [1, 2, 3, 4].map((k) => k / 5 - 1e-9);
const score = (value, cuts) => `1 + ${levels.map((_, i) => `(${value} > ${cuts}[${i + 1}])::INT`).join(" + ")}`;
function rfm() {
  const duck = intoDuck("rfm", `WITH d AS (SELECT customer_id, ts::DATE d, sum(amount) a FROM pur GROUP BY 1, 2),
    b AS (SELECT customer_id, date_diff('day', DATE '2025-01-01', max(d)) r, count(*) f, sum(a)::BIGINT m FROM d GROUP BY 1),
    q AS (SELECT quantile_disc(r, [${levels}]) rq, quantile_disc(f, [${levels}]) fq, quantile_disc(m, [${levels}]) mq FROM b)
    SELECT customer_id, -r r, f, m, ${score("r", "rq")} rs, ${score("f", "fq")} fs, ${score("m", "mq")} ms FROM b, q`);
  const check = (table) => `SELECT rs, fs, ms, count(*), sum(r), sum(f), sum(m) FROM ${table} GROUP BY rs, fs, ms ORDER BY rs, fs, ms`;
  const click = (settings) => intoClick("rfm", `WITH b AS (SELECT customer_id, toInt32(max(d)) - 20089 r, count() f, sum(a) m FROM (SELECT customer_id, toDate(ts) d, sum(amount) a FROM r.pur GROUP BY customer_id, d) GROUP BY customer_id),
    q AS (SELECT quantilesExact(${levels})(r) rq, quantilesExact(${levels})(f) fq, quantilesExact(${levels})(m) mq FROM b)
    SELECT customer_id, -r AS days, f, m, ${["r", "f", "m"].map((v) => `1 + ${levels.map((_, i) => `(${v} > ${v}q[${i + 1}])`).join(" + ")} AS ${v}s`).join(", ")} FROM b CROSS JOIN q ${settings}`);
  return {
    duckdb: { ways: { quantiles: duck }, check: check("rfm").replaceAll(/sum\((\w)\)/g, "sum($1)::BIGINT") },
    clickhouse: { ways: { quantiles: click(""), in_order: click("SETTINGS optimize_aggregation_in_order = 1") }, check: check("r.rfm").replace("sum(r)", "sum(days)") },
  };
}

function models() {
  const check = (table, cast) => `SELECT ${["count(*)", "sum(x)", "sum(tx)", "sum(t)", "sum(later)", "sum(x * tx)"].map((s) => s + cast).join(", ")} FROM ${table}`;
  const click = (settings) => intoClick("bg", `SELECT customer_id, toInt64(count()) - 1 x, toInt64(max(d)) - toInt64(min(d)) tx, 20088 - toInt64(min(d)) t, sum(a) - argMin(a, d) later FROM
    (SELECT customer_id, toDate(ts) d, sum(amount) a FROM r.pur GROUP BY customer_id, d) GROUP BY customer_id ${settings}`);
  return {
    duckdb: { ways: { by_day: intoDuck("bg", `WITH d AS (SELECT customer_id, ts::DATE d, sum(amount)::BIGINT a FROM pur GROUP BY 1, 2)
      SELECT customer_id, count(*) - 1 x, (max(d) - min(d))::INT tx, (DATE '2024-12-31' - min(d))::INT t, (sum(a) - arg_min(a, d))::BIGINT later FROM d GROUP BY 1`) }, check: check("bg", "::BIGINT") },
    clickhouse: { ways: { by_day: click(""), in_order: click("SETTINGS optimize_aggregation_in_order = 1") }, check: check("r.bg", "") },
  };
}

function segment() {
  const duckOf = (what, from) => `count(*) FILTER ("type" = ${what} AND ts >= TIMESTAMP '${from}')`;
  const clickOf = (what, from) => `countIf(type = ${what} AND ts >= '${from} 00:00:00')`;
  const recent = (of) => `${of(0, "2024-10-03")} >= 3 AND ${of(8, "2024-12-02")} = 0 AND (${of(1, "2024-12-25")} >= 5 OR ${of(4, "2024-12-18")} >= 2)`;
  const one = (settings) => intoClick("seg", `SELECT customer_id FROM r.ev GROUP BY customer_id HAVING ${recent(clickOf)} AND sumIf(amount, type = 0) > 20000 ${settings}`);
  const pruned = (settings) => intoClick("seg", `SELECT customer_id FROM r.pur WHERE customer_id IN (SELECT customer_id FROM r.ev WHERE ts >= '2024-10-03 00:00:00' AND type IN (0, 1, 4, 8) GROUP BY customer_id HAVING ${recent(clickOf)}) GROUP BY customer_id HAVING sum(amount) > 20000 ${settings}`);
  return {
    duckdb: { ways: {
      one: intoDuck("seg", `SELECT customer_id FROM ev GROUP BY customer_id HAVING ${recent(duckOf)} AND sum(amount) FILTER ("type" = 0) > 20000`),
      pruned: intoDuck("seg", `WITH c AS (SELECT customer_id FROM ev WHERE ts >= TIMESTAMP '2024-10-03' AND "type" IN (0, 1, 4, 8) GROUP BY 1 HAVING ${recent(duckOf)})
        SELECT customer_id FROM pur SEMI JOIN c USING (customer_id) GROUP BY 1 HAVING sum(amount) > 20000`),
    }, check: "SELECT count(*), coalesce(sum(customer_id), 0)::BIGINT FROM seg" },
    clickhouse: { ways: { one: one(""), pruned: pruned(""), pruned_in_order: pruned("SETTINGS optimize_aggregation_in_order = 1") }, check: "SELECT count(), sum(customer_id) FROM r.seg" },
  };
}

function features() {
  const windows = { 7: "2024-09-24", 30: "2024-09-01", 90: "2024-07-03", 365: "2023-10-02" };
  const counted = [0, 1, 2, 4, 6, 8], days = [7, 30, 90, 365], all = [...Array(12).keys()];
  const names = [...counted.flatMap((k) => days.map((d) => `c${k}_${d}`)), ...all.map((k) => `r${k}`), "tenure", ...days.map((d) => `a${d}`), "n365"];
  const duck = [
    ...counted.flatMap((k) => days.map((d) => `count(*) FILTER ("type" = ${k} AND ts >= TIMESTAMP '${windows[d]}') c${k}_${d}`)),
    ...all.map((k) => `coalesce(epoch_us(TIMESTAMP '2024-10-01') - epoch_us(max(ts) FILTER ("type" = ${k})), -1000000) // 1000000 r${k}`),
    "(epoch_us(TIMESTAMP '2024-10-01') - epoch_us(min(ts))) // 1000000 tenure",
    ...days.map((d) => `coalesce(sum(amount) FILTER (ts >= TIMESTAMP '${windows[d]}'), 0)::BIGINT a${d}`),
    `count(*) FILTER (ts >= TIMESTAMP '${windows[365]}') n365`,
  ];
  const duckCase = duck.map((x) => x.replace(/count\(\*\) FILTER \(([^)]*)\)/, "sum(($1)::INT)"));
  const first = (count, sum) => [...days.map((d) => `${count(d)} c${d}`), "max(ts) l", "min(ts) f", ...days.map((d) => `${sum(d)} a${d}`)].join(", ");
  const duckFirst = first((d) => `sum((ts >= TIMESTAMP '${windows[d]}')::INT)`, (d) => `sum(CASE WHEN ts >= TIMESTAMP '${windows[d]}' THEN amount ELSE 0 END)`);
  const duckSecond = [
    ...counted.flatMap((k) => days.map((d) => `sum(CASE WHEN "type" = ${k} THEN c${d} ELSE 0 END) c${k}_${d}`)),
    ...all.map((k) => `coalesce(epoch_us(TIMESTAMP '2024-10-01') - epoch_us(max(l) FILTER ("type" = ${k})), -1000000) // 1000000 r${k}`),
    "(epoch_us(TIMESTAMP '2024-10-01') - epoch_us(min(f))) // 1000000 tenure",
    ...days.map((d) => `sum(a${d})::BIGINT a${d}_`), "sum(c365) n365",
  ];
  const moment = "toUInt32(toDateTime('2024-10-01 00:00:00', 'UTC'))";
  const since = (what, k) => `if(countIf(type = ${k}) = 0, -1, toInt64(${moment}) - toInt64(toUInt32(maxIf(${what}, type = ${k})))) r${k}`;
  const click = [
    ...counted.flatMap((k) => days.map((d) => `countIf(type = ${k} AND ts >= '${windows[d]} 00:00:00') c${k}_${d}`)),
    ...all.map((k) => since("ts", k)), `toInt64(${moment}) - toInt64(toUInt32(min(ts))) tenure`,
    ...days.map((d) => `sumIf(amount, ts >= '${windows[d]} 00:00:00') a${d}`), `countIf(ts >= '${windows[365]} 00:00:00') n365`,
  ];
  const clickFirst = first((d) => `countIf(ts >= '${windows[d]} 00:00:00')`, (d) => `sumIf(amount, ts >= '${windows[d]} 00:00:00')`);
  const clickSecond = [
    ...counted.flatMap((k) => days.map((d) => `sumIf(c${d}, type = ${k}) c${k}_${d}`)), ...all.map((k) => since("l", k)),
    `toInt64(${moment}) - toInt64(toUInt32(min(f))) tenure`, ...days.map((d) => `sum(a${d}) a${d}_`), "sum(c365) n365",
  ];
  const clickOne = (settings) => intoClick("fm", `SELECT customer_id, ${click.join(", ")} FROM r.ev WHERE ts < '2024-10-01 00:00:00' GROUP BY customer_id ${settings}`);
  const clickTwo = (settings) => intoClick("fm", `SELECT customer_id, ${clickSecond.map((x) => x.replace(/ a(\d+)_$/, " b$1")).join(", ")} FROM (SELECT customer_id, type, ${clickFirst} FROM r.ev WHERE ts < '2024-10-01 00:00:00' GROUP BY customer_id, type) GROUP BY customer_id ${settings}`);
  const columns = (rename) => names.map((n) => (rename && /^a\d/.test(n) ? rename(n) : n));
  const check = (table, cast, list) => `SELECT count(*), ${list.map((n) => `sum(${n})${cast}`).join(", ")} FROM ${table}`;
  const duckTwo = intoDuck("fm", `WITH g AS (SELECT customer_id, "type", ${duckFirst} FROM ev WHERE ts < TIMESTAMP '2024-10-01' GROUP BY 1, 2) SELECT customer_id, ${duckSecond.map((x) => x.replace(/ a(\d+)_$/, " a$1")).join(", ")} FROM g GROUP BY customer_id`);
  return {
    duckdb: { ways: {
      filters: intoDuck("fm", `SELECT customer_id, ${duck.join(", ")} FROM ev WHERE ts < TIMESTAMP '2024-10-01' GROUP BY customer_id`),
      sums: intoDuck("fm", `SELECT customer_id, ${duckCase.join(", ")} FROM ev WHERE ts < TIMESTAMP '2024-10-01' GROUP BY customer_id`),
      two_levels: duckTwo,
    }, check: check("fm", "::BIGINT", columns()) },
    clickhouse: { ways: { one: clickOne(""), in_order: clickOne("SETTINGS optimize_aggregation_in_order = 1"), two_levels: clickTwo("") },
      checks: { one: check("r.fm", "", columns()), in_order: check("r.fm", "", columns()), two_levels: check("r.fm", "", columns((n) => n.replace("a", "b"))) } },
  };
}

// Two rows of one second follow one another in the order of the steps.
function funnel() {
  const out = "SELECT count(*) FILTER (l >= 1), count(*) FILTER (l >= 2), count(*) FILTER (l >= 3) FROM c";
  const click = (settings) => `SELECT countIf(l >= 1), countIf(l >= 2), countIf(l >= 3) FROM (SELECT windowFunnel(604800)(ts, type = 1, type = 4, type = 0) l FROM r.ev WHERE type IN (0, 1, 4) GROUP BY customer_id) ${settings}`;
  return {
    duckdb: { ways: {
      windows: `WITH a AS (SELECT customer_id, ts, "type" t, max(ts) FILTER ("type" = 1) OVER w pv FROM ev WHERE "type" IN (0, 1, 4) WINDOW w AS (PARTITION BY customer_id ORDER BY ts)),
        b AS (SELECT customer_id, ts, t, pv, max(pv) FILTER (t = 4) OVER (PARTITION BY customer_id ORDER BY ts) cpv FROM a),
        c AS (SELECT max(CASE WHEN t = 0 AND cpv IS NOT NULL AND ts - cpv <= INTERVAL 7 DAY THEN 3 WHEN t = 4 AND pv IS NOT NULL AND ts - pv <= INTERVAL 7 DAY THEN 2 WHEN t = 1 THEN 1 ELSE 0 END) l FROM b GROUP BY customer_id) ${out}`,
      asof: `WITH c AS (SELECT c.customer_id, c.ts cts, v.ts pv FROM (SELECT customer_id, ts FROM ev WHERE "type" = 4) c ASOF JOIN (SELECT customer_id, ts FROM ev WHERE "type" = 1) v ON c.customer_id = v.customer_id AND v.ts <= c.ts),
        p AS (SELECT p.customer_id FROM pur p ASOF JOIN c ON p.customer_id = c.customer_id AND c.cts <= p.ts WHERE p.ts - c.pv <= INTERVAL 7 DAY)
        SELECT (SELECT count(DISTINCT customer_id) FROM ev WHERE "type" = 1), (SELECT count(DISTINCT customer_id) FROM c WHERE cts - pv <= INTERVAL 7 DAY), (SELECT count(DISTINCT customer_id) FROM p)`,
    } },
    clickhouse: { ways: { window_funnel: click(""), in_order: click("SETTINGS optimize_aggregation_in_order = 1") } },
  };
}

// Weeks from Monday; the first one is that of 1 January 2022 (a day number is from 1970, a Thursday).
function retention() {
  const day = "(epoch_us(ts) // 86400000000)::INT"; // epoch() is a DOUBLE, and rounds days
  const week = (f) => `(${f} + 3) // 7 - 2713`;
  const click = (settings) => `SELECT intDiv(f + 3, 7) - 2713 wk, d - f AS k, count() n FROM (SELECT groupUniqArray(intDiv(toUInt32(ts), 86400)) a, arrayMin(a) f FROM r.ev GROUP BY customer_id) ARRAY JOIN a AS d WHERE d - f <= 30 GROUP BY wk, k ORDER BY wk, k ${settings}`;
  const clickDays = (settings) => `SELECT intDiv(f + 3, 7) - 2713 wk, d - f AS k, count() n FROM (SELECT groupArray(d) a, arrayMin(a) f FROM (SELECT customer_id, intDiv(toUInt32(ts), 86400) d FROM r.ev GROUP BY customer_id, d) GROUP BY customer_id) ARRAY JOIN a AS d WHERE d - f <= 30 GROUP BY wk, k ORDER BY wk, k ${settings}`;
  return {
    duckdb: { ways: {
      windows: `WITH d AS (SELECT customer_id, ${day} d FROM ev GROUP BY ALL), f AS (SELECT d, min(d) OVER (PARTITION BY customer_id) f FROM d) SELECT ${week("f")} wk, d - f k, count(*) FROM f WHERE d - f <= 30 GROUP BY 1, 2 ORDER BY 1, 2`,
      bits: `WITH f AS (SELECT customer_id, (epoch_us(min(ts)) // 86400000000)::INT f FROM ev GROUP BY 1), d AS (SELECT f, bit_or(1::UINTEGER << least(greatest(${day} - f, 0), 31)::UINTEGER) b FROM ev JOIN f USING (customer_id) WHERE ${day} - f <= 30 GROUP BY customer_id, f), g AS (SELECT f, b, count(*) n FROM d GROUP BY 1, 2)
        SELECT ${week("f")} wk, k, sum(n)::BIGINT FROM g, range(31) t(k) WHERE (b >> k::UINTEGER) & 1 = 1 GROUP BY 1, 2 ORDER BY 1, 2`,
    } },
    clickhouse: { ways: { arrays: click(""), in_order: click("SETTINGS optimize_aggregation_in_order = 1"), days: clickDays("SETTINGS optimize_aggregation_in_order = 1") } },
  };
}

const questions = { W1: cohorts(), W2: presence(), W3: rfm(), W4: models(), W5: segment(), W6: features(), W7a: funnel(), W7b: retention() };

// ---- asking ----

async function ask(engine, question, way) {
  const start = process.hrtime.bigint();
  const rows = await engine.run(question.ways[way]);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const check = question.check ?? question.checks?.[way];
  return { seconds, text: lines(check ? await engine.run(check) : rows) };
}

/** The fastest of all ways, each tried twice; all must give the same answer. */
async function chooseWay(engine, name, question) {
  let best = null, text = null;
  for (const way of Object.keys(question.ways)) {
    for (let round = 0; round < 2; round++) {
      const answer = await ask(engine, question, way);
      text ??= answer.text;
      if (answer.text !== text) throw new Error(`${way} gives another answer than the way before it`);
      if (!best || answer.seconds < best.seconds) best = { way, seconds: answer.seconds };
    }
  }
  process.stderr.isTTY && process.stderr.write(`${name}: ${engine.said}: ${best.way}\n`);
  return best.way;
}

const engines = {}, ready = {};
for (const [name, open] of [["duckdb", openDuckdb], ["clickhouse", openClickhouse]]) {
  try {
    engines[name] = await open();
    ready[name] = { there: true, said: engines[name].said };
  } catch (error) {
    ready[name] = { there: false, said: error.message.split("\n")[0] };
  }
}
say(ready);

const chosen = {};
for await (const line of createInterface({ input: process.stdin })) {
  const [name, peer] = line.split(" ");
  try {
    const question = questions[name][peer];
    chosen[line] ??= await chooseWay(engines[peer], name, question);
    say(await ask(engines[peer], question, chosen[line]));
  } catch (error) {
    say({ text: error.message.split("\n")[0] });
  }
}
engines.clickhouse?.close();
rmSync(`${folder}/chdb`, { recursive: true, force: true });
