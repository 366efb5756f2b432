import { Select } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { MetricSeries } from "~/api/types";
import { Waterfall, type WaterfallStep } from "~/charts/bars";
import { Lines } from "~/charts/lines";
import { type Key, useLanguage } from "~/i18n";
import { Definition, number_of, useFigure } from "~/ui/figure";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { Asked, EmptyState, Loading } from "~/ui/states";
import type { Point } from "./api";
import { last_of, part_of, points_of, useMetric } from "./metric_card";

const MovementList = lazy(() => import("./movement_list"));

export const movements: { part: string; key: Key; sign: 1 | -1 }[] = [
  { part: "new", key: "audit.mrr.new", sign: 1 },
  { part: "expansion", key: "audit.mrr.expansion", sign: 1 },
  { part: "reactivation", key: "audit.mrr.reactivation", sign: 1 },
  { part: "resumed", key: "audit.mrr.resumed", sign: 1 },
  { part: "contraction", key: "audit.mrr.contraction", sign: -1 },
  { part: "paused", key: "audit.mrr.paused", sign: -1 },
  { part: "churn", key: "audit.mrr.churn", sign: -1 },
  { part: "currency", key: "audit.mrr.currency", sign: 1 },
];

function steps_of(point: Point, say: (key: Key) => string): WaterfallStep[] {
  const part = (name: string) => part_of(point, name) ?? 0;
  return [
    { name: say("audit.mrr.opening"), value: part("opening"), total: true },
    ...movements
      .map((one) => ({ name: say(one.key), value: part(one.part) * one.sign }))
      .filter((one) => one.value !== 0),
    { name: say("audit.mrr.closing"), value: part("closing"), total: true },
  ];
}

/** From the recurring revenue of the opening to that of the closing; `drill`: who is behind each movement. */
export function MovementsCard({ drill = true }: { drill?: boolean }) {
  const { t } = useLanguage();
  const [search] = useFilters();
  const query = useMetric("mrr_movements", { period: search.period ?? "month", segment: search.segment });
  const [chosen, setChosen] = useState<string | null>(null);
  const { f } = useLanguage();
  const seen = points_of(query.data).filter((point) => point.value !== null);
  const shown = seen.find((point) => point.period === chosen) ?? last_of(seen) ?? seen.at(-1);
  return (
    <Card
      title={t("audit.mrr.title")}
      about={
        query.data && (
          <>
            {shown && f.period(shown.period)}
            <Definition text={query.data.definition} />
          </>
        )
      }
      tools={
        drill &&
        shown && (
          <Select
            aria-label={t("ui.period")}
            size="xs"
            w={150}
            value={shown.period}
            onChange={setChosen}
            data={[...seen].reverse().map((point) => ({ value: point.period, label: f.period(point.period) }))}
          />
        )
      }
    >
      <Asked
        query={query}
        height={260}
        empty={() => (shown ? null : <EmptyState title={t("audit.mrr.none")}>{t("audit.mrr.none_do")}</EmptyState>)}
      >
        {() => shown && <Shown point={shown} drill={drill && !search.segment} />}
      </Asked>
    </Card>
  );
}

function Shown({ point, drill }: { point: Point; drill: boolean }) {
  const { t, f } = useLanguage();
  const [kind, setKind] = useState<string | null>(null);
  const text = (value: number, signed: boolean) =>
    f.money({ amount: value.toFixed(2), currency: f.currency }, { round: true, signed });
  const steps = steps_of(point, t);
  const sentence = t("audit.mrr.sentence", {
    period: f.period(point.period),
    from: text(steps[0]?.value ?? 0, false),
    to: text(steps.at(-1)?.value ?? 0, false),
  });
  const there = movements.filter((one) => (part_of(point, one.part) ?? 0) !== 0);
  return (
    <>
      <Waterfall
        name={`mrr-${point.period}`}
        sentence={sentence}
        steps={steps}
        format={text}
        table={{ head: [t("audit.mrr.step"), f.currency], rows: steps.map((step) => [step.name, step.value]) }}
      />
      <p className="quiet">{sentence}</p>
      {drill && there.length > 0 && (
        <div className="row no-print" style={{ marginTop: 8 }}>
          <span className="quiet small">{t("audit.mrr.who")}</span>
          {there.map((one) => (
            <button
              key={one.part}
              type="button"
              className="link small"
              aria-pressed={kind === one.part}
              onClick={() => setKind(kind === one.part ? null : one.part)}
            >
              {t(one.key)}
            </button>
          ))}
        </div>
      )}
      {kind && (
        <Suspense fallback={<Loading height={200} />}>
          <MovementList key={`${point.period} ${kind}`} period={point.period} kind={kind} />
        </Suspense>
      )}
    </>
  );
}

/** Gross and net side by side: growth of those who stay hides the loss of those who go. */
export function RetentionCard() {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const [search] = useFilters();
  const question = { period: search.period ?? "month", segment: search.segment, compare: "previous" };
  const net = useMetric("ndr", question);
  const gross = useMetric("grr", question);
  return (
    <Card title={t("audit.net_gross")} about={t("audit.net_gross_about")}>
      <Asked query={net} height={280}>
        {(data) => {
          const whole = (series: MetricSeries | undefined) =>
            points_of(series).filter((point) => point.complete && point.value !== null);
          const periods = whole(data).map((point) => point.period);
          if (periods.length < 2) return <EmptyState title={t("audit.nothing_yet")} />;
          const lines = [data, gross.data]
            .filter((series) => series !== undefined)
            .map((series) => ({
              name: series.label,
              points: whole(series).map((point) => ({
                x: periods.indexOf(point.period),
                y: number_of(point.value),
                low: number_of(point.low),
                high: number_of(point.high),
              })),
            }));
          const last = last_of(points_of(data));
          const kept = last_of(points_of(gross.data));
          const sentence = t("audit.net_gross_sentence", {
            period: f.period(last?.period ?? ""),
            net: figure(last?.value, "rate"),
            gross: figure(kept?.value, "rate"),
          });
          return (
            <>
              <Lines
                name="net-and-gross-retention"
                sentence={sentence}
                lines={lines}
                from_zero={false}
                whole_x
                format_x={(x) => f.period(periods[x] ?? "")}
                format_y={(y) => f.percent(y, 0)}
                table={{
                  head: [t("ui.period"), ...lines.map((line) => line.name)],
                  rows: periods.map((period, index) => [
                    f.period(period),
                    ...lines.map((line) => line.points.find((point) => point.x === index)?.y ?? null),
                  ]),
                }}
              />
              <p className="quiet">{sentence}</p>
            </>
          );
        }}
      </Asked>
    </Card>
  );
}
