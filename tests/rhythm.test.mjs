// The rhythm of people: second orders within a delay, what goes with staying, the time between orders.
import assert from 'node:assert/strict';
import { eachStore } from './server.mjs';

const track = (userId, event, timestamp, properties = {}) =>
    ({ type: 'track', userId, event, timestamp, messageId: `${userId} ${event} ${timestamp}`, properties });
const order = (userId, timestamp, properties = {}) =>
    track(userId, 'Order Completed', timestamp, { order_id: `${userId} ${timestamp}`, total: 20, currency: 'EUR', ...properties });
const day = (n, hour = 12) => new Date(Date.UTC(2026, 0, 1, hour) + n * 86_400_000).toISOString();
const numbers = (count) => Array.from({ length: count }, (_, i) => i + 1);
const lines = (text) => text.trim().split('\n').map((line) => line.split(','));

async function send(server, events) {
    const key = await server.key('track');
    for (let from = 0; from < events.length; from += 400) {
        const batch = events.slice(from, from + 400);
        const { status, body } = await server.post('/v1/batch', { batch }, { key });
        assert.equal(status, 200, JSON.stringify(body));
        assert.deepEqual([body.accepted, body.rejected], [batch.length, []]);
    }
}

async function get(server, path) {
    const { status, body, text } = await server.get(`/api/v1/${path}`, { key: await server.key('read') });
    assert.equal(status, 200, text);
    return body;
}

async function refused(server, path, message) {
    const { status, body } = await server.get(`/api/v1/${path}`, { key: await server.key('read') });
    assert.equal(status, 400, path);
    assert.match(JSON.stringify(body), message, path);
}

await eachStore('R043: second orders within a delay, of those who have had it', async (server) => {
    // 100 first order on 10 January, 35 of them again within 180 days: 20 after 30 days, 10 after 31, 5 after 180.
    const first = numbers(100).map((i) => order(`b${i}`, day(9), { channel: i % 2 ? 'web' : 'shop' }));
    const again = numbers(36).map((i) => order(`b${i}`, day(9 + (i <= 20 ? 30 : i <= 30 ? 31 : i <= 35 ? 180 : 181))));
    // Three first order in June; one of them again, the next day.
    await send(server, [...first, ...again, ...numbers(3).map((i) => order(`j${i}`, day(160))), order('j1', day(161))]);
    const asked = 'metrics/second_order_conversion?period=month&from=2026-01-01&to=2026-06-30';
    const [january, , , , , june] = (await get(server, `${asked}&days=180&as_of=2026-07-31`)).points;
    assert.deepEqual([january.value, january.n, january.parts], [0.35, 100, { second_orders: 35, first_buyers: 100, too_recent: 0 }]);
    assert.ok(january.low < 0.35 && 0.35 < january.high);
    assert.deepEqual([june.value, june.parts], [null, { second_orders: 0, first_buyers: 0, too_recent: 3 }]);

    const value = async (days, as_of = '2026-07-31') => (await get(server, `${asked}&${days}&as_of=${as_of}`)).points.map(({ value }) => value);
    assert.deepEqual((await value('days=30'))[0], 0.2);
    assert.ok(Math.abs((await value('days=30'))[5] - 1 / 3) < 1e-9);
    assert.deepEqual((await value(''))[0], 0.3); // 90 days
    // The delay is over for January's on 9 July, not a day before.
    assert.deepEqual([(await value('days=180', '2026-07-09'))[0], (await value('days=180', '2026-07-08'))[0]], [0.35, null]);

    const by = (await get(server, `${asked.replace('to=2026-06-30', 'to=2026-01-31')}&days=30&as_of=2026-07-31&by=first_channel`)).points;
    assert.deepEqual(by.map(({ by, value, n }) => [by, value, n]).sort(), [['(none)', null, 0], ['shop', 0.2, 50], ['web', 0.2, 50]]);

    // The people are as many as the parts say.
    const list = async (part) => (await get(server, `metrics/second_order_conversion/customers?period=2026-01&days=30&as_of=2026-07-31&part=${part}&limit=200`)).items;
    assert.deepEqual([(await list('second_orders')).length, (await list('value')).length, (await list('first_buyers')).length, (await list('too_recent')).length], [20, 20, 100, 0]);
    await refused(server, `${asked}&days=0`, /days/);
    await refused(server, `${asked}&days=soon`, /days/);
});

