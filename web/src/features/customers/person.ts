import type { Profile } from "~/api/types";
import type { Money } from "~/i18n";
import type { Stage } from "./stage";

export interface Trait {
  value: unknown;
  type: string;
  at?: string;
  source?: { kind: string; id: number | null };
}

export interface IdentityShown {
  kind: string;
  value: string;
  shown: string;
  customer: number;
}

/** All about a person (GET /customers/{id}/360); what the role may not see is absent. */
export type Person = Omit<Profile, "stage"> & {
  traits: Record<string, Trait>;
  identities: IdentityShown[];
  stage: { name: Stage; label: string; since: string };
  customers: number[];
  accounts: { id: number; group_id: string; role?: string | null; name?: string | null }[];
  imports: { import: number; name: string }[];
  computed: Record<string, unknown>;
  duplicates_pending: number;
  first_seen: string | null;
  version: number;
};

export function trait_text(person: { traits: Record<string, Trait> }, name: string): string {
  const value = person.traits[name]?.value;
  return typeof value === "string" ? value : "";
}

export function name_of(person: Pick<Person, "id" | "traits" | "identities">): string {
  const name =
    trait_text(person, "name") || `${trait_text(person, "firstName")} ${trait_text(person, "lastName")}`.trim();
  return name || person.identities.find((one) => one.kind === "email")?.shown || `#${person.id}`;
}

export function initials_of(name: string): string {
  const words = name
    .replace(/^#/, "")
    .split(/[\s.@_-]+/)
    .filter(Boolean);
  return ((words[0]?.[0] ?? "") + (words[1]?.[0] ?? "")).toUpperCase();
}

/** The word to type before a person is erased: an address people recognise, else the number. */
export function word_of(person: Pick<Person, "id" | "identities">): string {
  return person.identities.find((one) => one.kind === "email")?.shown ?? String(person.id);
}

export function money_of(figure: unknown): Money | undefined {
  return (figure as { value?: Money | null } | undefined)?.value ?? undefined;
}
