// What clients send, as it comes in (Server-Sent Events). Of the latest only: memory is bounded however long one looks.
import { useEffect, useReducer } from "react";
import { address, ask, type Query } from "~/api/client";

export const KEPT = 500;

export interface Refusal {
  code: string;
  path: string;
  message: string;
}

export interface LiveItem extends Partial<Refusal> {
  id: number; // of this page
  status: "accepted" | "rejected" | "duplicate";
  received: string;
  source: number;
  type?: string;
  event?: string;
  seq?: number | null;
  customer?: number;
  user_id?: string;
  anonymous_id?: string;
  warnings?: Refusal[];
  body?: unknown;
}

export type Connection = "connecting" | "open" | "lost" | "full";

interface State {
  items: LiveItem[];
  held: LiveItem[]; // came while paused
  missed: number; // of these, dropped for want of room
  paused: boolean;
  connection: Connection;
}

type Change =
  | { do: "come"; item: LiveItem }
  | { do: "begin"; items: LiveItem[] }
  | { do: "pause" | "resume" | "clear" }
  | { do: "connection"; connection: Connection };

const first: State = { items: [], held: [], missed: 0, paused: false, connection: "connecting" };

function turn(state: State, change: Change): State {
  switch (change.do) {
    case "come": {
      if (!state.paused) return { ...state, items: [change.item, ...state.items].slice(0, KEPT) };
      const held = [change.item, ...state.held];
      return { ...state, held: held.slice(0, KEPT), missed: state.missed + Math.max(0, held.length - KEPT) };
    }
    case "begin": {
      const known = new Set(state.items.map((item) => item.seq));
      const older = change.items.filter((item) => !known.has(item.seq));
      return { ...state, items: [...state.items, ...older].slice(0, KEPT) };
    }
    case "pause":
      return { ...state, paused: true };
    case "resume":
      return { ...state, paused: false, held: [], missed: 0, items: [...state.held, ...state.items].slice(0, KEPT) };
    case "clear":
      return { ...state, items: [], held: [], missed: 0 };
    case "connection":
      return { ...state, connection: change.connection };
  }
}

let serial = 0;

interface Logged {
  seq: number;
  type: string;
  event: string;
  customer: number;
  received: string;
  source: number;
  body: { userId?: string; anonymousId?: string } | null;
}

const of_log = (event: Logged): LiveItem => ({
  id: ++serial,
  status: "accepted",
  received: event.received,
  source: event.source,
  type: event.type,
  event: event.event,
  seq: event.seq,
  customer: event.customer,
  user_id: event.body?.userId ?? "",
  anonymous_id: event.body?.anonymousId ?? "",
  body: event.body,
});

/** `recent`: what the log has already of what is looked for; of one person or of refusals only the stream tells. */
export function useStream(filter: { event?: string; user?: string; source?: string; rejected?: string }) {
  const [state, change] = useReducer(turn, first);
  const { event, user, source, rejected } = filter;
  useEffect(() => {
    change({ do: "clear" });
    change({ do: "connection", connection: "connecting" });
    const stop = new AbortController();
    const query: Query = { event, source, user, rejected };
    if (!user && !rejected)
      ask<{ items: Logged[] }>("/events", { event, source, limit: 50 }, stop.signal)
        .then(({ items }) => change({ do: "begin", items: items.map(of_log) }))
        .catch(() => undefined); // the stream says whether the server is there
    const stream = new EventSource(address("/events/live", query));
    const come = (message: MessageEvent<string>) =>
      change({ do: "come", item: { ...JSON.parse(message.data), id: ++serial } as LiveItem });
    stream.onopen = () => change({ do: "connection", connection: "open" });
    stream.addEventListener("item", come);
    stream.addEventListener("body", come);
    stream.addEventListener("error", (message) => {
      const full = message instanceof MessageEvent;
      if (full) stream.close();
      change({ do: "connection", connection: full ? "full" : "lost" });
    });
    return () => {
      stop.abort();
      stream.close();
    };
  }, [event, user, source, rejected]);
  return {
    ...state,
    pause: () => change({ do: state.paused ? "resume" : "pause" }),
    clear: () => change({ do: "clear" }),
  };
}
