// R11: a write that is retried with its Idempotency-Key happens once. Every route that changes something (as the API's
// own description lists them) is tried: twice, sixteen times at once, after kill -9, and with another body.
import assert from "node:assert/strict";
import { apart as crmApart, recipes as crmRecipes } from "./retries_crm.mjs";
import { apart as healthApart, recipes as healthRecipes } from "./retries_health.mjs";
import { recipes as planRecipes } from "./retries_plan.mjs";
import { eachStore } from "./server.mjs";

const password = "correct horse battery staple 7";
let serial = 0;
const fresh = (word) => `${word}-${++serial}`;

const persona = (name) => ({ name, needs: ["a"], motivations: ["b"], behaviours: ["c"] });

/** By operationId: makes what is needed and returns {path, body, other}: `other` is another body. */
const recipes = {
  trainRecommendations: async () => ({ path: "/api/v1/recommendations/train" }),
  changeRecommendationSettings: async () => ({ path: "/api/v1/recommendations/settings", body: { products: [{ key: fresh("product"), excluded: true }] }, other: { horizon_days: 31 } }),
  putCurrencyRates: async () => ({ path: "/api/v1/currency-rates", body: { rates: [{ currency: "USD", day: "2026-01-05", rate: `0.${++serial}` }] }, other: { rates: [{ currency: "USD", day: "2026-01-06", rate: "1" }] } }),
  changeWorkspace: async () => ({ path: "/api/v1/workspace", body: { name: fresh("shop") }, other: { name: "other" } }),
  addStaff: async () => ({ path: "/api/v1/staff", body: { email: `${fresh("ana")}@fidele.test`, role: "agent" }, other: { email: "b@fidele.test", role: "agent" } }),
  changeStaff: async (make) => ({ path: `/api/v1/staff/${await make.staff()}`, body: { name: fresh("Ana") }, other: { name: "B" } }),
  removeStaff: async (make) => ({ path: `/api/v1/staff/${await make.staff()}` }),
  resetStaff: async (make) => ({ path: `/api/v1/staff/${await make.staff()}/reset`, body: { second_factor: false }, other: { second_factor: true } }),
  changeRole: async () => ({ path: "/api/v1/roles/analyst", body: { masked: ["email"] }, other: { masked: ["phone"] } }),
  createKey: async () => ({ path: "/api/v1/keys", body: { name: fresh("key"), scope: "read" }, other: { name: "x", scope: "track" } }),
  rotateKey: async (make) => ({ path: `/api/v1/keys/${await make.key()}/rotate`, body: {}, other: { old_key_until: "2030-01-01T00:00:00Z" } }),
  revokeKey: async (make) => ({ path: `/api/v1/keys/${await make.key()}` }),
  setTrackingPlan: async () => ({ path: "/api/v1/tracking-plan", body: { unplanned: "allow", wrong: "flag", events: [] }, other: { unplanned: "flag", wrong: "flag", events: [] } }),
  setDimensions: async () => ({ path: "/api/v1/dimensions", body: { dimensions: [{ name: "plan", paths: `properties.${fresh("d")}` }] }, other: { dimensions: [] } }),
  setTraffic: async () => ({ path: "/api/v1/traffic", body: { addresses: [], email_domains: [`${fresh("d")}.test`] }, other: { addresses: [], email_domains: [] } }),
  createCustomer: async () => ({ path: "/api/v1/customers", body: { user_id: fresh("u") }, other: { user_id: "other" } }),
  updateCustomer: async (make) => ({ path: `/api/v1/customers/${await make.customer()}`, body: { traits: { plan: fresh("p") } }, other: { traits: { plan: "x" } } }),
  addIdentity: async (make) => ({ path: `/api/v1/customers/${await make.customer()}/identities`, body: { kind: "email", value: `${fresh("c")}@fidele.test` }, other: { kind: "email", value: "d@fidele.test" } }),
  mergeCustomers: async (make) => ({ path: `/api/v1/customers/${await make.customer()}/merge`, body: { with: String(await make.customer()), reason: "same person" }, other: { with: "1", reason: "x" } }),
  unmergeCustomers: async (make) => {
    const [id, edge] = await make.merged();
    return { path: `/api/v1/customers/${id}/unmerge`, body: { edge }, other: { edge: edge + 1 } };
  },
  defineTrait: async () => ({ path: `/api/v1/traits/${fresh("trait")}`, body: { type: "string" }, other: { type: "number" } }),
  createComputedTrait: async () => ({ path: "/api/v1/computed-traits", body: { name: fresh("orders"), event: "Order Completed", measure: "count" }, other: { name: "x", event: "y", measure: "count" } }),
  startImport: async () => ({ path: "/api/v1/imports?kind=customers", body: `email,plan\n${fresh("i")}@fidele.test,pro\n`, other: "email\nother@fidele.test\n" }),
  beginImportUpload: async () => ({ path: "/api/v1/imports/uploads" }),
  putImportUpload: async (make) => ({ path: `/api/v1/imports/uploads/${await make.upload()}`, body: `email\n${fresh("p")}@fidele.test\n`, other: "email\n" }),
  endImportUpload: async (make) => ({ path: `/api/v1/imports/uploads/${await make.upload()}` }),
  makeExport: async () => ({ path: "/api/v1/exports", body: {}, other: { format: "csv" } }),
  saveFunnel: async () => ({ path: "/api/v1/funnels/saved", body: { name: fresh("funnel"), steps: "page,orders" }, other: { name: "other", steps: "page" } }),
  removeSavedFunnel: async (make) => ({ path: `/api/v1/funnels/saved/${await make.funnel()}` }),
  changeBehaviourSetting: async () => ({ path: "/api/v1/behaviour-settings/page_load_ms", body: { value: 1000 + ++serial }, other: { value: 1 } }),
  changeLifecycle: async () => ({ path: "/api/v1/lifecycle", body: { loyal_purchases: 3 + (++serial % 900) }, other: { loyal_purchases: 4 } }),
  addExperiment: async () => ({ path: "/api/v1/experiments", body: { key: fresh("trial"), name: "trial" }, other: { key: "other", name: "other" } }),
  changeExperiment: async (make) => ({ path: `/api/v1/experiments/${await make.experiment()}`, body: { name: fresh("trial") }, other: { name: "other" } }),
  removeExperiment: async (make) => ({ path: `/api/v1/experiments/${await make.experiment()}` }),
  startExperiment: async (make) => ({ path: `/api/v1/experiments/${await make.experiment()}/start` }),
  stopExperiment: async (make) => ({ path: `/api/v1/experiments/${await make.running()}/stop`, body: { lesson: fresh("lesson") }, other: { lesson: "other" } }),
  addExposure: async (make) => ({ path: `/api/v1/experiments/${await make.running()}/exposures`, body: { customer: String(await make.customer()) }, other: { customer: "999999" } }),
  enrolSegment: async (make) => ({ path: `/api/v1/experiments/${await make.running()}/enrolment` }),
  undoImport: async (make) => ({ path: `/api/v1/imports/${await make.import()}/undo` }),
  takeClvSnapshots: async () => ({ path: "/api/v1/clv-snapshots" }),
  trainPrediction: async () => ({ path: "/api/v1/predictions/lifetime/train" }),
  changePredictionSettings: async () => ({ path: "/api/v1/predictions/settings", body: { horizon_days: 100 + (++serial % 900) }, other: { horizon_days: 5 } }),
  makeBackup: async () => ({ path: "/api/v1/backups" }),
  verifyStore: async () => ({ path: "/api/v1/verifications" }),
  changeConsent: async (make) => ({ path: `/api/v1/customers/${await make.customer()}/consents`, body: { purpose: "marketing", state: "granted", source: fresh("form") }, other: { purpose: "marketing", state: "refused" } }),
  putPurpose: async () => ({ path: `/api/v1/consents/purposes/${fresh("purpose")}`, body: { ground: "consent" }, other: { ground: "contract" } }),
  addConsentText: async () => ({ path: "/api/v1/consents/purposes/marketing/texts", body: { en: fresh("text") }, other: { en: "other" } }),
  askAccessExport: async (make) => ({ path: `/api/v1/customers/${await make.customer()}/access-export`, body: { locale: "en" }, other: { locale: "fr" } }),
  makePrivacyRequest: async () => ({ path: "/api/v1/privacy/requests", body: { kind: "access", subject: fresh("who"), channel: "web" }, other: { kind: "access", subject: "other", channel: "web" } }),
  changePrivacyRequest: async (make) => ({ path: `/api/v1/privacy/requests/${await make.request()}`, body: { note: fresh("note") }, other: { note: "other" } }),
  makeIncident: async () => ({ path: "/api/v1/privacy/incidents", body: { kind: "breach", title: fresh("breach") }, other: { kind: "breach", title: "other" } }),
  changeIncident: async (make) => ({ path: `/api/v1/privacy/incidents/${await make.incident()}`, body: { title: fresh("breach") }, other: { title: "other" } }),
  createAccount: async () => ({ path: "/api/v1/accounts", body: { group_id: fresh("g") }, other: { group_id: "other" } }),
  updateAccount: async (make) => ({ path: `/api/v1/accounts/${await make.account()}`, body: { traits: { plan: fresh("p") } }, other: { traits: {} } }),
  deleteAccount: async (make) => ({ path: `/api/v1/accounts/${await make.account()}` }),
  createConnection: async () => ({ path: "/api/v1/connections", body: { kind: "shopify", name: fresh("shop"), secret: "hush-hush" }, other: { kind: "shopify", name: "other", secret: "hush-hush" } }),
  changeConnection: async (make) => ({ path: `/api/v1/connections/${await make.connection()}`, body: { name: fresh("shop") }, other: { paused: true } }),
  rotateConnection: async (make) => ({ path: `/api/v1/connections/${await make.connection()}/rotate`, body: { secret: fresh("hush-hush") }, other: { secret: "other-hush" } }),
  deleteConnection: async (make) => ({ path: `/api/v1/connections/${await make.connection()}` }),
  startSubscription: async (make) => ({ path: "/api/v1/subscriptions", body: { customer: String(await make.customer()), plan: fresh("plan") }, other: { customer: "1", plan: "x" } }),
  changeSubscription: async (make) => ({ path: `/api/v1/subscriptions/${await make.subscription()}/changes`, body: { change: "pause", reason: fresh("r") }, other: { change: "cancel" } }),
  eraseCustomer: async (make) => {
    const id = await make.customer();
    return { path: `/api/v1/customers/${id}/erase`, body: { confirm: String(id) }, other: { confirm: String(id), totals: "remove" } };
  },
  anonymiseCustomer: async (make) => {
    const id = await make.customer();
    return { path: `/api/v1/customers/${id}/anonymise`, body: { confirm: String(id) }, other: { confirm: "other" } };
  },
  finishErasures: async () => ({ path: "/api/v1/erasures/finish" }),
  liftSuppression: async () => ({ path: "/api/v1/suppressions/lift", body: { kind: "email", value: `${fresh("l")}@fidele.test` }, other: { kind: "email", value: "other@fidele.test" } }),
  changeRetention: async () => ({ path: "/api/v1/retention", body: { class: "transient", days: 31 }, other: { class: "transient", days: 32 } }),
  putAccountMember: async (make) => ({ path: `/api/v1/accounts/${await make.account()}/members/${await make.customer()}`, body: { role: "buyer" }, other: { role: "owner" } }),
  createWebhook: async () => ({ path: "/api/v1/webhooks", body: { name: fresh("hook"), url: "https://receiver.example.com/", topics: ["order"] }, other: { name: "x", url: "https://receiver.example.com/", topics: ["*"] } }),
  updateWebhook: async (make) => ({ path: `/api/v1/webhooks/${await make.webhook()}`, body: { name: fresh("hook") }, other: { name: "x" } }),
  deleteWebhook: async (make) => ({ path: `/api/v1/webhooks/${await make.webhook()}` }),
  rotateWebhookSecret: async (make) => ({ path: `/api/v1/webhooks/${await make.webhook()}/rotate` }),
  testWebhook: async (make) => ({ path: `/api/v1/webhooks/${await make.webhook()}/test` }),
  recordExit: async (make) => ({ path: "/api/v1/exits", body: { customer: String(await make.customer()), reason: "price", detail: fresh("said") }, other: { customer: "1", reason: "other" } }),
  ...Object.fromEntries([["Cost", "costs", { kind: "service" }], ["Gain", "gains", {}], ["MarketSales", "market-sales", {}]].flatMap(([name, book, more]) => {
    const body = () => ({ ...more, from: "2026-01-01", to: "2026-01-31", amount: { amount: `${++serial}.00`, currency: "EUR" } });
    return [
      [`add${name}`, async () => ({ path: `/api/v1/${book}`, body: body(), other: body() })],
      [`change${name}`, async (make) => ({ path: `/api/v1/${book}/${await make.entry(book, body())}`, body: { note: fresh("note") }, other: { note: "other" } })],
      [`remove${name}`, async (make) => ({ path: `/api/v1/${book}/${await make.entry(book, body())}` })],
    ];
  })),
  createSegment: async () => ({ path: "/api/v1/segments", body: { name: fresh("segment"), rule: "tag:vip" }, other: { name: "x", rule: "tag:other" } }),
  changeSegment: async (make) => ({ path: `/api/v1/segments/${await make.segment()}`, body: { name: fresh("segment") }, other: { name: "x" } }),
  deleteSegment: async (make) => ({ path: `/api/v1/segments/${await make.segment()}` }),
  putSegmentListed: async (make) => ({ path: `/api/v1/segments/${await make.segment()}/list/${await make.customer()}`, body: { kind: "include", reason: fresh("why") }, other: { kind: "exclude", reason: "x" } }),
  putSegmentList: async (make) => ({ path: `/api/v1/segments/${await make.segment()}/list?reason=asked`, body: `${await make.customer()}\n`, other: "1\n" }),
  importSegments: async () => ({ path: "/api/v1/segments/import", body: { segments: [{ key: fresh("k"), rule: "tag:vip" }] }, other: { segments: [] } }),
  takeSegmentListed: async (make) => ({ path: await make.listed() }),
  createAlertRule: async () => ({ path: "/api/v1/alert-rules", body: { name: fresh("rule"), metric: "churn", kind: "above", threshold: 0.1 }, other: { name: "x", metric: "churn", kind: "above", threshold: 0.2 } }),
  changeAlertRule: async (make) => ({ path: `/api/v1/alert-rules/${await make.rule()}`, body: { name: fresh("rule") }, other: { name: "x" } }),
  deleteAlertRule: async (make) => ({ path: `/api/v1/alert-rules/${await make.rule()}` }),
  createGoal: async () => ({ path: "/api/v1/goals", body: { name: fresh("goal") }, other: { name: "other" } }),
  changeGoal: async (make) => ({ path: `/api/v1/goals/${await make.goal()}`, body: { name: fresh("goal") }, other: { name: "x" } }),
  deleteGoal: async (make) => ({ path: `/api/v1/goals/${await make.goal()}` }),
  openCycle: async () => ({ path: "/api/v1/cycles", body: {} }),
  closeCycle: async (make) => ({ path: `/api/v1/cycles/${await make.cycle()}/close`, body: { lessons: fresh("lesson") }, other: { lessons: "other" } }),
  markMethodStep: async () => ({ path: "/api/v1/method/audit", body: { done: true, note: fresh("note") }, other: { done: false } }),
  checkAlertRule: async (make) => ({ path: `/api/v1/alert-rules/${await make.rule()}/check` }),
  createReport: async () => ({ path: "/api/v1/reports", body: { name: fresh("report"), metrics: [{ metric: "churn" }] }, other: { name: "x", metrics: [{ metric: "churn" }] } }),
  changeReport: async (make) => ({ path: `/api/v1/reports/${await make.report()}`, body: { name: fresh("report") }, other: { name: "x" } }),
  deleteReport: async (make) => ({ path: `/api/v1/reports/${await make.report()}` }),
  sendReport: async (make) => ({ path: `/api/v1/reports/${await make.report()}/send` }),
  makeSnapshot: async () => ({ path: "/api/v1/restatements/snapshots", body: { name: fresh("snapshot"), metrics: [{ metric: "churn" }] }, other: { name: "x", metrics: [{ metric: "churn" }] } }),
  chooseHeadline: async () => ({ path: "/api/v1/headline", body: { metrics: ["crr", "aov"] }, other: { metrics: ["churn"] } }),
  addBenchmark: async () => ({ path: "/api/v1/benchmarks", body: { metric: "crr", value: 0.8, source: fresh("study"), day: "2026-01-01" }, other: { metric: "crr", value: 0.7, source: "other", day: "2026-01-01" } }),
  changeBenchmark: async (make) => ({ path: `/api/v1/benchmarks/${await make.benchmark()}`, body: { source: fresh("study") }, other: { source: "other" } }),
  removeBenchmark: async (make) => ({ path: `/api/v1/benchmarks/${await make.benchmark()}` }),
  changeMail: async () => ({ path: "/api/v1/mail", body: { host: "mail.fidele.test", from_address: `${fresh("m")}@fidele.test` }, other: { from_name: "other" } }),
  testMail: async () => ({ path: "/api/v1/mail/test", body: { to: `${fresh("t")}@fidele.test` }, other: { to: "other@fidele.test" } }),
  createPersona: async () => ({ path: "/api/v1/personas", body: persona(fresh("Lea")), other: persona("other") }),
  changePersona: async (make) => ({ path: `/api/v1/personas/${await make.persona()}`, body: { description: fresh("who") }, other: { description: "other" } }),
  putSegmentStrategy: async () => ({ path: "/api/v1/segments/loyal/strategy", body: { objective: fresh("keep") }, other: { objective: "other" } }),
  deleteSegmentStrategy: async () => ({ path: "/api/v1/segments/loyal/strategy" }),
  deletePersona: async (make) => ({ path: `/api/v1/personas/${await make.persona()}` }),
  addNextAction: async () => ({ path: "/api/v1/next-actions", body: { key: fresh("call"), label: "A call" }, other: { key: "other", label: "x" } }),
  changeNextAction: async (make) => ({ path: `/api/v1/next-actions/${await make.action()}`, body: { label: fresh("call") }, other: { label: "x" } }),
  removeNextAction: async (make) => ({ path: `/api/v1/next-actions/${await make.action()}` }),
  changeNextActionSettings: async () => ({ path: "/api/v1/next-actions/settings", body: { follow_days: 1 + (++serial % 300) }, other: { follow_days: 301 } }),
  planNextActions: async () => ({ path: "/api/v1/next-actions/plan", body: { people: ++serial }, other: { people: 1, apply: true } }),
  changeAtRisk: async (make) => ({ path: `/api/v1/at-risk/${await make.customer()}`, body: { status: "in_progress" }, other: { status: "closed" } }),
  trainUplift: async (make) => ({ path: `/api/v1/uplift/${await make.running()}/train` }),
  replayDeadMessages: async (make) => ({ path: `/api/v1/webhooks/${await make.webhook()}/replay`, body: {}, other: { from: "2026-01-01T00:00:00Z" } }),
};

