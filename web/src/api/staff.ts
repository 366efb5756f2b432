// Names of the team, where one may read them; oneself is known to everybody.
import { useQuery } from "@tanstack/react-query";
import { ask_all } from "./client";
import { isAdministrator, useSession } from "./session";
import type { StaffPerson } from "./types";

export interface Staff {
  name_of: (id: number) => string;
  others: { value: string; label: string }[];
}

export function useStaff(): Staff {
  const session = useSession();
  const query = useQuery({
    queryKey: ["staff", "names"],
    queryFn: ({ signal }) => ask_all<StaffPerson>("/staff", {}, 1000, signal),
    enabled: isAdministrator(session),
    staleTime: 60_000,
  });
  const people = query.data ?? [];
  const name_of = (id: number) =>
    id === session.person.id ? session.person.name : (people.find((one) => one.id === id)?.name ?? `#${id}`);
  const others = people
    .filter((one) => one.id !== session.person.id)
    .map((one) => ({ value: String(one.id), label: one.name || one.email || `#${one.id}` }));
  return { name_of, others };
}
