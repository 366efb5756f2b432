import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { act, ask, ask_all } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Restatement, Snapshot } from "~/api/types";
import { type Line, Lines } from "~/charts/lines";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { type FigureValue, useFigure } from "~/ui/figure";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { useMetrics, value_in } from "./metrics";

const kept = ["crr", "churn", "clv", "revenue", "nps"];

/** What was reported then and what is known now: late events and corrections, period by period. */
export function RestatementCard() {
  const { t, f } = useLanguage();
  const session = useSession();
  const [search, change] = useFilters();
  const { all, label } = useMetrics();
  const metric = search.metric ?? "crr";
  const snapshots = useQuery({
    queryKey: ["list", "/restatements/snapshots"],
    queryFn: ({ signal }) => ask_all<Snapshot>("/restatements/snapshots", {}, 200, signal),
  });
  const days = [...new Set((snapshots.data ?? []).map((one) => one.reported))];
  const reported = search.reported ?? days[0];
  const keep = useAction(
    (_: undefined) =>
      act("POST", "/restatements/snapshots", {
        metrics: [...new Set([...kept, metric])].map((one) => ({ metric: one })),
      }),
    { refresh: [["list", "/restatements/snapshots"], ["restatement"]], done: t("results.kept") },
  );
  return (
    <Card
      title={t("results.restatements")}
      about={t("results.restatements_about")}
      tools={
        <>
          <Select
            size="xs"
            w={230}
            searchable
            allowDeselect={false}
            aria-label={t("results.metric")}
            value={metric}
            onChange={(value) => change({ metric: value === "crr" ? undefined : (value ?? undefined) })}
            data={
              all.length
                ? all.map((one) => ({ value: one.name, label: one.label }))
                : [{ value: metric, label: label(metric) }]
            }
          />
          {days.length > 0 && (
            <Select
              size="xs"
              w={160}
              allowDeselect={false}
              aria-label={t("results.reported_on")}
              value={reported ?? null}
              onChange={(value) => change({ reported: value ?? undefined })}
              data={days.map((value) => ({ value, label: f.day(value) }))}
            />
          )}
          {mayChange(session) && (
            <Button size="xs" variant="default" loading={keep.isPending} onClick={() => keep.mutate(undefined)}>
              {t("results.keep_now")}
            </Button>
          )}
        </>
      }
    >
      {keep.error && <ErrorState error={keep.error} />}
      <Asked
        query={snapshots}
        height={160}
        empty={(data) =>
          data.length === 0 ? (
            <EmptyState title={t("results.no_snapshots")}>{t("results.no_snapshots_do")}</EmptyState>
          ) : null
        }
      >
        {() => reported && <Compared metric={metric} reported={reported} />}
      </Asked>
    </Card>
  );
}

function Compared({ metric, reported }: { metric: string; reported: string }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const query = useQuery({
    queryKey: ["restatement", metric, reported],
    queryFn: ({ signal }) => ask<Restatement>("/restatements", { metric, reported }, signal),
  });
  return (
    <Asked query={query} height={240}>
      {(data) => {
        const points = data.points.filter((point) => point.group === "");
        const shown = (value: number | null | undefined) =>
          value == null
            ? t("ui.not_observed")
            : figure(value_in(data.unit, value, data.currency ?? f.currency) as FigureValue, data.unit);
        const changed = points.filter((point) => point.difference !== null && point.difference !== 0);
        const sentence = t("results.restated_sentence", { n: changed.length, of: points.length });
        const line = (name: string, y: (index: number) => number | null, dashed: boolean): Line => ({
          name,
          dashed,
          points: points.map((_, x) => ({ x, y: y(x) })),
        });
        return (
          <>
            <Lines
              name={`restated-${metric}`}
              sentence={sentence}
              whole_x
              from_zero={data.unit !== "rate"}
              format_x={(x) => f.period(points[x]?.period ?? "")}
              format_y={(y) => shown(y)}
              lines={[
                line(t("results.known_now"), (x) => points[x]?.as_known_now?.value ?? null, false),
                line(t("results.as_reported"), (x) => points[x]?.as_reported.value ?? null, true),
              ]}
              table={{
                head: [
                  t("results.period"),
                  t("results.as_reported"),
                  t("results.known_now"),
                  t("results.restated_by"),
                  t("results.late_events"),
                ],
                rows: points.map((point) => [
                  f.period(point.period),
                  point.as_reported.value,
                  point.as_known_now?.value ?? null,
                  point.difference,
                  point.late_events,
                ]),
              }}
            />
            <p className="quiet">{sentence}</p>
            {changed.length > 0 && (
              <section className="scroll-x" tabIndex={0} aria-label={t("results.restatements")}>
                <table className="table">
                  <thead>
                    <tr>
                      <th scope="col">{t("results.period")}</th>
                      <th scope="col" data-number>
                        {t("results.as_reported")}
                      </th>
                      <th scope="col" data-number>
                        {t("results.known_now")}
                      </th>
                      <th scope="col" data-number>
                        {t("results.late_events")}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {changed.map((point) => (
                      <tr key={point.period}>
                        <th scope="row">{f.period(point.period)}</th>
                        <td data-number>{shown(point.as_reported.value)}</td>
                        <td data-number>{shown(point.as_known_now?.value)}</td>
                        <td data-number>{f.number(point.late_events)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </section>
            )}
          </>
        );
      }}
    </Asked>
  );
}
