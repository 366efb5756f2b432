import { Select } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useLanguage } from "~/i18n";
import { useFilters } from "~/ui/filters";
import { PageHeader } from "~/ui/page";
import { ReasonsCard } from "./drivers_exits";
import { FrictionCard } from "./drivers_friction";
import { GroupsCard } from "./drivers_groups";
import { ServiceCard } from "./drivers_service";
import { BehavioursCard } from "./drivers_table";
import { SegmentFilter } from "./filters";

const first_days = ["7", "14", "30"];
const laters = ["30..60", "60..90", "90..180"];

/** What goes with staying and leaving: behaviours, reasons given, friction, first product. Correlations, no causes. */
export default function DriversPage() {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  return (
    <div className="page">
      <PageHeader title={t("nav.drivers")} about={t("audit.drivers_about")}>
        <SegmentFilter />
        <Select
          aria-label={t("audit.first_days")}
          w={180}
          value={search.days ?? "14"}
          onChange={(days) => change({ days: days === "14" ? undefined : (days ?? undefined) })}
          data={first_days.map((value) => ({ value, label: t("audit.first_days_n", { n: Number(value) }) }))}
        />
        <Select
          aria-label={t("audit.later")}
          w={210}
          value={search.later ?? "30..60"}
          onChange={(later) => change({ later: later === "30..60" ? undefined : (later ?? undefined) })}
          data={laters.map((value) => {
            const [from = "", to = ""] = value.split("..");
            return { value, label: t("audit.later_n", { from, to }) };
          })}
        />
      </PageHeader>
      <BehavioursCard />
      <div className="grid" style={{ "--least": "420px" } as React.CSSProperties}>
        <ReasonsCard />
        <FrictionCard />
      </div>
      <ServiceCard />
      <GroupsCard />
      <p className="quiet">
        {t("audit.see_survival")} <Link to="/audit/cohorts">{t("nav.cohorts")}</Link>
      </p>
    </div>
  );
}
