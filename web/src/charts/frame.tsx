// What every chart has around it: its sentence for those who do not see it, its figures as a table, and its files.
import { ActionIcon, Menu } from "@mantine/core";
import { IconDownload, IconTable } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import { useLanguage } from "~/i18n";
import { save_csv, save_png } from "./save";

export interface ChartTable {
  head: string[];
  rows: (string | number | null)[][]; // null: not observed yet
}

export function ChartFrame(props: {
  sentence: string;
  name: string;
  table: ChartTable;
  tools?: ReactNode;
  children: ReactNode;
}) {
  const { sentence, name, table, tools, children } = props;
  const { t } = useLanguage();
  const [as_table, setAsTable] = useState(false);
  const figure = useRef<HTMLElement>(null);
  return (
    <figure className="chart" ref={figure} aria-label={sentence}>
      <div className="row no-print chart-tools">
        {tools}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={as_table ? t("charts.as_chart") : t("charts.as_table")}
          aria-pressed={as_table}
          onClick={() => setAsTable(!as_table)}
        >
          <IconTable size={16} />
        </ActionIcon>
        <Menu withinPortal position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t("charts.save")}>
              <IconDownload size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => save_csv(name, table)}>CSV</Menu.Item>
            <Menu.Item disabled={as_table} onClick={() => figure.current && save_png(name, figure.current)}>
              PNG
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {as_table ? <FigureTable table={table} label={sentence} /> : children}
    </figure>
  );
}

export function FigureTable({ table, label }: { table: ChartTable; label: string }) {
  const { t, f } = useLanguage();
  return (
    <section className="scroll-x" tabIndex={0} aria-label={label}>
      <table className="table">
        <thead>
          <tr>
            {table.head.map((text, column) => (
              <th key={text} scope="col" data-number={column > 0 || undefined}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={String(row[0])}>
              {row.map((cell, column) => (
                <td key={table.head[column]} data-number={column > 0 || undefined}>
                  {cell === null ? t("ui.not_observed") : typeof cell === "number" ? f.compact(cell, 4) : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
