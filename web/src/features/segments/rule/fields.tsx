// The small fields that rows of a rule are made of.
import { Autocomplete, NativeSelect, NumberInput, TagsInput, TextInput } from "@mantine/core";
import { useLanguage } from "~/i18n";
import type { Choice } from "./catalogue";
import { type Bounds, type Json, type Operator, operators } from "./rule";

interface Field<T> {
  label: string;
  value: T;
  onChange: (value: T) => void;
}

/** One of a few; a value that is none of them stays and is shown. */
export function Pick<T extends string>({ label, value, onChange, data }: Field<T> & { data: Choice[] }) {
  const known = data.some((one) => one.value === value);
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value as T)}
      data={known ? data : [{ value, label: value || "…" }, ...data]}
    />
  );
}

/** A name: known ones are offered, any other can be typed. */
export function Name({
  label,
  value,
  onChange,
  data,
  width = 190,
}: Field<string> & { data: string[]; width?: number }) {
  return (
    <Autocomplete
      size="xs"
      w={width}
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={onChange}
      data={data}
      limit={60}
      error={value === ""}
      comboboxProps={{ withinPortal: true, width: "max-content", position: "bottom-start" }}
    />
  );
}

export function Figure({ label, value, onChange, width = 76, ...rest }: Field<Json> & NumberOptions) {
  const { locale } = useLanguage();
  return (
    <NumberInput
      size="xs"
      w={width}
      hideControls
      aria-label={label}
      placeholder="0"
      decimalSeparator={locale === "fr" ? "," : "."}
      allowedDecimalSeparators={[",", "."]}
      value={typeof value === "number" || typeof value === "string" ? value : ""}
      onChange={onChange}
      error={value === ""}
      {...rest}
    />
  );
}

interface NumberOptions {
  width?: number;
  min?: number;
  max?: number;
  allowDecimal?: boolean;
  decimalScale?: number;
  suffix?: string;
}

export function DayField({ label, value, onChange }: Field<string>) {
  return (
    <TextInput
      type="date"
      size="xs"
      w={140}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export function Words({ label, value, onChange, data }: Field<string[]> & { data: (string | Choice)[] }) {
  const { t } = useLanguage();
  return (
    <TagsInput
      size="xs"
      miw={190}
      maw={420}
      aria-label={label}
      placeholder={value.length ? "" : t("segments.rule.values")}
      value={value}
      onChange={onChange}
      data={data as string[]}
      limit={60}
      acceptValueOnBlur
      error={value.length === 0}
      comboboxProps={{ withinPortal: true }}
    />
  );
}

/** How a figure compares. `text`: it is written as text, as amounts are. */
export function BoundsFields(props: {
  bounds: Bounds;
  onChange: (next: { operator: Operator; low: Json; high: Json }, field: string) => void;
  text?: boolean;
  unit?: string;
  whole?: boolean;
}) {
  const { bounds, onChange, text, unit, whole } = props;
  const { t } = useLanguage();
  const { operator, low, high } = bounds;
  const kept = (value: Json): Json => (text && typeof value === "number" ? String(value) : value);
  const strict = { low: bounds.words[0] === "gt", high: bounds.words[1] === "lt" };
  const options = { allowDecimal: !whole, ...(unit && { suffix: `\u00a0${unit}`, width: 104 }) };
  return (
    <>
      <Pick
        label={t("segments.rule.compares")}
        value={operator}
        onChange={(next) => onChange({ operator: next, low, high }, "operator")}
        data={operators.map((one) => ({ value: one, label: t(`segments.rule.is.${one}`) }))}
      />
      <Figure
        label={t(
          operator === "between"
            ? strict.low
              ? "segments.rule.above"
              : "segments.rule.from_value"
            : "segments.rule.value",
        )}
        value={low}
        onChange={(value) => onChange({ operator, low: kept(value), high }, "low")}
        {...options}
      />
      {operator === "between" && (
        <>
          <span className="quiet">{t("segments.rule.and_value")}</span>
          <Figure
            label={t(strict.high ? "segments.rule.below" : "segments.rule.to_value")}
            value={high}
            onChange={(value) => onChange({ operator, low, high: kept(value) }, "high")}
            {...options}
          />
        </>
      )}
    </>
  );
}
