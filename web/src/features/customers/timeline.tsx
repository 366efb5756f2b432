import { Button, MultiSelect } from "@mantine/core";
import { useState } from "react";
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

interface Item {
  id: number;
  kind: (typeof kinds)[number];
  label: string;
  event: string | null;
  at: string;
  channel: string | null;
  amount: Money | null;
  properties: Record<string, unknown> | null;
}

/** What happened, the latest first, by kind. */
export function Timeline({ customer }: { customer: number }) {
  const { t, f } = useLanguage();
  const [chosen, setChosen] = useState<string[]>([]);
  const list = useList<Item>(`/customers/${customer}/timeline`, { limit: 50, kind: chosen.join(",") || undefined });
  const items = (list.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <>
      <MultiSelect
        aria-label={t("customers.kinds")}
        placeholder={chosen.length ? "" : t("customers.all_kinds")}
        value={chosen}
        onChange={setChosen}
        clearable
        clearButtonProps={{ "aria-label": t("ui.clear") }}
        data={kinds.map((value) => ({ value, label: t(`customers.kind.${value}`) }))}
        mb="sm"
      />
      {list.isError && <ErrorState error={list.error} retry={() => list.refetch()} />}
      {list.isPending && <Loading height={240} />}
      {list.data && items.length === 0 && <EmptyState title={t("customers.nothing_happened")} />}
      <ol className="timeline" aria-label={t("customers.timeline")}>
        {items.map((item) => (
          <li key={item.id}>
            <span className="pill">{t(`customers.kind.${item.kind}`)}</span>
            <span>
              <strong>{item.label}</strong> {item.amount && <span className="number">{f.money(item.amount)}</span>}
              {item.properties && <Properties of={item.properties} />}
            </span>
            <time className="quiet small number" dateTime={item.at}>
              {f.instant(item.at)}
            </time>
          </li>
        ))}
      </ol>
      {list.hasNextPage && (
        <Button variant="default" size="xs" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {t("ui.more")}
        </Button>
      )}
    </>
  );
}

function Properties({ of }: { of: Record<string, unknown> }) {
  const shown = Object.entries(of)
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
    .slice(0, 4);
  return <span className="quiet small"> {shown.map(([name, value]) => `${name}: ${value}`).join(" · ")}</span>;
}
