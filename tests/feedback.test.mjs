// What customers say and ask: answers to surveys, tickets, reasons of leaving, on both stores. Late, repeated, updated
// and undone statements end in the same rows.
import assert from "node:assert/strict";
import { eachStore } from "./server.mjs";

/** Calls with a key: on.read(path) is the body of a 200; on.say(user, event, properties, at) tracks. */
async function person(server) {
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
    say: async (userId, event, properties, timestamp, messageId = `m${++messages}`) => {
      const answer = await server.post("/v1/track", { userId, event, properties, timestamp, messageId }, { key: track });
      assert.equal(answer.status, 200, answer.text);
    },
    answers: async (query = "") => (await on.read(`/answers${query}`)).items.map(({ kind, score, mood, at }) => `${kind} ${score} ${mood} ${at.slice(0, 10)}`).sort(),
    tickets: async (query = "") => (await on.read(`/tickets${query}`)).items
      .map(({ ticket_id: id, status, opened_at: opened, replied_at: replied, solved_at: solved, reopened }) => [id, status, ...[opened, replied, solved].map((at) => at?.slice(11, 16) ?? "-"), reopened].join(" ")).sort(),
  };
  return on;
}

eachStore("answers count once, for what was said last, at the time of the first", async (server) => {
  const on = await person(server);
  await on.say("a", "Survey Answered", { metric: "nps", score: 3, response_id: "R1", comment: "slow", agent: "bo" }, "2026-03-02T10:00:00Z");
  await on.say("a", "Survey Answered", { metric: "nps", score: 9, response_id: "R1", comment: "fine now" }, "2026-04-02T10:00:00Z");
  await on.say("a", "Survey Answered", { metric: "nps", score: 0, response_id: "R1" }, "2026-03-20T10:00:00Z"); // late: an older statement
  await on.say("a", "Survey Answered", { metric: "csat", score: 4, response_id: "R1" }, "2026-03-02T10:00:00Z"); // the same questionnaire
  await on.say("b", "Survey Answered", { metric: "NPS", score: "8" }, "2026-03-05T10:00:00Z", "twice");
  await on.say("b", "Survey Answered", { metric: "NPS", score: "8" }, "2026-03-05T10:00:00Z", "twice");
  await on.say("b", "Survey Answered", { metric: "nps", score: 11 }, "2026-03-06T10:00:00Z"); // not on the scale
  await on.say("b", "Survey Answered", { metric: "nps" }, "2026-03-06T10:00:00Z");
  await on.say("b", "Survey Answered", { metric: "csat", score: 7, scale: 10 }, "2026-03-07T10:00:00Z");
  await on.say("b", "Product Reviewed", { rating: 2, review_id: "v1", review_body: "broke" }, "2026-03-08T10:00:00Z");
  await on.say("b", "Ticket Solved", { ticket_id: "T1", satisfaction: "bad" }, "2026-03-09T10:00:00Z");
  const expected = ["csat 1 negative 2026-03-09", "csat 4 positive 2026-03-02", "csat 7 neutral 2026-03-07", "nps 8 neutral 2026-03-05", "nps 9 positive 2026-03-02", "review 2 negative 2026-03-08"];
  assert.deepEqual(await on.answers(), expected);
  assert.deepEqual(await on.answers("?kind=nps"), expected.slice(3, 5));
  assert.equal((await on.read("/answers?kind=nps&limit=1000")).items.find(({ score }) => score === 9).comment, "fine now");
  assert.deepEqual(await on.answers("?mood=neutral"), [expected[2], expected[3]]);
  assert.deepEqual(await on.answers("?mood=positive&kind=csat"), [expected[1]]);
  const scores = async (query) => (await on.read(`/answers/scores${query}`)).items.map((one) => `${one.score}/${one.scale_high} ${one.mood} ${one.answers}`);
  assert.deepEqual(await scores("?kind=csat"), ["1/5 negative 1", "4/5 positive 1", "7/10 neutral 1"]);
  assert.deepEqual(await scores("?from=2026-03-03&to=2026-03-05"), ["8/10 neutral 1"]);
  assert.deepEqual(await on.read("/answers/scores?kind=ces"), { kind: "ces", items: [], n: 0 });
  const first = await on.read("/answers?limit=4"), second = await on.read(`/answers?limit=4&cursor=${first.next_cursor}`);
  assert.deepEqual([first.items.length, second.items.length, second.next_cursor], [4, 2, null]);

  // A file of answers is taken back as if it had never been: the update it brought goes, the answer before stands again.
  const imported = await server.request("POST", "/api/v1/imports?kind=responses", "user_id,date,nps,response_id\na,2026-05-01T00:00:00Z,1,R1\nc,2026-05-01T00:00:00Z,10,R9\n", { key: await server.key("admin"), headers: { "content-type": "text/csv" } });
  assert.equal(imported.status, 202, imported.text);
  await done(on, imported.body.job ?? imported.body.id);
  assert.deepEqual(await on.answers("?kind=nps"), ["nps 1 negative 2026-03-02", "nps 10 positive 2026-05-01", "nps 8 neutral 2026-03-05"]);
  const number = (await on.read("/imports")).items[0].id;
  const undo = await on.send("POST", `/imports/${number}/undo`);
  assert.ok(undo.status < 300, undo.text);
  await done(on, undo.body.job ?? undo.body.id);
  assert.deepEqual(await on.answers(), expected);

  // Access export and erasure: personal rows go with their person.
  const a = (await on.read("/customers/user_id:a")).id;
  const erased = await on.send("POST", `/customers/${a}/erase`, { confirm: String(a), totals: "remove" });
  assert.ok(erased.status < 300, erased.text);
  for (let i = 0; i < 100 && (await on.answers()).length !== 4; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual(await on.answers(), expected.filter((line) => line !== "csat 4 positive 2026-03-02" && line !== "nps 9 positive 2026-03-02"));
});

async function done(on, job) {
  for (let i = 0; i < 200; i++) {
    const { status } = await on.read(`/jobs/${job}`);
    if (status === "done") return;
    assert.ok(status === "queued" || status === "running", status);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail("the job did not end");
}

eachStore("tickets are what their events say in the order of time", async (server) => {
  const on = await person(server), day = (time) => `2026-03-02T${time}:00Z`;
  // Solved, reopened and solved again, arriving backwards.
  await on.say("a", "Ticket Solved", { ticket_id: "T1" }, day("15:00"));
  await on.say("a", "Ticket Reopened", { ticket_id: "T1" }, day("12:00"));
  await on.say("a", "Ticket Solved", { ticket_id: "T1", agent: "bo" }, day("11:00"));
  await on.say("a", "Ticket Replied", { ticket_id: "T1", author: "customer" }, day("09:10"));
  await on.say("a", "Ticket Replied", { ticket_id: "T1" }, day("09:30"));
  assert.deepEqual(await on.tickets(), ["T1 unknown - 09:30 15:00 1"]);
  await on.say("a", "Ticket Opened", { ticket_id: "T1", channel: "email", category: "delivery" }, day("09:00"), "opened");
  await on.say("a", "Ticket Opened", { ticket_id: "T1", channel: "email", category: "delivery" }, day("09:00"), "opened");
  await on.say("b", "Ticket Opened", { ticket_id: "T2" }, day("10:00"));
  await on.say("b", "Ticket Solved", { ticket_id: "T3", first_reply_minutes: 2.5 }, day("11:00"));
  await on.say("b", "Ticket Opened", { ticket_id: "T3" }, day("10:00"));
  await on.say("b", "Ticket Opened", {}, day("10:00"));
  await on.say("b", "Ticket Closed", { ticket_id: "T4" }, day("11:00"));
  const tickets = await on.tickets();
  assert.deepEqual(tickets.slice(0, 4), ["T1 solved 09:00 09:30 15:00 1", "T2 open 10:00 - - 0", "T3 solved 10:00 10:02 11:00 0", "T4 unknown - - 11:00 0"]);
  assert.match(tickets[4], /^event \d+ open 10:00 - - 0$/);
  assert.deepEqual(await on.tickets("?topic=delivery"), tickets.slice(0, 1));
  assert.equal((await on.read("/tickets?status=open")).items.length, 2);
});

eachStore("exits have a reason of the list", async (server) => {
  const on = await person(server);
  const { id } = await on.made("/customers", { user_id: "a" });
  const exit = await on.made("/exits", { customer: "user_id:a", reason: "competitor", competitor: "RivalCo" });
  assert.deepEqual([exit.customer, exit.reason, exit.competitor], [id, "competitor", "rivalco"]);
  const refused = await on.send("POST", "/exits", { customer: "user_id:a", reason: "foo" });
  assert.deepEqual([refused.status, refused.body.code, refused.body.errors?.[0]?.path], [400, "unknown_reason", "/reason"]);
  for (const code of ["minor_service_failure", "major_service_failure", "competitor", "unmet_expectations", "poor_service", "low_engagement", "indifference", "price", "other"])
    assert.ok(refused.text.includes(code), `${code} in ${refused.text}`);
  assert.equal((await on.send("POST", "/exits", { customer: "user_id:nobody", reason: "price" })).status, 404);
});
