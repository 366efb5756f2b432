import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { isAdministrator, useSession } from "~/api/session";
import type { Dimension, DimensionsHeld } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { Settings } from "./frame";
import { Ago } from "./parts";

interface SeenEvent {
  seq: number;
  type: string;
  event?: string;
  at: string;
  source?: number;
}

/** What comes in, and what figures can be told apart by. */
export default function Dimensions() {
  const query = useQuery({
    queryKey: ["dimensions"],
    queryFn: ({ signal }) => ask<DimensionsHeld>("/dimensions", {}, signal),
  });
  return (
    <Settings>
      <Asked query={query} height={280}>
        {(held) => <Held key={JSON.stringify(held)} held={held} />}
      </Asked>
      <Seen />
    </Settings>
  );
}

function Held({ held }: { held: DimensionsHeld }) {
  const { t } = useLanguage();
  const may = isAdministrator(useSession());
  const [rows, setRows] = useState<Dimension[]>(held.dimensions);
  const save = useAction((dimensions: Dimension[]) => act("PUT", "/dimensions", { dimensions }), {
    refresh: [["dimensions"]],
    done: t("ui.saved"),
  });
  const change = (i: number, part: Partial<Dimension>) =>
    setRows(rows.map((row, j) => (i === j ? { ...row, ...part } : row)));
  return (
    <Card title={t("settings.dimensions")} about={t("settings.dimensions_about")}>
      {!held.in_force && (
        <p className="notice" role="status" style={{ marginBottom: 12 }}>
          {t("settings.dimensions.restart")}
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(rows);
        }}
      >
        {rows.map((row, i) => (
          <div key={i} className="row dimension">
            <TextInput
              aria-label={t("settings.dimensions.name")}
              placeholder="channel"
              required
              disabled={!may}
              w={170}
              value={row.name}
              onChange={(event) => change(i, { name: event.target.value })}
            />
            <TextInput
              aria-label={t("settings.dimensions.paths", { name: row.name })}
              placeholder="properties.channel | context.campaign.source"
              required
              disabled={!may}
              style={{ flex: "1 1 260px" }}
              styles={{ input: { fontFamily: "ui-monospace, monospace", fontSize: 12 } }}
              value={row.paths}
              onChange={(event) => change(i, { paths: event.target.value })}
            />
            {may && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("settings.remove_what", { what: row.name })}
                onClick={() => setRows(rows.filter((_, j) => j !== i))}
              >
                <IconTrash size={15} />
              </ActionIcon>
            )}
          </div>
        ))}
        {save.error && <ErrorState error={save.error} />}
        {may && (
          <div className="form-end">
            <Button type="submit" loading={save.isPending} disabled={rows === held.dimensions}>
              {t("ui.save")}
            </Button>
            <Button variant="default" onClick={() => setRows([...rows, { name: "", paths: "" }])}>
              {t("settings.dimensions.add")}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}

/** The names of the latest thousand events, the most frequent first. */
function Seen() {
  const { t, f } = useLanguage();
  const query = useQuery({
    queryKey: ["events", "names"],
    queryFn: ({ signal }) =>
      ask<{ items: SeenEvent[] }>("/events", { limit: 1000 }, signal).then(({ items }) => {
        const names = new Map<string, { n: number; last: string }>();
        for (const one of items) {
          const name = one.event || one.type;
          const known = names.get(name);
          names.set(name, { n: (known?.n ?? 0) + 1, last: known?.last ?? one.at });
        }
        return { of: items.length, rows: [...names].sort((a, b) => b[1].n - a[1].n) };
      }),
  });
  return (
    <Card
      title={t("settings.catalogue")}
      about={query.data && t("settings.catalogue_about", { n: f.number(query.data.of) })}
      tools={<Link to="/customers/live">{t("settings.catalogue.live")}</Link>}
    >
      <Asked
        query={query}
        height={160}
        empty={(data) =>
          data.rows.length === 0 ? (
            <EmptyState title={t("settings.catalogue.none")} action={<Link to="/welcome">{t("nav.welcome")}</Link>} />
          ) : null
        }
      >
        {(data) => (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("settings.plan.event")}</th>
                <th scope="col" data-number>
                  {t("settings.plan.times")}
                </th>
                <th scope="col">{t("settings.plan.last")}</th>
              </tr>
            </thead>
            <tbody>
              {data.rows.map(([name, seen]) => (
                <tr key={name}>
                  <td>{name}</td>
                  <td data-number>{f.number(seen.n)}</td>
                  <td>
                    <Ago at={seen.last} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Asked>
    </Card>
  );
}