// Not with a key: why, and where their retries are shown.
const apart = {
  ...crmApart,
  ...healthApart,
  signIn: "for people; tests of staff", signOut: "for people", sendSecondFactor: "for people", endSession: "for people",
  changePassword: "for people", changeSelf: "for people", offerSecondFactor: "for people", confirmSecondFactor: "for people",
  removeSecondFactor: "for people", useLink: "the link itself is good once",
  deleteAuditTrail: "always refused", deleteAuditEntry: "always refused", changeAuditEntry: "always refused", replaceAuditEntry: "always refused",
  fillWithDemo: "queues a job of its own key", cancelJob: "needs a job that runs",
  confirmDuplicate: "needs duplicates", dismissDuplicate: "needs duplicates",
  previewImport: "changes nothing",
  receiveShopify: "counts once by the delivery's own id (tests of inbound)", receiveShopifyOf: "as receiveShopify",
  receiveWooCommerce: "as receiveShopify", receiveWooCommerceOf: "as receiveShopify", receiveWebhook: "as receiveShopify",
  receiveStripe: "as receiveShopify", receiveStripeOf: "as receiveShopify",
  replayDeadLetter: "needs a dead letter (tests of inbound)", deleteDeadLetter: "as deleteConnection",
  proposePersonas: "needs customers who bought; tests of personas",
  checkGoal: "changes nothing",
  rollbackPrediction: "needs trained versions; tests of predictions",
  acknowledgeAlert: "needs an alert; tests of alerts",
  retryMessage: "needs a message that waits; tests of message", liftMailSuppression: "as deleteAccount; tests of message",
  replayMessage: "as replayDeadMessages; needs a message",
  importCurrencyRates: "sets the same rates again (tests of orders)",
  chooseCustomerNextAction: "once a week for a customer whom models score; tests of the queue of customers at risk",
  deleteComputedTrait: "as deleteAccount", removeIdentity: "as deleteAccount", removeAccountMember: "as deleteAccount",
  fetchAccessExport: "the link itself is good once",
};

