import { Button, Checkbox, Menu, SegmentedControl } from "@mantine/core";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { mayChange, useSession } from "~/api/session";
import { useLanguage } from "~/i18n";
import { Delta } from "~/ui/figure";
import { TextFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { type SegmentLine, segments_query } from "./api";
import { ExportText, ImportText } from "./as_text";
import { unplanned_query } from "./strategy";
import "./segments.css";

const shows = ["all", "own", "ready", "unplanned"] as const;

/** Every segment with its size and how it moved; some of them chosen are compared. */
export default function Segments() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const session = useSession();
  const [search, change] = useFilters();
  const [chosen, setChosen] = useState<string[]>([]);
  const [dialog, setDialog] = useState<"import" | "export" | null>(null);
  const show = search.show ?? "all";
  const list = useQuery(segments_query);
  const unplanned = useQuery(unplanned_query);
  const may = mayChange(session);
  return (
    <div className="page">
      <PageHeader title={t("nav.segments")} about={t("segments.about")}>
        {chosen.length > 0 && (
          <Button
            variant="default"
            disabled={chosen.length < 2}
            onClick={() => navigate({ to: "/segments/compare", search: { segments: chosen.join(",") } as never })}
          >
            {t("segments.compare_chosen", { n: chosen.length })}
          </Button>
        )}
        <Menu withinPortal position="bottom-end">
          <Menu.Target>
            <Button variant="default" px="xs" aria-label={t("segments.more")}>
              <IconDots size={17} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setDialog("export")}>{t("segments.export")}</Menu.Item>
            {may && <Menu.Item onClick={() => setDialog("import")}>{t("segments.import")}</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
        {may && (
          <Button component={Link} to="/segments/new" leftSection={<IconPlus size={16} aria-hidden />}>
            {t("segments.new")}
          </Button>
        )}
      </PageHeader>
      <Card label={t("nav.segments")}>
        <div className="row no-print" style={{ marginBottom: 12, justifyContent: "space-between" }}>
          <TextFilter name="query" label={t("segments.find")} />
          <SegmentedControl
            size="xs"
            className="segment-shows"
            aria-label={t("segments.show")}
            value={show}
            onChange={(next) => change({ show: next === "all" ? undefined : next })}
            data={shows.map((value) => ({ value, label: t(`segments.show.${value}`) }))}
          />
        </div>
        <Asked
          query={list}
          height={320}
          empty={(data) =>
            data.length > 0 ? null : (
              <EmptyState
                title={t("segments.none")}
                action={
                  may && (
                    <Button component={Link} to="/segments/new">
                      {t("segments.new")}
                    </Button>
                  )
                }
              >
                {t("segments.none_do")}
              </EmptyState>
            )
          }
        >
          {(data) => (
            <Lines
              data={data}
              show={show}
              unplanned={unplanned.data}
              query={search.query ?? ""}
              chosen={chosen}
              onChoose={setChosen}
            />
          )}
        </Asked>
      </Card>
      <ExportText opened={dialog === "export"} onClose={() => setDialog(null)} />
      {may && <ImportText opened={dialog === "import"} onClose={() => setDialog(null)} />}
    </div>
  );
}

const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

type Order = "name" | "size" | "moved";

