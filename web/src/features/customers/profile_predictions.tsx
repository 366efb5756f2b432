// What models say of a person: the risk and why, what they will still buy, and how that has moved.
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask } from "~/api/client";
import { reason_text } from "~/api/predictions";
import type { CustomerPredictions, PersonContract, PersonLifetime, PersonScore, PersonValue } from "~/api/types";
import { Lines } from "~/charts/lines";
import { ScoreBars } from "~/charts/score_bars";
import { useLanguage } from "~/i18n";
import { Card } from "~/ui/page";
import { Asked } from "~/ui/states";
import "~/ui/key_figures.css";

const horizons = [30, 90, 180, 365, 730, 1095];
const tones = { low: "gain", medium: "warn", high: "loss" };

export function Predictions({ customer }: { customer: number }) {
  const { t } = useLanguage();
  const [horizon, setHorizon] = useState<number>();
  const query = useQuery({
    queryKey: ["customer", String(customer), "predictions", horizon],
    queryFn: ({ signal }) =>
      ask<CustomerPredictions>(`/customers/${customer}/predictions`, { horizon_days: horizon }, signal),
    placeholderData: (before) => before,
  });
  const days = query.data?.lifetime?.horizon_days ?? query.data?.contract?.horizon_days;
  return (
    <Card
      title={t("predict.predictions")}
      tools={
        days && (
          <Select
            size="xs"
            w={150}
            aria-label={t("predict.horizon")}
            allowDeselect={false}
            value={String(horizon ?? days)}
            onChange={(value) => setHorizon(Number(value))}
            data={[...new Set([...horizons, days])]
              .sort((a, b) => a - b)
              .map((one) => ({ value: String(one), label: t("predict.in_days", { n: one }) }))}
          />
        )
      }
    >
      <Asked query={query} height={220}>
        {(data) => <Shown data={data} />}
      </Asked>
    </Card>
  );
}

function Shown({ data }: { data: CustomerPredictions }) {
  const { t } = useLanguage();
  if (!data.churn && !data.lifetime && !data.repurchase && !data.contract && !data.value)
    return <p className="quiet">{data.refusal ?? t("predict.no_prediction")}</p>;
  return (
    <>
      <dl className="key-figures">
        {data.churn && <Risk churn={data.churn} />}
        {data.lifetime && <LifetimeFigures lifetime={data.lifetime} />}
        {data.contract && <Renewal contract={data.contract} />}
        {data.value && <Worth value={data.value} />}
        {data.repurchase && <Chance name={t("predict.repurchase_chance")} of={data.repurchase} figure="repurchase" />}
        {data.upgrade && <Chance name={t("predict.upgrade_chance")} of={data.upgrade} figure="upgrade" />}
        {data.response && <Chance name={t("predict.response_chance")} of={data.response} figure="response" />}
      </dl>
      {data.churn && <Why churn={data.churn} />}
      <History history={data.history} />
    </>
  );
}

function Figure(props: { title: string; name: string; value: ReactNode; pill?: ReactNode; children?: ReactNode }) {
  const { title, name, value, pill, children } = props;
  return (
    <div>
      <dt className="quiet">{title}</dt>
      <dd>
        <span className="row" style={{ gap: 8 }}>
          <span className="key-figure number" data-figure={name}>
            {value}
          </span>
          {pill}
        </span>
        {children && <span className="quiet small number">{children}</span>}
      </dd>
    </div>
  );
}

function Risk({ churn }: { churn: PersonScore }) {
  const { t, f } = useLanguage();
  return (
    <Figure
      title={t("predict.churn_risk")}
      name="predict.churn_risk"
      value={f.percent(churn.probability, 0)}
      pill={
        <span className="pill" data-tone={tones[churn.band]}>
          {t(`predict.band.${churn.band}`)}
        </span>
      }
    >
      {t("predict.base", { base: f.percent(churn.base, 0) })}
    </Figure>
  );
}

function Chance({ name, of, figure }: { name: string; of: PersonScore; figure: string }) {
  const { t, f } = useLanguage();
  return (
    <Figure title={name} name={`predict.${figure}`} value={f.percent(of.probability, 0)}>
      {t("predict.base", { base: f.percent(of.base, 0) })}
    </Figure>
  );
}

