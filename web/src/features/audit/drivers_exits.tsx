import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "~/api/client";
import type { WhatIf } from "~/api/types";
import { Bars } from "~/charts/bars";
import { type Money, useLanguage } from "~/i18n";
import { Definition, number_of } from "~/ui/figure";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import type { Point } from "./api";
import CustomerTable from "./customer_table";
import { part_of, useMetric } from "./metric_card";

/** Why customers say they leave, over the last twelve months, what it costs, and who they are. */
export function ReasonsCard() {
  const { t, f } = useLanguage();
  const [search] = useFilters();
  const [chosen, setChosen] = useState<string | null>(null);
  const query = useMetric("churn_reasons", { period: "year", by: "reason", segment: search.segment });
  const cost = useQuery({
    queryKey: ["what-if"],
    queryFn: ({ signal }) => ask<WhatIf>("/what-if", {}, signal),
  });
  return (
    <Card
      title={t("audit.reasons")}
      about={
        query.data && (
          <>
            {t("audit.reasons_about")}
            <Definition text={query.data.definition} />
          </>
        )
      }
    >
      <Asked
        query={query}
        height={220}
        empty={(data) =>
          (data.points as Point[]).every((point) => point.value === null) ? (
            <EmptyState title={t("audit.no_reasons")}>{t("audit.no_reasons_do")}</EmptyState>
          ) : null
        }
      >
        {(data) => {
          const points = (data.points as Point[]).filter((point) => point.value !== null);
          const period = points
            .map((point) => point.period)
            .sort()
            .at(-1);
          const reasons = points
            .filter((point) => point.period === period)
            .sort((a, b) => (number_of(b.value) ?? 0) - (number_of(a.value) ?? 0));
          const first = reasons[0];
          const sentence = t("audit.reasons_sentence", {
            reason: first?.by_label ?? first?.by ?? "",
            share: f.percent(number_of(first?.value) ?? 0),
            n: first?.n ?? 0,
          });
          return (
            <>
              <Bars
                name="exit-reasons"
                sentence={sentence}
                most={1}
                bars={reasons.map((point) => ({
                  name: point.by_label ?? point.by ?? "",
                  value: number_of(point.value),
                  low: number_of(point.low),
                  high: number_of(point.high),
                  text: `${f.percent(number_of(point.value) ?? 0)} · ${f.number(part_of(point, "exits") ?? 0)}`,
                }))}
                table={{
                  head: [t("audit.reason"), t("audit.share"), t("audit.part.exits")],
                  rows: reasons.map((point) => [
                    point.by_label ?? point.by ?? "",
                    number_of(point.value),
                    part_of(point, "exits"),
                  ]),
                }}
              />
              <p className="quiet">{sentence}</p>
              <div className="row no-print" style={{ marginTop: 8 }}>
                <span className="quiet small">{t("audit.who")}</span>
                {reasons.map((point) => (
                  <button
                    key={point.by}
                    type="button"
                    className="link small"
                    aria-pressed={chosen === point.by}
                    onClick={() => setChosen(chosen === point.by ? null : point.by)}
                  >
                    {point.by_label ?? point.by}
                  </button>
                ))}
              </div>
              {chosen && period && (
                <CustomerTable
                  path="/metrics/churn_reasons/customers"
                  file="exits"
                  query={{ period, by: "reason", by_value: chosen, segment: search.segment }}
                />
              )}
            </>
          );
        }}
      </Asked>
      {cost.data?.lost_value && (
        <p className="notice" style={{ margin: "14px 0 0" }}>
          <span>
            {t("audit.cost_of_leaving", {
              from: f.day(cost.data.from),
              to: f.day(cost.data.to),
              n: cost.data.lost ?? 0,
              value: f.money(cost.data.lost_value as Money, { round: true }),
            })}{" "}
            <Link to="/audit/metrics/lost_value">{t("audit.see_metric")}</Link>
          </span>
        </p>
      )}
    </Card>
  );
}
