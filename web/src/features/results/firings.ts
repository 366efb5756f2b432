// When a rule would have fired on periods that are past: once where it comes to hold, and not again while it holds.
import type { MetricSeries } from "~/api/types";
import { type FigureValue, number_of } from "~/ui/figure";

export interface Judged {
  metric: string;
  period: string;
  kind: string;
  threshold: number | null;
  change_by: string;
  direction: string;
  certainty: string;
  sample_min: number;
}

export interface Firing {
  period: string;
  value: number;
}

/** Null: this kind is judged with the whole series before each period, and is not shown beforehand. */
export function firings(rule: Judged, series: MetricSeries): Firing[] | null {
  if (!["above", "below", "change"].includes(rule.kind) || rule.threshold === null) return null;
  const threshold = rule.threshold;
  const found: Firing[] = [];
  let held = false;
  let before: number | null = null;
  for (const point of series.points.filter((one) => one.complete && one.by === null)) {
    const value = number_of(point.value as FigureValue);
    const low = number_of(point.low as FigureValue);
    const high = number_of(point.high as FigureValue);
    if (value === null) continue;
    const enough = point.n === null || point.n >= Math.max(30, rule.sample_min);
    const sure =
      rule.certainty !== "interval" ||
      rule.kind === "change" ||
      low === null ||
      high === null ||
      low > threshold ||
      high < threshold;
    let holds = false;
    if (rule.kind === "above") holds = value > threshold;
    else if (rule.kind === "below") holds = value < threshold;
    else if (before !== null) {
      const change: number =
        rule.change_by === "points" ? value - before : before ? (value - before) / Math.abs(before) : 0;
      const way = rule.direction === "any" || (rule.direction === "rise" ? change > 0 : change < 0);
      holds = way && Math.abs(change) > threshold;
    }
    holds = holds && enough && sure;
    if (holds && !held) found.push({ period: point.period, value });
    held = holds;
    before = value;
  }
  return found;
}
