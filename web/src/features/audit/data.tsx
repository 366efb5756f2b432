import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "~/api/client";
import type { DataQuality, Duplicate, EventNamesSeen, Import, MetricSeries, TrackingPlanViolation } from "~/api/types";
import { Columns } from "~/charts/columns";
import { useLanguage } from "~/i18n";
import { pages } from "~/pages";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { type Check, checks_of, days_of } from "./data_checks";
import { AsOf } from "./filters";
import { useStepName } from "./funnel_result";

/** Can these figures be trusted: each check with what it found, and where it is mended. */
export default function DataPage() {
  const { t } = useLanguage();
  const quality = useQuery({
    queryKey: ["data-quality"],
    queryFn: ({ signal }) => ask<DataQuality>("/data-quality", {}, signal),
  });
  return (
    <div className="page">
      <PageHeader
        title={t("nav.data")}
        about={<AsOf at={quality.data?.received_to}>{quality.data?.received_to ? "" : t("audit.data_about")}</AsOf>}
      />
      <Asked query={quality} height={320}>
        {(data) => (
          <>
            <Checks data={data} />
            <DaysCard data={data} />
            <div className="grid" style={{ "--least": "420px" } as React.CSSProperties}>
              <SourcesCard data={data} />
              <PlanCard />
            </div>
          </>
        )}
      </Asked>
      <NamesCard />
    </div>
  );
}

const tones = { good: "gain", warn: "warn", bad: "loss", unknown: undefined } as const;

function Checks({ data }: { data: DataQuality }) {
  const { t, f } = useLanguage();
  const duplicates = useQuery({
    queryKey: ["duplicates", "pending"],
    queryFn: ({ signal }) =>
      ask<{ items: Duplicate[]; next_cursor?: string | null }>("/duplicates", { limit: 200 }, signal),
  });
  const imports = useQuery({
    queryKey: ["imports", "latest"],
    queryFn: ({ signal }) => ask<{ items: Import[] }>("/imports", { limit: 50 }, signal),
  });
  const violations = useQuery({
    queryKey: ["violations"],
    queryFn: ({ signal }) => ask<{ items: TrackingPlanViolation[] }>("/tracking-plan/violations", {}, signal),
  });
  const revenue = useQuery({
    queryKey: ["metric", "revenue", { period: "month", segment: undefined, compare: "previous" }],
    queryFn: ({ signal }) => ask<MetricSeries>("/metrics/revenue", { period: "month", compare: "previous" }, signal),
  });
  const checks = checks_of({
    now: Date.now(),
    quality: data,
    duplicates: duplicates.data?.items.length,
    rejects: imports.data?.items.reduce((sum, one) => sum + one.rejects, 0),
    rows: imports.data?.items.reduce((sum, one) => sum + one.rows, 0),
    violations: violations.data?.items.reduce((sum, one) => sum + one.times, 0),
    unconverted: revenue.data?.unconverted,
  });
  const known = checks.filter((check) => check.state !== "unknown");
  const good = known.filter((check) => check.state === "good").length;
  return (
    <Card
      title={t("audit.checks")}
      about={t("audit.checks_about", { good, all: known.length, text: f.number(data.events), n: data.events })}
    >
      <div className="score" data-score={`${good}/${known.length}`}>
        <span className="kpi-value">{known.length ? f.percent(good / known.length, 0) : t("ui.not_observed")}</span>
        <span className="quiet">{t("audit.checks_good", { good, all: known.length })}</span>
      </div>
      <ul className="plain">
        {checks.map((check) => (
          <Line key={check.key} check={check} />
        ))}
      </ul>
    </Card>
  );
}

function Line({ check }: { check: Check }) {
  const { t, f } = useLanguage();
  const value =
    check.share !== undefined
      ? f.percent(check.share)
      : check.ago
        ? f.ago(check.ago, Date.now())
        : f.number(check.count ?? 0);
  const fix = pages.some((page) => page.path === check.fix) ? check.fix : undefined;
  return (
    <li data-check={check.key} data-state={check.state}>
      <div className="row" style={{ justifyContent: "space-between" }}>
        <span className="row">
          <span className="pill" data-tone={tones[check.state]}>
            {t(`audit.state.${check.state}`)}
          </span>
          <strong>{t(`audit.check.${check.key}`)}</strong>
        </span>
        <span className="number">{check.state === "unknown" ? t("ui.not_observed") : value}</span>
      </div>
      <p className="quiet">
        {t(`audit.check_about.${check.key}`)}{" "}
        {(check.state === "warn" || check.state === "bad") && fix && <Link to={fix}>{t("audit.mend")}</Link>}
      </p>
    </li>
  );
}

