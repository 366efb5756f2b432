// A table of any length: rows come page by page as one scrolls (or asks by the button below), only those in sight are
// drawn. Rows are links, or choices, or neither.
import { Button } from "@mantine/core";
import { type InfiniteData, useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { ask, type Query } from "~/api/client";
import { save_csv } from "~/charts/save";
import { useLanguage } from "~/i18n";
import { is_single_key } from "./keys";
import { EmptyState, ErrorState, Loading } from "./states";

export interface Column<T> {
  name: string; // of the field that the server sorts by
  title: string;
  number?: boolean;
  sorts?: boolean;
  cell: (row: T) => ReactNode;
  text?: (row: T) => string | number | null; // in the CSV file
}

interface Page<T> {
  items: T[];
  next_cursor?: string | null;
  masked?: string[];
}

const PAGE = 200;

/** A list of the API, page by page, with the parameters that stand in its address. */
export function useList<T>(path: string, query: Query = {}) {
  return useInfiniteQuery<Page<T>, Error, InfiniteData<Page<T>>, unknown[], string | undefined>({
    queryKey: ["list", path, query],
    queryFn: ({ pageParam, signal }) => ask<Page<T>>(path, { limit: PAGE, ...query, cursor: pageParam }, signal),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function DataTable<T extends { id?: number | string }>(props: {
  label: string;
  list: ReturnType<typeof useList<T>>;
  columns: Column<T>[];
  sort?: string | undefined; // "name" or "-name"
  onSort?: (sort: string) => void;
  onOpen?: (row: T) => void;
  empty: ReactNode;
  height?: number;
  file?: string; // offers what has been loaded as CSV
  chosen?: ReadonlySet<number | string>; // rows by id; with a box to choose each
  onChosen?: (chosen: Set<number | string>) => void;
}) {
  const { label, list, columns, sort, onSort, onOpen, empty, height = 620, file, chosen, onChosen } = props;
  const { t, f } = useLanguage();
  const box = useRef<HTMLElement>(null);
  const rows = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.items), [list.data]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 41,
    overscan: 12,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const at = useRowKeys(rows, virtual.scrollToIndex, onOpen);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (last >= rows.length - 40 && hasNextPage && !isFetchingNextPage && rows.length > 0) fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (list.isError && !list.data) return <ErrorState error={list.error} retry={() => list.refetch()} />;
  if (!list.data) return <Loading height={320} />;
  if (rows.length === 0) return typeof empty === "string" ? <EmptyState title={empty} /> : empty;
  const above = shown[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  const turn = (column: Column<T>) => onSort?.(sort === column.name ? `-${column.name}` : column.name);
  const order = (column: Column<T>) =>
    sort === column.name ? "ascending" : sort === `-${column.name}` ? "descending" : undefined;
  const save = () =>
    save_csv(file ?? "table", {
      head: columns.map((column) => column.title),
      rows: rows.map((row) => columns.map((column) => column.text?.(row) ?? null)),
    });
  return (
    <>
      <section
        ref={box}
        className="scroll-x"
        tabIndex={0}
        aria-label={label}
        style={{ maxHeight: height, overflowY: "auto" }}
      >
        <table className="table" aria-rowcount={hasNextPage ? -1 : rows.length + 1}>
          <thead>
            <tr>
              {onChosen && (
                <th scope="col" className="choose">
                  <input
                    type="checkbox"
                    aria-label={t("ui.choose_all")}
                    checked={(chosen?.size ?? 0) > 0 && rows.every((row) => chosen?.has(row.id ?? ""))}
                    onChange={(event) => onChosen(new Set(event.target.checked ? rows.map((row) => row.id ?? "") : []))}
                  />
                </th>
              )}
              {columns.map((column) => (
                <th key={column.name} scope="col" data-number={column.number} aria-sort={order(column)}>
                  {column.sorts && onSort ? (
                    <button type="button" className="sort" onClick={() => turn(column)}>
                      {column.title} {order(column) === "ascending" ? "↑" : order(column) === "descending" ? "↓" : ""}
                    </button>
                  ) : (
                    column.title
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {above > 0 && (
              <tr aria-hidden style={{ height: above }}>
                <td colSpan={columns.length + (onChosen ? 1 : 0)} style={{ padding: 0, border: 0 }} />
              </tr>
            )}
            {shown.map((item) => {
              const row = rows[item.index] as T;
              return (
                <tr
                  key={row.id ?? item.index}
                  aria-rowindex={item.index + 2}
                  data-index={item.index}
                  ref={virtual.measureElement}
                  onClick={
                    onOpen &&
                    ((event) => {
                      const own = event.target instanceof HTMLElement && event.target.closest("input, a, button");
                      if (!own) onOpen(row);
                    })
                  }
                  data-opens={onOpen ? true : undefined}
                  aria-current={item.index === at || undefined}
                >
                  {onChosen && (
                    <td className="choose">
                      <input
                        type="checkbox"
                        aria-label={t("ui.choose_row", { name: columns[0]?.text?.(row) ?? row.id })}
                        checked={chosen?.has(row.id ?? "") ?? false}
                        onChange={(event) => {
                          const now = new Set(chosen);
                          if (event.target.checked) now.add(row.id ?? "");
                          else now.delete(row.id ?? "");
                          onChosen(now);
                        }}
                      />
                    </td>
                  )}
                  {columns.map((column) => (
                    <td key={column.name} data-number={column.number}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              );
            })}
            {below > 0 && (
              <tr aria-hidden style={{ height: below }}>
                <td colSpan={columns.length + (onChosen ? 1 : 0)} style={{ padding: 0, border: 0 }} />
              </tr>
            )}
          </tbody>
        </table>
      </section>
      <div className="row" style={{ justifyContent: "space-between", marginTop: 8 }}>
        <span className="quiet small" role="status">
          {t(hasNextPage ? "ui.rows_so_far" : "ui.rows", { n: rows.length, text: f.number(rows.length) })}
        </span>
        <span className="row no-print">
          {file && (
            <Button size="xs" variant="default" onClick={save}>
              CSV
            </Button>
          )}
          {hasNextPage && (
            <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
              {t("ui.more")}
            </Button>
          )}
        </span>
      </div>
    </>
  );
}

/** "j" and "k" go from row to row, Enter opens the one: the index of the row, -1 for none. */
function useRowKeys<T>(rows: T[], show: (index: number) => void, onOpen?: (row: T) => void): number {
  const [at, setAt] = useState(-1);
  useEffect(() => {
    if (!onOpen) return;
    const listen = (event: KeyboardEvent) => {
      if (!is_single_key(event)) return;
      const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
      if (step && rows.length > 0) {
        const next = Math.min(Math.max(at + step, 0), rows.length - 1);
        setAt(next);
        show(next);
      }
      const row = rows[at];
      const elsewhere =
        event.target instanceof HTMLElement && event.target.closest("a, button, [role=dialog], [role=menu]");
      if (event.key === "Enter" && row !== undefined && !elsewhere) onOpen(row);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [at, rows, show, onOpen]);
  return at;
}
