import { Button, Menu, Select, TextInput } from "@mantine/core";
import { IconDots, IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import { act } from "~/api/client";
import { useSession } from "~/api/session";
import type { StaffPerson } from "~/api/types";
import { type Key, useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Card } from "~/ui/page";
import { EmptyState, ErrorState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";
import { Ago, FormModal, Once } from "./parts";

type Role = StaffPerson["role"];
export const roles: Role[] = ["administrator", "marketer", "agent", "analyst", "read-only"];
const refresh = [["list", "/staff"]];

/** A relative link when the workspace has no address of its own: from here it is this one. */
export const whole_link = (link: string) => new URL(link, location.origin).href;

export function useRoleChoices() {
  const { t } = useLanguage();
  return roles.map((value) => ({ value, label: t(`role.${value}` as Key) }));
}

export default function People() {
  const { t } = useLanguage();
  const self = useSession().person.id;
  const list = useList<StaffPerson>("/staff");
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<StaffPerson>();
  const [changing, setChanging] = useState<StaffPerson>();
  const [removing, setRemoving] = useState<StaffPerson>();
  const reset = useAction(
    ({ id, second_factor }: { id: number; second_factor: boolean }) =>
      act<StaffPerson>("POST", `/staff/${id}/reset`, { second_factor }),
    { refresh, onDone: setMade },
  );
  const disable = useAction(
    ({ id, disabled }: { id: number; disabled: boolean }) => act("PATCH", `/staff/${id}`, { disabled }),
    { refresh, done: t("ui.saved") },
  );
  const columns: Column<StaffPerson>[] = [
    {
      name: "name",
      title: t("settings.people.name"),
      cell: (row) => (
        <>
          <strong>{row.name}</strong> {row.id === self && <span className="pill">{t("settings.people.you")}</span>}
          <div className="quiet">{row.email}</div>
        </>
      ),
      text: (row) => `${row.name} <${row.email}>`,
    },
    {
      name: "role",
      title: t("settings.people.role"),
      cell: (row) => t(`role.${row.role}` as Key),
      text: (row) => row.role,
    },
    {
      name: "state",
      title: t("settings.people.state"),
      cell: (row) => (
        <span className="pill" data-tone={{ active: "gain", invited: "accent", disabled: undefined }[row.state]}>
          {t(`settings.people.state.${row.state}`)}
        </span>
      ),
      text: (row) => row.state,
    },
    {
      name: "second_factor",
      title: t("settings.people.second_factor"),
      cell: (row) => t(row.second_factor ? "settings.yes" : "settings.no"),
      text: (row) => String(row.second_factor),
    },
    {
      name: "signed_in_at",
      title: t("settings.people.signed_in"),
      cell: (row) => <Ago at={row.signed_in_at} never={t("settings.never")} />,
      text: (row) => row.signed_in_at,
    },
    {
      name: "acts",
      title: t("settings.acts"),
      cell: (row) => (
        <Menu withinPortal position="bottom-end">
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              aria-label={t("settings.acts_of", { name: row.name })}
              rightSection={<IconDots size={14} aria-hidden />}
            >
              {t("settings.change")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setChanging(row)}>{t("settings.people.change")}</Menu.Item>
            <Menu.Item onClick={() => reset.mutate({ id: row.id, second_factor: false })}>
              {t(row.state === "invited" ? "settings.people.invite_again" : "settings.people.reset")}
            </Menu.Item>
            {row.second_factor && (
              <Menu.Item onClick={() => reset.mutate({ id: row.id, second_factor: true })}>
                {t("settings.people.reset_factor")}
              </Menu.Item>
            )}
            {row.id !== self && (
              <Menu.Item onClick={() => disable.mutate({ id: row.id, disabled: row.state !== "disabled" })}>
                {t(row.state === "disabled" ? "settings.people.enable" : "settings.people.disable")}
              </Menu.Item>
            )}
            {row.id !== self && (
              <Menu.Item color="red" onClick={() => setRemoving(row)}>
                {t("settings.people.remove")}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      ),
    },
  ];
  return (
    <Settings
      tools={
        <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t("settings.people.add")}
        </Button>
      }
    >
      {made?.link && (
        <Once label={t("settings.people.link", { name: made.name })} secret={whole_link(made.link)}>
          <p className="quiet">{t("settings.people.link_about")}</p>
        </Once>
      )}
      {(reset.error || disable.error) && <ErrorState error={reset.error ?? disable.error} />}
      <Card>
        <DataTable
          label={t("nav.settings.people")}
          list={list}
          columns={columns}
          empty={<EmptyState title={t("settings.people.none")} />}
        />
      </Card>
      {adding && <Add onClose={() => setAdding(false)} onMade={setMade} />}
      {changing && <Change person={changing} onClose={() => setChanging(undefined)} />}
      <ConfirmDanger
        opened={removing !== undefined}
        title={t("settings.people.remove")}
        action={t("settings.people.remove")}
        word={removing?.email ?? ""}
        onClose={() => setRemoving(undefined)}
        onConfirm={async () => {
          await act("DELETE", `/staff/${removing?.id}`);
          await list.refetch();
        }}
      >
        <p>{t("settings.people.remove_about", { name: removing?.name ?? "" })}</p>
      </ConfirmDanger>
    </Settings>
  );
}

function Add({ onClose, onMade }: { onClose: () => void; onMade: (person: StaffPerson) => void }) {
  const { t, locale } = useLanguage();
  const choices = useRoleChoices();
  const [person, setPerson] = useState({ email: "", name: "", role: "marketer", locale: locale as string });
  const add = useAction(() => act<StaffPerson>("POST", "/staff", person), {
    refresh,
    onDone: (answer) => {
      onMade(answer);
      onClose();
    },
  });
  return (
    <FormModal
      opened
      title={t("settings.people.add")}
      action={t("settings.people.invite")}
      busy={add.isPending}
      error={add.error}
      onSubmit={() => add.mutate(undefined)}
      onClose={onClose}
    >
      <TextInput
        label={t("settings.people.email")}
        type="email"
        required
        data-autofocus
        value={person.email}
        error={field_error(add.error, "/email")}
        onChange={(event) => setPerson({ ...person, email: event.target.value })}
      />
      <TextInput
        label={t("settings.people.name")}
        value={person.name}
        error={field_error(add.error, "/name")}
        onChange={(event) => setPerson({ ...person, name: event.target.value })}
      />
      <Select
        label={t("settings.people.role")}
        description={t(`settings.role.${person.role}` as Key)}
        value={person.role}
        data={choices}
        onChange={(role) => setPerson({ ...person, role: role ?? person.role })}
      />
      <Select
        label={t("settings.people.language")}
        value={person.locale}
        data={[
          { value: "fr", label: "Français" },
          { value: "en", label: "English" },
        ]}
        onChange={(chosen) => setPerson({ ...person, locale: chosen ?? person.locale })}
      />
      <p className="quiet">{t("settings.people.add_about")}</p>
    </FormModal>
  );
}

function Change({ person, onClose }: { person: StaffPerson; onClose: () => void }) {
  const { t } = useLanguage();
  const choices = useRoleChoices();
  const [value, setValue] = useState({ name: person.name, role: person.role, email: person.email, your_password: "" });
  const moved = value.email !== person.email;
  const change = useAction(
    () =>
      act("PATCH", `/staff/${person.id}`, {
        name: value.name,
        ...(value.role !== person.role && { role: value.role }),
        ...(moved && { email: value.email, your_password: value.your_password }),
      }),
    { refresh, done: t("ui.saved"), onDone: onClose },
  );
  return (
    <FormModal
      opened
      title={t("settings.people.change")}
      action={t("ui.save")}
      busy={change.isPending}
      error={change.error}
      onSubmit={() => change.mutate(undefined)}
      onClose={onClose}
    >
      <TextInput
        label={t("settings.people.name")}
        required
        data-autofocus
        value={value.name}
        error={field_error(change.error, "/name")}
        onChange={(event) => setValue({ ...value, name: event.target.value })}
      />
      <Select
        label={t("settings.people.role")}
        description={t(`settings.role.${value.role}` as Key)}
        value={value.role}
        data={choices}
        onChange={(role) => setValue({ ...value, role: (role ?? value.role) as Role })}
      />
      <TextInput
        label={t("settings.people.email")}
        type="email"
        required
        value={value.email}
        error={field_error(change.error, "/email")}
        onChange={(event) => setValue({ ...value, email: event.target.value })}
      />
      {moved && (
        <TextInput
          label={t("settings.profile.password_present")}
          description={t("settings.people.email_password")}
          type="password"
          autoComplete="current-password"
          required
          value={value.your_password}
          onChange={(event) => setValue({ ...value, your_password: event.target.value })}
        />
      )}
    </FormModal>
  );
}
