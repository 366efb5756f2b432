import { useLanguage } from "~/i18n";

/** "12.3 MB", as the language writes it. */
export function useBytes(): (bytes: number) => string {
  const { locale } = useLanguage();
  return (bytes) => {
    const steps = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
    const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), steps.length - 1);
    const unit = steps[step] ?? "byte";
    const format = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: step > 1 ? 1 : 0 } as const;
    return new Intl.NumberFormat(locale, format).format(bytes / 1000 ** step);
  };
}
