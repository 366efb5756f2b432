import { Button, Menu, Tabs, Textarea, TextInput } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import type { Connection, ConnectionPreview, DeadLetter, Delivery, ReplayOutcome } from "~/api/types";
import { type Key, useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Card } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";
import { ConnectionState, type Kind, Steps, useDeliveryAddress } from "./integrations";
import { Ago, FormModal, Once, Snippet } from "./parts";

/** One connection: where it sends, what came of it, and what could not be used. */
export default function IntegrationPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["connection", id],
    queryFn: ({ signal }) => ask<Connection>(`/connections/${encodeURIComponent(id)}`, {}, signal),
  });
  const row = query.data;
  return (
    <Settings
      heading={row?.name ?? t("nav.settings.integration")}
      about={
        row && (
          <span className="row">
            {t(`settings.kind.${row.kind as Kind}`)} <ConnectionState row={row} />
          </span>
        )
      }
      tools={row && <Acts row={row} />}
    >
      <Asked query={query} height={300}>
        {(data) => <Shown row={data} />}
      </Asked>
    </Settings>
  );
}

function Acts({ row }: { row: Connection }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const refresh = [["connection"], ["list", "/connections"]];
  const [rotating, setRotating] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [secret, setSecret] = useState("");
  const [made, setMade] = useState<string>();
  const pause = useAction((paused: boolean) => act("PATCH", `/connections/${row.id}`, { paused }), {
    refresh,
    done: t("ui.saved"),
  });
  const rotate = useAction(() => act<Connection>("POST", `/connections/${row.id}/rotate`, secret ? { secret } : {}), {
    refresh,
    onDone: (answer) => {
      setSecret("");
      setMade(answer.secret);
      if (!answer.secret) setRotating(false);
    },
  });
  return (
    <>
      {pause.error && <ErrorState error={pause.error} />}
      <Menu withinPortal position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconDots size={16} aria-hidden />}>
            {t("settings.acts")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => pause.mutate(!row.paused_at)}>
            {t(row.paused_at ? "settings.resume" : "settings.pause")}
          </Menu.Item>
          <Menu.Item onClick={() => setRotating(true)}>{t("settings.integrations.rotate")}</Menu.Item>
          <Menu.Item color="red" onClick={() => setRemoving(true)}>
            {t("settings.remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <FormModal
        opened={rotating}
        title={t("settings.integrations.rotate")}
        action={t("settings.integrations.rotate")}
        busy={rotate.isPending}
        error={rotate.error}
        onSubmit={() => rotate.mutate(undefined)}
        onClose={() => {
          setRotating(false);
          setMade(undefined);
        }}
      >
        <p className="quiet">{t("settings.integrations.rotate_about")}</p>
        {made ? (
          <Once label={t("settings.integrations.secret")} secret={made} />
        ) : (
          <TextInput
            label={t("settings.integrations.secret")}
            description={t(`settings.secret_help.${row.kind as Kind}`)}
            type="password"
            autoComplete="off"
            data-autofocus
            required={row.kind !== "webhook"}
            value={secret}
            error={field_error(rotate.error, "/secret")}
            onChange={(event) => setSecret(event.target.value)}
          />
        )}
      </FormModal>
      <ConfirmDanger
        opened={removing}
        title={t("settings.remove")}
        action={t("settings.remove")}
        word={row.name}
        onClose={() => setRemoving(false)}
        onConfirm={async () => {
          await act("DELETE", `/connections/${row.id}`);
          navigate({ to: "/settings/integrations" });
        }}
      >
        <p>{t("settings.integrations.remove_about")}</p>
      </ConfirmDanger>
    </>
  );
}

function Shown({ row }: { row: Connection }) {
  const { t, f } = useLanguage();
  const address = useDeliveryAddress();
  const counts = Object.entries(row.counts) as [string, number][];
  return (
    <>
      <dl className="grid figures" style={{ "--least": "130px" } as React.CSSProperties}>
        <div className="card">
          <dt className="quiet small">{t("settings.integrations.last")}</dt>
          <dd className="figure">
            <Ago at={row.last_delivery_at} never={t("settings.never")} />
          </dd>
        </div>
        {counts.map(([name, count]) => (
          <div className="card" key={name}>
            <dt className="quiet small">{outcome_text(t, name)}</dt>
            <dd className="figure number">{f.number(count)}</dd>
          </div>
        ))}
      </dl>
      <Card title={t("settings.integrations.there")}>
        <Steps kind={row.kind as Kind} address={address(row.path)} />
      </Card>
      {row.kind === "webhook" && <Mapping row={row} />}
      <Card label={t("settings.integrations.came")}>
        <Tabs defaultValue="deliveries" keepMounted={false}>
          <Tabs.List aria-label={t("settings.integrations.came")}>
            <Tabs.Tab value="deliveries">{t("settings.integrations.deliveries")}</Tabs.Tab>
            <Tabs.Tab value="dead">{t("settings.integrations.dead_letters")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="deliveries" pt="md">
            <Deliveries id={row.id} />
          </Tabs.Panel>
          <Tabs.Panel value="dead" pt="md">
            <DeadLetters id={row.id} />
          </Tabs.Panel>
        </Tabs>
      </Card>
    </>
  );
}

const outcomes = ["accepted", "duplicate", "ignored", "dead_letter", "other_body", "refused"];

/** Refusals come by their code, which stays as it is. */
function outcome_text(t: (key: Key) => string, name: string): string {
  return outcomes.includes(name) ? t(`settings.outcome.${name}` as Key) : name;
}

function Deliveries({ id }: { id: number }) {
  const { t, f } = useLanguage();
  const list = useList<Delivery & { id?: string }>(`/connections/${id}/deliveries`);
  const columns: Column<Delivery & { id?: string }>[] = [
    { name: "at", title: t("settings.when"), cell: (one) => f.instant(one.at), text: (one) => one.at },
    { name: "topic", title: t("settings.topic"), cell: (one) => one.topic, text: (one) => one.topic },
    {
      name: "outcome",
      title: t("settings.outcome"),
      cell: (one) => (
        <span
          className="pill"
          data-tone={one.outcome === "dead_letter" ? "loss" : one.outcome === "accepted" ? "gain" : undefined}
        >
          {outcome_text(t, one.outcome)}
        </span>
      ),
      text: (one) => one.outcome,
    },
    {
      name: "events",
      title: t("settings.events"),
      number: true,
      cell: (one) => f.number(one.events),
      text: (one) => one.events,
    },
    {
      name: "delivery",
      title: t("settings.integrations.delivery"),
      cell: (one) => <code className="mono">{one.delivery}</code>,
      text: (one) => one.delivery,
    },
  ];
  return (
    <DataTable
      label={t("settings.integrations.deliveries")}
      list={list}
      columns={columns}
      file={`deliveries-${id}`}
      height={420}
      empty={
        <EmptyState title={t("settings.integrations.no_deliveries")}>
          {t("settings.integrations.no_deliveries_do")}
        </EmptyState>
      }
    />
  );
}

function DeadLetters({ id }: { id: number }) {
  const { t, f } = useLanguage();
  const path = `/connections/${id}/dead-letters`;
  const list = useList<DeadLetter>(path);
  const [shown, setShown] = useState<DeadLetter>();
  const refresh = [["list", path], ["connection"]];
  const replay = useAction((letter: number) => act<ReplayOutcome>("POST", `${path}/${letter}/replay`), { refresh });
  const remove = useAction((letter: number) => act("DELETE", `${path}/${letter}`), { refresh });
  const open = useAction((letter: number) => ask<DeadLetter>(`${path}/${letter}`), { onDone: setShown });
  const outcome = replay.data;
  const error = replay.error ?? remove.error ?? open.error;
  const columns: Column<DeadLetter>[] = [
    { name: "at", title: t("settings.when"), cell: (one) => f.instant(one.at), text: (one) => one.at },
    { name: "topic", title: t("settings.topic"), cell: (one) => one.topic, text: (one) => one.topic },
    {
      name: "why",
      title: t("settings.why"),
      cell: (one) => (
        <>
          <strong>{one.code}</strong> <code className="mono">{one.path}</code>
          <div className="quiet">{one.message}</div>
        </>
      ),
      text: (one) => `${one.code} ${one.path}`,
    },
    {
      name: "acts",
      title: t("settings.acts"),
      cell: (one) => (
        <span className="row" style={{ flexWrap: "nowrap" }}>
          <Button size="xs" variant="default" onClick={() => replay.mutate(one.id)}>
            {t("settings.try_again")}
          </Button>
          <Button size="xs" variant="subtle" onClick={() => open.mutate(one.id)}>
            {t("settings.see")}
          </Button>
          <Button size="xs" variant="subtle" color="red" onClick={() => remove.mutate(one.id)}>
            {t("settings.remove")}
          </Button>
        </span>
      ),
    },
  ];
  return (
    <>
      {error && <ErrorState error={error} />}
      {outcome && (
        <p className="notice" data-tone="calm" role="status">
          {outcome_text(t, outcome.outcome)} · {t("settings.n_events", { n: outcome.events })} {outcome.message ?? ""}
        </p>
      )}
      {shown && <Snippet label={t("settings.integrations.body")} text={shown.body ?? ""} wrap />}
      <DataTable
        label={t("settings.integrations.dead_letters")}
        list={list}
        columns={columns}
        height={420}
        empty={
          <EmptyState title={t("settings.integrations.no_dead")}>{t("settings.integrations.no_dead_do")}</EmptyState>
        }
      />
    </>
  );
}

const example = {
  delivery_id: "{{id}}",
  topic: "{{type}}",
  events: [
    {
      when: { path: "type", equals: "sale" },
      event: "Order Completed",
      email: "{{buyer.mail}}",
      at: "{{date}}",
      amount: "{{total}}",
      currency: "EUR",
      properties: { order_id: "till-{{no}}" },
    },
  ],
};
const example_sample = {
  id: "d-1",
  type: "sale",
  no: 1001,
  date: "2026-11-20T10:30:00Z",
  total: "59.90",
  buyer: { mail: "camille@example.com" },
};

/** What the bodies of any other system mean: tried on a sample before it is kept. */
function Mapping({ row }: { row: Connection }) {
  const { t } = useLanguage();
  const [settings, setSettings] = useState(JSON.stringify(row.settings, null, 2));
  const [sample, setSample] = useState("");
  const parsed = (text: string) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new Error(t("settings.mapping.no_json"));
    }
  };
  const preview = useAction(
    async () =>
      act<ConnectionPreview>("POST", `/connections/${row.id}/preview`, {
        sample: parsed(sample),
        settings: parsed(settings),
      }),
    {},
  );
  const save = useAction(async () => act("PATCH", `/connections/${row.id}`, { settings: parsed(settings) }), {
    refresh: [["connection"]],
    done: t("ui.saved"),
  });
  const error = preview.error ?? save.error;
  const fault = preview.data?.fault;
  return (
    <Card title={t("settings.mapping")} about={t("settings.mapping_about")}>
      <div className="fields">
        <Textarea
          label={t("settings.mapping.settings")}
          autosize
          minRows={8}
          maxRows={24}
          spellCheck={false}
          styles={{ input: { fontFamily: "ui-monospace, monospace", fontSize: 12 } }}
          value={settings}
          onChange={(event) => setSettings(event.target.value)}
        />
        <Textarea
          label={t("settings.mapping.sample")}
          autosize
          minRows={8}
          maxRows={24}
          spellCheck={false}
          styles={{ input: { fontFamily: "ui-monospace, monospace", fontSize: 12 } }}
          value={sample}
          onChange={(event) => setSample(event.target.value)}
        />
      </div>
      {error &&
        (error.message ? (
          <p className="alert" role="alert">
            {error.message}
          </p>
        ) : (
          <ErrorState error={error} />
        ))}
      {fault && (
        <p className="alert" role="alert">
          <code>{fault.path}</code> {fault.message}
        </p>
      )}
      {preview.data && !fault && (
        <Snippet label={t("settings.mapping.becomes")} text={JSON.stringify(preview.data.events, null, 2)} />
      )}
      <div className="form-end">
        <Button
          variant="subtle"
          onClick={() => {
            setSettings(JSON.stringify(example, null, 2));
            setSample(JSON.stringify(example_sample, null, 2));
          }}
        >
          {t("settings.mapping.example")}
        </Button>
        <Button
          variant="default"
          loading={preview.isPending}
          disabled={!sample.trim()}
          onClick={() => preview.mutate(undefined)}
        >
          {t("settings.mapping.try")}
        </Button>
        <Button loading={save.isPending} onClick={() => save.mutate(undefined)}>
          {t("ui.save")}
        </Button>
      </div>
    </Card>
  );
}
