// Figures of people that rules ask for, and the RFM grid: R094-R096, R109, R110.
import assert from "node:assert/strict";
import { test } from "node:test";
import { audit, fidele, write } from "./program.mjs";
import { eachStore, startServer } from "./server.mjs";

let serial = 0;
const day = 86_400_000;
const ago = (days, hour = 12) => new Date(Math.floor(Date.now() / day) * day - days * day + hour * 3_600_000 - day).toISOString();
const order = (userId, days, total, properties = {}) => ({ type: "track", userId, event: "Order Completed", messageId: `f${++serial}`, timestamp: ago(days), properties: { order_id: `o${serial}`, total, currency: "EUR", ...properties } });
const track = (userId, event, days, properties = {}, hour = 12) => ({ type: "track", userId, event, messageId: `f${++serial}`, timestamp: ago(days, hour), properties });
const person = (userId, traits) => ({ type: "identify", userId, traits, messageId: `f${++serial}`, timestamp: ago(400) });

async function send(server, events) {
  const key = await server.key("track");
  for (let from = 0; from < events.length; from += 400) {
    const { status, body, text } = await server.post("/v1/batch", { batch: events.slice(from, from + 400) }, { key });
    assert.equal(status, 200, text);
    assert.deepEqual(body.rejected, []);
  }
}

/** How many the rule holds for: those counted by /rfm, or by a metric for people without an order. */
const counting = (server, key) => async (rule) => {
  const { status, body, text } = await server.get(`/api/v1/rfm?${new URLSearchParams({ segment: JSON.stringify(rule) })}`, { key });
  assert.equal(status, 200, text);
  return body.n;
};

function people() {
  const events = [];
  // R095: a hundred customers worth 10, 20 … 1000.
  for (let i = 1; i <= 100; i++) events.push(order(`worth-${i}`, 60, 10 * i));
  // R096
  for (let i = 0; i < 5; i++) events.push(order("promoted", 20 + i, 20, i < 4 ? { coupon: "SPRING" } : {}), order("plain", 20 + i, 20, i < 1 ? { coupon: "SPRING" } : {}));
  // R109: of everybody the last to buy, most often, for the most.
  for (let i = 0; i < 12; i++) events.push(order("best", 5 + i, 100));
  // R094: under 35 and with more than four visits of the last thirty days; each alone; neither.
  const year = new Date().getUTCFullYear();
  for (const [name, born, visits] of [["both", year - 30, 5], ["young", year - 30, 4], ["often", year - 50, 5], ["neither", year - 50, 1]]) {
    events.push(person(name, { birthday: `${born}-01-01` }), order(name, 45, 15));
    for (let i = 0; i < visits; i++) events.push(track(name, "Feature Used", 3 + i, {}, 9), track(name, "Feature Used", 3 + i, {}, 9.25));
  }
  for (let i = 0; i < 3; i++) events.push(track("best", "Referral Completed", 10 + i));
  return events;
}

eachStore("rules ask for figures of people: deciles, promotions, age with visits, scores, referrals", async (server) => {
  await send(server, people());
  const key = await server.key("read"), count = counting(server, key);
  // R095: 107 have bought; the top decile holds the highest values, equal ones together.
  assert.equal(await count({ metric: "value_decile", gte: 10 }), 10);
  assert.equal(await count({ all: [{ metric: "value_decile", equals: 10 }, { metric: "value", lt: 920 }] }), 0);
  assert.equal(await count({ metric: "promotion_share", gte: 0.6 }), 1);
  assert.equal(await count({ all: [{ metric: "promotion_share", gt: 0 }, { metric: "promotion_share", lt: 0.6 }] }), 1);
  assert.equal(await count({ all: [{ metric: "age", lt: 35 }, { metric: "sessions_30d", gt: 4 }] }), 1);
  assert.equal(await count({ metric: "age", lt: 35 }), 2);
  assert.equal(await count({ metric: "sessions_30d", gt: 4 }), 5); // who ordered so often visited so often
  assert.equal(await count({ metric: "active_days_30d", gte: 5 }), 5);
  assert.equal(await count({ metric: "referrals", gte: 2 }), 1);
  assert.equal(await count({ all: [{ metric: "rfm_recency", equals: 5 }, { metric: "rfm_frequency", equals: 5 }, { metric: "rfm_monetary", equals: 5 }, { metric: "purchases", equals: 12 }] }), 1);
  assert.equal(await count({ all: [{ metric: "rfm_group", in: ["champions"] }, { metric: "purchases", equals: 12 }] }), 1);
  assert.equal(await count({ metric: "days_since_first_purchase", gte: 60 }), 100);
  const refused = await server.get(`/api/v1/rfm?${new URLSearchParams({ segment: JSON.stringify({ any: [{ metric: "rfm_group", in: ["kings"] }] }) })}`, { key });
  assert.deepEqual([refused.status, refused.body.errors?.[0]?.path ?? refused.body.path], [422, "/any/0/in"]);
});

