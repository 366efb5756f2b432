import { useQuery } from "@tanstack/react-query";
import type { CalibrationBin } from "~/api/types";
import { CalibrationPlot } from "~/charts/calibration";
import { useLanguage } from "~/i18n";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { type Validation, validation_query } from "./health_api";

/** Did those with a low score leave more often? By what was known then, of the definition as it is now. */
export function HealthValidation() {
  const { t } = useLanguage();
  const query = useQuery(validation_query());
  return (
    <Card title={t("predict.validation")} about={t("predict.validation_about")}>
      <Asked
        query={query}
        height={180}
        empty={(data) =>
          data.refusal || !data.quality ? (
            <EmptyState title={t("predict.validation_none")}>{data.refusal}</EmptyState>
          ) : null
        }
      >
        {(data) => <Shown data={data} />}
      </Asked>
    </Card>
  );
}

function Shown({ data }: { data: Validation }) {
  const { t, f } = useLanguage();
  const auc = data.quality?.auc;
  const suggested = data.suggestion.groups.filter((one) => one.suggested !== null);
  return (
    <>
      <dl className="facts">
        <div>
          <dt>{data.version === 0 ? t("predict.release_first") : t("predict.release", { version: data.version })}</dt>
          <dd className="number">
            <strong data-figure="health auc">
              {auc?.value == null ? t("ui.not_observed") : f.number(auc.value, 3)}
            </strong>
            <span className="quiet small">
              {t("predict.auc_short")}
              {auc?.low != null && auc.high != null && (
                <> · {t("ui.interval", { low: f.number(auc.low, 3), high: f.number(auc.high, 3) })}</>
              )}{" "}
              ·{" "}
              {t("predict.left_of", {
                n: data.customers,
                rows: f.number(data.customers),
                positives: f.number(data.left),
              })}
            </span>
          </dd>
        </div>
        {data.bands.map((band) => (
          <div key={band.band}>
            <dt>{band.label}</dt>
            <dd className="number">
              {band.left.value === null
                ? t("ui.not_observed")
                : t("predict.left_share", { share: f.percent(band.left.value) })}
              {band.left.low != null && band.left.high != null && (
                <span className="quiet small">
                  {t("ui.interval", { low: f.percent(band.left.low), high: f.percent(band.left.high) })} ·{" "}
                  {t("ui.of", { n: f.number(band.left.n ?? 0) })}
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <Plot bins={data.quality?.calibration ?? []} />
      {suggested.length > 0 && (
        <details className="others">
          <summary>{t("predict.suggested")}</summary>
          <p className="quiet small">{t("predict.suggested_about")}</p>
          <dl className="facts">
            {suggested.map((one) => (
              <div key={one.key}>
                <dt>{one.label}</dt>
                <dd className="number">
                  {f.compact(one.weight, 1)} → {f.compact(one.suggested ?? 0, 1)}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}

function Plot({ bins }: { bins: CalibrationBin[] }) {
  const { t, f } = useLanguage();
  if (bins.length === 0) return null;
  return (
    <CalibrationPlot
      name="health-calibration"
      sentence={t("predict.validation_about")}
      predicted={t("predict.predicted")}
      observed={t("predict.observed")}
      format={(share) => f.percent(share, 0)}
      points={bins.map((bin) => ({
        predicted: bin.predicted,
        observed: bin.observed.value,
        low: bin.observed.low ?? null,
        high: bin.observed.high ?? null,
        n: bin.observed.n ?? 0,
      }))}
      table={{
        head: [t("predict.predicted"), t("predict.observed"), "n"],
        rows: bins.map((bin) => [bin.predicted, bin.observed.value, bin.observed.n ?? null]),
      }}
    />
  );
}
