import { Button, Select } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { reason_text } from "~/api/predictions";
import { mayChange, useSession } from "~/api/session";
import { useStaff } from "~/api/staff";
import type { AtRiskItem, AtRiskQueue } from "~/api/types";
import { useLanguage } from "~/i18n";
import { SegmentFilter, useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { CaseForm } from "./case_form";
import { shown_statuses } from "./cases";

type Line = AtRiskItem & { id?: number };

/** Those whose leaving would cost most, why they may leave, and what to do about it. */
export function RiskQueue() {
  const { t, f } = useLanguage();
  const may = mayChange(useSession());
  const [search, change] = useFilters();
  const [open, setOpen] = useState<AtRiskItem | null>(null);
  const list = useList<Line>("/at-risk", {
    limit: 100,
    status: search.status,
    owner: search.owner,
    segment: search.segment,
  });
  const page = list.data?.pages[0] as AtRiskQueue | undefined;
  return (
    <>
      {page?.refusal && page.items.length > 0 && <p className="alert">{page.refusal}</p>}
      {page && (
        <dl className="card key-figures">
          <div>
            <dt className="quiet">{t("predict.total_at_risk")}</dt>
            <dd>
              <span className="key-figure number" data-figure="value_at_risk" data-absent={!page.total || undefined}>
                {page.total ? f.money(page.total) : t("ui.not_observed")}
              </span>
              <span className="quiet small">{t("predict.total_at_risk_about")}</span>
            </dd>
          </div>
          <div>
            <dt className="quiet">{t("predict.customers")}</dt>
            <dd>
              <span className="key-figure number" data-figure="customers">
                {f.number(page.customers)}
              </span>
              <span className="quiet small">{t("predict.in_queue")}</span>
            </dd>
          </div>
        </dl>
      )}
      <Card label={t("predict.by_value_at_risk")}>
        <div className="row no-print filters">
          <Select
            aria-label={t("predict.state")}
            placeholder={t("predict.any_state")}
            w={170}
            clearable
            clearButtonProps={{ "aria-label": t("ui.clear") }}
            value={search.status ?? null}
            onChange={(status) => change({ status: status ?? undefined })}
            data={shown_statuses.map((value) => ({ value, label: t(`predict.case.${value}`) }))}
          />
          <Select
            aria-label={t("predict.owner")}
            w={210}
            value={search.owner ?? ""}
            onChange={(owner) => change({ owner: owner || undefined })}
            data={[
              { value: "", label: t("predict.any_owner") },
              { value: "me", label: t("predict.mine") },
              { value: "none", label: t("predict.nobody_yet") },
            ]}
          />
          <SegmentFilter />
        </div>
        <Queue list={list} may={may} onOpen={setOpen} />
      </Card>
      {open && <CaseForm item={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function Queue(props: { list: ReturnType<typeof useList<Line>>; may: boolean; onOpen: (item: AtRiskItem) => void }) {
  const { list, may, onOpen } = props;
  const { t, f } = useLanguage();
  const columns: Column<Line>[] = [
    {
      name: "customer",
      title: t("predict.customer"),
      cell: (row) => (
        <>
          <Link to={`/customers/${row.customer.id}`}>{row.customer.name || `#${row.customer.id}`}</Link>
          {row.reasons.slice(0, 3).map((reason) => (
            <span key={reason.feature} className="quiet small reason">
              {reason.effect > 0 ? "▲" : "▼"} {reason_text(reason)}
            </span>
          ))}
        </>
      ),
      text: (row) => row.customer.name || row.customer.id,
    },
    {
      name: "value_at_risk",
      title: t("predict.value_at_risk"),
      number: true,
      cell: (row) => <strong>{row.value_at_risk ? f.money(row.value_at_risk) : ""}</strong>,
      text: (row) => (row.value_at_risk ? Number(row.value_at_risk.amount) : null),
    },
    {
      name: "probability",
      title: t("predict.risk"),
      number: true,
      cell: (row) => (
        <>
          {row.probability === null ? t("ui.not_observed") : f.percent(row.probability, 0)}
          <div className="quiet small">
            {row.remaining_value && t("predict.of_value", { value: f.money(row.remaining_value) })}
          </div>
        </>
      ),
      text: (row) => row.probability,
    },
    {
      name: "persuadability",
      title: t("predict.persuadability"),
      number: true,
      cell: (row) =>
        row.persuadability?.value == null ? (
          <span className="quiet small">{t("predict.not_measured")}</span>
        ) : (
          <>
            {f.percent(row.persuadability.value, 0)}
            {row.persuadability.low != null && row.persuadability.high != null && (
              <div className="quiet small">
                {t("ui.interval", {
                  low: f.percent(row.persuadability.low, 0),
                  high: f.percent(row.persuadability.high, 0),
                })}
              </div>
            )}
          </>
        ),
      text: (row) => row.persuadability?.value ?? null,
    },
    {
      name: "next_action",
      title: t("predict.next_step"),
      cell: (row) => row.next_action?.label ?? <span className="quiet small">{t("predict.no_step")}</span>,
      text: (row) => row.next_action?.label ?? null,
    },
    {
      name: "status",
      title: t("predict.followed"),
      cell: (row) => <Followed item={row} />,
      text: (row) => row.status,
    },
  ];
  if (may)
    columns.push({
      name: "act",
      title: t("predict.change"),
      cell: (row) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t("predict.follow_what", { name: row.customer.name || `#${row.customer.id}` })}
          onClick={() => onOpen(row)}
        >
          {t("predict.follow")}
        </Button>
      ),
    });
  return (
    <DataTable
      label={t("charts.table_of", { what: t("nav.at_risk") })}
      list={list}
      columns={columns}
      file="at-risk"
      {...(may && { onOpen })}
      empty={
        <EmptyState title={t("predict.none_at_risk")} action={<Link to="/audit/models">{t("nav.models")}</Link>}>
          {(list.data?.pages[0] as AtRiskQueue | undefined)?.refusal ?? t("predict.none_at_risk_do")}
        </EmptyState>
      }
    />
  );
}

function Followed({ item }: { item: AtRiskItem }) {
  const { t, f } = useLanguage();
  const staff = useStaff();
  if (item.status === "open" && item.owner === null)
    return <span className="quiet small">{t("predict.nobody_yet")}</span>;
  return (
    <>
      <span className="pill" data-tone={item.status === "in_progress" ? "accent" : undefined}>
        {t(`predict.case.${item.status}`)}
      </span>{" "}
      {item.outcome && <span className="pill">{t(`predict.outcome.${item.outcome}`)}</span>}
      <div className="quiet small">
        {item.owner === null ? "" : staff.name_of(item.owner)}{" "}
        {item.due && t("predict.due_on", { day: f.day(item.due) })}
      </div>
    </>
  );
}
