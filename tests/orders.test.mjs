// Orders, refunds, carts and currencies from e-commerce events, against an independent computation.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { shared } from './program.mjs';
import { eachStore } from './server.mjs';
import { person } from './visitor.mjs';

const api = '/api/v1';
let message = 0;

const at = (day, hour = 12) => new Date(Date.UTC(2026, 0, day, hour)).toISOString();
const event = (userId, name, day, properties, more = {}) =>
    ({ type: 'track', messageId: `orders ${++message}`, userId, event: name, timestamp: at(day), properties, ...more });

async function send(server, ...batch) {
    const { status, body } = await server.post('/v1/batch', { batch }, { key: await server.key('track') });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body.rejected, []);
}

async function get(server, path, key = 'read') {
    const { status, body, text } = await server.get(`${api}${path}`, { key: await server.key(key) });
    assert.equal(status, 200, text);
    return body;
}

const order = (server, number) => get(server, `/orders/number:${number}`);
const money = value => value === null ? null : `${value.amount} ${value.currency}`;

/** "orders revenue purchases refunds" of January 2026. */
async function january(server) {
    const orders = await get(server, '/metrics/orders?period=month&from=2026-01-01&to=2026-01-31');
    const revenue = await get(server, '/metrics/revenue?period=month&from=2026-01-01&to=2026-01-31');
    const { value, parts } = revenue.points[0];
    return value === null ? 'not observed' : `${orders.points[0].value} ${value.amount} ${parts.purchases.amount} ${parts.refunds.amount}`;
}

await eachStore('an order counts once, for what was said last, and refunds never for more than is left', async server => {
    await send(server,
        event('ana', 'Order Completed', 2, { order_id: 'A1', total: 100, currency: 'EUR', tax: '16.67', coupon: 'NEW',
            products: [{ product_id: 'p1', sku: 's1', name: 'Cup', price: 30, quantity: 2, cost: 10 }, { product_id: 'p2', price: 40, quantity: 1, cost: 15 }] }),
        event('ana', 'Order Completed', 2, { order_id: 'A1', total: 100, currency: 'EUR' })); // from the server, too
    assert.equal(await january(server), '1 100.00 100.00 0.00');
    await send(server, event('ana', 'Order Updated', 3, { order_id: 'A1', total: 90, currency: 'EUR' }));
    assert.equal(await january(server), '1 90.00 90.00 0.00');
    await send(server, event('ana', 'Order Refunded', 4, { order_id: 'A1', products: [{ product_id: 'p1', quantity: 1 }] }));
    assert.equal(await january(server), '1 60.00 90.00 -30.00');
    await send(server, event('ana', 'Order Refunded', 5, { order_id: 'A1', total: 10.01, currency: 'EUR', refund_id: 'r' }),
        event('ana', 'Order Refunded', 5, { order_id: 'A1', total: 10.01, currency: 'EUR', refund_id: 'r' }));
    assert.equal(await january(server), '1 49.99 90.00 -40.01');
    await send(server, event('ana', 'Order Refunded', 6, { order_id: 'A1', total: 1000, currency: 'EUR' }));
    assert.equal(await january(server), '1 0.00 90.00 -90.00');
    const shown = await order(server, 'A1');
    assert.deepEqual([shown.status, money(shown.total), money(shown.refunded), money(shown.tax), money(shown.cost), money(shown.margin), money(shown.net_margin), shown.coupon],
        ['refunded', '90.00 EUR', '90.00 EUR', '16.67 EUR', '35.00 EUR', '38.33 EUR', '0.00 EUR', 'NEW']);
    assert.deepEqual(shown.lines.map(line => [line.product_id, line.sku, line.quantity, money(line.total)]), [['p1', 's1', 2, '60.00 EUR'], ['p2', null, 1, '40.00 EUR']]);
    assert.deepEqual(shown.refunds.map(refund => money(refund.amount)), ['30.00 EUR', '0.00 EUR', '10.01 EUR', '49.99 EUR']);
    assert.deepEqual(shown.events.map(one => one.event), ['Order Completed', 'Order Completed', 'Order Updated']);
});

