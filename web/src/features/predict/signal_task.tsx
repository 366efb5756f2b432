import { Button, Group, Modal, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { act } from "~/api/client";
import { useStaff } from "~/api/staff";
import type { CustomerSignal } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { ErrorState } from "~/ui/states";

export const name_of = ({ customer }: CustomerSignal) => customer.name || customer.email || `#${customer.id}`;

/** What to do about an early sign, by whom and until when. */
export function SignalTask({ of, onClose }: { of: CustomerSignal; onClose: () => void }) {
  const { t } = useLanguage();
  const staff = useStaff();
  const [title, setTitle] = useState(t("predict.task_title", { what: of.label, evidence: of.evidence }));
  const [owner, setOwner] = useState("me");
  const [due, setDue] = useState("");
  const save = useAction(
    (_: undefined) =>
      act("POST", `/customers/${of.customer.id}/tasks`, { title, owner: owner || null, ...(due && { due_day: due }) }),
    { refresh: [["tasks", of.customer.id]], done: t("predict.task_given"), onDone: onClose },
  );
  const known = ["/title", "/owner", "/due_day"].some((path) => field_error(save.error, path));
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("predict.task_for", { name: name_of(of), what: of.label })}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <TextInput
          required
          data-autofocus
          label={t("predict.task")}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          error={field_error(save.error, "/title")}
        />
        <Select
          label={t("predict.owner")}
          value={owner}
          onChange={(value) => setOwner(value ?? "")}
          data={[
            { value: "me", label: t("predict.me") },
            ...staff.others,
            { value: "", label: t("predict.nobody_yet") },
          ]}
          error={field_error(save.error, "/owner")}
        />
        <TextInput
          type="date"
          label={t("predict.due")}
          value={due}
          onChange={(event) => setDue(event.target.value)}
          error={field_error(save.error, "/due_day")}
        />
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
