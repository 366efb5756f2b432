import { ActionIcon, Button, Modal, Select, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { act } from "~/api/client";
import { type Key, useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Card } from "~/ui/page";
import { ErrorState } from "~/ui/states";
import type { IdentityShown, Person, Trait } from "./person";

/** Addresses and ids, and what is known of the person. */
export function Who({ data, mayChange }: { data: Person; mayChange: boolean }) {
  const { t, f } = useLanguage();
  const [adding, setAdding] = useState(false);
  const [taken, setTaken] = useState<IdentityShown | null>(null);
  const called = useTraitName();
  const text = (trait: Trait) => {
    if (trait.type === "date" && typeof trait.value === "string") return f.day(trait.value.slice(0, 10));
    return typeof trait.value === "object" ? JSON.stringify(trait.value) : String(trait.value);
  };
  return (
    <Card
      title={t("customers.who")}
      tools={
        mayChange && (
          <ActionIcon variant="subtle" aria-label={t("customers.identity_add")} onClick={() => setAdding(true)}>
            <IconPlus size={18} />
          </ActionIcon>
        )
      }
    >
      <dl className="details">
        {data.identities.map((one) => (
          <div key={one.kind + one.shown}>
            <dt>{t(`customers.identity.${one.kind}` as Key)}</dt>
            <dd className="row" style={{ justifyContent: "space-between", flexWrap: "nowrap" }}>
              <span className="note">{one.shown}</span>
              {mayChange && data.identities.length > 1 && (
                <button
                  type="button"
                  className="undo no-print"
                  aria-label={t("customers.identity_take", { id: one.shown })}
                  onClick={() => setTaken(one)}
                >
                  <IconTrash size={14} aria-hidden />
                </button>
              )}
            </dd>
          </div>
        ))}
        {data.accounts?.map((account) => (
          <div key={account.id}>
            <dt>{t("customers.account")}</dt>
            <dd>
              {account.name ?? account.group_id} {account.role && <span className="pill">{account.role}</span>}
            </dd>
          </div>
        ))}
        {Object.entries(data.traits)
          .filter(([name]) => !["email", "phone"].includes(name))
          .map(([name, trait]) => (
            <div key={name}>
              <dt>{called(name)}</dt>
              <dd>{text(trait)}</dd>
            </div>
          ))}
        {Object.entries(data.computed ?? {}).map(([name, trait]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text(trait as Trait)}</dd>
          </div>
        ))}
      </dl>
      {data.imports?.length > 0 && (
        <p className="quiet small" style={{ marginTop: 8 }}>
          {t("customers.from_imports")}{" "}
          {data.imports.map((one, index) => (
            <span key={one.import}>
              {index > 0 && ", "}
              <Link to="/customers/imports" search={{ import: String(one.import) } as never}>
                {one.name}
              </Link>
            </span>
          ))}
        </p>
      )}
      {adding && <AddIdentity customer={data.id} onClose={() => setAdding(false)} />}
      <ConfirmDanger
        opened={taken !== null}
        title={t("customers.identity_take", { id: taken?.shown })}
        action={t("customers.identity_take_do")}
        onClose={() => setTaken(null)}
        onConfirm={async () => {
          if (!taken) return;
          await act("DELETE", `/customers/${data.id}/identities/${encodeURIComponent(`${taken.kind}:${taken.value}`)}`);
          location.reload();
        }}
      >
        <p>{t("customers.identity_take_about")}</p>
      </ConfirmDanger>
    </Card>
  );
}

const kinds = ["email", "phone", "user_id"] as const;

/** What tracking calls the common ones; all others have the name that their sender gave them. */
const named = [
  "name",
  "firstName",
  "lastName",
  "birthday",
  "address",
  "city",
  "postalCode",
  "country",
  "language",
  "company",
  "gender",
  "channel",
  "plan",
  "createdAt",
] as const;

export function useTraitName(): (name: string) => string {
  const { t } = useLanguage();
  return (name) => {
    const known = named.find((one) => one === name);
    return known ? t(`customers.trait.${known}`) : name;
  };
}

function AddIdentity({ customer, onClose }: { customer: number; onClose: () => void }) {
  const { t } = useLanguage();
  const [kind, setKind] = useState<string>("email");
  const [value, setValue] = useState("");
  const add = useAction((_: undefined) => act("POST", `/customers/${customer}/identities`, { kind, value }), {
    refresh: [["customer", String(customer)]],
    done: t("ui.saved"),
    onDone: onClose,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("customers.identity_add")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate(undefined);
        }}
      >
        <Select
          label={t("customers.identity_kind")}
          value={kind}
          onChange={(chosen) => setKind(chosen ?? "email")}
          data={kinds.map((one) => ({ value: one, label: t(`customers.identity.${one}`) }))}
        />
        <TextInput
          mt="sm"
          required
          label={t("customers.identity_value")}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        {add.error && <ErrorState error={add.error} />}
        <Button type="submit" mt="md" loading={add.isPending}>
          {t("ui.save")}
        </Button>
      </form>
    </Modal>
  );
}

/** As it was typed; numbers and truths stay what they are. */
function typed(text: string, type: string): unknown {
  if (text.trim() === "") return null;
  if (type === "number" && Number.isFinite(Number(text))) return Number(text);
  if (type === "boolean") return text === "true";
  return text;
}

export function EditTraits({ data, onClose }: { data: Person; onClose: () => void }) {
  const { t } = useLanguage();
  const called = useTraitName();
  const simple = Object.entries(data.traits).filter(
    ([, trait]) => trait.value === null || typeof trait.value !== "object",
  );
  const was = Object.fromEntries(
    simple.map(([name, trait]) => [name, trait.value === null ? "" : String(trait.value)]),
  );
  const [now, setNow] = useState<Record<string, string>>(was);
  const [fresh, setFresh] = useState({ name: "", value: "" });
  const save = useAction(
    (_: undefined) => {
      const traits: Record<string, unknown> = {};
      for (const [name, text] of Object.entries(now))
        if (text !== was[name]) traits[name] = typed(text, data.traits[name]?.type ?? "string");
      if (fresh.name.trim()) traits[fresh.name.trim()] = fresh.value;
      return act("PATCH", `/customers/${data.id}`, { traits });
    },
    { refresh: [["customer", String(data.id)], ["list"]], done: t("ui.saved"), onDone: onClose },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("customers.edit_traits")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <p className="quiet">{t("customers.edit_about")}</p>
        {Object.entries(now).map(([name, text]) => (
          <TextInput
            key={name}
            mt="xs"
            label={called(name)}
            value={text}
            onChange={(event) => setNow({ ...now, [name]: event.target.value })}
          />
        ))}
        <div className="row" style={{ marginTop: 12, alignItems: "flex-end" }}>
          <TextInput
            label={t("customers.trait_new")}
            w={170}
            value={fresh.name}
            onChange={(event) => setFresh({ ...fresh, name: event.target.value })}
          />
          <TextInput
            label={t("customers.trait_value")}
            w={200}
            value={fresh.value}
            onChange={(event) => setFresh({ ...fresh, value: event.target.value })}
          />
        </div>
        {save.error && <ErrorState error={save.error} />}
        <Button type="submit" mt="md" loading={save.isPending}>
          {t("ui.save")}
        </Button>
      </form>
    </Modal>
  );
}
