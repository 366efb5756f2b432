import { Button, Progress } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { type DragEvent, useRef, useState } from "react";
import { useLanguage } from "~/i18n";
import { Card } from "~/ui/page";
import { ErrorState } from "~/ui/states";
import { useBytes } from "./bytes";
import { begin_upload, FILE_BYTES_MAX, send_file } from "./import_api";

interface Going {
  file: File;
  upload: string;
  bytes: number;
}

/** A file is chosen or dropped, and goes to the server piece by piece. */
export function ChooseFile({ onSent }: { onSent: (upload: string, name: string) => void }) {
  const { t } = useLanguage();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [going, setGoing] = useState<Going | null>(null);
  const [refused, setRefused] = useState("");
  const [error, setError] = useState<unknown>(null);
  const stopped = useRef(false);

  const send = async (file: File, from?: Going) => {
    setError(null);
    stopped.current = false;
    try {
      const to = from ?? (await begin_upload());
      setGoing({ file, ...to });
      const whole = await send_file(file, to, (sent) => {
        setGoing({ file, ...sent });
        return !stopped.current;
      });
      if (whole) onSent(to.upload, file.name);
      else setGoing(null);
    } catch (problem) {
      setError(problem);
    }
  };
  const take = (file: File | undefined) => {
    if (!file) return;
    const fault = file.size > FILE_BYTES_MAX ? "too_large" : file.size === 0 ? "empty_file" : undefined;
    setRefused(fault ? t(`customers.imports.${fault}`, { name: file.name }) : "");
    if (!fault) send(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };

  if (going)
    return (
      <Card title={t("customers.imports.sending", { name: going.file.name })}>
        <Sending going={going} />
        {error !== null && <ErrorState error={error} />}
        <div className="row" style={{ marginTop: 12 }}>
          {error !== null && <Button onClick={() => send(going.file, going)}>{t("customers.imports.go_on")}</Button>}
          <Button
            variant="default"
            onClick={() => {
              stopped.current = true;
              if (error !== null) setGoing(null);
            }}
          >
            {t("ui.cancel")}
          </Button>
        </div>
      </Card>
    );
  return (
    <Card label={t("customers.imports.choose")}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping a file; the button within does the same */}
      <div
        className="drop"
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconFileUpload size={32} stroke={1.5} aria-hidden />
        <h2>{t("customers.imports.choose")}</h2>
        <Button onClick={() => input.current?.click()}>{t("customers.imports.choose_button")}</Button>
        <p className="quiet">{t("customers.imports.choose_about")}</p>
        <p className="quiet">{t("customers.imports.choose_first")}</p>
        <input
          ref={input}
          type="file"
          hidden
          accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl,.gz,.zst"
          onChange={(event) => take(event.target.files?.[0])}
        />
      </div>
      {refused && (
        <div className="alert" role="alert">
          {refused}
        </div>
      )}
      {error !== null && <ErrorState error={error} />}
    </Card>
  );
}

function Sending({ going }: { going: Going }) {
  const { t } = useLanguage();
  const bytes = useBytes();
  return (
    <div role="status">
      <Progress
        value={(going.bytes / going.file.size) * 100}
        animated
        aria-label={t("customers.imports.sending", { name: going.file.name })}
      />
      <p className="quiet small number" style={{ marginTop: 6 }}>
        {t("customers.imports.sent", { done: bytes(going.bytes), all: bytes(going.file.size) })}
      </p>
    </div>
  );
}
