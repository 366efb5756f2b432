// What is looked at stands in the address, so that a view can be kept and sent.
import { Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { segments_query } from "~/api/segments";
import { useLanguage } from "~/i18n";

type Search = Record<string, string | undefined>;

/** The parameters of the page, and a way to change some of them; undefined removes one. */
export function useFilters(): [Search, (change: Search) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const change = (change: Search) => navigate({ to: ".", search: { ...search, ...change } as never, replace: true });
  return [search, change];
}

export function PeriodFilter() {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  return (
    <Select
      aria-label={t("ui.period")}
      w={150}
      value={search.period ?? "month"}
      onChange={(period) => change({ period: period === "month" ? undefined : (period ?? undefined) })}
      data={(["week", "month", "quarter", "year"] as const).map((value) => ({ value, label: t(`ui.period.${value}`) }))}
    />
  );
}

/** Who is counted: everybody, or a segment that is kept; a rule that stands in the address stays until another is chosen. */
export function SegmentFilter() {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  const list = useQuery(segments_query);
  const value = search.segment ?? "";
  const kept = (list.data ?? []).map((one) => ({ value: `segment:${one.key}`, label: one.name }));
  const other = value && !kept.some((one) => one.value === value) ? [{ value, label: value.slice(0, 60) }] : [];
  return (
    <Select
      aria-label={t("ui.segment")}
      w={200}
      searchable
      value={value}
      onChange={(segment) => change({ segment: segment || undefined })}
      data={[{ value: "", label: t("ui.everybody") }, ...other, ...kept]}
      comboboxProps={{ width: 280, position: "bottom-start" }}
    />
  );
}

/** A field that takes effect a moment after the last key. */
export function TextFilter({ name, label }: { name: string; label: string }) {
  const [search, change] = useFilters();
  const [text, setText] = useState(search[name] ?? "");
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed takes effect
  useEffect(() => {
    if (text === (search[name] ?? "")) return;
    const timer = setTimeout(() => change({ [name]: text || undefined }), 250);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <TextInput
      data-page-filter
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.target.value)}
      w={260}
    />
  );
}
