import { Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { act, ask } from "~/api/client";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";

interface Purpose {
  purpose: string;
  label: string;
  ground: string;
  channels: { channel: string; state: string; allowed: boolean; why: string }[];
}

/** What may be done with this person, purpose by purpose; where it rests on consent it can be given and taken back. */
export function Consents({ customer, mayChange }: { customer: number; mayChange: boolean }) {
  const { t } = useLanguage();
  const path = `/customers/${customer}/consents`;
  const query = useQuery({
    queryKey: ["consents", customer],
    queryFn: ({ signal }) => ask<{ items: Purpose[] }>(path, {}, signal),
  });
  const say = useAction((change: { purpose: string; channel: string; state: string }) => act("POST", path, change), {
    refresh: [["consents", customer]],
  });
  return (
    <Card title={t("customers.consents")}>
      {say.error && <ErrorState error={say.error} />}
      <Asked query={query} height={120}>
        {(data) => (
          <ul className="plain">
            {data.items.map((purpose) => {
              const any = purpose.channels.find((one) => one.channel === "any");
              return (
                <li key={purpose.purpose}>
                  <div className="row" style={{ justifyContent: "space-between" }}>
                    <span>{purpose.label}</span>
                    {purpose.ground === "consent" && mayChange ? (
                      <Switch
                        aria-label={purpose.label}
                        checked={any?.state === "granted"}
                        onChange={(event) =>
                          say.mutate({
                            purpose: purpose.purpose,
                            channel: "any",
                            state: event.target.checked ? "granted" : "withdrawn",
                          })
                        }
                      />
                    ) : (
                      <span className="pill" data-tone={any?.allowed ? "gain" : undefined}>
                        {any?.allowed ? t("customers.allowed") : t("customers.not_allowed")}
                      </span>
                    )}
                  </div>
                  <p className="quiet small">{any?.why}</p>
                </li>
              );
            })}
          </ul>
        )}
      </Asked>
    </Card>
  );
}
