import type { Goal } from "~/api/types";

/** A goal is asked again after each change of one. */
export const goal_keys: unknown[][] = [["goals"], ["goal"], ["method"], ["list", "/goals"]];

/** What a form holds, as it is typed. */
export interface Draft {
  name: string;
  metric: string;
  segment: string;
  period: string;
  target: string;
  deadline: string;
  owner: string;
  reason: string;
  finding: string;
  justification: string;
}

export const empty_draft: Draft = {
  name: "",
  metric: "",
  segment: "",
  period: "month",
  target: "",
  deadline: "",
  owner: "me",
  reason: "",
  finding: "",
  justification: "",
};

const is_rate = (unit: string | null | undefined) => unit === "rate" || unit === "share";

/** A number as people type it: a comma or a point, blanks between thousands; null: it is none. */
export function typed_number(text: string): number | null {
  const plain = text.replace(/[\s\u00a0\u202f%€$£]/g, "").replace(",", ".");
  return /^[-+]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

/** Rates are typed in per cent and sent as shares. */
export function target_of(text: string, unit: string | null | undefined): number | null {
  const number = typed_number(text);
  return number === null ? null : is_rate(unit) ? Number((number / 100).toFixed(6)) : number;
}

export function target_text(value: number | null, unit: string | null | undefined, decimal: string): string {
  if (value === null) return "";
  const shown = is_rate(unit) ? Number((value * 100).toFixed(2)) : Number(value.toFixed(2));
  return String(shown).replace(".", decimal);
}

export function body_of(draft: Draft, unit: string | null | undefined) {
  const { target, deadline, owner, ...texts } = draft;
  return { ...texts, target: target_of(target, unit), deadline: deadline || null, owner: owner || null };
}

export function draft_of(goal: Goal, decimal: string): Draft {
  return {
    name: goal.named ? goal.name : "",
    metric: goal.metric ?? "",
    segment: goal.segment,
    period: goal.period,
    target: target_text(goal.target, goal.unit, decimal),
    deadline: goal.deadline ?? "",
    owner: goal.owner === null ? "" : String(goal.owner),
    reason: goal.reason ?? "",
    finding: goal.finding ?? "",
    justification: goal.justification ?? "",
  };
}
