// Why a score is what it is: each reason pushes it up or down, one row each, as long as it is strong. Rows of text with a
// bar, so that they are read as they are seen.
import "./score_bars.css";

export interface Reason {
  name: string;
  effect: number; // in the unit of all of them; its sign says which way
  text: string; // the effect in words: "+24"
}

/** One scale for both sides, so that equal effects are equally long: where none stands, and percent per unit. */
export function score_scale(effects: number[]): { none: number; unit: number } {
  const up = Math.max(0, ...effects);
  const down = Math.max(0, ...effects.map((effect) => -effect));
  const unit = up + down > 0 ? 100 / (up + down) : 0;
  return { none: down * unit, unit };
}

export function ScoreBars({ label, reasons, better }: { label: string; reasons: Reason[]; better: "up" | "down" }) {
  const { none, unit } = score_scale(reasons.map((one) => one.effect));
  return (
    <ul className="score-bars" aria-label={label}>
      {reasons.map((one) => {
        const width = Math.max(1, Math.abs(one.effect) * unit);
        const good = one.effect > 0 === (better === "up");
        return (
          <li key={one.name}>
            <span>{one.name}</span>{" "}
            <svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden>
              <rect
                x={one.effect < 0 ? none - width : none}
                width={width}
                y={1}
                height={12}
                fill={good ? "var(--gain-fill)" : "var(--loss-fill)"}
              />
              <line x1={none} x2={none} y1={0} y2={14} stroke="var(--border-2)" vectorEffect="non-scaling-stroke" />
            </svg>{" "}
            <strong className="number" data-tone={good ? "gain" : "loss"}>
              {one.text}
            </strong>
          </li>
        );
      })}
    </ul>
  );
}
