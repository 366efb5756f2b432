// Who is in or out whatever the rule says: found by name, or pasted as addresses or numbers, one a line.
import { ActionIcon, Button, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { ask, Problem } from "~/api/client";
import type { CustomerLine } from "~/api/types";
import { useLanguage } from "~/i18n";
import { type Listed, name_of } from "./api";

type Kind = Listed["kind"];
const PASTED_MOST = 500;

export function PeopleLists({ listed, onChange }: { listed: Listed[]; onChange: (listed: Listed[]) => void }) {
  const { t } = useLanguage();
  const [kind, setKind] = useState<Kind>("include");
  const [reason, setReason] = useState("");
  const put = (people: { id: number; name?: string | null; email?: string | null }[]) => {
    const ids = new Set(people.map((person) => person.id));
    const rest = listed.filter((one) => !ids.has(one.id));
    onChange([
      ...rest,
      ...people.map((person) => ({
        id: person.id,
        name: person.name ?? null,
        email: person.email ?? null,
        kind,
        reason: reason.trim(),
      })),
    ]);
  };
  return (
    <>
      <div className="row" style={{ alignItems: "flex-end" }}>
        <SegmentedControl
          size="xs"
          aria-label={t("segments.list_kind")}
          value={kind}
          onChange={(value) => setKind(value as Kind)}
          data={[
            { value: "include", label: t("segments.include") },
            { value: "exclude", label: t("segments.exclude") },
          ]}
        />
        <TextInput
          size="xs"
          style={{ flex: "1 1 180px" }}
          label={t("segments.reason")}
          required
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
      <Finder ready={reason.trim() !== ""} onChoose={(person) => put([person])} />
      <Paste ready={reason.trim() !== ""} onFound={put} />
      {listed.length > 0 && (
        <ul className="plain" style={{ marginTop: 8 }}>
          {listed.map((one) => (
            <li key={one.id} className="segment-person">
              <span className="row">
                <span className="pill" data-tone={one.kind === "include" ? "gain" : "loss"}>
                  {t(one.kind === "include" ? "segments.included" : "segments.excluded")}
                </span>
                <Link to={`/customers/${one.id}`}>{name_of(one)}</Link>
                <span className="quiet small">{one.reason}</span>
              </span>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("segments.unlist", { name: name_of(one) })}
                onClick={() => onChange(listed.filter((other) => other !== one))}
              >
                <IconTrash size={15} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** People found as one types; `action`: what the button beside each says, without it "Add". */
export function Finder(props: { ready: boolean; onChoose: (person: CustomerLine) => void; action?: string }) {
  const { ready, onChoose, action } = props;
  const { t } = useLanguage();
  const [typed, setTyped] = useState("");
  const query = useDeferredValue(typed.trim());
  const { data } = useQuery({
    queryKey: ["people found", query],
    queryFn: ({ signal }) => ask<{ items: CustomerLine[] }>("/customers", { query, limit: 6 }, signal),
    enabled: query.length >= 2,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <TextInput
        mt="sm"
        label={t("segments.find_person")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
      />
      {query.length >= 2 && (
        <ul className="plain">
          {data?.items.length === 0 && <li className="quiet">{t("segments.nobody_found")}</li>}
          {data?.items.map((person) => (
            <li key={person.id} className="segment-person">
              <span>
                {name_of(person)} <span className="quiet small">{person.name ? (person.email ?? "") : ""}</span>
              </span>
              <Button
                size="compact-xs"
                variant="default"
                disabled={!ready}
                aria-label={
                  action ? `${action} ${name_of(person)}` : t("segments.add_person", { name: name_of(person) })
                }
                onClick={() => {
                  onChoose(person);
                  setTyped("");
                }}
              >
                {action ?? t("segments.add")}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Lines of a file: an address or a number each; what stands behind a comma or semicolon is not read. */
export function lines_of(text: string): string[] {
  const firsts = text.split(/\r?\n/).map((line) => (line.split(/[,;\t]/)[0] ?? "").trim().replace(/^"(.*)"$/, "$1"));
  return [...new Set(firsts.filter((one) => /^#?\d+$/.test(one) || one.includes("@")))].slice(0, PASTED_MOST);
}

function Paste({ ready, onFound }: { ready: boolean; onFound: (people: CustomerLine[]) => void }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState<string[]>([]);
  const lines = lines_of(text);
  const find = async () => {
    setBusy(true);
    const found: CustomerLine[] = [];
    const lost: string[] = [];
    for (const line of lines) {
      const word = line.includes("@") ? `email:${line}` : line.replace("#", "");
      try {
        found.push(await ask<CustomerLine>(`/customers/${encodeURIComponent(word)}`));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        lost.push(line);
      }
    }
    onFound(found);
    setMissing(lost);
    setBusy(false);
    setText(lost.join("\n"));
  };
  if (!open)
    return (
      <Button mt="xs" size="compact-xs" variant="subtle" onClick={() => setOpen(true)}>
        {t("segments.paste")}
      </Button>
    );
  return (
    <div style={{ marginTop: 8 }}>
      <Textarea
        label={t("segments.paste_label")}
        description={t("segments.paste_about")}
        autosize
        minRows={3}
        maxRows={10}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {missing.length > 0 && (
        <p className="quiet" role="status">
          {t("segments.paste_missing", { n: missing.length })}
        </p>
      )}
      <Button mt="xs" size="xs" variant="default" loading={busy} disabled={lines.length === 0 || !ready} onClick={find}>
        {t("segments.paste_add", { n: lines.length })}
      </Button>
    </div>
  );
}
