// Effects around a line of none: a point with its interval, or a bar from the line, one row each.
import { scaleLinear, scaleLog } from "d3-scale";
import { ChartFrame, type ChartTable } from "./frame";
import { useWidth } from "./size";

export interface Effect {
  name: string;
  value: number;
  low?: number | null;
  high?: number | null;
  text: string; // beside the row
  unsure?: boolean; // may be chance: neither good nor bad
}

const ROW = 34;

/** Ratios stand as far from 1 as their inverse does: their axis is logarithmic and ends within a hundredfold of none. */
export function ratio_axis(ends: number[]): { low: number; high: number; marks: number[] } {
  const most = Math.min(100, Math.max(1.25, ...ends.map((end) => (end > 0 ? Math.max(end, 1 / end) : 100))));
  const marks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
  const all = most < 2 ? [0.67, 0.8, 1, 1.25, 1.5] : marks;
  return { low: 1 / most, high: most, marks: all.filter((mark) => mark >= 1 / most && mark <= most) };
}

export function Forest(props: {
  name: string;
  sentence: string;
  effects: Effect[];
  table: ChartTable;
  none?: number; // where there is no effect
  bars?: boolean; // bars instead of points
  better?: "up" | "down";
  ratios?: boolean; // odds ratios: none is 1, the axis is logarithmic
  format_x: (value: number) => string;
}) {
  const { name, sentence, effects, table, bars, better = "up", ratios, format_x } = props;
  const none = props.none ?? (ratios ? 1 : 0);
  const [box, width] = useWidth();
  const narrow = width < 520;
  const names = narrow ? 0 : Math.min(300, width * 0.34);
  const texts = narrow ? 0 : 16 + 7.2 * Math.max(...effects.map((one) => one.text.length), 1);
  const row = narrow ? ROW + 18 : ROW;
  const foot = effects.length * row;
  const ends = effects.flatMap((one) => [one.value, one.low ?? one.value, one.high ?? one.value]);
  const room = [names + 10, width - texts - 14];
  const axis = ratios ? ratio_axis(ends) : undefined;
  const line = scaleLinear([Math.min(none, ...ends), Math.max(none, ...ends, none + 1e-9)], room);
  if (Math.min(none, ...ends) < Math.max(none, ...ends)) line.nice(5);
  const x = axis ? scaleLog([axis.low, axis.high], room).clamp(true) : line;
  const most = Math.max(2, Math.floor((width - names - texts) / 90));
  const marks = axis
    ? axis.marks.filter((_, index, all) => all.length <= most * 1.6 || index % 2 === 0)
    : line.ticks(most);
  const colour = ({ value, unsure }: Effect) =>
    value === none || unsure
      ? "var(--neutral-fill)"
      : value > none === (better === "up")
        ? "var(--gain-fill)"
        : "var(--loss-fill)";
  const most_letters = narrow ? 38 : Math.max(24, Math.floor(names / 6.6));
  const cut = (text: string) => (text.length > most_letters ? `${text.slice(0, most_letters - 2)}…` : text);
  return (
    <ChartFrame sentence={sentence} name={name} table={table}>
      <div ref={box}>
        <svg className="plot" viewBox={`0 0 ${width} ${foot + 26}`} aria-hidden>
          {marks.map((mark) => (
            <g key={mark}>
              <line className="axis" x1={x(mark)} x2={x(mark)} y1={0} y2={foot} />
              <text x={x(mark)} y={foot + 18} textAnchor="middle">
                {format_x(mark)}
              </text>
            </g>
          ))}
          <line x1={x(none)} x2={x(none)} y1={0} y2={foot} stroke="var(--text-3)" strokeDasharray="3 3" />
          {effects.map((one, index) => {
            const middle = index * row + (narrow ? 36 : row / 2);
            return (
              <g key={one.name}>
                <text className="halo" x={0} y={narrow ? middle - 18 : middle + 4}>
                  <title>{one.name}</title>
                  {cut(one.name)}
                </text>
                <text className="strong" x={width} y={narrow ? middle - 18 : middle + 4} textAnchor="end">
                  {one.text}
                </text>
                {bars ? (
                  <rect
                    x={Math.min(x(none), x(one.value))}
                    width={Math.max(1, Math.abs(x(one.value) - x(none)))}
                    y={middle - 7}
                    height={14}
                    rx={3}
                    fill={colour(one)}
                  />
                ) : (
                  <circle cx={x(one.value)} cy={middle} r={5} fill={colour(one)} />
                )}
                {one.low != null && one.high != null && (
                  <line
                    x1={x(one.low)}
                    x2={x(one.high)}
                    y1={middle}
                    y2={middle}
                    stroke={bars ? "var(--text)" : colour(one)}
                    strokeWidth={bars ? 1.2 : 2}
                  />
                )}
              </g>
            );
          })}
        </svg>
      </div>
    </ChartFrame>
  );
}
