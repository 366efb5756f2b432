// The program as a whole: commands, help, language, exit codes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { binary, fidele } from './program.mjs';

test('nothing, --help, -h and help show the commands', () => {
    const { code, out } = fidele([]);
    assert.equal(code, 0);
    assert.ok(out.includes('Commands:') && out.includes('\n  metric '), out);
    for (const words of [['--help'], ['-h'], ['help']]) assert.deepEqual(fidele(words), fidele([]));
});

test('--version prints one line', () => {
    assert.match(fidele(['--version']).out, /^fidele \d+\.\d+\.\d+\n$/);
});

test('a command shows its options by help NAME, --help and -h, whatever else is wrong', () => {
    const { out } = fidele(['help', 'metric']);
    assert.ok(out.includes('--explain') && out.includes('--output PATH') && out.includes('--locale en|fr'), out);
    for (const words of [['metric', '--help'], ['metric', '-h'], ['metric', '--format', 'xml', '--help']])
        assert.equal(fidele(words).out, out);
});

test('an unknown command names the nearest', () => {
    const { code, out, error } = fidele(['metrc']);
    assert.deepEqual([code, out], [2, '']);
    assert.ok(error.startsWith('fidele: unknown command “metrc”; did you mean metric?\n'), error);
    assert.ok(fidele(['help', 'metrc']).error.includes('did you mean metric?'));
    assert.ok(!fidele(['xyzzy']).error.includes('did you mean'));
});

test('an unknown option names the nearest', () => {
    assert.ok(fidele(['metric', '-o']).error.includes('options are written with two hyphens'));
});

test('the language is --locale, else LC_ALL, LC_MESSAGES, LANG, else English', () => {
    const french = (words, env) => fidele(words, { env: { LC_ALL: '', ...env } }).out.includes('Commandes');
    assert.ok(!french([], {}));
    assert.ok(french([], { LANG: 'fr_FR.UTF-8' }));
    assert.ok(!french([], { LANG: 'fr_FR.UTF-8', LC_MESSAGES: 'en_GB.UTF-8' }));
    assert.ok(french([], { LANG: 'C', LC_MESSAGES: 'C', LC_ALL: 'fr_CA' }));
    assert.ok(!french([], { LC_ALL: 'tr_TR.UTF-8' }));
    assert.ok(!french(['--locale', 'en'], { LANG: 'fr_FR.UTF-8' }));
    assert.ok(french(['--locale=fr'], {}));
    assert.ok(french(['help', '--locale', 'fr'], {}));
    assert.ok(fidele(['xyzzy', '--locale', 'fr']).error.startsWith('fidele\u00A0: commande inconnue'));
    assert.ok(fidele(['metric', '--locale', 'de']).error.includes('--locale “de”: expected one of en, fr'));
});

test('a result that cannot be written is a failure, exit code 1', () => {
    const shell = spawnSync('/bin/sh', ['-c', `"${binary}" metric > /dev/full`], { encoding: 'utf8' });
    assert.equal(shell.status, 1);
    assert.ok(shell.stderr.includes('No space left on device'), shell.stderr);
    const { code, error } = fidele(['metric', '--output', '/no/such/folder/list']);
    assert.equal(code, 1);
    assert.ok(error.includes('there is no such folder'), error);
});

test('closed standard streams do no harm', () => {
    const shell = spawnSync('/bin/sh', ['-c', `"${binary}" metric <&- >&- 2>&-`]);
    assert.equal(shell.status, 0);
});
