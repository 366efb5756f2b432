// Funnels of steps with a property, and funnels that are kept under a name.
import assert from 'node:assert/strict';
import { eachStore } from './server.mjs';

let serial = 0;
const track = (userId, event, timestamp, properties = {}) => ({ type: 'track', userId, event, timestamp, messageId: `m${++serial}`, properties });
const at = (day, time = '10:00:00') => `2026-06-${String(day).padStart(2, '0')}T${time}Z`;

async function send(server, events) {
    const { status, body } = await server.post('/v1/batch', { batch: events }, { key: await server.key('track') });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body.rejected, []);
}

const ask = async (server, path) => await server.get(`/api/v1/${path}`, { key: await server.key('read') });
async function get(server, path) {
    const { status, body, text } = await ask(server, path);
    assert.equal(status, 200, text);
    return body;
}
const words = (query) => `funnels?${new URLSearchParams({ as_of: '2026-06-30', window: '7d', ...query })}`;
const reached = (table) => table.groups.map(({ steps }) => steps.map(({ reached }) => reached));

await eachStore('MX-17: steps of a funnel with one value of a property', async (server) => {
    const bought = (user, channel, plan, day) => [track(user, 'Viewed', at(day), { channel, plan }), track(user, 'Added', at(day, '10:10:00'), { channel }), track(user, 'Bought', at(day, '10:20:00'), { plan })];
    await send(server, [...bought('a', 'web', 'pro', 1), ...bought('b', 'shop', 'pro', 1), ...bought('c', 'web', 'basic', 1),
        // d views on the web, adds in a shop and later on the web; e has no channel at all.
        track('d', 'Viewed', at(2), { channel: 'web' }), track('d', 'Added', at(2, '10:05:00'), { channel: 'shop' }), track('d', 'Added', at(2, '11:00:00'), { channel: 'web, mobile' }),
        track('e', 'Viewed', at(2)), track('e', 'Added', at(2, '10:05:00'))]);
    const funnel = async (steps, more = {}) => await get(server, words({ steps, ...more }));
    assert.deepEqual(reached(await funnel('Viewed,Added,Bought')), [[5, 5, 3]]);
    assert.deepEqual(reached(await funnel('Viewed[channel=web],Added,Bought')), [[3, 3, 2]]);
    assert.deepEqual(reached(await funnel('Viewed,Added[channel=shop],Bought')), [[5, 2, 1]]);
    assert.deepEqual(reached(await funnel('Viewed[channel=web],Added[channel=web],Bought[plan=pro]')), [[3, 2, 1]]);
    assert.deepEqual(reached(await funnel('Viewed[channel=web],Added[channel=web, mobile]')), [[3, 1]]);
    assert.deepEqual(reached(await funnel('Viewed[channel=nobody ever],Added')), [[0, 0]]);
    assert.deepEqual(reached(await funnel('Viewed,Added[channel=web]', { order: 'strict' })), [[5, 2]]);
    // As the rules of segments have it; the same to the last figure.
    const json = JSON.stringify([{ event: 'Viewed', where: { channel: 'web' } }, { event: 'Added' }]);
    const [short, long] = [await funnel('Viewed[channel=web],Added'), await funnel(json)];
    assert.deepEqual(long, short);
    assert.deepEqual(short.groups[0].steps.map(({ step, where }) => [step, where]), [['Viewed', { dimension: 'channel', value: 'web' }], ['Added', null]]);
    // Any order: two of the same want two rows.
    assert.deepEqual(reached(await funnel('Added,Added', { order: 'unordered' })), [[5, 1]]);
    assert.deepEqual(reached(await funnel('Added[channel=web],Added[channel=shop]', { order: 'unordered' })), [[4, 0]]);
    const dropped = (await get(server, words({ steps: 'Viewed,Added[channel=shop],Bought', step: 2, part: 'dropped' }).replace('funnels?', 'funnels/customers?'))).items;
    assert.equal(dropped.length, 1);
    const csv = (await ask(server, words({ steps: 'Viewed[channel=web],Added', format: 'csv' }))).text;
    assert.match(csv, /Viewed\[channel=web\],3/);
    for (const [query, message] of [[{ steps: 'Viewed[colour=red]' }, /colour/], [{ steps: 'Viewed[channel=]' }, /steps/], [{ steps: '[{"event":"Viewed","count":2}]' }, /steps/], [{ steps: '' }, /steps/], [{ steps: 'Viewed,Added', exclude: 'Bought:1-0' }, /exclude/], [{ steps: 'Viewed', window: '1w' }, /window/], [{ steps: 'Nothing' }, /Nothing/]]) {
        const { status, body } = await ask(server, words(query));
        assert.equal(status, 400, JSON.stringify(query));
        assert.match(JSON.stringify(body), message);
    }
});

