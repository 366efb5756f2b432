// What each kind of clause asks, as one line of fields. Each changes members of the clause and leaves the others alone.
import { Button, Checkbox, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useLanguage } from "~/i18n";
import { type Choice, useWords } from "./catalogue";
import { BoundsFields, DayField, Figure, Name, Pick, Words } from "./fields";
import {
  bounds_of,
  dated_metrics,
  is_object,
  type Json,
  type Kind,
  type Measure,
  type Moment,
  measure_bounds,
  measure_of,
  measures,
  moment_of,
  moments,
  type Rule,
  type TraitTest,
  trait_test,
  trait_tests,
  with_bounds,
  with_measure,
  with_member,
  with_metric,
  with_moment,
  with_trait_test,
  without,
  word_metrics,
} from "./rule";

export interface ClauseProps {
  rule: Rule;
  onChange: (rule: Rule, field: string) => void;
}

const text = (value: Json | undefined) => (typeof value === "string" ? value : "");
const texts = (value: Json | undefined) => (Array.isArray(value) ? value.map(String) : []);

// ---- what happened ----

function MeasureFields({ rule, onChange }: ClauseProps) {
  const { t, f } = useLanguage();
  const measure = measure_of(rule);
  const bounds = measure_bounds(rule);
  const range = is_object(rule[measure]) ? rule[measure] : {};
  return (
    <>
      <Pick
        label={t("segments.rule.measure")}
        value={measure}
        onChange={(next: Measure) => onChange(with_measure(rule, next), "measure")}
        data={measures.map((value) => ({ value, label: t(`segments.rule.measure.${value}`) }))}
      />
      {(measure === "count" || measure === "distinct_days") && bounds && (
        <BoundsFields
          whole
          bounds={bounds}
          onChange={(next, field) =>
            onChange({ ...rule, [measure]: with_bounds(is_object(rule[measure]) ? rule[measure] : {}, next) }, field)
          }
        />
      )}
      {(measure === "sum" || measure === "average") && bounds && (
        <BoundsFields
          text
          unit={f.currency}
          bounds={bounds}
          onChange={(next, field) => onChange(with_bounds(rule, next), field)}
        />
      )}
      {(measure === "first" || measure === "last") && (
        <Days rule={range} onChange={(next, field) => onChange({ ...rule, [measure]: next }, field)} />
      )}
    </>
  );
}

/** From a day, up to a day, or both. */
function Days({ rule, onChange }: ClauseProps) {
  const { t } = useLanguage();
  const change = (name: "from" | "to") => (value: string) => {
    const last = !(name === "from" ? rule.to : rule.from); // one of them stays, if still to be filled in
    onChange(with_member(rule, name, value || (last ? "" : undefined)), name);
  };
  return (
    <>
      <span className="quiet">{t("segments.rule.from_day")}</span>
      <DayField label={t("segments.rule.from_day")} value={text(rule.from)} onChange={change("from")} />
      <span className="quiet">{t("segments.rule.to_day")}</span>
      <DayField label={t("segments.rule.to_day")} value={text(rule.to)} onChange={change("to")} />
    </>
  );
}

const whens = ["ever", "within", "between"] as const;

function When({ rule, onChange }: ClauseProps) {
  const { t } = useLanguage();
  const when = "within_days" in rule ? "within" : "from" in rule || "to" in rule ? "between" : "ever";
  const turn = (next: (typeof whens)[number]) => {
    const rest = without(rule, "within_days", "from", "to");
    if (next === "within") return { ...rest, within_days: 90 };
    return next === "between" ? { ...rest, from: "" } : rest;
  };
  return (
    <>
      <Pick
        label={t("segments.rule.when")}
        value={when}
        onChange={(next) => onChange(turn(next), "when")}
        data={whens.map((value) => ({ value, label: t(`segments.rule.when.${value}`) }))}
      />
      {when === "within" && (
        <>
          <Figure
            label={t("segments.rule.days")}
            value={rule.within_days ?? ""}
            min={1}
            max={36500}
            allowDecimal={false}
            onChange={(value) => onChange({ ...rule, within_days: value }, "within_days")}
          />
          <span className="quiet">{t("segments.rule.days")}</span>
        </>
      )}
      {when === "between" && <Days rule={rule} onChange={onChange} />}
    </>
  );
}

