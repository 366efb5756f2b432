// Experiments: the lot, exposures by levers, clients and whole segments, and what the arms did. Truth is planted.
import assert from "node:assert/strict";
import { eachStore } from "./server.mjs";

const day = 86_400_000;
const now = Date.now();
const ago = (days) => new Date(now - days * day).toISOString();
let serial = 0;
const track = (userId, event, timestamp, properties = {}) => ({ type: "track", userId, event, timestamp, messageId: `m${++serial}`, properties });
const order = (userId, days, total) => track(userId, "Order Completed", ago(days), { order_id: `o${++serial}`, total, currency: "EUR" });

async function send(server, events) {
  const key = await server.key("track");
  for (let from = 0; from < events.length; from += 400) {
    const { status, body } = await server.post("/v1/batch", { batch: events.slice(from, from + 400) }, { key });
    assert.equal(status, 200, JSON.stringify(body));
  }
}

/** What an administrator asks, and its answer when it is as expected. */
const asker = (key, server) => async (method, path, body, expected = 200) => {
  const { status, body: answer, text } = await server[method](`/api/v1/${path}`, ...(method === "get" || method === "delete" ? [{ key }] : [body, { key }]));
  assert.equal(status, expected, text);
  return answer;
};
const viewed = (user, arm, days) => track(user, "Experiment Viewed", ago(days), { experiment_id: "rescue", variation_id: arm });

await eachStore("experiments: planned, started once, exposed one by one, and what has started stays as it is", async (server) => {
  const ask = asker(await server.key("admin"), server);
  await send(server, Array.from({ length: 400 }, (_, i) => order(`u${i}`, 40, 10 + (i % 7))));
  await ask("post", "experiments", { key: "Bad Key", name: "x" }, 422);
  await ask("post", "experiments", { key: "x", name: "x", outcome: "event" }, 422);
  await ask("post", "experiments", { key: "x", name: "x", segment: '{"nonsense":1}' }, 422);
  await ask("post", "experiments", { key: "x", name: "x", arms: [{ key: "a", share: 0.8 }, { key: "b", share: 0.3 }] }, 422);
  await ask("post", "experiments", { key: "x", name: "x", arms: [{ key: "a", share: 0.5 }, { key: "a", share: 0.3 }] }, 422);
  const plan = await ask("post", "experiments", { key: "mail", name: "A mail", arms: [{ key: "none", share: 0.3 }, { key: "mail", share: 0.2 }] }, 201);
  await ask("post", "experiments", { key: "mail", name: "again" }, 409);
  const path = `experiments/${plan.id}`;
  await ask("post", `${path}/exposures`, { customer: "user_id:u1" }, 409); // does not run yet
  await ask("post", `${path}/start`, undefined);
  assert.equal((await ask("post", `${path}/start`, undefined)).started_at, (await ask("get", path)).started_at, "started once");
  await ask("patch", path, { arms: [{ key: "none", share: 0.5 }, { key: "mail", share: 0.5 }] }, 409);
  await ask("patch", path, { name: "One mail" });
  await ask("delete", path, undefined, 409);

  // The lot gives each about their share, and always the same.
  const arms = {};
  for (let i = 0; i < 400; i++) {
    const { arm } = await ask("post", `${path}/exposures`, { customer: `user_id:u${i}` });
    arms[arm?.key ?? "left out"] = (arms[arm?.key ?? "left out"] ?? 0) + 1;
  }
  assert.ok(Math.abs(arms.none - 120) < 45 && Math.abs(arms.mail - 80) < 40 && Math.abs(arms["left out"] - 200) < 50, JSON.stringify(arms));
  const again = await ask("post", `${path}/exposures`, { customer: "user_id:u7" });
  assert.deepEqual(await ask("get", `${path}/customers/user_id:u7`), again);
  const listed = [];
  for (let cursor = ""; cursor !== null; ) {
    const page = await ask("get", `${path}/customers?limit=60${cursor && `&cursor=${cursor}`}`);
    listed.push(...page.items);
    cursor = page.next_cursor;
  }
  assert.equal(listed.length, arms.none + arms.mail);
  const exposed = listed[0].customer;
  const { items } = await ask("get", `customers/${exposed}/timeline`);
  assert.ok(items.some((item) => item.event === "Experiment Viewed" || item.name === "Experiment Viewed"), JSON.stringify(items[0]));

  // Nobody's thirty days have ended: that is not 0.
  const early = await ask("get", `${path}/results`);
  assert.deepEqual([early.verdict, early.arms[0].value, early.arms[0].n, early.arms[0].exposed, early.difference.p], ["too_early", null, 0, arms.none, null]);

  // Two people who are one: the earlier exposure counts, once.
  const [one, two] = listed.filter(({ arm }) => arm === "none").slice(0, 1).concat(listed.filter(({ arm }) => arm === "mail").slice(0, 1));
  await ask("post", `customers/${two.customer}/merge`, { with: String(one.customer), reason: "same person" });
  const merged = await ask("get", `${path}/results`);
  assert.equal(merged.arms[0].exposed + merged.arms[1].exposed, listed.length - 1);
  const kept = Date.parse(one.at) <= Date.parse(two.at) ? one : two;
  assert.equal((await ask("get", `${path}/customers/${one.customer}`)).arm.key, kept.arm);

  await ask("post", `${path}/stop`, { decision: "not_adopted", lesson: "people did not read it" });
  assert.deepEqual(await ask("get", path).then(({ status, decision, lesson }) => [status, decision, lesson]), ["stopped", "not_adopted", "people did not read it"]);
  await ask("post", `${path}/exposures`, { customer: "user_id:u1" }, 409);
  await ask("post", `${path}/start`, undefined, 409);
});

