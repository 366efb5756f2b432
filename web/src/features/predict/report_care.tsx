// Whether a model is still right: drift of what it goes by, values that lack, and its versions.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { PredictionReport, PredictionVersion } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Card } from "~/ui/page";
import { Asked } from "~/ui/states";
import { estimate_of, StatusPill, useKind } from "./parts";

const SHOWN = 8;
const SMALL = 0.1; // Siddiqi, Credit Risk Scorecards (2006), p. 137: below 0.1 no shift, from 0.25 on a large one
const LARGE = 0.25;

function level(psi: number): { tone: string | undefined; key: "small" | "some" | "large" } {
  if (psi >= LARGE) return { tone: "loss", key: "large" };
  return psi >= SMALL ? { tone: "warn", key: "some" } : { tone: "gain", key: "small" };
}

function Shift({ psi }: { psi: number | null }) {
  const { t, f } = useLanguage();
  if (psi === null) return <span className="quiet">{t("ui.not_observed")}</span>;
  const { tone, key } = level(psi);
  return (
    <>
      <span className="number">{f.number(psi, 3)}</span>{" "}
      <span className="pill" data-tone={tone}>
        {t(`predict.shift.${key}`)}
      </span>
    </>
  );
}

export function Drift({ drift }: { drift: NonNullable<PredictionReport["drift"]> }) {
  const { t } = useLanguage();
  const features = [...(drift.features ?? [])].sort((a, b) => (b.psi ?? -1) - (a.psi ?? -1)).slice(0, SHOWN);
  return (
    <Card title={t("predict.drift")} about={t("predict.drift_about")}>
      <dl className="facts">
        <div>
          <dt>
            <strong>{t("predict.drift_score")}</strong>
          </dt>
          <dd>
            <span>
              <Shift psi={drift.psi} />
            </span>
          </dd>
        </div>
        {features.map((one) => (
          <div key={one.feature}>
            <dt>{one.label}</dt>
            <dd>
              <span>
                <Shift psi={one.psi} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

export function Missing({
  report,
  missing,
}: {
  report: PredictionReport;
  missing: { label: string; feature: string; count: number }[];
}) {
  const { t, f } = useLanguage();
  const rows = report.rows ?? 0;
  const shown = [...missing].sort((a, b) => b.count - a.count).slice(0, SHOWN);
  return (
    <Card title={t("predict.missing")} about={t("predict.missing_about")}>
      <dl className="facts">
        {shown.map((one) => (
          <div key={one.feature}>
            <dt>{one.label}</dt>
            <dd className="number">
              {f.number(one.count)}
              {rows > 0 && <span className="quiet small">{f.percent(one.count / rows)}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

/** What could have been gone by and is not: it leaks, says nothing, or repeats another. */
export function Unused({ features }: { features: { feature: string; label: string; why: string }[] }) {
  const { t } = useLanguage();
  return (
    <Card title={t("predict.unused")} about={t("predict.unused_about")}>
      <dl className="facts">
        {features.slice(0, SHOWN).map((one) => (
          <div key={one.feature}>
            <dt>{one.label}</dt>
            <dd className="quiet small">{t(`predict.left.${one.why}` as "predict.left.leak")}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

/** Each training with its figures; an earlier one can speak again. */
export function Versions({ model, current, lifetime }: { model: string; current: number | null; lifetime: boolean }) {
  const { t, f } = useLanguage();
  const kind = useKind();
  const may = mayChange(useSession());
  const [back, setBack] = useState<number | null>(null);
  const query = useQuery({
    queryKey: ["prediction", model, "versions"],
    queryFn: ({ signal }) => ask<{ items: PredictionVersion[] }>(`/predictions/${model}/versions`, {}, signal),
  });
  const rollback = useAction((version: number) => act("POST", `/predictions/${model}/rollback`, { version }), {
    refresh: [["prediction", model], ["predictions"], ["list", `/predictions/${model}/scores`]],
    done: t("predict.rolled_back"),
  });
  const figures = lifetime ? (["mae", "naive_mae"] as const) : (["auc", "brier", "top_decile_lift"] as const);
  return (
    <Card title={t("predict.versions")} about={t("predict.versions_about")}>
      <Asked query={query} height={140}>
        {(data) => (
          <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: t("predict.versions") })}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t("predict.version")}</th>
                  <th scope="col">{t("predict.trained_at")}</th>
                  <th scope="col">{t("predict.model")}</th>
                  {figures.map((name) => (
                    <th key={name} scope="col" data-number>
                      {t(`predict.figure.${name}`)}
                    </th>
                  ))}
                  <th scope="col">{t("predict.state")}</th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((one) => (
                  <tr key={one.version} aria-current={one.version === current || undefined}>
                    <th scope="row">{one.version}</th>
                    <td>{one.trained_at ? f.instant(one.trained_at) : ""}</td>
                    <td>{kind(one.chosen)}</td>
                    {figures.map((name) => {
                      const { value } = estimate_of(one.quality?.[name] as never);
                      return (
                        <td key={name} data-number>
                          {value === null ? "" : f.number(value, 3)}
                        </td>
                      );
                    })}
                    <td>
                      {one.status === "published" ? (
                        <span className="pill" data-tone="gain">
                          {t("predict.in_use")}
                        </span>
                      ) : one.status === "refused" ? (
                        <StatusPill status="refused" />
                      ) : (
                        may && (
                          <Button
                            size="compact-xs"
                            variant="default"
                            aria-label={t("predict.use_version", { version: one.version ?? 0 })}
                            onClick={() => setBack(one.version)}
                          >
                            {t("predict.use")}
                          </Button>
                        )
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </Asked>
      <ConfirmDanger
        opened={back !== null}
        title={t("predict.use_version", { version: back ?? 0 })}
        action={t("predict.use")}
        onClose={() => setBack(null)}
        onConfirm={async () => {
          if (back !== null) await rollback.mutateAsync(back);
        }}
      >
        <p>{t("predict.use_about")}</p>
      </ConfirmDanger>
    </Card>
  );
}
