// Who is active, how often, and since when: DAU, WAU, MAU, stickiness, lifecycle, with the people behind each number.
import assert from 'node:assert/strict';
import { eachStore } from './server.mjs';

const did = (userId, day, event = 'Report Opened', hour = '12') => ({ type: 'track', userId, event, timestamp: `${day}T${hour}:00:00Z`, messageId: `${userId} ${event} ${day} ${hour}` });
const known = (userId, country) => ({ type: 'identify', userId, traits: { country, name: userId }, timestamp: '2026-03-01T00:00:00Z', messageId: `identify ${userId}` });

/** March to June 2026: ann every month, ben in March and May, cid in April alone, dot on one day of June. */
const history = [
    known('ann', 'FR'), known('ben', 'BE'), known('cid', 'FR'), known('dot', 'FR'),
    did('ann', '2026-03-01'), did('ann', '2026-03-31'), did('ann', '2026-04-02'), did('ann', '2026-04-30'), did('ann', '2026-05-10'), did('ann', '2026-06-30'),
    did('ann', '2026-04-30', 'Report Shared', '13'), // twice on one day
    did('ben', '2026-03-15'), did('ben', '2026-05-02'), did('ben', '2026-05-02', 'Report Opened', '13'),
    did('cid', '2026-04-24'),
    did('dot', '2026-06-24'),
    // What happens to people is no activity of theirs.
    did('cid', '2026-05-05', 'Email Delivered'), did('cid', '2026-06-05', 'Order Refunded'),
];

const close = (value, expected) => assert.ok(Math.abs(value - expected) < 1e-9, `${value} is not ${expected}`);

await eachStore('active people by day, week and month, how sticky they are, and their lifecycle', async (server) => {
    const track = await server.key('track'), key = await server.key('read');
    const sent = await server.post('/v1/batch', { batch: history }, { key: track });
    assert.deepEqual([sent.status, sent.body.rejected], [200, []], JSON.stringify(sent.body));
    const points = async (metric, query = '') => {
        const { status, body, text } = await server.get(`/api/v1/metrics/${metric}?as_of=2026-06-30&period=month${query}`, { key });
        assert.equal(status, 200, text);
        return body.points;
    };
    const values = async (metric, query) => (await points(metric, query)).map(({ value }) => value);
    const people = async (metric, query) => {
        const { status, body, text } = await server.get(`/api/v1/metrics/${metric}/customers?as_of=2026-06-30${query}`, { key });
        assert.equal(status, 200, text);
        return body.items.map(({ name }) => name).sort();
    };

    // On the last day, in the last 7, in the last 30.
    assert.deepEqual(await values('dau'), [1, 1, 0, 1]);
    assert.deepEqual(await values('wau'), [1, 2, 0, 2]); // 24 to 30 April are seven days
    assert.deepEqual(await values('mau'), [2, 2, 2, 2]);
    assert.deepEqual(await values('MAU', '&event=Report%20Shared'), [1, 0, 0]);
    // Ben came on 15 March: 13 April is the last of the 30 days in which that counts, 21 March of the 7.
    const ben = async (metric, day) => (await server.get(`/api/v1/metrics/${metric}?as_of=${day}&period=${day.slice(0, 7)}&segment=trait:country=BE`, { key })).body.points[0].value;
    assert.deepEqual([await ben('mau', '2026-04-13'), await ben('mau', '2026-04-14'), await ben('wau', '2026-03-21'), await ben('wau', '2026-03-22')], [1, 0, 1, 0]);
    const daily = await points('dau');
    for (const [i, personDays] of [3 / 31, 3 / 30, 2 / 31, 2 / 30].entries()) close(daily[i].parts.average, personDays);
    // All days of a month that has not ended are those up to as_of.
    const [june] = (await server.get('/api/v1/metrics/dau?as_of=2026-06-24&period=2026-06', { key })).body.points;
    assert.equal(june.value, 1);
    close(june.parts.average, 1 / 24);
    assert.deepEqual((await server.get('/api/v1/metrics/wau?as_of=2026-06-30&period=2026-04-20..2026-05-08', { key })).body.points.map(({ value }) => value), [1]);

    const sticky = await points('stickiness');
    for (const [i, share] of [3 / 31 / 2, 3 / 30 / 2, 2 / 31 / 2, 2 / 30 / 2].entries()) close(sticky[i].value, share);
    assert.deepEqual(sticky.map(({ n, parts }) => [n, parts.active]), [[2, 2], [2, 2], [2, 2], [2, 2]]);
    assert.ok(sticky[0].low >= 0 && sticky[0].low < sticky[0].value && sticky[0].value < sticky[0].high && sticky[0].high <= 1);

    const cycle = await points('lifecycle');
    const bars = cycle.map(({ value, parts }) => [value, parts.new, parts.returning, parts.resurrected, parts.dormant]);
    assert.deepEqual(bars, [[2, 2, 0, 0, 0], [2, 1, 1, 0, 1], [2, 0, 1, 1, 1], [2, 1, 1, 0, 1]]);
    for (const [value, fresh, returning, resurrected] of bars) assert.equal(fresh + returning + resurrected, value);
    const may = '&period=2026-05&part=';
    assert.deepEqual(await people('lifecycle', `${may}value`), ['ann', 'ben']);
    assert.deepEqual(await people('lifecycle', `${may}returning`), ['ann']);
    assert.deepEqual(await people('lifecycle', `${may}resurrected`), ['ben']);
    assert.deepEqual(await people('lifecycle', `${may}dormant`), ['cid']);
    assert.deepEqual(await people('lifecycle', `${may}new`), []);
    assert.deepEqual(await people('wau', '&period=2026-06&part=value'), ['ann', 'dot']);
    assert.deepEqual(await people('stickiness', '&period=2026-03&part=active'), ['ann', 'ben']);

    assert.deepEqual(await values('mau', '&segment=trait:country=FR'), [1, 2, 1, 2]);
    const byCountry = await points('lifecycle', '&by=country');
    assert.deepEqual(byCountry.filter(({ period }) => period === '2026-05').map(({ by, value }) => [by, value]).sort(), [['BE', 1], ['FR', 1]]);
    const refused = await server.get('/api/v1/metrics/mau?event=Nonsense', { key });
    assert.equal(refused.status, 400);
    assert.match(JSON.stringify(refused.body), /no event “Nonsense”/);
    // Nothing seen is not nobody.
    assert.deepEqual((await server.get('/api/v1/metrics/mau?as_of=2026-06-30&from=2026-01-01&to=2026-02-28', { key })).body.points.map(({ value }) => value), [null, null]);
});

await eachStore('a visitor who turns out to be a customer is one active person', { stores: ['SQLite'] }, async (server) => {
    const track = await server.key('track'), key = await server.key('read');
    const { userId, ...visit } = did('visitor', '2026-03-10');
    const send = async (batch) => assert.deepEqual((await server.post('/v1/batch', { batch }, { key: track })).body.rejected, []);
    const bars = async () => (await server.get('/api/v1/metrics/lifecycle?as_of=2026-04-30&period=month', { key })).body.points.map(({ value, parts }) => [value, parts.new, parts.returning, parts.dormant]);
    await send([{ ...visit, anonymousId: userId }, did('eve', '2026-04-10')]);
    assert.deepEqual(await bars(), [[1, 1, 0, 0], [1, 1, 0, 1]]);
    await send([{ type: 'identify', userId: 'eve', anonymousId: userId, traits: {}, messageId: 'eve', timestamp: '2026-04-11T00:00:00Z' }]);
    assert.deepEqual(await bars(), [[1, 1, 0, 0], [1, 0, 1, 0]]);
});
