// Scheduled reports and restatements (R049, MX-22, MX-24): on the 1st the report of the month before exists, exactly once, also after
// the server was off; what was reported stands beside what is known now. The wall clock of the server is moved forward.
import assert from "node:assert/strict";
import { movedClock } from "./clock.mjs";
import { mailServer, open, setMail, until } from "./mail.mjs";
import { comingAndGoing, month, sendOrders } from "./months.mjs";
import { eachStore, Server } from "./server.mjs";

/** The first of the month `ahead` months after this one, at an hour of Paris in winter or summer time. */
function firstOf(ahead, hour) {
  const now = new Date();
  for (const offset of [1, 2]) {
    const at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1, hour - offset));
    const shown = new Intl.DateTimeFormat("en", { timeZone: "Europe/Paris", hour: "numeric", hourCycle: "h23" }).format(at);
    if (Number(shown) === hour) return at;
  }
  throw new Error("no such hour");
}

const issuesOf = async (server, key, report) => (await server.get(`/api/v1/reports/${report}/issues`, { key })).body.items;

eachStore("R049: monthly day 1 makes the report of the month before, once, also after the server was off", { start: false }, async (server, t) => {
  const clock = movedClock(t, server);
  await server.open();
  const key = await server.key("admin");
  const { got, port } = await mailServer(t);
  await setMail(server, key, port);
  await server.patch("/api/v1/workspace", { time_zone: "Europe/Paris", name: "L’Été" }, { key });
  await server.restart();
  await sendOrders(server, comingAndGoing([5, 9], 60));
  const { status, body: report, text } = await server.post("/api/v1/reports", { name: "Rétention <b>&", metrics: [{ metric: "churn", parameters: { window: "period" } }, { metric: "revenue" }, { metric: "revenue", parameters: { by: "lifecycle_stage" } }], schedule: "Monthly day 1 08:00", recipients: ["ana@example.com"], locale: "fr" }, { key });
  assert.equal(status, 201, text);
  assert.deepEqual([report.schedule, Date.parse(report.next_at)], ["monthly day 1 08:00", firstOf(1, 8).getTime()]);
  assert.deepEqual(await issuesOf(server, key, report.id), []);

  clock.moveTo(firstOf(1, 8).getTime() + 1000);
  const [first] = await until(async () => { const items = await issuesOf(server, key, report.id); return items.length && items; }, 90_000);
  assert.deepEqual([first.kind, Date.parse(first.due_at), first.from.slice(0, 7), first.missed], ["scheduled", firstOf(1, 8).getTime(), month(0), 0]);
  await until(() => got.length === 1);
  const { mail } = got[0];
  assert.ok(mail.headers.get("list").id);
  assert.match(mail.subject, /^\[L’Été\] Rétention <b>&\u00a0: /);
  assert.ok(mail.html.includes("Rétention &lt;b&gt;&amp;") && !/<script|<svg|<img|<link|<b>/.test(mail.html) && !/class=/.test(mail.html));
  assert.equal(mail.attachments.length, 1);
  assert.equal(mail.attachments[0].contentType, "text/csv");
  const lines = mail.attachments[0].content.toString().trim().split("\n").map((line) => line.split(","));
  assert.equal(lines[0].join(), "metric,period,from,to,group,unit,currency,value,low,high,n,state,parameters");
  const churn = lines.find(([metric, period]) => metric === "churn" && period === month(1));
  assert.deepEqual([Number(churn[7]), Number(churn[10]), churn[11]], [0.15, 60, "complete"]);
  assert.ok(mail.text.includes("15,0\u202f%") && mail.html.includes("15,0\u202f%"));

  // Off for the next two: the last is made up for, and the mail says so.
  await server.stop();
  clock.moveTo(firstOf(3, 9).getTime());
  await server.open();
  await until(async () => (await issuesOf(server, key, report.id)).length === 2, 90_000);
  const [second] = await issuesOf(server, key, report.id);
  assert.deepEqual([Date.parse(second.due_at), second.missed, second.from.slice(0, 7)], [firstOf(3, 8).getTime(), 1, month(-2)]);
  await until(() => got.length === 2);
  assert.match(got[1].mail.text, /Un rapport précédent n’a pas été fait/);
  await server.restart();
  assert.equal((await issuesOf(server, key, report.id)).length, 2);
  assert.equal(Date.parse((await server.get(`/api/v1/reports/${report.id}`, { key })).body.next_at), firstOf(4, 8).getTime());
  const read = await server.get(`/api/v1/reports/${report.id}/issues/${first.id}?format=html`, { key });
  assert.equal(read.text.replaceAll("\r\n", "\n").trim(), mail.html.trim(), "each is read again as it was sent");
  assert.match(read.headers.get("content-security-policy"), /default-src 'none'/);
});

