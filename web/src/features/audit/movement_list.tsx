import { Link, useNavigate } from "@tanstack/react-router";
import type { Movement } from "~/api/types";
import { type Money, useLanguage } from "~/i18n";
import { EmptyState } from "~/ui/states";
import { DataTable, useList } from "~/ui/table";
import { movements } from "./revenue_movements";

/** Who is behind one kind of movement of a period. */
export default function MovementList({ period, kind }: { period: string; kind: string }) {
  const { t, f } = useLanguage();
  const navigate = useNavigate();
  const list = useList<Movement & { id?: number }>("/movements", { period, kind });
  return (
    <div style={{ marginTop: 12 }}>
      <DataTable
        label={t("audit.mrr.movements")}
        list={list}
        height={300}
        file={`movements-${period}-${kind}`}
        onOpen={(row) => row.customer && navigate({ to: `/customers/${row.customer}` })}
        empty={<EmptyState title={t("audit.nobody")} />}
        columns={[
          {
            name: "day",
            title: t("audit.day"),
            cell: (row) => f.day(row.day),
            text: (row) => row.day,
          },
          {
            name: "customer",
            title: t("audit.customer"),
            cell: (row) => row.customer && <Link to={`/customers/${row.customer}`}>#{row.customer}</Link>,
            text: (row) => row.customer,
          },
          {
            name: "kind",
            title: t("audit.mrr.step"),
            cell: (row) => t(movements.find((one) => one.part === row.kind)?.key ?? "audit.mrr.step"),
            text: (row) => row.kind,
          },
          {
            name: "plan",
            title: t("audit.mrr.plans"),
            cell: (row) => [row.plan_before, row.plan_after].filter(Boolean).join(" → "),
            text: (row) => [row.plan_before, row.plan_after].filter(Boolean).join(" → "),
          },
          {
            name: "amount",
            title: t("audit.mrr.amount"),
            number: true,
            cell: (row) => (row.amount ? f.money(row.amount as Money, { signed: true }) : ""),
            text: (row) => (row.amount ? Number((row.amount as Money).amount) : null),
          },
        ]}
      />
    </div>
  );
}
