// The health of a person: the score, what it is made of, what speaks against it, and what somebody decided instead.
import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import type { Estimate } from "~/api/predictions";
import { Sparkline } from "~/charts/sparkline";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";
import {
  Contact,
  type ContactReason,
  type MessageBalance,
  type PriceSensitivity,
  Sensitivities,
} from "./profile_contact";
import "~/ui/key_figures.css";

interface Part {
  key: string;
  label: string;
  value: number | null;
  points: number | null;
  weight: number;
  unit?: string;
}

interface Health {
  customer: number;
  score: number | null;
  band: Band | null;
  band_label: string | null;
  before_signals: number | null;
  points_off: number;
  standing: "customer" | "no_customer" | "lost" | "objected";
  refusal: string | null;
  groups: { key: string; label: string; weight: number; score: number | null; measures: Part[] }[];
  signals: { key: string; label: string; since: string; evidence: string; points: number }[];
  override: { band: Band; reason: string; until: string | null; at: string } | null;
  loyalty_index: { value: number; components: Part[] } | null;
  promotion_sensitivity: Estimate;
  price_sensitivity: PriceSensitivity;
  contact_reason: ContactReason | null;
  message_balance: MessageBalance;
  history: { day: string; score: number; band: string }[];
}

const bands = ["healthy", "watch", "at_risk"] as const;
type Band = (typeof bands)[number];
const tones = { healthy: "gain", watch: "warn", at_risk: "loss" };

export function Health({ customer, mayChange }: { customer: number; mayChange: boolean }) {
  const { t } = useLanguage();
  const [deciding, setDeciding] = useState(false);
  const query = useQuery({
    queryKey: ["customer", String(customer), "health"],
    queryFn: ({ signal }) => ask<Health>(`/customers/${customer}/health-score`, {}, signal),
  });
  return (
    <Card
      title={t("predict.health")}
      tools={
        mayChange &&
        query.data?.score != null && (
          <Button size="compact-xs" variant="default" onClick={() => setDeciding(true)}>
            {t("predict.override")}
          </Button>
        )
      }
    >
      <Asked query={query} height={160}>
        {(data) => (
          <>
            {data.score === null ? <p className="quiet">{data.refusal}</p> : <Shown data={data} />}
            {data.standing !== "objected" && <Around data={data} />}
            {data.score !== null && <Details data={data} />}
          </>
        )}
      </Asked>
      {deciding && query.data && (
        <Override customer={customer} now={query.data.override} onClose={() => setDeciding(false)} />
      )}
    </Card>
  );
}

function Shown({ data }: { data: Health }) {
  const { t, f } = useLanguage();
  const [first, last] = [data.history[0], data.history.at(-1)];
  return (
    <>
      <p className="score">
        <strong className="key-figure number" data-figure="predict.health">
          {f.number(data.score ?? 0)}
        </strong>{" "}
        <span className="quiet">/ 100</span>{" "}
        {data.band && (
          <span className="pill" data-tone={tones[data.band]}>
            {data.band_label}
          </span>
        )}
      </p>
      <HealthBar score={data.score ?? 0} />
      {data.override && (
        <p className="notice" data-level="warning">
          {data.override.until
            ? t("predict.overridden_until", { reason: data.override.reason, until: f.day(data.override.until) })
            : t("predict.overridden", { reason: data.override.reason })}
        </p>
      )}
      <dl className="facts">
        {data.groups
          .filter((group) => group.score !== null)
          .map((group) => (
            <div key={group.key}>
              <dt>{group.label}</dt>
              <dd className="number">{f.number(group.score ?? 0)}</dd>
            </div>
          ))}
      </dl>
      {data.signals.length > 0 && (
        <ul className="plain" aria-label={t("predict.signals")}>
          {data.signals.map((signal) => (
            <li key={signal.key}>
              <span className="pill" data-tone="loss">
                {signal.label}
              </span>{" "}
              <span className="quiet small">
                {signal.evidence} · {t("predict.points", { n: f.signed(-signal.points) })}
              </span>
            </li>
          ))}
        </ul>
      )}
      {first && last && first !== last && (
        <>
          <Sparkline values={data.history.map((one) => one.score)} />
          <p className="quiet small">
            {t("predict.health_history", {
              from: f.day(first.day),
              to: f.day(last.day),
              before: f.number(first.score),
              after: f.number(last.score),
            })}
          </p>
        </>
      )}
    </>
  );
}

