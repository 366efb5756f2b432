import { ActionIcon, Button, Select } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Headline, MetricSeries } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";
import { Settings } from "./frame";

export function useMetrics() {
  return useQuery({
    queryKey: ["metrics"],
    queryFn: ({ signal }) => ask<{ items: MetricSeries[] }>("/metrics", {}, signal).then((list) => list.items),
  });
}

/** Which figures stand at the head of the overview, in their order. */
export default function HeadlineSettings() {
  const query = useQuery({
    queryKey: ["headline", "settings"],
    queryFn: ({ signal }) => ask<Headline>("/headline", {}, signal),
  });
  return (
    <Settings>
      <Asked query={query} height={260}>
        {(headline) => <Chosen key={headline.metrics.join()} headline={headline} />}
      </Asked>
    </Settings>
  );
}

function Chosen({ headline }: { headline: Headline }) {
  const { t } = useLanguage();
  const may = mayChange(useSession());
  const metrics = useMetrics();
  const [names, setNames] = useState(headline.metrics);
  const save = useAction((chosen: string[]) => act("PUT", "/headline", { metrics: chosen }), {
    refresh: [["headline"]],
    done: t("ui.saved"),
  });
  const label = (name: string) => metrics.data?.find((one) => one.name === name)?.label ?? name;
  const swap = (i: number, j: number) => {
    const next = [...names];
    [next[i], next[j]] = [next[j] as string, next[i] as string];
    setNames(next);
  };
  return (
    <Card
      title={t("settings.headline.chosen")}
      about={headline.default ? t("settings.headline.default") : t("settings.headline.own")}
    >
      <ol className="plain">
        {names.map((name, i) => (
          <li key={name} className="row" style={{ justifyContent: "space-between" }}>
            <span>
              <strong>{label(name)}</strong> <code className="mono quiet">{name}</code>
            </span>
            {may && (
              <span className="row" style={{ gap: 4 }}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={i === 0}
                  aria-label={t("settings.up", { what: label(name) })}
                  onClick={() => swap(i, i - 1)}
                >
                  <IconArrowUp size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={i === names.length - 1}
                  aria-label={t("settings.down", { what: label(name) })}
                  onClick={() => swap(i, i + 1)}
                >
                  <IconArrowDown size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={names.length === 1}
                  aria-label={t("settings.remove_what", { what: label(name) })}
                  onClick={() => setNames(names.filter((one) => one !== name))}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </span>
            )}
          </li>
        ))}
      </ol>
      {may && (
        <>
          <Select
            mt="md"
            maw={420}
            label={t("settings.headline.add")}
            placeholder={t("settings.headline.find")}
            searchable
            limit={40}
            nothingFoundMessage={t("settings.nothing_found")}
            value={null}
            onChange={(name) => name && setNames([...names, name])}
            data={(metrics.data ?? [])
              .filter((one) => one.available && !names.includes(one.name))
              .map((one) => ({ value: one.name, label: one.label }))}
          />
          {save.error && <ErrorState error={save.error} />}
          <div className="form-end">
            <Button loading={save.isPending} disabled={names === headline.metrics} onClick={() => save.mutate(names)}>
              {t("ui.save")}
            </Button>
          </div>
        </>
      )}
    </Card>
  );
}
