import { Button, MultiSelect, NumberInput, Select, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession, useWorkspace } from "~/api/session";
import type { Initiative, Plan, Project } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Card, PageHeader } from "~/ui/page";
import { Asked } from "~/ui/states";
import {
  aims,
  amount_of,
  causes,
  conditions,
  DayField,
  families,
  MoneyField,
  money_of,
  number_or_null,
  pillars,
  statuses,
  useWord,
  useWords,
} from "./parts";

/** One initiative: what it is for, what it costs, what its pilot gave, and its tasks. */
export default function InitiativePage() {
  const { t } = useLanguage();
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useQuery({
    queryKey: ["initiative", id],
    queryFn: ({ signal }) => ask<Initiative>(`/initiatives/${id}`, {}, signal),
  });
  return (
    <div className="page">
      <Link to="/actions/initiatives">{t("nav.initiatives")}</Link>
      {!query.data && <PageHeader title={t("nav.initiative")} />}
      <Asked query={query} height={400}>
        {(data) => <Sheet key={data.version} initiative={data} />}
      </Asked>
    </div>
  );
}

function draft_of(row: Initiative) {
  return {
    name: row.name,
    text: row.text ?? "",
    type: row.type ?? "experience",
    aim: row.aim ?? "reduce_churn",
    segment: row.segment ?? "",
    owner: row.owner ? String(row.owner) : "",
    starts: row.starts ?? "",
    ends: row.ends ?? "",
    kpi: row.kpi ?? "",
    cause: row.cause ?? "",
    status: row.status ?? "draft",
    experiment: row.experiment ?? "",
    conditions: row.conditions ?? [],
    pillars: row.pillars ?? [],
    skills: row.skills ?? [],
    systems: row.systems ?? [],
    practices: row.practices ?? [],
    budget_planned: amount_of(row.budget_planned),
    budget_actual: amount_of(row.budget_actual),
    effort_planned: row.effort_planned ?? ("" as string | number),
    effort_actual: row.effort_actual ?? ("" as string | number),
    pilot_share: row.pilot_share == null ? ("" as string | number) : row.pilot_share * 100,
    pilot_criterion: row.pilot_criterion ?? ("" as string | number),
    pilot_result: row.pilot_result ?? ("" as string | number),
    pilot_low: row.pilot_low ?? ("" as string | number),
    pilot_high: row.pilot_high ?? ("" as string | number),
  };
}
type Draft = ReturnType<typeof draft_of>;

function body_of(draft: Draft, currency: string) {
  const share = number_or_null(draft.pilot_share);
  return {
    ...draft,
    owner: draft.owner || null,
    starts: draft.starts || null,
    ends: draft.ends || null,
    budget_planned: money_of(draft.budget_planned, currency),
    budget_actual: money_of(draft.budget_actual, currency),
    effort_planned: number_or_null(draft.effort_planned),
    effort_actual: number_or_null(draft.effort_actual),
    pilot_share: share === null ? null : share / 100,
    pilot_criterion: number_or_null(draft.pilot_criterion),
    pilot_result: number_or_null(draft.pilot_result),
    pilot_low: number_or_null(draft.pilot_low),
    pilot_high: number_or_null(draft.pilot_high),
  };
}

/** Only what was changed is sent: so a pilot is judged when its result comes in, and not again. */
function changes(before: object, after: object) {
  const was = before as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name])),
  );
}

