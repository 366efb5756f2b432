import { NumberInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { PersonalRead } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";

const SHOWN = 6;

/** Who read whose data. */
export default function Reads() {
  const { t, f } = useLanguage();
  const [search, filter] = useFilters();
  const list = useList<PersonalRead>("/privacy/reads", {
    customer: search.customer,
    person: search.person,
    key_id: search.key,
  });
  const columns: Column<PersonalRead>[] = [
    { name: "at", title: t("settings.when"), cell: (row) => f.instant(row.at), text: (row) => row.at },
    {
      name: "reader",
      title: t("settings.reads.reader"),
      cell: (row) => t(`settings.reads.${row.reader.kind}`, { id: row.reader.id ?? 0 }),
      text: (row) => `${row.reader.kind} ${row.reader.id ?? ""}`,
    },
    {
      name: "route",
      title: t("settings.reads.route"),
      cell: (row) => <code className="mono">{row.route}</code>,
      text: (row) => row.route,
    },
    {
      name: "customers",
      title: t("nav.customers"),
      cell: (row) => (
        <>
          {[...new Set(row.customers)].slice(0, SHOWN).map((id, i) => (
            <span key={id}>
              {i > 0 && ", "}
              <Link to={`/customers/${id}`}>#{id}</Link>
            </span>
          ))}
          {new Set(row.customers).size > SHOWN && t("settings.reads.more", { n: new Set(row.customers).size - SHOWN })}
        </>
      ),
      text: (row) => row.customers.join(" "),
    },
  ];
  const number = (name: "customer" | "person" | "key") => (
    <NumberInput
      aria-label={t(`settings.reads.find_${name}`)}
      placeholder={t(`settings.reads.find_${name}`)}
      w={190}
      min={1}
      allowDecimal={false}
      value={search[name] ?? ""}
      onChange={(value) => filter({ [name]: value === "" ? undefined : String(value) })}
    />
  );
  return (
    <Settings>
      <Card>
        <div className="row no-print" style={{ marginBottom: 12 }}>
          {number("customer")}
          {number("person")}
          {number("key")}
        </div>
        <DataTable
          label={t("nav.settings.reads")}
          list={list}
          columns={columns}
          file="reads"
          empty={<EmptyState title={t("settings.reads.none")} />}
        />
      </Card>
    </Settings>
  );
}
