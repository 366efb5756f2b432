import { Button, Menu, NumberInput, Radio, TextInput } from "@mantine/core";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { act } from "~/api/client";
import { useWorkspace } from "~/api/session";
import type { ApiKey } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Card } from "~/ui/page";
import { EmptyState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";
import { Ago, FormModal, Once } from "./parts";
import { Snippets } from "./snippets";

const scopes = ["track", "read", "write", "admin"] as const;
const refresh = [["list", "/keys"]];
const words = (text: string) => text.split(/[\s,]+/).filter(Boolean);

/** The keys by which programs come in. The key itself is shown when it is made, and never again. */
export default function Keys() {
  const { t } = useLanguage();
  const workspace = useWorkspace();
  const list = useList<ApiKey>("/keys");
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<ApiKey>();
  const [revoking, setRevoking] = useState<ApiKey>();
  const [replacing, setReplacing] = useState<ApiKey>();
  const columns: Column<ApiKey>[] = [
    {
      name: "name",
      title: t("settings.keys.name"),
      cell: (row) => (
        <>
          <strong>{row.name}</strong>
          <div className="quiet small">{t("settings.made_by", { name: row.created_by })}</div>
        </>
      ),
      text: (row) => row.name,
    },
    {
      name: "scope",
      title: t("settings.keys.scope"),
      cell: (row) => <span className="pill">{row.scope}</span>,
      text: (row) => row.scope,
    },
    {
      name: "hint",
      title: t("settings.keys.hint"),
      cell: (row) => <code className="mono">{row.hint}…</code>,
      text: (row) => row.hint,
    },
    {
      name: "origins",
      title: t("settings.keys.from"),
      cell: (row) => [...row.origins, ...row.addresses].join(", ") || t("settings.keys.anywhere"),
      text: (row) => [...row.origins, ...row.addresses].join(" "),
    },
    {
      name: "used_at",
      title: t("settings.keys.used"),
      cell: (row) => <Ago at={row.used_at} never={t("settings.never")} />,
      text: (row) => row.used_at,
    },
    {
      name: "acts",
      title: t("settings.acts"),
      cell: (row) =>
        row.revoked_at ? (
          <span className="pill">{t("settings.keys.revoked")}</span>
        ) : (
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
              <Menu.Item onClick={() => setReplacing(row)}>{t("settings.keys.rotate")}</Menu.Item>
              <Menu.Item color="red" onClick={() => setRevoking(row)}>
                {t("settings.keys.revoke")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ),
    },
  ];
  return (
    <Settings
      tools={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t("settings.keys.make")}
        </Button>
      }
    >
      {made?.key && (
        <Once label={t("settings.keys.made", { name: made.name })} secret={made.key}>
          {made.scope === "track" && <Snippets url={workspace.base_url ?? location.origin} secret={made.key} />}
        </Once>
      )}
      <Card>
        <DataTable
          label={t("nav.settings.keys")}
          list={list}
          columns={columns}
          empty={
            <EmptyState
              title={t("settings.keys.none")}
              action={<Button onClick={() => setAdding(true)}>{t("settings.keys.make")}</Button>}
            >
              {t("settings.keys.none_do")}
            </EmptyState>
          }
        />
      </Card>
      {adding && <Make onClose={() => setAdding(false)} onMade={setMade} />}
      {replacing && <Replace row={replacing} onClose={() => setReplacing(undefined)} onMade={setMade} />}
      <ConfirmDanger
        opened={revoking !== undefined}
        title={t("settings.keys.revoke")}
        action={t("settings.keys.revoke")}
        word={revoking?.name ?? ""}
        onClose={() => setRevoking(undefined)}
        onConfirm={async () => {
          await act("DELETE", `/keys/${revoking?.id}`);
          await list.refetch();
        }}
      >
        <p>{t("settings.keys.revoke_about")}</p>
      </ConfirmDanger>
    </Settings>
  );
}

function Make({ onClose, onMade }: { onClose: () => void; onMade: (key: ApiKey) => void }) {
  const { t } = useLanguage();
  const [value, setValue] = useState({
    name: "",
    scope: "track",
    origins: "",
    addresses: "",
    per_second: "" as number | string,
  });
  const make = useAction(
    () =>
      act<ApiKey>("POST", "/keys", {
        name: value.name,
        scope: value.scope,
        ...(value.scope === "track" && value.origins.trim() && { origins: words(value.origins) }),
        ...(value.addresses.trim() && { addresses: words(value.addresses) }),
        ...(value.per_second !== "" && { per_second: Number(value.per_second) }),
      }),
    {
      refresh,
      onDone: (key) => {
        onMade(key);
        onClose();
      },
    },
  );
  return (
    <FormModal
      opened
      size="lg"
      title={t("settings.keys.make")}
      action={t("settings.keys.make")}
      busy={make.isPending}
      error={make.error}
      onSubmit={() => make.mutate(undefined)}
      onClose={onClose}
    >
      <TextInput
        label={t("settings.keys.name")}
        description={t("settings.keys.name_help")}
        required
        data-autofocus
        maxLength={100}
        value={value.name}
        error={field_error(make.error, "/name")}
        onChange={(event) => setValue({ ...value, name: event.target.value })}
      />
      <Radio.Group
        label={t("settings.keys.may")}
        value={value.scope}
        onChange={(scope) => setValue({ ...value, scope })}
      >
        <div className="page" style={{ gap: 8, marginTop: 6 }}>
          {scopes.map((scope) => (
            <Radio
              key={scope}
              value={scope}
              label={t(`settings.scope.${scope}`)}
              description={t(`settings.scope.${scope}_help`)}
            />
          ))}
        </div>
      </Radio.Group>
      {value.scope === "track" && (
        <TextInput
          label={t("settings.keys.origins")}
          description={t("settings.keys.origins_help")}
          placeholder="https://boutique.example.com"
          value={value.origins}
          error={field_error(make.error, "/origins")}
          onChange={(event) => setValue({ ...value, origins: event.target.value })}
        />
      )}
      <TextInput
        label={t("settings.keys.addresses")}
        description={t("settings.keys.addresses_help")}
        placeholder="203.0.113.0/24"
        value={value.addresses}
        error={field_error(make.error, "/addresses")}
        onChange={(event) => setValue({ ...value, addresses: event.target.value })}
      />
      <NumberInput
        label={t("settings.keys.per_second")}
        description={t("settings.keys.per_second_help")}
        min={1}
        max={100000}
        allowDecimal={false}
        value={value.per_second}
        error={field_error(make.error, "/per_second")}
        onChange={(per_second) => setValue({ ...value, per_second })}
      />
    </FormModal>
  );
}

function Replace({ row, onClose, onMade }: { row: ApiKey; onClose: () => void; onMade: (key: ApiKey) => void }) {
  const { t } = useLanguage();
  const [days, setDays] = useState<number | string>(7);
  const rotate = useAction(
    () =>
      act<ApiKey>("POST", `/keys/${row.id}/rotate`, {
        ...(Number(days) > 0 && { old_key_until: new Date(Date.now() + Number(days) * 86_400_000).toISOString() }),
      }),
    {
      refresh,
      onDone: (key) => {
        onMade(key);
        onClose();
      },
    },
  );
  return (
    <FormModal
      opened
      title={t("settings.keys.rotate")}
      action={t("settings.keys.rotate")}
      busy={rotate.isPending}
      error={rotate.error}
      onSubmit={() => rotate.mutate(undefined)}
      onClose={onClose}
    >
      <p>{t("settings.keys.rotate_about", { name: row.name })}</p>
      <NumberInput
        label={t("settings.keys.old_days")}
        description={t("settings.keys.old_days_help")}
        data-autofocus
        min={0}
        max={89}
        allowDecimal={false}
        value={days}
        onChange={setDays}
      />
    </FormModal>
  );
}
