import { useNavigate } from "@tanstack/react-router";
import { act } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Goal } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Draft, empty_draft, goal_keys } from "./api";
import { GoalForm } from "./form";

const prefilled = ["metric", "segment", "reason", "finding", "target", "deadline", "period"] as const;

/** A new goal; the address may hold what a finding knows of it already. */
export default function NewGoal() {
  const { t } = useLanguage();
  const session = useSession();
  const navigate = useNavigate();
  const [search] = useFilters();
  const start: Draft = { ...empty_draft };
  for (const name of prefilled) if (search[name]) start[name] = String(search[name]);
  const make = useAction((body: object) => act<Goal>("POST", "/goals", body), {
    refresh: goal_keys,
    done: t("goals.saved"),
    onDone: (goal) => navigate({ to: `/goals/${goal.id}` as never }),
  });
  return (
    <div className="page">
      <PageHeader title={t("nav.goal_new")} about={t("goals.new_about")} />
      {mayChange(session) ? (
        <GoalForm start={start} busy={make.isPending} error={make.error} onSend={(body) => make.mutate(body)} />
      ) : (
        <Card>
          <EmptyState title={t("goals.may_not")} />
        </Card>
      )}
    </div>
  );
}
