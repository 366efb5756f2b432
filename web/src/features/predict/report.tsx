import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ask } from "~/api/client";
import type { PredictionReport } from "~/api/types";
import { type Key, useLanguage } from "~/i18n";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { StatusPill, Train, useKind } from "./parts";
import { Drift, Missing, Unused, Versions } from "./report_care";
import { ContractGroups, Renewals } from "./report_contracts";
import { Compared, Drivers } from "./report_drivers";
import { Buying, Parameters, Weekly } from "./report_lifetime";
import { Calibration, Figures, Lift } from "./report_quality";
import { Scores } from "./report_scores";
import "~/ui/key_figures.css";
import "./predict.css";

/** Can this model be trusted, what drives it, and is it still right? */
export default function Report() {
  const { model } = useParams({ strict: false }) as { model: string };
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["prediction", model],
    queryFn: ({ signal }) => ask<PredictionReport>(`/predictions/${encodeURIComponent(model)}`, {}, signal),
  });
  return (
    <div className="page">
      {!query.data && <PageHeader title={t("nav.model")} />}
      <Asked query={query} height={480}>
        {(report) => <Whole report={report} />}
      </Asked>
    </div>
  );
}

const described = ["lifetime", "contract_lifetime", "churn", "contract_churn", "repurchase", "upgrade", "response"];

function Whole({ report }: { report: PredictionReport }) {
  const { t, f } = useLanguage();
  const kind = useKind();
  const title = report.title ?? report.model;
  const lifetime = report.model === "lifetime";
  const contracts = report.model === "contract_lifetime";
  const about = described.includes(report.model) ? t(`predict.about.${report.model}` as Key) : "";
  return (
    <>
      <PageHeader
        title={title}
        about={
          <>
            <StatusPill status={report.status} /> {about}
          </>
        }
      >
        <Train model={report.model} title={title} first={report.status === "never"} />
      </PageHeader>
      {report.refusal && (
        <p className="alert" role="note">
          <strong>{t("predict.refused")}</strong> {report.refusal}
        </p>
      )}
      {report.last_refusal && (
        <p className="notice" data-level="warning" style={{ margin: 0 }}>
          {t("predict.last_refused")} {report.last_refusal}
        </p>
      )}
      {report.warnings?.map((warning) => (
        <p key={warning} className="notice" data-level="warning" style={{ margin: 0 }}>
          {warning}
        </p>
      ))}
      {report.status === "never" && !report.trained_at && (
        <Card>
          <EmptyState title={t("predict.never_trained")}>{t("predict.never_trained_do")}</EmptyState>
        </Card>
      )}
      {report.holdout && <Figures report={report} holdout={report.holdout} />}
      {report.trained_at && (
        <p className="quiet">
          {t("predict.trained", {
            ago: f.ago(report.trained_at, Date.now()),
            version: report.version ?? 0,
            kind: kind(report.chosen),
          })}
          {lifetime && report.chosen_because && <> {report.chosen_because}</>}
        </p>
      )}
      {report.holdout && !lifetime && !contracts && (
        <div className="grid" style={{ "--least": "420px" } as React.CSSProperties}>
          <Calibration holdout={report.holdout} />
          <Lift holdout={report.holdout} />
        </div>
      )}
      {lifetime && report.holdout && <Weekly holdout={report.holdout} />}
      {lifetime && (
        <>
          {report.holdout && <Buying holdout={report.holdout} />}
          <Parameters report={report} />
        </>
      )}
      {contracts && report.holdout && <Renewals holdout={report.holdout} />}
      {contracts && report.groups && report.groups.length > 0 && <ContractGroups groups={report.groups} />}
      {report.drivers && report.drivers.length > 0 && (
        <Drivers drivers={report.drivers} ratio={report.chosen === "logistic"} />
      )}
      {!lifetime && report.models && <Compared report={report} />}
      <div className="grid" style={{ "--least": "420px" } as React.CSSProperties}>
        {report.drift && <Drift drift={report.drift} />}
        {report.missing && report.missing.length > 0 && <Missing report={report} missing={report.missing} />}
        {report.left_out_features && report.left_out_features.length > 0 && (
          <Unused features={report.left_out_features} />
        )}
      </div>
      {report.status === "published" && <Scores model={report.model} />}
      {report.trained_at && <Versions model={report.model} current={report.version} lifetime={lifetime || contracts} />}
    </>
  );
}
