import { Button, Menu, Modal, SegmentedControl } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import type { Webhook, WebhookDelivery, WebhookMessage, WebhookReplayed, WebhookWithSecret } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { useFilters } from "~/ui/filters";
import { useNotice } from "~/ui/notice";
import { Card } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";
import { Ago, FormModal, Once } from "./parts";
import { WebhookForm, WebhookState } from "./webhooks";

/** One webhook: how it fares, each message with its tries, and sending again. */
export default function WebhookPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["webhook", id],
    queryFn: ({ signal }) => ask<Webhook>(`/webhooks/${encodeURIComponent(id)}`, {}, signal),
  });
  const row = query.data;
  return (
    <Settings
      heading={row?.name ?? t("nav.settings.webhook")}
      about={
        row && (
          <span className="row">
            <span className="mono">{row.url}</span> <WebhookState status={row.status} />
          </span>
        )
      }
      tools={row && <Acts row={row} />}
    >
      <Asked query={query} height={260}>
        {(data) => (
          <>
            {data.failure && (
              <p className="notice" role="status">
                {t("settings.webhooks.failure", {
                  at: data.failed_at ? f.instant(data.failed_at) : "",
                  what: data.failure,
                })}
              </p>
            )}
            <dl className="grid figures" style={{ "--least": "150px" } as React.CSSProperties}>
              {(
                [
                  ["settings.webhooks.succeeded", <Ago key="at" at={data.succeeded_at} never={t("settings.never")} />],
                  ["settings.webhooks.waiting", f.number(data.waiting)],
                  ["settings.topics", data.topics.join(", ")],
                  ["settings.webhooks.identities", t(data.identities ? "settings.yes" : "settings.no")],
                ] as const
              ).map(([title, value]) => (
                <div className="card" key={title}>
                  <dt className="quiet small">{t(title)}</dt>
                  <dd className="figure">{value}</dd>
                </div>
              ))}
            </dl>
            <Messages id={data.id} />
          </>
        )}
      </Asked>
    </Settings>
  );
}

