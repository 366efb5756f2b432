import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { act } from "~/api/client";
import { isAdministrator, useSession } from "~/api/session";
import type { ComputedTrait, TraitDefinition } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Card } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";
import { FormModal } from "./parts";

const types = ["any", "string", "number", "boolean", "date", "list", "json"] as const;
const rules = ["newest", "most_frequent", "source_order"] as const;
const measures = ["count", "sum", "min", "max", "average", "first", "last", "most_frequent"] as const;
type Measure = (typeof measures)[number];

/** What is kept of customers: the type of a trait and whose word counts, and traits worked out from events. */
export default function Traits() {
  return (
    <Settings>
      <Definitions />
      <Computed />
    </Settings>
  );
}

function Definitions() {
  const { t, f } = useLanguage();
  const may = isAdministrator(useSession());
  const list = useList<TraitDefinition & { id?: string }>("/traits", { limit: undefined });
  const [open, setOpen] = useState<Partial<TraitDefinition>>();
  const columns: Column<TraitDefinition & { id?: string }>[] = [
    {
      name: "name",
      title: t("settings.traits.name"),
      cell: (row) =>
        may ? (
          <button type="button" className="link" onClick={() => setOpen(row)}>
            {row.name}
          </button>
        ) : (
          row.name
        ),
      text: (row) => row.name,
    },
    {
      name: "type",
      title: t("settings.type"),
      cell: (row) => t(`settings.type.${row.type ?? "any"}`),
      text: (row) => row.type ?? null,
    },
    {
      name: "rule",
      title: t("settings.traits.rule"),
      cell: (row) => t(`settings.traits.rule.${row.rule ?? "newest"}`),
      text: (row) => row.rule ?? null,
    },
    {
      name: "changed",
      title: t("settings.when"),
      cell: (row) => (row.changed_at ? f.instant(row.changed_at) : ""),
      text: (row) => row.changed_at ?? null,
    },
  ];
  return (
    <Card
      title={t("settings.traits.definitions")}
      about={t("settings.traits.definitions_about")}
      tools={
        may && (
          <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setOpen({})}>
            {t("settings.traits.define")}
          </Button>
        )
      }
    >
      <DataTable
        label={t("settings.traits.list")}
        list={list}
        columns={columns}
        height={360}
        empty={<EmptyState title={t("settings.traits.none")}>{t("settings.traits.none_do")}</EmptyState>}
      />
      {open && <Define trait={open} onClose={() => setOpen(undefined)} />}
    </Card>
  );
}

function Define({ trait, onClose }: { trait: Partial<TraitDefinition>; onClose: () => void }) {
  const { t } = useLanguage();
  const [value, setValue] = useState({
    name: trait.name ?? "",
    type: trait.type ?? "any",
    rule: trait.rule ?? "newest",
  });
  const save = useAction(
    () =>
      act("PATCH", `/traits/${encodeURIComponent(value.name)}`, {
        type: value.type,
        rule: value.rule,
      }),
    { refresh: [["list", "/traits"]], done: t("ui.saved"), onDone: onClose },
  );
  return (
    <FormModal
      opened
      title={t("settings.traits.define")}
      action={t("ui.save")}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <TextInput
        label={t("settings.traits.name")}
        required
        data-autofocus
        disabled={trait.name !== undefined}
        placeholder="birth_date"
        value={value.name}
        onChange={(event) => setValue({ ...value, name: event.target.value })}
      />
      <Select
        label={t("settings.type")}
        value={value.type}
        onChange={(type) => setValue({ ...value, type: (type ?? "any") as typeof value.type })}
        data={types.map((one) => ({ value: one, label: t(`settings.type.${one}`) }))}
      />
      <Select
        label={t("settings.traits.rule")}
        value={value.rule}
        onChange={(rule) => setValue({ ...value, rule: (rule ?? "newest") as typeof value.rule })}
        data={rules
          .filter((one) => one !== "source_order" || trait.rule === one)
          .map((one) => ({ value: one, label: t(`settings.traits.rule.${one}`) }))}
      />
    </FormModal>
  );
}