function Sheet({ initiative }: { initiative: Initiative }) {
  const { t } = useLanguage();
  const word = useWord();
  const words = useWords();
  const navigate = useNavigate();
  const may = mayChange(useSession());
  const { currency } = useWorkspace();
  const [draft, setDraft] = useState(draft_of(initiative));
  const [removing, setRemoving] = useState(false);
  const plan = useQuery({ queryKey: ["plan"], queryFn: ({ signal }) => ask<Plan>("/plan", {}, signal) });
  const set = <K extends keyof Draft>(name: K, value: Draft[K]) => setDraft((old) => ({ ...old, [name]: value }));
  const refresh = [["initiative", String(initiative.id)], ["list", "/initiatives"], ["plan"]];
  const save = useAction(
    () =>
      act<Initiative>(
        "PATCH",
        `/initiatives/${initiative.id}`,
        changes(body_of(draft_of(initiative), currency), body_of(draft, currency)),
        { headers: { "If-Match": `"${initiative.version}"` } },
      ),
    { refresh, done: t("actions.saved") },
  );
  const error = (path: string) => field_error(save.error, path);
  const number = (
    name:
      | "effort_planned"
      | "effort_actual"
      | "pilot_share"
      | "pilot_criterion"
      | "pilot_result"
      | "pilot_low"
      | "pilot_high",
    label: string,
    help?: string,
  ) => (
    <NumberInput
      label={label}
      description={help}
      value={draft[name]}
      onChange={(value) => set(name, value)}
      error={error(`/${name}`)}
      hideControls
      decimalScale={4}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <PageHeader
        title={initiative.name}
        about={[word("status", initiative.status), initiative.lever_name, initiative.owner_name]
          .filter(Boolean)
          .join(" · ")}
      >
        {may && (
          <>
            <Button variant="default" onClick={() => setRemoving(true)}>
              {t("actions.remove")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t("actions.save")}
            </Button>
          </>
        )}
      </PageHeader>
      {save.error && (
        <p className="alert" role="alert">
          {save.error.message}
        </p>
      )}
      <fieldset disabled={!may} style={{ border: 0, padding: 0, margin: 0 }}>
        <div className="grid" style={{ "--least": "320px" } as React.CSSProperties}>
          <Card title={t("actions.initiative.what")}>
            <TextInput
              label={t("actions.name")}
              value={draft.name}
              required
              error={error("/name")}
              onChange={(event) => set("name", event.target.value)}
            />
            <Textarea
              mt="sm"
              label={t("actions.text")}
              autosize
              minRows={2}
              value={draft.text}
              onChange={(event) => set("text", event.target.value)}
            />
            <Select
              mt="sm"
              label={t("actions.aim")}
              allowDeselect={false}
              value={draft.aim}
              onChange={(value) => set("aim", (value ?? draft.aim) as Draft["aim"])}
              data={words("aim", aims)}
            />
            <Select
              mt="sm"
              label={t("actions.family")}
              allowDeselect={false}
              value={draft.type}
              onChange={(value) => set("type", (value ?? draft.type) as Draft["type"])}
              data={words("family", families)}
            />
            <TextInput
              mt="sm"
              label={t("actions.segment")}
              description={t("actions.segment_help")}
              value={draft.segment}
              onChange={(event) => set("segment", event.target.value)}
            />
            <TextInput
              mt="sm"
              label={t("actions.kpi")}
              description={t("actions.kpi_help")}
              value={draft.kpi}
              error={error("/kpi")}
              onChange={(event) => set("kpi", event.target.value)}
            />
          </Card>
          <Card title={t("actions.initiative.who")}>
            <Select
              mt="sm"
              label={t("actions.status")}
              allowDeselect={false}
              value={draft.status}
              onChange={(value) => set("status", (value ?? draft.status) as Draft["status"])}
              data={words("status", statuses)}
            />
            <Select
              mt="sm"
              label={t("actions.cause")}
              description={t("actions.cause_help")}
              placeholder={t("actions.not_said")}
              value={draft.cause || null}
              error={error("/cause")}
              onChange={(value) => set("cause", (value ?? "") as Draft["cause"])}
              data={words("cause", causes)}
            />
            <TextInput
              mt="sm"
              label={t("actions.owner")}
              description={t("actions.owner_help")}
              value={draft.owner}
              error={error("/owner")}
              onChange={(event) => set("owner", event.target.value)}
            />
            <div className="grid" style={{ "--least": "130px", marginTop: 12 } as React.CSSProperties}>
              <DayField label={t("actions.starts")} value={draft.starts} onChange={(value) => set("starts", value)} />
              <DayField
                label={t("actions.ends")}
                value={draft.ends}
                error={error("/ends")}
                onChange={(value) => set("ends", value)}
              />
            </div>
          </Card>
          <Card title={t("actions.initiative.budget")}>
            {initiative.overrun_text && (
              <p>
                <span
                  className="pill"
                  data-tone={(initiative.overrun ?? 0) > 0 ? "loss" : "gain"}
                  data-figure="initiative.overrun"
                >
                  {initiative.overrun_text}
                </span>{" "}
                {t("actions.overrun")}
              </p>
            )}
            <div className="grid" style={{ "--least": "130px" } as React.CSSProperties}>
              <MoneyField
                label={t("actions.budget_planned")}
                value={draft.budget_planned}
                onChange={(value) => set("budget_planned", value)}
                error={save.error}
                path="/budget_planned"
              />
              <MoneyField
                label={t("actions.budget_actual")}
                value={draft.budget_actual}
                onChange={(value) => set("budget_actual", value)}
                error={save.error}
                path="/budget_actual"
              />
              {number("effort_planned", t("actions.effort_planned"))}
              {number("effort_actual", t("actions.effort_actual"))}
            </div>
          </Card>
          <Card title={t("actions.initiative.pilot")} about={t("actions.initiative.pilot_about")}>
            {initiative.pilot_text && (
              <p>
                <span className="pill" data-tone={initiative.status === "not_adopted" ? "loss" : "gain"}>
                  {initiative.pilot_text}
                </span>
              </p>
            )}
            <div className="grid" style={{ "--least": "130px" } as React.CSSProperties}>
              {number("pilot_share", t("actions.pilot_share"))}
              {number("pilot_criterion", t("actions.pilot_criterion"))}
              {number("pilot_result", t("actions.pilot_result"))}
              {number("pilot_low", t("actions.pilot_low"))}
              {number("pilot_high", t("actions.pilot_high"))}
            </div>
            <p className="quiet small">{t("actions.pilot_unit")}</p>
          </Card>
          <Card title={t("actions.initiative.covers")}>
            <MultiSelect
              label={t("actions.plan.conditions")}
              value={draft.conditions}
              onChange={(value) => set("conditions", value as Draft["conditions"])}
              data={words("condition", conditions)}
            />
            <MultiSelect
              mt="sm"
              label={t("actions.plan.pillars")}
              value={draft.pillars}
              onChange={(value) => set("pillars", value as Draft["pillars"])}
              data={words("pillar", pillars)}
            />
            <MultiSelect
              mt="sm"
              label={t("actions.plan.practices")}
              value={draft.practices}
              onChange={(value) => set("practices", value)}
              data={(plan.data?.practices ?? []).map((one) => ({ value: one.key ?? "", label: one.name ?? "" }))}
            />
            <TagsInput
              mt="sm"
              label={t("actions.skills")}
              description={t("actions.plan.tags_help")}
              value={draft.skills}
              onChange={(value) => set("skills", value)}
            />
            <TagsInput
              mt="sm"
              label={t("actions.systems")}
              value={draft.systems}
              onChange={(value) => set("systems", value)}
            />
          </Card>
          <Tasks initiative={initiative} may={may} refresh={refresh} />
        </div>
      </fieldset>
      <ConfirmDanger
        opened={removing}
        title={t("actions.initiative.remove")}
        action={t("actions.remove")}
        onClose={() => setRemoving(false)}
        onConfirm={async () => {
          await act<void>("DELETE", `/initiatives/${initiative.id}`);
          await navigate({ to: "/actions/initiatives" });
        }}
      >
        <p>{t("actions.initiative.remove_text")}</p>
      </ConfirmDanger>
    </form>
  );
}