await eachStore('MX-18: behaviours of the first days are ranked by how far they go with staying, as a correlation', async (server) => {
    // 80 people sign up. 40 invite somebody on the third day, 10 of them twice; 32 of these 40 come back on day 35, 8 of
    // the others. Everyone opens a tour; a rare thing is done by 3.
    const name = (i) => `p${i}`;
    await send(server, [
        ...numbers(80).map((i) => track(name(i), 'Signed Up', day(0))),
        ...numbers(80).map((i) => track(name(i), 'Tour Opened', day(1))),
        ...numbers(40).map((i) => track(name(i), 'Invite Sent', day(2))),
        ...numbers(10).map((i) => track(name(i), 'Invite Sent', day(3))),
        ...numbers(40).map((i) => track(name(i + 40), 'Invite Sent', day(14))), // day 14 is after the first 14
        ...numbers(3).map((i) => track(name(i), 'Rare Thing', day(2))),
        ...numbers(32).map((i) => track(name(i), 'Visited', day(35))),
        ...numbers(8).map((i) => track(name(i + 40), 'Visited', day(35))),
        ...numbers(5).map((i) => track(name(i + 70), 'Visited', day(61))), // day 61 is too late
        track('late', 'Signed Up', day(60)),
        ...numbers(80).map((i) => ({ type: 'identify', userId: name(i), traits: { country: i % 2 ? 'FR' : 'BE' }, messageId: `identify ${i}`, timestamp: day(0) })),
    ]);
    const asked = 'retention-drivers?days=14&later=30..60&entry=Signed%20Up&activity=Visited&as_of=2026-03-31';
    const table = await get(server, asked);
    assert.deepEqual([table.kind, table.people, table.too_recent, table.retention.value, table.adjustment], ['correlation', 80, 1, 0.5, 'Benjamini-Hochberg']);
    assert.match(table.caution, /no cause/);
    assert.equal(table.tested, table.drivers.length);
    assert.deepEqual(table.drivers.map(({ event, at_least }) => [event, at_least]), [['Invite Sent', 1], ['Invite Sent', 2], ['Rare Thing', 1]]);
    const [invite, twice, rare] = table.drivers;
    assert.deepEqual([invite.did.value, invite.retention_did.value, invite.retention_did.n, invite.retention_did_not.value], [0.5, 0.8, 40, 0.2]);
    assert.ok(Math.abs(invite.lift - 4) < 1e-9 && Math.abs(invite.difference - 0.6) < 1e-9 && Math.abs(invite.correlation - 0.6) < 1e-9);
    assert.ok(0 < invite.difference_low && invite.difference_low < 0.6 && 0.6 < invite.difference_high);
    // z = 0.6 / sqrt(0.25 / 20) = 5.3666: p 8.02e-8, three tests: the smallest three times that.
    assert.ok(Math.abs(invite.p - 8.02e-8) < 1e-9 && Math.abs(invite.p_adjusted - 3 * invite.p) < 1e-15);
    assert.deepEqual([invite.small_sample, twice.small_sample, rare.small_sample], [false, true, true]);
    assert.deepEqual([twice.retention_did.n, rare.retention_did.n], [10, 3]);

    // Those of a segment; those who began in other days; only the events that are named.
    assert.equal((await get(server, `${asked}&segment=${encodeURIComponent('trait:country=FR')}`)).people, 40);
    const nobody = await get(server, `${asked}&to=2025-12-31`);
    assert.deepEqual([nobody.people, nobody.retention.value, nobody.drivers], [0, null, []]);
    assert.deepEqual((await get(server, `${asked}&events=Rare%20Thing`)).drivers.map(({ event, p, p_adjusted }) => [event, p === p_adjusted]), [['Rare Thing', true]]);
    // On 2 March the 61st day of those of noon is not over; on 3 March it is.
    const people = async (asOf) => (await get(server, asked.replace('2026-03-31', asOf))).people;
    assert.deepEqual([await people('2026-03-02'), await people('2026-03-03')], [0, 80]);

    const french = await get(server, `${asked}&locale=fr`);
    assert.match(`${french.kind} ${french.caution}`, /^corrélation Une corrélation, pas une cause/);
    const csv = lines((await server.get(`/api/v1/${asked}&format=csv`, { key: await server.key('read') })).text);
    assert.deepEqual(csv.slice(1).map((line) => line.slice(0, 7)), [
        ['correlation', 'Invite Sent', '1', '40', '80', '0.8', '0.2'], ['correlation', 'Invite Sent', '2', '10', '80', '1', String(Number((30 / 70).toPrecision(12)))],
        ['correlation', 'Rare Thing', '1', '3', '80', '1', String(Number((37 / 77).toPrecision(12)))]]);
    for (const [query, message] of [['later=10..60', /later/], ['later=30', /later/], ['later=60..30', /later/], ['later=30..99999', /later/], ['days=0', /days/], ['entry=Nonsense', /Nonsense/], ['events=Nonsense', /Nonsense/]])
        await refused(server, `retention-drivers?${query}`, message);
});
