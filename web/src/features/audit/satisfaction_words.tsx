import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "~/api/client";
import type { Answer, TopicTrendList } from "~/api/types";
import { Bars } from "~/charts/bars";
import { useLanguage } from "~/i18n";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { DataTable, useList } from "~/ui/table";

interface Theme {
  tag: string;
  count: number;
  customers: number;
}

/** What customers complain of and need, as it was written down, and what they ask the help desk about. */
export function ThemesCard() {
  const { t, f } = useLanguage();
  const frustrations = useQuery({
    queryKey: ["needs", "frustration"],
    queryFn: ({ signal }) =>
      ask<{ items: Theme[] }>("/needs/ranking", { kind: "frustration", limit: 10 }, signal).then((list) => list.items),
  });
  const topics = useQuery({
    queryKey: ["topics"],
    queryFn: ({ signal }) => ask<TopicTrendList>("/tickets/topics", {}, signal),
  });
  return (
    <div className="grid" style={{ "--least": "420px" } as React.CSSProperties}>
      <Card title={t("audit.themes")} about={t("audit.themes_about")}>
        <Asked
          query={frustrations}
          empty={(data) =>
            data.length === 0 ? <EmptyState title={t("audit.no_themes")}>{t("audit.no_themes_do")}</EmptyState> : null
          }
        >
          {(data) => (
            <Bars
              name="themes"
              sentence={t("audit.themes_sentence", { first: data[0]?.tag ?? "", n: data[0]?.count ?? 0 })}
              bars={data.map((one) => ({
                name: one.tag,
                value: one.count,
                text: t("audit.theme_count", { n: one.count, customers: one.customers }),
              }))}
              table={{
                head: [t("audit.theme"), t("audit.times_said"), t("audit.customers")],
                rows: data.map((one) => [one.tag, one.count, one.customers]),
              }}
            />
          )}
        </Asked>
      </Card>
      <Card
        title={t("audit.topics")}
        about={
          topics.data
            ? t("audit.topics_about", { from: f.day(topics.data.from), to: f.day(topics.data.to) })
            : undefined
        }
      >
        <Asked
          query={topics}
          empty={(data) =>
            data.items.length === 0 ? (
              <EmptyState title={t("audit.no_topics")}>{t("audit.no_topics_do")}</EmptyState>
            ) : null
          }
        >
          {(data) => (
            <section className="scroll-x" tabIndex={0} aria-label={t("audit.topics")}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t("audit.topic")}</th>
                    <th scope="col" data-number>
                      {t("audit.tickets_before")}
                    </th>
                    <th scope="col" data-number>
                      {t("audit.tickets_now")}
                    </th>
                    <th scope="col" data-number>
                      {t("audit.churn_of_askers")}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.items.slice(0, 12).map((topic) => (
                    <tr key={topic.topic}>
                      <th scope="row">
                        {topic.topic}{" "}
                        {topic.flag && (
                          <span className="pill" data-tone="loss">
                            {t(topic.flag === "rising" ? "audit.rising" : "audit.rising_churn")}
                          </span>
                        )}
                      </th>
                      <td data-number>{f.number(topic.tickets_before)}</td>
                      <td data-number>{f.number(topic.tickets)}</td>
                      <td data-number>
                        {topic.churn == null ? t("ui.not_observed") : f.percent(topic.churn)}
                        {topic.customers != null && (
                          <span className="quiet small"> n = {f.number(topic.customers)}</span>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )}
        </Asked>
      </Card>
    </div>
  );
}

const tone = { negative: "loss", neutral: undefined, positive: "gain" } as const;

/** What was written beside the score, the last said first. */
export function VerbatimsCard({ kind }: { kind: string }) {
  const { t, f } = useLanguage();
  const [mood, setMood] = useState<string>("");
  const list = useList<Answer>("/answers", { kind, mood: mood || undefined });
  return (
    <Card
      title={t("audit.verbatims")}
      about={t("audit.verbatims_about")}
      tools={
        <Select
          aria-label={t("audit.mood")}
          size="xs"
          w={150}
          value={mood}
          onChange={(value) => setMood(value ?? "")}
          data={[
            { value: "", label: t("audit.mood.any") },
            ...(["negative", "neutral", "positive"] as const).map((value) => ({
              value,
              label: t(`audit.mood.${value}`),
            })),
          ]}
        />
      }
    >
      <DataTable
        label={t("audit.answers")}
        list={list}
        height={420}
        file={`${kind}-answers`}
        empty={<EmptyState title={t("audit.no_answers")}>{t("audit.no_answers_do")}</EmptyState>}
        columns={[
          {
            name: "at",
            title: t("audit.day"),
            cell: (row) => (row.at ? f.day(row.at.slice(0, 10)) : ""),
            text: (row) => row.at ?? null,
          },
          {
            name: "customer",
            title: t("audit.customer"),
            cell: (row) => <Link to={`/customers/${row.customer}`}>#{row.customer}</Link>,
            text: (row) => row.customer,
          },
          {
            name: "score",
            title: t("audit.score"),
            number: true,
            cell: (row) => (
              <>
                {f.compact(row.score)}
                {row.scale_high != null && <span className="quiet small"> / {row.scale_high}</span>}
              </>
            ),
            text: (row) => row.score,
          },
          {
            name: "mood",
            title: t("audit.mood"),
            cell: (row) =>
              row.mood && (
                <span className="pill" data-tone={tone[row.mood]}>
                  {t(`audit.mood.${row.mood}`)}
                </span>
              ),
            text: (row) => row.mood ?? null,
          },
          {
            name: "survey",
            title: t("audit.survey"),
            cell: (row) => [row.survey, row.channel].filter(Boolean).join(" · "),
            text: (row) => row.survey ?? null,
          },
          {
            name: "comment",
            title: t("audit.comment"),
            cell: (row) => (row.comment ? <q>{row.comment}</q> : ""),
            text: (row) => row.comment ?? null,
          },
        ]}
      />
    </Card>
  );
}
