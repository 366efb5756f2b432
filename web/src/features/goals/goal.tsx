import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Goal, GoalPoint } from "~/api/types";
import { Lines } from "~/charts/lines";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Interval, useFigure } from "~/ui/figure";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { goal_keys } from "./api";
import "./goals.css";
import { Letters } from "./letters";
import { ProgressBar, StatePill } from "./progress";

export default function GoalPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t } = useLanguage();
  const query = useQuery({ queryKey: ["goal", id], queryFn: ({ signal }) => ask<Goal>(`/goals/${id}`, {}, signal) });
  return (
    <div className="page">
      <PageHeader title={query.data?.name ?? t("goals.one")} about={query.data && <About goal={query.data} />}>
        {query.data && <Tools goal={query.data} />}
      </PageHeader>
      <Asked query={query} height={420}>
        {(goal) => (
          <>
            {goal.progress && <Progress goal={goal} />}
            <Way goal={goal} />
            <div className="split">
              <Card title={t("goals.letters_title")}>
                <Letters checks={goal.checks} />
              </Card>
              <Facts goal={goal} />
            </div>
          </>
        )}
      </Asked>
    </div>
  );
}

function About({ goal }: { goal: Goal }) {
  return (
    <>
      <StatePill goal={goal} /> {goal.metric_label} · {goal.segment_text}
    </>
  );
}

function Tools({ goal }: { goal: Goal }) {
  const { t } = useLanguage();
  const session = useSession();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<"close" | "delete" | null>(null);
  const [outcome, setOutcome] = useState("");
  const activate = useAction((_: undefined) => act<Goal>("PATCH", `/goals/${goal.id}`, { status: "active" }), {
    refresh: goal_keys,
    done: t("goals.saved"),
  });
  const close = useAction((_: undefined) => act("PATCH", `/goals/${goal.id}`, { status: "closed", outcome }), {
    refresh: goal_keys,
  });
  const remove = useAction((_: undefined) => act("DELETE", `/goals/${goal.id}`), {
    refresh: [["goals"], ["method"]],
    onDone: () => navigate({ to: "/goals" as never }),
  });
  if (!mayChange(session)) return null;
  const open = goal.status === "draft" || goal.status === "active";
  return (
    <>
      {goal.status === "draft" && goal.smart && (
        <Button loading={activate.isPending} onClick={() => activate.mutate(undefined)}>
          {t("goals.activate")}
        </Button>
      )}
      {open && (
        <Button variant="default" component={Link} to={`/goals/${goal.id}/edit` as never}>
          {t("goals.edit")}
        </Button>
      )}
      {goal.status === "active" && (
        <Button variant="default" onClick={() => setAsking("close")}>
          {t("goals.close")}
        </Button>
      )}
      {goal.status !== "active" && (
        <Button variant="default" onClick={() => setAsking("delete")}>
          {t("goals.delete")}
        </Button>
      )}
      {activate.error && <ErrorState error={activate.error} />}
      <ConfirmDanger
        opened={asking === "close"}
        title={t("goals.close_title")}
        action={t("goals.close")}
        onConfirm={() => close.mutateAsync(undefined)}
        onClose={() => setAsking(null)}
      >
        <p>{t("goals.close_text")}</p>
        <Textarea
          mt="sm"
          label={t("goals.outcome")}
          autosize
          minRows={2}
          value={outcome}
          onChange={(event) => setOutcome(event.target.value)}
        />
      </ConfirmDanger>
      <ConfirmDanger
        opened={asking === "delete"}
        title={t("goals.delete_title")}
        action={t("goals.delete")}
        onConfirm={() => remove.mutateAsync(undefined)}
        onClose={() => setAsking(null)}
      >
        <p>{t("goals.delete_text")}</p>
      </ConfirmDanger>
    </>
  );
}