function Computed() {
  const { t, f } = useLanguage();
  const may = isAdministrator(useSession());
  const list = useList<ComputedTrait>("/computed-traits", { limit: undefined });
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<ComputedTrait>();
  const columns: Column<ComputedTrait>[] = [
    {
      name: "name",
      title: t("settings.traits.name"),
      cell: (row) => <strong>{row.name}</strong>,
      text: (row) => row.name,
    },
    {
      name: "measure",
      title: t("settings.traits.measure"),
      cell: (row) =>
        `${t(`settings.measure.${row.measure}`)}${row.property ? ` · ${row.property}` : ""} · ${row.event}`,
      text: (row) => `${row.measure} ${row.property ?? ""} ${row.event}`,
    },
    {
      name: "window",
      title: t("settings.traits.window"),
      number: true,
      cell: (row) => (row.window_days ? t("settings.days", { n: row.window_days }) : t("settings.traits.always")),
      text: (row) => row.window_days ?? null,
    },
    {
      name: "made",
      title: t("settings.when"),
      cell: (row) => (row.made_at ? f.instant(row.made_at) : ""),
      text: (row) => row.made_at ?? null,
    },
    {
      name: "acts",
      title: t("settings.acts"),
      cell: (row) =>
        may && (
          <Button
            size="xs"
            variant="default"
            aria-label={t("settings.remove_what", { what: row.name })}
            onClick={() => setRemoving(row)}
          >
            {t("settings.remove")}
          </Button>
        ),
    },
  ];
  return (
    <Card
      title={t("settings.traits.computed")}
      about={t("settings.traits.computed_about")}
      tools={
        may && (
          <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>
            {t("settings.traits.compute")}
          </Button>
        )
      }
    >
      <DataTable
        label={t("settings.traits.computed_list")}
        list={list}
        columns={columns}
        height={360}
        empty={
          <EmptyState title={t("settings.traits.computed_none")}>{t("settings.traits.computed_none_do")}</EmptyState>
        }
      />
      {adding && <Compute onClose={() => setAdding(false)} />}
      <ConfirmDanger
        opened={removing !== undefined}
        title={t("settings.remove")}
        action={t("settings.remove")}
        onClose={() => setRemoving(undefined)}
        onConfirm={async () => {
          await act("DELETE", `/computed-traits/${removing?.id}`);
          await list.refetch();
        }}
      >
        <p>{t("settings.traits.remove_about", { name: removing?.name ?? "" })}</p>
      </ConfirmDanger>
    </Card>
  );
}

function Compute({ onClose }: { onClose: () => void }) {
  const { t } = useLanguage();
  const [value, setValue] = useState({
    name: "",
    event: "Order Completed",
    measure: "count" as Measure,
    property: "",
    window_days: "" as number | string,
  });
  const save = useAction(
    () =>
      act("POST", "/computed-traits", {
        name: value.name,
        event: value.event,
        measure: value.measure,
        ...(value.measure !== "count" && value.property && { property: value.property }),
        ...(value.window_days !== "" && { window_days: Number(value.window_days) }),
      }),
    { refresh: [["list", "/computed-traits"]], done: t("ui.saved"), onDone: onClose },
  );
  return (
    <FormModal
      opened
      title={t("settings.traits.compute")}
      action={t("ui.save")}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <TextInput
        label={t("settings.traits.name")}
        required
        data-autofocus
        placeholder="orders_90_days"
        value={value.name}
        error={field_error(save.error, "/name")}
        onChange={(event) => setValue({ ...value, name: event.target.value })}
      />
      <TextInput
        label={t("settings.plan.event")}
        required
        value={value.event}
        error={field_error(save.error, "/event")}
        onChange={(event) => setValue({ ...value, event: event.target.value })}
      />
      <Select
        label={t("settings.traits.measure")}
        value={value.measure}
        onChange={(measure) => setValue({ ...value, measure: (measure ?? "count") as Measure })}
        data={measures.map((one) => ({ value: one, label: t(`settings.measure.${one}`) }))}
      />
      {value.measure !== "count" && (
        <TextInput
          label={t("settings.plan.property")}
          placeholder="total"
          value={value.property}
          error={field_error(save.error, "/property")}
          onChange={(event) => setValue({ ...value, property: event.target.value })}
        />
      )}
      <NumberInput
        label={t("settings.traits.window_days")}
        description={t("settings.traits.window_help")}
        min={1}
        allowDecimal={false}
        value={value.window_days}
        error={field_error(save.error, "/window_days")}
        onChange={(window_days) => setValue({ ...value, window_days })}
      />
    </FormModal>
  );
}
