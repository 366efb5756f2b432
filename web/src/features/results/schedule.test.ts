import { expect, test } from "vitest";
import { schedule_of, schedule_text } from "./schedule";

test("a schedule is what it was when it is read and written again", () => {
  for (const text of ["daily 07:30", "weekly friday 08:00", "monthly day 1 08:00", "quarterly day last 23:59"])
    expect(schedule_text(schedule_of(text))).toBe(text);
  expect(schedule_text(schedule_of(null))).toBeNull();
  expect(schedule_of("never heard of").unit).toBe("never");
});
