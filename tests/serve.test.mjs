// The server as a process: it starts, answers, obeys signals, survives being killed, and keeps its folder to itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eachStore } from "./server.mjs";

eachStore("it starts, is alive and ready, and stops when asked", async (server) => {
  assert.deepEqual((await server.get("/healthz")).body.status, "ok");
  assert.deepEqual((await server.get("/readyz")).body.status, "ready");
  assert.equal(await server.stop(), 0);
  assert.equal(server.lines.at(-1).event, "stopped");
});

eachStore("what it acknowledged is there after kill -9 and a restart", async (server) => {
  const key = await server.key("admin");
  assert.equal((await server.get("/api/v1/jobs", { key })).status, 200);
  await server.kill();
  await server.restart();
  assert.equal((await server.get("/api/v1/jobs", { key })).status, 200);
});
