// Who a rule holds for, asked a moment after the last change; what is on its way for an older rule is given up.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { startTransition, useEffect, useMemo, useState } from "react";
import { act, Problem } from "~/api/client";
import type { Preview } from "./api";
import type { Said } from "./rule/row";
import { is_open, type Node, node_at, paths_of, write } from "./rule/rule";

const PAUSE = 250;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** What the answer says of each node: by its whole path, else by that without its negations. */
export function said_of(root: Node, preview: Preview): Map<string, Said> {
  const by_path = new Map(preview.clauses.map((clause) => [clause.path.replace(/\/$/, ""), clause]));
  const said = new Map<string, Said>();
  for (const [id, [outer, inner]] of paths_of(root)) {
    const clause = by_path.get(outer) ?? by_path.get(inner);
    if (clause) said.set(id, { size: clause.size, sentence: clause.sentence });
  }
  return said;
}

function problems_of(root: Node, error: unknown): Map<string, Said> {
  const said = new Map<string, Said>();
  if (!(error instanceof Problem)) return said;
  for (const one of error.errors) said.set(node_at(root, one.path), { problem: one.message || error.message });
  return said;
}

/** What is said again is the same object, so that its row is not drawn again. */
function kept(before: Map<string, Said>, next: Map<string, Said>): Map<string, Said> {
  const same = (a: Said | undefined, b: Said) =>
    a !== undefined && a.size === b.size && a.sentence === b.sentence && a.problem === b.problem;
  return new Map([...next].map(([id, said]) => [id, same(before.get(id), said) ? (before.get(id) as Said) : said]));
}

const none = new Map<string, Said>();

export function usePreview(root: Node, include: number[], exclude: number[]) {
  const rule = useMemo(() => write(root), [root]);
  const open = is_open(rule);
  const text = JSON.stringify({
    rule,
    ...(include.length && { include }),
    ...(exclude.length && { exclude }),
  });
  const settled = useSettled(text);
  const query = useQuery({
    queryKey: ["preview", settled],
    queryFn: ({ signal }) => act<Preview>("POST", "/segments/preview", JSON.parse(settled), { signal }),
    enabled: settled === text && !open,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
  });
  const stale = settled !== text || query.isPlaceholderData || query.isFetching;
  const [said, setSaid] = useState(none);
  useEffect(() => {
    if (stale) return;
    const next = query.isError
      ? problems_of(root, query.error)
      : query.data && !open
        ? said_of(root, query.data)
        : none;
    startTransition(() => setSaid((before) => kept(before, next)));
  }, [stale, query.isError, query.error, query.data, root, open]);
  return { rule, open, said, stale: stale && !open, query };
}
