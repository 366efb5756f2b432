// Views of a list that people keep: the filters that stand in the address, under a name.
import { ActionIcon, Button, Menu, Popover, TextInput } from "@mantine/core";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask_all } from "~/api/client";
import { useLanguage } from "~/i18n";
import { useAction } from "./action";
import { useFilters } from "./filters";
import { ErrorState } from "./states";

interface View {
  id: number;
  name: string;
  query: { filters?: Record<string, string> };
}

export function SavedViews({ resource }: { resource: string }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [search] = useFilters();
  const [name, setName] = useState("");
  const [open, setOpen] = useState(false);
  const views = useQuery({
    queryKey: ["list", "/views", resource],
    queryFn: ({ signal }) => ask_all<View>("/views", { resource }, 500, signal),
  });
  const refresh = [["list", "/views"]];
  const keep = useAction(
    (named: string) => act("POST", "/views", { resource, name: named, query: { filters: search } }),
    {
      refresh,
      done: t("ui.saved"),
      onDone: () => setOpen(false),
    },
  );
  const remove = useAction((id: number) => act("DELETE", `/views/${id}`), { refresh });
  return (
    <>
      <Menu withinPortal position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} aria-hidden />}>
            {t("ui.views")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.data?.length === 0 && <Menu.Label>{t("ui.views_none")}</Menu.Label>}
          {views.data?.map((view) => (
            <div key={view.id} className="row" style={{ flexWrap: "nowrap" }}>
              <Menu.Item onClick={() => navigate({ to: ".", search: (view.query.filters ?? {}) as never })}>
                {view.name}
              </Menu.Item>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("ui.views_delete", { name: view.name })}
                onClick={() => remove.mutate(view.id)}
              >
                <IconTrash size={15} />
              </ActionIcon>
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus withinPortal>
        <Popover.Target>
          <Button variant="default" onClick={() => setOpen(!open)}>
            {t("ui.views_keep")}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t("ui.views_keep")}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              keep.mutate(name);
            }}
          >
            <TextInput
              label={t("ui.views_name")}
              value={name}
              onChange={(event) => setName(event.target.value)}
              required
            />
            {keep.error && <ErrorState error={keep.error} />}
            <Button type="submit" mt="sm" loading={keep.isPending}>
              {t("ui.save")}
            </Button>
          </form>
        </Popover.Dropdown>
      </Popover>
    </>
  );
}
