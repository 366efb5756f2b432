import { useQuery } from "@tanstack/react-query";
import { ask } from "./client";
import type { Workspace } from "./types";

export interface Session {
  person: { id: number; email: string; name: string; role: string; locale: "en" | "fr" };
  second_factor: string;
  masked: string[];
}

export const session_query = { queryKey: ["session"], queryFn: () => ask<Session>("/session"), staleTime: 60_000 };
export const workspace_query = {
  queryKey: ["workspace"],
  queryFn: () => ask<Workspace>("/workspace"),
  staleTime: 60_000,
};

export function useSession(): Session {
  const { data } = useQuery(session_query);
  if (!data) throw new Error("the shell is shown to people who are signed in");
  return data;
}

export function useWorkspace(): Workspace {
  const { data } = useQuery(workspace_query);
  if (!data) throw new Error("the shell waits for the workspace");
  return data;
}

/** Roles that may change customers, segments and programmes (docs/access.md). */
export function mayChange(session: Session): boolean {
  return ["administrator", "marketer", "agent"].includes(session.person.role);
}

export function isAdministrator(session: Session): boolean {
  return session.person.role === "administrator";
}
