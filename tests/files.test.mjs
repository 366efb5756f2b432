// Files on a customer: what is taken, what is refused (bad_inputs L41-L62), how it is kept, and how it is given back.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync, deflateSync } from "node:zlib";
import { eachStore } from "./server.mjs";

const bytes = (...parts) => Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.from([part]) : Buffer.from(part, "latin1"))));
const big32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n >>> 0); return b; };
const big16 = (n) => { const b = Buffer.alloc(2); b.writeUInt16BE(n); return b; };
const little = (n, size) => { const b = Buffer.alloc(size); b.writeUIntLE(n, 0, size); return b; };

function crc32(data) {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

const chunk = (type, data) => bytes(big32(data.length), type, data, big32(crc32(bytes(type, data))));
const pngStart = "\x89PNG\r\n\x1a\n";
const ihdr = (side = 1) => chunk("IHDR", bytes(big32(side), big32(side), 8, 0, 0, 0, 0));
const png = (...extra) => bytes(pngStart, ihdr(), ...extra, chunk("IDAT", deflateSync(Buffer.from([0, 0]))), chunk("IEND", Buffer.alloc(0)));

const segment = (marker, data) => bytes(0xff, marker, big16(data.length + 2), data);
const exif = segment(0xe1, bytes("Exif\0\0", "MM\0*", "GPSLatitude 48.8566"));
const jpeg = (...extra) => bytes(0xff, 0xd8, segment(0xe0, bytes("JFIF\0", 1, 1, 0, 0, 1, 0, 1, 0, 0)), ...extra,
  segment(0xc0, bytes(8, big16(1), big16(1), 1, 1, 0x11, 0)), segment(0xda, bytes(1, 1, 0, 0, 63, 0)), bytes(0x12, 0xff, 0x00, 0x34, 0xff, 0xd9));

const frame = bytes(0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0);
const gif = (frames, tail = "") => bytes("GIF89a", 1, 0, 1, 0, 0x80, 0, 0, Buffer.alloc(6), ...Array(frames).fill(frame), 0x3b, tail);

/** A ZIP of [{name, data, …}]: `lie`, `flags`, `mode` and `at` say something else than is true. */
function zip(entries, { count } = {}) {
  const locals = [], directory = [];
  let at = 0;
  for (const { name, data = "", lie, flags = 0, mode = 0, offset, method = 8, packed = method ? deflateRawSync(Buffer.from(data)) : Buffer.from(data) } of entries) {
    const size = lie ?? Buffer.byteLength(data), crc = crc32(Buffer.from(data));
    const common = bytes(little(20, 2), little(flags, 2), little(method, 2), little(0, 4), little(crc, 4), little(packed.length, 4), little(size, 4), little(Buffer.byteLength(name), 2), little(0, 2));
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), packed]);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02"), little(3 << 8 | 20, 2), common, little(0, 2), little(0, 2), little(0, 2), little(mode * 65536, 4), little(offset ?? at, 4), Buffer.from(name)]));
    locals.push(local);
    at += local.length;
  }
  const all = Buffer.concat(directory);
  return Buffer.concat([...locals, all, Buffer.from("PK\x05\x06"), little(0, 4), little(count ?? entries.length, 2), little(count ?? entries.length, 2), little(all.length, 4), little(at, 4), little(0, 2)]);
}

const form = (...parts) => Buffer.concat([...parts.flatMap(([disposition, content]) => [Buffer.from(`--XX\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: text/plain\r\n\r\n`), Buffer.from(content), Buffer.from("\r\n")]), Buffer.from("--XX--\r\n")]);
const code = ({ status, body }) => `${status} ${body?.code ?? ""}`.trim();

