import { Button, Checkbox, Group, Modal, NumberInput, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { segments_query } from "~/api/segments";
import { useWorkspace } from "~/api/session";
import type { Experiment } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ErrorState } from "~/ui/states";
import { channels, type NextAction } from "./next_api";

/** A name as a key: small letters, digits and "-". */
export function key_of(label: string): string {
  return label
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
}

/** A segment's rule as the API keeps it, and back: {"segment":"vip"} ↔ "vip". */
function segment_key(rule: string | undefined): string {
  return /^\{"segment":"([^"]+)"\}$/.exec(rule ?? "")?.[1] ?? /^segment:(.+)$/.exec(rule ?? "")?.[1] ?? "";
}

/** What can be done, how much of it a week, for whom, and what one supposes it does until it is measured. */
export function NextForm({ action, onClose }: { action: Partial<NextAction>; onClose: () => void }) {
  const { t, locale } = useLanguage();
  const { currency } = useWorkspace();
  const kept = useQuery(segments_query);
  const experiments = useQuery({
    queryKey: ["experiments", "choice"],
    queryFn: ({ signal }) => ask<{ items: Experiment[] }>("/experiments", { limit: 200 }, signal),
  });
  const [label, setLabel] = useState(action.label ?? "");
  const [channel, setChannel] = useState<string>(action.channel ?? "any");
  const [cost, setCost] = useState<number | string>(action.cost ? Number(action.cost.amount) : 0);
  const [capacity, setCapacity] = useState<number | string>(action.capacity_week ?? "");
  const [segment, setSegment] = useState(segment_key(action.segment));
  const [experiment, setExperiment] = useState(action.experiment ?? "");
  const [effect, setEffect] = useState<number | string>(Math.round((action.effect ?? 0.1) * 1000) / 10);
  const [active, setActive] = useState(action.active ?? true);
  const save = useAction(
    (_: undefined) => {
      const own_rule = action.segment && !segment_key(action.segment) && !segment; // a rule of one's own stays
      const body = {
        label,
        channel,
        cost: { amount: Number(cost || 0).toFixed(2), currency },
        capacity_week: capacity === "" ? null : Number(capacity),
        ...(!own_rule && { segment: segment ? JSON.stringify({ segment }) : "" }),
        experiment,
        effect: Number(effect) / 100,
        active,
      };
      return action.id
        ? act("PATCH", `/next-actions/${action.id}`, body)
        : act("POST", "/next-actions", { key: key_of(label), ...body });
    },
    {
      refresh: [
        ["list", "/next-actions"],
        ["list", "/at-risk"],
      ],
      done: t("ui.saved"),
      onDone: onClose,
    },
  );
  const error = (name: string) => field_error(save.error, `/${name}`);
  const known = ["label", "cost", "capacity_week", "segment", "experiment", "effect"].some(error);
  const comma = locale === "fr" ? "," : ".";
  return (
    <Modal
      opened
      onClose={onClose}
      title={action.label ?? t("predict.action_add")}
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
          required
          label={t("predict.action_label")}
          value={label}
          error={error("label")}
          onChange={(event) => setLabel(event.target.value)}
        />
        <Select
          label={t("predict.channel")}
          allowDeselect={false}
          value={channel}
          onChange={(value) => setChannel(value ?? "any")}
          data={channels.map((value) => ({ value, label: t(`predict.channel.${value}`) }))}
        />
        <NumberInput
          label={t("predict.cost_in", { currency })}
          min={0}
          decimalScale={2}
          decimalSeparator={comma}
          value={cost}
          error={error("cost")}
          onChange={setCost}
        />
        <NumberInput
          label={t("predict.capacity")}
          description={t("predict.capacity_about")}
          min={0}
          decimalScale={0}
          value={capacity}
          error={error("capacity_week")}
          onChange={setCapacity}
        />
        <Select
          label={t("predict.for_whom")}
          searchable
          allowDeselect={false}
          value={segment}
          error={error("segment")}
          onChange={(value) => setSegment(value ?? "")}
          data={[
            { value: "", label: action.segment && !segment_key(action.segment) ? action.segment : t("ui.everybody") },
            ...(kept.data ?? []).map((one) => ({ value: one.key, label: one.name })),
          ]}
        />
        <Select
          label={t("predict.experiment")}
          description={t("predict.experiment_about")}
          searchable
          allowDeselect={false}
          value={experiment}
          error={error("experiment")}
          onChange={(value) => setExperiment(value ?? "")}
          data={[
            { value: "", label: t("predict.no_experiment") },
            ...(experiments.data?.items ?? []).map((one) => ({ value: one.key, label: one.name })),
          ]}
        />
        <NumberInput
          label={t("predict.effect_assumed")}
          min={0}
          max={100}
          decimalScale={1}
          decimalSeparator={comma}
          suffix={"\u202f%"}
          value={effect}
          error={error("effect")}
          onChange={setEffect}
        />
        <Checkbox
          label={t("predict.active")}
          checked={active}
          onChange={(event) => setActive(event.currentTarget.checked)}
        />
        {save.error && !known && <ErrorState error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t("ui.save")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
