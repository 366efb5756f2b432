import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "~/api/client";
import type { PlaybookAmount, PlaybookRate, PlaybookResult } from "~/api/types";
import { type Money, useLanguage } from "~/i18n";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";

/** The goal and the revenue of both groups, their difference with its interval, and n. */
export function Result({ playbook }: { playbook: number }) {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["playbook", String(playbook), "result"],
    queryFn: ({ signal }) => ask<PlaybookResult>(`/playbooks/${playbook}/result`, {}, signal),
  });
  const goal = query.data?.goal ?? "";
  const days = query.data?.goal_days ?? 0;
  return (
    <Card
      title={t("playbooks.result")}
      about={query.data && t("playbooks.result_about", { goal, n: days, text: f.number(days) })}
    >
      <Asked
        query={query}
        height={160}
        empty={(data) => (data.refusal ? <EmptyState title={t("playbooks.never")}>{data.refusal}</EmptyState> : null)}
      >
        {(data) => <Groups result={data} />}
      </Asked>
    </Card>
  );
}

function Groups({ result }: { result: PlaybookResult }) {
  const { t, f } = useLanguage();
  const masked = (result.masked ?? []).includes("amounts");
  return (
    <>
      <p data-figure="verdict">
        <strong>{t(`playbooks.verdict.${result.verdict}`)}</strong>
      </p>
      <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: t("playbooks.result") })}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("playbooks.group")}</th>
              <th scope="col" data-number>
                {t("playbooks.entered")}
              </th>
              <th scope="col" data-number>
                {t("playbooks.observed")}
              </th>
              <th scope="col" data-number>
                {t("playbooks.reached")}
              </th>
              {!masked && (
                <th scope="col" data-number>
                  {t("playbooks.revenue")}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {result.arms.map((arm) => (
              <tr key={arm.arm}>
                <th scope="row">{t(`playbooks.arm.${arm.arm}`)}</th>
                <td data-number>{f.number(arm.entered)}</td>
                <td data-number>{t("ui.of", { n: f.number(arm.n) })}</td>
                <td data-number data-figure={`goal ${arm.arm}`}>
                  <Share rate={arm.goal} />
                </td>
                {!masked && (
                  <td data-number>
                    <Sum amount={arm.revenue} />
                  </td>
                )}
              </tr>
            ))}
            <tr>
              <th scope="row">{t("playbooks.difference")}</th>
              <td />
              <td />
              <td data-number data-figure="goal difference">
                <Share rate={result.goal_difference} signed />
              </td>
              {!masked && (
                <td data-number>
                  <Sum amount={result.revenue_difference} signed />
                </td>
              )}
            </tr>
          </tbody>
        </table>
      </section>
      {result.experiment && (
        <p className="small">
          <Link to={`/results/experiments/${result.experiment}`}>{t("playbooks.experiment")}</Link>
        </p>
      )}
    </>
  );
}

function Told({ value, low, high }: { value: string | null; low: string | null; high: string | null }) {
  const { t } = useLanguage();
  return (
    <>
      {value ?? <span className="quiet small">{t("ui.not_observed")}</span>}
      {low && high && <div className="quiet small">{t("playbooks.interval", { low, high })}</div>}
    </>
  );
}

function Share({ rate, signed }: { rate: PlaybookRate; signed?: boolean }) {
  const { f } = useLanguage();
  const say = (one: number | null) => (one === null ? null : signed ? f.points(one) : f.percent(one));
  return <Told value={say(rate.value)} low={say(rate.low)} high={say(rate.high)} />;
}

function Sum({ amount, signed }: { amount: PlaybookAmount; signed?: boolean }) {
  const { f } = useLanguage();
  const say = (one: Money | null) => (one ? f.money(one, { signed: signed ?? false }) : null);
  return <Told value={say(amount.value)} low={say(amount.low)} high={say(amount.high)} />;
}
