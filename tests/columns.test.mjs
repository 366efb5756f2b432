// What questions over events answer is what the log says, whatever has happened to the files of DIR/activity: bits that
// have flipped, files that are cut short, swapped, old or gone.
import assert from 'node:assert/strict';
import { closeSync, cpSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from './program.mjs';
import { eachStore } from './server.mjs';

const orders = () => generate('--style', 'shop', '--customers', '400', '--seed', '5', '--from', '2024-01-01', '--to', '2026-09-30')
    .trim().split('\n').slice(1).map(line => line.split(','))
    .map(([order, customer, at, total]) => ({
        type: 'track', messageId: order, userId: customer, timestamp: `${at.replace(' ', 'T')}Z`, event: 'Order Completed',
        properties: { order_id: order, total: Number(total), currency: 'EUR' },
    }));

async function send(server, events) {
    const key = await server.key('track');
    for (let from = 0; from < events.length; from += 500) {
        const { status, text } = await server.post('/v1/batch', { batch: events.slice(from, from + 500) }, { key });
        assert.equal(status, 200, text);
    }
}

const names = ['crr', 'churn', 'start', 'end', 'new', 'lost', 'retained', 'reactivated', 'balance', 'passed_through'];
const periods = ['month', 'quarter', 'year', 'week'];
const views = ['window=30', 'window=90', 'window=365', 'as_of=2025-06-30&window=60', 'from=2025-01-01&to=2025-12-31&window=120'];
const questions = names.flatMap(name => periods.flatMap(period => views.map(view => `/api/v1/metrics/${name}?period=${period}&${view}`)));

/** Each answer as it stands, but for the moment it was given at. */
async function answers(server) {
    const key = await server.key('read');
    const found = [];
    for (const path of questions) {
        const { status, text, body } = await server.get(path, { key });
        assert.equal(status, 200, `${path}: ${text}`);
        found.push(JSON.stringify(body.points));
    }
    return found;
}

/** The same numbers each time. */
function dice(seed) {
    let state = seed;
    return below => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return Math.floor(state / 2147483648 * below);
    };
}

eachStore('200 answers are the same before and after each damage of the column files', { stores: ['SQLite'] }, async server => {
    assert.equal(questions.length, 200);
    await send(server, orders());
    const before = await answers(server);
    assert.ok(new Set(before).size > 100); // the questions do ask for different things
    const folder = join(server.folder, 'activity'), old = `${server.folder}-old`;
    const files = ending => readdirSync(folder).filter(name => name.endsWith(ending)).map(name => join(folder, name));
    const roll = dice(7);
    const flip = path => {
        const bytes = readFileSync(path);
        bytes[roll(bytes.length)] ^= 1 << roll(8);
        writeFileSync(path, bytes);
    };
    const damages = {
        'a bit of a lane': () => flip(files('.lane')[0]),
        'a bit of the log\'s index': () => flip(files('.columns')[0]),
        'a lane cut short': () => truncateSync(files('.lane')[0], 4096),
        'two files swapped': () => {
            const [lane, stretch] = [files('.lane')[0], files('.columns')[0]];
            renameSync(lane, `${lane}.swap`);
            renameSync(stretch, lane);
            renameSync(`${lane}.swap`, stretch);
        },
        'an old folder': () => {
            rmSync(folder, { recursive: true });
            cpSync(old, folder, { recursive: true });
        },
        'a list that is gone': () => rmSync(join(folder, 'MANIFEST')),
    };
    try {
        // While the server runs: the next question sees it, and makes what is damaged anew.
        await server.restart();
        assert.deepEqual(await answers(server), before);
        for (const name of files('.lane')) {
            const handle = openSync(name, 'r+');
            for (let at = Math.floor(statSync(name).size / 3), size = statSync(name).size; at < size; at += 1 + roll(64)) writeSync(handle, Buffer.from([roll(256)]), 0, 1, at);
            closeSync(handle);
        }
        assert.deepEqual(await answers(server), before, 'bytes of lanes in use');
        assert.ok(await server.figure('fidele_activity_lanes_damaged_total') > 0);
        for (const [what, damage] of Object.entries(damages)) {
            await server.stop();
            assert.ok(files('.lane').length > 0, `${what}: there is a lane to damage`);
            if (what === 'a bit of a lane') cpSync(folder, old, { recursive: true });
            damage();
            await server.open();
            assert.deepEqual(await answers(server), before, what);
        }
    } finally {
        rmSync(old, { recursive: true, force: true });
    }
});
