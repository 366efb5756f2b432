import { useLanguage } from "~/i18n";
import { useFigure } from "~/ui/figure";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import type { Point } from "./api";
import { useMetric } from "./metric_card";

const figures = ["mrr", "ndr", "grr", "churned_mrr", "expansion_mrr"];

/** The recurring revenue of each group side by side, of the last whole period. */
export function RevenueGroups({ by }: { by: string }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const [search] = useFilters();
  const question = { period: search.period ?? "month", segment: search.segment, by };
  const series = [
    useMetric("mrr", question),
    useMetric("ndr", question),
    useMetric("grr", question),
    useMetric("churned_mrr", question),
    useMetric("expansion_mrr", question),
  ];
  const first = series[0];
  if (!first) return null;
  return (
    <Card title={t("audit.groups_title")} about={t("audit.groups_about")}>
      <Asked query={first} height={200}>
        {(data) => {
          const whole = (data.points as Point[]).filter((point) => point.complete && point.value !== null);
          const period = whole
            .map((point) => point.period)
            .sort()
            .at(-1);
          const groups = whole.filter((point) => point.period === period);
          if (groups.length === 0) return <EmptyState title={t("audit.nothing_yet")} />;
          const at = (index: number, group: string | null) =>
            (series[index]?.data?.points as Point[] | undefined)?.find(
              (point) => point.period === period && point.by === group,
            );
          return (
            <section className="scroll-x" tabIndex={0} aria-label={t("audit.group")}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t("audit.group")}</th>
                    {figures.map((name, index) => (
                      <th key={name} scope="col" data-number>
                        {series[index]?.data?.label ?? name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {groups.map((group) => (
                    <tr key={group.by}>
                      <th scope="row">{group.by_label ?? group.by}</th>
                      {figures.map((name, index) => {
                        const point = at(index, group.by);
                        return (
                          <td key={name} data-number>
                            {figure(point?.value, series[index]?.data?.unit ?? "")}
                            {point?.n != null && <span className="quiet small"> n = {f.number(point.n)}</span>}
                          </td>
                        );
                      })}
                    </tr>
                  ))}
                </tbody>
              </table>
              <p className="quiet small" style={{ marginTop: 8 }}>
                {period && f.period(period)}
              </p>
            </section>
          );
        }}
      </Asked>
    </Card>
  );
}
