// Costs, gains and sales of the market as people enter them; and the figures that stand on them.
import assert from "node:assert/strict";
import { eachStore } from "./server.mjs";

const euros = (amount) => ({ amount, currency: "EUR" });

eachStore("costs, gains and market sales are entered, listed, changed and taken away", async (server) => {
  const key = await server.key("admin"), agent = await server.key("read");
  const send = (method, path, body, more = {}) => server.request(method, `/api/v1${path}`, body, { key, ...more });
  const code = ({ status, body }) => `${status} ${body?.code ?? ""} ${body?.errors?.[0]?.path ?? ""}`.trim();
  const cost = { kind: "acquisition", from: "2026-01-01", to: "2026-01-31", amount: euros("50000.00"), initiative: "spring" };
  const made = await send("POST", "/costs", cost);
  assert.equal(made.status, 201, made.text);
  assert.deepEqual([made.body.kind, made.body.from, made.body.to, made.body.amount, made.body.version, made.body.changed_at], ["acquisition", "2026-01-01", "2026-01-31", euros("50000.00"), 1, null]);
  const path = `/costs/${made.body.id}`;
  assert.equal(code(await send("POST", "/costs", { ...cost, kind: "fun" })), "422 invalid_value /kind");
  assert.equal(code(await send("POST", "/costs", { ...cost, to: "2025-12-31" })), "422 ends_before_start /to");
  assert.equal(code(await send("POST", "/costs", { ...cost, amount: { amount: "1.00", currency: "USD" } })), "422 wrong_currency /amount/currency");
  assert.equal(code(await send("POST", "/costs", { ...cost, amount: euros("-1.00") })), "422 out_of_range /amount/amount");
  assert.equal(code(await send("POST", "/costs", { kind: "service", from: "2026-01-01", to: "2026-01-31" })), "422 required /amount");
  assert.equal((await send("POST", "/costs", cost, { key: agent })).status, 403);
  const changed = await send("PATCH", path, { amount: euros("40000"), note: "less" }, { headers: { "if-match": '"1"' } });
  assert.deepEqual([changed.status, changed.body.amount.amount, changed.body.kind, changed.body.note, changed.body.version], [200, "40000.00", "acquisition", "less", 2]);
  assert.equal(code(await send("PATCH", path, { note: "x" }, { headers: { "if-match": '"1"' } })), "412 version_conflict");
  // Books are apart: a number of one is nothing in another.
  const gain = await send("POST", "/gains", { from: "2026-01-01", to: "2026-03-31", amount: euros("15000"), initiative: "spring" });
  const market = await send("POST", "/market-sales", { from: "2026-01-01", to: "2026-12-31", amount: euros("20000000") });
  assert.deepEqual([gain.status, market.status, "kind" in gain.body], [201, 201, false]);
  assert.equal((await send("GET", `/costs/${gain.body.id}`)).status, 404);
  assert.equal((await send("DELETE", `/market-sales/${gain.body.id}`)).status, 404);
  for (const month of ["02", "03", "04"]) await send("POST", "/costs", { ...cost, kind: "service", from: `2026-${month}-01`, to: `2026-${month}-28`, initiative: "" });
  const items = async (query) => (await send("GET", `/costs${query}`)).body.items.map(({ kind, from }) => `${kind} ${from.slice(5, 7)}`);
  assert.deepEqual(await items(""), ["service 04", "service 03", "service 02", "acquisition 01"]);
  assert.deepEqual(await items("?kind=acquisition"), ["acquisition 01"]);
  assert.deepEqual(await items("?initiative=spring"), ["acquisition 01"]);
  assert.deepEqual(await items("?from=2026-02-28&to=2026-03-01"), ["service 03", "service 02"]);
  const first = (await send("GET", "/costs?limit=3")).body, second = (await send("GET", `/costs?limit=3&cursor=${first.next_cursor}`)).body;
  assert.deepEqual([first.items.length, second.items.length, second.next_cursor], [3, 1, null]);
  assert.equal((await send("DELETE", path)).status, 204);
  assert.equal((await send("GET", path)).status, 404);
});

