import { Button, NumberInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { BehaviourSetting } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";
import { Settings } from "./frame";

/** What counts as engagement, and from where on something is friction: each number by itself. */
export default function Behaviour() {
  const query = useQuery({
    queryKey: ["behaviour settings"],
    queryFn: ({ signal }) =>
      ask<{ items: BehaviourSetting[] }>("/behaviour-settings", {}, signal).then((list) => list.items),
  });
  return (
    <Settings>
      <Card>
        <Asked query={query} height={480}>
          {(items) => (
            <ul className="plain">
              {items.map((one) => (
                <Row key={`${one.name} ${String(one.value)}`} setting={one} />
              ))}
            </ul>
          )}
        </Asked>
      </Card>
    </Settings>
  );
}

function Row({ setting }: { setting: BehaviourSetting }) {
  const { t } = useLanguage();
  const may = mayChange(useSession());
  const number = typeof setting.value === "number";
  const [value, setValue] = useState(setting.value as number | string);
  const save = useAction((wanted: unknown) => act("PATCH", `/behaviour-settings/${setting.name}`, { value: wanted }), {
    refresh: [["behaviour settings"]],
    done: t("ui.saved"),
  });
  const field = { "aria-label": setting.help, disabled: !may, value, style: { flex: "0 1 300px" } };
  return (
    <li>
      <form
        className="row"
        style={{ justifyContent: "space-between" }}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(number ? Number(value) : value);
        }}
      >
        <span style={{ flex: "1 1 300px" }}>
          {setting.help.charAt(0).toLocaleUpperCase() + setting.help.slice(1)}
          <span className="quiet small" style={{ display: "block" }}>
            <code className="mono">{setting.name}</code>
            {setting.value !== setting.usual && ` · ${t("settings.usual", { value: String(setting.usual) })}`}
          </span>
        </span>
        {number ? (
          <NumberInput {...field} onChange={setValue} />
        ) : (
          <TextInput {...field} onChange={(event) => setValue(event.target.value)} />
        )}
        {may && (
          <Button type="submit" variant="default" loading={save.isPending} disabled={value === setting.value}>
            {t("ui.save")}
          </Button>
        )}
      </form>
      {save.error && <ErrorState error={save.error} />}
    </li>
  );
}
