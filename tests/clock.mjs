// clock.mjs - servers whose wall clock a test moves.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { open } from "./mail.mjs";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");
const built = process.env.FIDELE_BUILD ?? join(top, "build/release");

/** A clock that moveTo sets to an instant; the server runs with it. */
export function movedClock(t, server) {
  const folder = mkdtempSync(join(tmpdir(), "fidele-clock-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "ahead");
  writeFileSync(file, "0");
  server.env = { LD_PRELOAD: join(built, "libfidele_moved_clock.so"), FIDELE_CLOCK: file };
  server.args = [...open.args, "--no-sandbox"];
  return { env: server.env, moveTo: (instant) => writeFileSync(file, String(Math.round((instant - Date.now()) / 1000))) };
}
