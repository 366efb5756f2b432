import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { address, ask } from "~/api/client";
import { useLanguage } from "~/i18n";
import { Card } from "~/ui/page";
import { JobProgress } from "~/ui/progress";
import { Asked, EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import type { Import, ImportCounts, Reject } from "./import_api";

/** One import: how far it is, then what it did (or, of a check, would do), and the rows it left out. */
export function Outcome({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ["import", id],
    queryFn: ({ signal }) => ask<Import>(`/imports/${encodeURIComponent(id)}`, {}, signal),
  });
  const again = () => {
    // Every figure may be another one now.
    queries.invalidateQueries();
  };
  const close = (
    <Button variant="default" onClick={onClose}>
      {t("ui.close")}
    </Button>
  );
  return (
    <Asked query={query} height={200}>
      {(data) => {
        const going = ["queued", "running", "undoing"].includes(data.status);
        const verb = data.status === "undoing" ? "undoing" : data.dry_run ? "checking" : "importing";
        if (going)
          return (
            <Card>
              <JobProgress
                key={data.job}
                id={data.job}
                label={t(`customers.imports.${verb}`, { name: data.name })}
                onEnd={again}
              />
            </Card>
          );
        return <Ended data={data} close={close} />;
      }}
    </Asked>
  );
}

const counts = ["created", "customers_created", "updated", "unchanged", "repeated", "skipped"] as const;

function Ended({ data, close }: { data: Import; close: React.ReactNode }) {
  const { t, f } = useLanguage();
  const title = {
    checked: t("customers.imports.would"),
    undone: t("customers.imports.status.undone"),
    failed: t("customers.imports.failed"),
    cancelled: t("customers.imports.status.cancelled"),
  }[data.status as string];
  const tells = data.status !== "undone";
  return (
    <Card title={title ?? t("customers.imports.did")} about={data.name} tools={close}>
      {data.status === "failed" && <JobProgress id={data.job} label={data.name} />}
      {tells && (
        <dl className="counts">
          {counts.map((name: keyof ImportCounts) => (
            <div key={name} data-none={data.counts[name] === 0 || undefined}>
              <dt className="quiet small">
                {t(`customers.imports.count.${name}`, { kind: t(`customers.imports.kinds.${data.kind}`) })}
              </dt>
              <dd className="number figure" data-count={name}>
                {f.number(data.counts[name])}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {data.status === "done" && (
        <div className="row" style={{ marginTop: 16 }}>
          <Button component={Link} to={data.kind === "customers" || data.kind === "consents" ? "/customers" : "/audit"}>
            {t(
              data.kind === "customers" || data.kind === "consents"
                ? "customers.imports.see_customers"
                : "customers.imports.see_audit",
            )}
          </Button>
        </div>
      )}
      {tells && data.rejects > 0 && <Rejects data={data} />}
    </Card>
  );
}

function Rejects({ data }: { data: Import }) {
  const { t, f } = useLanguage();
  const list = useList<Reject>(`/imports/${data.id}/rejected-rows`);
  const columns: Column<Reject>[] = [
    { name: "line", title: t("customers.imports.line"), number: true, cell: (row) => f.number(row.line) },
    { name: "column", title: t("customers.imports.column"), cell: (row) => row.column },
    { name: "reason", title: t("customers.imports.reason"), cell: (row) => row.reason },
    { name: "value", title: t("customers.imports.value"), cell: (row) => <code className="sample">{row.value}</code> },
    { name: "row", title: t("customers.imports.row"), cell: (row) => <code className="sample quiet">{row.row}</code> },
  ];
  return (
    <section style={{ marginTop: 20 }}>
      <div className="card-head">
        <div>
          <h3>{t("customers.imports.rejects")}</h3>
          <p className="quiet">{t("customers.imports.rejects_about")}</p>
        </div>
        <Button component="a" variant="default" href={address(`/imports/${data.id}/rejects`)} download>
          {t("customers.imports.rejects_save")}
        </Button>
      </div>
      <DataTable
        label={t("customers.imports.rejects")}
        list={list}
        columns={columns}
        height={320}
        empty={<EmptyState title={t("customers.imports.rejects_none")} />}
      />
    </section>
  );
}