function Lines(props: {
  data: SegmentLine[];
  show: string;
  unplanned: SegmentLine[] | undefined;
  query: string;
  chosen: string[];
  onChoose: (chosen: string[]) => void;
}) {
  const { data, show, unplanned, query, chosen, onChoose } = props;
  const { t, f } = useLanguage();
  const [order, setOrder] = useState<{ by: Order; down: boolean } | null>(null);
  const without = useMemo(() => new Set(unplanned?.map((one) => one.key)), [unplanned]);
  const rows = useMemo(() => {
    const wanted = plain(query);
    const found = data
      .filter((one) =>
        show === "own" ? !one.ready : show === "ready" ? one.ready : show !== "unplanned" || without.has(one.key),
      )
      .filter((one) => plain(`${one.name} ${one.key} ${one.description}`).includes(wanted));
    if (!order) return found.sort((a, b) => Number(a.ready) - Number(b.ready)); // one’s own stand first
    const value = (one: SegmentLine) =>
      order.by === "name" ? one.name : order.by === "size" ? (one.size ?? -1) : one.entered - one.left;
    const compare = (a: SegmentLine, b: SegmentLine) => {
      const [x, y] = [value(a), value(b)];
      return typeof x === "string" ? x.localeCompare(String(y)) : x - Number(y);
    };
    return found.sort((a, b) => compare(a, b) * (order.down ? -1 : 1));
  }, [data, show, without, query, order]);
  if (rows.length === 0 && show === "unplanned" && !query)
    return <EmptyState title={t("segments.all_planned")}>{t("segments.all_planned_about")}</EmptyState>;
  if (rows.length === 0)
    return (
      <EmptyState title={t(query ? "segments.none_found" : "segments.none_own")}>
        {t(query ? "segments.none_found_do" : "segments.none_do")}
      </EmptyState>
    );
  const head = (by: Order, title: string, number?: boolean) => (
    <th
      scope="col"
      data-number={number || undefined}
      aria-sort={order?.by === by ? (order.down ? "descending" : "ascending") : undefined}
    >
      <button
        type="button"
        className="sort"
        onClick={() => setOrder({ by, down: order?.by === by ? !order.down : by !== "name" })}
      >
        {title} {order?.by === by ? (order.down ? "↓" : "↑") : ""}
      </button>
    </th>
  );
  return (
    <section className="scroll-x" tabIndex={0} aria-label={t("segments.table")}>
      <table className="table segments">
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">{t("segments.choose")}</span>
            </th>
            {head("name", t("segments.name"))}
            {head("size", t("segments.size"), true)}
            <th scope="col">{t("segments.share")}</th>
            {head("moved", t("segments.moved"), true)}
            <th scope="col" data-number>
              {t("segments.evaluated")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.id}>
              <td>
                <Checkbox
                  size="xs"
                  aria-label={t("segments.choose_one", { name: one.name })}
                  checked={chosen.includes(one.key)}
                  onChange={(event) =>
                    onChoose(
                      event.currentTarget.checked ? [...chosen, one.key] : chosen.filter((key) => key !== one.key),
                    )
                  }
                />
              </td>
              <td>
                <span className="row" style={{ gap: "2px 8px" }}>
                  <Link to={`/segments/${one.key}`} className="segment-name">
                    {one.name}
                  </Link>
                  {one.ready && <span className="pill">{t("segments.ready")}</span>}
                  {without.has(one.key) && <span className="quiet small">{t("segments.unplanned")}</span>}
                </span>
                {one.description && <div className="quiet small segment-about">{one.description}</div>}
              </td>
              <td data-number data-size={one.key}>
                {one.size === null ? <span className="quiet">{t("segments.uncounted")}</span> : f.number(one.size)}
              </td>
              <td>
                <Share share={one.share} />
              </td>
              <td data-number>
                <Moved entered={one.entered} left={one.left} />
              </td>
              <td
                data-number
                className="quiet small"
                title={one.evaluated_at ? f.instant(one.evaluated_at) : undefined}
              >
                {one.evaluated_at ? f.ago(one.evaluated_at, Date.now()) : ""}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Share({ share }: { share: number | null }) {
  const { f } = useLanguage();
  if (share === null) return null;
  return (
    <span className="segment-share">
      <span className="share-bar" aria-hidden>
        <span style={{ width: `${Math.min(100, share * 100)}%` }} />
      </span>
      <span className="number">{f.percent(share)}</span>
    </span>
  );
}

/** Who came and who went in seven days, and the difference. */
export function Moved({ entered, left }: { entered: number; left: number }) {
  const { t, f } = useLanguage();
  const net = entered - left;
  return (
    <span className="row" style={{ justifyContent: "flex-end", gap: "2px 8px", flexWrap: "nowrap" }}>
      <span className="quiet small number" title={t("segments.moved_about", { entered, left })}>
        +{f.number(entered)} / −{f.number(left)}
      </span>
      {net !== 0 && <Delta value={net} text={f.signed(net)} better="neither" />}
    </span>
  );
}
