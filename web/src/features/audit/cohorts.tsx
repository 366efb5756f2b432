import { Select } from "@mantine/core";
import { useLanguage } from "~/i18n";
import { SegmentFilter, useFilters } from "~/ui/filters";
import { PageHeader } from "~/ui/page";
import { CohortCard } from "./cohort_card";
import { SurvivalCard } from "./survival_card";

export default function CohortsPage() {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  return (
    <div className="page">
      <PageHeader title={t("nav.cohorts")} about={t("audit.cohorts_page")}>
        <Select
          aria-label={t("audit.unit")}
          w={140}
          value={search.unit ?? "month"}
          onChange={(unit) => change({ unit: unit === "month" ? undefined : (unit ?? undefined) })}
          data={(["week", "month", "quarter"] as const).map((value) => ({ value, label: t(`ui.period.${value}`) }))}
        />
        <Select
          aria-label={t("audit.mode")}
          w={190}
          value={search.mode ?? "on"}
          onChange={(mode) => change({ mode: mode === "on" ? undefined : (mode ?? undefined) })}
          data={(["on", "on_or_after"] as const).map((value) => ({ value, label: t(`audit.mode.${value}`) }))}
        />
        <Select
          aria-label={t("audit.split")}
          w={190}
          value={search.by ?? ""}
          onChange={(by) => change({ by: by || undefined })}
          data={[
            { value: "", label: t("audit.split.none") },
            ...(["channel", "country", "plan", "product"] as const).map((value) => ({
              value,
              label: t(`audit.split.${value}`),
            })),
          ]}
        />
        <SegmentFilter />
      </PageHeader>
      <CohortCard months={36} question={{ unit: search.unit, mode: search.mode, segment: search.segment }} />
      <SurvivalCard />
    </div>
  );
}
