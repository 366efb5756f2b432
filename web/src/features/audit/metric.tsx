import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { MetricSeries } from "~/api/types";
import { type Line, Lines } from "~/charts/lines";
import { useLanguage } from "~/i18n";
import { pages } from "~/pages";
import { Delta, type FigureValue, number_of, useFigure } from "~/ui/figure";
import { PeriodFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { falling_is_good, type Point } from "./api";
import { SegmentFilter, useGroups, useSegments } from "./filters";
import { useMetric } from "./metric_card";
import { People } from "./people";

/** Any metric: its way over the periods, by group or beside others, and the people behind each figure. */
export default function MetricPage() {
  const { name } = useParams({ strict: false }) as { name: string };
  const { t } = useLanguage();
  const session = useSession();
  const [search, change] = useFilters();
  const period = search.period ?? "month";
  const beside = search.compare?.startsWith("segment:") ? search.compare : undefined;
  const compare = search.by ? undefined : search.compare === "year_ago" ? "year_ago" : "previous";
  const query = useMetric(name, { period, by: search.by, segment: search.segment, compare });
  const other = useQuery({
    queryKey: ["metric", name, { period, segment: beside, beside: true }],
    queryFn: ({ signal }) =>
      ask<MetricSeries>(`/metrics/${encodeURIComponent(name)}`, { period, segment: beside }, signal),
    enabled: Boolean(beside) && !search.by,
  });
  const takes = query.data?.takes ?? [];
  const groups = useGroups(takes.includes("by_dimension"));
  const segments = useSegments();
  return (
    <div className="page">
      <PageHeader title={query.data?.label ?? t("audit.metric")} about={query.data?.definition}>
        {takes.includes("segment") && <SegmentFilter />}
        {takes.includes("by") && (
          <Select
            aria-label={t("audit.split")}
            w={200}
            searchable
            value={search.by ?? ""}
            onChange={(by) => change({ by: by || undefined })}
            data={[
              { value: "", label: t("audit.split.none") },
              ...(query.data?.own_by ?? []).map((value) => ({ value, label: t("audit.by.each", { name: value }) })),
              ...groups.filter((one) => !query.data?.own_by.includes(one.value)),
            ]}
          />
        )}
        {!search.by && (
          <Select
            aria-label={t("audit.compare")}
            w={200}
            searchable
            allowDeselect={false}
            value={search.compare ?? "previous"}
            onChange={(value) => change({ compare: value === "previous" ? undefined : (value ?? undefined) })}
            data={[
              { value: "previous", label: t("audit.compare.previous") },
              { value: "year_ago", label: t("audit.compare.year_ago") },
              ...(takes.includes("segment")
                ? segments.map((one) => ({ ...one, label: t("audit.compare.segment", { name: one.label }) }))
                : []),
            ]}
          />
        )}
        <PeriodFilter />
      </PageHeader>
      <Asked query={query} height={420}>
        {(data) => (
          <Shown
            data={data}
            other={
              beside && !search.by && other.data
                ? { name: segments.find((one) => one.value === beside)?.label ?? beside, series: other.data }
                : undefined
            }
            year_ago={compare === "year_ago"}
          />
        )}
      </Asked>
      {other.isError && <ErrorState error={other.error} retry={() => other.refetch()} />}
      {mayChange(session) && query.data && (
        <div className="row no-print">
          <Link to="/results/alerts" search={{ metric: name } as never}>
            {t("audit.watch")}
          </Link>
          {pages.some((page) => page.path === "/goals/new") && (
            <Link to="/goals/new" search={{ metric: name, segment: search.segment } as never}>
              {t("audit.set_goal")}
            </Link>
          )}
        </div>
      )}
    </div>
  );
}

interface Beside {
  name: string;
  series: MetricSeries;
}

const GROUPS_SHOWN = 6;

function Shown({ data, other, year_ago }: { data: MetricSeries; other: Beside | undefined; year_ago: boolean }) {
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
  // Beside the figure: another segment, or the same a year ago; dashed, so that it stands back.
  const beside_of = (point: Point): FigureValue =>
    other
      ? ((other.series.points as Point[]).find((one) => one.period === point.period)?.value ?? null)
      : ((point.previous as { value?: FigureValue } | undefined)?.value ?? null);
  const beside = other?.name ?? (year_ago ? t("audit.compare.year_ago") : undefined);
  if (beside)
    lines.push({
      name: beside,
      dashed: true,
      points: points
        .filter((point) => point.complete)
        .map((point) => ({ x: periods.indexOf(point.period), y: number_of(beside_of(point)) })),
    });
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
            head: [t("ui.period"), ...groups.map(name_of), ...(beside ? [beside] : [])],
            rows: periods.map((period) => [
              f.period(period),
              ...groups.map((by) =>
                number_of(points.find((point) => point.period === period && point.by === by)?.value),
              ),
              ...(beside
                ? points
                    .filter((point) => point.period === period)
                    .slice(0, 1)
                    .map((point) => number_of(beside_of(point)))
                : []),
            ]),
          }}
        />
        {last?.sentence && <p className="quiet">{last.sentence}</p>}
      </Card>
      <Card title={t("audit.periods")}>
        <PeriodTable
          data={data}
          points={[...points].reverse()}
          chosen={chosen}
          onChoose={setChosen}
          beside={beside}
          beside_of={beside_of}
          differ={other !== undefined}
        />
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
          <Term name={t("audit.term.benchmark")}>
            {data.benchmark &&
              t("audit.benchmark", {
                value: figure(data.benchmark.value as FigureValue, data.unit),
                source: data.benchmark.source,
                day: f.day(data.benchmark.day),
              })}
          </Term>
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
  beside: string | undefined; // what stands beside it
  beside_of: (point: Point) => FigureValue;
  differ: boolean; // the change is against what stands beside it
}) {
  const { data, points, chosen, onChoose, beside, beside_of, differ } = props;
  const { t, f } = useLanguage();
  const figure = useFigure();
  const grouped = points.some((point) => point.by !== null);
  const behind = data.people.length > 0;
  const change_of = (point: Point): FigureValue => {
    if (!differ) return point.change as FigureValue;
    const [here, there] = [number_of(point.value), number_of(beside_of(point))];
    if (here === null || there === null) return null;
    const difference = here - there;
    const money = typeof point.value === "object" ? point.value : null;
    return money ? { amount: difference.toFixed(2), currency: money.currency } : difference;
  };
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
            {beside && (
              <th scope="col" data-number>
                {beside}
              </th>
            )}
            {!grouped && (
              <th scope="col" data-number>
                {t(differ ? "audit.gap" : "audit.change")}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => {
            const changed = change_of(point);
            const change = number_of(changed);
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
                {beside && <td data-number>{figure(beside_of(point), data.unit)}</td>}
                {!grouped && (
                  <td data-number>
                    {change !== null && (
                      <Delta
                        value={change}
                        text={figure(changed, data.unit, { signed: true })}
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
