// What the pages of imports ask of the API, and the way of a file to the server: in pieces, so that a file of any size is
// never read into the memory of the browser, and a connection that fails costs one piece.
import { act, Problem } from "~/api/client";

export const kinds = ["orders", "customers", "subscriptions", "events", "responses", "tickets", "consents"] as const;
export type Kind = (typeof kinds)[number];

export interface Preview {
  kind: Kind;
  bytes: number;
  rows: number;
  form: "csv" | "json";
  delimiter: string | null;
  charset: string;
  date_order: "dmy" | "mdy" | "ymd" | null;
  decimal: "point" | "comma" | null;
  columns: ColumnPreview[];
  fields: { name: string; label: string }[];
  problem: { code: string; message: string } | null;
}

export interface ColumnPreview {
  name: string;
  field: string; // a field, traits.NAME, properties.NAME, "-"
  values: { value: string; read: string | null; reason: string | null }[];
}

export interface ImportCounts {
  created: number;
  updated: number;
  unchanged: number;
  repeated: number;
  skipped: number;
  customers_created: number;
}

export interface Import {
  id: number;
  kind: Kind;
  name: string;
  status: "queued" | "running" | "checked" | "done" | "failed" | "cancelled" | "undoing" | "undone";
  dry_run: boolean;
  job: number;
  rows: number;
  counts: ImportCounts;
  rejects: number;
  made_by: string;
  made_at: string | null;
  ended_at: string | null;
}

export interface Reject {
  id: number;
  line: number;
  column: string;
  code: string;
  reason: string;
  value: string;
  row: string;
}

export const FILE_BYTES_MAX = 2 ** 30;
const PIECE = 8 * 2 ** 20;
const TRIES = 4;

interface Sent {
  upload: string;
  bytes: number;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function send_piece(path: string, piece: Blob, offset: number): Promise<Sent> {
  for (let tried = 1; ; tried++)
    try {
      return await act<Sent>("PUT", path, piece, { query: { offset } });
    } catch (error) {
      const passing = error instanceof Problem && (error.status === 0 || error.status === 503 || error.status === 429);
      if (!passing || tried === TRIES) throw error;
      await pause(500 * 2 ** tried);
    }
}

/** Sends what `to` lacks of the file; `tell` says how far it is, and whether to go on. */
export async function send_file(file: File, to: Sent, tell: (sent: Sent) => boolean): Promise<boolean> {
  let sent = to;
  while (sent.bytes < file.size) {
    if (!tell(sent)) return false;
    const piece = file.slice(sent.bytes, sent.bytes + PIECE);
    sent = await send_piece(`/imports/uploads/${sent.upload}`, piece, sent.bytes);
  }
  return tell(sent);
}

export function begin_upload(): Promise<Sent> {
  return act<Sent>("POST", "/imports/uploads");
}
