import { Button, NumberInput, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act } from "~/api/client";
import type { PrivacyRequest, PrivacyRequestChange, PrivacyRequestMake } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";
import { FormModal } from "./parts";

const kinds = [
  "access",
  "rectification",
  "erasure",
  "restriction",
  "objection",
  "portability",
  "human_review",
] as const;
const channels = ["email", "phone", "post", "chat", "in_person", "web", "other"] as const;
const statuses = ["open", "in_progress", "done", "refused"] as const;
const proofs = ["not_needed", "pending", "verified", "failed"] as const;
const tones = { open: "accent", in_progress: "accent", done: "gain", refused: undefined };

/** What people asked about their data, with the time that is left. */
export default function Requests() {
  const { t, f } = useLanguage();
  const [search, filter] = useFilters();
  const list = useList<PrivacyRequest>("/privacy/requests", { status: search.status, overdue: search.overdue });
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<PrivacyRequest>();
  const columns: Column<PrivacyRequest>[] = [
    {
      name: "kind",
      title: t("settings.requests.kind"),
      cell: (row) => (
        <button type="button" className="link" onClick={() => setOpen(row)}>
          {t(`settings.requests.kind.${row.kind}`)}
        </button>
      ),
      text: (row) => row.kind,
    },
    {
      name: "who",
      title: t("settings.requests.who"),
      cell: (row) =>
        row.customer ? <Link to={`/customers/${row.customer}`}>#{row.customer}</Link> : (row.subject ?? ""),
      text: (row) => row.customer ?? row.subject ?? null,
    },
    {
      name: "received",
      title: t("settings.requests.received"),
      cell: (row) => f.day(row.received_at.slice(0, 10)),
      text: (row) => row.received_at,
    },
    {
      name: "due",
      title: t("settings.requests.due"),
      cell: (row) => (
        <>
          {f.day(row.due)}{" "}
          {row.days_left !== null && (
            <span className="pill" data-tone={row.overdue ? "loss" : row.days_left <= 7 ? "warn" : undefined}>
              {row.overdue ? t("settings.overdue") : t("settings.requests.left", { n: row.days_left })}
            </span>
          )}
        </>
      ),
      text: (row) => row.due,
    },
    {
      name: "status",
      title: t("settings.people.state"),
      cell: (row) => (
        <span className="pill" data-tone={tones[row.status]}>
          {t(`settings.requests.status.${row.status}`)}
        </span>
      ),
      text: (row) => row.status,
    },
  ];
  return (
    <Settings
      tools={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t("settings.requests.add")}
        </Button>
      }
    >
      <Card>
        <div className="row no-print" style={{ marginBottom: 12 }}>
          <SegmentedControl
            size="xs"
            aria-label={t("settings.people.state")}
            value={search.overdue ? "overdue" : (search.status ?? "all")}
            onChange={(chosen) =>
              filter({
                overdue: chosen === "overdue" ? "true" : undefined,
                status: chosen === "all" || chosen === "overdue" ? undefined : chosen,
              })
            }
            data={[
              { value: "all", label: t("settings.requests.all") },
              { value: "open", label: t("settings.requests.status.open") },
              { value: "overdue", label: t("settings.overdue") },
              { value: "done", label: t("settings.requests.status.done") },
            ]}
          />
        </div>
        <DataTable
          label={t("nav.settings.requests")}
          list={list}
          columns={columns}
          file="privacy-requests"
          empty={<EmptyState title={t("settings.requests.none")}>{t("settings.requests.none_do")}</EmptyState>}
        />
      </Card>
      {adding && <Add onClose={() => setAdding(false)} />}
      {open && <Change request={open} onClose={() => setOpen(undefined)} />}
    </Settings>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const { t } = useLanguage();
  const [value, setValue] = useState<PrivacyRequestMake>({ kind: "access", channel: "email" });
  const change = (part: Partial<PrivacyRequestMake>) => setValue({ ...value, ...part });
  const make = useAction(() => act("POST", "/privacy/requests", value), {
    refresh: [["list", "/privacy/requests"]],
    done: t("ui.saved"),
    onDone: onClose,
  });
  return (
    <FormModal
      opened
      title={t("settings.requests.add")}
      action={t("settings.requests.take")}
      busy={make.isPending}
      error={make.error}
      onSubmit={() => make.mutate(undefined)}
      onClose={onClose}
    >
      <Select
        label={t("settings.requests.kind")}
        data-autofocus
        value={value.kind}
        onChange={(kind) => change({ kind: (kind ?? "access") as PrivacyRequestMake["kind"] })}
        data={kinds.map((one) => ({ value: one, label: t(`settings.requests.kind.${one}`) }))}
      />
      <NumberInput
        label={t("settings.requests.customer")}
        description={t("settings.requests.customer_help")}
        min={1}
        allowDecimal={false}
        value={value.customer ?? ""}
        error={field_error(make.error, "/customer")}
        onChange={(customer) => change({ customer: customer === "" ? null : Number(customer) })}
      />
      <TextInput
        label={t("settings.requests.subject")}
        description={t("settings.requests.subject_help")}
        value={value.subject ?? ""}
        error={field_error(make.error, "/subject")}
        onChange={(event) => change({ subject: event.target.value || null })}
      />
      <Select
        label={t("settings.requests.channel")}
        value={value.channel}
        onChange={(channel) => change({ channel: (channel ?? "email") as PrivacyRequestMake["channel"] })}
        data={channels.map((one) => ({ value: one, label: t(`settings.requests.channel.${one}`) }))}
      />
      <Textarea
        label={t("settings.note")}
        autosize
        minRows={2}
        value={value.note ?? ""}
        onChange={(event) => change({ note: event.target.value || null })}
      />
    </FormModal>
  );
}

