// Engagement from what was tracked: visits, clicks, social actions; their weights; what is missing.
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

async function get(server, path) {
    const { status, body, text } = await server.get(`/api/v1/${path}`, { key: await server.key('read') });
    assert.equal(status, 200, text);
    return body;
}

const change = async (server, name, value) => server.patch(`/api/v1/behaviour-settings/${name}`, { value }, { key: await server.key('write') });
const close = (value, expected) => assert.ok(Math.abs(value - expected) < 1e-9, `${value} is not ${expected}`);
const june = 'metrics/engagement?period=2026-06&as_of=2026-06-30';

await eachStore('R024: components 0.5, 0.2 and 0.8 of equal weight are 50 of 100; what is missing is left out', async (server) => {
    // ann: one visit of 150 s (of 300); a second one of no length would halve it, so there is none.
    await send(server, [page('ann', 'Home', at(1)), page('ann', 'Prices', at(1, '10:02:30'))]);
    const alone = (await get(server, june));
    const [point] = alone.points;
    close(point.value, 50);
    assert.deepEqual([point.parts.time_on_site, point.parts.click_rate, point.parts.social], [0.5, null, null]);
    assert.deepEqual([point.parts.time_on_site_weight, point.parts.click_rate_weight, point.parts.social_weight], [1, 0, 0]);
    assert.match(alone.notes.join(' '), /No message has been delivered \(Email Delivered\).*left out.*No social action/);

    await send(server, [
        ...numbers(10).map((i) => track('ann', 'Email Delivered', at(4, `10:00:${i + 10}`))),
        ...numbers(2).map((i) => track('ann', 'Email Link Clicked', at(5, `10:00:${i + 10}`))),
        ...numbers(8).map((i) => track('ann', 'Product Shared', at(6, `10:00:${i + 10}`))),
    ]);
    assert.equal((await change(server, 'social_full_actions', 10)).status, 200);
    const [whole] = (await get(server, june)).points;
    close(whole.value, 50);
    for (const [part, value] of [['time_on_site', 0.5], ['click_rate', 0.2], ['social', 0.8]]) {
        close(whole.parts[part], value);
        assert.equal(whole.parts[`${part}_weight`], 1);
    }
    assert.deepEqual([whole.n, whole.parts.people, whole.parts.visits, whole.parts.messages_delivered, whole.parts.clicks, whole.parts.social_actions], [1, 1, 1, 10, 2, 8]);
    close(whole.parts.minutes_a_visit, 2.5);

    // Before the component was tracked it is unknown; nothing was seen in May at all.
    const months = (await get(server, 'metrics/engagement?period=month&from=2026-05-01&to=2026-06-30&as_of=2026-06-30')).points;
    assert.deepEqual([months[0].value, months[0].n], [null, null]);

    // bob comes twice, 30 minutes and 31 minutes apart: one visit of 1800 s, another of nothing. Nothing was sent to him.
    await send(server, [page('bob', 'Home', at(7)), page('bob', 'Home', at(7, '10:30:00')), page('bob', 'Home', at(7, '11:00:01')),
        { type: 'identify', userId: 'bob', traits: { country: 'BE' }, messageId: 'i', timestamp: at(7) }]);
    const bob = (await get(server, `${june}&segment=trait:country=BE`)).points[0];
    // Time in full (900 s a visit), no clicks known, no social action: (1 + 0) / 2.
    close(bob.value, 50);
    assert.deepEqual([bob.parts.time_on_site, bob.parts.click_rate, bob.parts.social, bob.n, bob.parts.visits], [1, null, 0, 1, 2]);
    const both = (await get(server, june)).points[0];
    assert.deepEqual([both.n, both.parts.people], [2, 2]);
    close(both.parts.time_on_site, 0.75);
    close(both.parts.click_rate, 0.2); // of those who have one
    close(both.parts.social, 0.4);
    const by = (await get(server, `${june}&by=country`)).points;
    assert.deepEqual(by.map(({ by, n }) => [by, n]).sort(), [['(none)', 1], ['BE', 1]]);

    const people = (await get(server, 'metrics/engagement/customers?period=2026-06&as_of=2026-06-30&part=people')).items;
    assert.equal(people.length, 2);
    assert.match(people[0].detail, /^50\.0 of 100: time on site 0\.50, click rate 0\.20, social 0\.80$/);
    assert.match(people[1].detail, /click rate n\/a, social 0\.00$/);

    // Weights, as the workspace has them.
    assert.equal((await change(server, 'time_on_site_weight', 2)).status, 200);
    assert.equal((await change(server, 'click_rate_weight', 0)).status, 200);
    const ann = (await get(server, 'metrics/engagement/customers?period=2026-06&as_of=2026-06-30&part=people')).items[0].detail;
    assert.match(ann, /^60\.0 of 100/); // (2 × 0.5 + 0.8) / 3
    const kpi = (await get(server, 'kpis?period=2026-06&as_of=2026-06-30')).items[4];
    assert.deepEqual([kpi.name, kpi.reason, kpi.n], ['engagement', null, 2]);
    const { out, error } = await server.command(['metric', 'engagement', '--period', '2026-06', '--as-of', '2026-06-30']);
    assert.deepEqual([error, /Engagement rate/.test(out), /\/api\/v1\/behaviour-settings/.test(out.replace(/\s+/g, ' '))], ['', true, true]);
});

await eachStore('settings of behaviour: shown, changed one by one, as usual again', { stores: ['SQLite'] }, async (server) => {
    const list = async (locale = 'en') => Object.fromEntries((await get(server, `behaviour-settings?locale=${locale}`)).items.map((item) => [item.name, item]));
    const usual = await list();
    assert.equal(Object.keys(usual).length, 18);
    assert.ok(Object.values(usual).every(({ value, usual }) => value === usual));
    assert.match((await list('fr')).session_minutes.help, /visite/);
    assert.equal((await change(server, 'page_load_ms', 2500)).body.value, 2500);
    assert.equal((await change(server, 'click_events', 'Clicked|Link Opened')).body.value, 'Clicked|Link Opened');
    const changed = await list();
    assert.deepEqual([changed.page_load_ms.value, changed.click_events.value, changed.session_minutes.value], [2500, 'Clicked|Link Opened', 30]);
    assert.deepEqual([(await change(server, 'page_load_ms', null)).body.value, (await change(server, 'click_events', null)).body.value], [3000, 'Email Link Clicked']);
    for (const [name, value] of [['page_load_ms', 0], ['page_load_ms', 'soon'], ['session_minutes', 1e9], ['error_rate', 1.1], ['click_events', ''], ['click_events', 'a||b'], ['click_events', 3], ['click_events', 'x'.repeat(3000)]]) {
        const { status, body } = await change(server, name, value);
        assert.equal(status, 422, `${name} ${value}: ${JSON.stringify(body)}`);
        assert.equal(body.errors[0].path, '/value');
    }
    assert.equal((await change(server, 'nonsense', 1)).status, 404);
    for (const name of ['time_on_site_weight', 'click_rate_weight']) assert.equal((await change(server, name, 0)).status, 200);
    assert.equal((await change(server, 'social_weight', 0)).status, 422);
    assert.equal((await server.patch('/api/v1/behaviour-settings/page_load_ms', { value: 1 }, { key: await server.key('read') })).status, 403);
});
