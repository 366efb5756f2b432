// People who are erased (R288, PV-03, PV-04, G2, O-12): invisible at once, gone from every file, figures as before; what
// comes for them afterwards is withheld; a backup from before does not bring them back.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { eachStore, newServer, startServer } from "./server.mjs";
import { test } from "node:test";

const canary = (place) => `canary-${place}-7f3a91`;

/** Every place in the folder that holds the text, by bytes. */
function found(folder, text) {
  const places = [];
  const walk = (path) => {
    for (const name of readdirSync(path)) {
      const inner = join(path, name), state = statSync(inner, { throwIfNoEntry: false });
      if (state?.isDirectory()) walk(inner);
      else if (state?.isFile() && readFileSync(inner).includes(text)) places.push(inner);
    }
  };
  walk(folder);
  return places;
}

/** A person with a canary in every place a client or staff can fill; the number of the customer, and the canaries. */
async function plant(server) {
  const admin = await server.key("admin"), track = await server.key("track");
  const planted = [];
  const say = (place) => (planted.push(canary(place)), canary(place));
  const send = async (path, data) => {
    const { status, text } = await server.post(path, data, { key: track });
    assert.ok(status < 300, `${path}: ${status} ${text}`);
  };
  const staff = async (method, path, data, headers) => {
    const { status, body, text } = await server.request(method, path, data, { key: admin, headers });
    assert.ok(status < 300, `${path}: ${status} ${text}`);
    return body;
  };
  await send("/v1/page", { anonymousId: say("anonymous-id"), name: "Home", properties: { url: `https://shop.test/${say("page-url")}`, title: say("page-title") }, context: { userAgent: say("user-agent"), ip: "192.0.2.7" } });
  await send("/v1/identify", { userId: say("user-id"), anonymousId: canary("anonymous-id"), traits: { email: `${say("email")}@example.com`, name: `Ana ${say("name")}`, first_name: say("first-name"), phone: "+33612345678", company: { name: say("nested") }, list: [say("list")], note: say("trait-before") }, context: { externalIds: [{ id: say("external-id"), type: "shop" }] } });
  planted.push("+33612345678");
  await send("/v1/identify", { userId: canary("user-id"), traits: { note: say("trait-after") } });
  for (let i = 0; i < 4; i++)
    await send("/v1/track", { userId: canary("user-id"), event: "Order Completed", messageId: say(`message-${i}`), properties: { order_id: say(`order-${i}`), revenue: 10 + i, currency: "EUR", coupon: say(`coupon-${i}`), products: [{ product_id: `p${i}`, name: say(`product-${i}`), quantity: 1 }] } });
  await send("/v1/track", { userId: canary("user-id"), event: "Feature Used", properties: { text: say("property") } });
  await send("/v1/screen", { userId: canary("user-id"), name: "Main", properties: { text: say("screen") } });
  await send("/v1/group", { userId: canary("user-id"), groupId: "acme" });
  await send("/v1/alias", { previousId: canary("anonymous-id"), userId: canary("user-id") });
  await staff("PUT", "/api/v1/tracking-plan", { unplanned: "flag", wrong: "flag", events: [] });
  await send("/v1/track", { userId: canary("user-id"), event: "Off Plan", properties: { text: say("violation-sample") } });
  const made = await staff("POST", "/api/v1/customers", { user_id: say("staff-user-id"), traits: { name: say("staff-name") } }, { "idempotency-key": "made-by-staff" });
  await staff("PATCH", `/api/v1/customers/${made.id}`, { traits: { city: say("staff-city") } }, { "idempotency-key": "changed-by-staff" });
  await staff("POST", `/api/v1/customers/${made.id}/identities`, { kind: "email", value: `${say("second-email")}@example.com` }, { "idempotency-key": "address-by-staff" });
  const root = (await staff("GET", `/api/v1/customers/user_id:${canary("user-id")}`)).id;
  await staff("POST", `/api/v1/customers/${root}/merge`, { with: String(made.id), reason: say("merge-reason") });
  const lookalike = await staff("POST", "/api/v1/customers", { user_id: "someone-else", traits: { name: `Ana ${"Other"}` } });
  return { root, members: [root, made.id], planted, admin, track, lookalike: lookalike.id };
}

async function figures(server, key) {
  const list = [];
  for (const name of ["orders", "revenue", "active_customers"]) {
    const { status, body } = await server.get(`/api/v1/metrics/${name}`, { key });
    if (status === 200) list.push([name, JSON.stringify(body.value ?? body.figure ?? body.periods ?? body)]);
  }
  assert.ok(list.length >= 2);
  return list;
}

