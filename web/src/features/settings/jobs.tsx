import { Button, Switch } from "@mantine/core";
import { act } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Job } from "~/api/types";
import { type Key, useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { useFilters } from "~/ui/filters";
import { Card } from "~/ui/page";
import { EmptyState, ErrorState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";
import { Ago } from "./parts";

const named = [
  "backup",
  "verify",
  "export",
  "import",
  "demo",
  "erase",
  "access_export",
  "retention",
  "lifecycle",
  "mail",
  "alerts",
  "reports",
  "promises",
  "connections",
];
const tones = { queued: "accent", running: "accent", done: "gain", failed: "loss", cancelled: undefined };

/** Work of the server: what runs, what ended and how, and stopping it. */
export default function Jobs() {
  const { t, f } = useLanguage();
  const session = useSession();
  const [search, filter] = useFilters();
  const list = useList<Job>("/jobs", { routine: search.all ? undefined : "false" });
  const cancel = useAction((id: number) => act("POST", `/jobs/${id}/cancel`), { refresh: [["list", "/jobs"]] });
  const kind = (name: string) => (named.includes(name) ? t(`settings.job.${name}` as Key) : name);
  const columns: Column<Job>[] = [
    {
      name: "kind",
      title: t("settings.jobs.kind"),
      cell: (row) => (
        <>
          <strong>{kind(row.kind)}</strong>
          {row.error && <div className="quiet small">{row.error}</div>}
        </>
      ),
      text: (row) => row.kind,
    },
    {
      name: "status",
      title: t("settings.people.state"),
      cell: (row) => (
        <span className="pill" data-tone={tones[row.status]}>
          {t(`ui.job.${row.status}`)}
        </span>
      ),
      text: (row) => row.status,
    },
    {
      name: "done",
      title: t("settings.jobs.done"),
      number: true,
      cell: (row) =>
        row.total ? `${f.number(row.done)} / ${f.number(row.total)}` : row.done ? f.number(row.done) : "",
      text: (row) => row.done,
    },
    {
      name: "queued",
      title: t("settings.jobs.queued"),
      cell: (row) => <Ago at={row.queued_at} />,
      text: (row) => row.queued_at,
    },
    {
      name: "took",
      title: t("settings.jobs.took"),
      number: true,
      cell: (row) => (row.started_at && row.ended_at ? <Took from={row.started_at} to={row.ended_at} /> : ""),
      text: (row) => row.ended_at,
    },
    {
      name: "acts",
      title: t("settings.acts"),
      cell: (row) =>
        mayChange(session) &&
        ["queued", "running"].includes(row.status) && (
          <Button size="xs" variant="default" onClick={() => cancel.mutate(row.id)}>
            {t("ui.cancel")}
          </Button>
        ),
    },
  ];
  return (
    <Settings
      tools={
        <Button variant="default" loading={list.isFetching} onClick={() => list.refetch()}>
          {t("settings.refresh")}
        </Button>
      }
    >
      {cancel.error && <ErrorState error={cancel.error} />}
      <Card>
        <Switch
          mb="sm"
          label={t("settings.jobs.routine")}
          checked={Boolean(search.all)}
          onChange={(event) => filter({ all: event.target.checked ? "1" : undefined })}
        />
        <DataTable
          label={t("nav.settings.jobs")}
          list={list}
          columns={columns}
          file="jobs"
          empty={<EmptyState title={t("settings.jobs.none")}>{t("settings.jobs.none_do")}</EmptyState>}
        />
      </Card>
    </Settings>
  );
}

function Took({ from, to }: { from: string; to: string }) {
  const { f } = useLanguage();
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return <>{seconds < 120 ? `${f.compact(seconds)} s` : `${f.compact(seconds / 60)} min`}</>;
}
