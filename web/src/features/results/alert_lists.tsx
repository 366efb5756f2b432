import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask_all } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Alert, HealthAlert } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Interval, useFigure } from "~/ui/figure";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { DataTable, useList } from "~/ui/table";
import { value_in } from "./metrics";

/** Alerts whose figure has not come back, and those of customers whom nobody sees to yet. */
export function OpenAlerts() {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["list", "/alerts", "open"],
    queryFn: ({ signal }) => ask_all<Alert>("/alerts", { status: "open" }, 200, signal),
  });
  return (
    <Asked
      query={query}
      height={160}
      empty={(data) =>
        data.length === 0 ? <EmptyState title={t("results.none_open")}>{t("results.none_open_do")}</EmptyState> : null
      }
    >
      {(data) => (
        <ul className="plain">
          {data.map((alert) => (
            <OpenAlert key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
    </Asked>
  );
}

function OpenAlert({ alert }: { alert: Alert }) {
  const { t } = useLanguage();
  const session = useSession();
  const [noting, setNoting] = useState(false);
  const [note, setNote] = useState("");
  const acknowledge = useAction(
    (text: string) => act("POST", `/alerts/${alert.id}/acknowledge`, text ? { note: text } : {}),
    { refresh: [["list", "/alerts"]], done: t("results.acknowledged_done"), onDone: () => setNoting(false) },
  );
  return (
    <li>
      <div className="row" style={{ justifyContent: "space-between" }}>
        <strong data-alert={alert.id}>{alert.message}</strong>
        {alert.acknowledged_at ? (
          <span className="pill" data-tone="accent">
            {t("results.acknowledged", { who: alert.acknowledged_by ?? "" })}
          </span>
        ) : (
          <span className="pill" data-tone="loss">
            {t("results.unacknowledged")}
          </span>
        )}
      </div>
      {alert.health ? <OfCustomer health={alert.health} /> : <OfFigure alert={alert} />}
      {alert.note && <p className="note">{alert.note}</p>}
      <div className="row" style={{ marginTop: 6 }}>
        {alert.health ? (
          <Link to={`/customers/${alert.health.customer.id}`}>{t("results.see_customer")}</Link>
        ) : (
          <Link to={`/audit/metrics/${alert.metric}`} search={{ period: period_unit(alert.period ?? "") } as never}>
            {t("results.see_figure")}
          </Link>
        )}
        {mayChange(session) && !alert.acknowledged_at && !noting && (
          <Button size="xs" variant="default" onClick={() => setNoting(true)}>
            {t("results.acknowledge")}
          </Button>
        )}
      </div>
      {noting && (
        <form
          style={{ marginTop: 8, maxWidth: 520 }}
          onSubmit={(event) => {
            event.preventDefault();
            acknowledge.mutate(note.trim());
          }}
        >
          <Textarea
            label={t("results.acknowledge_note")}
            autosize
            minRows={2}
            value={note}
            onChange={(event) => setNote(event.target.value)}
            data-autofocus
          />
          {acknowledge.error && <ErrorState error={acknowledge.error} />}
          <div className="row" style={{ marginTop: 8 }}>
            <Button type="submit" size="xs" loading={acknowledge.isPending}>
              {t("results.acknowledge")}
            </Button>
            <Button size="xs" variant="subtle" onClick={() => setNoting(false)}>
              {t("ui.cancel")}
            </Button>
          </div>
        </form>
      )}
    </li>
  );
}

function OfFigure({ alert }: { alert: Alert }) {
  const { t, f } = useLanguage();
  return (
    <p className="quiet small">
      {t("results.fired", {
        rule: alert.rule_name ?? "",
        at: f.instant(alert.made_at),
        period: f.period(alert.period ?? ""),
      })}{" "}
      <Interval low={alert.low} high={alert.high} n={alert.n} unit={alert.unit ?? "count"} />
    </p>
  );
}

function OfCustomer({ health }: { health: HealthAlert }) {
  const { t, f } = useLanguage();
  const who = health.customer.name || `#${health.customer.id}`;
  return (
    <p className="quiet small">
      {health.score !== null && health.score_before !== null
        ? t("results.health_fell", {
            who,
            at: f.instant(health.at),
            before: f.number(Math.round(health.score_before)),
            now: f.number(Math.round(health.score)),
          })
        : t("results.health_signal", { who, at: f.instant(health.at) })}{" "}
      {health.signals.map(({ label }) => label).join(", ")}
    </p>
  );
}

function period_unit(period: string): string | undefined {
  if (/^\d{4}-W/.test(period)) return "week";
  if (/^\d{4}-?Q/.test(period)) return "quarter";
  return /^\d{4}$/.test(period) ? "year" : undefined;
}

/** All alerts, with when the figure came back and who saw to it. */
export function AlertHistory() {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const list = useList<Alert>("/alerts");
  const value = (row: Alert) =>
    row.unit === null || row.value === null
      ? ""
      : figure(value_in(row.unit, row.value, row.currency ?? f.currency), row.unit);
  return (
    <DataTable
      label={t("results.history")}
      list={list}
      file="alerts"
      empty={<EmptyState title={t("results.none_ever")}>{t("results.none_open_do")}</EmptyState>}
      columns={[
        {
          name: "made_at",
          title: t("results.when"),
          cell: (row) => f.instant(row.made_at),
          text: (row) => row.made_at,
        },
        { name: "message", title: t("results.what"), cell: (row) => row.message, text: (row) => row.message },
        {
          name: "rule",
          title: t("results.rule"),
          cell: (row) =>
            row.health ? (
              <Link to={`/customers/${row.health.customer.id}`}>
                {row.health.customer.name || `#${row.health.customer.id}`}
              </Link>
            ) : (
              row.rule_name
            ),
          text: (row) => row.rule_name ?? row.health?.customer.id ?? "",
        },
        { name: "value", title: t("results.value"), number: true, cell: value, text: (row) => row.value },
        {
          name: "n",
          title: "n",
          number: true,
          cell: (row) => (row.n === null ? "" : f.number(row.n)),
          text: (row) => row.n,
        },
        {
          name: "recovered_at",
          title: t("results.recovered"),
          cell: (row) =>
            row.health ? (
              ""
            ) : row.recovered_at ? (
              f.day(row.recovered_at.slice(0, 10))
            ) : (
              <span className="pill" data-tone="loss">
                {t("results.still_open")}
              </span>
            ),
          text: (row) => row.recovered_at,
        },
        {
          name: "acknowledged",
          title: t("results.seen_by"),
          cell: (row) => row.acknowledged_by ?? "",
          text: (row) => row.acknowledged_by,
        },
      ]}
    />
  );
}
