import "./list.css";
import { Button, Menu, MultiSelect } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { mayChange, useSession } from "~/api/session";
import type { CustomerLine } from "~/api/types";
import { type Money, useLanguage } from "~/i18n";
import { TextFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { SavedViews } from "~/ui/views";
import { Bulk } from "./bulk";
import { type Stage, StagePill, stages } from "./stage";

const days = ["last_order", "last_activity", "first_seen"] as const;
const offered = ["email", "phone", "stage", "value", ...days] as const;
const usual = ["email", "stage", "value", "last_order", "last_activity"];

function useColumns(): Column<CustomerLine>[] {
  const { t, f } = useLanguage();
  return useMemo(() => {
    const money = (value: unknown) => (value ? f.money(value as Money) : "");
    const day = (name: (typeof days)[number]): Column<CustomerLine> => ({
      name,
      title: t(`customers.${name}`),
      number: true,
      cell: (row) => (row[name] ? f.day(String(row[name]).slice(0, 10)) : ""),
      text: (row) => row[name] ?? null,
    });
    return [
      {
        name: "name",
        title: t("customers.name"),
        cell: (row) => <Link to={`/customers/${row.id}`}>{row.name || row.email || `#${row.id}`}</Link>,
        text: (row) => row.name || row.email || `#${row.id}`,
      },
      { name: "email", title: t("customers.email"), cell: (row) => row.email ?? "", text: (row) => row.email ?? null },
      { name: "phone", title: t("customers.phone"), cell: (row) => row.phone ?? "", text: (row) => row.phone ?? null },
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
      ...days.map(day),
    ];
  }, [t, f]);
}

/** Everybody, found as one types, by stage; columns as one likes them, and what is done with several at once. */
export default function Customers() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const session = useSession();
  const [search, change] = useFilters();
  const [chosen, setChosen] = useState<Set<number | string>>(new Set());
  const list = useList<CustomerLine>("/customers", { query: search.query, stage: search.stage, sort: search.sort });
  const all = useColumns();
  const wanted = search.columns === undefined ? usual : search.columns.split(",");
  const columns = all.filter((column) => column.name === "name" || wanted.includes(column.name));
  const open = useCallback((row: CustomerLine) => navigate({ to: `/customers/${row.id}` }), [navigate]);
  const filtered = Boolean(search.query || search.stage);
  const turn = (name: string) => {
    const now = wanted.includes(name) ? wanted.filter((one) => one !== name) : [...wanted, name];
    change({ columns: now.join(",") === usual.join(",") ? undefined : now.join(",") || "name" });
  };
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
            onChange={(stage) => change({ stage: stage.join(",") || undefined })}
            data={stages.map((value) => ({ value, label: t(`customers.stage.${value}`) }))}
          />
          <Menu withinPortal closeOnItemClick={false}>
            <Menu.Target>
              <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
                {t("customers.columns")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {offered.map((name) => (
                <Menu.Item
                  key={name}
                  role="menuitemcheckbox"
                  aria-checked={wanted.includes(name)}
                  leftSection={<span aria-hidden>{wanted.includes(name) ? "✓" : "\u2003"}</span>}
                  onClick={() => turn(name)}
                >
                  {t(`customers.${name}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </div>
        {mayChange(session) && chosen.size > 0 && (
          <Bulk
            rows={(list.data?.pages ?? []).flatMap((page) => page.items).filter((row) => chosen.has(row.id))}
            columns={all}
            onDone={() => setChosen(new Set())}
          />
        )}
        <DataTable
          label={t("nav.customers")}
          list={list}
          columns={columns}
          file="customers"
          onOpen={open}
          {...(mayChange(session) && { chosen, onChosen: setChosen })}
          empty={
            filtered ? (
              <EmptyState title={t("customers.nobody_found")}>{t("customers.nobody_found_do")}</EmptyState>
            ) : (
              <EmptyState
                title={t("customers.nobody")}
                action={
                  <Button component={Link} to="/customers/imports">
                    {t("customers.nobody_import")}
                  </Button>
                }
              >
                {t("customers.nobody_do")}
              </EmptyState>
            )
          }
        />
      </Card>
    </div>
  );
}