await eachStore('before its order, late, cancelled, of another customer: what counts does not depend on what came first', async server => {
    await send(server,
        event('bo', 'Order Refunded', 6, { order_id: 'B1', total: 30, currency: 'EUR' }), // before its order
        event('bo', 'Order Updated', 5, { order_id: 'B1', total: 80, currency: 'EUR' }),
        event('cy', 'Order Refunded', 7, { order_id: 'B1', total: 5, currency: 'EUR' }));
    assert.equal((await order(server, 'B1')).status, 'pending');
    await send(server, event('bo', 'Order Completed', 3, { order_id: 'B1', total: 100, currency: 'EUR', coupon: 'X' }));
    assert.equal(await january(server), '1 45.00 80.00 -35.00');
    const late = await order(server, 'B1');
    assert.deepEqual([late.status, late.at, money(late.total), late.coupon], ['partially_refunded', at(3), '80.00 EUR', 'X']);
    await send(server, event('bo', 'Order Refunded', 8, { order_id: 'B1' })); // all that is left
    assert.equal(await january(server), '1 0.00 80.00 -80.00');
    await send(server, event('bo', 'Order Cancelled', 9, { order_id: 'B1', total: 80, currency: 'EUR' }));
    assert.equal(await january(server), 'not observed');
    await send(server, event('bo', 'Order Completed', 10, { order_id: 'B1', total: 70, currency: 'EUR' }));
    assert.equal(await january(server), '1 0.00 70.00 -70.00');
    await send(server, event('cy', 'Order Completed', 11, { order_id: 'C1', total: '12.345', currency: 'EUR' }),
        event('cy', 'Order Completed', 11, { order_id: 'C2', products: [{ price: 1.5, quantity: 3 }, { price: 2, discount: 0.5 }], shipping: 4, discount: 1 }));
    assert.equal((await order(server, 'C2')).total.amount, '9.00');
    assert.equal(await january(server), '3 21.35 91.35 -70.00');
    const list = await get(server, '/customers/user_id:cy/orders');
    assert.deepEqual(list.items.map(one => one.number), ['C2', 'C1']);
    const page = await get(server, '/orders?limit=2');
    const rest = await get(server, `/orders?limit=2&cursor=${encodeURIComponent(page.next_cursor)}`);
    assert.deepEqual([...page.items, ...rest.items].map(one => one.number), ['C2', 'C1', 'B1']);
    assert.deepEqual((await get(server, '/orders?status=completed&customer=user_id:cy')).items.length, 2);
    assert.deepEqual((await get(server, `/orders?from=${at(4)}`)).items.length, 2);
    const before = [await january(server), await get(server, '/orders')];
    await server.restart();
    assert.deepEqual([await january(server), await get(server, '/orders')], before);
    await server.kill();
    rmSync(join(server.folder, 'activity'), { recursive: true });
    await server.restart();
    assert.deepEqual([await january(server), await get(server, '/orders')], before, 'columns made again from the log');
});

