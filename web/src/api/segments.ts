// The segments that are kept, for lists of them and for what can be asked of one.
import { ask_all } from "./client";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

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

export const segments_query = {
  queryKey: ["list", "/segments", "all"],
  queryFn: ({ signal }: { signal: AbortSignal }) => ask_all<SegmentLine>("/segments", {}, 2000, signal),
  staleTime: 15_000,
  // New ones are counted within seconds.
  refetchInterval: (query: { state: { data?: SegmentLine[] | undefined } }) =>
    query.state.data?.some((one) => one.size === null) ? 3000 : (false as const),
};
