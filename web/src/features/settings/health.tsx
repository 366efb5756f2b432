import { Button, Select } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { act, ask } from "~/api/client";
import type { Backup, Export, StoreJob, System } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { JobProgress } from "~/ui/progress";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { Settings } from "./frame";
import { Ago, useBytes } from "./parts";

/** How the server is, and what keeps the data safe. */
export default function Health() {
  const { t, f } = useLanguage();
  const bytes = useBytes();
  const query = useQuery({ queryKey: ["system"], queryFn: ({ signal }) => ask<System>("/system", {}, signal) });
  return (
    <Settings>
      <Asked query={query} height={160}>
        {(system) => (
          <dl className="grid figures" style={{ "--least": "150px" } as React.CSSProperties}>
            {(
              [
                ["settings.health.version", system.version],
                ["settings.health.store", system.store === "sqlite" ? "SQLite" : "PostgreSQL"],
                ["settings.health.since", <Ago key="since" at={system.started_at} />],
                ["settings.health.events", f.number(system.events)],
                ["settings.health.columns", bytes(system.column_bytes)],
                ["settings.health.folder", bytes(system.folder_bytes)],
                ["settings.health.free", system.free_bytes === null ? t("ui.not_observed") : bytes(system.free_bytes)],
                ["settings.health.memory", bytes(system.memory_bytes)],
                ["settings.health.failed", f.number(system.jobs_failed)],
              ] as const
            ).map(([title, value]) => (
              <div className="card" key={title}>
                <dt className="quiet small">{t(title)}</dt>
                <dd className="figure number" data-figure={title}>
                  {value}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </Asked>
      <Backups />
      <Verification />
      <Exports />
    </Settings>
  );
}

/** A button that begins long work, and how far it is. */
function Begin(props: {
  path: string;
  body?: unknown;
  action: string;
  label: string;
  refresh: unknown[];
  children?: ReactNode;
}) {
  const { path, body, action, label, refresh, children } = props;
  const { t } = useLanguage();
  const queries = useQueryClient();
  const [job, setJob] = useState<number>();
  const [said, setSaid] = useState("");
  const begin = useAction(() => act<StoreJob>("POST", path, body), {
    onDone: (answer) => {
      setSaid("");
      setJob(answer.job);
    },
  });
  return (
    <>
      <div className="row">
        {children}
        <Button loading={begin.isPending} onClick={() => begin.mutate(undefined)}>
          {action}
        </Button>
      </div>
      {begin.error && <ErrorState error={begin.error} />}
      {job !== undefined && (
        <div style={{ marginTop: 12 }}>
          <JobProgress
            key={job}
            id={job}
            label={label}
            onEnd={(ended) => {
              if (ended.status === "done") setSaid(t("settings.health.went_well"));
              queries.invalidateQueries({ queryKey: refresh });
            }}
          />
          {said && (
            <p className="quiet" role="status">
              {said}
            </p>
          )}
        </div>
      )}
    </>
  );
}

function Backups() {
  const { t, f } = useLanguage();
  const bytes = useBytes();
  const query = useQuery({
    queryKey: ["backups"],
    queryFn: ({ signal }) => ask<{ items: Backup[] }>("/backups", {}, signal).then((list) => list.items),
  });
  return (
    <Card title={t("settings.health.backups")} about={t("settings.health.backups_about")}>
      <Begin
        path="/backups"
        action={t("settings.health.back_up")}
        label={t("settings.job.backup")}
        refresh={["backups"]}
      />
      <Asked
        query={query}
        height={80}
        empty={(items) =>
          items.length === 0 ? (
            <EmptyState title={t("settings.health.no_backups")}>{t("settings.health.no_backups_do")}</EmptyState>
          ) : null
        }
      >
        {(items) => (
          <div className="scroll-x">
            <table className="table" style={{ marginTop: 12 }}>
              <thead>
                <tr>
                  <th scope="col">{t("settings.when")}</th>
                  <th scope="col">{t("settings.health.file")}</th>
                  <th scope="col" data-number>
                    {t("settings.health.size")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <tr key={one.name}>
                    <td>{f.instant(one.made_at)}</td>
                    <td>
                      <code className="mono">{one.name}</code>
                    </td>
                    <td data-number>{bytes(one.bytes)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Asked>
    </Card>
  );
}

function Verification() {
  const { t } = useLanguage();
  return (
    <Card title={t("settings.health.verify")} about={t("settings.health.verify_about")}>
      <Begin
        path="/verifications"
        action={t("settings.health.verify_now")}
        label={t("settings.job.verify")}
        refresh={["jobs"]}
      />
    </Card>
  );
}

function Exports() {
  const { t } = useLanguage();
  const [format, setFormat] = useState<string>("json");
  const query = useQuery({
    queryKey: ["exports"],
    queryFn: ({ signal }) => ask<{ items: Export[] }>("/exports", {}, signal).then((list) => list.items),
  });
  return (
    <Card title={t("settings.health.export")} about={t("settings.health.export_about")}>
      <Begin
        path="/exports"
        body={{ format }}
        action={t("settings.health.export_now")}
        label={t("settings.job.export")}
        refresh={["exports"]}
      >
        <Select
          aria-label={t("settings.health.format")}
          w={150}
          value={format}
          onChange={(chosen) => setFormat(chosen ?? "json")}
          data={[
            { value: "json", label: "JSON" },
            { value: "csv", label: "CSV" },
          ]}
        />
      </Begin>
      <Asked query={query} height={40} empty={(items) => (items.length === 0 ? <span /> : null)}>
        {(items) => (
          <ul className="plain" style={{ marginTop: 8 }}>
            {items.map((one) => (
              <li key={one.name}>
                <code className="mono">{one.name}</code>
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </Card>
  );
}