function DaysCard({ data }: { data: DataQuality }) {
  const { t, f } = useLanguage();
  const days = days_of(data, Date.now());
  const missing = days.filter((one) => one.events === 0);
  const sentence = t("audit.days_sentence", {
    n: missing.length,
    days: missing
      .slice(0, 8)
      .map((one) => f.day(one.day))
      .join(", "),
  });
  return (
    <Card title={t("audit.days")} about={t("audit.days_about")}>
      {days.length === 0 ? (
        <EmptyState title={t("audit.no_events")}>{t("audit.no_events_do")}</EmptyState>
      ) : (
        <>
          <Columns
            name="events-by-day"
            sentence={sentence}
            parts={[t("audit.events")]}
            columns={days.map((one, index) => ({
              name: f.day(one.day),
              parts: [one.events],
              open: index === days.length - 1,
            }))}
            format_y={(value) => f.compact(value)}
            height={200}
            table={{ head: [t("audit.day"), t("audit.events")], rows: days.map((one) => [one.day, one.events]) }}
          />
          <p className="quiet">{sentence}</p>
        </>
      )}
    </Card>
  );
}

function SourcesCard({ data }: { data: DataQuality }) {
  const { t, f } = useLanguage();
  return (
    <Card title={t("audit.event_sources")} about={t("audit.event_sources_about")}>
      {data.sources.length === 0 ? (
        <EmptyState title={t("audit.no_events")}>{t("audit.no_events_do")}</EmptyState>
      ) : (
        <section className="scroll-x" tabIndex={0} aria-label={t("audit.event_source")}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("audit.event_source")}</th>
                <th scope="col" data-number>
                  {t("audit.events")}
                </th>
                <th scope="col">{t("audit.last_received")}</th>
              </tr>
            </thead>
            <tbody>
              {data.sources.map((source) => (
                <tr key={source.source}>
                  <th scope="row">
                    {source.source === 0 ? t("audit.source_program") : t("audit.source_key", { id: source.source })}
                  </th>
                  <td data-number>{f.number(source.events)}</td>
                  <td title={f.instant(source.last_received)}>{f.ago(source.last_received, Date.now())}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Card>
  );
}

function PlanCard() {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["violations"],
    queryFn: ({ signal }) => ask<{ items: TrackingPlanViolation[] }>("/tracking-plan/violations", {}, signal),
  });
  return (
    <Card title={t("audit.violations")} about={t("audit.violations_about")}>
      <Asked
        query={query}
        empty={(data) =>
          data.items.length === 0 ? (
            <EmptyState title={t("audit.no_violations")}>{t("audit.no_violations_do")}</EmptyState>
          ) : null
        }
      >
        {(data) => (
          <section className="scroll-x" tabIndex={0} aria-label={t("audit.violation")}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t("audit.event")}</th>
                  <th scope="col">{t("audit.property")}</th>
                  <th scope="col">{t("audit.violation")}</th>
                  <th scope="col" data-number>
                    {t("audit.times_said")}
                  </th>
                  <th scope="col">{t("audit.last_received")}</th>
                </tr>
              </thead>
              <tbody>
                {data.items.slice(0, 50).map((one) => (
                  <tr key={`${one.source} ${one.event} ${one.property} ${one.code}`}>
                    <th scope="row">{one.event || "…"}</th>
                    <td>{one.property}</td>
                    <td>
                      {t(
                        one.code === "type_conflict"
                          ? "audit.violation.type_conflict"
                          : one.code === "missing_property"
                            ? "audit.violation.missing_property"
                            : "audit.violation.unplanned_event",
                      )}
                      {one.blocked > 0 && <span className="pill">{t("audit.blocked", { n: one.blocked })}</span>}
                    </td>
                    <td data-number>{f.number(one.times)}</td>
                    <td>{f.instant(one.last_at)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </Asked>
    </Card>
  );
}

function NamesCard() {
  const { t, f } = useLanguage();
  const step_name = useStepName();
  const query = useQuery({
    queryKey: ["event-names"],
    queryFn: ({ signal }) => ask<EventNamesSeen>("/event-names", {}, signal).then((list) => list.items),
  });
  return (
    <Card title={t("audit.event_names")} about={t("audit.event_names_about")}>
      <Asked query={query} height={200}>
        {(items) => {
          const seen = items.filter((one) => one.recent > 0).sort((a, b) => b.recent - a.recent);
          if (seen.length === 0) return <EmptyState title={t("audit.no_events")}>{t("audit.no_events_do")}</EmptyState>;
          const name_of = (one: (typeof seen)[number]) =>
            one.type === "page" || one.type === "screen"
              ? step_name(one.event ? `${one.type}:${one.event}` : one.type)
              : one.event;
          return (
            <section
              className="scroll-x"
              tabIndex={0}
              aria-label={t("audit.event")}
              style={{ maxHeight: 360, overflowY: "auto" }}
            >
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t("audit.event")}</th>
                    <th scope="col" data-number>
                      {t("audit.events")}
                    </th>
                    <th scope="col">{t("audit.last_time")}</th>
                  </tr>
                </thead>
                <tbody>
                  {seen.slice(0, 300).map((one) => (
                    <tr key={`${one.type} ${one.event}`}>
                      <th scope="row">{name_of(one)}</th>
                      <td data-number>{f.number(one.recent)}</td>
                      <td title={one.last_at ? f.instant(one.last_at) : ""}>
                        {one.last_at && f.ago(one.last_at, Date.now())}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          );
        }}
      </Asked>
    </Card>
  );
}
