// What to do next for a person: what is proposed and why, what else could be done, and that it was done.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { act, ask } from "~/api/client";
import type { Estimate } from "~/api/predictions";
import { type Money, useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";

interface Option {
  key: string | null;
  label: string;
  obstacle: string;
  why: string | null;
  effect: (Estimate & { source: string }) | null;
  worth: Money | null;
  cost: Money | null;
}

interface Next {
  value_at_risk: Money | null;
  chosen: { key: string; label: string } | null;
  options: Option[];
  logged: { id: number; action: string | null; arm: string | null; at: string }[];
  refusal: string | null;
}

export function NextStep({ customer, mayChange }: { customer: number; mayChange: boolean }) {
  const { t } = useLanguage();
  const path = `/customers/${customer}/next-action`;
  const query = useQuery({
    queryKey: ["customer", String(customer), "next-action"],
    queryFn: ({ signal }) => ask<Next>(path, {}, signal),
  });
  const done = useAction((action: string) => act("POST", path, { action }), {
    refresh: [
      ["customer", String(customer), "next-action"],
      ["list", "/at-risk"],
    ],
    done: t("predict.noted"),
  });
  return (
    <Card title={t("predict.next_step")}>
      <Asked query={query} height={90}>
        {(data) =>
          data.refusal || (!data.chosen && data.options.every((one) => one.key === null)) ? (
            <p className="quiet">{data.refusal ?? t("predict.no_actions_here")}</p>
          ) : (
            <Proposed data={data} may={mayChange} onDone={(key) => done.mutate(key)} busy={done.isPending} />
          )
        }
      </Asked>
      {done.error && <ErrorState error={done.error} />}
    </Card>
  );
}

function Proposed(props: { data: Next; may: boolean; busy: boolean; onDone: (key: string) => void }) {
  const { data, may, busy, onDone } = props;
  const { t, f } = useLanguage();
  const chosen = data.options.find((one) => one.key === data.chosen?.key);
  const last = data.logged[0];
  return (
    <>
      {data.chosen ? (
        <>
          <p>
            <strong data-figure="predict.next_action">{data.chosen.label}</strong>
          </p>
          {chosen && <Worth option={chosen} />}
          {may && (
            <Button size="xs" mt="xs" loading={busy} onClick={() => data.chosen && onDone(data.chosen.key)}>
              {t("predict.do_it")}
            </Button>
          )}
        </>
      ) : (
        <p className="quiet">{t("predict.nothing_worth")}</p>
      )}
      {last && (
        <p className="quiet small" style={{ marginTop: 8 }}>
          {t("predict.last_choice", {
            what: data.options.find((one) => one.key === last.action)?.label ?? last.action ?? t("predict.nothing"),
            day: f.instant(last.at),
          })}
        </p>
      )}
      <details className="others">
        <summary>{t("predict.other_actions")}</summary>
        <ul className="plain">
          {data.options
            .filter((one) => one.key !== null && one.key !== data.chosen?.key)
            .map((one) => (
              <li key={one.key}>
                {one.label}
                {one.why ? <div className="quiet small">{one.why}</div> : <Worth option={one} />}
              </li>
            ))}
        </ul>
      </details>
    </>
  );
}

function Worth({ option }: { option: Option }) {
  const { t, f } = useLanguage();
  const { effect } = option;
  return (
    <p className="quiet small">
      {effect?.value != null && (
        <>
          {t(effect.source === "assumed" ? "predict.keeps_assumed" : "predict.keeps", {
            share: f.percent(effect.value, 0),
          })}
          {effect.low != null && effect.high != null && (
            <> ({t("ui.interval", { low: f.percent(effect.low, 0), high: f.percent(effect.high, 0) })})</>
          )}
          {". "}
        </>
      )}
      {option.worth && t("predict.is_worth", { worth: f.money(option.worth, { signed: true }) })}
    </p>
  );
}