function Where({ rule, onChange }: ClauseProps) {
  const { t } = useLanguage();
  const words = useWords();
  if (!is_object(rule.where))
    return (
      <Add
        label={t("segments.rule.add_where")}
        onClick={() => onChange({ ...rule, where: { [words.dimensions[0] ?? "product"]: "" } }, "where")}
      />
    );
  const [name = "", value = ""] = Object.entries(rule.where)[0] ?? [];
  return (
    <>
      <span className="quiet">{t("segments.rule.where")}</span>
      <Pick
        label={t("segments.rule.dimension")}
        value={name}
        onChange={(next) => onChange({ ...rule, where: { [next]: "" } }, "dimension")}
        data={words.dimensions.map((one) => ({ value: one, label: one }))}
      />
      <span className="quiet">=</span>
      <Name
        label={t("segments.rule.value")}
        width={150}
        value={String(value)}
        data={words.dimension_values.get(name) ?? []}
        onChange={(next) => onChange({ ...rule, where: { [name]: next } }, "where")}
      />
      <Drop label={t("segments.rule.drop_where")} onClick={() => onChange(without(rule, "where"), "where")} />
    </>
  );
}

function Then({ rule, onChange }: ClauseProps) {
  const { t } = useLanguage();
  const words = useWords();
  const then = is_object(rule.then) ? rule.then : {};
  const change = (next: Rule, field: string) => onChange(with_member(rule, "then", next), field);
  return (
    <>
      <span className="quiet">{t("segments.rule.then")}</span>
      <Name
        label={t("segments.rule.then_event")}
        value={text(then.event)}
        data={words.events}
        onChange={(event) => change({ ...then, event }, "then")}
      />
      <Pick
        label={t("segments.rule.when")}
        value={"within_days" in then ? "within" : "ever"}
        onChange={(next) =>
          change(next === "within" ? { ...then, within_days: 30 } : without(then, "within_days"), "then when")
        }
        data={[
          { value: "ever", label: t("segments.rule.then.ever") },
          { value: "within", label: t("segments.rule.then.within") },
        ]}
      />
      {"within_days" in then && (
        <>
          <Figure
            label={t("segments.rule.days")}
            value={then.within_days ?? ""}
            min={1}
            allowDecimal={false}
            onChange={(within_days) => change({ ...then, within_days }, "then days")}
          />
          <span className="quiet">{t("segments.rule.days")}</span>
        </>
      )}
      <Drop label={t("segments.rule.drop_then")} onClick={() => onChange(without(rule, "then"), "then")} />
    </>
  );
}

function EventFields({ rule, onChange }: ClauseProps) {
  const { t } = useLanguage();
  const words = useWords();
  const bare = Object.keys(rule).length === 1;
  return (
    <>
      <Name
        label={t("segments.rule.event")}
        value={text(rule.event)}
        data={words.events}
        onChange={(event) => onChange({ ...rule, event }, "event")}
      />
      {"then" in rule ? (
        <Then rule={rule} onChange={onChange} />
      ) : (
        <>
          <MeasureFields rule={rule} onChange={onChange} />
          <When rule={rule} onChange={onChange} />
          <Where rule={rule} onChange={onChange} />
          {bare && (
            <Add
              label={t("segments.rule.add_then")}
              onClick={() => onChange(with_member(rule, "then", { event: "", within_days: 30 }), "then")}
            />
          )}
        </>
      )}
    </>
  );
}

function Add({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={13} aria-hidden />} onClick={onClick}>
      {label}
    </Button>
  );
}

function Drop({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className="tip" style={{ cursor: "pointer" }} aria-label={label} onClick={onClick}>
      <IconX size={14} aria-hidden />
    </button>
  );
}

// ---- what is kept of a person ----

function TraitFields({ rule, onChange }: ClauseProps) {
  const { t } = useLanguage();
  const words = useWords();
  const test = trait_test(rule) ?? "in";
  const bounds =
    bounds_of(rule) ??
    (test === "equals" ? { operator: "equals" as const, low: rule.equals ?? "", high: "", words: ["equals"] } : null);
  const name = text(rule.trait);
  return (
    <>
      <Name
        label={t("segments.rule.trait")}
        width={150}
        value={name}
        data={words.traits}
        onChange={(trait) => onChange({ ...rule, trait }, "trait")}
      />
      <Pick
        label={t("segments.rule.compares")}
        value={test === "in" || test === "contains" || test === "exists" || test === "missing" ? test : "figure"}
        onChange={(next: string) =>
          onChange(with_trait_test(rule, (next === "figure" ? "gte" : next) as TraitTest), "test")
        }
        data={[
          ...trait_tests
            .slice(0, 4)
            .map((value) => ({ value: value as string, label: t(`segments.rule.test.${value as "in"}`) })),
          { value: "figure", label: t("segments.rule.test.figure") },
        ]}
      />
      {test === "in" && (
        <Words
          label={t("segments.rule.values")}
          value={texts(rule.in)}
          data={words.values.get(name) ?? []}
          onChange={(next) => onChange({ ...rule, in: next }, "in")}
        />
      )}
      {test === "contains" && (
        <Name
          label={t("segments.rule.value")}
          value={text(rule.contains)}
          data={[]}
          onChange={(contains) => onChange({ ...rule, contains }, "contains")}
        />
      )}
      {test === "equals" && typeof rule.equals !== "number" && rule.equals !== "" ? (
        <Name
          label={t("segments.rule.value")}
          value={String(rule.equals)}
          data={words.values.get(name) ?? []}
          onChange={(equals) => onChange({ ...rule, equals }, "equals")}
        />
      ) : (
        bounds && <BoundsFields bounds={bounds} onChange={(next, field) => onChange(with_bounds(rule, next), field)} />
      )}
    </>
  );
}

