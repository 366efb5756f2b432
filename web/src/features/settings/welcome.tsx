import { Button, Select, TextInput } from "@mantine/core";
import {
  IconBuildingStore,
  IconCheck,
  IconCode,
  IconFileSpreadsheet,
  IconPlugConnected,
  IconSparkles,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { act, ask } from "~/api/client";
import { useWorkspace, workspace_query } from "~/api/session";
import type { ApiKey, Headline, Workspace } from "~/api/types";
import { type Key, type Locale, useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { type FigureValue, Interval, useFigure } from "~/ui/figure";
import { Card, PageHeader } from "~/ui/page";
import { JobProgress } from "~/ui/progress";
import { Asked, ErrorState } from "~/ui/states";
import { currencies, time_zones } from "./choices";
import { Once } from "./parts";
import { Snippets } from "./snippets";
import "./settings.css";

const steps = ["business", "data", "start"] as const;
type Step = (typeof steps)[number];
const kept = "fidele welcome"; // the step one was at, in this browser; what was done is known to the server

function useStep(): [Step, (step: Step) => void] {
  const [step, setStep] = useState<Step>(() => {
    const was = localStorage.getItem(kept) as Step;
    return steps.includes(was) ? was : "business";
  });
  return [
    step,
    (next) => {
      localStorage.setItem(kept, next);
      setStep(next);
    },
  ];
}

/** Whether anything has happened yet; asked again while one waits for the first event. */
function useData(waiting: boolean) {
  return useQuery({
    queryKey: ["any event"],
    queryFn: ({ signal }) =>
      ask<{ items: unknown[] }>("/events", { limit: 1 }, signal).then((list) => list.items.length > 0),
    refetchInterval: ({ state }) => (waiting && !state.data ? 3000 : false),
  });
}

/** From a new data folder to the first figure: the business, the data, the start. Each step can be left out. */
export default function Welcome() {
  const { t } = useLanguage();
  const workspace = useWorkspace();
  const [step, go] = useStep();
  const data = useData(step !== "business");
  const done: Record<Step, boolean> = {
    business: workspace.business_model !== null,
    data: data.data === true,
    start: false,
  };
  return (
    <div className="page wizard">
      <PageHeader title={t("settings.welcome")} about={t("settings.welcome_about")} />
      <nav aria-label={t("settings.welcome.steps")}>
        <ol className="steps">
          {steps.map((one, i) => (
            <li key={one}>
              <button
                type="button"
                aria-current={one === step ? "step" : undefined}
                data-done={done[one] || undefined}
                onClick={() => go(one)}
              >
                <span>{done[one] ? <IconCheck size={14} aria-label={t("settings.welcome.done")} /> : i + 1}</span>
                {t(`settings.welcome.${one}`)}
              </button>
            </li>
          ))}
        </ol>
      </nav>
      {step === "business" && <Business next={() => go("data")} />}
      {step === "data" && <Data has={data.data === true} refetch={() => data.refetch()} next={() => go("start")} />}
      {step === "start" && <Start has={data.data === true} back={() => go("data")} />}
    </div>
  );
}

const models = ["ecommerce", "retail", "saas", "service"] as const;

function Business({ next }: { next: () => void }) {
  const { t, locale } = useLanguage();
  const queries = useQueryClient();
  const workspace = useWorkspace();
  const own_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const fresh = workspace.version === 1;
  const [value, setValue] = useState({
    name: workspace.name,
    business_model: workspace.business_model as string | null,
    currency: workspace.currency,
    time_zone: fresh && own_zone ? own_zone : workspace.time_zone,
  });
  const [language, setLanguage] = useState<Locale>(locale);
  const save = useAction(
    async () => {
      if (language !== locale) await act("PATCH", "/session", { locale: language });
      const { business_model, ...rest } = value;
      return act<Workspace>("PATCH", "/workspace", {
        ...rest,
        locale: language,
        ...(business_model !== workspace.business_model && { business_model }),
      });
    },
    {
      onDone: (answer) => {
        queries.setQueryData(workspace_query.queryKey, answer);
        next();
        if (language !== locale) location.reload();
      },
    },
  );
  return (
    <Card title={t("settings.welcome.business_title")} about={t("settings.welcome.business_about")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <fieldset className="choices">
          <legend className="label">{t("settings.welcome.model")}</legend>
          {models.map((model) => (
            <label key={model} className="choice">
              <input
                type="radio"
                name="model"
                value={model}
                checked={value.business_model === model}
                onChange={() => setValue({ ...value, business_model: model })}
              />
              <span>
                <strong>{t(`settings.workspace.model.${model}`)}</strong>
                <span className="quiet" style={{ display: "block" }}>
                  {t(`settings.welcome.model.${model}`)}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
        <p className="quiet" style={{ margin: "8px 0 18px" }}>
          {t("settings.welcome.both")}
        </p>
        <div className="fields">
          <TextInput
            label={t("settings.workspace.name")}
            value={value.name}
            maxLength={200}
            onChange={(event) => setValue({ ...value, name: event.target.value })}
          />
          <Select
            label={t("settings.people.language")}
            value={language}
            onChange={(chosen) => setLanguage((chosen ?? locale) as Locale)}
            data={[
              { value: "fr", label: "Français" },
              { value: "en", label: "English" },
            ]}
          />
          <Select
            label={t("settings.workspace.currency")}
            searchable
            limit={60}
            nothingFoundMessage={t("settings.nothing_found")}
            value={value.currency}
            onChange={(currency) => currency && setValue({ ...value, currency })}
            data={currencies(locale, value.currency)}
          />
          <Select
            label={t("settings.workspace.time_zone")}
            searchable
            limit={60}
            nothingFoundMessage={t("settings.nothing_found")}
            value={value.time_zone}
            onChange={(time_zone) => time_zone && setValue({ ...value, time_zone })}
            data={time_zones(value.time_zone)}
          />
        </div>
        {save.error && <ErrorState error={save.error} />}
        <div className="form-end">
          <Button type="submit" loading={save.isPending}>
            {t("settings.welcome.next")}
          </Button>
          <Button variant="subtle" onClick={next}>
            {t("settings.welcome.skip")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Way({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <>
      <span className="choice-icon" aria-hidden>
        {icon}
      </span>
      <span>
        <strong>{title}</strong>
        <span className="quiet" style={{ display: "block" }}>
          {children}
        </span>
      </span>
    </>
  );
}

function Data({ has, refetch, next }: { has: boolean; refetch: () => void; next: () => void }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const workspace = useWorkspace();
  const [key, setKey] = useState<ApiKey>();
  const [job, setJob] = useState<number>();
  const make = useAction(() => act<ApiKey>("POST", "/keys", { name: t("settings.welcome.key_name"), scope: "track" }), {
    refresh: [["list", "/keys"]],
    onDone: setKey,
  });
  const demo = useAction(() => act<{ job: number }>("POST", "/demo", { customers: 1000 }), {
    onDone: (answer) => setJob(answer.job),
  });
  const shops = ["shopify", "woocommerce", "stripe", "webhook"] as const;
  return (
    <Card title={t("settings.welcome.data_title")} about={t("settings.welcome.data_about")}>
      <div className="choices">
        <Link to="/customers/imports" className="choice">
          <Way icon={<IconFileSpreadsheet size={18} />} title={t("settings.welcome.import")}>
            {t("settings.welcome.import_about")}
          </Way>
        </Link>
        {shops.map((kind) => (
          <Link key={kind} to="/settings/integrations" search={{ new: kind } as never} className="choice">
            <Way
              icon={kind === "webhook" ? <IconPlugConnected size={18} /> : <IconBuildingStore size={18} />}
              title={t(`settings.connect.${kind}`)}
            >
              {t(`settings.connect.${kind}_about`)}
            </Way>
          </Link>
        ))}
        <button
          type="button"
          className="choice"
          data-on={key ? true : undefined}
          onClick={() => key || make.mutate(undefined)}
        >
          <Way icon={<IconCode size={18} />} title={t("settings.welcome.track")}>
            {t("settings.welcome.track_about")}
          </Way>
        </button>
        {!has && (
          <button
            type="button"
            className="choice"
            data-on={job ? true : undefined}
            disabled={job !== undefined || demo.isPending}
            onClick={() => demo.mutate(undefined)}
          >
            <Way icon={<IconSparkles size={18} />} title={t("settings.welcome.demo")}>
              {t("settings.welcome.demo_about")}
            </Way>
          </button>
        )}
      </div>
      {(make.error || demo.error) && <ErrorState error={make.error ?? demo.error} />}
      {key?.key && (
        <div style={{ marginTop: 16 }}>
          <Once label={t("settings.keys.made", { name: key.name })} secret={key.key}>
            <Snippets url={workspace.base_url ?? location.origin} secret={key.key} />
          </Once>
        </div>
      )}
      {job !== undefined && (
        <div style={{ marginTop: 16 }}>
          <JobProgress
            id={job}
            label={t("settings.welcome.demo_runs")}
            onEnd={(ended) => {
              if (ended.status !== "done") return;
              queries.removeQueries({
                predicate: (query) => !["session", "workspace", "job"].includes(String(query.queryKey[0])),
              });
              refetch();
              next();
            }}
          />
        </div>
      )}
      <p className="quiet" role="status" style={{ marginTop: 14 }}>
        {t(has ? "settings.welcome.has_data" : "settings.welcome.no_data")}
      </p>
      <div className="form-end">
        <Button onClick={next} variant={has ? "filled" : "default"}>
          {t(has ? "settings.welcome.next" : "settings.welcome.later")}
        </Button>
      </div>
    </Card>
  );
}

function Start({ has, back }: { has: boolean; back: () => void }) {
  const { t } = useLanguage();
  const say = useFigure();
  const query = useQuery({
    queryKey: ["headline", "welcome"],
    queryFn: ({ signal }) => ask<Headline>("/headline", {}, signal),
    enabled: has,
  });
  const places: [string, Key, Key][] = [
    ["/audit", "settings.welcome.see_audit", "settings.welcome.see_audit_about"],
    ["/customers", "settings.welcome.see_customers", "settings.welcome.see_customers_about"],
    ["/settings/people", "settings.welcome.see_people", "settings.welcome.see_people_about"],
  ];
  return (
    <>
      <Card
        title={t("settings.welcome.start_title")}
        about={t(has ? "settings.welcome.start_about" : "settings.welcome.start_empty")}
      >
        {has ? (
          <Asked query={query} height={90}>
            {(headline) => (
              <div className="grid" style={{ "--least": "300px" } as React.CSSProperties}>
                {headline.items.map((figure) => (
                  <div key={figure.name}>
                    <p className="quiet">{figure.label}</p>
                    <p className="kpi-value" data-metric={figure.name}>
                      {say(figure.value as FigureValue, figure.unit)}
                    </p>
                    <Interval
                      low={figure.low as FigureValue}
                      high={figure.high as FigureValue}
                      n={figure.n}
                      unit={figure.unit}
                    />
                    <p className="quiet small">{figure.sentence}</p>
                  </div>
                ))}
              </div>
            )}
          </Asked>
        ) : (
          <Button variant="default" onClick={back}>
            {t("settings.welcome.back")}
          </Button>
        )}
      </Card>
      <div className="settings-tiles">
        {places.map(([path, title, about]) => (
          <Link key={path} to={path} className="settings-tile">
            <strong>{t(title)} →</strong>
            <p className="quiet">{t(about)}</p>
          </Link>
        ))}
      </div>
    </>
  );
}
