// Recipes of the health score for retries.test.mjs, as retries_crm.mjs.
export const apart = { acknowledgeHealthAlert: "needs an alert (tests of health)" };

let serial = 0;
const fresh = (word) => `${word} ${++serial}`;

export function recipes(send) {
  const post = async (path, body) => {
    const answer = await send("POST", `/api/v1${path}`, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
    return answer.body;
  };
  const override = (reason) => ({ band: "watch", reason });
  const path = async () => `/customers/${(await post("/customers", { user_id: fresh("health") })).id}/health-score/override`;
  const asked = {
    putHealthDefinition: async () => ["/health-score/definition", { note: fresh("try") }, { note: "other" }],
    putHealthOverride: async () => [await path(), override(fresh("why")), override("other")],
    removeHealthOverride: async () => {
      const made = await path();
      await post(made, override("why"));
      return [made];
    },
  };
  return Object.fromEntries(Object.entries(asked).map(([id, make]) => [id, async () => {
    const [path, body, other] = await make();
    return { path: `/api/v1${path}`, body, other };
  }]));
}
