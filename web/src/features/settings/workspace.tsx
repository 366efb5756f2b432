import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { useWorkspace } from "~/api/session";
import type { Lifecycle, LifecycleChange, Workspace, WorkspaceChange } from "~/api/types";
import { type Key, useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";
import { currencies, time_zones } from "./choices";
import { Settings } from "./frame";

/** What holds for the whole data folder. Each card is saved by itself. */
export default function WorkspacePage() {
  const { t, locale } = useLanguage();
  const workspace = useWorkspace();
  const words = (name: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`settings.workspace.${name}.${value}` as Key) }));
  return (
    <Settings>
      {workspace.restart_needed && (
        <p className="notice" role="status">
          {t("settings.workspace.restart")}
        </p>
      )}
      <Part title="settings.workspace.who">
        {(value, change, error) => (
          <>
            <TextInput
              label={t("settings.workspace.name")}
              value={value.name}
              maxLength={200}
              error={field_error(error, "/name")}
              onChange={(event) => change({ name: event.target.value })}
            />
            <TextInput
              label={t("settings.workspace.base_url")}
              description={t("settings.workspace.base_url_help")}
              placeholder={location.origin}
              type="url"
              value={value.base_url ?? ""}
              error={field_error(error, "/base_url")}
              onChange={(event) => change({ base_url: event.target.value || null })}
            />
            <Select
              label={t("settings.workspace.locale")}
              description={t("settings.workspace.locale_help")}
              value={value.locale}
              onChange={(chosen) => change({ locale: chosen as Workspace["locale"] })}
              data={[
                { value: "fr", label: "Français" },
                { value: "en", label: "English" },
              ]}
            />
          </>
        )}
      </Part>
      <Part title="settings.workspace.where">
        {(value, change, error) => (
          <>
            <Select
              label={t("settings.workspace.time_zone")}
              searchable
              limit={60}
              nothingFoundMessage={t("settings.nothing_found")}
              value={value.time_zone}
              error={field_error(error, "/time_zone")}
              onChange={(chosen) => chosen && change({ time_zone: chosen })}
              data={time_zones(value.time_zone)}
            />
            <Select
              label={t("settings.workspace.currency")}
              searchable
              limit={60}
              nothingFoundMessage={t("settings.nothing_found")}
              value={value.currency}
              error={field_error(error, "/currency")}
              onChange={(chosen) => chosen && change({ currency: chosen })}
              data={currencies(locale, value.currency)}
            />
          </>
        )}
      </Part>
      <Part title="settings.workspace.business" about="settings.workspace.business_about">
        {(value, change, error) => (
          <>
            <Select
              label={t("settings.workspace.model")}
              placeholder={t("settings.workspace.model_none")}
              value={value.business_model}
              onChange={(chosen) => change({ business_model: chosen as Workspace["business_model"] })}
              data={words("model", ["ecommerce", "retail", "saas", "service"])}
            />
            <Select
              label={t("settings.workspace.churn_rule")}
              value={value.churn_rule}
              onChange={(chosen) => change({ churn_rule: chosen as Workspace["churn_rule"] })}
              data={words("churn_rule", ["inactivity", "contractual"])}
            />
            <NumberInput
              label={t("settings.workspace.window")}
              description={t("settings.workspace.window_help")}
              placeholder={t("settings.workspace.window_found")}
              min={1}
              max={36500}
              allowDecimal={false}
              value={value.churn_window_days ?? ""}
              error={field_error(error, "/churn_window_days")}
              onChange={(days) => change({ churn_window_days: days === "" ? null : Number(days) })}
            />
            <Select
              label={t("settings.workspace.recognition")}
              value={value.churn_recognition}
              onChange={(chosen) => change({ churn_recognition: chosen as Workspace["churn_recognition"] })}
              data={words("recognition", ["end", "cancel", "period_end"])}
            />
            <Select
              label={t("settings.workspace.partial_loss")}
              value={value.partial_loss}
              onChange={(chosen) => change({ partial_loss: chosen as Workspace["partial_loss"] })}
              data={words("partial_loss", ["contraction", "churn"])}
            />
          </>
        )}
      </Part>
      <Stages />
      <Part title="settings.workspace.tracking" about="settings.workspace.tracking_about">
        {(value, change) => (
          <Select
            label={t("settings.workspace.tracking_consent")}
            value={value.tracking_consent}
            onChange={(chosen) => change({ tracking_consent: chosen as Workspace["tracking_consent"] })}
            data={words("tracking_consent", ["not_required", "required"])}
          />
        )}
      </Part>
    </Settings>
  );
}

