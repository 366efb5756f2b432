import { describe, expect, test } from "vitest";
import { at_path } from "./catalogue";
import {
  bounds_of,
  expand,
  fresh,
  is_open,
  type Json,
  kind_of,
  kinds,
  measure_bounds,
  measure_of,
  node_at,
  paths_of,
  type Rule,
  read,
  trait_test,
  with_bounds,
  with_measure,
  with_metric,
  with_moment,
  with_trait_test,
  write,
} from "./rule";

// One of each form of the grammar (src/segment/segment.h), with the editor it is edited by.
const grammar: [string, Rule][] = [
  ["event", { event: "Order Completed" }],
  ["event", { event: "Order Completed", count: { gte: 3 } }],
  ["event", { event: "Order Completed", count: 3 }],
  ["event", { event: "Order Completed", count: { gt: 1, lt: 5 }, within_days: 90 }],
  ["event", { event: "Order Completed", count: { equals: 0 }, from: "2026-01-01", to: "2026-02-01" }],
  ["event", { event: "Feature Used", distinct_days: { gte: 2 }, from: "2026-01-01" }],
  ["event", { event: "Order Completed", sum: "amount", gt: "200.00" }],
  ["event", { event: "Order Completed", average: "amount", gte: "20", lte: "50", within_days: 30 }],
  ["event", { event: "Order Completed", first: { from: "2026-01-01" } }],
  ["event", { event: "Order Completed", last: { to: "2026-06-30" } }],
  ["event", { event: "Subscription Started", where: { plan: "pro" } }],
  ["event", { event: "Order Completed", where: { quantity: 3 }, count: { gte: 2 } }],
  ["event", JSON.parse('{"event":"Order Completed","then":{"event":"Order Refunded","within_days":30}}')],
  ["event", JSON.parse('{"event":"Order Completed","then":{"event":"Order Refunded"}}')],
  ["trait", { trait: "country", in: ["FR", "BE"] }],
  ["trait", { trait: "country", equals: "FR" }],
  ["trait", { trait: "vip", equals: true }],
  ["trait", { trait: "vip", in: [true, 1] }],
  ["trait", { trait: "city", contains: "Par" }],
  ["trait", { trait: "city", exists: true }],
  ["trait", { trait: "city", exists: false }],
  ["trait", { trait: "age", lt: 35 }],
  ["trait", { trait: "age", gte: 18, lt: 35 }],
  ["trait", { trait: "age", equals: 30 }],
  ["metric", { metric: "purchases", gte: 3 }],
  ["metric", { metric: "value", gt: 100.5, lte: 200 }],
  ["metric", { metric: "lifecycle_stage", in: ["loyal", "ambassador"] }],
  ["metric", { metric: "rfm_group", in: ["champions"] }],
  ["consent", { consent: "marketing", channel: "email", state: "granted" }],
  ["consent", { consent: "marketing" }],
  ["date", { date: "birthday", in_next_days: 7 }],
  ["date", { date: "contract_end", in_last_days: 0, yearly: false }],
  ["tag", { tag: "vip" }],
  ["account", { account: "acme" }],
  ["segment", { segment: "vip" }],
  ["value", { value: "local_sourcing" }],
  ["metric", { metric: "rfm_group", in: ["champions"], as_of: "2026-09-30" }],
  ["metric", { metric: "rfm_recency", gte: 4, days_ago: 30 }],
  ["metric", { metric: "rfm_group", exists: false, days_ago: 30 }],
  ["sample", { sample: 0.1, salt: "spring" }],
  ["sample", { sample: 1 }],
];

// What no editor knows is kept as it is.
const unknown: Json[] = [
  { event: "Order Completed", count: { gte: 1 }, sum: "amount", gt: "1" },
  { event: "Order Completed", where: { plan: "pro", country: "FR" } },
  JSON.parse('{"event":"Order Completed","then":{"event":"A","then":{"event":"B"}}}'),
  { event: "Order Completed", weather: "rain" },
  { trait: "age", gt: 1, gte: 2 },
  { trait: "age" },
  { score: "churn", gte: 0.6 },
  { metric: "age", gte: 18, days_ago: 30 },
  { metric: "rfm_group", in: ["lost"], as_of: "2026-09-30", days_ago: 30 },
  {},
  "dimension:plan=pro",
  { all: [], any: [] },
  { all: "everything" },
];

