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
