// `fidele verify` looks at what each module keeps; what was changed behind its back is named.
import assert from "node:assert/strict";
import { run } from "./postgres.mjs";
import { eachStore } from "./server.mjs";

eachStore("verify looks at the store, the audit trail and the columns, beside a server and without", async (server) => {
  const key = await server.key("track");
  for (let i = 0; i < 3; i++) assert.equal((await server.post("/v1/track", { event: "Order Completed", userId: "u", messageId: `m-${i}` }, { key })).status, 200);
  for (const running of [true, false]) {
    const { code, out, error } = await server.command(["verify"]);
    assert.equal(code, 0, error);
    // three orders, and the stages they lead to: first-time buyer, repeat
    assert.match(out, /^activity_columns: 5 checked, sound$/m);
    assert.match(out, /^audit_trail: [1-9]\d* checked, sound$/m);
    assert.match(out, /^store_rows: [\d,]+ checked, sound$/m);
    if (running) await server.stop();
  }
});

eachStore("verify names an audit trail and a log that were changed in the database", { stores: ["PostgreSQL"] }, async (server) => {
  const key = await server.key("track");
  for (let i = 0; i < 3; i++) await server.post("/v1/track", { event: "Order Completed", userId: "u", messageId: `m-${i}` }, { key });
  await server.key("read");
  await run(server.database, "update audit_entry set actor = 'somebody else' where seq = 2");
  await run(server.database, "delete from event where seq = 2");
  const { code, out, error } = await server.command(["verify"]);
  assert.notEqual(code, 0);
  assert.match(out + error, /audit_trail.*entry 2 does not match its chain/);
  assert.match(out + error, /activity_columns.*5 events in the columns, 4 in the log/);
});
