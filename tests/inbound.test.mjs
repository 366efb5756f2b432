// Shops and other systems that send us what happens there: signed, once, in any order, nothing lost (bad_inputs N01-N19, CD-15).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eachStore } from "./server.mjs";
import { top } from "./program.mjs";
import { hmac, shopify, shopifyCustomerBody, shopifyOrder, shopifyRefund, standard, woo, wooOrder } from "./inbound.mjs";

const secret = "hush-hush-hush";
const vectors = (name) => JSON.parse(readFileSync(join(top, "../shared/data/vectors", name), "utf8"));

/** What a test does with a server: connections, deliveries, timelines. */
async function visit(server) {
  const key = await server.key("admin");
  const ok = async (promise) => {
    const answer = await promise;
    assert.ok(answer.status < 300, answer.text);
    return answer.body;
  };
  return {
    key,
    connect: (kind, more = {}) => ok(server.post("/api/v1/connections", { kind, name: `a ${kind}`, ...(kind === "webhook" ? {} : { secret }), ...more }, { key })),
    connection: (id) => ok(server.get(`/api/v1/connections/${id}`, { key })),
    change: (id, more) => ok(server.patch(`/api/v1/connections/${id}`, more, { key })),
    letters: async (id) => (await ok(server.get(`/api/v1/connections/${id}/dead-letters`, { key }))).items,
    get: (path) => ok(server.get(path, { key })),
    post: (path, body) => ok(server.post(path, body, { key })),
    send: (path, { body, headers }) => server.post(path, body, { headers }),
    timeline: async (who) => (await ok(server.get(`/api/v1/customers/${who}/timeline?limit=1000`, { key }))).items,
    names: async function (who) { return (await this.timeline(who)).filter(({ type }) => type === "track").map(({ event }) => event); },
  };
}

const code = (answer) => `${answer.status} ${answer.body.code ?? answer.body.outcome}`;

eachStore("N01-N04, N10-N14: only what the shop signed is taken, and only once", async (server) => {
  const at = await visit(server);
  const path = "/api/v1/integrations/shopify";
  assert.equal(code(await at.send(path, shopify("orders/create", shopifyOrder()))), "404 not_found");
  const made = await at.connect("shopify");
  assert.match(made.path, /^\/api\/v1\/integrations\/shopify\/[\w-]{22}$/);
  assert.ok(!("secret" in made), "a secret that was given is not shown");

  const good = shopify("orders/create", shopifyOrder(), { id: "d-1" });
  const { "x-shopify-hmac-sha256": signature, ...unsigned } = good.headers;
  assert.equal(code(await at.send(path, { body: good.body, headers: unsigned })), "401 missing_signature");
  const flipped = Buffer.from(signature, "base64");
  flipped[31] ^= 1;
  assert.equal(code(await at.send(path, { body: good.body, headers: { ...unsigned, "x-shopify-hmac-sha256": flipped.toString("base64") } })), "401 invalid_signature");
  assert.equal(code(await at.send(path, { body: `${good.body} `, headers: good.headers })), "401 invalid_signature"); // N12
  assert.equal(code(await at.send(path, { body: JSON.stringify(JSON.parse(good.body), null, 1), headers: good.headers })), "401 invalid_signature"); // N03
  assert.equal(code(await at.send(path, shopify("orders/create", shopifyOrder(), { secret: "another" }))), "401 invalid_signature");
  for (const header of ["", "=", "AAAA", "ß", "v0=00", `sha256=${signature}`, `${signature} `.repeat(3)])
    assert.equal((await at.send(path, { body: good.body, headers: { ...unsigned, "x-shopify-hmac-sha256": header.replace("ß", "%C3") } })).status, 401, header);
  assert.deepEqual(await at.letters(made.id), []);
  assert.equal((await server.get("/api/v1/customers/email:ines@tricot.example", { key: at.key })).status, 404, "nothing of a stranger's is kept");

  assert.equal(code(await at.send(path, good)), "200 accepted");
  assert.equal(code(await at.send(made.path, good)), "200 duplicate"); // N09
  assert.equal(code(await at.send(path, shopify("orders/create", shopifyOrder({ id: 1 }), { id: "d-1" }))), "200 duplicate"); // N10
  assert.deepEqual(await at.names("external:shopify:7001"), ["Order Completed"]);

  for (const unknown of [`${path}/${"A".repeat(22)}`, `/api/v1/integrations/woocommerce/${made.path.split("/").at(-1)}`, "/api/v1/integrations/webhook/1", "/api/v1/integrations/other"])
    assert.equal((await at.send(unknown, good)).status, 404, unknown); // N14
  const large = Buffer.alloc((1 << 20) + 1, " ");
  assert.equal(code(await at.send(path, shopify("orders/create", large))), "413 body_too_large"); // N13

  const { counts } = await at.connection(made.id);
  assert.deepEqual([counts.accepted, counts.duplicate, counts.other_body, counts.missing_signature], [1, 2, 1, 2]);
  assert.ok(counts.invalid_signature >= 8);
  await server.restart();
  assert.equal(code(await at.send(path, good)), "200 duplicate", "also after a restart");
});

