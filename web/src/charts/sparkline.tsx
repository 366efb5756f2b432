import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";

/** A small line without axes: the figure beside it says the value. null: not observed. */
export function Sparkline({ values: all, height = 44 }: { values: (number | null)[]; height?: number }) {
  const values = all.slice(
    Math.max(
      0,
      all.findIndex((value) => value !== null),
    ),
  ); // from what is observed
  const seen = values.filter((value): value is number => value !== null);
  if (seen.length < 2) return <div style={{ height }} />;
  const width = 160;
  const x = scaleLinear([0, values.length - 1], [2, width - 4]);
  const y = scaleLinear([Math.min(...seen), Math.max(...seen)], [height - 4, 5]);
  const at = (value: number | null) => y(value ?? 0);
  const there = (value: number | null) => value !== null;
  const path =
    line<number | null>()
      .defined(there)
      .x((_, i) => x(i))
      .y(at)(values) ?? "";
  const under =
    area<number | null>()
      .defined(there)
      .x((_, i) => x(i))
      .y0(height)
      .y1(at)(values) ?? "";
  const last = values.findLastIndex(there);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width="100%" height={height} preserveAspectRatio="none" aria-hidden>
      <path d={under} fill="var(--accent-soft)" opacity={0.7} />
      <path d={path} fill="none" stroke="var(--series-a)" strokeWidth={1.6} vectorEffect="non-scaling-stroke" />
      <circle cx={x(last)} cy={y(values[last] ?? 0)} r={2.6} fill="var(--series-a)" />
    </svg>
  );
}
