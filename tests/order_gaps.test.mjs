// The time between orders by number of the order, and groups side by side.
import assert from 'node:assert/strict';
import { eachStore } from './server.mjs';

const day = (n, hour = 12) => new Date(Date.UTC(2026, 0, 1, hour) + n * 86_400_000).toISOString();
const order = (userId, timestamp, properties = {}) =>
    ({ type: 'track', userId, event: 'Order Completed', timestamp, messageId: `${userId} ${timestamp}`, properties: { order_id: `${userId} ${timestamp}`, total: 20, currency: 'EUR', ...properties } });
const numbers = (count) => Array.from({ length: count }, (_, i) => i + 1);
const lines = (text) => text.trim().split('\n').map((line) => line.split(','));

async function send(server, events) {
    const key = await server.key('track');
    for (let from = 0; from < events.length; from += 400) {
        const { status, body } = await server.post('/v1/batch', { batch: events.slice(from, from + 400) }, { key });
        assert.equal(status, 200, JSON.stringify(body));
        assert.deepEqual(body.rejected, []);
    }
}

async function ask(server, path) {
    return await server.get(`/api/v1/${path}`, { key: await server.key('read') });
}

async function get(server, path) {
    const { status, body, text } = await ask(server, path);
    assert.equal(status, 200, text);
    return body;
}

await eachStore('MX-13: days from order to order, by number; what has not ended is not observed', async (server) => {
    assert.deepEqual((await get(server, 'order-gaps?as_of=2026-02-10')).rows.map(({ n, median_days, histogram }) => [n, median_days, histogram]), Array(6).fill([0, null, []]));
    // ann on days 0, 10, 30; bob on 0, 20; cid on 0 alone. Known to day 40. A refund is no order.
    await send(server, [order('ann', day(0), { channel: 'web' }), order('ann', day(10)), order('ann', day(30)), order('bob', day(0, 9), { channel: 'shop' }), order('bob', day(20)), order('cid', day(0), { channel: 'web' }),
        { type: 'track', userId: 'cid', event: 'Order Refunded', timestamp: day(5), messageId: 'refund', properties: { order_id: `cid ${day(0)}`, total: 5, currency: 'EUR' } },
        { type: 'identify', userId: 'bob', traits: { country: 'BE' }, messageId: 'i', timestamp: day(0) }]);
    const asked = 'order-gaps?as_of=2026-02-10&numbers=3&bin_days=10';
    const table = await get(server, asked);
    assert.match(table.definition, /not observed/);
    const figures = ({ from_order, to_order, n, ended, open, p25_days, median_days, p75_days, p90_days }) => [from_order, to_order, n, ended, open, p25_days, median_days, p75_days, p90_days];
    assert.deepEqual(table.rows.map(figures), [
        [null, null, 6, 3, 3, 20, 20, null, null], // S(10) = 5/6, S(20) = 5/12
        [1, 2, 3, 2, 1, 10, 20, null, null], // 2/3, 1/3
        [2, 3, 2, 1, 1, 20, 20, null, null], // 1/2: bob's 20 days of silence are at risk on day 20
        [3, 4, 1, 0, 1, null, null, null, null]]);
    const [all, first] = table.rows;
    assert.deepEqual(all.histogram, [{ from_days: 0, to_days: 9, gaps: 0, share: 0 }, { from_days: 10, to_days: 19, gaps: 1, share: 0.333333333333 }, { from_days: 20, to_days: 29, gaps: 2, share: 0.666666666667 }]);
    const [thirty, sixty] = first.ordered_again;
    assert.ok(Math.abs(thirty.value - 2 / 3) < 1e-9 && 0 <= thirty.low && thirty.low < 2 / 3 && 2 / 3 < thirty.high && thirty.high <= 1);
    assert.deepEqual([sixty.within_days, sixty.value, sixty.low], [60, null, null]); // nobody was looked at for so long
    assert.equal(first.small_sample, true);

    const rows = async (more) => (await get(server, `${asked}${more}`)).rows.map(({ by, from_order, n, ended }) => [by, from_order, n, ended]);
    assert.deepEqual((await rows('&by=first_channel')).filter(([, from]) => from === 1).sort(), [['shop', 1, 1, 1], ['web', 1, 2, 1]]);
    assert.deepEqual((await rows('&segment=trait:country=BE')).slice(0, 2), [[null, null, 2, 1], [null, 1, 1, 1]]);
    assert.deepEqual((await rows('&from=2026-01-11')).slice(0, 4), [[null, null, 3, 1], [null, 1, 0, 0], [null, 2, 2, 1], [null, 3, 1, 0]]);
    // As of day 15 the later orders are not known yet.
    assert.deepEqual((await get(server, asked.replace('2026-02-10', '2026-01-16'))).rows.map(figures)[1], [1, 2, 3, 1, 2, 10, null, null, null]);
    // Two on one day: a gap of 0 days. An order that comes late lies where it belongs.
    await send(server, [order('dot', day(3, 9)), order('dot', day(3, 20)), order('cid', day(4))]);
    assert.deepEqual((await get(server, asked)).rows.map(figures)[1], [1, 2, 4, 4, 0, 0, 4, 10, 20]);

    const csv = lines((await ask(server, `${asked}&format=csv`)).text);
    const whole = await get(server, asked);
    const column = Object.fromEntries(csv[0].map((name, i) => [name, i]));
    for (const row of whole.rows) {
        const of = csv.slice(1).filter((line) => line[column.from_order] === String(row.from_order ?? ''));
        assert.deepEqual(of.map((line) => [Number(line[column.bin_from]), Number(line[column.gaps])]), row.histogram.length ? row.histogram.map(({ from_days, gaps }) => [from_days, gaps]) : [[0, 0]]);
        for (const line of of) assert.deepEqual([line[column.n], line[column.median_days], line[column.again_30]], [String(row.n), String(row.median_days ?? ''), String(row.ordered_again[0].value ?? '')]);
    }
    assert.match((await get(server, `${asked}&locale=fr`)).definition, /pas observé/);
    for (const [query, message] of [['numbers=0', /numbers/], ['numbers=21', /numbers/], ['bin_days=0', /bin_days/], ['from=2026-02-01&to=2026-01-01', /from/], ['by=nonsense', /nonsense/]]) {
        const { status, body } = await ask(server, `order-gaps?${query}`);
        assert.equal(status, 400, query);
        assert.match(JSON.stringify(body), message);
    }
});

