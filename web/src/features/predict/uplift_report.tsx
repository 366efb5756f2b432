import { useQuery } from "@tanstack/react-query";
import { ask } from "~/api/client";
import type { Estimate } from "~/api/predictions";
import { Lines } from "~/charts/lines";
import { useLanguage } from "~/i18n";
import { Card } from "~/ui/page";
import { Asked } from "~/ui/states";
import type { Qini, UpliftGroup, UpliftReport } from "./uplift_api";

const tones = { persuadable: "gain", sure_thing: undefined, lost_cause: undefined, do_not_disturb: "loss" };

/** The outcome of an experiment as people read it: a share in points, money in its unit. */
function useOutcomeText(outcome: string): (value: number, digits?: number) => string {
  const { f } = useLanguage();
  const share = outcome === "purchase" || outcome === "event";
  return (value, digits) =>
    share ? f.points(value, digits) : outcome === "revenue" ? f.amount(value / 100) : f.signed(value, 2);
}

export function UpliftDetail({ experiment }: { experiment: string }) {
  const query = useQuery({
    queryKey: ["uplift", experiment],
    queryFn: ({ signal }) => ask<UpliftReport>(`/uplift/${encodeURIComponent(experiment)}`, {}, signal),
  });
  return (
    <Asked query={query} height={420}>
      {(report) => (
        <>
          {report.curve.length > 1 && <Curve report={report} />}
          {report.groups.length > 0 && <Groups report={report} />}
        </>
      )}
    </Asked>
  );
}

function Curve({ report }: { report: UpliftReport }) {
  const { t, f } = useLanguage();
  const said = useOutcomeText(report.outcome);
  const points = (of: "gain" | "propensity_gain" | "random_gain") =>
    report.curve.map((one) => ({ x: one.share, y: one[of] }));
  const sentence = report.because ?? t("predict.qini");
  return (
    <Card title={t("predict.qini")} about={t("predict.qini_about")}>
      <Lines
        name={`qini-${report.experiment}`}
        sentence={sentence}
        lines={[
          { name: t("predict.by_uplift"), points: points("gain") },
          { name: t("predict.by_risk"), points: points("propensity_gain") },
          { name: t("predict.at_random"), points: points("random_gain") },
        ]}
        format_x={(share) => f.percent(share, 0)}
        format_y={(value) => said(value, 0)}
        table={{
          head: [t("predict.share_treated"), t("predict.by_uplift"), t("predict.by_risk"), t("predict.at_random")],
          rows: report.curve.map((one) => [f.percent(one.share, 0), one.gain, one.propensity_gain, one.random_gain]),
        }}
      />
      <dl className="facts">
        <QiniRow name={t("predict.qini_uplift")} of={report.qini} said={said} />
        <QiniRow name={t("predict.qini_risk")} of={report.propensity_qini} said={said} />
        <QiniRow name={t("predict.qini_difference")} of={report.difference} said={said} />
      </dl>
    </Card>
  );
}

function QiniRow({ name, of, said }: { name: string; of: Qini | null; said: (value: number) => string }) {
  const { t, f } = useLanguage();
  if (!of) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd className="number">
        <strong>{said(of.value)}</strong>
        <span className="quiet small">
          {t("ui.interval", { low: said(of.low), high: said(of.high) })}
          {of.coefficient !== null && <> · {t("predict.coefficient_of", { value: f.number(of.coefficient, 3) })}</>}
        </span>
      </dd>
    </div>
  );
}

function Groups({ report }: { report: UpliftReport }) {
  const { t, f } = useLanguage();
  const said = useOutcomeText(report.outcome);
  const cell = (of: Estimate, text: (value: number) => string) =>
    of.value === null ? (
      "–"
    ) : (
      <>
        {text(of.value)}
        {of.low != null && of.high != null && (
          <div className="quiet small">{t("ui.interval", { low: text(of.low), high: text(of.high) })}</div>
        )}
      </>
    );
  return (
    <Card title={t("predict.groups")} about={t("predict.groups_about")}>
      <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: t("predict.groups") })}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("predict.group")}</th>
              <th scope="col" data-number>
                {t("predict.treated_control")}
              </th>
              <th scope="col" data-number>
                {t("predict.effect")}
              </th>
              <th scope="col" data-number>
                {t("predict.persuadability")}
              </th>
            </tr>
          </thead>
          <tbody>
            {report.groups.map((one: UpliftGroup, index) => (
              <tr key={index}>
                <th scope="row">
                  {index + 1}{" "}
                  <span className="pill" data-tone={tones[one.quadrant]}>
                    {t(`predict.quadrant.${one.quadrant}`)}
                  </span>
                </th>
                <td data-number>
                  {f.number(one.treated)} / {f.number(one.control)}
                </td>
                <td data-number>{cell(one.effect, said)}</td>
                <td data-number>{cell(one.persuadability, (value) => f.percent(value, 0))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}
