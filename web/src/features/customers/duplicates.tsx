import "./duplicates.css";
import { Button, Radio, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { EmptyState, ErrorState, Loading } from "~/ui/states";
import { useList } from "~/ui/table";
import { name_of, type Person } from "./person";
import { useTraitName } from "./profile_who";

interface Pair {
  id: number;
  customers: [number, number];
  score: number;
  reasons: { code: string; text: string }[];
  status: "pending" | "confirmed" | "dismissed";
  found_at: string;
  edge: number | null;
}

const statuses = ["pending", "confirmed", "dismissed"] as const;

/** Pairs that may be one person, the likeliest first: looked at side by side, merged or told apart; and undone. */
export default function Duplicates() {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  const status = statuses.find((one) => one === search.status) ?? "pending";
  const list = useList<Pair>("/duplicates", { status, limit: 20 });
  const pairs = (list.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <div className="page">
      <PageHeader title={t("nav.duplicates")} about={t("customers.duplicates.about")}>
        <SegmentedControl
          aria-label={t("customers.duplicates.status")}
          value={status}
          onChange={(value) => change({ status: value === "pending" ? undefined : value })}
          data={statuses.map((value) => ({ value, label: t(`customers.duplicates.${value}`) }))}
        />
      </PageHeader>
      {list.isError && <ErrorState error={list.error} retry={() => list.refetch()} />}
      {list.isPending && <Loading height={320} />}
      {list.data && pairs.length === 0 && (
        <Card label={t("nav.duplicates")}>
          <EmptyState title={t(`customers.duplicates.none_${status}`)}>
            {status === "pending" && t("customers.duplicates.none_do")}
          </EmptyState>
        </Card>
      )}
      {pairs.map((pair) => (
        <PairCard key={`${pair.id} ${pair.status}`} pair={pair} />
      ))}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {t("ui.more")}
        </Button>
      )}
    </div>
  );
}

function usePerson(id: number) {
  return useQuery({
    queryKey: ["customer", String(id), "side"],
    queryFn: ({ signal }) => ask<Person>(`/customers/${id}/360`, {}, signal),
    retry: false,
  });
}

function PairCard({ pair }: { pair: Pair }) {
  const { t, f } = useLanguage();
  const [left, right] = [usePerson(pair.customers[0]), usePerson(pair.customers[1])];
  const title = left.data && right.data ? [name_of(left.data), name_of(right.data)] : [];
  return (
    <Card
      title={title.length ? t("customers.duplicates.pair", { a: title[0], b: title[1] }) : `#${pair.id}`}
      about={pair.reasons.map((reason) => reason.text).join(" · ")}
      tools={
        <span className="pill" data-tone={pair.score >= 0.9 ? "gain" : "accent"}>
          {t("customers.duplicates.likeness", { share: f.percent(pair.score, 0) })}
        </span>
      }
    >
      {left.isError && <ErrorState error={left.error} />}
      {right.isError && <ErrorState error={right.error} />}
      {(left.isPending || right.isPending) && <Loading height={180} />}
      {pair.status === "confirmed" && <Undo pair={pair} />}
      {pair.status !== "confirmed" && left.data && right.data && <Decide pair={pair} sides={[left.data, right.data]} />}
    </Card>
  );
}

const shown = (value: unknown) =>
  value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

