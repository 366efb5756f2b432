// Small parts that several settings share.
import { Button, CopyButton, Group, Modal } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useLanguage } from "~/i18n";
import { ErrorState } from "~/ui/states";

/** Text to be taken elsewhere, with a button that copies it. */
export function Snippet({ label, text, wrap }: { label: string; text: string; wrap?: boolean }) {
  const { t } = useLanguage();
  return (
    <div className="snippet" data-wrap={wrap || undefined}>
      <div className="snippet-head">
        <span className="quiet">{label}</span>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              size="xs"
              variant="default"
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
              aria-label={t(copied ? "settings.copied_what" : "settings.copy_what", { what: label })}
              onClick={copy}
            >
              {t(copied ? "settings.copied" : "settings.copy")}
            </Button>
          )}
        </CopyButton>
      </div>
      <section className="snippet-text" tabIndex={0} aria-label={label}>
        {text}
      </section>
    </div>
  );
}

/** A secret that is shown now and never again. */
export function Once({ label, secret, children }: { label: string; secret: string; children?: ReactNode }) {
  const { t } = useLanguage();
  return (
    <div className="once">
      <p role="status">
        <strong>{t("settings.once")}</strong>
      </p>
      <Snippet label={label} text={secret} wrap />
      {children}
    </div>
  );
}

/** A form in a window of its own: its fields, what the server refused, and the two ways out. */
export function FormModal(props: {
  opened: boolean;
  title: string;
  action: string;
  busy: boolean;
  error: unknown;
  size?: string;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { opened, title, action, busy, error, size, onSubmit, onClose, children } = props;
  const { t } = useLanguage();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      {...(size && { size })}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <div className="page" style={{ gap: 12 }}>
          {children}
          {error !== null && error !== undefined && <ErrorState error={error} />}
        </div>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {action}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** An instant as its distance from now; the whole of it on hover and to screen readers. */
export function Ago({ at, never }: { at: string | null | undefined; never?: string }) {
  const { f } = useLanguage();
  if (!at) return <>{never ?? ""}</>;
  return (
    <time dateTime={at} title={f.instant(at)}>
      {f.ago(at, Date.now())}
    </time>
  );
}

const units = ["o", "ko", "Mo", "Go", "To"];
const english = ["B", "kB", "MB", "GB", "TB"];
export function useBytes(): (bytes: number) => string {
  const { f, locale } = useLanguage();
  return (bytes) => {
    const step = bytes < 1 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
    return `${f.compact(bytes / 1000 ** step)}\u00A0${(locale === "fr" ? units : english)[step]}`;
  };
}
