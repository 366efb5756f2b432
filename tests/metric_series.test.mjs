// Figures of a data folder: what `fidele audit` says of the same orders, over HTTP, on the command line and as CSV; after
// merges, kills and lost column files.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { absent, audit, generate, shared, write } from './program.mjs';
import { eachStore } from './server.mjs';

const zone = 'America/New_York';
const day = 86_400_000;

/** Orders of an invented shop, with refunds: {order, customer, at, amount}. */
function inventedOrders() {
    const lines = generate('--style', 'shop', '--customers', '250', '--seed', '11', '--from', '2024-01-01', '--to', '2026-09-30')
        .trim().split('\n').slice(1).map(line => line.split(','));
    const orders = lines.map(([order, customer, at, total]) => ({ order, customer, at: new Date(`${at.replace(' ', 'T')}Z`), amount: Number(total) }));
    const refunds = orders.filter((_, i) => i % 9 === 0)
        .map(({ order, customer, at, amount }) => ({ order: `R${order}`, customer, at: new Date(+at + 3 * day), amount: -Math.round(amount * 50) / 100 }));
    return [...orders, ...refunds].filter(({ amount }) => amount !== 0);
}

function retailOrders() {
    return readFileSync(shared('retail/online_retail_orders.csv'), 'utf8').trim().split('\n').slice(1).map(line => line.split(','))
        .map(fields => ({ order: fields[0], customer: fields[1], at: new Date(fields[2]), amount: Number(fields[6]) }))
        .filter(({ customer, amount }) => customer && amount !== 0);
}

const csvOf = orders => write(`series-${orders.length}.csv`,
    `order,customer,date,amount\n${orders.map(({ order, customer, at, amount }) => `${order},${customer},${at.toISOString()},${amount.toFixed(2)}\n`).join('')}`);

/** The event of an order. Who `isAnonymous` is known by an anonymous id until all is sent. */
function eventOf({ order, customer, at, amount }, isAnonymous) {
    return {
        type: 'track', messageId: order, timestamp: at.toISOString(), event: amount < 0 ? 'Order Refunded' : 'Order Completed',
        ...(isAnonymous(customer) ? { anonymousId: `anonymous ${customer}` } : { userId: customer }),
        properties: { order_id: order, total: Number(Math.abs(amount).toFixed(2)), currency: 'EUR' },
    };
}

async function send(server, events) {
    const key = await server.key('track');
    for (let from = 0; from < events.length; from += 400) {
        const batch = events.slice(from, from + 400);
        const { status, body } = await server.post('/v1/batch', { batch }, { key });
        assert.equal(status, 200, JSON.stringify(body));
        assert.deepEqual([body.accepted, body.rejected], [batch.length, []]);
    }
}

async function setZone(server) {
    const { status, text } = await server.patch('/api/v1/workspace', { time_zone: zone, currency: 'EUR' }, { key: await server.key('admin') });
    assert.equal(status, 200, text);
    await server.restart();
}

async function metric(server, name, query = '') {
    const { status, body, text } = await server.get(`/api/v1/metrics/${name}?${query}`, { key: await server.key('read') });
    assert.equal(status, 200, text);
    return body;
}

const rate = point => ({ value: point.value, low: point.low, high: point.high, n: point.n });
const number = point => point.value;
const amount = point => point.value?.amount ?? null;

// [name, member of the audit's period, what to take of a point]
const figures = [
    ['start', 'start', number], ['new', 'new', number], ['reactivated', 'reactivated', number], ['retained', 'retained', number],
    ['lost', 'lost', number], ['customers', 'end', number], ['passed_through', 'passed_through', number],
    ['retention_rate', 'retention_rate', rate], ['churn_rate', 'churn_rate', rate], ['repeat_purchase_rate', 'repeat_purchase_rate', rate],
    ['orders', 'orders', number], ['revenue', 'revenue', amount], ['average_order_value', 'average_order_value', amount],
    ['purchase_frequency', 'purchase_frequency', number],
];

