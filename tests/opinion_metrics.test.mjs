// The figures that stand on answers, tickets, exits and entered costs: small histories worked out by hand, on both stores;
// the same by API, CSV and command line.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { shared } from "./program.mjs";
import { eachStore } from "./server.mjs";

/** on.figure("nps", "period=2026-03") is one point; on.figures the points of a series. */
async function desk(server) {
  const admin = await server.key("admin"), track = await server.key("track");
  let messages = 0;
  const on = {
    send: (method, path, body) => server.request(method, `/api/v1${path}`, body, { key: admin }),
    read: async (path) => {
      const answer = await on.send("GET", path);
      assert.equal(answer.status, 200, `${path}: ${answer.text}`);
      return answer.body;
    },
    made: async (path, body) => {
      const answer = await on.send("POST", path, body);
      assert.equal(answer.status, 201, answer.text);
      return answer.body;
    },
    say: async (events) => {
      const batch = events.map(([userId, event, properties, at]) => ({ type: "track", userId, event, properties, timestamp: at.includes("T") ? at : `${at}T12:00:00Z`, messageId: `m${++messages}` }));
      const answer = await server.post("/v1/batch", { batch }, { key: track });
      assert.deepEqual([answer.status, answer.body.accepted, answer.body.rejected], [200, batch.length, []], answer.text);
    },
    figures: async (name, query = "") => (await on.read(`/metrics/${name}?as_of=2026-06-30&${query}`)).points,
    figure: async (name, query) => (await on.figures(name, query)).at(-1),
    people: async (name, query) => (await on.read(`/metrics/${name}/customers?as_of=2026-06-30&${query}`)).items,
  };
  return on;
}

const euros = (amount) => ({ amount, currency: "EUR" });
const near = (value, expected, what = "") => assert.ok(Math.abs(value - expected) < 1e-6 * Math.max(1, Math.abs(expected)), `${what} ${value} is not ${expected}`);

