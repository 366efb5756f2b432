import { Button } from "@mantine/core";
import { IconTarget } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Audit, Goal, GoalList } from "~/api/types";
import { type Key, useLanguage } from "~/i18n";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import "./goals.css";
import { LetterLine } from "./letters";
import { ProgressBar, StatePill } from "./progress";

const groups: { key: Key; statuses: Goal["status"][] }[] = [
  { key: "goals.group_active", statuses: ["active"] },
  { key: "goals.group_draft", statuses: ["draft"] },
  { key: "goals.group_ended", statuses: ["met", "missed", "closed"] },
];

export default function Goals() {
  const { t } = useLanguage();
  const session = useSession();
  const query = useQuery({
    queryKey: ["goals"],
    queryFn: ({ signal }) => ask<GoalList>("/goals", { limit: 200 }, signal).then((list) => list.items as Goal[]),
  });
  const add = mayChange(session) && (
    <Button component={Link} to={"/goals/new" as never}>
      {t("nav.goal_new")}
    </Button>
  );
  return (
    <div className="page">
      <PageHeader title={t("nav.goals_list")} about={t("goals.about")}>
        <Link to={"/goals/method" as never}>{t("nav.method")}</Link>
        {add}
      </PageHeader>
      <Asked query={query} height={320} empty={(goals) => (goals.length ? null : <FromWeaknesses />)}>
        {(goals) =>
          groups.map(({ key, statuses }) => {
            const shown = goals.filter((goal) => statuses.includes(goal.status));
            return shown.length === 0 ? null : (
              <Card key={key} title={t(key)}>
                <ul className="plain goals">
                  {shown.map((goal) => (
                    <GoalRow key={goal.id} goal={goal} />
                  ))}
                </ul>
              </Card>
            );
          })
        }
      </Asked>
    </div>
  );
}

function GoalRow({ goal }: { goal: Goal }) {
  const { t, f } = useLanguage();
  return (
    <li className="goal-row">
      <div>
        <Link to={`/goals/${goal.id}` as never}>{goal.name}</Link>
        <p className="quiet small">
          {goal.metric_label ?? t("goals.no_metric_yet")} · {goal.segment_text}
          {goal.deadline && <> · {t("goals.by", { day: f.day(goal.deadline) })}</>}
          {goal.owner_name && <> · {goal.owner_name}</>}
        </p>
      </div>
      <div className="goal-row-progress">
        {goal.status === "draft" ? <LetterLine checks={goal.checks} /> : <StatePill goal={goal} />}
        {goal.progress && <ProgressBar goal={goal} />}
        {goal.progress && <p className="small quiet">{goal.progress.text}</p>}
      </div>
    </li>
  );
}

/** Nothing yet: the weaknesses of the audit are where goals come from. */
function FromWeaknesses() {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["audit", ""],
    queryFn: ({ signal }) => ask<Audit>("/audit", {}, signal),
  });
  return (
    <Card title={t("goals.none")} about={t("goals.none_do")}>
      <Asked query={query} height={240}>
        {(audit) => {
          const weaknesses = audit.weaknesses.filter((one) => one.metric !== null).slice(0, 4);
          if (weaknesses.length === 0)
            return (
              <EmptyState
                title={t("goals.no_weakness")}
                action={<Link to={"/goals/new" as never}>{t("nav.goal_new")}</Link>}
              />
            );
          return (
            <ul className="plain">
              {weaknesses.map((one) => (
                <li key={one.key} className="goal-weakness">
                  <IconTarget size={18} aria-hidden />
                  <div>
                    <strong>{one.title}</strong>
                    <p className="quiet small">{one.evidence}</p>
                    <Link
                      to={"/goals/new" as never}
                      search={
                        {
                          metric: one.metric,
                          segment: one.segment || undefined,
                          finding: one.key,
                          reason: one.title,
                        } as never
                      }
                    >
                      {t("goals.from_this")}
                    </Link>
                  </div>
                </li>
              ))}
            </ul>
          );
        }}
      </Asked>
    </Card>
  );
}
