// What browsers know of the world: its time zones and currencies.
import type { Locale } from "~/i18n";

/** All zones the browser knows; `present`: the one that is set, whatever the browser says. */
export function time_zones(present: string): string[] {
  return [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), present])];
}

const common = ["EUR", "USD", "GBP", "CHF", "CAD", "MAD", "XOF", "TND", "DZD"];

/** "EUR – euro", those that are most at home here first. */
export function currencies(locale: Locale, present: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(locale, { type: "currency" });
  const codes = [...new Set([...common, ...Intl.supportedValuesOf("currency"), present])];
  return codes.map((value) => ({ value, label: `${value} – ${names.of(value) ?? value}` }));
}
