import { Button, Select, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Initiative, InitiativeTemplate } from "~/api/types";
import { type Money, useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { FormModal, families, statuses, useWord, useWords } from "./parts";

/** What is undertaken; a new one comes from a template, a lever (on their page) or a name. */
export default function Initiatives() {
  const { t, f } = useLanguage();
  const word = useWord();
  const words = useWords();
  const navigate = useNavigate();
  const session = useSession();
  const [search, change] = useFilters();
  const [adding, setAdding] = useState(false);
  const list = useList<Initiative>("/initiatives", { status: search.status, type: search.type });
  const money = (value: Money | null | undefined) => (value ? f.money(value) : "");
  const columns: Column<Initiative>[] = [
    {
      name: "name",
      title: t("actions.name"),
      cell: (row) => <Link to={`/actions/initiatives/${row.id}`}>{row.name}</Link>,
      text: (row) => row.name,
    },
    {
      name: "status",
      title: t("actions.status"),
      cell: (row) => <span className="pill">{word("status", row.status)}</span>,
      text: (row) => row.status ?? null,
    },
    {
      name: "type",
      title: t("actions.family"),
      cell: (row) => word("family", row.type),
      text: (row) => row.type ?? null,
    },
    {
      name: "owner",
      title: t("actions.owner"),
      cell: (row) => row.owner_name ?? "",
      text: (row) => row.owner_name ?? null,
    },
    {
      name: "ends",
      title: t("actions.ends"),
      number: true,
      cell: (row) => (row.ends ? f.day(row.ends) : ""),
      text: (row) => row.ends ?? null,
    },
    {
      name: "budget_planned",
      title: t("actions.budget_planned"),
      number: true,
      cell: (row) => money(row.budget_planned),
      text: (row) => (row.budget_planned ? Number(row.budget_planned.amount) : null),
    },
    {
      name: "overrun",
      title: t("actions.overrun"),
      number: true,
      cell: (row) => row.overrun_text ?? "",
      text: (row) => row.overrun ?? null,
    },
  ];
  const add = mayChange(session) && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t("actions.initiative.add")}
    </Button>
  );
  return (
    <div className="page">
      <PageHeader title={t("nav.initiatives")} about={t("actions.initiative.about")}>
        {add}
      </PageHeader>
      <Card>
        <div className="row no-print" style={{ marginBottom: 12 }}>
          <Select
            aria-label={t("actions.status")}
            placeholder={t("actions.any_status")}
            clearable
            clearButtonProps={{ "aria-label": t("ui.clear") }}
            value={search.status ?? null}
            onChange={(status) => change({ status: status ?? undefined })}
            data={words("status", statuses)}
          />
          <Select
            aria-label={t("actions.family")}
            placeholder={t("actions.any_family")}
            clearable
            clearButtonProps={{ "aria-label": t("ui.clear") }}
            value={search.type ?? null}
            onChange={(type) => change({ type: type ?? undefined })}
            data={words("family", families)}
          />
        </div>
        <DataTable
          label={t("nav.initiatives")}
          list={list}
          columns={columns}
          file="initiatives"
          onOpen={(row) => navigate({ to: `/actions/initiatives/${row.id}` })}
          empty={
            <EmptyState title={t("actions.initiative.none")} action={add || undefined}>
              {t("actions.initiative.none_do")}
            </EmptyState>
          }
        />
      </Card>
      {adding && <Add onClose={() => setAdding(false)} />}
    </div>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [template, setTemplate] = useState<string | null>(null);
  const [name, setName] = useState("");
  const templates = useQuery({
    queryKey: ["initiative-templates"],
    queryFn: ({ signal }) => ask<{ items: InitiativeTemplate[] }>("/initiative-templates", {}, signal),
  });
  const items = templates.data?.items ?? [];
  const sources = [...new Set(items.map((item) => item.source ?? ""))];
  const add = useAction(
    () => act<Initiative>("POST", "/initiatives", { ...(template && { template }), ...(name && { name }) }),
    {
      refresh: [["list", "/initiatives"], ["plan"]],
      onDone: (made) => navigate({ to: `/actions/initiatives/${made.id}` }),
    },
  );
  const chosen = items.find((item) => item.key === template);
  return (
    <FormModal
      opened
      title={t("actions.initiative.add")}
      action={t("actions.begin")}
      busy={add.isPending}
      error={field_error(add.error, "/name") ? null : add.error}
      onSubmit={() => add.mutate(undefined)}
      onClose={onClose}
    >
      <Select
        label={t("actions.initiative.template")}
        placeholder={t("actions.initiative.no_template")}
        clearable
        clearButtonProps={{ "aria-label": t("ui.clear") }}
        value={template}
        onChange={setTemplate}
        data={sources.map((source) => ({
          group: source,
          items: items
            .filter((item) => item.source === source)
            .map((item) => ({ value: item.key, label: item.name ?? "" })),
        }))}
      />
      {chosen && <p className="quiet small">{chosen.text}</p>}
      <TextInput
        mt="sm"
        label={t("actions.name")}
        placeholder={chosen?.name ?? ""}
        required={!template}
        value={name}
        error={field_error(add.error, "/name")}
        onChange={(event) => setName(event.target.value)}
      />
    </FormModal>
  );
}
