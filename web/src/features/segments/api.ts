import { ask_all } from "~/api/client";
import type { CustomerLine } from "~/api/types";
import type { Json } from "./rule/rule";

/** A line of the list of segments. */
export interface SegmentLine {
  id: number;
  key: string;
  name: string;
  description: string;
  ready: boolean;
  events: boolean; // entries and exits stand on timelines
  rule: Json;
  rule_text: string;
  sentence: string | null;
  size: number | null;
  total: number;
  share: number | null;
  evaluated_at: string | null;
  entered: number; // in the last 7 days
  left: number;
  version: number;
}

export type Segment = SegmentLine;

export interface PreviewClause {
  path: string;
  sentence: string;
  size: number;
}

export interface Preview {
  size: number;
  total: number;
  share: number | null;
  sentence: string;
  sample: CustomerLine[];
  clauses: PreviewClause[];
}

export interface Member extends CustomerLine {
  since: string | null;
  by: "rule" | "list";
}

export interface Why {
  member: boolean;
  since: string | null;
  by: "rule" | "list" | null;
  reason?: string | null;
  clauses: { path: string; sentence: string; holds: boolean }[];
}

export interface Listed {
  id: number; // of the customer
  name?: string | null;
  email?: string | null;
  kind: "include" | "exclude";
  reason: string;
  put_at?: string;
}

export interface HistoryDay {
  day: string;
  size: number;
  entered: number;
  left: number;
}

export interface Overlap {
  a: string;
  b: string;
  both: number;
  only_a: number;
  only_b: number;
}

export interface Strategy {
  objective: string;
  offers: string;
  channels: string;
  service_level: string;
  budget: string;
  priority: number;
}

export interface Conflict {
  a: string;
  b: string;
  field: string;
  customers: number;
  wins: string;
}

export const segments_query = {
  queryKey: ["list", "/segments", "all"],
  queryFn: ({ signal }: { signal: AbortSignal }) => ask_all<SegmentLine>("/segments", {}, 2000, signal),
  staleTime: 15_000,
  // New ones are counted within seconds.
  refetchInterval: (query: { state: { data?: SegmentLine[] | undefined } }) =>
    query.state.data?.some((one) => one.size === null) ? 3000 : (false as const),
};

/** What everybody reads of a person in a list. */
export function name_of(person: { id: number; name?: string | null; email?: string | null }): string {
  return person.name || person.email || `#${person.id}`;
}
