// Long work of the server: how far it is, and that it can be stopped.
import { Button, Progress } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { act, ask } from "~/api/client";
import { useLanguage } from "~/i18n";
import { ErrorState } from "./states";

export interface Job {
  id: number;
  kind: string;
  status: "queued" | "running" | "done" | "failed" | "cancelled";
  done: number;
  total: number | null;
  result: Record<string, unknown> | null;
  error: string | null;
}

const ended = (job: Job) => ["done", "failed", "cancelled"].includes(job.status);

export function JobProgress({ id, label, onEnd }: { id: number; label: string; onEnd?: (job: Job) => void }) {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["job", id],
    queryFn: ({ signal }) => ask<Job>(`/jobs/${id}`, {}, signal),
    refetchInterval: ({ state }) => (state.data && ended(state.data) ? false : 500),
  });
  const job = query.data;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it has ended
  useEffect(() => {
    if (job && ended(job)) onEnd?.(job);
  }, [job?.status]);
  if (query.isError) return <ErrorState error={query.error} retry={() => query.refetch()} />;
  const share = job?.total ? (job.done / job.total) * 100 : job?.status === "done" ? 100 : 0;
  return (
    <div role="status">
      <div className="row" style={{ justifyContent: "space-between" }}>
        <span>{label}</span>
        <span className="quiet small number">
          {job ? t(`ui.job.${job.status}`) : ""} {job?.total ? `${f.number(job.done)} / ${f.number(job.total)}` : ""}
        </span>
      </div>
      <Progress value={share} animated={!job || !ended(job)} aria-label={label} mt={6} />
      {job?.error && <p>{job.error}</p>}
      {job && !ended(job) && (
        <Button size="xs" variant="subtle" mt="xs" onClick={() => act("POST", `/jobs/${id}/cancel`)}>
          {t("ui.cancel")}
        </Button>
      )}
    </div>
  );
}
