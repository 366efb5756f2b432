import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "~/api/client";
import type { EventNamesSeen } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import CustomerTable from "./customer_table";
import { GroupFilter, SegmentFilter } from "./filters";
import { FunnelBuilder } from "./funnel_builder";
import { type Funnel, FunnelResult, useStepName } from "./funnel_result";
import { SavedFunnels } from "./funnel_saved";
import { steps_of, text_of, usual_steps } from "./funnel_steps";

export interface Drill {
  step: number;
  part: "reached" | "dropped";
  group: string | null;
}

/** How many take one step after the other, where they stop, how long it takes, and who they are. */
export default function FunnelsPage() {
  const { t } = useLanguage();
  const [search] = useFilters();
  const names = useQuery({
    queryKey: ["event-names"],
    queryFn: ({ signal }) => ask<EventNamesSeen>("/event-names", {}, signal).then((list) => list.items),
  });
  return (
    <div className="page">
      <PageHeader title={t("nav.funnels")} about={t("audit.funnels_about")}>
        <SegmentFilter />
        <GroupFilter />
        <SavedFunnels />
      </PageHeader>
      <Asked query={names} height={200}>
        {(seen) => {
          const steps = search.steps === undefined ? usual_steps(seen) : steps_of(search.steps);
          return (
            <>
              <Card title={t("audit.steps")} about={t("audit.steps_about")}>
                <FunnelBuilder seen={seen} steps={steps} />
              </Card>
              {steps.filter(Boolean).length > 1 ? (
                <Result key={text_of(steps)} steps={steps.filter(Boolean)} />
              ) : (
                <Card>
                  <EmptyState title={t("audit.no_funnel")}>{t("audit.no_funnel_do")}</EmptyState>
                </Card>
              )}
            </>
          );
        }}
      </Asked>
    </div>
  );
}

function Result({ steps }: { steps: string[] }) {
  const { t } = useLanguage();
  const [search] = useFilters();
  const [drill, setDrill] = useState<Drill | null>(null);
  const step_name = useStepName();
  const question = {
    steps: text_of(steps),
    window: search.window ?? "7d",
    order: search.order,
    by: search.by,
    segment: search.segment,
  };
  const query = useQuery({
    queryKey: ["funnel", question],
    queryFn: ({ signal }) => ask<Funnel>("/funnels", question, signal),
  });
  return (
    <>
      <Asked
        query={query}
        height={320}
        empty={(data) =>
          data.groups.every((group) => (group.steps[0]?.reached ?? 0) === 0) ? (
            <Card>
              <EmptyState title={t("audit.funnel_nobody")}>{t("audit.funnel_nobody_do")}</EmptyState>
            </Card>
          ) : null
        }
      >
        {(data) => <FunnelResult funnel={data} drill={drill} onDrill={setDrill} />}
      </Asked>
      {drill && (
        <Card
          title={t(drill.part === "reached" ? "audit.who_reached" : "audit.who_dropped", {
            step: step_name(steps[drill.step] ?? ""),
            group: drill.group ?? "",
          })}
        >
          <CustomerTable
            path="/funnels/customers"
            file="funnel-people"
            query={{
              ...question,
              step: drill.step,
              part: drill.part,
              by_value: drill.group ?? undefined,
            }}
          />
        </Card>
      )}
    </>
  );
}
