import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ask } from "~/api/client";
import { useLanguage } from "~/i18n";
import { useFilters } from "~/ui/filters";

export { SegmentFilter } from "~/ui/filters";

/** What figures can be told apart by: stages, and what events are told apart by. */
export function useGroups(): { value: string; label: string }[] {
  const { t } = useLanguage();
  const dimensions = useQuery({
    queryKey: ["dimensions"],
    queryFn: ({ signal }) => ask<{ dimensions: { name: string }[] }>("/dimensions", {}, signal),
  });
  return [
    { value: "lifecycle_stage", label: t("audit.by.lifecycle_stage") },
    ...(dimensions.data?.dimensions ?? []).flatMap((one) => [
      { value: one.name, label: t("audit.by.each", { name: one.name }) },
      { value: `first_${one.name}`, label: t("audit.by.first", { name: one.name }) },
    ]),
  ];
}

export function GroupFilter({ more = [] }: { more?: { value: string; label: string }[] }) {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  const groups = useGroups();
  const known = new Set(more.map((one) => one.value));
  return (
    <Select
      aria-label={t("audit.split")}
      w={210}
      searchable
      value={search.by ?? ""}
      onChange={(by) => change({ by: by || undefined })}
      data={[{ value: "", label: t("audit.split.none") }, ...more, ...groups.filter((one) => !known.has(one.value))]}
    />
  );
}
