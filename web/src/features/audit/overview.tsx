import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense } from "react";
import { ask } from "~/api/client";
import { useLanguage } from "~/i18n";
import { PeriodFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState, Loading } from "~/ui/states";
import type { Headline } from "./api";
import { AsOf } from "./filters";
import { FiveFigures } from "./five_figures";
import { HeadlineChoice } from "./headline_choice";
import { MetricCard, useMetric } from "./metric_card";

// What stands further down comes when the figures are there.
const ChangesCard = lazy(() => import("./changes_card").then((part) => ({ default: part.ChangesCard })));
const SourcesCard = lazy(() => import("./changes_card").then((part) => ({ default: part.SourcesCard })));
const CohortCard = lazy(() => import("./cohort_card").then((part) => ({ default: part.CohortCard })));
const MovementsCard = lazy(() => import("./revenue_movements").then((part) => ({ default: part.MovementsCard })));
const SurvivalCard = lazy(() => import("./survival_card").then((part) => ({ default: part.SurvivalCard })));
const FindingsCard = lazy(() => import("./findings_card"));
const PlanNotices = lazy(() => import("./plan_notices"));

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
            <Later height={180}>
              <FindingsCard period={period} />
            </Later>
            <Suspense>
              <PlanNotices />
            </Suspense>
            <Later height={340}>
              <div className="grid" style={{ "--least": "420px" } as React.CSSProperties}>
                <ChangesCard metrics={data.metrics} period={period} />
                <FiveFigures />
              </div>
            </Later>
            <Later height={240}>
              <SourcesCard period={period} />
            </Later>
          </>
        )}
      </Asked>
      <Later height={480}>
        <CohortCard months={24} />
      </Later>
      <div className="grid" style={{ "--least": "420px" } as React.CSSProperties}>
        <Later height={320}>
          <MovementsCard drill={false} />
        </Later>
        <Later height={320}>
          <SurvivalCard />
        </Later>
      </div>
    </div>
  );
}

function Later({ height, children }: { height: number; children: ReactNode }) {
  return <Suspense fallback={<Loading height={height} />}>{children}</Suspense>;
}
