// Jobs over HTTP: asked for, watched, listed, refused.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { eachStore } from "./server.mjs";

async function ended(server, id, key) {
  for (let i = 0; i < 400; i++) {
    const { status, body } = await server.get(`/api/v1/jobs/${id}`, { key });
    assert.equal(status, 200, JSON.stringify(body));
    if (!["queued", "running"].includes(body.status)) return body;
    await pause(25);
  }
  throw new Error(`job ${id} does not end`);
}

eachStore("a job is watched until it has ended, and found in the list", async (server) => {
  const key = await server.key("admin"), asked = [];
  for (let i = 0; i < 3; i++) {
    const { status, body } = await server.post("/api/v1/verifications", {}, { key });
    assert.ok(status < 300, JSON.stringify(body));
    asked.push(body.job ?? body.id);
    const job = await ended(server, asked[i], key);
    assert.equal(job.status, "done", JSON.stringify(job));
    assert.deepEqual([typeof job.result, job.error, job.attempts], ["object", null, 1]);
    assert.ok(job.queued_at <= job.started_at && job.started_at <= job.ended_at);
  }
  const listed = [];
  for (let cursor = ""; cursor !== null;) {
    const { body } = await server.get(`/api/v1/jobs?limit=2${cursor && `&cursor=${cursor}`}`, { key });
    assert.ok(body.items.length <= 2);
    listed.push(...body.items);
    cursor = body.next_cursor;
  }
  assert.deepEqual(listed.map(({ id }) => id), listed.map(({ id }) => id).sort((a, b) => b - a));
  const { body: rare } = await server.get("/api/v1/jobs?routine=false&limit=1000", { key });
  assert.deepEqual(rare.items.filter(({ kind, status }) => status === "done" && ["mail", "alerts", "reports", "promises"].includes(kind)), []);
  assert.ok(asked.every((id) => rare.items.some((job) => job.id === id)));
  assert.deepEqual(listed.filter(({ kind }) => kind === "verify").map(({ id }) => id).reverse().sort((a, b) => a - b), asked);
  await server.restart();
  assert.equal((await server.get(`/api/v1/jobs/${asked[0]}`, { key })).body.status, "done");
});

eachStore("what is no job, has ended, or is not for the caller is refused", async (server) => {
  const key = await server.key("admin");
  for (const id of ["4711", "0", "-1", "x", "99999999999999999999", "1%20or%201=1"]) {
    const { status, body } = await server.get(`/api/v1/jobs/${id}`, { key });
    assert.deepEqual([id, status, body.code], [id, 404, "not_found"]);
    assert.equal((await server.post(`/api/v1/jobs/${id}/cancel`, {}, { key })).status, 404);
  }
  const { body } = await server.post("/api/v1/verifications", {}, { key }), id = body.job ?? body.id;
  await ended(server, id, key);
  const late = await server.post(`/api/v1/jobs/${id}/cancel`, {}, { key });
  assert.deepEqual([late.status, late.body.code], [409, "job_ended"]);
  assert.equal((await server.get("/api/v1/jobs?cursor=nonsense", { key })).status, 400);
  assert.equal((await server.get("/api/v1/jobs")).status, 401);
  assert.equal((await server.get("/api/v1/jobs", { key: await server.key("track") })).status, 403);
  assert.equal((await server.post(`/api/v1/jobs/${id}/cancel`, {}, { key: await server.key("read") })).status, 403);
});
