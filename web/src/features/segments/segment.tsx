import { Button, Drawer, Menu } from "@mantine/core";
import { IconCheck, IconDots, IconPencil, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask, ask_all } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import { Lines } from "~/charts/lines";
import { type Money, useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { PeriodFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState, ErrorState, Loading } from "~/ui/states";
import { DataTable, useList } from "~/ui/table";
import { type HistoryDay, type Listed, type Member, name_of, type Segment, segments_query, type Why } from "./api";
import { SegmentKpis } from "./kpis";
import { Moved } from "./list";
import { Finder } from "./lists";
import { StrategyCard } from "./strategy";
import "./segments.css";

/** One segment: what it says, its figures beside everybody's, how it moved, who is in it and why. */
export default function SegmentPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["segment", id],
    queryFn: ({ signal }) => ask<Segment>(`/segments/${id}`, {}, signal),
  });
  if (!query.data)
    return (
      <div className="page">
        <PageHeader title={t("segments.one")} />
        {query.isError ? <ErrorState error={query.error} retry={() => query.refetch()} /> : <Loading height={320} />}
      </div>
    );
  return <Shown key={query.data.id} segment={query.data} />;
}

interface Person {
  id: number;
  name: string;
}

function Shown({ segment }: { segment: Segment }) {
  const { t } = useLanguage();
  const session = useSession();
  const navigate = useNavigate();
  const [search] = useFilters();
  const [asked, setAsked] = useState<Person | null>(null);
  const [removing, setRemoving] = useState(false);
  const may = mayChange(session);
  const remove = useAction(
    () => act("DELETE", `/segments/${segment.id}`, undefined, { headers: { "If-Match": `"${segment.version}"` } }),
    { refresh: [["list", "/segments"]] },
  );
  const rule = JSON.stringify(segment.rule);
  return (
    <div className="page">
      <PageHeader
        title={segment.name}
        about={
          <>
            <code>segment:{segment.key}</code> {segment.ready && <span className="pill">{t("segments.ready")}</span>}
          </>
        }
      >
        <PeriodFilter />
        {may && (
          <>
            <Button
              variant="default"
              component={Link}
              to={`/segments/${segment.key}/edit`}
              leftSection={<IconPencil size={16} aria-hidden />}
            >
              {t("segments.edit")}
            </Button>
            <Menu withinPortal position="bottom-end">
              <Menu.Target>
                <Button variant="default" px="xs" aria-label={t("segments.more")}>
                  <IconDots size={17} />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  onClick={() =>
                    navigate({
                      to: "/segments/new",
                      search: { rule, name: t("segments.copy_of", { name: segment.name }) } as never,
                    })
                  }
                >
                  {t("segments.duplicate")}
                </Menu.Item>
                <Menu.Item color="red" onClick={() => setRemoving(true)}>
                  {t("segments.delete")}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        )}
      </PageHeader>
      {segment.description && <p>{segment.description}</p>}
      <Card title={t("segments.who")}>
        <p className="segment-sentence">{segment.sentence ?? segment.rule_text}</p>
        <details>
          <summary className="quiet small">{t("segments.rule.text")}</summary>
          <pre className="segment-json">{JSON.stringify(segment.rule, null, 2)}</pre>
        </details>
      </Card>
      <SegmentKpis segment={`segment:${segment.key}`} period={search.period ?? "month"}>
        <Size segment={segment} />
      </SegmentKpis>
      <History segment={segment} />
      <div className="split">
        <Members segment={segment} onAsk={setAsked} />
        <div className="page" style={{ margin: 0 }}>
          <StrategyCard segment={segment} />
          <Lists segment={segment} />
          <Card title={t("segments.check_person")}>
            <Finder
              ready
              action={t("segments.why")}
              onChoose={(person) => setAsked({ id: person.id, name: name_of(person) })}
            />
          </Card>
          <Used segment={segment} />
        </div>
      </div>
      <WhyPanel segment={segment} person={asked} onClose={() => setAsked(null)} />
      <ConfirmDanger
        opened={removing}
        title={t("segments.delete_name", { name: segment.name })}
        action={t("segments.delete")}
        onConfirm={async () => {
          await remove.mutateAsync(undefined);
          navigate({ to: "/segments" });
        }}
        onClose={() => setRemoving(false)}
      >
        <p>{t(segment.ready ? "segments.delete_ready" : "segments.delete_about")}</p>
      </ConfirmDanger>
    </div>
  );
}