eachStore("N05, N11, N45: a secret is never shown again, and the old one is good for a day", async (server) => {
  const at = await visit(server);
  const made = await at.connect("shopify");
  const refused = await server.get(`/api/v1/connections/${made.id}/secret`, { key: at.key });
  assert.equal(code(refused), "403 secret_hidden");
  const rotated = await at.post(`/api/v1/connections/${made.id}/rotate`, { secret: "new-new-new" });
  const left = Date.parse(rotated.old_secret_until) - Date.now();
  assert.ok(left > 23 * 3600e3 && left <= 24 * 3600e3);
  assert.equal((await at.send(made.path, shopify("x", {}, { secret: "new-new-new" }))).status, 200);
  assert.equal((await at.send(made.path, shopify("x", {}, { secret }))).status, 200);
  await at.post(`/api/v1/connections/${made.id}/rotate`, { secret: "newer-newer" });
  assert.equal((await at.send(made.path, shopify("x", {}, { secret }))).status, 401, "two rotations ago");
  assert.equal((await server.post("/api/v1/connections", { kind: "shopify", name: "x" }, { key: at.key })).body.errors[0].path, "/secret");

  const webhook = await at.connect("webhook", { settings: { events: [] } });
  assert.match(webhook.secret, /^whsec_/);
  assert.ok(!("secret" in (await at.connection(webhook.id))));
  assert.ok(!JSON.stringify(await at.get("/api/v1/connections")).includes(webhook.secret));
  assert.equal((await at.send(webhook.path, standard(webhook.secret, {}))).status, 200);
  const again = await at.post(`/api/v1/connections/${webhook.id}/rotate`, {});
  const both = standard(webhook.secret, {}), other = standard(again.secret, {}, { id: both.headers["webhook-id"], at: both.headers["webhook-timestamp"] });
  both.headers["webhook-signature"] = `v1,AAAA ${other.headers["webhook-signature"]}`;
  assert.equal((await at.send(webhook.path, both)).status, 200); // N05

  await at.change(made.id, { paused: true });
  const paused = await at.send(made.path, shopify("x", {}, { secret: "newer-newer" }));
  assert.equal(code(paused), "503 paused");
  assert.ok(Number(paused.headers.get("retry-after")) > 0);
  assert.equal(code(await at.send(made.path, shopify("x", {}, { secret: "wrong" }))), "401 invalid_signature", "strangers learn nothing of a pause");
  await at.change(made.id, { paused: false });
  assert.equal((await at.send(made.path, shopify("x", {}, { secret: "newer-newer" }))).status, 200);
  await server.delete(`/api/v1/connections/${made.id}`, { key: at.key });
  assert.equal((await at.send(made.path, shopify("x", {}, { secret: "newer-newer" }))).status, 404);
});

eachStore("N04, N06-N08: Standard Webhooks within 300 seconds, with the verdicts of its library", async (server) => {
  const at = await visit(server);
  const [vector] = vectors("webhook_signatures.json").standard_webhooks;
  const made = await at.connect("webhook", { secret: vector.secret, settings: { events: [] } });
  const now = Math.floor(Date.now() / 1000);
  const old = { body: vector.payload, headers: { "webhook-id": vector.id, "webhook-timestamp": String(vector.timestamp), "webhook-signature": vector.signature } };
  assert.equal(code(await at.send(made.path, old)), "401 timestamp_expired", "a right signature of 2021");
  assert.equal(standard(vector.secret, vector.payload, { id: vector.id, at: vector.timestamp }).headers["webhook-signature"], vector.signature, "we sign as the library does");
  assert.equal(code(await at.send(made.path, standard(vector.secret, vector.payload, { id: vector.id }))), "200 ignored");
  const send = (options) => at.send(made.path, standard(vector.secret, "{}", options));
  assert.equal((await send({ at: now - 290 })).status, 200);
  assert.equal((await send({ at: now + 290 })).status, 200);
  assert.equal(code(await send({ at: now - 310 })), "401 timestamp_expired"); // N07
  assert.equal(code(await send({ at: now + 310 })), "401 timestamp_expired"); // N08
  for (const at_ of ["", "soon", "1e9", "99999999999999999999"]) assert.equal(code(await send({ at: at_ })), "401 bad_timestamp"); // N06
  for (const version of ["v0", "v1a", "V1", ""]) assert.equal(code(await send({ version })), "401 invalid_signature", version); // N04
});

