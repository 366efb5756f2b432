import { MultiSelect } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import type { CustomerLine } from "~/api/types";
import { type Money, useLanguage } from "~/i18n";
import { TextFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { SavedViews } from "~/ui/views";
import { type Stage, StagePill, stages } from "./stage";

/** Everybody, found as one types, by stage; who bought last comes first when asked. */
export default function Customers() {
  const { t, f } = useLanguage();
  const navigate = useNavigate();
  const [search, change] = useFilters();
  const list = useList<CustomerLine>("/customers", { query: search.query, stage: search.stage, sort: search.sort });
  const money = (value: unknown) => (value ? f.money(value as Money) : "");
  const columns: Column<CustomerLine>[] = [
    {
      name: "name",
      title: t("customers.name"),
      cell: (row) => <Link to={`/customers/${row.id}`}>{row.name || row.email || `#${row.id}`}</Link>,
      text: (row) => row.name ?? null,
    },
    { name: "email", title: t("customers.email"), cell: (row) => row.email ?? "", text: (row) => row.email ?? null },
    {
      name: "stage",
      title: t("customers.stage"),
      cell: (row) => <StagePill stage={row.stage as Stage} />,
      text: (row) => row.stage as string,
    },
    {
      name: "value",
      title: t("customers.value"),
      number: true,
      cell: (row) => money(row.value),
      text: (row) => (row.value ? Number((row.value as Money).amount) : null),
    },
    {
      name: "last_order",
      title: t("customers.last_order"),
      number: true,
      cell: (row) => (row.last_order ? f.day(row.last_order.slice(0, 10)) : ""),
      text: (row) => row.last_order ?? null,
    },
    {
      name: "last_activity",
      title: t("customers.last_activity"),
      number: true,
      cell: (row) => (row.last_activity ? f.day(row.last_activity.slice(0, 10)) : ""),
      text: (row) => row.last_activity ?? null,
    },
  ];
  const filtered = Boolean(search.query || search.stage);
  return (
    <div className="page">
      <PageHeader title={t("nav.customers")} about={t("customers.about")}>
        <SavedViews resource="customers" />
      </PageHeader>
      <Card>
        <div className="row no-print" style={{ marginBottom: 12 }}>
          <TextFilter name="query" label={t("customers.find")} />
          <MultiSelect
            aria-label={t("customers.stage")}
            placeholder={search.stage ? "" : t("customers.any_stage")}
            w={300}
            clearable
            clearButtonProps={{ "aria-label": t("ui.clear") }}
            value={search.stage?.split(",") ?? []}
            onChange={(chosen) => change({ stage: chosen.join(",") || undefined })}
            data={stages.map((value) => ({ value, label: t(`customers.stage.${value}`) }))}
          />
        </div>
        <DataTable
          label={t("nav.customers")}
          list={list}
          columns={columns}
          file="customers"
          onOpen={(row) => navigate({ to: `/customers/${row.id}` })}
          empty={
            filtered ? (
              <EmptyState title={t("customers.nobody_found")}>{t("customers.nobody_found_do")}</EmptyState>
            ) : (
              <EmptyState title={t("customers.nobody")}>{t("customers.nobody_do")}</EmptyState>
            )
          }
        />
      </Card>
    </div>
  );
}
