import { SegmentedControl } from "@mantine/core";
import { useLanguage } from "~/i18n";
import { useFilters } from "~/ui/filters";
import { PageHeader } from "~/ui/page";
import { RiskQueue } from "./risk_queue";
import { Signals } from "./signals";
import "~/ui/key_figures.css";
import "./predict.css";

/** Whom to call first: by what their leaving would cost, or by the early signs that they show now. */
export default function AtRisk() {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  const signals = search.show === "signals";
  return (
    <div className="page">
      <PageHeader title={t("nav.at_risk")} about={t(signals ? "predict.early_signs_about" : "predict.at_risk_about")}>
        <SegmentedControl
          aria-label={t("predict.shown")}
          value={signals ? "signals" : "queue"}
          onChange={(show) => change({ show: show === "signals" ? show : undefined })}
          data={[
            { value: "queue", label: t("predict.by_value_at_risk") },
            { value: "signals", label: t("predict.early_signs") },
          ]}
        />
      </PageHeader>
      {signals ? <Signals /> : <RiskQueue />}
    </div>
  );
}
