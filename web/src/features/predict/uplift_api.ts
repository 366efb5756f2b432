import type { Estimate } from "~/api/predictions";

export interface Qini {
  value: number;
  low: number;
  high: number;
  coefficient: number | null;
}

export interface UpliftItem {
  experiment: string;
  id: number;
  name: string;
  status: "never" | "refused" | "off" | "on";
  because: string | null;
  trained_at: string | null;
  version: number | null;
  treated: number | null;
  control: number | null;
  effect: Estimate | null;
  persuadability: Estimate | null;
  method: "two_model" | "transformed" | null;
  qini: Qini | null;
  propensity_qini: Qini | null;
  difference: Qini | null;
}

export interface UpliftGroup {
  treated: number;
  control: number;
  treated_outcome: Estimate;
  control_outcome: Estimate;
  effect: Estimate;
  persuadability: Estimate;
  quadrant: "persuadable" | "sure_thing" | "lost_cause" | "do_not_disturb";
}

export interface UpliftReport extends UpliftItem {
  outcome: string;
  curve: { share: number; gain: number; propensity_gain: number; random_gain: number }[];
  deciles: UpliftGroup[];
  groups: UpliftGroup[];
}
