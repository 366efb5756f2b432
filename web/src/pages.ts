// Every page of the application: the router, the navigation, the palette and the server's table of pages (web_http.c,
// compared by a test) go by it. A page is a chunk of its own, loaded when it is opened.
import type { ComponentType } from "react";
import type { Key } from "~/i18n";

export type Area = "audit" | "goals" | "segments" | "actions" | "results" | "customers" | "settings";

export interface Page {
  path: string; // "$id" is a value
  area: Area;
  title: Key;
  listed?: boolean; // in the navigation
  key?: string; // "g" and then this opens it
  load: () => Promise<{ default: ComponentType }>;
}

export const pages: Page[] = [
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
];

/** The steps of the method come first, in their order; the next one of each is what a page leads to. */
export const areas: { area: Area; title: Key; step?: number }[] = [
  { area: "audit", title: "nav.audit", step: 1 },
  { area: "goals", title: "nav.goals", step: 2 },
  { area: "segments", title: "nav.segments", step: 3 },
  { area: "actions", title: "nav.actions", step: 4 },
  { area: "results", title: "nav.results", step: 5 },
  { area: "customers", title: "nav.customers" },
  { area: "settings", title: "nav.settings" },
];
