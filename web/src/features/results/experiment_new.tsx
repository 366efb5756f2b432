import { Button, NumberInput, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { act } from "~/api/client";
import { useWorkspace } from "~/api/session";
import type { Experiment } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { ErrorState } from "~/ui/states";
import { StoredSegment } from "./stored_segment";

const outcomes = ["purchase", "orders", "revenue", "event"] as const;
const key_of = (name: string) =>
  name
    .normalize("NFD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 60);

/** What will be tried, on whom, and what will decide. */
export default function ExperimentNew() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const [search] = useFilters();
  const [value, setValue] = useState({
    name: search.name ?? "",
    key: "",
    hypothesis: search.hypothesis ?? "",
    segment: search.segment ?? "",
    outcome: "purchase" as (typeof outcomes)[number],
    event: "",
    follow_days: 30 as number | string,
    treated: 50 as number | string,
    criterion: "" as number | string,
  });
  const set = (change: Partial<typeof value>) => setValue({ ...value, ...change });
  const share = value.outcome === "purchase" || value.outcome === "event";
  const make = useAction(
    () =>
      act<Experiment>("POST", "/experiments", {
        key: value.key || key_of(value.name),
        name: value.name,
        hypothesis: value.hypothesis,
        segment: value.segment,
        outcome: value.outcome,
        ...(value.outcome === "event" && { event: value.event }),
        follow_days: Number(value.follow_days),
        criterion: value.criterion === "" ? null : Number(value.criterion) / (share ? 100 : 1),
        arms: [
          { key: "control", name: t("results.control"), share: (100 - Number(value.treated)) / 100 },
          { key: "treated", name: t("results.treated"), share: Number(value.treated) / 100 },
        ],
      }),
    {
      refresh: [["list", "/experiments"]],
      onDone: (made) => navigate({ to: `/results/experiments/${made.id}` }),
    },
  );
  const send = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(undefined);
  };
  const error = (path: string) => field_error(make.error, path);
  const unit = share ? t("results.points") : value.outcome === "revenue" ? (workspace.currency ?? "") : "";
  return (
    <div className="page">
      <PageHeader title={t("results.plan")} about={t("results.plan.about")} />
      <Card label={t("results.plan")}>
        <form onSubmit={send}>
          <Stack maw={620}>
            <TextInput
              label={t("results.name")}
              required
              data-autofocus
              value={value.name}
              error={error("/name")}
              onChange={(event) => set({ name: event.target.value })}
            />
            <TextInput
              label={t("results.key")}
              description={t("results.key.about")}
              placeholder={key_of(value.name)}
              value={value.key}
              error={error("/key")}
              onChange={(event) => set({ key: event.target.value })}
            />
            <Textarea
              label={t("results.hypothesis")}
              description={t("results.hypothesis.about")}
              autosize
              minRows={2}
              value={value.hypothesis}
              onChange={(event) => set({ hypothesis: event.target.value })}
            />
            <StoredSegment
              value={value.segment}
              {...(error("/segment") && { error: error("/segment") as string })}
              onChange={(segment) => set({ segment })}
            />
            <Select
              label={t("results.outcome")}
              description={t("results.outcome.about")}
              allowDeselect={false}
              value={value.outcome}
              data={outcomes.map((one) => ({ value: one, label: t(`results.outcome.${one}`) }))}
              onChange={(outcome) => set({ outcome: (outcome ?? "purchase") as typeof value.outcome })}
            />
            {value.outcome === "event" && (
              <TextInput
                label={t("results.event")}
                required
                value={value.event}
                error={error("/event")}
                onChange={(event) => set({ event: event.target.value })}
              />
            )}
            <NumberInput
              label={t("results.follow_days")}
              description={t("results.follow_days.about")}
              min={1}
              max={730}
              allowDecimal={false}
              required
              value={value.follow_days}
              error={error("/follow_days")}
              onChange={(follow_days) => set({ follow_days })}
            />
            <NumberInput
              label={t("results.treated_share")}
              description={t("results.treated_share.about")}
              min={1}
              max={99}
              suffix={"\u202f%"}
              required
              value={value.treated}
              error={error("/arms")}
              onChange={(treated) => set({ treated })}
            />
            <NumberInput
              label={t("results.criterion")}
              description={t("results.criterion.about")}
              suffix={unit && `\u00a0${unit}`}
              value={value.criterion}
              error={error("/criterion")}
              onChange={(criterion) => set({ criterion })}
            />
            {make.isError && <ErrorState error={make.error} />}
            <div>
              <Button type="submit" loading={make.isPending}>
                {t("results.save_plan")}
              </Button>
            </div>
          </Stack>
        </form>
      </Card>
    </div>
  );
}
