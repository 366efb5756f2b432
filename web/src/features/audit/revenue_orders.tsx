import { Link } from "@tanstack/react-router";
import { Columns } from "~/charts/columns";
import { useLanguage } from "~/i18n";
import { Definition, Interval, useFigure } from "~/ui/figure";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { Asked, EmptyState, Loading } from "~/ui/states";
import { last_of, part_of, points_of, useMetric } from "./metric_card";

const COLUMNS_SHOWN = 24;

/** What orders brought, of new customers and of those who came back. */
export function OrdersCard() {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const [search] = useFilters();
  const question = { period: search.period ?? "month", segment: search.segment, compare: "previous" };
  const query = useMetric("revenue", question);
  return (
    <Card title={t("audit.orders_chart")} about={t("audit.orders_chart_about")}>
      <Asked
        query={query}
        height={280}
        empty={(data) =>
          points_of(data).every((point) => point.value === null) ? (
            <EmptyState title={t("audit.nothing_yet")}>{t("audit.nothing_yet_do")}</EmptyState>
          ) : null
        }
      >
        {(data) => {
          const points = points_of(data)
            .filter((point) => point.value !== null)
            .slice(-COLUMNS_SHOWN);
          const last = last_of(points);
          const sentence = t("audit.orders_sentence", {
            period: f.period(last?.period ?? ""),
            revenue: figure(last?.value, data.unit),
            returning: f.amount(part_of(last, "returning") ?? 0),
          });
          return (
            <>
              <Columns
                name="orders-revenue"
                sentence={sentence}
                parts={[t("audit.returning_customers"), t("audit.new_customers")]}
                columns={points.map((point) => ({
                  name: f.period(point.period),
                  parts: [part_of(point, "returning"), part_of(point, "new")],
                  open: !point.complete,
                }))}
                format_y={(value) => f.money({ amount: String(value), currency: f.currency }, { round: true })}
                table={{
                  head: [t("ui.period"), t("audit.returning_customers"), t("audit.new_customers")],
                  rows: points.map((point) => [
                    f.period(point.period),
                    part_of(point, "returning"),
                    part_of(point, "new"),
                  ]),
                }}
              />
              <p className="quiet">{sentence}</p>
            </>
          );
        }}
      </Asked>
    </Card>
  );
}

const values = ["clv", "clv_total", "concentration", "lost_value", "customer_profit"];

/** What a customer is worth, how much hangs on few of them, and what those who left would have brought. */
export function ValueCard() {
  const { t } = useLanguage();
  const [search] = useFilters();
  return (
    <Card title={t("audit.value_title")} about={t("audit.value_about")}>
      <dl className="facts">
        {values.map((name) => (
          <Value key={name} name={name} period={search.period ?? "month"} segment={search.segment} />
        ))}
      </dl>
    </Card>
  );
}

function Value({ name, period, segment }: { name: string; period: string; segment: string | undefined }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const query = useMetric(name, { period, segment });
  const series = query.data;
  if (query.isError) return null;
  if (!series) return <Loading height={40} />;
  const last = last_of(points_of(series));
  if (!last) return null;
  const past = part_of(last, "past");
  const future = part_of(last, "future");
  return (
    <div>
      <dt>
        <Link to={`/audit/metrics/${name}`}>{series.label}</Link>
        <Definition text={`${series.definition} ${series.formula}`} />
        <p className="quiet small">
          {past !== null && future !== null
            ? t("audit.past_future", { past: f.amount(past), future: f.amount(future) })
            : f.period(last.period)}
        </p>
      </dt>
      <dd>
        <span className="figure number" data-metric={name}>
          {figure(last.value, series.unit)}
        </span>
        <Interval low={last.low} high={last.high} n={last.n} unit={series.unit} />
      </dd>
    </div>
  );
}
