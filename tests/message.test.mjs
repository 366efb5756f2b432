// The outbox and its mail server: settings, TLS, sign-in, refusals for now and for good, silence, breaks (kill -9:
// mail_faults). The mail server is a real one (npm smtp-server), its mails are read by mailparser.
import assert from "node:assert/strict";
import { answer, certificate, mailServer, messageEnded, open, sendTest, setMail } from "./mail.mjs";
import { eachStore } from "./server.mjs";

eachStore("a test mail arrives once, as text that mail programs read", open, async (server, t) => {
  const { got, port } = await mailServer(t);
  const key = await server.key("admin");
  assert.equal((await server.post("/api/v1/mail/test", { to: "ana@example.com" }, { key })).body.code, "mail_not_set");
  await setMail(server, key, port);
  const id = await sendTest(server, key);
  const sent = await messageEnded(server, key, id);
  assert.deepEqual([sent.status, sent.attempts, sent.failure, sent.tries.length], ["sent", 1, null, 1], JSON.stringify(sent));
  assert.match(sent.answer, /^250 .*taken as 1/);
  const [{ mail, from, to, raw }] = got;
  assert.equal(got.length, 1);
  assert.deepEqual([from, to], ["retention@shop.example", ["ana@example.com"]]);
  assert.deepEqual(mail.from.value, [{ address: "retention@shop.example", name: "Boutique « Été »" }]);
  assert.equal(mail.subject, "Test from Fidèle");
  assert.match(mail.text, /This is a test from Fidèle: mail can be sent from retention@shop\.example/);
  assert.equal(mail.headers.get("auto-submitted"), "auto-generated");
  assert.match(mail.messageId, /^<[0-9a-f]{32}@shop\.example>$/);
  assert.ok(Math.abs(mail.date - Date.now()) < 60_000);
  for (const line of raw.toString("latin1").split("\r\n")) assert.ok(line.length <= 78 && !line.includes("\n") && !line.includes("\r"), line);
});

eachStore("TLS both ways with a password, a certificate nobody knows, a password that is wrong", { start: false }, async (server, t) => {
  const tls = certificate(t);
  const onAuth = (auth, session, done) => done(auth.username === "robin" && auth.password === "s3cret ✓" ? null : answer(535, "no"), { user: auth.username });
  const start = await mailServer(t, { ...tls, onAuth, authOptional: false });
  const whole = await mailServer(t, { ...tls, secure: true, onAuth, authOptional: false });
  server.args = [...open.args, "--outgoing-ca", tls.path];
  await server.open();
  const key = await server.key("admin");
  for (const [mail, security] of [[start, "starttls"], [whole, "tls"]]) {
    await setMail(server, key, mail.port, { host: "localhost", security, user: "robin", password: "s3cret ✓" });
    const sent = await messageEnded(server, key, await sendTest(server, key));
    assert.equal(sent.status, "sent", JSON.stringify(sent));
    assert.deepEqual([mail.got[0].user, mail.got[0].secure], ["robin", true]);
  }
  const shown = await server.get("/api/v1/mail", { key });
  assert.ok(shown.body.password_set && !shown.text.includes("s3cret"));
  // Another user without its password: the old one is forgotten, not tried. The server is in trouble, the mail waits.
  await server.patch("/api/v1/mail", { user: "mallory" }, { key });
  assert.equal((await server.get("/api/v1/mail", { key })).body.password_set, false);
  await server.patch("/api/v1/mail", { password: "guessed" }, { key });
  const id = await sendTest(server, key);
  const waiting = await messageEnded(server, key, id, ({ tries }) => tries.length > 0);
  assert.deepEqual([waiting.status, waiting.attempts, waiting.failure], ["queued", 0, "login_refused"]);
  assert.equal((await server.get("/api/v1/mail", { key })).body.trouble.code, "login_refused");
  await server.patch("/api/v1/mail", { user: "robin", password: "s3cret ✓" }, { key });
  assert.equal((await messageEnded(server, key, id)).status, "sent", "sent when the settings are right");
  assert.equal(whole.got.length, 2);
  // A certificate that is not trusted: nothing is sent.
  await server.stop();
  server.args = open.args;
  await server.open();
  const refused = await messageEnded(server, key, await sendTest(server, key), ({ tries }) => tries.length > 0);
  assert.equal(refused.failure, "tls_error");
  assert.equal(whole.got.length, 2);
  assert.ok(!server.text.includes("s3cret"), "no secret in the log");
});