eachStore("R110: a value that somebody shares is a clause, and only those who chose it are in", { stores: ["SQLite"] }, async (server) => {
  await send(server, ["ana", "bo", "cy"].map((name) => order(name, 10, 10)));
  const admin = await server.key("admin");
  const ids = (await server.get("/api/v1/customers?limit=10", { key: admin })).body.items.map(({ id }) => id);
  for (const [id, shared] of [[ids[0], true], [ids[1], false]]) {
    const { status, text } = await server.request("PUT", `/api/v1/customers/${id}/values/local_sourcing`, { shared, origin: "form" }, { key: admin });
    assert.equal(status, 200, text);
  }
  assert.equal(await counting(server, admin)({ value: "local_sourcing" }), 1);
});

/** Orders of a few hundred customers, from a small generator of its own. */
function orders() {
  let seed = 42;
  const draw = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor((seed / 2147483648) * n); };
  const lines = ["customer,date,amount,order"];
  for (let i = 0; i < 300; i++)
    for (let n = draw(9); n >= 0; n--) lines.push(`c${i},${new Date(Date.UTC(2025, 0, 1 + draw(540))).toISOString().slice(0, 10)},${5 + draw(200)}.50,o${lines.length}`);
  return `${lines.join("\n")}\n`;
}

test("the groups are those of `fidele audit` for the same orders", async (t) => {
  const file = write("rfm-orders.csv", orders()), audited = audit(file, "--currency", "EUR");
  const server = await startServer(t, "SQLite");
  const imported = await server.command(["import", "orders", file, "--currency", "EUR", "--quiet"]);
  assert.equal(imported.code, 0, imported.error);
  const key = await server.key("read"), { body, text } = await server.get(`/api/v1/rfm?as_of=${audited.as_of}`, { key });
  assert.ok(body.groups, text);
  const groups = body.groups.map(({ key: name, customers, revenue }) => [name, customers, Number(revenue.amount)]);
  assert.deepEqual(groups, audited.rfm.segments.map(({ name, customers, revenue }) => [name, customers, Number(revenue.amount ?? revenue)]));
  const sum = (items, value) => items.reduce((total, item) => total + value(item), 0);
  assert.deepEqual([sum(body.cells, ({ customers }) => customers), sum(body.groups, ({ customers }) => customers)], [300, 300]);
  assert.equal(sum(body.cells, ({ share }) => share).toFixed(9), "1.000000000");
  // A cell of the grid is its people: by two scores, and as of the day.
  for (const { recency, frequency, customers } of body.cells) {
    const rule = { all: [["rfm_recency", recency], ["rfm_mean", frequency]].map(([metric, equals]) => ({ metric, equals, as_of: audited.as_of })) };
    assert.equal((await server.post("/api/v1/segments/preview", { rule }, { key })).body.size, customers, `${recency} ${frequency}`);
  }
  const table = (await server.command(["rfm", "--as-of", audited.as_of, "--locale", "en"])).out;
  assert.match(table, /Champions +\d+ +[\d.]+%? ?%? +€/);
  const csv = (await server.command(["rfm", "--as-of", audited.as_of, "--format", "csv"])).out.trim().split(/\r?\n/);
  assert.deepEqual([csv.length, csv[0].split(",").slice(0, 3)], [12, ["key", "name", "customers"]]);
});

// ---- PD-13: from one day to another ----

const sum = (items, value) => items.reduce((total, item) => total + value(item), 0);
const asRule = (move, from, to) => ({ all: [
  move.from_group === "new" ? { metric: "rfm_group", exists: false, as_of: from } : { metric: "rfm_group", in: [move.from_group], as_of: from },
  { metric: "rfm_group", in: [move.to_group], as_of: to },
] });

async function imported(server) {
  const file = write("rfm-moves.csv", orders());
  const { code, error } = await server.command(["import", "orders", file, "--currency", "EUR", "--quiet"]);
  assert.equal(code, 0, error);
  return file;
}