function Acts({ row }: { row: Webhook }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const say = useNotice();
  const refresh = [["webhook"], ["list", "/webhooks"], ["list", `/webhooks/${row.id}/messages`]];
  const [changing, setChanging] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [rotating, setRotating] = useState(false);
  const [secret, setSecret] = useState<string>();
  const test = useAction(() => act<WebhookReplayed>("POST", `/webhooks/${row.id}/test`), {
    refresh,
    done: t("settings.webhooks.tested"),
  });
  const status = useAction((wanted: "active" | "paused") => act("PATCH", `/webhooks/${row.id}`, { status: wanted }), {
    refresh,
    done: t("ui.saved"),
  });
  const replay = useAction(() => act<WebhookReplayed>("POST", `/webhooks/${row.id}/replay`, {}), {
    refresh,
    onDone: (answer) => say(t("settings.webhooks.replayed", { n: answer.replayed })),
  });
  const rotate = useAction(() => act<WebhookWithSecret>("POST", `/webhooks/${row.id}/rotate`), {
    refresh,
    onDone: (answer) => setSecret(answer.secret),
  });
  const error = test.error ?? status.error ?? replay.error;
  return (
    <>
      {error && <ErrorState error={error} />}
      <Button variant="default" loading={test.isPending} onClick={() => test.mutate(undefined)}>
        {t("settings.webhooks.test")}
      </Button>
      <Menu withinPortal position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconDots size={16} aria-hidden />}>
            {t("settings.acts")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setChanging(true)}>{t("settings.change")}</Menu.Item>
          <Menu.Item onClick={() => status.mutate(row.status === "active" ? "paused" : "active")}>
            {t(row.status === "active" ? "settings.pause" : "settings.resume")}
          </Menu.Item>
          <Menu.Item onClick={() => replay.mutate(undefined)}>{t("settings.webhooks.replay")}</Menu.Item>
          <Menu.Item onClick={() => setRotating(true)}>{t("settings.integrations.rotate")}</Menu.Item>
          <Menu.Item color="red" onClick={() => setRemoving(true)}>
            {t("settings.remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {changing && <WebhookForm webhook={row} onClose={() => setChanging(false)} />}
      <FormModal
        opened={rotating}
        title={t("settings.integrations.rotate")}
        action={t("settings.integrations.rotate")}
        busy={rotate.isPending}
        error={rotate.error}
        onSubmit={() => rotate.mutate(undefined)}
        onClose={() => {
          setRotating(false);
          setSecret(undefined);
        }}
      >
        <p className="quiet">{t("settings.integrations.rotate_about")}</p>
        {secret && <Once label={t("settings.integrations.secret")} secret={secret} />}
      </FormModal>
      <ConfirmDanger
        opened={removing}
        title={t("settings.remove")}
        action={t("settings.remove")}
        word={row.name}
        onClose={() => setRemoving(false)}
        onConfirm={async () => {
          await act("DELETE", `/webhooks/${row.id}`);
          navigate({ to: "/settings/webhooks" });
        }}
      >
        <p>{t("settings.webhooks.remove_about")}</p>
      </ConfirmDanger>
    </>
  );
}

const states = ["all", "waiting", "delivered", "dead"] as const;

function Messages({ id }: { id: number }) {
  const { t, f } = useLanguage();
  const [search, filter] = useFilters();
  const path = `/webhooks/${id}/messages`;
  const list = useList<WebhookMessage>(path, { status: search.status });
  const [open, setOpen] = useState<number>();
  const columns: Column<WebhookMessage>[] = [
    { name: "made_at", title: t("settings.when"), cell: (one) => f.instant(one.made_at), text: (one) => one.made_at },
    { name: "topic", title: t("settings.topic"), cell: (one) => one.topic, text: (one) => one.topic },
    {
      name: "status",
      title: t("settings.people.state"),
      cell: (one) => (
        <span
          className="pill"
          data-tone={{ delivered: "gain", dead: "loss", waiting: "accent", erased: undefined }[one.status]}
        >
          {t(`settings.message.${one.status}`)}
        </span>
      ),
      text: (one) => one.status,
    },
    {
      name: "attempts",
      title: t("settings.tries"),
      number: true,
      cell: (one) => f.number(one.attempts),
      text: (one) => one.attempts,
    },
    {
      name: "acts",
      title: t("settings.acts"),
      cell: (one) => (
        <Button size="xs" variant="default" onClick={() => setOpen(one.id)}>
          {t("settings.see")}
        </Button>
      ),
    },
  ];
  return (
    <Card
      title={t("settings.webhooks.log")}
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t("settings.people.state")}
          value={search.status ?? "all"}
          onChange={(status) => filter({ status: status === "all" ? undefined : status })}
          data={states.map((value) => ({ value, label: t(`settings.message.${value}`) }))}
        />
      }
    >
      <DataTable
        label={t("settings.webhooks.messages")}
        list={list}
        columns={columns}
        file={`webhook-${id}`}
        height={460}
        empty={
          <EmptyState title={t("settings.webhooks.no_messages")}>{t("settings.webhooks.no_messages_do")}</EmptyState>
        }
      />
      {open !== undefined && <Message path={path} id={open} onClose={() => setOpen(undefined)} />}
    </Card>
  );
}

function Message({ path, id, onClose }: { path: string; id: number; onClose: () => void }) {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["webhook", path, id],
    queryFn: ({ signal }) => ask<WebhookDelivery>(`${path}/${id}`, {}, signal),
  });
  const replay = useAction(() => act("POST", `${path}/${id}/replay`), {
    refresh: [["list", path], ["webhook"]],
    done: t("settings.webhooks.sent_again"),
    onDone: onClose,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("settings.webhooks.message", { id })}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <Asked query={query} height={120}>
        {(data) => (
          <>
            <p className="quiet mono">{data.webhook_id}</p>
            {data.tries.length === 0 && <p>{t("settings.webhooks.no_tries")}</p>}
            <ul className="plain">
              {data.tries.map((one) => (
                <li key={one.number}>
                  <div className="row" style={{ justifyContent: "space-between" }}>
                    <strong>{one.status ?? one.failure}</strong>
                    <span className="quiet small">
                      {f.instant(one.at)} · {f.number(one.milliseconds)} ms
                    </span>
                  </div>
                  {one.answer && <code className="mono">{one.answer}</code>}
                </li>
              ))}
            </ul>
            {replay.error && <ErrorState error={replay.error} />}
            {data.status !== "erased" && (
              <Button mt="md" loading={replay.isPending} onClick={() => replay.mutate(undefined)}>
                {t("settings.webhooks.send_again")}
              </Button>
            )}
          </>
        )}
      </Asked>
    </Modal>
  );
}