eachStore("MX-24: previewed and sent now; what can't be reported is refused with its place", { ...open, stores: ["SQLite"] }, async (server, t) => {
  const key = await server.key("admin");
  const make = async (more) => (await server.post("/api/v1/reports", { name: "x", metrics: [{ metric: "churn" }], ...more }, { key })).body;
  const path = ({ errors }) => errors?.[0]?.path;
  assert.deepEqual([(await make({ schedule: "monthly day 32 08:00" })).code, (await make({ schedule: "hourly" })).code], ["invalid_schedule", "invalid_schedule"]);
  const unknown = await make({ metrics: [{ metric: "churn" }, { metric: "nonsense" }] });
  assert.deepEqual([unknown.code, path(unknown)], ["unknown_metric", "/metrics/1"]);
  const ours = await make({ metrics: [{ metric: "churn", parameters: { from: "2026-01-01" } }] });
  assert.deepEqual([ours.code, path(ours)], ["invalid_parameter", "/metrics/0/parameters"]);
  assert.equal((await make({ name: "a\r\nBcc: b" })).code, "control_character");
  assert.equal((await make({ recipients: ["ana@example.com", "nobody"] })).code, "invalid_email");
  const { id } = await make({ recipients: ["ana@example.com"] });
  const preview = await server.get(`/api/v1/reports/${id}/preview`, { key });
  assert.match(preview.text, /not observed yet/);
  assert.equal((await server.get(`/api/v1/reports/${id}/preview?format=csv`, { key })).text.split("\n")[0], "metric,period,from,to,group,unit,currency,value,low,high,n,state,parameters");
  assert.equal((await server.post(`/api/v1/reports/${id}/send`, undefined, { key })).status, 202);
  const [issue] = await until(async () => { const items = await issuesOf(server, key, id); return items.length && items; });
  assert.equal(issue.kind, "asked");
  const { body } = await server.get("/api/v1/messages?kind=report", { key });
  assert.deepEqual(body.items.map(({ status, recipient }) => [status, recipient]), [["queued", "ana@example.com"]], "it waits for a mail server");
});

eachStore("MX-22: as reported then beside as known now, with the late events that explain it", open, async (server) => {
  const key = await server.key("admin");
  await sendOrders(server, comingAndGoing([5, 9], 60));
  const asked = { metrics: [{ metric: "revenue" }], periods: 3 };
  const { status, body: snapshot, text } = await server.post("/api/v1/restatements/snapshots", asked, { key });
  assert.equal(status, 201, text);
  await sendOrders(server, [{ customer: "c1", at: `${month(2)}-20T12:00:00Z` }, { customer: "late", at: `${month(2)}-21T12:00:00Z` }, { customer: "c2", at: `${month(1)}-21T12:00:00Z` }], "late");
  const { body } = await server.get(`/api/v1/restatements?metric=revenue&reported=${snapshot.reported}`, { key });
  assert.deepEqual(body.points.map(({ period, as_reported, as_known_now, difference, late_events }) => [period, as_reported.value, as_known_now.value, difference, late_events]),
    [[month(3), 600, 600, 0, 0], [month(2), 600, 620, 20, 2], [month(1), 600, 610, 10, 1]]);
  assert.equal(body.snapshot.id, snapshot.id);
  const { from, to } = body.points[1], late = [];
  for (let cursor = ""; cursor !== null;) {
    const page = await server.get(`/api/v1/restatements/late-events?snapshot=${snapshot.id}&from=${from}&to=${to}&limit=1${cursor && `&cursor=${cursor}`}`, { key });
    late.push(...page.body.items);
    cursor = page.body.next_cursor;
  }
  assert.deepEqual(late.map(({ event, at }) => [event, at.slice(0, 10)]), [["Order Completed", `${month(2)}-20`], ["Order Completed", `${month(2)}-21`]]);
  assert.equal((await server.get(`/api/v1/restatements?metric=churn&reported=${snapshot.reported}`, { key })).body.code, "not_reported");
  assert.equal((await server.get("/api/v1/restatements?metric=revenue&reported=2020-01-01", { key })).body.code, "not_reported");
});
