// Cohorts, survival, funnels, drivers, order gaps, friction, groups: the command line tells the figures of the API.
import assert from 'node:assert/strict';
import { eachStore } from './server.mjs';

let serial = 0;
const day = (n, minutes = 0) => new Date(Date.UTC(2026, 3, 1, 12, minutes) + n * 86_400_000).toISOString();
const happened = (type, userId, name, timestamp, properties = {}) =>
    ({ type, userId, ...(type === 'track' ? { event: name } : { name }), timestamp, messageId: `m${++serial}`, properties });
const numbers = (count) => Array.from({ length: count }, (_, i) => i + 1);

const asked = [
    ['cohorts', 'cohorts', { unit: 'week', mode: 'on_or_after', by: 'first_product' }, /coffee\s+2026-W14\s+14\s+0\s+100\.00%/],
    ['cohorts', 'cohorts', { unit: "month", measure: "revenue" }, /2026-04\s+40\s+0\s+1,\d+/],
    ['survival', 'survival', { window: '10', by: 'country' }, /BE/],
    ['funnels', 'funnels', { steps: 'page,Added[product=tea],orders', window: '3d' }, /Added\S*\s+20/],
    ['retention-drivers', 'retention-drivers', { days: '5', later: '10..40', entry: 'page' }, /Added/],
    ['order-gaps', 'order-gaps', { numbers: '2', 'bin-days': '5', by: 'first_product' }, /tea/],
    ['friction', 'friction', { from: '2026-04-01', to: '2026-04-30' }, /page_load\s+900/],
    ['group-comparisons', 'group-comparisons', { by: 'first_product', period: '2026-05', window: '30' }, /crr\s+(coffee|tea)/],
];

await eachStore('what the command line says of behaviour is what the API says', async (server) => {
    const events = numbers(40).flatMap((i) => [
        happened('page', `u${i}`, 'Home', day(i % 7), { load_ms: 900 }),
        ...(i % 4 ? [happened('track', `u${i}`, 'Added', day(i % 7, 1), { product: i % 2 ? 'tea' : 'coffee' })] : []),
        happened('track', `u${i}`, 'Order Completed', day(i % 7, 2), { order_id: `o${i}`, total: 10 + i, currency: 'EUR', product: i % 2 ? 'tea' : 'coffee' }),
        ...(i % 3 ? [happened('track', `u${i}`, 'Order Completed', day(i % 7 + 20 + i % 5), { order_id: `p${i}`, total: 10, currency: 'EUR' })] : []),
        { type: 'identify', userId: `u${i}`, traits: { country: i % 4 ? 'FR' : 'BE' }, timestamp: day(0), messageId: `i${i}` }]);
    for (let from = 0; from < events.length; from += 100) {
        const { status, body } = await server.post('/v1/batch', { batch: events.slice(from, from + 100) }, { key: await server.key('track') });
        assert.deepEqual([status, body.rejected], [200, []]);
    }
    const key = await server.key('read');
    for (const [command, path, options, shown] of asked) {
        const query = Object.fromEntries(Object.entries(options).map(([name, value]) => [name.replaceAll('-', '_'), value]));
        const api = async (format) => (await server.get(`/api/v1/${path}?${new URLSearchParams({ ...query, as_of: '2026-05-31', format })}`, { key })).text;
        const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
        const said = async (...more) => {
            const { out, error, code } = await server.command([command, '--as-of', '2026-05-31', ...words, ...more]);
            assert.equal(error, '', command);
            return out;
        };
        assert.deepEqual(JSON.parse(await said('--format', 'json')), JSON.parse(await api('json')), command);
        const csv = await api('csv');
        assert.ok(csv.split('\n').length > 2, command);
        assert.equal(await said('--format', 'csv'), csv, command);
        const text = await said();
        assert.match(text, shown, `${command}: ${text}`);
        assert.match(text, /2026-05-31/, command);
        // A line for each of the CSV, and in French the same numbers.
        const table = text.slice(text.lastIndexOf('\n\n')).trim().split('\n');
        assert.ok(table.length >= csv.trim().split('\n').length, command);
        assert.doesNotMatch(await said('--locale', 'fr'), /95 % from|not observed/);
    }
    const wrong = await server.command(['funnels', '--steps', 'Never Seen']);
    assert.match(wrong.error, /Never Seen/);
});
