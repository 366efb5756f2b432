// Every page of the application, in the order of the navigation.

import { actions_pages } from "~/features/actions/pages";
import { audit_pages } from "~/features/audit/pages";
import { customers_pages } from "~/features/customers/pages";
import { goals_pages } from "~/features/goals/pages";
import { playbook_pages } from "~/features/playbooks/pages";
import { predict_pages, risk_pages } from "~/features/predict/pages";
import { results_pages } from "~/features/results/pages";
import { segments_pages } from "~/features/segments/pages";
import { settings_pages } from "~/features/settings/pages";
import type { Key } from "~/i18n";
import type { Area, Page } from "~/page";

export type { Area, Page } from "~/page";

export const pages: Page[] = [
  ...audit_pages,
  ...goals_pages,
  ...segments_pages,
  ...risk_pages,
  ...playbook_pages,
  ...actions_pages,
  ...results_pages,
  ...predict_pages,
  ...customers_pages,
  ...settings_pages,
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
