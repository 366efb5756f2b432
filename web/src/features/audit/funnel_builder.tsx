import { ActionIcon, Button, Select } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import type { EventNameSeen } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useFilters } from "~/ui/filters";
import { useStepName } from "./funnel_result";
import { offered, STEPS_MOST, text_of } from "./funnel_steps";

const windows = ["1h", "12h", "1d", "7d", "14d", "30d", "90d"];
const orders = ["ordered", "strict", "unordered"] as const;

/** The steps one below another: chosen from what has been seen, moved and taken away by buttons. */
export function FunnelBuilder({ seen, steps }: { seen: EventNameSeen[]; steps: string[] }) {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  const step_name = useStepName();
  const rows = steps.length > 0 ? steps : [""];
  const put = (next: string[]) => change({ steps: text_of(next), funnel: undefined });
  const names = offered(seen);
  const at = (index: number, value: string) => put(rows.map((one, other) => (other === index ? value : one)));
  const swap = (a: number, b: number) => {
    const next = [...rows];
    [next[a], next[b]] = [next[b] ?? "", next[a] ?? ""];
    put(next);
  };
  const window = search.window ?? "7d";
  return (
    <div className="funnel-builder">
      <ol className="funnel-steps">
        {rows.map((step, index) => (
          <li key={index}>
            <span className="funnel-number" aria-hidden>
              {index + 1}
            </span>
            <Select
              aria-label={t("audit.step_n", { n: index + 1 })}
              placeholder={t("audit.step_choose")}
              searchable
              flex={1}
              value={step || null}
              onChange={(value) => at(index, value ?? "")}
              data={[...new Set([...names, ...(step ? [step] : [])])].map((value) => ({
                value,
                label: step_name(value),
              }))}
              nothingFoundMessage={t("audit.step_none")}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("audit.step_up", { n: index + 1 })}
              disabled={index === 0}
              onClick={() => swap(index, index - 1)}
            >
              <IconArrowUp size={16} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("audit.step_down", { n: index + 1 })}
              disabled={index === rows.length - 1}
              onClick={() => swap(index, index + 1)}
            >
              <IconArrowDown size={16} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("audit.step_remove", { n: index + 1 })}
              disabled={rows.length === 1}
              onClick={() => put(rows.filter((_, other) => other !== index))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </li>
        ))}
      </ol>
      <div className="row">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={rows.length >= STEPS_MOST}
          onClick={() => put([...rows, ""])}
        >
          {t("audit.step_add")}
        </Button>
        <Select
          size="xs"
          w={170}
          aria-label={t("audit.window")}
          value={window}
          onChange={(value) => change({ window: value === "7d" ? undefined : (value ?? undefined) })}
          data={[...new Set([...windows, window])].map((value) => ({
            value,
            label: t("audit.within", { n: Number.parseInt(value, 10), unit: value.slice(-1) }),
          }))}
        />
        <Select
          size="xs"
          w={230}
          aria-label={t("audit.order")}
          value={search.order ?? "ordered"}
          onChange={(value) => change({ order: value === "ordered" ? undefined : (value ?? undefined) })}
          data={orders.map((value) => ({ value, label: t(`audit.order.${value}`) }))}
        />
      </div>
    </div>
  );
}
