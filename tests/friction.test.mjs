// R046: slow pages, errors, attempts given up and waiting, against thresholds that the user sets; whom it met.
import assert from 'node:assert/strict';
import { eachStore } from './server.mjs';

let serial = 0;
const happened = (type, userId, name, timestamp, properties = {}) =>
    ({ type, userId, ...(type === 'track' ? { event: name } : { name }), timestamp, messageId: `m${++serial}`, properties });
const track = (...all) => happened('track', ...all);
const page = (...all) => happened('page', ...all);
const numbers = (count) => Array.from({ length: count }, (_, i) => i + 1);
const at = (day, time = '10:00:00') => `2026-06-${String(day).padStart(2, '0')}T${time}Z`;

async function send(server, events) {
    const key = await server.key('track');
    for (let from = 0; from < events.length; from += 400) {
        const { status, body } = await server.post('/v1/batch', { batch: events.slice(from, from + 400) }, { key });
        assert.equal(status, 200, JSON.stringify(body));
        assert.deepEqual(body.rejected, []);
    }
}

const ask = async (server, path) => await server.get(`/api/v1/${path}`, { key: await server.key('read') });
async function get(server, path) {
    const { status, body, text } = await ask(server, path);
    assert.equal(status, 200, text);
    return body;
}
const named = (items) => Object.fromEntries(items.map((item) => [item.name, item]));
const june = 'friction?from=2026-06-01&to=2026-06-30&as_of=2026-06-30';