describe("rules", () => {
  test.each(grammar)("%s %j is edited and comes out as it went in", (kind, rule) => {
    expect(kind_of(rule)).toBe(kind);
    expect(write(read(rule))).toEqual(rule);
    expect(JSON.stringify(write(read(rule)))).toBe(JSON.stringify(rule));
  });
  test.each(unknown)("%j is shown as it is, and kept", (rule) => {
    expect(kind_of(rule)).toBeNull();
    expect(write(read(rule))).toEqual(rule);
  });
  test("groups nest, negations pile up, whatever stands in them", () => {
    const [all, one] = [grammar.map(([, rule]) => rule), grammar[0]?.[1] as Rule];
    for (const rule of [
      { all: [...all, ...unknown] },
      { any: [{ all: [{ not: { any: all } }] }, { not: { not: one } }, { not: { not: { not: { tag: "x" } } } }] },
      { not: { all: [] } },
      one,
    ])
      expect(write(read(rule))).toEqual(rule);
  });
  test("each node knows its path, and a path of the server finds its node", () => {
    const root = read({ all: [{ tag: "a" }, { not: { any: [{ tag: "b" }, { trait: "c", in: [] }] } }] });
    expect([...paths_of(root).values()]).toEqual([
      ["", ""],
      ["/all/0", "/all/0"],
      ["/all/1", "/all/1/not"],
      ["/all/1/not/any/0", "/all/1/not/any/0"],
      ["/all/1/not/any/1", "/all/1/not/any/1"],
    ]);
    const at = (path: string) => paths_of(root).get(node_at(root, path))?.[0];
    expect(at("/rule/all/1/not/any/1/in")).toBe("/all/1/not/any/1");
    expect(at("/all/1/not")).toBe("/all/1");
    expect(at("/all/0/tag")).toBe("/all/0");
    expect(at("")).toBe("");
    expect(at("/name")).toBe("");
  });
  test("what is still to be filled in is seen, and new clauses are of their kind", () => {
    for (const kind of kinds) expect(kind_of(fresh(kind))).toBe(kind);
    expect(is_open({ all: [] })).toBe(true);
    expect(is_open({ all: [{ tag: "" }] })).toBe(true);
    expect(is_open({ trait: "x", in: [] })).toBe(true);
    expect(is_open({ event: "a", count: 0, where: { plan: "b" } })).toBe(false);
  });
});

describe("changes of a clause", () => {
  test("bounds keep how strict they are; other members stay", () => {
    const rule = { trait: "age", gt: 18, lt: 35 };
    expect(bounds_of(rule)?.operator).toBe("between");
    expect(with_bounds(rule, { operator: "between", low: 20, high: 35 })).toEqual({ trait: "age", gt: 20, lt: 35 });
    expect(with_bounds(rule, { operator: "lte", low: 30, high: "" })).toEqual({ trait: "age", lte: 30 });
    expect(with_bounds({ metric: "value", gte: 1 }, { operator: "between", low: 1, high: 2 })).toEqual({
      metric: "value",
      gte: 1,
      lte: 2,
    });
  });
  test("a measure takes the place of another; when and where stay", () => {
    const rule = { event: "A", sum: "amount", gt: "5", within_days: 30, where: { plan: "pro" } };
    expect(measure_of(rule)).toBe("sum");
    expect(with_measure(rule, "once")).toEqual({ event: "A", within_days: 30, where: { plan: "pro" } });
    expect(with_measure(rule, "count")).toEqual({
      event: "A",
      within_days: 30,
      where: { plan: "pro" },
      count: { gte: 2 },
    });
    expect(measure_bounds({ event: "A", count: 4 })).toMatchObject({ operator: "equals", low: 4 });
  });
  test("tests of traits", () => {
    expect(trait_test(with_trait_test({ trait: "a", in: ["x"] }, "missing"))).toBe("missing");
    expect(trait_test(with_trait_test({ trait: "a", exists: true }, "between"))).toBe("between");
    expect(with_trait_test({ trait: "a", gte: 3 }, "lt")).toEqual({ trait: "a", lt: 3 });
  });
  test("another figure keeps what can be asked of it", () => {
    const before = { metric: "rfm_group", in: ["lost"], days_ago: 30 };
    expect(with_metric(before, "rfm_recency")).toEqual({ metric: "rfm_recency", gte: 1, days_ago: 30 });
    expect(with_metric(before, "age")).toEqual({ metric: "age", gte: 1 });
    expect(with_metric({ metric: "age", lt: 35 }, "purchases")).toEqual({ metric: "purchases", lt: 35 });
    expect(with_metric({ metric: "age", exists: false }, "interest")).toEqual({ metric: "interest", in: [] });
    expect(with_moment(before, "now")).toEqual({ metric: "rfm_group", in: ["lost"] });
  });
  test("short forms", () => {
    expect(expand("tag:vip")).toEqual({ tag: "vip" });
    expect(expand("account:a=b")).toEqual({ account: "a=b" });
    expect(expand("trait:country=FR=1")).toEqual({ trait: "country", in: ["FR=1"] });
    expect(expand("dimension:plan=pro")).toBe("dimension:plan=pro");
  });
  test("values by the path of a dimension", () => {
    const body = { properties: { products: [{ name: "Mug" }], channel: "mail" } };
    expect(at_path(body, "properties.products[0].name | properties.product")).toBe("Mug");
    expect(at_path(body, "properties.product | properties.channel")).toBe("mail");
    expect(at_path(body, "context.location.country")).toBeUndefined();
  });
});
