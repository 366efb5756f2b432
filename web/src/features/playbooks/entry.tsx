import { Button, Checkbox, NumberInput, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { segments_query } from "~/api/segments";
import { useWorkspace } from "~/api/session";
import type { PlaybookEntry } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { ErrorState } from "~/ui/states";

const entries = ["by_hand", "segment", "at_risk", "signal"] as const;

/** Who enters, how many a day, what counts as success, and how many are left alone to compare with. */
export function Entry({ entry, may }: { entry: PlaybookEntry; may: boolean }) {
  const { t, locale } = useLanguage();
  const { currency } = useWorkspace();
  const [draft, setDraft] = useState({
    entry: entry.entry,
    segment: entry.segment ?? "",
    signal: entry.signal ?? "",
    value: (entry.value ? Number(entry.value.amount) : "") as number | string,
    present: entry.present,
    day_max: entry.day_max as number | string,
    goal: entry.goal,
    goal_days: entry.goal_days as number | string,
    control: (Math.round(entry.control_share * 1000) / 10) as number | string,
  });
  const put = (more: Partial<typeof draft>) => setDraft({ ...draft, ...more });
  const save = useAction(
    (_: undefined) =>
      act("PATCH", `/playbooks/${entry.playbook}/entry`, {
        entry: draft.entry,
        ...(draft.entry === "segment" && { segment: draft.segment }),
        ...(draft.entry === "signal" && { signal: draft.signal }),
        ...(draft.entry === "at_risk" && { value: { amount: Number(draft.value || 0).toFixed(2), currency } }),
        present: draft.present,
        day_max: Number(draft.day_max),
        goal: draft.goal,
        goal_days: Number(draft.goal_days),
        control_share: Number(draft.control) / 100,
      }),
    {
      refresh: [
        ["playbook", String(entry.playbook)],
        ["list", "/playbook-entries"],
      ],
      done: t("ui.saved"),
    },
  );
  const error = (name: string) => field_error(save.error, `/${name}`);
  const beside = ["segment", "signal", "value", "day_max", "goal", "goal_days", "control_share"].some(error);
  return (
    <Card title={t("playbooks.rules")} about={t("playbooks.rules_about")}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <fieldset disabled={!may} style={{ border: 0, padding: 0, margin: 0 }}>
          <div className="grid">
            <Select
              label={t("playbooks.entry")}
              allowDeselect={false}
              disabled={!may}
              value={draft.entry}
              onChange={(value) => put({ entry: entries.find((one) => one === value) ?? "by_hand" })}
              data={entries.map((value) => ({ value, label: t(`playbooks.entry.${value}`) }))}
            />
            {draft.entry === "segment" && (
              <OneOfSegments value={draft.segment} error={error("segment")} onChange={(segment) => put({ segment })} />
            )}
            {draft.entry === "signal" && (
              <OneOfSignals value={draft.signal} error={error("signal")} onChange={(signal) => put({ signal })} />
            )}
            {draft.entry === "at_risk" && (
              <NumberInput
                label={t("playbooks.value", { currency })}
                min={0}
                decimalScale={2}
                decimalSeparator={locale === "fr" ? "," : "."}
                value={draft.value}
                error={error("value")}
                onChange={(value) => put({ value })}
              />
            )}
            {draft.entry !== "by_hand" && (
              <NumberInput
                label={t("playbooks.day_max")}
                min={1}
                decimalScale={0}
                value={draft.day_max}
                error={error("day_max")}
                onChange={(day_max) => put({ day_max })}
              />
            )}
          </div>
          {(draft.entry === "segment" || draft.entry === "signal") && (
            <Checkbox
              mt="sm"
              label={t("playbooks.present")}
              checked={draft.present}
              onChange={(event) => put({ present: event.currentTarget.checked })}
            />
          )}
          <div className="grid" style={{ marginTop: 12 }}>
            <TextInput
              label={t("playbooks.goal")}
              description={t("playbooks.goal_about")}
              required
              value={draft.goal}
              error={error("goal")}
              onChange={(event) => put({ goal: event.target.value })}
            />
            <NumberInput
              label={t("playbooks.goal_days")}
              description={t("playbooks.another_experiment")}
              min={1}
              max={730}
              decimalScale={0}
              value={draft.goal_days}
              error={error("goal_days")}
              onChange={(goal_days) => put({ goal_days })}
            />
            <NumberInput
              label={t("playbooks.control_share")}
              description={t("playbooks.another_experiment")}
              min={1}
              max={50}
              decimalScale={1}
              decimalSeparator={locale === "fr" ? "," : "."}
              value={draft.control}
              error={error("control_share")}
              onChange={(control) => put({ control })}
            />
          </div>
        </fieldset>
        {save.error && !beside && <ErrorState error={save.error} />}
        {may && (
          <div>
            <Button type="submit" loading={save.isPending}>
              {t("ui.save")}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}

interface Choice {
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

function OneOfSegments({ value, error, onChange }: Choice) {
  const { t } = useLanguage();
  const kept = useQuery(segments_query);
  return (
    <Select
      label={t("playbooks.segment")}
      required
      searchable
      value={value || null}
      error={error}
      onChange={(key) => onChange(key ?? "")}
      data={(kept.data ?? []).map((one) => ({ value: one.key, label: one.name }))}
    />
  );
}

function OneOfSignals({ value, error, onChange }: Choice) {
  const { t } = useLanguage();
  const known = useQuery({
    queryKey: ["signals", "choice"],
    queryFn: ({ signal }) => ask<{ counts: { key: string; label: string }[] }>("/signals", { limit: 1 }, signal),
  });
  return (
    <Select
      label={t("playbooks.signal")}
      required
      value={value || null}
      error={error}
      onChange={(key) => onChange(key ?? "")}
      data={(known.data?.counts ?? []).map((one) => ({ value: one.key, label: one.label }))}
    />
  );
}
