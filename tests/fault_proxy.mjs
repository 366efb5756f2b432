// fault_proxy.mjs - a loopback proxy that answers some requests itself: before the server has seen them, or after.
//
//   const proxy = await faultProxy(t, () => server.port, (n) => [{ status: 500 }, { status: 429, after: true }][n]);
import { createServer, request } from "node:http";

const collect = (stream) => new Promise((resolve, reject) => {
  const parts = [];
  stream.on("data", (part) => parts.push(part)).on("end", () => resolve(Buffer.concat(parts))).on("error", reject);
});

/** Passes a request on; the server's answer, or null when nobody is there. */
function pass(port, { method, url, headers }, body) {
  return new Promise((resolve) => {
    const onward = request({ host: "127.0.0.1", port, method, path: url, headers, agent: false }, async (answer) => {
      try { resolve({ status: answer.statusCode, headers: answer.headers, body: await collect(answer) }); } catch { resolve(null); }
    });
    onward.on("error", () => resolve(null)).end(body);
  });
}

/** `port()`: of the server now. `fault(n, request)` for the n-th POST (from 0): {status, after, retryAfter}, or nothing
 *  to let it through. With `after` the server does its work, and the client is not told. Preflights are let through. */
export async function faultProxy(t, port, fault = () => undefined) {
  const seen = []; // {method, path, headers, status, fault}
  let posts = 0;
  const proxy = createServer(async (incoming, outgoing) => {
    const body = await collect(incoming).catch(() => null);
    if (!body) return;
    const injected = incoming.method === "POST" ? fault(posts++, incoming) : undefined;
    const answer = injected && !injected.after ? null : await pass(port(), incoming, body);
    const entry = { method: incoming.method, path: incoming.url, headers: incoming.headers, body, fault: injected, status: answer?.status };
    seen.push(entry);
    if (injected) {
      const retry = injected.retryAfter === undefined ? {} : { "retry-after": String(injected.retryAfter) };
      outgoing.writeHead(injected.status, { "access-control-allow-origin": "*", "access-control-expose-headers": "retry-after", ...retry }).end("{}");
    } else if (answer) {
      outgoing.writeHead(answer.status, { ...answer.headers, connection: "close" }).end(answer.body);
    } else {
      incoming.socket.destroy(); // as a server that is gone
    }
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  t.after(() => { proxy.closeAllConnections(); proxy.close(); });
  return { url: `http://127.0.0.1:${proxy.address().port}`, port: proxy.address().port, seen };
}

/** 500 and 429, before and after, on the first requests; then all goes well. */
export const faults = [{ status: 500 }, { status: 500, after: true }, { status: 429, retryAfter: 0 }, { status: 429, retryAfter: 0, after: true }];
