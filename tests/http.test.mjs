// The wire of the real server: what could be read in two ways is refused and the connection closed, slow clients are
// given up, many idle ones cost little.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { setTimeout as pause } from "node:timers/promises";
import { test } from "node:test";
import { startServer } from "./server.mjs";

/** Sends bytes and collects what comes until the server closes (or, with `half`, after our side is closed). */
function raw(server, bytes, { half = false } = {}) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
    const parts = [];
    socket.setTimeout(60_000, () => { socket.destroy(); reject(new Error(`no end: ${bytes.toString("latin1").slice(0, 200)}`)); });
    socket.on("data", (part) => parts.push(part)).on("error", () => {}).on("close", () => resolve(answers(Buffer.concat(parts))));
    socket.on("end", () => socket.end());
    if (half) socket.end(bytes); else socket.write(bytes);
  });
}

/** [{status, headers, body}] of what a connection carried. */
function answers(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf("\r\n\r\n", at);
    assert.ok(end >= 0, bytes.toString());
    const [first, ...lines] = bytes.subarray(at, end).toString().split("\r\n");
    const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]));
    const size = Number(headers.get("content-length") ?? 0);
    const text = bytes.subarray(end + 4, end + 4 + size).toString();
    found.push({ status: Number(first.split(" ")[1]), headers, body: text.startsWith("{") ? JSON.parse(text) : text });
    at = end + 4 + size;
  }
  return found;
}

const lines = (...all) => Buffer.from(`${all.join("\r\n")}\r\n\r\n`, "latin1");
const get = (target, ...headers) => lines(`GET ${target} HTTP/1.1`, "Host: localhost", ...headers);
const repeat = (text, times) => text.repeat(times);

