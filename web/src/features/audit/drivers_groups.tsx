import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ask } from "~/api/client";
import { Forest } from "~/charts/forest";
import { useLanguage } from "~/i18n";
import { Definition } from "~/ui/figure";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { useGroups } from "./filters";

interface Group {
  by: string;
  by_label: string;
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
  small_sample: boolean;
  gap: number | null;
  gap_flagged: boolean | null;
}

interface Comparison {
  definition: string;
  metrics: { metric: string; label: string; period: string; unit: string; groups: Group[] }[];
}

const GROUPS_SHOWN = 10;

/** Retention by first product, plan …: which gaps are more than chance. */
export function GroupsCard() {
  const { t, f } = useLanguage();
  const [search, change] = useFilters();
  const by = search.by ?? "first_product";
  const groups = useGroups(false);
  const question = { by, metrics: "crr", segment: search.segment, period: search.period };
  const query = useQuery({
    queryKey: ["group-comparisons", question],
    queryFn: ({ signal }) => ask<Comparison>("/group-comparisons", question, signal),
  });
  return (
    <Card
      title={t("audit.gaps")}
      about={
        query.data && (
          <>
            {t("audit.gaps_about")}
            <Definition text={query.data.definition} />
          </>
        )
      }
      tools={
        <Select
          size="xs"
          w={210}
          aria-label={t("audit.split")}
          searchable
          value={by}
          onChange={(value) => change({ by: value === "first_product" ? undefined : (value ?? undefined) })}
          data={groups}
        />
      }
    >
      <Asked query={query} height={260}>
        {(data) => {
          const metric = data.metrics[0];
          const items = (metric?.groups ?? [])
            .filter((group) => group.value !== null)
            .sort((a, b) => b.n - a.n)
            .slice(0, GROUPS_SHOWN)
            .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
          if (!metric || items.length === 0) return <EmptyState title={t("audit.nothing_yet")} />;
          const people = items.reduce((sum, one) => sum + one.n, 0);
          const mean = items.reduce((sum, one) => sum + (one.value ?? 0) * one.n, 0) / Math.max(1, people);
          const flagged = items.filter((one) => one.gap_flagged);
          const sentence =
            flagged.length > 0
              ? t("audit.gaps_sentence", { n: flagged.length, groups: flagged.map((one) => one.by_label).join(", ") })
              : t("audit.gaps_none");
          return (
            <>
              <Forest
                name="gaps-by-group"
                sentence={sentence}
                none={mean}
                effects={items.map((one) => ({
                  name: one.gap_flagged ? `${one.by_label} *` : one.by_label,
                  value: one.value ?? 0,
                  low: one.low,
                  high: one.high,
                  text: `${f.percent(one.value ?? 0)} · n = ${f.number(one.n)}`,
                }))}
                format_x={(value) => f.percent(value, 0)}
                table={{
                  head: [t("audit.group"), metric.label, t("audit.low"), t("audit.high"), "n", t("audit.gap")],
                  rows: items.map((one) => [one.by_label, one.value, one.low, one.high, one.n, one.gap]),
                }}
              />
              <p className="quiet">
                {f.period(metric.period)} · {sentence}
              </p>
            </>
          );
        }}
      </Asked>
    </Card>
  );
}
