// Lines over ages or periods, as steps or straight, with their intervals and a label at the end of each.
import { scaleLinear } from "d3-scale";
import { area, curveLinear, curveStepAfter, line } from "d3-shape";
import type { ChartTable } from "./frame";
import { ChartFrame } from "./frame";
import { useWidth } from "./size";

export interface LinePoint {
  x: number;
  y: number | null; // null: not observed yet
  low?: number | null;
  high?: number | null;
}

export interface Line {
  name: string;
  points: LinePoint[];
  dashed?: boolean;
}

interface LinesProps {
  name: string;
  sentence: string;
  lines: Line[];
  table: ChartTable;
  steps?: boolean;
  from_zero?: boolean;
  format_x: (x: number) => string;
  format_y: (y: number) => string;
  whole_x?: boolean; // x counts periods: marks stand on whole numbers, the last one among them
}

const colours = [
  "var(--series-a)",
  "var(--series-b)",
  "var(--gain-fill)",
  "var(--loss-fill)",
  "var(--neutral-fill)",
  "var(--warn)",
];
const dashes = ["", "6 4", "2 3", "8 3 2 3", "", "6 4"];

export function colour_of(index: number): string {
  return colours[index % colours.length] ?? "var(--series-a)";
}

function whole_marks(last: number, most: number): number[] {
  const step = Math.max(1, Math.ceil((last + 1) / most));
  return Array.from({ length: last + 1 }, (_, index) => index).filter((index) => (last - index) % step === 0);
}

export function Lines(props: LinesProps) {
  const { name, sentence, lines, table, steps, from_zero = true, format_x, format_y, whole_x } = props;
  const [box, width] = useWidth();
  const height = Math.round(Math.min(300, Math.max(200, width * 0.42)));
  const margin = { left: 52, right: 14, top: 10, bottom: 26 };
  const all = lines.flatMap((one) => one.points);
  const seen = all
    .flatMap((point) => [point.y, point.low, point.high])
    .filter((y): y is number => y !== null && y !== undefined);
  const least = Math.min(...seen, from_zero ? 0 : Number.POSITIVE_INFINITY);
  const x = scaleLinear(
    [Math.min(...all.map((p) => p.x)), Math.max(...all.map((p) => p.x), 1)],
    [margin.left, width - margin.right],
  );
  const y = scaleLinear([least, Math.max(...seen, least + 1e-9)], [height - margin.bottom, margin.top]).nice(4);
  const curve = steps ? curveStepAfter : curveLinear;
  const there = (point: LinePoint) => point.y !== null;
  const path = line<LinePoint>()
    .defined(there)
    .x((p) => x(p.x))
    .y((p) => y(p.y ?? 0))
    .curve(curve);
  const band = area<LinePoint>()
    .defined((p) => p.low != null && p.high != null)
    .x((p) => x(p.x))
    .y0((p) => y(p.low ?? 0))
    .y1((p) => y(p.high ?? 0))
    .curve(curve);
  const most = Math.max(2, Math.floor((width - margin.left) / 105));
  const marks_x = whole_x ? whole_marks(x.domain()[1] ?? 0, most) : x.ticks(most);
  const anchor = (mark: number) => (x(mark) > width - 40 ? "end" : "middle");
  return (
    <ChartFrame sentence={sentence} name={name} table={table}>
      <div ref={box}>
        <svg className="plot" viewBox={`0 0 ${width} ${height}`} aria-hidden>
          {y.ticks(4).map((mark) => (
            <g key={mark}>
              <line className="axis" x1={margin.left} x2={width - margin.right} y1={y(mark)} y2={y(mark)} />
              <text x={margin.left - 8} y={y(mark) + 4} textAnchor="end">
                {format_y(mark)}
              </text>
            </g>
          ))}
          {marks_x.map((mark) => (
            <text key={mark} x={x(mark)} y={height - 8} textAnchor={anchor(mark)}>
              {format_x(mark)}
            </text>
          ))}
          {lines.map((one, index) => (
            <g key={one.name}>
              <path d={band(one.points) ?? ""} fill={colour_of(index)} opacity={0.14} />
              <path
                d={path(one.points) ?? ""}
                fill="none"
                stroke={colour_of(index)}
                strokeWidth={2}
                strokeDasharray={one.dashed ? "4 4" : dashes[index % dashes.length]}
              />
            </g>
          ))}
        </svg>
      </div>
      {lines.length > 1 && <Legend names={lines.map((one) => one.name)} />}
    </ChartFrame>
  );
}

export function Legend({ names }: { names: string[] }) {
  return (
    <ul className="legend">
      {names.map((name, index) => (
        <li key={name} className="row" style={{ gap: 6 }}>
          <svg width={22} height={8} aria-hidden>
            <line
              x1={0}
              x2={22}
              y1={4}
              y2={4}
              stroke={colour_of(index)}
              strokeWidth={2.5}
              strokeDasharray={dashes[index % dashes.length]}
            />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
