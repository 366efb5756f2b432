import { NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "~/api/client";
import type { TopCustomers } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";

const SHOWN = 10;

/** Who is expected to bring most from here on, and what part of all that is. */
export function TopValue() {
  const { t, f } = useLanguage();
  const [search, change] = useFilters();
  const percent = Math.min(100, Math.max(1, Number(search.top) || 20));
  const query = useQuery({
    queryKey: ["predictions", "top", percent],
    queryFn: ({ signal }) => ask<TopCustomers>("/predictions/top", { share: percent / 100 }, signal),
  });
  return (
    <Card
      title={t("predict.top")}
      about={t("predict.top_about")}
      tools={
        <NumberInput
          size="xs"
          w={92}
          min={1}
          max={100}
          suffix={"\u202f%"}
          aria-label={t("predict.top_share")}
          value={percent}
          onChange={(value) => change({ top: value === 20 || value === "" ? undefined : String(value) })}
        />
      }
    >
      <Asked
        query={query}
        height={220}
        empty={(data) =>
          data.items.length === 0 ? (
            <EmptyState title={t("predict.top_none")}>{t("predict.top_none_do")}</EmptyState>
          ) : null
        }
      >
        {(data) => (
          <>
            {data.top_share !== null && (
              <p>
                <strong data-figure="top_share">
                  {t("predict.top_sentence", {
                    n: data.top_customers,
                    text: f.number(data.top_customers),
                    share: f.percent(data.top_share),
                  })}
                </strong>{" "}
                {data.top && data.total && (
                  <span className="quiet">
                    {t("predict.top_money", { value: f.money(data.top), total: f.money(data.total) })}
                  </span>
                )}
              </p>
            )}
            <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: t("predict.top") })}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t("predict.customer")}</th>
                    <th scope="col" data-number>
                      {t("predict.future")}
                    </th>
                    <th scope="col" data-number>
                      {t("predict.share_of_all")}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.items.slice(0, SHOWN).map((one) => (
                    <tr key={one.customer.id}>
                      <th scope="row">
                        <Link to={`/customers/${one.customer.id}`}>{one.customer.name || `#${one.customer.id}`}</Link>
                      </th>
                      <td data-number>{one.future ? f.money(one.future) : ""}</td>
                      <td data-number>{one.share === null ? "" : f.percent(one.share, 2)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          </>
        )}
      </Asked>
    </Card>
  );
}