eachStore("an erased person is nowhere, figures stay, and what comes later is withheld", async (server) => {
  const { root, members, planted, admin, track, lookalike } = await plant(server);
  assert.ok(planted.length >= 35, `${planted.length}`);
  const before = await figures(server, admin);
  assert.equal((await server.post(`/api/v1/customers/${root}/erase`, { confirm: "another" }, { key: admin })).body.code, "confirm_required");
  const asked = await server.post(`/api/v1/customers/${root}/erase`, { confirm: `${canary("email")}@example.com` }, { key: admin });
  assert.equal(asked.status, 202, asked.text);
  for (const id of members) {
    const { status, body } = await server.get(`/api/v1/customers/${id}`, { key: admin });
    assert.deepEqual([status, body.code], [410, "erased"]);
  }
  for (const query of ["Ana", canary("name"), canary("email"), canary("user-id"), String(root)]) {
    const { body } = await server.get(`/api/v1/customers?query=${encodeURIComponent(query)}`, { key: admin });
    assert.deepEqual(body.items.map((item) => item.id).filter((id) => id !== lookalike), [], query);
  }
  const finished = await server.command(["erase", `user_id:${canary("user-id")}`, "--finish"]); // the same again: it is idempotent
  assert.equal(finished.code, 0, finished.error);
  const certificate = (await server.get(`/api/v1/erasures/${asked.body.erasure}`, { key: admin })).body;
  assert.equal(certificate.state, "finished");
  assert.match(certificate.digest, /^[0-9a-f]{64}$/);
  assert.deepEqual(planted.filter((text) => JSON.stringify(certificate).includes(text)), []);
  assert.deepEqual(await figures(server, admin), before);
  for (const path of ["/api/v1/events?limit=1000", "/api/v1/customers?limit=1000", "/api/v1/tracking-plan/violations", "/api/v1/jobs?limit=100", "/api/v1/duplicates", "/api/v1/audit-trail?limit=1000"]) {
    const { text } = await server.get(path, { key: admin });
    assert.deepEqual(planted.filter((word) => text.includes(word)), [], path);
  }
  const withheld = (body) => server.post("/v1/identify", body, { key: track });
  for (const body of [{ userId: canary("user-id") }, { anonymousId: canary("anonymous-id") }, { userId: "new", traits: { email: `${canary("email").toUpperCase()}@EXAMPLE.com` } }]) {
    const answer = await withheld(body);
    assert.deepEqual([answer.status, answer.body.withheld], [202, { suppressed: 1 }]);
  }
  assert.equal((await server.post("/api/v1/customers", { user_id: canary("user-id") }, { key: admin })).status >= 400, true);
  const lifted = await server.post("/api/v1/suppressions/lift", { kind: "user_id", value: canary("user-id") }, { key: admin });
  assert.deepEqual(lifted.body, { lifted: true });
  assert.equal((await withheld({ userId: canary("user-id") })).status, 200);
  assert.equal((await server.get(`/api/v1/customers/${root}`, { key: admin })).status, 410);
  const unknown = await server.command(["erase", "email:nobody@example.com"]);
  assert.notEqual(unknown.code, 0);
  assert.equal((await server.command(["verify"])).code, 0);
});

test("no file holds a byte of an erased person", async (t) => {
  const server = await startServer(t);
  const { root, planted, admin } = await plant(server);
  const anywhere = planted.filter((text) => found(server.folder, text).length);
  assert.ok(anywhere.length >= 30, "the search finds what is there");
  const { code, error } = await server.command(["erase", String(root), "--finish"]);
  assert.equal(code, 0, error);
  assert.deepEqual(planted.filter((text) => found(server.folder, text).length), []);
  assert.equal((await server.command(["verify-erasure", "--value", planted.join(",")])).code, 0);
  await server.post("/v1/track", { userId: "other", event: "X", properties: { text: "still-here" } }, { key: await server.key("track") });
  assert.equal((await server.command(["verify-erasure", "--value", "still-here"])).code, 1);
  assert.equal((await server.get(`/api/v1/customers/${root}`, { key: admin })).status, 410);
});

test("a person erased after the backup is absent from what is restored, and stays away", async (t) => {
  const server = await startServer(t);
  const { root, planted } = await plant(server);
  const backup = join(server.folder, "backups");
  assert.equal((await server.command(["backup", "--quiet"])).code, 0);
  const path = join(backup, readdirSync(backup).find((name) => name.endsWith(".backup")));
  const list = join(server.folder, "erasures.list");
  const alone = await newServer(t);
  const refused = await alone.command(["restore", path, "--quiet"]);
  assert.deepEqual([refused.code, existsSync(join(alone.folder, "fidele.db"))], [78, false]);
  assert.match(refused.error, /--accept-unerased/);
  assert.equal((await server.command(["erase", String(root)])).code, 0);
  assert.deepEqual(planted.filter((text) => readFileSync(list).includes(text)), []);
  const other = await newServer(t);
  const restored = await other.command(["restore", path]); // the list is found beside backups/
  assert.equal(restored.code, 0, restored.error);
  assert.match(restored.out, /2 of them in the backup/);
  assert.deepEqual(planted.filter((text) => found(other.folder, text).length), []);
  await other.open();
  const answer = await other.post("/v1/identify", { userId: canary("user-id") }, { key: await other.key("track") });
  assert.deepEqual(answer.body.withheld, { suppressed: 1 });
});

test("an erasure that is killed in the middle goes on", async (t) => {
  const server = await startServer(t);
  const { root, planted, admin, track } = await plant(server);
  for (let page = 0; page < 12; page++)
    await server.post("/v1/batch", { batch: Array.from({ length: 500 }, (_, i) => ({ type: "track", userId: canary("user-id"), event: "Feature Used", messageId: `many-${page}-${i}`, properties: { text: canary("property") } })) }, { key: track });
  const before = await figures(server, admin);
  const asked = await server.post(`/api/v1/customers/${root}/erase`, { confirm: String(root) }, { key: admin });
  assert.equal(asked.status, 202);
  await server.kill();
  await server.open();
  assert.equal((await server.get(`/api/v1/customers/${root}`, { key: admin })).status, 410);
  const done = async () => (await server.get(`/api/v1/erasures/${asked.body.erasure}`, { key: admin })).body.state !== "invisible";
  for (let i = 0; i < 600 && !(await done()); i++) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(await done());
  assert.deepEqual(await figures(server, admin), before);
  assert.equal((await server.command(["erase", "--finish"])).code, 0);
  assert.deepEqual(planted.filter((text) => found(server.folder, text).length), []);
});
