// How customers moved between the RFM groups from one day to another: drawn, as a matrix, in words, and month by month.
import { Button, Checkbox, SegmentedControl, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { RfmMigration, RfmMonths, RfmMove, RfmMover } from "~/api/types";
import { Lines } from "~/charts/lines";
import { Sankey } from "~/charts/sankey";
import { useLanguage } from "~/i18n";
import { Interval } from "~/ui/figure";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { useList } from "~/ui/table";
import { name_of, type Preview } from "./api";
import { expand, type Json } from "./rule/rule";

const key_of = (move: RfmMove) => `${move.from_group}.${move.to_group}`;
const BIGGEST = 10;

/** Who is counted, as a clause; null: it can't be one. */
function clause_of(segment: string | undefined): Json {
  if (!segment) return null;
  if (segment.startsWith("{")) return JSON.parse(segment) as Json;
  if (segment.startsWith("segment:")) return { segment: segment.slice("segment:".length) };
  const clause = expand(segment);
  return typeof clause === "string" ? null : clause;
}

/** Who went from where to where, as a rule: on two days, or whenever it is asked, so many days apart. */
export function rule_of_move(move: RfmMove, days: { from: string; to: string }, rolling: boolean, segment?: string) {
  const before = rolling ? { days_ago: days_between(days) } : { as_of: days.from };
  const came = move.from_group === "new";
  const first = { metric: "rfm_group", ...(came ? { exists: false } : { in: [move.from_group] }), ...before };
  const then = { metric: "rfm_group", in: [move.to_group], ...(rolling ? {} : { as_of: days.to }) };
  const among = clause_of(segment);
  return { all: among === null ? [first, then] : [among, first, then] };
}

function days_between({ from, to }: { from: string; to: string }): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** The end of the last month that is over, and of the one so many months before. */
function month_ends(now: Date, months: number): { from: string; to: string } {
  const end = (back: number) =>
    new Date(Date.UTC(now.getFullYear(), now.getMonth() - back, 0)).toISOString().slice(0, 10);
  return { from: end(months), to: end(0) };
}

export function Moves() {
  const { t } = useLanguage();
  const [search] = useFilters();
  const { from, to, segment } = search;
  const query = useQuery({
    queryKey: ["rfm", "migration", from ?? "", to ?? "", segment ?? ""],
    queryFn: ({ signal }) => ask<RfmMigration>("/rfm/migration", { from, to, segment }, signal),
  });
  return (
    <>
      <Days from={from ?? query.data?.from ?? ""} to={to ?? query.data?.to ?? ""} />
      <Asked
        query={query}
        height={480}
        empty={(data) =>
          data.n === 0 ? (
            <Card>
              <EmptyState title={t("segments.rfm.none")}>{t("segments.moves.none_do")}</EmptyState>
            </Card>
          ) : null
        }
      >
        {(data) => <Migration data={data} />}
      </Asked>
      <Months />
    </>
  );
}

const spans = ["1", "3", "12"] as const;

function Days({ from, to }: { from: string; to: string }) {
  const { t } = useLanguage();
  const [, change] = useFilters();
  const now = new Date();
  const span = spans.find((one) => {
    const ends = month_ends(now, Number(one));
    return ends.from === from && ends.to === to;
  });
  const day = (name: "from" | "to", value: string) => (
    <TextInput
      type="date"
      label={t(`segments.moves.${name}`)}
      w={160}
      value={value}
      onChange={(event) => change({ [name]: event.currentTarget.value || undefined, move: undefined })}
    />
  );
  return (
    <div className="row no-print rfm-days">
      {day("from", from)}
      {day("to", to)}
      <SegmentedControl
        aria-label={t("segments.moves.span")}
        value={span ?? ""}
        onChange={(months) => change({ ...month_ends(now, Number(months)), move: undefined })}
        data={spans.map((one) => ({ value: one, label: t("segments.moves.months", { n: Number(one) }) }))}
      />
    </div>
  );
}

function Migration({ data }: { data: RfmMigration }) {
  const { t, f } = useLanguage();
  const [search, change] = useFilters();
  const chosen = data.moves.find((move) => key_of(move) === search.move && move.customers > 0);
  const choose = (key: string | undefined) => change({ move: key });
  const names = new Map(data.groups.map((one) => [one.key, one.name]));
  const eleven = data.groups.filter((one) => one.key !== "new");
  const staying = search.stay !== "hide";
  const flows = data.moves
    .filter((move) => move.customers > 0 && (staying || move.direction !== "same"))
    .map((move) => ({
      key: key_of(move),
      from: move.from_group,
      to: move.to_group,
      value: move.customers,
      tone: move.direction,
      title: move.sentence ?? "",
    }));
  const days = { from: f.day(data.from), to: f.day(data.to) };
  const sentence = t("segments.moves.sentence", {
    ...days,
    better: data.better.customers,
    worse: data.worse.customers,
    same: data.same.customers,
    new: data.new.customers,
  });
  const table = {
    head: [t("segments.moves.corner"), ...eleven.map((one) => one.name)],
    rows: data.groups.map((one) => [
      one.name,
      ...data.moves.filter((move) => move.from_group === one.key).map((move) => move.customers),
    ]),
  };
  return (
    <>
      <Directions data={data} />
      <div className="segment-grid">
        <Card
          title={t("segments.moves.title")}
          about={data.before === 0 ? t("segments.moves.all_new", days) : t("segments.moves.about", days)}
          tools={
            <Checkbox
              label={t("segments.moves.staying")}
              checked={staying}
              onChange={(event) => change({ stay: event.currentTarget.checked ? undefined : "hide" })}
            />
          }
        >
          {flows.length === 0 ? (
            <EmptyState title={t("segments.moves.nobody")} />
          ) : (
            <Sankey
              name={`rfm-${data.from}-${data.to}`}
              sentence={sentence}
              nodes={data.groups}
              flows={flows}
              heads={[days.from, days.to]}
              table={table}
              format={(value) => f.number(value)}
              hint={t("segments.moves.hint")}
              chosen={search.move}
              onChoose={(flow) => choose(flow.key)}
            />
          )}
        </Card>
        {chosen ? (
          <MoveCard key={key_of(chosen)} data={data} move={chosen} names={names} onClose={() => choose(undefined)} />
        ) : (
          <Biggest data={data} onChoose={choose} />
        )}
      </div>
      <Card title={t("segments.moves.matrix")} about={t("segments.moves.matrix_about")}>
        <Matrix data={data} chosen={search.move} onChoose={choose} />
      </Card>
    </>
  );
}

const directions = ["better", "worse", "same", "new"] as const;

/** How many went up, down, stayed and came: each with its share, interval and n. */
function Directions({ data }: { data: RfmMigration }) {
  const { t, f } = useLanguage();
  return (
    <dl className="rfm-directions">
      {directions.map((direction) => {
        const { customers, share } = data[direction];
        return (
          <div key={direction} className="card" data-tone={direction}>
            <dt>{t(`segments.moves.${direction}`)}</dt>
            <dd>
              <span className="kpi-value" data-direction={direction}>
                {f.number(customers)}
              </span>{" "}
              <span className="quiet">{share.value === null ? t("ui.not_observed") : f.percent(share.value)}</span>
            </dd>
            <dd>{share.value !== null && <Interval low={share.low} high={share.high} n={share.n} unit="rate" />}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function Biggest({ data, onChoose }: { data: RfmMigration; onChoose: (key: string) => void }) {
  const { t } = useLanguage();
  const biggest = data.moves
    .filter((move) => move.customers > 0 && move.direction !== "same")
    .toSorted((a, b) => b.customers - a.customers)
    .slice(0, BIGGEST);
  return (
    <Card title={t("segments.moves.biggest")} about={t("segments.moves.biggest_about")}>
      {biggest.length === 0 ? (
        <p className="quiet">{t("segments.moves.nobody")}</p>
      ) : (
        <ol className="plain rfm-biggest">
          {biggest.map((move) => (
            <li key={key_of(move)} data-tone={move.direction}>
              <button type="button" data-move={key_of(move)} onClick={() => onChoose(key_of(move))}>
                {move.sentence}
              </button>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

function Matrix(props: { data: RfmMigration; chosen: string | undefined; onChoose: (key: string) => void }) {
  const { data, chosen, onChoose } = props;
  const { t, f } = useLanguage();
  const eleven = data.groups.filter((one) => one.key !== "new");
  const level = (move: RfmMove) => (move.share.value ? Math.min(6, Math.ceil(move.share.value * 6)) : 0);
  return (
    <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: t("segments.moves.matrix") })}>
      <table className="heatmap rfm-matrix">
        <thead>
          <tr>
            <th scope="col">{t("segments.moves.corner")}</th>
            <th scope="col">{t("segments.moves.before")}</th>
            {eleven.map((one) => (
              <th key={one.key} scope="col">
                {one.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.groups.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.name}</th>
              <td className="number">{row.key !== "new" && <span>{f.number(row.before)}</span>}</td>
              {data.moves
                .filter((move) => move.from_group === row.key)
                .map((move) => (
                  <td
                    key={move.to_group}
                    className={`heat-${level(move)}`}
                    data-chosen={key_of(move) === chosen || undefined}
                  >
                    {move.customers === 0 ? (
                      <span>0</span>
                    ) : (
                      <button
                        type="button"
                        aria-pressed={key_of(move) === chosen}
                        aria-label={move.sentence ?? ""}
                        title={`${move.sentence} (${f.percent(move.share.value ?? 0)})`}
                        onClick={() => onChoose(key_of(move))}
                      >
                        {f.number(move.customers)}
                      </button>
                    )}
                  </td>
                ))}
            </tr>
          ))}
          <tr>
            <th scope="row">{t("segments.moves.after")}</th>
            <td className="number">
              <span>{f.number(data.n)}</span>
            </td>
            {eleven.map((one) => (
              <td key={one.key} className="number">
                <span>{f.number(one.after)}</span>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </section>
  );
}

function MoveCard(props: { data: RfmMigration; move: RfmMove; names: Map<string, string>; onClose: () => void }) {
  const { data, move, names, onClose } = props;
  const { t, f } = useLanguage();
  const [search] = useFilters();
  const session = useSession();
  const navigate = useNavigate();
  const hidden = data.masked?.includes("amounts") ?? false;
  const [from, to] = [names.get(move.from_group) ?? move.from_group, names.get(move.to_group) ?? move.to_group];
  const { share } = move;
  const make = (rolling: boolean) =>
    navigate({
      to: "/segments/new",
      search: {
        rule: JSON.stringify(rule_of_move(move, data, rolling, search.segment)),
        name: rolling ? `${from} → ${to}` : `${from} → ${to} (${data.to})`,
      } as never,
    });
  return (
    <Card
      title={`${from} → ${to}`}
      about={move.sentence}
      tools={
        <Button size="xs" variant="default" onClick={onClose}>
          {t("segments.moves.all")}
        </Button>
      }
    >
      <p>
        <span className="kpi-value" data-figure="move.customers">
          {f.number(move.customers)}
        </span>{" "}
        <span className="quiet">{t("segments.moves.of", { share: f.percent(share.value ?? 0), group: from })}</span>
        <br />
        <Interval low={share.low} high={share.high} n={share.n} unit="rate" />
      </p>
      {move.revenue && move.revenue_before && (
        <p className="quiet">
          {t("segments.moves.revenue", { before: f.money(move.revenue_before), after: f.money(move.revenue) })}
        </p>
      )}
      {hidden ? (
        <p className="quiet">{t("segments.moves.hidden")}</p>
      ) : (
        <>
          {mayChange(session) && (
            <div className="row" style={{ margin: "8px 0" }}>
              <Button size="xs" onClick={() => make(false)}>
                {t("segments.make_of")}
              </Button>
              <Button size="xs" variant="default" onClick={() => make(true)}>
                {t("segments.moves.make_rolling")}
              </Button>
            </div>
          )}
          <Movers data={data} move={move} segment={search.segment} />
          <RollingSize data={data} move={move} segment={search.segment} />
        </>
      )}
    </Card>
  );
}

function Movers({ data, move, segment }: { data: RfmMigration; move: RfmMove; segment: string | undefined }) {
  const { t, f } = useLanguage();
  const { from, to } = data;
  const { from_group, to_group } = move;
  const list = useList<RfmMover & { last_order?: string | null }>("/rfm/migration/customers", {
    from,
    to,
    from_group,
    to_group,
    segment,
    limit: 12,
  });
  const people = (list.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <>
      <ul className="plain" aria-label={t("segments.moves.people")}>
        {people.map((person, index) => (
          <li key={person.id ?? `erased-${index}`} className="segment-person">
            {person.id === null ? (
              <span className="quiet">{t("segments.moves.erased")}</span>
            ) : (
              <Link to={`/customers/${person.id}`}>{name_of({ ...person, id: person.id })}</Link>
            )}
            <span className="quiet small number">{person.revenue_before ? f.money(person.revenue_before) : ""}</span>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button size="xs" variant="subtle" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {t("ui.more")}
        </Button>
      )}
    </>
  );
}

/** How many made the same move over as many days up to today. */
function RollingSize(props: { data: RfmMigration; move: RfmMove; segment: string | undefined }) {
  const { data, move, segment } = props;
  const { t } = useLanguage();
  const rule = rule_of_move(move, data, true, segment);
  const query = useQuery({
    queryKey: ["preview", JSON.stringify(rule)],
    queryFn: ({ signal }) => act<Preview>("POST", "/segments/preview", { rule }, { signal }),
  });
  if (!query.data) return null;
  return <p className="quiet small">{t("segments.moves.rolling", { n: query.data.size, days: days_between(data) })}</p>;
}

/** The shares that went up and down, of each of the last twelve months. */
function Months() {
  const { t, f } = useLanguage();
  const [{ segment }] = useFilters();
  const query = useQuery({
    queryKey: ["rfm", "months", segment ?? ""],
    queryFn: ({ signal }) => ask<RfmMonths>("/rfm/migration/months", { segment }, signal),
  });
  return (
    <Asked query={query} height={280} empty={({ items }) => (items.every((one) => one.before === 0) ? <span /> : null)}>
      {({ items }) => {
        const seen = items.filter((one) => one.before > 0);
        const line = (direction: "better" | "worse") => ({
          name: t(`segments.moves.${direction}`),
          points: seen.map((one, x) => {
            const { value, low, high } = one[direction].share;
            return { x, y: value, low, high };
          }),
        });
        const month = (index: number) => f.period(seen[Math.round(index)]?.month ?? "");
        const last = seen.at(-1);
        return (
          <Card title={t("segments.moves.by_month")} about={t("segments.moves.by_month_about")}>
            <Lines
              name="rfm-months"
              sentence={t("segments.moves.by_month_sentence", {
                month: last ? month(seen.length - 1) : "",
                better: f.percent(last?.better.share.value ?? 0),
                worse: f.percent(last?.worse.share.value ?? 0),
              })}
              lines={[line("better"), line("worse")]}
              format_x={month}
              format_y={(share) => f.percent(share, 0)}
              whole_x
              table={{
                head: [
                  t("segments.moves.month"),
                  t("segments.moves.before"),
                  ...directions.map((direction) => t(`segments.moves.${direction}`)),
                ],
                rows: seen.map((one, index) => [
                  month(index),
                  one.before,
                  ...directions.map((direction) => one[direction].customers),
                ]),
              }}
            />
          </Card>
        );
      }}
    </Asked>
  );
}
