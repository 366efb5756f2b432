import { Button, Menu, Tabs, Textarea } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { act, ask } from "~/api/client";
import { isAdministrator, mayChange, useSession } from "~/api/session";
import type { Profile } from "~/api/types";
import { type Key, type Money, useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { Consents } from "./consents";
import { Orders, type ProfileOrders, type ProfileSubscriptions, Subscriptions } from "./purchases";
import { type Stage, StagePill } from "./stage";
import { Timeline } from "./timeline";

interface Trait {
  value: unknown;
  type: string;
}

type Whole = Omit<Profile, "stage"> & {
  traits: Record<string, Trait>;
  identities: { kind: string; shown: string; customer: number }[];
  stage: { name: Stage; label: string; since: string };
  customers: number[];
  version: number;
};

/** All about one person: who, how they are, what happened, what they allow, and what can be done. */
export default function ProfilePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["customer", id],
    queryFn: ({ signal }) => ask<Whole>(`/customers/${encodeURIComponent(id)}/360`, {}, signal),
  });
  return (
    <div className="page">
      {!query.data && <PageHeader title={t("customers.profile")} />}
      <Asked query={query} height={480}>
        {(data) => <Shown data={data} />}
      </Asked>
    </div>
  );
}

function name_of(data: Whole): string {
  const trait = (name: string) => (data.traits[name]?.value as string | undefined) ?? "";
  const name = trait("name") || `${trait("firstName")} ${trait("lastName")}`.trim();
  return name || data.identities.find((one) => one.kind === "email")?.shown || `#${data.id}`;
}

function Shown({ data }: { data: Whole }) {
  const { t, f } = useLanguage();
  const session = useSession();
  return (
    <>
      <PageHeader
        title={name_of(data)}
        about={
          <span className="row">
            <StagePill stage={data.stage.name} />
            {t("customers.since", { day: f.day(data.stage.since.slice(0, 10)) })}
          </span>
        }
      >
        {mayChange(session) && <Acts data={data} />}
      </PageHeader>
      <Figures data={data} />
      <div className="split">
        <div className="page">
          <Card label={t("customers.happened")}>
            <Tabs defaultValue="timeline" keepMounted={false}>
              <Tabs.List aria-label={t("customers.happened")}>
                <Tabs.Tab value="timeline">{t("customers.timeline")}</Tabs.Tab>
                <Tabs.Tab value="orders">{t("customers.orders")}</Tabs.Tab>
                <Tabs.Tab value="subscriptions">{t("customers.subscriptions")}</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="timeline" pt="md">
                <Timeline customer={data.id} />
              </Tabs.Panel>
              <Tabs.Panel value="orders" pt="md">
                <Orders orders={data.orders as ProfileOrders} />
              </Tabs.Panel>
              <Tabs.Panel value="subscriptions" pt="md">
                <Subscriptions subscriptions={data.subscriptions as ProfileSubscriptions} />
              </Tabs.Panel>
            </Tabs>
          </Card>
        </div>
        <div className="page">
          <Who data={data} />
          <Notes customer={data.id} mayWrite={mayChange(session)} />
          <Consents customer={data.id} mayChange={mayChange(session)} />
        </div>
      </div>
    </>
  );
}

