import { Button, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask, ask_all } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { CompetitorLine, MarketNote, Plan } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { DayField, FormModal, useWord, useWords } from "./parts";

const kinds = ["competitor", "trend", "challenge", "opportunity"] as const;
const refresh = [["market-notes"], ["plan"]];

/** What is noted of the market, who is reminded to look at it, and to whom customers leave. */
export default function Market() {
  const { t } = useLanguage();
  const words = useWords();
  const may = mayChange(useSession());
  const [search, change] = useFilters();
  const [form, setForm] = useState<"note" | "reminder">();
  const query = useQuery({
    queryKey: ["market-notes", search.kind ?? ""],
    queryFn: ({ signal }) => ask_all<MarketNote>("/market-notes", { kind: search.kind }, 500, signal),
  });
  const plan = useQuery({ queryKey: ["plan"], queryFn: ({ signal }) => ask<Plan>("/plan", {}, signal) });
  const due = plan.data?.notices?.find((notice) => notice.code === "market_watch_due");
  const add = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setForm("note")}>
      {t("actions.market.add")}
    </Button>
  );
  return (
    <div className="page">
      <PageHeader
        title={t("nav.market")}
        about={t("actions.market.about", { days: plan.data?.settings?.market_days ?? 90 })}
      >
        {may && plan.data && (
          <Button variant="default" onClick={() => setForm("reminder")}>
            {t("actions.market.reminder")}
          </Button>
        )}
        {add}
      </PageHeader>
      {due && (
        <p className="alert" role="status">
          {due.text}
        </p>
      )}
      <Card>
        <Select
          aria-label={t("actions.market.kind")}
          placeholder={t("actions.market.any_kind")}
          w={240}
          clearable
          clearButtonProps={{ "aria-label": t("ui.clear") }}
          value={search.kind ?? null}
          onChange={(kind) => change({ kind: kind ?? undefined })}
          data={words("market", kinds)}
        />
        <Asked
          query={query}
          height={200}
          empty={(data) =>
            data.length ? null : (
              <EmptyState title={t("actions.market.none")} action={add || undefined}>
                {t("actions.market.none_do")}
              </EmptyState>
            )
          }
        >
          {(data) => (
            <ul className="plain">
              {data.map((note) => (
                <Note key={note.id} note={note} may={may} />
              ))}
            </ul>
          )}
        </Asked>
      </Card>
      <Competitors />
      {form === "note" && <NoteForm onClose={() => setForm(undefined)} />}
      {form === "reminder" && plan.data && <ReminderForm plan={plan.data} onClose={() => setForm(undefined)} />}
    </div>
  );
}

function Note({ note, may }: { note: MarketNote; may: boolean }) {
  const { t, f } = useLanguage();
  const word = useWord();
  const [removing, setRemoving] = useState(false);
  const remove = useAction(() => act<void>("DELETE", `/market-notes/${note.id}`), { refresh });
  return (
    <li>
      <div className="row" style={{ justifyContent: "space-between", alignItems: "flex-start" }}>
        <div>
          <span className="pill">{word("market", note.kind)}</span> <strong>{note.title}</strong>
          <div>{note.text}</div>
          <div className="quiet small">{[note.day && f.day(note.day), note.source].filter(Boolean).join(" · ")}</div>
        </div>
        {may && (
          <Button
            size="xs"
            variant="default"
            aria-label={t("actions.remove_what", { what: note.title })}
            onClick={() => setRemoving(true)}
          >
            {t("actions.remove")}
          </Button>
        )}
      </div>
      <ConfirmDanger
        opened={removing}
        title={t("actions.remove_what", { what: note.title })}
        action={t("actions.remove")}
        onConfirm={() => remove.mutateAsync(undefined)}
        onClose={() => setRemoving(false)}
      >
        <p>{t("actions.no_way_back")}</p>
      </ConfirmDanger>
    </li>
  );
}

function NoteForm({ onClose }: { onClose: () => void }) {
  const { t } = useLanguage();
  const words = useWords();
  const [kind, setKind] = useState<string>("competitor");
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [source, setSource] = useState("");
  const [day, setDay] = useState("");
  const save = useAction(
    () => act<MarketNote>("POST", "/market-notes", { kind, title, text, source, ...(day && { day }) }),
    { refresh, onDone: onClose },
  );
  return (
    <FormModal
      opened
      title={t("actions.market.add")}
      action={t("actions.save")}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <Select
        label={t("actions.market.kind")}
        allowDeselect={false}
        value={kind}
        onChange={(value) => setKind(value ?? kind)}
        data={words("market", kinds)}
      />
      <TextInput
        mt="sm"
        label={t("actions.market.title")}
        required
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <Textarea
        mt="sm"
        label={t("actions.text")}
        autosize
        minRows={3}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <TextInput
        mt="sm"
        label={t("actions.source")}
        value={source}
        onChange={(event) => setSource(event.target.value)}
      />
      <DayField label={t("actions.day")} value={day} onChange={setDay} />
    </FormModal>
  );
}

function ReminderForm({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const { t } = useLanguage();
  const owner_now = plan.settings?.market_owner;
  const [owner, setOwner] = useState(owner_now ? String(owner_now) : "me");
  const [days, setDays] = useState<string | number>(plan.settings?.market_days ?? 90);
  const save = useAction(
    () => act<unknown>("PATCH", "/plan/settings", { market_owner: owner || null, market_days: Number(days) || 90 }),
    { refresh, done: t("actions.saved"), onDone: onClose },
  );
  const owner_error = field_error(save.error, "/market_owner");
  return (
    <FormModal
      opened
      title={t("actions.market.reminder")}
      action={t("actions.save")}
      busy={save.isPending}
      error={owner_error ? null : save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <TextInput
        label={t("actions.owner")}
        description={t("actions.owner_help")}
        value={owner}
        error={owner_error}
        onChange={(event) => setOwner(event.target.value)}
      />
      <NumberInput
        mt="sm"
        label={t("actions.market.days")}
        min={1}
        max={3650}
        hideControls
        value={days}
        onChange={setDays}
      />
    </FormModal>
  );
}

function Competitors() {
  const { t, f } = useLanguage();
  const may = mayChange(useSession());
  const [name, setName] = useState("");
  const query = useQuery({
    queryKey: ["competitors"],
    queryFn: ({ signal }) => ask_all<CompetitorLine>("/competitors", {}, 500, signal),
  });
  const add = useAction(() => act<unknown>("POST", "/competitors", { name }), {
    refresh: [["competitors"]],
    onDone: () => setName(""),
  });
  return (
    <Card title={t("actions.competitors")} about={t("actions.competitors_about")}>
      <Asked
        query={query}
        height={80}
        empty={(data) => (data.length ? null : <p className="quiet">{t("actions.competitors_none")}</p>)}
      >
        {(data) => (
          <ul className="plain">
            {data.map((one) => (
              <li key={one.id}>
                <strong>{one.name}</strong>{" "}
                <span className="quiet">
                  {t("actions.exits", { count: one.exits ?? 0, n: f.number(one.exits ?? 0) })}
                </span>
                {one.text && <div className="quiet small">{one.text}</div>}
              </li>
            ))}
          </ul>
        )}
      </Asked>
      {may && (
        <form
          className="row"
          style={{ alignItems: "flex-end" }}
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate(undefined);
          }}
        >
          <TextInput
            label={t("actions.competitor")}
            required
            value={name}
            error={add.error?.message}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" variant="default" loading={add.isPending}>
            {t("actions.add")}
          </Button>
        </form>
      )}
    </Card>
  );
}
