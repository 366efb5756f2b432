import { Button, MultiSelect, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Initiative, Lever, LeverChoice, LeverLedgerLine, LeverProposal, LeverProposals } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { aims, FormModal, families, useWord, useWords } from "./parts";

interface StoredSegment {
  key: string;
  name: string;
}

function useLevers() {
  return useQuery({
    queryKey: ["levers"],
    queryFn: ({ signal }) => ask<{ items: Lever[] }>("/levers", {}, signal),
  });
}

/** Which levers for whom, by the workspace's own figures; the table they come from; the catalogue; what was tried. */
export default function Levers() {
  const { t } = useLanguage();
  const words = useWords();
  const [search, change] = useFilters();
  const segments = useQuery({
    queryKey: ["segments", "names"],
    queryFn: ({ signal }) => ask<{ items: StoredSegment[] }>("/segments", { limit: 200 }, signal),
  });
  const aim = search.aim ?? "reduce_churn";
  const proposals = useQuery({
    queryKey: ["proposals", search.segment ?? "", aim],
    queryFn: ({ signal }) => ask<LeverProposals>("/levers/proposals", { segment: search.segment, goal: aim }, signal),
  });
  return (
    <div className="page">
      <PageHeader title={t("nav.levers")} about={t("actions.levers.about")} />
      <Card title={t("actions.levers.proposals")} about={t("actions.levers.proposals_about")}>
        <div className="row no-print" style={{ marginBottom: 12 }}>
          <Select
            label={t("actions.segment")}
            placeholder={t("actions.everybody")}
            searchable
            clearable
            clearButtonProps={{ "aria-label": t("ui.clear") }}
            value={search.segment ?? null}
            onChange={(segment) => change({ segment: segment ?? undefined })}
            data={(segments.data?.items ?? []).map((one) => ({ value: one.key, label: one.name }))}
          />
          <Select
            label={t("actions.aim")}
            allowDeselect={false}
            value={aim}
            onChange={(value) => change({ aim: value ?? undefined })}
            data={words("aim", aims)}
          />
        </div>
        <Asked query={proposals} height={300}>
          {(data) => <Proposals data={data} />}
        </Asked>
      </Card>
      <Ledger />
      <Choices segments={segments.data?.items ?? []} />
      <Catalogue />
    </div>
  );
}

function Proposals({ data }: { data: LeverProposals }) {
  const { t, f } = useLanguage();
  if (data.items.length === 0) return <EmptyState title={t("actions.levers.no_proposal")} />;
  return (
    <>
      <p className="quiet" style={{ marginBottom: 8 }}>
        {data.value_at_stake ? (
          <>
            {t("actions.levers.at_stake")} <strong data-figure="levers.stake">{f.money(data.value_at_stake)}</strong> –{" "}
          </>
        ) : null}
        {data.value_text}
      </p>
      <ul className="plain">
        {data.items.map((item) => (
          <Proposed key={item.lever} item={item} data={data} />
        ))}
      </ul>
    </>
  );
}

function Proposed({ item, data }: { item: LeverProposal; data: LeverProposals }) {
  const { t, f } = useLanguage();
  const word = useWord();
  const navigate = useNavigate();
  const may = mayChange(useSession());
  const begin = useAction(
    () =>
      act<Initiative>("POST", "/initiatives", {
        lever: item.lever,
        aim: data.aim,
        ...(data.segment && { segment: data.segment }),
      }),
    {
      refresh: [["list", "/initiatives"], ["plan"]],
      onDone: (made) => navigate({ to: `/actions/initiatives/${made.id}` }),
    },
  );
  return (
    <li>
      <div className="row" style={{ justifyContent: "space-between", alignItems: "flex-start" }}>
        <div style={{ flex: "1 1 320px" }}>
          <strong>{item.name}</strong> <span className="pill">{word("family", item.family)}</span>{" "}
          {item.named && (
            <span className="pill" data-tone="accent">
              {t("actions.levers.named")}
            </span>
          )}
          <div className="quiet small">{item.reasons?.join(" ")}</div>
          <div className="small">
            {t("actions.levers.takes", { cost: word("level", item.cost), effort: word("level", item.effort) })}
            {item.own_cost ? ` · ${t("actions.levers.own_cost", { cost: f.money(item.own_cost) })}` : ""} ·{" "}
            {t("actions.levers.fits", { integration: item.integration, scalability: item.scalability })}
          </div>
          {item.expected_low && item.expected_high && (
            <div className="small">
              {t("actions.levers.expected", { low: f.money(item.expected_low), high: f.money(item.expected_high) })}{" "}
              <span className="quiet">({item.effect_source})</span>
            </div>
          )}
        </div>
        <div className="row">
          <span className="pill number" title={t("actions.levers.score")}>
            {t("actions.levers.score_of", { score: item.score })}
          </span>
          {may && (
            <Button
              size="xs"
              variant="default"
              aria-label={t("actions.levers.begin_with", { name: item.name })}
              loading={begin.isPending}
              onClick={() => begin.mutate(undefined)}
            >
              {t("actions.levers.begin")}
            </Button>
          )}
        </div>
      </div>
    </li>
  );
}

