import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "~/api/client";
import type { Prediction } from "~/api/types";
import { type Key, useLanguage } from "~/i18n";
import { PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { estimate_of, StatusPill, Train, useKind } from "./parts";
import { TopValue } from "./top_value";
import "~/ui/key_figures.css";
import "./predict.css";

/** Which predictions there are, whether they can be trusted, and how old they are. */
export default function Models() {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["predictions"],
    queryFn: ({ signal }) => ask<{ items: Prediction[] }>("/predictions", {}, signal),
  });
  return (
    <div className="page">
      <PageHeader title={t("nav.models")} about={t("predict.models_about")}>
        <Button component={Link} to="/settings/predictions" variant="default">
          {t("predict.settings")}
        </Button>
      </PageHeader>
      <Asked
        query={query}
        height={420}
        empty={(data) => (data.items.length === 0 ? <EmptyState title={t("predict.no_models")} /> : null)}
      >
        {(data) => (
          <div className="grid" style={{ "--least": "320px" } as React.CSSProperties}>
            {data.items.map((item) => (
              <ModelCard key={item.model} item={item} />
            ))}
          </div>
        )}
      </Asked>
      <TopValue />
    </div>
  );
}

const described = ["lifetime", "contract_lifetime", "churn", "contract_churn", "repurchase", "upgrade", "response"];

function ModelCard({ item }: { item: Prediction }) {
  const { t, f } = useLanguage();
  const kind = useKind();
  return (
    <section className="card model" aria-label={item.title} data-model={item.model}>
      <div className="card-head">
        <h2>{item.title}</h2>
        <StatusPill status={item.status} />
      </div>
      {described.includes(item.model) && <p className="quiet">{t(`predict.about.${item.model}` as Key)}</p>}
      <Headline item={item} />
      {item.refusal && <p className="notice">{item.refusal}</p>}
      <p className="quiet small">
        {item.trained_at
          ? t("predict.trained", {
              ago: f.ago(item.trained_at, Date.now()),
              version: item.version ?? 0,
              kind: kind(item.chosen),
            })
          : t("predict.never_trained")}
      </p>
      <div className="row model-foot">
        {item.status !== "never" && (
          <Link to={`/audit/models/${item.model}`} aria-label={t("predict.report_of", { title: item.title })}>
            {t("predict.report")}
          </Link>
        )}
        <Train model={item.model} title={item.title} first={item.status === "never"} />
      </div>
    </section>
  );
}

/** The one figure that says how good it is: how well it ranks, or how far off it is beside the naive rule. */
function Headline({ item }: { item: Prediction }) {
  const { t, f } = useLanguage();
  const quality = item.quality ?? {};
  const auc = estimate_of(quality.auc as never);
  if (auc.value !== null)
    return (
      <p className="model-figure">
        <strong className="number" data-figure={`auc ${item.model}`}>
          {f.number(auc.value, 3)}
        </strong>{" "}
        <span className="quiet small">
          {t("predict.auc_short")}
          {auc.low != null && auc.high != null && (
            <> · {t("ui.interval", { low: f.number(auc.low, 3), high: f.number(auc.high, 3) })}</>
          )}
          {auc.n != null && <> · {t("ui.of", { n: f.number(auc.n) })}</>}
        </span>
      </p>
    );
  const { mae, naive_mae } = quality as { mae?: number | null; naive_mae?: number | null };
  if (mae == null) return null;
  const contracts = item.model === "contract_lifetime";
  const said = (value: number) => (contracts ? f.percent(value, 1) : f.number(value, 3));
  return (
    <p className="model-figure">
      <strong className="number" data-figure={`mae ${item.model}`}>
        {said(mae)}
      </strong>{" "}
      <span className="quiet small">
        {t(contracts ? "predict.contract_mae_short" : "predict.mae_short")}
        {naive_mae != null && <> · {t("predict.naive_short", { value: said(naive_mae) })}</>}
      </span>
    </p>
  );
}
