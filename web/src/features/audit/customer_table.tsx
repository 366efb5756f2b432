import { Link, useNavigate } from "@tanstack/react-router";
import type { Query } from "~/api/client";
import { useLanguage } from "~/i18n";
import { EmptyState } from "~/ui/states";
import { DataTable, useList } from "~/ui/table";

interface Somebody {
  id: number;
  name?: string | null;
  email?: string | null;
  identities?: { kind: string; shown: string }[];
  traits?: Record<string, { value: unknown }>;
  last_seen?: string | null;
}

const trait_of = (row: Somebody, name: string) => (row.traits?.[name]?.value as string | undefined) ?? "";
const name_of = (row: Somebody) =>
  row.name || trait_of(row, "name") || `${trait_of(row, "firstName")} ${trait_of(row, "lastName")}`.trim();
const email_of = (row: Somebody) => row.email || row.identities?.find((one) => one.kind === "email")?.shown || "";

/** People that a page leads to; each row opens the person. */
export default function CustomerTable({ path, query, file }: { path: string; query: Query; file: string }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const list = useList<Somebody>(path, query);
  return (
    <DataTable
      label={t("audit.people_table")}
      list={list}
      height={380}
      file={file}
      onOpen={(row) => navigate({ to: `/customers/${row.id}` })}
      empty={<EmptyState title={t("audit.nobody")} />}
      columns={[
        {
          name: "name",
          title: t("audit.customer"),
          cell: (row) => <Link to={`/customers/${row.id}`}>{name_of(row) || email_of(row) || `#${row.id}`}</Link>,
          text: (row) => name_of(row) || `#${row.id}`,
        },
        { name: "email", title: t("audit.email"), cell: email_of, text: email_of },
        { name: "id", title: "ID", number: true, cell: (row) => row.id, text: (row) => row.id },
      ]}
    />
  );
}