/** What differs is chosen; the rest is there of both anyway: addresses, orders, what happened. */
function Decide({ pair, sides }: { pair: Pair; sides: [Person, Person] }) {
  const { t, f } = useLanguage();
  const session = useSession();
  const called = useTraitName();
  const may = mayChange(session) && pair.status === "pending";
  const [winner, setWinner] = useState(0);
  const [chosen, setChosen] = useState<Record<string, number>>({});
  const names = [...new Set(sides.flatMap((side) => Object.keys(side.traits)))].filter(
    (name) => !["email", "phone"].includes(name),
  );
  const differ = (name: string) => {
    const [a, b] = sides.map((side) => shown(side.traits[name]?.value));
    return a !== "" && b !== "" && a !== b;
  };
  const merge = useAction(
    async (_: undefined) => {
      await act("POST", `/duplicates/${pair.id}/confirm`, { winner: pair.customers[winner] });
      const made = await ask<Person>(`/customers/${pair.customers[winner]}`);
      // The store keeps what was said last; what was chosen otherwise is said now.
      const said: Record<string, unknown> = {};
      for (const name of names.filter(differ)) {
        const value = sides[chosen[name] ?? winner]?.traits[name]?.value;
        if (shown(made.traits[name]?.value) !== shown(value)) said[name] = value;
      }
      if (Object.keys(said).length) await act("PATCH", `/customers/${made.id}`, { traits: said });
    },
    { refresh: [["list", "/duplicates"]], done: t("customers.duplicates.merged") },
  );
  const dismiss = useAction((_: undefined) => act("POST", `/duplicates/${pair.id}/dismiss`, {}), {
    refresh: [["list", "/duplicates"]],
    done: t("customers.duplicates.told_apart"),
  });
  const fact = (side: Person) => [
    ...side.identities.filter((one) => one.kind !== "anonymous_id").map((one) => one.shown),
  ];
  return (
    <>
      <div className="scroll-x">
        <table className="table sides">
          <thead>
            <tr>
              <td />
              {sides.map((side, index) => (
                <th key={side.id} scope="col">
                  <Link to={`/customers/${side.id}`}>{name_of(side)}</Link>{" "}
                  <span className="quiet small">#{pair.customers[index]}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t("customers.duplicates.known_by")}</th>
              {sides.map((side) => (
                <td key={side.id}>
                  {fact(side).map((one) => (
                    <div key={one}>{one}</div>
                  ))}
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">{t("customers.orders")}</th>
              {sides.map((side) => (
                <td key={side.id} className="number">
                  {f.number((side.header?.orders as { value?: number } | undefined)?.value ?? 0)}
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">{t("customers.duplicates.first_seen")}</th>
              {sides.map((side) => (
                <td key={side.id}>{side.first_seen ? f.day(side.first_seen.slice(0, 10)) : ""}</td>
              ))}
            </tr>
            {names.map((name) => (
              <tr key={name} data-differs={differ(name) || undefined}>
                <th scope="row">{called(name)}</th>
                {sides.map((side, index) => (
                  <td key={side.id}>
                    {may && differ(name) ? (
                      <Radio
                        name={`${pair.id} ${name}`}
                        label={shown(side.traits[name]?.value)}
                        checked={(chosen[name] ?? winner) === index}
                        onChange={() => setChosen({ ...chosen, [name]: index })}
                      />
                    ) : (
                      shown(side.traits[name]?.value)
                    )}
                  </td>
                ))}
              </tr>
            ))}
            {may && (
              <tr>
                <th scope="row">{t("customers.duplicates.stays")}</th>
                {sides.map((side, index) => (
                  <td key={side.id}>
                    <Radio
                      name={`${pair.id} winner`}
                      label={`#${pair.customers[index]}`}
                      checked={winner === index}
                      onChange={() => setWinner(index)}
                    />
                  </td>
                ))}
              </tr>
            )}
          </tbody>
        </table>
      </div>
      {merge.error && <ErrorState error={merge.error} />}
      {dismiss.error && <ErrorState error={dismiss.error} />}
      {may && (
        <div className="row" style={{ marginTop: 14 }}>
          <Button loading={merge.isPending} onClick={() => merge.mutate(undefined)}>
            {t("customers.duplicates.merge")}
          </Button>
          <Button variant="default" loading={dismiss.isPending} onClick={() => dismiss.mutate(undefined)}>
            {t("customers.duplicates.dismiss")}
          </Button>
          <span className="quiet small">{t("customers.duplicates.merge_about")}</span>
        </div>
      )}
    </>
  );
}

function Undo({ pair }: { pair: Pair }) {
  const { t } = useLanguage();
  const session = useSession();
  const undo = useAction(
    (_: undefined) => act("POST", `/customers/${pair.customers[0]}/unmerge`, { edge: pair.edge }),
    { refresh: [["list", "/duplicates"], ["customer"]], done: t("customers.duplicates.unmerged") },
  );
  return (
    <div className="row">
      <Link to={`/customers/${pair.customers[0]}`}>{t("customers.duplicates.open")}</Link>
      {mayChange(session) && pair.edge !== null && !undo.isSuccess && (
        <Button size="xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate(undefined)}>
          {t("customers.duplicates.unmerge")}
        </Button>
      )}
      {undo.isSuccess && <span className="quiet">{t("customers.duplicates.unmerged")}</span>}
      {undo.error && <ErrorState error={undo.error} />}
    </div>
  );
}
