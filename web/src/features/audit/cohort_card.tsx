import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "~/api/client";
import { ChartFrame, type ChartTable } from "~/charts/frame";
import { type HeatCell, Heatmap, type HeatRow } from "~/charts/heatmap";
import { useLanguage } from "~/i18n";
import { Definition, number_of } from "~/ui/figure";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import type { CohortCell, CohortRow, Cohorts } from "./api";

export interface CohortQuestion {
  unit?: string | undefined;
  segment?: string | undefined;
  mode?: string | undefined;
  as_of?: string | undefined;
}

/** Who came back, by the period of the first purchase; shares of customers or of their first revenue. */
export function CohortCard({ months, question = {} }: { months: number; question?: CohortQuestion }) {
  const { t } = useLanguage();
  const [measure, setMeasure] = useState("rate");
  const query = useQuery({
    queryKey: ["cohorts", measure, question],
    queryFn: ({ signal }) => ask<Cohorts>("/cohorts", { measure, ...question }, signal),
  });
  return (
    <Card
      title={t("audit.cohorts")}
      about={
        <>
          {t("audit.cohorts_about")}
          {query.data && <Definition text={`${query.data.definition} ${query.data.exclusions}`} />}
        </>
      }
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t("audit.measure")}
          value={measure}
          onChange={setMeasure}
          data={[
            { value: "rate", label: t("audit.measure.rate") },
            { value: "revenue", label: t("audit.measure.revenue") },
          ]}
        />
      }
    >
      <Asked
        query={query}
        height={420}
        empty={(data) =>
          data.rows.every((row) => row.size === 0) ? (
            <EmptyState title={t("audit.nothing_yet")}>{t("audit.nothing_yet_do")}</EmptyState>
          ) : null
        }
      >
        {(data) => <CohortTable data={data} months={months} />}
      </Asked>
    </Card>
  );
}

function CohortTable({ data, months }: { data: Cohorts; months: number }) {
  const { t, f } = useLanguage();
  const rows = data.rows.slice(-months);
  const columns = Math.min(months, Math.max(...rows.map((row) => row.cells.length)));
  const money = data.measure !== "rate";
  // Revenue is shown against that of the first period, so that cohorts of unlike sizes compare.
  const share = (row: CohortRow, cell: CohortCell) => {
    const value = number_of(cell.value);
    if (!money || value === null) return value;
    const first = number_of(row.cells[0]?.value);
    return first ? value / first : null;
  };
  const cell_of = (row: CohortRow, cell: CohortCell): HeatCell => {
    const value = share(row, cell);
    if (value === null) return { share: null, text: "", title: t("ui.not_observed") };
    const interval =
      cell.low === null || cell.high === null
        ? ""
        : t("ui.interval", { low: f.percent(cell.low), high: f.percent(cell.high) });
    const title = t("audit.cell", { share: f.percent(value), active: cell.active, n: cell.n, interval });
    return { share: value, text: f.number(value * 100), title };
  };
  const heat = rows.map((row) => ({
    name: f.period(row.cohort),
    size: f.number(row.size),
    cells: row.cells.slice(0, columns).map((cell) => cell_of(row, cell)),
  }));
  const average = data.averages[0];
  const mean: HeatRow | undefined = average && {
    name: t("audit.weighted_mean"),
    size: f.number(average.size),
    cells: average.cells
      .slice(0, columns)
      .map((cell) => cell_of({ ...average, cells: average.cells } as unknown as CohortRow, cell)),
  };
  const names = Array.from({ length: columns }, (_, index) => `${t(`audit.unit.${data.unit as "month"}`)}${index}`);
  const table: ChartTable = {
    head: [t("audit.cohort"), t("audit.customers"), ...names],
    rows: heat.map((row) => [row.name, row.size, ...row.cells.map((cell) => cell.share)]),
  };
  return (
    <ChartFrame sentence={t("audit.cohorts_sentence", { n: rows.length })} name="cohorts" table={table}>
      <Heatmap
        label={t("audit.cohorts")}
        corner={t("audit.cohort")}
        size_title={t("audit.customers")}
        columns={names}
        rows={heat}
        {...(mean && { mean })}
      />
      <p className="quiet small">{t("audit.cohorts_note")}</p>
    </ChartFrame>
  );
}
