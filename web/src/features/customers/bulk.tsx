import { Button, Modal, Progress, Select, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { act, ask_all } from "~/api/client";
import type { CustomerLine } from "~/api/types";
import { save_csv } from "~/charts/save";
import { useLanguage } from "~/i18n";
import { useNotice } from "~/ui/notice";
import { ErrorState } from "~/ui/states";
import type { Column } from "~/ui/table";

const AT_ONCE = 4;

/** What is done with several people at once: a tag, a segment's list, a file. */
export function Bulk(props: { rows: CustomerLine[]; columns: Column<CustomerLine>[]; onDone: () => void }) {
  const { rows, columns, onDone } = props;
  const { t } = useLanguage();
  const [open, setOpen] = useState<"tag" | "segment" | null>(null);
  const save = () =>
    save_csv("customers", {
      head: ["id", ...columns.map((column) => column.title)],
      rows: rows.map((row) => [row.id, ...columns.map((column) => column.text?.(row) ?? null)]),
    });
  return (
    <section className="row bulk" aria-label={t("customers.bulk")}>
      <strong role="status">{t("customers.chosen", { n: rows.length })}</strong>
      <Button size="xs" variant="default" onClick={() => setOpen("tag")}>
        {t("customers.tag")}
      </Button>
      <Button size="xs" variant="default" onClick={() => setOpen("segment")}>
        {t("customers.bulk_segment")}
      </Button>
      <Button size="xs" variant="default" onClick={save}>
        {t("customers.bulk_save")}
      </Button>
      <Button size="xs" variant="subtle" onClick={onDone}>
        {t("customers.bulk_none")}
      </Button>
      {open === "tag" && <Tag rows={rows} onClose={() => setOpen(null)} onDone={onDone} />}
      {open === "segment" && <ToSegment rows={rows} onClose={() => setOpen(null)} onDone={onDone} />}
    </section>
  );
}

/** One call for each, a few at a time; what was done stays done when one fails or it is stopped. */
function useEach(rows: CustomerLine[], one: (row: CustomerLine) => Promise<unknown>, onDone: () => void) {
  const { t } = useLanguage();
  const say = useNotice();
  const queries = useQueryClient();
  const stopped = useRef(false);
  const [done, setDone] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const run = async () => {
    setError(null);
    stopped.current = false;
    try {
      for (let i = 0; i < rows.length && !stopped.current; i += AT_ONCE) {
        setDone(i);
        await Promise.all(rows.slice(i, i + AT_ONCE).map(one));
      }
      if (!stopped.current) {
        say(t("ui.saved"));
        onDone();
      }
    } catch (problem) {
      setError(problem);
    }
    setDone(null);
    await queries.invalidateQueries();
  };
  const stop = () => {
    stopped.current = true;
  };
  return { run, stop, done, error };
}

function Going({ done, all, label, onStop }: { done: number; all: number; label: string; onStop: () => void }) {
  const { t, f } = useLanguage();
  return (
    <div role="status" style={{ marginTop: 12 }}>
      <p className="quiet small number">
        {f.number(done)} / {f.number(all)}
      </p>
      <Progress value={(done / all) * 100} aria-label={label} />
      <Button size="xs" variant="subtle" onClick={onStop}>
        {t("ui.cancel")}
      </Button>
    </div>
  );
}

interface Sub {
  rows: CustomerLine[];
  onClose: () => void;
  onDone: () => void;
}

function Tag({ rows, onClose, onDone }: Sub) {
  const { t } = useLanguage();
  const [name, setName] = useState("");
  const each = useEach(
    rows,
    (row) => act("PUT", `/customers/${row.id}/tags/${encodeURIComponent(name.trim())}`),
    onDone,
  );
  return (
    <Modal opened onClose={onClose} title={t("customers.tag")} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          each.run();
        }}
      >
        <TextInput
          required
          label={t("customers.tag_name")}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        {each.error !== null && <ErrorState error={each.error} />}
        {each.done !== null && (
          <Going done={each.done} all={rows.length} label={t("customers.tag")} onStop={each.stop} />
        )}
        <Button type="submit" mt="md" disabled={!name.trim()} loading={each.done !== null}>
          {t("customers.bulk_do", { n: rows.length })}
        </Button>
      </form>
    </Modal>
  );
}

function ToSegment({ rows, onClose, onDone }: Sub) {
  const { t } = useLanguage();
  const [segment, setSegment] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const segments = useQuery({
    queryKey: ["list", "/segments", "names"],
    queryFn: ({ signal }) => ask_all<{ id: number; name: string }>("/segments", {}, 1000, signal),
  });
  const each = useEach(
    rows,
    (row) => act("PUT", `/segments/${segment}/list/${row.id}`, { kind: "include", reason }),
    onDone,
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("customers.bulk_segment")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          each.run();
        }}
      >
        {segments.isError && <ErrorState error={segments.error} />}
        <Select
          required
          searchable
          label={t("customers.bulk_which")}
          value={segment}
          onChange={setSegment}
          data={(segments.data ?? []).map((one) => ({ value: String(one.id), label: one.name }))}
        />
        <TextInput
          mt="sm"
          required
          label={t("customers.bulk_reason")}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {each.error !== null && <ErrorState error={each.error} />}
        {each.done !== null && (
          <Going done={each.done} all={rows.length} label={t("customers.bulk_segment")} onStop={each.stop} />
        )}
        <Button type="submit" mt="md" disabled={!segment || !reason.trim()} loading={each.done !== null}>
          {t("customers.bulk_do", { n: rows.length })}
        </Button>
      </form>
    </Modal>
  );
}