export const person_metrics = [
  "purchases",
  "value",
  "days_since_purchase",
  "days_since_first_purchase",
  "lifecycle_stage",
  "recommendation",
  "promotion_share",
  "value_decile",
  "rfm_group",
  "rfm_recency",
  "rfm_frequency",
  "rfm_monetary",
  "rfm_mean",
  "average_order_value",
  "referrals",
  "early_adoptions",
  "active_days_30d",
  "sessions_30d",
  "age",
  "contract",
  "interest",
] as const;
const contracts = ["none", "trial", "free", "paid"] as const;
const stages = [
  "prospect",
  "new",
  "first_time",
  "repeat",
  "loyal",
  "ambassador",
  "at_risk",
  "inactive",
  "lost",
  "won_back",
] as const;

function MetricFields({ rule, onChange }: ClauseProps) {
  const { t, f } = useLanguage();
  const words = useWords();
  const metric = text(rule.metric);
  const bounds = bounds_of(rule);
  const test = trait_test(rule) ?? "in";
  const known = test === "exists" || test === "missing";
  const choices: Choice[] =
    metric === "lifecycle_stage"
      ? stages.map((value) => ({ value, label: t(`segments.stage.${value}`) }))
      : metric === "rfm_group"
        ? words.rfm_groups
        : metric === "contract"
          ? contracts.map((value) => ({ value, label: t(`segments.contract.${value}`) }))
          : [];
  const worded = word_metrics.includes(metric);
  return (
    <>
      <Pick
        label={t("segments.rule.metric")}
        value={metric}
        onChange={(next) => onChange(with_metric(rule, next), "metric")}
        data={person_metrics.map((value) => ({ value, label: t(`segments.metric.${value}`) }))}
      />
      {dated_metrics.includes(metric) && <MomentFields rule={rule} onChange={onChange} />}
      {metric !== "interest" && (worded || known) ? (
        <Pick
          label={t("segments.rule.compares")}
          value={known ? test : worded ? "in" : "figure"}
          onChange={(next: string) =>
            onChange(with_trait_test(rule, (next === "figure" ? "gte" : next) as TraitTest), "test")
          }
          data={([worded ? "in" : "figure", "exists", "missing"] as const).map((value) => ({
            value: value as string,
            label: t(`segments.rule.test.${value}`),
          }))}
        />
      ) : (
        "in" in rule && <span className="quiet">{t("segments.rule.test.in")}</span>
      )}
      {"in" in rule && (
        <Labelled
          label={t("segments.rule.values")}
          value={texts(rule.in)}
          data={choices}
          onChange={(next) => onChange({ ...rule, in: next }, "in")}
        />
      )}
      {bounds && (
        <BoundsFields
          bounds={bounds}
          {...((metric === "value" || metric === "average_order_value") && { unit: f.currency })}
          onChange={(next, field) => onChange(with_bounds(rule, next), field)}
        />
      )}
    </>
  );
}

function MomentFields({ rule, onChange }: ClauseProps) {
  const { t } = useLanguage();
  return (
    <>
      <Pick
        label={t("segments.rule.moment")}
        value={moment_of(rule)}
        onChange={(next: Moment) => onChange(with_moment(rule, next), "moment")}
        data={moments.map((value) => ({ value, label: t(`segments.rule.moment.${value}`) }))}
      />
      {"as_of" in rule && (
        <DayField
          label={t("segments.rule.moment.as_of")}
          value={text(rule.as_of)}
          onChange={(as_of) => onChange({ ...rule, as_of }, "as_of")}
        />
      )}
      {"days_ago" in rule && (
        <Figure
          label={t("segments.rule.moment.days_ago")}
          value={rule.days_ago ?? ""}
          min={1}
          max={36500}
          allowDecimal={false}
          onChange={(days_ago) => onChange({ ...rule, days_ago }, "days_ago")}
        />
      )}
    </>
  );
}

/** Words that have a label in the reader's language: chosen and shown by it, kept by their name. */
function Labelled(props: { label: string; value: string[]; data: Choice[]; onChange: (value: string[]) => void }) {
  const { label, value, data, onChange } = props;
  const shown = (name: string) => data.find((one) => one.value === name)?.label ?? name;
  const named = (text: string) => data.find((one) => one.label === text)?.value ?? text;
  return (
    <Words
      label={label}
      value={value.map(shown)}
      data={data.map((one) => one.label)}
      onChange={(next) => onChange(next.map(named))}
    />
  );
}

