import "./live.css";
import { Button, Select, Switch } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ask, ask_all } from "~/api/client";
import { isAdministrator, useSession, useWorkspace } from "~/api/session";
import type { TrackingPlanViolation } from "~/api/types";
import { useLanguage } from "~/i18n";
import { TextFilter, useFilters } from "~/ui/filters";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { type LiveItem, useStream } from "./live_stream";

/** What clients send, accepted or refused, the moment it comes in. */
export default function Live() {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  const stream = useStream(search);
  const [chosen, setChosen] = useState<number | null>(null);
  const item = stream.items.find((one) => one.id === chosen);
  return (
    <div className="page">
      <PageHeader title={t("nav.live")} about={t("customers.live.about")}>
        <span className="pill" role="status" data-tone={stream.connection === "open" ? "gain" : "warn"}>
          {t(`customers.live.${stream.connection}`)}
        </span>
        <Button
          variant="default"
          leftSection={
            stream.paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />
          }
          onClick={stream.pause}
        >
          {stream.paused
            ? t("customers.live.resume", { n: stream.held.length + stream.missed })
            : t("customers.live.pause")}
        </Button>
        <Button variant="default" onClick={stream.clear}>
          {t("customers.live.clear")}
        </Button>
      </PageHeader>
      <div className="row">
        <TextFilter name="event" label={t("customers.live.event")} />
        <TextFilter name="user" label={t("customers.live.user")} />
        <Sources />
        <Switch
          label={t("customers.live.rejected_only")}
          checked={search.rejected === "true"}
          onChange={(event) => change({ rejected: event.target.checked ? "true" : undefined })}
        />
      </div>
      {stream.connection === "full" && (
        <div className="alert" role="alert">
          {t("customers.live.full_about")}
        </div>
      )}
      <div className="beside">
        <Card label={t("customers.live.stream")}>
          {stream.items.length === 0 ? (
            <EmptyState title={t("customers.live.nothing")}>{t("customers.live.nothing_do")}</EmptyState>
          ) : (
            <ol className="stream" aria-label={t("customers.live.stream")}>
              {stream.items.map((one) => (
                <Line key={one.id} item={one} chosen={one.id === chosen} onChoose={() => setChosen(one.id)} />
              ))}
            </ol>
          )}
        </Card>
        <div className="page">
          <Card title={item ? (item.event ?? t("customers.live.body")) : t("customers.live.payload")}>
            {item ? <Payload item={item} /> : <p className="quiet">{t("customers.live.choose")}</p>}
          </Card>
          <FirstEvent />
        </div>
      </div>
      <Violations />
    </div>
  );
}

/** Keys by their name, for whom they are shown. */
function Sources() {
  const { t } = useLanguage();
  const [search, change] = useFilters();
  const session = useSession();
  const keys = useQuery({
    queryKey: ["list", "/keys", "names"],
    queryFn: ({ signal }) => ask_all<{ id: number; name: string; scope: string }>("/keys", {}, 500, signal),
    enabled: isAdministrator(session),
  });
  if (!keys.data?.length) return null;
  return (
    <Select
      aria-label={t("customers.live.source")}
      placeholder={t("customers.live.any_source")}
      clearable
      clearButtonProps={{ "aria-label": t("ui.clear") }}
      value={search.source ?? null}
      onChange={(source) => change({ source: source ?? undefined })}
      data={keys.data.map((key) => ({ value: String(key.id), label: key.name }))}
    />
  );
}

const tones = { accepted: "gain", rejected: "loss", duplicate: undefined } as const;

function Line({ item, chosen, onChoose }: { item: LiveItem; chosen: boolean; onChoose: () => void }) {
  const { t, f } = useLanguage();
  const warnings = item.warnings ?? [];
  return (
    <li data-status={item.status}>
      <button type="button" aria-pressed={chosen} onClick={onChoose}>
        <time className="quiet small number" dateTime={item.received} title={f.instant(item.received)}>
          {f.time(item.received)}
        </time>
        <span className="pill" data-tone={warnings.length && item.status === "accepted" ? "warn" : tones[item.status]}>
          {t(`customers.live.status.${item.status}`)}
        </span>
        <span>
          <strong>{item.event || item.type || t("customers.live.body")}</strong>{" "}
          {item.event && item.type !== "track" && <span className="quiet small">{item.type}</span>}
        </span>
        <span className="quiet small who">
          {item.user_id || item.anonymous_id || (item.customer ? `#${item.customer}` : "")}
        </span>
        {item.message && <span className="why small">{item.message}</span>}
        {warnings.map((warning) => (
          <span key={warning.code + warning.path} className="why small">
            {warning.message}
          </span>
        ))}
      </button>
    </li>
  );
}

