import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "~/api/client";
import { useLanguage } from "~/i18n";
import { Definition } from "~/ui/figure";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { Asked } from "~/ui/states";
import CustomerTable from "./customer_table";
import { useDuration } from "./funnel_result";

interface FrictionItem {
  name: "page_load" | "errors" | "abandonment" | "waiting_time";
  label: string;
  definition: string;
  unit: string;
  value: number | null;
  threshold: number;
  friction: boolean | null;
  n: number;
  affected_share: { value: number | null; low: number | null; high: number | null; n: number };
  affected_customers: number;
}

interface FrictionAnswer {
  from: string;
  to: string;
  items: FrictionItem[];
}

/** Where people are held up: slow pages, errors, abandonment, waiting; beyond what, and who met it. */
export function FrictionCard() {
  const { t, f } = useLanguage();
  const duration = useDuration();
  const [search] = useFilters();
  const [chosen, setChosen] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ["friction", search.segment],
    queryFn: ({ signal }) => ask<FrictionAnswer>("/friction", { segment: search.segment }, signal),
  });
  const value_of = (item: FrictionItem, value: number | null) => {
    if (value === null) return t("ui.not_observed");
    if (item.unit === "milliseconds") return t("audit.time.s", { n: f.compact(value / 1000, 1) });
    if (item.unit === "minutes") return duration(value * 60);
    return f.percent(value);
  };
  return (
    <Card
      title={t("audit.friction")}
      about={query.data && t("audit.friction_about", { from: f.day(query.data.from), to: f.day(query.data.to) })}
    >
      <Asked query={query} height={240}>
        {(data) => (
          <>
            <dl className="facts">
              {data.items.map((item) => (
                <div key={item.name}>
                  <dt>
                    {item.label}
                    <Definition text={item.definition} />
                    <p className="quiet small">
                      {t("audit.threshold", { value: value_of(item, item.threshold) })}
                      {item.affected_share.value !== null &&
                        item.affected_share.n > 0 &&
                        ` · ${t("audit.affected", { share: f.percent(item.affected_share.value), n: item.affected_share.n })}`}
                    </p>
                  </dt>
                  <dd>
                    <span className="row" style={{ flexWrap: "nowrap" }}>
                      <span className={item.value === null ? "quiet" : "figure number"}>
                        {value_of(item, item.value)}
                      </span>
                      {item.friction !== null && (
                        <span className="pill" data-tone={item.friction ? "loss" : "gain"}>
                          {t(item.friction ? "audit.friction_yes" : "audit.friction_no")}
                        </span>
                      )}
                    </span>
                    {item.affected_customers > 0 && (
                      <button
                        type="button"
                        className="link small"
                        aria-pressed={chosen === item.name}
                        onClick={() => setChosen(chosen === item.name ? null : item.name)}
                      >
                        {t("audit.people_n", {
                          n: item.affected_customers,
                          text: f.number(item.affected_customers),
                        })}
                      </button>
                    )}
                  </dd>
                </div>
              ))}
            </dl>
            {chosen && (
              <CustomerTable
                path="/friction/customers"
                file={`friction-${chosen}`}
                query={{ item: chosen, segment: search.segment }}
              />
            )}
          </>
        )}
      </Asked>
    </Card>
  );
}
