import { Select } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "~/api/client";
import type { AlertList, Decomposition, MetricSeries } from "~/api/types";
import { Forest } from "~/charts/forest";
import { useLanguage } from "~/i18n";
import { Delta, type FigureValue, number_of, useFigure } from "~/ui/figure";
import { Card } from "~/ui/page";
import { Asked } from "~/ui/states";
import { falling_is_good, type Point } from "./api";
import { useGroups } from "./filters";
import { last_of, points_of } from "./metric_card";

const GROUPS_SHOWN = 6;
const RECENT = 6; // periods in which a break is news

/** What is another level than before, where the change of retention comes from, and what has rung. */
export function ChangesCard(props: { metrics: string[]; period: string; as_of?: string | undefined }) {
  const { metrics, period, as_of } = props;
  const { t } = useLanguage();
  const alerts = useQuery({
    queryKey: ["list", "/alerts", "open", "figures"],
    queryFn: ({ signal }) => ask<AlertList>("/alerts", { status: "open", about: "figure", limit: 5 }, signal),
  });
  const series = useQueries({
    queries: metrics.map((name) => ({
      queryKey: ["metric", name, period, as_of, "breaks"],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        ask<MetricSeries>(`/metrics/${name}`, { period, as_of, compare: "previous", analyse: "breaks,trend" }, signal),
    })),
  });
  const open = alerts.data?.items ?? [];
  return (
    <Card title={t("audit.changes")} about={t("audit.changes_about")}>
      <ul className="plain">
        {open.map((alert) => (
          <li key={alert.id}>
            <span className="pill" data-tone="loss">
              {t("audit.alert")}
            </span>{" "}
            {alert.message}
          </li>
        ))}
        {series.map(({ data }) => data && <Change key={data.name} series={data} />)}
      </ul>
    </Card>
  );
}

interface Break {
  period: string;
  before: FigureValue;
  after: FigureValue;
  p_value: number;
}

function Change({ series }: { series: MetricSeries }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const points = points_of(series);
  const last = last_of(points);
  if (!last) return null;
  const periods = points.map((point) => point.period);
  const analysis = series.analysis?.find((one) => one.by === null);
  const found = (analysis?.breaks as unknown as Break[] | undefined)?.at(-1);
  const recent = found && periods.length - periods.indexOf(found.period) <= RECENT ? found : undefined;
  const change = number_of(last.change as Point["value"]);
  const sure = beyond_chance(last);
  return (
    <li>
      <div className="row" style={{ justifyContent: "space-between" }}>
        <Link to={`/audit/metrics/${series.name}`}>{series.label}</Link>
        {change !== null && (
          <Delta
            value={change}
            text={figure(last.change as Point["value"], series.unit, { signed: true })}
            better={falling_is_good.has(series.name) ? "down" : "up"}
          />
        )}
      </div>
      <p className="quiet small">
        {recent
          ? t("audit.level", {
              period: f.period(recent.period),
              before: figure(recent.before, series.unit),
              after: figure(recent.after, series.unit),
            })
          : t(sure === null ? "audit.no_level" : sure ? "audit.change_sure" : "audit.change_unsure")}{" "}
        {analysis?.trend && t("audit.trend", { trend: analysis.trend })}
      </p>
    </li>
  );
}

/** Whether the intervals of the two periods do not even touch; null: there are none. */
function beyond_chance(point: Point): boolean | null {
  const before = point.previous as { low?: FigureValue; high?: FigureValue } | undefined;
  const [low, high] = [number_of(point.low), number_of(point.high)];
  const [low_before, high_before] = [number_of(before?.low), number_of(before?.high)];
  if (low === null || high === null || low_before === null || high_before === null) return null;
  return low > high_before || high < low_before;
}

/** Which groups the change of the retention rate comes from. */
export function SourcesCard({ period }: { period: string }) {
  const { t, f } = useLanguage();
  const [by, setBy] = useState("first_product");
  const groups = useGroups(false).filter((one) => one.value !== "tag");
  const retention = useQuery({
    queryKey: ["metric", "crr", { period, segment: undefined, compare: "previous" }],
    queryFn: ({ signal }) => ask<MetricSeries>("/metrics/crr", { period, compare: "previous" }, signal),
  });
  const whole = points_of(retention.data).filter((point) => point.complete && point.value !== null);
  const [before, after] = whole.slice(-2);
  const query = useQuery({
    queryKey: ["decomposition", by, before?.period, after?.period],
    queryFn: ({ signal }) =>
      ask<Decomposition>(
        "/metrics/crr/decomposition",
        { by, from_period: before?.period, to_period: after?.period },
        signal,
      ),
    enabled: Boolean(before && after),
  });
  if (!before || !after) return null;
  return (
    <Card
      title={t("audit.sources")}
      about={t("audit.sources_about", { from: f.period(before.period), to: f.period(after.period) })}
      tools={
        <Select
          aria-label={t("audit.split")}
          size="xs"
          w={190}
          value={by}
          onChange={(chosen) => chosen && setBy(chosen)}
          data={groups}
          allowDeselect={false}
        />
      }
    >
      <Asked query={query} height={180}>
        {(data) => {
          const items = [...data.items]
            .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
            .slice(0, GROUPS_SHOWN);
          const first = items[0];
          const sentence = t("audit.sources_sentence", {
            change: f.points(data.change),
            group: first?.by_label ?? "",
            part: f.points(first?.contribution ?? 0),
          });
          return (
            <>
              <Forest
                name="change-by-group"
                sentence={sentence}
                bars
                effects={items.map((one) => ({
                  name: one.by_label,
                  value: one.contribution,
                  text: f.points(one.contribution),
                }))}
                format_x={(value) => f.signed(value * 100, 1)}
                table={{
                  head: [
                    t("audit.group"),
                    f.period(before.period),
                    "n",
                    f.period(after.period),
                    `n ${f.period(after.period)}`,
                    t("audit.contribution"),
                  ],
                  rows: data.items.map((one) => [
                    one.by_label,
                    one.before,
                    one.n_before,
                    one.after,
                    one.n_after,
                    one.contribution,
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