function Size({ segment }: { segment: Segment }) {
  const { t, f } = useLanguage();
  return (
    <section className="card kpi" aria-label={t("segments.size")}>
      <span className="quiet">{t("segments.size")}</span>
      <div className="row">
        <span className="kpi-value" data-figure="segment.size">
          {segment.size === null ? "–" : f.number(segment.size)}
        </span>
        <Moved entered={segment.entered} left={segment.left} />
      </div>
      <span className="quiet small">
        {segment.share === null
          ? ""
          : t("segments.of_all", { total: f.number(segment.total), share: f.percent(segment.share) })}
      </span>
      <span className="quiet small">
        {segment.evaluated_at ? t("segments.evaluated_at", { at: f.instant(segment.evaluated_at) }) : ""}
      </span>
    </section>
  );
}

function History({ segment }: { segment: Segment }) {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["segment", segment.key, "history"],
    queryFn: ({ signal }) => ask<{ items: HistoryDay[] }>(`/segments/${segment.id}/history`, {}, signal),
  });
  return (
    <Card title={t("segments.history")} about={t("segments.history_about")}>
      <Asked
        query={query}
        height={240}
        empty={({ items: days }) =>
          days.length < 2 ? (
            <EmptyState title={t("segments.history_none")}>{t("segments.history_none_about")}</EmptyState>
          ) : null
        }
      >
        {({ items: days }) => {
          const first = days[0];
          const last = days.at(-1);
          if (!first || !last) return null;
          const day = (x: number) => f.day(days[x]?.day ?? first.day);
          const line = (name: string, of: (one: HistoryDay) => number) => ({
            name,
            points: days.map((one, x) => ({ x, y: of(one) })),
          });
          const sentence = t("segments.history_sentence", {
            from: f.day(first.day),
            to: f.day(last.day),
            before: f.number(first.size),
            after: f.number(last.size),
          });
          const table = {
            head: [t("segments.day"), t("segments.size"), t("segments.entered"), t("segments.left")],
            rows: days.map((one) => [f.day(one.day), one.size, one.entered, one.left]),
          };
          return (
            <div className="grid" style={{ "--least": "320px" } as React.CSSProperties}>
              <Lines
                name={`${segment.key}-size`}
                sentence={sentence}
                whole_x
                lines={[line(t("segments.size"), (one) => one.size)]}
                format_x={day}
                format_y={(y) => f.compact(y)}
                table={table}
              />
              <Lines
                name={`${segment.key}-moves`}
                sentence={t("segments.moves_sentence", {
                  entered: f.number(days.reduce((sum, one) => sum + one.entered, 0)),
                  left: f.number(days.reduce((sum, one) => sum + one.left, 0)),
                })}
                whole_x
                lines={[line(t("segments.entered"), (one) => one.entered), line(t("segments.left"), (one) => one.left)]}
                format_x={day}
                format_y={(y) => f.compact(y)}
                table={table}
              />
            </div>
          );
        }}
      </Asked>
    </Card>
  );
}

function Members({ segment, onAsk }: { segment: Segment; onAsk: (person: Person) => void }) {
  const { t, f } = useLanguage();
  const list = useList<Member>(`/segments/${segment.id}/customers`);
  const ask_why = (row: Member) => onAsk({ id: row.id, name: name_of(row) });
  return (
    <Card title={t("segments.members")}>
      <DataTable
        label={t("segments.members_of", { name: segment.name })}
        list={list}
        file={`segment-${segment.key}`}
        height={560}
        empty={<EmptyState title={t("segments.nobody")}>{t("segments.nobody_do")}</EmptyState>}
        columns={[
          {
            name: "name",
            title: t("segments.person"),
            cell: (row) => <Link to={`/customers/${row.id}`}>{name_of(row)}</Link>,
            text: name_of,
          },
          {
            name: "value",
            title: t("segments.value"),
            number: true,
            cell: (row) => (row.value ? f.money(row.value as Money) : ""),
            text: (row) => (row.value ? Number((row.value as Money).amount) : null),
          },
          {
            name: "last_order",
            title: t("segments.last_order_title"),
            number: true,
            cell: (row) => (row.last_order ? f.day(row.last_order.slice(0, 10)) : ""),
            text: (row) => row.last_order ?? null,
          },
          {
            name: "since",
            title: t("segments.since"),
            number: true,
            cell: (row) => (row.since ? <span title={f.instant(row.since)}>{f.day(row.since.slice(0, 10))}</span> : ""),
            text: (row) => row.since,
          },
          {
            name: "by",
            title: t("segments.by"),
            cell: (row) => (
              <span className="row" style={{ flexWrap: "nowrap" }}>
                <span className="pill">{t(`segments.by.${row.by}`)}</span>
                <button
                  type="button"
                  className="link"
                  aria-label={t("segments.why_name", { name: name_of(row) })}
                  onClick={() => ask_why(row)}
                >
                  {t("segments.why")}
                </button>
              </span>
            ),
            text: (row) => row.by,
          },
        ]}
      />
    </Card>
  );
}

