import type { Page } from "~/page";

export const goals_pages: Page[] = [
  {
    path: "/goals",
    area: "goals",
    title: "nav.goals_list",
    listed: true,
    key: "o",
    load: () => import("~/features/goals/list"),
  },
  {
    path: "/goals/method",
    area: "goals",
    title: "nav.method",
    listed: true,
    load: () => import("~/features/goals/method"),
  },
  {
    path: "/goals/new",
    area: "goals",
    title: "nav.goal_new",
    load: () => import("~/features/goals/new"),
  },
  {
    path: "/goals/$id",
    area: "goals",
    title: "goals.one",
    load: () => import("~/features/goals/goal"),
  },
  {
    path: "/goals/$id/edit",
    area: "goals",
    title: "goals.edit",
    load: () => import("~/features/goals/edit"),
  },
];