async function desk(server) {
  const key = await server.key("admin");
  const made = await server.post("/api/v1/customers", { user_id: "cy" }, { key });
  const path = `/api/v1/customers/${made.body.id}/files`;
  const send = async (content, { name = "a.bin", type = "application/octet-stream", headers = {} } = {}) => {
    const answer = await fetch(`${server.url}${path}?name=${encodeURIComponent(name)}`, { method: "POST", body: content, headers: { authorization: `Bearer ${key}`, "content-type": type, ...headers } });
    const text = await answer.text();
    return { status: answer.status, text, body: text ? JSON.parse(text) : undefined };
  };
  const sendForm = (body, boundary = "; boundary=XX") => send(body, { name: "", type: `multipart/form-data${boundary}` });
  const load = async (id) => {
    const answer = await fetch(`${server.url}${path}/${id}/content`, { headers: { authorization: `Bearer ${key}` } });
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  return { key, path, send, sendForm, load, customer: made.body.id, folder: join(server.folder, "files") };
}

eachStore("what is taken comes back as it was, as an attachment, and lies sealed", async (server) => {
  const on = await desk(server);
  const canary = "canary-of-a-file-4711";
  const made = await on.send(`${canary}\n`, { name: "été \"x\"\r\n😀.txt" });
  assert.equal(made.status, 201, made.text);
  assert.equal(made.body.type, "text/plain");
  const back = await on.load(made.body.id);
  assert.equal(back.bytes.toString(), `${canary}\n`);
  assert.deepEqual(["content-type", "content-disposition", "x-content-type-options", "content-security-policy"].map((name) => back.headers.get(name)), [
    "text/plain", `attachment; filename="__t__ _x_______.txt"; filename*=UTF-8''%C3%A9t%C3%A9%20%22x%22%0D%0A%F0%9F%98%80.txt`, "nosniff", "default-src 'none'; sandbox; frame-ancestors 'none'"]);

  // Outside of anything served, for the program's user alone, noise without its key.
  const [stored] = readdirSync(on.folder);
  assert.match(stored, /^[0-9a-f]{32}$/);
  assert.equal(statSync(join(on.folder, stored)).mode & 0o777, 0o600);
  assert.equal(statSync(on.folder).mode & 0o777, 0o700);
  assert.ok(!readFileSync(join(on.folder, stored)).includes(canary));
  assert.equal((await server.get("/api/v1/customers/1/timeline", { key: on.key })).body.items[0].event, "File Added");

  // The type is that of the content, whatever the name says; large ones go over many chunks.
  const large = Buffer.alloc(300_000, "line of text, with a comma\n");
  for (const [content, type] of [[png(), "image/png"], [gif(2), "image/gif"], ["%PDF-1.7\n/JavaScript (app.alert(1))", "application/pdf"], ["a,b\n1,2\n", "text/csv"], [large, "text/csv"],
    [zip([{ name: "[Content_Types].xml", data: "x" }, { name: "xl/workbook.xml", data: "y" }]), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
    [zip([{ name: "mimetype", method: 0, data: "application/vnd.oasis.opendocument.text" }, { name: "content.xml", data: "y" }]), "application/vnd.oasis.opendocument.text"], [zip([{ name: "a/b.txt", data: "hi" }]), "application/zip"]]) {
    const one = await on.send(content, { name: "page.html" });
    assert.deepEqual([one.status, one.body.type], [201, type], one.text);
    assert.deepEqual((await on.load(one.body.id)).bytes, Buffer.from(content));
  }
  const listed = (await server.get(`${on.path}?limit=3`, { key: on.key })).body;
  assert.deepEqual([listed.items.length, typeof listed.next_cursor], [3, "string"]);

  // A damaged file is said to be so; one that was put under the name of another is not theirs.
  const whole = readFileSync(join(on.folder, stored));
  const damaged = Buffer.from(whole);
  damaged[damaged.length - 3] ^= 1;
  writeFileSync(join(on.folder, stored), damaged);
  assert.equal((await on.load(made.body.id)).status, 500);
  writeFileSync(join(on.folder, stored), whole.subarray(0, whole.length - 5));
  assert.equal((await on.load(made.body.id)).status, 500);
  writeFileSync(join(on.folder, stored), whole);
  assert.equal((await on.load(made.body.id)).status, 200);

  // Another customer's address does not give it out, nor does a role that may not see notes.
  const other = (await server.post("/api/v1/customers", { user_id: "dee" }, { key: on.key })).body.id;
  assert.equal((await server.get(`/api/v1/customers/${other}/files/${made.body.id}/content`, { key: on.key })).status, 404);

  assert.equal((await server.request("DELETE", `${on.path}/${made.body.id}`, undefined, { key: on.key })).status, 204);
  for (let i = 0; existsSync(join(on.folder, stored)) && i < 100; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(!existsSync(join(on.folder, stored)));
  assert.equal((await on.load(made.body.id)).status, 404);
});

eachStore("what is no such file, or too much, is refused by name", { stores: ["SQLite"] }, async (server) => {
  const on = await desk(server);
  const check = async (name, answer, expected) => assert.equal(code(await answer), expected, name);

  await check("L41", on.sendForm(form(['name="note"', "hi"])), "422 required");
  await check("L41 nothing chosen", on.sendForm(form(['name="f"; filename=""', ""])), "422 required");
  await check("an empty file", on.send(""), "422 required");
  await check("L42 no boundary", on.sendForm(form(['name="f"; filename="a.txt"', "hi"]), ""), "400 bad_multipart");
  await check("L42 long boundary", on.sendForm("x", `; boundary=${"x".repeat(200)}`), "400 bad_multipart");
  await check("L42 not ended", on.sendForm(form(['name="f"; filename="a.txt"', "hi"]).subarray(0, -6)), "400 bad_multipart");
  await check("L43", on.sendForm(form(...Array(1001).fill(['name="f"', "x"]))), "400 bad_multipart");
  await check("20 parts", on.sendForm(form(...Array(19).fill(['name="f"', "x"]), ['name="f"; filename="a.txt"', "hi"])), "201");
  await check("L44", on.sendForm(form([`name="${"x".repeat(20_480)}"; filename="a.txt"`, "hi"])), "431 headers_too_large");
  await check("L45", on.sendForm(form(["name=\"f\"; filename*=UTF-8''%00", "hi"])), "400 bad_multipart");
  await check("L46", on.sendForm(form(['name="f"; filename="a.txt"; filename="b.txt"', "hi"])), "400 bad_multipart");
  const named = await on.sendForm(form(['name="f"; filename="C:\\fakepath\\été.txt"', "--XX is no boundary here\r\nhi"]));
  assert.equal(named.body.file_name, "été.txt");
  assert.equal((await on.load(named.body.id)).bytes.toString(), "--XX is no boundary here\r\nhi");
  assert.equal((await on.sendForm(form(["name=\"f\"; filename=\"x\"; filename*=UTF-8''na%C3%AFve.txt", "hi"]))).body.file_name, "naïve.txt");

  const wrong = png();
  wrong[wrong.length - 1] ^= 1;
  await check("L47 PNG", on.send(wrong), "422 bad_image");
  await check("L47 JPEG", on.send(jpeg().subarray(0, -4)), "422 bad_image");
  await check("a GIF cut short", on.send(gif(1).subarray(0, -3)), "422 bad_image");
  await check("L48", on.send(gif(10_000)), "422 image_too_large");
  await check("500 frames", on.send(gif(500)), "201");
  await check("L49 said", on.send(bytes(pngStart, ihdr(), big32(100 << 20), "zTXt", "a\0\0", Buffer.alloc(64))), "422 image_too_large");
  await check("L49 packed", on.send(png(chunk("zTXt", bytes("a\0\0", deflateSync(Buffer.alloc(100 << 20)))))), "422 image_too_large");
  await check("a side of 30,000", on.send(bytes(pngStart, ihdr(30_000), chunk("IEND", Buffer.alloc(0)))), "422 image_too_large");
  const photo = await on.send(jpeg(exif, segment(0xfe, "taken at home")), { name: "photo.jpg" });
  assert.equal(photo.status, 201, photo.text);
  assert.deepEqual((await on.load(photo.body.id)).bytes, jpeg(), "L50");
  assert.deepEqual((await on.load((await on.send(png(chunk("tEXt", bytes("Author\0Ana"))))).body.id)).bytes, png());
  for (const page of ["<svg xmlns='http://www.w3.org/2000/svg'/>", " \n<!DOCTYPE html><p>", "\ufeff<?xml version='1.0'?>", "<ScRiPt>alert(1)</script>"])
    await check(`L51 ${page}`, on.send(page, { name: "logo.png", type: "image/png" }), "415 file_type_not_allowed");
  await check("a program", on.send(bytes("\x7fELF", Buffer.alloc(64))), "415 file_type_not_allowed");
  await check("an old Word file", on.send(bytes("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Buffer.alloc(64))), "415 file_type_not_allowed");
  const polyglot = await on.send(gif(1, "/*<script>alert(1)</script>*/"));
  assert.deepEqual((await on.load(polyglot.body.id)).bytes, gif(1), "L52: what follows the picture is cut off");

  const zeros = Buffer.alloc(65 << 20);
  await check("L54", on.send(zip([{ name: "a", data: zeros }])), "413 decompressed_too_large");
  await check("L54 lying", on.send(zip([{ name: "a", data: zeros, lie: 10 }])), "422 bad_archive");
  await check("L55", on.send(zip([{ name: "a", data: "x" }], { count: 65_535 })), "422 too_many_files");
  await check("1,001 entries", on.send(zip(Array.from({ length: 1001 }, (_, i) => ({ name: `f${i}` })))), "422 too_many_files");
  for (const name of ["../x", "a/../../x", "/etc/x", "C:x", "a\\b", ""]) await check(`L56 ${name}`, on.send(zip([{ name, data: "x" }])), "422 unsafe_archive");
  await check("L56 link", on.send(zip([{ name: "link", data: "/etc", mode: 0o120777 }])), "422 unsafe_archive");
  await check("L57 names", on.send(zip([{ name: "a", data: "x" }, { name: "a", data: "y" }])), "422 unsafe_archive");
  await check("L57 places", on.send(zip([{ name: "a", data: "x" }, { name: "b", data: "x", offset: 0 }])), "422 unsafe_archive");
  await check("L58", on.send(zip([{ name: "a", data: "hello", lie: 4 }])), "422 bad_archive");
  await check("L58 more", on.send(zip([{ name: "a", data: "hello", lie: 6 }])), "422 bad_archive");
  await check("L59", on.send(zip([{ name: "a", data: "x", flags: 1 }])), "422 bad_archive");
  await check("cut short", on.send(zip([{ name: "a", data: "x" }]).subarray(0, -5)), "422 bad_archive");
  await check("too large", on.send(Buffer.alloc((25 << 20) + 1, "x")), "413 body_too_large");
  await check("no customer", fetch(`${server.url}/api/v1/customers/999/files?name=a.txt`, { method: "POST", body: "hi", headers: { authorization: `Bearer ${on.key}`, "content-type": "text/plain" } })
    .then(async (answer) => ({ status: answer.status, body: await answer.json() })), "404 not_found");

  // L60: the quota, and that what was refused takes no room.
  const used = (await server.get("/api/v1/files/quota", { key: on.key })).body.used_bytes;
  assert.equal((await server.request("PUT", "/api/v1/files/quota", { quota_bytes: used + 100 }, { key: on.key })).status, 200);
  const before = readdirSync(on.folder).length;
  await check("L60", on.send("x".repeat(101)), "409 quota");
  assert.equal(readdirSync(on.folder).length, before);
  await check("what fits", on.send("x".repeat(100)), "201");
});

eachStore("a kill between the file and its row leaves an orphan that is swept, and no row without a file", async (server) => {
  let on = await desk(server);
  const kept = [];
  let going = true;
  const load = Array.from({ length: 4 }, async (_, worker) => {
    for (let i = 0; going; i++) {
      const content = `${worker}/${i} ${"x".repeat(50_000)}`;
      const answer = await on.send(content).catch(() => null);
      if (answer?.status === 201) kept.push([answer.body.id, content]);
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 700));
  await server.kill();
  going = false;
  await Promise.all(load);
  await server.restart();
  on = await desk(server).then((fresh) => ({ ...fresh, path: on.path, load: async (id) => {
    const answer = await fetch(`${server.url}${on.path}/${id}/content`, { headers: { authorization: `Bearer ${fresh.key}` } });
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
  } }));
  assert.ok(kept.length > 3, `${kept.length} files`);
  for (const [id, content] of kept) assert.equal((await on.load(id)).bytes.toString(), content);

  // Orphans: one of an upload under way stays, old ones go, whatever was half written too.
  const place = (name, hours) => {
    writeFileSync(join(on.folder, name), "x");
    const at = new Date(Date.now() - hours * 3_600_000);
    utimesSync(join(on.folder, name), at, at);
  };
  const [young, old, half] = ["0".repeat(32), "1".repeat(32), `${"2".repeat(32)}.new`];
  place(young, 0);
  place(old, 2);
  place(half, 2);
  const job = (await server.post("/api/v1/files/sweep", undefined, { key: on.key })).body.id;
  for (let i = 0; (await server.get(`/api/v1/jobs/${job}`, { key: on.key })).body.status !== "done"; i++) {
    assert.ok(i < 200, "the sweep ends");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.deepEqual([young, old, half].map((name) => existsSync(join(on.folder, name))), [true, false, false]);
  for (const [id, content] of kept.slice(0, 5)) assert.equal((await on.load(id)).bytes.toString(), content);
});
