// A rule as the server knows it, and as a tree to be edited. The JSON of each clause is kept as it is: what an editor does
// not know it can't lose.

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Rule = { [name: string]: Json };

export const kinds = [
  "event",
  "trait",
  "metric",
  "segment",
  "consent",
  "date",
  "tag",
  "account",
  "value",
  "sample",
] as const;
export type Kind = (typeof kinds)[number];

export interface Group {
  kind: "all" | "any";
  children: Node[];
}
export interface Clause {
  kind: "clause";
  rule: Json;
}
/** `not`: how often it is negated. */
export interface Node {
  id: string;
  not: number;
  body: Group | Clause;
}

let last_id = 0;
export function node_of(body: Node["body"], not = 0): Node {
  last_id += 1;
  return { id: `n${last_id}`, not, body };
}

export function is_object(value: Json | undefined): value is Rule {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const only = (rule: Rule, name: string) => name in rule && Object.keys(rule).length === 1;

export function read(rule: Json): Node {
  if (is_object(rule)) {
    if (only(rule, "not")) {
      const inner = read(rule.not as Json);
      return { ...inner, not: inner.not + 1 };
    }
    for (const kind of ["all", "any"] as const) {
      const list = rule[kind];
      if (only(rule, kind) && Array.isArray(list)) return node_of({ kind, children: list.map(read) });
    }
  }
  return node_of({ kind: "clause", rule });
}

/** The short forms as clauses, where there are such: tag:vip, account:acme, trait:country=FR. */
export function expand(rule: Json): Json {
  const [, kind = "", name = "", value] =
    typeof rule === "string" ? (/^(tag|account|trait):([^=]+)(?:=(.+))?$/.exec(rule) ?? []) : [];
  if (kind === "trait" && value) return { trait: name, in: [value] };
  return (kind === "tag" || kind === "account") && typeof rule === "string"
    ? { [kind]: rule.slice(kind.length + 1) }
    : rule;
}

export function write(node: Node): Rule {
  const { body } = node;
  let rule: Json = body.kind === "clause" ? body.rule : { [body.kind]: body.children.map(write) };
  for (let i = 0; i < node.not; i++) rule = { not: rule };
  return rule as Rule;
}

/** Where each node stands in the rule: the path of all of it, then that without its negations. */
export function paths_of(node: Node, path = "", found = new Map<string, [string, string]>()) {
  const inner = path + "/not".repeat(node.not);
  found.set(node.id, [path, inner]);
  if (node.body.kind !== "clause") {
    const { kind, children } = node.body;
    children.forEach((child, index) => {
      paths_of(child, `${inner}/${kind}/${index}`, found);
    });
  }
  return found;
}

/** The node that a path of the server points into: "/all/2/count" is the third clause. */
export function node_at(root: Node, path: string): string {
  const at = path.replace(/^\/rule(?=\/|$)/, "").replace(/\/$/, "");
  let best: [string, number] = [root.id, 0];
  for (const [id, places] of paths_of(root))
    for (const place of places)
      if ((at === place || at.startsWith(`${place}/`)) && place.length >= best[1]) best = [id, place.length];
  return best[0];
}

/** Something is still to be filled in: an empty text, an empty list. */
export function is_open(value: Json): boolean {
  if (value === "") return true;
  if (Array.isArray(value)) return value.length === 0 || value.some(is_open);
  return is_object(value) && Object.values(value).some(is_open);
}

export function clauses_of(node: Node): Node[] {
  return node.body.kind === "clause" ? [node] : node.body.children.flatMap(clauses_of);
}

// ---- what a clause says ----

export const operators = ["gte", "gt", "lte", "lt", "equals", "between"] as const;
export type Operator = (typeof operators)[number];
const low_words = ["gte", "gt"];
const high_words = ["lte", "lt"];
const bound_words = ["gte", "gt", "lte", "lt", "equals"];

export interface Bounds {
  operator: Operator;
  low: Json; // the only one, or the lower of two
  high: Json;
  words: string[]; // by which names they stand in the rule
}

const plain = (value: Json | undefined) => ["string", "number", "boolean"].includes(typeof value);
const text = (value: Json | undefined) => typeof value === "string";
const figure = (value: Json | undefined) => typeof value === "number" || typeof value === "string";
const whole = (value: Json | undefined) => Number.isInteger(value) || value === "";
const members_in = (rule: Rule, words: string) => {
  const known = words.split(" ");
  return Object.keys(rule).every((name) => known.includes(name));
};

export function bounds_of(rule: Rule): Bounds | null {
  const words = bound_words.filter((word) => word in rule);
  const [first, second] = words;
  if (!first || words.length > 2 || !words.every((word) => figure(rule[word]))) return null;
  if (!second) return { operator: first as Operator, low: rule[first] as Json, high: "", words };
  if (!low_words.includes(first) || !high_words.includes(second)) return null;
  return { operator: "between", low: rule[first] as Json, high: rule[second] as Json, words };
}

/** The rule with other bounds; how strict the two of "between" are stays as it was. */
export function with_bounds(rule: Rule, next: { operator: Operator; low: Json; high: Json }): Rule {
  const before = bounds_of(rule);
  const rest = without(rule, ...bound_words);
  if (next.operator !== "between") return { ...rest, [next.operator]: next.low };
  const [low, high] = before?.operator === "between" ? before.words : ["gte", "lte"];
  return { ...rest, [low as string]: next.low, [high as string]: next.high };
}

export function without(rule: Rule, ...names: string[]): Rule {
  return Object.fromEntries(Object.entries(rule).filter(([name]) => !names.includes(name)));
}

/** The rule with a member; undefined takes it away. */
export function with_member(rule: Rule, name: string, value: Json | undefined): Rule {
  return value === undefined ? without(rule, name) : { ...rule, [name]: value };
}

export const measures = ["once", "count", "distinct_days", "sum", "average", "first", "last"] as const;
export type Measure = (typeof measures)[number];

export function measure_of(rule: Rule): Measure {
  return measures.find((measure) => measure in rule) ?? "once";
}

/** The bounds of a measure: inside its member for counts, beside it for amounts. */
export function measure_bounds(rule: Rule): Bounds | null {
  const measure = measure_of(rule);
  if (measure === "sum" || measure === "average") return bounds_of(rule);
  const value = rule[measure];
  if (is_object(value)) return bounds_of(value);
  return figure(value) ? { operator: "equals", low: value as Json, high: "", words: ["equals"] } : null;
}

export function with_measure(rule: Rule, measure: Measure): Rule {
  const rest = without(rule, ...measures, ...bound_words);
  if (measure === "once") return rest;
  if (measure === "count") return { ...rest, count: { gte: 2 } };
  if (measure === "distinct_days") return { ...rest, distinct_days: { gte: 2 } };
  if (measure === "first" || measure === "last") return { ...rest, [measure]: { from: "" } };
  return { ...rest, [measure]: "amount", gte: "" };
}

export const trait_tests = ["in", "contains", "exists", "missing", ...operators] as const;
export type TraitTest = (typeof trait_tests)[number];

export function trait_test(rule: Rule): TraitTest | null {
  const said = ["in", "contains", "exists"].filter((name) => name in rule);
  const words = bound_words.filter((word) => word in rule);
  if (said.length + Math.min(words.length, 1) !== 1) return null;
  if ("exists" in rule) return typeof rule.exists === "boolean" ? (rule.exists ? "exists" : "missing") : null;
  if ("contains" in rule) return text(rule.contains) ? "contains" : null;
  if ("in" in rule) return Array.isArray(rule.in) && rule.in.every(plain) ? "in" : null;
  if (words.length === 1 && words[0] === "equals" && plain(rule.equals)) return "equals";
  return bounds_of(rule)?.operator ?? null;
}

export function with_trait_test(rule: Rule, test: TraitTest): Rule {
  const rest = without(rule, "in", "contains", "exists", ...bound_words);
  if (test === "in") return { ...rest, in: [] };
  if (test === "contains") return { ...rest, contains: "" };
  if (test === "exists" || test === "missing") return { ...rest, exists: test === "exists" };
  const before = bounds_of(rule);
  return with_bounds(rest, { operator: test, low: before?.low ?? "", high: before?.high ?? "" });
}

/** Figures whose values are words. */
export const word_metrics = ["lifecycle_stage", "rfm_group", "contract", "interest"];

/** Figures of orders, which are known of earlier days too. */
export const dated_metrics = [
  "rfm_group",
  "rfm_recency",
  "rfm_frequency",
  "rfm_monetary",
  "rfm_mean",
  "average_order_value",
  "days_since_first_purchase",
];

export const moments = ["now", "as_of", "days_ago"] as const;
export type Moment = (typeof moments)[number];

/** Of when a figure is meant. */
export function moment_of(rule: Rule): Moment {
  return moments.find((moment) => moment in rule) ?? "now";
}

export function with_moment(rule: Rule, moment: Moment): Rule {
  const rest = without(rule, "as_of", "days_ago");
  if (moment === "now") return rest;
  return moment === "as_of" ? { ...rest, as_of: "" } : { ...rest, days_ago: 30 };
}

/** Another figure: what was asked of the one before stays where it can. */
export function with_metric(rule: Rule, metric: string): Rule {
  const rest = dated_metrics.includes(metric) ? rule : with_moment(rule, "now");
  if ("exists" in rest && metric !== "interest") return { ...rest, metric };
  const words = word_metrics.includes(metric);
  if (!words && !("in" in rest) && !("exists" in rest)) return { ...rest, metric };
  const plain = without(rest, "in", "exists", ...bound_words);
  return { ...plain, metric, ...(words ? { in: [] } : { gte: 1 }) };
}

const day = (value: Json | undefined) => value === undefined || text(value);

function fits_event(rule: Rule): boolean {
  if (!text(rule.event)) return false;
  if ("then" in rule) {
    const { then } = rule;
    if (!members_in(rule, "event then") || !is_object(then) || !members_in(then, "event within_days")) return false;
    return text(then.event) && (then.within_days === undefined || whole(then.within_days));
  }
  if (!members_in(rule, `event ${measures.join(" ")} where within_days from to ${bound_words.join(" ")}`)) return false;
  if (measures.filter((measure) => measure in rule).length > 1) return false;
  if (rule.within_days !== undefined && (!whole(rule.within_days) || "from" in rule || "to" in rule)) return false;
  if (!day(rule.from) || !day(rule.to)) return false;
  if (rule.where !== undefined) {
    const pairs = is_object(rule.where) ? Object.values(rule.where) : [];
    if (pairs.length !== 1 || !pairs.every(plain)) return false;
  }
  const measure = measure_of(rule);
  const beside = bound_words.some((word) => word in rule);
  if (measure === "sum" || measure === "average") return rule[measure] === "amount" && bounds_of(rule) !== null;
  if (beside) return false;
  if (measure === "once") return true;
  const value = rule[measure];
  if (measure === "count" || measure === "distinct_days")
    return whole(value) || (is_object(value) && members_in(value, bound_words.join(" ")) && bounds_of(value) !== null);
  return is_object(value) && members_in(value, "from to") && day(value.from) && day(value.to);
}

function fits_metric(rule: Rule): boolean {
  if (!text(rule.metric) || !members_in(rule, `metric in exists as_of days_ago ${bound_words.join(" ")}`)) return false;
  if (!day(rule.as_of) || (rule.days_ago !== undefined && (!whole(rule.days_ago) || "as_of" in rule))) return false;
  if (moment_of(rule) !== "now" && !dated_metrics.includes(rule.metric as string)) return false;
  const test = trait_test(rule);
  return test === "in" || test === "exists" || test === "missing" || (bounds_of(rule) !== null && test !== null);
}

const fits: Record<Kind, (rule: Rule) => boolean> = {
  event: fits_event,
  trait: (rule) =>
    text(rule.trait) &&
    members_in(rule, `trait in exists contains ${bound_words.join(" ")}`) &&
    trait_test(rule) !== null,
  metric: fits_metric,
  consent: (rule) =>
    members_in(rule, "consent channel state") &&
    text(rule.consent) &&
    [rule.channel, rule.state].every((value) => value === undefined || text(value)),
  date: (rule) =>
    members_in(rule, "date in_next_days in_last_days yearly") &&
    text(rule.date) &&
    "in_next_days" in rule !== "in_last_days" in rule &&
    whole(rule.in_next_days ?? rule.in_last_days) &&
    (rule.yearly === undefined || typeof rule.yearly === "boolean"),
  tag: (rule) => members_in(rule, "tag") && text(rule.tag),
  account: (rule) => members_in(rule, "account") && text(rule.account),
  segment: (rule) => members_in(rule, "segment") && text(rule.segment),
  value: (rule) => members_in(rule, "value") && text(rule.value),
  sample: (rule) =>
    members_in(rule, "sample salt") && (typeof rule.sample === "number" || rule.sample === "") && day(rule.salt),
};

/** By which editor a clause can be edited without losing anything; null: by none, it is shown as it is. */
export function kind_of(rule: Json): Kind | null {
  if (!is_object(rule)) return null;
  const kind = kinds.find((name) => name in rule);
  return kind && fits[kind](rule) ? kind : null;
}

/** What a new clause of a kind begins with. */
export function fresh(kind: Kind): Rule {
  switch (kind) {
    case "event":
      return { event: "Order Completed", within_days: 90 };
    case "trait":
      return { trait: "", in: [] };
    case "metric":
      return { metric: "purchases", gte: 2 };
    case "segment":
      return { segment: "" };
    case "consent":
      return { consent: "marketing", channel: "email", state: "granted" };
    case "date":
      return { date: "birthday", in_next_days: 7 };
    case "tag":
      return { tag: "" };
    case "account":
      return { account: "" };
    case "value":
      return { value: "" };
    case "sample":
      return { sample: 0.1, salt: "" };
  }
}
