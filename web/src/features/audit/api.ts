import type { MetricPoint } from "~/api/types";
import type { FigureValue } from "~/ui/figure";

export interface Headline {
  default: boolean;
  metrics: string[];
  items: KeyFigure[];
}

export interface KeyFigure {
  name: string;
  label: string;
  unit: string;
  period: string | null;
  value: FigureValue;
  low: FigureValue;
  high: FigureValue;
  n: number | null;
  small_sample?: boolean;
  reason: string | null;
  sentence?: string;
}

/** Points with the values that the unit of the metric gives them. */
export type Point = Omit<MetricPoint, "value" | "low" | "high"> & {
  value: FigureValue;
  low: FigureValue;
  high: FigureValue;
};

export interface CohortCell {
  bucket: string;
  value: FigureValue;
  low: number | null;
  high: number | null;
  n: number;
  observed: boolean;
  active: number;
  complete?: boolean;
}

export interface CohortRow {
  by: string | null;
  cohort: string;
  from: string;
  to: string;
  complete: boolean;
  size: number;
  cells: CohortCell[];
}

export interface Cohorts {
  label: string;
  definition: string;
  exclusions: string;
  as_of: string;
  unit: string;
  measure: string;
  rows: CohortRow[];
  averages: { by: string | null; size: number; cells: CohortCell[] }[];
}

export interface SurvivalPoint {
  day: number;
  at_risk: number;
  survival: number;
  low: number;
  high: number;
}

export interface SurvivalGroup {
  by: string | null;
  by_label?: string;
  n: number;
  left: number;
  median_days: number | null;
  points: SurvivalPoint[];
}

export interface Survivals {
  definition: string;
  groups: SurvivalGroup[];
  log_rank: { chi_square: number; degrees: number; p: number } | null;
}

/** Metrics of which less is better. */
export const falling_is_good = new Set([
  "churn",
  "lost",
  "revenue_churn",
  "churned_mrr",
  "contraction_mrr",
  "cac",
  "retention_cost",
  "first_response_time",
  "resolution_time",
  "ticket_backlog",
  "contact_rate",
  "lost_value",
  "subscriber_churn",
]);
