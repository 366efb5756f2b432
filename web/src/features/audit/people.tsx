import { Select } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
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
  promoters: "audit.part.promoters",
  passives: "audit.part.passives",
  detractors: "audit.part.detractors",
  satisfied: "audit.part.satisfied",
  dissatisfied: "audit.part.dissatisfied",
  easy: "audit.part.easy",
  hard: "audit.part.hard",
  positive: "audit.part.positive",
  neutral: "audit.part.neutral",
  negative: "audit.part.negative",
  new: "audit.part.new",
  returning: "audit.part.returning",
  reactivated: "audit.part.reactivated",
  buyers: "audit.part.buyers",
  customers: "audit.part.customers",
  exits: "audit.part.exits",
  top: "audit.part.top",
};

export function usePartName(): (part: string) => string {
  const { t } = useLanguage();
  return (part) => (named[part] ? t(named[part]) : part.replaceAll("_", " "));
}

/** The people behind one figure, part by part. */
export function People(props: { metric: MetricSeries; point: Point; first?: string; tools?: ReactNode }) {
  const { metric, point, first = "value", tools } = props;
  const part_name = usePartName();
  const { t, f } = useLanguage();
  const navigate = useNavigate();
  const [search] = useFilters();
  const [part, setPart] = useState(metric.people.includes(first) ? first : (metric.people[0] ?? "value"));
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
        <>
          {tools}
          {metric.people.length > 1 && (
            <Select
              aria-label={t("audit.part")}
              w={220}
              value={part}
              onChange={(chosen) => chosen && setPart(chosen)}
              data={metric.people.map((value) => ({ value, label: part_name(value) }))}
            />
          )}
        </>
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
            title: t("audit.customer"),
            cell: (row) => <Link to={`/customers/${row.id}`}>{row.name || row.email || `#${row.id}`}</Link>,
            text: (row) => row.name ?? `#${row.id}`,
          },
          {
            name: "email",
            title: t("audit.email"),
            cell: (row) => row.email ?? "",
            text: (row) => row.email ?? null,
          },
          {
            name: "last_order",
            title: t("audit.last_order"),
            number: true,
            cell: (row) => (row.last_order ? f.day(row.last_order.slice(0, 10)) : ""),
            text: (row) => row.last_order ?? null,
          },
          {
            name: "amount",
            title: t("audit.amount"),
            number: true,
            cell: (row) => (row.amount ? f.money(row.amount) : ""),
            text: (row) => (row.amount ? Number(row.amount.amount) : null),
          },
        ]}
      />
    </Card>
  );
}
