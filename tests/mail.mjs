// mail.mjs - a real mail server for tests (npm smtp-server), on a free port of this machine, that keeps what it takes.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A certificate of our own for localhost: {key, cert, path}. */
export function certificate(t) {
  const folder = mkdtempSync(join(tmpdir(), "fidele-mail-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", cert], { stdio: "ignore" });
  return { key: readFileSync(key), cert: readFileSync(cert), path: cert };
}

/** {port, got, connections}: `got` are {from, to, raw, mail} in order. `options` of SMTPServer; `judge(session, address, count)` may
 *  return an error for a recipient, `end(got, count)` one for a whole mail, or a promise of one; a thrown one too. `step(name, drop, session)`
 *  is waited for at "connect", "sender", "recipient", "content" (its first bytes) and "answered"; drop() cuts the connection. */
export async function mailServer(t, { judge = () => null, end = () => null, step = () => {}, ...options } = {}) {
  const got = [], state = { connections: 0, ended: 0, recipients: 0 };
  const at = (name, session) => step(name, () => { for (const one of server.connections) if (one.session === session) one._socket?.destroy(); }, session);
  const server = new SMTPServer({
    authOptional: true, disabledCommands: options.secure || options.key ? [] : ["STARTTLS"], logger: false, ...options,
    onConnect: async (session, done) => { state.connections++; await at("connect", session); done(); },
    onMailFrom: async (address, session, done) => { await at("sender", session); done(); },
    onRcptTo: async (address, session, done) => { await at("recipient", session); done(judge(session, address.address, ++state.recipients)); },
    onData: (stream, session, done) => {
      const parts = [];
      stream.on("data", (part) => { if (!parts.length) at("content", session); parts.push(part); });
      stream.on("error", () => {});
      stream.on("end", async () => {
        const raw = Buffer.concat(parts);
        const one = { from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map(({ address }) => address), raw, user: session.user, secure: session.secure };
        const failure = await end(one, ++state.ended, session);
        if (failure) return done(failure);
        one.mail = await simpleParser(raw);
        got.push(one);
        done(null, `taken as ${got.length}`);
        at("answered", session);
      });
    },
  });
  server.on("error", () => {});
  server.listen(options.port ?? 0, "127.0.0.1");
  if (!server.server.listening) await once(server.server, "listening");
  const close = () => new Promise((resolve) => { for (const one of server.connections) one._socket?.destroy(); server.close(resolve); setTimeout(resolve, 500); });
  t.after(close);
  return { got, state, port: server.server.address().port, close };
}

export const answer = (code, text) => Object.assign(new Error(text), { responseCode: code });

export async function until(what, milliseconds = 20_000) {
  for (const end = Date.now() + milliseconds; ;) {
    const found = await what();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** For servers that speak to mail servers of this machine. */
export const open = { args: ["--outgoing-private", "--outgoing-ports", "any"] };

export async function setMail(server, key, port, more = {}) {
  const { status, text } = await server.patch("/api/v1/mail", { host: "127.0.0.1", port, security: "none", accept_unencrypted: true, from_address: "retention@shop.example", from_name: "Boutique « Été »", timeout_seconds: 5, ...more }, { key });
  if (status !== 200) throw new Error(`mail settings: ${status} ${text}`);
}

export async function sendTest(server, key, to = "ana@example.com") {
  const { status, body, text } = await server.post("/api/v1/mail/test", { to }, { key });
  if (status !== 202) throw new Error(`test mail: ${status} ${text}`);
  return body.message;
}

export async function messageEnded(server, key, id, wanted = ({ status }) => !["queued", "sending"].includes(status)) {
  return until(async () => {
    const { body } = await server.get(`/api/v1/messages/${id}`, { key });
    return wanted(body) && body;
  });
}
