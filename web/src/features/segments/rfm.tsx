import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Rfm, RfmCell } from "~/api/types";
import { ChartFrame } from "~/charts/frame";
import { useLanguage } from "~/i18n";
import { number_of } from "~/ui/figure";
import { SegmentFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { name_of, type Preview, segments_query } from "./api";
import { Moves } from "./rfm_moves";
import "./segments.css";

const scores = [1, 2, 3, 4, 5];
const rule_of = (cell: RfmCell) => ({
  all: [
    { metric: "rfm_recency", equals: cell.recency },
    { metric: "rfm_mean", equals: cell.frequency },
  ],
});

/** Where buyers stand by how recently, how often and how much they bought; and who moves from one group to another. */
export default function RfmPage() {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  const moves = search.view === "moves";
  return (
    <div className="page">
      <PageHeader title={t("nav.rfm")} about={t("segments.rfm.about")}>
        {moves && <SegmentFilter />}
        <SegmentedControl
          aria-label={t("segments.rfm.view")}
          value={moves ? "moves" : "now"}
          onChange={(view) => change({ view: view === "moves" ? view : undefined })}
          data={[
            { value: "now", label: t("segments.rfm.now") },
            { value: "moves", label: t("segments.rfm.moves") },
          ]}
        />
      </PageHeader>
      {moves ? <Moves /> : <Standing />}
    </div>
  );
}

/** Buyers by how recently and how often they bought, and the groups that come of it. */
function Standing() {
  const { t, f } = useLanguage();
  const [search, change] = useFilters();
  const query = useQuery({
    queryKey: ["rfm", search.segment ?? ""],
    queryFn: ({ signal }) => ask<Rfm>("/rfm", { segment: search.segment }, signal),
  });
  return (
    <Asked
      query={query}
      height={420}
      empty={(data) =>
        data.buyers === 0 ? (
          <Card>
            <EmptyState title={t("segments.rfm.none")}>{t("segments.rfm.none_do")}</EmptyState>
          </Card>
        ) : null
      }
    >
      {(data) => {
        const chosen = data.cells.find((one) => `${one.recency}${one.frequency}` === search.cell);
        return (
          <>
            <div className="segment-grid">
              <Card title={t("segments.rfm.grid")} about={t("segments.rfm.grid_about")}>
                <Grid
                  data={data}
                  chosen={chosen}
                  onChoose={(cell) => change({ cell: `${cell.recency}${cell.frequency}` })}
                />
              </Card>
              <CellCard cell={chosen} group={data.groups.find((one) => one.key === chosen?.group)?.name} />
            </div>
            <Card
              title={t("segments.rfm.groups")}
              about={t("segments.rfm.groups_about", { day: f.day(data.as_of.slice(0, 10)), n: data.buyers })}
            >
              <Groups data={data} />
            </Card>
          </>
        );
      }}
    </Asked>
  );
}

function Grid(props: { data: Rfm; chosen: RfmCell | undefined; onChoose: (cell: RfmCell) => void }) {
  const { data, chosen, onChoose } = props;
  const { t, f } = useLanguage();
  const sizes = data.cells.map((one) => one.customers);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes, 1)];
  const at = (recency: number, frequency: number) =>
    data.cells.find((one) => one.recency === recency && one.frequency === frequency);
  const group_of = (cell: RfmCell) => data.groups.find((one) => one.key === cell.group)?.name ?? cell.group;
  const level = (cell: RfmCell) =>
    Math.min(6, Math.floor(((cell.customers - least) / Math.max(1, most - least)) * 6.999));
  return (
    <ChartFrame
      sentence={t("segments.rfm.grid")}
      name="rfm"
      table={{
        head: [t("segments.rfm.corner"), ...scores.map((n) => t("segments.rfm.recency", { n }))],
        rows: scores
          .toReversed()
          .map((n) => [t("segments.rfm.frequency", { n }), ...scores.map((recency) => at(recency, n)?.customers ?? 0)]),
      }}
    >
      <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: t("nav.rfm") })}>
        <table className="heatmap rfm">
          <thead>
            <tr>
              <th scope="col">{t("segments.rfm.corner")}</th>
              {scores.map((n) => (
                <th key={n} scope="col">
                  <span className="rfm-group">{t("segments.rfm.recency_word")}</span> {n}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {scores.toReversed().map((frequency) => (
              <tr key={frequency}>
                <th scope="row">{t("segments.rfm.frequency", { n: frequency })}</th>
                {scores.map((recency) => {
                  const cell = at(recency, frequency);
                  if (!cell || cell.customers === 0)
                    return (
                      <td key={recency} className="heat-0">
                        <span>0</span>
                      </td>
                    );
                  const { customers, share } = cell;
                  return (
                    <td key={recency} className={`heat-${level(cell)}`} data-chosen={cell === chosen || undefined}>
                      <button
                        type="button"
                        aria-pressed={cell === chosen}
                        data-cell={`${recency}${frequency}`}
                        onClick={() => onChoose(cell)}
                      >
                        <strong>{f.number(customers)}</strong> <span className="rfm-group">{group_of(cell)}</span>{" "}
                        <span className="unseen">
                          {t("segments.rfm.cell", { recency, frequency, share: f.percent(share ?? 0) })}
                        </span>
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </ChartFrame>
  );
}

function CellCard({ cell, group }: { cell: RfmCell | undefined; group: string | undefined }) {
  const { t, f } = useLanguage();
  const navigate = useNavigate();
  const session = useSession();
  const query = useQuery({
    queryKey: ["preview", "rfm", cell?.recency, cell?.frequency],
    queryFn: ({ signal }) => act<Preview>("POST", "/segments/preview", { rule: rule_of(cell as RfmCell) }, { signal }),
    enabled: cell !== undefined,
  });
  if (!cell)
    return (
      <Card>
        <EmptyState title={t("segments.rfm.choose")}>{t("segments.rfm.choose_do")}</EmptyState>
      </Card>
    );
  const { recency, frequency, revenue } = cell;
  const title = t("segments.rfm.cell_title", { recency, frequency });
  const make = () =>
    navigate({
      to: "/segments/new",
      search: { rule: JSON.stringify(rule_of(cell)), name: `${group ?? "RFM"} (R${recency} FM${frequency})` } as never,
    });
  return (
    <Card
      title={title}
      about={group}
      tools={
        mayChange(session) && (
          <Button size="xs" onClick={make}>
            {t("segments.make_of")}
          </Button>
        )
      }
    >
      <p>
        <span className="kpi-value" data-figure="cell.customers">
          {f.number(cell.customers)}
        </span>{" "}
        <span className="quiet">
          {f.percent(cell.share ?? 0)} {revenue ? `· ${f.money(revenue)}` : ""}
        </span>
      </p>
      <Asked query={query} height={200}>
        {(data) => (
          <ul className="plain" aria-label={t("segments.sample")}>
            {data.sample.slice(0, 7).map((person) => (
              <li key={person.id} className="segment-person">
                <Link to={`/customers/${person.id}`}>{name_of(person)}</Link>
                <span className="quiet small number">
                  {person.last_order ? t("segments.last_order", { day: f.day(person.last_order.slice(0, 10)) }) : ""}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </Card>
  );
}

function Groups({ data }: { data: Rfm }) {
  const { t, f } = useLanguage();
  const stored = useQuery(segments_query);
  const keys = new Set(stored.data?.map((one) => one.key));
  const all = data.groups.reduce((sum, one) => sum + (number_of(one.revenue) ?? 0), 0);
  const link = (key: string, name: string) =>
    keys.has(`rfm_${key}`) ? (
      <Link to={`/segments/rfm_${key}`}>{name}</Link>
    ) : (
      <Link to="/segments/new" search={{ rule: JSON.stringify({ metric: "rfm_group", in: [key] }), name } as never}>
        {name}
      </Link>
    );
  return (
    <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: t("segments.rfm.groups") })}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("segments.rfm.group")}</th>
            <th scope="col" data-number>
              {t("segments.rfm.customers")}
            </th>
            <th scope="col" data-number>
              {t("segments.share")}
            </th>
            <th scope="col" data-number>
              {t("segments.rfm.revenue")}
            </th>
            <th scope="col" data-number>
              {t("segments.rfm.aov")}
            </th>
            <th scope="col" data-number>
              {t("segments.rfm.days")}
            </th>
          </tr>
        </thead>
        <tbody>
          {data.groups.map((one) => {
            const revenue = number_of(one.revenue);
            return (
              <tr key={one.key}>
                <td className="segment-wide">
                  {link(one.key, one.name)}
                  <div className="quiet small segment-about">
                    {one.meaning} {one.action}
                  </div>
                </td>
                <td data-number data-group={one.key}>
                  {f.number(one.customers)}
                </td>
                <td data-number>{f.percent(one.share ?? 0)}</td>
                <td data-number>
                  {one.revenue ? f.money(one.revenue) : ""}
                  {revenue !== null && all > 0 && <div className="quiet small">{f.percent(revenue / all)}</div>}
                </td>
                <td data-number>{one.average_order_value ? f.money(one.average_order_value) : ""}</td>
                <td data-number>{one.recency_days === null ? t("ui.not_observed") : f.number(one.recency_days)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
