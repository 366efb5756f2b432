// What a part of a page shows while it waits, when there is nothing, and when it failed.
import { Button, Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Problem } from "~/api/client";
import { useLanguage } from "~/i18n";

export function Loading({ height = 160 }: { height?: number }) {
  const { t } = useLanguage();
  return (
    <div role="status" aria-label={t("ui.loading")}>
      <Skeleton height={height} radius="md" />
    </div>
  );
}

/** Says what to do, and offers it. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div style={{ padding: "28px 12px", textAlign: "center" }}>
      <p>
        <strong>{title}</strong>
      </p>
      {children && <p className="quiet">{children}</p>}
      {action && <div style={{ marginTop: 12 }}>{action}</div>}
    </div>
  );
}

export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useLanguage();
  const problem = error instanceof Problem ? error : undefined;
  const text = problem?.status === 0 ? t("ui.unreachable") : problem?.message || t("ui.failed");
  return (
    <div className="alert" role="alert">
      <strong>{t("ui.failed")}</strong>
      <p>{text}</p>
      {problem?.errors.map((one) => (
        <p key={one.path + one.message}>
          <code>{one.path}</code> {one.message}
        </p>
      ))}
      {problem?.requestId && <p className="small">{t("ui.request", { id: problem.requestId })}</p>}
      {retry && (
        <Button mt="xs" size="xs" variant="default" onClick={retry}>
          {t("ui.retry")}
        </Button>
      )}
    </div>
  );
}

/** What a query gives: the children with its data; else one of the states above. */
export function Asked<T>(props: {
  query: UseQueryResult<T>;
  height?: number;
  empty?: (data: T) => ReactNode; // what to show instead when there is nothing; undefined: there is something
  children: (data: T) => ReactNode;
}) {
  const { query, height, empty, children } = props;
  if (query.data !== undefined) return <>{empty?.(query.data) ?? children(query.data)}</>;
  if (query.isError) return <ErrorState error={query.error} retry={() => query.refetch()} />;
  return <Loading {...(height && { height })} />;
}
