import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "~/api/client";
import type { MetricSeries } from "~/api/types";
import { type Line, Lines } from "~/charts/lines";
import { useLanguage } from "~/i18n";
import { Delta, number_of, useFigure } from "~/ui/figure";
import { PeriodFilter, SegmentFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { falling_is_good, type Point } from "./api";
import { People } from "./people";

/** Any metric: its way over the periods, by group, beside the period before, and the people behind each figure. */
export default function MetricPage() {
  const { name } = useParams({ strict: false }) as { name: string };
  const { t } = useLanguage();
  const [search, change] = useFilters();
  const period = search.period ?? "month";
  const question = { period, by: search.by, segment: search.segment, compare: search.by ? undefined : "previous" };
  const query = useQuery({
    queryKey: ["metric", name, question],
    queryFn: ({ signal }) => ask<MetricSeries>(`/metrics/${encodeURIComponent(name)}`, question, signal),
  });
  const dimensions = useQuery({
    queryKey: ["dimensions"],
    queryFn: ({ signal }) => ask<{ dimensions: { name: string }[] }>("/dimensions", {}, signal),
  });
  const takes_groups = query.data?.takes.includes("by") ?? false;
  const groups = [
    { value: "", label: t("audit.split.none") },
    { value: "lifecycle_stage", label: t("audit.by.lifecycle_stage") },
    ...(query.data?.own_by ?? []).map((value) => ({ value, label: value })),
    ...(dimensions.data?.dimensions ?? []).flatMap((one) => [
      { value: one.name, label: t("audit.by.each", { name: one.name }) },
      { value: `first_${one.name}`, label: t("audit.by.first", { name: one.name }) },
    ]),
  ];
  return (
    <div className="page">
      <PageHeader title={query.data?.label ?? t("audit.metric")} about={query.data?.definition}>
        {takes_groups && (
          <Select
            aria-label={t("audit.split")}
            w={220}
            searchable
            value={search.by ?? ""}
            onChange={(by) => change({ by: by || undefined })}
            data={groups}
          />
        )}
        <SegmentFilter />
        <PeriodFilter />
      </PageHeader>
      <Asked query={query} height={420}>
        {(data) => <Shown data={data} />}
      </Asked>
    </div>
  );
}

const GROUPS_SHOWN = 6;

function Shown({ data }: { data: MetricSeries }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const [chosen, setChosen] = useState<Point | null>(null);
  const points = data.points as Point[];
  const seen = points.filter((point) => point.value !== null);
  if (seen.length === 0)
    return (
      <Card>
        <EmptyState title={t("audit.nothing_yet")}>{data.elsewhere ?? t("audit.nothing_yet_do")}</EmptyState>
      </Card>
    );
  const periods = [...new Set(points.map((point) => point.period))];
  const groups = [...new Set(points.map((point) => point.by))].slice(0, GROUPS_SHOWN);
  const name_of = (by: string | null) =>
    by === null ? data.label : (points.find((point) => point.by === by)?.by_label ?? by);
  const lines: Line[] = groups.map((by) => ({
    name: name_of(by),
    points: points
      .filter((point) => point.by === by && point.complete)
      .map((point) => ({
        x: periods.indexOf(point.period),
        y: number_of(point.value),
        low: number_of(point.low),
        high: number_of(point.high),
      })),
  }));
  const last = points.filter((point) => point.complete && point.value !== null).at(-1);
  return (
    <>
      <Card>
        <Lines
          name={data.name}
          sentence={last?.sentence ?? data.label}
          lines={lines}
          from_zero={data.unit !== "rate"}
          format_x={(x) => f.period(periods[x] ?? "")}
          format_y={(y) => figure(y, data.unit)}
          whole_x
          table={{
            head: [t("ui.period"), ...groups.map(name_of)],
            rows: periods.map((period) => [
              f.period(period),
              ...groups.map((by) =>
                number_of(points.find((point) => point.period === period && point.by === by)?.value),
              ),
            ]),
          }}
        />
        {last?.sentence && <p className="quiet">{last.sentence}</p>}
      </Card>
      <Card title={t("audit.periods")}>
        <PeriodTable data={data} points={[...points].reverse()} chosen={chosen} onChoose={setChosen} />
      </Card>
      {chosen && <People metric={data} point={chosen} />}
      <Card title={t("ui.definition")}>
        <dl className="details">
          <Term name={t("audit.term.formula")}>{data.formula}</Term>
          <Term name={t("audit.term.period_rule")}>{data.period_rule}</Term>
          <Term name={t("audit.term.exclusions")}>{data.exclusions}</Term>
          <Term name={t("audit.term.source")}>{data.source}</Term>
          <Term name={t("audit.term.zone")}>{data.time_zone}</Term>
          <Term name={t("audit.term.data")}>{data.data_as_of ? f.instant(data.data_as_of) : null}</Term>
          <Term name={t("audit.term.window")}>{data.window_reason}</Term>
        </dl>
        {data.notes?.map((note) => (
          <p key={note} className="quiet">
            {note}
          </p>
        ))}
      </Card>
    </>
  );
}

function Term({ name, children }: { name: string; children: string | null | undefined }) {
  if (!children) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function PeriodTable(props: {
  data: MetricSeries;
  points: Point[];
  chosen: Point | null;
  onChoose: (point: Point) => void;
}) {
  const { data, points, chosen, onChoose } = props;
  const { t, f } = useLanguage();
  const figure = useFigure();
  const grouped = points.some((point) => point.by !== null);
  const behind = data.people.length > 0;
  const change_of = (point: Point) => number_of(point.change as Point["value"]);
  return (
    <section
      className="scroll-x"
      tabIndex={0}
      aria-label={t("audit.periods_table")}
      style={{ maxHeight: 420, overflowY: "auto" }}
    >
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("ui.period")}</th>
            {grouped && <th scope="col">{t("audit.group")}</th>}
            <th scope="col" data-number>
              {t("audit.value")}
            </th>
            <th scope="col" data-number>
              {t("audit.interval")}
            </th>
            <th scope="col" data-number>
              n
            </th>
            {!grouped && (
              <th scope="col" data-number>
                {t("audit.change")}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => {
            const change = change_of(point);
            const value = figure(point.value, data.unit);
            return (
              <tr key={`${point.period} ${point.by}`} aria-current={point === chosen || undefined}>
                <td>
                  {f.period(point.period)} {!point.complete && <span className="pill">{t("audit.in_progress")}</span>}
                </td>
                {grouped && <td>{point.by_label ?? point.by}</td>}
                <td data-number>
                  {behind && point.value !== null ? (
                    <button type="button" className="link" onClick={() => onChoose(point)}>
                      {value}
                    </button>
                  ) : (
                    value
                  )}
                </td>
                <td data-number>
                  {point.low !== null && point.high !== null
                    ? t("ui.interval", { low: figure(point.low, data.unit), high: figure(point.high, data.unit) })
                    : ""}
                </td>
                <td data-number>
                  {point.n === null ? "" : f.number(point.n)}
                  {point.small_sample && point.n !== null && <span title={t("audit.small_sample")}> *</span>}
                </td>
                {!grouped && (
                  <td data-number>
                    {change !== null && (
                      <Delta
                        value={change}
                        text={figure(point.change as Point["value"], data.unit, { signed: true })}
                        better={falling_is_good.has(data.name) ? "down" : "up"}
                      />
                    )}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      {points.some((point) => point.small_sample && point.n !== null) && (
        <p className="quiet small">* {t("audit.small_sample")}</p>
      )}
    </section>
  );
}
