import "./imports.css";
import { Button } from "@mantine/core";
import { useState } from "react";
import { act } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import { useLanguage } from "~/i18n";
import { ConfirmDanger } from "~/ui/confirm";
import { useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import type { Import } from "./import_api";
import { ChooseFile } from "./import_choose";
import { FileMapping } from "./import_mapping";
import { Outcome } from "./import_outcome";

/** A file of the shop becomes customers and what they did: chosen, understood, tried, imported, and taken back. */
export default function Imports() {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  const begin = { upload: undefined, name: undefined, import: undefined, kind: undefined, mapping: undefined };
  const anew = {
    ...begin,
    date_order: undefined,
    decimal: undefined,
    time_zone: undefined,
    currency: undefined,
    event: undefined,
  };
  return (
    <div className="page">
      <PageHeader title={t("nav.imports")} about={t("customers.imports.about")} />
      {search.import && (
        <Outcome
          key={search.import}
          id={search.import}
          onClose={() => change(search.upload ? { import: undefined } : anew)}
        />
      )}
      {search.upload && (
        <FileMapping
          upload={search.upload}
          name={search.name ?? t("customers.imports.file")}
          onLeave={() => change(anew)}
          onStarted={(id, dry) => change(dry ? { import: String(id) } : { ...anew, import: String(id) })}
        />
      )}
      {!search.upload && <ChooseFile onSent={(upload, name) => change({ ...anew, upload, name })} />}
      <History onOpen={(row) => change({ ...anew, import: String(row.id) })} />
    </div>
  );
}

const tones: Partial<Record<Import["status"], string>> = {
  done: "gain",
  checked: "accent",
  running: "accent",
  failed: "loss",
  cancelled: "warn",
};

function History({ onOpen }: { onOpen: (row: Import) => void }) {
  const { t, f } = useLanguage();
  const session = useSession();
  const [undone, setUndone] = useState<Import | null>(null);
  const list = useList<Import>("/imports");
  const may_undo = (row: Import) =>
    mayChange(session) && !row.dry_run && ["done", "cancelled", "failed"].includes(row.status);
  const columns: Column<Import>[] = [
    {
      name: "name",
      title: t("customers.imports.file"),
      cell: (row) => (
        <button type="button" className="link" onClick={() => onOpen(row)}>
          {row.name}
        </button>
      ),
    },
    { name: "kind", title: t("customers.imports.kind_head"), cell: (row) => t(`customers.imports.kinds.${row.kind}`) },
    {
      name: "status",
      title: t("customers.imports.status"),
      cell: (row) => (
        <span className="pill" data-tone={tones[row.status]}>
          {t(`customers.imports.status.${row.status}`)}
        </span>
      ),
    },
    { name: "rows", title: t("customers.imports.rows"), number: true, cell: (row) => f.number(row.rows) },
    { name: "rejects", title: t("customers.imports.rejects"), number: true, cell: (row) => f.number(row.rejects) },
    { name: "made_at", title: t("customers.imports.when"), cell: (row) => (row.made_at ? f.instant(row.made_at) : "") },
    { name: "made_by", title: t("customers.imports.who"), cell: (row) => row.made_by },
    {
      name: "undo",
      title: t("customers.imports.undo"),
      cell: (row) =>
        may_undo(row) && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t("customers.imports.undo_of", { name: row.name })}
            onClick={() => setUndone(row)}
          >
            {t("customers.imports.undo")}
          </Button>
        ),
    },
  ];
  return (
    <Card title={t("customers.imports.history")}>
      <DataTable
        label={t("nav.imports")}
        list={list}
        columns={columns}
        height={420}
        empty={<EmptyState title={t("customers.imports.history_none")}>{t("customers.imports.history_do")}</EmptyState>}
      />
      <ConfirmDanger
        opened={undone !== null}
        title={t("customers.imports.undo_of", { name: undone?.name })}
        action={t("customers.imports.undo")}
        onClose={() => setUndone(null)}
        onConfirm={async () => {
          if (!undone) return;
          await act("POST", `/imports/${undone.id}/undo`);
          await list.refetch();
          onOpen(undone);
        }}
      >
        <p>{t("customers.imports.undo_about")}</p>
      </ConfirmDanger>
    </Card>
  );
}
