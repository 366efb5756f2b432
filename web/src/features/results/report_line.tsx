import { Button, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, address, ask, ask_all } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Report, ReportIssue } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { JobProgress } from "~/ui/progress";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { useMetrics } from "./metrics";
import { schedule_of } from "./schedule";

export function useScheduleSentence(): (text: string | null) => string {
  const { t } = useLanguage();
  return (text) => {
    const { unit, weekday, day, time } = schedule_of(text);
    return t("results.schedule", { unit, weekday: t(`results.weekday.${weekday}`), day, time });
  };
}

/** One report: what, when, to whom; as it would be now, and each time it was made. */
export function ReportLine({ report, onEdit }: { report: Report; onEdit: (report: Report) => void }) {
  const { t, f } = useLanguage();
  const session = useSession();
  const { label } = useMetrics();
  const schedule = useScheduleSentence();
  const [shown, setShown] = useState<"preview" | "issues" | null>(null);
  const [job, setJob] = useState<number | null>(null);
  const [deleting, setDeleting] = useState(false);
  const refresh = [
    ["list", "/reports"],
    ["issues", report.id],
  ];
  const path = `/reports/${report.id}`;
  const change = useAction((body: Record<string, unknown>) => act("PATCH", path, body), {
    refresh,
    done: t("ui.saved"),
  });
  const send = useAction((_: undefined) => act<{ job: number }>("POST", `${path}/send`, {}), {
    refresh,
    onDone: (answer) => setJob(answer.job),
  });
  const remove = useAction((_: undefined) => act("DELETE", path), { refresh });
  const show = (what: "preview" | "issues") => setShown(shown === what ? null : what);
  return (
    <li>
      <div className="row" style={{ justifyContent: "space-between", flexWrap: "nowrap", alignItems: "flex-start" }}>
        <div>
          <div className="row">
            <strong>{report.name}</strong>
            {report.status === "paused" && <span className="pill">{t("results.paused")}</span>}
            {report.failure && (
              <span className="pill" data-tone="loss">
                {t("results.failed")}
              </span>
            )}
          </div>
          <p>{report.metrics.map((one) => label(one.metric)).join(" · ")}</p>
          <p className="quiet small">
            {schedule(report.schedule)}
            {report.recipients.length > 0 && ` · ${report.recipients.join(", ")}`}
            {report.next_at &&
              report.status === "active" &&
              ` · ${t("results.next", { at: f.instant(report.next_at) })}`}
          </p>
          {report.failure && <p className="quiet small">{report.failure}</p>}
        </div>
        {mayChange(session) && (
          <Menu withinPortal position="bottom-end">
            <Menu.Target>
              <Button
                size="xs"
                variant="default"
                aria-label={t("results.report_acts", { name: report.name })}
                style={{ flex: "none" }}
              >
                <IconDots size={16} aria-hidden />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => onEdit(report)}>{t("results.edit")}</Menu.Item>
              <Menu.Item onClick={() => send.mutate(undefined)}>{t("results.send_now")}</Menu.Item>
              <Menu.Item onClick={() => change.mutate({ status: report.status === "paused" ? "active" : "paused" })}>
                {t(report.status === "paused" ? "results.resume" : "results.pause")}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item color="red" onClick={() => setDeleting(true)}>
                {t("results.delete")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <div className="row no-print" style={{ marginTop: 6 }}>
        <Button size="xs" variant="default" aria-expanded={shown === "preview"} onClick={() => show("preview")}>
          {t("results.report_preview")}
        </Button>
        <Button size="xs" variant="default" aria-expanded={shown === "issues"} onClick={() => show("issues")}>
          {t("results.issues")}
        </Button>
        <a className="small" href={address(`${path}/preview`, { format: "html" })} target="_blank" rel="noreferrer">
          {t("results.as_mail")}
        </a>
        <a className="small" href={address(`${path}/preview`, { format: "csv" })} download={`report-${report.id}.csv`}>
          CSV
        </a>
      </div>
      {(change.error || send.error) && <ErrorState error={change.error ?? send.error} />}
      {job !== null && <JobProgress id={job} label={t("results.sending")} onEnd={() => setShown("issues")} />}
      {shown === "preview" && <Preview path={`${path}/preview`} />}
      {shown === "issues" && <Issues report={report.id} refreshed={job} />}
      <ConfirmDanger
        opened={deleting}
        title={t("results.report_delete", { name: report.name })}
        action={t("results.delete")}
        onConfirm={() => remove.mutateAsync(undefined)}
        onClose={() => setDeleting(false)}
      >
        <p>{t("results.report_delete_about")}</p>
      </ConfirmDanger>
    </li>
  );
}

/** As text, which is part of the page; the mail itself opens in a tab of its own. */
function Preview({ path }: { path: string }) {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["report", path],
    queryFn: async ({ signal }) => {
      const answer = await fetch(address(path, { format: "text" }), { credentials: "same-origin", signal });
      if (!answer.ok) throw new Error(answer.statusText);
      return answer.text();
    },
  });
  return (
    <Asked query={query} height={160}>
      {(text) => (
        <section className="paper" tabIndex={0} aria-label={t("results.report_preview")}>
          {text}
        </section>
      )}
    </Asked>
  );
}

function Issues({ report, refreshed }: { report: number; refreshed: number | null }) {
  const { t, f } = useLanguage();
  const [open, setOpen] = useState<number | null>(null);
  const query = useQuery({
    queryKey: ["issues", report, refreshed],
    queryFn: ({ signal }) => ask_all<ReportIssue>(`/reports/${report}/issues`, {}, 200, signal),
  });
  return (
    <Asked
      query={query}
      height={80}
      empty={(data) =>
        data.length === 0 ? <EmptyState title={t("results.no_issues")}>{t("results.no_issues_do")}</EmptyState> : null
      }
    >
      {(data) => (
        <ul className="plain" style={{ marginTop: 8 }}>
          {data.map((issue) => (
            <li key={issue.id}>
              <div className="row">
                <button type="button" className="link" onClick={() => setOpen(open === issue.id ? null : issue.id)}>
                  {issue.subject}
                </button>
                <span className="quiet small">
                  {t("results.issue", { at: f.instant(issue.made_at), to: f.day(issue.to) })}
                </span>
              </div>
              {open === issue.id && <Issue report={report} issue={issue.id} />}
            </li>
          ))}
        </ul>
      )}
    </Asked>
  );
}

function Issue({ report, issue }: { report: number; issue: number }) {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["issue", report, issue],
    queryFn: ({ signal }) => ask<ReportIssue>(`/reports/${report}/issues/${issue}`, {}, signal),
  });
  return (
    <Asked query={query} height={120}>
      {(data) => (
        <section className="paper" tabIndex={0} aria-label={t("results.issues")}>
          {data.plain}
        </section>
      )}
    </Asked>
  );
}
