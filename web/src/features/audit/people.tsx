import { Select } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { CustomerLine, MetricSeries } from "~/api/types";
import { type Key, type Money, useLanguage } from "~/i18n";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { DataTable, useList } from "~/ui/table";
import type { Point } from "./api";

const named: Record<string, Key> = {
  value: "audit.part.value",
  start: "audit.part.start",
  retained: "audit.part.retained",
  lost: "audit.part.lost",
};

/** The people behind one figure, part by part. */
export function People({ metric, point }: { metric: MetricSeries; point: Point }) {
  const { t, f } = useLanguage();
  const navigate = useNavigate();
  const [search] = useFilters();
  const [part, setPart] = useState("value");
  const list = useList<CustomerLine & { amount?: Money | null }>(`/metrics/${metric.name}/customers`, {
    period: point.period,
    segment: search.segment,
    by: point.by === null ? undefined : search.by,
    by_value: point.by ?? undefined,
    part,
  });
  const title = t("audit.people", { period: f.period(point.period), group: point.by_label ?? point.by ?? "" });
  return (
    <Card
      title={title}
      tools={
        metric.people.length > 1 && (
          <Select
            aria-label={t("audit.part")}
            w={220}
            value={part}
            onChange={(chosen) => setPart(chosen ?? "value")}
            data={metric.people.map((value) => ({ value, label: named[value] ? t(named[value]) : value }))}
          />
        )
      }
    >
      <DataTable
        label={t("audit.people_table")}
        list={list}
        height={420}
        file={`${metric.name}-${point.period}`}
        onOpen={(row) => navigate({ to: `/customers/${row.id}` })}
        empty={<EmptyState title={t("audit.nobody")} />}
        columns={[
          {
            name: "name",
            title: t("customers.name"),
            cell: (row) => <Link to={`/customers/${row.id}`}>{row.name || row.email || `#${row.id}`}</Link>,
            text: (row) => row.name ?? `#${row.id}`,
          },
          {
            name: "email",
            title: t("customers.email"),
            cell: (row) => row.email ?? "",
            text: (row) => row.email ?? null,
          },
          {
            name: "last_order",
            title: t("customers.last_order"),
            number: true,
            cell: (row) => (row.last_order ? f.day(row.last_order.slice(0, 10)) : ""),
            text: (row) => row.last_order ?? null,
          },
          {
            name: "amount",
            title: t("customers.value"),
            number: true,
            cell: (row) => (row.amount ? f.money(row.amount) : ""),
            text: (row) => (row.amount ? Number(row.amount.amount) : null),
          },
        ]}
      />
    </Card>
  );
}
