// The report of the model of contracts: who renewed beside what was foretold, and how long contracts last.
import { Select } from "@mantine/core";
import { useState } from "react";
import type { ContractGroup, PredictionHoldout } from "~/api/types";
import { Lines } from "~/charts/lines";
import { useLanguage } from "~/i18n";
import { Card } from "~/ui/page";

/** Of the renewals that came up, the share that was made, by how many the contract had behind it. */
export function Renewals({ holdout }: { holdout: PredictionHoldout }) {
  const { t, f } = useLanguage();
  const ages = holdout.by_age ?? [];
  if (ages.length === 0) return null;
  const sentence = t("predict.contract_renewals_sentence", {
    n: holdout.rows ?? 0,
    rows: f.number(holdout.rows ?? 0),
    actual: f.number(holdout.actual ?? 0),
    predicted: f.number(holdout.predicted ?? 0, 0),
  });
  const percent = (value: number | null | undefined) => (value == null ? null : f.percent(value));
  return (
    <Card title={t("predict.contract_renewals")} about={t("predict.contract_renewals_about")}>
      <Lines
        name="renewals-by-age"
        sentence={sentence}
        whole_x
        lines={[
          {
            name: t("predict.contract_made"),
            points: ages.map(({ renewed, actual }) => ({
              x: renewed,
              y: actual.value,
              low: actual.low,
              high: actual.high,
            })),
          },
          {
            name: t("predict.contract_foretold"),
            points: ages.map((one) => ({ x: one.renewed, y: one.predicted })),
            dashed: true,
          },
          { name: t("predict.contract_naive"), points: ages.map((one) => ({ x: one.renewed, y: one.naive })) },
        ]}
        format_x={(x) => f.number(x)}
        format_y={(y) => f.percent(y, 0)}
        table={{
          head: [
            t("predict.contract_renewed"),
            t("predict.contract_made"),
            t("predict.low"),
            t("predict.high"),
            t("predict.contract_due"),
            t("predict.contract_foretold"),
            t("predict.contract_naive"),
          ],
          rows: ages.map(({ renewed, actual, predicted, naive }) => [
            renewed,
            percent(actual.value),
            percent(actual.low),
            percent(actual.high),
            actual.n,
            percent(predicted),
            percent(naive),
          ]),
        }}
      />
      <p className="quiet">{sentence}</p>
    </Card>
  );
}

/** The share still there after each period, as seen and as foretold, of the group that is chosen. */
export function ContractGroups({ groups }: { groups: ContractGroup[] }) {
  const { t } = useLanguage();
  const [chosen, choose] = useState("0");
  const named = (group: ContractGroup) =>
    group.of_plan
      ? t("predict.contract_plan", { cycle: group.label, plan: group.plan ?? t("predict.contract_no_plan") })
      : t("predict.contract_all_plans", { cycle: group.label });
  const group = groups[Number(chosen)] ?? groups[0];
  return (
    <Card
      title={t("predict.contract_groups")}
      about={t("predict.contract_groups_about")}
      tools={
        groups.length > 1 && (
          <Select
            size="xs"
            w={220}
            aria-label={t("predict.contract_group")}
            allowDeselect={false}
            value={chosen}
            onChange={(value) => choose(value ?? "0")}
            data={groups.map((one, index) => ({ value: String(index), label: named(one) }))}
          />
        )
      }
    >
      {group && <Lasting group={group} name={named(group)} />}
    </Card>
  );
}

function Lasting({ group, name }: { group: ContractGroup; name: string }) {
  const { t, f } = useLanguage();
  const periods = group.periods;
  const last = periods.filter((one) => one.observed.value !== null).at(-1);
  const sentence = t("predict.contract_group_sentence", {
    n: group.contracts,
    contracts: f.number(group.contracts),
    ended: f.number(group.ended),
    running: f.number(group.running),
    share: f.percent(last?.observed.value ?? 1),
    period: t("predict.contract_periods", { n: last?.period ?? 0 }),
  });
  const percent = (value: number | null | undefined) => (value == null ? null : f.percent(value));
  return (
    <>
      <Lines
        name="contracts-lasting"
        sentence={`${name}: ${sentence}`}
        whole_x
        lines={[
          {
            name: t("predict.contract_observed"),
            points: [
              { x: 0, y: 1 },
              ...periods.map(({ period, observed }) => ({
                x: period,
                y: observed.value,
                low: observed.low,
                high: observed.high,
              })),
            ],
          },
          {
            name: t("predict.contract_modelled"),
            points: [{ x: 0, y: 1 }, ...periods.map((one) => ({ x: one.period, y: one.predicted }))],
            dashed: true,
          },
        ]}
        format_x={(x) => f.number(x)}
        format_y={(y) => f.percent(y, 0)}
        table={{
          head: [
            t("predict.contract_period"),
            t("predict.contract_observed"),
            t("predict.low"),
            t("predict.high"),
            "n",
            t("predict.contract_modelled"),
            t("predict.renewal"),
          ],
          rows: periods.map((one) => [
            one.period,
            percent(one.observed.value),
            percent(one.observed.low),
            percent(one.observed.high),
            one.observed.n,
            percent(one.predicted),
            percent(one.renewal),
          ]),
        }}
      />
      <p className="quiet">{sentence}</p>
      <p className="number">
        {(["alpha", "beta"] as const).map((parameter) => (
          <span key={parameter} className="parameter">
            {parameter === "alpha" ? "α" : "β"} = {f.number(group.parameters[parameter] as number, 3)}{" "}
            <span className="quiet small">
              {t("ui.interval", {
                low: f.number(group.low[parameter] as number, 3),
                high: f.number(group.high[parameter] as number, 3),
              })}
            </span>{" "}
          </span>
        ))}
      </p>
    </>
  );
}