function makers(server, key) {
  const post = async (path, data) => {
    const { status, body, text } = await server.post(path, data, { key });
    assert.ok(status < 300, `${path}: ${status} ${text}`);
    return body;
  };
  const make = {
    import: async () => {
      const { status, body } = await server.post("/api/v1/imports?kind=customers", `email\n${fresh("u")}@fidele.test\n`, { key });
      assert.equal(status, 202);
      while ((await server.get(`/api/v1/imports/${body.import}`, { key })).body.status !== "done") await new Promise((resolve) => setTimeout(resolve, 50));
      return body.import;
    },
    upload: async () => (await post("/api/v1/imports/uploads")).upload,
    key: async () => (await post("/api/v1/keys", { name: fresh("made"), scope: "read" })).id,
    staff: async () => (await post("/api/v1/staff", { email: `${fresh("made")}@fidele.test`, role: "agent" })).id,
    customer: async () => (await post("/api/v1/customers", { user_id: fresh("made") })).id,
    connection: async () => (await post("/api/v1/connections", { kind: "shopify", name: fresh("made"), secret: "hush-hush" })).id,
    request: async () => (await post("/api/v1/privacy/requests", { kind: "access", subject: fresh("who"), channel: "web" })).id,
    incident: async () => (await post("/api/v1/privacy/incidents", { kind: "breach", title: fresh("made") })).id,
    benchmark: async () => (await post("/api/v1/benchmarks", { metric: "crr", value: 0.8, source: fresh("made"), day: "2026-01-01" })).id,
    account: async () => (await post("/api/v1/accounts", { group_id: fresh("made") })).id,
    segment: async () => (await post("/api/v1/segments", { name: fresh("segment"), rule: "tag:vip" })).id,
    listed: async () => {
      const path = `/api/v1/segments/${await make.segment()}/list/${await make.customer()}`;
      assert.equal((await server.request("PUT", path, { kind: "include", reason: "asked" }, { key })).status, 200);
      return path;
    },
    goal: async () => (await post("/api/v1/goals", { name: fresh("goal") })).id,
    cycle: async () => (await post("/api/v1/cycles", {})).id,
    rule: async () => (await post("/api/v1/alert-rules", { name: fresh("rule"), metric: "churn", kind: "above", threshold: 0.1 })).id,
    report: async () => (await post("/api/v1/reports", { name: fresh("report"), metrics: [{ metric: "churn" }] })).id,
    experiment: async () => (await post("/api/v1/experiments", { key: fresh("trial"), name: "trial" })).id,
    running: async () => (await post(`/api/v1/experiments/${await make.experiment()}/start`)).id,
    action: async () => (await post("/api/v1/next-actions", { key: fresh("call"), label: "A call" })).id,
    funnel: async () => (await post("/api/v1/funnels/saved", { name: fresh("funnel"), steps: "page" })).id,
    persona: async () => (await post("/api/v1/personas", persona(fresh("Lea")))).id,
    webhook: async () => (await post("/api/v1/webhooks", { name: fresh("hook"), url: "https://receiver.example.com/", topics: ["Nothing"] })).id,
    entry: async (book, body) => (await post(`/api/v1/${book}`, body)).id,
    subscription: async () => (await post("/api/v1/subscriptions", { customer: String(await make.customer()), plan: "pro" })).id,
    merged: async () => {
      const id = await make.customer();
      const answer = await post(`/api/v1/customers/${id}/merge`, { with: String(await make.customer()), reason: "same" });
      return [id, answer.edge];
    },
  };
  return make;
}

