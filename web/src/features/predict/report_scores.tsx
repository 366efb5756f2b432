import { Link, useNavigate } from "@tanstack/react-router";
import { reason_text } from "~/api/predictions";
import type { PredictionScore } from "~/api/types";
import { useLanguage } from "~/i18n";
import { Card } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";

/** Who has the highest scores now, and why. */
export function Scores({ model }: { model: string }) {
  const { t, f } = useLanguage();
  const navigate = useNavigate();
  const list = useList<PredictionScore & { id?: number }>(`/predictions/${model}/scores`, { limit: 100 });
  const contracts = model === "contract_lifetime";
  const money = model === "lifetime" || contracts;
  const said = (score: number) => (money ? f.amount(score) : f.percent(score));
  const columns: Column<PredictionScore & { id?: number }>[] = [
    {
      name: "customer",
      title: t("predict.customer"),
      cell: (row) => <Link to={`/customers/${row.customer.id}`}>{row.customer.name || `#${row.customer.id}`}</Link>,
      text: (row) => row.customer.name || row.customer.id,
    },
    {
      name: "score",
      title: t(contracts ? "predict.contract_value" : money ? "predict.clv" : "predict.probability"),
      number: true,
      cell: (row) => (
        <>
          <strong>{said(row.score)}</strong>
          {row.low != null && row.high != null && (
            <div className="quiet small">{t("ui.interval", { low: said(row.low), high: said(row.high) })}</div>
          )}
        </>
      ),
      text: (row) => row.score,
    },
  ];
  if (contracts)
    columns.push({
      name: "renewal",
      title: t("predict.renewal"),
      number: true,
      cell: (row) => (
        <>
          <strong>{row.renewal === undefined ? "" : f.percent(row.renewal)}</strong>
          {row.months !== undefined && (
            <div className="quiet small">{t("predict.contract_months", { months: f.number(row.months, 1) })}</div>
          )}
        </>
      ),
      text: (row) => row.renewal ?? "",
    });
  if (!money)
    columns.push({
      name: "reasons",
      title: t("predict.reasons"),
      cell: (row) =>
        (row.reasons ?? []).slice(0, 3).map((reason) => (
          <span key={reason.feature} className="quiet small reason">
            {reason.effect > 0 ? "▲" : "▼"} {reason_text(reason)}
          </span>
        )),
      text: (row) => (row.reasons ?? []).map((reason) => reason_text(reason)).join(", "),
    });
  const title = t(contracts ? "predict.contract_highest" : money ? "predict.highest_value" : "predict.highest");
  return (
    <Card title={title}>
      <DataTable
        label={t("charts.table_of", { what: title })}
        list={list}
        columns={columns}
        height={420}
        file={`scores-${model}`}
        onOpen={(row) => navigate({ to: `/customers/${row.customer.id}` })}
        empty={<EmptyState title={t("predict.nobody_scored")} />}
      />
    </Card>
  );
}
