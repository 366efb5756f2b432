// `fidele demo`: a business in an empty folder, the same for the same seed, with its truths written beside it.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eachStore, newServer } from "./server.mjs";
import { sleep } from "./torture/load.mjs";

const small = ["demo", "--customers", "150", "--seed", "7", "--to", "2026-10-31"];
const truths = (server) => JSON.parse(readFileSync(join(server.folder, "demo-truths.json"), "utf8"));

/** Every event of the folder as {seq, …}, in order. */
async function events(server) {
  const key = await server.key("admin"), all = [];
  for (let cursor = ""; cursor !== null;) {
    const { body } = await server.get(`/api/v1/events?limit=1000${cursor && `&cursor=${cursor}`}`, { key });
    all.push(...body.items);
    cursor = body.next_cursor;
  }
  return all.reverse().filter(({ type }) => type !== "internal"); // without what followed from them
}

eachStore("the demo fills a folder, writes its truths, and refuses to fill it again", { start: false }, async (server) => {
  const { code, out, error } = await server.command(small);
  assert.equal(code, 0, error);
  assert.match(out, /^150 customers, [\d,]+ events, [\d,]+ orders\./);
  const { business, truths: planted } = truths(server);
  assert.deepEqual(planted.map(({ name }) => name), ["late_delivery", "slow_ticket", "social_channel", "weak_onboarding", "price_rise", "bad_release", "winback", "newsletter"]);
  const again = await server.command([...small, "--locale", "fr"]);
  assert.equal(again.code, 1);
  assert.match(again.error, /contient déjà des événements/);
  await server.open();
  const all = await events(server);
  assert.equal(all.length, business.events);
  assert.equal(all.filter(({ event }) => event === "Order Completed").length, business.orders);
  assert.equal(new Set(all.map(({ body }) => body.messageId)).size, all.length);
  assert.ok(all.every((event, i) => i === 0 || all[i - 1].at <= event.at), "in order of time");
});

eachStore("a demo that is killed goes on where it was, and is the same in the end", { start: false }, async (server, t) => {
  const whole = await newServer(t, "SQLite");
  assert.equal((await whole.command(small)).code, 0);
  await server.open();
  const { status } = await server.post("/api/v1/demo", { customers: 150, seed: 7, to: "2026-10-31" }, { key: await server.key("admin") });
  assert.equal(status, 202);
  await sleep(30);
  await server.kill();
  await server.open();
  for (let i = 0; i < 600 && !existsSync(join(server.folder, "demo-truths.json")); i++) await sleep(100);
  assert.deepEqual(truths(server), truths(whole));
  await whole.open();
  const [resumed, straight] = [await events(server), await events(whole)];
  const told = (list) => list.map(({ at, event, body }) => `${at} ${event} ${body.messageId}`);
  assert.deepEqual(told(resumed), told(straight));
});