eachStore("moves between two days add up to the groups of each, and each move is a list and a segment", { timeout: 180_000 }, async (server) => {
  await imported(server);
  const key = await server.key("admin"), [from, to] = ["2026-02-28", "2026-05-31"];
  const ask = async (path, query) => {
    const { status, body, text } = await server.get(`/api/v1${path}?${new URLSearchParams(query)}`, { key });
    assert.equal(status, 200, text);
    return body;
  };
  const check = async (segment) => {
    const moves = await ask("/rfm/migration", { from, to, ...segment });
    const [before, after] = [await ask("/rfm", { as_of: from, ...segment }), await ask("/rfm", { as_of: to, ...segment })];
    assert.deepEqual([moves.before, moves.n, moves.n - moves.before], [before.n, after.n, moves.new.customers]);
    for (const [index, { key: group, customers }] of before.groups.entries()) {
      assert.equal(sum(moves.moves.filter((one) => one.from_group === group), (one) => one.customers), customers, group);
      assert.equal(sum(moves.moves.filter((one) => one.to_group === group), (one) => one.customers), after.groups[index].customers, group);
      assert.deepEqual([moves.groups[index].before, moves.groups[index].after], [customers, after.groups[index].customers]);
    }
    assert.equal(moves.moves.length, 12 * 11);
    assert.equal(sum(["same", "better", "worse", "new"], (name) => moves[name].customers), moves.n);
    return moves;
  };
  const some = { metric: "purchases", gte: 5 };
  const few = await check({ segment: JSON.stringify(some) }), all = await check({});
  assert.ok(few.n < all.n && all.better.customers > 0 && all.worse.customers > 0 && all.new.customers > 0, JSON.stringify(all.groups));
  for (const { share, customers, from_group: group } of all.moves) {
    assert.equal(share.n, group === "new" ? all.new.customers : all.groups.find((one) => one.key === group).before);
    assert.ok(share.n === 0 ? share.value === null : share.low <= customers / share.n && customers / share.n <= share.high);
  }
  const seen = all.moves.filter((one) => one.customers > 0), ids = new Set();
  for (const move of seen) {
    const { body } = await server.post("/api/v1/segments/preview", { rule: asRule(move, from, to) }, { key });
    assert.equal(body.size, move.customers, JSON.stringify(move));
    for (let cursor; ;) {
      const page = await ask("/rfm/migration/customers", { from, to, from_group: move.from_group, to_group: move.to_group, limit: 4, ...(cursor && { cursor }) });
      assert.equal(page.count, move.customers);
      for (const one of page.items) ids.add(one.id);
      if (!(cursor = page.next_cursor)) break;
    }
  }
  assert.equal(ids.size, all.n, "everybody is in one move");
  // Two who are one count once, on both days.
  const [one, other] = [...ids];
  assert.equal((await server.post(`/api/v1/customers/${one}/merge`, { with: String(other), reason: "same person" }, { key })).status, 200);
  const merged = await check({});
  assert.equal(merged.n, all.n - 1);
  // Before anybody bought, all are new.
  const first = await ask("/rfm/migration", { from: "2024-12-31", to });
  assert.deepEqual([first.before, first.new.customers, first.better.share.value], [0, merged.n, null]);
});

