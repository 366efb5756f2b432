import { Button, Group, Modal, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { act } from "~/api/client";
import { useSession } from "~/api/session";
import { useStaff } from "~/api/staff";
import type { AtRiskItem } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ErrorState } from "~/ui/states";
import { outcomes, statuses } from "./cases";

/** Who sees to a customer at risk, until when, how far it is and what came of it. */
export function CaseForm({ item, onClose }: { item: AtRiskItem; onClose: () => void }) {
  const { t } = useLanguage();
  const session = useSession();
  const staff = useStaff();
  const [owner, setOwner] = useState(
    item.owner === null || item.owner === session.person.id ? "me" : String(item.owner),
  );
  const [due, setDue] = useState(item.due ?? "");
  const [status, setStatus] = useState<string>(item.status === "closed" ? "closed" : "in_progress");
  const [outcome, setOutcome] = useState<string | null>(item.outcome);
  const save = useAction(
    (_: undefined) =>
      act("PATCH", `/at-risk/${item.customer.id}`, {
        owner: owner || null,
        due: due || null,
        status,
        outcome: status === "closed" ? outcome : null,
      }),
    {
      refresh: [
        ["list", "/at-risk"],
        ["tasks", item.customer.id],
      ],
      done: t("ui.saved"),
      onDone: onClose,
    },
  );
  const owners = [
    { value: "me", label: t("predict.me") },
    ...staff.others,
    ...(item.owner !== null && owner === String(item.owner) && !staff.others.some((one) => one.value === owner)
      ? [{ value: owner, label: staff.name_of(item.owner) }]
      : []),
    { value: "", label: t("predict.nobody_yet") },
  ];
  const known = ["/owner", "/due", "/status", "/outcome"].some((path) => field_error(save.error, path));
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("predict.follow_what", { name: item.customer.name || `#${item.customer.id}` })}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Select
          label={t("predict.owner")}
          value={owner}
          onChange={(value) => setOwner(value ?? "")}
          data={owners}
          error={field_error(save.error, "/owner")}
        />
        <TextInput
          type="date"
          label={t("predict.due")}
          value={due}
          onChange={(event) => setDue(event.target.value)}
          error={field_error(save.error, "/due")}
        />
        <Select
          label={t("predict.state")}
          value={status}
          onChange={(value) => setStatus(value ?? "open")}
          data={statuses.map((value) => ({ value, label: t(`predict.case.${value}`) }))}
          error={field_error(save.error, "/status")}
        />
        {status === "closed" && (
          <Select
            label={t("predict.outcome_label")}
            required
            value={outcome}
            onChange={setOutcome}
            data={outcomes.map((value) => ({ value, label: t(`predict.outcome.${value}`) }))}
            error={field_error(save.error, "/outcome")}
          />
        )}
        {save.error && !known && <ErrorState error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t("ui.save")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
