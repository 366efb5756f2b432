import { Button, Select, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { act, Problem } from "~/api/client";
import { useWorkspace } from "~/api/session";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { ErrorState, Loading } from "~/ui/states";
import { useBytes } from "./bytes";
import { type ColumnPreview, kinds, type Preview } from "./import_api";

type Mapping = Record<string, string>;

/** What is asked of the file besides the mapping; they stand in the address. */
const options = ["kind", "date_order", "decimal", "time_zone", "currency", "event", "delimiter", "mapping"] as const;

function useAsked(upload: string, name: string) {
  const [search] = useFilters();
  const asked: Record<string, string | undefined> = { upload, name };
  for (const option of options) asked[option] = search[option];
  return asked;
}

function mapping_of(text: string | undefined): Mapping {
  try {
    return JSON.parse(text ?? "{}") as Mapping;
  } catch {
    return {};
  }
}

/** What is understood of a file that was sent: its columns and how it is written, to be corrected; then tried or done. */
export function FileMapping(props: {
  upload: string;
  name: string;
  onLeave: () => void;
  onStarted: (started: number, dry: boolean) => void;
}) {
  const { upload, name, onLeave, onStarted } = props;
  const { t, f } = useLanguage();
  const bytes = useBytes();
  const [search, change] = useFilters();
  const [dry, setDry] = useState(false);
  const asked = useAsked(upload, name);
  const query = useQuery({
    queryKey: ["import preview", asked],
    queryFn: () => act<Preview>("POST", "/imports/preview", undefined, { query: asked }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const start = useAction(
    (how: { dry_run?: boolean; confirm?: boolean }) =>
      act<{ import: number }>("POST", "/imports", undefined, {
        query: { ...asked, kind: query.data?.kind, ...how },
      }),
    { refresh: [["list", "/imports"]], onDone: (started) => onStarted(started.import, dry) },
  );
  const give_up = async () => {
    onLeave();
    await act("DELETE", `/imports/uploads/${upload}`).catch(() => undefined);
  };
  const leave = (
    <Button variant="default" onClick={give_up}>
      {t("customers.imports.other_file")}
    </Button>
  );
  const preview = query.data;
  if (!preview && query.isError)
    return (
      <Card title={name} tools={leave}>
        <ErrorState error={query.error} />
        {search.delimiter === undefined && <Options change={change} search={search} />}
      </Card>
    );
  if (!preview) return <Loading height={360} />;
  const sign = preview.delimiter === "tab" ? t("customers.imports.delimiter.tab") : undefined;
  const delimiter = sign ?? t("customers.imports.delimiter.other", { sign: preview.delimiter ?? "," });
  const about = t("customers.imports.understood_about", {
    rows: preview.rows,
    rows_text: f.number(preview.rows),
    bytes: bytes(preview.bytes),
    form: t(`customers.imports.form.${preview.form}`, { delimiter }),
    charset: preview.charset,
  });
  const same = start.error instanceof Problem && start.error.code === "same_file";
  const ready = !preview.problem && !query.isError && !query.isPlaceholderData;
  return (
    <Card title={t("customers.imports.understood", { name })} about={about} tools={leave}>
      <Options preview={preview} change={change} search={search} />
      {query.isError && <ErrorState error={query.error} />}
      {preview.problem && (
        <div className="alert" role="alert" style={{ marginTop: 12 }}>
          <strong>{t("customers.imports.decide")}</strong>
          <p>{preview.problem.message}</p>
        </div>
      )}
      <Columns
        preview={preview}
        onChange={(column, field) => {
          // Who was told to become the same is no longer.
          const kept = Object.entries(mapping_of(search.mapping)).filter(
            ([other, told]) => other !== column && (told !== field || told === "-"),
          );
          change({ mapping: JSON.stringify({ ...Object.fromEntries(kept), [column]: field }) });
        }}
      />
      {start.error && <ErrorState error={start.error} />}
      <div className="row" style={{ marginTop: 16 }}>
        {same ? (
          <Button loading={start.isPending} onClick={() => start.mutate({ confirm: true })}>
            {t("customers.imports.same")}
          </Button>
        ) : (
          <Button
            disabled={!ready}
            loading={start.isPending && !dry}
            onClick={() => {
              setDry(false);
              start.mutate({});
            }}
          >
            {t("customers.imports.start", { rows: preview.rows, rows_text: f.number(preview.rows) })}
          </Button>
        )}
        <Button
          variant="default"
          disabled={!ready}
          loading={start.isPending && dry}
          onClick={() => {
            setDry(true);
            start.mutate({ dry_run: true });
          }}
        >
          {t("customers.imports.check")}
        </Button>
      </div>
    </Card>
  );
}

/** Kind, dates, decimal sign, zone and currency: as found, until somebody says otherwise. */
function Options(props: {
  preview?: Preview;
  search: Record<string, string | undefined>;
  change: (change: Record<string, string | undefined>) => void;
}) {
  const { preview, search, change } = props;
  const { t } = useLanguage();
  const workspace = useWorkspace();
  const amounts = preview ? ["orders", "events", "subscriptions"].includes(preview.kind) : false;
  const lacks_event = preview?.kind === "events" && !preview.columns.some((column) => column.field === "event");
  return (
    <div className="grid" style={{ "--least": "190px" } as React.CSSProperties}>
      <Select
        label={t("customers.imports.kind")}
        value={search.kind ?? preview?.kind ?? null}
        // What columns become depends on the kind.
        onChange={(kind) => kind && change({ kind, mapping: undefined })}
        data={kinds.map((value) => ({ value, label: t(`customers.imports.kind.${value}`) }))}
      />
      <Select
        label={t("customers.imports.dates")}
        value={search.date_order ?? preview?.date_order ?? ""}
        onChange={(order) => change({ date_order: order || undefined })}
        data={[
          { value: "", label: t("customers.imports.dates.any") },
          ...(["dmy", "mdy", "ymd"] as const).map((value) => ({ value, label: t(`customers.imports.dates.${value}`) })),
        ]}
      />
      <Select
        label={t("customers.imports.decimal")}
        value={search.decimal ?? preview?.decimal ?? ""}
        onChange={(decimal) => change({ decimal: decimal || undefined })}
        data={[
          { value: "", label: t("customers.imports.dates.any") },
          ...(["point", "comma"] as const).map((value) => ({ value, label: t(`customers.imports.decimal.${value}`) })),
        ]}
      />
      <Select
        label={t("customers.imports.zone")}
        searchable
        value={search.time_zone ?? workspace.time_zone}
        onChange={(zone) => change({ time_zone: zone === workspace.time_zone ? undefined : (zone ?? undefined) })}
        data={[...new Set([workspace.time_zone, "UTC", ...Intl.supportedValuesOf("timeZone")])]}
      />
      {amounts && (
        <Select
          label={t("customers.imports.currency")}
          searchable
          value={search.currency ?? workspace.currency}
          onChange={(code) => change({ currency: code === workspace.currency ? undefined : (code ?? undefined) })}
          data={[...new Set([workspace.currency, ...Intl.supportedValuesOf("currency")])]}
        />
      )}
      {lacks_event && (
        <EventName value={search.event ?? ""} onChange={(event) => change({ event: event || undefined })} />
      )}
    </div>
  );
}

function EventName({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const { t } = useLanguage();
  const [text, setText] = useState(value);
  return (
    <TextInput
      label={t("customers.imports.event")}
      description={t("customers.imports.event_about")}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => onChange(text.trim())}
      onKeyDown={(event) => event.key === "Enter" && onChange(text.trim())}
    />
  );
}

function Columns({ preview, onChange }: { preview: Preview; onChange: (column: string, field: string) => void }) {
  const { t } = useLanguage();
  return (
    <section
      className="scroll-x"
      tabIndex={0}
      aria-label={t("customers.imports.column")}
      style={{ marginTop: 16, maxHeight: 520, overflowY: "auto" }}
    >
      <table className="table mapping">
        <thead>
          <tr>
            <th scope="col">{t("customers.imports.column")}</th>
            <th scope="col">{t("customers.imports.becomes")}</th>
            <th scope="col">{t("customers.imports.values")}</th>
          </tr>
        </thead>
        <tbody>
          {preview.columns.map((column) => (
            <tr key={column.name} data-left-out={column.field === "-" || undefined}>
              <th scope="row">{column.name}</th>
              <td>
                <FieldOf preview={preview} column={column} onChange={(field) => onChange(column.name, field)} />
              </td>
              <td>
                <Values column={column} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function FieldOf(props: { preview: Preview; column: ColumnPreview; onChange: (field: string) => void }) {
  const { preview, column, onChange } = props;
  const { t } = useLanguage();
  const prefix = preview.kind === "customers" ? "traits." : "properties.";
  const named = column.field.startsWith(prefix) ? column.field : prefix + column.name.replaceAll(".", "");
  return (
    <Select
      aria-label={t("customers.imports.becomes_of", { column: column.name })}
      searchable
      miw={200}
      maxDropdownHeight={320}
      value={column.field}
      onChange={(field) => field && field !== column.field && onChange(field)}
      data={[
        {
          group: t("customers.imports.fields"),
          items: preview.fields.map((field) => ({ value: field.name, label: field.label })),
        },
        {
          group: t("customers.imports.otherwise"),
          items: [
            { value: named, label: t("customers.imports.own", { name: named.slice(prefix.length) }) },
            { value: "-", label: t("customers.imports.skip") },
          ],
        },
      ]}
    />
  );
}

function Values({ column }: { column: ColumnPreview }): ReactNode {
  const { t, f } = useLanguage();
  const shown = (read: string) => {
    if (/^\d{4}-\d{2}-\d{2}$/.test(read)) return f.day(read);
    return /^\d{4}-\d{2}-\d{2}T/.test(read) ? f.instant(read) : read;
  };
  return (
    <ul className="values">
      {column.values.map((one, index) => (
        <li key={index}>
          {one.value ? (
            <span className="sample">{one.value}</span>
          ) : (
            <span className="quiet">{t("customers.imports.nothing")}</span>
          )}
          {one.reason && (
            <span className="pill" data-tone="loss">
              {one.reason}
            </span>
          )}
          {one.read && shown(one.read) !== one.value && (
            <>
              <span aria-hidden>→</span> <strong>{shown(one.read)}</strong>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
