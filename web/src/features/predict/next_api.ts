import type { Estimate } from "~/api/predictions";
import type { PredictionReason } from "~/api/types";
import type { Money } from "~/i18n";

export const channels = ["any", "email", "sms", "phone", "post", "push", "chat"] as const;

export interface NextAction {
  id: number;
  key: string;
  label: string;
  channel: (typeof channels)[number];
  cost: Money;
  capacity_week: number | null;
  segment: string;
  experiment: string;
  effect: number;
  active: boolean;
  version: number;
}

export interface NextSettings {
  explore_share: number;
  follow_days: number;
  contacts_max: number;
  contact_days: number;
  budget_week: Money | null;
  version: number;
}

export interface Plan {
  people: number;
  chosen: number;
  budget: Money | null;
  value: Money | null;
  cost: Money | null;
  worth: Money | null;
  applied: boolean;
  actions: { key: string; label: string; count: number; left: number | null; cost: Money | null }[];
  items: {
    customer: { id: number; name?: string | null };
    action: { key: string; label: string; propensity: number };
    value_at_risk: Money | null;
    value: Money | null;
    cost: Money | null;
    worth: Money | null;
    state: "planned" | "treated" | "withheld" | "control" | "exhausted";
  }[];
  refusal: string | null;
}

interface Judged {
  value: Money | null;
  low: Money | null;
  high: Money | null;
}

export interface Evaluation {
  follow_days: number;
  observed: number;
  waiting: number;
  policies: {
    policy: "logged" | "best" | "nothing" | "action";
    action: string | null;
    label: string;
    n: number;
    effective: number;
    enough: boolean;
    dr: Judged;
    ips: Judged;
    snips: Judged;
  }[];
  refusal: string | null;
}

export interface NextOfCustomer {
  probability: number | null;
  value_at_risk: Money | null;
  reasons: PredictionReason[];
  chosen: { key: string; label: string; propensity: number } | null;
  options: {
    key: string | null;
    label: string;
    obstacle: string;
    why: string | null;
    effect: (Estimate & { source: string }) | null;
    value: Money | null;
    cost: Money | null;
    worth: Money | null;
    propensity: number;
  }[];
  logged: { id: number; action: string | null; propensity: number | null; arm: string | null; at: string }[];
  refusal: string | null;
}
