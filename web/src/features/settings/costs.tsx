import { Button, Select, Tabs, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { act } from "~/api/client";
import { mayChange, useSession, useWorkspace } from "~/api/session";
import type { Cost } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";
import { FormModal } from "./parts";

const kinds = ["acquisition", "retention", "service", "incentives", "goods", "other"] as const;
const books = ["costs", "gains", "market-sales"] as const;
type Book = (typeof books)[number];
/** Gains and sales of the market are entered as costs are, without a kind. */
type Entry = Omit<Cost, "kind"> & { kind?: Cost["kind"] };

export default function Costs() {
  const { t } = useLanguage();
  const [search, filter] = useFilters();
  const book = books.find((one) => one === search.book) ?? "costs";
  return (
    <Settings>
      <Card label={t("nav.settings.costs")}>
        <Tabs
          value={book}
          onChange={(chosen) => filter({ book: chosen === "costs" ? undefined : (chosen ?? undefined) })}
          keepMounted={false}
        >
          <Tabs.List aria-label={t("nav.settings.costs")}>
            {books.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {t(`settings.book.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {books.map((one) => (
            <Tabs.Panel key={one} value={one} pt="md">
              <Entries book={one} />
            </Tabs.Panel>
          ))}
        </Tabs>
      </Card>
    </Settings>
  );
}

function Entries({ book }: { book: Book }) {
  const { t, f } = useLanguage();
  const may = mayChange(useSession());
  const list = useList<Entry>(`/${book}`);
  const [open, setOpen] = useState<Partial<Entry>>();
  const [removing, setRemoving] = useState<Entry>();
  const columns: Column<Entry>[] = [
    {
      name: "period",
      title: t("settings.costs.period"),
      cell: (row) => (row.from && row.to ? `${f.day(row.from)} – ${f.day(row.to)}` : ""),
      text: (row) => `${row.from ?? ""} ${row.to ?? ""}`,
    },
    ...(book === "costs"
      ? [
          {
            name: "kind",
            title: t("settings.costs.kind"),
            cell: (row: Entry) => (row.kind ? t(`settings.costs.kind.${row.kind}`) : ""),
            text: (row: Entry) => row.kind ?? null,
          },
        ]
      : []),
    {
      name: "amount",
      title: t("settings.costs.amount"),
      number: true,
      cell: (row) => (row.amount ? f.money(row.amount) : ""),
      text: (row) => row.amount?.amount ?? null,
    },
    {
      name: "for",
      title: t("settings.costs.for"),
      cell: (row) => [row.initiative, row.campaign, row.channel, row.segment, row.note].filter(Boolean).join(" · "),
      text: (row) => [row.initiative, row.campaign, row.channel, row.segment, row.note].filter(Boolean).join(" · "),
    },
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
    <>
      <div className="row" style={{ justifyContent: "space-between", marginBottom: 8 }}>
        <p className="quiet">{t(`settings.book.${book}_about`)}</p>
        {may && (
          <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setOpen({})}>
            {t("settings.add")}
          </Button>
        )}
      </div>
      <DataTable
        label={t(`settings.book.${book}_list`)}
        list={list}
        columns={columns}
        file={book}
        empty={<EmptyState title={t("settings.costs.none")}>{t(`settings.book.${book}_none`)}</EmptyState>}
      />
      {open && <Form book={book} entry={open} onClose={() => setOpen(undefined)} />}
      <ConfirmDanger
        opened={removing !== undefined}
        title={t("settings.remove")}
        action={t("settings.remove")}
        onClose={() => setRemoving(undefined)}
        onConfirm={async () => {
          await act("DELETE", `/${book}/${removing?.id}`);
          await list.refetch();
        }}
      >
        <p>{removing?.amount && f.money(removing.amount)}</p>
      </ConfirmDanger>
    </>
  );
}

const words = ["initiative", "campaign", "channel", "segment", "note"] as const;

function Form({ book, entry, onClose }: { book: Book; entry: Partial<Entry>; onClose: () => void }) {
  const { t } = useLanguage();
  const currency = useWorkspace().currency;
  const month = new Date().toISOString().slice(0, 8);
  const [value, setValue] = useState({
    kind: entry.kind ?? "acquisition",
    from: entry.from ?? `${month}01`,
    to: entry.to ?? new Date().toISOString().slice(0, 10),
    amount: entry.amount?.amount ?? "",
    texts: Object.fromEntries(words.map((name) => [name, entry[name] ?? ""])) as Record<(typeof words)[number], string>,
  });
  const save = useAction(
    () => {
      const texts = Object.fromEntries(
        Object.entries(value.texts).filter(([name, text]) => text || entry[name as "note"]),
      );
      const body = {
        ...(book === "costs" && { kind: value.kind }),
        from: value.from,
        to: value.to,
        amount: { amount: value.amount.replace(",", "."), currency: entry.amount?.currency ?? currency },
        ...texts,
      };
      return entry.id
        ? act("PATCH", `/${book}/${entry.id}`, body, { headers: { "If-Match": `"${entry.version ?? 1}"` } })
        : act("POST", `/${book}`, body);
    },
    { refresh: [["list", `/${book}`]], done: t("ui.saved"), onDone: onClose },
  );
  return (
    <FormModal
      opened
      title={t(`settings.book.${book}`)}
      action={t("ui.save")}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      {book === "costs" && (
        <Select
          label={t("settings.costs.kind")}
          value={value.kind}
          onChange={(kind) => setValue({ ...value, kind: (kind ?? "other") as Cost["kind"] })}
          data={kinds.map((one) => ({ value: one, label: t(`settings.costs.kind.${one}`) }))}
        />
      )}
      <div className="fields">
        {(["from", "to"] as const).map((name) => (
          <TextInput
            key={name}
            label={t(`settings.trail.${name}`)}
            type="date"
            required
            value={value[name]}
            error={field_error(save.error, `/${name}`)}
            onChange={(event) => setValue({ ...value, [name]: event.target.value })}
          />
        ))}
      </div>
      <TextInput
        label={t("settings.costs.amount_in", { currency: entry.amount?.currency ?? currency })}
        required
        data-autofocus
        inputMode="decimal"
        placeholder="1200.00"
        value={value.amount}
        error={field_error(save.error, "/amount") ?? field_error(save.error, "/amount/amount")}
        onChange={(event) => setValue({ ...value, amount: event.target.value })}
      />
      <div className="fields">
        {words.map((name) => (
          <TextInput
            key={name}
            label={t(`settings.costs.${name}`)}
            value={value.texts[name]}
            error={field_error(save.error, `/${name}`)}
            onChange={(event) => setValue({ ...value, texts: { ...value.texts, [name]: event.target.value } })}
          />
        ))}
      </div>
    </FormModal>
  );
}
