import { Button, NumberInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { act } from "~/api/client";
import { isAdministrator, useSession } from "~/api/session";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { Definition } from "~/ui/figure";
import { Card } from "~/ui/page";
import { ErrorState } from "~/ui/states";
import { type HealthDefinition, type MeasureWeight, type Scale, type Validation, validation_query } from "./health_api";
import { HealthChanged } from "./health_changed";
import { changes_between, with_suggestion } from "./health_changes";

/** What may be set: labels, units and who made it are the server's. */
function body_of(draft: HealthDefinition) {
  const scale = ({ key, weight, worst, best }: MeasureWeight) => ({ key, weight, worst, best });
  return {
    bands: draft.bands,
    groups: draft.groups.map(({ key, weight, measures }) => ({ key, weight, measures: measures.map(scale) })),
    signals: draft.signals.map(({ key, points, days }) => ({ key, points, ...(days !== null && { days }) })),
    together_days: draft.together_days,
    loyalty: draft.loyalty.map(scale),
    frequent_tickets: draft.frequent_tickets,
    messages: draft.messages,
    note: draft.note,
  };
}

type Change = (change: (draft: HealthDefinition) => void) => void;

/** Weights, scales, thresholds and signals; saving makes a new release, the earlier ones are kept. */
export function HealthForm({ definition }: { definition: HealthDefinition }) {
  const { t, f } = useLanguage();
  const may = isAdministrator(useSession());
  const [draft, setDraft] = useState({ ...definition, note: "" });
  const change: Change = (what) => {
    const next = structuredClone(draft);
    what(next);
    setDraft(next);
  };
  const changes = changes_between(definition, draft, t);
  const end = useRef<HTMLHeadingElement>(null);
  const validation = useQuery(validation_query());
  const known = validation.data?.suggestion.groups.some((one) => one.suggested !== null);
  const suggestion = may && known ? validation.data?.suggestion : undefined;
  const use = (weights: Validation["suggestion"]) => {
    setDraft({ ...with_suggestion(draft, weights), note: draft.note || t("predict.suggested_note") });
    end.current?.focus(); // what that changes is read there, and kept or not
  };
  const save = useAction((_: undefined) => act("PUT", "/health-score/definition", body_of(draft)), {
    refresh: [["health-score"], ["health"]],
    done: t("predict.health_saved"),
  });
  return (
    <form
      className="page"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Card
        title={t("predict.thresholds")}
        about={
          definition.made_at
            ? t("predict.health_version", { version: definition.version, day: f.instant(definition.made_at) })
            : t("predict.health_usual")
        }
      >
        <div className="row" style={{ alignItems: "flex-end" }}>
          <Weight
            label={t("predict.band_healthy")}
            value={draft.bands.healthy}
            max={100}
            may={may}
            onChange={(value) =>
              change((one) => {
                one.bands.healthy = value;
              })
            }
          />
          <Weight
            label={t("predict.band_watch")}
            value={draft.bands.watch}
            max={100}
            may={may}
            onChange={(value) =>
              change((one) => {
                one.bands.watch = value;
              })
            }
          />
        </div>
        {field_error(save.error, "/bands") && <p className="alert">{field_error(save.error, "/bands")}</p>}
      </Card>
      <Card
        title={t("predict.weights")}
        about={t("predict.weights_about")}
        tools={
          suggestion && (
            <Button size="xs" variant="default" onClick={() => use(suggestion)}>
              {t("predict.use_suggested")}
            </Button>
          )
        }
      >
        {draft.groups.map((group, at) => (
          <fieldset key={group.key} className="weights">
            <legend>{group.label}</legend>
            <Weight
              label={t("predict.group_weight")}
              value={group.weight}
              may={may}
              onChange={(value) =>
                change((one) => {
                  const changed = one.groups[at];
                  if (changed) changed.weight = value;
                })
              }
            />
            <Measures
              label={group.label}
              measures={group.measures}
              may={may}
              onChange={(index, name, value) =>
                change((one) => {
                  const changed = one.groups[at]?.measures[index];
                  if (changed) changed[name] = value;
                })
              }
            />
          </fieldset>
        ))}
      </Card>
      <Signals draft={draft} may={may} change={change} />
      <Card title={t("predict.loyalty")} about={t("predict.loyalty_about")}>
        <Measures
          label={t("predict.loyalty")}
          measures={draft.loyalty}
          may={may}
          onChange={(index, name, value) =>
            change((one) => {
              const changed = one.loyalty[index];
              if (changed) changed[name] = value;
            })
          }
        />
      </Card>
      {may && (
        <Card label={t("predict.changes")}>
          <h2 ref={end} tabIndex={-1}>
            {t("predict.changes")}
          </h2>
          <p className="quiet" style={{ marginBottom: 10 }}>
            {t("predict.changes_about")}
          </p>
          <HealthChanged label={t("predict.changes")} changes={changes} />
          <div className="form" style={{ marginTop: 16 }}>
            <TextInput
              label={t("predict.health_note")}
              value={draft.note}
              onChange={(event) =>
                change((one) => {
                  one.note = event.target.value;
                })
              }
            />
            {save.error && <ErrorState error={save.error} />}
            <div>
              <Button type="submit" loading={save.isPending} disabled={changes.length === 0}>
                {t("predict.health_save")}
              </Button>
            </div>
          </div>
        </Card>
      )}
    </form>
  );
}

function Weight(props: {
  label: string;
  value: number | null;
  onChange: (value: number) => void;
  may: boolean;
  max?: number;
  hidden?: boolean; // the label stands in the head of a table
}) {
  const { label, value, onChange, may, max, hidden } = props;
  const { locale } = useLanguage();
  return (
    <NumberInput
      size="xs"
      w={hidden ? 92 : 170}
      {...(hidden ? { "aria-label": label } : { label })}
      value={value ?? ""}
      onChange={(next) => typeof next === "number" && onChange(next)}
      {...(max !== undefined && { min: 0, max })}
      decimalScale={3}
      decimalSeparator={locale === "fr" ? "," : "."}
      hideControls
      disabled={!may}
    />
  );
}

function Measures(props: {
  label: string;
  measures: MeasureWeight[];
  may: boolean;
  onChange: (index: number, name: keyof Scale, value: number) => void;
}) {
  const { label, measures, may, onChange } = props;
  const { t } = useLanguage();
  const names = ["weight", "worst", "best"] as const;
  return (
    <Table
      label={label}
      head={[t("predict.measure"), t("predict.weight"), t("predict.worst"), t("predict.best"), t("predict.unit")]}
    >
      {measures.map((measure, index) => (
        <tr key={measure.key}>
          <th scope="row">
            {measure.label} {measure.help && <Definition text={measure.help} />}
          </th>
          {names.map((name) => (
            <td key={name}>
              <Weight
                hidden
                label={t("predict.of_measure", { what: t(`predict.${name}`), measure: measure.label })}
                value={measure[name]}
                may={may}
                onChange={(value) => onChange(index, name, value)}
              />
            </td>
          ))}
          <td className="quiet">{t(`predict.unit.${measure.unit}` as "predict.unit.days")}</td>
        </tr>
      ))}
    </Table>
  );
}

function Signals({ draft, may, change }: { draft: HealthDefinition; may: boolean; change: Change }) {
  const { t } = useLanguage();
  return (
    <Card title={t("predict.signals")} about={t("predict.signals_about")}>
      <Table
        label={t("predict.signals")}
        head={[t("predict.signal"), t("predict.points_off"), t("predict.signal_days")]}
      >
        {draft.signals.map((signal, index) => (
          <tr key={signal.key}>
            <th scope="row">
              {signal.label} {signal.help && <Definition text={signal.help} />}
            </th>
            <td>
              <Weight
                hidden
                label={t("predict.of_measure", { what: t("predict.points_off"), measure: signal.label })}
                value={signal.points}
                max={100}
                may={may}
                onChange={(value) =>
                  change((one) => {
                    const changed = one.signals[index];
                    if (changed) changed.points = value;
                  })
                }
              />
            </td>
            <td>
              {signal.days === null ? (
                <span className="quiet">{t("predict.as_its_cause")}</span>
              ) : (
                <Weight
                  hidden
                  label={t("predict.of_measure", { what: t("predict.signal_days"), measure: signal.label })}
                  value={signal.days}
                  max={365}
                  may={may}
                  onChange={(value) =>
                    change((one) => {
                      const changed = one.signals[index];
                      if (changed) changed.days = Math.round(value);
                    })
                  }
                />
              )}
            </td>
          </tr>
        ))}
      </Table>
      <div className="row" style={{ alignItems: "flex-end", marginTop: 12 }}>
        <Weight
          label={t("predict.tickets_count")}
          value={draft.frequent_tickets.count}
          may={may}
          onChange={(value) =>
            change((one) => {
              one.frequent_tickets.count = value;
            })
          }
        />
        <Weight
          label={t("predict.tickets_days")}
          value={draft.frequent_tickets.within_days}
          may={may}
          onChange={(value) =>
            change((one) => {
              one.frequent_tickets.within_days = value;
            })
          }
        />
        <Weight
          label={t("predict.together_days")}
          value={draft.together_days}
          may={may}
          onChange={(value) =>
            change((one) => {
              one.together_days = value;
            })
          }
        />
        <Weight
          label={t("predict.messages_last")}
          value={draft.messages.last}
          may={may}
          onChange={(value) =>
            change((one) => {
              one.messages.last = value;
            })
          }
        />
        <Weight
          label={t("predict.promotional_max")}
          value={Math.round(draft.messages.promotional_share_max * 1000) / 10}
          max={100}
          may={may}
          onChange={(value) =>
            change((one) => {
              one.messages.promotional_share_max = value / 100;
            })
          }
        />
      </div>
    </Card>
  );
}

function Table({ label, head, children }: { label: string; head: string[]; children: ReactNode }) {
  const { t } = useLanguage();
  return (
    <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: label })}>
      <table className="table">
        <thead>
          <tr>
            {head.map((text) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
