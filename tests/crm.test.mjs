// What people write about customers and do for them: notes, tasks, tags, promises, needs, values, competitors, playbooks,
// saved views. On both stores.
import assert from "node:assert/strict";
import { eachStore } from "./server.mjs";

const password = "correct horse battery staple 7";

/** Somebody of the staff, signed in: calls with their cookie. */
async function colleague(server, email, role = "agent") {
  const { code, error } = await server.command(["staff", "add", "--email", email, "--role", role, "--password-stdin"], { input: `${password}\n` });
  assert.equal(code, 0, error);
  const answer = await server.post("/api/v1/session", { email, password });
  assert.equal(answer.status, 200, answer.text);
  const cookie = answer.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  const on = client(server, { cookie, origin: server.url });
  on.id = (await on.get("/session")).body?.person?.id;
  return on;
}

function client(server, headers, key) {
  const call = (method) => async (path, body, more) => server.request(method, `/api/v1${path}`, body, { key, headers: { ...headers, ...more } });
  const on = { get: call("GET"), post: call("POST"), patch: call("PATCH"), put: call("PUT"), delete: call("DELETE") };
  on.made = async (path, body) => {
    const answer = await on.post(path, body);
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };
  on.read = async (path) => {
    const answer = await on.get(path);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  return on;
}

let messages = 0;
const admin = async (server) => client(server, {}, await server.key("admin"));
const code = ({ status, body }) => `${status} ${body?.code ?? ""}`;
const events = async (on, id) => (await on.read(`/customers/${id}/timeline`)).items.map(({ event, at }) => `${event} ${at.slice(11, 16)}`);

eachStore("notes, mentions, tasks, projects and tags", async (server) => {
  const on = await admin(server);
  const ana = await colleague(server, "ana@fidele.test"), bo = await colleague(server, "bo@fidele.test");
  const customer = (await on.made("/customers", { user_id: "cy", email: "cy@example.com" })).id;
  const path = `/customers/${customer}`;

  // R069: what was said by mail, chat, telephone and face to face stands on one timeline.
  for (const [kind, time] of [["email_received", "09:00"], ["chat_received", "10:00"], ["call_received", "11:00"], ["meeting", "12:00"]])
    await ana.made(`${path}/notes`, { kind, text: `was said at ${time}`, at: `2026-06-01T${time}:00Z` });
  assert.deepEqual(await events(on, customer), ["Meeting Held 12:00", "Call Received 11:00", "Chat Message Received 10:00", "Email Received 09:00"]);

  const note = await ana.made(`${path}/notes`, { text: "Wants a call. @bo@fidele.test, can you? (cy@example.com, not @nobody@x.test) @bo@fidele.test." });
  assert.deepEqual([note.kind, note.mentions, note.version, note.customer], ["note", 1, 1, customer]);
  const changed = await ana.patch(`${path}/notes/${note.id}`, { text: "Wants a letter." }, { "if-match": '"1"' });
  assert.deepEqual([changed.status, changed.body.text, changed.body.version], [200, "Wants a letter.", 2]);
  assert.equal(code(await bo.patch(`${path}/notes/${note.id}`, { text: "x" }, { "if-match": '"1"' })), "412 version_conflict");
  assert.deepEqual((await ana.read(`${path}/notes/${note.id}/history`)).items.map(({ version, text }) => `${version} ${text.slice(0, 13)}`), ["1 Wants a call."].map((text) => text.slice(0, 15)));
  assert.equal(code(await on.post(`${path}/notes`, { text: "" })), "422 required");
  assert.equal(code(await on.post(`${path}/notes`, { text: "x", kind: "song" })), "422 invalid_value");
  assert.equal(code(await on.post("/customers/999/notes", { text: "x" })), "404 not_found");
  const other = (await on.made("/customers", { user_id: "dee" })).id;
  assert.equal(code(await on.get(`/customers/${other}/notes/${note.id}`)), "404 not_found");

  // The queue of a person.
  let queue = (await bo.read("/tasks?owner=me")).items;
  assert.deepEqual(queue.map(({ kind, customer: whose }) => `${kind} ${whose}`), [`mention ${customer}`]);
  assert.equal(code(await ana.post(`/mentions/${queue[0].id}/seen`)), "404 not_found");
  assert.equal((await bo.post(`/mentions/${queue[0].id}/seen`)).status, 204);
  assert.deepEqual((await bo.read("/tasks?owner=me")).items, []);

  // R072: three tasks, one closed: 33 %.
  const project = await ana.made("/projects", { name: "Win-back Q4", owner: "me", due_day: "2026-12-31" });
  assert.deepEqual([project.progress, project.progress_text, project.tasks], [null, null, 0]);
  const milestone = (await ana.made(`/projects/${project.id}/milestones`, { name: "letters out", due_day: "2026-11-30" })).milestones[0];
  const tasks = [];
  for (const title of ["write", "print", "send"]) tasks.push(await ana.made("/tasks", { title, milestone: milestone.id, owner: "bo@fidele.test" }));
  assert.deepEqual(tasks.map((task) => task.project), [project.id, project.id, project.id]);
  const closed = (await bo.patch(`/tasks/${tasks[0].id}`, { status: "closed" })).body;
  assert.ok(closed.closed_at, JSON.stringify(closed));
  const now = await ana.read(`/projects/${project.id}?locale=fr`);
  assert.deepEqual([now.progress_text, now.milestones[0].tasks_closed, now.tasks_closed], ["33\u202f%", 1, 1]);
  assert.ok(Math.abs(now.progress - 1 / 3) < 1e-9);
  assert.equal((await bo.patch(`/tasks/${tasks[0].id}`, { status: "open" })).body.closed_at, null);
  assert.equal(code(await ana.post("/tasks", { title: "x", project: 999 })), "422 not_found");
  assert.equal(code(await ana.post("/tasks", { title: "x", owner: "nobody@x.test" })), "422 not_found");
  assert.equal(code(await ana.get("/tasks?due=someday")), "422 invalid_value");

  // Due days are days of the workspace; what has none stands last; pages join.
  const today = new Date().toISOString().slice(0, 10), day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await on.made(`${path}/tasks`, { title: "late", owner: "bo@fidele.test", due_day: day(-2) });
  await on.made(`${path}/tasks`, { title: "now", owner: "bo@fidele.test", due_day: today });
  await on.made("/tasks", { title: "later", owner: "bo@fidele.test", due_day: day(30) });
  const titles = async (query) => (await bo.read(`/tasks?owner=me${query}`)).items.map(({ title }) => title).join(" ");
  assert.equal(await titles(""), "late now later write print send");
  assert.equal(await titles("&due=overdue"), "late");
  assert.equal(await titles("&due=today"), "late now");
  assert.equal(await titles(`&due=${day(30)}`), "late now later");
  assert.equal(await titles(`&project=${project.id}`), "write print send");
  const first = await bo.read("/tasks?owner=me&limit=4"), second = await bo.read(`/tasks?owner=me&limit=4&cursor=${first.next_cursor}`);
  assert.equal([...first.items, ...second.items].map(({ title }) => title).join(" "), "late now later write print send");
  assert.equal(second.next_cursor, null);

  // Tags: one tag whatever the letters, counted, renamed, merged.
  await ana.put(`${path}/tags/VIP`);
  await ana.put(`/customers/${other}/tags/%20vip%20`);
  await ana.put(`/customers/${other}/tags/${encodeURIComponent("Très bon")}`);
  const tags = async () => (await on.read("/tags")).items.map(({ name, customers }) => `${name} ${customers}`);
  assert.deepEqual(await tags(), ["Très bon 1", "VIP 2"]);
  const [good] = (await on.read("/tags")).items;
  assert.deepEqual((await on.patch(`/tags/${good.id}`, { name: "vip" })).body.customers, 2);
  assert.deepEqual(await tags(), ["vip 2"]);
  assert.deepEqual((await ana.delete(`${path}/tags/Vip`)).body.items, []);
  assert.equal(code(await ana.delete(`${path}/tags/Vip`)), "404 not_found");
  assert.equal(code(await ana.put(`${path}/tags/${"x".repeat(101)}`)), "422 invalid_value");

  // A merge shows both persons' things as one; unmerging parts them.
  await on.made(`/customers/${other}/notes`, { text: "of dee" });
  const merged = await on.post(`${path}/merge`, { with: String(other), reason: "same person" });
  assert.equal((await on.read(`${path}/notes?limit=2`)).items[0].text, "of dee");
  assert.equal((await on.read(`${path}/notes`)).items.length, 6);
  assert.deepEqual((await on.read(`${path}/tags`)).items.map(({ name }) => name), ["vip"]);
  await on.post(`${path}/unmerge`, { edge: merged.body.edge });
  assert.equal((await on.read(`${path}/notes`)).items.length, 5);
  assert.equal((await ana.delete(`${path}/notes/${note.id}`)).status, 204);
  assert.equal((await on.read(`${path}/notes`)).items.length, 4);

  // Who may not see notes may not write them either.
  assert.equal((await on.put("/roles/agent", { masked: ["notes"] })).status, 200);
  const [hidden] = (await ana.read(`${path}/notes`)).items;
  assert.deepEqual([hidden.text, "kind" in hidden], [undefined, true]);
  assert.equal(code(await ana.post(`${path}/notes`, { text: "x" })), "403 forbidden");
  assert.ok((await bo.read("/tasks?owner=me")).items.every((item) => !("title" in item)));
});

eachStore("promises are kept or broken at their second, whoever looks first", async (server) => {
  const on = await admin(server), ana = await colleague(server, "ana@fidele.test");
  const id = (await on.made("/customers", { user_id: "cy" })).id, path = `/customers/${id}`;
  const iso = (milliseconds) => new Date(Date.now() + milliseconds).toISOString();

  const past = await ana.made(`${path}/promises`, { what: "call back", due_at: iso(-61_000) });
  assert.deepEqual([past.status, past.owner > 0], ["broken", true]);
  const open = await ana.made(`${path}/promises`, { what: "send the part", due_at: iso(3_600_000) });
  assert.equal(open.status, "open");
  const expected = await ana.made(`${path}/promises`, { what: "a French manual", due_at: iso(-7200_000), kind: "expectation" });
  assert.deepEqual((await on.read("/promises?status=broken")).items.map(({ what }) => what), ["a French manual", "call back"]);
  assert.deepEqual((await on.read("/promises?status=open")).items.map(({ what }) => what), ["send the part"]);

  // The owner is alerted; what was seen leaves the queue.
  assert.deepEqual((await ana.read("/tasks?owner=me")).items.map(({ kind, title, status }) => `${kind} ${title} ${status}`),
    ["promise a French manual broken", "promise call back broken"]);
  await ana.post(`${path}/promises/${expected.id}/seen`);
  assert.equal((await ana.read("/tasks?owner=me")).items.length, 1);

  // Kept late stays known as broken; said twice it is one event; kept in time but told late is kept.
  const late = (await ana.patch(`${path}/promises/${past.id}`, { status: "kept" })).body;
  assert.deepEqual([late.status, late.broken_at], ["kept_late", new Date(Date.parse(late.due_at) + 1000).toISOString()]);
  await ana.patch(`${path}/promises/${past.id}`, { status: "kept" });
  const count = async (name) => (await on.read(`${path}/timeline?limit=100`)).items.filter(({ event }) => event === name).length;
  assert.deepEqual([await count("Promise Made"), await count("Promise Kept")], [3, 1]);
  const told = await ana.made(`${path}/promises`, { what: "done in time", due_at: iso(-10_000) });
  assert.equal((await ana.patch(`${path}/promises/${told.id}`, { status: "kept", kept_at: iso(-20_000) })).body.status, "kept");
  assert.equal(code(await ana.patch(`${path}/promises/${open.id}`, { status: "kept", kept_at: iso(60_000) })), "422 invalid_value");
  assert.equal((await ana.patch(`${path}/promises/${open.id}`, { status: "withdrawn" })).body.status, "withdrawn");

  // One that breaks while the program is down: written down and said once, also after a kill.
  await ana.made(`${path}/promises`, { what: "soon", due_at: iso(100) });
  await server.kill();
  await server.restart();
  const again = await admin(server);
  assert.equal((await again.read("/promises?status=broken")).items.length >= 1, true);
  assert.equal(await (async () => (await again.read(`${path}/timeline?event=Promise%20Kept`)).items.length)(), 2);
  assert.equal(code(await on.post(`${path}/promises`, { what: "x" })), "422 required");
});

eachStore("needs, preferences, values and what a conversation taught", async (server) => {
  const on = await admin(server);
  const track = await server.key("track");
  const say = async (userId, event, properties) => {
    const answer = await server.post("/v1/track", { userId, event, properties, messageId: `crm${++messages}` }, { key: track });
    assert.equal(answer.status, 200, answer.text);
  };
  // R082: five tickets about one thing, one about another, twice the same in one ticket.
  for (const [user, tags] of [["a", ["late delivery"]], ["b", ["Late  Delivery", "late delivery"]], ["c", "late delivery, broken box"], ["d", ["LATE DELIVERY"]], ["a", ["late delivery", "x".repeat(200), 5, ""]]])
    await say(user, "Ticket Opened", { subject: "parcel", tags });
  const ranking = (await on.read("/needs/ranking?kind=frustration")).items;
  assert.deepEqual(ranking.map(({ text, customers }) => `${text} of ${customers}`), ["late delivery (5) of 4", "broken box (1) of 1"].map((line) => line.replace("late delivery", ranking[0].tag)));
  assert.equal(ranking[0].tag.toLowerCase().replace(/ +/g, " "), "late delivery");
  assert.equal(ranking[0].customer_ids.length, 4);
  const a = (await on.read("/customers/user_id:a")).id, b = (await on.read("/customers/user_id:b")).id;
  await say("b", "Survey Answered", { needs: ["invoice by mail"], frustrations: ["late delivery"] });
  await say("b", "Need Recorded", { tag: "gift wrap" });
  const made = await on.made(`/customers/${a}/needs`, { kind: "need", tag: "Gift Wrap", origin: "note", detail: "said it at the counter" });
  assert.deepEqual([made.origin, made.detail, made.tag, made.event > 0], ["note", "said it at the counter", "Gift Wrap", true]);
  assert.deepEqual((await on.read("/needs/ranking?kind=need")).items.map(({ text, customers }) => `${text.toLowerCase()} ${customers}`), ["gift wrap (2) 2", "invoice by mail (1) 1"]);
  const merge = await on.post(`/customers/${a}/merge`, { with: String(b), reason: "one" });
  assert.equal((await on.read("/needs/ranking?kind=need")).items[0].customers, 1);
  await on.post(`/customers/${a}/unmerge`, { edge: merge.body.edge });

  // R070: a declared preference is a trait; observed ones are counted.
  const put = await on.put(`/customers/${a}/preferences/topic`, { value: "coffee" });
  assert.deepEqual([put.body.declared[0].trait, put.body.declared[0].value], ["pref.topic", "coffee"]);
  assert.deepEqual((await on.read("/customers?trait=pref.topic&value=coffee")).items.map(({ id }) => id), [a]);
  await say("a", "Product Viewed", { product_id: "p1", name: "Espresso", category: "coffee" });
  await say("a", "Order Completed", { order_id: "o1", total: 5, currency: "EUR", products: [{ product_id: "p1", name: "Espresso", category: "coffee" }, { product_id: "p2", category: "tea" }] });
  const observed = (await on.read(`/customers/${a}/preferences`)).observed.map(({ kind, value, views, orders }) => `${kind} ${value} ${orders} ${views}`);
  assert.deepEqual(observed, ["product Espresso 1 1", "category coffee 1 1", "product p2 1 0", "category tea 1 0"]);
  assert.deepEqual((await on.delete(`/customers/${a}/preferences/topic`)).body.declared, []);

  // R090: opted in with proof, counted, taken back.
  const shares = async () => (await on.read("/values")).items.map(({ cause, customers }) => `${cause} ${customers}`);
  await on.put(`/customers/${a}/values/reforestation`, { shared: true, origin: "form", proof: "box ticked on /account" });
  assert.deepEqual(await shares(), ["reforestation 1"]);
  await on.put(`/customers/${b}/values/Reforestation`, { shared: true, origin: "call" });
  assert.deepEqual(await shares(), ["reforestation 2"]);
  assert.deepEqual((await on.read("/customers?trait=value.reforestation&value=true")).items.length, 2);
  await on.put(`/customers/${b}/values/reforestation`, { shared: false, origin: "mail" });
  assert.deepEqual(await shares(), ["reforestation 1"]);
  assert.equal((await on.read(`/customers/${b}`)).traits["value.reforestation"], undefined);
  assert.equal(code(await on.put(`/customers/${b}/values/x`, { shared: true })), "422 required");

  // R087: what a chatbot learnt, with where.
  const learnt = await on.post(`/customers/${a}/learnt`, { traits: { size: "M" }, origin: "chatbot", reference: "conversation 17", consent: true });
  assert.equal(learnt.body.items[0].shown, "size=M (source: chatbot, conversation 17)");
  assert.equal((await on.read(`/customers/${a}`)).traits.size.value, "M");
  assert.equal(code(await on.post(`/customers/${a}/learnt`, { traits: { size: "L" }, origin: "chatbot", reference: "18", consent: false })), "422 consent_required");
  assert.equal((await on.read(`/customers/${a}`)).traits.size.value, "M");

  const all = await on.get(`/customers/${a}/360`);
  if (all.status === 200) for (const part of ["notes", "tasks", "tags", "promises", "needs", "preferences", "values", "learnt"]) assert.ok(part in all.body, part);
});

eachStore("competitors, playbooks, views, and who changed what", async (server) => {
  const on = await admin(server), ana = await colleague(server, "ana@fidele.test"), bo = await colleague(server, "bo@fidele.test", "read-only");
  const ids = [];
  for (const name of ["a", "b", "c", "d", "e"]) ids.push((await on.made("/customers", { user_id: name })).id);

  // R091: an offer on 1 May; four exits from then on, one before, one to somebody else.
  assert.equal((await on.patch("/workspace", { time_zone: "Europe/Paris" })).status, 200);
  const leave = (id, competitor, at) => ana.made(`/customers/${id}/exits`, { competitor, reason: "price", at, detail: "said so on the telephone" });
  await leave(ids[0], "rivalco", "2026-04-30T21:59:59Z");
  await leave(ids[1], "RivalCo", "2026-04-30T22:00:00Z");
  await leave(ids[2], "Rivalco ", "2026-05-20T10:00:00Z");
  const rival = await ana.made("/competitors", { name: "RivalCo" });
  await leave(ids[3], "rivalco", "2026-06-01T10:00:00Z");
  await leave(ids[4], "Other", "2026-06-01T10:00:00Z");
  const track = await server.key("track");
  await server.post("/v1/track", { userId: "e", event: "Exit Recorded", messageId: "x1", timestamp: "2026-06-02T10:00:00Z", properties: { competitor: "RivalCo", reason: "features" } }, { key: track });
  const note = (await ana.made(`/competitors/${rival.id}/offers`, { name: "half price", launched_day: "2026-05-01" })).offers[0];
  assert.deepEqual([note.exits, note.note], [4, "4 exits"]);
  assert.equal((await on.read(`/competitors/${rival.id}?locale=fr`)).offers[0].note, "4 départs");
  assert.deepEqual((await on.read(`/competitors/${rival.id}/exits`)).items.map(({ customer }) => customer), [ids[4], ids[3], ids[2], ids[1], ids[0]]);
  assert.equal(code(await ana.post("/competitors", { name: "rivalco" })), "409 name_taken");
  assert.equal(code(await ana.post(`/customers/${ids[0]}/exits`, { reason: " " })), "422 required");

  // R075: procedures of a type of record and a stage of it, in both languages.
  const steps = [{ en: "Call them", fr: "Appeler" }, { en: "Write down why" }];
  const book = await ana.made("/playbooks", { name: "At risk", record_type: "customer", stage: "at_risk", steps });
  await ana.made("/playbooks", { name: "Everybody", record_type: "customer", steps: [{ fr: "Dire bonjour" }] });
  await ana.made("/playbooks", { name: "Parcel", record_type: "ticket", steps });
  const names = async (query) => (await bo.read(`/playbooks?${query}`)).items.map(({ name }) => name);
  assert.deepEqual(await names("record_type=customer&stage=at_risk"), ["Everybody", "At risk"]);
  assert.deepEqual(await names("record_type=customer&stage=new"), ["Everybody"]);
  assert.deepEqual((await ana.patch(`/playbooks/${book.id}`, { stage: "new" }, { "if-match": '"1"' })).body.steps, steps);
  assert.equal(code(await ana.patch(`/playbooks/${book.id}`, { stage: "x" }, { "if-match": '"1"' })), "412 version_conflict");
  assert.equal(code(await bo.delete(`/playbooks/${book.id}`)), "403 forbidden");

  // PR-09: a view is one's own until it is shared; a link is its number.
  const query = { filters: { tag: "vip" }, columns: ["name", "last_seen"], sort: "-last_seen" };
  const own = await bo.made("/views", { name: "mine", resource: "customers", query });
  assert.deepEqual(own.query, query);
  assert.equal(code(await ana.get(`/views/${own.id}`)), "404 not_found");
  assert.deepEqual((await ana.read("/views")).items, []);
  assert.equal((await bo.patch(`/views/${own.id}`, { shared: true })).body.shared, true);
  assert.equal((await ana.read(`/views/${own.id}`)).name, "mine");
  assert.equal(code(await ana.patch(`/views/${own.id}`, { name: "x" })), "403 forbidden");
  assert.deepEqual((await ana.read("/views?resource=orders")).items, []);
  assert.equal((await on.delete(`/views/${own.id}`)).status, 204);
  assert.equal(code(await bo.post("/views", { name: "x", resource: "secrets", query })), "422 invalid_value");

  // R075: who changed an address, when, from what to what; and the same number in the audit trail.
  const path = `/customers/${ids[0]}`;
  await on.post(`${path}/identities`, { kind: "email", value: "old@example.com" });
  await on.post(`${path}/identities`, { kind: "email", value: "old@example.com" });
  await ana.post(`${path}/identities`, { kind: "email", value: "new@example.com" });
  await ana.delete(`${path}/identities/email:old@example.com`);
  await ana.patch(path, { traits: { plan: "pro" } });
  await ana.patch(path, { traits: { plan: "free", size: null } });
  const changes = (await on.read(`${path}/changes`)).items;
  assert.deepEqual(changes.map(({ field, old, new: now, source }) => `${field} ${old} ${now} ${source.kind}`), [
    "plan pro free staff", "plan null pro staff", "email old@example.com null staff", "email null new@example.com staff", "email null old@example.com key"]);
  const trail = (await on.read("/audit-trail?limit=50")).items.find(({ request_id }) => request_id === changes[2].request_id);
  assert.deepEqual([trail.action, trail.actor], ["removeIdentity", "ana@fidele.test"]);
  const first = await on.read(`${path}/changes?limit=2`);
  assert.deepEqual((await on.read(`${path}/changes?limit=9&cursor=${first.next_cursor}`)).items, changes.slice(2));
  await on.put("/roles/agent", { masked: ["email"] });
  assert.deepEqual((await ana.read(`${path}/changes`)).items.map(({ field }) => field), ["plan", "plan"]);
});
