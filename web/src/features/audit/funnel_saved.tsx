import { ActionIcon, Button, Menu, Popover, TextInput } from "@mantine/core";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask_all } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { SavedFunnel } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { useFilters } from "~/ui/filters";
import { ErrorState } from "~/ui/states";

/** Funnels that were kept, for everybody; opening one puts it into the address. */
export function SavedFunnels() {
  const { t } = useLanguage();
  const session = useSession();
  const [search, change] = useFilters();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const saved = useQuery({
    queryKey: ["list", "/funnels/saved"],
    queryFn: ({ signal }) => ask_all<SavedFunnel>("/funnels/saved", {}, 500, signal),
  });
  const refresh = [["list", "/funnels/saved"]];
  const keep = useAction(
    (named: string) =>
      act("POST", "/funnels/saved", {
        name: named,
        steps: search.steps,
        window: search.window ?? "7d",
        ...(search.order && { order: search.order }),
        ...(search.by && { by: search.by }),
        ...(search.segment && { segment: search.segment }),
      }),
    { refresh, done: t("ui.saved"), onDone: () => setOpen(false) },
  );
  const remove = useAction((id: number) => act("DELETE", `/funnels/saved/${id}`), { refresh });
  const may = mayChange(session);
  return (
    <>
      <Menu withinPortal position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} aria-hidden />}>
            {t("audit.saved_funnels")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {saved.data?.length === 0 && <Menu.Label>{t("audit.saved_funnels_none")}</Menu.Label>}
          {saved.data?.map((funnel) => (
            <div key={funnel.id} className="row" style={{ flexWrap: "nowrap" }}>
              <Menu.Item
                onClick={() =>
                  change({
                    steps: funnel.steps,
                    window: funnel.window === "7d" ? undefined : funnel.window,
                    order: funnel.order === "ordered" ? undefined : funnel.order,
                    by: funnel.by || undefined,
                    segment: funnel.segment || undefined,
                    group: undefined,
                  })
                }
              >
                {funnel.name}
              </Menu.Item>
              {may && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t("audit.funnel_delete", { name: funnel.name })}
                  onClick={() => remove.mutate(funnel.id)}
                >
                  <IconTrash size={15} />
                </ActionIcon>
              )}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
      {may && (
        <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus withinPortal>
          <Popover.Target>
            <Button onClick={() => setOpen(!open)} disabled={!search.steps}>
              {t("audit.funnel_keep")}
            </Button>
          </Popover.Target>
          <Popover.Dropdown aria-label={t("audit.funnel_keep")}>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                keep.mutate(name);
              }}
            >
              <TextInput
                label={t("audit.funnel_name")}
                value={name}
                onChange={(event) => setName(event.target.value)}
                data-autofocus
              />
              {keep.error && <ErrorState error={keep.error} />}
              <Button type="submit" size="xs" mt="xs" loading={keep.isPending} disabled={!name.trim()}>
                {t("ui.save")}
              </Button>
            </form>
          </Popover.Dropdown>
        </Popover>
      )}
      {remove.error && <ErrorState error={remove.error} />}
    </>
  );
}
