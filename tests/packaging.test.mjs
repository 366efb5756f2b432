// What is installed: the Debian package, the systemd unit, the hardening of the binary, and the sandbox it runs in.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { binary, top } from "./program.mjs";
import { Server, startServer } from "./server.mjs";

const say = (program, ...words) => {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(status, 0, stderr);
  return stdout;
};
const folder = (t) => {
  const path = mkdtempSync(join(tmpdir(), "fidele-package-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
};
const sanitized = () => say("readelf", "-Ws", "--dyn-syms", binary).includes("__asan_init");

test("the Debian package holds the program, its unit, its configuration and its pages, and the program in it runs", async (t) => {
  const out = folder(t), path = say(join(top, "tools/deb.sh"), binary, out).trim();
  const files = say("dpkg-deb", "-c", path).split("\n").filter(Boolean).map((line) => line.split(/\s+/));
  for (const name of ["usr/bin/fidele", "lib/systemd/system/fidele.service", "etc/fidele/fidele.conf", "usr/share/doc/fidele/operating.md", "usr/share/doc/fidele/copyright"])
    assert.ok(files.some(([, , , , , file]) => file === `./${name}`), name);
  assert.deepEqual(files.filter(([mode, owner]) => owner !== "root/root" || /^.{5}w|^.{8}w|s/.test(mode)), [], "of root, written by nobody else");
  const about = say("dpkg-deb", "-I", path);
  for (const name of ["libc6", "libsqlite3-0", "libpq5", "libsodium23", "libseccomp2", "tzdata"]) assert.match(about, new RegExp(`Depends: .*\\b${name}\\b`));
  assert.match(about, /conffiles/);
  assert.match(about, /\* +postinst/);
  const tree = join(out, "tree");
  say("dpkg-deb", "-x", path, tree);
  const server = new Server({ folder: join(out, "data") });
  server.program = [join(tree, "usr/bin/fidele")];
  t.after(() => server.close());
  await server.open("--config", join(tree, "etc/fidele/fidele.conf"));
  assert.equal((await server.get("/readyz")).body.version, about.match(/Version: (\S+)/)[1]);
  for (const script of ["postinst", "prerm", "postrm"]) say("sh", "-n", join(top, "packaging", script));
});

test("the package of one commit is the same twice", (t) => {
  const [one, two] = [folder(t), folder(t)].map((out) => readFileSync(say(join(top, "tools/deb.sh"), binary, out).trim()));
  assert.ok(one.equals(two));
});

test("the unit leaves the service little", (t) => {
  const probe = spawnSync("systemd-analyze", ["--version"]);
  if (probe.error) return t.skip("no systemd-analyze here");
  const unit = join(top, "packaging/fidele.service");
  const score = Number(/level for fidele\.service: ([\d.]+)/.exec(say("systemd-analyze", "security", "--offline=yes", unit))[1]);
  t.diagnostic(`systemd-analyze security: ${score}`);
  assert.ok(score <= 1.5, `${score}`);
});

test("the binary is hardened", (t) => {
  if (sanitized()) return t.skip("a sanitizer build");
  const elf = say("readelf", "-Wldn", binary), symbols = say("readelf", "-Ws", binary);
  assert.match(say("readelf", "-h", binary), /DYN \(Position-Independent Executable/);
  assert.match(elf, /GNU_RELRO/);
  assert.match(elf, /BIND_NOW|Flags:.* NOW/);
  assert.match(elf, /GNU_STACK +\S+ \S+ \S+ \S+ \S+ RW /, "no stack that can be executed");
  assert.doesNotMatch(elf, / RWE /);
  assert.doesNotMatch(elf, /RPATH|RUNPATH/);
  assert.match(elf, /IBT.*SHSTK|SHSTK.*IBT/, "CET");
  assert.match(symbols, /__stack_chk_fail/);
  assert.match(symbols, /__\w+_chk@/, "FORTIFY");
});

test("in the sandbox nothing works that an intruder would try; without it that is said", async (t) => {
  if (sanitized()) return t.skip("a sanitizer build needs what the sandbox forbids");
  const closed = await startServer(t);
  const { reach, allowed } = closed.lines.find(({ event }) => event === "sandbox");
  assert.deepEqual([reach, allowed], ["whole", []]);
  const status = readFileSync(`/proc/${closed.child.pid}/task/${closed.child.pid}/status`, "utf8");
  assert.match(status, /NoNewPrivs:\s+1/);
  assert.match(status, /Seccomp:\s+2/);
  assert.match(status, /CapEff:\s+0+\n/);
  const open = await startServer(t, "SQLite", { args: ["--no-sandbox"] });
  const without = open.lines.find(({ event }) => event === "sandbox");
  for (const name of ["read /etc/passwd", "write /tmp", "connect", "execve", "ptrace", "writable code"]) assert.ok(without.allowed.includes(name), name);
  assert.equal(without.level, "warn");
});

test("started by root, the server is the owner of the folder", async (t) => {
  if (process.getuid() !== 0) return t.skip("needs root");
  const parent = folder(t), data = join(parent, "data");
  chmodSync(parent, 0o755);
  say("install", "-d", "-m", "0700", "-o", "65534", "-g", "65534", data);
  const server = new Server({ folder: data });
  t.after(() => server.close());
  await server.open();
  assert.match(readFileSync(`/proc/${server.child.pid}/status`, "utf8"), /Uid:\t65534\t65534\t65534\t65534\n/);
  assert.equal(statSync(join(data, "fidele.db")).uid, 65534);
  await server.key("track"); // root asks through the socket
  await server.stop();
});
