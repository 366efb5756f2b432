import { Button, Tabs } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { mayChange, useSession } from "~/api/session";
import type { AlertRule } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { AlertHistory, OpenAlerts } from "./alert_lists";
import { AlertRules } from "./alert_rules";

const RuleForm = lazy(() => import("./rule_form"));

/** What has rung, what is watched, and what rang before. */
export default function AlertsPage() {
  const { t } = useLanguage();
  const session = useSession();
  const [search, change] = useFilters();
  const [editing, setEditing] = useState<AlertRule | "new" | null>(search.metric ? "new" : null);
  const tab = search.tab ?? "open";
  return (
    <div className="page">
      <PageHeader title={t("nav.alerts")} about={t("results.alerts_about")}>
        {mayChange(session) && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing("new")}>
            {t("results.rule_new")}
          </Button>
        )}
      </PageHeader>
      <Card label={t("nav.alerts")}>
        <Tabs
          value={tab}
          onChange={(value) => change({ tab: value === "open" ? undefined : (value ?? undefined) })}
          keepMounted={false}
        >
          <Tabs.List aria-label={t("nav.alerts")}>
            <Tabs.Tab value="open">{t("results.open")}</Tabs.Tab>
            <Tabs.Tab value="rules">{t("results.rules")}</Tabs.Tab>
            <Tabs.Tab value="history">{t("results.history")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="open" pt="md">
            <OpenAlerts />
          </Tabs.Panel>
          <Tabs.Panel value="rules" pt="md">
            <AlertRules onEdit={setEditing} />
          </Tabs.Panel>
          <Tabs.Panel value="history" pt="md">
            <AlertHistory />
          </Tabs.Panel>
        </Tabs>
      </Card>
      {editing && (
        <Suspense>
          <RuleForm
            key={editing === "new" ? "new" : editing.id}
            rule={editing === "new" ? null : editing}
            metric={search.metric}
            onClose={(saved) => {
              setEditing(null);
              change({ metric: undefined, ...(saved && { tab: "rules" }) });
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
