import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { act, ask } from "~/api/client";
import type { Goal } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { PageHeader } from "~/ui/page";
import { Asked } from "~/ui/states";
import { draft_of, goal_keys } from "./api";
import { GoalForm } from "./form";

export default function EditGoal() {
  const { t } = useLanguage();
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useQuery({ queryKey: ["goal", id], queryFn: ({ signal }) => ask<Goal>(`/goals/${id}`, {}, signal) });
  return (
    <div className="page">
      <PageHeader title={t("goals.edit")} about={query.data?.name} />
      <Asked query={query} height={420}>
        {(goal) => <Editing goal={goal} />}
      </Asked>
    </div>
  );
}

function Editing({ goal }: { goal: Goal }) {
  const { t, locale: language } = useLanguage();
  const navigate = useNavigate();
  const change = useAction(
    (body: object) => act<Goal>("PATCH", `/goals/${goal.id}`, body, { headers: { "If-Match": `"${goal.version}"` } }),
    {
      refresh: goal_keys,
      done: t("goals.saved"),
      onDone: () => navigate({ to: `/goals/${goal.id}` as never }),
    },
  );
  return (
    <GoalForm
      start={draft_of(goal, language === "fr" ? "," : ".")}
      fixed={goal.status !== "draft"}
      owner_name={goal.owner_name}
      busy={change.isPending}
      error={change.error}
      onSend={(body) => {
        const sent = { ...body } as Record<string, unknown>;
        if (goal.status !== "draft") for (const name of ["metric", "segment", "period"]) delete sent[name];
        change.mutate(sent);
      }}
    />
  );
}
