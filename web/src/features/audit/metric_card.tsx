import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask, type Query } from "~/api/client";
import type { MetricSeries } from "~/api/types";
import { Sparkline } from "~/charts/sparkline";
import { useLanguage } from "~/i18n";
import { Definition, Delta, Interval, number_of, useFigure } from "~/ui/figure";
import { ErrorState, Loading } from "~/ui/states";
import { falling_is_good, type Point } from "./api";

export interface Asking {
  period?: string | undefined;
  segment?: string | undefined;
  by?: string | undefined;
  from?: string | undefined;
  as_of?: string | undefined;
}

/** One metric over its periods; pages that show the same figure ask once. */
export function useMetric(name: string, question: Query) {
  return useQuery({
    queryKey: ["metric", name, question],
    queryFn: ({ signal }) => ask<MetricSeries>(`/metrics/${encodeURIComponent(name)}`, question, signal),
  });
}

export function points_of(series: MetricSeries | undefined, by: string | null = null): Point[] {
  return ((series?.points ?? []) as Point[]).filter((point) => point.by === by);
}

/** The last whole period of which there is a figure. */
export function last_of(points: Point[]): Point | undefined {
  return points.filter((point) => point.complete && point.value !== null).at(-1);
}

export function part_of(point: Point | undefined, name: string): number | null {
  return number_of(point?.parts[name] as Point["value"]);
}

/** One figure: its last whole period, its change, its interval, the way it went, and what it means. */
export function MetricCard({ name, question }: { name: string; question: Asking }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const asked = {
    period: question.period ?? "month",
    segment: question.segment,
    as_of: question.as_of,
    compare: "previous",
  };
  const query = useMetric(name, asked);
  const series = query.data;
  if (!series) return query.isError ? <ErrorState error={query.error} /> : <Loading height={150} />;
  const complete = points_of(series).filter((point) => point.complete);
  const last = last_of(complete);
  const change = number_of(last?.change as Point["value"]);
  return (
    <section className="card kpi" aria-label={series.label}>
      <div className="row" style={{ justifyContent: "space-between", flexWrap: "nowrap", alignItems: "flex-start" }}>
        <Link to={`/audit/metrics/${name}`} className="quiet">
          {series.label}
        </Link>
        <Definition text={`${series.definition} ${series.formula}`} />
      </div>
      <div className="row">
        <span className="kpi-value" data-metric={name} data-absent={last ? undefined : true}>
          {last ? figure(last.value, series.unit) : t("ui.not_observed")}
        </span>
        {change !== null && (
          <Delta
            value={change}
            text={figure(last?.change as Point["value"], series.unit, { signed: true })}
            better={falling_is_good.has(name) ? "down" : "up"}
          />
        )}
      </div>
      {last && <Interval low={last.low} high={last.high} n={last.n} unit={series.unit} />}
      <span style={{ flex: 1 }} />
      <Sparkline values={complete.map((point) => number_of(point.value))} />
      {last && <span className="quiet small">{f.period(last.period)}</span>}
    </section>
  );
}
