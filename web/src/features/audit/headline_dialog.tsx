import { Button, Group, Modal, MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import type { MetricSeries } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ErrorState } from "~/ui/states";
import type { Headline } from "./api";

const MOST = 6;

/** Which figures stand first, for everybody; none chosen: those of the start again. */
export default function HeadlineDialog({ headline, onClose }: { headline: Headline; onClose: () => void }) {
  const { t } = useLanguage();
  const [metrics, setMetrics] = useState(headline.metrics);
  const catalogue = useQuery({
    queryKey: ["metrics"],
    queryFn: ({ signal }) => ask<{ items: MetricSeries[] }>("/metrics", {}, signal).then((list) => list.items),
  });
  const choose = useAction((chosen: string[]) => act("PUT", "/headline", { metrics: chosen }), {
    refresh: [["headline"]],
    done: t("ui.saved"),
    onDone: onClose,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("audit.headline_choose")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          choose.mutate(metrics);
        }}
      >
        <MultiSelect
          label={t("audit.headline_figures")}
          description={t("audit.headline_about", { most: MOST })}
          searchable
          maxValues={MOST}
          value={metrics}
          onChange={setMetrics}
          data={(catalogue.data ?? [])
            .filter((metric) => metric.available)
            .map((metric) => ({ value: metric.name, label: metric.label }))}
        />
        {choose.error && <ErrorState error={choose.error} />}
        <Group justify="space-between" mt="md">
          <Button variant="subtle" onClick={() => choose.mutate([])} disabled={headline.default}>
            {t("audit.headline_default")}
          </Button>
          <Button type="submit" loading={choose.isPending} disabled={metrics.length === 0}>
            {t("ui.save")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
