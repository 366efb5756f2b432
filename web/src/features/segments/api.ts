import type { SegmentLine } from "~/api/segments";
import type { CustomerLine } from "~/api/types";

export { type SegmentLine, segments_query } from "~/api/segments";

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

/** What everybody reads of a person in a list. */
export function name_of(person: { id: number; name?: string | null; email?: string | null }): string {
  return person.name || person.email || `#${person.id}`;
}
