import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Playbook, PlaybookEntry } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { PageHeader } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";
import { Entry } from "./entry";
import { StatePill } from "./list";
import { Result } from "./result";
import { Runs } from "./runs";
import { Steps } from "./steps";

/** A playbook: its steps, who enters, whom it was followed for, and whether it helps. */
export default function PlaybookPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const playbook = useQuery({
    queryKey: ["playbook", id],
    queryFn: ({ signal }) => ask<Playbook>(`/playbooks/${id}`, {}, signal),
  });
  const entry = useQuery({
    queryKey: ["playbook", id, "entry"],
    queryFn: ({ signal }) => ask<PlaybookEntry>(`/playbooks/${id}/entry`, {}, signal),
  });
  return (
    <div className="page">
      <Asked query={playbook}>
        {(one) => <Asked query={entry}>{(rules) => <Whole playbook={one} entry={rules} />}</Asked>}
      </Asked>
    </div>
  );
}

function Whole({ playbook, entry }: { playbook: Playbook; entry: PlaybookEntry }) {
  const may = mayChange(useSession());
  return (
    <>
      <PageHeader title={playbook.name} about={<StatePill active={entry.active} />}>
        {may && <Acts playbook={playbook} entry={entry} />}
      </PageHeader>
      <Result playbook={playbook.id} />
      <Runs playbook={playbook.id} may={may} active={entry.active} />
      <Entry key={`entry${entry.version}`} entry={entry} may={may} />
      <Steps key={`steps${playbook.version}`} playbook={playbook} may={may} />
    </>
  );
}

function Acts({ playbook, entry }: { playbook: Playbook; entry: PlaybookEntry }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [removing, setRemoving] = useState(false);
  const { name } = playbook;
  const turn = useAction((_: undefined) => act("PATCH", `/playbooks/${playbook.id}/entry`, { active: !entry.active }), {
    refresh: [["playbook", String(playbook.id)], ["list"]],
  });
  const remove = useAction((_: undefined) => act("DELETE", `/playbooks/${playbook.id}`), {
    refresh: [["list", "/playbook-entries"]],
    onDone: () => void navigate({ to: "/actions/playbooks" }),
  });
  return (
    <>
      <Button
        variant={entry.active ? "default" : "filled"}
        loading={turn.isPending}
        aria-label={t(entry.active ? "playbooks.switch_off_what" : "playbooks.switch_on_what", { name })}
        onClick={() => turn.mutate(undefined)}
      >
        {t(entry.active ? "playbooks.switch_off" : "playbooks.switch_on")}
      </Button>
      {!entry.experiment && (
        <Button
          variant="subtle"
          color="red"
          aria-label={t("playbooks.remove_what", { name })}
          onClick={() => setRemoving(true)}
        >
          {t("playbooks.removed")}
        </Button>
      )}
      {turn.error && <ErrorState error={turn.error} />}
      <ConfirmDanger
        opened={removing}
        title={t("playbooks.remove_what", { name })}
        action={t("playbooks.removed")}
        onClose={() => setRemoving(false)}
        onConfirm={() => remove.mutateAsync(undefined)}
      >
        <p>{t("playbooks.remove_about")}</p>
      </ConfirmDanger>
    </>
  );
}
