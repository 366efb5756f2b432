import { Button, Modal, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { act } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Playbook, PlaybookState } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Card, PageHeader } from "~/ui/page";
import { EmptyState, ErrorState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";

type Line = PlaybookState & { id: number };

/** What is done for customers step by step: which playbooks are on, and what waits in them. */
export default function Playbooks() {
  const { t, f } = useLanguage();
  const may = mayChange(useSession());
  const [adding, setAdding] = useState(false);
  const list = useList<Line>("/playbook-entries", { limit: undefined });
  const add = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t("playbooks.add")}
    </Button>
  );
  const columns: Column<Line>[] = [
    {
      name: "name",
      title: t("playbooks.name"),
      cell: (row) => <Link to={`/actions/playbooks/${row.playbook}`}>{row.name}</Link>,
      text: (row) => row.name,
    },
    {
      name: "active",
      title: t("playbooks.state"),
      cell: (row) => <StatePill active={row.active} />,
      text: (row) => t(row.active ? "playbooks.on" : "playbooks.off"),
    },
    {
      name: "entry",
      title: t("playbooks.entry"),
      cell: (row) => t(`playbooks.entry.${row.entry}`),
      text: (row) => t(`playbooks.entry.${row.entry}`),
    },
    {
      name: "running",
      title: t("playbooks.running"),
      number: true,
      cell: (row) => f.number(row.running),
      text: (row) => row.running,
    },
    {
      name: "entered",
      title: t("playbooks.entered"),
      number: true,
      cell: (row) => (
        <>
          {f.number(row.entered)}
          {row.control > 0 && (
            <div className="quiet small">
              {t("playbooks.control_of", { n: row.control, text: f.number(row.control) })}
            </div>
          )}
        </>
      ),
      text: (row) => row.entered,
    },
    {
      name: "overdue",
      title: t("playbooks.overdue"),
      number: true,
      cell: (row) =>
        row.overdue ? (
          <span className="pill" data-tone="warn">
            {f.number(row.overdue)}
          </span>
        ) : (
          <span className="quiet small">{t("playbooks.no_overdue")}</span>
        ),
      text: (row) => row.overdue,
    },
  ];
  return (
    <div className="page">
      <PageHeader title={t("nav.playbooks")} about={t("playbooks.about")}>
        {add}
      </PageHeader>
      <Card label={t("nav.playbooks")}>
        <DataTable
          label={t("charts.table_of", { what: t("nav.playbooks") })}
          list={list}
          columns={columns}
          empty={
            <EmptyState title={t("playbooks.none")} action={add || undefined}>
              {t("playbooks.none_do")}
            </EmptyState>
          }
        />
      </Card>
      {adding && <AddPlaybook onClose={() => setAdding(false)} />}
    </div>
  );
}

export function StatePill({ active }: { active: boolean }) {
  const { t } = useLanguage();
  return (
    <span className="pill" data-tone={active ? "accent" : undefined}>
      {t(active ? "playbooks.on" : "playbooks.off")}
    </span>
  );
}

function AddPlaybook({ onClose }: { onClose: () => void }) {
  const { t, locale } = useLanguage();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const save = useAction(
    () =>
      act<Playbook>("POST", "/playbooks", {
        name,
        record_type: "customer",
        steps: [{ kind: "task", [locale]: t("playbooks.first_task"), days: 3 }],
      }),
    {
      refresh: [["list", "/playbook-entries"]],
      onDone: (made) => void navigate({ to: `/actions/playbooks/${made.id}` }),
    },
  );
  return (
    <Modal opened onClose={onClose} title={t("playbooks.add")} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <TextInput
          label={t("playbooks.name")}
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        {save.error && <ErrorState error={save.error} />}
        <div>
          <Button type="submit" loading={save.isPending}>
            {t("ui.save")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
