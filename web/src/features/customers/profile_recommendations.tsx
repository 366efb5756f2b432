// What a person will probably buy or read next, and why; and what is known of what they prefer.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "~/api/client";
import type { CustomerPreference, PreferenceSummary, Recommendation, RecommendationList } from "~/api/types";
import { type Key, useLanguage } from "~/i18n";
import { Interval } from "~/ui/figure";
import { Card } from "~/ui/page";
import { Asked } from "~/ui/states";

function useSuggestions(customer: number, kind: "product" | "content") {
  return useQuery({
    queryKey: ["customer", String(customer), "recommendations", kind],
    queryFn: ({ signal }) => ask<RecommendationList>(`/customers/${customer}/recommendations`, { kind }, signal),
  });
}

export function NextProducts({ customer }: { customer: number }) {
  const { t } = useLanguage();
  const products = useSuggestions(customer, "product");
  const contents = useSuggestions(customer, "content");
  const days = products.data?.horizon_days;
  return (
    <Card title={t("predict.next_products")} about={days && t("predict.next_products_about", { n: days })}>
      <Asked query={products} height={120}>
        {(data) => <Products data={data} />}
      </Asked>
      {(contents.isError || (contents.data?.items.length ?? 0) > 0) && (
        <Asked query={contents} height={90}>
          {(data) => <Contents data={data} />}
        </Asked>
      )}
    </Card>
  );
}

function Products({ data }: { data: RecommendationList }) {
  const { t, f } = useLanguage();
  if (data.items.length === 0) return <p className="quiet">{data.refusal ?? t("predict.no_next_product")}</p>;
  return (
    <>
      {!data.published && <p className="quiet small">{t("predict.by_rhythm")}</p>}
      <Suggestions
        label={t("predict.next_products")}
        items={data.items}
        figure={(item) =>
          item.probability !== undefined && (
            <strong className="number" data-figure={`probability ${item.product?.key}`}>
              {f.percent(item.probability)}
            </strong>
          )
        }
      />
    </>
  );
}

function Contents({ data }: { data: RecommendationList }) {
  const { t } = useLanguage();
  return (
    <section aria-label={t("predict.next_contents")}>
      <h3>{t("predict.next_contents")}</h3>
      {!data.published && <p className="quiet small">{t("predict.contents_unproven")}</p>}
      <Suggestions label={t("predict.next_contents")} items={data.items} />
    </section>
  );
}

function Suggestions(props: { label: string; items: Recommendation[]; figure?: (item: Recommendation) => ReactNode }) {
  const { label, items, figure } = props;
  return (
    <ol className="plain suggestions" aria-label={label}>
      {items.map((item) => {
        const what = item.product ?? item.content;
        return (
          <li key={what?.key}>
            <div>
              <strong>{what?.name || what?.key}</strong>
              {what?.category && <span className="pill">{what.category}</span>}
              <div className="quiet small">{item.sentence}</div>
            </div>
            {figure?.(item)}
          </li>
        );
      })}
    </ol>
  );
}

export function Preferences({ customer }: { customer: number }) {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["customer", String(customer), "preference-summary"],
    queryFn: ({ signal }) => ask<PreferenceSummary>(`/customers/${customer}/preference-summary`, {}, signal),
  });
  return (
    <Card title={t("predict.preferences")}>
      <Asked query={query} height={120}>
        {(data) =>
          data.summary ? (
            <Preferred of={data.summary} />
          ) : (
            <p className="quiet">{data.refusal ?? t("ui.not_observed")}</p>
          )
        }
      </Asked>
    </Card>
  );
}

/** Only what has been observed has a line. */
function Preferred({ of }: { of: CustomerPreference }) {
  const { t, f } = useLanguage();
  const { discounted } = of;
  const facts: [Key, ReactNode][] = [
    [
      "predict.prefers.categories",
      of.categories.map((one) => <Share key={one.category} name={one.category} share={f.percent(one.share, 0)} />),
    ],
    [
      "predict.prefers.products",
      of.products.map(({ product, days }) => (
        <Share key={product.key} name={product.name || product.key} share={t("predict.prefers.times", { n: days })} />
      )),
    ],
    [
      "predict.prefers.topics",
      of.topics.map((one) => <Share key={one.topic} name={one.topic} share={f.percent(one.share, 0)} />),
    ],
    ["predict.prefers.prices", of.price_level && t(`predict.price_level.${of.price_level}`)],
    [
      "predict.prefers.discounted",
      discounted && (
        <>
          <span className="number" data-figure="predict.discounted">
            {f.percent(discounted.value, 0)}
          </span>
          <Interval low={discounted.low} high={discounted.high} n={discounted.n} unit="share" />
        </>
      ),
    ],
    ["predict.prefers.weekday", of.weekday && t(`predict.weekday.${of.weekday}` as Key)],
  ];
  const observed = ([, value]: [Key, ReactNode]) => (Array.isArray(value) ? value.length > 0 : Boolean(value));
  return (
    <>
      <p data-figure="predict.preferences">{of.sentence}</p>
      <dl className="facts">
        {facts.filter(observed).map(([title, value]) => (
          <div key={title}>
            <dt>{t(title)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Share({ name, share }: { name: string; share: string }) {
  return (
    <span>
      {name} <span className="quiet small number">{share}</span>
    </span>
  );
}