const channels = ["any", "email", "sms", "phone", "post", "push", "chat"] as const;
const states = ["granted", "refused", "withdrawn", "unknown"] as const;

function ConsentFields({ rule, onChange }: ClauseProps) {
  const { t } = useLanguage();
  const words = useWords();
  return (
    <>
      <Pick
        label={t("segments.rule.purpose")}
        value={text(rule.consent)}
        onChange={(consent) => onChange({ ...rule, consent }, "consent")}
        data={words.purposes}
      />
      <Pick
        label={t("segments.rule.channel")}
        value={text(rule.channel) || "any"}
        onChange={(channel) => onChange({ ...rule, channel }, "channel")}
        data={channels.map((value) => ({ value, label: t(`segments.channel.${value}`) }))}
      />
      <Pick
        label={t("segments.rule.state")}
        value={text(rule.state) || "granted"}
        onChange={(state) => onChange({ ...rule, state }, "state")}
        data={states.map((value) => ({ value, label: t(`segments.consent.${value}`) }))}
      />
    </>
  );
}

function DateFields({ rule, onChange }: ClauseProps) {
  const { t } = useLanguage();
  const words = useWords();
  const which = "in_last_days" in rule ? "in_last_days" : "in_next_days";
  return (
    <>
      <Name
        label={t("segments.rule.date")}
        width={150}
        value={text(rule.date)}
        data={words.traits}
        onChange={(date) => onChange({ ...rule, date }, "date")}
      />
      <Pick
        label={t("segments.rule.when")}
        value={which}
        onChange={(next) =>
          onChange({ ...without(rule, "in_next_days", "in_last_days"), [next]: rule[which] ?? 7 }, "which")
        }
        data={(["in_next_days", "in_last_days"] as const).map((value) => ({
          value,
          label: t(`segments.rule.${value}`),
        }))}
      />
      <Figure
        label={t("segments.rule.days")}
        value={rule[which] ?? ""}
        min={0}
        allowDecimal={false}
        onChange={(days) => onChange({ ...rule, [which]: days }, "days")}
      />
      <span className="quiet">{t("segments.rule.days")}</span>
      <Checkbox
        size="xs"
        label={t("segments.rule.yearly")}
        checked={rule.yearly !== false}
        onChange={(event) =>
          onChange(with_member(rule, "yearly", event.currentTarget.checked ? undefined : false), "yearly")
        }
      />
    </>
  );
}

function NameFields({ rule, onChange, kind }: ClauseProps & { kind: "tag" | "account" | "value" }) {
  const { t } = useLanguage();
  const words = useWords();
  const data = { tag: words.tags, account: words.accounts, value: words.causes }[kind];
  return (
    <Name
      label={t(`segments.rule.name.${kind}`)}
      value={text(rule[kind])}
      data={data}
      onChange={(name) => onChange({ ...rule, [kind]: name }, kind)}
    />
  );
}

function SegmentFields({ rule, onChange }: ClauseProps) {
  const { t } = useLanguage();
  const words = useWords();
  return (
    <Pick
      label={t("segments.rule.segment")}
      value={text(rule.segment)}
      onChange={(segment) => onChange({ ...rule, segment }, "segment")}
      data={words.segments}
    />
  );
}

function SampleFields({ rule, onChange }: ClauseProps) {
  const { t } = useLanguage();
  const share = typeof rule.sample === "number" ? Number((rule.sample * 100).toPrecision(12)) : "";
  return (
    <>
      <Figure
        label={t("segments.rule.share")}
        value={share}
        min={0}
        max={100}
        suffix={"\u202f%"}
        onChange={(value) =>
          onChange(
            { ...rule, sample: typeof value === "number" ? Number((value / 100).toPrecision(12)) : "" },
            "sample",
          )
        }
      />
      <span className="quiet">{t("segments.rule.salt_about")}</span>
      <TextInput
        size="xs"
        w={150}
        aria-label={t("segments.rule.salt")}
        placeholder={t("segments.rule.salt")}
        value={text(rule.salt)}
        error={rule.salt === ""}
        onChange={(event) => onChange({ ...rule, salt: event.currentTarget.value }, "salt")}
      />
    </>
  );
}

export function ClauseFields({ kind, ...props }: ClauseProps & { kind: Kind }) {
  switch (kind) {
    case "event":
      return <EventFields {...props} />;
    case "trait":
      return <TraitFields {...props} />;
    case "metric":
      return <MetricFields {...props} />;
    case "consent":
      return <ConsentFields {...props} />;
    case "date":
      return <DateFields {...props} />;
    case "segment":
      return <SegmentFields {...props} />;
    case "sample":
      return <SampleFields {...props} />;
    default:
      return <NameFields {...props} kind={kind} />;
  }
}
