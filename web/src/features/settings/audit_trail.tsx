import { Button, TextInput } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { ask } from "~/api/client";
import type { AuditEntry, AuditVerdict } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { TextFilter, useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { EmptyState, ErrorState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";

type Entry = AuditEntry & { id: number };

/** Who did what, and proof that nothing was changed afterwards. */
export default function AuditTrailPage() {
  const { t, f } = useLanguage();
  const [search, filter] = useFilters();
  const list = useList<Entry>("/audit-trail", {
    actor: search.actor,
    action: search.action,
    object: search.object,
    from: search.from && `${search.from}T00:00:00Z`,
    to: search.to && `${search.to}T23:59:59.999Z`,
  });
  const verify = useAction(() => ask<AuditVerdict>("/audit-trail/verify"));
  const verdict = verify.data;
  const filtered = ["actor", "action", "object", "from", "to"].some((name) => search[name]);
  const columns: Column<Entry>[] = [
    { name: "at", title: t("settings.when"), cell: (one) => f.instant(one.at), text: (one) => one.at },
    {
      name: "actor",
      title: t("settings.trail.actor"),
      cell: (one) => (
        <>
          {one.actor_kind === "nobody" ? t("settings.trail.nobody") : one.actor}
          <div className="quiet small">{one.address}</div>
        </>
      ),
      text: (one) => one.actor,
    },
    {
      name: "action",
      title: t("settings.trail.action"),
      cell: (one) => <code className="mono">{one.action}</code>,
      text: (one) => one.action,
    },
    {
      name: "object",
      title: t("settings.trail.object"),
      cell: (one) => <code className="mono">{one.object}</code>,
      text: (one) => one.object,
    },
    {
      name: "status",
      title: t("settings.outcome"),
      cell: (one) => (
        <span className="pill" data-tone={one.status >= 400 ? "loss" : "gain"}>
          {one.status}
        </span>
      ),
      text: (one) => one.status,
    },
    { name: "number", title: "N°", number: true, cell: (one) => one.number, text: (one) => one.number },
  ];
  const day = (name: "from" | "to") => (
    <TextInput
      type="date"
      aria-label={t(`settings.trail.${name}`)}
      w={150}
      value={search[name] ?? ""}
      onChange={(event) => filter({ [name]: event.target.value || undefined })}
    />
  );
  return (
    <Settings
      tools={
        <Button
          variant="default"
          leftSection={<IconShieldCheck size={16} aria-hidden />}
          loading={verify.isPending}
          onClick={() => verify.mutate(undefined)}
        >
          {t("settings.trail.verify")}
        </Button>
      }
    >
      {verify.error && <ErrorState error={verify.error} />}
      {verdict && (
        <div className={verdict.broken === null ? "notice" : "alert"} data-tone="calm" role="status">
          <strong>
            {verdict.broken === null
              ? t("settings.trail.whole", { n: verdict.entries })
              : t("settings.trail.broken", { number: verdict.broken })}
          </strong>
          <p className="mono">
            {verdict.last}:{verdict.hash}
          </p>
          <p className="quiet">{t("settings.trail.keep")}</p>
        </div>
      )}
      <Card>
        <div className="row no-print" style={{ marginBottom: 12 }}>
          <TextFilter name="actor" label={t("settings.trail.actor")} />
          <TextFilter name="action" label={t("settings.trail.action_find")} />
          <TextFilter name="object" label={t("settings.trail.object_find")} />
          {day("from")}
          {day("to")}
        </div>
        <DataTable
          label={t("nav.settings.audit_trail")}
          list={list}
          columns={columns}
          file="audit-trail"
          empty={<EmptyState title={t(filtered ? "settings.trail.none_found" : "settings.trail.none")} />}
        />
      </Card>
    </Settings>
  );
}
