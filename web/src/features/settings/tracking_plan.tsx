import { ActionIcon, Autocomplete, Button, Checkbox, Select, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { isAdministrator, useSession } from "~/api/session";
import type { PlannedEvent, PlannedProperty, TrackingPlan, TrackingPlanViolation } from "~/api/types";
import { type Key, useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { Settings } from "./frame";
import { Ago } from "./parts";

const types: PlannedProperty["type"][] = ["text", "number", "integer", "boolean", "instant", "object", "list", "any"];
const usual = [
  "Order Completed",
  "Order Refunded",
  "Product Viewed",
  "Product Added",
  "Checkout Started",
  "Signed Up",
  "Subscription Started",
  "Subscription Cancelled",
  "Ticket Opened",
];

/** Which events are expected, what becomes of others, and what was not as planned. */
export default function TrackingPlanPage() {
  const query = useQuery({
    queryKey: ["tracking plan"],
    queryFn: ({ signal }) => ask<TrackingPlan>("/tracking-plan", {}, signal),
  });
  return (
    <Settings>
      <Asked query={query} height={320}>
        {(plan) => <Plan key={JSON.stringify(plan)} plan={plan} />}
      </Asked>
      <Violations />
    </Settings>
  );
}

function Plan({ plan }: { plan: TrackingPlan }) {
  const { t } = useLanguage();
  const may = isAdministrator(useSession());
  const [value, setValue] = useState(plan);
  const [added, setAdded] = useState("");
  const save = useAction((body: TrackingPlan) => act("PUT", "/tracking-plan", body), {
    refresh: [["tracking plan"]],
    done: t("ui.saved"),
  });
  const change = (i: number, event: PlannedEvent) =>
    setValue({ ...value, events: value.events.map((one, j) => (i === j ? event : one)) });
  const add = () => {
    const name = added.trim();
    if (!name || value.events.some((event) => event.name === name)) return;
    setValue({ ...value, events: [...value.events, { name, properties: [] }] });
    setAdded("");
  };
  const rule = (name: "unplanned" | "wrong") => (
    <Select
      label={t(`settings.plan.${name}`)}
      disabled={!may}
      value={value[name]}
      onChange={(chosen) => setValue({ ...value, [name]: chosen as TrackingPlan["wrong"] })}
      data={(["allow", "flag", "block"] as const).map((one) => ({ value: one, label: t(`settings.plan.${one}`) }))}
    />
  );
  return (
    <form
      className="page"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(value);
      }}
    >
      <Card title={t("settings.plan.rules")}>
        <div className="fields">
          {rule("unplanned")}
          {rule("wrong")}
        </div>
      </Card>
      <Card title={t("settings.plan.events")} about={t("settings.plan.events_about")}>
        {value.events.length === 0 && (
          <EmptyState title={t("settings.plan.none")}>{t("settings.plan.none_do")}</EmptyState>
        )}
        {value.events.map((event, i) => (
          <fieldset key={event.name} className="planned">
            <legend className="row">
              <strong>{event.name}</strong>
              {may && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t("settings.remove_what", { what: event.name })}
                  onClick={() => setValue({ ...value, events: value.events.filter((_, j) => j !== i) })}
                >
                  <IconTrash size={15} />
                </ActionIcon>
              )}
            </legend>
            {(event.properties ?? []).map((property, k) => (
              <Property
                key={k}
                property={property}
                may={may}
                onChange={(changed) =>
                  change(i, {
                    ...event,
                    properties: (event.properties ?? []).flatMap((one, j) =>
                      j === k ? (changed ? [changed] : []) : [one],
                    ),
                  })
                }
              />
            ))}
            {may && (
              <Button
                size="xs"
                variant="subtle"
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={() =>
                  change(i, {
                    ...event,
                    properties: [...(event.properties ?? []), { name: "", type: "text", required: false }],
                  })
                }
              >
                {t("settings.plan.add_property")}
              </Button>
            )}
          </fieldset>
        ))}
        {may && (
          <>
            <div className="row" style={{ alignItems: "flex-end", marginTop: 14 }}>
              <Autocomplete
                label={t("settings.plan.event")}
                placeholder="Order Completed"
                w={300}
                data={usual.filter((name) => !value.events.some((event) => event.name === name))}
                value={added}
                onChange={setAdded}
                onKeyDown={(event) => {
                  if (event.key !== "Enter") return;
                  event.preventDefault();
                  add();
                }}
              />
              <Button variant="default" disabled={!added.trim()} onClick={add}>
                {t("settings.plan.add_event")}
              </Button>
            </div>
            {save.error && <ErrorState error={save.error} />}
            <div className="form-end">
              <Button type="submit" loading={save.isPending} disabled={value === plan}>
                {t("settings.plan.save")}
              </Button>
            </div>
          </>
        )}
      </Card>
    </form>
  );
}

