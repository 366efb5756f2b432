import { Button, Select, Stack, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Experiment, ExperimentDifference, ExperimentExposure, ExperimentResults } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { type FigureValue, useFigure } from "~/ui/figure";
import { Card, PageHeader } from "~/ui/page";
import { JobProgress } from "~/ui/progress";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Arms, StatusPill, useOutcome } from "./experiment_parts";

/** An experiment: its plan, what its arms did, and what was made of it. */
export default function ExperimentPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useQuery({
    queryKey: ["experiment", id],
    queryFn: ({ signal }) => ask<Experiment>(`/experiments/${id}`, {}, signal),
  });
  return (
    <div className="page">
      <Asked query={query}>{(experiment) => <Whole experiment={experiment} />}</Asked>
    </div>
  );
}

function Whole({ experiment }: { experiment: Experiment }) {
  const may = mayChange(useSession());
  return (
    <>
      <PageHeader
        title={experiment.name}
        about={
          <>
            <StatusPill status={experiment.status} /> {experiment.hypothesis}
          </>
        }
      >
        {may && <Acts experiment={experiment} />}
      </PageHeader>
      {experiment.status !== "draft" && <Results experiment={experiment} />}
      <div className="split">
        <Plan experiment={experiment} />
        {may && experiment.status !== "draft" && <Conclusion key={experiment.version} experiment={experiment} />}
      </div>
      {experiment.status !== "draft" && <Exposures experiment={experiment} />}
    </>
  );
}

function Acts({ experiment }: { experiment: Experiment }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [job, setJob] = useState<number>();
  const [removing, setRemoving] = useState(false);
  const path = `/experiments/${experiment.id}`;
  const refresh = [["experiment", String(experiment.id)], ["list"], ["results"]];
  const start = useAction(() => act("POST", `${path}/start`), { refresh, done: t("results.started_now") });
  const enrol = useAction(() => act<{ job: number }>("POST", `${path}/enrolment`), {
    onDone: (made) => setJob(made.job),
  });
  const failed = start.error ?? enrol.error;
  return (
    <Stack gap="xs">
      <div className="row">
        {experiment.status === "draft" && (
          <>
            <Button loading={start.isPending} onClick={() => start.mutate(undefined)}>
              {t("results.start")}
            </Button>
            <Button variant="default" onClick={() => setRemoving(true)}>
              {t("results.remove")}
            </Button>
          </>
        )}
        {experiment.status === "running" && (
          <Button variant="default" loading={enrol.isPending} onClick={() => enrol.mutate(undefined)}>
            {t("results.enrol")}
          </Button>
        )}
      </div>
      {job !== undefined && (
        <JobProgress
          id={job}
          label={t("results.enrolling")}
          onEnd={() => {
            for (const queryKey of refresh) queries.invalidateQueries({ queryKey });
          }}
        />
      )}
      {failed && <ErrorState error={failed} />}
      <ConfirmDanger
        opened={removing}
        title={t("results.remove")}
        action={t("results.remove")}
        onClose={() => setRemoving(false)}
        onConfirm={async () => {
          await act("DELETE", path);
          await queries.invalidateQueries({ queryKey: ["list", "/experiments"] });
          navigate({ to: "/results/experiments" });
        }}
      >
        <p>{t("results.remove.about", { name: experiment.name })}</p>
      </ConfirmDanger>
    </Stack>
  );
}

function Results({ experiment }: { experiment: Experiment }) {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["results", experiment.id],
    queryFn: ({ signal }) => ask<ExperimentResults>(`/experiments/${experiment.id}/results`, {}, signal),
  });
  return (
    <Card title={t("nav.results")} about={t("results.itt", { days: experiment.follow_days ?? 30 })}>
      <Asked query={query} height={260}>
        {(results) => (
          <Stack>
            <p>
              <strong>{results.sentence}</strong>
            </p>
            {results.criterion_met !== null && (
              <p>{t(results.criterion_met ? "results.criterion.met" : "results.criterion.not_met")}</p>
            )}
            <Arms results={results} />
            <dl className="details">
              <Difference name={t("results.difference")} of={results.difference} unit={results.unit} />
              <Difference name={t("results.change")} of={results.change} unit={results.unit} />
              <div>
                <dt>{t("results.balance")}</dt>
                <dd>
                  {t(results.balance.fair ? "results.balance.fair" : "results.balance.broken", {
                    p: f.number(results.balance.p, 3),
                  })}
                </dd>
              </div>
              <Detectable results={results} />
            </dl>
          </Stack>
        )}
      </Asked>
    </Card>
  );
}

