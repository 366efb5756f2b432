import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { mayChange, useSession } from "~/api/session";
import type { Experiment } from "~/api/types";
import { useLanguage } from "~/i18n";
import { Card, PageHeader } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { StatusPill, useOutcome } from "./experiment_parts";

/** Trials decided by lot: what is planned, what runs, what was learned. */
export default function Experiments() {
  const { t, f } = useLanguage();
  const navigate = useNavigate();
  const outcome = useOutcome();
  const may = mayChange(useSession());
  const list = useList<Experiment>("/experiments");
  const columns: Column<Experiment>[] = [
    {
      name: "name",
      title: t("results.name"),
      cell: (row) => <Link to={`/results/experiments/${row.id}`}>{row.name}</Link>,
      text: (row) => row.name,
    },
    {
      name: "status",
      title: t("results.status"),
      cell: (row) => <StatusPill status={row.status} />,
      text: (row) => row.status,
    },
    { name: "outcome", title: t("results.outcome"), cell: outcome, text: outcome },
    {
      name: "started_at",
      title: t("results.started"),
      number: true,
      cell: (row) => (row.started_at ? f.day(row.started_at.slice(0, 10)) : ""),
      text: (row) => row.started_at ?? null,
    },
    {
      name: "decision",
      title: t("results.decision"),
      cell: (row) => (row.status === "stopped" ? t(`results.decision.${row.decision}`) : ""),
      text: (row) => row.decision,
    },
  ];
  const make = may && (
    <Button component={Link} to="/results/experiments/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t("results.plan")}
    </Button>
  );
  return (
    <div className="page">
      <PageHeader title={t("nav.experiments")} about={t("results.experiments.about")}>
        {make}
      </PageHeader>
      <Card>
        <DataTable
          label={t("nav.experiments")}
          list={list}
          columns={columns}
          file="experiments"
          onOpen={(row) => navigate({ to: `/results/experiments/${row.id}` })}
          empty={
            <EmptyState title={t("results.experiments.none")} action={make}>
              {t("results.experiments.none_do")}
            </EmptyState>
          }
        />
      </Card>
    </div>
  );
}