await eachStore('R046: friction is measured, with thresholds and the sessions it met', async (server) => {
    const empty = named((await get(server, june)).items);
    for (const item of Object.values(empty)) assert.deepEqual([item.value, item.friction, item.n], [null, null, 0]);

    // 41 loads: 38 of 1 s, 3 of 4.2 s or more. p95 is the 39th: 4200. The slow ones lie in two visits of two people.
    await send(server, [
        ...numbers(38).map((i) => page(`p${i}`, 'Home', at(2), { load_ms: 1000 })),
        page('p1', 'Basket', at(2, '10:20:00'), { load_ms: 4200 }), page('p1', 'Basket', at(2, '10:40:00'), { load_ms: '5000' }),
        page('p2', 'Basket', at(3), { page_load_ms: 4300 }),
        page('p3', 'Home', at(3)), // says nothing of it
        page('p3', 'Home', at(4), { load_ms: -5 }), page('p3', 'Home', at(5), { load_ms: 'slow' }), // no measurements
        { type: 'identify', userId: 'p1', traits: { country: 'BE' }, messageId: 'i', timestamp: at(1) },
    ]);
    const load = named((await get(server, june)).items).page_load;
    assert.deepEqual([load.value, load.threshold, load.friction, load.n, load.affected_sessions, load.sessions, load.affected_customers, load.unit],
        [4200, 3000, true, 41, 2, 39, 2, 'milliseconds']);
    assert.deepEqual(load.pages.map(({ page, n }) => [page, n]), [['Basket', 3], ['Home', 38]]);
    assert.ok(load.affected_share.low < 2 / 39 && 2 / 39 < load.affected_share.high);
    const people = (await get(server, `${june.replace('friction?', 'friction/customers?')}&item=page_load`)).items;
    assert.equal(people.length, 2);

    // The user sets the threshold.
    const write = await server.key('write');
    assert.equal((await server.patch('/api/v1/behaviour-settings/page_load_ms', { value: 4250 }, { key: write })).status, 200);
    const patient = named((await get(server, june)).items).page_load;
    assert.deepEqual([patient.value, patient.friction, patient.affected_sessions], [4200, false, 2]);

    // 42 visits so far (p3 came three times more). Two with an error, one of them twice; one error alone is a visit too.
    await send(server, [track('p4', 'Error Shown', at(2, '10:05:00')), track('p4', 'Rage Click', at(2, '10:06:00')), track('p5', 'Form Error', at(9)),
        // Checkouts: p6 pays, p7 gives up, p8 pays an hour later (another visit), p9 paid before and then tried again.
        track('p6', 'Checkout Started', at(10)), track('p6', 'Order Completed', at(10, '10:20:00'), { order_id: '6', total: 5, currency: 'EUR' }),
        track('p7', 'Checkout Started', at(10)),
        track('p8', 'Checkout Started', at(10)), track('p8', 'Order Completed', at(10, '11:00:00'), { order_id: '8', total: 5, currency: 'EUR' }),
        track('p9', 'Order Completed', at(10), { order_id: '9', total: 5, currency: 'EUR' }), track('p9', 'Checkout Started', at(10, '10:10:00'))]);
    const items = named((await get(server, june)).items);
    assert.deepEqual([items.errors.affected_sessions, items.errors.sessions, items.errors.n, items.errors.friction, items.errors.affected_customers], [2, 48, 48, true, 2]);
    assert.ok(Math.abs(items.errors.value - 2 / 48) < 1e-9);
    assert.deepEqual([items.abandonment.value, items.abandonment.sessions, items.abandonment.affected_sessions, items.abandonment.friction, items.abandonment.small_sample], [0.75, 4, 3, true, true]);

    // Tickets: answered after 10 and 600 minutes, one that waits since the 20th, one of the last evening.
    await send(server, [track('p1', 'Ticket Opened', at(12), { ticket_id: 'a' }), track('p1', 'Ticket Replied', at(12, '10:10:00'), { ticket_id: 'a', from: 'agent' }),
        track('p2', 'Ticket Opened', at(12), { ticket_id: 'b' }), track('p2', 'Ticket Replied', at(12, '20:00:00'), { ticket_id: 'b', from: 'agent' }),
        track('p3', 'Ticket Opened', at(20), { ticket_id: 'c' }), track('p4', 'Ticket Opened', at(30, '23:00:00'), { ticket_id: 'd' })]);
    const waiting = named((await get(server, june)).items).waiting_time;
    assert.deepEqual([waiting.n, waiting.tickets, waiting.affected_tickets, waiting.affected_customers, waiting.friction, waiting.affected_sessions, waiting.unit], [2, 4, 2, 2, true, null, 'minutes']);
    assert.ok(Math.abs(waiting.value - 570.5) < 1e-9); // between 10 and 600

    // Days, segments, groups.
    assert.deepEqual((await get(server, 'friction?from=2026-06-03&to=2026-06-03&as_of=2026-06-30')).items[0].affected_sessions, 1);
    assert.deepEqual(named((await get(server, `${june}&segment=trait:country=BE`)).items).page_load.n, 3);
    const by = (await get(server, `${june}&by=country`)).items.filter(({ name }) => name === 'page_load');
    assert.deepEqual(by.map(({ by, n }) => [by, n]).sort(), [['(none)', 38], ['BE', 3]]);
    const csv = (await ask(server, `${june}&format=csv`)).text.trim().split('\n').map((line) => line.split(','));
    assert.deepEqual(csv.slice(1).map((line) => [line[1], line[3], line[7]]), Object.values(named((await get(server, june)).items)).map(({ name, value, affected_sessions }) => [name, String(value), String(affected_sessions ?? '')]));
    assert.match((await get(server, `${june}&locale=fr`)).items[0].definition, /chargées/);

    // Who is erased leaves no load time behind.
    const admin = await server.key('admin'), { body: { id } } = await server.get('/api/v1/customers/user_id:p2', { key: admin });
    assert.equal((await server.post(`/api/v1/customers/${id}/erase`, { confirm: String(id) }, { key: admin })).status, 202);
    const left = named((await get(server, june)).items).page_load;
    assert.deepEqual([left.n, left.affected_sessions, left.pages[0].n], [39, 1, 2]); // p2 had two of them
    for (const [query, message] of [['from=2026-06-02&to=2026-06-01', /from/], ['by=nonsense', /nonsense/]]) {
        const { status, body } = await ask(server, `friction?${query}`);
        assert.equal(status, 400, query);
        assert.match(JSON.stringify(body), message);
    }
    assert.equal((await ask(server, 'friction/customers?item=nonsense')).status, 400);
});
