import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { act } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Benchmark } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { useFigure } from "~/ui/figure";
import { Card } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";
import { useMetrics } from "./headline";
import { FormModal } from "./parts";

const is_share = (unit: string | undefined) => unit === "rate" || unit === "share";

/** What the sector does, as somebody read it somewhere: no figure without its source and day. */
export default function Benchmarks() {
  const { t, f } = useLanguage();
  const say = useFigure();
  const may = mayChange(useSession());
  const metrics = useMetrics();
  const metric = (name: string) => metrics.data?.find((one) => one.name === name);
  const list = useList<Benchmark>("/benchmarks");
  const [open, setOpen] = useState<Partial<Benchmark>>();
  const [removing, setRemoving] = useState<Benchmark>();
  const columns: Column<Benchmark>[] = [
    {
      name: "metric",
      title: t("settings.benchmarks.metric"),
      cell: (row) => <strong>{metric(row.metric)?.label ?? row.metric}</strong>,
      text: (row) => row.metric,
    },
    {
      name: "value",
      title: t("settings.value"),
      number: true,
      cell: (row) => say(row.value, metric(row.metric)?.unit ?? "number"),
      text: (row) => row.value,
    },
    { name: "source", title: t("settings.source"), cell: (row) => row.source, text: (row) => row.source },
    { name: "day", title: t("settings.day"), cell: (row) => f.day(row.day), text: (row) => row.day },
    {
      name: "acts",
      title: t("settings.acts"),
      cell: (row) =>
        may && (
          <span className="row" style={{ flexWrap: "nowrap" }}>
            <Button size="xs" variant="default" onClick={() => setOpen(row)}>
              {t("settings.change")}
            </Button>
            <Button size="xs" variant="subtle" color="red" onClick={() => setRemoving(row)}>
              {t("settings.remove")}
            </Button>
          </span>
        ),
    },
  ];
  return (
    <Settings
      tools={
        may && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen({})}>
            {t("settings.benchmarks.add")}
          </Button>
        )
      }
    >
      <Card>
        <DataTable
          label={t("nav.settings.benchmarks")}
          list={list}
          columns={columns}
          file="benchmarks"
          empty={<EmptyState title={t("settings.benchmarks.none")}>{t("settings.benchmarks.none_do")}</EmptyState>}
        />
      </Card>
      {open && <Form benchmark={open} onClose={() => setOpen(undefined)} />}
      <ConfirmDanger
        opened={removing !== undefined}
        title={t("settings.remove")}
        action={t("settings.remove")}
        onClose={() => setRemoving(undefined)}
        onConfirm={async () => {
          await act("DELETE", `/benchmarks/${removing?.id}`);
          await list.refetch();
        }}
      >
        <p>{removing && `${metric(removing.metric)?.label ?? removing.metric} · ${removing.source}`}</p>
      </ConfirmDanger>
    </Settings>
  );
}

function Form({ benchmark, onClose }: { benchmark: Partial<Benchmark>; onClose: () => void }) {
  const { t } = useLanguage();
  const metrics = useMetrics();
  const [value, setValue] = useState({
    metric: benchmark.metric ?? "crr",
    value: benchmark.value as number | string | undefined,
    source: benchmark.source ?? "",
    day: benchmark.day ?? new Date().toISOString().slice(0, 10),
  });
  const share = is_share(metrics.data?.find((one) => one.name === value.metric)?.unit);
  const shown =
    value.value === undefined || value.value === ""
      ? ""
      : share
        ? +(Number(value.value) * 100).toFixed(6)
        : value.value;
  const save = useAction(
    () => {
      const body = { ...value, value: Number(value.value) };
      const { metric: _, ...change } = body;
      return benchmark.id ? act("PATCH", `/benchmarks/${benchmark.id}`, change) : act("POST", "/benchmarks", body);
    },
    { refresh: [["list", "/benchmarks"]], done: t("ui.saved"), onDone: onClose },
  );
  return (
    <FormModal
      opened
      title={t("settings.benchmarks.add")}
      action={t("ui.save")}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <Select
        label={t("settings.benchmarks.metric")}
        searchable
        limit={40}
        nothingFoundMessage={t("settings.nothing_found")}
        disabled={benchmark.id !== undefined}
        value={value.metric}
        onChange={(metric) => metric && setValue({ ...value, metric })}
        data={(metrics.data ?? []).map((one) => ({ value: one.name, label: one.label }))}
      />
      <NumberInput
        label={t("settings.value")}
        required
        data-autofocus
        decimalScale={4}
        suffix={share ? "\u202F%" : ""}
        value={shown}
        error={field_error(save.error, "/value")}
        onChange={(typed) => setValue({ ...value, value: typed === "" ? "" : share ? Number(typed) / 100 : typed })}
      />
      <TextInput
        label={t("settings.source")}
        description={t("settings.benchmarks.source_help")}
        required
        value={value.source}
        error={field_error(save.error, "/source")}
        onChange={(event) => setValue({ ...value, source: event.target.value })}
      />
      <TextInput
        label={t("settings.day")}
        type="date"
        required
        value={value.day}
        error={field_error(save.error, "/day")}
        onChange={(event) => setValue({ ...value, day: event.target.value })}
      />
    </FormModal>
  );
}
