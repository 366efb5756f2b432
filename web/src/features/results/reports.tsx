import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { ask_all } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Report } from "~/api/types";
import { useLanguage } from "~/i18n";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { ReportLine } from "./report_line";
import { RestatementCard } from "./restatement_card";

const ReportForm = lazy(() => import("./report_form"));

/** Reports that send themselves, what each said, and figures as they were reported beside what is known now. */
export default function ReportsPage() {
  const { t } = useLanguage();
  const session = useSession();
  const [editing, setEditing] = useState<Report | "new" | null>(null);
  const query = useQuery({
    queryKey: ["list", "/reports"],
    queryFn: ({ signal }) => ask_all<Report>("/reports", {}, 500, signal),
  });
  return (
    <div className="page">
      <PageHeader title={t("nav.reports")} about={t("results.reports_about")}>
        {mayChange(session) && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing("new")}>
            {t("results.report_new")}
          </Button>
        )}
      </PageHeader>
      <Card title={t("results.scheduled")}>
        <Asked
          query={query}
          height={160}
          empty={(data) =>
            data.length === 0 ? (
              <EmptyState title={t("results.no_reports")}>{t("results.no_reports_do")}</EmptyState>
            ) : null
          }
        >
          {(data) => (
            <ul className="plain">
              {data.map((report) => (
                <ReportLine key={report.id} report={report} onEdit={setEditing} />
              ))}
            </ul>
          )}
        </Asked>
      </Card>
      <RestatementCard />
      {editing && (
        <Suspense>
          <ReportForm report={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
        </Suspense>
      )}
    </div>
  );
}
