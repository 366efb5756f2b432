import { Select } from "@mantine/core";
import { useState } from "react";
import type { MetricSeries } from "~/api/types";
import { Columns } from "~/charts/columns";
import { type Key, useLanguage } from "~/i18n";
import { useFigure } from "~/ui/figure";
import { PeriodFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import type { Point } from "./api";
import { AsOf, GroupFilter, SegmentFilter } from "./filters";
import { last_of, MetricCard, part_of, points_of, useMetric } from "./metric_card";
import { People } from "./people";
import { ScoresCard } from "./satisfaction_scores";
import { ThemesCard, VerbatimsCard } from "./satisfaction_words";

const figures = ["nps", "csat", "ces", "response_rate", "sentiment"];

/** The parts of the answers, from the worst to the best, and the colour of each. */
export const parts_of_score: Record<string, { part: string; key: Key; colour: string }[]> = {
  nps: [
    { part: "detractors", key: "audit.part.detractors", colour: "var(--loss-fill)" },
    { part: "passives", key: "audit.part.passives", colour: "var(--neutral-fill)" },
    { part: "promoters", key: "audit.part.promoters", colour: "var(--gain-fill)" },
  ],
  csat: [
    { part: "dissatisfied", key: "audit.part.dissatisfied", colour: "var(--loss-fill)" },
    { part: "satisfied", key: "audit.part.satisfied", colour: "var(--gain-fill)" },
  ],
  ces: [
    { part: "hard", key: "audit.part.hard", colour: "var(--loss-fill)" },
    { part: "easy", key: "audit.part.easy", colour: "var(--gain-fill)" },
  ],
};

export const survey_kinds = ["nps", "csat", "ces"] as const;

/** How satisfied customers say they are, in figures and in their words, and who is not. */
export default function SatisfactionPage() {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  const kind = survey_kinds.find((one) => one === search.kind) ?? "nps";
  const question = { period: search.period ?? "month", segment: search.segment };
  const query = useMetric(kind, { ...question, compare: "previous" });
  const as_of = query.data?.data_as_of;
  return (
    <div className="page">
      <PageHeader
        title={t("nav.satisfaction")}
        about={<AsOf at={as_of}>{as_of ? "" : t("audit.satisfaction_about")}</AsOf>}
      >
        <SegmentFilter />
        <Select
          aria-label={t("audit.survey_kind")}
          w={130}
          value={kind}
          onChange={(value) => change({ kind: value === "nps" ? undefined : (value ?? undefined) })}
          data={survey_kinds.map((value) => ({ value, label: t(`audit.kind.${value}`) }))}
        />
        <GroupFilter
          more={["survey", "channel", "agent"].map((value) => ({ value, label: t(`audit.by.${value}` as Key) }))}
        />
        <PeriodFilter />
      </PageHeader>
      <div className="grid">
        {figures.map((name) => (
          <MetricCard key={name} name={name} question={question} />
        ))}
      </div>
      <div className="grid" style={{ "--least": "420px" } as React.CSSProperties}>
        <Card
          title={t("audit.answers_over_time", { kind: t(`audit.kind.${kind}`) })}
          about={t("audit.answers_over_time_about")}
        >
          <Asked
            query={query}
            height={280}
            empty={(data) =>
              points_of(data).every((point) => point.value === null) ? (
                <EmptyState title={t("audit.no_answers")}>{t("audit.no_answers_do")}</EmptyState>
              ) : null
            }
          >
            {(data) => <Shares key={kind} kind={kind} data={data} />}
          </Asked>
        </Card>
        <ScoresCard kind={kind} />
      </div>
      {search.by && <Groups kind={kind} by={search.by} />}
      {query.data && <Who key={`${kind} ${question.period}`} kind={kind} data={query.data} />}
      <ThemesCard />
      <VerbatimsCard kind={kind} />
    </div>
  );
}

function Shares({ kind, data }: { kind: string; data: MetricSeries }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const parts = parts_of_score[kind] ?? [];
  const points = points_of(data)
    .filter((point) => point.value !== null)
    .slice(-18);
  const share = (point: Point, part: string) => (point.n ? (part_of(point, part) ?? 0) / point.n : null);
  const last = last_of(points);
  const sentence = last?.sentence ?? data.label;
  return (
    <>
      <Columns
        name={`${kind}-answers`}
        sentence={sentence}
        most={1}
        parts={parts.map((one) => t(one.key))}
        colours={parts.map((one) => one.colour)}
        columns={points.map((point) => ({
          name: f.period(point.period),
          parts: parts.map((one) => share(point, one.part)),
          open: !point.complete,
        }))}
        format_y={(value) => f.percent(value, 0)}
        table={{
          head: [t("ui.period"), data.label, "n", ...parts.map((one) => t(one.key))],
          rows: points.map((point) => [
            f.period(point.period),
            figure(point.value, data.unit),
            point.n,
            ...parts.map((one) => share(point, one.part)),
          ]),
        }}
      />
      <p className="quiet">{sentence}</p>
    </>
  );
}

/** Each group with its interval: only where they do not touch is there a difference to speak of. */
function Groups({ kind, by }: { kind: string; by: string }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const [search] = useFilters();
  const query = useMetric(kind, { period: search.period ?? "month", segment: search.segment, by });
  return (
    <Card title={t("audit.groups_title")} about={t("audit.groups_about")}>
      <Asked query={query} height={160}>
        {(data) => {
          const points = (data.points as Point[]).filter((point) => point.complete && point.value !== null);
          const period = points
            .map((point) => point.period)
            .sort()
            .at(-1);
          const groups = points.filter((point) => point.period === period);
          if (groups.length === 0) return <EmptyState title={t("audit.no_answers")} />;
          return (
            <section className="scroll-x" tabIndex={0} aria-label={t("audit.group")}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t("audit.group")}</th>
                    <th scope="col" data-number>
                      {data.label}
                    </th>
                    <th scope="col" data-number>
                      {t("audit.interval")}
                    </th>
                    <th scope="col" data-number>
                      n
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {groups.map((point) => (
                    <tr key={point.by}>
                      <th scope="row">{point.by_label ?? point.by}</th>
                      <td data-number>{figure(point.value, data.unit)}</td>
                      <td data-number>
                        {point.low !== null && point.high !== null
                          ? t("ui.interval", { low: figure(point.low, data.unit), high: figure(point.high, data.unit) })
                          : ""}
                      </td>
                      <td data-number>{point.n === null ? "" : f.number(point.n)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <p className="quiet small" style={{ marginTop: 8 }}>
                {period && f.period(period)}
              </p>
            </section>
          );
        }}
      </Asked>
    </Card>
  );
}

/** Who answered what, the unhappy ones first: they are to be called back. */
function Who({ kind, data }: { kind: string; data: MetricSeries }) {
  const { t, f } = useLanguage();
  const points = points_of(data).filter((point) => point.value !== null);
  const [chosen, setChosen] = useState<string | null>(null);
  const point = points.find((one) => one.period === chosen) ?? points.at(-1);
  if (!point) return null;
  return (
    <People
      key={point.period}
      metric={data}
      point={point}
      first={parts_of_score[kind]?.[0]?.part ?? "value"}
      tools={
        <Select
          aria-label={t("audit.people_period")}
          w={150}
          value={point.period}
          onChange={setChosen}
          data={[...points].reverse().map((one) => ({ value: one.period, label: f.period(one.period) }))}
        />
      }
    />
  );
}
