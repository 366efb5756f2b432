// The key figures of segments beside those of everybody, each with its interval.
import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ask } from "~/api/client";
import type { MetricPoint, MetricSeries } from "~/api/types";
import { useLanguage } from "~/i18n";
import { Definition, Delta, type FigureValue, Interval, number_of, useFigure } from "~/ui/figure";
import { Card } from "~/ui/page";

export const kpi_names = ["crr", "churn", "aov", "clv", "nps", "engagement", "revenue"] as const;
const falling_is_good = new Set(["churn"]);

export type Point = Omit<MetricPoint, "value" | "low" | "high"> & {
  value: FigureValue;
  low: FigureValue;
  high: FigureValue;
};

/** `segment`: as the API takes it: segment:key, or a rule as text. */
export const metric_query = (name: string, period: string, segment?: string) => ({
  queryKey: ["metric", name, period, segment ?? ""],
  queryFn: ({ signal }: { signal: AbortSignal }) => ask<MetricSeries>(`/metrics/${name}`, { period, segment }, signal),
  staleTime: 60_000,
});

/** The last period that is over and has a value. */
export function last_point(series: MetricSeries | undefined): Point | undefined {
  return (series?.points as Point[] | undefined)
    ?.filter((one) => one.complete && one.by === null && one.value !== null)
    .at(-1);
}

export function useDifference(): (
  value: FigureValue,
  other: FigureValue,
  unit: string,
) => { value: number; text: string } | null {
  const { f } = useLanguage();
  const figure = useFigure();
  return (value, other, unit) => {
    const [a, b] = [number_of(value), number_of(other)];
    if (a === null || b === null) return null;
    const difference = a - b;
    if (typeof value === "object" && value !== null)
      return { value: difference, text: f.money({ ...value, amount: String(difference) }, { signed: true }) };
    return { value: difference, text: figure(difference, unit, { signed: true }) };
  };
}

export function SegmentKpis(props: { segment: string; period: string; least?: string; children?: ReactNode }) {
  const { segment, period, least = "240px", children } = props;
  const mine = useQueries({ queries: kpi_names.map((name) => metric_query(name, period, segment)) });
  const all = useQueries({ queries: kpi_names.map((name) => metric_query(name, period)) });
  return (
    <div className="grid" style={{ "--least": least } as React.CSSProperties}>
      {children}
      {kpi_names.map((name, index) => (
        <Kpi
          key={name}
          name={name}
          mine={mine[index]?.data}
          all={all[index]?.data}
          failed={mine[index]?.isError ?? false}
        />
      ))}
    </div>
  );
}

function Kpi(props: { name: string; mine: MetricSeries | undefined; all: MetricSeries | undefined; failed: boolean }) {
  const { name, mine, all, failed } = props;
  const { t, f } = useLanguage();
  const figure = useFigure();
  const difference = useDifference();
  const series = mine ?? all;
  const point = last_point(mine);
  const base = last_point(all);
  const unit = series?.unit ?? "";
  const change = difference(point?.value, base?.value, unit);
  if (!series) return <Card>{failed ? t("ui.failed") : <span className="quiet">{t("ui.loading")}</span>}</Card>;
  return (
    <section className="card kpi" aria-label={series.label}>
      <div className="row" style={{ justifyContent: "space-between", flexWrap: "nowrap" }}>
        <Link to={`/audit/metrics/${name}`} className="quiet">
          {series.label}
        </Link>
        <Definition text={`${series.definition} ${series.formula}`} />
      </div>
      <div className="row">
        <span className="kpi-value" data-metric={name}>
          {point ? figure(point.value, unit) : "–"}
        </span>
        {change && name !== "revenue" && (
          <Delta value={change.value} text={change.text} better={falling_is_good.has(name) ? "down" : "up"} />
        )}
      </div>
      {point ? (
        <Interval low={point.low} high={point.high} n={point.n} unit={unit} />
      ) : (
        <span className="quiet small">{mine ? t("ui.not_observed") : t("ui.loading")}</span>
      )}
      <span className="quiet small">
        {base
          ? t("segments.everybody", { value: figure(base.value, unit), period: f.period((point ?? base).period) })
          : ""}
      </span>
    </section>
  );
}
