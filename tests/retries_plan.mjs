// Recipes of levers, initiatives and the plan for retries.test.mjs, as retries_crm.mjs.
let serial = 0;
const fresh = (word) => `${word}_${++serial}`;

export function recipes(send) {
  const post = async (path, body) => {
    const answer = await send("POST", `/api/v1${path}`, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
    return answer.body;
  };
  const one = async (path, body) => `${path}/${(await post(path, body)).id}`;
  const lever = () => ({ key: fresh("lever"), family: "content", name: "made", kpi: "crr" });
  const leverPath = async () => `/levers/${(await post("/levers", lever())).key}`;
  const evidence = () => ({ text_en: fresh("text"), source: "made", reliability: "primary" });
  const evidencePath = async () => `/evidence/${(await post("/evidence", evidence())).key}`;
  const note = () => ({ kind: "trend", title: fresh("note") });
  const items = (name) => ({ items: [{ key: "one", name }] });
  const choice = async () => {
    const path = `/lever-choices/${fresh("segment")}/convert`;
    await send("PUT", `/api/v1${path}`, { levers: ["webinars"] });
    return path;
  };
  const action = (title) => ({ actions: [{ title, owner: "1", due_day: "2030-01-01" }] });
  const asked = {
    addLever: async () => ["/levers", lever(), lever()],
    changeLever: async () => [await leverPath(), { name: fresh("name") }, { name: "other" }],
    removeLever: async () => [await leverPath()],
    putLeverChoice: async () => [`/lever-choices/${fresh("segment")}/convert`, { levers: ["webinars"] }, { levers: ["tutorials"] }],
    removeLeverChoice: async () => [await choice()],
    addInitiative: async () => ["/initiatives", { name: fresh("name") }, { name: "other" }],
    changeInitiative: async () => [await one("/initiatives", { name: "x" }), { name: fresh("name") }, { name: "other" }],
    removeInitiative: async () => [await one("/initiatives", { name: "x" })],
    changePlanSettings: async () => ["/plan/settings", { horizon_days: 90 }, { horizon_days: 91 }],
    putPlanChecklist: async () => ["/plan/checklist", items(fresh("name")), items("other")],
    putPlanPractices: async () => ["/plan/practices", items(fresh("name")), items("other")],
    putQuestionnaire: async () => ["/questionnaire", { answers: { today: fresh("answer") } }, { answers: { today: "other" } }],
    finishQuestionnaire: async () => {
      const answer = await send("POST", "/api/v1/staff", { email: `${fresh("plan")}@fidele.test`, role: "agent" });
      const owner = String(answer.body.id);
      return ["/questionnaire/finish", { actions: [{ ...action(fresh("act")).actions[0], owner }] }, { actions: [{ ...action("other").actions[0], owner }] }];
    },
    addMarketNote: async () => ["/market-notes", note(), note()],
    changeMarketNote: async () => [await one("/market-notes", note()), { source: fresh("source") }, { source: "other" }],
    removeMarketNote: async () => [await one("/market-notes", note())],
    addEvidence: async () => ["/evidence", evidence(), evidence()],
    changeEvidence: async () => [await evidencePath(), { source: fresh("source") }, { source: "other" }],
    removeEvidence: async () => [await evidencePath()],
  };
  return Object.fromEntries(Object.entries(asked).map(([id, make]) => [id, async () => {
    const [path, body, other] = await make();
    return { path: `/api/v1${path}`, body, other };
  }]));
}