test("moves are the same over HTTP, on the command line, of a file, and month by month", async (t) => {
  const server = await startServer(t, "SQLite"), file = await imported(server);
  const key = await server.key("read"), span = ["--from", "2026-03-31", "--to", "2026-04-30"];
  const asked = async (path) => (await server.get(`/api/v1/rfm/migration${path}`, { key, headers: { "accept-language": "en" } })).body;
  const said = async (...words) => {
    const { code, out, error } = await server.command(["rfm", ...words, "--locale", "en"]);
    assert.equal(code, 0, error);
    return out;
  };
  const moves = await asked("?from=2026-03-31&to=2026-04-30"), months = await asked("/months?to=2026-04-30&months=3");
  const ofFile = (words) => {
    const { code, out, error } = fidele(["rfm", file, "--migration", ...words, "--currency", "EUR", "--quiet", "--locale", "en"]);
    assert.equal(code, 0, error);
    return out;
  };
  assert.deepEqual(JSON.parse(await said("--migration", ...span, "--format", "json")), moves);
  assert.deepEqual(JSON.parse(await ofFile([...span, "--format", "json"])), moves);
  assert.deepEqual(JSON.parse(await ofFile(["--to", "2026-04-30", "--months", "3", "--format", "json"])).items, months.items);
  assert.deepEqual(months.items.map(({ month }) => month), ["2026-02", "2026-03", "2026-04"]);
  const { month, ...last } = months.items.at(-1), { moves: cells, ...rest } = moves;
  assert.deepEqual([month, last], ["2026-04", rest]);
  // The file ends on a day of June 2026: May is its last month that is over.
  assert.deepEqual((({ from, to }) => [from, to])(JSON.parse(await ofFile(["--format", "json"]))), ["2026-04-30", "2026-05-31"]);
  const csv = (await said("--migration", ...span, "--format", "csv")).trim().split(/\r?\n/);
  assert.equal(csv[0], "from,to,from_group,to_group,direction,customers,share_value,share_low,share_high,share_n,revenue_before,revenue");
  assert.equal(sum(csv.slice(1), (line) => Number(line.split(",")[5])), moves.n);
  assert.equal(await ofFile([...span, "--format", "csv"]), await said("--migration", ...span, "--format", "csv"));
  const text = await said("--migration", ...span), biggest = cells.filter((one) => one.direction !== "same").toSorted((a, b) => b.customers - a.customers)[0];
  assert.ok(text.includes(biggest.sentence) && text.includes(`${moves.before} customers, then ${moves.n}`), text);
  for (const words of [["--from", "2026-01-31"], ["--months", "3"], ["--migration", "--as-of", "2026-01-31"], ["--migration", "--from", "2026-05-01", "--to", "2026-05-01"]])
    assert.equal((await server.command(["rfm", ...words])).code, 2, words.join(" "));
  for (const words of [[file], [file, "--migration", "--segment", "tag:vip"], [file, "--migration", "--to", "2099-12-31"], ["--migration", "--currency", "EUR"]])
    assert.equal(fidele(["rfm", ...words]).code, 2, words.join(" "));
});

test("days and groups that can't be are refused; amounts that are hidden are not told by groups", async (t) => {
  const server = await startServer(t, "SQLite");
  await imported(server);
  const key = await server.key("read"), refused = async (path) => {
    const { status, body } = await server.get(`/api/v1${path}`, { key });
    return [status, body.code];
  };
  assert.deepEqual(await refused("/rfm/migration?from=2026-05-31&to=2026-05-31"), [400, "invalid_parameter"]);
  assert.deepEqual(await refused("/rfm/migration?to=2099-01-31"), [400, "invalid_parameter"]);
  assert.deepEqual(await refused("/rfm/migration/months?months=37"), [400, "invalid_parameter"]);
  assert.deepEqual(await refused("/rfm/migration/customers?from_group=kings"), [400, "invalid_parameter"]);
  const rule = (clause) => server.post("/api/v1/segments/preview", { rule: { any: [clause] } }, { key });
  for (const [clause, at] of [[{ as_of: "2099-01-01" }, "as_of"], [{ as_of: "soon" }, "as_of"], [{ days_ago: 0 }, "days_ago"], [{ days_ago: 3, as_of: "2026-01-01" }, "days_ago"]]) {
    const { status, body } = await rule({ metric: "rfm_group", in: ["lost"], ...clause });
    assert.deepEqual([status, body.errors?.[0]?.path], [422, `/rule/any/0/${at}`], JSON.stringify(body));
  }
  const email = "agent@fidele.test", password = "correct horse battery staple 7";
  assert.equal((await server.command(["staff", "add", "--email", email, "--role", "agent", "--password-stdin"], { input: `${password}\n` })).code, 0);
  const signed = await server.post("/api/v1/session", { email, password }), admin = await server.key("admin");
  const masks = await server.request("PUT", "/api/v1/roles/agent", { masked: ["amounts"] }, { key: admin });
  assert.equal(masks.status, 200, masks.text);
  const cookie = signed.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  const asAgent = async (path) => server.get(`/api/v1/rfm/migration${path}`, { headers: { cookie } });
  const hidden = await asAgent("?from=2026-03-31&to=2026-04-30");
  assert.deepEqual([hidden.status, hidden.body.masked, hidden.body.moves.some((one) => one.revenue || /€/.test(one.sentence))], [200, ["amounts"], false]);
  assert.equal((await asAgent("/customers?to_group=lost")).status, 403);
  const people = await asAgent("/customers?from=2026-03-31&to=2026-04-30&limit=5");
  assert.deepEqual([people.status, people.body.items.some((one) => one.to_group || one.revenue || one.value)], [200, false]);
});
