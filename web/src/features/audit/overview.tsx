import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "~/api/client";
import { useWorkspace } from "~/api/session";
import type { MetricSeries } from "~/api/types";
import { Waterfall, type WaterfallStep } from "~/charts/bars";
import { Sparkline } from "~/charts/sparkline";
import { type Key, useLanguage } from "~/i18n";
import { Definition, Delta, Interval, number_of, useFigure } from "~/ui/figure";
import { PeriodFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { falling_is_good, type Headline, type KeyFigure, type Point } from "./api";
import { CohortCard } from "./cohort_card";
import { SurvivalCard } from "./survival_card";

/** The headline panel: each figure with what it was before, and the way it went. */
export default function Overview() {
  const { t, f } = useLanguage();
  const [search] = useFilters();
  const workspace = useWorkspace();
  const headline = useQuery({
    queryKey: ["headline"],
    queryFn: ({ signal }) => ask<Headline>("/headline", {}, signal),
  });
  return (
    <div className="page">
      <PageHeader title={t("audit.title")} about={workspace.name || t("audit.about", { zone: f.timeZone })}>
        <PeriodFilter />
      </PageHeader>
      <Asked query={headline} height={150}>
        {(data) => <KeyFigures items={data.items} period={search.period ?? "month"} />}
      </Asked>
      <CohortCard months={24} />
      <div className="grid" style={{ "--least": "420px" } as React.CSSProperties}>
        <RevenueCard />
        <SurvivalCard />
      </div>
    </div>
  );
}

function KeyFigures({ items, period }: { items: KeyFigure[]; period: string }) {
  const { t } = useLanguage();
  const series = useQueries({
    queries: items.map((item) => ({
      queryKey: ["metric", item.name, period, "previous"],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        ask<MetricSeries>(`/metrics/${item.name}`, { period, compare: "previous" }, signal),
    })),
  });
  if (items.every((item) => item.value === null))
    return (
      <Card>
        <EmptyState title={t("audit.nothing_yet")}>{t("audit.nothing_yet_do")}</EmptyState>
      </Card>
    );
  return (
    <div className="grid">
      {items.map((item, index) => (
        <KeyCard key={item.name} item={item} series={series[index]?.data} />
      ))}
    </div>
  );
}

function KeyCard({ item, series }: { item: KeyFigure; series: MetricSeries | undefined }) {
  const { f } = useLanguage();
  const figure = useFigure();
  const points = (series?.points ?? []) as Point[];
  const complete = points.filter((point) => point.complete && point.by === null);
  const last = complete.at(-1);
  const shown = last ?? item;
  const change = number_of(last?.change as Point["value"]);
  return (
    <section className="card kpi" aria-label={item.label}>
      <div className="row" style={{ justifyContent: "space-between" }}>
        <Link to={`/audit/metrics/${item.name}`} className="quiet">
          {item.label}
        </Link>
        {series && <Definition text={`${series.definition} ${series.formula}`} />}
      </div>
      <div className="row">
        <span className="kpi-value" data-metric={item.name}>
          {figure(shown.value, item.unit)}
        </span>
        {change !== null && (
          <Delta
            value={change}
            text={figure(last?.change as Point["value"], item.unit, { signed: true })}
            better={falling_is_good.has(item.name) ? "down" : "up"}
          />
        )}
      </div>
      <Interval low={shown.low} high={shown.high} n={shown.n} unit={item.unit} />
      <Sparkline values={complete.map((point) => number_of(point.value))} />
      {last && <span className="quiet small">{f.period(last.period)}</span>}
    </section>
  );
}

const movements: { part: string; key: Key; sign: 1 | -1 }[] = [
  { part: "new", key: "audit.mrr.new", sign: 1 },
  { part: "expansion", key: "audit.mrr.expansion", sign: 1 },
  { part: "reactivation", key: "audit.mrr.reactivation", sign: 1 },
  { part: "resumed", key: "audit.mrr.resumed", sign: 1 },
  { part: "contraction", key: "audit.mrr.contraction", sign: -1 },
  { part: "paused", key: "audit.mrr.paused", sign: -1 },
  { part: "churn", key: "audit.mrr.churn", sign: -1 },
  { part: "currency", key: "audit.mrr.currency", sign: 1 },
];

function steps_of(parts: Record<string, unknown>, say: (key: Key) => string): WaterfallStep[] {
  const part = (name: string) => number_of(parts[name] as Point["value"]) ?? 0;
  const changes = movements
    .map((one) => ({ name: say(one.key), value: part(one.part) * one.sign }))
    .filter((one) => one.value !== 0);
  return [
    { name: say("audit.mrr.opening"), value: part("opening"), total: true },
    ...changes,
    { name: say("audit.mrr.closing"), value: part("closing"), total: true },
  ];
}

function RevenueCard() {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["metric", "mrr_movements", "month"],
    queryFn: ({ signal }) => ask<MetricSeries>("/metrics/mrr_movements", { period: "month" }, signal),
  });
  const text = (value: number, signed: boolean) =>
    f.money({ amount: value.toFixed(2), currency: f.currency }, { round: true, signed });
  return (
    <Card title={t("audit.mrr.title")} about={query.data?.definition}>
      <Asked
        query={query}
        height={260}
        empty={(data) =>
          data.points.some((point) => point.complete && point.value !== null) ? null : (
            <EmptyState title={t("audit.mrr.none")}>{t("audit.mrr.none_do")}</EmptyState>
          )
        }
      >
        {(data) => {
          const last = data.points.filter((point) => point.complete && point.value !== null).at(-1);
          if (!last) return null;
          const steps = steps_of(last.parts, t);
          const sentence = t("audit.mrr.sentence", {
            period: f.period(last.period),
            from: text(steps[0]?.value ?? 0, false),
            to: text(steps.at(-1)?.value ?? 0, false),
          });
          return (
            <>
              <Waterfall
                name={`mrr-${last.period}`}
                sentence={sentence}
                steps={steps}
                format={text}
                table={{ head: [t("audit.mrr.step"), f.currency], rows: steps.map((step) => [step.name, step.value]) }}
              />
              <p className="quiet">{sentence}</p>
            </>
          );
        }}
      </Asked>
    </Card>
  );
}
