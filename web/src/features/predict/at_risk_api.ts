import type { Estimate } from "~/api/predictions";
import type { PredictionReason } from "~/api/types";
import type { Money } from "~/i18n";

export const statuses = ["open", "in_progress", "closed"] as const;
export const shown_statuses = [...statuses, "all"] as const; // none of them: all but those closed of late
export const outcomes = ["kept", "lost", "unreached", "not_needed"] as const;

export interface AtRisk {
  id?: number;
  customer: { id: number; name?: string | null };
  probability: number | null;
  remaining_value: Money | null;
  value_at_risk: Money | null;
  persuadability: (Estimate & { source?: string }) | null;
  priority: number | null;
  reasons: PredictionReason[];
  next_action: { key: string; label: string; propensity?: number | null } | null;
  owner: number | null;
  due: string | null;
  status: string | null;
  outcome: string | null;
}

export interface AtRiskPage {
  items: AtRisk[];
  total?: Money | null;
  customers?: number;
  refusal?: string | null;
}
