import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "~/api/client";
import { useLanguage } from "~/i18n";
import { Card } from "~/ui/page";
import { Asked } from "~/ui/states";

interface Segment {
  id: number;
  key: string | null;
  name: string;
}

interface Standing {
  segment: Segment;
  member: boolean;
  since: string | null;
  by: "rule" | "list" | null;
  clauses: { path: string; sentence: string; holds: boolean }[];
}

const MOST = 60;
const AT_ONCE = 4;

/** Where the person stands with each segment; a few questions at a time. */
async function standings(customer: number, signal: AbortSignal): Promise<Standing[]> {
  const { items } = await ask<{ items: Segment[] }>("/segments", { limit: MOST }, signal);
  const found: Standing[] = [];
  for (let i = 0; i < items.length; i += AT_ONCE)
    found.push(
      ...(await Promise.all(
        items.slice(i, i + AT_ONCE).map(async (segment) => ({
          ...(await ask<Omit<Standing, "segment">>(`/segments/${segment.id}/customers/${customer}`, {}, signal)),
          segment,
        })),
      )),
    );
  return found;
}

/** The segments the person is in, and why; and why not in the others. */
export function Segments({ customer }: { customer: number }) {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["customer", String(customer), "segments"],
    queryFn: ({ signal }) => standings(customer, signal),
    staleTime: 60_000,
  });
  return (
    <Card title={t("customers.segments")}>
      <Asked
        query={query}
        height={60}
        empty={(all) => (all.length ? null : <p className="quiet">{t("customers.segments_none")}</p>)}
      >
        {(all) => (
          <>
            {!all.some((one) => one.member) && <p className="quiet">{t("customers.segments_in_none")}</p>}
            {all
              .filter((one) => one.member)
              .map((one) => (
                <Why key={one.segment.id} standing={one} />
              ))}
            {all.some((one) => !one.member) && (
              <details className="others">
                <summary className="quiet small">
                  {t("customers.segments_others", { n: all.filter((one) => !one.member).length })}
                </summary>
                {all
                  .filter((one) => !one.member)
                  .map((one) => (
                    <Why key={one.segment.id} standing={one} />
                  ))}
              </details>
            )}
          </>
        )}
      </Asked>
    </Card>
  );
}

function Why({ standing }: { standing: Standing }) {
  const { t, f } = useLanguage();
  const { segment, clauses, since, by } = standing;
  return (
    <details className="why">
      <summary>
        <strong>{segment.name}</strong>
        {since && <span className="quiet small"> {t("customers.since", { day: f.day(since.slice(0, 10)) })}</span>}
      </summary>
      <ul className="plain small">
        {by === "list" && <li>{t("customers.segments_by_list")}</li>}
        {clauses.map((clause) => (
          <li key={clause.path}>
            <span className="pill" data-tone={clause.holds ? "gain" : "loss"}>
              {clause.holds ? t("customers.holds") : t("customers.holds_not")}
            </span>{" "}
            {clause.sentence}
          </li>
        ))}
        <li>
          <Link to={`/segments/${segment.key ?? segment.id}`}>{t("customers.segment_open")}</Link>
        </li>
      </ul>
    </details>
  );
}
