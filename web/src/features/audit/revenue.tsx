import { useLanguage } from "~/i18n";
import { PeriodFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { EmptyState, ErrorState, Loading } from "~/ui/states";
import { AsOf, GroupFilter, SegmentFilter } from "./filters";
import { MetricCard, points_of, useMetric } from "./metric_card";
import { RevenueGroups } from "./revenue_groups";
import { MovementsCard, RetentionCard } from "./revenue_movements";
import { OrdersCard, ValueCard } from "./revenue_orders";

const recurring = ["mrr", "arr", "ndr", "grr", "quick_ratio"];
const ordered = ["revenue", "orders", "aov", "repeat_purchase_rate", "returning_share"];

/** What comes in again and again, what is lost of it and to whom; what orders bring; what a customer is worth. */
export default function RevenuePage() {
  const { t } = useLanguage();
  const [search] = useFilters();
  const question = { period: search.period ?? "month", segment: search.segment };
  const mrr = useMetric("mrr", { ...question, compare: "previous" });
  const subscribed = points_of(mrr.data).some((point) => point.value !== null);
  const as_of = mrr.data?.data_as_of;
  return (
    <div className="page">
      <PageHeader title={t("nav.revenue")} about={<AsOf at={as_of}>{as_of ? "" : t("audit.revenue_about")}</AsOf>}>
        <SegmentFilter />
        <GroupFilter
          more={[
            { value: "plan", label: t("audit.split.plan") },
            { value: "country", label: t("audit.split.country") },
          ]}
        />
        <PeriodFilter />
      </PageHeader>
      {mrr.isPending && <Loading height={320} />}
      {mrr.isError && <ErrorState error={mrr.error} retry={() => mrr.refetch()} />}
      {subscribed && (
        <>
          <Figures names={recurring} question={question} />
          <div className="grid" style={{ "--least": "420px" } as React.CSSProperties}>
            <MovementsCard />
            <RetentionCard />
          </div>
          {search.by && <RevenueGroups by={search.by} />}
        </>
      )}
      {mrr.data && !subscribed && (
        <Card title={t("audit.mrr.title")}>
          <EmptyState title={t("audit.mrr.none")}>{t("audit.mrr.none_do")}</EmptyState>
        </Card>
      )}
      <h2 className="section">{t("audit.orders_title")}</h2>
      <Figures names={ordered} question={question} />
      <div className="grid" style={{ "--least": "420px" } as React.CSSProperties}>
        <OrdersCard />
        <ValueCard />
      </div>
    </div>
  );
}

function Figures({ names, question }: { names: string[]; question: { period: string; segment: string | undefined } }) {
  return (
    <div className="grid">
      {names.map((name) => (
        <MetricCard key={name} name={name} question={question} />
      ))}
    </div>
  );
}
