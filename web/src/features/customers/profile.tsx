import "./profile.css";
import { Button, Tabs } from "@mantine/core";
import { IconCalendar, IconMapPin, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import { useLanguage } from "~/i18n";
import { Card, PageHeader } from "~/ui/page";
import { Asked, Loading } from "~/ui/states";
import { Consents } from "./consents";
import { initials_of, money_of, name_of, type Person, trait_text } from "./person";
import { Acts } from "./profile_acts";
import { History } from "./profile_history";
import { Segments } from "./profile_segments";
import { EditTraits, Who } from "./profile_who";
import { Notes, Tags, Tasks } from "./profile_work";
import { Orders, type ProfileOrders, type ProfileSubscriptions, Subscriptions } from "./purchases";
import { StagePill } from "./stage";
import { Timeline } from "./timeline";

// What models say comes when the person is there.
const Predictions = lazy(() => import("./profile_predictions").then((part) => ({ default: part.Predictions })));
const Health = lazy(() => import("./profile_health").then((part) => ({ default: part.Health })));
const recommendations = () => import("./profile_recommendations");
const NextProducts = lazy(() => recommendations().then((part) => ({ default: part.NextProducts })));
const Preferences = lazy(() => recommendations().then((part) => ({ default: part.Preferences })));
const NextStep = lazy(() => import("./profile_next").then((part) => ({ default: part.NextStep })));

/** All about one person: who, how they are, what happened, what they allow, and what can be done. */
export default function ProfilePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["customer", id],
    queryFn: ({ signal }) => ask<Person>(`/customers/${encodeURIComponent(id)}/360`, {}, signal),
  });
  return (
    <div className="page">
      {!query.data && <PageHeader title={t("customers.profile")} />}
      <Asked query={query} height={480}>
        {(data) => <Shown key={data.id} data={data} />}
      </Asked>
    </div>
  );
}

function Shown({ data }: { data: Person }) {
  const { t } = useLanguage();
  const may = mayChange(useSession());
  const [editing, setEditing] = useState(false);
  return (
    <>
      <div className="person">
        <span className="avatar" aria-hidden>
          {initials_of(name_of(data))}
        </span>
        <PageHeader title={name_of(data)} about={<About data={data} />}>
          {may && (
            <>
              <Button
                variant="default"
                leftSection={<IconPencil size={16} aria-hidden />}
                onClick={() => setEditing(true)}
              >
                {t("customers.edit")}
              </Button>
              <Acts data={data} />
            </>
          )}
        </PageHeader>
      </div>
      {editing && <EditTraits data={data} onClose={() => setEditing(false)} />}
      {data.duplicates_pending > 0 && (
        <p className="row">
          <span className="pill" data-tone="warn">
            {t("customers.may_be_twice", { n: data.duplicates_pending })}
          </span>
          <Link to="/customers/duplicates">{t("nav.duplicates")}</Link>
        </p>
      )}
      <Figures data={data} />
      <div className="split">
        <div className="page">
          <Suspense fallback={<Loading height={260} />}>
            <Predictions customer={data.id} />
            <NextProducts customer={data.id} />
          </Suspense>
          <Card label={t("customers.happened")}>
            <Tabs defaultValue="timeline" keepMounted={false}>
              <Tabs.List aria-label={t("customers.happened")}>
                <Tabs.Tab value="timeline">{t("customers.timeline")}</Tabs.Tab>
                <Tabs.Tab value="orders">{t("customers.orders")}</Tabs.Tab>
                <Tabs.Tab value="subscriptions">{t("customers.subscriptions")}</Tabs.Tab>
                <Tabs.Tab value="history">{t("customers.history")}</Tabs.Tab>
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
              <Tabs.Panel value="history" pt="md">
                <History data={data} mayChange={may} />
              </Tabs.Panel>
            </Tabs>
          </Card>
        </div>
        <div className="page">
          <Suspense fallback={<Loading height={220} />}>
            <NextStep customer={data.id} mayChange={may} />
            <Health customer={data.id} mayChange={may} />
            <Preferences customer={data.id} />
          </Suspense>
          <Who data={data} mayChange={may} />
          <Tags customer={data.id} mayWrite={may} />
          <Segments customer={data.id} />
          <Tasks customer={data.id} mayWrite={may} />
          <Notes customer={data.id} mayWrite={may} />
          <Consents customer={data.id} mayChange={may} />
        </div>
      </div>
    </>
  );
}

function About({ data }: { data: Person }) {
  const { t, f } = useLanguage();
  const place = [trait_text(data, "city"), trait_text(data, "country")].filter(Boolean).join(", ");
  return (
    <span className="row">
      <StagePill stage={data.stage.name} />
      <span>{t("customers.since", { day: f.day(data.stage.since.slice(0, 10)) })}</span>
      {data.first_seen && (
        <span className="with-icon">
          <IconCalendar size={14} aria-hidden />
          {t("customers.known_since", { month: f.period(data.first_seen.slice(0, 7)) })}
        </span>
      )}
      {place && (
        <span className="with-icon">
          <IconMapPin size={14} aria-hidden />
          {place}
        </span>
      )}
      <span>#{data.id}</span>
    </span>
  );
}

/** Of what is known only: a figure that nobody has observed says so. */
function Figures({ data }: { data: Person }) {
  const { t, f } = useLanguage();
  const header = data.header as Record<string, { value?: unknown } | undefined>;
  const number = (name: string) => {
    const value = header[name]?.value;
    return typeof value === "number" ? value : undefined;
  };
  const money = (name: string) => {
    const value = money_of(header[name]);
    return value && f.money(value);
  };
  const rfm = header.rfm?.value as { recency: number; frequency: number; monetary: number; label: string } | null;
  const next = (header.next_order_expected?.value ?? null) as string | null;
  const days = number("days_since_last_order");
  const orders = number("orders");
  const gap = (header.next_order_expected as { median_gap_days?: number } | undefined)?.median_gap_days;
  const average = money("average_order_value");
  const nps = number("nps");
  const figures: [string, string, ReactNode, ReactNode][] = [
    [
      "customers.lifetime_value",
      t("customers.lifetime_value"),
      money("lifetime_value"),
      average && t("customers.average_of", { amount: average }),
    ],
    [
      "customers.orders",
      t("customers.orders"),
      orders !== undefined ? f.number(orders) : undefined,
      gap != null && t("customers.every", { n: gap }),
    ],
    [
      "customers.days_since_last_order",
      t("customers.since_last_order"),
      days !== undefined ? t("customers.days_ago", { n: days, text: f.number(days) }) : undefined,
      next && t("customers.next_expected", { day: f.day(next) }),
    ],
    [
      "customers.rfm",
      t("customers.rfm"),
      rfm ? `${rfm.recency}${rfm.frequency}${rfm.monetary}` : undefined,
      rfm?.label,
    ],
    [
      "customers.nps",
      t("customers.nps"),
      nps !== undefined ? f.number(nps) : undefined,
      nps === undefined ? null : t("customers.of_ten"),
    ],
  ];
  return (
    <dl className="card strip">
      {figures.map(([name, title, value, more]) => (
        <div key={name}>
          <dt className="quiet">{title}</dt>
          <dd>
            <span className="number strip-value" data-figure={name} data-absent={value === undefined || undefined}>
              {value ?? t("ui.not_observed")}
            </span>
            {more && <span className="quiet small">{more}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
