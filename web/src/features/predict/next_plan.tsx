import { Button, NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { useWorkspace } from "~/api/session";
import { type Language, type Money, useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Card } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import type { Evaluation, Plan } from "./next_api";

const SHOWN = 20;

/** The choice under this week's budget and capacities: looked at first, then carried out. */
export function Planner() {
  const { t, f } = useLanguage();
  const { currency } = useWorkspace();
  const [budget, setBudget] = useState<number | string>("");
  const [sure, setSure] = useState(false);
  const body = () => ({ ...(budget !== "" && { budget: { amount: Number(budget).toFixed(2), currency } }) });
  const plan = useAction((apply: boolean) => act<Plan>("POST", "/next-actions/plan", { ...body(), apply }), {
    refresh: [["list", "/at-risk"], ["next-actions"]],
  });
  const data = plan.data;
  return (
    <Card title={t("predict.plan")} about={t("predict.plan_about")}>
      <form
        className="row"
        style={{ alignItems: "flex-end", marginBottom: 12 }}
        onSubmit={(event) => {
          event.preventDefault();
          plan.mutate(false);
        }}
      >
        <NumberInput
          label={t("predict.budget_in", { currency })}
          placeholder={t("predict.budget_left")}
          w={220}
          min={0}
          decimalScale={2}
          value={budget}
          onChange={setBudget}
        />
        <Button type="submit" variant="default" loading={plan.isPending}>
          {t("predict.plan_do")}
        </Button>
      </form>
      {plan.error && <ErrorState error={plan.error} />}
      {data?.refusal && <EmptyState title={data.refusal} />}
      {data && !data.refusal && data.chosen === 0 && (
        <EmptyState title={t("predict.plan_none")}>{t("predict.plan_none_do")}</EmptyState>
      )}
      {data && data.chosen > 0 && (
        <>
          <p>
            <strong>
              {t("predict.plan_sentence", {
                n: data.chosen,
                text: f.number(data.chosen),
                cost: said(f, data.cost),
                value: said(f, data.value),
              })}
            </strong>
          </p>
          <p className="quiet">
            {data.actions
              .filter((one) => one.count > 0)
              .map((one) => `${one.label}${t("predict.times", { n: one.count })}`)
              .join(", ")}
          </p>
          <Planned plan={data} />
          {!data.applied && (
            <Button mt="sm" onClick={() => setSure(true)}>
              {t("predict.plan_apply")}
            </Button>
          )}
        </>
      )}
      <ConfirmDanger
        opened={sure}
        title={t("predict.plan_apply")}
        action={t("predict.plan_apply")}
        onClose={() => setSure(false)}
        onConfirm={() => plan.mutateAsync(true)}
      >
        <p>{t("predict.plan_apply_about")}</p>
      </ConfirmDanger>
    </Card>
  );
}

const said = (f: Language["f"], of: Money | null) => (of ? f.money(of) : "–");

function Planned({ plan }: { plan: Plan }) {
  const { t, f } = useLanguage();
  return (
    <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: t("predict.plan") })}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("predict.customer")}</th>
            <th scope="col">{t("predict.action")}</th>
            <th scope="col" data-number>
              {t("predict.value_at_risk")}
            </th>
            <th scope="col" data-number>
              {t("predict.worth")}
            </th>
            <th scope="col">{t("predict.state")}</th>
          </tr>
        </thead>
        <tbody>
          {plan.items.slice(0, SHOWN).map((one) => (
            <tr key={one.customer.id}>
              <th scope="row">
                <Link to={`/customers/${one.customer.id}`}>{one.customer.name || `#${one.customer.id}`}</Link>
              </th>
              <td>{one.action.label}</td>
              <td data-number>{said(f, one.value_at_risk)}</td>
              <td data-number>{said(f, one.worth)}</td>
              <td>{t(`predict.planned.${one.state}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {plan.items.length > SHOWN && (
        <p className="quiet small">{t("predict.and_more", { n: plan.items.length - SHOWN })}</p>
      )}
    </section>
  );
}

/** What other rules of choosing would have brought, by the choices that were made with a known chance. */
export function Judgement() {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["next-actions", "evaluation"],
    queryFn: ({ signal }) => ask<Evaluation>("/next-actions/evaluation", {}, signal),
  });
  return (
    <Card title={t("predict.judged")} about={t("predict.judged_about")}>
      <Asked
        query={query}
        height={140}
        empty={(data) =>
          data.refusal || data.policies.length === 0 ? (
            <EmptyState title={t("predict.judged_none")}>{data.refusal ?? t("predict.judged_none_do")}</EmptyState>
          ) : null
        }
      >
        {(data) => (
          <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: t("predict.judged") })}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t("predict.policy")}</th>
                  <th scope="col" data-number>
                    {t("predict.policy_value")}
                  </th>
                  <th scope="col" data-number>
                    {t("predict.interval")}
                  </th>
                  <th scope="col" data-number>
                    n
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.policies.map((one) => (
                  <tr key={one.policy + (one.action ?? "")}>
                    <th scope="row">
                      {one.label} {!one.enough && <span className="pill">{t("predict.too_few")}</span>}
                    </th>
                    <td data-number>{said(f, one.dr.value)}</td>
                    <td data-number>
                      {one.dr.low && one.dr.high
                        ? t("ui.interval", { low: f.money(one.dr.low), high: f.money(one.dr.high) })
                        : "–"}
                    </td>
                    <td data-number>{f.number(one.n)}</td>
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
