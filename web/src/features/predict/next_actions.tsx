import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { act } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Card, PageHeader } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import type { NextAction } from "./next_api";
import { NextForm } from "./next_form";
import { Judgement, Planner } from "./next_plan";
import { Limits } from "./next_settings";
import "~/ui/key_figures.css";
import "./predict.css";

/** What can be done for customers at risk, for whom it is worth it, and what it brought. */
export default function NextActions() {
  const { t } = useLanguage();
  const may = mayChange(useSession());
  return (
    <div className="page">
      <PageHeader title={t("nav.next_actions")} about={t("predict.next_about")} />
      <Actions may={may} />
      {may && <Planner />}
      <Judgement />
      <Limits may={may} />
    </div>
  );
}

function Actions({ may }: { may: boolean }) {
  const { t, f } = useLanguage();
  const list = useList<NextAction>("/next-actions", { limit: undefined });
  const [open, setOpen] = useState<Partial<NextAction>>();
  const [removing, setRemoving] = useState<NextAction>();
  const remove = useAction((one: NextAction) => act("DELETE", `/next-actions/${one.id}`), {
    refresh: [
      ["list", "/next-actions"],
      ["list", "/at-risk"],
    ],
  });
  const columns: Column<NextAction>[] = [
    {
      name: "label",
      title: t("predict.action"),
      cell: (row) => (
        <>
          {row.label} {!row.active && <span className="pill">{t("predict.inactive")}</span>}
        </>
      ),
      text: (row) => row.label,
    },
    {
      name: "channel",
      title: t("predict.channel"),
      cell: (row) => t(`predict.channel.${row.channel}`),
      text: (row) => row.channel,
    },
    {
      name: "cost",
      title: t("predict.cost"),
      number: true,
      cell: (row) => f.money(row.cost),
      text: (row) => row.cost.amount,
    },
    {
      name: "capacity_week",
      title: t("predict.capacity"),
      number: true,
      cell: (row) => (row.capacity_week === null ? t("predict.no_limit") : f.number(row.capacity_week)),
      text: (row) => row.capacity_week,
    },
    {
      name: "effect",
      title: t("predict.effect"),
      number: true,
      cell: (row) => (
        <>
          {f.percent(row.effect, 0)}
          <div className="quiet small">
            {row.experiment ? t("predict.measured_by", { key: row.experiment }) : t("predict.assumed")}
          </div>
        </>
      ),
      text: (row) => row.effect,
    },
  ];
  if (may)
    columns.push({
      name: "acts",
      title: t("predict.change"),
      cell: (row) => (
        <span className="row" style={{ flexWrap: "nowrap" }}>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t("predict.change_what", { what: row.label })}
            onClick={() => setOpen(row)}
          >
            {t("predict.change")}
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            color="red"
            aria-label={t("predict.remove_what", { what: row.label })}
            onClick={() => setRemoving(row)}
          >
            {t("predict.remove")}
          </Button>
        </span>
      ),
    });
  const add = may && (
    <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setOpen({})}>
      {t("predict.action_add")}
    </Button>
  );
  return (
    <Card title={t("predict.actions")} about={t("predict.actions_about")} tools={add}>
      <DataTable
        label={t("charts.table_of", { what: t("predict.actions") })}
        list={list}
        columns={columns}
        height={420}
        empty={<EmptyState title={t("predict.no_actions")}>{t("predict.no_actions_do")}</EmptyState>}
      />
      {open && <NextForm action={open} onClose={() => setOpen(undefined)} />}
      <ConfirmDanger
        opened={removing !== undefined}
        title={t("predict.remove_what", { what: removing?.label })}
        action={t("predict.remove")}
        onClose={() => setRemoving(undefined)}
        onConfirm={async () => {
          if (removing) await remove.mutateAsync(removing);
        }}
      >
        <p>{t("predict.remove_about")}</p>
      </ConfirmDanger>
    </Card>
  );
}
