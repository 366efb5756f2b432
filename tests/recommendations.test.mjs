// Next product and content: what is planted in the orders is found, said with its reason, and left out where it must be.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fidele } from "./program.mjs";
import { eachStore } from "./server.mjs";

const day = 86_400_000;
const noon = Math.floor(Date.now() / day) * day - day / 2; // yesterday noon, UTC
const ago = (days) => new Date(noon - (days - 1) * day).toISOString();
let serial = 0;
const track = (userId, event, days, properties) => ({ type: "track", userId, event, timestamp: ago(days), messageId: `m${++serial}`, properties });
const line = (id) => ({ product_id: id, name: `Product ${id}`, category: id.startsWith("cof") ? "coffee" : "other", price: 10, quantity: 1 });
const order = (user, days, ...products) => track(user, "Order Completed", days, { order_id: `o${++serial}`, total: 10 * products.length, currency: "EUR", products: products.map(line) });
const read = (user, days, id, ...tags) => track(user, "Article Read", days, { article_id: id, title: `About ${id}`, tags });

async function send(server, events) {
  const key = await server.key("track");
  for (let from = 0; from < events.length; from += 400) {
    const { status, body } = await server.post("/v1/batch", { batch: events.slice(from, from + 400) }, { key });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body.rejected, []);
  }
}

/** Asks as an administrator. */
const asker = (key, server) => async (method, path, body, expected = 200) => {
  const { status, body: answer, text } = await server.request(method, `/api/v1/${path}`, body, { key });
  assert.equal(status, expected, `${path}: ${text}`);
  return answer;
};

