import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { act, ask } from "~/api/client";
import { isAdministrator, useSession } from "~/api/session";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import type { Person } from "./person";
import { type Stage, StagePill } from "./stage";

interface Edge {
  edge: number;
  kind: "stitch" | "staff";
  winner: number;
  loser: number;
  reason: string;
  at: string;
  undone_at: string | null;
}

/** How the person came to stand where they do: stages, profiles that became one, copies that were made. */
export function History({ data, mayChange }: { data: Person; mayChange: boolean }) {
  const { t, f } = useLanguage();
  const stages = useQuery({
    queryKey: ["customer", String(data.id), "stages"],
    queryFn: ({ signal }) =>
      ask<{ items: { name: Stage; since: string }[] }>(`/customers/${data.id}/stages`, {}, signal),
  });
  return (
    <>
      <h2 className="month">{t("customers.stages")}</h2>
      <Asked query={stages} height={100}>
        {(all) => (
          <ul className="plain">
            {all.items.map((one) => (
              <li key={one.name + one.since} className="row" style={{ justifyContent: "space-between" }}>
                <StagePill stage={one.name} />
                <span className="quiet small">{f.day(one.since.slice(0, 10))}</span>
              </li>
            ))}
          </ul>
        )}
      </Asked>
      <Merges data={data} mayChange={mayChange} />
      <Copies customer={data.id} />
    </>
  );
}

function Merges({ data, mayChange }: { data: Person; mayChange: boolean }) {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["customer", String(data.id), "merges"],
    queryFn: ({ signal }) => ask<{ items: Edge[] }>(`/customers/${data.id}/merges`, { limit: 100 }, signal),
  });
  const undo = useAction((edge: number) => act("POST", `/customers/${data.id}/unmerge`, { edge }), {
    refresh: [["customer"], ["list"]],
    done: t("customers.duplicates.unmerged"),
  });
  return (
    <>
      <h2 className="month">{t("customers.merges")}</h2>
      {undo.error && <ErrorState error={undo.error} />}
      <Asked
        query={query}
        height={60}
        empty={(all) => (all.items.length ? null : <p className="quiet">{t("customers.merges_none")}</p>)}
      >
        {(all) => (
          <ul className="plain">
            {all.items.map((one) => (
              <li key={one.edge} className="row" style={{ justifyContent: "space-between" }}>
                <span>
                  {t("customers.merged_into", { loser: one.loser, winner: one.winner })}{" "}
                  <span className="quiet small">
                    {t(`customers.merge_kind.${one.kind}`)} · {one.reason} · {f.instant(one.at)}
                  </span>
                </span>
                {one.undone_at ? (
                  <span className="pill">{t("customers.undone")}</span>
                ) : (
                  mayChange && (
                    <Button
                      size="compact-xs"
                      variant="default"
                      loading={undo.isPending && undo.variables === one.edge}
                      onClick={() => undo.mutate(one.edge)}
                    >
                      {t("customers.duplicates.unmerge")}
                    </Button>
                  )
                )}
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </>
  );
}

/** Of the privacy module: shown to whom it answers. */
function Copies({ customer }: { customer: number }) {
  const { t, f } = useLanguage();
  const administrator = isAdministrator(useSession());
  const query = useQuery({
    queryKey: ["customer", String(customer), "copies"],
    queryFn: ({ signal }) =>
      ask<{ items: { id: number; status: string; made_at: string }[] }>(
        `/customers/${customer}/access-exports`,
        {},
        signal,
      ),
    enabled: administrator,
  });
  if (!administrator) return null;
  return (
    <>
      <h2 className="month">{t("customers.copies")}</h2>
      <Asked
        query={query}
        height={40}
        empty={(all) => (all.items.length ? null : <EmptyState title={t("customers.copies_none")} />)}
      >
        {(all) => (
          <ul className="plain">
            {all.items.map((one) => (
              <li key={one.id} className="row" style={{ justifyContent: "space-between" }}>
                <span>{f.instant(one.made_at)}</span>
                <span className="pill">{t(`customers.copy.${one.status}` as "customers.copy.ready")}</span>
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </>
  );
}
