import { Button, Drawer, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import type { AlertRule, MetricSeries } from "~/api/types";
import { Lines } from "~/charts/lines";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { type FigureValue, number_of, useFigure } from "~/ui/figure";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { useRuleSentence } from "./alert_rules";
import { firings, type Judged } from "./firings";
import { useMetrics } from "./metrics";

const periods = ["day", "week", "month", "quarter", "year"] as const;
const kinds = ["above", "below", "change", "break", "anomaly", "health"] as const;
const directions = ["any", "rise", "fall"] as const;
const SHOWN = 36;

interface Draft extends Judged {
  name: string;
  recipients: string[];
}

function draft_of(rule: AlertRule | null, metric: string): Draft {
  return {
    name: rule?.name ?? "",
    metric: rule?.metric ?? metric,
    period: rule?.period ?? "month",
    kind: rule?.kind ?? "above",
    threshold: rule ? rule.threshold : null,
    change_by: rule?.change_by ?? "percent",
    direction: rule?.direction ?? "any",
    certainty: rule?.certainty ?? "sample",
    sample_min: rule?.sample_min ?? 30,
    recipients: rule?.recipients ?? [],
  };
}

/** A rule: the figure, when it fires, who hears of it; and when it would have fired so far. */
export default function RuleForm(props: {
  rule: AlertRule | null;
  metric?: string | undefined;
  onClose: (saved: boolean) => void;
}) {
  const { rule, metric, onClose } = props;
  const { t } = useLanguage();
  const { all, unit } = useMetrics();
  const sentence = useRuleSentence();
  const [draft, setDraft] = useState<Draft>(draft_of(rule, metric ?? "churn"));
  const put = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const of_figure = draft.kind !== "health";
  const measured = unit(draft.metric);
  const has_threshold = of_figure && draft.kind !== "break";
  const shares = draft.kind === "change" ? draft.change_by === "percent" || measured === "rate" : measured === "rate";
  const scale = has_threshold && draft.kind !== "anomaly" && shares ? 100 : 1;
  const said = sentence(of_figure ? draft : { ...draft, metric: null });
  const of_health = { name: draft.name.trim() || said, kind: draft.kind, recipients: draft.recipients };
  const figure_body = {
    ...of_health,
    metric: draft.metric,
    period: draft.period,
    ...(has_threshold && draft.threshold !== null && { threshold: draft.threshold }),
    ...(draft.kind === "change" && { change_by: draft.change_by }),
    ...(!["above", "below"].includes(draft.kind) && { direction: draft.direction }),
    certainty: draft.certainty,
  };
  const body = of_figure ? figure_body : of_health;
  const save = useAction(
    (_: undefined) => (rule ? act("PATCH", `/alert-rules/${rule.id}`, body) : act("POST", "/alert-rules", body)),
    {
      refresh: [
        ["list", "/alert-rules"],
        ["list", "/alerts"],
      ],
      done: t("ui.saved"),
      onDone: () => onClose(true),
    },
  );
  const ready = !has_threshold || draft.kind === "anomaly" || draft.threshold !== null;
  return (
    <Drawer
      opened
      onClose={() => onClose(false)}
      position="right"
      size="lg"
      title={t(rule ? "results.rule_edit" : "results.rule_new")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        {of_figure && (
          <Select
            label={t("results.metric")}
            searchable
            allowDeselect={false}
            value={draft.metric}
            onChange={(value) => value && put({ metric: value, threshold: null })}
            data={all.map((one) => ({ value: one.name, label: one.label }))}
            error={field_error(save.error, "/metric")}
          />
        )}
        <div className="grid" style={{ "--least": "180px" } as React.CSSProperties}>
          <Select
            label={t("results.kind")}
            {...(!of_figure && { description: t("results.kind_health_about") })}
            allowDeselect={false}
            value={draft.kind}
            onChange={(value) => value && put({ kind: value })}
            data={kinds.map((value) => ({ value, label: t(`results.kind.${value}`) }))}
          />
          {has_threshold && (
            <NumberInput
              label={t("results.threshold")}
              description={
                draft.kind === "anomaly"
                  ? t("results.threshold_anomaly")
                  : scale === 100
                    ? t(
                        draft.kind === "change" && draft.change_by === "points"
                          ? "results.threshold_points"
                          : "results.threshold_percent",
                      )
                    : t("results.threshold_unit")
              }
              value={draft.threshold === null ? "" : Number((draft.threshold * scale).toFixed(6))}
              onChange={(value) => put({ threshold: value === "" ? null : Number(value) / scale })}
              error={field_error(save.error, "/threshold")}
              hideControls
            />
          )}
          {of_figure && (
            <Select
              label={t("results.period")}
              allowDeselect={false}
              value={draft.period}
              onChange={(value) => value && put({ period: value })}
              data={periods.map((value) => ({ value, label: t(`results.every.${value}`) }))}
            />
          )}
          {draft.kind === "change" && (
            <Select
              label={t("results.change_by")}
              allowDeselect={false}
              value={draft.change_by}
              onChange={(value) => value && put({ change_by: value })}
              data={(["percent", "points"] as const).map((value) => ({
                value,
                label: t(`results.change_by.${value}`),
              }))}
            />
          )}
          {of_figure && !["above", "below"].includes(draft.kind) && (
            <Select
              label={t("results.direction")}
              allowDeselect={false}
              value={draft.direction}
              onChange={(value) => value && put({ direction: value })}
              data={directions.map((value) => ({ value, label: t(`results.direction.${value}`) }))}
            />
          )}
          {of_figure && (
            <Select
              label={t("results.certainty")}
              description={t("results.certainty_about")}
              allowDeselect={false}
              value={draft.certainty}
              onChange={(value) => value && put({ certainty: value })}
              data={(["sample", "interval"] as const).map((value) => ({
                value,
                label: t(`results.certainty.${value}`),
              }))}
            />
          )}
        </div>
        <TextInput
          label={t("results.name")}
          placeholder={ready ? said : ""}
          value={draft.name}
          onChange={(event) => put({ name: event.target.value })}
          error={field_error(save.error, "/name")}
        />
        <TagsInput
          label={t("results.recipients")}
          description={t("results.recipients_about")}
          value={draft.recipients}
          onChange={(recipients) => put({ recipients })}
          error={field_error(save.error, "/recipients")}
          clearButtonProps={{ "aria-label": t("ui.clear") }}
        />
        {ready && of_figure && <Preview draft={draft} />}
        {save.error && <ErrorState error={save.error} />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={() => onClose(false)}>
            {t("ui.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!ready}>
            {t("ui.save")}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}

/** What the rule would have said of the periods that are past. */
function Preview({ draft }: { draft: Draft }) {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const query = useQuery({
    queryKey: ["metric", draft.metric, draft.period, "rule"],
    queryFn: ({ signal }) => ask<MetricSeries>(`/metrics/${draft.metric}`, { period: draft.period }, signal),
  });
  return (
    <section className="preview" aria-label={t("results.preview")}>
      <h3>{t("results.preview")}</h3>
      <Asked query={query} height={200}>
        {(data) => {
          const points = data.points
            .filter((point) => point.complete && point.by === null && point.value !== null)
            .slice(-SHOWN);
          if (points.length < 2) return <EmptyState title={t("results.preview_nothing")} />;
          const found = firings(draft, data);
          const shown = found?.filter((one) => points.some((point) => point.period === one.period)) ?? [];
          const level = ["above", "below"].includes(draft.kind) ? draft.threshold : null;
          const text = (value: number) => figure(value, data.unit === "net_amount" ? "amount" : data.unit);
          const sentence =
            found === null
              ? t("results.preview_unknown")
              : t("results.preview_sentence", {
                  n: shown.length,
                  of: points.length,
                  periods: shown.map((one) => `${f.period(one.period)} (${text(one.value)})`).join(", "),
                });
          return (
            <>
              <Lines
                name={`rule-${draft.metric}`}
                sentence={sentence}
                whole_x
                from_zero={data.unit !== "rate"}
                format_x={(x) => f.period(points[x]?.period ?? "")}
                format_y={text}
                lines={[
                  {
                    name: data.label,
                    points: points.map((point, x) => ({
                      x,
                      y: number_of(point.value as FigureValue),
                      low: number_of(point.low as FigureValue),
                      high: number_of(point.high as FigureValue),
                    })),
                  },
                  ...(level === null
                    ? []
                    : [
                        {
                          name: t("results.threshold"),
                          dashed: true,
                          points: [
                            { x: 0, y: level },
                            { x: points.length - 1, y: level },
                          ],
                        },
                      ]),
                ]}
                table={{
                  head: [t("results.period"), data.label, t("results.would_fire")],
                  rows: points.map((point) => [
                    f.period(point.period),
                    number_of(point.value as FigureValue),
                    shown.some((one) => one.period === point.period) ? "×" : "",
                  ]),
                }}
              />
              <p className="quiet" data-firings={shown.length}>
                {sentence}
              </p>
            </>
          );
        }}
      </Asked>
    </section>
  );
}
