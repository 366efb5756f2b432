// Figures asked of ClickHouse: two shards of Debian's (18.16) while they are killed, frozen and emptied and while this
// program is killed; and the contract of the port against current ClickHouse (chdb). See docs/reliability.md, R14.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { startChdb } from './chdb_server.mjs';
import { startCluster } from './clickhouse.mjs';
import { binary } from './program.mjs';
import { createDatabase } from './postgres.mjs';
import { newServer } from './server.mjs';

const day = 86_400_000;
const from = Date.UTC(2026, 0, 5, 12); // noon: the same civil day in every zone of Europe
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Order number i: each of its own amount, so that a lost or doubled one shows in every sum. From 10,000 on of other people. */
function order(i) {
  const refund = i % 11 === 0;
  return {
    type: 'track', messageId: `order ${i}`, timestamp: new Date(from + (i * 7 % 200) * day).toISOString(),
    event: refund ? 'Order Refunded' : 'Order Completed', userId: `customer ${i * 31 % 97 + (i > 10_000 ? 100 : 0)}`,
    properties: { order_id: `${refund ? 'r' : 'o'}${i}`, total: Number((1 + i / 100).toFixed(2)), currency: 'EUR', channel: ['web', 'shop'][i % 2] },
  };
}

class History {
  sent = 0;
  constructor(server) { this.server = server; }

  async send(count) {
    const batch = Array.from({ length: count }, (_, i) => order(this.sent + i + 1));
    const { status, body } = await this.server.post('/v1/batch', { batch }, { key: await this.server.key('track') });
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.accepted, count);
    this.sent += count;
  }
}

/** Runs `fidele WORDS`: {code, out, error} when it has ended; `.child` at once. */
function run(words) {
  const child = spawn(binary, words, { env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } });
  let out = '', error = '';
  child.stdout.on('data', (data) => { out += data; });
  child.stderr.on('data', (data) => { error += data; });
  return Object.assign(once(child, 'close').then(([code]) => ({ code, out, error })), { child });
}

async function metric(server, query = '/api/v1/metrics/revenue?period=month') {
  const { status, body, text } = await server.get(query, { key: await server.key('read') });
  return { status, body, text };
}

/** Asks until it is answered, which a thawed ClickHouse owes within seconds. */
async function answered(server, query) {
  for (let tries = 0; ; tries++) {
    const { status, body, text } = await metric(server, query);
    if (status === 200) return body;
    assert.ok(status === 503 && tries < 60, `${status} ${text}`);
    await sleep(500);
  }
}

const hash = (x) => {
  const mask = (1n << 64n) - 1n;
  x ^= 0x4CF2D2BAAE6DA887n;
  x = ((x ^ (x >> 33n)) * 0xff51afd7ed558ccdn) & mask;
  x = ((x ^ (x >> 33n)) * 0xc4ceb9fe1a85ec53n) & mask;
  return x ^ (x >> 33n);
};

/** Count and sum of hashes by day and sign, of what was sent and of what ClickHouse holds: the acceptance of R14. */
function sumsOfSent(count) {
  const sums = new Map();
  for (let i = 1; i <= count; i++) {
    const { timestamp, event, properties: { total } } = order(i);
    const key = `${Math.floor(Date.parse(timestamp) / day)} ${event}`;
    const [n, sum] = sums.get(key) ?? [0n, 0n];
    sums.set(key, [n + 1n, (sum + hash(BigInt(Math.round(total * 100)))) & ((1n << 64n) - 1n)]);
  }
  return new Map([...sums].map(([key, [n, sum]]) => [key, `${n} ${sum}`]));
}

async function sumsHeld(cluster, database, classes) {
  const rows = await cluster.ask(`SELECT intDiv(second, 86400) AS day, class, count(), uniqExact(seq), sum(intHash64(toUInt64(amount)))
    FROM ${database}.fidele_rows FINAL WHERE counts IN (1, 2) AND amount > 0 GROUP BY day, class`);
  return new Map(rows.map(([of, number, count, distinct, sum]) => {
    assert.equal(count, distinct, 'no event counts twice');
    return [`${of} ${classes(number)}`, `${count} ${sum}`];
  }));
}