eachStore("Shopify: an order that is told in many ways counts once, and keeps what it says", async (server) => {
  const at = await visit(server);
  const made = await at.connect("shopify");
  const send = async (topic, body) => code(await at.send(made.path, shopify(topic, body)));
  assert.equal(await send("customers/create", shopifyCustomerBody({ email_marketing_consent: { state: "subscribed", opt_in_level: "single_opt_in", consent_updated_at: "2026-01-05T10:00:00+01:00" } })), "200 accepted");
  assert.equal(await send("checkouts/create", { id: 5, token: "co-1", cart_token: "cart-1", email: "ines@tricot.example", currency: "EUR", total_price: "62.40", created_at: "2026-06-01T08:50:00+02:00", updated_at: "2026-06-01T08:55:00+02:00", line_items: shopifyOrder().line_items }), "200 accepted");
  assert.equal(await send("checkouts/create", { id: 6, token: "co-2", email: null, currency: "EUR", total_price: "1.00", created_at: "2026-06-01T08:50:00+02:00", line_items: [] }), "200 ignored");
  assert.equal(await send("orders/create", shopifyOrder({ financial_status: "pending", updated_at: "2026-06-01T09:00:01+02:00" })), "200 accepted");
  assert.equal(await send("orders/paid", shopifyOrder()), "200 accepted");
  assert.equal(await send("orders/updated", shopifyOrder({ updated_at: "2026-06-02T09:00:00+02:00", fulfillment_status: "fulfilled" })), "200 accepted");
  assert.equal(await send("orders/create", shopifyOrder()), "200 accepted", "redelivered under another id");
  assert.equal(await send("orders/updated", shopifyOrder({ updated_at: "2026-06-10T12:00:01+02:00", financial_status: "partially_refunded", refunds: [shopifyRefund()] })), "200 accepted");
  assert.equal(await send("refunds/create", shopifyRefund()), "200 accepted");
  assert.equal(await send("carts/update", { id: "cart-1", token: "cart-1", line_items: [] }), "200 ignored");
  const events = (await at.timeline("email:ines@tricot.example")).filter(({ type }) => type === "track");
  const counted = events.reduce((all, { event }) => ({ ...all, [event]: (all[event] ?? 0) + 1 }), {});
  assert.deepEqual(counted, { "Consent Granted": 1, "Checkout Started": 1, "Cart Updated": 1, "Order Completed": 1, "Order Updated": 3, "Order Refunded": 1 });
  const order = events.find(({ event }) => event === "Order Completed");
  assert.deepEqual(order.amount, { amount: "62.40", currency: "EUR" });
  assert.equal(order.at, "2026-06-01T07:00:00.000Z");
  assert.equal(order.source.kind, "connection");
  assert.equal(order.properties.order_id, "90001");
  assert.deepEqual(order.properties.products[0], { product_id: "501", variant_id: "601", sku: "PULL-M", name: "Pull", variant: "M", brand: "Tricot", price: "40.00", quantity: "1", discount: "2.50" });
  assert.deepEqual(events.find(({ event }) => event === "Order Refunded").amount, { amount: "37.50", currency: "EUR" });
  const person = await at.get("/api/v1/customers/external:shopify:7001");
  assert.equal(person.traits.first_name.value, "Inès");
  assert.equal(person.traits.notes, undefined);

  assert.equal(await send("orders/cancelled", shopifyOrder({ id: 90002, name: "#1043", cancelled_at: "2026-07-01T10:00:00+02:00", financial_status: "voided" })), "200 accepted");
  assert.equal(await send("orders/create", shopifyOrder({ id: 90002, name: "#1043" })), "200 accepted", "N16: the cancellation came first");
  const orders = await at.get("/api/v1/customers/email:ines@tricot.example/orders");
  assert.deepEqual(orders.items.map(({ number, status }) => `${number} ${status}`).sort(), ["90001 partially_refunded", "90002 cancelled"]);

  assert.equal(await send("orders/create", shopifyOrder({ id: 90003, test: true })), "200 accepted");
  assert.ok((await at.timeline("email:ines@tricot.example")).find(({ properties }) => properties?.order_id === "90003").hidden, "an order of the test gateway is in no figure");
  assert.equal(await send("products/update", { id: 1 }), "200 ignored");
  assert.equal(await send("orders/create", shopifyOrder({ id: 90004, currency: "XYZ" })), "207 unknown_currency");
  assert.equal(await send("orders/create", shopifyOrder({ id: null })), "207 missing_field");
  assert.equal(await send("orders/create", "{"), "207 invalid_json");
  assert.equal(await send("orders/create", ""), "207 empty_body");
  assert.equal(await send("customers/redact", { shop_id: 1, shop_domain: "tricot.myshopify.com", customer: { id: 7001, email: "ines@tricot.example" }, orders_to_redact: [90001] }), "207 privacy_request");
});

