import { useState } from "react";
import type { PredictionDriver, PredictionReport } from "~/api/types";
import { Forest } from "~/charts/forest";
import { useLanguage } from "~/i18n";
import { Card } from "~/ui/page";
import { estimate_of, useKind } from "./parts";

const SHOWN = 12;

const sign_of = (driver: PredictionDriver) => (driver.direction === "down" ? -1 : 1);

/** What the score goes by, the strongest first: odds ratios with their intervals where the model is a regression; of
 * trees how much each counts, and which way. */
export function Drivers({ drivers, ratio: wanted }: { drivers: PredictionDriver[]; ratio: boolean }) {
  const { t, f } = useLanguage();
  const ratios = drivers.filter((one) => one.odds_ratio !== null && one.odds_ratio > 0);
  const ratio = wanted && ratios.length > 0;
  const shown = (ratio ? ratios : drivers).slice(0, SHOWN);
  const first = shown[0];
  if (!first) return null;
  const key = first.direction === "up" || first.direction === "down" ? first.direction : "mixed";
  const sentence = t(`predict.driver.${key}`, { what: first.label });
  const weight = (one: PredictionDriver) => sign_of(one) * (one.importance ?? 0);
  return (
    <Card title={t("predict.drivers")} about={t(ratio ? "predict.drivers_ratio_about" : "predict.drivers_about")}>
      <Forest
        name="drivers"
        sentence={sentence}
        ratios={ratio}
        bars={!ratio}
        better="down"
        effects={shown.map((one) => ({
          name: one.label,
          value: ratio ? (one.odds_ratio ?? 1) : weight(one),
          low: ratio ? one.low : null,
          high: ratio ? one.high : null,
          text: ratio
            ? one.low !== null && one.high !== null
              ? `${f.compact(one.odds_ratio ?? 1, 2)} [${f.compact(one.low, 2)} ; ${f.compact(one.high, 2)}]`
              : f.compact(one.odds_ratio ?? 1, 2)
            : f.percent(Math.abs(weight(one))),
        }))}
        format_x={(value) => (ratio ? f.compact(value, 2) : f.percent(Math.abs(value), 0))}
        table={{
          head: [
            t("predict.factor"),
            t("predict.importance"),
            t("predict.odds_ratio"),
            t("predict.low"),
            t("predict.high"),
            "p",
          ],
          rows: drivers.map((one) => [one.label, one.importance, one.odds_ratio, one.low, one.high, one.p]),
        }}
      />
      <p>{sentence}</p>
      <p className="quiet small">{t("predict.association")}</p>
    </Card>
  );
}

const figures = ["auc", "pr_auc", "brier", "log_loss", "calibration_error"] as const;

interface Coefficient {
  name?: string;
  label?: string;
  value: number | null;
  odds_ratio: number | null;
  low: number | null;
  high: number | null;
  p: number | null;
}

/** The models that were tried, side by side on the same people, and the coefficients of the one that has them. */
export function Compared({ report }: { report: PredictionReport }) {
  const { t, f } = useLanguage();
  const kind = useKind();
  const [open, setOpen] = useState(false);
  const models = Object.entries(report.models ?? {});
  if (models.length === 0) return null;
  const quality = (model: Record<string, unknown>) =>
    (model.holdout ?? model.quality ?? model) as Record<string, never>;
  const coefficients = (models.map(([, one]) => one.coefficients).find(Array.isArray) ?? []) as Coefficient[];
  return (
    <Card title={t("predict.compared")} about={report.chosen_because ?? undefined}>
      <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: t("predict.compared") })}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("predict.model")}</th>
              {figures.map((name) => (
                <th key={name} scope="col" data-number>
                  {t(`predict.figure.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {models.map(([name, model]) => (
              <tr key={name} aria-current={name === report.chosen || undefined}>
                <th scope="row">
                  {kind(name)} {name === report.chosen && <span className="pill">{t("predict.chosen")}</span>}
                </th>
                {figures.map((figure) => {
                  const { value } = estimate_of(quality(model)[figure]);
                  return (
                    <td key={figure} data-number>
                      {value === null ? "" : f.number(value, 4)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {coefficients.length > 0 && (
        <details className="others" onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{t("predict.coefficients", { n: coefficients.length })}</summary>
          {open && <Coefficients rows={coefficients} />}
        </details>
      )}
    </Card>
  );
}

function Coefficients({ rows }: { rows: Coefficient[] }) {
  const { t, f } = useLanguage();
  const number = (value: number | null, digits = 3) => (value === null ? "" : f.number(value, digits));
  return (
    <section className="scroll-x" tabIndex={0} aria-label={t("predict.coefficients", { n: rows.length })}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("predict.factor")}</th>
            <th scope="col" data-number>
              {t("predict.coefficient")}
            </th>
            <th scope="col" data-number>
              {t("predict.odds_ratio")}
            </th>
            <th scope="col" data-number>
              {t("predict.interval")}
            </th>
            <th scope="col" data-number>
              p
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.name ?? one.label}>
              <th scope="row">{one.label ?? one.name}</th>
              <td data-number>{number(one.value)}</td>
              <td data-number>{number(one.odds_ratio)}</td>
              <td data-number>
                {one.low !== null && one.high !== null && `[${number(one.low)} ; ${number(one.high)}]`}
              </td>
              <td data-number>{one.p !== null && one.p < 0.001 ? `< ${f.number(0.001, 3)}` : number(one.p)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
