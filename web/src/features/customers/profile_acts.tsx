import { Button, Menu, Modal, Radio, Select, TextInput } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { isAdministrator, useSession } from "~/api/session";
import type { CustomerLine } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { JobProgress } from "~/ui/progress";
import { ErrorState } from "~/ui/states";
import { name_of, type Person, word_of } from "./person";

/** What is done with a person as a whole: their copy, a merge, their erasure. */
export function Acts({ data }: { data: Person }) {
  const { t } = useLanguage();
  const session = useSession();
  const [open, setOpen] = useState<"export" | "merge" | "erase" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Menu withinPortal position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconDots size={16} aria-hidden />}>
            {t("customers.acts")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen("merge")}>{t("customers.merge")}</Menu.Item>
          {isAdministrator(session) && <Menu.Item onClick={() => setOpen("export")}>{t("customers.export")}</Menu.Item>}
          {isAdministrator(session) && (
            <Menu.Item color="red" onClick={() => setOpen("erase")}>
              {t("customers.erase")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {open === "export" && <Copy data={data} onClose={close} />}
      {open === "merge" && <Merge data={data} onClose={close} />}
      <Erase data={data} opened={open === "erase"} onClose={close} />
    </>
  );
}

/** The copy of all that is kept (Art. 15 and 20 GDPR), as a link that is good once. */
function Copy({ data, onClose }: { data: Person; onClose: () => void }) {
  const { t, f } = useLanguage();
  const [ready, setReady] = useState(false);
  const make = useAction((_: undefined) =>
    act<{ job: number; link: string; expires_at: string }>("POST", `/customers/${data.id}/access-export`, {}),
  );
  const link = make.data && new URL(make.data.link, location.origin).href;
  return (
    <Modal opened onClose={onClose} title={t("customers.export")} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <p>{t("customers.export_about")}</p>
      {make.error && <ErrorState error={make.error} />}
      {!make.data && (
        <Button mt="md" loading={make.isPending} onClick={() => make.mutate(undefined)}>
          {t("customers.export_make")}
        </Button>
      )}
      {make.data && (
        <div style={{ marginTop: 12 }}>
          <JobProgress id={make.data.job} label={t("customers.export_making")} onEnd={() => setReady(true)} />
          {ready && link && (
            <>
              <TextInput mt="sm" readOnly label={t("customers.export_link")} value={link} />
              <p className="quiet small" style={{ marginTop: 4 }}>
                {t("customers.export_link_about", { day: f.instant(make.data.expires_at) })}
              </p>
              <Button component="a" mt="sm" href={link} target="_blank" rel="noreferrer">
                {t("customers.export_open")}
              </Button>
            </>
          )}
        </div>
      )}
    </Modal>
  );
}

/** Another profile of the same person is found as one types. */
function Merge({ data, onClose }: { data: Person; onClose: () => void }) {
  const { t } = useLanguage();
  const [typed, setTyped] = useState("");
  const [other, setOther] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const found = useQuery({
    queryKey: ["list", "/customers", "merge", typed],
    queryFn: ({ signal }) => ask<{ items: CustomerLine[] }>("/customers", { query: typed, limit: 20 }, signal),
    enabled: typed.trim().length > 1,
  });
  const merge = useAction((_: undefined) => act("POST", `/customers/${data.id}/merge`, { with: other, reason }), {
    refresh: [["customer"], ["list"]],
    done: t("customers.duplicates.merged"),
    onDone: onClose,
  });
  const choices = (found.data?.items ?? [])
    .filter((one) => one.id !== data.id)
    .map((one) => ({ value: String(one.id), label: [one.name, one.email, `#${one.id}`].filter(Boolean).join(" · ") }));
  return (
    <Modal opened onClose={onClose} title={t("customers.merge")} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          merge.mutate(undefined);
        }}
      >
        <p className="quiet">{t("customers.merge_about", { name: name_of(data) })}</p>
        <Select
          mt="sm"
          required
          searchable
          label={t("customers.merge_other")}
          placeholder={t("customers.find")}
          nothingFoundMessage={typed.trim().length > 1 ? t("customers.nobody_found") : t("customers.find")}
          filter={({ options }) => options}
          searchValue={typed}
          onSearchChange={setTyped}
          value={other}
          onChange={setOther}
          data={choices}
        />
        <TextInput
          mt="sm"
          required
          label={t("customers.merge_reason")}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {merge.error && <ErrorState error={merge.error} />}
        <Button type="submit" mt="md" disabled={!other || !reason.trim()} loading={merge.isPending}>
          {t("customers.duplicates.merge")}
        </Button>
      </form>
    </Modal>
  );
}

function Erase({ data, opened, onClose }: { data: Person; opened: boolean; onClose: () => void }) {
  const { t } = useLanguage();
  const [totals, setTotals] = useState("keep");
  const word = word_of(data);
  return (
    <ConfirmDanger
      opened={opened}
      title={t("customers.erase")}
      action={t("customers.erase")}
      word={word}
      onClose={onClose}
      onConfirm={async () => {
        await act("POST", `/customers/${data.id}/erase`, { confirm: word, totals });
        location.assign("/customers");
      }}
    >
      <p>{t("customers.erase_about")}</p>
      <ul className="quiet">
        <li>{t("customers.erase_at_once")}</li>
        <li>{t("customers.erase_then")}</li>
        <li>{t("customers.erase_proof")}</li>
      </ul>
      <Radio.Group mt="sm" label={t("customers.erase_totals")} value={totals} onChange={setTotals}>
        <Radio mt="xs" value="keep" label={t("customers.erase_keep")} />
        <Radio mt="xs" value="remove" label={t("customers.erase_remove")} />
      </Radio.Group>
    </ConfirmDanger>
  );
}