function Change({ request, onClose }: { request: PrivacyRequest; onClose: () => void }) {
  const { t, f } = useLanguage();
  const [changed, setChanged] = useState<PrivacyRequestChange>({});
  const value = { ...request, ...changed };
  const change = (part: PrivacyRequestChange) => setChanged({ ...changed, ...part });
  const closes = ["done", "refused"].includes(value.status);
  const save = useAction(() => act("PATCH", `/privacy/requests/${request.id}`, changed), {
    refresh: [["list", "/privacy/requests"]],
    done: t("ui.saved"),
    onDone: onClose,
  });
  return (
    <FormModal
      opened
      title={`${t(`settings.requests.kind.${request.kind}`)} · ${f.day(request.received_at.slice(0, 10))}`}
      action={t("ui.save")}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <p className="quiet">
        {t("settings.requests.due_on", { day: f.day(request.due) })} ·{" "}
        {t(`settings.requests.channel.${request.channel as "email"}`)}
        {request.note && <span style={{ display: "block" }}>{request.note}</span>}
      </p>
      <Select
        label={t("settings.requests.proof")}
        value={value.identity_proof}
        onChange={(proof) => change({ identity_proof: proof as PrivacyRequest["identity_proof"] })}
        data={proofs.map((one) => ({ value: one, label: t(`settings.requests.proof.${one}`) }))}
      />
      <Select
        label={t("settings.people.state")}
        value={value.status}
        onChange={(status) => change({ status: status as PrivacyRequest["status"] })}
        data={statuses.map((one) => ({ value: one, label: t(`settings.requests.status.${one}`) }))}
      />
      {closes && (
        <Textarea
          label={t("settings.requests.outcome")}
          description={t("settings.requests.outcome_help")}
          autosize
          minRows={2}
          required
          value={value.outcome ?? ""}
          error={field_error(save.error, "/outcome")}
          onChange={(event) => change({ outcome: event.target.value || null })}
        />
      )}
      {closes && (
        <Textarea
          label={t("settings.requests.done")}
          autosize
          minRows={2}
          value={value.done ?? ""}
          error={field_error(save.error, "/done")}
          onChange={(event) => change({ done: event.target.value || null })}
        />
      )}
      {!closes && !request.extended_at && (
        <TextInput
          label={t("settings.requests.extend")}
          description={t("settings.requests.extend_help")}
          value={changed.extension_reason ?? ""}
          error={field_error(save.error, "/extension_reason")}
          onChange={(event) => {
            const { extension_reason: _, ...rest } = changed;
            setChanged(event.target.value ? { ...rest, extension_reason: event.target.value } : rest);
          }}
        />
      )}
    </FormModal>
  );
}