function Progress({ goal }: { goal: Goal }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const { progress } = goal;
  if (!progress) return null;
  const unit = goal.unit ?? "";
  return (
    <div className="grid">
      <section className="card kpi" aria-label={t("goals.now")}>
        <span className="quiet">{t("goals.now_of", { period: f.period(progress.period) })}</span>
        <span className="kpi-value" data-figure="goal.value">
          {figure(progress.value, unit)}
        </span>
        <Interval low={progress.low} high={progress.high} n={progress.n} unit={unit} />
        <ProgressBar goal={goal} />
      </section>
      <section className="card kpi" aria-label={t("goals.pace")}>
        <span className="quiet">{t("goals.pace")}</span>
        <p data-figure="goal.text">{progress.text}</p>
        {progress.small_sample && <p className="small quiet">{t("goals.small_sample")}</p>}
      </section>
      {goal.forecast && (
        <section className="card kpi" aria-label={t("goals.forecast")}>
          <span className="quiet">{t("goals.forecast_of", { period: f.period(goal.forecast.period) })}</span>
          {goal.forecast.probability !== null && (
            <span className="kpi-value">{t("goals.chance", { chance: f.percent(goal.forecast.probability, 0) })}</span>
          )}
          <p className="small quiet">{goal.forecast.text}</p>
        </section>
      )}
    </div>
  );
}

function Way({ goal }: { goal: Goal }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const unit = goal.unit ?? "";
  const query = useQuery({
    queryKey: ["goal", String(goal.id), "progress", goal.version],
    queryFn: ({ signal }) =>
      ask<{ items: GoalPoint[] }>(`/goals/${goal.id}/progress`, {}, signal).then((list) => list.items),
    enabled: goal.metric !== null,
  });
  if (goal.metric === null) return null;
  return (
    <Card title={t("goals.way")}>
      <Asked
        query={query}
        height={260}
        empty={(points) =>
          points.some((point) => point.value !== null) ? null : <EmptyState title={t("ui.not_observed")} />
        }
      >
        {(all) => {
          const first = all.findIndex((point) => point.value !== null);
          const points = all.slice(Math.max(0, first));
          const last = points.length - 1;
          const period = (x: number) => f.period(points[Math.round(x)]?.period ?? "");
          const now = points.reduce((found, point, index) => (point.value !== null ? index : found), 0);
          const forecast = goal.forecast;
          const lines = [
            {
              name: goal.metric_label ?? "",
              points: points.map((point, x) => ({ x, y: point.value, low: point.low, high: point.high })),
            },
            { name: t("goals.pace"), dashed: true, points: points.map((point, x) => ({ x, y: point.expected })) },
            ...(forecast && forecast.value !== null && now < last
              ? [
                  {
                    name: t("goals.forecast"),
                    dashed: true,
                    points: [
                      { x: now, y: points[now]?.value ?? null },
                      { x: last, y: forecast.value, low: forecast.low, high: forecast.high },
                    ],
                  },
                ]
              : []),
          ];
          return (
            <Lines
              name={`goal-${goal.id}`}
              sentence={goal.progress?.text ?? goal.name}
              lines={lines}
              from_zero={false}
              whole_x
              format_x={period}
              format_y={(y) => figure(y, unit)}
              table={{
                head: [
                  t("goals.period"),
                  goal.metric_label ?? "",
                  t("goals.low"),
                  t("goals.high"),
                  "n",
                  t("goals.pace"),
                ],
                rows: points.map((point) => [
                  f.period(point.period),
                  point.value,
                  point.low,
                  point.high,
                  point.n,
                  point.expected,
                ]),
              }}
            />
          );
        }}
      </Asked>
    </Card>
  );
}

function Facts({ goal }: { goal: Goal }) {
  const { t, f } = useLanguage();
  const rows: [string, React.ReactNode][] = [
    [t("goals.baseline"), goal.baseline && `${goal.baseline.text} (${f.period(goal.baseline.period)})`],
    [t("goals.target"), goal.target_text],
    [t("goals.deadline"), goal.deadline && f.day(goal.deadline, "long")],
    [t("goals.owner"), goal.owner_name],
    [t("goals.reason"), goal.reason],
    [t("goals.justification"), goal.justification],
    [t("goals.activated"), goal.activated_at && f.instant(goal.activated_at)],
    [t("goals.ended"), goal.ended_at && f.instant(goal.ended_at)],
    [t("goals.outcome"), goal.outcome],
  ];
  return (
    <Card title={t("goals.facts")}>
      <dl className="goal-facts">
        {rows
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt className="quiet">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Card>
  );
}
