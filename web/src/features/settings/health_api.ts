import type { Estimate } from "~/api/predictions";

export interface Scale {
  weight: number;
  worst: number;
  best: number;
}

export interface MeasureWeight extends Scale {
  key: string;
  label: string;
  help?: string;
  unit: string;
}

export interface GroupWeight {
  key: string;
  label: string;
  weight: number;
  measures: MeasureWeight[];
}

export interface SignalWeight {
  key: string;
  label: string;
  help?: string;
  points: number;
  days: number | null;
}

export interface HealthDefinition {
  version: number;
  made_at: string | null;
  made_by: number | null;
  note: string;
  bands: { watch: number; healthy: number };
  groups: GroupWeight[];
  signals: SignalWeight[];
  together_days: number;
  loyalty: MeasureWeight[];
  frequent_tickets: { count: number; within_days: number };
  messages: { last: number; promotional_share_max: number };
}

export interface HealthBands {
  as_of: string;
  version: number;
  customers: number;
  mean: number | null;
  mean_before: number | null;
  change_days: number;
  overrides: number;
  bands: {
    band: "healthy" | "watch" | "at_risk";
    label: string;
    customers: number;
    share: Estimate;
    change: number;
    share_change: number | null;
  }[];
  left_out: { lost: number; objected: number };
}
