// visitor.mjs - a client that keeps cookies as a browser does, for the staff tests.
import { request as httpRequest } from "node:http";

export const password = "correct horse battery";

export class Visitor {
  constructor(server, headers = {}) {
    Object.assign(this, { server, headers, cookies: new Map() });
  }

  get cookie() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async request(method, path, data, { headers = {}, ...options } = {}) {
    const browser = "origin" in headers ? {} : { "sec-fetch-site": "same-origin" }; // an old browser says Origin alone
    const sent = { ...browser, ...this.headers, ...headers };
    if (this.cookies.size && !("cookie" in headers)) sent.cookie = this.cookie;
    const answer = await this.server.request(method, path, data, { headers: sent, ...options });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return answer;
  }
  get(path, options) { return this.request("GET", path, undefined, options); }
  post(path, data, options) { return this.request("POST", path, data, options); }
  put(path, data, options) { return this.request("PUT", path, data, options); }
  patch(path, data, options) { return this.request("PATCH", path, data, options); }
  delete(path, options) { return this.request("DELETE", path, undefined, options); }
  form(path, fields, options = {}) {
    return this.request("POST", path, new URLSearchParams(fields).toString(), { ...options, headers: { "content-type": "application/x-www-form-urlencoded", ...options.headers } });
  }

  signIn(email, word = password, code) { return this.post("/api/v1/session", { email, password: word, ...(code ? { code } : {}) }); }
}

/** Adds somebody over the command line; gives a visitor who is signed in as them. */
export async function person(server, email, role) {
  await addPerson(server, email, role);
  const visitor = new Visitor(server);
  const { status, text } = await visitor.signIn(email);
  if (status !== 200) throw new Error(`sign-in of ${email}: ${status} ${text}`);
  return visitor;
}

export async function addPerson(server, email, role) {
  const { code, error } = await server.command(["staff", "add", "--email", email, "--name", "Somebody Else", "--role", role, "--password-stdin"], { input: `${password}\n` });
  if (code !== 0) throw new Error(`staff add: ${error}`);
}

/** A request that fetch would not make: any Host, from any address of the loopback. */
export function raw(server, { body = "", localAddress, ...options }) {
  return new Promise((resolve, reject) => {
    const sent = { host: `127.0.0.1:${server.port}`, "content-length": Buffer.byteLength(body), ...options.headers };
    const request = httpRequest({ host: "127.0.0.1", port: server.port, localAddress, ...options, headers: sent, agent: false }, (answer) => {
      let text = "";
      answer.on("data", (data) => { text += data; }).on("end", () => resolve({ status: answer.statusCode, text, headers: answer.headers }));
    });
    request.on("error", reject).end(body);
  });
}
