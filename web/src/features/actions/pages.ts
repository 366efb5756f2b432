import type { Page } from "~/page";

export const actions_pages: Page[] = [
  {
    path: "/actions",
    area: "actions",
    title: "nav.plan",
    listed: true,
    key: "p",
    load: () => import("./plan"),
  },
  {
    path: "/actions/levers",
    area: "actions",
    title: "nav.levers",
    listed: true,
    load: () => import("./levers"),
  },
  {
    path: "/actions/initiatives",
    area: "actions",
    title: "nav.initiatives",
    listed: true,
    key: "i",
    load: () => import("./initiatives"),
  },
  {
    path: "/actions/initiatives/$id",
    area: "actions",
    title: "nav.initiative",
    load: () => import("./initiative"),
  },
  {
    path: "/actions/projects",
    area: "actions",
    title: "nav.projects",
    listed: true,
    load: () => import("./projects"),
  },
  {
    path: "/actions/next-product",
    area: "actions",
    title: "nav.next_product",
    listed: true,
    load: () => import("./next_product"),
  },
  {
    path: "/actions/market",
    area: "actions",
    title: "nav.market",
    listed: true,
    load: () => import("./market"),
  },
  {
    path: "/actions/questionnaire",
    area: "actions",
    title: "nav.questionnaire",
    listed: true,
    load: () => import("./questionnaire"),
  },
  {
    path: "/actions/glossary",
    area: "actions",
    title: "nav.glossary",
    listed: true,
    load: () => import("./glossary"),
  },
];