/** One card: what was changed in it goes to the server when it is saved, against the version it was read at. */
function Part(props: {
  title: Key;
  about?: Key;
  children: (value: Workspace, change: (part: WorkspaceChange) => void, error: unknown) => React.ReactNode;
}) {
  const { title, about, children } = props;
  const { t } = useLanguage();
  const queries = useQueryClient();
  const workspace = useWorkspace();
  const [changed, setChanged] = useState<WorkspaceChange>({});
  const save = useAction(
    (change: WorkspaceChange) =>
      act<Workspace>("PATCH", "/workspace", change, { headers: { "If-Match": `"${workspace.version}"` } }),
    {
      done: t("ui.saved"),
      onDone: (answer) => {
        queries.setQueryData(["workspace"], answer);
        setChanged({});
      },
    },
  );
  return (
    <Card title={t(title)} about={about && t(about)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(changed);
        }}
      >
        <div className="fields">
          {children(
            { ...workspace, ...changed } as Workspace,
            (part) => setChanged({ ...changed, ...part }),
            save.error,
          )}
        </div>
        {save.error && <ErrorState error={save.error} />}
        <div className="form-end">
          <Button type="submit" loading={save.isPending} disabled={Object.keys(changed).length === 0}>
            {t("ui.save")}
          </Button>
          {Object.keys(changed).length > 0 && (
            <Button variant="subtle" onClick={() => setChanged({})}>
              {t("ui.cancel")}
            </Button>
          )}
        </div>
      </form>
    </Card>
  );
}

function Stages() {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["lifecycle"],
    queryFn: ({ signal }) => ask<Lifecycle>("/lifecycle", {}, signal),
  });
  const [changed, setChanged] = useState<LifecycleChange>({});
  const save = useAction((change: LifecycleChange) => act<Lifecycle>("PATCH", "/lifecycle", change), {
    refresh: [["lifecycle"]],
    done: t("ui.saved"),
    onDone: () => setChanged({}),
  });
  const fields = [
    ["loyal_purchases", 2, 1000],
    ["ambassador_score", 0, 10],
  ] as const;
  return (
    <Card title={t("settings.stages")} about={t("settings.stages_about")}>
      <Asked query={query} height={120}>
        {(data) => {
          const window = "window_days" in changed ? changed.window_days : data.window_given ? data.window_days : null;
          return (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                save.mutate(changed);
              }}
            >
              <div className="fields">
                <NumberInput
                  label={t("settings.stages.window_days")}
                  description={t("settings.stages.window_days_help", { days: data.window_days })}
                  placeholder={String(data.window_days)}
                  min={1}
                  allowDecimal={false}
                  value={window ?? ""}
                  error={field_error(save.error, "/window_days")}
                  onChange={(days) => setChanged({ ...changed, window_days: days === "" ? null : Number(days) })}
                />
                {fields.map(([name, min, max]) => (
                  <NumberInput
                    key={name}
                    label={t(`settings.stages.${name}`)}
                    description={t(`settings.stages.${name}_help`)}
                    min={min}
                    max={max}
                    allowDecimal={false}
                    value={changed[name] ?? data[name]}
                    error={field_error(save.error, `/${name}`)}
                    onChange={(value) => setChanged({ ...changed, [name]: Number(value) })}
                  />
                ))}
              </div>
              {save.error && <ErrorState error={save.error} />}
              <div className="form-end">
                <Button type="submit" loading={save.isPending} disabled={Object.keys(changed).length === 0}>
                  {t("ui.save")}
                </Button>
              </div>
            </form>
          );
        }}
      </Asked>
    </Card>
  );
}