// Three months of an invented shop: what each figure is was worked out by hand.
eachStore("what it costs to win and keep customers, what they are worth, what is left of it", async (server) => {
  const admin = await server.key("admin"), track = await server.key("track");
  const send = (method, path, body) => server.request(method, `/api/v1${path}`, body, { key: admin });
  let messages = 0;
  const say = async (events) => {
    const batch = events.map(([userId, event, properties, day]) => ({ type: "track", userId, event, properties, timestamp: `${day}T12:00:00Z`, messageId: `m${++messages}` }));
    const answer = await server.post("/v1/batch", { batch }, { key: track });
    assert.deepEqual([answer.status, answer.body.accepted], [200, batch.length], answer.text);
  };
  const figures = async (name, query = "period=month&from=2026-01-01&to=2026-03-31&window=period") => {
    const answer = await send("GET", `/metrics/${name}?as_of=2026-03-31&${query}`);
    assert.equal(answer.status, 200, `${name}: ${answer.text}`);
    return answer.body.points;
  };
  const values = async (name, query) => (await figures(name, query)).map(({ value }) => value?.amount ?? value);
  const people = async (name, query) => {
    const answer = await send("GET", `/metrics/${name}/customers?as_of=2026-03-31&${query}`);
    assert.equal(answer.status, 200, `${name}: ${answer.text}`);
    return answer.body.items;
  };
  const months = "period=month&from=2026-01-01&to=2026-03-31";
  const order = (customer, day, total, more = {}) => [customer, "Order Completed", { order_id: `O${++messages}`, total, currency: "EUR", ...more }, day];
  const events = [];
  // January: a … j buy for 100 each; February: a … g again (three are lost), k … n are new; March: a … e, and k.
  for (const who of "abcdefghij") events.push(order(who, "2026-01-10", 100, { cost: 40 }));
  for (const who of "abcdefgklmn") events.push(order(who, "2026-02-10", who === "a" ? 800 : 100, { cost: 40, discount: who === "b" ? 10 : 0 }));
  for (const who of "abcdek") events.push(order(who, "2026-03-10", 100));
  events.push(["a", "Ticket Opened", { ticket_id: "T1", channel: "email" }, "2026-02-11"], ["b", "Ticket Opened", { ticket_id: "T2", channel: "chat" }, "2026-02-11"],
    ["a", "Ticket Opened", { ticket_id: "T3", channel: "email" }, "2026-02-12"]);
  await say(events);
  const enter = async (book, body) => assert.equal((await send("POST", `/${book}`, body)).status, 201, JSON.stringify(body));
  const february = { from: "2026-02-01", to: "2026-02-28" };
  await enter("costs", { kind: "acquisition", from: "2026-01-01", to: "2026-01-31", amount: euros("90") });
  await enter("costs", { kind: "acquisition", ...february, amount: euros("100"), initiative: "spring" });
  await enter("costs", { kind: "retention", ...february, amount: euros("14") });
  await enter("costs", { kind: "service", ...february, amount: euros("30"), channel: "email" });
  await enter("costs", { kind: "incentives", ...february, amount: euros("5") });
  await enter("gains", { ...february, amount: euros("300"), initiative: "spring" });
  await enter("market-sales", { from: "2026-02-01", to: "2026-02-28", amount: euros("18000") });

  assert.deepEqual(await values("cac"), ["9.00", "25.00", null]); // 10 and 4 new
  assert.deepEqual((await values("cac_growth")).map((value) => value && value.toFixed(3)), [null, "1.778", null]);
  assert.deepEqual(await values("retention_cost"), [null, "2.00", null]); // 7 kept
  assert.deepEqual(await values("cac_ratio"), [null, 12.5, null]);
  assert.deepEqual((await figures("replacement_need")).map(({ value, parts }) => [value?.amount, parts.customers]), [[undefined, undefined], ["75.00", 3], [undefined, undefined]].map((row, i) => i === 0 ? ["0.00", 0] : row));
  assert.deepEqual(await values("roi", months), [null, 2, null]);
  assert.deepEqual((await figures("roi", "period=2026-02&by=initiative")).map(({ by, value }) => [by?.key ?? by, value]), [["spring", 2]]);
  assert.deepEqual(await values("cost_per_contact", months), [null, "10.00", null]);
  assert.deepEqual((await figures("cost_per_contact", "period=2026-02&by=channel")).map(({ by, value }) => [by?.key ?? by, value?.amount ?? null]), [["email", "15.00"], ["chat", null]]);
  const share = (await figures("market_share"))[1];
  assert.deepEqual([share.value, share.parts.own_sales.amount, share.parts.crr], [0.1, "1800.00", 0.7]);

  // Orders of February: 800 and ten of 100.
  const query = "period=2026-02";
  assert.deepEqual([await values("median_order_value", query), await values("trimmed_order_value", query)], [["100.00"], ["100.00"]]);
  const [profit] = await figures("customer_profit", query);
  assert.deepEqual([profit.value.amount, profit.n, ...["revenue", "goods", "service", "rewards"].map((part) => profit.parts[part].amount)], ["1325.00", 11, "1800.00", "440.00", "30.00", "5.00"]);
  const left = await people("customer_profit", query);
  assert.equal(left.reduce((sum, { amount }) => sum + Number(amount.amount), 0), 1325);
  assert.deepEqual(left.slice(0, 2).map(({ amount }) => amount.amount), ["740.00", "45.00"]); // 800 - 40 - 20; 100 - 40 - 10 - 5

  // Seven cents over six customers: shares add up to the cent.
  await enter("costs", { kind: "goods", from: "2026-03-01", to: "2026-03-31", amount: euros("0.07") });
  const [march] = await figures("customer_profit", "period=2026-03");
  assert.deepEqual([march.value.amount, march.parts.goods.amount], ["599.93", "0.07"]);
  assert.equal(Math.round(100 * (await people("customer_profit", "period=2026-03")).reduce((sum, { amount }) => sum + Number(amount.amount), 0)), 59993);

  // R037: by the end of February 14 customers brought 2,800, the top three of them 1,000 + 200 + 200.
  const [top] = await figures("concentration", query);
  assert.deepEqual([top.value, top.n, top.parts.top], [1300 / 2800, 14, 3].map((value, i) => i ? value : top.value));
  assert.equal((await people("concentration", `${query}&part=top`)).length, 3);
  assert.equal((await figures("concentration", `${query}&top=10`))[0].parts.top, 2);

  // R010, R011: settled are the months from February on; past and future apart, and they add up.
  const [formula] = await figures("clv", "period=month&from=2026-02-01&to=2026-02-28&window=period");
  assert.deepEqual([formula.parts.average_order_value.amount, formula.parts.retention_periods.toFixed(4)], ["163.64", (10 / 3).toFixed(4)]);
  // R012: by margin, 60 of each order of known cost and 760 of the large one: in February 11 orders earned 1,360.
  const [margin] = await figures("clv", "period=month&from=2026-02-01&to=2026-02-28&window=period&amount=margin");
  assert.equal(margin.parts.average_order_margin.amount, "123.64");
  assert.ok(Math.abs(Number(margin.value.amount) - 1360 / 11 * formula.parts.purchases_per_period * formula.parts.retention_periods) < 0.01, margin.value.amount);
  const [total] = await figures("clv_total", "period=month&from=2026-02-01&to=2026-02-28&window=period");
  assert.equal(total.parts.past.amount, "2800.00");
  assert.equal(Number(total.parts.past.amount) + Number(total.parts.future.amount), Number(total.parts.total.amount));
  const worth = await people("clv_total", "period=2026-02&part=past&window=period");
  assert.equal(worth.reduce((sum, { amount }) => sum + Number(amount.amount), 0), 2800);
  const [lost] = await figures("lost_value", "period=month&from=2026-02-01&to=2026-02-28&window=period");
  assert.deepEqual([lost.parts.lost, Number(lost.value.amount).toFixed(0)], [3, (3 * Number(lost.parts.clv.amount)).toFixed(0)]);

  // R039: what they say they spend in a year.
  assert.equal((await send("PATCH", `/customers/user_id:a`, { traits: { category_spend: 2500 } })).status, 200);
  const wallet = await figures("share_of_wallet", "period=2026-03");
  assert.deepEqual([wallet[0].value, wallet[0].n], [0.4, 1]); // 1,000 of 2,500
  assert.equal((await figures("share_of_wallet", "period=2025-03"))[0].value, null);
});