await eachStore('amounts in other currencies count at the rate of their day, and follow when it changes', async server => {
    const admin = { key: await server.key('admin') };
    const put = async (...rates) => {
        const { status, text } = await server.request('PUT', `${api}/currency-rates`, { rates: rates.map(([currency, day, rate]) => ({ currency, day, rate })) }, admin);
        assert.equal(status, 200, text);
    };
    await send(server,
        event('ana', 'Order Completed', 2, { order_id: '1', total: 100, currency: 'USD' }),
        event('ana', 'Order Completed', 6, { order_id: '2', total: 1001, currency: 'JPY' }),
        event('bo', 'Order Completed', 6, { order_id: '3', total: '1.005', currency: 'KWD' }),
        event('bo', 'Order Completed', 7, { order_id: '4', total: 10, currency: 'EUR' }));
    const unconverted = async () => (await get(server, '/metrics/revenue?period=month')).unconverted;
    assert.deepEqual([await january(server), await unconverted()], ['1 10.00 10.00 0.00', 3]);
    await put(['USD', '2026-01-01', '0.92381'], ['USD', '2026-01-03', '0.9'], ['JPY', '2026-01-06', '0.0061'], ['KWD', '2026-01-07', '2.9']);
    assert.deepEqual([await january(server), await unconverted()], ['3 108.49 108.49 0.00', 1]); // 92.381 -> 92.38; 6.1061 -> 6.11; none for the dinar's day
    await put(['KWD', '2025-12-30', '2.9']); // 2.9145
    assert.deepEqual([await january(server), await unconverted()], ['4 111.40 111.40 0.00', 0]);
    await send(server, event('ana', 'Order Refunded', 8, { order_id: '1', total: 50, currency: 'USD' }), // at the refund's own day: 45.00
        event('ana', 'Order Updated', 9, { order_id: '2', total: 2000, currency: 'JPY' })); // 12.20
    assert.equal(await january(server), '4 72.49 117.49 -45.00');
    assert.equal((await get(server, '/metrics/revenue?period=month&from=2026-01-01&to=2026-01-31&amount=gross')).points[0].value.amount, '117.49');
    await server.kill();
    rmSync(join(server.folder, 'activity'), { recursive: true });
    await server.restart();
    assert.equal(await january(server), '4 72.49 117.49 -45.00');
    await put(['USD', '2026-01-01', null]);
    assert.deepEqual([await january(server), await unconverted()], ['3 -19.89 25.11 -45.00', 1]);
    const table = 'Date,USD,JPY,CHF,\n2026-01-02,1.25,N/A,0.95,\n2026-01-01,1.6,180,,\n';
    const { status, body, text } = await server.request('POST', `${api}/currency-rates/import`, table, { ...admin, headers: { 'content-type': 'text/csv' } });
    assert.equal(status, 200, text);
    assert.deepEqual(body, { base: 'EUR', changed: 4 });
    assert.equal(await january(server), '4 60.11 105.11 -45.00'); // 100 USD / 1.25
    assert.deepEqual((await get(server, '/currency-rates?currency=USD')).items, [['2026-01-01', '0.625'], ['2026-01-02', '0.8'], ['2026-01-03', '0.9']].map(([day, rate]) => ({ currency: 'USD', day, rate })));
    for (const [bad, message] of [['currency,day,rate\nUSD,2026-02-30,1\n', '2026-02-30'], ['currency,day,rate\nUSD,2026-02-03,-1\n', '-1'], ['x,y\n', 'x'], ['', ''], ['Date,USD\n2026-01-01,"1\n', '']]) {
        const refused = await server.request('POST', `${api}/currency-rates/import`, bad, { ...admin, headers: { 'content-type': 'text/csv' } });
        assert.deepEqual([refused.status, refused.body.code], [422, 'invalid_rate'], refused.text);
        assert.ok(refused.body.detail.includes(message), refused.text);
    }
});

await eachStore('gross, net and margin; computed traits count as figures do; amounts are hidden from agents', async server => {
    const admin = { key: await server.key('admin') };
    await server.post(`${api}/computed-traits`, { name: 'spent', event: 'Order Completed', measure: 'sum' }, admin);
    await server.post(`${api}/computed-traits`, { name: 'orders', event: 'Order Completed', measure: 'count' }, admin);
    await server.request('PUT', `${api}/currency-rates`, { rates: [{ currency: 'USD', day: '2026-01-01', rate: '0.5' }] }, admin);
    await send(server,
        event('ana', 'Order Completed', 2, { order_id: '1', total: 100, currency: 'EUR', cost: 40, tax: 20 }), // margin 40
        event('ana', 'Order Completed', 2, { order_id: '1', total: 100, currency: 'EUR' }),
        event('ana', 'Order Refunded', 3, { order_id: '1', total: 25, currency: 'EUR' }), // takes 10 of it
        event('bo', 'Order Completed', 4, { order_id: '2', total: 50, currency: 'USD', margin: 31 }), // 15.50
        event('bo', 'Order Completed', 5, { order_id: '3', total: 7, currency: 'EUR' }));
    const of = async (name, amount) => {
        const { value, parts } = (await get(server, `/metrics/${name}?period=month&from=2026-01-01&to=2026-01-31&amount=${amount}`)).points[0];
        return [value.amount, parts.orders, parts.with_margin];
    };
    assert.deepEqual(await of('revenue', 'gross'), ['132.00', undefined, undefined]);
    assert.deepEqual(await of('revenue', 'net'), ['107.00', undefined, undefined]);
    assert.deepEqual(await of('revenue', 'margin'), ['45.50', 3, 2]);
    assert.deepEqual(await of('aov', 'margin'), ['22.75', 3, 2]);
    const refused = await server.get(`${api}/metrics/crr?amount=margin`, admin);
    assert.deepEqual([refused.status, refused.body.code], [400, 'invalid_parameter']);
    const { computed } = await get(server, '/customers/user_id:ana');
    assert.deepEqual([computed.spent.value, computed.orders.value], [{ amount: '100.00', currency: 'EUR' }, 1]);
    const { computed: other } = await get(server, '/customers/user_id:bo');
    assert.deepEqual(other.spent.value, { amount: '32.00', currency: 'EUR' });
});

