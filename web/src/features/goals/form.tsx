// A goal as it is typed, with its five letters judged a moment after the last key.
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { act, ask } from "~/api/client";
import { isAdministrator, useSession } from "~/api/session";
import type { GoalChecked, MetricSeries, StaffPerson } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error } from "~/ui/action";
import { Card } from "~/ui/page";
import { ErrorState, Loading } from "~/ui/states";
import { body_of, type Draft, target_text } from "./api";
import "./goals.css";
import { Letters } from "./letters";

/** What is typed, once nothing was typed for a moment. */
function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}

export function useMetrics() {
  return useQuery({
    queryKey: ["metrics"],
    queryFn: ({ signal }) => ask<{ items: MetricSeries[] }>("/metrics", {}, signal).then((list) => list.items),
    staleTime: 300_000,
  });
}

function useSegments() {
  return useQuery({
    queryKey: ["segments", "choice"],
    queryFn: ({ signal }) => ask<{ items: { key: string; name: string }[] }>("/segments", { limit: 1000 }, signal),
    staleTime: 60_000,
    retry: false,
  });
}

function useOwners(): { value: string; label: string }[] {
  const { t } = useLanguage();
  const session = useSession();
  const administrator = isAdministrator(session);
  const people = useQuery({
    queryKey: ["list", "/staff", "choice"],
    queryFn: ({ signal }) => ask<{ items: StaffPerson[] }>("/staff", { limit: 1000 }, signal),
    enabled: administrator,
    staleTime: 60_000,
  });
  const others = (people.data?.items ?? []).filter((one) => one.id !== session.person.id && one.state !== "disabled");
  return [
    { value: "me", label: t("goals.me", { name: session.person.name || session.person.email }) },
    ...others.map((one) => ({ value: String(one.id), label: one.name || one.email })),
  ];
}

export function GoalForm(props: {
  start: Draft;
  fixed?: boolean; // active already: what it is measured by stays
  owner_name?: string | null;
  busy: boolean;
  error: unknown;
  onSend: (body: object) => void;
}) {
  const { start, fixed, owner_name, busy, error, onSend } = props;
  const { t, locale: language } = useLanguage();
  const decimal = language === "fr" ? "," : ".";
  const [draft, setDraft] = useState(start);
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const metrics = useMetrics();
  const segments = useSegments();
  const owners = useOwners();
  const unit = metrics.data?.find((one) => one.name === draft.metric)?.unit;
  const settled = useSettled(draft, 300);
  const checked = useQuery({
    queryKey: ["goals", "check", settled, unit, language],
    queryFn: () => act<GoalChecked>("POST", "/goals/check", body_of(settled, unit)),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const seen = checked.data;
  const attainable = seen?.checks.find((check) => check.letter === "A");
  const justify = draft.justification !== "" || (draft.target !== "" && attainable?.good === false);
  const choices = (segments.data?.items ?? []).map((one) => ({ value: `segment:${one.key}`, label: one.name }));
  const known = draft.segment === "" || choices.some((one) => one.value === draft.segment);
  const owner_known = draft.owner === "" || owners.some((one) => one.value === draft.owner);
  const available = (metrics.data ?? []).filter((one) => one.available && !one.elsewhere);
  return (
    <form
      className="split goal-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSend({ ...body_of(draft, unit), ...(fixed ? {} : { status: "active" }) });
      }}
    >
      <Card title={t("goals.form_title")}>
        <div className="goal-fields">
          <Select
            label={t("goals.metric")}
            description={t("goals.metric_help")}
            searchable
            disabled={fixed === true}
            value={draft.metric || null}
            onChange={(metric) => set({ metric: metric ?? "" })}
            data={available.map((one) => ({ value: one.name, label: one.label }))}
            nothingFoundMessage={t("goals.no_metric")}
            error={field_error(error, "/metric")}
          />
          <Select
            label={t("goals.segment")}
            disabled={fixed === true}
            searchable
            clearable
            clearButtonProps={{ "aria-label": t("goals.all_customers") }}
            placeholder={t("goals.all_customers")}
            value={draft.segment || null}
            onChange={(segment) => set({ segment: segment ?? "" })}
            data={known ? choices : [...choices, { value: draft.segment, label: draft.segment }]}
            error={field_error(error, "/segment")}
          />
          <Select
            label={t("goals.period")}
            disabled={fixed === true}
            value={draft.period}
            allowDeselect={false}
            onChange={(period) => set({ period: period ?? "month" })}
            data={(["week", "month", "quarter", "year"] as const).map((value) => ({
              value,
              label: t(`ui.period.${value}`),
            }))}
          />
          <p className="goal-baseline" data-baseline>
            <span className="quiet small">{t("goals.baseline")}</span>
            <strong className="number">{seen?.baseline ? seen.baseline.text : t("ui.not_observed")}</strong>
          </p>
          <TextInput
            label={t("goals.target")}
            inputMode="decimal"
            value={draft.target}
            onChange={(event) => set({ target: event.target.value })}
            rightSection={unit === "rate" ? <span className="quiet">%</span> : undefined}
            error={field_error(error, "/target")}
          />
          {seen && seen.suggestions.length > 0 && (
            <fieldset className="goal-suggestions">
              <legend className="quiet small">{t("goals.suggestions")}</legend>
              {seen.suggestions.map((one) => (
                <Button
                  key={one.key}
                  size="compact-sm"
                  variant="default"
                  onClick={() => set({ target: target_text(one.value, unit, decimal) })}
                >
                  {one.text}
                </Button>
              ))}
            </fieldset>
          )}
          <TextInput
            type="date"
            label={t("goals.deadline")}
            description={seen?.pace_text ?? undefined}
            value={draft.deadline}
            onChange={(event) => set({ deadline: event.target.value })}
            error={field_error(error, "/deadline")}
          />
          <Select
            label={t("goals.owner")}
            value={draft.owner || null}
            allowDeselect={false}
            onChange={(owner) => set({ owner: owner ?? "" })}
            data={owner_known ? owners : [...owners, { value: draft.owner, label: owner_name || draft.owner }]}
            error={field_error(error, "/owner")}
          />
          <Textarea
            label={t("goals.reason")}
            description={t("goals.reason_help")}
            autosize
            minRows={2}
            value={draft.reason}
            onChange={(event) => set({ reason: event.target.value })}
            error={field_error(error, "/reason")}
          />
          {justify && (
            <Textarea
              label={t("goals.justification")}
              autosize
              minRows={2}
              value={draft.justification}
              onChange={(event) => set({ justification: event.target.value })}
              error={field_error(error, "/justification")}
            />
          )}
          <TextInput
            label={t("goals.name")}
            placeholder={seen?.name}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
            error={field_error(error, "/name")}
          />
        </div>
        {error !== null && error !== undefined && <ErrorState error={error} />}
        <div className="row goal-send">
          {!fixed && (
            <Button
              type="button"
              variant="default"
              disabled={busy}
              onClick={() => onSend({ ...body_of(draft, unit), status: "draft" })}
            >
              {t("goals.save_draft")}
            </Button>
          )}
          <Button type="submit" loading={busy} disabled={seen ? !seen.smart : true}>
            {fixed ? t("goals.save") : t("goals.activate")}
          </Button>
        </div>
      </Card>
      <Card title={t("goals.letters_title")} about={t("goals.letters_about")}>
        {checked.isError && !seen ? (
          <ErrorState error={checked.error} retry={() => checked.refetch()} />
        ) : seen ? (
          <Letters checks={seen.checks} />
        ) : (
          <Loading height={300} />
        )}
      </Card>
    </form>
  );
}
