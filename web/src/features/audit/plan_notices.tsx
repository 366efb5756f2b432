import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "~/api/client";
import type { Plan } from "~/api/types";
import { useLanguage } from "~/i18n";
import { pages } from "~/pages";

/** What the plan of actions lacks, where it is worth a word on the first page; nothing when all is well. */
export default function PlanNotices() {
  const { t } = useLanguage();
  const query = useQuery({ queryKey: ["plan"], queryFn: ({ signal }) => ask<Plan>("/plan", {}, signal) });
  const warnings = (query.data?.notices ?? []).filter((notice) => notice.severity === "warning");
  if (warnings.length === 0) return null;
  const path = pages.find((page) => page.area === "actions" && page.listed)?.path;
  return (
    <section className="card" aria-label={t("audit.plan")}>
      <div className="card-head">
        <h2>{t("audit.plan")}</h2>
        {path && <Link to={path}>{t("audit.plan_see")}</Link>}
      </div>
      {warnings.map((notice) => (
        <p key={`${notice.code} ${notice.initiative ?? ""}`} className="notice" data-level="warning">
          <IconInfoCircle size={17} aria-hidden />
          <span>{notice.text}</span>
        </p>
      ))}
    </section>
  );
}
