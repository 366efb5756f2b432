import { Button, Select, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act } from "~/api/client";
import { useWorkspace } from "~/api/session";
import type { Connection, ConnectionCreate } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";
import { Ago, FormModal, Once, Snippet } from "./parts";

export const kinds = ["shopify", "woocommerce", "stripe", "webhook"] as const;
export type Kind = (typeof kinds)[number];

export function count_of(row: Connection, name: string): number {
  return Number(row.counts[name] ?? 0);
}

export function useDeliveryAddress(): (path: string) => string {
  const base = useWorkspace().base_url ?? location.origin;
  return (path) => base.replace(/\/$/, "") + path;
}

/** Shops and systems that tell what happens there. */
export default function Integrations() {
  const { t, f } = useLanguage();
  const [search, filter] = useFilters();
  const address = useDeliveryAddress();
  const list = useList<Connection>("/connections");
  const [made, setMade] = useState<Connection>();
  const adding = search.new ? (kinds.find((kind) => kind === search.new) ?? "shopify") : undefined;
  const columns: Column<Connection>[] = [
    {
      name: "name",
      title: t("settings.integrations.name"),
      cell: (row) => (
        <Link to={`/settings/integrations/${row.id}`}>
          <strong>{row.name}</strong>
        </Link>
      ),
      text: (row) => row.name,
    },
    {
      name: "kind",
      title: t("settings.integrations.kind"),
      cell: (row) => t(`settings.kind.${row.kind as Kind}`),
      text: (row) => row.kind,
    },
    {
      name: "state",
      title: t("settings.people.state"),
      cell: (row) => <ConnectionState row={row} />,
      text: (row) => row.paused_at,
    },
    {
      name: "last",
      title: t("settings.integrations.last"),
      cell: (row) => <Ago at={row.last_delivery_at} never={t("settings.never")} />,
      text: (row) => row.last_delivery_at,
    },
    {
      name: "accepted",
      title: t("settings.outcome.accepted"),
      number: true,
      cell: (row) => f.number(count_of(row, "accepted")),
      text: (row) => count_of(row, "accepted"),
    },
    {
      name: "dead",
      title: t("settings.outcome.dead_letter"),
      number: true,
      cell: (row) => f.number(count_of(row, "dead_letter")),
      text: (row) => count_of(row, "dead_letter"),
    },
  ];
  return (
    <Settings
      tools={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => filter({ new: "shopify" })}>
          {t("settings.integrations.add")}
        </Button>
      }
    >
      {made && (
        <Card title={t("settings.integrations.made", { name: made.name })}>
          {made.secret && <Once label={t("settings.integrations.secret")} secret={made.secret} />}
          <Steps kind={made.kind as Kind} address={address(made.path)} />
          <p style={{ marginTop: 12 }}>
            <Link to={`/settings/integrations/${made.id}`}>{t("settings.integrations.open")}</Link>
          </p>
        </Card>
      )}
      <Card>
        <DataTable
          label={t("nav.settings.integrations")}
          list={list}
          columns={columns}
          empty={
            <EmptyState
              title={t("settings.integrations.none")}
              action={<Button onClick={() => filter({ new: "shopify" })}>{t("settings.integrations.add")}</Button>}
            >
              {t("settings.integrations.none_do")}
            </EmptyState>
          }
        />
      </Card>
      {adding && <Connect kind={adding} onClose={() => filter({ new: undefined })} onMade={setMade} />}
    </Settings>
  );
}

export function ConnectionState({ row }: { row: Connection }) {
  const { t } = useLanguage();
  if (row.paused_at)
    return (
      <span className="pill" data-tone="warn">
        {t("settings.integrations.paused")}
      </span>
    );
  return row.last_delivery_at ? (
    <span className="pill" data-tone="gain">
      {t("settings.integrations.works")}
    </span>
  ) : (
    <span className="pill">{t("settings.integrations.waits")}</span>
  );
}

/** What is to be done over there. */
export function Steps({ kind, address }: { kind: Kind; address: string }) {
  const { t } = useLanguage();
  return (
    <>
      <Snippet label={t("settings.integrations.address")} text={address} wrap />
      <ol style={{ margin: "12px 0 0", paddingLeft: 20 }}>
        {([1, 2, 3] as const).map((step) => (
          <li key={step}>{t(`settings.steps.${kind}.${step}`)}</li>
        ))}
      </ol>
    </>
  );
}

function Connect(props: { kind: Kind; onClose: () => void; onMade: (made: Connection) => void }) {
  const { t } = useLanguage();
  const [value, setValue] = useState({ kind: props.kind, name: "", secret: "" });
  const make = useAction(
    () =>
      act<Connection>("POST", "/connections", {
        kind: value.kind,
        name: value.name,
        ...(value.secret && { secret: value.secret }),
      } satisfies ConnectionCreate),
    {
      refresh: [["list", "/connections"]],
      onDone: (made) => {
        props.onMade(made);
        props.onClose();
      },
    },
  );
  return (
    <FormModal
      opened
      title={t("settings.integrations.add")}
      action={t("settings.integrations.connect")}
      busy={make.isPending}
      error={make.error}
      onSubmit={() => make.mutate(undefined)}
      onClose={props.onClose}
    >
      <Select
        label={t("settings.integrations.kind")}
        value={value.kind}
        onChange={(kind) => setValue({ ...value, kind: (kind ?? value.kind) as Kind })}
        data={kinds.map((kind) => ({ value: kind, label: t(`settings.kind.${kind}`) }))}
      />
      <TextInput
        label={t("settings.integrations.name")}
        description={t("settings.integrations.name_help")}
        required
        data-autofocus
        maxLength={100}
        value={value.name}
        error={field_error(make.error, "/name")}
        onChange={(event) => setValue({ ...value, name: event.target.value })}
      />
      <TextInput
        label={t("settings.integrations.secret")}
        description={t(`settings.secret_help.${value.kind}`)}
        type="password"
        autoComplete="off"
        required={value.kind !== "webhook"}
        value={value.secret}
        error={field_error(make.error, "/secret")}
        onChange={(event) => setValue({ ...value, secret: event.target.value })}
      />
    </FormModal>
  );
}
