import { Button, NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { PredictionSettings } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";
import { Settings } from "./frame";

/** What a customer who leaves is, how far models look ahead, and how often they are trained. */
export default function PredictionSettingsPage() {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["predictions", "settings"],
    queryFn: ({ signal }) => ask<PredictionSettings>("/predictions/settings", {}, signal),
  });
  return (
    <Settings tools={<Link to="/audit/models">{t("predict.see_models")}</Link>}>
      <Asked query={query} height={320}>
        {(settings) => <Form key={JSON.stringify(settings)} settings={settings} />}
      </Asked>
    </Settings>
  );
}

type Draft = Record<Exclude<keyof PredictionSettings, "churn_window_used">, number | string>;

function Form({ settings }: { settings: PredictionSettings }) {
  const { t, locale } = useLanguage();
  const may = mayChange(useSession());
  const [draft, setDraft] = useState<Draft>({
    churn_window_days: settings.churn_window_days || "",
    horizon_days: settings.horizon_days ?? "",
    yearly_discount: percent(settings.yearly_discount ?? 0),
    margin: percent(settings.margin ?? 1),
    retrain_days: settings.retrain_days ?? "",
  });
  const save = useAction(
    (_: undefined) =>
      act("PATCH", "/predictions/settings", {
        churn_window_days: Number(draft.churn_window_days) || 0,
        horizon_days: Number(draft.horizon_days),
        yearly_discount: Number(draft.yearly_discount) / 100,
        margin: Number(draft.margin) / 100,
        retrain_days: Number(draft.retrain_days) || 0,
      }),
    { refresh: [["predictions"], ["prediction"], ["list"]], done: t("ui.saved") },
  );
  const field = (name: keyof Draft, more: { suffix?: string; max: number; min?: number }) => (
    <NumberInput
      label={t(`predict.setting.${name}`)}
      description={t(`predict.setting_about.${name}`)}
      value={draft[name]}
      onChange={(value) => setDraft({ ...draft, [name]: value })}
      error={field_error(save.error, `/${name}`)}
      disabled={!may}
      min={more.min ?? 0}
      max={more.max}
      decimalSeparator={locale === "fr" ? "," : "."}
      decimalScale={more.suffix ? 2 : 0}
      {...(more.suffix && { suffix: more.suffix })}
      maw={360}
    />
  );
  const known = Object.keys(draft).some((name) => field_error(save.error, `/${name}`));
  return (
    <Card title={t("predict.settings_title")}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        {field("churn_window_days", { max: 1095 })}
        {settings.churn_window_used !== null && (
          <p className="quiet small">{t("predict.window_used", { n: settings.churn_window_used })}</p>
        )}
        {field("horizon_days", { min: 1, max: 1095 })}
        {field("yearly_discount", { suffix: "\u202f%", max: 100 })}
        {field("margin", { suffix: "\u202f%", max: 100 })}
        {field("retrain_days", { max: 365 })}
        {save.error && !known && <ErrorState error={save.error} />}
        {may && (
          <div>
            <Button type="submit" loading={save.isPending}>
              {t("ui.save")}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}

const percent = (share: number) => Math.round(share * 10_000) / 100;
