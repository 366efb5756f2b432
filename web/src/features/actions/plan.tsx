import { Button, NumberInput, TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession, useWorkspace } from "~/api/session";
import type { Benefit, Plan, PlanChecked, PlanCover, PlanNeed } from "~/api/types";
import { Bars } from "~/charts/bars";
import { type Money, useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { type FigureValue, Interval, useFigure } from "~/ui/figure";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { amount_of, FormModal, MoneyField, money_of } from "./parts";

/** The initiatives as one plan: what has to be said of it first, then what it is made of. */
export default function PlanPage() {
  const { t } = useLanguage();
  const session = useSession();
  const [editing, setEditing] = useState(false);
  const plan = useQuery({ queryKey: ["plan"], queryFn: ({ signal }) => ask<Plan>("/plan", {}, signal) });
  return (
    <div className="page">
      <PageHeader title={t("actions.plan.title")} about={t("actions.plan.about")}>
        {mayChange(session) && plan.data && (
          <Button variant="default" onClick={() => setEditing(true)}>
            {t("actions.plan.resources")}
          </Button>
        )}
      </PageHeader>
      <Asked query={plan} height={320}>
        {(data) => (
          <>
            <Notices plan={data} />
            <Budget plan={data} />
            <div className="grid" style={{ "--least": "340px" } as React.CSSProperties}>
              <Mix plan={data} />
              <Checklist items={data.checklist ?? []} />
            </div>
            <div className="grid" style={{ "--least": "300px" } as React.CSSProperties}>
              <Cover title={t("actions.plan.pillars")} cover={data.pillars} />
              <Cover title={t("actions.plan.conditions")} cover={data.conditions} />
              <Needs plan={data} />
            </div>
            <Practices items={data.practices ?? []} />
            {editing && <Resources plan={data} onClose={() => setEditing(false)} />}
          </>
        )}
      </Asked>
      <Benefits />
    </div>
  );
}

function Notices({ plan }: { plan: Plan }) {
  const { t } = useLanguage();
  const notices = plan.notices ?? [];
  if (plan.initiatives === 0)
    return (
      <Card>
        <EmptyState
          title={t("actions.plan.none")}
          action={
            <Button component={Link} to="/actions/levers">
              {t("actions.plan.none_act")}
            </Button>
          }
        >
          {t("actions.plan.none_do")}
        </EmptyState>
      </Card>
    );
  return (
    <Card title={t("actions.plan.notices")}>
      {notices.length === 0 ? (
        <p className="quiet">{t("actions.plan.no_notice")}</p>
      ) : (
        <ul className="plain">
          {notices.map((notice) => (
            <li key={`${notice.code}${notice.initiative ?? ""}`}>
              <span className="pill" data-tone={notice.severity === "warning" ? "warn" : "accent"}>
                {t(notice.severity === "warning" ? "actions.warning" : "actions.information")}
              </span>{" "}
              {notice.initiative ? (
                <Link to={`/actions/initiatives/${notice.initiative}`}>{notice.text}</Link>
              ) : (
                notice.text
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Budget({ plan }: { plan: Plan }) {
  const { t, f } = useLanguage();
  const money = (value: Money | null | undefined) => (value ? f.money(value) : t("actions.not_said"));
  const figures = [
    { key: "budget", name: t("actions.plan.budget"), text: money(plan.budget?.budget) },
    { key: "planned", name: t("actions.plan.planned"), text: money(plan.budget?.planned) },
    { key: "actual", name: t("actions.plan.actual"), text: money(plan.budget?.actual) },
  ];
  const ends = plan.horizon?.ends;
  return (
    <div className="grid">
      {figures.map((figure) => (
        <section className="card kpi" key={figure.key} aria-label={figure.name}>
          <span className="quiet">{figure.name}</span>
          <span className="kpi-value" data-figure={`plan.${figure.key}`}>
            {figure.text}
          </span>
          {figure.key === "planned" && plan.budget?.text && (
            <span className="pill" data-tone="warn">
              {plan.budget.text}
            </span>
          )}
        </section>
      ))}
      <section className="card kpi" aria-label={t("actions.plan.ends")}>
        <span className="quiet">{t("actions.plan.ends")}</span>
        <span className="kpi-value">{ends ? f.day(ends) : t("actions.not_said")}</span>
        <span className="quiet small">{t("actions.plan.horizon", { days: plan.horizon?.days ?? 0 })}</span>
      </section>
    </div>
  );
}

function Mix({ plan }: { plan: Plan }) {
  const { t, f } = useLanguage();
  const rows = (plan.mix?.families ?? []).map((one) => ({
    name: one.name ?? "",
    value: one.initiatives ?? 0,
    money: one.budget ? f.money(one.budget) : "",
  }));
  const used = rows.filter((row) => row.value > 0).length;
  return (
    <Card title={t("actions.plan.mix")} about={t("actions.plan.mix_about")}>
      <Bars
        name="plan-mix"
        sentence={t("actions.plan.mix_sentence", { families: used, initiatives: plan.initiatives })}
        bars={rows.map((row) => ({
          name: row.name,
          value: row.value,
          text: t("actions.plan.mix_text", { count: row.value, budget: row.money }),
        }))}
        table={{
          head: [t("actions.family"), t("nav.initiatives"), t("actions.plan.planned")],
          rows: rows.map((row) => [row.name, row.value, row.money]),
        }}
      />
    </Card>
  );
}

function Met({ met }: { met: boolean }) {
  const { t } = useLanguage();
  return (
    <span className="pill" data-tone={met ? "gain" : "loss"}>
      {t(met ? "actions.met" : "actions.missing")}
    </span>
  );
}

function Checklist({ items }: { items: PlanChecked[] }) {
  const { t } = useLanguage();
  const gaps = items.filter((item) => !item.met).length;
  return (
    <Card title={t("actions.plan.checklist")} about={t("actions.plan.gaps", { gaps, of: items.length })}>
      <ul className="plain">
        {items.map((item) => (
          <li key={item.key}>
            <Met met={item.met === true} /> <strong>{item.name}</strong>
            <div className="quiet small">{item.text}</div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Cover({ title, cover }: { title: string; cover: PlanCover | undefined }) {
  return (
    <Card title={title} about={`${cover?.met ?? 0}/${cover?.of ?? 0}`}>
      <ul className="plain">
        {(cover?.items ?? []).map((item) => (
          <li key={item.key}>
            <Met met={item.met === true} /> {item.name}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Needs({ plan }: { plan: Plan }) {
  const { t } = useLanguage();
  const needs: PlanNeed[] = [...(plan.skills ?? []), ...(plan.systems ?? [])];
  return (
    <Card title={t("actions.plan.needs")} about={t("actions.plan.needs_about")}>
      {needs.length === 0 ? (
        <p className="quiet">{t("actions.plan.no_need")}</p>
      ) : (
        <ul className="plain">
          {needs.map((need) => (
            <li key={need.word}>
              <Met met={need.there === true} /> {need.name}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Practices({ items }: { items: PlanChecked[] }) {
  const { t } = useLanguage();
  return (
    <Card
      title={t("actions.plan.practices")}
      about={t("actions.plan.practices_about")}
      tools={<Link to="/audit/metrics/ndr">{t("actions.plan.ndr")}</Link>}
    >
      <ul className="plain">
        {items.map((item) => (
          <li key={item.key}>
            <strong>{item.name}</strong>{" "}
            <span className="quiet small">{t("actions.plan.used_by", { count: item.initiatives?.length ?? 0 })}</span>
            <div className="quiet small">{item.text}</div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Benefits() {
  const { t } = useLanguage();
  const figure = useFigure();
  const query = useQuery({
    queryKey: ["benefits"],
    queryFn: ({ signal }) => ask<{ items: Benefit[] }>("/benefits", {}, signal),
  });
  return (
    <Card title={t("actions.benefits")} about={t("actions.benefits_about")}>
      <Asked query={query} height={160}>
        {(data) => (
          <ul className="plain">
            {data.items.map((item) => (
              <li key={item.key}>
                <div className="row" style={{ justifyContent: "space-between" }}>
                  <div>
                    <strong>{item.name}</strong>
                    <div className="quiet small">{item.why}</div>
                  </div>
                  <div style={{ textAlign: "right" }}>
                    <div className="quiet small">{item.label}</div>
                    <strong className="number" data-figure={`benefit.${item.key}`}>
                      {figure(item.value as FigureValue, item.unit ?? "")}
                    </strong>{" "}
                    <Interval
                      low={item.low as FigureValue}
                      high={item.high as FigureValue}
                      n={item.n}
                      unit={item.unit ?? ""}
                    />
                  </div>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </Card>
  );
}

function Resources({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const { t } = useLanguage();
  const { currency } = useWorkspace();
  const settings = plan.settings;
  const [budget, setBudget] = useState(amount_of(settings?.budget));
  const [horizon, setHorizon] = useState<string | number>(settings?.horizon_days ?? 180);
  const [skills, setSkills] = useState(settings?.skills ?? []);
  const [systems, setSystems] = useState(settings?.systems ?? []);
  // What initiatives need is offered by name; it is kept by its word.
  const names = new Map((plan.skills ?? []).map((need) => [need.word ?? "", need.name ?? ""]));
  const words = new Map((plan.skills ?? []).map((need) => [need.name ?? "", need.word ?? ""]));
  const save = useAction(
    () =>
      act<unknown>("PATCH", "/plan/settings", {
        budget: money_of(budget, currency),
        horizon_days: Number(horizon) || 180,
        skills,
        systems,
      }),
    { refresh: [["plan"]], done: t("actions.saved"), onDone: onClose },
  );
  return (
    <FormModal
      opened
      title={t("actions.plan.resources")}
      action={t("actions.save")}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <MoneyField label={t("actions.plan.budget")} value={budget} onChange={setBudget} />
      <NumberInput
        mt="sm"
        label={t("actions.plan.horizon_days")}
        value={horizon}
        onChange={setHorizon}
        min={1}
        max={3650}
        hideControls
      />
      <TagsInput
        mt="sm"
        label={t("actions.plan.skills")}
        description={t("actions.plan.tags_help")}
        value={skills.map((word) => names.get(word) || word)}
        onChange={(chosen) => setSkills(chosen.map((name) => words.get(name) || name))}
        data={[...names.values()]}
        clearable={false}
      />
      <TagsInput
        mt="sm"
        label={t("actions.plan.systems")}
        value={systems}
        onChange={setSystems}
        data={(plan.systems ?? []).map((need) => need.word ?? "")}
        clearable={false}
      />
    </FormModal>
  );
}
