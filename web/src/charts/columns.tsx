// Upright bars, one a period or class, alone or stacked; an axis with round marks, and a legend where there are several.
import { scaleBand, scaleLinear } from "d3-scale";
import { ChartFrame, type ChartTable } from "./frame";
import { colour_of } from "./lines";
import { useWidth } from "./size";

export interface Column {
  name: string;
  parts: (number | null)[]; // from the foot upwards; null: not observed yet
  open?: boolean; // the period is not over
}

export function Columns(props: {
  name: string;
  sentence: string;
  parts: string[]; // names of the parts, in their order
  columns: Column[];
  table: ChartTable;
  format_y: (value: number) => string;
  colours?: string[];
  most?: number; // the top of the axis, where it is known: 1 of shares
  height?: number;
}) {
  const { name, sentence, parts, columns, table, format_y, most, height = 240 } = props;
  const [box, width] = useWidth();
  const margin = { left: 56, right: 6, top: 10, bottom: 26 };
  const colours = props.colours ?? parts.map((_, index) => colour_of(index));
  const total = (column: Column) => column.parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
  const x = scaleBand(
    columns.map((_, index) => index),
    [margin.left, width - margin.right],
  ).padding(0.24);
  const y = scaleLinear([0, most ?? Math.max(...columns.map(total), 1e-9)], [height - margin.bottom, margin.top]);
  if (most === undefined) y.nice(4);
  const room = 30 + 6.6 * Math.max(...columns.map((column) => column.name.length), 1); // of a name
  const step = Math.max(1, Math.ceil(room / Math.max(1, x.step())));
  const last = columns.length - 1;
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
          {columns.map((column, index) => {
            let foot = 0;
            const left = x(index) ?? 0;
            return (
              <g key={column.name} opacity={column.open ? 0.55 : 1}>
                {column.parts.map((part, at) => {
                  const from = foot;
                  foot += part ?? 0;
                  const high = Math.max(0, y(from) - y(foot) - (at > 0 ? 1 : 0));
                  return (
                    <rect
                      key={parts[at]}
                      x={left}
                      width={x.bandwidth()}
                      y={y(foot)}
                      height={high}
                      rx={Math.min(2, high / 2)}
                      fill={colours[at]}
                    />
                  );
                })}
                {(last - index) % step === 0 && (
                  <text
                    x={left + x.bandwidth() / 2}
                    y={height - 8}
                    textAnchor={index === last && step > 1 ? "end" : "middle"}
                    dx={index === last && step > 1 ? x.bandwidth() / 2 : 0}
                  >
                    {column.name}
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      </div>
      {parts.length > 1 && (
        <ul className="legend">
          {parts.map((part, index) => (
            <li key={part} className="row" style={{ gap: 6 }}>
              <svg width={12} height={12} aria-hidden>
                <rect width={12} height={12} rx={3} fill={colours[index]} />
              </svg>
              {part}
            </li>
          ))}
        </ul>
      )}
    </ChartFrame>
  );
}
