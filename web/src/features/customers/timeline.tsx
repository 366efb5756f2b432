import { Button, MultiSelect } from "@mantine/core";
import {
  IconCheckbox,
  IconCoins,
  IconCreditCard,
  IconEye,
  IconFlag,
  IconMail,
  IconMessage,
  IconNote,
  IconPoint,
  IconShoppingBag,
  IconShoppingCart,
  IconStarHalfFilled,
  IconTicket,
  IconUser,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ComponentType, useState } from "react";
import { ask_all } from "~/api/client";
import { type Money, useLanguage } from "~/i18n";
import { EmptyState, ErrorState, Loading } from "~/ui/states";
import { useList } from "~/ui/table";

const kinds = [
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
  "other",
] as const;
type Kind = (typeof kinds)[number];

const signs: Record<Kind, [ComponentType<{ size?: number; "aria-hidden"?: boolean }>, string]> = {
  order: [IconShoppingBag, "accent"],
  cart: [IconShoppingCart, "accent"],
  subscription: [IconCreditCard, "accent"],
  visit: [IconEye, "plain"],
  message: [IconMail, "plain"],
  ticket: [IconTicket, "loss"],
  answer: [IconStarHalfFilled, "warn"],
  points: [IconCoins, "gain"],
  consent: [IconCheckbox, "gain"],
  note: [IconNote, "warn"],
  stage: [IconFlag, "gain"],
  profile: [IconUser, "plain"],
  other: [IconPoint, "plain"],
};

interface Item {
  id: number;
  kind: Kind;
  label: string;
  event: string | null;
  at: string;
  channel: string | null;
  amount: Money | null;
  properties: Record<string, unknown> | null;
}

/** What happened, the latest first, month by month. */
export function Timeline({ customer }: { customer: number }) {
  const { t, f } = useLanguage();
  const [chosen, setChosen] = useState<string[]>([]);
  const list = useList<Item>(`/customers/${customer}/timeline`, { limit: 25, kind: chosen.join(",") || undefined });
  const items = (list.data?.pages ?? []).flatMap((page) => page.items);
  const months = [...new Set(items.map((item) => item.at.slice(0, 7)))].map(
    (month) => [month, items.filter((item) => item.at.startsWith(month))] as const,
  );
  return (
    <>
      <Purchases customer={customer} />
      <MultiSelect
        aria-label={t("customers.kinds")}
        placeholder={chosen.length ? "" : t("customers.all_kinds")}
        value={chosen}
        onChange={setChosen}
        clearable
        clearButtonProps={{ "aria-label": t("ui.clear") }}
        data={kinds.map((value) => ({ value, label: t(`customers.kind.${value}`) }))}
        mt="sm"
      />
      {list.isError && <ErrorState error={list.error} retry={() => list.refetch()} />}
      {list.isPending && <Loading height={240} />}
      {list.data && items.length === 0 && <EmptyState title={t("customers.nothing_happened")} />}
      {months.map(([month, of_month]) => (
        <section key={month} aria-label={f.period(month)}>
          <h2 className="month">{f.period(month)}</h2>
          <ol className="moments">
            {of_month.map((item) => (
              <Moment key={item.id} item={item} />
            ))}
          </ol>
        </section>
      ))}
      {list.hasNextPage && (
        <Button
          mt="sm"
          variant="default"
          size="xs"
          loading={list.isFetchingNextPage}
          onClick={() => list.fetchNextPage()}
        >
          {t("ui.more")}
        </Button>
      )}
    </>
  );
}

function Moment({ item }: { item: Item }) {
  const { t, f } = useLanguage();
  const [Sign, tone] = signs[item.kind] ?? [IconMessage, "plain"];
  return (
    <li data-tone={tone}>
      <span className="sign" title={t(`customers.kind.${item.kind}`)}>
        <Sign size={17} aria-hidden />
      </span>
      <span>
        <strong>{item.label}</strong>
        {item.properties && <Properties of={item.properties} />}
      </span>
      <span className="when">
        {item.amount && <strong className="number">{f.money(item.amount)}</strong>}
        <time className="quiet small number" dateTime={item.at}>
          {f.instant(item.at)}
        </time>
      </span>
    </li>
  );
}

function Properties({ of }: { of: Record<string, unknown> }) {
  const shown = Object.entries(of)
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
    .slice(0, 4);
  if (shown.length === 0) return null;
  return <div className="quiet small note">{shown.map(([name, value]) => `${name}: ${value}`).join(" · ")}</div>;
}

interface Purchase {
  at: string;
  counts: boolean;
  amount?: Money | null;
}

const MONTHS = 24;

/** What was bought in each of the last two years' months. */
function Purchases({ customer }: { customer: number }) {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["customer", String(customer), "purchases"],
    queryFn: ({ signal }) => ask_all<Purchase>(`/customers/${customer}/purchases`, {}, 2000, signal),
  });
  const now = new Date();
  const months = Array.from({ length: MONTHS }, (_, i) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - (MONTHS - 1 - i), 1)).toISOString().slice(0, 7),
  );
  const bought = months.map((month) =>
    (query.data ?? [])
      .filter((one) => one.counts && one.amount && one.at.startsWith(month))
      .reduce((sum, one) => sum + Number(one.amount?.amount), 0),
  );
  const most = Math.max(...bought);
  const currency = query.data?.find((one) => one.amount)?.amount?.currency;
  if (!(most > 0) || !currency) return null;
  const step = 100 / MONTHS;
  const label = t("customers.bought_by_month", { most: f.amount(most, currency) });
  return (
    <figure className="months">
      <figcaption className="small">
        <strong>{t("customers.bought_months")}</strong>
      </figcaption>
      <svg viewBox="0 0 100 56" preserveAspectRatio="none" role="img" aria-label={label}>
        <title>{label}</title>
        {bought.map((amount, i) =>
          amount > 0 ? (
            <rect
              key={months[i]}
              x={i * step + step * 0.2}
              width={step * 0.6}
              y={54 - (amount / most) * 48}
              height={(amount / most) * 48 + 2}
            >
              <title>{`${f.period(months[i] ?? "")} : ${f.amount(amount, currency)}`}</title>
            </rect>
          ) : null,
        )}
      </svg>
      <div className="ends quiet small" aria-hidden>
        <span>{f.period(months[0] ?? "")}</span>
        <span>{f.period(months[MONTHS - 1] ?? "")}</span>
      </div>
    </figure>
  );
}
