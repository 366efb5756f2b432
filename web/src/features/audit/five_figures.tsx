import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "~/api/client";
import { useLanguage } from "~/i18n";
import { Interval, useFigure } from "~/ui/figure";
import { Card } from "~/ui/page";
import { Asked } from "~/ui/states";
import type { KeyFigure } from "./api";

/** The five key figures together: churn, lifetime value, NPS, retention, engagement, each with its n. */
export function FiveFigures({ as_of }: { as_of?: string | undefined }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const query = useQuery({
    queryKey: ["kpis", as_of],
    queryFn: ({ signal }) => ask<{ items: KeyFigure[] }>("/kpis", { as_of }, signal).then((list) => list.items),
  });
  return (
    <Card title={t("audit.five")} about={query.data?.[0]?.period ? f.period(query.data[0].period) : undefined}>
      <Asked query={query} height={240}>
        {(items) => (
          <dl className="facts">
            {items.map((item) => (
              <div key={item.name}>
                <dt>
                  <Link to={`/audit/metrics/${item.name}`}>{item.label}</Link>
                  {item.reason && <p className="quiet small">{item.reason}</p>}
                </dt>
                <dd>
                  <span className="figure number" data-kpi={item.name}>
                    {figure(item.value, item.unit)}
                  </span>
                  <Interval low={item.low} high={item.high} n={item.n} unit={item.unit} />
                </dd>
              </div>
            ))}
          </dl>
        )}
      </Asked>
    </Card>
  );
}
