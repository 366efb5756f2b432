import { Button, Checkbox, Modal, Select, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type {
  Opportunity,
  OpportunityCustomer,
  RecommendationMethod,
  RecommendationModel,
  RecommendationRate,
  RecommendationSettings,
  RelatedProductList,
} from "~/api/types";
import { type Key, useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Definition, Interval } from "~/ui/figure";
import { TextFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { JobProgress } from "~/ui/progress";
import { Asked, EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";

/** What customers will probably buy next: what goes together, who lacks the second, and how good that is. */
export default function NextProduct() {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const may = mayChange(useSession());
  const [job, setJob] = useState<number>();
  const [open, setOpen] = useState<Opportunity>();
  const train = useAction(() => act<{ job: number }>("POST", "/recommendations/train"), {
    onDone: ({ job }) => setJob(job),
  });
  const ended = () => {
    for (const queryKey of [["recommendations"], ["list", "/opportunities"], ["related"]])
      queries.invalidateQueries({ queryKey });
  };
  return (
    <div className="page">
      <PageHeader title={t("nav.next_product")} about={t("actions.next.about")}>
        {may && (
          <Button variant="default" loading={train.isPending} onClick={() => train.mutate(undefined)}>
            {t("actions.next.train")}
          </Button>
        )}
      </PageHeader>
      {job && <JobProgress key={job} id={job} label={t("actions.next.training")} onEnd={ended} />}
      <Opportunities onOpen={setOpen} />
      <Quality />
      <Related />
      <Products may={may} />
      {open && <Customers opportunity={open} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

// ---- opportunities ----

function Opportunities({ onOpen }: { onOpen: (row: Opportunity) => void }) {
  const { t, f } = useLanguage();
  const list = useList<Opportunity>("/opportunities");
  const columns: Column<Opportunity>[] = [
    {
      name: "a",
      title: t("actions.next.bought"),
      cell: (row) => row.a.name,
      text: (row) => row.a.name,
    },
    {
      name: "b",
      title: t("actions.next.offer"),
      cell: (row) => (
        <>
          <strong>{row.b.name}</strong> <span className="pill">{t(`actions.next.${row.kind}`)}</span>
        </>
      ),
      text: (row) => row.b.name,
    },
    {
      name: "lift",
      title: t("actions.next.lift"),
      number: true,
      cell: (row) => (
        <>
          {f.number(row.lift, 1)}{" "}
          <span className="quiet small number">
            [{f.number(row.lift_low, 1)} – {f.number(row.lift_high, 1)}]
          </span>
        </>
      ),
      text: (row) => row.lift,
    },
    {
      name: "confidence",
      title: t("actions.next.confidence"),
      number: true,
      cell: (row) =>
        row.confidence ? (
          <>
            {f.percent(row.confidence.value)} <span className="quiet small">({f.number(row.confidence.n)})</span>
          </>
        ) : (
          t("ui.not_observed")
        ),
      text: (row) => row.confidence?.value ?? null,
    },
    {
      name: "customers",
      title: t("actions.next.customers"),
      number: true,
      cell: (row) => (
        <Button size="compact-xs" variant="default" onClick={() => onOpen(row)}>
          {t("actions.next.customers_of", { count: row.customers })}
        </Button>
      ),
      text: (row) => row.customers,
    },
  ];
  return (
    <Card title={t("actions.next.opportunities")} about={t("actions.next.opportunities_about")}>
      <DataTable
        label={t("actions.next.opportunities_table")}
        list={list}
        columns={columns}
        height={420}
        file="opportunities"
        empty={
          <EmptyState title={t("actions.next.no_opportunities")}>{t("actions.next.no_opportunities_do")}</EmptyState>
        }
      />
    </Card>
  );
}

function Customers({ opportunity, onClose }: { opportunity: Opportunity; onClose: () => void }) {
  const { t, f } = useLanguage();
  const list = useList<OpportunityCustomer & { id?: number }>(`/opportunities/${opportunity.id}/customers`);
  const columns: Column<OpportunityCustomer>[] = [
    {
      name: "customer",
      title: t("actions.next.customer"),
      cell: ({ customer }) => (
        <Link to={`/customers/${customer.id}`}>{customer.name || customer.email || `nº ${customer.id}`}</Link>
      ),
      text: ({ customer }) => customer.name || customer.email || customer.id,
    },
    {
      name: "probability",
      title: t("actions.next.probability"),
      number: true,
      cell: (row) => f.percent(row.probability),
      text: (row) => row.probability,
    },
  ];
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t("actions.next.who", { a: opportunity.a.name, b: opportunity.b.name })}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <DataTable
        label={t("actions.next.customers")}
        list={list}
        columns={columns}
        height={420}
        file="opportunity-customers"
        empty={<EmptyState title={t("actions.next.nobody")} />}
      />
    </Modal>
  );
}

// ---- quality ----

function Quality() {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["recommendations", "model"],
    queryFn: ({ signal }) => ask<RecommendationModel>("/recommendations/model", {}, signal),
  });
  return (
    <Card title={t("actions.next.quality")} about={t("actions.next.quality_about")}>
      <Asked
        query={query}
        height={220}
        empty={(model) =>
          model.status === "never" ? (
            <EmptyState title={t("actions.next.never_learned")}>{t("actions.next.never_learned_do")}</EmptyState>
          ) : null
        }
      >
        {(model) => (
          <>
            <p>
              <span className="pill" data-tone={model.status === "published" ? "gain" : "warn"}>
                {t(`actions.next.${model.status}`)}
              </span>{" "}
              {model.refusal ?? t("actions.next.learned", { customers: model.customers ?? 0, lines: model.lines ?? 0 })}
            </p>
            {model.holdout && <Methods model={model} />}
            <p className="quiet small" style={{ marginTop: 10 }}>
              {model.trained_at && t("actions.next.trained", { at: f.instant(model.trained_at) })}{" "}
              {model.summaries &&
                t("actions.next.summaries", {
                  customers: model.summaries.customers,
                  missing: model.summaries.missing,
                  seconds: f.number(model.summaries.took_ms / 1000, 1),
                })}{" "}
              {(model.left_out ?? 0) > 0 && t("actions.next.left_out", { count: model.left_out })}
            </p>
          </>
        )}
      </Asked>
    </Card>
  );
}

const methods = ["model", "popularity", "habit"] as const;

function Methods({ model }: { model: RecommendationModel }) {
  const { t, f } = useLanguage();
  const holdout = model.holdout;
  if (!holdout) return null;
  const cell = (rate: RecommendationRate | null | undefined, percent: boolean) =>
    rate ? (
      <>
        {percent ? f.percent(rate.value) : f.number(rate.value, 3)}
        <br />
        <Interval low={rate.low} high={rate.high} unit={percent ? "rate" : "ratio"} />
      </>
    ) : (
      t("ui.not_observed")
    );
  const at = (method: RecommendationMethod, k: number) => method.hit_rates.find((one) => one.k === k)?.rate;
  return (
    <>
      <p style={{ margin: "8px 0 12px" }}>
        {t("actions.next.holdout", {
          customers: holdout.customers,
          from: f.day(holdout.from, "long"),
          to: f.day(holdout.to, "long"),
        })}
      </p>
      <section className="scroll-x" tabIndex={0} aria-label={t("actions.next.quality_table")}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("actions.next.method")}</th>
              <th scope="col" data-number>
                {t("actions.next.among", { k: 3 })}
              </th>
              <th scope="col" data-number>
                {t("actions.next.among", { k: 10 })}
              </th>
              <th scope="col" data-number>
                {t("actions.next.rank")} <Definition text={t("actions.next.rank_about")} />
              </th>
            </tr>
          </thead>
          <tbody>
            {methods.map((name) => (
              <tr key={name}>
                <th scope="row">{t(`actions.next.by_${name}` as Key)}</th>
                <td data-number data-figure={`hit ${name} 3`}>
                  {cell(at(holdout[name], 3), true)}
                </td>
                <td data-number>{cell(at(holdout[name], 10), true)}</td>
                <td data-number>{cell(holdout[name].reciprocal_rank, false)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

// ---- products beside one ----

function Related() {
  const { t, f } = useLanguage();
  const [search] = useFilters();
  const key = search.product;
  const query = useQuery({
    queryKey: ["related", key],
    enabled: !!key,
    retry: false,
    queryFn: ({ signal }) =>
      ask<RelatedProductList>(`/products/${encodeURIComponent(key ?? "")}/related`, { k: 10 }, signal),
  });
  return (
    <Card
      title={t("actions.next.related")}
      about={t("actions.next.related_about")}
      tools={<TextFilter name="product" label={t("actions.next.product_key")} />}
    >
      {!key ? (
        <EmptyState title={t("actions.next.related_choose")} />
      ) : query.isError ? (
        <EmptyState title={t("actions.next.unknown_product", { key })} />
      ) : (
        <Asked
          query={query}
          height={160}
          empty={(data) => (data.items.length ? null : <EmptyState title={t("actions.next.related_none")} />)}
        >
          {(data) => (
            <>
              <p>{t("actions.next.related_of", { name: data.product.name, count: data.customers })}</p>
              <ul className="plain">
                {data.items.map((one) => (
                  <li key={one.product.key}>
                    <strong>{one.product.name}</strong>{" "}
                    <span className="quiet">
                      {one.share && t("actions.next.related_share", { share: f.percent(one.share.value) })}{" "}
                      {one.share && <Interval low={one.share.low} high={one.share.high} n={one.share.n} unit="rate" />}{" "}
                      {t("actions.next.related_lift", { lift: f.number(one.lift, 1) })}
                      {one.after &&
                        ` · ${t("actions.next.related_after", { share: f.percent(one.after.value), days: one.after.days })}`}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </Asked>
      )}
    </Card>
  );
}

// ---- what is said of products ----

type Rule = RecommendationSettings["products"][number];
const refresh = [["recommendations"]];

function Products({ may }: { may: boolean }) {
  const { t } = useLanguage();
  const [key, setKey] = useState("");
  const query = useQuery({
    queryKey: ["recommendations", "settings"],
    queryFn: ({ signal }) => ask<RecommendationSettings>("/recommendations/settings", {}, signal),
  });
  const change = useAction((rule: Partial<Rule>) => act("PATCH", "/recommendations/settings", { products: [rule] }), {
    refresh,
    done: t("actions.next.kept"),
    onDone: () => setKey(""),
  });
  return (
    <Card title={t("actions.next.products")} about={t("actions.next.products_about")}>
      {may && (
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            if (key) change.mutate({ key, excluded: true });
          }}
        >
          <TextInput
            aria-label={t("actions.next.keep_apart")}
            placeholder={t("actions.next.keep_apart")}
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
          <Button type="submit" variant="default" loading={change.isPending} disabled={!key}>
            {t("actions.next.exclude")}
          </Button>
        </form>
      )}
      <Asked
        query={query}
        height={120}
        empty={(data) => (data.products.length ? null : <EmptyState title={t("actions.next.no_rules")} />)}
      >
        {(data) => (
          <ul className="plain">
            {data.products.map((rule) => (
              <ProductRule key={rule.key} rule={rule} may={may} onChange={(one) => change.mutate(one)} />
            ))}
          </ul>
        )}
      </Asked>
    </Card>
  );
}

function ProductRule(props: { rule: Rule; may: boolean; onChange: (rule: Partial<Rule>) => void }) {
  const { rule, may, onChange } = props;
  const { t } = useLanguage();
  const again = rule.consumable === null || rule.consumable === undefined ? "auto" : rule.consumable ? "yes" : "no";
  return (
    <li className="row" style={{ justifyContent: "space-between" }}>
      <strong>{rule.name}</strong>
      <span className="row">
        <Checkbox
          label={t("actions.next.excluded")}
          checked={rule.excluded}
          disabled={!may}
          onChange={(event) => onChange({ key: rule.key, excluded: event.target.checked })}
        />
        <Checkbox
          label={t("actions.next.out_of_stock")}
          checked={rule.out_of_stock}
          disabled={!may}
          onChange={(event) => onChange({ key: rule.key, out_of_stock: event.target.checked })}
        />
        <Select
          aria-label={t("actions.next.bought_again", { name: rule.name })}
          w={200}
          disabled={!may}
          value={again}
          allowDeselect={false}
          onChange={(value) => onChange({ key: rule.key, consumable: value === "auto" ? null : value === "yes" })}
          data={(["auto", "yes", "no"] as const).map((value) => ({ value, label: t(`actions.next.again_${value}`) }))}
        />
      </span>
    </li>
  );
}