eachStore("refused for now, for good, silent, broken off: each ends as it should", open, async (server, t) => {
  const seen = new Map();
  const times = (address) => { seen.set(address, (seen.get(address) ?? 0) + 1); return seen.get(address); };
  const picky = await mailServer(t, {
    judge: (address, to) => {
      const count = times(to);
      if (to.startsWith("later") && count === 1) return answer(451, "4.7.1 greylisted");
      if (to.startsWith("nobody")) return answer(550, "5.1.1 no such user");
      if (to.startsWith("policy")) return answer(550, "5.7.1 not from you");
      return null;
    },
    end: (one) => {
      const count = times(`end ${one.to[0]}`);
      if (one.to[0].startsWith("full") && count === 1) return answer(452, "4.3.1 full");
      if (one.to[0].startsWith("virus")) return answer(554, "5.6.0 not this");
      if (one.to[0].startsWith("silent") && count === 1) return new Promise(() => {});
      return null;
    },
  });
  const key = await server.key("admin");
  await setMail(server, key, picky.port, { timeout_seconds: 2 });
  const ids = Object.fromEntries(await Promise.all(["later", "nobody", "policy", "full", "virus", "silent"].map(async (name) => [name, await sendTest(server, key, `${name}@example.com`)])));
  const ends = Object.fromEntries(await Promise.all(Object.entries(ids).map(async ([name, id]) => [name, await messageEnded(server, key, id)])));
  assert.deepEqual(Object.fromEntries(Object.entries(ends).map(([name, { status, attempts, doubtful, tries }]) => [name, [status, attempts, doubtful, tries.map(({ outcome }) => outcome)]])), {
    later: ["sent", 2, 0, ["later", "sent"]],
    nobody: ["failed", 1, 0, ["refused"]],
    policy: ["failed", 1, 0, ["refused"]],
    full: ["sent", 2, 0, ["later", "sent"]],
    virus: ["failed", 1, 0, ["refused"]],
    silent: ["sent", 2, 1, ["unknown", "sent"]],
  });
  assert.match(ends.nobody.answer, /no such user/);
  const { body } = await server.get("/api/v1/mail/suppressions", { key });
  assert.deepEqual(body.items.map(({ address }) => address), ["nobody@example.com"], "only where nobody is");
  const again = await messageEnded(server, key, await sendTest(server, key, "Nobody@example.com"));
  assert.deepEqual([again.status, again.attempts], ["suppressed", 0]);
  assert.equal((await server.delete("/api/v1/mail/suppressions/nobody@example.com", { key })).status, 204);
  assert.equal((await server.delete("/api/v1/mail/suppressions/nobody@example.com", { key })).status, 404);
  const ids2 = picky.got.map(({ mail }) => mail.messageId);
  assert.equal(new Set(ids2).size, ids2.length, "none arrived twice but the silent one, which was not counted as arrived");
});

eachStore("what can't be a setting or a recipient is refused, and nothing is let into headers", { ...open, stores: ["SQLite"] }, async (server, t) => {
  const { got, port } = await mailServer(t);
  const key = await server.key("admin");
  const set = async (body) => { const { status, body: { code } } = await server.patch("/api/v1/mail", body, { key }); return [status, code]; };
  await setMail(server, key, port);
  assert.deepEqual(await set({ security: "none" }), [422, "unencrypted"]);
  assert.deepEqual(await set({ host: "mail.example.com/x" }), [422, "invalid_host"]);
  assert.deepEqual(await set({ host: "a b" }), [422, "invalid_host"]);
  assert.deepEqual(await set({ from_name: "Eve\r\nBcc: all@example.com" }), [422, "control_character"]);
  assert.deepEqual(await set({ from_address: "eve@example.com\r\nBcc: x@y.z" }), [422, "invalid_email"]);
  assert.deepEqual(await set({ from_address: "" }), [422, "required"]);
  assert.deepEqual((await server.post("/api/v1/mail/test", { to: "é@example.com" }, { key })).body.code, "invalid_email");
  // The password is for who may set it; the log of deliveries for who reads.
  assert.equal((await server.get("/api/v1/mail", { key: await server.key("read") })).status, 403);
  assert.equal((await server.get("/api/v1/messages", { key: await server.key("read") })).status, 200);
  const id = await sendTest(server, key);
  await messageEnded(server, key, id);
  const log = await server.get("/api/v1/messages?status=sent&limit=1", { key });
  assert.equal(log.body.items[0].id, id);
  assert.equal((await server.post(`/api/v1/messages/${id}/retry`, undefined, { key })).body.code, "not_waiting");
  assert.equal(got.length, 1);
  const { code, out } = await server.command(["mail", "test", "--to", "bo@example.com", "--locale", "en"]);
  assert.equal(code, 0);
  assert.match(out, /^sent: 250/);
});

eachStore("S3: without the operator's word no mail server of this machine is spoken to", { stores: ["SQLite"] }, async (server, t) => {
  const { state, port } = await mailServer(t);
  const key = await server.key("admin");
  for (const host of ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "::1", "10.0.0.1", "169.254.169.254"]) {
    const { status, body } = await server.patch("/api/v1/mail", { host, port: 25, from_address: "a@shop.example" }, { key });
    assert.deepEqual([host, status, body.code], [host, 422, "address_not_allowed"]);
  }
  assert.equal((await server.patch("/api/v1/mail", { host: "mail.example.com", port, from_address: "a@shop.example" }, { key })).body.code, "port_not_allowed");
  assert.equal(state.connections, 0);
});