eachStore("NPS, CSAT and CES have intervals, windows, groups and people", async (server) => {
  const on = await desk(server), events = [];
  // R022: 50 promoters, 30 passives, 20 detractors.
  for (let i = 0; i < 100; i++) events.push([`c${i}`, "Survey Answered", { metric: "nps", score: i < 50 ? 9 + i % 2 : i < 80 ? 7 + i % 2 : i % 7, survey: i % 2 ? "spring" : "shop", agent: i % 5 ? "ana" : "bo" }, "2026-03-10"]);
  for (const [i, score] of [5, 4, 3, 5, 2].entries()) events.push([`c${i}`, "Survey Answered", { metric: "csat", score }, "2026-03-11"]);
  for (const [i, score] of [7, 6, 5, 2].entries()) events.push([`c${i}`, "Survey Answered", { metric: "ces", score }, "2026-04-11"]);
  await on.say(events);
  const nps = await on.figure("nps", "period=2026-03");
  assert.deepEqual([nps.value, nps.n, nps.parts], [30, 100, { promoters: 50, passives: 30, detractors: 20 }]);
  // Var = p + d - (p - d)^2 = 0.61, n - 1: 30 -+ 1.96 * 100 * sqrt(0.61 / 99)
  near(nps.low, 30 - 195.9963984540054 * Math.sqrt(0.61 / 99));
  near(nps.high, 30 + 195.9963984540054 * Math.sqrt(0.61 / 99));
  const csat = await on.figure("csat", "period=2026-03");
  assert.deepEqual([csat.value, csat.n, csat.parts], [0.6, 5, { satisfied: 3, dissatisfied: 1 }]);
  const ces = await on.figure("ces", "period=2026-04");
  assert.deepEqual([ces.value, ces.n], [5, 4]);
  // 0 answers are not 0.
  const none = await on.figure("nps", "period=2026-05");
  assert.deepEqual([none.value, none.low, none.n], [null, null, null]);
  // R055: 60 positive, 20 neutral … by the answers' own ratings: 53, 31, 21 of NPS and CSAT in March.
  const sentiment = await on.figure("sentiment", "period=2026-03");
  assert.deepEqual([sentiment.n, sentiment.parts], [105, { positive: 53, neutral: 31, negative: 21 }]);
  near(sentiment.value, 100 * (53 - 21) / 105);

  // A rolling window looks back from the end of each period.
  const rolling = (await on.figures("nps", "period=month&from=2026-03-01&to=2026-05-31&rolling=60")).map(({ period, n }) => `${period} ${n}`);
  assert.deepEqual(rolling, ["2026-03 100", "2026-04 100", "2026-05 null"]);
  assert.equal((await on.send("GET", "/metrics/nps?rolling=soon")).status, 400);

  // By survey and agent: the parts of all groups are the whole; one survey alone.
  const by = await on.figures("nps", "period=2026-03&by=agent");
  assert.deepEqual(by.map(({ by: group, n }) => [group?.key ?? group, n]), [["ana", 80], ["bo", 20]]);
  assert.equal((await on.figure("nps", "period=2026-03&survey=spring")).n, 50);
  const detractors = await on.people("nps", "period=2026-03&part=detractors");
  assert.equal(detractors.length, 20);

  // Merged customers answer as one person, and as two again once they are taken apart.
  const [a, b] = [(await on.read("/customers/user_id:c0")).id, (await on.read("/customers/user_id:c1")).id];
  const merged = await on.send("POST", `/customers/${a}/merge`, { with: String(b), reason: "same" });
  assert.equal(merged.status, 200, merged.text);
  const pleased = async () => (await on.people("csat", "period=2026-03&part=satisfied")).map(({ detail }) => detail).sort();
  assert.deepEqual(await pleased(), ["5", "5, 4"]);
  assert.equal((await on.figure("nps", "period=2026-03")).value, 30);
  await on.send("POST", `/customers/${a}/unmerge`, { edge: merged.body.edge });
  assert.deepEqual(await pleased(), ["4", "5", "5"]);

  // The response rate stands beside, and alone.
  await on.say([["c0", "Survey Sent", { metric: "csat" }, "2026-03-10"], ["c1", "Survey Sent", { metric: "csat" }, "2026-03-10"], ["c99", "Survey Sent", { metric: "csat" }, "2026-03-10"],
    ["c0", "Survey Sent", { metric: "csat" }, "2026-03-20"], ["c2", "Survey Sent", { metric: "csat" }, "2026-03-12"]]); // after its answer
  const asked = await on.figure("csat", "period=2026-03");
  assert.deepEqual([asked.parts.asked, asked.parts.answered, asked.n], [5, 2, 5]);
  const rate = await on.figure("response_rate", "period=2026-03");
  assert.deepEqual([rate.value, rate.n, rate.parts], [0.4, 5, { asked: 5, answered: 2 }]);

  // API = CSV = command line.
  const csv = await on.send("GET", "/metrics/nps?period=2026-03&as_of=2026-06-30&format=csv");
  assert.match(csv.text, /2026-03[^\n]*30/);
  const { out, code, error } = await server.command(["metric", "nps", "--period", "2026-03", "--as-of", "2026-06-30", "--format", "json"]);
  assert.equal(code, 0, error);
  assert.deepEqual(JSON.parse(out).points, [nps].map((point) => ({ ...point })));
});

