import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { mayChange, useSession } from "~/api/session";
import type { CustomerSignal, SignalCount, SignalList } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { name_of, SignalTask } from "./signal_task";

type Line = CustomerSignal & { id?: number };

/** Who shows an early sign of trouble now: how many of each, since when, by what it is known, and what to do. */
export function Signals() {
  const { t } = useLanguage();
  const [search] = useFilters();
  const [open, setOpen] = useState<CustomerSignal>();
  const list = useList<Line>("/signals", { limit: 100, signal: search.signal });
  const page = list.data?.pages[0] as SignalList | undefined;
  const chosen = page?.counts.find((one) => one.key === search.signal);
  return (
    <Card title={chosen?.label ?? t("predict.early_signs")} about={t("predict.early_signs_how")}>
      {page?.counts.some((one) => one.customers > 0) && <Counts counts={page.counts} />}
      <People list={list} onOpen={setOpen} />
      {open && <SignalTask of={open} onClose={() => setOpen(undefined)} />}
    </Card>
  );
}

/** Each kind of sign with how many show it; a press leaves only those, a second one all again. */
function Counts({ counts }: { counts: SignalCount[] }) {
  const { t, f } = useLanguage();
  const [search, change] = useFilters();
  return (
    <fieldset className="row no-print filters signal-counts">
      <legend className="quiet small">{t("predict.signals_by_kind")}</legend>
      {counts
        .filter((one) => one.customers > 0 || one.key === search.signal)
        .map((one) => (
          <Button
            key={one.key}
            size="compact-sm"
            variant={one.key === search.signal ? "filled" : "default"}
            aria-pressed={one.key === search.signal}
            onClick={() => change({ signal: one.key === search.signal ? undefined : one.key })}
          >
            {one.label}{" "}
            <span className="number signal-count" data-figure={`signal ${one.key}`}>
              {f.number(one.customers)}
            </span>
          </Button>
        ))}
    </fieldset>
  );
}

function People({ list, onOpen }: { list: ReturnType<typeof useList<Line>>; onOpen: (row: CustomerSignal) => void }) {
  const { t, f } = useLanguage();
  const may = mayChange(useSession());
  const columns: Column<Line>[] = [
    {
      name: "customer",
      title: t("predict.customer"),
      cell: (row) => <Link to={`/customers/${row.customer.id}`}>{name_of(row)}</Link>,
      text: name_of,
    },
    {
      name: "signal",
      title: t("predict.signal"),
      cell: (row) => (
        <>
          {row.label}
          <span className="quiet small reason">{row.evidence}</span>
        </>
      ),
      text: (row) => `${row.label} (${row.evidence})`,
    },
    {
      name: "since",
      title: t("predict.since"),
      cell: (row) => (
        <time dateTime={row.since} title={f.instant(row.since)}>
          {f.ago(row.since, Date.now())}
        </time>
      ),
      text: (row) => row.since,
    },
  ];
  if (may)
    columns.push({
      name: "act",
      title: t("predict.task_add"),
      cell: (row) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t("predict.task_for", { name: name_of(row), what: row.label })}
          onClick={() => onOpen(row)}
        >
          {t("predict.task")}
        </Button>
      ),
    });
  return (
    <DataTable
      label={t("charts.table_of", { what: t("predict.early_signs") })}
      list={list}
      columns={columns}
      file="signals"
      {...(may && { onOpen })}
      empty={
        <EmptyState
          title={t("predict.no_signal")}
          action={<Link to="/settings/health-score">{t("predict.what_is_a_sign")}</Link>}
        >
          {t("predict.no_signal_do")}
        </EmptyState>
      }
    />
  );
}
