import { Button, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Evidence, GlossaryTerm } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { TextFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { FormModal, useWords } from "./parts";

/** What the words mean, and who says the figures that are quoted everywhere. */
export default function Glossary() {
  const { t } = useLanguage();
  return (
    <div className="page">
      <PageHeader title={t("nav.glossary")} about={t("actions.glossary.about")} />
      <Terms />
      <EvidenceCard />
    </div>
  );
}

function Terms() {
  const { t } = useLanguage();
  const [search] = useFilters();
  const query = useQuery({
    queryKey: ["glossary", search.query ?? ""],
    queryFn: ({ signal }) => ask<{ items: GlossaryTerm[] }>("/glossary", { query: search.query }, signal),
  });
  return (
    <Card title={t("actions.glossary.terms")} tools={<TextFilter name="query" label={t("actions.glossary.find")} />}>
      <Asked
        query={query}
        height={300}
        empty={(data) => (data.items.length ? null : <EmptyState title={t("actions.glossary.none")} />)}
      >
        {(data) => (
          <section
            className="details"
            style={{ maxHeight: 520, overflowY: "auto" }}
            tabIndex={0}
            aria-label={t("nav.glossary")}
          >
            <ul className="plain">
              {data.items.map((term) => (
                <li key={term.key}>
                  <strong>{term.term}</strong>{" "}
                  {term.synonyms.length > 0 && (
                    <span className="quiet small">
                      {t("actions.glossary.also", { words: term.synonyms.join(", ") })}
                    </span>
                  )}
                  <div>{term.definition}</div>
                  {term.stake && <div className="quiet">{term.stake}</div>}
                  {term.metric && (
                    <div className="small">
                      <Link to={`/audit/metrics/${term.metric}`}>
                        {t("actions.glossary.figure", { name: term.term })}
                      </Link>
                    </div>
                  )}
                </li>
              ))}
            </ul>
          </section>
        )}
      </Asked>
    </Card>
  );
}

const tones = { primary: "gain", secondary: "warn", unsourced: "loss" } as const;

function EvidenceCard() {
  const { t } = useLanguage();
  const may = mayChange(useSession());
  const [editing, setEditing] = useState<Evidence | "new">();
  const query = useQuery({
    queryKey: ["evidence"],
    queryFn: ({ signal }) => ask<{ items: Evidence[] }>("/evidence", {}, signal),
  });
  return (
    <Card
      title={t("actions.evidence")}
      about={t("actions.evidence.about")}
      tools={
        may && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setEditing("new")}
          >
            {t("actions.evidence.add")}
          </Button>
        )
      }
    >
      <Asked
        query={query}
        height={300}
        empty={(data) => (data.items.length ? null : <EmptyState title={t("actions.evidence.none")} />)}
      >
        {(data) => (
          <ul className="plain">
            {data.items.map((one) => (
              <li key={one.key} id={one.key}>
                <div className="row" style={{ justifyContent: "space-between", alignItems: "flex-start" }}>
                  <div style={{ flex: "1 1 320px" }}>
                    <strong>{one.text}</strong>
                    <div className="quiet small">
                      {one.link ? <a href={one.link}>{one.source}</a> : one.source}
                      {one.year ? ` (${one.year})` : ""}
                    </div>
                    {one.note && <div className="small">{one.note}</div>}
                  </div>
                  <span className="row">
                    <span className="pill" data-tone={tones[one.reliability]}>
                      {one.reliability_text}
                    </span>
                    {may && (
                      <Button
                        size="xs"
                        variant="default"
                        aria-label={t("actions.edit_what", { what: one.text ?? one.key })}
                        onClick={() => setEditing(one)}
                      >
                        {t("actions.edit")}
                      </Button>
                    )}
                  </span>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Asked>
      {editing && <EvidenceForm row={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Card>
  );
}

function EvidenceForm({ row, onClose }: { row: Evidence | undefined; onClose: () => void }) {
  const { t, locale } = useLanguage();
  const words = useWords();
  const [text, setText] = useState(row?.text ?? "");
  const [source, setSource] = useState(row?.source ?? "");
  const [year, setYear] = useState<string | number>(row?.year ?? "");
  const [reliability, setReliability] = useState<string>(row?.reliability ?? "secondary");
  const [link, setLink] = useState(row?.link ?? "");
  const body = {
    [`text_${locale}`]: text,
    source,
    year: year === "" ? null : Number(year),
    reliability,
    link,
  };
  const options = { refresh: [["evidence"]], onDone: onClose };
  const save = useAction(
    () => (row ? act<Evidence>("PATCH", `/evidence/${row.key}`, body) : act<Evidence>("POST", "/evidence", body)),
    options,
  );
  const remove = useAction(() => act<void>("DELETE", `/evidence/${row?.key}`), options);
  return (
    <FormModal
      opened
      title={t("actions.evidence")}
      action={t("actions.save")}
      busy={save.isPending}
      error={save.error ?? remove.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <Textarea
        label={t("actions.evidence.text")}
        required
        autosize
        minRows={2}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <TextInput
        mt="sm"
        label={t("actions.evidence.source")}
        required
        value={source}
        onChange={(event) => setSource(event.target.value)}
      />
      <NumberInput
        mt="sm"
        label={t("actions.evidence.year")}
        value={year}
        onChange={setYear}
        min={1800}
        max={2200}
        thousandSeparator=""
        hideControls
      />
      <Select
        mt="sm"
        label={t("actions.evidence.reliability")}
        allowDeselect={false}
        value={reliability}
        onChange={(value) => setReliability(value ?? reliability)}
        data={words("reliability", ["primary", "secondary", "unsourced"])}
      />
      <TextInput
        mt="sm"
        label={t("actions.evidence.link")}
        value={link}
        onChange={(event) => setLink(event.target.value)}
      />
      {row && (
        <Button mt="sm" variant="default" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>
          {t("actions.remove")}
        </Button>
      )}
    </FormModal>
  );
}