function Payload({ item }: { item: LiveItem }) {
  const { t, f } = useLanguage();
  const faults = [
    ...(item.code ? [{ code: item.code, path: item.path ?? "", message: item.message ?? "" }] : []),
    ...(item.warnings ?? []),
  ];
  const who = useQuery({
    queryKey: ["event", item.seq],
    queryFn: ({ signal }) => ask<{ customer: number }>(`/events/${item.seq}`, {}, signal),
    enabled: item.customer === undefined && typeof item.seq === "number",
  });
  const customer = item.customer ?? who.data?.customer;
  return (
    <>
      <dl className="details">
        <div>
          <dt>{t("customers.live.status")}</dt>
          <dd>{t(`customers.live.status.${item.status}`)}</dd>
        </div>
        <div>
          <dt>{t("customers.live.received")}</dt>
          <dd>{f.instant(item.received)}</dd>
        </div>
        {customer !== undefined && (
          <div>
            <dt>{t("customers.live.customer")}</dt>
            <dd>
              <Link to={`/customers/${customer}`}>{item.user_id || item.anonymous_id || `#${customer}`}</Link>
            </dd>
          </div>
        )}
        {faults.map((fault) => (
          <div key={fault.code + fault.path}>
            <dt>
              <code>{fault.code}</code>
            </dt>
            <dd>
              {fault.message} {fault.path && <code className="quiet">{fault.path}</code>}
            </dd>
          </div>
        ))}
      </dl>
      {item.body !== undefined && item.body !== null && (
        <pre className="code" style={{ marginTop: 12 }}>
          {JSON.stringify(item.body, null, 2)}
        </pre>
      )}
    </>
  );
}

function FirstEvent() {
  const { t } = useLanguage();
  const workspace = useWorkspace();
  const session = useSession();
  const [copied, setCopied] = useState(false);
  const url = (workspace.base_url ?? location.origin).replace(/\/$/, "");
  const text = `curl -u KEY: ${url}/v1/track \\
  -H 'content-type: application/json' \\
  -d '{"userId":"42","event":"Order Completed","properties":{"order_id":"1001","total":"59.90","currency":"EUR"}}'`;
  return (
    <Card title={t("customers.live.first")} about={t("customers.live.first_about")}>
      <pre className="code">{text}</pre>
      <div className="row" style={{ marginTop: 8 }}>
        <Button
          size="xs"
          variant="default"
          onClick={() => navigator.clipboard?.writeText(text).then(() => setCopied(true))}
        >
          {copied ? t("customers.live.copied") : t("customers.live.copy")}
        </Button>
        {isAdministrator(session) && <Link to="/settings/keys">{t("customers.live.keys")}</Link>}
      </div>
    </Card>
  );
}

function Violations() {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["violations"],
    queryFn: ({ signal }) => ask<{ items: TrackingPlanViolation[] }>("/tracking-plan/violations", {}, signal),
  });
  return (
    <Card title={t("customers.live.violations")} about={t("customers.live.violations_about")}>
      {query.isError && query.data && <ErrorState error={query.error} />}
      <Asked
        query={query}
        height={80}
        empty={(data) => (data.items.length ? null : <EmptyState title={t("customers.live.violations_none")} />)}
      >
        {(data) => (
          <section className="scroll-x" tabIndex={0} aria-label={t("customers.live.violations")}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t("customers.live.event")}</th>
                  <th scope="col">{t("customers.live.property")}</th>
                  <th scope="col">{t("customers.live.fault")}</th>
                  <th scope="col" data-number>
                    {t("customers.live.times")}
                  </th>
                  <th scope="col" data-number>
                    {t("customers.live.blocked")}
                  </th>
                  <th scope="col">{t("customers.live.last")}</th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((one) => (
                  <tr key={`${one.source} ${one.event} ${one.property} ${one.code}`}>
                    <td>{one.event}</td>
                    <td>{one.property}</td>
                    <td>
                      <code>{one.code}</code>
                    </td>
                    <td data-number>{f.number(one.times)}</td>
                    <td data-number>{f.number(one.blocked)}</td>
                    <td>{f.instant(one.last_at)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </Asked>
    </Card>
  );
}
