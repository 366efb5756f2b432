// Segments as one text that can be kept beside code: taken out, and put in after a look at what would change.
import { Button, Checkbox, FileButton, Group, Modal, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, address, Problem } from "~/api/client";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Asked, ErrorState } from "~/ui/states";

interface Changes {
  added: number;
  changed: number;
  same: number;
  removed: number;
  differences: { key: string; change: "added" | "changed" | "removed"; before: string | null; after: string | null }[];
}

async function ask_text(path: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(address(path), {
    signal,
    credentials: "same-origin",
    headers: { "Accept-Language": document.documentElement.lang },
  });
  const text = await response.text();
  if (!response.ok) throw new Problem(response.status, "failed", text.slice(0, 300));
  return text;
}

export function ExportText({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["list", "/segments", "export"],
    queryFn: ({ signal }) => ask_text("/segments/export", signal),
    enabled: opened,
  });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="xl"
      title={t("segments.export")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <Asked query={query}>
        {(text) => (
          <>
            <Textarea
              readOnly
              label={t("segments.text")}
              description={t("segments.export_about")}
              autosize
              minRows={8}
              maxRows={22}
              styles={{ input: { fontFamily: "ui-monospace, monospace", fontSize: 12 } }}
              value={text}
            />
            <Group justify="flex-end" mt="md">
              <Button component="a" href={address("/segments/export")} download="segments.json">
                {t("segments.download")}
              </Button>
            </Group>
          </>
        )}
      </Asked>
    </Modal>
  );
}

export function ImportText({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useLanguage();
  const [text, setText] = useState("");
  const [remove, setRemove] = useState(false);
  const [looked, setLooked] = useState<Changes | null>(null);
  const send = (dry_run: boolean) =>
    act<Changes>("POST", "/segments/import", new Blob([text], { type: "application/json" }), {
      query: { ...(dry_run && { dry_run: true }), ...(remove && { remove: true }) },
      headers: { "Content-Type": "application/json" },
    });
  const look = useAction(() => send(true), { onDone: setLooked });
  const put = useAction(() => send(false), {
    refresh: [["list", "/segments"], ["segment"]],
    done: t("ui.saved"),
    onDone: () => {
      setText("");
      setLooked(null);
      onClose();
    },
  });
  const change = (next: string) => {
    setText(next);
    setLooked(null);
    look.reset();
    put.reset();
  };
  const error = look.error ?? put.error;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="xl"
      title={t("segments.import")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <Textarea
        label={t("segments.text")}
        description={t("segments.import_about")}
        autosize
        minRows={8}
        maxRows={18}
        styles={{ input: { fontFamily: "ui-monospace, monospace", fontSize: 12 } }}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <Checkbox
        mt="sm"
        label={t("segments.import_remove")}
        checked={remove}
        onChange={(event) => {
          setRemove(event.currentTarget.checked);
          setLooked(null);
        }}
      />
      {error && <ErrorState error={error} />}
      {looked && (
        <div role="status">
          <dl className="details" style={{ marginTop: 12 }}>
            {(["added", "changed", "same", "removed"] as const).map((what) => (
              <div key={what}>
                <dt>{t(`segments.import.${what}`)}</dt>
                <dd>{looked[what]}</dd>
              </div>
            ))}
          </dl>
          <ul className="plain">
            {looked.differences.map((one) => (
              <li key={one.key}>
                <strong>{one.key}</strong> <span className="pill">{t(`segments.import.${one.change}`)}</span>
                {one.before !== null && <pre className="segment-json">− {one.before}</pre>}
                {one.after !== null && <pre className="segment-json">+ {one.after}</pre>}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Group justify="space-between" mt="md">
        <FileButton onChange={(file) => file?.text().then(change)} accept=".txt,.json,.yaml,.yml">
          {(props) => (
            <Button variant="default" {...props}>
              {t("segments.choose_file")}
            </Button>
          )}
        </FileButton>
        <Group gap="xs">
          <Button
            variant="default"
            loading={look.isPending}
            disabled={!text.trim()}
            onClick={() => look.mutate(undefined)}
          >
            {t("segments.look")}
          </Button>
          <Button loading={put.isPending} disabled={!looked} onClick={() => put.mutate(undefined)}>
            {t("segments.import_do")}
          </Button>
        </Group>
      </Group>
    </Modal>
  );
}
