// Flows between the same groups on two days: bars at both sides, and bands between them, as thick as people are many.
import "./sankey.css";
import { type KeyboardEvent, useState } from "react";
import { ChartFrame, type ChartTable } from "./frame";
import { type SankeyBar, type SankeyFlow, type SankeyNode, sankey_layout } from "./sankey_layout";
import { useWidth } from "./size";

const BAR = 9;
const HEAD = 24;
const steps: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

export function Sankey(props: {
  name: string;
  sentence: string;
  nodes: SankeyNode[];
  flows: SankeyFlow[];
  heads: [string, string]; // above the two columns
  table: ChartTable;
  format: (value: number) => string;
  hint: string; // below it, until a flow is pointed at
  chosen?: string | undefined; // key of a flow
  onChoose: (flow: SankeyFlow) => void;
}) {
  const { name, sentence, nodes, flows, heads, table, format, hint, chosen, onChoose } = props;
  const [box, width] = useWidth();
  const [pointed, setPointed] = useState<SankeyFlow>();
  const [at, setAt] = useState(0); // one flow is reached by Tab, the others from it by the arrows
  const narrow = width < 620;
  const margin = narrow ? 0 : 200;
  const [x0, x1] = [margin + BAR, width - margin - BAR];
  const { left, right, bands, height } = sankey_layout(nodes, flows, narrow ? 420 : 380);
  const middle = (x0 + x1) / 2;
  const turn = (event: KeyboardEvent<SVGPathElement>, flow: SankeyFlow) => {
    const step = steps[event.key];
    if (event.key === "Enter" || event.key === " ") onChoose(flow);
    else if (step) {
      const all = Array.from(event.currentTarget.parentElement?.children ?? []) as SVGPathElement[];
      all[(all.indexOf(event.currentTarget) + step + all.length) % all.length]?.focus();
    } else return;
    event.preventDefault();
  };
  return (
    <ChartFrame sentence={sentence} name={name} table={table}>
      <div ref={box}>
        {/* biome-ignore lint/a11y/noSvgWithoutTitle: the figure around it is named by its sentence */}
        <svg className="plot sankey" viewBox={`0 0 ${width} ${height + HEAD + 4}`}>
          <text x={narrow ? 0 : margin + BAR} y={12} textAnchor={narrow ? "start" : "end"}>
            {heads[0]}
          </text>
          <text x={narrow ? width : width - margin - BAR} y={12} textAnchor={narrow ? "end" : "start"}>
            {heads[1]}
          </text>
          <g transform={`translate(0 ${HEAD})`}>
            <g fill="none">
              {bands.map((band, index) => (
                // biome-ignore lint/a11y/useSemanticElements: a band of a drawing can't be a button element
                <path
                  key={band.flow.key}
                  d={`M${x0} ${band.left}C${middle} ${band.left} ${middle} ${band.right} ${x1} ${band.right}`}
                  strokeWidth={Math.max(1.5, band.thickness)}
                  role="button"
                  tabIndex={index === Math.min(at, bands.length - 1) ? 0 : -1}
                  aria-label={band.flow.title}
                  aria-pressed={band.flow.key === chosen}
                  data-flow={band.flow.key}
                  data-tone={band.flow.tone}
                  onClick={() => onChoose(band.flow)}
                  onKeyDown={(event) => turn(event, band.flow)}
                  onFocus={() => {
                    setAt(index);
                    setPointed(band.flow);
                  }}
                  onBlur={() => setPointed(undefined)}
                  onMouseEnter={() => setPointed(band.flow)}
                  onMouseLeave={() => setPointed(undefined)}
                />
              ))}
            </g>
            <Bars bars={left} x={margin} anchor={narrow ? "start" : "end"} format={format} names />
            <Bars bars={right} x={x1} anchor={narrow ? "end" : "start"} format={format} names={!narrow} />
          </g>
        </svg>
      </div>
      <p className="quiet small sankey-hint" aria-hidden>
        {pointed?.title ?? hint}
      </p>
    </ChartFrame>
  );
}

/** With labels outside; on a narrow page over the bands, cut, and at the right the numbers alone. */
function Bars(props: {
  bars: SankeyBar[];
  x: number;
  anchor: "start" | "end";
  format: (value: number) => string;
  names: boolean;
}) {
  const { bars, x, anchor, format, names } = props;
  const place = anchor === "start" ? x + BAR + 7 : x - 7;
  const short = x === 0 ? 17 : 40;
  return (
    <g aria-hidden>
      {bars.map((bar) => (
        <g key={bar.key}>
          <rect x={x} y={bar.y} width={BAR} height={Math.max(1, bar.height)} fill="var(--text-3)" rx={2} />
          <text className="sankey-label" x={place} y={bar.y + bar.height / 2 + 4} textAnchor={anchor}>
            {names && `${bar.name.length > short ? `${bar.name.slice(0, short - 1)}…` : bar.name} `}
            <tspan className="strong">{format(bar.value)}</tspan>
          </text>
        </g>
      ))}
    </g>
  );
}
