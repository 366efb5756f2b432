import type { Page } from "~/page";

export const results_pages: Page[] = [
  {
    path: "/results/experiments",
    area: "results",
    title: "nav.experiments",
    listed: true,
    key: "r",
    load: () => import("~/features/results/experiments"),
  },
  {
    path: "/results/experiments/new",
    area: "results",
    title: "nav.experiment_new",
    load: () => import("~/features/results/experiment_new"),
  },
  {
    path: "/results/experiments/$id",
    area: "results",
    title: "nav.experiments",
    load: () => import("~/features/results/experiment"),
  },
  {
    path: "/results/alerts",
    area: "results",
    title: "nav.alerts",
    listed: true,
    load: () => import("~/features/results/alerts"),
  },
  {
    path: "/results/reports",
    area: "results",
    title: "nav.reports",
    listed: true,
    load: () => import("~/features/results/reports"),
  },
];