async function sameAsAudit(server, path, asOf, unit) {
    const report = audit([path], '--as-of', asOf, '--period', unit, '--time-zone', zone, '--currency', 'EUR');
    assert.ok(report.periods.length > 3);
    for (const [name, member, take] of figures) {
        const series = await metric(server, name, `period=${unit}&as_of=${asOf}`);
        if (series.takes.includes('window')) assert.equal(series.window_days, report.window_days);
        assert.deepEqual(series.points.map(({ period }) => period), report.periods.map(({ period }) => period), `${name} by ${unit}`);
        assert.deepEqual(series.points.map(take), report.periods.map(period => period[member]), `${name} by ${unit}`);
    }
}

eachStore('the figures of a data folder are those of the audit of the same orders', { timeout: 300_000 }, async server => {
    await setZone(server);
    const orders = inventedOrders(), path = csvOf(orders);
    const anonymous = customer => customer.length % 3 === 0;
    const customers = [...new Set(orders.map(({ customer }) => customer))];
    assert.ok(customers.some(anonymous) && !customers.every(anonymous));
    await send(server, orders.map(order => eventOf(order, anonymous)));

    // Known and anonymous ones turn out to be the same people; refunds come under the name.
    await send(server, customers.filter(anonymous).map(customer => (
        { type: 'identify', messageId: `identify ${customer}`, userId: customer, anonymousId: `anonymous ${customer}`, timestamp: '2026-10-01T00:00:00Z' })));
    // The same again, and what bots and other currencies bring, count for nothing.
    await send(server, orders.slice(0, 300).map(order => eventOf(order, anonymous)));
    const bot = { ...eventOf({ ...orders[0], order: 'bot' }, anonymous), context: { userAgent: 'Googlebot/2.1 (+http://www.google.com/bot.html)' } };
    await send(server, [bot]);

    await sameAsAudit(server, path, '2026-09-30', 'month');
    await sameAsAudit(server, path, '2026-08-12', 'week'); // as if what came later were not known
    await server.kill();
    await server.open();
    await sameAsAudit(server, path, '2026-09-30', 'quarter');
});

eachStore('a year of a real shop', { stores: ['SQLite'], skip: absent('retail/online_retail_orders.csv'), timeout: 300_000 }, async server => {
    await setZone(server);
    const orders = retailOrders(), path = csvOf(orders);
    await send(server, orders.map(order => eventOf(order, () => false)));
    await sameAsAudit(server, path, '2010-12-09', 'month');
});

eachStore('column files that are lost or damaged change nothing', { stores: ['SQLite'] }, async server => {
    const orders = inventedOrders().slice(0, 900);
    await send(server, orders.map(order => eventOf(order, () => false)));
    const before = await metric(server, 'revenue');
    const folder = join(server.folder, 'activity');
    const damages = [
        () => rmSync(folder, { recursive: true }),
        () => readdirSync(folder).forEach(name => truncateSync(join(folder, name), 100)),
        () => readdirSync(folder).forEach(name => {
            const bytes = readFileSync(join(folder, name));
            bytes[bytes.length >> 1] ^= 4;
            writeFileSync(join(folder, name), bytes);
        }),
    ];
    for (const damage of damages) {
        await server.stop();
        damage();
        await server.open();
        assert.deepEqual(await metric(server, 'revenue'), before);
        await send(server, [eventOf(orders[0], () => false)]); // still known as sent
        assert.deepEqual(await metric(server, 'revenue'), before);
    }
});

eachStore('the next read sees the event just acknowledged', async server => {
    const order = { order: 'first', customer: 'ana', at: new Date(), amount: 12.5 };
    const last = async name => (await metric(server, name)).points.at(-1);
    assert.equal((await metric(server, 'orders')).points.at(-1).value, null); // nothing was observed yet
    for (let i = 1; i <= 20; i++) {
        await send(server, [eventOf({ ...order, order: `order ${i}`, customer: `customer ${i % 4}` }, () => false)]);
        assert.equal((await last('orders')).value, i);
        assert.deepEqual((await last('revenue')).value, { amount: (12.5 * i).toFixed(2), currency: 'EUR' });
        assert.equal((await last('customers')).value, Math.min(i, 4));
    }
    await send(server, [eventOf({ ...order, order: 'refund', amount: -2.5 }, () => false)]);
    assert.deepEqual((await last('revenue')).parts.refunds, { amount: '-2.50', currency: 'EUR' });
});

