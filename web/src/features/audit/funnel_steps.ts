// A funnel's steps as the API writes them: "page,Product Added,orders", or JSON where a name holds what separates.
import type { EventNameSeen } from "~/api/types";
import type { Key } from "~/i18n";

export const STEPS_MOST = 20;

export function steps_of(text: string | undefined): string[] {
  if (!text) return [];
  if (!text.startsWith("[")) return text.split(",");
  try {
    return (JSON.parse(text) as { event: string }[]).map((step) => step.event);
  } catch {
    return [];
  }
}

export function text_of(steps: string[]): string {
  const plain = steps.every((step) => !/[,|]|^\[/.test(step));
  return plain ? steps.join(",") : JSON.stringify(steps.map((event) => ({ event })));
}

export const known_steps: Record<string, Key> = {
  orders: "audit.step.orders",
  page: "audit.step.page",
  screen: "audit.step.screen",
};

const PAGES_OFFERED = 60;

/** What a step can be, by what has been seen: the most frequent first. */
export function offered(seen: EventNameSeen[]): string[] {
  const often = [...seen].sort((a, b) => b.recent - a.recent);
  const has = (type: string) => seen.some((one) => one.type === type && one.recent > 0);
  const named = (type: string) =>
    often
      .filter((one) => one.type === type && one.event !== "")
      .slice(0, PAGES_OFFERED)
      .map((one) => `${type}:${one.event}`);
  return [
    ...new Set([
      "orders",
      ...(has("page") ? ["page"] : []),
      ...(has("screen") ? ["screen"] : []),
      ...often.filter((one) => ["track", "internal"].includes(one.type) && one.event).map((one) => one.event),
      ...named("page"),
      ...named("screen"),
    ]),
  ];
}

/** What to begin with: from a visit to an order, as far as such events come in. */
export function usual_steps(seen: EventNameSeen[]): string[] {
  const names = offered(seen);
  const usual = ["page", "Product Viewed", "Product Added", "Checkout Started", "orders"].filter((one) =>
    names.includes(one),
  );
  return usual.length > 1 ? usual : [];
}
