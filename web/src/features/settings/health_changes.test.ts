import { expect, test } from "vitest";
import type { HealthDefinition } from "./health_api";
import { changes_between, with_suggestion } from "./health_changes";

const scale = (key: string, weight: number) => ({
  key,
  label: key,
  help: "",
  unit: "days" as const,
  weight,
  worst: 0,
  best: 10,
});

const usual: HealthDefinition = {
  version: 0,
  made_at: null,
  made_by: null,
  note: "",
  bands: { watch: 40, healthy: 70 },
  groups: [
    { key: "purchases", label: "Purchases", weight: 60, measures: [scale("silence", 50), scale("trend", 50)] },
    { key: "service", label: "Service", weight: 40, measures: [scale("tickets", 100)] },
  ],
  signals: [{ key: "pause", label: "Paused", help: "", points: 15, days: null }],
  together_days: 14,
  loyalty: [scale("tenure", 20)],
  frequent_tickets: { count: 4, within_days: 30 },
  messages: { last: 10, promotional_share_max: 0.6 },
};

const say = (key: string, values?: object) => [key, ...Object.values(values ?? {})].join(" ");
const lines = (before: HealthDefinition, after: HealthDefinition) =>
  changes_between(before, after, say).map((one) => `${one.key} ${one.before} ${one.after}`);

test("what differs is named, whatever it is, and nothing else is", () => {
  const after = structuredClone(usual);
  expect(lines(usual, after)).toEqual([]);
  after.bands.healthy = 75;
  Object.assign(after.groups[0]?.measures[1] ?? {}, { worst: -1 });
  Object.assign(after.signals[0] ?? {}, { days: 30 });
  after.messages.promotional_share_max = 0.55;
  Object.assign(after.loyalty[0] ?? {}, { weight: 0 });
  expect(lines(usual, after)).toEqual([
    "bands.healthy 70 75",
    "measures.trend.worst 0 -1",
    "signals.pause.days null 30",
    "messages.most 60 55",
    "loyalty.tenure.weight 20 0",
  ]);
});

test("suggested weights are taken to a tenth; a group without any keeps those of its measures", () => {
  const one = (key: string, suggested: number | null) => ({ key, label: key, weight: 0, suggested });
  const after = with_suggestion(usual, {
    groups: [one("purchases", 99.96), one("service", 0)],
    measures: [
      { ...one("silence", 33.333), group: "purchases" },
      { ...one("trend", 66.667), group: "purchases" },
      { ...one("tickets", null), group: "service" },
    ],
  });
  expect(lines(usual, after)).toEqual([
    "groups.purchases 60 100",
    "measures.silence.weight 50 33.3",
    "measures.trend.weight 50 66.7",
    "groups.service 40 0",
  ]);
});
