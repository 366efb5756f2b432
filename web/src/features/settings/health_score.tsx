import { useQuery } from "@tanstack/react-query";
import { ask } from "~/api/client";
import type { HealthBands } from "~/api/types";
import { useLanguage } from "~/i18n";
import { Delta } from "~/ui/figure";
import { Card } from "~/ui/page";
import { Asked } from "~/ui/states";
import { Settings } from "./frame";
import type { HealthDefinition } from "./health_api";
import { HealthForm } from "./health_form";
import { HealthReleases } from "./health_releases";
import { HealthValidation } from "./health_validation";

/** What the health of a customer is made of, how many are healthy, and whether the score tells who leaves. */
export default function HealthScoreSettings() {
  const query = useQuery({
    queryKey: ["health-score", "definition"],
    queryFn: ({ signal }) => ask<HealthDefinition>("/health-score/definition", {}, signal),
  });
  return (
    <Settings>
      <Bands />
      <HealthValidation />
      <HealthReleases />
      <Asked query={query} height={480}>
        {(definition) => <HealthForm key={definition.version} definition={definition} />}
      </Asked>
    </Settings>
  );
}

const tones = { healthy: "gain", watch: "warn", at_risk: "loss" };

function Bands() {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["health-score", "bands"],
    queryFn: ({ signal }) => ask<HealthBands>("/health-score", {}, signal),
  });
  return (
    <Card
      title={t("predict.health_now")}
      about={query.data && t("predict.health_now_about", { n: query.data.customers })}
    >
      <Asked query={query} height={110}>
        {(data) => (
          <dl className="facts">
            {data.bands.map((band) => (
              <div key={band.band}>
                <dt>
                  <span className="pill" data-tone={tones[band.band]}>
                    {band.label}
                  </span>
                </dt>
                <dd className="number">
                  <span>
                    <strong data-figure={band.band}>{f.number(band.customers)}</strong>{" "}
                    {band.share.value !== null && f.percent(band.share.value)}{" "}
                    <Delta
                      value={band.change}
                      text={f.signed(band.change)}
                      better={band.band === "healthy" ? "up" : "down"}
                    />
                  </span>
                  {band.share.low != null && band.share.high != null && (
                    <span className="quiet small">
                      {t("ui.interval", { low: f.percent(band.share.low), high: f.percent(band.share.high) })} ·{" "}
                      {t("predict.health_change", { n: data.change_days })}
                    </span>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </Asked>
    </Card>
  );
}