function LifetimeFigures({ lifetime }: { lifetime: PersonLifetime }) {
  const { t, f } = useLanguage();
  const { expected_purchases: expected, next_purchase: next } = lifetime;
  const count = (value: number) => f.compact(value, 1);
  return (
    <>
      <Figure title={t("predict.p_alive")} name="predict.p_alive" value={f.percent(lifetime.p_alive, 0)}>
        {expected.value !== null && (
          <>
            {t("predict.expected", { n: count(expected.value) })}
            {expected.low != null && expected.high != null && (
              <> · {t("ui.interval", { low: count(expected.low), high: count(expected.high) })}</>
            )}
          </>
        )}
      </Figure>
      <Figure
        title={t("predict.next_purchase")}
        name="predict.next_purchase"
        value={next?.day ? f.day(next.day) : t("predict.none_expected")}
      >
        {next?.low && next.high && t("ui.interval", { low: f.day(next.low), high: f.day(next.high) })}
      </Figure>
    </>
  );
}

/** Of several contracts the one that comes up first. */
function Renewal({ contract }: { contract: PersonContract }) {
  const { t, f } = useLanguage();
  const [first] = contract.contracts;
  if (!first) return null;
  const months = (value: number) => f.number(value, 1);
  const { value, low, high } = first.months;
  return (
    <Figure
      title={t("predict.renewal")}
      name="predict.renewal"
      value={f.percent(contract.renewal, 0)}
      pill={first.paused && <span className="pill">{t("predict.renewal_paused")}</span>}
    >
      {first.next_renewal && t("predict.renewal_on", { day: f.day(first.next_renewal) })}
      {first.ends && <> · {t("predict.renewal_ends", { day: f.day(first.ends) })}</>}
      {value !== null && (
        <>
          {(first.next_renewal || first.ends) && " · "}
          {t("predict.contract_months", { months: months(value) })}
          {low != null && high != null && <> · {t("ui.interval", { low: months(low), high: months(high) })}</>}
        </>
      )}
    </Figure>
  );
}

/** Past and future apart, by orders and contracts. */
function Worth({ value }: { value: PersonValue }) {
  const { t, f } = useLanguage();
  const { past, future, clv, orders, contracts } = value;
  if (!clv || !future) return null;
  return (
    <Figure title={t("predict.clv")} name="predict.clv" value={f.money(clv)}>
      {t("predict.past_future", { past: f.money(past), future: f.money(future.value) })} ·{" "}
      {t("ui.interval", { low: f.money(future.low), high: f.money(future.high) })}
      {orders && contracts && (
        <>
          {" "}
          · {t("predict.of_orders_contracts", { orders: f.money(orders.value), contracts: f.money(contracts.value) })}
        </>
      )}
    </Figure>
  );
}

/** From the risk of anybody to the risk of this person, one reason after the other. */
function Why({ churn }: { churn: PersonScore }) {
  const { t, f } = useLanguage();
  if (churn.reasons.length === 0) return null;
  return (
    <section aria-label={t("predict.why")} className="why-score">
      <h3>{t("predict.why")}</h3>
      <p className="quiet small">{t("predict.why_about")}</p>
      <ScoreBars
        label={t("predict.why")}
        better="down"
        reasons={churn.reasons.map((one) => ({
          name: reason_text(one),
          effect: one.effect,
          text: `${one.effect > 0 ? "+" : ""}${f.number(one.effect, 2)}`,
        }))}
      />
      <p className="quiet small">
        {t("predict.from_base", {
          base: f.percent(churn.base, 0),
          score: f.percent(churn.probability, 0),
          day: f.day(churn.as_of.slice(0, 10)),
          version: churn.version,
        })}
      </p>
    </section>
  );
}

function History({ history }: { history: CustomerPredictions["history"] }) {
  const { t, f } = useLanguage();
  if (history.length < 2) return null;
  const first = history[0];
  const last = history.at(-1);
  const day_of = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000);
  const day_at = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
  const lines = [
    { name: t("predict.churn_risk"), points: history.map((one) => ({ x: day_of(one.day), y: one.churn })) },
    { name: t("predict.p_alive"), points: history.map((one) => ({ x: day_of(one.day), y: one.p_alive })) },
  ].filter((line) => line.points.some((point) => point.y !== null));
  return (
    <section aria-label={t("predict.history")}>
      <h3>{t("predict.history")}</h3>
      <Lines
        name="predictions"
        sentence={t("predict.history_sentence", {
          from: f.day(first?.day ?? ""),
          to: f.day(last?.day ?? ""),
        })}
        lines={lines}
        format_x={(x) => f.day(day_at(x))}
        format_y={(y) => f.percent(y, 0)}
        table={{
          head: [t("predict.day"), t("predict.churn_risk"), t("predict.p_alive")],
          rows: history.map((one) => [
            f.day(one.day),
            one.churn === null ? null : f.percent(one.churn),
            one.p_alive === null ? null : f.percent(one.p_alive),
          ]),
        }}
      />
    </section>
  );
}