eachStore("tickets: volumes, times, backlog, who asks again and again", async (server) => {
  const on = await desk(server), events = [];
  // R047: ten tickets with first replies of 1 … 10 minutes.
  for (let i = 1; i <= 10; i++) {
    const at = (minutes) => new Date(Date.UTC(2026, 2, i, 9, minutes)).toISOString();
    events.push([`c${i % 4}`, "Ticket Opened", { ticket_id: `T${i}`, channel: i % 2 ? "email" : "chat", category: "delivery" }, at(0)],
      [`c${i % 4}`, "Ticket Replied", { ticket_id: `T${i}`, agent: i > 5 ? "bo" : "ana" }, at(i)]);
    if (i <= 6) events.push([`c${i % 4}`, "Ticket Solved", { ticket_id: `T${i}` }, at(30)]);
  }
  events.push(["c1", "Ticket Reopened", { ticket_id: "T1" }, "2026-04-02T09:00:00Z"], ["c1", "Ticket Solved", { ticket_id: "T1" }, "2026-05-02T09:00:00Z"]);
  events.push(["c9", "Ticket Opened", { ticket_id: "T11" }, "2026-03-31T23:30:00Z"]);
  await on.say(events);
  const response = await on.figure("first_response_time", "period=2026-03");
  assert.deepEqual([response.value, response.n, response.parts], [5.5, 10, { p90: 9.1, waiting: 1 }]);
  assert.deepEqual((await on.figures("tickets", "period=month&from=2026-02-01&to=2026-05-31")).map(({ value }) => value), [null, 11, 0, 0]);
  assert.deepEqual((await on.figures("tickets_solved", "period=month&from=2026-03-01&to=2026-05-31")).map(({ value }) => value), [5, 0, 1]);
  // T1 was solved at the end of March, open at the end of April, solved at the end of May.
  assert.deepEqual((await on.figures("ticket_backlog", "period=month&from=2026-03-01&to=2026-05-31")).map(({ value }) => value), [5, 6, 5]);
  const by = await on.figures("tickets", "period=2026-03&by=channel");
  assert.deepEqual(by.map(({ by: group, value }) => [group?.key ?? group, value]), [["chat", 5], ["email", 5], [by[2].by?.key ?? by[2].by, 1]]);
  assert.equal((await on.figure("frequent_contacts", "period=2026-03")).value, 2); // c1 and c2 with three
  assert.equal((await on.figure("frequent_contacts", "period=2026-03&at_least=2")).value, 4);
  assert.equal((await on.people("frequent_contacts", "period=2026-03")).length, 2);
  // The civil day of the workspace decides.
  assert.equal((await on.figure("tickets", "period=2026-04")).value, 0);
  await on.send("PATCH", "/workspace", { time_zone: "Europe/Paris" });
  await server.restart();
  assert.deepEqual([(await on.figure("tickets", "period=2026-03")).value, (await on.figure("tickets", "period=2026-04")).value], [10, 1]);
});

eachStore("exits: a Pareto of reasons, and what competitors took", async (server) => {
  const on = await desk(server);
  const reasons = ["price", "too_expensive", "Trop cher", "prix", "price", "customer_service", "poor_service", "support", "competitor", "switched_service"];
  for (const [i, reason] of reasons.entries()) {
    await on.made("/customers", { user_id: `e${i}` });
    await on.made(`/customers/user_id:e${i}/exits`, { reason, at: `2026-03-${10 + i}T10:00:00Z`, ...(i >= 8 ? { competitor: i === 8 ? "RivalCo" : "Other" } : {}) });
  }
  await on.made("/customers/user_id:e0/exits", { reason: "price", at: "2026-03-30T10:00:00Z" }); // the same person counts once
  const by = await on.figures("churn_reasons", "period=2026-03&by=reason");
  assert.deepEqual(by.map(({ by: group, value, parts }) => [group?.key ?? group, value, parts.exits, parts.cumulative_share]), [
    ["price", 0.5, 5, 0.5], ["poor_service", 0.3, 3, 0.8], ["competitor", 0.2, 2, 1]]);
  const lost = await on.figure("competitor_losses", "period=2026-03");
  assert.deepEqual([lost.value, lost.n, lost.parts.exits], [0.2, 10, 2]);
  assert.deepEqual((await on.figures("competitor_losses", "period=2026-03&by=competitor")).map(({ by: group, value }) => [group?.key ?? group, value]), [["other", 0.1], ["rivalco", 0.1]]);
  assert.equal((await on.people("competitor_losses", "period=2026-03&part=exits")).length, 2);
});

