import { ChartFrame } from "~/charts/frame";
import { type Key, useLanguage } from "~/i18n";
import { Definition } from "~/ui/figure";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { known_steps } from "./funnel_steps";
import type { Drill } from "./funnels";

interface Share {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
}

interface Step {
  step: string;
  reached: number;
  dropped: number;
  from_previous: Share;
  from_first: Share;
  median_seconds: number | null;
}

export interface FunnelGroup {
  by: string | null;
  by_label?: string;
  overall: Share;
  median_seconds: number | null;
  worst_step: number | null;
  steps: Step[];
}

export interface Funnel {
  definition: string;
  complete: boolean;
  to: string;
  groups: FunnelGroup[];
}

export function useStepName(): (step: string) => string {
  const { t } = useLanguage();
  return (step) => {
    const known = known_steps[step];
    if (known) return t(known);
    const [, type, name] = /^(page|screen):(.*)$/.exec(step) ?? [];
    return type && name ? `${t(known_steps[type] as Key)} : ${name}`.replace(" : ", "\u00a0: ") : step;
  };
}

/** "28 min", "3.5 days". */
export function useDuration(): (seconds: number | null) => string {
  const { t, f } = useLanguage();
  return (seconds) => {
    if (seconds === null) return t("ui.not_observed");
    if (seconds < 90) return t("audit.time.s", { n: f.compact(seconds, 0) });
    if (seconds < 5400) return t("audit.time.min", { n: f.compact(seconds / 60, 0) });
    if (seconds < 172_800) return t("audit.time.h", { n: f.compact(seconds / 3600, 1) });
    return t("audit.time.d", { n: f.compact(seconds / 86_400, 1) });
  };
}

const GROUPS_SHOWN = 8;

