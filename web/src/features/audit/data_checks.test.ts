import { expect, test } from "vitest";
import type { DataQuality } from "~/api/types";
import { checks_of, days_of } from "./data_checks";

const now = Date.parse("2026-11-22T12:00:00Z");
const quality: DataQuality = {
  events: 1000,
  received_from: "2026-11-01T00:00:00Z",
  received_to: "2026-11-22T11:00:00Z",
  bots: 0,
  internal: 0,
  clock_corrected: 0,
  unplanned: 0,
  imported: 0,
  late: 0,
  ahead: 0,
  people: 100,
  identified: 90,
  with_email: 85,
  sources: [],
  days: ["2026-11-19", "2026-11-20", "2026-11-22"].map((day) => ({ day, events: 10 })),
};
const rest = { now, duplicates: 0, rejects: 0, rows: 10, violations: 0, unconverted: 0 };
const state = (changed: Partial<DataQuality>, key: string, more = {}) =>
  checks_of({ ...rest, quality: { ...quality, ...changed }, ...more }).find((one) => one.key === key)?.state;

test("days without events are told, today is not one of them", () => {
  expect(days_of(quality, now).map((one) => one.events)).toEqual([10, 10, 0, 10]);
  expect(state({}, "gaps")).toBe("warn");
  expect(state({ days: [{ day: "2026-11-21", events: 1 }] }, "gaps")).toBe("good");
});

test("each check by what was found; nothing known is neither good nor bad", () => {
  expect(state({}, "fresh")).toBe("good");
  expect(state({ received_to: "2026-11-18T00:00:00Z" }, "fresh")).toBe("warn");
  expect(state({ received_to: null }, "fresh")).toBe("unknown");
  expect(state({ late: 200 }, "late")).toBe("bad");
  expect(state({ with_email: 30 }, "email")).toBe("bad");
  expect(state({}, "rejects", { rows: 0 })).toBe("unknown");
  expect(state({}, "duplicates", { duplicates: undefined })).toBe("unknown");
  expect(state({}, "duplicates", { duplicates: 3 })).toBe("warn");
});
