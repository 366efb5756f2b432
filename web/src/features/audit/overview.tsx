import { useQuery } from "@tanstack/react-query";
import { ask } from "~/api/client";
import { useLanguage } from "~/i18n";
import { PeriodFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import type { Headline } from "./api";
import { ChangesCard, SourcesCard } from "./changes_card";
import { CohortCard } from "./cohort_card";
import { AsOf } from "./filters";
import { FiveFigures } from "./five_figures";
import { HeadlineChoice } from "./headline_choice";
import { MetricCard, useMetric } from "./metric_card";
import { MovementsCard } from "./revenue_movements";
import { SurvivalCard } from "./survival_card";

/** Are we keeping customers, and what changed? The figures that stand first, then why, then in detail. */
export default function Overview() {
  const { t, f } = useLanguage();
  const [search] = useFilters();
  const period = search.period ?? "month";
  const headline = useQuery({
    queryKey: ["headline"],
    queryFn: ({ signal }) => ask<Headline>("/headline", {}, signal),
  });
  const retention = useMetric("crr", { period, compare: "previous" });
  return (
    <div className="page">
      <PageHeader
        title={t("audit.title")}
        about={
          <AsOf at={retention.data?.data_as_of}>
            {retention.data?.data_as_of ? "" : t("audit.about", { zone: f.timeZone })}
          </AsOf>
        }
      >
        {headline.data && <HeadlineChoice headline={headline.data} />}
        <PeriodFilter />
      </PageHeader>
      <Asked
        query={headline}
        height={150}
        empty={(data) =>
          data.items.every((item) => item.value === null) ? (
            <Card>
              <EmptyState title={t("audit.nothing_yet")}>{t("audit.nothing_yet_do")}</EmptyState>
            </Card>
          ) : null
        }
      >
        {(data) => (
          <>
            <div className="grid">
              {data.metrics.map((name) => (
                <MetricCard key={name} name={name} question={{ period }} />
              ))}
            </div>
            <div className="grid" style={{ "--least": "420px" } as React.CSSProperties}>
              <ChangesCard metrics={data.metrics} period={period} />
              <FiveFigures />
            </div>
            <SourcesCard period={period} />
          </>
        )}
      </Asked>
      <CohortCard months={24} />
      <div className="grid" style={{ "--least": "420px" } as React.CSSProperties}>
        <MovementsCard drill={false} />
        <SurvivalCard />
      </div>
    </div>
  );
}