function Property(props: {
  property: PlannedProperty;
  may: boolean;
  onChange: (changed: PlannedProperty | undefined) => void;
}) {
  const { property, may, onChange } = props;
  const { t } = useLanguage();
  return (
    <div className="row" style={{ marginBottom: 8 }}>
      <TextInput
        aria-label={t("settings.plan.property")}
        placeholder="order_id"
        required
        disabled={!may}
        w={220}
        value={property.name}
        onChange={(event) => onChange({ ...property, name: event.target.value })}
      />
      <Select
        aria-label={t("settings.type_of", { name: property.name })}
        w={150}
        disabled={!may}
        value={property.type}
        onChange={(type) => onChange({ ...property, type: (type ?? "any") as PlannedProperty["type"] })}
        data={types.map((value) => ({ value, label: t(`settings.type.${value}`) }))}
      />
      <Checkbox
        label={t("settings.plan.required")}
        disabled={!may}
        checked={property.required ?? false}
        onChange={(event) => onChange({ ...property, required: event.target.checked })}
      />
      {may && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("settings.remove_what", { what: property.name })}
          onClick={() => onChange(undefined)}
        >
          <IconTrash size={15} />
        </ActionIcon>
      )}
    </div>
  );
}

const codes = ["unplanned_event", "missing", "wrong_type", "unplanned_property"];

function Violations() {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["violations"],
    queryFn: ({ signal }) =>
      ask<{ items: TrackingPlanViolation[] }>("/tracking-plan/violations", {}, signal).then((list) => list.items),
  });
  return (
    <Card title={t("settings.plan.violations")} about={t("settings.plan.violations_about")}>
      <Asked
        query={query}
        height={80}
        empty={(items) => (items.length === 0 ? <EmptyState title={t("settings.plan.all_well")} /> : null)}
      >
        {(items) => (
          <section className="scroll-x" tabIndex={0} aria-label={t("settings.plan.violations_list")}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t("settings.plan.event")}</th>
                  <th scope="col">{t("settings.plan.property")}</th>
                  <th scope="col">{t("settings.why")}</th>
                  <th scope="col" data-number>
                    {t("settings.plan.times")}
                  </th>
                  <th scope="col" data-number>
                    {t("settings.plan.blocked")}
                  </th>
                  <th scope="col">{t("settings.plan.last")}</th>
                  <th scope="col">{t("settings.plan.sample")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <tr key={`${one.source} ${one.event} ${one.property} ${one.code}`}>
                    <td>{one.event}</td>
                    <td>{one.property}</td>
                    <td>{codes.includes(one.code) ? t(`settings.plan.code.${one.code}` as Key) : one.code}</td>
                    <td data-number>{f.number(one.times)}</td>
                    <td data-number>{f.number(one.blocked)}</td>
                    <td>
                      <Ago at={one.last_at} />
                    </td>
                    <td>
                      <code className="mono">{JSON.stringify(one.sample)?.slice(0, 120)}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </Asked>
    </Card>
  );
}
