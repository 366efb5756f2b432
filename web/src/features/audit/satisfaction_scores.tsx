import { useQuery } from "@tanstack/react-query";
import { ask } from "~/api/client";
import type { AnswerScores } from "~/api/types";
import { Columns } from "~/charts/columns";
import { useLanguage } from "~/i18n";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";

const moods = ["negative", "neutral", "positive"] as const;
const colours = ["var(--loss-fill)", "var(--neutral-fill)", "var(--gain-fill)"];

/** How many gave each score, on the scale most of the answers were given on. */
export function ScoresCard({ kind }: { kind: string }) {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["scores", kind],
    queryFn: ({ signal }) => ask<AnswerScores>("/answers/scores", { kind }, signal),
  });
  return (
    <Card title={t("audit.scores")} about={t("audit.scores_about")}>
      <Asked
        query={query}
        height={280}
        empty={(data) =>
          data.n === 0 ? <EmptyState title={t("audit.no_answers")}>{t("audit.no_answers_do")}</EmptyState> : null
        }
      >
        {(data) => {
          const scales = new Map<string, number>();
          for (const one of data.items) {
            const scale = `${one.scale_low}-${one.scale_high}`;
            scales.set(scale, (scales.get(scale) ?? 0) + one.answers);
          }
          const usual = [...scales].sort((a, b) => b[1] - a[1])[0]?.[0];
          const items = data.items.filter((one) => `${one.scale_low}-${one.scale_high}` === usual);
          const scale = items[0];
          if (!scale) return null;
          const steps = Array.from({ length: scale.scale_high - scale.scale_low + 1 }, (_, i) => i + scale.scale_low);
          const of_step = (step: number) => items.filter((one) => Math.round(one.score) === step);
          const sum = (step: number) => of_step(step).reduce((all, one) => all + one.answers, 0);
          const most = steps.reduce((best, step) => (sum(step) > sum(best) ? step : best), steps[0] ?? 0);
          const sentence = t("audit.scores_sentence", { n: data.n, most });
          return (
            <>
              <Columns
                name={`${kind}-scores`}
                sentence={sentence}
                parts={moods.map((mood) => t(`audit.mood.${mood}`))}
                colours={colours}
                columns={steps.map((step) => ({
                  name: f.number(step),
                  parts: moods.map((mood) =>
                    of_step(step)
                      .filter((one) => one.mood === mood)
                      .reduce((all, one) => all + one.answers, 0),
                  ),
                }))}
                format_y={(value) => f.compact(value)}
                table={{
                  head: [t("audit.score"), t("audit.answers")],
                  rows: steps.map((step) => [f.number(step), sum(step)]),
                }}
              />
              <p className="quiet">{sentence}</p>
            </>
          );
        }}
      </Asked>
    </Card>
  );
}