await eachStore("experiments: what the arms did, planted and found again", async (server) => {
  const ask = asker(await server.key("admin"), server);
  const { id } = await ask("post", "experiments", { key: "rescue", name: "Rescue", follow_days: 30, criterion: 0.2, arms: [{ key: "control", share: 0.5 }, { key: "treated", share: 0.5 }] }, 201);
  await ask("post", `experiments/${id}/start`, undefined);
  const revenue = await ask("post", "experiments", { key: "revenue", name: "The same in money", outcome: "revenue", arms: [{ key: "control", share: 0.5 }, { key: "treated", share: 0.5 }] }, 201);
  await ask("post", `experiments/${revenue.id}/start`, undefined);
  // 100 people each, exposed 60 days ago by a client's own tool; 20 of the control group and 45 of the treated buy again
  // within 30 days. Orders after the 30 days, on the last moment and before the exposure do not count.
  const events = [];
  for (let i = 0; i < 200; i++) {
    const user = `p${i}`, arm = i < 100 ? "control" : "treated", place = i % 100;
    events.push(order(user, 80, 50), viewed(user, arm, 60), viewed(user, arm === "control" ? "treated" : "control", 20));
    events.push({ ...viewed(user, arm, 60), properties: { experiment_id: "revenue", variation_id: arm } });
    if (place < (arm === "control" ? 20 : 45)) events.push(order(user, 45, 100));
    else events.push(order(user, 10, 100), order(user, 30, 1)); // 30 days after the exposure: just beyond
  }
  for (let i = 0; i < 5; i++) events.push(order(`q${i}`, 5, 20), viewed(`q${i}`, "treated", 3));
  events.push(viewed("nobody", "no such arm", 10), track("p1", "Experiment Viewed", ago(5), { experiment_id: "unknown", variation_id: "control" }));
  await send(server, events);
  const results = await ask("get", `experiments/${id}/results`);
  assert.deepEqual(results.arms.map(({ exposed, n, value }) => [exposed, n, value]), [[100, 100, 0.2], [105, 100, 0.45]]);
  assert.deepEqual(results.arms.map(({ before }) => before.value), [1, 1], "all bought in the 30 days before");
  assert.equal(results.verdict, "better");
  assert.equal(results.criterion_met, true);
  assert.ok(Math.abs(results.difference.value - 0.25) < 1e-9);
  // Newcombe 1998, method 10, and the pooled z-test, worked out apart.
  assert.ok(Math.abs(results.difference.low - 0.1207742) < 1e-6 && Math.abs(results.difference.high - 0.3681387) < 1e-6, JSON.stringify(results.difference));
  assert.ok(Math.abs(results.difference.p - 0.000160485) < 1e-8, String(results.difference.p));
  assert.equal(results.balance.fair, true);
  assert.match(results.sentence, /Better: the treated group differs by 25\.0.pts/);
  const money = await ask("get", `experiments/${revenue.id}/results`);
  assert.deepEqual(money.arms.map(({ value }) => value), [{ amount: "20.00", currency: "EUR" }, { amount: "45.00", currency: "EUR" }]);
  assert.equal(money.difference.value.amount, "25.00");
  assert.ok(Math.abs(money.change.p - money.difference.p) < 1e-9, "everybody bought the same before");
  const { out } = await server.command(["experiment", "results", String(id)]);
  assert.match(out, /^control: 0\.2 \(n=100\)\ntreated: 0\.45 \(n=100\)\nBetter.*\(p=0\.00016/);

  // A split that the lot would not make.
  await send(server, Array.from({ length: 60 }, (_, i) => viewed(`r${i}`, "treated", 50)));
  const uneven = await ask("get", `experiments/${id}/results`);
  assert.deepEqual([uneven.verdict, uneven.criterion_met], ["unbalanced", null]);
});

await eachStore("experiments: a pilot enrols its segment at once; erasing a person takes the exposure with it", async (server) => {
  const key = await server.key("admin"), ask = asker(key, server);
  const { id } = await ask("post", "experiments", { key: "pilot", name: "Pilot", segment: '{"event":"Order Completed"}', arms: [{ key: "none", share: 0.9 }, { key: "pilot", share: 0.1 }] }, 201);
  await ask("post", `experiments/${id}/enrolment`, undefined, 409);
  await ask("post", `experiments/${id}/start`, undefined);
  await send(server, [...Array.from({ length: 1200 }, (_, i) => order(`u${i}`, 5, 10)), ...Array.from({ length: 50 }, (_, i) => track(`v${i}`, "Signed Up", ago(4)))]);
  const enrol = async () => {
    const { job } = await ask("post", `experiments/${id}/enrolment`, undefined, 202);
    for (;;) {
      const { status, result } = await ask("get", `jobs/${job}`);
      if (status === "done") return result;
      assert.notEqual(status, "failed", JSON.stringify(result));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const result = await enrol();
  assert.equal(result.exposed[0] + result.exposed[1], 1200);
  assert.ok(Math.abs(result.exposed[1] - 120) < 45, JSON.stringify(result));
  assert.deepEqual(await enrol(), result, "a second time changes nothing");
  const outside = await ask("get", `experiments/${id}/customers/user_id:v1`);
  assert.equal(outside.arm, null);
  const before = await ask("get", `experiments/${id}/results`);
  assert.equal((await server.command(["erase", "user_id:u3", "--quiet"])).code, 0);
  const after = await ask("get", `experiments/${id}/results`);
  assert.equal(after.arms[0].exposed + after.arms[1].exposed, before.arms[0].exposed + before.arms[1].exposed - 1);
});
