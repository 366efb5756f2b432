// One figure in words: its value, its interval and n, its difference to before, and what it means.
import { Tooltip } from "@mantine/core";
import { IconArrowDownRight, IconArrowUpRight, IconHelpCircle, IconMinus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { type Money, useLanguage } from "~/i18n";

export type FigureValue = number | Money | null | undefined;
/** The units of the catalogue of metrics. */
export type Unit = string;

export function number_of(value: FigureValue): number | null {
  if (value === null || value === undefined) return null;
  return typeof value === "number" ? value : Number(value.amount);
}

/** A value in its unit, as text; null is "not observed yet", never 0. */
export function useFigure(): (value: FigureValue, unit: Unit, options?: { signed?: boolean }) => string {
  const { t, f } = useLanguage();
  return (value, unit, options = {}) => {
    if (value === null || value === undefined) return t("ui.not_observed");
    if (typeof value !== "number") return f.money(value, options);
    if (unit === "rate" || unit === "share") return options.signed ? f.points(value) : f.percent(value);
    if (unit === "amount") return f.amount(value);
    if (options.signed) return f.signed(value, Number.isInteger(value) ? 0 : 1);
    return unit === "score" ? f.signed(Math.round(value)) : f.compact(value, 2);
  };
}

export function Interval(props: { low: FigureValue; high: FigureValue; n?: number | null | undefined; unit: Unit }) {
  const { low, high, n, unit } = props;
  const { t, f } = useLanguage();
  const figure = useFigure();
  const parts: string[] = [];
  if (low !== null && low !== undefined && high !== null && high !== undefined)
    parts.push(t("ui.interval", { low: figure(low, unit), high: figure(high, unit) }));
  if (n !== null && n !== undefined) parts.push(t("ui.of", { n: f.number(n) }));
  return parts.length ? <span className="quiet small number">{parts.join(" · ")}</span> : null;
}

/** A change, coloured by whether it is good: `better` up or down. Sign and arrow say it without the colour. */
export function Delta({
  value,
  text,
  better = "up",
}: {
  value: number;
  text: string;
  better?: "up" | "down" | "neither";
}) {
  const good = better === "neither" || value === 0 ? undefined : value > 0 === (better === "up") ? "gain" : "loss";
  const Icon = value > 0 ? IconArrowUpRight : value < 0 ? IconArrowDownRight : IconMinus;
  return (
    <span className="pill number" data-tone={good}>
      <Icon size={13} aria-hidden />
      {text}
    </span>
  );
}

/** The definition behind a figure, from the catalogue. */
export function Definition({ text, children }: { text: ReactNode; children?: ReactNode }) {
  const { t } = useLanguage();
  return (
    <Tooltip label={text}>
      <button type="button" className="tip" aria-label={t("ui.definition")}>
        {children ?? <IconHelpCircle size={15} aria-hidden />}
      </button>
    </Tooltip>
  );
}
