import { Button, Modal, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { type Key, useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";

interface Channel {
  channel: string;
  state: string;
  allowed: boolean;
  why: string;
  at: string | null;
  source: string | null;
}

interface Purpose {
  purpose: string;
  label: string;
  ground: string;
  channels: Channel[];
}

interface Said {
  id: number;
  purpose: string | null;
  channel: string | null;
  state: string;
  at: string;
  source: string | null;
  evidence: string | null;
}

interface Asking {
  purpose: Purpose;
  channel: string;
  state: "granted" | "withdrawn";
}

/** What may be done with this person, purpose by purpose; where it rests on consent it is given and taken back, with
 * where it was said: that is the proof. */
export function Consents({ customer, mayChange }: { customer: number; mayChange: boolean }) {
  const { t, f } = useLanguage();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [proofs, setProofs] = useState(false);
  const query = useQuery({
    queryKey: ["consents", customer],
    queryFn: ({ signal }) => ask<{ items: Purpose[] }>(`/customers/${customer}/consents`, {}, signal),
  });
  return (
    <Card
      title={t("customers.consents")}
      tools={
        <Button size="compact-xs" variant="default" onClick={() => setProofs(true)}>
          {t("customers.proofs")}
        </Button>
      }
    >
      <Asked query={query} height={120}>
        {(data) => (
          <ul className="plain">
            {data.items.map((purpose) => {
              const any = purpose.channels.find((one) => one.channel === "any");
              const special = purpose.channels.filter((one) => one.channel !== "any" && one.allowed !== any?.allowed);
              return (
                <li key={purpose.purpose}>
                  <div className="row" style={{ justifyContent: "space-between", flexWrap: "nowrap" }}>
                    <span>{purpose.label}</span>
                    {purpose.ground === "consent" && mayChange ? (
                      <Switch
                        aria-label={purpose.label}
                        checked={any?.state === "granted"}
                        onChange={(event) =>
                          setAsking({ purpose, channel: "any", state: event.target.checked ? "granted" : "withdrawn" })
                        }
                      />
                    ) : (
                      <span className="pill" data-tone={any?.allowed ? "gain" : undefined}>
                        {any?.allowed ? t("customers.allowed") : t("customers.not_allowed")}
                      </span>
                    )}
                  </div>
                  <p className="quiet small">
                    {any?.why}
                    {any?.at && ` · ${f.day(any.at.slice(0, 10))}`}
                    {any?.source && ` · ${any.source}`}
                  </p>
                  {special.map((one) => (
                    <p key={one.channel} className="quiet small">
                      <strong>{t(`customers.channel.${one.channel}` as Key)}</strong>: {one.why}
                      {one.source && ` · ${one.source}`}
                    </p>
                  ))}
                </li>
              );
            })}
          </ul>
        )}
      </Asked>
      {asking && <Say customer={customer} asking={asking} onClose={() => setAsking(null)} />}
      {proofs && <Proofs customer={customer} onClose={() => setProofs(false)} />}
    </Card>
  );
}

const channels = ["any", "email", "sms", "phone", "post", "push", "chat"] as const;

function Say({ customer, asking, onClose }: { customer: number; asking: Asking; onClose: () => void }) {
  const { t } = useLanguage();
  const [channel, setChannel] = useState(asking.channel);
  const [source, setSource] = useState("");
  const [evidence, setEvidence] = useState("");
  const say = useAction(
    (_: undefined) =>
      act("POST", `/customers/${customer}/consents`, {
        purpose: asking.purpose.purpose,
        channel,
        state: asking.state,
        source,
        ...(evidence && { evidence }),
      }),
    {
      refresh: [
        ["consents", customer],
        ["list", `/customers/${customer}/timeline`],
      ],
      done: t("ui.saved"),
      onDone: onClose,
    },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`customers.consent.${asking.state}`, { purpose: asking.purpose.label })}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          say.mutate(undefined);
        }}
      >
        <p className="quiet">{t("customers.consent_about")}</p>
        <Select
          mt="sm"
          label={t("customers.consent_channel")}
          value={channel}
          onChange={(chosen) => setChannel(chosen ?? "any")}
          data={channels.map((value) => ({ value, label: t(`customers.channel.${value}`) }))}
        />
        <TextInput
          mt="sm"
          required
          label={t("customers.consent_source")}
          placeholder={t("customers.consent_source_such")}
          value={source}
          onChange={(event) => setSource(event.target.value)}
        />
        <Textarea
          mt="sm"
          label={t("customers.consent_evidence")}
          value={evidence}
          onChange={(event) => setEvidence(event.target.value)}
        />
        {say.error && <ErrorState error={say.error} />}
        <Button type="submit" mt="md" loading={say.isPending} disabled={!source.trim()}>
          {t("ui.save")}
        </Button>
      </form>
    </Modal>
  );
}

function Proofs({ customer, onClose }: { customer: number; onClose: () => void }) {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["consents", customer, "history"],
    queryFn: ({ signal }) => ask<{ items: Said[] }>(`/customers/${customer}/consents/history`, { limit: 200 }, signal),
  });
  return (
    <Modal opened onClose={onClose} title={t("customers.proofs")} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <Asked
        query={query}
        height={80}
        empty={(data) => (data.items.length ? null : <p className="quiet">{t("customers.proofs_none")}</p>)}
      >
        {(data) => (
          <ul className="plain">
            {data.items.map((one) => (
              <li key={one.id}>
                <strong>{t(`customers.said.${one.state}` as Key)}</strong> {one.purpose}
                {one.channel && ` · ${t(`customers.channel.${one.channel}` as Key)}`}
                <p className="quiet small">
                  {f.instant(one.at)}
                  {one.source && ` · ${one.source}`}
                </p>
                {one.evidence && <p className="note small">{one.evidence}</p>}
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </Modal>
  );
}
