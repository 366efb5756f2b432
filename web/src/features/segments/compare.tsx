import { MultiSelect } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "~/api/client";
import { useLanguage } from "~/i18n";
import { Interval, useFigure } from "~/ui/figure";
import { PeriodFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { type Overlap, type SegmentLine, segments_query } from "./api";
import { Conflicts } from "./conflicts";
import { kpi_names, last_point, metric_query } from "./kpis";
import "./segments.css";

const MOST = 8;

/** Segments side by side: who is in several of them, and the figures of each. */
export default function Compare() {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  const list = useQuery(segments_query);
  const keys = (search.segments ?? "").split(",").filter(Boolean).slice(0, MOST);
  return (
    <div className="page">
      <PageHeader title={t("nav.compare_segments")} about={t("segments.compare_about")}>
        <PeriodFilter />
      </PageHeader>
      <Card label={t("segments.choose")}>
        <MultiSelect
          label={t("segments.compared")}
          description={t("segments.compared_about", { n: MOST })}
          searchable
          clearable
          clearButtonProps={{ "aria-label": t("ui.clear") }}
          maxValues={MOST}
          value={keys}
          onChange={(chosen) => change({ segments: chosen.join(",") || undefined })}
          data={(list.data ?? []).map((one) => ({ value: one.key, label: one.name }))}
        />
      </Card>
      <Conflicts />
      {keys.length < 2 ? (
        <Card>
          <EmptyState title={t("segments.compare_two")}>{t("segments.compare_two_do")}</EmptyState>
        </Card>
      ) : (
        <Asked query={list}>
          {(data) => {
            const segments = keys.flatMap((key) => data.find((one) => one.key === key) ?? []);
            return (
              <>
                <Overlaps segments={segments} />
                <Figures segments={segments} period={search.period ?? "month"} />
              </>
            );
          }}
        </Asked>
      )}
    </div>
  );
}

function Overlaps({ segments }: { segments: SegmentLine[] }) {
  const { t, f } = useLanguage();
  const keys = segments.map((one) => one.key).join(",");
  const query = useQuery({
    queryKey: ["list", "/segments", "overlap", keys],
    queryFn: ({ signal }) => ask<{ items: Overlap[] }>("/segments/overlap", { segments: keys }, signal),
  });
  const name = (key: string) => segments.find((one) => one.key === key)?.name ?? key;
  return (
    <Card title={t("segments.overlap")} about={t("segments.overlap_about")}>
      <Asked query={query} height={240}>
        {({ items: pairs }) => {
          const both = (a: string, b: string) =>
            pairs.find((one) => (one.a === a && one.b === b) || (one.a === b && one.b === a))?.both;
          const size = (key: string) => {
            const pair = pairs.find((one) => one.a === key || one.b === key);
            return pair ? pair.both + (pair.a === key ? pair.only_a : pair.only_b) : 0;
          };
          const shared = (row: SegmentLine, column: SegmentLine) => {
            const people = both(row.key, column.key);
            return people === undefined || size(row.key) === 0 ? null : { people, share: people / size(row.key) };
          };
          return (
            <>
              <section
                className="scroll-x"
                tabIndex={0}
                aria-label={t("charts.table_of", { what: t("segments.overlap") })}
              >
                <table className="heatmap overlap">
                  <thead>
                    <tr>
                      <th scope="col">{t("segments.one")}</th>
                      <th scope="col">{t("segments.size")}</th>
                      {segments.map((one) => (
                        <th key={one.key} scope="col">
                          {one.name}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {segments.map((row) => (
                      <tr key={row.key}>
                        <th scope="row">{row.name}</th>
                        <th data-number className="number">
                          {f.number(size(row.key))}
                        </th>
                        {segments.map((column) => {
                          const cell = column === row ? null : shared(row, column);
                          if (!cell) return <td key={column.key}>{column === row ? "–" : ""}</td>;
                          const { people, share } = cell;
                          return (
                            <td
                              key={column.key}
                              className={`heat-${Math.min(6, Math.ceil(share * 6))}`}
                              title={t("segments.overlap_cell", {
                                a: row.name,
                                b: column.name,
                                n: people,
                                share: f.percent(share),
                              })}
                            >
                              <span>{f.percent(share, 0)}</span>
                            </td>
                          );
                        })}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </section>
              <p className="quiet small">{t("segments.overlap_note")}</p>
              <section className="scroll-x" tabIndex={0} aria-label={t("segments.overlap_pairs")}>
                <table className="table">
                  <thead>
                    <tr>
                      <th scope="col">A</th>
                      <th scope="col">B</th>
                      <th scope="col" data-number>
                        {t("segments.both")}
                      </th>
                      <th scope="col" data-number>
                        {t("segments.only_a")}
                      </th>
                      <th scope="col" data-number>
                        {t("segments.only_b")}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {pairs.map((one) => (
                      <tr key={`${one.a} ${one.b}`}>
                        <td>{name(one.a)}</td>
                        <td>{name(one.b)}</td>
                        <td data-number data-both={`${one.a} ${one.b}`}>
                          {f.number(one.both)}
                        </td>
                        <td data-number>{f.number(one.only_a)}</td>
                        <td data-number>{f.number(one.only_b)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </section>
            </>
          );
        }}
      </Asked>
    </Card>
  );
}

function Figures({ segments, period }: { segments: SegmentLine[]; period: string }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const columns = [undefined, ...segments.map((one) => `segment:${one.key}`)];
  const answers = useQueries({
    queries: kpi_names.flatMap((name) => columns.map((key) => metric_query(name, period, key))),
  });
  return (
    <Card title={t("segments.figures")}>
      <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: t("segments.figures") })}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("segments.figure")}</th>
              <th scope="col" data-number>
                {t("ui.everybody")}
              </th>
              {segments.map((one) => (
                <th key={one.key} scope="col" data-number>
                  <Link to={`/segments/${one.key}`}>{one.name}</Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t("segments.size")}</th>
              <td data-number>{f.number(segments[0]?.total ?? 0)}</td>
              {segments.map((one) => (
                <td key={one.key} data-number>
                  {one.size === null ? t("segments.uncounted") : f.number(one.size)}
                </td>
              ))}
            </tr>
            {kpi_names.map((name, row) => (
              <tr key={name}>
                <th scope="row">{answers[row * columns.length]?.data?.label ?? name}</th>
                {columns.map((key, column) => {
                  const series = answers[row * columns.length + column]?.data;
                  const point = last_point(series);
                  return (
                    <td key={key ?? ""} data-number>
                      {point ? (
                        <>
                          <strong>{figure(point.value, series?.unit ?? "")}</strong>
                          <br />
                          <Interval low={point.low} high={point.high} n={point.n} unit={series?.unit ?? ""} />
                        </>
                      ) : (
                        <span className="quiet">{series ? t("ui.not_observed") : "…"}</span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}
