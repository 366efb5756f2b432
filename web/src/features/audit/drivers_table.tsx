import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "~/api/client";
import { Forest } from "~/charts/forest";
import { useLanguage } from "~/i18n";
import { Definition } from "~/ui/figure";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { Asked, EmptyState } from "~/ui/states";
import { useStepName } from "./funnel_result";

interface Share {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
  count: number;
}

interface Driver {
  event: string;
  at_least: number;
  did: Share;
  retention_did: Share;
  retention_did_not: Share;
  lift: number | null;
  difference: number | null;
  difference_low: number | null;
  difference_high: number | null;
  p_adjusted: number | null;
  small_sample: boolean;
}

interface Drivers {
  caution: string;
  definition: string;
  people: number;
  too_recent: number;
  tested: number;
  drivers: Driver[];
}

const SHOWN = 12;
const CHANCE = 0.05;

/** Behaviours of the first days beside who stayed: the difference with its interval, after correction for all tested. */
export function BehavioursCard() {
  const { t, f } = useLanguage();
  const [search] = useFilters();
  const question = { days: search.days, later: search.later, segment: search.segment };
  const query = useQuery({
    queryKey: ["drivers", question],
    queryFn: ({ signal }) => ask<Drivers>("/retention-drivers", question, signal),
  });
  return (
    <Card
      title={t("audit.behaviours")}
      about={
        query.data && (
          <>
            {t("audit.behaviours_about", { n: query.data.people, tested: query.data.tested })}
            <Definition text={query.data.definition} />
          </>
        )
      }
    >
      <Asked
        query={query}
        height={420}
        empty={(data) =>
          data.drivers.length === 0 ? (
            <EmptyState title={t("audit.no_drivers")}>{t("audit.no_drivers_do")}</EmptyState>
          ) : null
        }
      >
        {(data) => (
          <>
            <p className="notice">{data.caution}</p>
            <Shown data={data} />
            {data.too_recent > 0 && (
              <p className="quiet small">
                {t("audit.too_recent", { text: f.number(data.too_recent), n: data.too_recent })}
              </p>
            )}
          </>
        )}
      </Asked>
    </Card>
  );
}

function Shown({ data }: { data: Drivers }) {
  const { t, f } = useLanguage();
  const step_name = useStepName();
  const [open, setOpen] = useState<string | null>(null);
  const name_of = (driver: Driver) =>
    driver.at_least > 1
      ? t("audit.at_least", { event: step_name(driver.event), n: driver.at_least })
      : step_name(driver.event);
  const sure = data.drivers
    .filter((one) => one.difference !== null && (one.p_adjusted ?? 1) < CHANCE && !one.small_sample)
    .sort((a, b) => Math.abs(b.difference ?? 0) - Math.abs(a.difference ?? 0));
  const shown = sure.slice(0, SHOWN);
  const first = shown[0];
  if (!first) return <EmptyState title={t("audit.no_sure_driver")}>{t("audit.no_sure_driver_do")}</EmptyState>;
  const key_of = (driver: Driver) => `${driver.event} ${driver.at_least}`;
  const chosen = shown.find((one) => key_of(one) === open) ?? first;
  const sentence = t("audit.drivers_sentence", {
    event: name_of(first),
    with: f.percent(first.retention_did.value ?? 0),
    without: f.percent(first.retention_did_not.value ?? 0),
  });
  return (
    <>
      <Forest
        name="retention-drivers"
        sentence={sentence}
        effects={shown.map((one) => ({
          name: name_of(one),
          value: one.difference ?? 0,
          low: one.difference_low,
          high: one.difference_high,
          text: f.points(one.difference ?? 0),
        }))}
        format_x={(value) => f.signed(value * 100)}
        table={{
          head: [
            t("audit.behaviour"),
            t("audit.did"),
            t("audit.stayed_with"),
            "n",
            t("audit.stayed_without"),
            t("audit.n_without"),
            t("audit.difference"),
            "p",
          ],
          rows: data.drivers.map((one) => [
            name_of(one),
            one.did.value,
            one.retention_did.value,
            one.retention_did.n,
            one.retention_did_not.value,
            one.retention_did_not.n,
            one.difference,
            one.p_adjusted,
          ]),
        }}
      />
      <p>{sentence}</p>
      <section className="scroll-x" tabIndex={0} aria-label={t("audit.behaviour")} style={{ marginTop: 12 }}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("audit.behaviour")}</th>
              <th scope="col" data-number>
                {t("audit.did")}
              </th>
              <th scope="col" data-number>
                {t("audit.stayed_with")}
              </th>
              <th scope="col" data-number>
                {t("audit.stayed_without")}
              </th>
              <th scope="col" data-number>
                {t("audit.difference")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr key={key_of(one)} aria-current={one === chosen || undefined}>
                <th scope="row">
                  <button type="button" className="link" onClick={() => setOpen(key_of(one))}>
                    {name_of(one)}
                  </button>
                </th>
                <td data-number>{f.percent(one.did.value ?? 0)}</td>
                <td data-number>
                  {f.percent(one.retention_did.value ?? 0)}
                  <span className="quiet small"> n = {f.number(one.retention_did.n)}</span>
                </td>
                <td data-number>
                  {f.percent(one.retention_did_not.value ?? 0)}
                  <span className="quiet small"> n = {f.number(one.retention_did_not.n)}</span>
                </td>
                <td data-number>
                  {t("ui.interval", {
                    low: f.points(one.difference_low ?? 0),
                    high: f.points(one.difference_high ?? 0),
                  })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="quiet" style={{ marginTop: 10 }}>
        {t("audit.driver_next", { event: name_of(chosen) })}{" "}
        <Link to="/audit/funnels" search={{ steps: `any,${chosen.event}` } as never}>
          {t("audit.driver_funnel")}
        </Link>
      </p>
    </>
  );
}
