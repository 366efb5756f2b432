// What is looked at to tell whether figures can be trusted, and from where on it is worth a word.
import type { DataQuality } from "~/api/types";

export type State = "good" | "warn" | "bad" | "unknown";

export interface Check {
  key:
    | "fresh"
    | "gaps"
    | "late"
    | "ahead"
    | "clock"
    | "plan"
    | "rejects"
    | "duplicates"
    | "identified"
    | "email"
    | "currency"
    | "robots";
  state: State;
  count?: number;
  share?: number;
  ago?: string;
  fix: string; // the page where it is mended
}

export interface Findings {
  now: number;
  quality: DataQuality;
  duplicates: number | undefined;
  rejects: number | undefined;
  rows: number | undefined;
  violations: number | undefined;
  unconverted: number | undefined;
}

const DAY = 86_400_000;
const DAYS_SHOWN = 60;

/** Every day from the first with events on, those without any as 0; today is not over. */
export function days_of(quality: DataQuality, now: number): { day: string; events: number }[] {
  const first = quality.days[0]?.day;
  if (!first) return [];
  const known = new Map(quality.days.map((one) => [one.day, one.events]));
  const last = Math.floor(now / DAY);
  const from = Math.max(Math.floor(Date.parse(`${first}T00:00:00Z`) / DAY), last - DAYS_SHOWN);
  return Array.from({ length: Math.max(0, last - from + 1) }, (_, index) => {
    const day = new Date((from + index) * DAY).toISOString().slice(0, 10);
    return { day, events: known.get(day) ?? 0 };
  });
}

/** `warn` and `bad`: from these on. */
function level(value: number, warn: number, bad: number): State {
  return value >= bad ? "bad" : value >= warn ? "warn" : "good";
}

export function checks_of(found: Findings): Check[] {
  const { quality, now } = found;
  const any = quality.events > 0;
  const share = (count: number) => (any ? count / quality.events : 0);
  const of_events = (count: number, warn: number, bad: number) => ({
    share: share(count),
    state: any ? level(share(count), warn, bad) : ("unknown" as const),
  });
  const age = quality.received_to ? (now - Date.parse(quality.received_to)) / DAY : null;
  const missing = days_of(quality, now)
    .slice(0, -1)
    .filter((one) => one.events === 0).length;
  const counted = (count: number | undefined, warn: number, bad: number) => ({
    count: count ?? 0,
    state: count === undefined ? ("unknown" as const) : level(count, warn, bad),
  });
  const rejected = found.rows ? (found.rejects ?? 0) / found.rows : 0;
  const of_people = (count: number) => (quality.people ? count / quality.people : 0);
  const lacking = (count: number, warn: number, bad: number): State =>
    quality.people ? level(1 - of_people(count), warn, bad) : "unknown";
  return [
    {
      key: "fresh",
      state: age === null ? "unknown" : level(age, 2, 7),
      ...(quality.received_to && { ago: quality.received_to }),
      fix: "/settings/integrations",
    },
    {
      key: "gaps",
      count: missing,
      state: quality.days.length ? level(missing, 1, 4) : "unknown",
      fix: "/settings/integrations",
    },
    { key: "late", ...of_events(quality.late, 0.02, 0.1), fix: "/results/reports" },
    { key: "ahead", ...of_events(quality.ahead, 0.001, 0.01), fix: "/settings/workspace" },
    { key: "clock", ...of_events(quality.clock_corrected, 0.05, 0.2), fix: "/settings/keys" },
    { key: "plan", ...counted(found.violations, 1, 1000), fix: "/settings/tracking-plan" },
    {
      key: "rejects",
      share: rejected,
      state: found.rows ? level(rejected, 0.001, 0.05) : "unknown",
      fix: "/customers/imports",
    },
    { key: "duplicates", ...counted(found.duplicates, 1, 100), fix: "/customers/duplicates" },
    {
      key: "identified",
      share: of_people(quality.identified),
      state: lacking(quality.identified, 0.5, 0.9),
      fix: "/customers/imports",
    },
    {
      key: "email",
      share: of_people(quality.with_email),
      state: lacking(quality.with_email, 0.2, 0.6),
      fix: "/customers/imports",
    },
    { key: "currency", ...counted(found.unconverted, 1, 100), fix: "/settings/workspace" },
    { key: "robots", ...of_events(quality.bots + quality.internal, 0.2, 0.5), fix: "/settings/tracking-plan" },
  ];
}
