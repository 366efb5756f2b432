import { Button, Checkbox, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask, ask_all } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import type { Milestone, Project, QueueItem, Task } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { DayField, FormModal } from "./parts";

const refresh = [["projects"], ["list", "/initiatives"]];

/** Undertakings with their tasks and milestones, and how far each is. */
export default function Projects() {
  const { t } = useLanguage();
  const may = mayChange(useSession());
  const [adding, setAdding] = useState(false);
  const query = useQuery({
    queryKey: ["projects"],
    queryFn: ({ signal }) => ask_all<Project>("/projects", {}, 500, signal),
  });
  const add = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t("actions.project.add")}
    </Button>
  );
  return (
    <div className="page">
      <PageHeader title={t("nav.projects")} about={t("actions.project.about")}>
        {add}
      </PageHeader>
      <Asked
        query={query}
        height={240}
        empty={(data) =>
          data.length ? null : (
            <Card>
              <EmptyState title={t("actions.project.none")} action={add || undefined}>
                {t("actions.project.none_do")}
              </EmptyState>
            </Card>
          )
        }
      >
        {(data) => data.map((project) => <ProjectCard key={project.id} project={project} may={may} />)}
      </Asked>
      {adding && <AddProject onClose={() => setAdding(false)} />}
    </div>
  );
}

function AddProject({ onClose }: { onClose: () => void }) {
  const { t } = useLanguage();
  const [name, setName] = useState("");
  const [due, setDue] = useState("");
  const save = useAction(() => act<Project>("POST", "/projects", { name, due_day: due || null }), {
    refresh,
    onDone: onClose,
  });
  return (
    <FormModal
      opened
      title={t("actions.project.add")}
      action={t("actions.save")}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <TextInput label={t("actions.name")} required value={name} onChange={(event) => setName(event.target.value)} />
      <DayField label={t("actions.due")} value={due} onChange={setDue} />
    </FormModal>
  );
}

function ProjectCard({ project, may }: { project: Project; may: boolean }) {
  const { t, f } = useLanguage();
  const [adding, setAdding] = useState<"task" | "milestone">();
  const tasks = useQuery({
    queryKey: ["projects", project.id, "tasks"],
    queryFn: ({ signal }) =>
      ask<{ items: QueueItem[] }>("/tasks", { project: project.id, status: "all", limit: 200 }, signal),
  });
  const close = useAction(
    (task: QueueItem) =>
      act<Task>("PATCH", `/tasks/${task.id}`, { status: task.status === "closed" ? "open" : "closed" }),
    { refresh },
  );
  const reach = useAction(
    (one: Milestone) =>
      act<Project>("PATCH", `/projects/${project.id}/milestones/${one.id}`, { reached: !one.reached_at }),
    { refresh },
  );
  return (
    <Card
      title={project.name}
      label={project.name ?? ""}
      about={[
        project.due_day && t("actions.due_on", { day: f.day(project.due_day) }),
        t("actions.tasks_closed", { closed: project.tasks_closed ?? 0, all: project.tasks ?? 0 }),
        project.progress_text,
      ]
        .filter(Boolean)
        .join(" · ")}
      tools={
        may && (
          <>
            <Button
              size="xs"
              variant="default"
              aria-label={t("actions.project.task_to", { name: project.name })}
              onClick={() => setAdding("task")}
            >
              {t("actions.project.task")}
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={t("actions.project.milestone_to", { name: project.name })}
              onClick={() => setAdding("milestone")}
            >
              {t("actions.project.milestone")}
            </Button>
          </>
        )
      }
    >
      {(close.error || reach.error) && <ErrorState error={close.error ?? reach.error} />}
      {(project.milestones ?? []).length > 0 && (
        <ul className="plain" aria-label={t("actions.project.milestones")}>
          {(project.milestones ?? []).map((one) => (
            <li key={one.id}>
              <Checkbox
                label={`${one.name}${one.due_day ? ` · ${f.day(one.due_day)}` : ""}`}
                description={t("actions.project.milestone")}
                checked={Boolean(one.reached_at)}
                disabled={!may}
                onChange={() => reach.mutate(one)}
              />
            </li>
          ))}
        </ul>
      )}
      <Asked
        query={tasks}
        height={60}
        empty={(data) => (data.items.length ? null : <p className="quiet">{t("actions.project.no_task")}</p>)}
      >
        {(data) => (
          <ul className="plain" aria-label={t("actions.project.tasks")}>
            {data.items.map((task) => (
              <li key={task.id}>
                <Checkbox
                  label={`${task.title}${task.due_day ? ` · ${f.day(task.due_day)}` : ""}`}
                  checked={task.status === "closed"}
                  disabled={!may}
                  onChange={() => close.mutate(task)}
                />
              </li>
            ))}
          </ul>
        )}
      </Asked>
      {adding && <AddPart project={project} kind={adding} onClose={() => setAdding(undefined)} />}
    </Card>
  );
}

function AddPart(props: { project: Project; kind: "task" | "milestone"; onClose: () => void }) {
  const { project, kind, onClose } = props;
  const { t } = useLanguage();
  const [name, setName] = useState("");
  const [owner, setOwner] = useState("me");
  const [due, setDue] = useState("");
  const save = useAction(
    () =>
      kind === "task"
        ? act<unknown>("POST", "/tasks", {
            title: name,
            project: project.id,
            owner: owner || null,
            due_day: due || null,
          })
        : act<unknown>("POST", `/projects/${project.id}/milestones`, { name, due_day: due || null }),
    { refresh, onDone: onClose },
  );
  return (
    <FormModal
      opened
      title={t(kind === "task" ? "actions.project.task" : "actions.project.milestone")}
      action={t("actions.save")}
      busy={save.isPending}
      error={field_error(save.error, "/owner") ? null : save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <TextInput label={t("actions.name")} required value={name} onChange={(event) => setName(event.target.value)} />
      {kind === "task" && (
        <TextInput
          mt="sm"
          label={t("actions.owner")}
          description={t("actions.owner_help")}
          value={owner}
          error={field_error(save.error, "/owner")}
          onChange={(event) => setOwner(event.target.value)}
        />
      )}
      <DayField label={t("actions.due")} value={due} onChange={setDue} />
    </FormModal>
  );
}
