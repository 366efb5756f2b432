// The words that rules are made of in this workspace: what is known of them is offered, anything else can be typed.
import { useQuery } from "@tanstack/react-query";
import { createContext, useContext, useMemo } from "react";
import { ask, ask_all } from "~/api/client";
import type {
  AccountLine,
  Dimensions,
  Event,
  EventNamesSeen,
  Purposes,
  Rfm,
  Tag,
  TrackingPlan,
  TraitDefinition,
  Value,
} from "~/api/types";
import { useLanguage } from "~/i18n";
import { segments_query } from "../api";
import { is_object, type Json } from "./rule";

export interface Choice {
  value: string;
  label: string;
}

export interface Catalogue {
  events: string[];
  traits: string[];
  values: Map<string, string[]>; // of traits, as far as they were seen
  dimensions: string[];
  dimension_values: Map<string, string[]>;
  segments: Choice[];
  purposes: Choice[];
  tags: string[];
  accounts: string[];
  causes: string[];
  rfm_groups: Choice[];
}

const nothing: Catalogue = {
  events: [],
  traits: [],
  values: new Map(),
  dimensions: [],
  dimension_values: new Map(),
  segments: [],
  purposes: [],
  tags: [],
  accounts: [],
  causes: [],
  rfm_groups: [],
};

export const CatalogueContext = createContext<Catalogue>(nothing);
export const useWords = () => useContext(CatalogueContext);

// The events that stand for something in figures (docs/orders.md, docs/tracking.md), whether any came in yet or not.
const usual_events = [
  "Order Completed",
  "Order Refunded",
  "Order Delivered",
  "Product Viewed",
  "Product Added",
  "Checkout Started",
  "Subscription Started",
  "Subscription Renewed",
  "Subscription Cancelled",
  "Trial Started",
  "Feature Used",
  "Survey Answered",
  "Ticket Opened",
  "Ticket Solved",
];
const usual_traits = ["birthday", "country", "city", "gender", "age", "company", "plan"];
const HELD = 300_000;
const VALUES_MOST = 50;

function add(values: Map<string, string[]>, name: string, value: Json | undefined) {
  if (value === undefined || value === null || typeof value === "object") return;
  const known = values.get(name) ?? [];
  const text = String(value);
  if (known.length < VALUES_MOST && text.length < 60 && !known.includes(text)) known.push(text);
  values.set(name, known);
}

/** A value in the body of an event, by the path of a dimension: "properties.products[0].name | properties.product". */
export function at_path(body: Json, paths: string): Json | undefined {
  for (const path of paths.split("|")) {
    let value: Json | undefined = body;
    for (const part of path.trim().split(/[.[\]]+/)) {
      if (part === "") continue;
      value = Array.isArray(value) ? value[Number(part)] : is_object(value) ? value[part] : undefined;
    }
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** What a role may not ask for is left out. */
function useWanted<T>(key: string, send: (signal: AbortSignal) => Promise<T>): T | undefined {
  return useQuery({
    queryKey: ["rule words", key],
    queryFn: ({ signal }) => send(signal).catch(() => null),
    staleTime: HELD,
  }).data as T | undefined;
}

export function useCatalogue(): Catalogue {
  const { locale } = useLanguage();
  const plan = useWanted("plan", (signal) => ask<TrackingPlan>("/tracking-plan", {}, signal));
  const seen = useWanted("names", (signal) => ask<EventNamesSeen>("/event-names", {}, signal));
  const recent = useWanted("events", (signal) => ask<{ items: Event[] }>("/events", { limit: 500 }, signal));
  const people = useWanted("identify", (signal) =>
    ask<{ items: Event[] }>("/events", { event: "Identify", limit: 200 }, signal),
  );
  const defined = useWanted("traits", (signal) => ask<{ items: TraitDefinition[] }>("/traits", {}, signal));
  const computed = useWanted("computed", (signal) =>
    ask<{ items: { name: string }[] }>("/computed-traits", {}, signal),
  );
  const dimensions = useWanted("dimensions", (signal) => ask<Dimensions>("/dimensions", {}, signal));
  const purposes = useWanted("purposes", (signal) => ask<Purposes>("/consents/purposes", {}, signal));
  const tags = useWanted("tags", (signal) => ask_all<Tag>("/tags", {}, 1000, signal));
  const accounts = useWanted("accounts", (signal) =>
    ask<{ items: AccountLine[] }>("/accounts", { limit: 200 }, signal),
  );
  const causes = useWanted("values", (signal) => ask<{ items: Value[] }>("/values", {}, signal));
  const rfm = useWanted("rfm", (signal) => ask<Rfm>("/rfm", {}, signal));
  const stored = useQuery(segments_query);
  return useMemo(() => {
    const values = new Map<string, string[]>();
    for (const one of people?.items ?? []) {
      const traits = is_object(one.body as Json) ? (one.body as { traits?: Json }).traits : undefined;
      if (is_object(traits)) for (const [name, value] of Object.entries(traits)) add(values, name, value);
    }
    const dimension_values = new Map<string, string[]>();
    for (const one of recent?.items ?? [])
      for (const { name, paths } of dimensions?.dimensions ?? [])
        add(dimension_values, name, at_path(one.body as Json, paths));
    const named = (list: (string | undefined)[]) =>
      [...new Set(list.filter((name): name is string => Boolean(name)))].sort((a, b) => a.localeCompare(b));
    return {
      events: named([
        ...usual_events,
        ...(plan?.events ?? []).map((event) => event.name),
        ...(seen?.items ?? []).filter((event) => event.type === "track").map((event) => event.event),
      ]),
      traits: named([
        ...usual_traits,
        ...values.keys(),
        ...(defined?.items ?? []).map((trait) => trait.name),
        ...(computed?.items ?? []).map((trait) => trait.name),
      ]),
      values,
      dimensions: (dimensions?.dimensions ?? []).map((dimension) => dimension.name),
      dimension_values,
      segments: (stored.data ?? []).map((one) => ({ value: one.key, label: one.name })),
      purposes: (purposes?.items ?? []).map((one) => ({
        value: one.name,
        label: locale === "fr" ? one.label_fr : one.label_en,
      })),
      tags: named((tags ?? []).map((tag) => tag.name)),
      accounts: named((accounts?.items ?? []).map((account) => account.group_id)),
      causes: named((causes?.items ?? []).map((value) => value.cause)),
      rfm_groups: (rfm?.groups ?? []).map((group) => ({ value: group.key, label: group.name })),
    };
  }, [
    plan,
    seen,
    recent,
    people,
    defined,
    computed,
    dimensions,
    purposes,
    tags,
    accounts,
    causes,
    rfm,
    stored.data,
    locale,
  ]);
}
