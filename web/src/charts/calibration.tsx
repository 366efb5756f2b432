// What was foretold beside what came: a point for each group of equal forecasts, with the interval of what came. On the
// diagonal, the probabilities mean what they say.
import { scaleLinear, scaleSqrt } from "d3-scale";
import { ChartFrame, type ChartTable } from "./frame";
import { useWidth } from "./size";

export interface CalibrationPoint {
  predicted: number; // mean of the group, 0 to 1
  observed: number | null; // null: nobody in the group
  low?: number | null;
  high?: number | null;
  n: number;
}

/** Both axes end where the highest point or interval does, at a round mark: rare things would fill a corner only. */
export function calibration_end(points: CalibrationPoint[]): number {
  const most = Math.max(...points.flatMap((one) => [one.predicted, one.observed ?? 0, one.high ?? 0]), 0.02);
  const steps = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1];
  return steps.find((step) => step >= most) ?? 1;
}

export function CalibrationPlot(props: {
  name: string;
  sentence: string;
  points: CalibrationPoint[];
  predicted: string; // below the plot
  observed: string; // above it
  table: ChartTable;
  format: (share: number) => string;
}) {
  const { name, sentence, points, predicted, observed, table, format } = props;
  const [box, width] = useWidth();
  const side = Math.min(width, 460);
  const margin = { left: 46, right: 18, top: 24, bottom: 44 };
  const height = Math.min(side, 360);
  const end = calibration_end(points);
  const x = scaleLinear([0, end], [margin.left, side - margin.right]);
  const y = scaleLinear([0, end], [height - margin.bottom, margin.top]);
  const size = scaleSqrt([0, Math.max(...points.map((one) => one.n), 1)], [2, 8]);
  const seen = points.filter((one) => one.observed !== null && one.n > 0);
  return (
    <ChartFrame sentence={sentence} name={name} table={table}>
      <div ref={box}>
        <svg
          className="plot"
          viewBox={`0 0 ${side} ${height}`}
          style={{ maxWidth: side, margin: "0 auto" }}
          aria-hidden
        >
          <text x={margin.left} y={12}>
            {observed}
          </text>
          <text x={side - margin.right} y={height - 6} textAnchor="end">
            {predicted}
          </text>
          {x.ticks(5).map((mark) => (
            <g key={mark}>
              <line className="axis" x1={margin.left} x2={side - margin.right} y1={y(mark)} y2={y(mark)} />
              <text x={margin.left - 8} y={y(mark) + 4} textAnchor="end">
                {format(mark)}
              </text>
              <text x={x(mark)} y={height - margin.bottom + 18} textAnchor="middle">
                {format(mark)}
              </text>
            </g>
          ))}
          <line x1={x(0)} y1={y(0)} x2={x(end)} y2={y(end)} stroke="var(--text-3)" strokeDasharray="4 4" />
          {seen.map((one) => (
            <g key={one.predicted}>
              {one.low != null && one.high != null && (
                <line
                  x1={x(one.predicted)}
                  x2={x(one.predicted)}
                  y1={y(Math.min(one.low, end))}
                  y2={y(Math.min(one.high, end))}
                  stroke="var(--series-a)"
                  strokeWidth={1.5}
                />
              )}
              <circle cx={x(one.predicted)} cy={y(one.observed ?? 0)} r={size(one.n)} fill="var(--series-a)" />
            </g>
          ))}
        </svg>
      </div>
    </ChartFrame>
  );
}
