import { expect, test } from "vitest";
import type { MetricSeries } from "~/api/types";
import { firings, type Judged } from "./firings";

const rule: Judged = {
  metric: "churn",
  period: "month",
  kind: "above",
  threshold: 0.08,
  change_by: "percent",
  direction: "any",
  certainty: "sample",
  sample_min: 30,
};

function series(values: number[], n = 1000): MetricSeries {
  const points = values.map((value, index) => ({
    period: `2026-0${index + 1}`,
    complete: true,
    by: null,
    value,
    low: value - 0.01,
    high: value + 0.01,
    n,
  }));
  return { points } as unknown as MetricSeries;
}

test("a rule fires once when it comes to hold, and again when it has let go in between", () => {
  const rising = series([0.05, 0.05, 0.05, 0.05, 0.09, 0.09, 0.09]);
  expect(firings(rule, rising)).toEqual([{ period: "2026-05", value: 0.09 }]);
  expect(firings(rule, series([0.09, 0.05, 0.09]))?.map((one) => one.period)).toEqual(["2026-01", "2026-03"]);
});

test("small samples and intervals that hold the threshold do not fire; breaks are not told beforehand", () => {
  expect(firings(rule, series([0.09], 3))).toEqual([]);
  expect(firings({ ...rule, certainty: "interval" }, series([0.085]))).toEqual([]);
  expect(firings({ ...rule, kind: "break" }, series([0.09]))).toBeNull();
});

test("a change is against the period before, relative or in points, in one direction or any", () => {
  const change = { ...rule, kind: "change", threshold: 0.2 };
  expect(firings(change, series([0.1, 0.13, 0.13, 0.09]))?.map((one) => one.period)).toEqual(["2026-02", "2026-04"]);
  expect(firings({ ...change, direction: "fall" }, series([0.1, 0.13, 0.13, 0.09]))).toHaveLength(1);
  expect(firings({ ...change, change_by: "points", threshold: 0.02 }, series([0.1, 0.13]))).toHaveLength(1);
});