await eachStore('R064: retention and value by first product; a gap is flagged when the intervals are apart', async (server) => {
    // All order on 20 May. Of 100 who began with A 80 order again in June, of 100 with B 50, of 10 with C 1, of 100 with D 70.
    const product = (name, count, again) => numbers(count).flatMap((i) => [order(`${name}${i}`, '2026-05-20T12:00:00Z', { product: name, total: name === 'A' ? 30 : 20 }), ...(i <= again ? [order(`${name}${i}`, '2026-06-20T12:00:00Z', { product: 'A' })] : [])]);
    await send(server, [...product('A', 100, 80), ...product('B', 100, 50), ...product('C', 10, 1), ...product('D', 100, 70)]);
    const asked = 'group-comparisons?by=first_product&period=2026-06&as_of=2026-06-30&window=30&metrics=crr,clv,aov';
    const { metrics } = await get(server, asked);
    assert.deepEqual(metrics.map(({ metric }) => metric), ['crr', 'clv', 'aov']);
    const crr = Object.fromEntries(metrics[0].groups.map((group) => [group.by, group]));
    assert.deepEqual(['A', 'B', 'C', 'D'].map((name) => [crr[name].value, crr[name].n, crr[name].gap_flagged, crr[name].small_sample]),
        [[0.8, 100, false, false], [0.5, 100, true, false], [0.1, 10, false, true], [0.7, 100, false, false]]); // C is too small to tell, D too near
    assert.ok(Math.abs(crr.B.gap + 0.3) < 1e-9 && crr.A.gap === 0 && crr.B.high < crr.A.low && crr.D.high > crr.A.low);
    // The same figures as the metrics themselves.
    for (const one of metrics) {
        const series = await get(server, `metrics/${one.metric}?by=first_product&period=2026-06&as_of=2026-06-30&window=30`.replace(one.metric === 'aov' ? '&window=30' : '&none', ''));
        assert.deepEqual(one.groups.map(({ by, value, low, high, n }) => [by, value, low, high, n]), series.points.map(({ by, value, low, high, n }) => [by, value, low, high, n]), one.metric);
    }
    const csv = lines((await ask(server, `${asked}&format=csv`)).text);
    assert.deepEqual(csv.slice(1, 5).map(([metric, , period, by, value, , , n, , flagged]) => [metric, period, by, value, n, flagged]).sort(),
        [['crr', '2026-06', 'A', '0.8', '100', 'false'], ['crr', '2026-06', 'B', '0.5', '100', 'true'], ['crr', '2026-06', 'C', '0.1', '10', 'false'], ['crr', '2026-06', 'D', '0.7', '100', 'false']]);
    // Before anybody was a customer nothing is known.
    const before = (await get(server, asked.replace('2026-06&', '2026-04&'))).metrics[0].groups;
    assert.ok(before.every(({ value, gap, gap_flagged }) => value === null && gap === null && gap_flagged === null));
    for (const [query, message] of [['metrics=nonsense', /nonsense/], ['metrics=crr,crr,crr,crr,crr,crr,crr', /6/], ['period=month', /period/], ['by=nonsense', /nonsense/]]) {
        const { status, body } = await ask(server, `group-comparisons?${query}`);
        assert.equal(status, 400, query);
        assert.match(JSON.stringify(body), message);
    }
});
