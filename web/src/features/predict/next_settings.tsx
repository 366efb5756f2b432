import { Button, NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { useWorkspace } from "~/api/session";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";
import type { NextSettings } from "./next_api";

export function Limits({ may }: { may: boolean }) {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["next-actions", "settings"],
    queryFn: ({ signal }) => ask<NextSettings>("/next-actions/settings", {}, signal),
  });
  return (
    <Card title={t("predict.limits")} about={t("predict.limits_about")}>
      <Asked query={query} height={200}>
        {(settings) => <Form key={settings.version} settings={settings} may={may} />}
      </Asked>
    </Card>
  );
}

function Form({ settings, may }: { settings: NextSettings; may: boolean }) {
  const { t, locale } = useLanguage();
  const { currency } = useWorkspace();
  const [draft, setDraft] = useState<Record<string, number | string>>({
    budget_week: settings.budget_week ? Number(settings.budget_week.amount) : "",
    contacts_max: settings.contacts_max,
    contact_days: settings.contact_days,
    explore_share: Math.round(settings.explore_share * 1000) / 10,
    follow_days: settings.follow_days,
  });
  const save = useAction(
    (_: undefined) =>
      act("PATCH", "/next-actions/settings", {
        budget_week: draft.budget_week === "" ? null : { amount: Number(draft.budget_week).toFixed(2), currency },
        contacts_max: Number(draft.contacts_max),
        contact_days: Number(draft.contact_days),
        explore_share: Number(draft.explore_share) / 100,
        follow_days: Number(draft.follow_days),
      }),
    { refresh: [["next-actions"]], done: t("ui.saved") },
  );
  const names = ["budget_week", "contacts_max", "contact_days", "explore_share", "follow_days"] as const;
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <div className="grid">
        {names.map((name) => (
          <NumberInput
            key={name}
            label={t(`predict.limit.${name}`, { currency })}
            {...(name === "budget_week" && { placeholder: t("predict.no_limit") })}
            disabled={!may}
            min={0}
            decimalScale={name === "budget_week" ? 2 : name === "explore_share" ? 1 : 0}
            decimalSeparator={locale === "fr" ? "," : "."}
            value={draft[name] ?? ""}
            error={field_error(save.error, `/${name}`)}
            onChange={(value) => setDraft({ ...draft, [name]: value })}
          />
        ))}
      </div>
      {save.error && !names.some((name) => field_error(save.error, `/${name}`)) && <ErrorState error={save.error} />}
      {may && (
        <div>
          <Button type="submit" loading={save.isPending}>
            {t("ui.save")}
          </Button>
        </div>
      )}
    </form>
  );
}
