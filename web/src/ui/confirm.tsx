// What can't be taken back asks first, and says what will happen.
import { Button, Group, Modal, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useLanguage } from "~/i18n";
import { ErrorState } from "./states";

/** `word`: to be typed before the button works, for what is worst. */
export function ConfirmDanger(props: {
  opened: boolean;
  title: string;
  children: ReactNode;
  action: string;
  word?: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}) {
  const { opened, title, children, action, word, onConfirm, onClose } = props;
  const { t } = useLanguage();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("ui.close") }}>
      {children}
      {word && (
        <TextInput
          mt="sm"
          label={t("ui.type_to_confirm", { word })}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {error !== null && <ErrorState error={error} />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {t("ui.cancel")}
        </Button>
        <Button color="red" loading={busy} disabled={word !== undefined && typed.trim() !== word} onClick={confirm}>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
