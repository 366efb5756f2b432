// When a report is made, as the API writes it: "monthly day 1 08:00", "weekly monday 08:00", "daily 08:00".

export const units = ["never", "daily", "weekly", "monthly", "quarterly"] as const;
export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

export interface Schedule {
  unit: (typeof units)[number];
  weekday: (typeof weekdays)[number];
  day: string; // of the month: "1" … "28", "last"
  time: string;
}

export function schedule_of(text: string | null): Schedule {
  const usual: Schedule = { unit: "never", weekday: "monday", day: "1", time: "08:00" };
  const [, unit, , weekday, day, time] =
    /^(\w+)( day)?(?: (monday|tuesday|wednesday|thursday|friday|saturday|sunday))?(?: (\d+|last))? (\d\d:\d\d)$/.exec(
      text ?? "",
    ) ?? [];
  const known = units.find((one) => one === unit);
  if (!known || !time) return usual;
  return {
    unit: known,
    weekday: weekdays.find((one) => one === weekday) ?? usual.weekday,
    day: day ?? usual.day,
    time,
  };
}

export function schedule_text(schedule: Schedule): string | null {
  const { unit, weekday, day, time } = schedule;
  if (unit === "never") return null;
  if (unit === "daily") return `daily ${time}`;
  return unit === "weekly" ? `weekly ${weekday} ${time}` : `${unit} day ${day} ${time}`;
}
