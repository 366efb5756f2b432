import { ActionIcon, Button, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { act } from "~/api/client";
import { useSession } from "~/api/session";
import { useStaff } from "~/api/staff";
import type { Playbook, PlaybookStep } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { ErrorState } from "~/ui/states";

const kinds = ["task", "message", "wait", "text"] as const;

type Draft = PlaybookStep & { number: number }; // its own, however it is moved

/** The steps, in order: each of a kind, with what that kind asks for. */
export function Steps({ playbook, may }: { playbook: Playbook; may: boolean }) {
  const { t } = useLanguage();
  const [steps, setSteps] = useState<Draft[]>((playbook.steps ?? []).map((step, number) => ({ ...step, number })));
  const save = useAction(
    (_: undefined) =>
      act("PATCH", `/playbooks/${playbook.id}`, { steps: steps.map(({ number: _number, ...step }) => step) }),
    { refresh: [["playbook", String(playbook.id)]], done: t("ui.saved") },
  );
  const put = (at: number, step: Partial<Draft>) =>
    setSteps(steps.map((one, index) => (index === at ? { ...one, ...step } : one)));
  const move = (at: number, to: number) => {
    const moved = steps.filter((_, index) => index !== at);
    moved.splice(to, 0, steps[at] as Draft);
    setSteps(moved);
  };
  const error_of = (at: number) => (name: string) => field_error(save.error, `/steps/${at}/${name}`);
  const names = ["en", "fr", "subject_en", "subject_fr", "days", "owner", "purpose"];
  const beside = steps.some((_, at) => names.some((name) => error_of(at)(name)));
  return (
    <Card title={t("playbooks.steps")} about={t("playbooks.steps_about")}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        {steps.map((step, at) => (
          <fieldset key={step.number} className="card" disabled={!may}>
            <legend>{t("playbooks.step", { n: at + 1 })}</legend>
            <Fields step={step} put={(more) => put(at, more)} error={error_of(at)} may={may} />
            {may && (
              <div className="row" style={{ marginTop: 8 }}>
                <ActionIcon
                  variant="default"
                  aria-label={t("playbooks.up", { n: at + 1 })}
                  disabled={at === 0}
                  onClick={() => move(at, at - 1)}
                >
                  <IconArrowUp size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  aria-label={t("playbooks.down", { n: at + 1 })}
                  disabled={at === steps.length - 1}
                  onClick={() => move(at, at + 1)}
                >
                  <IconArrowDown size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="red"
                  aria-label={t("playbooks.remove", { n: at + 1 })}
                  disabled={steps.length === 1}
                  onClick={() => setSteps(steps.filter((_, index) => index !== at))}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </div>
            )}
          </fieldset>
        ))}
        {save.error && !beside && <ErrorState error={save.error} />}
        {may && (
          <div className="row">
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() =>
                setSteps([...steps, { kind: "task", days: 3, number: Math.max(...steps.map((one) => one.number)) + 1 }])
              }
            >
              {t("playbooks.add_step")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t("ui.save")}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}

interface FieldsOf {
  step: Draft;
  put: (more: Partial<Draft>) => void;
  error: (name: string) => string | undefined;
  may: boolean;
}

function Fields({ step, put, error, may }: FieldsOf) {
  const { t } = useLanguage();
  const kind = step.kind ?? "text";
  return (
    <>
      <div className="grid">
        <Select
          label={t("playbooks.kind")}
          allowDeselect={false}
          disabled={!may}
          value={kind}
          onChange={(value) => put({ kind: kinds.find((one) => one === value) ?? "task" })}
          data={kinds.map((value) => ({ value, label: t(`playbooks.kind.${value}`) }))}
        />
        {kind !== "text" && (
          <NumberInput
            label={t(
              kind === "task" ? "playbooks.due_days" : kind === "wait" ? "playbooks.wait_days" : "playbooks.mail_days",
            )}
            min={1}
            max={365}
            decimalScale={0}
            value={step.days ?? 3}
            error={error("days")}
            onChange={(days) => put({ days: Number(days) })}
          />
        )}
        {kind === "wait" && (
          <TextInput
            label={t("playbooks.wait_event")}
            value={step.event ?? ""}
            onChange={(event) => put({ event: event.target.value })}
          />
        )}
        {(kind === "task" || kind === "message") && <Owner step={step} put={put} error={error} may={may} />}
        {kind === "message" && (
          <TextInput
            label={t("playbooks.purpose")}
            value={step.purpose ?? "marketing"}
            error={error("purpose")}
            onChange={(event) => put({ purpose: event.target.value })}
          />
        )}
      </div>
      {kind !== "wait" && <Words step={step} put={put} error={error} may={may} />}
    </>
  );
}

function Owner({ step, put, error, may }: FieldsOf) {
  const { t } = useLanguage();
  const { person } = useSession();
  const staff = useStaff();
  const known = [{ value: String(person.id), label: staff.name_of(person.id) }, ...staff.others];
  const own = step.owner && !known.some((one) => one.value === String(step.owner));
  return (
    <Select
      label={t("playbooks.owner")}
      allowDeselect={false}
      disabled={!may}
      value={step.owner ? String(step.owner) : ""}
      error={error("owner")}
      onChange={(value) => put({ owner: value ? Number(value) : null })}
      data={[
        { value: "", label: t("playbooks.owner_usual") },
        ...known,
        ...(own ? [{ value: String(step.owner), label: staff.name_of(step.owner ?? 0) }] : []),
      ]}
    />
  );
}

function Words({ step, put, error }: FieldsOf) {
  const { t } = useLanguage();
  const message = step.kind === "message";
  const of = step.kind === "task" ? "task" : message ? "body" : "text";
  return (
    <div className="grid" style={{ marginTop: 8 }}>
      {(["en", "fr"] as const).map((language) => (
        <div key={language}>
          {message && (
            <TextInput
              label={t(`playbooks.subject_${language}`)}
              value={step[`subject_${language}`] ?? ""}
              error={error(`subject_${language}`)}
              onChange={(event) => put({ [`subject_${language}`]: event.target.value })}
            />
          )}
          <Textarea
            label={t(`playbooks.${of}_${language}`)}
            description={message ? t("playbooks.body_about") : undefined}
            autosize
            minRows={message ? 4 : 1}
            value={step[language] ?? ""}
            error={error(language)}
            onChange={(event) => put({ [language]: event.target.value })}
          />
        </div>
      ))}
    </div>
  );
}
