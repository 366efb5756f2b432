// A segment being made or changed: its rule, the people it holds for as one goes, and who is in or out whatever it says.
import { Button, Checkbox, Textarea, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo, type ReactNode, useState } from "react";
import { useLanguage } from "~/i18n";
import { field_error } from "~/ui/action";
import { Card, PageHeader } from "~/ui/page";
import { EmptyState, ErrorState, Loading } from "~/ui/states";
import { type Listed, name_of, type Preview } from "./api";
import { PeopleLists } from "./lists";
import { usePreview } from "./preview";
import { RuleBuilder } from "./rule/builder";
import { clauses_of, expand, type Json } from "./rule/rule";
import { useRule } from "./rule/tree";
import "./segments.css";

export interface Draft {
  key?: string;
  name: string;
  description: string;
  rule: Json;
  events: boolean;
  listed: Listed[];
}

export function SegmentForm(props: {
  title: string;
  about?: ReactNode;
  first: Draft;
  key_stays?: boolean; // the key is known to others already
  busy: boolean;
  error: unknown;
  onSave: (draft: Draft) => void;
  back: string;
}) {
  const { title, about, first, key_stays, busy, error, onSave, back } = props;
  const { t } = useLanguage();
  const editor = useRule(expand(first.rule));
  const [name, setName] = useState(first.name);
  const [key, setKey] = useState(first.key ?? "");
  const [description, setDescription] = useState(first.description);
  const [events, setEvents] = useState(first.events);
  const [listed, setListed] = useState(first.listed);
  const of_kind = (kind: Listed["kind"]) => listed.filter((one) => one.kind === kind).map((one) => one.id);
  const { rule, open, said, stale, query } = usePreview(editor.root, of_kind("include"), of_kind("exclude"));
  const broken = clauses_of(editor.root).length === 0;
  const save = () => onSave({ name, description, rule, events, listed, ...(key && { key }) });
  return (
    <div className="page">
      <PageHeader title={title} about={about}>
        <Button variant="default" component={Link} to={back}>
          {t("ui.cancel")}
        </Button>
        <Button loading={busy} disabled={open || !name.trim()} onClick={save}>
          {t("ui.save")}
        </Button>
      </PageHeader>
      {error !== null && error !== undefined && <ErrorState error={error} />}
      <div className="segment-form">
        <div className="segment-facts">
          <Card>
            <div className="grid" style={{ "--least": "240px" } as React.CSSProperties}>
              <TextInput
                label={t("segments.name")}
                required
                maxLength={200}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                error={field_error(error, "/name")}
              />
              <TextInput
                label={t("segments.key")}
                description={t("segments.key_about")}
                inputWrapperOrder={["label", "input", "description", "error"]}
                maxLength={64}
                value={key}
                disabled={key_stays ?? false}
                placeholder={t("segments.key_made")}
                onChange={(event) => setKey(event.currentTarget.value)}
                error={field_error(error, "/key")}
              />
            </div>
            <Textarea
              mt="sm"
              label={t("segments.description")}
              autosize
              minRows={1}
              maxRows={6}
              maxLength={2000}
              value={description}
              onChange={(event) => setDescription(event.currentTarget.value)}
              error={field_error(error, "/description")}
            />
            <Checkbox
              mt="sm"
              label={t("segments.events")}
              checked={events}
              onChange={(event) => setEvents(event.currentTarget.checked)}
            />
          </Card>
        </div>
        <div className="segment-rule">
          <Card title={t("segments.rule.title")} about={t("segments.rule.about")}>
            <RuleBuilder editor={editor} said={said} stale={stale} />
          </Card>
        </div>
        <div className="segment-lists">
          <Card title={t("segments.lists")} about={t("segments.lists_about")}>
            <PeopleLists listed={listed} onChange={setListed} />
          </Card>
        </div>
        <div className="segment-side">
          <Card title={t("segments.preview")}>
            {broken ? (
              <EmptyState title={t("segments.preview_empty")}>{t("segments.preview_empty_do")}</EmptyState>
            ) : query.isError && !stale && !open ? (
              <ErrorState error={query.error} retry={() => query.refetch()} />
            ) : query.data ? (
              <Shown preview={query.data} stale={stale || open} />
            ) : open ? (
              <EmptyState title={t("segments.preview_open")}>{t("segments.rule.open")}</EmptyState>
            ) : (
              <Loading height={220} />
            )}
          </Card>
        </div>
      </div>
    </div>
  );
}

const Shown = memo(function Shown({ preview, stale }: { preview: Preview; stale: boolean }) {
  const { t, f } = useLanguage();
  const { size, total, share, sentence, sample } = preview;
  return (
    <div className="segment-preview" data-stale={stale || undefined}>
      <div className="row" role="status">
        <span className="kpi-value" data-figure="preview.size">
          {f.number(size)}
        </span>
        <span className="quiet">{t("segments.of_all", { total: f.number(total), share: f.percent(share ?? 0) })}</span>
      </div>
      <div className="share-bar" aria-hidden>
        <span style={{ width: `${Math.min(100, (share ?? 0) * 100)}%` }} />
      </div>
      <p>{sentence}</p>
      {sample.length > 0 && (
        <>
          <h3 className="quiet">{t("segments.sample")}</h3>
          <ul className="plain">
            {sample.map((person) => (
              <li key={person.id} className="segment-person">
                <Link to={`/customers/${person.id}`} target="_blank">
                  {name_of(person)}
                </Link>
                <span className="quiet small number">
                  {person.last_order ? t("segments.last_order", { day: f.day(person.last_order.slice(0, 10)) }) : ""}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
});