function Difference(props: { name: string; of: ExperimentDifference; unit: string }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const { value, low, high, p } = props.of;
  const signed = (one: unknown) => figure(one as FigureValue, props.unit, { signed: true });
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        <strong className="number">{signed(value)}</strong>{" "}
        {low !== null && (
          <span className="quiet small number">{t("ui.interval", { low: signed(low), high: signed(high) })}</span>
        )}{" "}
        {p !== null && (
          <span className="quiet small">{t("results.p", { p: p < 0.001 ? "< 0.001" : f.number(p, 3) })}</span>
        )}
      </dd>
    </div>
  );
}

function Detectable({ results }: { results: ExperimentResults }) {
  const { t } = useLanguage();
  const figure = useFigure();
  if (results.detectable === null) return null;
  return (
    <div>
      <dt>{t("results.detectable")}</dt>
      <dd>{figure(results.detectable as FigureValue, results.unit, { signed: true })}</dd>
    </div>
  );
}

function Plan({ experiment }: { experiment: Experiment }) {
  const { t, f } = useLanguage();
  const outcome = useOutcome();
  const rows: [string, string][] = [
    [t("results.key"), experiment.key],
    [t("results.segment"), experiment.segment || t("results.everybody")],
    [t("results.outcome"), outcome(experiment)],
    [t("results.follow_days"), t("results.days", { days: experiment.follow_days ?? 0 })],
    ...(experiment.arms ?? []).map((arm): [string, string] => [arm.name ?? arm.key, f.percent(arm.share)]),
  ];
  if (experiment.started_at) rows.push([t("results.started"), f.day(experiment.started_at.slice(0, 10))]);
  if (experiment.stopped_at) rows.push([t("results.stopped"), f.day(experiment.stopped_at.slice(0, 10))]);
  return (
    <Card title={t("results.the_plan")}>
      <dl className="details">
        {rows.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {experiment.status === "running" && <p className="quiet small">{t("results.levers")}</p>}
    </Card>
  );
}

const decisions = ["open", "adopted", "not_adopted"] as const;

/** Ends it, or says again what was decided and learned. */
function Conclusion({ experiment }: { experiment: Experiment }) {
  const { t } = useLanguage();
  const [decision, setDecision] = useState<string>(experiment.decision);
  const [lesson, setLesson] = useState(experiment.lesson);
  const running = experiment.status === "running";
  const stop = useAction(() => act("POST", `/experiments/${experiment.id}/stop`, { decision, lesson }), {
    refresh: [
      ["experiment", String(experiment.id)],
      ["list", "/experiments"],
    ],
    done: t("results.saved"),
  });
  return (
    <Card title={t("results.conclusion")} about={running ? t("results.stop.about") : undefined}>
      <Stack>
        <Select
          label={t("results.decision")}
          allowDeselect={false}
          value={decision}
          data={decisions.map((value) => ({ value, label: t(`results.decision.${value}`) }))}
          onChange={(chosen) => setDecision(chosen ?? "open")}
        />
        <Textarea
          label={t("results.lesson")}
          autosize
          minRows={2}
          value={lesson}
          onChange={(event) => setLesson(event.target.value)}
        />
        {stop.isError && <ErrorState error={stop.error} />}
        <div>
          <Button
            variant={running ? "filled" : "default"}
            loading={stop.isPending}
            onClick={() => stop.mutate(undefined)}
          >
            {t(running ? "results.stop" : "results.save")}
          </Button>
        </div>
      </Stack>
    </Card>
  );
}

type Line = ExperimentExposure & { id: number };

function Exposures({ experiment }: { experiment: Experiment }) {
  const { t, f } = useLanguage();
  const list = useList<Line>(`/experiments/${experiment.id}/customers`);
  const names = Object.fromEntries((experiment.arms ?? []).map((arm) => [arm.key, arm.name ?? arm.key]));
  const columns: Column<Line>[] = [
    {
      name: "customer",
      title: t("results.customer"),
      cell: (row) => <Link to={`/customers/${row.customer}`}>#{row.customer}</Link>,
      text: (row) => row.customer,
    },
    { name: "arm", title: t("results.arm"), cell: (row) => names[row.arm] ?? row.arm, text: (row) => row.arm },
    {
      name: "at",
      title: t("results.exposed_at"),
      number: true,
      cell: (row) => f.instant(row.at),
      text: (row) => row.at,
    },
  ];
  return (
    <Card title={t("results.exposures")}>
      <DataTable
        label={experiment.name}
        list={list}
        columns={columns}
        height={360}
        file={`exposures-${experiment.key}`}
        empty={<EmptyState title={t("results.exposures.none")}>{t("results.exposures.none_do")}</EmptyState>}
      />
    </Card>
  );
}
