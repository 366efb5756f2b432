// What differs between two releases of the health score.
import type { Key, Values } from "~/i18n";
import type { HealthDefinition, MeasureWeight, Validation } from "./health_api";

export interface Setting {
  key: string;
  label: string;
  value: number | null;
}

export interface HealthChange {
  key: string;
  label: string;
  before: number | null;
  after: number | null;
}

type Say = (key: Key, values?: Values) => string;

function scale_settings(at: string, measure: MeasureWeight, t: Say): Setting[] {
  return (["weight", "worst", "best"] as const).map((name) => ({
    key: `${at}.${measure.key}.${name}`,
    label: t("predict.of_measure", { what: t(`predict.${name}`), measure: measure.label }),
    value: measure[name],
  }));
}

/** Every number that may be set, with what it is called on the form. */
export function settings_of(definition: HealthDefinition, t: Say): Setting[] {
  const { bands, groups, signals, loyalty, frequent_tickets, messages } = definition;
  return [
    { key: "bands.healthy", label: t("predict.band_healthy"), value: bands.healthy },
    { key: "bands.watch", label: t("predict.band_watch"), value: bands.watch },
    ...groups.flatMap((group) => [
      {
        key: `groups.${group.key}`,
        label: t("predict.group_weight_of", { group: group.label }),
        value: group.weight,
      },
      ...group.measures.flatMap((measure) => scale_settings("measures", measure, t)),
    ]),
    ...signals.flatMap((signal) => [
      {
        key: `signals.${signal.key}.points`,
        label: t("predict.of_measure", { what: t("predict.points_off"), measure: signal.label }),
        value: signal.points,
      },
      {
        key: `signals.${signal.key}.days`,
        label: t("predict.of_measure", { what: t("predict.signal_days"), measure: signal.label }),
        value: signal.days,
      },
    ]),
    { key: "tickets.count", label: t("predict.tickets_count"), value: frequent_tickets.count },
    { key: "tickets.days", label: t("predict.tickets_days"), value: frequent_tickets.within_days },
    { key: "together_days", label: t("predict.together_days"), value: definition.together_days },
    { key: "messages.last", label: t("predict.messages_last"), value: messages.last },
    {
      key: "messages.most",
      label: t("predict.promotional_max"),
      value: Math.round(messages.promotional_share_max * 1000) / 10,
    },
    ...loyalty.flatMap((measure) => scale_settings("loyalty", measure, t)),
  ];
}

export function changes_between(before: HealthDefinition, after: HealthDefinition, t: Say): HealthChange[] {
  const was = new Map(settings_of(before, t).map((one) => [one.key, one.value]));
  return settings_of(after, t)
    .map(({ key, label, value }) => ({ key, label, before: was.get(key) ?? null, after: value }))
    .filter((one) => one.before !== one.after);
}

const tenth = (weight: number) => Math.round(weight * 10) / 10;

/** The definition with the weights that the data suggest, to a tenth; where they suggest none it stays as it is. */
export function with_suggestion(definition: HealthDefinition, suggestion: Validation["suggestion"]): HealthDefinition {
  const of = (list: { key: string; suggested: number | null }[], key: string, weight: number) => {
    const suggested = list.find((one) => one.key === key)?.suggested ?? null;
    return suggested === null ? weight : tenth(suggested);
  };
  return {
    ...definition,
    groups: definition.groups.map((group) => ({
      ...group,
      weight: of(suggestion.groups, group.key, group.weight),
      measures: group.measures.map((measure) => ({
        ...measure,
        weight: of(suggestion.measures, measure.key, measure.weight),
      })),
    })),
  };
}
