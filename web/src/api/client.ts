// The way to the server: JSON in and out, problems as errors, and the session that has ended.

export interface FieldProblem {
  path: string;
  message: string;
}

/** What the server says when it refuses (RFC 9457); status 0: it could not be reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: FieldProblem[] = [],
    readonly requestId?: string,
  ) {
    super(message);
  }

  /** Of one field of a form: the message beside it. */
  of(path: string): string | undefined {
    return this.errors.find((error) => error.path === path)?.message;
  }
}

export type Query = Record<string, string | number | boolean | undefined>;

export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  const text = parameters.toString();
  return `/api/v1${path}${text ? `?${text}` : ""}`;
}

async function problem_of(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const said = JSON.parse(text);
    return new Problem(response.status, said.code ?? "failed", said.detail ?? said.title, said.errors, said.request_id);
  } catch {
    return new Problem(response.status, "failed", text.slice(0, 300) || response.statusText);
  }
}

interface Asked {
  method?: string;
  query?: Query;
  body?: unknown; // sent as JSON, or as it is when a Blob
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Asks for an answer in the language of the page. A session that has ended leads to the sign-in page and back. */
async function send(path: string, { method = "GET", query, body, headers, signal }: Asked): Promise<Response> {
  const said: Record<string, string> = { "Accept-Language": document.documentElement.lang, ...headers };
  const raw = body instanceof Blob;
  if (body !== undefined && !raw) said["Content-Type"] = "application/json";
  if (method === "POST") said["Idempotency-Key"] ??= crypto.randomUUID();
  const init: RequestInit = { method, headers: said, credentials: "same-origin" };
  if (body !== undefined) init.body = raw ? body : JSON.stringify(body);
  if (signal) init.signal = signal;
  let response: Response;
  try {
    response = await fetch(address(path, query), init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, "unreachable", "");
  }
  if (response.ok) return response;
  if (response.status === 401 && !path.startsWith("/session/")) {
    const here = location.pathname + location.search;
    location.assign(`/login?next=${encodeURIComponent(here)}`);
  }
  const problem = await problem_of(response);
  if (problem.code === "second_factor_required") location.assign("/second-factor");
  throw problem;
}

export async function ask<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  const response = await send(path, { ...(query && { query }), ...(signal && { signal }) });
  return (await response.json()) as T;
}

export async function act<T>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  options: { query?: Query; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<T> {
  const response = await send(path, { method, body, ...options });
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** All items of a list, page by page; `most` guards against lists without end. */
export async function ask_all<T>(path: string, query: Query = {}, most = 5000, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask<{ items: T[]; next_cursor?: string | null }>(
      path,
      { limit: 1000, ...query, cursor },
      signal,
    );
    items.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor && items.length < most);
  return items;
}
