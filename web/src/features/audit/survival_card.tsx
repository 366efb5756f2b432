import { useQuery } from "@tanstack/react-query";
import { ask } from "~/api/client";
import { Lines } from "~/charts/lines";
import { useLanguage } from "~/i18n";
import { Definition } from "~/ui/figure";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import type { SurvivalGroup, Survivals } from "./api";

/** How long customers stay (Kaplan and Meier), whole or by group, with the test that tells groups apart. */
export function SurvivalCard() {
  const { t } = useLanguage();
  const [search] = useFilters();
  const question = { by: search.by, segment: search.segment };
  const query = useQuery({
    queryKey: ["survival", question],
    queryFn: ({ signal }) => ask<Survivals>("/survival", question, signal),
  });
  return (
    <Card
      title={t("audit.survival")}
      about={
        <>
          {t("audit.survival_about")}
          {query.data && <Definition text={query.data.definition} />}
        </>
      }
    >
      <Asked
        query={query}
        height={280}
        empty={(data) =>
          data.groups.every((group) => group.points.length === 0) ? (
            <EmptyState title={t("audit.survival_none")}>{t("audit.survival_none_do")}</EmptyState>
          ) : null
        }
      >
        {(data) => <Curves data={data} />}
      </Asked>
    </Card>
  );
}

function Curves({ data }: { data: Survivals }) {
  const { t, f } = useLanguage();
  const groups = data.groups.slice(0, 6);
  const name_of = (group: SurvivalGroup) => group.by_label ?? group.by ?? t("ui.everybody");
  const median = (group: SurvivalGroup) => group.median_days ?? null;
  const sentence = groups
    .map((group) => t("audit.survival_sentence", { group: name_of(group), n: group.n, median: median(group) ?? -1 }))
    .join(" ");
  return (
    <>
      <Lines
        name="survival"
        sentence={sentence}
        steps
        format_x={(day) => f.number(day)}
        format_y={(share) => f.percent(share, 0)}
        lines={groups.map((group) => ({
          name: name_of(group),
          points: [
            { x: 0, y: 1, low: 1, high: 1 },
            ...group.points.map((point) => ({ x: point.day, y: point.survival, low: point.low, high: point.high })),
          ],
        }))}
        table={{
          head: [t("audit.group"), t("audit.customers"), t("audit.left"), t("audit.median_days")],
          rows: groups.map((group) => [name_of(group), group.n, group.left, median(group)]),
        }}
      />
      <p className="quiet">{sentence}</p>
      {data.log_rank && groups.length > 1 && (
        <p className="quiet">
          {t("audit.log_rank", { p: f.compact(data.log_rank.p, 4), differ: data.log_rank.p < 0.05 })}
        </p>
      )}
    </>
  );
}
