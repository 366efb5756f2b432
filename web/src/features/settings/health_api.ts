import { queryOptions } from "@tanstack/react-query";
import type { Answered } from "~/api/answered";
import { ask } from "~/api/client";
import type { Estimate } from "~/api/predictions";
import type * as api from "~/api/types";

export type HealthDefinition = Answered<api.HealthDefinition>;
export type MeasureWeight = Answered<api.HealthMeasureWeight>;
export type Scale = Pick<MeasureWeight, "weight" | "worst" | "best">;

interface Suggested {
  key: string;
  label: string;
  weight: number;
  suggested: number | null; // null: nothing is suggested
}

/** Whether a release of the score tells who leaves, with what the description of the API leaves open. */
export interface Validation extends Omit<api.HealthValidation, "quality" | "bands" | "suggestion"> {
  quality: {
    auc: Estimate;
    brier: number;
    naive_brier: number;
    calibration_error: number;
    top_decile_lift: number;
    calibration: api.CalibrationBin[];
    tells: boolean;
  } | null;
  bands: { band: string; label: string; left: Estimate }[];
  suggestion: { groups: Suggested[]; measures: (Suggested & { group: string })[] };
}

/** Of a release; without one, of the one that holds. */
export const validation_query = (version?: number) =>
  queryOptions({
    queryKey: ["health-score", "validation", version ?? "now"],
    queryFn: ({ signal }) => ask<Validation>("/health-score/validation", { version }, signal),
  });