/** What is known of somebody without a score, too. */
function Around({ data }: { data: Health }) {
  return (
    <>
      {data.contact_reason && <Contact reason={data.contact_reason} />}
      <Sensitivities
        promotion={data.promotion_sensitivity}
        price={data.price_sensitivity}
        balance={data.message_balance}
      />
    </>
  );
}

/** Where the score stands between 0 and 100. */
function HealthBar({ score }: { score: number }) {
  return (
    <svg className="health-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden>
      <rect width={100} height={8} fill="var(--surface-2)" />
      <rect width={Math.max(1, Math.min(100, score))} height={8} fill="var(--accent)" />
    </svg>
  );
}

function Details({ data }: { data: Health }) {
  const { t, f } = useLanguage();
  return (
    <details className="others">
      <summary>{t("predict.health_details")}</summary>
      <Parts title={t("predict.health")} parts={data.groups.flatMap((group) => group.measures)} />
      {data.loyalty_index && (
        <Parts
          title={t("predict.loyalty_of", { value: f.number(data.loyalty_index.value) })}
          parts={data.loyalty_index.components}
        />
      )}
    </details>
  );
}

function Parts({ title, parts }: { title: string; parts: Part[] }) {
  const { t, f } = useLanguage();
  return (
    <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: title })}>
      <table className="table">
        <caption className="quiet small">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t("predict.measure")}</th>
            <th scope="col" data-number>
              {t("predict.value")}
            </th>
            <th scope="col" data-number>
              {t("predict.points_head")}
            </th>
          </tr>
        </thead>
        <tbody>
          {parts
            .filter((part) => part.weight > 0)
            .map((part) => (
              <tr key={part.key}>
                <th scope="row">{part.label}</th>
                <td data-number>{part.value === null ? "–" : f.compact(part.value, 2)}</td>
                <td data-number>{part.points === null ? "–" : f.number(part.points)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}

/** What somebody knows that the score does not: the band that holds until a day, and why. */
function Override({ customer, now, onClose }: { customer: number; now: Health["override"]; onClose: () => void }) {
  const { t } = useLanguage();
  const [band, setBand] = useState<string>(now?.band ?? "at_risk");
  const [reason, setReason] = useState(now?.reason ?? "");
  const [until, setUntil] = useState(now?.until ?? "");
  const path = `/customers/${customer}/health-score/override`;
  const refresh = [["customer", String(customer), "health"]];
  const save = useAction((_: undefined) => act("POST", path, { band, reason, until: until || null }), {
    refresh,
    done: t("ui.saved"),
    onDone: onClose,
  });
  const remove = useAction((_: undefined) => act("DELETE", path), { refresh, onDone: onClose });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("predict.override_title")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Select
          label={t("predict.override_band")}
          allowDeselect={false}
          value={band}
          onChange={(value) => setBand(value ?? "at_risk")}
          data={bands.map((value) => ({ value, label: t(`predict.health_band.${value}`) }))}
        />
        <TextInput
          required
          label={t("predict.override_reason")}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <TextInput
          type="date"
          label={t("predict.override_until")}
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
        {(save.error || remove.error) && <ErrorState error={save.error ?? remove.error} />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          {now && (
            <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>
              {t("predict.override_take")}
            </Button>
          )}
          <Button type="submit" loading={save.isPending}>
            {t("ui.save")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