function changing(document) {
  return Object.values(document.paths).flatMap((methods) => Object.entries(methods)).filter(([, operation]) =>
    operation.parameters.some((parameter) => parameter.$ref?.endsWith("/IdempotencyKey"))).map(([method, operation]) => ({ method: method.toUpperCase(), id: operation.operationId }));
}

eachStore("each route that changes something does so once for one key", { timeout: 300_000 }, async (server) => {
  const key = await server.key("admin");
  const make = makers(server, key);
  Object.assign(recipes, crmRecipes((method, path, body) => server.request(method, path, body, { key })));
  Object.assign(recipes, planRecipes((method, path, body) => server.request(method, path, body, { key })));
  Object.assign(recipes, healthRecipes((method, path, body) => server.request(method, path, body, { key })));
  const operations = changing((await server.get("/api/v1/openapi.json")).body);
  assert.deepEqual(operations.map(({ id }) => id).filter((id) => !recipes[id] && !apart[id]), [], "routes without a recipe");
  const send = (method, { path, body }, retry) => server.request(method, path, body, { key, headers: { "idempotency-key": retry } });
  const done = [];
  for (const { method, id } of operations.filter((operation) => recipes[operation.id])) {
    const asked = await recipes[id](make), retry = fresh("retry");
    const first = await send(method, asked, retry);
    assert.ok(first.status < 300, `${id}: ${first.status} ${first.text}`);
    assert.equal(first.headers.get("idempotency-replayed"), null, id);
    const second = await send(method, asked, retry);
    assert.deepEqual([second.status, second.text], [first.status, first.text], id);
    assert.equal(second.headers.get("idempotency-replayed"), "true", id);
    if (asked.other) {
      const other = await send(method, { ...asked, body: asked.other }, retry);
      assert.deepEqual([other.status, other.body.code], [422, "idempotency_mismatch"], id);
    }
    const crowd = await recipes[id](make), shared = fresh("crowd");
    const answers = await Promise.all(Array.from({ length: 16 }, () => send(method, crowd, shared)));
    assert.ok(answers[0].status < 300, `${id}: ${answers[0].status} ${answers[0].text}`);
    assert.deepEqual(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, 1, id);
    assert.equal(answers.filter(({ headers }) => headers.get("idempotency-replayed") === null).length, 1, `${id} happened once`);
    done.push({ method, id, asked, retry, first });
  }
  await server.kill();
  await server.restart();
  for (const { method, id, asked, retry, first } of done) {
    const again = await send(method, asked, retry);
    assert.deepEqual([again.status, again.text, again.headers.get("idempotency-replayed")], [first.status, first.text, "true"], `${id} after kill -9`);
  }
});

eachStore("without a key a retry happens again", async (server) => {
  const key = await server.key("admin");
  const before = (await server.get("/api/v1/keys", { key })).body.items.length;
  for (let i = 0; i < 2; i++) assert.equal((await server.post("/api/v1/keys", { name: "twice", scope: "read" }, { key })).status, 201);
  assert.equal((await server.get("/api/v1/keys", { key })).body.items.length, before + 2);
});
