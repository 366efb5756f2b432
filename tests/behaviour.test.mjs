// What people do, over HTTP, on the command line and as CSV: cohorts, survival, funnels, active people.
import assert from 'node:assert/strict';
import { eachStore } from './server.mjs';

const track = (userId, event, timestamp, properties = {}) =>
    ({ type: 'track', userId, event, timestamp, messageId: `${userId} ${event} ${timestamp}`, properties });
const order = (userId, timestamp, total) => track(userId, 'Order Completed', timestamp, { order_id: `${userId} ${timestamp}`, total, currency: 'EUR' });
const numbers = (count) => Array.from({ length: count }, (_, i) => i + 1);

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

/** The first column of a page of customers: their user ids, over all pages. */
async function people(server, path) {
    const ids = [];
    for (let cursor = ''; cursor !== null;) {
        const page = await get(server, `${path}&limit=30${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
        ids.push(...page.items.map(({ identities }) => identities.find(({ kind }) => kind === 'user_id').value));
        cursor = page.next_cursor;
    }
    return ids.sort();
}

const values = ({ cells }) => cells.map(({ value }) => value);
const lines = (text) => text.trim().split('\n').map((line) => line.split(','));

/** R041: 100 first order in January, 60 of them again in February, 45 in March; each for 10 euros. */
const januaryCohort = [
    ...numbers(100).map((i) => ({ type: 'identify', userId: `c${i}`, traits: { country: i % 2 ? 'FR' : 'BE' }, messageId: `identify c${i}`, timestamp: '2026-01-09T08:00:00Z' })),
    ...numbers(100).map((i) => order(`c${i}`, '2026-01-10T12:00:00Z', 10)),
    ...numbers(60).map((i) => order(`c${i}`, '2026-02-12T12:00:00Z', 10)),
    ...numbers(45).map((i) => order(`c${i}`, '2026-03-15T12:00:00Z', 10)),
];

await eachStore('a cohort is followed month by month', async (server) => {
    await send(server, januaryCohort);
    const asked = 'cohorts?from=2026-01-01&to=2026-01-31&as_of=2026-03-31';
    const table = await get(server, asked);
    assert.equal(table.rows.length, 1);
    const [january] = table.rows;
    assert.deepEqual([january.cohort, january.from, january.to, january.size, january.complete], ['2026-01', '2026-01-01', '2026-01-31', 100, true]);
    assert.deepEqual(values(january), [1, 0.6, 0.45]);
    assert.ok(january.cells[1].low < 0.6 && 0.6 < january.cells[1].high && january.cells[1].n === 100);
    assert.equal(table.time_zone, 'UTC');
    assert.match(table.day_definition, /calendar month/);
    // Orders and amounts are counted where they are asked for.
    const told = ({ rows: [{ cells }] }) => cells.map(({ active, orders, amount }) => [active, orders, amount && amount.amount]);
    assert.deepEqual(told(table), [[100, null, null], [60, null, null], [45, null, null]]);
    assert.deepEqual(told(await get(server, `${asked}&measure=revenue`)), [[100, 100, '1000.00'], [60, 60, '600.00'], [45, 45, '450.00']]);

    // A month that has not ended is not observed, though what came so far is told.
    const cut = await get(server, 'cohorts?from=2026-01-01&as_of=2026-03-30');
    assert.deepEqual(values(cut.rows[0]), [1, 0.6, null]);
    assert.deepEqual([cut.rows[0].cells[2].observed, cut.rows[0].cells[2].active], [false, 45]);
    assert.deepEqual(values(cut.rows[2]), [null, null, null]);
    assert.deepEqual(values(cut.averages[0]), [1, 0.6, null]);

    const cumulative = await get(server, `${asked}&measure=cumulative_revenue`);
    assert.deepEqual(values(cumulative.rows[0]).map(({ amount }) => amount), ['1000.00', '1600.00', '2050.00']);
    const ltv = await get(server, `${asked}&measure=ltv`);
    assert.deepEqual(values(ltv.rows[0]).map(({ amount }) => amount), ['10.00', '16.00', '20.50']);
    assert.deepEqual(values((await get(server, `${asked}&measure=orders`)).rows[0]), [100, 60, 45]);
    assert.deepEqual(values((await get(server, `${asked}&mode=on_or_after`)).rows[0]), [1, 0.6, 0.45]);

    const days = await get(server, `${asked}&bucket=day&mode=bracket&brackets=0,1-40,41-70&day=rolling&unit=week`);
    assert.deepEqual(days.rows.filter(({ size }) => size).map(values), [[1, 0.6, 0.45]]);
    assert.deepEqual(days.rows.find(({ size }) => size).cells.map(({ bucket }) => bucket), ['0', '1-40', '41-70']);
    assert.match(days.day_definition, /24 hours after the entry event/);

    const byCountry = await get(server, `${asked}&by=country`);
    assert.deepEqual(byCountry.rows.map(({ by, size }) => [by, size]).sort(), [['BE', 50], ['FR', 50]]);
    assert.deepEqual(values(byCountry.rows.find(({ by }) => by === 'FR')), [1, 0.6, 23 / 50]);
    const french = await get(server, `${asked}&segment=${encodeURIComponent('trait:country=FR')}`);
    assert.deepEqual(values(french.rows[0]), [1, 0.6, 23 / 50]);

    // The people behind a cell are as many as it says.
    const rest = asked.slice('cohorts'.length);
    assert.equal((await people(server, `cohorts/customers${rest}&cohort=2026-01`)).length, 100);
    assert.deepEqual(await people(server, `cohorts/customers${rest}&cohort=2026-01&cell=2`), numbers(45).map((i) => `c${i}`).sort());
    assert.equal((await people(server, `cohorts/customers${rest}&cohort=2026-01&cell=2&by=country&by_value=BE`)).length, 22);

    // CSV says the same.
    const csv = lines((await server.get(`/api/v1/${asked}&format=csv`, { key: await server.key('read') })).text);
    assert.deepEqual(csv[0].slice(0, 9), ['by', 'cohort', 'from', 'to', 'size', 'bucket', 'measure', 'value', 'low']);
    assert.deepEqual(csv.slice(1, 4).map((line) => [line[1], line[5], Number(line[7])]), [['2026-01', '0', 1], ['2026-01', '1', 0.6], ['2026-01', '2', 0.45]]);
});

await eachStore('a cohort asks what it cannot answer to be asked otherwise', async (server) => {
    await send(server, [order('c1', '2026-01-10T12:00:00Z', 10)]);
    const key = await server.key('read');
    for (const [query, message] of [
        ['entry=Nonsense', /no event “Nonsense”/], ['unit=hour&from=1990-01-01', /cells/], ['mode=bracket&brackets=3-1', /brackets/],
        ['from=2026-03-01&to=2026-01-01', /from/], ['day=rolling&bucket=month', /hour, day or week/], ['by=nothing', /nothing/],
        ['measure=margin&activity=any', /activity=orders/], ['unit=fortnight', /unit/],
    ]) {
        const { status, body } = await server.get(`/api/v1/cohorts?${query}`, { key });
        assert.equal(status, 400, query);
        assert.match(JSON.stringify(body), message, query);
    }
    const { body } = await server.get('/api/v1/cohorts?entry=Nonsense&locale=fr', { key });
    assert.match(body.detail, /aucun événement/);
});

await eachStore('survival is that of the silences of a window', async (server) => {
    // Ten come on one day. Two are never seen again, four were last seen after 30 days, four come every 20 days.
    const day = (n) => new Date(Date.UTC(2026, 0, 1, 12) + n * 86_400_000).toISOString();
    const visits = numbers(10).flatMap((i) => [0, 15, 30, 45, 60, 75, 90, 105, 120].filter((n) => (i > 6 ? true : i > 2 ? n <= 30 : n === 0)).map((n) => order(`s${i}`, day(n), 5)));
    await send(server, [...visits, ...numbers(10).map((i) => ({ type: 'identify', userId: `s${i}`, traits: { kind: i > 6 ? 'loyal' : 'passing' }, messageId: `identify s${i}`, timestamp: day(0) }))]);
    const asked = 'survival?window=20&as_of=2026-05-10';
    const { groups: [all], window_days, rule, log_rank } = await get(server, asked);
    assert.deepEqual([window_days, rule, log_rank, all.n, all.left], [20, 'inactivity', null, 10, 6]);
    assert.deepEqual(all.points.map(({ day, at_risk, left, survival }) => [day, at_risk, left, Number(survival.toFixed(6))]), [[0, 10, 2, 0.8], [30, 8, 4, 0.4], [109, 4, 0, 0.4]]);
    assert.deepEqual([all.median_days, all.peak_hazard.from_day], [30, 30]);

    const by = await get(server, `${asked}&by=kind`);
    assert.deepEqual(by.groups.map(({ by, n, left }) => [by, n, left]).sort(), [['loyal', 4, 0], ['passing', 6, 6]]);
    assert.equal(by.log_rank.degrees, 1);
    assert.ok(by.log_rank.chi_square > 4 && by.log_rank.p < 0.05);

    // The same silences of other events, of amount 0.
    await send(server, visits.map(({ messageId, properties, ...visit }) => ({ ...visit, event: 'Visited', messageId: `visit ${messageId}` })));
    assert.deepEqual((await get(server, `${asked}&event=Visited`)).groups[0].points, all.points);

    const csv = lines((await server.get(`/api/v1/${asked}&format=csv`, { key: await server.key('read') })).text);
    assert.deepEqual(csv.slice(1).map(([, at]) => Number(at)), [0, 30, 109]);
});

await eachStore('survival is that of contracts where the workspace has them', async (server) => {
    // R042: ten customers, two exits at month 1, four at month 3, the rest still there after six.
    const starts = numbers(10).map((i) => track(`k${i}`, 'Subscription Started', '2026-01-01T12:00:00Z', { subscription_id: `k${i}`, plan: 'pro', price: 10, currency: 'EUR', interval: 'month' }));
    const ends = numbers(6).map((i) => track(`k${i}`, 'Subscription Cancelled', i <= 2 ? '2026-01-31T12:00:00Z' : '2026-04-01T12:00:00Z', { subscription_id: `k${i}` }));
    await send(server, [...starts, ...ends]);
    const { groups: [all], rule } = await get(server, 'survival?rule=contractual&as_of=2026-06-30');
    assert.equal(rule, 'contractual');
    assert.deepEqual(all.points.map(({ day, left, survival }) => [day, left, Number(survival.toFixed(6))]), [[30, 2, 0.8], [90, 4, 0.4], [180, 0, 0.4]]);
    assert.equal(all.peak_hazard.from_day, 90);
});

await eachStore('a funnel names its worst step and who dropped off there', async (server) => {
    // R045, a tenth of it: 100 visits, 20 carts, 12 checkouts, 9 orders.
    const at = (hour) => `2026-03-02T${String(hour).padStart(2, '0')}:00:00Z`;
    const steps = [['Visited', 100], ['Product Added', 20], ['Checkout Started', 12]];
    await send(server, [...steps.flatMap(([event, count], hour) => numbers(count).map((i) => track(`f${i}`, event, at(8 + hour)))),
        ...numbers(9).map((i) => order(`f${i}`, at(12), 30)), track('f9', 'Order Cancelled', at(11))]);
    const asked = 'funnels?steps=Visited,Product%20Added,Checkout%20Started,orders&window=1d&as_of=2026-03-31';
    const { groups: [all], complete } = await get(server, asked);
    assert.equal(complete, true);
    assert.deepEqual(all.steps.map(({ reached }) => reached), [100, 20, 12, 9]);
    assert.deepEqual([all.overall.value, all.worst_step, all.steps[1].from_previous.value], [0.09, 1, 0.2]);
    assert.ok(all.overall.low < 0.09 && 0.09 < all.overall.high);
    assert.deepEqual([all.steps[3].median_seconds, all.steps[1].median_seconds, all.median_seconds], [7200, 3600, 14400]);

    const dropped = await people(server, `funnels/customers${asked.slice('funnels'.length)}&step=1&part=dropped`);
    assert.deepEqual(dropped, numbers(100).slice(20).map((i) => `f${i}`).sort());
    assert.equal((await people(server, `funnels/customers${asked.slice('funnels'.length)}&step=3`)).length, 9);

    const excluding = await get(server, `${asked}&exclude=Order%20Cancelled:2-3`);
    assert.deepEqual([excluding.groups[0].excluded, excluding.groups[0].steps.map(({ reached }) => reached)], [1, [99, 19, 11, 8]]);
    // Attempts that began less than a window before the last known day may still go on.
    assert.equal((await get(server, `${asked.replace('2026-03-31', '2026-03-02')}&to=2026-03-02`)).complete, false);
    const csv = lines((await server.get(`/api/v1/${asked}&format=csv`, { key: await server.key('read') })).text);
    assert.deepEqual(csv.slice(1).map((line) => [line[2], Number(line[3])]), [['Visited', 100], ['Product Added', 20], ['Checkout Started', 12], ['orders', 9]]);
    const { status } = await server.get('/api/v1/funnels?window=1d', { key: await server.key('read') });
    assert.equal(status, 400);
});
