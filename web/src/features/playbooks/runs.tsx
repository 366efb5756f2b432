import { Button, Modal, Select, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act } from "~/api/client";
import type { PlaybookRun } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { EmptyState, ErrorState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";

const statuses = ["running", "control", "finished", "goal", "stopped", "objected", "merged"] as const;

const name_of = (run: PlaybookRun) => run.customer.name || `#${run.customer.id}`;

/** Whom it was followed for, where each stands, and what is overdue. */
export function Runs({ playbook, may, active }: { playbook: number; may: boolean; active: boolean }) {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  const [adding, setAdding] = useState(false);
  const list = useList<PlaybookRun>(`/playbooks/${playbook}/runs`, { limit: 100, status: search.status });
  return (
    <Card
      title={t("playbooks.runs")}
      tools={
        may &&
        active && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t("playbooks.add_customer")}
          </Button>
        )
      }
    >
      <div className="row no-print" style={{ marginBottom: 12 }}>
        <Select
          aria-label={t("playbooks.status")}
          placeholder={t("playbooks.any_status")}
          w={190}
          clearable
          clearButtonProps={{ "aria-label": t("ui.clear") }}
          value={search.status ?? null}
          onChange={(status) => change({ status: status ?? undefined })}
          data={statuses.map((value) => ({ value, label: t(`playbooks.status.${value}`) }))}
        />
      </div>
      <Table list={list} playbook={playbook} may={may} />
      {adding && <AddRun playbook={playbook} onClose={() => setAdding(false)} />}
    </Card>
  );
}

function Table(props: { list: ReturnType<typeof useList<PlaybookRun>>; playbook: number; may: boolean }) {
  const { list, playbook, may } = props;
  const { t, f } = useLanguage();
  const [stopping, setStopping] = useState<PlaybookRun>();
  const stop = useAction((run: PlaybookRun) => act("POST", `/playbook-runs/${run.id}/stop`), {
    refresh: [["list", `/playbooks/${playbook}/runs`]],
  });
  const columns: Column<PlaybookRun>[] = [
    {
      name: "customer",
      title: t("playbooks.customer"),
      cell: (run) => <Link to={`/customers/${run.customer.id}`}>{name_of(run)}</Link>,
      text: (run) => name_of(run),
    },
    {
      name: "status",
      title: t("playbooks.status"),
      cell: (run) => (
        <span className="pill" data-tone={run.status === "goal" ? "gain" : undefined}>
          {t(`playbooks.status.${run.status}`)}
        </span>
      ),
      text: (run) => t(`playbooks.status.${run.status}`),
    },
    {
      name: "step",
      title: t("playbooks.at_step"),
      cell: (run) => run.arm !== "control" && <Where run={run} />,
      text: (run) => run.steps_done,
    },
    {
      name: "due",
      title: t("playbooks.due"),
      cell: (run) => <Due run={run} />,
      text: (run) => run.steps.at(-1)?.due_day ?? null,
    },
    {
      name: "since",
      title: t("playbooks.since"),
      cell: (run) => f.instant(run.started_at),
      text: (run) => run.started_at,
    },
  ];
  if (may)
    columns.push({
      name: "act",
      title: t("playbooks.stop"),
      cell: (run) =>
        run.status === "running" && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t("playbooks.stop_what", { name: name_of(run) })}
            onClick={() => setStopping(run)}
          >
            {t("playbooks.stop")}
          </Button>
        ),
    });
  return (
    <>
      <DataTable
        label={t("charts.table_of", { what: t("playbooks.runs") })}
        list={list}
        columns={columns}
        height={420}
        file="playbook-runs"
        empty={<EmptyState title={t("playbooks.runs_none")}>{t("playbooks.runs_none_do")}</EmptyState>}
      />
      <ConfirmDanger
        opened={stopping !== undefined}
        title={t("playbooks.stop_what", { name: stopping ? name_of(stopping) : "" })}
        action={t("playbooks.stop")}
        onClose={() => setStopping(undefined)}
        onConfirm={async () => {
          if (stopping) await stop.mutateAsync(stopping);
        }}
      >
        <p>{t("playbooks.stop_about")}</p>
      </ConfirmDanger>
    </>
  );
}

function Where({ run }: { run: PlaybookRun }) {
  const { t, f } = useLanguage();
  const last = run.steps.at(-1);
  return (
    <>
      {t("playbooks.of_steps", { done: f.number(run.steps_done), all: f.number(run.steps_count) })}
      {last && run.status === "running" && (
        <div className="quiet small">
          {t(`playbooks.kind.${last.kind}`)}
          {last.why && ` · ${last.why}`}
        </div>
      )}
    </>
  );
}

function Due({ run }: { run: PlaybookRun }) {
  const { t, f } = useLanguage();
  const last = run.steps.at(-1);
  if (run.status !== "running" || !last) return null;
  const due = last.due_day ? f.day(last.due_day) : last.until_at ? f.instant(last.until_at) : "";
  if (!run.overdue) return due;
  return (
    <span className="pill" data-tone="warn">
      {due} · {t("playbooks.overdue")}
    </span>
  );
}

function AddRun({ playbook, onClose }: { playbook: number; onClose: () => void }) {
  const { t } = useLanguage();
  const [customer, setCustomer] = useState("");
  const save = useAction((_: undefined) => act("POST", `/playbooks/${playbook}/runs`, { customer: customer.trim() }), {
    refresh: [
      ["list", `/playbooks/${playbook}/runs`],
      ["playbook", String(playbook), "result"],
      ["list", "/playbook-entries"],
    ],
    onDone: onClose,
  });
  const beside = field_error(save.error, "/customer");
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("playbooks.add_customer")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <TextInput
          label={t("playbooks.customer")}
          description={t("playbooks.who")}
          required
          value={customer}
          error={beside}
          onChange={(event) => setCustomer(event.target.value)}
        />
        {save.error && !beside && <ErrorState error={save.error} />}
        <div>
          <Button type="submit" loading={save.isPending}>
            {t("playbooks.add_customer")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