await eachStore('carts are open, abandoned, ordered or recovered', async server => {
    const now = Date.now(), hour = 3_600_000;
    const ago = (userId, name, hours, properties) => ({ ...event(userId, name, 1, properties), timestamp: new Date(now - hours * hour).toISOString() });
    await send(server,
        ago('ana', 'Product Added', 3, { product_id: 'p', name: 'Cup', price: 5, quantity: 2 }),
        ago('ana', 'Product Added', 2, { product_id: 'q', price: 3.5 }),
        ago('ana', 'Product Removed', 1, { product_id: 'p', quantity: 1 }),
        ago('bo', 'Cart Viewed', 30, { cart_id: 'c', products: [{ product_id: 'p', price: 5, quantity: 2 }] }),
        ago('bo', 'Checkout Started', 29, { cart_id: 'c', products: [{ product_id: 'p', price: 5, quantity: 3 }] }),
        ago('cy', 'Product Added', 50, { product_id: 'p' }), ago('cy', 'Order Completed', 2, { order_id: 'cy', total: 5 }),
        ago('cy', 'Product Added', 3, { product_id: 'late' }), // from before the order
        ago('dee', 'Product Added', 3, { product_id: 'p' }), ago('dee', 'Order Completed', 2, { order_id: 'dee', total: 5 }),
        ago('eve', 'Product Added', 3, { product_id: 'p' }), ago('eve', 'Product Removed', 2, { product_id: 'p' }));
    const shown = carts => carts.items.map(cart => `${cart.status} ${cart.cart_id} ${money(cart.total)} ${cart.lines.map(line => `${line.product_id}×${line.quantity}`).join(' ')}`);
    assert.deepEqual(shown(await get(server, '/carts')), ['open null 8.50 EUR p×1 q×1', 'abandoned c 15.00 EUR p×3']);
    assert.deepEqual(shown(await get(server, '/carts?status=open')), ['open null 8.50 EUR p×1 q×1']);
    assert.deepEqual(shown(await get(server, '/carts?status=abandoned')), ['abandoned c 15.00 EUR p×3']);
    const cartsOf = async user => (await get(server, `/customers/user_id:${user}/360`)).carts.items.map(cart => [cart.status, cart.order !== null]);
    assert.deepEqual([await cartsOf('cy'), await cartsOf('dee'), await cartsOf('eve')], [[['recovered', true]], [['ordered', true]], [['empty', false]]]);
    assert.equal((await get(server, '/customers/user_id:dee/360')).orders.items[0].number, 'dee');
});

