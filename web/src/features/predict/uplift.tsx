import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { JobProgress } from "~/ui/progress";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import type { UpliftItem } from "./uplift_api";
import { UpliftDetail } from "./uplift_report";
import "~/ui/key_figures.css";
import "./predict.css";

const tones = { on: "gain", off: undefined, refused: "warn", never: undefined };

/** Who stays because of what is done, not in spite of it: learned from the control groups of experiments. */
export default function Uplift() {
  const { t } = useLanguage();
  const [search] = useFilters();
  const query = useQuery({
    queryKey: ["uplift"],
    queryFn: ({ signal }) => ask<{ items: UpliftItem[] }>("/uplift", { limit: 200 }, signal),
  });
  return (
    <div className="page">
      <PageHeader title={t("nav.uplift")} about={t("predict.uplift_about")} />
      <Asked
        query={query}
        height={220}
        empty={(data) =>
          data.items.length === 0 ? (
            <Card>
              <EmptyState
                title={t("predict.uplift_none")}
                action={<Link to="/results/experiments">{t("nav.experiments")}</Link>}
              >
                {t("predict.uplift_none_do")}
              </EmptyState>
            </Card>
          ) : null
        }
      >
        {(data) => (
          <>
            <Experiments items={data.items} />
            {search.of && data.items.some((one) => one.experiment === search.of) && (
              <UpliftDetail key={search.of} experiment={search.of} />
            )}
          </>
        )}
      </Asked>
    </div>
  );
}

function Experiments({ items }: { items: UpliftItem[] }) {
  const { t, f } = useLanguage();
  const may = mayChange(useSession());
  const [search, change] = useFilters();
  const [job, setJob] = useState<number>();
  const refresh = [["uplift"], ["list", "/at-risk"]];
  const train = useAction((key: string) => act<{ job: number }>("POST", `/uplift/${encodeURIComponent(key)}/train`), {
    onDone: (made) => setJob(made.job),
  });
  const ended = useAction(async (_: undefined) => undefined, { refresh });
  return (
    <Card title={t("nav.experiments")}>
      <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: t("nav.experiments") })}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("predict.experiment_head")}</th>
              <th scope="col">{t("predict.state")}</th>
              <th scope="col" data-number>
                {t("predict.treated_control")}
              </th>
              <th scope="col" data-number>
                {t("predict.persuadability")}
              </th>
              {may && <th scope="col">{t("predict.train")}</th>}
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.experiment} aria-current={search.of === one.experiment || undefined}>
                <th scope="row">
                  {one.status === "never" ? (
                    one.name
                  ) : (
                    <button type="button" className="link" onClick={() => change({ of: one.experiment })}>
                      {one.name}
                    </button>
                  )}
                </th>
                <td>
                  <span className="pill" data-tone={tones[one.status]}>
                    {t(`predict.uplift.${one.status}`)}
                  </span>
                  {one.because && <span className="quiet small reason">{one.because}</span>}
                </td>
                <td data-number>
                  {one.treated === null || one.control === null
                    ? ""
                    : `${f.number(one.treated)} / ${f.number(one.control)}`}
                </td>
                <td data-number>
                  {one.persuadability && (
                    <>
                      {one.persuadability.value === null ? "" : f.percent(one.persuadability.value, 0)}
                      {one.persuadability.low != null && one.persuadability.high != null && (
                        <div className="quiet small">
                          {t("ui.interval", {
                            low: f.percent(one.persuadability.low, 0),
                            high: f.percent(one.persuadability.high, 0),
                          })}
                        </div>
                      )}
                    </>
                  )}
                </td>
                {may && (
                  <td>
                    <Button
                      size="compact-xs"
                      variant="default"
                      loading={train.isPending}
                      aria-label={t("predict.train_what", { title: one.name })}
                      onClick={() => train.mutate(one.experiment)}
                    >
                      {t("predict.train")}
                    </Button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {train.error && <ErrorState error={train.error} />}
      {job !== undefined && (
        <JobProgress key={job} id={job} label={t("predict.training")} onEnd={() => ended.mutate(undefined)} />
      )}
    </Card>
  );
}
