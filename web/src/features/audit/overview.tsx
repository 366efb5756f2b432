import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
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
  const retention = useMetric("crr", { period, compare: "previous" });
  const as_of = end_of_old(retention.data?.data_as_of);
  const headline = useQuery({
    queryKey: ["headline", as_of],
    queryFn: ({ signal }) => ask<Headline>("/headline", { as_of }, signal),
  });
  const may = mayChange(useSession());
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
              <EmptyState
                title={t("audit.nothing_yet")}
                action={
                  may && (
                    <Button component={Link} to="/customers/imports">
                      {t("nav.imports")}
                    </Button>
                  )
                }
              >
                {t("audit.nothing_yet_do")}
              </EmptyState>
            </Card>
          ) : null
        }
      >
        {(data) => (
          <>
            {as_of && <p className="alert">{t("audit.old_data", { day: f.day(as_of, "long") })}</p>}
            <div className="grid">
              {data.metrics.map((name) => (
                <MetricCard key={name} name={name} question={{ period, as_of }} />
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
                <ChangesCard metrics={data.metrics} period={period} as_of={as_of} />
                <FiveFigures as_of={as_of} />
              </div>
            </Later>
            <Later height={240}>
              <SourcesCard period={period} />
            </Later>
          </>
        )}
      </Asked>
      <Later height={480}>
        <CohortCard months={24} question={{ as_of }} />
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

const OLD_DAYS = 62; // by then no month that has ended has anything in it

/** The last day of data that end long ago, as a shop's old file does: the figures are those of that day. */
function end_of_old(at: string | null | undefined): string | undefined {
  return at && Date.now() - new Date(at).getTime() > OLD_DAYS * 86_400_000 ? at.slice(0, 10) : undefined;
}

function Later({ height, children }: { height: number; children: ReactNode }) {
  return <Suspense fallback={<Loading height={height} />}>{children}</Suspense>;
}