await eachStore('a merged person has all of their orders, and an unmerged one their own again; agents see no amounts', async server => {
    const admin = { key: await server.key('admin') };
    await send(server,
        event('ana', 'Order Completed', 2, { order_id: '1', total: 100, currency: 'EUR', products: [{ product_id: 'p', price: 100 }] }),
        event('bo', 'Order Completed', 3, { order_id: '2', total: 60, currency: 'EUR' }),
        event('bo', 'Order Refunded', 4, { order_id: '1', total: 30, currency: 'EUR' })); // of ana's order
    const cohort = async () => {
        const { value, parts } = (await get(server, '/metrics/repeat_purchase_rate?period=month&from=2026-01-01&to=2026-01-31')).points[0];
        return [value, parts.buyers, parts.repeat_buyers, await january(server)];
    };
    const numbers = async user => (await get(server, `/customers/user_id:${user}/orders`)).items.map(one => one.number);
    assert.deepEqual([await numbers('ana'), await numbers('bo'), await cohort()], [['1'], ['2'], [0, 2, 0, '2 130.00 160.00 -30.00']]);
    const merged = await server.post(`${api}/customers/user_id:ana/merge`, { with: 'user_id:bo', reason: 'same person' }, admin);
    assert.equal(merged.status, 200, merged.text);
    assert.deepEqual([await numbers('ana'), await numbers('bo'), await cohort()], [['2', '1'], ['2', '1'], [1, 1, 1, '2 130.00 160.00 -30.00']]);
    await send(server, event('bo', 'Order Completed', 2, { order_id: '1', total: 90, currency: 'EUR' })); // the same order, of the other self
    assert.deepEqual(await cohort(), [1, 1, 1, '2 120.00 150.00 -30.00']);
    const undone = await server.post(`${api}/customers/user_id:ana/unmerge`, { edge: merged.body.edge }, admin);
    assert.equal(undone.status, 200, undone.text);
    assert.deepEqual([await numbers('ana'), await numbers('bo'), await cohort()], [['1'], ['2'], [0, 2, 0, '2 120.00 150.00 -30.00']]);

    assert.equal((await server.request('PUT', `${api}/roles/agent`, { masked: ['amounts'] }, admin)).status, 200);
    await send(server, event('ana', 'Product Added', 5, { product_id: 'p', price: 77 }));
    const agent = await person(server, 'agent@fidele.test', 'agent');
    for (const path of ['/orders', '/orders/number:1', '/customers/user_id:ana/orders', '/carts', '/customers/user_id:ana/360']) {
        const { status, text, body } = await agent.get(api + path);
        assert.equal(status, 200, text);
        assert.deepEqual(body.masked, ['amounts'], path);
        const shown = path.endsWith('360') ? JSON.stringify([body.orders, body.carts]) : text;
        assert.equal(/"(90|30|60|77|100)\.00"|"(total|price|net|refunded|cost|margin|stated)":/.exec(shown)?.[0], undefined, path);
    }
});

await eachStore('Online Retail, sent as events, some of them twice: orders, customers and revenue as published', { timeout: 120_000 }, async server => {
    const { facts } = JSON.parse(readFileSync(shared('vectors/cohort_online_retail.json'), 'utf8'));
    const rows = readFileSync(shared('retail/online_retail_orders.csv'), 'utf8').trim().split('\n').slice(1).map(line => line.split(','))
        .filter(fields => fields[1] && fields[7] === 'order' && (!server.database || fields[2] < '2010-01')); // PostgreSQL: a month, for the time it takes
    const expected = server.database ? { orders: rows.length, customers: 955, revenue: { '2009-12': facts.sales_revenue_by_month['2009-12'] } }
        : { orders: facts.orders, customers: facts.customers_sales, revenue: facts.sales_revenue_by_month };
    const eventOf = ([number, customer, time, , , , amount], again) => ({ type: 'track', messageId: `${again} ${number}`, userId: customer, event: 'Order Completed', timestamp: time, properties: { order_id: number, total: Number(amount), currency: 'EUR' } });
    const events = [...rows.map(row => eventOf(row, 'first')), ...rows.filter((_, i) => i % 5 === 0).map(row => eventOf(row, 'again'))];
    for (let from = 0; from < events.length; from += 900) await send(server, ...events.slice(from, from + 900));
    const series = async (name, query = '') => (await get(server, `/metrics/${name}?period=month&from=2009-12-01&to=2010-12-31${query}`)).points;
    const orders = await series('orders'), revenue = await series('revenue', '&amount=gross');
    assert.equal(orders.reduce((sum, point) => sum + point.value, 0), rows.filter(fields => Number(fields[6]) > 0).length); // 19,213: two are of price 0
    assert.deepEqual(Object.fromEntries(revenue.map(point => [point.period, Number(point.value.amount)]).filter(([, amount]) => amount)), expected.revenue);
    const buyers = (await get(server, '/metrics/orders?period=2009-12-01..2010-12-31')).points[0].parts.buyers;
    assert.equal(buyers, expected.customers);
    const listed = [];
    for (let cursor = ''; ;) {
        const page = await get(server, `/orders?limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
        listed.push(...page.items);
        if (!(cursor = page.next_cursor)) break;
    }
    assert.equal(listed.length, expected.orders);
    assert.equal(new Set(listed.map(one => one.number)).size, expected.orders);
    assert.deepEqual(listed.map(one => one.at), listed.map(one => one.at).sort().reverse());
});
