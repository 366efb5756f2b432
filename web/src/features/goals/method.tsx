// The guided method: five steps, each with the workspace's own figures and the next thing to do.
import { Button, Textarea } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Cycle, Method, MethodStep } from "~/api/types";
import { useLanguage } from "~/i18n";
import { pages } from "~/pages";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Card, PageHeader } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";
import { goal_keys } from "./api";
import "./goals.css";

interface Carried {
  from?: number;
  lessons?: string;
  goals?: number;
  actions?: number;
}

export default function MethodPage() {
  const { t, f } = useLanguage();
  const query = useQuery({ queryKey: ["method"], queryFn: ({ signal }) => ask<Method>("/method", {}, signal) });
  return (
    <div className="page">
      <PageHeader
        title={t("nav.method")}
        about={
          query.data
            ? t("goals.cycle_about", {
                number: query.data.cycle.id,
                day: f.day(query.data.cycle.opened_at.slice(0, 10)),
              })
            : t("goals.method_about")
        }
      >
        {query.data?.steps.some((step) => step.state === "done") && <CloseCycle cycle={query.data.cycle} />}
      </PageHeader>
      <Asked query={query} height={520}>
        {(method) => (
          <>
            <CarriedOver carried={method.cycle.carried as Carried} />
            <ol className="method">
              {method.steps.map((step) => (
                <li key={step.key}>
                  <Step step={step} />
                </li>
              ))}
            </ol>
            <Past />
          </>
        )}
      </Asked>
    </div>
  );
}

function CarriedOver({ carried }: { carried: Carried }) {
  const { t } = useLanguage();
  if (!carried.lessons) return null;
  return (
    <Card title={t("goals.carried", { number: carried.from ?? 0 })}>
      <p className="method-lessons">{carried.lessons}</p>
      <p className="quiet small">
        {t("goals.carried_count", { goals: carried.goals ?? 0, actions: carried.actions ?? 0 })}
      </p>
    </Card>
  );
}

function Step({ step }: { step: MethodStep }) {
  const { t, f } = useLanguage();
  const session = useSession();
  const mark = useAction((done: boolean) => act("PUT", `/method/${step.key}`, { done }), { refresh: [["method"]] });
  return (
    <section className="card method-step" data-state={step.state} aria-label={step.title}>
      <span className="method-number" aria-hidden>
        {step.state === "done" ? <IconCheck size={18} /> : step.number}
      </span>
      <div>
        <h2>
          {step.title}{" "}
          <span className="pill" data-tone={step.state === "done" ? "gain" : undefined}>
            {t(`goals.step_${step.state as "done" | "current" | "later"}`)}
          </span>
        </h2>
        <p className="quiet">{step.text}</p>
        {step.figures.length > 0 && (
          <dl className="method-figures">
            {step.figures.map((figure) => (
              <div key={figure.label}>
                <dt className="quiet small">{figure.label}</dt>
                <dd className="number">{figure.text}</dd>
              </div>
            ))}
          </dl>
        )}
        {step.marked && step.done_at && (
          <p className="small quiet">{t("goals.marked", { day: f.instant(step.done_at) })}</p>
        )}
        <div className="row">
          {pages.some((page) => page.path === step.next.path) ? (
            <Link to={step.next.path as never} data-next={step.next.key}>
              {step.next.title}
            </Link>
          ) : (
            <span>{step.next.title}</span>
          )}
          {mayChange(session) && (step.marked || step.state !== "done") && (
            <Button
              size="compact-sm"
              variant="default"
              loading={mark.isPending}
              onClick={() => mark.mutate(!step.marked)}
              aria-label={t(step.marked ? "goals.unmark_of" : "goals.mark_of", { step: step.title })}
            >
              {t(step.marked ? "goals.unmark" : "goals.mark")}
            </Button>
          )}
        </div>
        {mark.error && <ErrorState error={mark.error} />}
      </div>
    </section>
  );
}

function CloseCycle({ cycle }: { cycle: Cycle }) {
  const { t } = useLanguage();
  const session = useSession();
  const [asking, setAsking] = useState(false);
  const [lessons, setLessons] = useState("");
  const close = useAction((_: undefined) => act("POST", `/cycles/${cycle.id}/close`, { lessons }), {
    refresh: [...goal_keys, ["cycles"]],
    done: t("goals.cycle_closed"),
  });
  if (!mayChange(session)) return null;
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t("goals.close_cycle")}
      </Button>
      <ConfirmDanger
        opened={asking}
        title={t("goals.close_cycle_title", { number: cycle.id })}
        action={t("goals.close_cycle")}
        onConfirm={() => close.mutateAsync(undefined)}
        onClose={() => setAsking(false)}
      >
        <p>{t("goals.close_cycle_text")}</p>
        <Textarea
          mt="sm"
          label={t("goals.lessons")}
          autosize
          minRows={3}
          value={lessons}
          onChange={(event) => setLessons(event.target.value)}
        />
      </ConfirmDanger>
    </>
  );
}

/** The rounds that are over, with what was learnt. */
function Past() {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["cycles"],
    queryFn: ({ signal }) => ask<{ items: Cycle[] }>("/cycles", {}, signal).then((list) => list.items),
  });
  const past = (query.data ?? []).filter((cycle) => cycle.closed_at !== null);
  if (past.length === 0) return null;
  return (
    <Card title={t("goals.past")}>
      <ul className="plain">
        {past.map((cycle) => (
          <li key={cycle.id}>
            <strong>{t("goals.cycle", { number: cycle.id })}</strong>{" "}
            <span className="quiet small">{cycle.closed_at && f.day(cycle.closed_at.slice(0, 10))}</span>
            <p className="method-lessons">{cycle.lessons}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