const tones = { proven: "gain", harmful: "loss", unproven: "warn" } as const;

function Ledger() {
  const { t, f } = useLanguage();
  const word = useWord();
  const query = useQuery({
    queryKey: ["ledger"],
    queryFn: ({ signal }) => ask<{ items: LeverLedgerLine[] }>("/levers/ledger", {}, signal),
  });
  const number = (value: number | null | undefined) => (value == null ? "–" : f.signed(value, 3));
  return (
    <Card title={t("actions.ledger")} about={t("actions.ledger_about")}>
      <Asked
        query={query}
        height={100}
        empty={(data) =>
          data.items.length ? null : (
            <EmptyState title={t("actions.ledger_none")}>{t("actions.ledger_none_do")}</EmptyState>
          )
        }
      >
        {(data) => (
          <section className="scroll-x" tabIndex={0} aria-label={t("nav.levers")}>
            <table className="table">
              <thead>
                <tr>
                  <th>{t("actions.lever")}</th>
                  <th data-number>{t("actions.ledger_cost")}</th>
                  <th>{t("actions.kpi")}</th>
                  <th data-number>{t("actions.ledger_increment")}</th>
                  <th>{t("actions.status")}</th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((item) => (
                  <tr key={item.lever}>
                    <td>{item.name}</td>
                    <td data-number>{item.cost ? f.money(item.cost) : "–"}</td>
                    <td>{item.kpi ?? "–"}</td>
                    <td data-number>
                      {number(item.increment)}
                      {item.low != null && item.high != null && (
                        <div className="quiet small">
                          {t("ui.interval", { low: number(item.low), high: number(item.high) })}
                        </div>
                      )}
                    </td>
                    <td>
                      <span className="pill" data-tone={tones[item.status ?? "unproven"]}>
                        {word("proof", item.status)}
                      </span>
                      {item.evidence === "pilot" && <div className="quiet small">{t("actions.ledger_pilot")}</div>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </Asked>
    </Card>
  );
}

function Choices({ segments }: { segments: StoredSegment[] }) {
  const { t } = useLanguage();
  const may = mayChange(useSession());
  const [editing, setEditing] = useState<LeverChoice | "new">();
  const query = useQuery({
    queryKey: ["lever-choices"],
    queryFn: ({ signal }) => ask<{ items: LeverChoice[] }>("/lever-choices", {}, signal),
  });
  return (
    <Card
      title={t("actions.choices")}
      about={t("actions.choices_about")}
      tools={
        may && (
          <Button size="xs" variant="default" onClick={() => setEditing("new")}>
            {t("actions.choices_add")}
          </Button>
        )
      }
    >
      <Asked
        query={query}
        height={120}
        empty={(data) => (data.items.length ? null : <EmptyState title={t("actions.choices_none")} />)}
      >
        {(data) => (
          <ul className="plain">
            {data.items.map((row) => (
              <li key={`${row.segment}/${row.aim}`}>
                <div className="row" style={{ justifyContent: "space-between" }}>
                  <span>
                    <strong>
                      {row.segment_name} / {row.aim_name}
                    </strong>
                    <span className="quiet"> {row.tools?.map((tool) => tool.name).join(", ")}</span>
                  </span>
                  {may && (
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t("actions.edit_what", { what: `${row.segment_name} / ${row.aim_name}` })}
                      onClick={() => setEditing(row)}
                    >
                      {t("actions.edit")}
                    </Button>
                  )}
                </div>
              </li>
            ))}
          </ul>
        )}
      </Asked>
      {editing && (
        <ChoiceForm
          row={editing === "new" ? undefined : editing}
          segments={segments}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Card>
  );
}

function ChoiceForm(props: { row: LeverChoice | undefined; segments: StoredSegment[]; onClose: () => void }) {
  const { row, segments, onClose } = props;
  const { t } = useLanguage();
  const words = useWords();
  const levers = useLevers();
  const [segment, setSegment] = useState<string | null>(row?.segment ?? null);
  const [aim, setAim] = useState<string | null>(row?.aim ?? "reduce_churn");
  const [chosen, setChosen] = useState<string[]>(row?.levers ?? []);
  const refresh = [["lever-choices"], ["proposals"]];
  const path = `/lever-choices/${encodeURIComponent(segment ?? "")}/${aim}`;
  const save = useAction(() => act<LeverChoice>("PUT", path, { levers: chosen }), { refresh, onDone: onClose });
  const remove = useAction(() => act<void>("DELETE", path), { refresh, onDone: onClose });
  return (
    <FormModal
      opened
      title={t("actions.choices")}
      action={t("actions.save")}
      busy={save.isPending}
      error={save.error ?? remove.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      {row ? (
        <p>
          {row.segment_name} / {row.aim_name}
        </p>
      ) : (
        <>
          <Select
            label={t("actions.segment")}
            required
            searchable
            value={segment}
            onChange={setSegment}
            data={segments.map((one) => ({ value: one.key, label: one.name }))}
          />
          <Select
            mt="sm"
            label={t("actions.aim")}
            required
            allowDeselect={false}
            value={aim}
            onChange={setAim}
            data={words("aim", aims)}
          />
        </>
      )}
      <MultiSelect
        mt="sm"
        label={t("nav.levers")}
        required
        searchable
        value={chosen}
        onChange={setChosen}
        data={(levers.data?.items ?? []).map((one) => ({ value: one.key, label: one.name }))}
      />
      {row && (
        <Button mt="sm" variant="default" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>
          {t("actions.remove")}
        </Button>
      )}
    </FormModal>
  );
}

function Catalogue() {
  const { t } = useLanguage();
  const word = useWord();
  const query = useLevers();
  const [wanted, setWanted] = useState("");
  return (
    <Card
      title={t("actions.catalogue")}
      about={t("actions.catalogue_about")}
      tools={
        <TextInput
          data-page-filter
          aria-label={t("actions.catalogue_find")}
          placeholder={t("actions.catalogue_find")}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      }
    >
      <Asked query={query} height={300}>
        {(data) =>
          families.map((family) => {
            const items = data.items.filter(
              (one) =>
                one.family === family &&
                `${one.name} ${one.when} ${one.prerequisites}`.toLocaleLowerCase().includes(wanted.toLocaleLowerCase()),
            );
            return items.length === 0 ? null : (
              <section key={family} aria-label={word("family", family)}>
                <h3 className="section">{word("family", family)}</h3>
                <ul className="plain">
                  {items.map((one) => (
                    <li key={one.key}>
                      <strong>{one.name}</strong>{" "}
                      <span className="small">
                        {t("actions.levers.takes", {
                          cost: word("level", one.cost),
                          effort: word("level", one.effort),
                        })}
                      </span>
                      <div>{one.when}</div>
                      <div className="quiet small">
                        {t("actions.levers.prerequisites", { text: one.prerequisites ?? "" })}
                      </div>
                      <div className="quiet small">
                        <Link to={`/audit/metrics/${one.kpi}`}>{t("actions.levers.moves", { kpi: one.kpi })}</Link>
                        {one.evidence && (
                          <>
                            {" · "}
                            <Link to="/actions/glossary" hash={one.evidence}>
                              {t("actions.levers.study")}
                            </Link>
                          </>
                        )}
                      </div>
                    </li>
                  ))}
                </ul>
              </section>
            );
          })
        }
      </Asked>
    </Card>
  );
}
