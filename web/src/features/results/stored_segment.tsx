import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ask_all } from "~/api/client";
import type { Segment } from "~/api/types";
import { useLanguage } from "~/i18n";

/** One of the segments that are kept, as a rule that names it; nothing: everybody. */
export function StoredSegment(props: { value: string; error?: string; onChange: (rule: string) => void }) {
  const { t } = useLanguage();
  const segments = useQuery({
    queryKey: ["segments", "all"],
    queryFn: ({ signal }) => ask_all<Segment>("/segments", {}, 1000, signal),
  });
  const data = (segments.data ?? []).map((one) => ({ value: `segment:${one.key}`, label: one.name }));
  const other = props.value && !data.some((one) => one.value === props.value);
  return (
    <Select
      label={t("results.segment")}
      description={t("results.segment.about")}
      placeholder={t("results.everybody")}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t("ui.clear") }}
      value={props.value || null}
      error={props.error}
      data={other ? [...data, { value: props.value, label: props.value }] : data}
      onChange={(rule) => props.onChange(rule ?? "")}
    />
  );
}
