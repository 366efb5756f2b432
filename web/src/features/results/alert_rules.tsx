import { Button, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask_all } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { AlertRule } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { type FigureValue, useFigure } from "~/ui/figure";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { useMetrics, value_in } from "./metrics";

/** In plain words: when it fires. */
export function useRuleSentence(): (rule: {
  metric: string | null;
  period: string;
  kind: string;
  threshold: number | null;
  change_by: string;
  direction: string;
}) => string {
  const { t, f } = useLanguage();
  const figure = useFigure();
  const { label, unit } = useMetrics();
  return (rule) => {
    if (rule.metric === null) return t("results.sentence.health");
    const measured = unit(rule.metric);
    const relative = rule.kind === "change" && rule.change_by !== "points";
    const threshold =
      rule.threshold === null
        ? ""
        : rule.kind === "anomaly"
          ? f.compact(rule.threshold)
          : relative
            ? f.percent(rule.threshold, 0)
            : rule.kind === "change" && measured === "rate"
              ? f.points(rule.threshold)
              : figure(value_in(measured, rule.threshold, f.currency) as FigureValue, measured);
    return t(`results.sentence.${rule.kind as "above"}`, {
      metric: label(rule.metric),
      threshold,
      what: t(
        rule.kind === "break"
          ? `results.level.${rule.direction as "any"}`
          : `results.change.${rule.direction as "any"}`,
      ),
      period: t(`results.of_period.${rule.period as "month"}`),
    });
  };
}

const SNOOZES = [1, 7, 30];
const DAY = 86_400_000;

export function AlertRules({ onEdit }: { onEdit: (rule: AlertRule) => void }) {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["list", "/alert-rules"],
    queryFn: ({ signal }) => ask_all<AlertRule>("/alert-rules", {}, 500, signal),
  });
  return (
    <Asked
      query={query}
      height={160}
      empty={(data) =>
        data.length === 0 ? <EmptyState title={t("results.no_rules")}>{t("results.no_rules_do")}</EmptyState> : null
      }
    >
      {(data) => (
        <ul className="plain">
          {data.map((rule) => (
            <Rule key={rule.id} rule={rule} onEdit={onEdit} />
          ))}
        </ul>
      )}
    </Asked>
  );
}

function Rule({ rule, onEdit }: { rule: AlertRule; onEdit: (rule: AlertRule) => void }) {
  const { t, f } = useLanguage();
  const session = useSession();
  const sentence = useRuleSentence();
  const [deleting, setDeleting] = useState(false);
  const refresh = [
    ["list", "/alert-rules"],
    ["list", "/alerts"],
  ];
  const path = `/alert-rules/${rule.id}`;
  const change = useAction((body: Record<string, unknown>) => act("PATCH", path, body), {
    refresh,
    done: t("ui.saved"),
  });
  const check = useAction((_: undefined) => act("POST", `${path}/check`, {}), {
    refresh,
    done: t("results.check_begun"),
  });
  const remove = useAction((_: undefined) => act("DELETE", path), { refresh });
  const asleep = rule.snoozed_until !== null && new Date(rule.snoozed_until).getTime() > Date.now();
  return (
    <li>
      <div className="row" style={{ justifyContent: "space-between", flexWrap: "nowrap", alignItems: "flex-start" }}>
        <div>
          <div className="row">
            <strong>{rule.name}</strong>
            {rule.status === "paused" && <span className="pill">{t("results.paused")}</span>}
            {asleep && rule.snoozed_until && (
              <span className="pill" data-tone="warn">
                {t("results.snoozed_until", { at: f.instant(rule.snoozed_until) })}
              </span>
            )}
            {rule.failure && (
              <span className="pill" data-tone="loss">
                {t("results.failed")}
              </span>
            )}
          </div>
          <p>{sentence(rule)}</p>
          <p className="quiet small">
            {rule.judged_at ? t("results.judged", { at: f.instant(rule.judged_at) }) : t("results.not_judged")}
            {rule.recipients.length > 0 && ` · ${rule.recipients.join(", ")}`}
          </p>
          {rule.failure && <p className="quiet small">{rule.failure}</p>}
          <Link to="/results/alerts" search={{ tab: "history" } as never} className="small">
            {t("results.its_alerts")}
          </Link>
        </div>
        {mayChange(session) && (
          <Menu withinPortal position="bottom-end">
            <Menu.Target>
              <Button
                size="xs"
                variant="default"
                aria-label={t("results.rule_acts", { name: rule.name })}
                style={{ flex: "none" }}
              >
                <IconDots size={16} aria-hidden />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => onEdit(rule)}>{t("results.edit")}</Menu.Item>
              <Menu.Item onClick={() => check.mutate(undefined)}>{t("results.check")}</Menu.Item>
              <Menu.Item onClick={() => change.mutate({ status: rule.status === "paused" ? "active" : "paused" })}>
                {t(rule.status === "paused" ? "results.resume" : "results.pause")}
              </Menu.Item>
              <Menu.Divider />
              {asleep ? (
                <Menu.Item onClick={() => change.mutate({ snoozed_until: null })}>{t("results.wake")}</Menu.Item>
              ) : (
                SNOOZES.map((days) => (
                  <Menu.Item
                    key={days}
                    onClick={() => change.mutate({ snoozed_until: new Date(Date.now() + days * DAY).toISOString() })}
                  >
                    {t("results.snooze", { n: days })}
                  </Menu.Item>
                ))
              )}
              <Menu.Divider />
              <Menu.Item color="red" onClick={() => setDeleting(true)}>
                {t("results.delete")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {(change.error || check.error) && <ErrorState error={change.error ?? check.error} />}
      <ConfirmDanger
        opened={deleting}
        title={t("results.rule_delete", { name: rule.name })}
        action={t("results.delete")}
        onConfirm={() => remove.mutateAsync(undefined)}
        onClose={() => setDeleting(false)}
      >
        <p>{t("results.rule_delete_about")}</p>
      </ConfirmDanger>
    </li>
  );
}
