import type { Page } from "~/page";

export const audit_pages: Page[] = [
  {
    path: "/audit",
    area: "audit",
    title: "nav.overview",
    listed: true,
    key: "a",
    load: () => import("~/features/audit/overview"),
  },
  {
    path: "/audit/cohorts",
    area: "audit",
    title: "nav.cohorts",
    listed: true,
    load: () => import("~/features/audit/cohorts"),
  },
  {
    path: "/audit/revenue",
    area: "audit",
    title: "nav.revenue",
    listed: true,
    load: () => import("~/features/audit/revenue"),
  },
  {
    path: "/audit/satisfaction",
    area: "audit",
    title: "nav.satisfaction",
    listed: true,
    load: () => import("~/features/audit/satisfaction"),
  },
  {
    path: "/audit/funnels",
    area: "audit",
    title: "nav.funnels",
    listed: true,
    load: () => import("~/features/audit/funnels"),
  },
  {
    path: "/audit/drivers",
    area: "audit",
    title: "nav.drivers",
    listed: true,
    load: () => import("~/features/audit/drivers"),
  },
  {
    path: "/audit/data",
    area: "audit",
    title: "nav.data",
    listed: true,
    load: () => import("~/features/audit/data"),
  },
  {
    path: "/audit/metrics",
    area: "audit",
    title: "nav.metrics",
    listed: true,
    load: () => import("~/features/audit/metrics"),
  },
  {
    path: "/audit/metrics/$name",
    area: "audit",
    title: "audit.metric",
    texts: ["customers"], // the people behind a figure
    load: () => import("~/features/audit/metric"),
  },
];
