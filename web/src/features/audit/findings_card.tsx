import { Button } from "@mantine/core";
import { IconAlertTriangle, IconBulb, IconInfoCircle, IconTrendingUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "~/api/client";
import type { Audit, AuditStrength, AuditWeakness } from "~/api/types";
import { type Money, useLanguage } from "~/i18n";
import { pages } from "~/pages";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";

const SHOWN = 3;
const is_there = (path: string) => pages.some((page) => page.path === path);

/** What to know first: each finding in a sentence, with its figures, its money and the next step. */
export default function FindingsCard({ period }: { period: string }) {
  const { t, f } = useLanguage();
  const [all, setAll] = useState(false);
  const asked = period === "week" ? "month" : period;
  const query = useQuery({
    queryKey: ["audit", asked],
    queryFn: ({ signal }) => ask<Audit>("/audit", { period: asked }, signal),
  });
  const more = query.data ? query.data.weaknesses.length + query.data.strengths.length > SHOWN : false;
  return (
    <Card
      title={t("audit.findings")}
      about={query.data && t("audit.findings_about", { period: f.period(query.data.period) })}
      tools={
        more && (
          <Button size="xs" variant="default" aria-expanded={all} onClick={() => setAll(!all)}>
            {t(all ? "audit.findings_less" : "audit.findings_all", {
              n: (query.data?.weaknesses.length ?? 0) + (query.data?.strengths.length ?? 0),
            })}
          </Button>
        )
      }
    >
      <Asked query={query} height={120}>
        {(data) => (
          <>
            {data.notices.map((notice) => (
              <p key={notice.key} className="notice" data-level={notice.level}>
                <IconInfoCircle size={17} aria-hidden />
                <span>
                  <strong>{notice.title}</strong> {notice.text}
                </span>
              </p>
            ))}
            {data.weaknesses.length + data.strengths.length === 0 ? (
              <EmptyState title={t("audit.no_findings")}>{t("audit.no_findings_do")}</EmptyState>
            ) : (
              <ul className="findings">
                {(all ? data.weaknesses : data.weaknesses.slice(0, SHOWN)).map((weakness) => (
                  <Weakness key={weakness.key + weakness.title} weakness={weakness} />
                ))}
                {(all ? data.strengths : data.strengths.slice(0, Math.max(0, SHOWN - data.weaknesses.length))).map(
                  (strength) => (
                    <Strength key={strength.key + strength.title} strength={strength} />
                  ),
                )}
              </ul>
            )}
          </>
        )}
      </Asked>
    </Card>
  );
}

function Weakness({ weakness }: { weakness: AuditWeakness }) {
  const { t, f } = useLanguage();
  const chance = weakness.severity === "opportunity";
  const Icon = chance ? IconBulb : IconAlertTriangle;
  const money = weakness.value_at_stake as Money | null;
  const goal = weakness.metric && is_there("/goals/new");
  return (
    <li>
      <span className="finding-icon" data-tone={chance ? "accent" : "loss"}>
        <Icon size={18} aria-hidden />
      </span>
      <div>
        <h3>{weakness.title}</h3>
        <p className="quiet">{weakness.evidence}</p>
        {weakness.action && <p className="small">{weakness.action}</p>}
        <div className="row finding-foot">
          {money ? (
            <span className="finding-money" data-tone={chance ? "accent" : "loss"} title={weakness.value_basis ?? ""}>
              {f.money(money, { round: true })}
              {weakness.value_basis && <span className="quiet small"> {weakness.value_basis}</span>}
            </span>
          ) : (
            <span />
          )}
          <span className="row">
            {weakness.customer !== null && (
              <Link to={`/customers/${weakness.customer}`}>{t("audit.finding_customer")}</Link>
            )}
            {goal && (
              <Link
                to="/goals/new"
                search={
                  {
                    metric: weakness.metric,
                    segment: weakness.segment || undefined,
                    reason: weakness.title,
                  } as never
                }
              >
                {t("audit.set_goal")}
              </Link>
            )}
            {!goal && weakness.metric && <Link to={`/audit/metrics/${weakness.metric}`}>{t("audit.see_metric")}</Link>}
          </span>
        </div>
      </div>
    </li>
  );
}

function Strength({ strength }: { strength: AuditStrength }) {
  const { t } = useLanguage();
  return (
    <li>
      <span className="finding-icon" data-tone="gain">
        <IconTrendingUp size={18} aria-hidden />
      </span>
      <div>
        <h3>{strength.title}</h3>
        <p className="quiet">{strength.evidence}</p>
        {strength.metric && (
          <div className="row finding-foot">
            <span />
            <Link to={`/audit/metrics/${strength.metric}`}>{t("audit.see_metric")}</Link>
          </div>
        )}
      </div>
    </li>
  );
}
