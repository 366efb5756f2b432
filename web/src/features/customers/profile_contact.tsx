// Why a person will probably get in touch, with what may be said before; and how prices and offers move them.
import { Button } from "@mantine/core";
import { useState } from "react";
import type { Estimate } from "~/api/predictions";
import { useLanguage } from "~/i18n";
import { Interval } from "~/ui/figure";

export interface ContactReason {
  key: string;
  label: string;
  evidence: string;
  since: string | null;
  likelihood: Estimate | null;
  message: { locale: string; subject: string; text: string } | null;
}

export interface PriceSensitivity {
  value: number | null; // mean share of the price that was let off
  n: number;
  volatility: number | null;
  volatility_n: number;
}

export interface MessageBalance {
  promotional: number;
  useful: number;
  share: number | null;
  target: number;
  next: "content" | "any";
  sentence: string | null;
}

export function Contact({ reason }: { reason: ContactReason }) {
  const { t, f } = useLanguage();
  const { likelihood, message } = reason;
  return (
    <section aria-label={t("predict.contact")} className="contact-reason">
      <p data-figure="predict.contact">
        {t("predict.contact_reason", { reason: reason.label })} {reason.evidence}
      </p>
      {likelihood?.value != null && (
        <p className="small">
          {t("predict.contact_likelihood", { share: f.percent(likelihood.value, 0) })}{" "}
          <Interval low={likelihood.low} high={likelihood.high} n={likelihood.n} unit="share" />
        </p>
      )}
      {message && <Draft subject={message.subject} text={message.text} language={message.locale} />}
    </section>
  );
}

/** Nobody but a person sends it. */
function Draft({ subject, text, language }: { subject: string; text: string; language: string }) {
  const { t } = useLanguage();
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard?.writeText(`${subject}\n\n${text}`).then(() => setCopied(true));
  return (
    <details className="others">
      <summary>{t("predict.draft")}</summary>
      <div lang={language}>
        <p>
          <strong>{subject}</strong>
        </p>
        <p className="draft">{text}</p>
      </div>
      <Button size="compact-sm" variant="default" mt="xs" onClick={copy}>
        {t(copied ? "predict.draft_copied" : "predict.draft_copy")}
      </Button>
    </details>
  );
}

/** Offers and prices: what is known of them, nothing when nothing is. */
export function Sensitivities(props: { promotion: Estimate; price: PriceSensitivity; balance: MessageBalance }) {
  const { promotion, price, balance } = props;
  const { t, f } = useLanguage();
  const offers = balance.promotional + balance.useful > 0;
  if (promotion.value === null && price.value === null && price.volatility === null && !offers) return null;
  return (
    <section aria-label={t("predict.offers_prices")}>
      <h3>{t("predict.offers_prices")}</h3>
      <dl className="facts">
        {promotion.value !== null && (
          <Fact title={t("predict.promotion_share")} name="predict.promotion" value={f.percent(promotion.value, 0)}>
            <Interval low={promotion.low} high={promotion.high} n={promotion.n} unit="share" />
          </Fact>
        )}
        {price.value !== null && (
          <Fact title={t("predict.price_let_off")} name="predict.price" value={f.percent(price.value)}>
            <Interval low={null} high={null} n={price.n} unit="share" />
          </Fact>
        )}
        {price.volatility !== null && (
          <Fact title={t("predict.price_volatility")} name="predict.volatility" value={f.percent(price.volatility)}>
            <Interval low={null} high={null} n={price.volatility_n} unit="share" />
          </Fact>
        )}
        {offers && (
          <Fact
            title={t("predict.offers_sent")}
            name="predict.balance"
            value={t("predict.offers_of", { n: balance.promotional, all: balance.promotional + balance.useful })}
          >
            <span className="quiet small">{t("predict.offers_most", { share: f.percent(balance.target, 0) })}</span>
          </Fact>
        )}
      </dl>
      {balance.next === "content" && balance.sentence && (
        <p className="notice" data-level="warning">
          {balance.sentence}
        </p>
      )}
    </section>
  );
}

function Fact(props: { title: string; name: string; value: string; children: React.ReactNode }) {
  const { title, name, value, children } = props;
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <span className="number" data-figure={name}>
          {value}
        </span>
        {children}
      </dd>
    </div>
  );
}
