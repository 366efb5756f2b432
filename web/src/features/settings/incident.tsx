import { Button, Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { act, address, ask } from "~/api/client";
import type { Incident, IncidentChange } from "~/api/types";
import { type Key, useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Card } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";
import { Settings } from "./frame";
import { IncidentClock, risks } from "./incidents";

/** One incident: its checklist, whom it concerns, who was told. */
export default function IncidentPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t, f } = useLanguage();
  const path = `/privacy/incidents/${encodeURIComponent(id)}`;
  const query = useQuery({ queryKey: ["incident", id], queryFn: ({ signal }) => ask<Incident>(path, {}, signal) });
  const [closing, setClosing] = useState(false);
  const change = useAction((body: IncidentChange) => act("PATCH", path, body), {
    refresh: [
      ["incident", id],
      ["list", "/privacy/incidents"],
    ],
    done: t("ui.saved"),
  });
  const incident = query.data;
  return (
    <Settings
      heading={incident?.title ?? t("nav.settings.incident")}
      about={
        incident && (
          <span className="row">
            {t(`settings.incidents.kind.${incident.kind}`)} ·{" "}
            {t("settings.incidents.known_at", { at: f.instant(incident.known_at) })}
            <IncidentClock incident={incident} />
          </span>
        )
      }
      tools={
        incident?.status === "open" && (
          <Button variant="default" onClick={() => setClosing(true)}>
            {t("settings.incidents.close")}
          </Button>
        )
      }
    >
      {change.error && <ErrorState error={change.error} />}
      <Asked query={query} height={420}>
        {(data) => (
          <>
            {data.description && (
              <Card title={t("settings.incidents.description")}>
                <p className="note">{data.description}</p>
              </Card>
            )}
            <Card title={t("settings.incidents.steps")}>
              <ul className="plain">
                {(data.steps ?? []).map((step) => (
                  <li key={step.name}>
                    <Checkbox
                      label={t(`settings.incidents.step.${step.name}` as Key)}
                      description={
                        step.done_at
                          ? t("settings.incidents.done_at", { at: f.instant(step.done_at) })
                          : step.due_at
                            ? t("settings.incidents.due_at", { at: f.instant(step.due_at) })
                            : undefined
                      }
                      checked={step.done_at !== null}
                      onChange={(event) => change.mutate({ steps: [{ name: step.name, done: event.target.checked }] })}
                    />
                  </li>
                ))}
              </ul>
            </Card>
            <Concerned incident={data} save={change.mutate} busy={change.isPending} />
            <Told
              key={data.version}
              incident={data}
              save={change.mutate}
              busy={change.isPending}
              error={change.error}
            />
          </>
        )}
      </Asked>
      <ConfirmDanger
        opened={closing}
        title={t("settings.incidents.close")}
        action={t("settings.incidents.close")}
        onClose={() => setClosing(false)}
        onConfirm={() => change.mutateAsync({ status: "closed" })}
      >
        <p>{t("settings.incidents.close_about")}</p>
      </ConfirmDanger>
    </Settings>
  );
}

interface Part {
  incident: Incident;
  save: (body: IncidentChange) => void;
  busy: boolean;
  error?: unknown;
}

function Concerned({ incident, save, busy }: Part) {
  const { t, f } = useLanguage();
  const [text, setText] = useState("");
  const numbers = text.split(/\D+/).filter(Boolean).map(Number);
  return (
    <Card
      title={t("settings.incidents.concerned")}
      about={t("settings.incidents.concerned_n", { n: incident.customers, text: f.number(incident.customers) })}
      tools={
        incident.customers > 0 && (
          <Button
            component="a"
            size="xs"
            variant="default"
            href={address(`/privacy/incidents/${incident.id}/customers`)}
            download
          >
            CSV
          </Button>
        )
      }
    >
      <form
        className="row"
        style={{ alignItems: "flex-end" }}
        onSubmit={(event) => {
          event.preventDefault();
          save({ customers: numbers });
          setText("");
        }}
      >
        <TextInput
          label={t("settings.incidents.numbers")}
          placeholder="12, 87, 1042"
          style={{ flex: "1 1 240px" }}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" variant="default" loading={busy} disabled={numbers.length === 0}>
          {t("settings.incidents.add_customers")}
        </Button>
      </form>
    </Card>
  );
}

const local = (instant: string | null | undefined) => (instant ? instant.slice(0, 16) : "");

function Told({ incident, save, busy, error }: Part) {
  const { t, f } = useLanguage();
  const [changed, setChanged] = useState<IncidentChange>({});
  const change = (part: IncidentChange) => setChanged({ ...changed, ...part });
  const instant = (name: "authority_notified_at" | "subjects_notified_at") => (
    <TextInput
      type="datetime-local"
      label={t(`settings.incidents.${name}`)}
      description="UTC"
      value={local(changed[name] ?? incident[name])}
      error={field_error(error, `/${name}`)}
      onChange={(event) => event.target.value && change({ [name]: `${event.target.value}:00Z` })}
    />
  );
  return (
    <Card
      title={t("settings.incidents.tell")}
      about={t("settings.incidents.due_at", { at: f.instant(incident.due_at) })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save(changed);
        }}
      >
        <div className="fields">
          <Select
            label={t("settings.incidents.risk")}
            value={changed.risk ?? incident.risk}
            onChange={(risk) => change({ risk: risk as Incident["risk"] })}
            data={risks.map((one) => ({ value: one, label: t(`settings.incidents.risk.${one}`) }))}
          />
          {instant("authority_notified_at")}
          <TextInput
            label={t("settings.incidents.reference")}
            value={changed.authority_reference ?? incident.authority_reference ?? ""}
            onChange={(event) => change({ authority_reference: event.target.value || null })}
          />
          {instant("subjects_notified_at")}
          <TextInput
            label={t("settings.incidents.how")}
            value={changed.subjects_how ?? incident.subjects_how ?? ""}
            onChange={(event) => change({ subjects_how: event.target.value || null })}
          />
          {incident.overdue && (
            <Textarea
              label={t("settings.incidents.delay")}
              value={changed.delay_reason ?? incident.delay_reason ?? ""}
              error={field_error(error, "/delay_reason")}
              onChange={(event) => change({ delay_reason: event.target.value || null })}
            />
          )}
        </div>
        <div className="form-end">
          <Button type="submit" loading={busy} disabled={Object.keys(changed).length === 0}>
            {t("ui.save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
