// The report of lifetime models: what they foretold beside what came, and their parameters.
import type { PredictionHoldout, PredictionReport } from "~/api/types";
import { Lines } from "~/charts/lines";
import { useLanguage } from "~/i18n";
import { Card } from "~/ui/page";
import { useKind } from "./parts";

/** Purchases week by week, foretold and come: those that the fit has seen and those that it has not. */
export function Weekly({ holdout }: { holdout: PredictionHoldout }) {
  const { t, f } = useLanguage();
  const weeks = holdout.weekly ?? [];
  if (weeks.length < 2) return null;
  const from = weeks.find((one) => one.held_out)?.week;
  const line = (of: "actual" | "predicted") => weeks.map((one, index) => ({ x: index, y: one[of] }));
  const sentence = t("predict.weekly_sentence", {
    predicted: f.compact(holdout.predicted ?? 0, 0),
    actual: f.compact(holdout.actual ?? 0, 0),
  });
  return (
    <Card
      title={t("predict.weekly")}
      about={from ? t("predict.weekly_held_out", { day: f.day(from) }) : t("predict.weekly_about")}
    >
      <Lines
        name="weekly-purchases"
        sentence={sentence}
        whole_x
        lines={[
          { name: t("predict.actual"), points: line("actual") },
          { name: t("predict.predicted_purchases"), points: line("predicted") },
        ]}
        format_x={(index) => f.period(weeks[index]?.week.slice(0, 7) ?? "")}
        format_y={(value) => f.compact(value)}
        table={{
          head: [t("predict.week_head"), t("predict.actual"), t("predict.predicted_purchases")],
          rows: weeks.map((one) => [f.day(one.week), one.actual, one.predicted]),
        }}
      />
      <p className="quiet">{sentence}</p>
    </Card>
  );
}

/** Do those who bought often go on buying often? */
export function Buying({ holdout }: { holdout: PredictionHoldout }) {
  const { t, f } = useLanguage();
  const groups = holdout.by_frequency ?? [];
  if (groups.length === 0) return null;
  const head = [
    t("predict.repeat_purchases"),
    t("predict.customers"),
    t("predict.actual"),
    t("predict.predicted_purchases"),
  ];
  const rows = groups.map((one) => [one.x, one.customers, one.actual, one.predicted]);
  const last = groups.at(-1);
  const sentence = t("predict.by_frequency_sentence", {
    x: last?.x ?? 0,
    actual: f.compact(last?.actual ?? 0, 2),
    predicted: f.compact(last?.predicted ?? 0, 2),
  });
  return (
    <Card title={t("predict.by_frequency")} about={t("predict.by_frequency_about")}>
      <Lines
        name="purchases-by-frequency"
        sentence={sentence}
        whole_x
        lines={[
          { name: t("predict.actual"), points: groups.map((one) => ({ x: one.x, y: one.actual })) },
          { name: t("predict.predicted_purchases"), points: groups.map((one) => ({ x: one.x, y: one.predicted })) },
        ]}
        format_x={(x) => f.number(x)}
        format_y={(y) => f.compact(y)}
        table={{ head, rows }}
      />
    </Card>
  );
}

interface Fit {
  parameters?: Record<string, number>;
  errors?: Record<string, number>;
  log_likelihood?: number | null;
  holdout_log_likelihood?: number | null;
  refusal?: string | null;
}

export function Parameters({ report }: { report: PredictionReport }) {
  const { t, f } = useLanguage();
  const kind = useKind();
  const fits = [
    ...Object.entries(report.models ?? {}),
    ...(report.gamma_gamma ? [["gamma_gamma", report.gamma_gamma] as const] : []),
  ] as [string, Fit][];
  if (fits.length === 0) return null;
  return (
    <Card title={t("predict.parameters")} about={t("predict.parameters_about")}>
      <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: t("predict.parameters") })}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("predict.model")}</th>
              <th scope="col">{t("predict.parameters")}</th>
              <th scope="col" data-number>
                {t("predict.log_likelihood")}
              </th>
              <th scope="col" data-number>
                {t("predict.holdout_log_likelihood")}
              </th>
            </tr>
          </thead>
          <tbody>
            {fits.map(([name, fit]) => (
              <tr key={name} aria-current={name === report.chosen || undefined}>
                <th scope="row">
                  {kind(name)} {name === report.chosen && <span className="pill">{t("predict.chosen")}</span>}
                </th>
                <td>
                  {fit.refusal ??
                    Object.entries(fit.parameters ?? {}).map(([parameter, value]) => (
                      <span key={parameter} className="number parameter">
                        {parameter} = {f.number(value, 3)}
                        {fit.errors?.[parameter] != null && (
                          <span className="quiet small"> ± {f.number(fit.errors[parameter] ?? 0, 3)}</span>
                        )}
                      </span>
                    ))}
                </td>
                <td data-number>{fit.log_likelihood == null ? "" : f.number(fit.log_likelihood, 1)}</td>
                <td data-number>{fit.holdout_log_likelihood == null ? "" : f.number(fit.holdout_log_likelihood, 1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}
