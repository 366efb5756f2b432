// run.mjs - the program under test: FIDELE_BIN, or the release build.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const binary = process.env.FIDELE_BIN ?? `${root}build/release/fidele`;

// Runs `fidele WORDS…` in English, with nothing else of the machine's settings.
export function fidele(words, { env = {}, stdio } = {}) {
    const done = spawnSync(binary, words, { encoding: 'utf8', env: { PATH: process.env.PATH, ...env }, stdio });
    if (done.error) throw done.error;
    return { code: done.status, out: done.stdout, err: done.stderr };
}
