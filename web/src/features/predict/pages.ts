import type { Page } from "~/page";

export const predict_pages: Page[] = [
  {
    path: "/audit/models",
    area: "audit",
    title: "nav.models",
    listed: true,
    texts: ["predict"],
    load: () => import("./models"),
  },
  {
    path: "/audit/models/$model",
    area: "audit",
    title: "nav.model",
    texts: ["predict"],
    load: () => import("./report"),
  },
  {
    path: "/audit/forecast",
    area: "audit",
    title: "nav.forecast",
    listed: true,
    texts: ["predict"],
    load: () => import("./forecast"),
  },
  {
    path: "/results/uplift",
    area: "results",
    title: "nav.uplift",
    listed: true,
    texts: ["predict"],
    load: () => import("./uplift"),
  },
];

/** What to do for whom comes before the plans and the means of the actions. */
export const risk_pages: Page[] = [
  {
    path: "/actions/at-risk",
    area: "actions",
    title: "nav.at_risk",
    listed: true,
    key: "k",
    texts: ["predict"],
    load: () => import("./at_risk"),
  },
  {
    path: "/actions/next",
    area: "actions",
    title: "nav.next_actions",
    listed: true,
    texts: ["predict"],
    load: () => import("./next_actions"),
  },
];
