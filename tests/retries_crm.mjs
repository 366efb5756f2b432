// Recipes of src/crm/ for retries.test.mjs: by operationId what is asked, once what it needs is made.
export const apart = { seeMention: "for people" };

let serial = 0;
const fresh = (word) => `${word}-${++serial}`;

export function recipes(send) {
  const post = async (path, body) => {
    const answer = await send("POST", `/api/v1${path}`, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
    return answer.body;
  };
  const customer = async () => `/customers/${(await post("/customers", { user_id: fresh("crm") })).id}`;
  const one = async (path, body) => `${path}/${(await post(path, body)).id}`;
  const note = async () => one(`${await customer()}/notes`, { text: "made" });
  const promise = async () => one(`${await customer()}/promises`, { what: "made", due_at: "2030-01-01T00:00:00Z" });
  const playbook = () => ({ name: fresh("calm"), record_type: "customer", steps: [{ en: "listen", fr: "écouter" }] });
  const running = async () => {
    const path = await one("/playbooks", { ...playbook(), steps: [{ kind: "task", en: "call" }] });
    await send("PATCH", `/api/v1${path}/entry`, { active: true, control_share: 0.01 });
    return path;
  };
  const newcomer = async () => ({ customer: (await customer()).split("/").at(-1) });
  const run = async () => {
    const path = `${await running()}/runs`;
    for (;;) {
      const { id, arm } = await post(path, await newcomer());
      if (arm === "treated") return `/playbook-runs/${id}`;
    }
  };
  const view = () => ({ name: fresh("view"), resource: "customers", query: { sort: "name" } });
  const milestone = async () => {
    const path = `${await one("/projects", { name: "made" })}/milestones`;
    return `${path}/${(await post(path, { name: "made" })).milestones[0].id}`;
  };
  const tagged = async () => {
    const path = await customer();
    return { path, tag: (await send("PUT", `/api/v1${path}/tags/${fresh("held")}`)).body.items[0] };
  };
  const asked = {
    addNote: async () => [`${await customer()}/notes`, { text: fresh("note") }, { text: "other" }],
    changeNote: async () => [await note(), { text: fresh("note") }, { text: "other" }],
    removeNote: async () => [await note()],
    addTask: async () => ["/tasks", { title: fresh("task") }, { title: "other" }],
    changeTask: async () => [await one("/tasks", { title: "x" }), { status: "closed" }, { status: "open" }],
    removeTask: async () => [await one("/tasks", { title: "x" })],
    addCustomerTask: async () => [`${await customer()}/tasks`, { title: fresh("task") }, { title: "other" }],
    addProject: async () => ["/projects", { name: fresh("project") }, { name: "other" }],
    changeProject: async () => [await one("/projects", { name: "x" }), { closed: true }, { closed: false }],
    removeProject: async () => [await one("/projects", { name: "x" })],
    addMilestone: async () => [`${await one("/projects", { name: "x" })}/milestones`, { name: fresh("stone") }, { name: "other" }],
    changeMilestone: async () => [await milestone(), { reached: true }, { reached: false }],
    removeMilestone: async () => [await milestone()],
    putTag: async () => [`${await customer()}/tags/${fresh("tag")}`],
    takeTag: async () => { const { path, tag } = await tagged(); return [`${path}/tags/${tag.name}`]; },
    renameTag: async () => [`/tags/${(await tagged()).tag.id}`, { name: fresh("name") }, { name: "other" }],
    removeTag: async () => [`/tags/${(await tagged()).tag.id}`],
    addPromise: async () => [`${await customer()}/promises`, { what: fresh("call"), due_at: "2030-01-01T00:00:00Z" }, { what: "other", due_at: "2030-01-01T00:00:00Z" }],
    changePromise: async () => [await promise(), { status: "withdrawn" }, { status: "kept" }],
    removePromise: async () => [await promise()],
    seePromise: async () => [`${await promise()}/seen`],
    addNeed: async () => [`${await customer()}/needs`, { kind: "need", tag: fresh("need") }, { kind: "need", tag: "other" }],
    removeNeed: async () => [await one(`${await customer()}/needs`, { kind: "need", tag: "made" })],
    putPreference: async () => [`${await customer()}/preferences/topic`, { value: fresh("tea") }, { value: "other" }],
    removePreference: async () => [`${await customer()}/preferences/topic`],
    chooseValue: async () => [`${await customer()}/values/${fresh("cause")}`, { shared: true, origin: "form" }, { shared: false, origin: "form" }],
    addLearnt: async () => [`${await customer()}/learnt`, { traits: { size: fresh("M") }, origin: "chatbot", reference: "17", consent: true }, { traits: {}, origin: "chatbot", reference: "17", consent: true }],
    setFileQuota: async () => ["/files/quota", { quota_bytes: 5_000_000_000 + ++serial }, { quota_bytes: 1 }],
    sweepFiles: async () => ["/files/sweep"],
    addFile: async () => [`${await customer()}/files?name=a.txt`, fresh("content"), "other content"],
    removeFile: async () => {
      const path = `${await customer()}/files`;
      return [`${path}/${(await post(`${path}?name=a.txt`, fresh("content"))).id}`];
    },
    addCompetitor: async () => ["/competitors", { name: fresh("rival") }, { name: "other" }],
    removeCompetitor: async () => [await one("/competitors", { name: fresh("rival") })],
    addOffer: async () => [`${await one("/competitors", { name: fresh("rival") })}/offers`, { name: fresh("offer"), launched_day: "2026-05-01" }, { name: "other", launched_day: "2026-05-01" }],
    removeOffer: async () => {
      const path = `${await one("/competitors", { name: fresh("rival") })}/offers`;
      return [`${path}/${(await post(path, { name: "made", launched_day: "2026-05-01" })).offers[0].id}`];
    },
    addExit: async () => [`${await customer()}/exits`, { reason: fresh("price") }, { reason: "other" }],
    removeExit: async () => [await one(`${await customer()}/exits`, { reason: "price" })],
    addPlaybook: async () => ["/playbooks", playbook(), { ...playbook(), name: "other" }],
    changePlaybook: async () => [await one("/playbooks", playbook()), { stage: fresh("stage") }, { stage: "other" }],
    removePlaybook: async () => [await one("/playbooks", playbook())],
    changePlaybookEntry: async () => [`${await one("/playbooks", playbook())}/entry`, { day_max: 1 + ++serial }, { day_max: 100_000 }],
    addPlaybookRun: async () => [`${await running()}/runs`, await newcomer(), { customer: "1" }],
    stopPlaybookRun: async () => [`${await run()}/stop`],
    addView: async () => ["/views", view(), { ...view(), name: "other" }],
    changeView: async () => [await one("/views", view()), { name: fresh("view") }, { name: "other" }],
    removeView: async () => [await one("/views", view())],
  };
  return Object.fromEntries(Object.entries(asked).map(([id, make]) => [id, async () => {
    const [path, body, other] = await make();
    return { path: `/api/v1${path}`, body, other };
  }]));
}
