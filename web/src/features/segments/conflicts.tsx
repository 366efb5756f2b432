// Where the strategies of two segments are at odds over the same people, and which one holds.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "~/api/client";
import { useLanguage } from "~/i18n";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";

interface Conflict {
  a: string;
  a_name: string;
  a_value: string;
  b: string;
  b_name: string;
  b_value: string;
  field: "offers" | "channels" | "service_level";
  customers: number;
  wins: string;
}

export function Conflicts() {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["list", "/segments", "conflicts"],
    queryFn: ({ signal }) => ask<{ items: Conflict[] }>("/segments/conflicts", {}, signal),
  });
  const side = (key: string, name: string, value: string, wins: boolean) => (
    <>
      <Link to={`/segments/${key}`}>{name}</Link>{" "}
      {wins && (
        <span className="pill" data-tone="accent">
          {t("segments.wins")}
        </span>
      )}
      <div className="quiet small">{value}</div>
    </>
  );
  return (
    <Card title={t("segments.conflicts")} about={t("segments.conflicts_about")}>
      <Asked
        query={query}
        height={100}
        empty={(data) =>
          data.items.length === 0 ? (
            <EmptyState title={t("segments.conflicts_none")}>{t("segments.conflicts_none_about")}</EmptyState>
          ) : null
        }
      >
        {(data) => (
          <section
            className="scroll-x"
            tabIndex={0}
            aria-label={t("charts.table_of", { what: t("segments.conflicts") })}
          >
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t("segments.conflict_field")}</th>
                  <th scope="col">A</th>
                  <th scope="col">B</th>
                  <th scope="col" data-number>
                    {t("segments.rfm.customers")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((one) => (
                  <tr key={`${one.a} ${one.b} ${one.field}`}>
                    <td>{t(`segments.strategy.${one.field}`)}</td>
                    <td>{side(one.a, one.a_name, one.a_value, one.wins === one.a)}</td>
                    <td>{side(one.b, one.b_name, one.b_value, one.wins === one.b)}</td>
                    <td data-number>{f.number(one.customers)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </Asked>
    </Card>
  );
}
