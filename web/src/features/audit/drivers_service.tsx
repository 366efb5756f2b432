import { useQuery } from "@tanstack/react-query";
import { ask } from "~/api/client";
import type { ServicePattern, ServicePatternList } from "~/api/types";
import { Forest } from "~/charts/forest";
import { useLanguage } from "~/i18n";
import { Interval } from "~/ui/figure";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";

const SHOWN = 12;

/** Topics, channels and delays of tickets, and how much more those who had them left than the others. */
export function ServiceCard() {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["service-patterns"],
    queryFn: ({ signal }) => ask<ServicePatternList>("/service-patterns", {}, signal),
  });
  const { data } = query;
  return (
    <Card
      title={t("audit.service")}
      about={
        data &&
        t("audit.service_about", {
          days: data.window_days,
          n: data.customers,
          customers: f.number(data.customers),
          left: f.number(data.left),
          gone: data.left,
        })
      }
    >
      <Asked
        query={query}
        height={260}
        empty={(data) =>
          data.customers === 0 ? (
            <EmptyState title={t("audit.no_service_time")}>{t("audit.no_service_time_do")}</EmptyState>
          ) : data.items.length === 0 ? (
            <EmptyState title={t("audit.no_service")}>{t("audit.no_service_do")}</EmptyState>
          ) : null
        }
      >
        {(data) => <Patterns items={data.items} />}
      </Asked>
    </Card>
  );
}

function Patterns({ items }: { items: ServicePattern[] }) {
  const { t, f } = useLanguage();
  const times = (ratio: number) => t("audit.service_times", { lift: f.compact(ratio, 2) });
  const shown = items.slice(0, SHOWN); // the surest first
  const first = shown[0];
  const sentence = first?.sure
    ? t("audit.service_sentence", {
        what: first.label,
        lift: f.compact(first.lift, 2),
        low: f.compact(first.low, 2),
        high: f.compact(first.high, 2),
        with: f.percent(first.left_with.value ?? 0),
        without: f.percent(first.left_without.value ?? 0),
      })
    : t("audit.service_not_sure", { n: items.length });
  return (
    <>
      <Forest
        name="service-patterns"
        sentence={sentence}
        ratios
        better="down"
        effects={shown.map((one) => ({
          name: one.label,
          unsure: !one.sure,
          value: one.lift,
          low: one.low,
          high: one.high,
          text: times(one.lift),
        }))}
        format_x={times}
        table={{
          head: [
            t("audit.service_pattern"),
            t("audit.service_lift"),
            t("audit.low"),
            t("audit.high"),
            t("audit.service_with"),
            "n",
            t("audit.service_without"),
            t("audit.n_without"),
            t("audit.service_p"),
          ],
          rows: items.map((one) => [
            one.label,
            one.lift,
            one.low,
            one.high,
            one.left_with.value,
            one.left_with.n,
            one.left_without.value,
            one.left_without.n,
            one.adjusted_p,
          ]),
        }}
      />
      <p>{sentence}</p>
      <section
        className="scroll-x"
        tabIndex={0}
        aria-label={t("charts.table_of", { what: t("audit.service") })}
        style={{ marginTop: 12 }}
      >
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("audit.service_pattern")}</th>
              <th scope="col" data-number>
                {t("audit.service_lift")}
              </th>
              <th scope="col" data-number>
                {t("audit.service_with")}
              </th>
              <th scope="col" data-number>
                {t("audit.service_without")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr key={one.label}>
                <th scope="row">
                  <div>{one.label}</div>
                  <span className="pill" data-tone={one.sure ? (one.lift > 1 ? "loss" : "gain") : undefined}>
                    {t(one.sure ? "audit.service_sure" : "audit.service_chance")}
                  </span>
                </th>
                <td data-number>
                  <span data-figure={`lift ${one.kind} ${one.value ?? ""}`.trim()}>{times(one.lift)}</span>
                  <div className="quiet small">{t("ui.interval", { low: times(one.low), high: times(one.high) })}</div>
                </td>
                {[one.left_with, one.left_without].map((left, index) => (
                  <td key={index === 0 ? "with" : "without"} data-number>
                    {left.value === null ? t("ui.not_observed") : f.percent(left.value)}
                    <div>
                      <Interval low={left.low} high={left.high} n={left.n} unit="rate" />
                    </div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="quiet small" style={{ marginTop: 10 }}>
        {t("audit.service_caution")}
      </p>
    </>
  );
}
