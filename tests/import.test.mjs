// Imports over the API and the command line, on both stores: counts before and after, corrections, undo, refusals.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { eachStore, newServer, startServer } from "./server.mjs";

const shared = process.env.FIDELE_SHARED_DATA ?? new URL("../../shared/data", import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), "fidele-import-"));
process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));
let files = 0;
const file = (content, name = `file-${++files}.csv`) => {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
};

/** What tests say: an import by the API and its end. */
async function client(server) {
  const key = await server.key("admin");
  const get = async (path) => {
    const { status, body, text } = await server.get(`/api/v1${path}`, { key });
    assert.equal(status, 200, text);
    return body;
  };
  const post = (kind, content, query = {}) =>
    server.post(`/api/v1/imports?${new URLSearchParams({ kind, ...query })}`, content, { key, headers: { "content-type": "text/csv" } });
  const ended = async (job) => {
    for (;;) {
      const body = await get(`/jobs/${job}`);
      if (!["queued", "running"].includes(body.status)) return body;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  const run = async (kind, content, query = {}) => {
    const { status, body, text } = await post(kind, content, query);
    assert.equal(status, 202, text);
    const job = await ended(body.job);
    assert.equal(job.status, "done", JSON.stringify(job));
    return job.result;
  };
  const undo = async (id) => {
    const { status, body, text } = await server.post(`/api/v1/imports/${id}/undo`, undefined, { key });
    assert.equal(status, 202, text);
    return (await ended(body.job)).status;
  };
  return { key, get, post, run, ended, undo };
}

const counts = ({ created, updated, unchanged, repeated, skipped }) => [created, updated, unchanged, repeated, skipped].join(" ");
const refusal = ({ status, body }) => `${status} ${body.code}`;
const traits = (customer) => Object.fromEntries(Object.entries(customer.traits).map(([name, trait]) => [name, trait.value]));

eachStore("a dry run says what the run then does, the same again changes nothing, a corrected file updates", async (server) => {
  const on = await client(server);
  const rows = "Courriel;Prénom;Formule\na@x.fr;Ana;pro\nb@x.fr;Bo;free\nc@x.fr;Cy;pro\n;Dan;free\nE@x.fr;Eve;pro\n";
  const dry = await on.run("customers", rows, { dry_run: "true", name: "crm.csv" });
  assert.equal(dry.summary, "create 4, update 0, skip 1 (line 5: no e-mail)");
  assert.deepEqual((await server.get("/api/v1/customers/email:a@x.fr", { key: on.key })).status, 404, "nothing was written");
  const real = await on.run("customers", rows, { name: "crm.csv" });
  assert.equal(real.summary, dry.summary);
  const ana = await on.get("/customers/email:a@x.fr");
  assert.deepEqual(traits(ana), { email: "a@x.fr", first_name: "Ana", Formule: "pro" });
  assert.equal(refusal(await on.post("customers", rows)), "409 same_file");
  assert.equal(counts(await on.run("customers", rows, { confirm: "true" })), "0 0 4 0 1");
  const corrected = rows.replace("Bo;free", "Bob;pro").replace(";Dan", "d@x.fr;Dan");
  assert.equal(counts(await on.run("customers", corrected, { dry_run: "true" })), "1 1 3 0 0");
  assert.equal(counts(await on.run("customers", corrected)), "1 1 3 0 0");
  assert.equal(traits(await on.get("/customers/email:b@x.fr")).first_name, "Bob");
  const { text } = await server.get(`/api/v1/imports/${real.import}/rejects`, { key: on.key });
  assert.equal(text, 'line,column,code,reason,value,row\n5,Courriel,no_email,no e-mail,,";Dan;free"\n');
});

eachStore("one person of two files is one customer, and both files are named (R074)", async (server) => {
  const on = await client(server);
  await on.run("customers", "email,plan\na@x.fr,pro\n", { name: "shop.csv" });
  await on.run("tickets", 'requester email,ticket id,opened at,solved at,subject\n"A@X.fr ",T1,2026-03-01 10:00,2026-03-02,Broken\n', { name: "helpdesk.csv" });
  const customer = await on.get("/customers/email:a@x.fr");
  assert.equal(customer.customers.length, 1);
  const { imports } = await on.get(`/customers/${customer.id}/360`);
  assert.deepEqual(imports.map(({ name }) => name).sort(), ["helpdesk.csv", "shop.csv"]);
  const { items } = await on.get(`/customers/${customer.id}/timeline`);
  assert.deepEqual(items.map(({ event }) => event).sort(), ["Identify", "Ticket Opened", "Ticket Solved"]);
});

const orders = "order id,email,date,product,price,quantity\n" +
  "1001,a@x.fr,2026-01-05 10:00,Cup,10.00,2\n1002,b@x.fr,2026-01-06,Pot,30,1\n1001,a@x.fr,2026-01-05 10:00,Tea,4.50,1\n" +
  "1003,a@x.fr,2026-02-01,Cup,10,1\n1003,a@x.fr,2026-02-09,Cup,10,-1\n";

async function figures(on) {
  const { points } = await on.get("/metrics/revenue?period=month&from=2026-01-01&to=2026-03-31");
  const rates = await on.get("/metrics/retention_rate?period=month&from=2026-01-01&to=2026-03-31");
  return JSON.stringify([points, rates.points]);
}

eachStore("rows of one order are one order; undone, every figure is as before", async (server) => {
  const on = await client(server);
  await on.run("orders", "order id,email,date,total\n900,a@x.fr,2026-01-02,50\n", { name: "before.csv" });
  const before = await figures(on);
  const result = await on.run("orders", orders);
  assert.equal(counts(result), "3 0 0 0 0");
  const { items } = await on.get("/orders?limit=10");
  assert.deepEqual(items.map((order) => [order.number, order.total.amount, order.status]).sort(),
    [["1001", "24.50", "completed"], ["1002", "30.00", "completed"], ["1003", "10.00", "refunded"], ["900", "50.00", "completed"]]);
  const during = await figures(on);
  assert.notEqual(during, before);
  assert.equal(counts(await on.run("orders", orders.replace("4.50", "5.50"))), "0 1 2 0 0");
  assert.equal((await on.get("/orders/number:1001")).total.amount, "25.50");
  assert.equal(refusal(await server.post(`/api/v1/imports/${result.import}/undo`, undefined, { key: on.key })), "409 later_import");
  assert.equal(await on.undo(result.import + 1), "done");
  assert.equal(await figures(on), during);
  assert.equal(await on.undo(result.import), "done");
  assert.equal(await figures(on), before);
  assert.deepEqual((await on.get("/orders?limit=10")).items.map(({ number }) => number), ["900"]);
  assert.equal((await server.get("/api/v1/customers/email:b@x.fr", { key: on.key })).status, 404, "whom only the import made");
  assert.equal((await on.get("/customers/email:a@x.fr")).customers.length, 1);
  assert.equal(refusal(await server.post(`/api/v1/imports/${result.import}/undo`, undefined, { key: on.key })), "409 nothing_to_undo");
  assert.equal(counts(await on.run("orders", orders)), "3 0 0 0 0", "it can be imported again");
  assert.equal(await figures(on), during);
});

eachStore("every kind, undone without a trace in what hangs on it", async (server) => {
  const on = await client(server);
  const kinds = {
    events: ["user_id,event,timestamp,amount,screen\nu1,Login,2026-01-05T10:00:00.250Z,,home\nu1,Login,2026-01-05T10:00:00.250Z,,home\n", "2 0 0 0 0"],
    subscriptions: ["subscription_id,account_id,start_date,end_date,plan,seats,mrr_amount,is_trial\nS1,u1,2026-01-01,2026-02-01,Pro,3,30,False\nS2,u1,2026-01-01,,Pro,3,45.5,False\n", "2 0 0 0 0"],
    responses: ["email,date,nps,comment\nz@x.fr,2026-01-05,9,Great\ny@x.fr,2026-01-05,11,Too much\n", "1 0 0 0 1"],
  };
  for (const [kind, [content, expected]] of Object.entries(kinds)) {
    const dry = await on.run(kind, content, { dry_run: "true" }), result = await on.run(kind, content);
    assert.equal(counts(result), expected, kind);
    const whole = ({ rows, customers_created, events, rejects, ...more }) => ({ rows, customers_created, events, rejects, counts: counts(more) });
    assert.deepEqual(whole(dry), whole(result), `${kind}: a dry run is exact`);
    if (kind === "subscriptions") {
      const { items } = await on.get("/subscriptions");
      assert.deepEqual(items.map((one) => [one.subscription_id, one.status]).sort(), [["S1", "cancelled"], ["S2", "active"]]);
    }
    assert.equal(await on.undo(result.import), "done", kind);
  }
  assert.deepEqual((await on.get("/subscriptions")).items, []);
});

eachStore("a consent needs its proof, and stays one", async (server) => {
  const on = await client(server);
  const result = await on.run("consents", "email,purpose,channel,consent,date,source,version\n" +
    "a@x.fr,marketing,email,yes,2026-01-05,form:footer,2\nb@x.fr,marketing,email,oui,,form:footer,2\nc@x.fr,marketing,email,yes,2026-01-05,,2\nd@x.fr,marketing,email,no,2026-01-05,,\n");
  assert.equal(counts(result), "2 0 0 0 2");
  const { text } = await server.get(`/api/v1/imports/${result.import}/rejects`, { key: on.key });
  assert.deepEqual(text.trim().split("\n").slice(1).map((line) => line.split(",")[2]), ["consent_proof", "consent_proof"]);
  assert.equal(refusal(await server.post(`/api/v1/imports/${result.import}/undo`, undefined, { key: on.key })), "409 not_undoable");
});

const refusals = [
  ["L01", "", {}, "422 empty_file"],
  ["L02", "email,plan\n", {}, "422 no_rows"],
  ["L03", "a@x.fr,pro\nb@x.fr,free\n", {}, "422 no_header"],
  ["L05", Buffer.from("\ufeffemail\na@x.fr\n", "utf16le"), { charset: "utf-8" }, "422 encoding"],
  ["L06", Buffer.from("email,name\na@x.fr,Zo\xe9\n", "latin1"), { charset: "utf-8" }, "422 encoding"],
  ["L08", "email\na@x.fr\n\0\n", {}, "422 binary_file"],
  ["L09", "PK\x03\x04 xl/workbook", {}, "422 file_type_mismatch"],
  ["L10", "PK\x03\x04 something", {}, "422 file_type_mismatch"],
  ["L11", 'email,name\na@x.fr,"Ana\n', {}, "422 csv_syntax"],
  ["L12", 'email,name\na@x.fr,"Ana"x\n', {}, "422 csv_syntax"],
  ["L17", `email,name\na@x.fr,${"x".repeat(2 << 20)}\n`, {}, "422 line_too_long"],
  ["L18", `${Array.from({ length: 501 }, (_, i) => `c${i}`).join(",")}\n1\n`, {}, "422 too_many_columns"],
  ["L19", "email,name,Email\na@x.fr,x,b\n", {}, "422 duplicate_column"],
  ["L20", "a,b\na@x.fr,b@x.fr\n", { mapping: '{"a":"email","b":"email"}' }, "422 duplicate_mapping"],
  ["L21", "name\nAna\n", {}, "422 required"],
  ["L22", "a\na@x.fr\n", { mapping: '{"a":"mail_address"}' }, "422 unknown_field"],
  ["L26", "email,birthday\na@x.fr,01/02/1990\n", {}, "422 ambiguous_date"],
  ["kind", "email\na@x.fr\n", { kind: "people" }, "400"],
];

test("files that can't be used are refused with a code, and nothing is kept of them", async (t) => {
  const server = await startServer(t);
  const on = await client(server);
  for (const [row, content, query, expected] of refusals) {
    const answer = await on.post("customers", content, query);
    assert.ok(refusal(answer).startsWith(expected), `${row}: ${refusal(answer)} ${answer.text}`);
    assert.ok(answer.body.detail || answer.body.title, row);
  }
  assert.equal(refusal(await on.post("orders", "email,date,total\na@x.fr,2026-01-01,\"1,234\"\n")), "422 ambiguous_number", "L25");
  assert.deepEqual(existsSync(join(server.folder, "imports")) ? readdirSync(join(server.folder, "imports")) : [], []);
  assert.deepEqual((await on.get("/imports")).items, []);
});

test("what is written otherwise is understood", async (t) => {
  const server = await startServer(t);
  const on = await client(server);
  const good = {
    "L07 mark": "\ufeffemail,name\n1@x.fr,Zoé\n",
    "L14 bare CR": "email,name\r2@x.fr,Zoé\r",
    "L15 mixed ends": "email,name\r\n3@x.fr,Zoé\n3b@x.fr,Zoé\r\n",
    "L16 tabs": "email\tname\n4@x.fr\tZoé\n",
    "Windows-1252": Buffer.from("Courriel;Nom complet\n5@x.fr;Zo\xe9\n", "latin1"),
    "UTF-16": Buffer.from("\ufeffemail\tname\n6@x.fr\tZoé\n", "utf16le"),
    "JSON": JSON.stringify([{ email: "7@x.fr", traits: { name: "Zoé", age: 7 } }]),
    "NDJSON": '{"email":"8@x.fr","name":"Zoé"}\n{"email":"8b@x.fr"}\n',
  };
  for (const [name, content] of Object.entries(good)) {
    const result = await on.run("customers", content);
    assert.equal(result.skipped, 0, `${name}: ${result.summary}`);
  }
  for (const number of [1, 2, 3, 4, 5, 6, 7, 8])
    assert.equal(traits(await on.get(`/customers/email:${number}@x.fr`)).name, "Zoé", `${number}`);
  assert.equal(traits(await on.get("/customers/email:7@x.fr")).age, 7);
  const french = await on.run("orders", "N° commande;Courriel;Date de commande;Montant TTC\n1;1@x.fr;31/01/2026;1 234,50 €\n2;1@x.fr;01/02/2026;12,00 €\n");
  assert.equal(counts(french), "2 0 0 0 0");
  assert.deepEqual((await on.get("/orders?limit=9")).items.map((order) => [order.number, order.total.amount, order.at.slice(0, 10)]).sort(),
    [["1", "1234.50", "2026-01-31"], ["2", "12.00", "2026-02-01"]]);
});

test("rows that can't be used are left out and listed", async (t) => {
  const server = await startServer(t);
  const on = await client(server);
  const result = await on.run("customers", "email,birthday,note\n" +
    "a@x.fr,1990-02-28,=cmd|'/c calc'!A0\nb@x.fr,1990-02-28\nc@x.fr,1990-02-28,x,y\nnobody,1990-02-28,x\nd@x.fr,31/02/1990,x\n" +
    `e@x.fr,1990-02-28,${"x".repeat(70000)}\na@x.fr,1990-03-01,again\n`);
  assert.equal(counts(result), "1 0 0 1 5");
  const { text } = await server.get(`/api/v1/imports/${result.import}/rejects`, { key: on.key });
  const listed = text.trim().split("\n").slice(1).map((line) => line.split(",").slice(0, 3).join(" "));
  assert.deepEqual(listed, ["3  column_count", "4  column_count", "5 email invalid_email", "6 birthday bad_date", "7 note too_long", "8  duplicate_row"]);
  assert.equal(traits(await on.get("/customers/email:a@x.fr")).note, "again", "the last one counts (L27)");
  await on.run("customers", "email,note\nf@x.fr,=cmd|'/c calc'!A0\n");
  assert.equal(traits(await on.get("/customers/email:f@x.fr")).note, "=cmd|'/c calc'!A0", "L30: text as it is");
});

test("what is understood of a file is shown before, and can be corrected", async (t) => {
  const server = await startServer(t);
  const on = await client(server);
  const preview = async (kind, content, query = {}) => {
    const answer = await server.post(`/api/v1/imports/preview?${new URLSearchParams({ kind, ...query })}`, content, { key: on.key, headers: { "content-type": "text/csv" } });
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const content = "Acheteur;Courriel;Le;Formule\n12;a@x.fr;05/02/2026;pro\n";
  const found = await preview("events", content);
  assert.deepEqual(found.columns.map(({ name, field, samples }) => [name, field, samples[0]]),
    [["Acheteur", "properties.Acheteur", "12"], ["Courriel", "email", "a@x.fr"], ["Le", "properties.Le", "05/02/2026"], ["Formule", "properties.Formule", "pro"]]);
  assert.deepEqual([found.delimiter, found.problem.code], [";", "required"]);
  const mapping = JSON.stringify({ Acheteur: "user_id", Le: "at", Formule: null });
  const told = await preview("events", content, { mapping, event: "Visit" });
  assert.deepEqual(told.columns.map(({ field }) => field), ["user_id", "email", "at", "-"]);
  assert.equal(told.problem.code, "ambiguous_date");
  const decided = await preview("events", content, { mapping, event: "Visit", date_order: "dmy" });
  assert.deepEqual([decided.problem, decided.date_order], [null, "dmy"]);
});

test("the command line: counts, rejects, exit codes; nothing of the file stays in the data folder", async (t) => {
  const server = await newServer(t);
  const path = file("email,name\na@x.fr,Ana\nnobody,Bo\n"), rejects = join(scratch, "rejects.csv");
  const dry = await server.command(["import", "customers", path, "--dry-run"]);
  assert.deepEqual([dry.code, dry.out], [0, "dry run: create 1, update 0, skip 1 (line 3: not an e-mail address)\n"], dry.error);
  const real = await server.command(["import", "customers", path, "--rejects", rejects]);
  assert.deepEqual([real.code, real.out], [0, "import 2: create 1, update 0, skip 1 (line 3: not an e-mail address)\n"], real.error);
  assert.match(readFileSync(rejects, "utf8"), /^line,column,code,reason,value,row\n3,email,invalid_email,/);
  const again = await server.command(["import", "customers", path]);
  assert.equal(again.code, 1);
  assert.match(again.error, /confirm/);
  assert.equal((await server.command(["import", "customers", path, "--yes"])).code, 0);
  assert.equal((await server.command(["import", "people", path])).code, 2);
  assert.equal((await server.command(["import", "customers", join(scratch, "none.csv")])).code, 3);
  assert.equal((await server.command(["import", "customers", file("name\nAna\n")])).code, 3);
  const mapped = await server.command(["import", "customers", file("Qui,Quoi\nb@x.fr,pro\n"), "--map", "Qui=email,Quoi=traits.plan"]);
  assert.equal(mapped.code, 0, mapped.error);
  assert.deepEqual(readdirSync(join(server.folder, "imports")), []);
  await server.open(); // and beside a server
  const beside = await server.command(["import", "customers", file("email,name\nz@x.fr,Zoé\n")]);
  assert.deepEqual([beside.code, beside.out.includes("create 1")], [0, true], beside.error);
  assert.equal(statSync(join(server.folder, "imports")).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(join(server.folder, "imports")), []);
  const undone = await server.command(["import", "undo", "2"]);
  assert.deepEqual([undone.code, undone.out], [0, "import 2 undone: 1 events, 1 customers\n"], undone.error);
});

eachStore("killed in the middle it goes on behind the last committed row; a second one waits", { stores: ["SQLite"], timeout: 60_000 }, async (server) => {
  const on = await client(server);
  const many = ["order id,email,date,total"];
  for (let i = 0; i < 40_000; i++) many.push(`${i},c${i % 900}@x.fr,2026-01-${String(1 + i % 28).padStart(2, "0")},10.00`);
  const first = (await on.post("orders", many.join("\n"))).body, second = (await on.post("customers", "email\nlast@x.fr\n")).body;
  for (;;) {
    const { counts: so_far } = await on.get(`/imports/${first.import}`);
    if (so_far.created > 1000) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal((await on.get(`/jobs/${second.job}`)).status, "queued", "L33");
  await server.kill();
  await server.restart();
  assert.equal((await on.ended(first.job)).status, "done");
  assert.equal((await on.ended(second.job)).status, "done");
  const whole = await on.get(`/imports/${first.import}`);
  assert.deepEqual([whole.status, counts(whole.counts), whole.counts.events], ["done", "40000 0 0 0 0", 40000]);
  const { points } = await on.get("/metrics/revenue?period=month&from=2026-01-01&to=2026-01-31");
  assert.equal(points[0].value.amount, "400000.00");
});

test("Online Retail and RavenStack as published", { timeout: 120_000, skip: existsSync(shared) ? false : "no shared data" }, async (t) => {
  const server = await startServer(t);
  const on = await client(server);
  const saas = (name) => readFileSync(join(shared, "saas", `ravenstack_${name}.csv`));
  assert.equal(counts(await on.run("customers", saas("accounts"))), "500 0 0 0 0");
  assert.equal(counts(await on.run("subscriptions", saas("subscriptions"))), "5000 0 0 0 0");
  assert.equal(counts(await on.run("events", saas("churn_events"), { event: "Account Churned" })), "600 0 0 0 0");
  assert.equal(counts(await on.run("tickets", saas("support_tickets"))), "2000 0 0 0 0");
  const retail = gunzipSync(readFileSync(join(shared, "retail", "online_retail_2009_2010.csv.gz")));
  const result = await on.run("orders", retail, { currency: "GBP" });
  assert.equal(result.rows, 525_461);
  assert.equal(result.skipped, 107_927, "rows without a customer");
  const made = [];
  for (let cursor = ""; made.length < 50_000;) {
    const page = await on.get(`/orders?limit=1000${cursor}`);
    made.push(...page.items);
    if (!page.next_cursor) break;
    cursor = `&cursor=${page.next_cursor}`;
  }
  const sold = made.filter((order) => Number(order.total.amount) > 0);
  assert.deepEqual([made.length, sold.length, new Set(sold.map(({ customer }) => customer)).size], [19_215, 19_213, 4_312]);
});

test("the torture of CSV: every field as it was written", { skip: existsSync(shared) ? false : "no shared data" }, async (t) => {
  const server = await startServer(t);
  const on = await client(server);
  const { vectors } = JSON.parse(readFileSync(join(shared, "vectors", "csv_spectrum.json"), "utf8"));
  for (const { name, csv_base64, rows } of vectors) {
    if (!rows.length) continue; // names alone: L02
    const columns = Object.keys(rows[0]);
    const mapping = JSON.stringify(Object.fromEntries(columns.map((column, i) => [column, i ? `traits.${column}` : "user_id"])));
    const result = await on.run("customers", Buffer.from(csv_base64, "base64"), { mapping });
    assert.equal(result.skipped, 0, `${name}: ${result.summary}`);
    for (const row of rows) {
      const found = traits(await on.get(`/customers/user_id:${encodeURIComponent(row[columns[0]])}`));
      for (const column of columns.slice(1)) assert.equal(String(found[column] ?? ""), row[column], `${name} ${column}`);
    }
    assert.equal(await on.undo(result.import), "done");
  }
});

test("naughty strings come through byte for byte", { skip: existsSync(shared) ? false : "no shared data" }, async (t) => {
  const server = await startServer(t);
  const on = await client(server);
  const strings = JSON.parse(readFileSync(join(shared, "vectors", "naughty_strings.json"), "utf8"));
  const list = (Array.isArray(strings) ? strings : strings.strings).filter((text) => typeof text === "string" && text !== "" && !text.includes("\0") && text.trim() !== "");
  const quote = (text) => `"${text.replaceAll('"', '""')}"`;
  const result = await on.run("customers", `user_id,note\n${list.map((text, i) => `n${i},${quote(text)}`).join("\n")}\n`);
  assert.equal(result.created, list.length);
  for (const i of list.keys()) {
    if (i % 7) continue; // a seventh of them: each is a request
    assert.equal(traits(await on.get(`/customers/user_id:n${i}`)).note, list[i], `${i}`);
  }
});

eachStore("a file that comes in pieces is looked at, tried and imported; its kind is guessed, its values are shown as they are read", { stores: ["SQLite"] }, async (server) => {
  const on = await client(server);
  const send = (method, path, body) => server.request(method, `/api/v1/imports${path}`, body, { key: on.key, headers: { "content-type": "text/csv" } });
  const { status, body: { upload } } = await send("POST", "/uploads");
  assert.equal(status, 201);
  const rows = "Client;Date commande;Total\nc1;13/02/2026;1 234,50 €\nc2;14/02/2026 10:30;abc\nc3;31/02/2026;5,00\n";
  const bytes = Buffer.from(rows), half = 40;
  assert.equal((await send("PUT", `/uploads/${upload}`, bytes.subarray(0, half))).body.bytes, half);
  assert.equal(refusal(await send("PUT", `/uploads/${upload}?offset=41`, "x")), "409 upload_gap");
  // A piece whose answer was lost is sent again.
  for (let times = 0; times < 2; times++)
    assert.equal((await send("PUT", `/uploads/${upload}?offset=${half}`, bytes.subarray(half))).body.bytes, bytes.length);
  const preview = (await send("POST", `/preview?upload=${upload}`)).body;
  assert.deepEqual([preview.kind, preview.rows, preview.bytes, preview.date_order, preview.decimal], ["orders", 3, bytes.length, "dmy", "comma"]);
  const values = (name) => preview.columns.find((column) => column.name === name).values.map(({ read, reason }) => read ?? `(${reason})`);
  assert.deepEqual(values("Date commande"), ["2026-02-13", "2026-02-14T10:30:00.000Z", "(not a date that exists)"]);
  assert.deepEqual(values("Total"), ["1234.50", "(not an amount)", "5.00"]);
  const by_upload = (query) => server.post(`/api/v1/imports?${new URLSearchParams({ kind: "orders", upload, name: "orders.csv", ...query })}`, undefined, { key: on.key });
  for (const query of [{ dry_run: "true" }, {}]) {
    const { body: { import: id, job } } = await by_upload(query);
    assert.equal((await on.ended(job)).status, "done");
    const { items, next_cursor } = await on.get(`/imports/${id}/rejected-rows?limit=1`);
    const { items: rest } = await on.get(`/imports/${id}/rejected-rows?cursor=${next_cursor}`);
    assert.deepEqual([...items, ...rest].map(({ line, column, code, value }) => [line, column, code, value]),
      [[3, "Total", "bad_amount", "abc"], [4, "Date commande", "bad_date", "31/02/2026"]]);
  }
  assert.equal((await on.get("/customers")).items.length, 1);
  assert.equal((await send("DELETE", `/uploads/${upload}`)).status, 204);
  for (const gone of [await send("DELETE", `/uploads/${upload}`), await send("PUT", `/uploads/${upload}`, "x"), await by_upload({}), await send("PUT", "/uploads/..%2F..%2Ffidele.db", "x")])
    assert.equal(refusal(gone), "404 not_found");
  assert.deepEqual(readdirSync(join(server.folder, "imports")), []);
});

test("of which kind a file is, by its columns", async (t) => {
  const server = await startServer(t, "SQLite");
  const key = await server.key("admin");
  const guessed = async (head) => (await server.post("/api/v1/imports/preview", head, { key, headers: { "content-type": "text/csv" } })).body.kind;
  const of = {
    customers: "email,first_name,city\na@x.fr,A,Lyon\n",
    orders: "Name,Email,Created at,Total,Lineitem name\n#1,a@x.fr,2026-01-02,3.00,Tea\n",
    events: "user_id,event,timestamp\nu,Login,2026-01-02\n",
    subscriptions: "customer_id,plan,start_date,end_date,mrr\nu,pro,2026-01-02,,9\n",
    tickets: "ticket_id,email,opened_at,subject\n1,a@x.fr,2026-01-02,Late\n",
    responses: "email,date,nps,comment\na@x.fr,2026-01-02,9,good\n",
    consents: "email,purpose,consent,date,source\na@x.fr,marketing,yes,2026-01-02,form\n",
  };
  for (const [kind, head] of Object.entries(of)) assert.equal(await guessed(head), kind);
  // As French shops write them; and what lacks something is what most of its columns say.
  assert.equal(await guessed("N° commande;Mél;Date de la commande;Montant TTC\n1;a@x.fr;28/01/2026;12,00 €\n"), "orders");
  assert.equal(await guessed("email;note nps;date;commentaire\na@x.fr;9;13/01/2026;bien\n"), "responses");
  assert.equal(await guessed("N° commande;Qui;Date de la commande;Montant TTC\n1;a;28/01/2026;12,00 €\n"), "orders");
});
