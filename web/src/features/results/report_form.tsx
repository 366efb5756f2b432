import { Button, Drawer, MultiSelect, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { act } from "~/api/client";
import { useSession } from "~/api/session";
import type { FigureAsked, Report } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ErrorState } from "~/ui/states";
import { useMetrics } from "./metrics";
import { schedule_of, schedule_text, units, weekdays } from "./schedule";

const periods = ["day", "week", "month", "quarter", "year"] as const;
const days = [...Array.from({ length: 28 }, (_, index) => String(index + 1)), "last"];

/** What a report shows, when it is made and to whom it goes. */
export default function ReportForm({ report, onClose }: { report: Report | null; onClose: () => void }) {
  const { t } = useLanguage();
  const session = useSession();
  const { all } = useMetrics();
  const [name, setName] = useState(report?.name ?? "");
  const [metrics, setMetrics] = useState(report?.metrics.map((one) => one.metric) ?? ["crr", "churn"]);
  const [period, setPeriod] = useState(report?.period ?? "month");
  const [count, setCount] = useState(report?.periods ?? 6);
  const [schedule, setSchedule] = useState(schedule_of(report ? report.schedule : "monthly day 1 08:00"));
  const [recipients, setRecipients] = useState(report?.recipients ?? [session.person.email]);
  const [locale, setLocale] = useState(report?.locale ?? session.person.locale);
  // Parameters that a figure was given elsewhere stay with it.
  const asked = (metric: string): FigureAsked => report?.metrics.find((one) => one.metric === metric) ?? { metric };
  const body = {
    name: name.trim(),
    metrics: metrics.map(asked),
    period,
    periods: count,
    schedule: schedule_text(schedule),
    recipients,
    locale,
  };
  const save = useAction(
    (_: undefined) => (report ? act("PATCH", `/reports/${report.id}`, body) : act("POST", "/reports", body)),
    { refresh: [["list", "/reports"], ["report"]], done: t("ui.saved"), onDone: onClose },
  );
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={t(report ? "results.report_edit" : "results.report_new")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <TextInput
          label={t("results.name")}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={field_error(save.error, "/name")}
          data-autofocus
        />
        <MultiSelect
          label={t("results.figures")}
          searchable
          value={metrics}
          onChange={setMetrics}
          data={all.map((one) => ({ value: one.name, label: one.label }))}
          error={field_error(save.error, "/metrics")}
        />
        <div className="grid" style={{ "--least": "180px" } as React.CSSProperties}>
          <Select
            label={t("results.period")}
            allowDeselect={false}
            value={period}
            onChange={(value) => value && setPeriod(value)}
            data={periods.map((value) => ({ value, label: t(`results.every.${value}`) }))}
          />
          <NumberInput
            label={t("results.periods_shown")}
            min={1}
            max={36}
            value={count}
            onChange={(value) => setCount(Number(value) || 1)}
            hideControls
          />
          <Select
            label={t("results.made")}
            allowDeselect={false}
            value={schedule.unit}
            onChange={(value) => {
              const unit = units.find((one) => one === value);
              if (unit) setSchedule({ ...schedule, unit });
            }}
            data={units.map((value) => ({ value, label: t(`results.unit.${value}`) }))}
            error={field_error(save.error, "/schedule")}
          />
          {schedule.unit === "weekly" && (
            <Select
              label={t("results.weekday")}
              allowDeselect={false}
              value={schedule.weekday}
              onChange={(value) => {
                const weekday = weekdays.find((one) => one === value);
                if (weekday) setSchedule({ ...schedule, weekday });
              }}
              data={weekdays.map((value) => ({ value, label: t(`results.weekday.${value}`) }))}
            />
          )}
          {(schedule.unit === "monthly" || schedule.unit === "quarterly") && (
            <Select
              label={t("results.day_of_month")}
              allowDeselect={false}
              value={schedule.day}
              onChange={(value) => value && setSchedule({ ...schedule, day: value })}
              data={days.map((value) => ({ value, label: value === "last" ? t("results.last_day") : value }))}
            />
          )}
          {schedule.unit !== "never" && (
            <TextInput
              type="time"
              label={t("results.time")}
              value={schedule.time}
              onChange={(event) => setSchedule({ ...schedule, time: event.target.value })}
            />
          )}
          <Select
            label={t("results.language")}
            allowDeselect={false}
            value={locale}
            onChange={(value) => value && setLocale(value as "fr" | "en")}
            data={[
              { value: "fr", label: "Français" },
              { value: "en", label: "English" },
            ]}
          />
        </div>
        <TagsInput
          label={t("results.recipients")}
          description={t("results.recipients_about")}
          value={recipients}
          onChange={setRecipients}
          error={field_error(save.error, "/recipients")}
          clearButtonProps={{ "aria-label": t("ui.clear") }}
        />
        {save.error && <ErrorState error={save.error} />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!name.trim() || metrics.length === 0}>
            {t("ui.save")}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}
