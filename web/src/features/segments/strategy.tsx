// What is done for the people of a segment: objective, offers, channels, time to answer, people and budget.
import { Button, Group, Modal, MultiSelect, NumberInput, TagsInput, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { act, ask, ask_all } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import { type Money, useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import type { SegmentLine } from "./api";

export interface Strategy {
  segment: string;
  objective: string;
  offers: string[];
  channels: string[];
  service_level: { response_hours: number } | null;
  agents: string[];
  budget: Money | null;
  priority: number;
  version: number;
}

const channels = ["email", "sms", "phone", "post", "push", "chat", "social", "in_person"] as const;

/** Segments for which nothing is planned yet. */
export const unplanned_query = {
  queryKey: ["list", "/segments", "unplanned"],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    ask_all<SegmentLine>("/segments", { strategy: "none" }, 2000, signal),
  staleTime: 15_000,
};

export function StrategyCard({ segment }: { segment: SegmentLine }) {
  const { t } = useLanguage();
  const may = mayChange(useSession());
  const [open, setOpen] = useState(false);
  const unplanned = useQuery(unplanned_query);
  const has = unplanned.data && !unplanned.data.some((one) => one.key === segment.key);
  const query = useQuery({
    queryKey: ["segment", segment.key, "strategy"],
    queryFn: ({ signal }) => ask<Strategy>(`/segments/${segment.id}/strategy`, {}, signal),
    enabled: has === true && !unplanned.isFetching, // a new segment is not among those known from before
  });
  return (
    <Card
      title={t("segments.strategy")}
      about={t("segments.strategy_about")}
      tools={
        may &&
        unplanned.data && (
          <Button size="xs" variant="default" onClick={() => setOpen(true)}>
            {t(has ? "segments.edit" : "segments.strategy_write")}
          </Button>
        )
      }
    >
      {has ? (
        <Asked query={query} height={120}>
          {(data) => <Terms strategy={data} />}
        </Asked>
      ) : (
        <Asked query={unplanned} height={120}>
          {() => <EmptyState title={t("segments.strategy_none")}>{t("segments.strategy_none_do")}</EmptyState>}
        </Asked>
      )}
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        size="lg"
        title={t("segments.strategy_of", { name: segment.name })}
        closeButtonProps={{ "aria-label": t("ui.close") }}
      >
        <StrategyForm segment={segment} first={has ? query.data : undefined} onDone={() => setOpen(false)} />
      </Modal>
    </Card>
  );
}

function Terms({ strategy }: { strategy: Strategy }) {
  const { t, f } = useLanguage();
  const { objective, offers, agents, service_level, budget, priority } = strategy;
  const named = strategy.channels.map((one) => t(`segments.by_channel.${one as "email"}`));
  return (
    <dl className="details">
      <Term name={t("segments.strategy.objective")}>{objective}</Term>
      <Term name={t("segments.strategy.offers")}>{offers.join(" · ")}</Term>
      <Term name={t("segments.strategy.channels")}>{named.join(" → ")}</Term>
      <Term name={t("segments.strategy.service_level")}>
        {service_level && t("segments.strategy.within", { hours: f.compact(service_level.response_hours) })}
      </Term>
      <Term name={t("segments.strategy.agents")}>{agents.join(", ")}</Term>
      <Term name={t("segments.strategy.budget")}>{budget && f.money(budget)}</Term>
      <Term name={t("segments.strategy.priority")}>{f.number(priority)}</Term>
    </dl>
  );
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function StrategyForm(props: { segment: SegmentLine; first: Strategy | undefined; onDone: () => void }) {
  const { segment, first, onDone } = props;
  const { t, f } = useLanguage();
  const [objective, setObjective] = useState(first?.objective ?? "");
  const [offers, setOffers] = useState(first?.offers ?? []);
  const [by, setBy] = useState(first?.channels ?? []);
  const [hours, setHours] = useState<number | string>(first?.service_level?.response_hours ?? "");
  const [agents, setAgents] = useState(first?.agents ?? []);
  const [budget, setBudget] = useState<number | string>(first?.budget ? Number(first.budget.amount) : "");
  const [priority, setPriority] = useState<number | string>(first?.priority ?? 100);
  const path = `/segments/${segment.id}/strategy`;
  const headers = first ? { headers: { "If-Match": `"${first.version}"` } } : {};
  const refresh = [
    ["list", "/segments"],
    ["segment", segment.key, "strategy"],
  ];
  const currency = first?.budget?.currency ?? f.currency;
  const save = useAction(
    () =>
      act(
        "PUT",
        path,
        {
          objective,
          offers,
          channels: by,
          agents,
          service_level: hours === "" ? null : { response_hours: Number(hours) },
          budget: budget === "" ? null : { amount: String(budget), currency },
          priority: Number(priority) || 100,
        },
        headers,
      ),
    { refresh, done: t("ui.saved"), onDone },
  );
  const remove = useAction(() => act("DELETE", path, undefined, headers), { refresh, onDone });
  const error = save.error ?? remove.error;
  const decimal = f.locale === "fr" ? "," : ".";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Textarea
        label={t("segments.strategy.objective")}
        description={t("segments.strategy.objective_about")}
        required
        autosize
        minRows={2}
        maxLength={2000}
        value={objective}
        onChange={(event) => setObjective(event.currentTarget.value)}
        error={field_error(error, "/objective")}
      />
      <TagsInput
        mt="sm"
        label={t("segments.strategy.offers")}
        description={t("segments.strategy.enter")}
        acceptValueOnBlur
        value={offers}
        onChange={setOffers}
        error={field_error(error, "/offers")}
      />
      <MultiSelect
        mt="sm"
        label={t("segments.strategy.channels")}
        description={t("segments.strategy.channels_about")}
        value={by}
        onChange={setBy}
        data={channels.map((value) => ({ value, label: t(`segments.by_channel.${value}`) }))}
      />
      <div className="grid" style={{ "--least": "160px", marginTop: 12 } as React.CSSProperties}>
        <NumberInput
          label={t("segments.strategy.service_level")}
          suffix={"\u00a0h"}
          min={0}
          decimalSeparator={decimal}
          value={hours}
          onChange={setHours}
          error={field_error(error, "/service_level/response_hours")}
        />
        <NumberInput
          label={t("segments.strategy.budget")}
          suffix={`\u00a0${currency}`}
          min={0}
          decimalScale={2}
          decimalSeparator={decimal}
          value={budget}
          onChange={setBudget}
          error={field_error(error, "/budget")}
        />
        <NumberInput
          label={t("segments.strategy.priority")}
          min={1}
          max={1000}
          allowDecimal={false}
          value={priority}
          onChange={setPriority}
          error={field_error(error, "/priority")}
        />
      </div>
      <p className="quiet small">{t("segments.strategy.priority_about")}</p>
      <TagsInput
        mt="sm"
        label={t("segments.strategy.agents")}
        description={t("segments.strategy.enter")}
        acceptValueOnBlur
        value={agents}
        onChange={setAgents}
        error={field_error(error, "/agents")}
      />
      {error && <ErrorState error={error} />}
      <Group justify="space-between" mt="md">
        {first ? (
          <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>
            {t("segments.delete")}
          </Button>
        ) : (
          <span />
        )}
        <Button type="submit" loading={save.isPending} disabled={!objective.trim()}>
          {t("ui.save")}
        </Button>
      </Group>
    </form>
  );
}