eachStore("N16: a refund that comes before its order waits for it", async (server) => {
  const at = await visit(server);
  const made = await at.connect("shopify");
  const early = await at.send(made.path, shopify("refunds/create", shopifyRefund()));
  assert.equal(code(early), "207 order_unknown");
  assert.equal((await at.letters(made.id)).length, 1);
  assert.equal(code(await at.send(made.path, shopify("orders/create", shopifyOrder()))), "200 accepted");
  assert.deepEqual(await at.letters(made.id), []);
  assert.deepEqual((await at.names("external:shopify:7001")).sort(), ["Order Completed", "Order Refunded"]);
});

eachStore("WooCommerce: ping, states, refunds, guests, two shops", async (server) => {
  const at = await visit(server);
  const made = await at.connect("woocommerce");
  const ping = await server.post(made.path, "webhook_id=7", { headers: { "content-type": "application/x-www-form-urlencoded" } });
  assert.equal(ping.status, 200);
  assert.deepEqual((await at.connection(made.id)).counts, {}, "a ping leaves no trace");
  assert.equal((await server.post(made.path, "webhook_id=7&x=1", { headers: { "content-type": "application/x-www-form-urlencoded" } })).status, 401);
  const send = async (topic, body, path = made.path) => code(await at.send(path, woo(topic, body)));
  assert.equal(await send("order.created", wooOrder({ status: "pending", date_paid_gmt: null })), "200 accepted");
  assert.equal(await send("order.updated", wooOrder({ date_modified_gmt: "2026-06-01T07:00:09" })), "200 accepted");
  assert.equal(await send("order.updated", wooOrder({ date_modified_gmt: "2026-06-01T07:00:09" })), "200 accepted", "the same again, as WooCommerce does");
  assert.equal(await send("order.updated", wooOrder({ status: "refunded", date_modified_gmt: "2026-06-05T07:00:00", refunds: [{ id: 1, reason: "", total: "-9.90" }, { id: 2, reason: "taille", total: "-50.00" }] })), "200 accepted");
  assert.equal(await send("customer.updated", { id: 12, email: "noe@tricot.example", first_name: "Noé", last_name: "Petit", username: "noe", date_created_gmt: "2026-01-01T00:00:00", date_modified_gmt: "2026-06-06T00:00:00", billing: wooOrder().billing }), "200 accepted");
  assert.equal(await send("coupon.created", { id: 1 }), "200 ignored");
  const names = await at.names("external:woocommerce:12");
  assert.deepEqual(names.filter((name) => name !== "Order Updated").sort(), ["Order Completed", "Order Refunded", "Order Refunded"]);
  const { items: [order] } = await at.get("/api/v1/customers/external:woocommerce:12/orders");
  assert.equal(`${order.number} ${order.status}`, "4750 refunded");

  assert.equal(await send("order.created", wooOrder({ id: 4751, customer_id: 0, billing: { ...wooOrder().billing, email: "guest@tricot.example", phone: "" } })), "200 accepted");
  assert.deepEqual(await at.names("email:guest@tricot.example"), ["Order Completed"]);
  assert.equal(await send("order.deleted", { id: 4751 }), "200 accepted");
  assert.deepEqual((await at.names("email:guest@tricot.example")).sort(), ["Order Cancelled", "Order Completed"]);

  const second = await at.connect("woocommerce", { secret: "second-second" });
  assert.equal(second.prefix, "woocommerce-2");
  const other = wooOrder({ billing: { ...wooOrder().billing, email: "other@tricot.example", phone: "" } });
  assert.equal(code(await at.send("/api/v1/integrations/woocommerce", woo("order.created", other, { secret: "second-second" }))), "200 accepted", "found by its signature");
  assert.deepEqual(await at.names("external:woocommerce-2:12"), ["Order Completed"]);
  assert.deepEqual((await at.get("/api/v1/customers/external:woocommerce-2:12/orders")).items.map(({ number }) => number), ["woocommerce-2:4750"]);
});

