import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ask } from "~/api/client";
import { segments_query } from "~/api/segments";
import { type Key, useLanguage } from "~/i18n";
import { useFilters } from "~/ui/filters";

export { SegmentFilter } from "~/ui/filters";

/** Stored segments, as `segment` takes them. */
export function useSegments(): { value: string; label: string }[] {
  const list = useQuery(segments_query);
  return (list.data ?? []).map((one) => ({ value: `segment:${one.key}`, label: one.name }));
}

// The dimensions that every workspace begins with have a name in each language, others the one they were given.
const named = ["product", "category", "channel", "country", "plan", "coupon", "interest"];

function useDimensionName(): (name: string) => string {
  const { t } = useLanguage();
  return (name) => (named.includes(name) ? t(`audit.dimension.${name}` as Key) : name);
}

// What events are told apart by and people usually have as a trait too.
const usual_traits = ["country", "channel"];

/** What figures can be told apart by; `events`: also by what each event says, not only by what a person has. */
export function useGroups(events: boolean): { value: string; label: string }[] {
  const { t } = useLanguage();
  const said = useDimensionName();
  const dimensions = useQuery({
    queryKey: ["dimensions"],
    queryFn: ({ signal }) => ask<{ dimensions: { name: string }[] }>("/dimensions", {}, signal),
  });
  const names = (dimensions.data?.dimensions ?? []).map((one) => one.name);
  return [
    { value: "lifecycle_stage", label: t("audit.by.lifecycle_stage") },
    ...names
      .filter((name) => events || usual_traits.includes(name))
      .map((name) => ({ value: name, label: t("audit.by.each", { name: said(name) }) })),
    ...names.map((name) => ({ value: `first_${name}`, label: t("audit.by.first", { name: said(name) }) })),
    { value: "tag", label: t("audit.by.tag") },
  ];
}

export function GroupFilter({
  more = [],
  events = false,
}: {
  more?: { value: string; label: string }[];
  events?: boolean;
}) {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  const groups = useGroups(events);
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

const STALE_DAYS = 2;

/** How far the figures know: when the last event came in; marked when that is long ago. */
export function AsOf({ at, children }: { at: string | null | undefined; children?: ReactNode }) {
  const { t, f } = useLanguage();
  if (!at) return <>{children}</>;
  const stale = Date.now() - new Date(at).getTime() > STALE_DAYS * 86_400_000;
  return (
    <span className="row" style={{ gap: "4px 8px" }}>
      {children}
      {t("audit.as_of", { at: f.instant(at) })}
      {stale && (
        <Link to="/audit/data" className="pill" data-tone="warn">
          {t("audit.stale", { ago: f.ago(at, Date.now()) })}
        </Link>
      )}
    </span>
  );
}
