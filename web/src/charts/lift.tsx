// How much more often it happens among those a model puts first: a column for each tenth of the people, from the highest
// scores to the lowest, beside the line of one, which is what a choice at random would find.
import { scaleBand, scaleLinear } from "d3-scale";
import { ChartFrame, type ChartTable } from "./frame";
import { useWidth } from "./size";

export interface LiftTenth {
  decile: number; // 1: the highest scores
  lift: number | null; // null: nobody in it
}

export function LiftChart(props: {
  name: string;
  sentence: string;
  tenths: LiftTenth[];
  random: string; // beside the line of one
  foot: string; // below the columns
  table: ChartTable;
  format: (lift: number) => string;
}) {
  const { name, sentence, tenths, random, foot, table, format } = props;
  const [box, width] = useWidth();
  const height = 300;
  const feet = width < 460 ? foot.split(/(?<=,) /) : [foot];
  const margin = { left: 8, right: 8, top: 24, bottom: 28 + 16 * feet.length };
  const x = scaleBand(
    tenths.map((one) => one.decile),
    [margin.left, width - margin.right],
  ).padding(0.22);
  const most = Math.max(...tenths.map((one) => one.lift ?? 0), 1.2);
  const y = scaleLinear([0, most], [height - margin.bottom, margin.top]);
  return (
    <ChartFrame sentence={sentence} name={name} table={table}>
      <div ref={box}>
        <svg className="plot" viewBox={`0 0 ${width} ${height}`} aria-hidden>
          {tenths.map((one) => {
            const left = x(one.decile) ?? 0;
            const middle = left + x.bandwidth() / 2;
            const top = y(one.lift ?? 0);
            return (
              <g key={one.decile}>
                {one.lift !== null && (
                  <rect
                    x={left}
                    width={x.bandwidth()}
                    y={top}
                    height={Math.max(1, y(0) - top)}
                    rx={3}
                    fill={one.lift >= 1 ? "var(--series-a)" : "var(--neutral-fill)"}
                  />
                )}
                <text className="strong" x={middle} y={top - 6} textAnchor="middle">
                  {one.lift === null ? "" : format(one.lift)}
                </text>
                <text x={middle} y={height - margin.bottom + 18} textAnchor="middle">
                  {one.decile}
                </text>
              </g>
            );
          })}
          <line
            x1={margin.left}
            x2={width - margin.right}
            y1={y(1)}
            y2={y(1)}
            stroke="var(--text-3)"
            strokeDasharray="4 4"
          />
          <text x={width - margin.right} y={y(1) - 22} textAnchor="end">
            {random}
          </text>
          {feet.map((line, index) => (
            <text key={line} x={width / 2} y={height - 6 - 16 * (feet.length - 1 - index)} textAnchor="middle">
              {line}
            </text>
          ))}
        </svg>
      </div>
    </ChartFrame>
  );
}
