import type { PredictionReason } from "./types";

export interface Estimate {
  value: number | null; // null: not observed yet
  low?: number | null;
  high?: number | null;
  n?: number | null;
}

/** A reason in words. */
export function reason_text(reason: Pick<PredictionReason, "label" | "sentence">): string {
  return reason.sentence || reason.label;
}
