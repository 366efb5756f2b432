import { Button, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Questionnaire } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { Card, PageHeader } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";
import { DayField } from "./parts";

interface Action {
  title: string;
  owner: string;
  due_day: string;
}
const blank: Action = { title: "", owner: "me", due_day: "" };

/** Six questions, one after the other; it ends with actions that have an owner and a day. */
export default function QuestionnairePage() {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["questionnaire"],
    queryFn: ({ signal }) => ask<Questionnaire>("/questionnaire", {}, signal),
  });
  return (
    <div className="page">
      <PageHeader title={t("nav.questionnaire")} about={t("actions.questionnaire.about")} />
      <Asked query={query} height={400}>
        {(data) => <Steps key={`${data.run?.id}${data.run?.finished_at}`} data={data} />}
      </Asked>
    </div>
  );
}

function Steps({ data }: { data: Questionnaire }) {
  const { t, f } = useLanguage();
  const may = mayChange(useSession());
  const open = data.run && !data.run.finished_at ? data.run : undefined;
  const [answers, setAnswers] = useState<Record<string, string>>((open?.answers ?? {}) as Record<string, string>);
  const [actions, setActions] = useState<Action[]>([blank]);
  const questions = data.questions;
  const first = questions.findIndex((one) => !answers[one.key ?? ""]);
  const [step, setStep] = useState(first < 0 ? questions.length : first);
  const keep = useAction(() => act<Questionnaire>("PUT", "/questionnaire", { answers }), {});
  const finish = useAction(
    () =>
      act<Questionnaire>("POST", "/questionnaire/finish", {
        actions: actions
          .filter((one) => one.title)
          .map(({ title, owner, due_day }) => ({ title, owner, ...(due_day && { due_day }) })),
      }),
    { refresh: [["questionnaire"]], done: t("actions.questionnaire.done") },
  );
  const question = questions[step];
  const go = (to: number) => {
    if (may) keep.mutate(undefined);
    setStep(to);
  };
  const change = (index: number, part: Partial<Action>) =>
    setActions(actions.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <>
      {data.run?.finished_at && (
        <p className="quiet">
          {t("actions.questionnaire.last", {
            day: f.day(data.run.finished_at.slice(0, 10)),
            count: data.run.tasks?.length ?? 0,
          })}
        </p>
      )}
      {question ? (
        <Card
          title={t("actions.questionnaire.step", { step: step + 1, of: questions.length })}
          label={question.text ?? ""}
        >
          <form
            onSubmit={(event) => {
              event.preventDefault();
              go(step + 1);
            }}
          >
            <Textarea
              key={question.key}
              label={question.text}
              description={question.help}
              autosize
              minRows={4}
              disabled={!may}
              value={answers[question.key ?? ""] ?? ""}
              onChange={(event) => setAnswers({ ...answers, [question.key ?? ""]: event.target.value })}
            />
            <div className="row" style={{ marginTop: 12 }}>
              {step > 0 && (
                <Button variant="default" onClick={() => go(step - 1)}>
                  {t("actions.back")}
                </Button>
              )}
              <Button type="submit">{t("actions.next")}</Button>
            </div>
          </form>
        </Card>
      ) : (
        <Card title={t("actions.questionnaire.actions")} about={t("actions.questionnaire.actions_about")}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              finish.mutate(undefined);
            }}
          >
            {actions.map((one, index) => (
              <div className="grid" key={index} style={{ "--least": "180px", marginBottom: 8 } as React.CSSProperties}>
                <TextInput
                  label={t("actions.questionnaire.action", { number: index + 1 })}
                  value={one.title}
                  onChange={(event) => change(index, { title: event.target.value })}
                />
                <TextInput
                  label={t("actions.owner")}
                  description={t("actions.owner_help")}
                  value={one.owner}
                  error={field_error(finish.error, `/actions/${index}/owner`)}
                  onChange={(event) => change(index, { owner: event.target.value })}
                />
                <DayField
                  label={t("actions.due")}
                  value={one.due_day}
                  error={field_error(finish.error, `/actions/${index}/due_day`)}
                  onChange={(due_day) => change(index, { due_day })}
                />
              </div>
            ))}
            {finish.error && <ErrorState error={finish.error} />}
            <div className="row" style={{ marginTop: 12 }}>
              <Button variant="default" onClick={() => go(questions.length - 1)}>
                {t("actions.back")}
              </Button>
              <Button variant="default" onClick={() => setActions([...actions, blank])}>
                {t("actions.questionnaire.another")}
              </Button>
              {may && (
                <Button type="submit" loading={finish.isPending}>
                  {t("actions.questionnaire.finish")}
                </Button>
              )}
            </div>
          </form>
        </Card>
      )}
    </>
  );
}
