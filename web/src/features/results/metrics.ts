import { useQuery } from "@tanstack/react-query";
import { ask } from "~/api/client";
import type { MetricSeries } from "~/api/types";

/** The figures that can be had, and what they are called. */
export function useMetrics(): { all: MetricSeries[]; label: (name: string) => string; unit: (name: string) => string } {
  const query = useQuery({
    queryKey: ["metrics"],
    queryFn: ({ signal }) => ask<{ items: MetricSeries[] }>("/metrics", {}, signal).then((list) => list.items),
    staleTime: 600_000,
  });
  const all = (query.data ?? []).filter((metric) => metric.available);
  const of = (name: string) => query.data?.find((metric) => metric.name === name);
  return { all, label: (name) => of(name)?.label ?? name, unit: (name) => of(name)?.unit ?? "" };
}

/** Amounts are in major units here; a threshold of a rate is a share. */
export function value_in(unit: string, value: number, currency: string): number | { amount: string; currency: string } {
  return unit === "amount" || unit === "net_amount" ? { amount: value.toFixed(2), currency } : value;
}
