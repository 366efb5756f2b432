import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "~/api/client";
import type { MetricSeries } from "~/api/types";
import { useLanguage } from "~/i18n";
import { TextFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";

/** The catalogue: what each figure means, how it is worked out, and the figure itself one step away. */
export default function Metrics() {
  const { t } = useLanguage();
  const [search] = useFilters();
  const query = useQuery({
    queryKey: ["metrics"],
    queryFn: ({ signal }) => ask<{ items: MetricSeries[] }>("/metrics", {}, signal).then((list) => list.items),
  });
  const wanted = (search.q ?? "").toLocaleLowerCase();
  const fits = (metric: MetricSeries) =>
    [metric.name, metric.label, metric.definition, ...metric.aliases].some((text) =>
      text.toLocaleLowerCase().includes(wanted),
    );
  return (
    <div className="page">
      <PageHeader title={t("nav.metrics")} about={t("audit.metrics_about")}>
        <TextFilter name="q" label={t("audit.find_metric")} />
      </PageHeader>
      <Card>
        <Asked
          query={query}
          height={480}
          empty={(data) => (data.some(fits) ? null : <EmptyState title={t("audit.no_metric")} />)}
        >
          {(data) => (
            <ul className="plain">
              {data.filter(fits).map((metric) => (
                <li key={metric.name}>
                  <div className="row">
                    {metric.available ? (
                      <Link to={`/audit/metrics/${metric.name}`}>
                        <strong>{metric.label}</strong>
                      </Link>
                    ) : (
                      <strong>{metric.label}</strong>
                    )}
                    <code className="small quiet">{metric.name}</code>
                  </div>
                  <p>{metric.definition}</p>
                  <p className="quiet small">
                    {t("audit.formula", { formula: metric.formula })}
                    {metric.elsewhere && ` ${metric.elsewhere}`}
                  </p>
                </li>
              ))}
            </ul>
          )}
        </Asked>
      </Card>
    </div>
  );
}