function Figures({ data }: { data: Whole }) {
  const { t, f } = useLanguage();
  const header = data.header;
  const money = (figure: unknown) => {
    const value = (figure as { value?: Money | null } | undefined)?.value;
    return value ? f.money(value) : t("ui.not_observed");
  };
  const count = (figure: { value?: number | null } | undefined) =>
    figure?.value == null ? t("ui.not_observed") : f.number(figure.value);
  const rfm = (header.rfm as { value?: { recency: number; frequency: number; monetary: number; label: string } | null })
    ?.value;
  const figures: [Key, ReactNode][] = [
    ["customers.lifetime_value", money(header.lifetime_value)],
    ["customers.orders", count(header.orders as { value?: number | null })],
    ["customers.average_order_value", money(header.average_order_value)],
    ["customers.days_since_last_order", count(header.days_since_last_order as { value?: number | null })],
    ["customers.nps", count(header.nps as { value?: number | null })],
    ["customers.rfm", rfm ? `${rfm.recency}${rfm.frequency}${rfm.monetary} · ${rfm.label}` : t("ui.not_observed")],
  ];
  return (
    <dl className="grid figures" style={{ "--least": "150px" } as React.CSSProperties}>
      {figures.map(([key, value]) => (
        <div key={key} className="card">
          <dt className="quiet small">{t(key)}</dt>
          <dd className="number figure" data-figure={key}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Who({ data }: { data: Whole }) {
  const { t, f } = useLanguage();
  const text = (trait: Trait) => {
    if (trait.type === "date" && typeof trait.value === "string") return f.day(trait.value.slice(0, 10));
    return typeof trait.value === "object" ? JSON.stringify(trait.value) : String(trait.value);
  };
  return (
    <Card title={t("customers.who")}>
      <dl className="details">
        {data.identities.map((one) => (
          <div key={one.kind + one.shown}>
            <dt>{t(`customers.identity.${one.kind}` as Key)}</dt>
            <dd>{one.shown}</dd>
          </div>
        ))}
        {Object.entries(data.traits)
          .filter(([name]) => !["email", "phone"].includes(name))
          .map(([name, trait]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text(trait)}</dd>
            </div>
          ))}
      </dl>
    </Card>
  );
}

function Notes({ customer, mayWrite }: { customer: number; mayWrite: boolean }) {
  const { t, f } = useLanguage();
  const [text, setText] = useState("");
  const path = `/customers/${customer}/notes`;
  const query = useQuery({
    queryKey: ["notes", customer],
    queryFn: ({ signal }) =>
      ask<{ items: { id: number; text: string; written_at: string }[] }>(path, { limit: 20 }, signal),
  });
  const write = useAction((note: string) => act("POST", path, { text: note }), {
    refresh: [
      ["notes", customer],
      ["list", `/customers/${customer}/timeline`],
    ],
    onDone: () => setText(""),
  });
  return (
    <Card title={t("customers.notes")}>
      {mayWrite && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            write.mutate(text);
          }}
        >
          <Textarea
            aria-label={t("customers.note")}
            placeholder={t("customers.note")}
            autosize
            minRows={2}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {write.error && <ErrorState error={write.error} />}
          <Button type="submit" mt="xs" size="xs" loading={write.isPending} disabled={!text.trim()}>
            {t("ui.save")}
          </Button>
        </form>
      )}
      <Asked
        query={query}
        height={60}
        empty={(data) => (data.items.length === 0 ? <EmptyState title={t("customers.no_notes")} /> : null)}
      >
        {(data) => (
          <ul className="plain">
            {data.items.map((note) => (
              <li key={note.id}>
                <p className="note">{note.text}</p>
                <p className="quiet small">{f.instant(note.written_at)}</p>
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </Card>
  );
}

function Acts({ data }: { data: Whole }) {
  const { t } = useLanguage();
  const session = useSession();
  const [erasing, setErasing] = useState(false);
  const give = useAction((_: undefined) => act<{ id: number }>("POST", `/customers/${data.id}/access-export`, {}), {
    done: t("customers.export_begun"),
  });
  const email = data.identities.find((one) => one.kind === "email")?.shown ?? String(data.id);
  return (
    <>
      {give.error && <ErrorState error={give.error} />}
      <Menu withinPortal position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconDots size={16} aria-hidden />}>
            {t("customers.acts")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => give.mutate(undefined)}>{t("customers.export")}</Menu.Item>
          {isAdministrator(session) && (
            <Menu.Item color="red" onClick={() => setErasing(true)}>
              {t("customers.erase")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ConfirmDanger
        opened={erasing}
        title={t("customers.erase")}
        action={t("customers.erase")}
        word={email}
        onClose={() => setErasing(false)}
        onConfirm={async () => {
          await act("POST", `/customers/${data.id}/erase`, { confirm: email });
          location.assign("/customers");
        }}
      >
        <p>{t("customers.erase_about")}</p>
      </ConfirmDanger>
    </>
  );
}