eachStore('command line, API and CSV say the same, with a server and without', async server => {
    await send(server, inventedOrders().slice(0, 700).map(order => eventOf(order, () => false)));
    const key = await server.key('read');
    const csv = (await server.get('/api/v1/metrics/crr?period=quarter&format=csv', { key })).text;
    const series = await metric(server, 'crr', 'period=quarter');
    assert.ok(series.points.some(({ value }) => value > 0 && value < 1));
    const ask = async () => {
        const json = await server.command(['metric', 'crr', '--period', 'quarter', '--format', 'json']);
        assert.equal(json.error, '');
        assert.deepEqual(JSON.parse(json.out), series);
        assert.equal((await server.command(['metric', 'crr', '--period', 'quarter', '--format', 'csv'])).out, csv);
        const text = (await server.command(['metric', 'retention-rate', '--period', 'quarter', '--locale', 'en'])).out;
        for (const { period, value } of series.points.filter(point => point.value !== null))
            assert.match(text, new RegExp(`${period} +${(100 * value).toFixed(2)} %`));
    };
    await ask();
    await server.stop();
    await ask();
    const lines = csv.trim().split('\n').map(line => line.split(','));
    assert.deepEqual(lines[0], ['period', 'from', 'to', 'measure', 'unit', 'value', 'low', 'high', 'n', 'state', 'by', 'sample', 'previous', 'change', 'change_rate', 'as_of', 'time_zone', 'hash', 'reported', 'restated', 'late_events', 'text']);
    const rates = lines.filter(line => line[3] === 'crr');
    assert.deepEqual(rates.map(line => (line[5] === '' ? null : Number(line[5]))), series.points.map(({ value }) => value));
    assert.ok(rates.every(line => (line[5] === '') === (line[9] === 'not observed')));
});

eachStore('periods, windows and days are read strictly', { stores: ['SQLite'] }, async server => {
    const key = await server.key('read');
    const refused = async (query, text) => {
        const { status, body } = await server.get(`/api/v1/metrics/crr?${query}`, { key });
        assert.deepEqual([status, body.code], [400, 'invalid_parameter'], JSON.stringify(body));
        assert.ok(body.detail.includes(text), body.detail);
    };
    await refused('period=fortnight', 'fortnight');
    await refused('period=2026-Q3&from=2026-07-01', '2026-Q3');
    await refused('from=2026-02-30', '2026-02-30');
    await refused('from=2026-03-01&to=2026-02-01', '2026-03-01');
    await refused('from=1900-01-01&period=day', 'longer period');
    await refused('window=0', 'auto, period');
    await refused('window=-3', 'auto, period');
    await refused('as_of=2999-01-01', '2999-01-01');
    assert.equal((await server.get('/api/v1/metrics/nonsense', { key })).status, 404);
    const one = await metric(server, 'crr', 'period=2026Q3&window=period');
    assert.deepEqual(one.points.map(({ from, to }) => [from, to]), [['2026-07-01', '2026-09-30']]);
    assert.deepEqual([one.window, one.window_days], ['period', null]);
});

eachStore('every metric publishes its definition, whether it can be had yet or not', { stores: ['SQLite'] }, async server => {
    const key = await server.key('read');
    const { body } = await server.get('/api/v1/metrics', { key });
    assert.ok(body.items.length > 45 && body.next_cursor === null);
    for (const item of body.items) {
        const series = await metric(server, item.name);
        for (const member of Object.keys(item)) if (member !== 'default' && member !== 'rank') assert.deepEqual(series[member], item[member], item.name); // those are places in the list
    }
    const crr = await metric(server, 'crr', 'locale=fr');
    assert.equal(crr.formula, '((E-N)/S)*100');
    assert.match(crr.label, /rétention/);
    assert.deepEqual(crr.variables.map(({ name, alias }) => [name, alias]), [['S', 'Cb'], ['E', 'Ce'], ['N', 'Cn']]);
    assert.equal((await server.get('/api/v1/metrics')).status, 401);
    assert.equal((await server.get('/api/v1/metrics', { key: await server.key('track') })).status, 403);
});