export function FunnelResult(props: { funnel: Funnel; drill: Drill | null; onDrill: (drill: Drill | null) => void }) {
  const { funnel, drill, onDrill } = props;
  const { t, f } = useLanguage();
  const [search, change] = useFilters();
  const groups = funnel.groups;
  const shown = groups.find((group) => group.by === (search.group ?? null)) ?? groups[0];
  if (!shown) return null;
  const name_of = (group: FunnelGroup) => group.by_label ?? group.by ?? t("ui.everybody");
  return (
    <>
      <Card
        title={groups.length > 1 ? t("audit.funnel_of", { group: name_of(shown) }) : t("audit.funnel")}
        about={
          <>
            {t("audit.funnel_overall", {
              share: f.percent(shown.overall.value ?? 0),
              low: f.percent(shown.overall.low ?? 0),
              high: f.percent(shown.overall.high ?? 0),
              n: shown.overall.n,
            })}
            <Definition text={funnel.definition} />
          </>
        }
      >
        <StepBars group={shown} drill={drill} onDrill={onDrill} />
        <p className="quiet small">{t("audit.funnel_until", { day: f.day(funnel.to) })}</p>
      </Card>
      {groups.length > 1 && (
        <Card title={t("audit.groups_title")} about={t("audit.funnel_groups_about")}>
          <section className="scroll-x" tabIndex={0} aria-label={t("audit.group")}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t("audit.group")}</th>
                  <th scope="col" data-number>
                    {t("audit.conversion")}
                  </th>
                  <th scope="col" data-number>
                    {t("audit.interval")}
                  </th>
                  <th scope="col" data-number>
                    n
                  </th>
                  <th scope="col" data-number>
                    {t("audit.median_time")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {groups.slice(0, GROUPS_SHOWN * 3).map((group) => (
                  <tr key={group.by} aria-current={group === shown || undefined}>
                    <th scope="row">
                      <button
                        type="button"
                        className="link"
                        onClick={() => {
                          onDrill(null);
                          change({ group: group.by ?? undefined });
                        }}
                      >
                        {name_of(group)}
                      </button>
                    </th>
                    <td data-number>{group.overall.value === null ? "" : f.percent(group.overall.value)}</td>
                    <td data-number>
                      {group.overall.low !== null && group.overall.high !== null
                        ? t("ui.interval", { low: f.percent(group.overall.low), high: f.percent(group.overall.high) })
                        : ""}
                    </td>
                    <td data-number>{f.number(group.overall.n)}</td>
                    <td data-number>
                      <Median seconds={group.median_seconds} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </Card>
      )}
    </>
  );
}

function Median({ seconds }: { seconds: number | null }) {
  const duration = useDuration();
  return <>{seconds === null ? "" : duration(seconds)}</>;
}

function StepBars(props: { group: FunnelGroup; drill: Drill | null; onDrill: (drill: Drill | null) => void }) {
  const { group, drill, onDrill } = props;
  const { t, f } = useLanguage();
  const step_name = useStepName();
  const duration = useDuration();
  const first = group.steps[0]?.reached ?? 0;
  const sentence = t("audit.funnel_sentence", {
    n: first,
    share: f.percent(group.overall.value ?? 0),
    worst: step_name(group.steps[group.worst_step ?? -1]?.step ?? ""),
    has: group.worst_step !== null,
  });
  const chosen = (step: number, part: Drill["part"]) => drill?.step === step && drill.part === part;
  const choose = (step: number, part: Drill["part"]) =>
    onDrill(chosen(step, part) ? null : { step, part, group: group.by });
  return (
    <ChartFrame
      sentence={sentence}
      name="funnel"
      table={{
        head: [
          t("audit.step"),
          t("audit.reached"),
          t("audit.dropped"),
          t("audit.from_previous"),
          t("audit.from_first"),
          t("audit.median_seconds"),
        ],
        rows: group.steps.map((step, index) => [
          `${index + 1}. ${step_name(step.step)}`,
          step.reached,
          step.dropped,
          step.from_previous.value,
          step.from_first.value,
          step.median_seconds,
        ]),
      }}
    >
      <ol className="funnel">
        {group.steps.map((step, index) => {
          const share = first ? step.reached / first : 0;
          return (
            <li key={index} data-worst={index === group.worst_step || undefined}>
              <div className="row" style={{ justifyContent: "space-between" }}>
                <strong>
                  {index + 1}. {step_name(step.step)}
                </strong>
                <span className="row number">
                  <button
                    type="button"
                    className="link"
                    aria-pressed={chosen(index, "reached")}
                    onClick={() => choose(index, "reached")}
                  >
                    {t("audit.people_n", { n: step.reached, text: f.number(step.reached) })}
                  </button>
                  <strong data-step={index}>{f.percent(share)}</strong>
                </span>
              </div>
              <svg className="plot" viewBox="0 0 1000 16" preserveAspectRatio="none" height={16} aria-hidden>
                <rect width={1000} height={16} rx={3} fill="var(--surface-2)" />
                <rect width={1000 * share} height={16} rx={3} fill="var(--series-a)" />
              </svg>
              {index > 0 && (
                <div className="row quiet small number">
                  <span>
                    {t("audit.from_previous_share", { share: f.percent(step.from_previous.value ?? 0) })}{" "}
                    {step.from_previous.low !== null &&
                      step.from_previous.high !== null &&
                      `(${t("ui.interval", { low: f.percent(step.from_previous.low), high: f.percent(step.from_previous.high) })})`}
                  </span>
                  {step.dropped > 0 && (
                    <button
                      type="button"
                      className="link"
                      aria-pressed={chosen(index, "dropped")}
                      onClick={() => choose(index, "dropped")}
                    >
                      {t("audit.dropped_n", { n: step.dropped, text: f.number(step.dropped) })}
                    </button>
                  )}
                  {step.median_seconds !== null && (
                    <span>{t("audit.step_time", { time: duration(step.median_seconds) })}</span>
                  )}
                  {index === group.worst_step && step.dropped > 0 && (
                    <span className="pill" data-tone="loss">
                      {t("audit.worst_step")}
                    </span>
                  )}
                </div>
              )}
            </li>
          );
        })}
      </ol>
      <p className="quiet">{sentence}</p>
    </ChartFrame>
  );
}
