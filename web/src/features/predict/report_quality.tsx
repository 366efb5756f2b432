import type { Estimate } from "~/api/predictions";
import type { PredictionHoldout, PredictionQuality, PredictionReport } from "~/api/types";
import { CalibrationPlot } from "~/charts/calibration";
import { LiftChart } from "~/charts/lift";
import { type Key, useLanguage } from "~/i18n";
import { Definition } from "~/ui/figure";
import { Card } from "~/ui/page";
import { estimate_of } from "./parts";

interface Figure {
  name: string;
  value: Estimate;
  text: (value: number) => string;
  said?: string; // whose words it has; default: its name
  naive?: number | null | undefined;
}

/** The figures on the people and the time that the training has not seen, beside those of the naive rule. */
export function Figures({ report, holdout }: { report: PredictionReport; holdout: PredictionHoldout }) {
  const { t, f } = useLanguage();
  // Of lifetime models the naive rule is one figure, of the others a model judged as they are.
  const naive = (typeof holdout.naive === "object" && holdout.naive ? holdout.naive : {}) as PredictionQuality;
  const contracts = report.model === "contract_lifetime";
  const prefix = contracts ? "contract_" : "";
  const three = (value: number) => f.number(value, 3);
  const times = (value: number) => `×\u00a0${f.compact(value, 2)}`;
  const all: Figure[] = [
    { name: "auc", value: estimate_of(holdout.auc), text: three, naive: estimate_of(naive.auc).value },
    { name: "pr_auc", value: estimate_of(holdout.pr_auc), text: three, naive: estimate_of(naive.pr_auc).value },
    { name: "brier", value: estimate_of(holdout.brier), text: three, naive: naive.brier },
    {
      name: "log_loss",
      value: estimate_of(holdout.log_loss),
      text: three,
      naive: holdout.naive_log_loss ?? naive.log_loss,
    },
    {
      name: "calibration_error",
      value: estimate_of(holdout.calibration_error),
      text: (one) => f.points(one).replace("+", ""),
    },
    { name: "top_decile_lift", value: estimate_of(holdout.top_decile_lift), text: times, naive: naive.top_decile_lift },
    { name: "top_decile_capture", value: estimate_of(holdout.top_decile_capture), text: (one) => f.percent(one) },
    {
      name: "mae",
      said: `${prefix}mae`,
      value: estimate_of(holdout.mae),
      text: contracts ? (one) => f.percent(one) : three,
      naive: holdout.naive_mae,
    },
    {
      name: "predicted",
      said: `${prefix}predicted`,
      value: estimate_of(holdout.predicted),
      text: (one) => f.compact(one, 0),
      naive: contracts && typeof holdout.naive === "number" ? holdout.naive : null,
    },
    {
      name: "actual",
      said: `${prefix}actual`,
      value: estimate_of(holdout.actual),
      text: (one) => f.compact(one, 0),
    },
  ];
  const figures = all.filter((one) => one.value.value !== null);
  return (
    <Card title={t("predict.quality")} about={<Seen report={report} holdout={holdout} />}>
      <dl className="key-figures model-figures">
        {figures.map((one) => (
          <div key={one.name}>
            <dt className="quiet">
              {t(`predict.figure.${one.said ?? one.name}` as Key)}{" "}
              <Definition text={t(`predict.figure_about.${one.said ?? one.name}` as Key)} />
            </dt>
            <dd>
              <span className="key-figure number" data-figure={one.name}>
                {one.text(one.value.value ?? 0)}
              </span>
              {one.value.low != null && one.value.high != null && (
                <span className="quiet small number">
                  {t("ui.interval", { low: one.text(one.value.low), high: one.text(one.value.high) })}
                  {one.value.n != null && <> · {t("ui.of", { n: f.number(one.value.n) })}</>}
                </span>
              )}
              {one.naive != null && (
                <span className="quiet small number">{t("predict.naive_short", { value: one.text(one.naive) })}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Seen({ report, holdout }: { report: PredictionReport; holdout: PredictionHoldout }) {
  const { t, f } = useLanguage();
  const rows = holdout.rows;
  const out = report.left_out;
  return (
    <>
      {holdout.from && holdout.to && (
        <>{t("predict.held_out", { from: f.day(holdout.from.slice(0, 10)), to: f.day(holdout.to.slice(0, 10)) })} </>
      )}
      {rows !== undefined && holdout.positives !== undefined && (
        <>
          {t(report.groups ? "predict.contract_rows" : "predict.held_out_rows", {
            n: rows,
            rows: f.number(rows),
            positives: f.number(holdout.positives),
          })}{" "}
        </>
      )}
      {report.rows !== null && report.rows !== undefined && (
        <>{t("predict.trained_on", { n: report.rows, rows: f.number(report.rows) })} </>
      )}
      {out &&
        out.objected + out.too_new + out.without_history > 0 &&
        t("predict.left_out", {
          objected: f.number(out.objected),
          too_new: f.number(out.too_new),
          without_history: f.number(out.without_history),
        })}
    </>
  );
}

/** Among those told 30 %, did three in ten? */
export function Calibration({ holdout }: { holdout: PredictionHoldout }) {
  const { t, f } = useLanguage();
  const bins = holdout.calibration ?? [];
  if (bins.length === 0) return null;
  const sentence =
    holdout.calibration_error == null
      ? t("predict.calibration")
      : t("predict.calibration_sentence", { error: f.points(holdout.calibration_error).replace("+", "") });
  return (
    <Card title={t("predict.calibration")} about={t("predict.calibration_about")}>
      <CalibrationPlot
        name="calibration"
        sentence={sentence}
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
          head: [t("predict.predicted"), t("predict.observed"), t("predict.low"), t("predict.high"), "n"],
          rows: bins.map((bin) => [
            f.percent(bin.predicted),
            bin.observed.value === null ? null : f.percent(bin.observed.value),
            bin.observed.low == null ? null : f.percent(bin.observed.low),
            bin.observed.high == null ? null : f.percent(bin.observed.high),
            bin.observed.n ?? null,
          ]),
        }}
      />
      <p className="quiet">{sentence}</p>
    </Card>
  );
}

/** How far the first tenth of the list goes further than one at random. */
export function Lift({ holdout }: { holdout: PredictionHoldout }) {
  const { t, f } = useLanguage();
  const tenths = holdout.lift ?? [];
  const first = tenths[0];
  if (!first) return null;
  const sentence = t("predict.lift_sentence", {
    lift: f.compact(first.lift ?? 0, 1),
    captured: f.percent(first.captured ?? 0, 0),
  });
  return (
    <Card title={t("predict.lift")} about={t("predict.lift_about")}>
      <LiftChart
        name="lift"
        sentence={sentence}
        tenths={tenths}
        random={t("predict.at_random")}
        foot={t("predict.tenths")}
        format={(lift) => f.number(lift, 1)}
        table={{
          head: [
            t("predict.tenth"),
            t("predict.people"),
            t("predict.positives"),
            t("predict.lift"),
            t("predict.captured"),
          ],
          rows: tenths.map((one) => [
            one.decile,
            one.n,
            one.positives,
            one.lift,
            one.captured === null ? null : f.percent(one.captured),
          ]),
        }}
      />
      <p className="quiet">{sentence}</p>
    </Card>
  );
}