async function train(ask) {
  const { job } = await ask("POST", "recommendations/train", undefined, 202);
  for (;;) {
    const { status, result, error } = await ask("GET", `jobs/${job}`);
    if (status === "done") return result;
    assert.notEqual(status, "failed", JSON.stringify(error ?? result));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** 100 baskets of as many people: 20 with A, 20 with B, 12 with both: lift 12 * 100 / (20 * 20) = 3. */
const baskets = () => Array.from({ length: 100 }, (_, i) => order(`u${i}`, 60, ...(i < 20 ? ["A"] : []), ...(i < 12 || (i >= 20 && i < 28) ? ["B"] : []), ...(i >= 28 ? ["C"] : [])));
const capsules = () => [111, 83, 55, 27].map((days) => order("zoe", days, "coffee-capsules"));
const articles = [["e1", "espresso"], ["e2", "espresso"], ["e3", "espresso"], ["t1", "tea"], ["t2", "tea"]];

await eachStore("recommendations: opportunities, next offers, contents and summaries, and who is left out", async (server) => {
  const ask = asker(await server.key("admin"), server);
  const empty = await ask("GET", "recommendations/model");
  assert.deepEqual([empty.status, empty.version, empty.summaries], ["never", null, null]);
  await send(server, [...baskets(), ...capsules(),
    ...articles.flatMap(([id, tag], i) => Array.from({ length: 1 + i }, (_, n) => read(`u${n}`, 40, id, tag))),
    read("zoe", 9, "e1", "espresso"), read("zoe", 8, "e2", "espresso"), read("zoe", 7, "e1", "espresso"), read("zoe", 6, "e2", "espresso"), read("zoe", 5, "e1", "espresso")]);
  const result = await train(ask);
  assert.deepEqual([result.version, result.published, result.lines], [1, false, 100 + 12 + 4]);
  assert.deepEqual([result.summaries.customers, result.summaries.missing, result.summaries.with_history], [101, 0, 101]);

  // Too few bought again: said, and rhythm and popularity are used.
  const model = await ask("GET", "recommendations/model");
  assert.deepEqual([model.status, model.chosen, model.customers, model.products], ["refused", "rhythm_and_popularity", 101, 4]);
  assert.match(model.refusal, /^not trained: too few events/);
  assert.match((await ask("GET", "recommendations/model?locale=fr")).refusal, /^non entraîné/);
  assert.equal(model.summaries.missing, 0);

  // R121: A goes with B, lift 3; the eight with A and without B are listed.
  const { items } = await ask("GET", "opportunities");
  const found = items.find(({ a, b }) => a.key === "A" && b.key === "B");
  assert.deepEqual([found.unit, found.both, found.n_a, found.n_b, found.n, found.customers], ["baskets", 12, 20, 20, 104, 8]);
  assert.ok(Math.abs(found.lift - (12 * 104) / (20 * 20)) < 1e-9 && found.lift_low < found.lift && found.lift < found.lift_high);
  // The same by command line.
  const said = async (...words) => (await server.command(["predict", "next", ...words])).out;
  assert.ok((await said("--format", "csv")).split("\n").includes(`A,B,cross_sell,${[found.lift, found.lift_low, found.lift_high].join(",")},8`));
  assert.match(await said("--locale", "fr"), /version 1, sur \d+ lignes.*\nnon entraîné[^]*qui a +sans/);
  assert.deepEqual(JSON.parse(await said("--format", "json")).holdout, model.holdout);
  const people = (await ask("GET", `opportunities/${found.id}/customers`)).items;
  const ids = async (names) => (await Promise.all(names.map(async (name) => (await ask("GET", `customers/user_id:${name}`)).id))).sort((a, b) => a - b);
  const expected = Array.from({ length: 8 }, (_, i) => `u${12 + i}`);
  assert.deepEqual(people.map(({ customer }) => customer.id).sort((a, b) => a - b), await ids(expected));

  // R120: capsules every four weeks, the last 27 days ago. R122: nothing owned that is bought once; stable.
  const zoe = await ask("GET", "customers/user_id:zoe/recommendations?k=3");
  assert.equal(zoe.items[0].product.key, "coffee-capsules");
  assert.deepEqual([zoe.items[0].reason, zoe.items[0].times, zoe.items[0].since_days], ["replenishment", 4, 27]);
  assert.ok(Math.abs(zoe.items[0].interval.days - 28) < 2 && zoe.items[0].probability > 0.3, JSON.stringify(zoe.items[0]));
  assert.match(zoe.items[0].sentence, /^bought on 4 days, the last 27 days ago; about every 2\d days$/);
  const first = await ask("GET", "customers/user_id:u1/recommendations?k=3");
  assert.deepEqual(await ask("GET", "customers/user_id:u1/recommendations?k=3"), first);
  assert.ok(first.items.length && first.items.every(({ product }) => !["A", "B"].includes(product.key)), JSON.stringify(first.items));

  // What the workspace says of products holds at once.
  const settings = await ask("PATCH", "recommendations/settings", { products: [{ key: "C", excluded: true }, { key: "A", consumable: true }, { key: "coffee-capsules", out_of_stock: true }] });
  assert.deepEqual(settings.products.map(({ key, consumable, excluded, out_of_stock }) => [key, consumable, excluded, out_of_stock]), [["A", true, false, false], ["C", null, true, false], ["coffee-capsules", null, false, true]]);
  assert.deepEqual((await ask("GET", "customers/user_id:u1/recommendations?k=9")).items.map(({ product }) => product.key), ["A"]);
  await ask("PATCH", "recommendations/settings", { products: ["A", "C", "coffee-capsules"].map((key) => ({ key, consumable: null, excluded: false, out_of_stock: false })) });
  assert.deepEqual((await ask("GET", "recommendations/settings")).products, []);
  await ask("PATCH", "recommendations/settings", { horizon_days: 0 }, 422);

  // R123: five readings about espresso: espresso first, not what was read.
  const contents = await ask("GET", "customers/user_id:zoe/recommendations?kind=content");
  assert.deepEqual([contents.items[0].content.key, contents.items[0].tag, contents.items[0].times], ["e3", "espresso", 5]);
  assert.ok(contents.items.every(({ content }) => !["e1", "e2"].includes(content.key)));

  // R125: a summary for each, of now.
  const summary = await ask("GET", "customers/user_id:zoe/preference-summary");
  assert.deepEqual([summary.summary.orders, summary.summary.interval_days, summary.summary.categories[0].category, summary.summary.topics[0].topic], [4, 28, "coffee", "espresso"]);
  assert.equal(summary.next_best_offer.product.key, "coffee-capsules");
  assert.ok(summary.kept_at);
  await send(server, [order("u15", 1, "B"), order("zoe", 1, "coffee-capsules")]);
  assert.equal((await ask("GET", "customers/user_id:zoe/preference-summary")).summary.orders, 5, "what was just bought is in it");
  assert.equal((await ask("GET", `opportunities/${found.id}/customers`)).items.length, 7, "who bought it since is not one of them");

  // Products beside one.
  const related = await ask("GET", "products/A/related");
  assert.deepEqual([related.product.name, related.customers, related.items[0].product.key, related.items[0].both], ["Product A", 20, "B", 12]);
  assert.match((await ask("GET", "products/nothing/related", undefined, 404)).detail, /no such product/);
  for (const id of ["999", "x"]) assert.match((await ask("GET", `opportunities/${id}/customers`, undefined, 404)).detail, /no such opportunity/);

  // PV-06: who objected is neither learned from nor scored. Merged are one person, erased are gone.
  const [u16, u17, u18] = (await Promise.all(["u16", "u17", "u18"].map((name) => ask("GET", `customers/user_id:${name}`)))).map(({ id }) => id);
  await send(server, [track("u16", "Objection Recorded", 0.5, { purpose: "profiling" })]);
  assert.match((await ask("GET", `customers/${u16}/recommendations`)).refusal, /^objected/);
  assert.equal((await ask("GET", `customers/${u16}/preference-summary`)).summary, null);
  await ask("POST", `customers/${u17}/merge`, { with: "user_id:u20", reason: "the same" }); // u20 has B
  assert.equal((await ask("GET", `opportunities/${found.id}/customers`)).items.length, 5);
  await ask("POST", `customers/${u18}/erase`, { confirm: String(u18) }, 202);
  const again = await train(ask);
  assert.equal(again.version, 2);
  assert.deepEqual([again.summaries.left_out, again.summaries.missing], [1, 0]);
  const still = (await ask("GET", "opportunities")).items.find(({ a, b }) => a.key === "A" && b.key === "B");
  assert.equal(still.id, found.id, "an opportunity keeps its number");
  assert.ok(!(await ask("GET", `opportunities/${found.id}/customers`)).items.some(({ customer }) => [u16, u17, u18].includes(customer.id)));

  // The work goes on after the server was killed.
  await server.kill();
  await server.restart();
  assert.equal((await ask("GET", "recommendations/model")).version, 2);
});

// ---- a file of order lines ----

const folder = mkdtempSync(join(tmpdir(), "fidele-next-"));
const file = join(folder, "lines.csv");
const dated = (i) => new Date(Date.UTC(2026, 0, 1) + i * day).toISOString().slice(0, 10);
writeFileSync(file, `client;date;produit\n${Array.from({ length: 100 }, (_, i) => [...(i < 20 ? ["A"] : []), ...(i < 12 || (i >= 20 && i < 28) ? ["B"] : []), ...(i >= 28 ? ["C"] : [])].map((p) => `k${String(i).padStart(2, "0")};${dated(i % 7)};${p}`).join("\n")).join("\n")}\n${[0, 28, 56, 84].map((i) => `zoe;${dated(i)};capsules`).join("\n")}\nk99;${dated(111)};C\n`);

test("predict next: a file of lines without amounts, as JSON, CSV and text", async () => {
  const json = fidele(["predict", "next", file, "--format", "json"]);
  assert.equal(json.code, 0, json.error);
  const report = JSON.parse(json.out);
  assert.deepEqual([report.lines, report.customers_count, report.products_count, report.status], [117, 101, 4, "refused"]);
  const rule = report.opportunities.find(({ a, b }) => a.key === "A" && b.key === "B");
  assert.deepEqual([rule.both, rule.n_a, rule.n_b, rule.customers], [12, 20, 20, 8]);
  const zoe = report.customers.find(({ customer }) => customer === "zoe").suggestions[0];
  assert.deepEqual([zoe.product.key, zoe.reason, zoe.times], ["capsules", "replenishment", 4]);
  const csv = fidele(["predict", "next", file, "--format", "csv", "--top", "1"]);
  assert.equal(csv.out.split("\n")[0], "customer,rank,product,probability,reason,because");
  assert.equal(csv.out.trim().split("\n").length, 102);
  assert.equal((fidele(["predict", "next", file, "--format", "csv", "--top", "1", "--threads", "1"])).out, csv.out);
  const text = fidele(["predict", "next", file, "--locale", "fr"]);
  assert.match(text.out, /non entraîné/);
  assert.match(text.out, /Achetés ensemble/);
});

test("predict next: what can't be used is said", async () => {
  writeFileSync(join(folder, "none.csv"), "customer,date\na,2026-01-01\n");
  const none = fidele(["predict", "next", join(folder, "none.csv")]);
  assert.equal(none.code, 3);
  assert.match(none.error, /no column says which product was bought/);
  writeFileSync(join(folder, "back.csv"), "customer,date,product,quantity\na,2026-01-01,A,-1\n");
  const back = fidele(["predict", "next", join(folder, "back.csv")]);
  assert.equal(back.code, 3);
  assert.match(back.error, /no row has a product that was bought/);
  assert.equal((fidele(["predict", "next", file, "--margin", "0.3"])).code, 2);
});

test("predict next: one customer, everybody alike, orders to come and very large amounts end in a reason or an answer", () => {
  const predict = (name, lines, ...words) => {
    writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
    return fidele(["predict", "next", join(folder, name), ...words]);
  };
  const rows = (people, times, line) => Array.from({ length: people * times }, (_, i) => line(i % people, Math.floor(i / people)));
  const head = "customer,date,product";
  const report = (run) => {
    assert.equal(run.code, 0, run.error);
    return JSON.parse(run.out);
  };
  const one = report(predict("one.csv", [head, ...rows(1, 40, (c, i) => `ana,${dated(i * 7)},p${i % 4}`)], "--format", "json"));
  assert.match(one.refusal, /too few events \(1 customers bought again in the hold-out; 30 are needed\)/);
  assert.equal(one.customers[0].suggestions.length, 4);
  const alike = report(predict("alike.csv", [head, ...rows(100, 6, (c, i) => `c${c},${dated(i * 40)},same`)], "--format", "json"));
  assert.equal(alike.status, "refused");
  assert.match(alike.refusal, /no choice to learn from/); // not "too few": all of them bought again
  const huge = report(predict("huge.csv", [`${head},amount`, ...rows(100, 6, (c, i) => `c${c},${dated(i * 40 + (c % 30))},p${(c * 7 + i * 3) % 20},${c === 5 ? 1e9 : 12.5}`)], "--format", "json"));
  assert.equal(huge.accepted, 600);
  for (const { suggestions } of huge.customers) for (const { probability } of suggestions) assert.ok(probability >= 0 && probability <= 1);

  const future = predict("future.csv", [head, ...rows(3, 1, (c) => `c${c},2999-01-0${c + 1},p`)]);
  assert.equal(future.code, 3);
  assert.match(future.error, /line 2: date in the future \(“date” = “2999-01-01”\)/);
  const over = predict("over.csv", [`${head},amount`, ...rows(100, 20, (c, i) => `c${c},${dated(i)},p,9000000000000000`)]);
  assert.equal(over.code, 3);
  assert.match(over.error, /amounts add up to more than can be counted/);
  const nameless = predict("nameless.csv", ["client,date,montant", "a,2026-01-01,3"], "--locale", "fr");
  assert.equal(nameless.code, 3);
  assert.match(nameless.error, /Ses colonnes\s: «\u00A0client\u00A0», «\u00A0date\u00A0», «\u00A0montant\u00A0»/);
});
