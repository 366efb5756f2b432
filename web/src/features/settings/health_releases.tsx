import { Select } from "@mantine/core";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "~/api/client";
import { type Key, useLanguage } from "~/i18n";
import { Definition, Interval } from "~/ui/figure";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { type HealthDefinition, type Validation, validation_query } from "./health_api";
import { HealthChanged } from "./health_changed";
import { changes_between } from "./health_changes";

/** Two releases of the score side by side: what changed, and which of them tells better who leaves. */
export function HealthReleases() {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["health-score", "definitions"],
    queryFn: ({ signal }) => ask<{ items: HealthDefinition[] }>("/health-score/definitions", {}, signal),
  });
  return (
    <Card title={t("predict.releases")} about={t("predict.releases_about")}>
      <Asked
        query={query}
        height={220}
        empty={({ items }) =>
          items.length < 2 ? (
            <EmptyState title={t("predict.one_release")}>{t("predict.one_release_do")}</EmptyState>
          ) : null
        }
      >
        {({ items }) => <Compared releases={items} />}
      </Asked>
    </Card>
  );
}

function Compared({ releases }: { releases: HealthDefinition[] }) {
  const { t, f } = useLanguage();
  const [search, change] = useFilters();
  const one = (version: string | undefined, at: number) =>
    releases.find((release) => String(release.version) === version) ?? releases[at];
  const before = one(search.before, 1);
  const after = one(search.after, 0);
  const was = useQuery({ ...validation_query(before?.version), enabled: before !== undefined });
  const is = useQuery({ ...validation_query(after?.version), enabled: after !== undefined });
  if (!before || !after) return null;
  const data = releases.map((release) => ({
    value: String(release.version),
    label: release.version === 0 ? t("predict.release_first") : t("predict.release", { version: release.version }),
  }));
  const about = (release: HealthDefinition) =>
    [release.made_at && f.instant(release.made_at), release.note].filter(Boolean).join(" · ");
  const choose = (name: "before" | "after", release: HealthDefinition) => (
    <Select
      label={t(`predict.${name}`)}
      description={about(release) || undefined}
      inputWrapperOrder={["label", "input", "description"]}
      w={240}
      allowDeselect={false}
      value={String(release.version)}
      onChange={(version) => change({ [name]: version ?? undefined })}
      data={data}
    />
  );
  return (
    <>
      <div className="row" style={{ alignItems: "flex-start", marginBottom: 12 }}>
        {choose("before", before)}
        {choose("after", after)}
      </div>
      <Quality was={was} is={is} />
      <HealthChanged label={t("predict.changed")} changes={changes_between(before, after, t)} />
    </>
  );
}

type Row = [figure: Key, about: Key | null, cell: (validation: Validation) => ReactNode];

function Quality({ was, is }: { was: UseQueryResult<Validation>; is: UseQueryResult<Validation> }) {
  const { t, f } = useLanguage();
  const three = (value: number | null | undefined) => (value == null ? t("ui.not_observed") : f.number(value, 3));
  const rows: Row[] = [
    [
      "predict.figure.auc",
      "predict.figure_about.auc",
      ({ quality }) => (
        <>
          <strong>{three(quality?.auc.value)}</strong>
          {quality?.auc.low != null && quality.auc.high != null && (
            <div className="quiet small">
              {t("ui.interval", { low: three(quality.auc.low), high: three(quality.auc.high) })} ·{" "}
              {t("ui.of", { n: f.number(quality.auc.n ?? 0) })}
            </div>
          )}
        </>
      ),
    ],
    [
      "predict.figure.calibration_error",
      "predict.figure_about.calibration_error",
      ({ quality }) => (quality ? f.points(quality.calibration_error).replace("+", "") : three(null)),
    ],
    [
      "predict.figure.brier",
      "predict.figure_about.brier",
      ({ quality }) => (
        <>
          {three(quality?.brier)}
          {quality && (
            <div className="quiet small">{t("predict.naive_short", { value: three(quality.naive_brier) })}</div>
          )}
        </>
      ),
    ],
    ...(["healthy", "watch", "at_risk"] as const).map((band): Row => {
      const cell = ({ bands }: Validation) => {
        const left = bands.find((one) => one.band === band)?.left;
        return left?.value == null ? (
          three(null)
        ) : (
          <>
            {f.percent(left.value)}
            <div>
              <Interval low={left.low} high={left.high} n={left.n} unit="rate" />
            </div>
          </>
        );
      };
      return [`predict.left_of_band.${band}`, null, cell];
    }),
  ];
  for (const query of [was, is]) if (query.isError) return <ErrorState error={query.error} />;
  const refusal = was.data?.refusal ?? is.data?.refusal;
  if (refusal) return <p className="notice">{refusal}</p>;
  return (
    <Asked query={was} height={240}>
      {(before) => (
        <Asked query={is} height={240}>
          {(after) => (
            <>
              <section
                className="scroll-x"
                tabIndex={0}
                aria-label={t("charts.table_of", { what: t("predict.releases") })}
              >
                <table className="table side-by-side">
                  <thead>
                    <tr>
                      <th scope="col">{t("predict.quality_short")}</th>
                      <th scope="col" data-number>
                        {t("predict.before")}
                      </th>
                      <th scope="col" data-number>
                        {t("predict.after")}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map(([figure, help, cell]) => (
                      <tr key={figure}>
                        <th scope="row">
                          {t(figure)} {help && <Definition text={t(help)} />}
                        </th>
                        <td data-number>{cell(before)}</td>
                        <td data-number data-figure={figure}>
                          {cell(after)}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </section>
              <p className="quiet" style={{ margin: "8px 0 16px" }}>
                {verdict(before, after, t)}
              </p>
            </>
          )}
        </Asked>
      )}
    </Asked>
  );
}

/** Intervals that overlap say that the two may be as good as each other. */
function verdict(before: Validation, after: Validation, t: (key: Key) => string): string {
  const [was, is] = [before.quality?.auc, after.quality?.auc];
  if (was?.low == null || was.high == null || is?.low == null || is.high == null) return "";
  if (is.low > was.high) return t("predict.release_better");
  if (is.high < was.low) return t("predict.release_worse");
  return t("predict.release_same");
}
