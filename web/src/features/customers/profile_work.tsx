import { Button, Checkbox, Textarea, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import type { Task } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";

export function Tags({ customer, mayWrite }: { customer: number; mayWrite: boolean }) {
  const { t } = useLanguage();
  const [name, setName] = useState("");
  const path = `/customers/${customer}/tags`;
  const refresh = [["tags", customer]];
  const query = useQuery({
    queryKey: ["tags", customer],
    queryFn: ({ signal }) => ask<{ items: { id: number; name: string }[] }>(path, {}, signal),
  });
  const put = useAction((tag: string) => act("PUT", `${path}/${encodeURIComponent(tag)}`), {
    refresh,
    onDone: () => setName(""),
  });
  const take = useAction((tag: string) => act("DELETE", `${path}/${encodeURIComponent(tag)}`), { refresh });
  return (
    <Card title={t("customers.tags")}>
      <Asked query={query} height={40}>
        {(data) => (
          <div className="tags">
            {data.items.map((tag) => (
              <span key={tag.id} className="tag">
                {tag.name}
                {mayWrite && (
                  <button
                    type="button"
                    aria-label={t("customers.tag_take", { name: tag.name })}
                    onClick={() => take.mutate(tag.name)}
                  >
                    <IconX size={13} aria-hidden />
                  </button>
                )}
              </span>
            ))}
            {data.items.length === 0 && !mayWrite && <p className="quiet">{t("customers.no_tags")}</p>}
          </div>
        )}
      </Asked>
      {mayWrite && (
        <form
          className="row"
          style={{ marginTop: 8, flexWrap: "nowrap" }}
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim()) put.mutate(name.trim());
          }}
        >
          <TextInput
            size="xs"
            style={{ flex: 1 }}
            aria-label={t("customers.tag")}
            placeholder={t("customers.tag")}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" size="xs" variant="default" disabled={!name.trim()} loading={put.isPending}>
            {t("customers.add")}
          </Button>
        </form>
      )}
      {put.error && <ErrorState error={put.error} />}
      {take.error && <ErrorState error={take.error} />}
    </Card>
  );
}

export function Tasks({ customer, mayWrite }: { customer: number; mayWrite: boolean }) {
  const { t, f } = useLanguage();
  const [title, setTitle] = useState("");
  const [due, setDue] = useState("");
  const path = `/customers/${customer}/tasks`;
  const refresh = [["tasks", customer]];
  const query = useQuery({
    queryKey: ["tasks", customer],
    queryFn: ({ signal }) => ask<{ items: Task[] }>(path, { limit: 50 }, signal),
  });
  const add = useAction((_: undefined) => act("POST", path, { title, ...(due && { due_day: due }), owner: "me" }), {
    refresh,
    onDone: () => {
      setTitle("");
      setDue("");
    },
  });
  const turn = useAction(
    (task: Task) => act("PATCH", `/tasks/${task.id}`, { status: task.status === "closed" ? "open" : "closed" }),
    { refresh },
  );
  return (
    <Card title={t("customers.tasks")}>
      <Asked query={query} height={40}>
        {(data) => (
          <ul className="plain">
            {data.items.map((task) => (
              <li key={task.id}>
                <Checkbox
                  checked={task.status === "closed"}
                  disabled={!mayWrite}
                  onChange={() => turn.mutate(task)}
                  label={task.title}
                  description={task.due_day ? t("customers.task_due", { day: f.day(task.due_day) }) : undefined}
                />
              </li>
            ))}
            {data.items.length === 0 && !mayWrite && <li className="quiet">{t("customers.no_tasks")}</li>}
          </ul>
        )}
      </Asked>
      {turn.error && <ErrorState error={turn.error} />}
      {mayWrite && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (title.trim()) add.mutate(undefined);
          }}
        >
          <TextInput
            size="xs"
            mt="xs"
            aria-label={t("customers.task")}
            placeholder={t("customers.task")}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
          <div className="row" style={{ marginTop: 6, flexWrap: "nowrap" }}>
            <TextInput
              size="xs"
              type="date"
              style={{ flex: 1 }}
              aria-label={t("customers.task_day")}
              value={due}
              onChange={(event) => setDue(event.target.value)}
            />
            <Button type="submit" size="xs" variant="default" disabled={!title.trim()} loading={add.isPending}>
              {t("customers.add")}
            </Button>
          </div>
          {add.error && <ErrorState error={add.error} />}
        </form>
      )}
    </Card>
  );
}

export function Notes({ customer, mayWrite }: { customer: number; mayWrite: boolean }) {
  const { t, f } = useLanguage();
  const [text, setText] = useState("");
  const path = `/customers/${customer}/notes`;
  const query = useQuery({
    queryKey: ["notes", customer],
    queryFn: ({ signal }) =>
      ask<{ items: { id: number; text: string; written_at: string }[] }>(path, { limit: 20 }, signal),
  });
  const write = useAction((note: string) => act("POST", path, { text: note }), {
    refresh: [
      ["notes", customer],
      ["list", `/customers/${customer}/timeline`],
    ],
    onDone: () => setText(""),
  });
  return (
    <Card title={t("customers.notes")}>
      {mayWrite && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            write.mutate(text);
          }}
        >
          <Textarea
            aria-label={t("customers.note")}
            placeholder={t("customers.note")}
            autosize
            minRows={2}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {write.error && <ErrorState error={write.error} />}
          <Button type="submit" mt="xs" size="xs" variant="default" loading={write.isPending} disabled={!text.trim()}>
            {t("ui.save")}
          </Button>
        </form>
      )}
      <Asked
        query={query}
        height={60}
        empty={(data) => (data.items.length === 0 && !mayWrite ? <EmptyState title={t("customers.no_notes")} /> : null)}
      >
        {(data) => (
          <ul className="plain">
            {data.items.map((note) => (
              <li key={note.id}>
                <p className="note">{note.text}</p>
                <p className="quiet small">{f.instant(note.written_at)}</p>
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </Card>
  );
}