function WhyPanel(props: { segment: Segment; person: Person | null; onClose: () => void }) {
  const { segment, person, onClose } = props;
  const { t } = useLanguage();
  return (
    <Drawer
      opened={person !== null}
      onClose={onClose}
      title={person ? t("segments.why_name", { name: person.name }) : ""}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      {person && <Reasons segment={segment} person={person} />}
    </Drawer>
  );
}

function Reasons({ segment, person }: { segment: Segment; person: Person }) {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["segment", segment.key, "why", person.id],
    queryFn: ({ signal }) => ask<Why>(`/segments/${segment.id}/customers/${person.id}`, {}, signal),
  });
  return (
    <Asked query={query} height={200}>
      {(why) => (
        <>
          <p>
            <span className="pill" data-tone={why.member ? "gain" : "loss"}>
              {t(why.member ? "segments.is_in" : "segments.is_out")}
            </span>{" "}
            {why.since && t("segments.since_day", { day: f.day(why.since.slice(0, 10)) })}{" "}
            {why.by === "list" && t("segments.by_list_about", { reason: why.reason ?? "" })}
          </p>
          <ul className="plain segment-reasons">
            {why.clauses.map((clause) => (
              <li key={clause.path} style={{ paddingLeft: depth_of(clause.path) * 16 }}>
                <span data-holds={clause.holds}>
                  {clause.holds ? <IconCheck size={16} aria-hidden /> : <IconX size={16} aria-hidden />}
                  <span className="unseen">{t(clause.holds ? "segments.holds" : "segments.holds_not")}</span>
                </span>{" "}
                {clause.sentence}
              </li>
            ))}
          </ul>
          <p>
            <Link to={`/customers/${person.id}`}>{t("segments.open_profile")}</Link>
          </p>
        </>
      )}
    </Asked>
  );
}

const depth_of = (path: string) => (path.match(/\/(all|any|not)(?=\/|$)/g) ?? []).length;

function Lists({ segment }: { segment: Segment }) {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["list", "/segments", segment.key, "list"],
    queryFn: ({ signal }) => ask_all<Listed>(`/segments/${segment.id}/list`, {}, 5000, signal),
  });
  return (
    <Card title={t("segments.lists")}>
      <Asked
        query={query}
        height={80}
        empty={(data) => (data.length ? null : <p className="quiet">{t("segments.lists_none")}</p>)}
      >
        {(data) => (
          <ul className="plain">
            {data.map((one) => (
              <li key={one.id} className="segment-person">
                <Link to={`/customers/${one.id}`}>{name_of(one)}</Link>
                <span className="pill" data-tone={one.kind === "include" ? "gain" : "loss"}>
                  {t(one.kind === "include" ? "segments.included" : "segments.excluded")}
                </span>
                {one.reason && <span className="quiet small">{one.reason}</span>}
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </Card>
  );
}

/** The segments whose rule names this one. */
function Used({ segment }: { segment: Segment }) {
  const { t } = useLanguage();
  const list = useQuery(segments_query);
  const named = new RegExp(`"segment"\\s*:\\s*"${segment.key}"`);
  return (
    <Card title={t("segments.used")}>
      <Asked query={list} height={60}>
        {(data) => {
          const users = data.filter((one) => named.test(one.rule_text));
          if (users.length === 0) return <p className="quiet">{t("segments.used_nowhere")}</p>;
          return (
            <ul className="plain">
              {users.map((one) => (
                <li key={one.id}>
                  <Link to={`/segments/${one.key}`}>{one.name}</Link>
                </li>
              ))}
            </ul>
          );
        }}
      </Asked>
    </Card>
  );
}