const mapping = {
  signature: { form: "hmac-sha256", header: "X-Till-Signature", encoding: "hex", prefix: "sha256=" },
  delivery_id: "{{meta.id}}", topic: "{{type}}",
  events: [
    { when: { path: "type", equals: "sale" }, type: "identify", email: "{{buyer.mail}}", traits: { first_name: "{{buyer.names[0]}}", vip: true, size: "{{buyer.size?}}" } },
    { when: { path: "type", equals: "sale" }, event: "Order Completed", email: "{{buyer.mail}}", at: "{{at}}", message_id: "till-{{no}}", amount: "{{cents}}", amount_unit: "minor", currency: "{{cur}}",
      properties: { order_id: "till-{{no}}", skus: "{{rows[*].sku}}", products: { for_each: "rows[*]", item: { sku: "{{.sku}}", quantity: "{{.n}}", shop: "{{meta.shop}}" } } } },
    { when: { path: "type", in: ["visit", "walk"] }, for_each: "people[*]", event: "Shop {{type}}", external: "{{.card}}", properties: { note: "{{.note?}}" } },
  ],
};
const sale = (changes = {}) => ({ type: "sale", no: 17, at: 1780300800, cents: 1999, cur: "EUR", meta: { id: "m-1", shop: "Lyon" }, buyer: { mail: "zoe@tricot.example", names: ["Zoé"] }, rows: [{ sku: "A", n: 2 }, { sku: "B", n: 1 }], ...changes });
const till = (key, body) => ({ body: JSON.stringify(body), headers: { "content-type": "application/json", "x-till-signature": `sha256=${hmac(key, JSON.stringify(body), "hex")}` } });

