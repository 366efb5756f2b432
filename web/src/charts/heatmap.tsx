// A cohort table: one hue by lightness, the number in each cell, what is still open marked, what is not yet left empty.
import { useLanguage } from "~/i18n";

export interface HeatCell {
  share: number | null; // 0..1; null: not observed yet
  text: string;
  title: string; // interval, n and people in words
  open?: boolean; // the period is not over
}

export interface HeatRow {
  name: string;
  size: string;
  cells: HeatCell[];
}

/** Lightness by rank among what is shown, so that low shares are told apart too. */
export function heat_of(rows: HeatRow[]): (share: number) => number {
  const shares = rows
    .flatMap((row) => row.cells.slice(1).map((cell) => cell.share))
    .filter((share): share is number => share !== null);
  const least = Math.min(...shares, 1);
  const most = Math.max(...shares, least + 1e-9);
  return (share) => Math.max(0, Math.min(6, Math.floor(((share - least) / (most - least)) * 6.999)));
}

export function Heatmap(props: {
  label: string;
  corner: string;
  size_title: string;
  columns: string[];
  rows: HeatRow[];
  mean?: HeatRow;
  open_cell?: (row: number, column: number) => void; // the people of a cell
}) {
  const { label, corner, size_title, columns, rows, mean, open_cell } = props;
  const { t } = useLanguage();
  const heat = heat_of(rows);
  const draw = (row: HeatRow, index: number) => (
    <tr key={row.name}>
      <th scope="row">{row.name}</th>
      <th data-number className="number">
        {row.size}
      </th>
      {columns.map((column, at) => {
        const cell = row.cells[at];
        if (!cell || cell.share === null) return <td key={column}>{cell && <span title={t("ui.not_observed")} />}</td>;
        const level = at === 0 ? 0 : heat(cell.share);
        return (
          <td key={column} className={`heat-${level}`} data-open={cell.open || undefined} title={cell.title}>
            {open_cell && index >= 0 ? (
              <button
                type="button"
                onClick={() => open_cell(index, at)}
                aria-label={`${row.name}, ${column}: ${cell.title}`}
              >
                {cell.text}
              </button>
            ) : (
              <span>{cell.text}</span>
            )}
          </td>
        );
      })}
    </tr>
  );
  return (
    <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: label })}>
      <table className="heatmap">
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            <th scope="col">{size_title}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {mean && draw(mean, -1)}
          {rows.map(draw)}
        </tbody>
      </table>
    </section>
  );
}
