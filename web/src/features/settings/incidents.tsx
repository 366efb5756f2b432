import { Button, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { act } from "~/api/client";
import type { Incident, IncidentMake } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";
import { FormModal } from "./parts";

export const risks = ["unknown", "unlikely", "risk", "high"] as const;

export function IncidentClock({ incident }: { incident: Incident }) {
  const { t, f } = useLanguage();
  if (incident.authority_notified_at)
    return (
      <span className="pill" data-tone="gain">
        {t("settings.incidents.told")}
      </span>
    );
  if (incident.status === "closed") return null;
  const hours = Math.floor((incident.seconds_left ?? 0) / 3600);
  return (
    <span className="pill" data-tone={incident.overdue ? "loss" : hours < 24 ? "warn" : "accent"}>
      {incident.overdue ? t("settings.overdue") : t("settings.incidents.left", { n: hours, text: f.number(hours) })}
    </span>
  );
}

/** Breaches and identity thefts: 72 hours run from when one knew. */
export default function Incidents() {
  const { t, f } = useLanguage();
  const navigate = useNavigate();
  const [search, filter] = useFilters();
  const list = useList<Incident>("/privacy/incidents", { status: search.status });
  const [adding, setAdding] = useState(false);
  const columns: Column<Incident>[] = [
    {
      name: "title",
      title: t("settings.incidents.title"),
      cell: (row) => (
        <>
          <Link to={`/settings/incidents/${row.id}`}>
            <strong>{row.title}</strong>
          </Link>
          <div className="quiet small">{t(`settings.incidents.kind.${row.kind}`)}</div>
        </>
      ),
      text: (row) => row.title,
    },
    {
      name: "known",
      title: t("settings.incidents.known"),
      cell: (row) => f.instant(row.known_at),
      text: (row) => row.known_at,
    },
    {
      name: "risk",
      title: t("settings.incidents.risk"),
      cell: (row) => t(`settings.incidents.risk.${row.risk}`),
      text: (row) => row.risk,
    },
    {
      name: "due",
      title: t("settings.incidents.authority"),
      cell: (row) => <IncidentClock incident={row} />,
      text: (row) => row.due_at,
    },
    {
      name: "customers",
      title: t("nav.customers"),
      number: true,
      cell: (row) => f.number(row.customers),
      text: (row) => row.customers,
    },
    {
      name: "status",
      title: t("settings.people.state"),
      cell: (row) => (
        <span className="pill" data-tone={row.status === "open" ? "accent" : undefined}>
          {t(`settings.incidents.status.${row.status}`)}
        </span>
      ),
      text: (row) => row.status,
    },
  ];
  return (
    <Settings
      tools={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t("settings.incidents.add")}
        </Button>
      }
    >
      <Card>
        <SegmentedControl
          mb="sm"
          size="xs"
          aria-label={t("settings.people.state")}
          value={search.status ?? "all"}
          onChange={(status) => filter({ status: status === "all" ? undefined : status })}
          data={[
            { value: "all", label: t("settings.message.all") },
            { value: "open", label: t("settings.incidents.status.open") },
            { value: "closed", label: t("settings.incidents.status.closed") },
          ]}
        />
        <DataTable
          label={t("nav.settings.incidents")}
          list={list}
          columns={columns}
          file="incidents"
          empty={<EmptyState title={t("settings.incidents.none")}>{t("settings.incidents.none_do")}</EmptyState>}
        />
      </Card>
      {adding && (
        <Add onClose={() => setAdding(false)} onMade={(made) => navigate({ to: `/settings/incidents/${made.id}` })} />
      )}
    </Settings>
  );
}

function Add({ onClose, onMade }: { onClose: () => void; onMade: (made: Incident) => void }) {
  const { t } = useLanguage();
  const [value, setValue] = useState<IncidentMake>({ kind: "breach", title: "", risk: "unknown" });
  const make = useAction(() => act<Incident>("POST", "/privacy/incidents", value), {
    refresh: [["list", "/privacy/incidents"]],
    onDone: onMade,
  });
  return (
    <FormModal
      opened
      title={t("settings.incidents.add")}
      action={t("settings.incidents.record")}
      busy={make.isPending}
      error={make.error}
      onSubmit={() => make.mutate(undefined)}
      onClose={onClose}
    >
      <Select
        label={t("settings.incidents.kind")}
        value={value.kind}
        onChange={(kind) => setValue({ ...value, kind: (kind ?? "breach") as IncidentMake["kind"] })}
        data={(["breach", "identity_theft"] as const).map((one) => ({
          value: one,
          label: t(`settings.incidents.kind.${one}`),
        }))}
      />
      <TextInput
        label={t("settings.incidents.title")}
        required
        data-autofocus
        value={value.title}
        error={field_error(make.error, "/title")}
        onChange={(event) => setValue({ ...value, title: event.target.value })}
      />
      <Textarea
        label={t("settings.incidents.description")}
        autosize
        minRows={3}
        value={value.description ?? ""}
        onChange={(event) => setValue({ ...value, description: event.target.value || null })}
      />
      <p className="quiet">{t("settings.incidents.clock")}</p>
    </FormModal>
  );
}