function Tasks({ initiative, may, refresh }: { initiative: Initiative; may: boolean; refresh: unknown[][] }) {
  const { t } = useLanguage();
  const begin = useAction(
    async () => {
      const project = await act<Project>("POST", "/projects", {
        name: initiative.name,
        due_day: initiative.ends ?? null,
      });
      return act<Initiative>("PATCH", `/initiatives/${initiative.id}`, { project: project.id });
    },
    { refresh: [...refresh, ["list", "/projects"], ["projects"]], done: t("actions.saved") },
  );
  return (
    <Card title={t("actions.initiative.tasks")}>
      {initiative.project ? (
        <p>
          <Link to="/actions/projects">{t("actions.initiative.project", { id: initiative.project })}</Link>{" "}
          <span className="quiet">
            {t("actions.tasks_closed", {
              closed: (initiative.tasks ?? 0) ? (initiative.tasks_closed ?? 0) : 0,
              all: initiative.tasks ?? 0,
            })}
          </span>
        </p>
      ) : (
        <>
          <p className="quiet">{t("actions.initiative.no_project")}</p>
          {may && (
            <Button mt="xs" variant="default" loading={begin.isPending} onClick={() => begin.mutate(undefined)}>
              {t("actions.initiative.begin_project")}
            </Button>
          )}
        </>
      )}
    </Card>
  );
}
