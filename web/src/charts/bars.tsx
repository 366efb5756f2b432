// Bars side by side: a waterfall of gains and losses between two totals, and horizontal bars of shares.
import { scaleBand, scaleLinear } from "d3-scale";
import { ChartFrame, type ChartTable } from "./frame";
import { useWidth } from "./size";

export interface WaterfallStep {
  name: string;
  value: number; // of a total: its height; else the change
  total?: boolean;
}

export function Waterfall(props: {
  name: string;
  sentence: string;
  steps: WaterfallStep[];
  table: ChartTable;
  format: (value: number, signed: boolean) => string;
}) {
  const { name, sentence, steps, table, format } = props;
  const [box, width] = useWidth();
  const height = 260;
  let running = 0;
  const bars = steps.map((step) => {
    const from = step.total ? 0 : running;
    running = step.total ? step.value : running + step.value;
    return { ...step, from, to: running };
  });
  const ends = bars.flatMap((bar) => [bar.to, bar.total ? bar.to : bar.from]);
  // Totals are cut off at the foot where the changes are small beside them; the break is drawn.
  const lowest = Math.min(...ends);
  const highest = Math.max(...ends, 1);
  const cut = lowest > highest * 0.5 ? lowest - (highest - lowest) * 0.5 : Math.min(0, lowest);
  const x = scaleBand(
    bars.map((_, index) => index),
    [6, width - 6],
  ).padding(0.28);
  const narrow = x.step() < 66; // names beside each other would run into one another
  const foot_space = narrow ? 64 : 30;
  const y = scaleLinear([cut, highest], [height - foot_space - 8, 22]);
  return (
    <ChartFrame sentence={sentence} name={name} table={table}>
      <div ref={box}>
        <svg className="plot" viewBox={`0 0 ${width} ${height}`} aria-hidden>
          {bars.map((bar, index) => {
            const left = x(index) ?? 0;
            const top = y(Math.max(bar.total ? cut : bar.from, bar.to));
            const foot = y(bar.total ? cut : Math.min(bar.from, bar.to));
            const fill = bar.total ? "var(--neutral-fill)" : bar.value >= 0 ? "var(--gain-fill)" : "var(--loss-fill)";
            return (
              <g key={bar.name}>
                <rect
                  x={left}
                  width={x.bandwidth()}
                  y={bar.total ? y(bar.to) : top}
                  height={Math.max(1, foot - top)}
                  rx={3}
                  fill={fill}
                />
                {bar.total && cut > 0 && (
                  <path d={`M${left} ${foot - 12}l${x.bandwidth()} -7`} stroke="var(--surface)" strokeWidth={4} />
                )}
                <text
                  className="strong"
                  x={left + x.bandwidth() / 2}
                  y={top - 7 - (narrow && index % 2 ? 13 : 0)}
                  textAnchor="middle"
                >
                  {format(bar.value, !bar.total)}
                </text>
                <text
                  transform={`translate(${left + x.bandwidth() / 2} ${height - foot_space + 10})${narrow ? " rotate(-38)" : ""}`}
                  textAnchor={narrow ? "end" : "middle"}
                >
                  {bar.name}
                </text>
              </g>
            );
          })}
        </svg>
      </div>
    </ChartFrame>
  );
}

export interface Bar {
  name: string;
  value: number | null; // null: not observed yet
  low?: number | null;
  high?: number | null;
  text: string; // beside the bar
}

/** Bars from the left, each with its text; the whiskers are intervals. As rows, so that it fits a narrow page. */
export function Bars(props: { name: string; sentence: string; bars: Bar[]; table: ChartTable; most?: number }) {
  const { name, sentence, bars, table } = props;
  const [box, width] = useWidth();
  const most = props.most ?? Math.max(...bars.map((bar) => bar.high ?? bar.value ?? 0), 1e-9);
  const share = (value: number) => `${Math.max(0, Math.min(100, (value / most) * 100))}%`;
  return (
    <ChartFrame sentence={sentence} name={name} table={table}>
      <div ref={box}>
        <svg className="plot" viewBox={`0 0 ${width} ${bars.length * 40}`} aria-hidden>
          {bars.map((bar, index) => (
            <g key={bar.name} transform={`translate(0 ${index * 40})`}>
              <text x={0} y={13}>
                {bar.name}
              </text>
              <text className="strong" x={width} y={13} textAnchor="end">
                {bar.text}
              </text>
              <rect x={0} y={19} width={width} height={10} rx={3} fill="var(--surface-2)" />
              {bar.value !== null && (
                <rect x={0} y={19} width={share(bar.value)} height={10} rx={3} fill="var(--series-a)" />
              )}
              {bar.low != null && bar.high != null && (
                <line x1={share(bar.low)} x2={share(bar.high)} y1={24} y2={24} stroke="var(--text)" strokeWidth={1.5} />
              )}
            </g>
          ))}
        </svg>
      </div>
    </ChartFrame>
  );
}