await eachStore('a funnel is kept under a name, asked again, and forgotten', async (server) => {
    await send(server, [track('a', 'Viewed', at(1), { channel: 'web' }), track('a', 'Bought', at(9)), track('b', 'Viewed', at(1)),
        { type: 'identify', userId: 'b', traits: { country: 'BE' }, messageId: 'i', timestamp: at(1) }]);
    const write = await server.key('write');
    const save = async (body) => await server.post('/api/v1/funnels/saved', body, { key: write });
    const { status, body: saved } = await save({ name: 'Web sales', steps: 'Viewed[channel=web],Bought', window: '10d' });
    assert.deepEqual([status, saved.name, saved.steps, saved.window], [201, 'Web sales', 'Viewed[channel=web],Bought', '10d']);
    await save({ name: 'Later', steps: 'Yet To Come,Bought', segment: 'trait:country=BE', by: 'country', order: 'unordered' });
    const list = await get(server, 'funnels/saved');
    assert.deepEqual(list.items.map(({ name }) => name), ['Later', 'Web sales']);
    const page = await get(server, 'funnels/saved?limit=1');
    assert.deepEqual([(await get(server, `funnels/saved?limit=1&cursor=${page.next_cursor}`)).items[0].name, list.next_cursor], ['Web sales', null]);
    assert.deepEqual(await get(server, `funnels/saved/${saved.id}`), saved);
    // Asked: the same as its question; what is said in the address goes first.
    assert.deepEqual(await get(server, `funnels?funnel=${saved.id}&as_of=2026-06-30`), await get(server, words({ steps: saved.steps, window: '10d' })));
    assert.deepEqual(reached(await get(server, `funnels?funnel=${saved.id}&as_of=2026-06-30`)), [[1, 1]]);
    assert.deepEqual(reached(await get(server, `funnels?funnel=${saved.id}&window=7d&as_of=2026-06-30`)), [[1, 0]]);
    assert.equal((await ask(server, `funnels?funnel=${saved.id + 1}`)).status, 400); // its event was never seen
    for (const [body, path] of [[{ name: '', steps: 'A' }, '/name'], [{ name: 'x', steps: ',' }, '/steps'], [{ name: 'x', steps: 'A', window: 'soon' }, '/window'], [{ name: 'x', steps: 'A', order: 'odd' }, '/order'], [{ name: 'x', steps: 'A,B', exclude: 'C:1-1' }, '/exclude']]) {
        const refused = await save(body);
        assert.equal(refused.status, 422, JSON.stringify(body));
        assert.equal(refused.body.errors[0].path, path);
    }
    await server.restart();
    assert.equal((await get(server, 'funnels/saved')).items.length, 2);
    assert.equal((await server.delete(`/api/v1/funnels/saved/${saved.id}`, { key: write })).status, 204);
    assert.deepEqual([(await ask(server, `funnels/saved/${saved.id}`)).status, (await ask(server, `funnels?funnel=${saved.id}`)).status, (await server.delete(`/api/v1/funnels/saved/${saved.id}`, { key: write })).status], [404, 404, 404]);
});
