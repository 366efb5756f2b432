// What the pages of experiments share: words for states and outcomes, and the arms drawn with their intervals.
import { scaleLinear } from "d3-scale";
import type { Experiment, ExperimentResultArm, ExperimentResults } from "~/api/types";
import { ChartFrame } from "~/charts/frame";
import { useWidth } from "~/charts/size";
import { useLanguage } from "~/i18n";
import { type FigureValue, number_of, useFigure } from "~/ui/figure";

const status_tones: Record<Experiment["status"], string | undefined> = {
  draft: undefined,
  running: "accent",
  stopped: undefined,
};

export function StatusPill({ status }: { status: Experiment["status"] }) {
  const { t } = useLanguage();
  return (
    <span className="pill" data-tone={status_tones[status]}>
      {t(`results.status.${status}`)}
    </span>
  );
}

export function useOutcome(): (experiment: Pick<Experiment, "outcome" | "event">) => string {
  const { t } = useLanguage();
  return ({ outcome, event }) =>
    outcome === "event"
      ? t("results.outcome.event_of", { event: event ?? "" })
      : t(`results.outcome.${outcome ?? "purchase"}`);
}

const ROW = 46;

/** Each arm as a point with its 95 % interval, on one scale. */
export function Arms({ results }: { results: ExperimentResults }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const [box, width] = useWidth();
  const show = (value: unknown) => figure(value as FigureValue, results.unit);
  const ends = results.arms.flatMap((arm) =>
    [arm.low, arm.value, arm.high].map((one) => number_of(one as FigureValue) ?? 0),
  );
  const x = scaleLinear([Math.min(0, ...ends), Math.max(...ends, 1e-9) * 1.05], [8, width - 8]).nice(4);
  const place = (value: unknown) => x(number_of(value as FigureValue) ?? 0);
  const line = (arm: ExperimentResultArm) => `${arm.name} ${show(arm.value)}`;
  return (
    <ChartFrame
      name={`experiment-${results.experiment}`}
      sentence={results.arms.map(line).join(", ")}
      table={{
        head: [
          t("results.arm"),
          t("results.exposed"),
          "n",
          t("results.value"),
          t("results.low"),
          t("results.high"),
          t("results.before"),
        ],
        rows: results.arms.map((arm) => [
          arm.name,
          arm.exposed,
          arm.n,
          ...[arm.value, arm.low, arm.high, arm.before.value].map((one) => number_of(one as FigureValue)),
        ]),
      }}
    >
      <div ref={box}>
        <svg className="plot" viewBox={`0 0 ${width} ${ROW * results.arms.length + 26}`} aria-hidden>
          {results.arms.map((arm, index) => {
            const y = ROW * index + 32;
            const fill = index ? "var(--series-a)" : "var(--neutral-fill)";
            return (
              <g key={arm.key}>
                <text x={8} y={y - 14} className="strong">
                  {arm.name}
                </text>
                <text x={width - 8} y={y - 14} textAnchor="end">
                  {show(arm.value)} · {t("ui.of", { n: f.number(arm.n) })}
                </text>
                <line x1={8} x2={width - 8} y1={y} y2={y} stroke="var(--border)" />
                {arm.low !== null && arm.high !== null && (
                  <line
                    x1={place(arm.low)}
                    x2={place(arm.high)}
                    y1={y}
                    y2={y}
                    stroke={fill}
                    strokeWidth={6}
                    strokeLinecap="round"
                  />
                )}
                {arm.value !== null && (
                  <circle cx={place(arm.value)} cy={y} r={6} fill={fill} stroke="var(--surface)" strokeWidth={2} />
                )}
              </g>
            );
          })}
          {x.ticks(4).map((tick) => (
            <text key={tick} x={x(tick)} y={ROW * results.arms.length + 20} textAnchor="middle">
              {figure(
                results.unit === "amount" ? { amount: String(tick), currency: currency_of(results) } : tick,
                results.unit,
              )}
            </text>
          ))}
        </svg>
      </div>
    </ChartFrame>
  );
}

function currency_of(results: ExperimentResults): string {
  const value = results.arms.map((arm) => arm.value).find((one) => one !== null) as { currency?: string } | undefined;
  return value?.currency ?? "EUR";
}
