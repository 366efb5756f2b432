// The outbox and its mail server: settings, TLS, sign-in, refusals for now and for good, silence, breaks, kill -9. The
// mail server is a real one (npm smtp-server), its mails are read by mailparser.
import assert from "node:assert/strict";
import { answer, certificate, mailServer, messageEnded, open, sendTest, setMail, until } from "./mail.mjs";
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
