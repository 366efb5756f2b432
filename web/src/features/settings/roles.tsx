import { Checkbox, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { act, ask } from "~/api/client";
import { useSession } from "~/api/session";
import type { Role } from "~/api/types";
import { type Key, useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";
import { Settings } from "./frame";

const hideable = ["name", "email", "phone", "address", "amounts", "notes"] as const;

/** What each role may do, what it does not see of customers, and who has to have a second factor. */
export default function Roles() {
  const { t } = useLanguage();
  const session = useSession();
  const query = useQuery({
    queryKey: ["roles"],
    queryFn: ({ signal }) => ask<{ items: Role[] }>("/roles", {}, signal).then((list) => list.items),
  });
  const change = useAction(
    ({ role, ...body }: Partial<Role> & Pick<Role, "role">) => act("PUT", `/roles/${role}`, body),
    { refresh: [["roles"], ["session"]], done: t("ui.saved") },
  );
  return (
    <Settings>
      {change.error && <ErrorState error={change.error} />}
      <Asked query={query} height={420}>
        {(items) =>
          items.map((role) => (
            <Card key={role.role} title={t(`role.${role.role}` as Key)} about={t(`settings.role.${role.role}` as Key)}>
              <fieldset style={{ border: 0, padding: 0, margin: "0 0 12px" }}>
                <legend className="quiet">{t("settings.roles.hidden")}</legend>
                <div className="row" style={{ gap: "10px 20px", marginTop: 8 }}>
                  {hideable.map((name) => (
                    <Checkbox
                      key={name}
                      label={t(`settings.roles.hidden.${name}`)}
                      checked={role.masked.includes(name)}
                      onChange={(event) =>
                        change.mutate({
                          role: role.role,
                          masked: event.target.checked
                            ? [...role.masked, name]
                            : role.masked.filter((one) => one !== name),
                        })
                      }
                    />
                  ))}
                </div>
              </fieldset>
              <Switch
                label={t("settings.roles.second_factor")}
                description={
                  role.role === session.person.role && session.second_factor === "off" && !role.second_factor
                    ? t("settings.roles.second_factor_self")
                    : undefined
                }
                checked={role.second_factor}
                onChange={(event) => change.mutate({ role: role.role, second_factor: event.target.checked })}
              />
            </Card>
          ))
        }
      </Asked>
    </Settings>
  );
}