eachStore("a topic that rises while those who ask leave is flagged; contacts per 100 customers; what leaves with each reason", async (server) => {
  const on = await desk(server), events = [], week = (n, hour = 9) => new Date(Date.UTC(2026, 4, 1 + 7 * n, hour)).toISOString();
  for (let i = 0; i < 40; i++) events.push([`x${i}`, "Ticket Opened", { ticket_id: `B${i}`, category: "delivery" }, week(i % 4)]);
  for (let i = 0; i < 120; i++) events.push([`x${i}`, "Ticket Opened", { ticket_id: `A${i}`, category: "delivery" }, week(4 + i % 4)]);
  for (let i = 0; i < 20; i++) events.push([`x${i}`, "Ticket Opened", { ticket_id: `C${i}`, category: "billing" }, week(i % 8)]);
  for (const i of [0, 1]) events.push([`x${i}`, "Exit Recorded", { reason: "price" }, week(3, 12)]);
  for (let i = 40; i < 52; i++) events.push([`x${i}`, "Exit Recorded", { reason: i < 46 ? "service" : "price" }, week(7, 12)]);
  // 200 customers of June, of whom 160 came in May already.
  for (let i = 0; i < 200; i++) events.push(...(i < 160 ? [[`x${i}`, "Order Completed", { order_id: `M${i}`, total: 10, currency: "EUR" }, "2026-05-20"]] : []), ...(i >= 10 ? [[`x${i}`, "Order Completed", { order_id: `J${i}`, total: 10, currency: "EUR" }, "2026-06-20"]] : []));
  await on.say(events);
  const topics = await on.read("/tickets/topics?as_of=2026-06-25&weeks=4");
  assert.deepEqual([topics.from, topics.to], ["2026-05-01", "2026-06-25"]);
  const [billing, delivery] = topics.items;
  assert.deepEqual([delivery.topic, delivery.tickets_before, delivery.tickets, delivery.left_before, delivery.left, delivery.flag], ["delivery", 40, 120, 2, 12, "rising, churn-linked"]);
  assert.deepEqual([delivery.churn_before, delivery.churn, delivery.small_sample], [0.05, 0.1, false]);
  assert.deepEqual([billing.topic, billing.flag, billing.small_sample], ["billing", null, true]);
  assert.deepEqual((await on.read("/tickets/topics?as_of=2020-01-01")).items, []);
  // June: 150 stay of 160, 40 are new, 10 are gone: 200 customers at some time.
  const contacts = await on.figure("contact_rate", "period=2026-06&window=period");
  assert.deepEqual([contacts.parts.customers, contacts.n], [200, 200]);
  near(contacts.value, contacts.parts.tickets / 2);
  assert.ok(contacts.low < contacts.value && contacts.value < contacts.high);
  const lost = await on.figures("lost_value", "period=month&from=2026-06-01&to=2026-06-30&window=period&by=reason");
  assert.deepEqual(lost.map(({ by, parts }) => [by?.key ?? by, parts.lost]), [["price", 6], ["other", 6]]);
  assert.equal(Number(lost[0].value.amount).toFixed(0), (6 * Number(lost[0].parts.clv.amount)).toFixed(0));
});

eachStore("the tickets of RavenStack: what a plain count of the file says", async (server) => {
  const on = await desk(server), path = shared("saas/ravenstack_support_tickets.csv");
  const { code, error } = await server.command(["import", "tickets", path]);
  assert.equal(code, 0, error);
  const rows = readFileSync(path, "utf8").trim().split("\n").slice(1).map((line) => line.split(","));
  const median = (numbers) => {
    const sorted = [...numbers].sort((a, b) => a - b), middle = (sorted.length - 1) / 2;
    return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  };
  for (const year of ["2023", "2024"]) {
    const opened = rows.filter(([, , at]) => at.startsWith(year)), closed = rows.filter(([, , , at]) => at.startsWith(year));
    const rated = closed.map(([, , , , , , , score]) => Number(score)).filter(Boolean);
    assert.equal((await on.figure("tickets", `period=${year}`)).value, opened.length);
    const response = await on.figure("first_response_time", `period=${year}`), resolution = await on.figure("resolution_time", `period=${year}`);
    assert.deepEqual([response.value, response.n], [median(opened.map(([, , , , , , minutes]) => Number(minutes))), opened.length]);
    near(resolution.value, median(closed.map(([, , at, end]) => (Date.parse(`${end.replace(" ", "T")}Z`) - Date.parse(`${at}T00:00:00Z`)) / 60000)));
    assert.equal((await on.figure("ticket_backlog", `period=${year}`)).value, rows.filter(([, , at, end]) => at < `${Number(year) + 1}` && end >= `${Number(year) + 1}`).length);
    const csat = await on.figure("csat", `period=${year}`);
    assert.deepEqual([csat.n, csat.parts.satisfied], [rated.length, rated.filter((score) => score >= 4).length]);
  }
});
