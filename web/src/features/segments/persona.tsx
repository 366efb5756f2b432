import { Button, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Definition } from "~/ui/figure";
import { useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { ErrorState, Loading } from "~/ui/states";
import { segments_query } from "./api";
import { Attributes } from "./attributes";
import { SegmentKpis } from "./kpis";
import type { Persona } from "./persona_api";
import { usePreview } from "./preview";
import { RuleBuilder } from "./rule/builder";
import { expand, type Json } from "./rule/rule";
import { useRule } from "./rule/tree";
import "./segments.css";

const words = ["needs", "motivations", "behaviours", "channels"] as const;
type Words = (typeof words)[number];

const fresh = {
  name: "",
  description: "",
  needs: [],
  motivations: [],
  behaviours: [],
  channels: [],
  segment: null,
  rule: null,
} satisfies Partial<Persona>;

export default function PersonaPage() {
  const { id } = useParams({ strict: false }) as { id?: string };
  const { t } = useLanguage();
  const [search] = useFilters();
  const query = useQuery({
    queryKey: ["persona", id],
    queryFn: ({ signal }) => ask<Persona>(`/personas/${id}`, {}, signal),
    enabled: id !== undefined,
    staleTime: 0,
  });
  if (id === undefined) return <Form first={{ ...fresh, segment: search.segment ?? null }} />;
  if (!query.data)
    return (
      <div className="page">
        <PageHeader title={t("nav.personas")} />
        {query.isError ? <ErrorState error={query.error} retry={() => query.refetch()} /> : <Loading height={320} />}
      </div>
    );
  return <Form key={`${query.data.id} ${query.data.version}`} first={query.data} persona={query.data} />;
}

type First = Pick<Persona, "name" | "description" | Words | "segment" | "rule">;
const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

function Form({ first, persona }: { first: First; persona?: Persona }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const may = mayChange(useSession());
  const [removing, setRemoving] = useState(false);
  const [name, setName] = useState(first.name);
  const [description, setDescription] = useState(first.description);
  const [texts, setTexts] = useState<Record<Words, string>>({
    needs: first.needs.join("\n"),
    motivations: first.motivations.join("\n"),
    behaviours: first.behaviours.join("\n"),
    channels: first.channels.join("\n"),
  });
  const [tie, setTie] = useState<"segment" | "rule">(first.rule ? "rule" : "segment");
  const [segment, setSegment] = useState(first.segment);
  const [rule, setRule] = useState<Json>(first.rule);
  const save = useAction(
    () => {
      const body = {
        name,
        description,
        ...Object.fromEntries(words.map((word) => [word, lines(texts[word])])),
        segment: tie === "segment" ? segment : null,
        rule: tie === "rule" ? rule : null,
      };
      if (!persona) return act<Persona>("POST", "/personas", body);
      return act<Persona>(
        "PATCH",
        `/personas/${persona.id}`,
        { ...body, status: "active" },
        {
          headers: { "If-Match": `"${persona.version}"` },
        },
      );
    },
    {
      refresh: [["list", "/personas"], ["persona"]],
      done: t("ui.saved"),
      onDone: (kept) => navigate({ to: `/segments/personas/${kept.key}` }),
    },
  );
  const remove = () =>
    act("DELETE", `/personas/${persona?.id}`, undefined, { headers: { "If-Match": `"${persona?.version}"` } });
  const forget = useAction(remove, { refresh: [["list", "/personas"]] });
  const ready =
    name.trim() !== "" && (["needs", "motivations", "behaviours"] as const).every((word) => lines(texts[word]).length);
  return (
    <div className="page">
      <PageHeader title={persona ? persona.name : t("segments.persona.new")} about={t("segments.persona.form_about")}>
        {may && persona && (
          <Button variant="default" onClick={() => setRemoving(true)}>
            {t("segments.delete")}
          </Button>
        )}
        <Button variant="default" component={Link} to="/segments/personas">
          {t("segments.persona.all")}
        </Button>
        {may && (
          <Button loading={save.isPending} disabled={!ready} onClick={() => save.mutate(undefined)}>
            {t("ui.save")}
          </Button>
        )}
      </PageHeader>
      {save.error && <ErrorState error={save.error} />}
      {persona && <Population persona={persona} />}
      <div className="grid" style={{ "--least": "380px", alignItems: "start" } as React.CSSProperties}>
        <Card title={t("segments.persona.who")}>
          <TextInput
            label={t("segments.name")}
            required
            readOnly={!may}
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={field_error(save.error, "/name")}
          />
          <Textarea
            mt="sm"
            label={t("segments.description")}
            autosize
            minRows={2}
            readOnly={!may}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          {words.map((word) => (
            <Textarea
              key={word}
              mt="sm"
              label={t(`segments.persona.${word}`)}
              description={t(`segments.persona.${word}_about`)}
              required={word !== "channels"}
              readOnly={!may}
              autosize
              minRows={2}
              value={texts[word]}
              onChange={(event) => setTexts({ ...texts, [word]: event.currentTarget.value })}
              error={field_error(save.error, `/${word}`)}
            />
          ))}
        </Card>
        <Card title={t("segments.persona.tie")} about={t("segments.persona.tie_about")}>
          <SegmentedControl
            size="xs"
            aria-label={t("segments.persona.tie")}
            value={tie}
            onChange={(value) => setTie(value as "segment" | "rule")}
            data={[
              { value: "segment", label: t("segments.one") },
              { value: "rule", label: t("segments.rule.title") },
            ]}
          />
          {tie === "segment" ? (
            <SegmentChoice value={segment} onChange={setSegment} />
          ) : (
            <OwnRule rule={rule} onChange={setRule} />
          )}
        </Card>
      </div>
      {persona && (
        <ConfirmDanger
          opened={removing}
          title={t("segments.delete_name", { name: persona.name })}
          action={t("segments.delete")}
          onConfirm={async () => {
            await forget.mutateAsync(undefined);
            navigate({ to: "/segments/personas" });
          }}
          onClose={() => setRemoving(false)}
        >
          <p>{t("segments.persona.delete_about")}</p>
        </ConfirmDanger>
      )}
    </div>
  );
}

function SegmentChoice({ value, onChange }: { value: string | null; onChange: (key: string | null) => void }) {
  const { t } = useLanguage();
  const list = useQuery(segments_query);
  return (
    <Select
      mt="sm"
      label={t("segments.one")}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t("ui.clear") }}
      value={value}
      onChange={onChange}
      data={(list.data ?? []).map((one) => ({ value: one.key, label: one.name }))}
    />
  );
}

