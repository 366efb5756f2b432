import { Button, Switch, TagsInput, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act } from "~/api/client";
import type { Webhook, WebhookWithSecret } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";
import { Ago, FormModal, Once } from "./parts";

const topics = [
  "*",
  "order",
  "cart",
  "subscription",
  "visit",
  "message",
  "ticket",
  "answer",
  "points",
  "consent",
  "note",
  "stage",
  "profile",
];

export function WebhookState({ status }: { status: Webhook["status"] }) {
  const { t } = useLanguage();
  const tone = { active: "gain", paused: "warn", gone: "loss", failing: "loss" }[status];
  return (
    <span className="pill" data-tone={tone}>
      {t(`settings.webhooks.${status}`)}
    </span>
  );
}

/** Systems that are told what happens here. */
export default function Webhooks() {
  const { t, f } = useLanguage();
  const list = useList<Webhook>("/webhooks");
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<WebhookWithSecret>();
  const columns: Column<Webhook>[] = [
    {
      name: "name",
      title: t("settings.people.name"),
      cell: (row) => (
        <>
          <Link to={`/settings/webhooks/${row.id}`}>
            <strong>{row.name}</strong>
          </Link>
          <div className="quiet mono">{row.url}</div>
        </>
      ),
      text: (row) => row.name,
    },
    {
      name: "topics",
      title: t("settings.topics"),
      cell: (row) => row.topics.join(", "),
      text: (row) => row.topics.join(" "),
    },
    {
      name: "status",
      title: t("settings.people.state"),
      cell: (row) => <WebhookState status={row.status} />,
      text: (row) => row.status,
    },
    {
      name: "succeeded",
      title: t("settings.webhooks.succeeded"),
      cell: (row) => <Ago at={row.succeeded_at} never={t("settings.never")} />,
      text: (row) => row.succeeded_at,
    },
    {
      name: "waiting",
      title: t("settings.webhooks.waiting"),
      number: true,
      cell: (row) => f.number(row.waiting),
      text: (row) => row.waiting,
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t("settings.webhooks.add")}
    </Button>
  );
  return (
    <Settings tools={add}>
      {made && <Once label={t("settings.webhooks.secret", { name: made.name })} secret={made.secret} />}
      <Card>
        <DataTable
          label={t("nav.settings.webhooks")}
          list={list}
          columns={columns}
          empty={
            <EmptyState
              title={t("settings.webhooks.none")}
              action={<Button onClick={() => setAdding(true)}>{t("settings.webhooks.add")}</Button>}
            >
              {t("settings.webhooks.none_do")}
            </EmptyState>
          }
        />
      </Card>
      {adding && <WebhookForm onClose={() => setAdding(false)} onMade={setMade} />}
    </Settings>
  );
}

export function WebhookForm(props: {
  webhook?: Webhook;
  onClose: () => void;
  onMade?: (made: WebhookWithSecret) => void;
}) {
  const { webhook, onClose, onMade } = props;
  const { t } = useLanguage();
  const [value, setValue] = useState({
    name: webhook?.name ?? "",
    url: webhook?.url ?? "",
    topics: webhook?.topics ?? ["order"],
    identities: webhook?.identities ?? false,
  });
  const save = useAction(
    () =>
      webhook
        ? act<WebhookWithSecret>("PATCH", `/webhooks/${webhook.id}`, value)
        : act<WebhookWithSecret>("POST", "/webhooks", value),
    {
      refresh: [["list", "/webhooks"], ["webhook"]],
      done: t("ui.saved"),
      onDone: (answer) => {
        if (!webhook) onMade?.(answer);
        onClose();
      },
    },
  );
  const title = t(webhook ? "settings.webhooks.change" : "settings.webhooks.add");
  return (
    <FormModal
      opened
      title={title}
      action={webhook ? t("ui.save") : title}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <TextInput
        label={t("settings.people.name")}
        required
        data-autofocus
        value={value.name}
        error={field_error(save.error, "/name")}
        onChange={(event) => setValue({ ...value, name: event.target.value })}
      />
      <TextInput
        label={t("settings.webhooks.url")}
        description={t("settings.webhooks.url_help")}
        type="url"
        required
        placeholder="https://desk.example.com/hooks/fidele"
        value={value.url}
        error={field_error(save.error, "/url")}
        onChange={(event) => setValue({ ...value, url: event.target.value })}
      />
      <TagsInput
        label={t("settings.topics")}
        description={t("settings.webhooks.topics_help")}
        data={topics}
        clearable={false}
        value={value.topics}
        error={field_error(save.error, "/topics")}
        onChange={(chosen) => setValue({ ...value, topics: chosen })}
      />
      <Switch
        label={t("settings.webhooks.identities")}
        description={t("settings.webhooks.identities_help")}
        checked={value.identities}
        onChange={(event) => setValue({ ...value, identities: event.target.checked })}
      />
    </FormModal>
  );
}
