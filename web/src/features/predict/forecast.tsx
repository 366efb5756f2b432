import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ask } from "~/api/client";
import type { RevenueForecast } from "~/api/types";
import { Lines } from "~/charts/lines";
import { type Money, useLanguage } from "~/i18n";
import { useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import "~/ui/key_figures.css";
import "./predict.css";

const MOST = 3; // points of churn, either way
const PROMISED = 0.8; // of the months, between P10 and P90

type Coverage = NonNullable<RevenueForecast["backtest"]>["coverage"];

const value_of = (money: Money | null | undefined) => (money ? Number(money.amount) : null);

/** What the customers we have will bring, how sure that is, and what one point of churn is worth. */
export default function ForecastPage() {
  const { t, f } = useLanguage();
  const [search, change] = useFilters();
  const points = Math.max(-MOST, Math.min(MOST, Number(search.churn) || 0));
  const months = search.months ? Number(search.months) : undefined;
  const series = search.series === "mrr" ? "mrr" : undefined;
  const query = useQuery({
    queryKey: ["forecast", series, months, points],
    queryFn: ({ signal }) =>
      ask<RevenueForecast>("/forecast/revenue", { series, months, churn_points: points || undefined }, signal),
    placeholderData: (before) => before,
  });
  return (
    <div className="page">
      <PageHeader title={t("nav.forecast")} about={t("predict.forecast_about")}>
        <Select
          aria-label={t("predict.series")}
          w={150}
          allowDeselect={false}
          value={series ?? "revenue"}
          onChange={(value) => change({ series: value === "mrr" ? value : undefined })}
          data={(["revenue", "mrr"] as const).map((value) => ({ value, label: t(`predict.series.${value}`) }))}
        />
        <Select
          aria-label={t("predict.horizon")}
          w={150}
          allowDeselect={false}
          value={search.months ?? "12"}
          onChange={(value) => change({ months: value === "12" ? undefined : (value ?? undefined) })}
          data={["3", "6", "12", "24"].map((value) => ({ value, label: t("predict.months", { n: Number(value) }) }))}
        />
      </PageHeader>
      <Asked
        query={query}
        height={420}
        empty={(data) =>
          data.refusal || data.months.length === 0 ? (
            <Card>
              <EmptyState title={t("predict.forecast_none")}>
                {data.refusal ?? t("predict.forecast_none_do")}
              </EmptyState>
            </Card>
          ) : null
        }
      >
        {(data) => (
          <>
            <Totals data={data} />
            <Card title={t(`predict.forecast_by_month.${data.series}`)} about={data.method ?? undefined}>
              <Band data={data} />
            </Card>
            <Card title={t("predict.what_if")} about={t("predict.what_if_about")}>
              <label className="what-if">
                <span>{t("predict.what_if_points")}</span>
                <input
                  type="range"
                  min={-MOST}
                  max={MOST}
                  step={0.5}
                  value={points}
                  aria-valuetext={f.points(points / 100)}
                  onChange={(event) => {
                    const value = Number(event.target.value);
                    change({ churn: value === 0 ? undefined : String(value) });
                  }}
                />
                <output className="number">{f.points(points / 100)}</output>
              </label>
              <p role="status">
                {data.what_if?.difference && points !== 0 ? (
                  <strong data-figure="what_if">
                    {t("predict.what_if_sentence", {
                      points: f.points(points / 100),
                      difference: f.money(data.what_if.difference, { signed: true }),
                    })}
                  </strong>
                ) : (
                  <span className="quiet">{t("predict.what_if_none")}</span>
                )}
              </p>
            </Card>
            {data.backtest && <Backtest data={data.backtest} />}
          </>
        )}
      </Asked>
    </div>
  );
}

function Totals({ data }: { data: RevenueForecast }) {
  const { t, f } = useLanguage();
  const last = data.months.at(-1);
  const shown = data.series === "mrr" ? last : data.total;
  if (!shown || !last) return null;
  const { p10, p50, p90 } = shown;
  return (
    <dl className="card key-figures">
      <div>
        <dt className="quiet">
          {data.series === "mrr"
            ? t("predict.forecast_mrr_at", { month: f.period(last.period) })
            : t("predict.forecast_total", { n: data.months.length })}
        </dt>
        <dd>
          <span className="key-figure number" data-figure="p50">
            {p50 ? f.money(p50) : t("ui.not_observed")}
          </span>
          {p10 && p90 && (
            <span className="quiet small number">
              {t("predict.p10_p90", { low: f.money(p10), high: f.money(p90) })}
            </span>
          )}
        </dd>
      </div>
      {data.monthly_churn !== null && (
        <div>
          <dt className="quiet">{t("predict.monthly_churn")}</dt>
          <dd>
            <span className="key-figure number" data-figure="monthly_churn">
              {f.percent(data.monthly_churn)}
            </span>
            <span className="quiet small">{t("predict.monthly_churn_about")}</span>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Band({ data }: { data: RevenueForecast }) {
  const { t, f } = useLanguage();
  const periods = [...data.observed.map((one) => one.period), ...data.months.map((one) => one.period)];
  const at = new Map(periods.map((period, index) => [period, index]));
  const last = data.observed.at(-1);
  const joined = last
    ? [{ x: at.get(last.period) ?? 0, y: value_of(last.value), low: value_of(last.value), high: value_of(last.value) }]
    : [];
  const lines = [
    {
      name: t("predict.observed_revenue"),
      points: data.observed.map((one) => ({ x: at.get(one.period) ?? 0, y: value_of(one.value) })),
    },
    {
      name: t("predict.p50"),
      points: [
        ...joined,
        ...data.months.map((one) => ({
          x: at.get(one.period) ?? 0,
          y: value_of(one.p50),
          low: value_of(one.p10),
          high: value_of(one.p90),
        })),
      ],
    },
  ];
  if (data.what_if && data.what_if.churn_points !== 0)
    lines.push({
      name: t("predict.what_if_line", { points: f.points(data.what_if.churn_points / 100) }),
      points: [
        ...joined.map((one) => ({ x: one.x, y: one.y })),
        ...data.what_if.months.map((one) => ({ x: at.get(one.period) ?? 0, y: value_of(one.p50) })),
      ],
    });
  const next = data.months[0];
  const sentence =
    next?.p10 && next.p50 && next.p90
      ? t("predict.forecast_sentence", {
          month: f.period(next.period),
          p50: f.money(next.p50),
          p10: f.money(next.p10),
          p90: f.money(next.p90),
        })
      : t("nav.forecast");
  return (
    <>
      <Lines
        name="revenue-forecast"
        sentence={sentence}
        whole_x
        lines={lines}
        format_x={(index) => f.period(periods[index] ?? "")}
        format_y={(value) => f.amount(value)}
        table={{
          head: [t("predict.month"), t("predict.observed_revenue"), "P10", "P50", "P90"],
          rows: [
            ...data.observed.map((one) => [f.period(one.period), value_of(one.value), null, null, null]),
            ...data.months.map((one) => [
              f.period(one.period),
              null,
              value_of(one.p10),
              value_of(one.p50),
              value_of(one.p90),
            ]),
          ],
        }}
      />
      <p>{sentence}</p>
      <p className="quiet small">{t("predict.forecast_band")}</p>
    </>
  );
}

/** What the coverage says of the bands, with how sure that is. */
function verdict_of(coverage: Coverage): "right" | "wide" | "narrow" | null {
  if (coverage.low === null || coverage.high === null) return null;
  if (coverage.low > PROMISED) return "wide";
  return coverage.high < PROMISED ? "narrow" : "right";
}

/** Would it have been right? The same forecast from earlier days, beside what came. */
function Backtest({ data }: { data: NonNullable<RevenueForecast["backtest"]> }) {
  const { t, f } = useLanguage();
  const points = data.points ?? [];
  const { coverage } = data;
  const verdict = verdict_of(coverage);
  return (
    <Card title={t("predict.backtest")} about={t("predict.backtest_about", { n: data.origins })}>
      <dl className="facts">
        <div>
          <dt>{t("predict.coverage")}</dt>
          <dd className="number">
            <strong data-figure="coverage">
              {coverage.value === null ? t("ui.not_observed") : f.percent(coverage.value, 0)}
            </strong>
            <span className="quiet small">
              {coverage.low !== null && coverage.high !== null && (
                <>{t("ui.interval", { low: f.percent(coverage.low, 0), high: f.percent(coverage.high, 0) })} · </>
              )}
              {t("ui.of", { n: f.number(coverage.n) })}
            </span>
          </dd>
        </div>
        <div>
          <dt>{t("predict.forecast_mae")}</dt>
          <dd className="number">
            <strong>{data.mae ? f.money(data.mae) : t("ui.not_observed")}</strong>
            {data.naive_mae && (
              <span className="quiet small">{t("predict.naive_short", { value: f.money(data.naive_mae) })}</span>
            )}
          </dd>
        </div>
      </dl>
      <p data-figure="verdict">
        {verdict && coverage.value !== null && coverage.low !== null && coverage.high !== null
          ? t(`predict.coverage_${verdict}`, {
              n: coverage.n,
              value: f.percent(coverage.value, 0),
              low: f.percent(coverage.low, 0),
              high: f.percent(coverage.high, 0),
            })
          : t("predict.coverage_none")}
      </p>
      {points.length > 1 && (
        <Lines
          name="backtest"
          sentence={t("predict.backtest")}
          whole_x
          lines={[
            { name: t("predict.actual"), points: points.map((one, x) => ({ x, y: value_of(one.actual) })) },
            {
              name: t("predict.p50"),
              points: points.map((one, x) => ({
                x,
                y: value_of(one.p50),
                low: value_of(one.p10),
                high: value_of(one.p90),
              })),
            },
          ]}
          format_x={(index) => f.period(points[index]?.period ?? "")}
          format_y={(value) => f.amount(value)}
          table={{
            head: [t("predict.month"), t("predict.actual"), "P10", "P50", "P90"],
            rows: points.map((one) => [
              f.period(one.period),
              value_of(one.actual),
              value_of(one.p10),
              value_of(one.p50),
              value_of(one.p90),
            ]),
          }}
        />
      )}
    </Card>
  );
}