function OwnRule({ rule, onChange }: { rule: Json; onChange: (rule: Json) => void }) {
  const { t, f } = useLanguage();
  const editor = useRule(expand(rule ?? { all: [] }));
  const { rule: now, open, said, stale, query } = usePreview(editor.root, [], []);
  const text = JSON.stringify(now);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the rule is another, and whole
  useEffect(() => {
    if (!open && text !== JSON.stringify(rule)) onChange(now);
  }, [text, open]);
  return (
    <div style={{ marginTop: 12 }}>
      <RuleBuilder editor={editor} said={said} stale={stale} />
      {query.isError && !stale && !open && <ErrorState error={query.error} />}
      {query.data && !open && (
        <p role="status" style={{ marginTop: 8 }}>
          <strong>{f.number(query.data.size)}</strong>{" "}
          <span className="quiet">
            {t("segments.of_all", { total: f.number(query.data.total), share: f.percent(query.data.share ?? 0) })}
          </span>
        </p>
      )}
    </div>
  );
}

function Population({ persona }: { persona: Persona }) {
  const { t, f } = useLanguage();
  const { size, share, fit, drift, rule, segment } = persona;
  if (size === null) return null;
  const question = segment ? `segment:${segment}` : JSON.stringify(rule);
  return (
    <>
      <SegmentKpis segment={question} period="month" least="200px">
        <section className="card kpi" aria-label={t("segments.persona.people")}>
          <span className="quiet">{t("segments.persona.people")}</span>
          <span className="kpi-value" data-figure="persona.size">
            {f.number(size)}
          </span>
          <span className="quiet small">
            {t("segments.of_all", { total: f.number(persona.total), share: f.percent(share ?? 0) })}
          </span>
        </section>
        {fit !== null && (
          <section className="card kpi" aria-label={t("segments.persona.fit_title")}>
            <span className="quiet">
              {t("segments.persona.fit_title")}
              <Definition text={t("segments.persona.fit_about")} />
            </span>
            <span className="kpi-value">{f.percent(fit, 0)}</span>
          </section>
        )}
        {drift !== null && (
          <section className="card kpi" aria-label={t("segments.persona.drift")}>
            <span className="quiet">
              {t("segments.persona.drift")}
              <Definition text={t("segments.persona.drift_about")} />
            </span>
            <span className="kpi-value">{f.number(drift, 2)}</span>
            {drift > 0.5 && (
              <span className="pill" data-tone="warn">
                {t("segments.persona.drifted")}
              </span>
            )}
          </section>
        )}
      </SegmentKpis>
      {persona.attributes.length > 0 && (
        <Card title={t("segments.persona.differs")} about={persona.sentence ?? undefined}>
          <Attributes attributes={persona.attributes} />
        </Card>
      )}
    </>
  );
}