/** Of the two classes with amounts the one with fewer rows is the refunds'. */
async function checkExact(cluster, database, sent) {
  const rows = await cluster.ask(`SELECT class, count() FROM ${database}.fidele_rows FINAL WHERE counts IN (1, 2) AND amount > 0 GROUP BY class ORDER BY count()`);
  assert.equal(rows.length, 2);
  const held = await sumsHeld(cluster, database, (number) => (number === rows[0][0] ? 'Order Refunded' : 'Order Completed'));
  assert.deepEqual(new Map([...held].sort()), new Map([...sumsOfSent(sent)].sort()));
}

/** How many events have a row that counts: none has two. */
async function rowsHeld(cluster, database) {
  const [[count, distinct]] = await cluster.ask(`SELECT count(), uniqExact(seq) FROM ${database}.fidele_rows FINAL WHERE counts IN (1, 2) AND amount > 0`);
  assert.equal(count, distinct, 'no event counts twice');
  return Number(count);
}

test('after each trouble with ClickHouse its rows are those of the log, and nothing was lost meanwhile', { timeout: 170_000 }, async (t) => {
  const cluster = await startCluster();
  t.after(() => cluster.stop());
  const server = await newServer(t, 'SQLite', { args: ['--activity', cluster.url('r14')] });
  await server.open();
  const history = new History(server);

  await t.test('a fresh event is in the next answer', async () => {
    for (let i = 0; i < 3; i++) {
      await history.send(40);
      const orders = Array.from({ length: history.sent }, (_, n) => order(n + 1)).filter(({ event }) => event === 'Order Completed').length;
      const body = await answered(server, '/api/v1/metrics/orders?period=year');
      const shown = body.points.reduce((sum, { value }) => sum + (value ?? 0), 0);
      assert.equal(shown, orders, JSON.stringify(body));
    }
    await checkExact(cluster, 'r14', history.sent);
  });

  await t.test('a shard is killed during inserts', async () => {
    await history.send(200);
    await sleep(700); // a round begins by itself
    const sending = history.send(200);
    await cluster.nodes[1].kill();
    await sending;
    await history.send(100); // events are taken all the same
    const refused = await metric(server);
    assert.equal(refused.status, 503, refused.text);
    assert.match(refused.body.code, /^activity_/);
    await cluster.nodes[1].start();
    await answered(server);
    await checkExact(cluster, 'r14', history.sent);
  });

  await t.test('the server is killed during inserts, five times', async () => {
    for (let i = 0; i < 5; i++) {
      await history.send(300);
      const asking = metric(server).catch(() => null); // makes a round begin now
      await sleep(15 + 20 * i);
      await server.kill();
      await asking;
      await server.open();
    }
    await answered(server);
    await checkExact(cluster, 'r14', history.sent);
  });

  await t.test('a frozen ClickHouse is told in time, and goes on where it was', async () => {
    cluster.nodes[0].freeze();
    const began = Date.now();
    const refused = await metric(server);
    assert.equal(refused.status, 503, refused.text);
    assert.equal(refused.body.code, 'activity_unreachable');
    assert.ok(Date.now() - began < 30_000);
    await history.send(100);
    cluster.nodes[0].thaw();
    await answered(server);
    await checkExact(cluster, 'r14', history.sent);
  });

  await t.test('rows that a loss of power took are found at the next start, and rows that nobody sent', async () => {
    const before = await answered(server);
    await server.stop();
    await cluster.ask('ALTER TABLE r14.fidele_rows_local DELETE WHERE seq % 3 = 0');
    await cluster.ask('INSERT INTO r14.fidele_rows_local SELECT class, person, second, seq + 100000, amount, d0, d1, d2, d3, d4, d5, d6, d7, counts, version FROM r14.fidele_rows_local LIMIT 5');
    await cluster.settled();
    await server.open();
    assert.deepEqual((await answered(server)).points, before.points);
    await checkExact(cluster, 'r14', history.sent);
  });

  await t.test('who is erased leaves the disks of both shards, also where they were before they were merged', async () => {
    const admin = await server.key('admin');
    const { id: five } = (await server.get('/api/v1/customers/user_id:customer%205', { key: admin })).body;
    const { id: six } = (await server.get('/api/v1/customers/user_id:customer%206', { key: admin })).body;
    assert.notEqual(five % 2, six % 2, 'one on each shard');
    const merged = await server.post(`/api/v1/customers/${five}/merge`, { with: String(six), reason: 'the same' }, { key: admin });
    assert.ok(merged.status < 300, merged.text);
    await answered(server);
    const amounts = Array.from({ length: history.sent }, (_, i) => order(i + 1)).filter(({ userId }) => /^customer [56]$/.test(userId))
      .map(({ properties: { total } }) => Math.round(total * 100));
    const theirs = (await cluster.ask(`SELECT seq FROM r14.fidele_rows FINAL WHERE counts = 1 AND amount IN (${amounts})`)).map(([seq]) => seq);
    assert.equal(theirs.length, amounts.length);
    const left = async () => {
      const counts = await Promise.all(cluster.nodes.map((node) => node.ask(`SELECT count() FROM r14.fidele_rows_local WHERE counts = 3 OR seq IN (${theirs})`)));
      return counts.reduce((sum, [[count]]) => sum + Number(count), 0);
    };
    assert.ok(await left() > theirs.length, 'tombstones where they were before');
    const verify = () => server.command(['verify-erasure', '--value', 'in no file', ...server.args]);
    const { code, error } = await server.command(['erase', 'user_id:customer 5', '--finish']);
    assert.equal(code, 0, error);
    assert.equal(await left(), 0, 'their rows and the tombstones over them');
    const clean = await verify();
    assert.equal(clean.code, 0, clean.out + clean.error);
    assert.match(clean.out, /ClickHouse, 2 hosts: nothing is left/);
    await cluster.ask('INSERT INTO r14.fidele_rows_local SELECT 60000, person, second, seq + 1000000, 0, d0, d1, d2, d3, d4, d5, d6, d7, 3, version FROM r14.fidele_rows_local LIMIT 2');
    const found = await verify();
    assert.equal(found.code, 1);
    assert.match(found.out, /ClickHouse: 2 rows to be deleted/);
    await cluster.ask('ALTER TABLE r14.fidele_rows_local DELETE WHERE counts = 3');
    await cluster.settled();
    history.sent = 10_000; // nothing more of who was erased
  });

  await t.test('the columns say the same of the same log', async () => {
    const names = ['revenue', 'orders', 'aov', 'crr', 'repeat_rate', 'purchase_frequency', 'time_between_orders', 'orders?by=channel'];
    const said = [];
    const ask = async (name) => {
      const { status, text } = await metric(server, `/api/v1/metrics/${name}${name.includes('?') ? '&' : '?'}period=month&as_of=2026-11-20`);
      return { status, text: text.replace(/"request_id":"[^"]*"/, '') };
    };
    for (const name of names) said.push(await ask(name));
    assert.ok(said.filter(({ status }) => status === 200).length > 4, JSON.stringify(said.map(({ status }) => status)));
    await server.stop();
    server.args = [];
    await server.open();
    for (const [i, name] of names.entries()) assert.deepEqual(said[i], await ask(name), name);
  });

  await t.test('a folder moves to PostgreSQL and ClickHouse, and its figures with it', async () => {
    const before = (await metric(server)).body;
    const database = await createDatabase();
    const words = ['--data', server.folder, '--database', database, '--activity', cluster.url('moved')];
    const taken = await run(['move', ...words]);
    assert.equal(taken.code, 1, 'the server holds the folder');
    await server.stop();
    const store = readFileSync(join(server.folder, 'fidele.db'));
    const cut = run(['move', ...words]); // cut short, and begun again
    await sleep(60);
    cut.child.kill('SIGKILL');
    await cut;
    const { code, out, error } = await run(['move', ...words]);
    assert.equal(code, 0, error);
    assert.match(out, /say the same on both sides/);
    assert.ok(store.equals(readFileSync(join(server.folder, 'fidele.db'))), 'fidele.db is as it was');
    assert.equal((await run(['move', ...words])).code, 0, 'what has been moved is compared again');
    server.database = database;
    server.args = words.slice(4);
    await server.open();
    assert.deepEqual((await answered(server)).points, before.points);
    await history.send(20);
    await answered(server);

    // Two servers on the one database both deliver.
    const second = await newServer(t, 'PostgreSQL', { database, args: server.args });
    copyFileSync(join(server.folder, 'secret.key'), join(second.folder, 'secret.key'));
    await second.open();
    const other = new History(second);
    other.sent = 20_000;
    await answered(second);
    let rows = await rowsHeld(cluster, 'moved');
    for (let round = 0; round < 3; round++) {
      await Promise.all([history.send(150), other.send(150)]);
      const [said, saidToo] = await Promise.all([answered(server), answered(second)]);
      assert.deepEqual(said.points, saidToo.points);
      assert.equal(await rowsHeld(cluster, 'moved'), rows += 300);
    }

    // One is killed while it delivers, and people it knew apart become one.
    await Promise.all([history.send(400), other.send(400)]);
    const asking = [metric(server), metric(second)].map((it) => it.catch(() => null));
    await sleep(40);
    await server.kill();
    await Promise.all(asking);
    const merged = await second.post('/api/v1/customers/user_id:customer%20110/merge', { with: 'user_id:customer 111', reason: 'the same' }, { key: await second.key('admin') });
    assert.ok(merged.status < 300, merged.text);
    const after = await answered(second);
    assert.equal(await rowsHeld(cluster, 'moved'), rows += 800);
    await second.stop();
    await server.open();
    assert.deepEqual((await answered(server)).points, after.points);
    assert.equal(await rowsHeld(cluster, 'moved'), rows);
    await server.stop();
    const gone = await run(['move', ...words]);
    assert.notEqual(gone.code, 0, 'a database that has gone on is not the same');
    assert.match(gone.error, /does not hold what the folder holds/);
  });
});

// ---- predictions ----

/** 130 people who buy, look, ask and are written to; each other one waits for an answer on a day of their own, and most of those leave. */
function peopleWhoLeave() {
  const events = [], now = Date.now();
  const say = (i, daysAgo, event, properties = {}) => events.push({
    ...(event === 'page' ? { type: 'page' } : { type: 'track', event }), userId: `p${i}`, timestamp: new Date(now - daysAgo * day).toISOString(), messageId: `p ${events.length}`, properties,
  });
  const drawn = (i, salt) => Number(hash(BigInt(i * 1000 + salt)) % 1000n) / 1000;
  for (let i = 0; i < 130; i++) {
    const unlucky = i % 2 === 0, at = 40 + Math.floor(drawn(i, 2) * 300), end = drawn(i, 3) < (unlucky ? 0.85 : 0.05) ? at : 0.5;
    for (let ago = 400 - drawn(i, 4) * 20, n = 0; ago >= end; ago -= 18 + drawn(i, 5 + n) * 6, n++) {
      const order = { order_id: `p${i}-${n}`, total: 10 + i % 10 + n % 3 / 4, currency: 'EUR' };
      say(i, ago, 'Order Completed', order);
      if (n % 3 === 0) say(i, ago - 2 - drawn(i, 50 + n), 'Order Delivered', { order_id: order.order_id });
      if (n % 9 === 4) say(i, ago - 3, 'Order Refunded', { order_id: `${order.order_id}r`, total: 2.5, currency: 'EUR' });
      if (n % 4 === 1) say(i, ago - 1, 'page', { path: `/${n}` });
      if (n % 5 === 1) say(i, ago - 4, 'Email Delivered');
    }
    if (!unlucky) continue;
    say(i, at - 0.5, 'Ticket Opened', { ticket_id: `p${i}` });
    say(i, at - 5, 'Ticket Solved', { ticket_id: `p${i}` });
  }
  return events;
}

async function trained(server, key, model) {
  const { body: { job }, text } = await server.post(`/api/v1/predictions/${model}/train`, undefined, { key });
  assert.ok(job, text);
  for (;;) {
    const { body: { status, result, error } } = await server.get(`/api/v1/jobs/${job}`, { key });
    if (status === 'done') return result.status;
    assert.ok(status === 'queued' || status === 'running', `${model}: ${status}: ${error}`);
    await sleep(30);
  }
}

test('predictions over ClickHouse are those over the columns: what is trained, the reports, the scores', { timeout: 60_000 }, async (t) => {
  const cluster = await startCluster();
  t.after(() => cluster.stop());
  const server = await newServer(t, 'SQLite', { args: ['--activity', cluster.url('predicted')] });
  await server.open();
  const key = await server.key('admin'), events = peopleWhoLeave();
  for (let from = 0; from < events.length; from += 500) {
    const { body, text } = await server.post('/v1/batch', { batch: events.slice(from, from + 500) }, { key: await server.key('track') });
    assert.equal(body.accepted, Math.min(500, events.length - from), text);
  }
  await answered(server);
  assert.ok(await rowsHeld(cluster, 'predicted') > 1000, 'ClickHouse has them');
  const settings = await server.patch('/api/v1/predictions/settings', { churn_window_days: 40 }, { key });
  assert.equal(settings.status, 200, settings.text);

  const said = async (path) => {
    for (;;) {
      const { status, body, text } = await server.get(`/api/v1/${path}`, { key });
      if (status === 503 && body.code === 'activity_behind') { await sleep(50); continue; } // until the test's own time is over
      assert.equal(status, 200, `${path}: ${text}`);
      return body;
    }
  };
  const paths = ['predictions/churn/scores?limit=200', 'predictions/lifetime/scores?limit=200', 'predictions/top?share=0.2', 'customers/user_id:p3/predictions', 'customers/user_id:p4/predictions?horizon_days=90'];
  const reports = () => Promise.all(['churn', 'lifetime'].map(async (model) => ({ ...await said(`predictions/${model}`), version: 0, trained_at: '' })));
  const scores = () => Promise.all(paths.map(said));

  for (const model of ['lifetime', 'churn']) assert.equal(await trained(server, key, model), 'published');
  const there = { reports: await reports(), scores: await scores() };
  assert.ok(there.scores[0].items.length > 50 && there.scores[1].items.length === 130, 'both models score');
  await server.stop();
  server.args = [];
  await server.open();
  assert.deepEqual(await scores(), there.scores, 'the same models, asked of the columns');
  for (const model of ['lifetime', 'churn']) assert.equal(await trained(server, key, model), 'published');
  assert.deepEqual(await reports(), there.reports, 'trained again on the columns');
  const again = await scores();
  for (const [i, path] of paths.entries()) assert.deepEqual(again[i].items?.map(({ score, reasons }) => [score, reasons]), there.scores[i].items?.map(({ score, reasons }) => [score, reasons]), path);
});

test('current ClickHouse answers every question as the columns do', { timeout: 120_000 }, async (t) => {
  const server = await startChdb();
  t.after(() => server.stop());
  const child = spawn(join(dirname(binary), 'fidele_test'), ['clickhouse_says'], { env: { ...process.env, FIDELE_TEST_ACTIVITY: server.url('') }, cwd: join(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '..') });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { said += data; });
  const [code] = await once(child, 'close');
  assert.equal(code, 0, said);
  assert.match(said, /1 test\(s\) run/);
});