eachStore("CD-15, N19: any webhook, mapped by paths, previewed, and replayed after a mapping was corrected", async (server) => {
  const at = await visit(server);
  const made = await at.connect("webhook", { secret });
  const preview = await at.post(`/api/v1/connections/${made.id}/preview`, { sample: sale(), settings: mapping });
  assert.deepEqual(preview.events.map(({ type, event, email, at: time, amount }) => [type, event, email, time?.slice(0, 10), amount?.amount]), [
    ["identify", "", "zoe@tricot.example", new Date().toISOString().slice(0, 10), undefined], ["track", "Order Completed", "zoe@tricot.example", "2026-06-01", "19.99"]]);
  assert.deepEqual(preview.events[0].traits, { first_name: "Zoé", vip: true });
  assert.deepEqual(preview.events[1].properties, { order_id: "till-17", skus: ["A", "B"], products: [{ sku: "A", quantity: 2, shop: "Lyon" }, { sku: "B", quantity: 1, shop: "Lyon" }] });
  assert.equal((await server.get("/api/v1/customers/email:zoe@tricot.example", { key: at.key })).status, 404, "a preview stores nothing");

  await at.change(made.id, { settings: mapping });
  const send = async (body) => at.send(made.path, till(secret, body));
  assert.equal(code(await send(sale())), "200 accepted");
  assert.equal(code(await send(sale())), "200 duplicate");
  assert.equal(code(await send(sale({ meta: { id: "m-2", shop: "Lyon" } }))), "200 accepted");
  assert.deepEqual(await at.names("email:zoe@tricot.example"), ["Order Completed"], "one message id counts once");
  assert.equal(code(await send({ type: "refund", meta: { id: "m-3" } })), "200 ignored");
  assert.equal(code(await send({ type: "visit", meta: { id: "m-4" }, people: [{ card: "c1" }, { card: "c2", note: "hâte" }] })), "200 accepted");
  assert.deepEqual(await at.names("external:webhook:c2"), ["Shop visit"]);

  const broken = await send(sale({ no: 18, meta: { id: "m-5" }, cents: undefined }));
  assert.equal(code(broken), "207 mapping_error");
  assert.equal(broken.body.path, "/settings/events/1/amount");
  const [letter] = await at.letters(made.id);
  assert.equal(letter.customer, (await at.get("/api/v1/customers/email:zoe@tricot.example")).id, "it is theirs: an erasure finds it");
  assert.equal(code(await send(sale({ no: 18, meta: { id: "m-5" }, cents: undefined }))), "200 duplicate");
  const path = `/api/v1/connections/${made.id}/dead-letters/${letter.id}`;
  assert.equal((await at.get(path)).body, JSON.stringify(sale({ no: 18, meta: { id: "m-5" }, cents: undefined })));
  assert.equal((await at.post(`${path}/replay`)).outcome, "dead_letter");
  assert.equal((await at.get(path)).tries, 2);
  const lenient = structuredClone(mapping);
  lenient.events[1].amount = "{{cents?}}";
  lenient.events[1].properties.products.item.shop = "{{meta.shop?}}";
  await at.change(made.id, { settings: lenient });
  assert.deepEqual(await at.post(`${path}/replay`), { outcome: "accepted", events: 2 });
  assert.deepEqual(await at.letters(made.id), []);
  assert.equal((await server.post(`${path}/replay`, undefined, { key: at.key })).status, 404);
  assert.equal((await at.names("email:zoe@tricot.example")).length, 2);

  for (const [settings, path_] of [
    [{ events: [{ event: "x", email: "{{a" }] }, "/settings/events/0/email"], [{ events: [{ event: "x", email: "{{a..b}}" }] }, "/settings/events/0/email"],
    [{ events: [{ event: "x", email: "{{.a}}" }] }, "/settings/events/0/email"], [{ events: [{ event: "x" }] }, "/settings/events/0"], [{ events: [{ email: "x" }] }, "/settings/events/0"],
    [{ events: [{ event: "x", email: "x", colour: 1 }] }, "/settings/events/0"], [{ events: {} }, "/settings/events"], [{ event: [] }, "/settings"],
    [{ signature: { form: "md5" } }, "/settings/signature/form"], [{ events: [{ event: "x", email: "x", properties: { a: [{ b: "{{[}}" }] } }] }, "/settings/events/0/properties/a/0/b"]]) {
    const answer = await server.patch(`/api/v1/connections/${made.id}`, { settings }, { key: at.key });
    assert.equal(answer.status, 422, answer.text);
    assert.equal(answer.body.errors[0].path, path_);
  }
});

eachStore("R1, N09: killed in the middle, everything that was acknowledged is there, and nothing twice", { timeout: 180_000 }, async (server) => {
  const at = await visit(server);
  const made = await at.connect("woocommerce");
  const all = Array.from({ length: 60 }, (_, i) => woo("order.created", wooOrder({ id: 5000 + i, customer_id: 900 }), { id: `d-${i}` }));
  const acknowledged = new Set();
  const burst = all.map(async (delivery, i) => {
    const answer = await at.send(made.path, delivery).catch(() => null);
    if (answer?.status === 200) acknowledged.add(i);
    if (acknowledged.size === 20) await server.kill();
  });
  await Promise.all(burst);
  await server.restart();
  const outcomes = await Promise.all(all.map(async (delivery) => (await at.send(made.path, delivery)).body.outcome));
  for (const i of acknowledged) assert.equal(outcomes[i], "duplicate", `delivery ${i} was acknowledged`);
  const orders = (await at.timeline("external:woocommerce:900")).filter(({ event }) => event === "Order Completed");
  assert.equal(orders.length, 60);
  assert.equal(new Set(orders.map(({ properties }) => properties.order_id)).size, 60);
});

eachStore("naughty strings in names and notes come back byte for byte", async (server) => {
  const at = await visit(server);
  const made = await at.connect("shopify");
  const strings = vectors("naughty_strings.json").strings ?? vectors("naughty_strings.json");
  const texts = strings.map((entry) => (typeof entry === "string" ? entry : entry.text ?? entry.value)).filter((text) => typeof text === "string" && text !== "" && !text.includes("\0"));
  assert.ok(texts.length > 300);
  const order = shopifyOrder({ note: texts.at(-1), line_items: texts.map((title, i) => ({ product_id: i, title, price: "1.00", quantity: 1 })) });
  assert.equal(code(await at.send(made.path, shopify("orders/create", order))), "200 accepted");
  const [entry] = (await at.timeline("external:shopify:7001")).filter(({ event }) => event === "Order Completed");
  assert.deepEqual(entry.properties.products.map(({ name }) => name), texts);
  assert.equal(entry.properties.notes, texts.at(-1));
});