/** Rows of the list of bad inputs: [id, bytes, status, code, message]. `post(headers, body)` makes a request that may write. */
function rows(post) {
  const chunked = (body) => post(["Transfer-Encoding: chunked"], body);
  const zipped = gzipSync(Buffer.alloc(1000, "{"));
  return [
    ["A01", lines("GET /healthz HTTP/1.1"), 400, "missing_host", "Host header is required"],
    ["A02", get("/healthz", "Host: localhost"), 400, "duplicate_header", "Host may appear once"],
    ["A03", lines("GET /healthz HTTP/1.1", "Host: a b"), 400, "bad_host", "Host is not a valid host[:port]"],
    ["A04", lines("GET /healthz HTTP/1.1", "Host: evil.example"), 421, "unknown_host", "this server does not serve that host"],
    ["A05", post(["Content-Length: 5", "Transfer-Encoding: chunked"], "0\r\n\r\n"), 400, "conflicting_framing", "send Content-Length or Transfer-Encoding, not both"],
    ["A06", post(["Content-Length: 5", "Content-Length: 6"], "hello!"), 400, "conflicting_framing", "Content-Length given twice with different values"],
    ["A07", post(["Content-Length: 5, 5"], "hello"), 400, "bad_content_length", "Content-Length must be one number"],
    ["A08", post(["Content-Length: +5"], "hello"), 400, "bad_content_length", "digits only"],
    ["A09", post(["Content-Length: 0x10"], "hello"), 400, "bad_content_length", "digits only"],
    ["A10", post(["Content-Length: -1"], "hello"), 400, "bad_content_length", "digits only"],
    ["A11", post(["Content-Length: 99999999999999999999"], "hello"), 400, "bad_content_length", "number too large"],
    ["A12", post(["Content_Length: 5"], "hello"), 400, "bad_header_name", "header name not allowed"],
    ["A13", post(["Content-Length: 1048577"]), 413, "body_too_large", "limit 1048576 bytes"],
    ["A14", post(["Content-Length: 50"], "{\"traits\":{}"), 400, "short_body", "connection closed after 12 of 50 bytes"],
    ["A15", post(["Transfer-Encoding: gzip, chunked"], "0\r\n\r\n"), 501, "unsupported_transfer_encoding", "only chunked is supported"],
    ["A16", post(["Transfer-Encoding: xchunked"], "0\r\n\r\n"), 501, "unsupported_transfer_encoding", "only chunked is supported"],
    ["A17", post(["Transfer-Encoding : chunked"], "0\r\n\r\n"), 400, "bad_header_name", "space before colon"],
    ["A18", lines("POST /api/v1/customers HTTP/1.0", "Host: localhost", "Transfer-Encoding: chunked"), 400, "conflicting_framing", "not allowed in HTTP/1.0"],
    ["A19", post(["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], "0\r\n\r\n"), 400, "duplicate_header", "Transfer-Encoding may appear once"],
    ["A20", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400, "bad_chunk", "chunk size must be hex digits"],
    ["A21", chunked("5\nhello\r\n0\r\n\r\n"), 400, "bad_chunk", "CRLF expected"],
    ["A22", chunked("00000000000000005\r\nhello\r\n0\r\n\r\n"), 400, "bad_chunk", "chunk size too large"],
    ["A23", chunked(`5;${repeat("x", 5120)}\r\nhello\r\n0\r\n\r\n`), 400, "bad_chunk", "chunk extension too long"],
    ["A24", chunked("5\r\nhelloX\r\n0\r\n\r\n"), 400, "bad_chunk", "CRLF expected after chunk"],
    ["A25", chunked(`0\r\nT: ${repeat("x", 20480)}\r\n\r\n`), 431, "headers_too_large", "trailers limited to 4096 bytes"],
    ["A26", Buffer.from("GET /healthz HTTP/1.1\r\nHost: localhost\nX: 1\r\n\r\n"), 400, "bare_lf", "header lines must end in CRLF"],
    ["A27", get("/healthz", "X: a\rb"), 400, "bad_header_value", "control byte in header"],
    ["A28", get("/healthz", "X: a\0b"), 400, "bad_header_value", "control byte in header"],
    ["A29", get("/healthz", "X: a", " b"), 400, "bad_header_value", "folded headers are not accepted"],
    ["A30", get("/healthz", "X Y: 1"), 400, "bad_header_name", "header name not allowed"],
    ["A31", get("/healthz", ": v"), 400, "bad_header_name", "header name missing"],
    ["A32", get("/healthz", "XY"), 400, "bad_header_name", "colon missing"],
    ["A33", get("/healthz", ...Array(64).fill("X: 1")), 431, "headers_too_large", "at most 64 headers"],
    ["A34", get("/healthz", `X: ${repeat("x", 17 << 10)}`), 431, "headers_too_large", "headers limited to 16384 bytes"],
    ["A35", get(`/${repeat("x", 9 << 10)}`), 414, "uri_too_long", "target limited to 8192 bytes"],
    ["A36", lines("get / HTTP/1.1", "Host: localhost"), 501, "unknown_method", "method not known"],
    ["A37", lines("TRACE / HTTP/1.1", "Host: localhost"), 405, "method_not_allowed", "Allow header lists the methods"],
    ["A38", lines("CONNECT x:443 HTTP/1.1", "Host: x:443"), 405, "method_not_allowed", "Allow header lists the methods"],
    ["A40", post(["X-HTTP-Method-Override: DELETE", "Content-Length: 2"], "{}"), 400, "header_not_allowed", "method override is not supported"],
    ["A41", Buffer.from("GET /\r\n"), 400, "bad_request_line", "HTTP version missing"],
    ["A42", lines("GET / HTTP/3.0", "Host: localhost"), 505, "http_version", "HTTP/1.0 and HTTP/1.1 only"],
    ["A43", lines("GET  / HTTP/1.1", "Host: localhost"), 400, "bad_request_line", "single spaces expected"],
    ["A43 tab", lines("GET\t/ HTTP/1.1", "Host: localhost"), 400, "bad_request_line", "single spaces expected"],
    ["A44", get("http://127.0.0.1/"), 421, "unknown_host", "target host differs from Host"],
    ["A45", get("/healthz%00x"), 400, "bad_path", "NUL in path"],
    ["A46", get("/%zz"), 400, "bad_path", "broken percent escape"],
    ["A47", get("/%c0%ae%c0%ae/"), 400, "invalid_utf8", "path is not valid UTF-8"],
    ["A52", get("/healthz#a"), 400, "bad_path", "fragment not allowed"],
    ["A56", post(["Content-Encoding: br", "Content-Length: 2"], "{}"), 415, "unsupported_encoding", "identity and gzip only"],
    ["A57", post(["Content-Encoding: gzip"], gzipSync(Buffer.alloc(256 << 20))), 413, "decompressed_too_large", "inflated body limited to 1048576 bytes"],
    ["A58", post(["Content-Encoding: gzip"], zipped.subarray(0, -9)), 400, "bad_gzip", "gzip stream ends early"],
    ["A59", post(["Content-Encoding: gzip"], Buffer.concat([zipped, Buffer.from("x")])), 400, "bad_gzip", "bytes after gzip end"],
    ["A60", post(["Content-Encoding: gzip, gzip", "Content-Length: 2"], "{}"), 415, "unsupported_encoding", "one encoding only"],
    ["A61", post(["Expect: 100-continue", "Content-Length: 1048577"]), 413, "body_too_large", "limit 1048576 bytes"],
    ["A62", post(["Expect: banana", "Content-Length: 2"]), 417, "expectation_failed", "only 100-continue"],
    ["A63", Buffer.from("16030102000100fc0303", "hex"), 400, "bad_request_line", "this is no HTTP request"],
    ["A64", Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505, "http_version", "HTTP/1.0 and HTTP/1.1 only"],
    ["A68", get("/healthz", `Range: bytes=0-1${repeat(",2-3", 999)}`), 416, "bad_range", "one range only"],
    ["A69", get("/healthz", "Range: bytes=18446744073709551615-"), 416, "bad_range", "range not satisfiable"],
  ];
}

async function poster(server) {
  const key = await server.key("admin");
  return (headers, body = "") => {
    const bytes = Buffer.from(body);
    const framed = headers.some((line) => /^(content.length|transfer-encoding)/i.test(line));
    return Buffer.concat([lines("POST /api/v1/customers HTTP/1.1", "Host: localhost", `Authorization: Bearer ${key}`,
      "Content-Type: application/json", ...headers, ...(framed ? [] : [`Content-Length: ${bytes.length}`])), bytes]);
  };
}

test("every request that could be misread is refused, the connection closed, and what follows it not served", async (t) => {
  const server = await startServer(t, "SQLite", { args: ["--base-url", "https://shop.example"] });
  const all = rows(await poster(server)), wrong = [];
  const smuggled = get("/healthz");
  for (const [id, bytes, status, code, message] of all) {
    const short = id === "A14";
    const begun = performance.now();
    const found = await raw(server, short ? bytes : Buffer.concat([bytes, smuggled]), { half: short });
    const took = performance.now() - begun;
    const first = found[0] ?? {};
    const told = [found.length, first.status, first.body?.code, first.body?.detail, first.headers?.get("connection")];
    if (JSON.stringify(told) !== JSON.stringify([1, status, code, message, "close"])) wrong.push([id, told, took]);
    if (!first.body?.request_id || first.headers?.get("content-type") !== "application/problem+json") wrong.push([id, "no problem"]);
  }
  assert.deepEqual(wrong, []);
  assert.ok(all.length > 50);
  assert.deepEqual((await server.get("/api/v1/customers", { key: await server.key("read") })).body.items, []);
});

test("paths are decoded once and never leave the routes", async (t) => {
  const server = await startServer(t, "SQLite");
  for (const path of ["/static/%2e%2e%2fetc/passwd", "/static/%252e%252e/", "//evil.example/%2f..", "/healthz\\x"]) {
    const [answer] = await raw(server, get(path, "Connection: close"));
    assert.deepEqual([answer.status, answer.body.code, answer.headers.has("location")], [404, "not_found", false], path);
  }
  const [put] = await raw(server, lines("PUT /healthz HTTP/1.1", "Host: localhost", "Connection: close"));
  assert.equal(put.status, 405);
  assert.match(put.headers.get("allow"), /\bGET\b/);
});

test("queries are read in one way only", async (t) => {
  const server = await startServer(t, "SQLite"), key = await server.key("read");
  const code = async (query) => {
    const { status, body } = await server.get(`/api/v1/customers?${query}`, { key });
    return `${status} ${body.code ?? "-"}`;
  };
  assert.equal(await code("limit=1&limit=2"), "400 duplicate_parameter");
  assert.equal(await code("limt=1"), "400 unknown_parameter");
  assert.equal(await code(Array.from({ length: 101 }, (_, i) => `p${i}=1`).join("&")), "400 too_many_parameters");
  assert.equal(await code("query=%zz"), "400 bad_query");
  assert.equal(await code("query=caf%C3%A9+noir"), "200 -");
});

test("a hundred pipelined requests are answered in order", async (t) => {
  const server = await startServer(t, "SQLite"), post = await poster(server);
  const mixed = Array.from({ length: 100 }, (_, i) => i % 3 === 2 ? post([], "no json") : get(i % 3 ? "/nowhere" : "/healthz"));
  const found = await raw(server, Buffer.concat([...mixed, get("/healthz", "Connection: close")]));
  assert.deepEqual(found.map(({ status }) => status), [...mixed.map((_, i) => [200, 404, 400][i % 3]), 200]);
});

test("who claims to be forwarded is believed only behind a trusted proxy", async (t) => {
  const peer = async (args, forwarded) => {
    const server = await startServer(t, "SQLite", { args });
    await raw(server, get("/healthz", `X-Forwarded-For: ${forwarded}`, "Connection: close"));
    return (await server.line(({ route, peer }) => route === "getHealth" && peer !== "local")).peer;
  };
  assert.equal(await peer([], "203.0.113.5"), "127.0.0.1");
  assert.equal(await peer([], "<script>"), "127.0.0.1");
  assert.equal(await peer(["--proxy", "127.0.0.1"], "6.6.6.6, 203.0.113.5"), "203.0.113.5");
});

test("slow heads and slow bodies are given up", async (t) => {
  const server = await startServer(t, "SQLite"), post = await poster(server);
  const trickle = (beginning) => new Promise((resolve) => {
    const socket = connect(server.port, "127.0.0.1"), parts = [];
    socket.on("data", (part) => parts.push(part)).on("error", () => {});
    const timer = setInterval(() => socket.write("x"), 1000);
    socket.on("close", () => { clearInterval(timer); resolve(answers(Buffer.concat(parts))); });
    socket.write(beginning);
  });
  const [[head], [body]] = await Promise.all([
    trickle("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: "), trickle(post(["Content-Length: 100000"], "{")),
  ]);
  assert.deepEqual([head.status, head.body.code, head.body.detail], [408, "header_timeout", "headers not complete in 10 s"]);
  assert.deepEqual([body.status, body.body.code, body.body.detail], [408, "body_timeout", "body slower than 1024 bytes/s"]);
});

test("thousands of idle connections cost little, and others are served", async (t) => {
  const count = 5000, server = await startServer(t, "SQLite");
  const open = () => new Promise((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1").on("error", reject);
    socket.once("data", () => resolve(socket));
    socket.write(get("/healthz"));
  });
  await Promise.all(Array.from({ length: 8 }, open)); // what is made once
  const before = server.memory(), sockets = [];
  while (sockets.length < count) sockets.push(...await Promise.all(Array.from({ length: 100 }, open)));
  const each = (server.memory() - before) / count;
  t.diagnostic(`${each.toFixed(0)} bytes of the server's memory for each of ${count} connections`);
  assert.equal((await server.get("/healthz")).status, 200);
  assert.ok(each < 1024, `${each} bytes each`);
  sockets.forEach((socket) => socket.destroy());
  await pause(200);
  assert.equal((await server.get("/healthz")).status, 200);
});
