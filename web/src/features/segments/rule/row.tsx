// Rows of the rule: a clause, or a group with its own rows. A row is drawn again when its own node changes, not for others.
import { ActionIcon, Button, Kbd, Menu, NativeSelect } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconDots,
  IconFolderMinus,
  IconFolderPlus,
  IconGripVertical,
  IconPlus,
  IconTrash,
} from "@tabler/icons-react";
import { createContext, type DragEvent, memo, useContext } from "react";
import { type Key, useLanguage } from "~/i18n";
import { ClauseFields } from "./clause";
import {
  type Clause,
  fresh,
  type Group,
  is_open,
  type Kind,
  kind_of,
  kinds,
  type Node,
  node_of,
  read,
  write,
} from "./rule";
import type { Change } from "./tree";

/** What the server says of one node: how many people it holds for, and in words. */
export interface Said {
  size?: number;
  sentence?: string;
  problem?: string;
}

export interface Rows {
  /** Changes the rule, then leads the focus to a node; says what was done to those who do not see it. */
  act: (change: Change, then?: { focus?: string; say?: string }) => void;
}

export const RowsContext = createContext<Rows>({ act: () => undefined });
export const SaidContext = createContext<Map<string, Said>>(new Map());

export const kind_keys: Record<Kind, Key> = Object.fromEntries(
  kinds.map((kind) => [kind, `segments.kind.${kind}`]),
) as Record<Kind, Key>;

export const Row = memo(function Row({ node, said, top }: { node: Node; said: Said | undefined; top?: boolean }) {
  return node.body.kind === "clause" ? (
    <ClauseRow node={node as Node & { body: Clause }} said={said} />
  ) : (
    <GroupRow node={node as Node & { body: Group }} said={said} top={top ?? false} />
  );
});

// ---- moving ----

let carried: string | null = null; // the node that the pointer carries

function useDrop(id: string) {
  const { act } = useContext(RowsContext);
  const { t } = useLanguage();
  const mark = (event: DragEvent<HTMLElement>, where: string) => {
    event.currentTarget.dataset.drop = where;
  };
  const after = (event: DragEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return event.clientY > box.top + box.height / 2;
  };
  return {
    onDragOver: (event: DragEvent<HTMLElement>) => {
      if (!carried || carried === id) return;
      event.preventDefault();
      event.stopPropagation();
      mark(event, after(event) ? "after" : "before");
    },
    onDragLeave: (event: DragEvent<HTMLElement>) => mark(event, ""),
    onDrop: (event: DragEvent<HTMLElement>) => {
      mark(event, "");
      if (!carried || carried === id) return;
      event.preventDefault();
      event.stopPropagation();
      act({ do: "put", id: carried, beside: id, after: after(event) }, { say: t("segments.rule.said.moved") });
      carried = null;
    },
  };
}

function Handle({ id }: { id: string }) {
  const { t } = useLanguage();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for the pointer; keys and the menu move a row too
    <span
      className="rule-handle"
      draggable
      title={t("segments.rule.drag")}
      onDragStart={(event) => {
        carried = id;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", id);
      }}
      onDragEnd={() => {
        carried = null;
      }}
    >
      <IconGripVertical size={15} aria-hidden />
    </span>
  );
}

// ---- what can be done with a row ----

function useRowActs(node: Node) {
  const { act } = useContext(RowsContext);
  const { t } = useLanguage();
  const { id } = node;
  return {
    up: () => act({ do: "move", id, by: -1 }, { focus: id, say: t("segments.rule.said.moved") }),
    down: () => act({ do: "move", id, by: 1 }, { focus: id, say: t("segments.rule.said.moved") }),
    not: () => act({ do: "not", id }, { say: t(node.not ? "segments.rule.said.plain" : "segments.rule.said.not") }),
    copy: () => {
      const as = read(write(node));
      act({ do: "copy", id, as }, { focus: as.id, say: t("segments.rule.said.copied") });
    },
    wrap: () => act({ do: "wrap", id }, { say: t("segments.rule.said.wrapped") }),
    unwrap: () => act({ do: "unwrap", id }, { say: t("segments.rule.said.unwrapped") }),
    remove: () => act({ do: "remove", id }, { focus: "", say: t("segments.rule.said.removed") }),
  };
}

function RowMenu({ node, top }: { node: Node; top?: boolean }) {
  const { t } = useLanguage();
  const acts = useRowActs(node);
  const group = node.body.kind !== "clause";
  return (
    <>
      <Menu withinPortal position="bottom-end" keepMounted={false}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" data-part="menu" aria-label={t("segments.rule.menu")}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!top && (
            <>
              <Menu.Item
                leftSection={<IconArrowUp size={15} />}
                rightSection={<Kbd size="xs">Alt ↑</Kbd>}
                onClick={acts.up}
              >
                {t("segments.rule.up")}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconArrowDown size={15} />}
                rightSection={<Kbd size="xs">Alt ↓</Kbd>}
                onClick={acts.down}
              >
                {t("segments.rule.down")}
              </Menu.Item>
            </>
          )}
          <Menu.Item leftSection={<IconCopy size={15} />} rightSection={<Kbd size="xs">Alt C</Kbd>} onClick={acts.copy}>
            {t("segments.rule.copy")}
          </Menu.Item>
          {!top && (
            <Menu.Item leftSection={<IconFolderPlus size={15} />} onClick={acts.wrap}>
              {t("segments.rule.wrap")}
            </Menu.Item>
          )}
          {group && !top && (
            <Menu.Item leftSection={<IconFolderMinus size={15} />} onClick={acts.unwrap}>
              {t("segments.rule.unwrap")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ActionIcon variant="subtle" color="gray" aria-label={t("segments.rule.remove")} onClick={acts.remove}>
        <IconTrash size={15} />
      </ActionIcon>
    </>
  );
}

function Not({ node }: { node: Node }) {
  const { t } = useLanguage();
  const acts = useRowActs(node);
  return (
    <button
      type="button"
      className="rule-not"
      aria-pressed={node.not > 0}
      title={t("segments.rule.not_about")}
      onClick={acts.not}
    >
      {node.not > 1 ? t("segments.rule.not_times", { n: node.not }) : t("segments.rule.not")}
    </button>
  );
}

function Count({ said }: { said: Said | undefined }) {
  const { t, f } = useLanguage();
  if (said?.size === undefined) return <span className="rule-count" />;
  return (
    <span className="rule-count number" title={said.sentence ?? t("segments.rule.count_about")} data-count={said.size}>
      {t("segments.people", { n: said.size, text: f.number(said.size) })}
    </span>
  );
}

// ---- rows ----

function ClauseRow({ node, said }: { node: Node & { body: Clause }; said: Said | undefined }) {
  const { t } = useLanguage();
  const { act } = useContext(RowsContext);
  const { rule } = node.body;
  const kind = kind_of(rule);
  const open = is_open(rule);
  return (
    <li className="rule-row" data-node={node.id} data-not={node.not > 0 || undefined} {...useDrop(node.id)}>
      <Handle id={node.id} />
      <div className="rule-fields">
        <span className="pill">{t(kind ? kind_keys[kind] : "segments.kind.unknown")}</span>
        <Not node={node} />
        {kind ? (
          <ClauseFields
            kind={kind}
            rule={rule as { [name: string]: never }}
            onChange={(next, field) => act({ do: "set", id: node.id, rule: next, field })}
          />
        ) : (
          <code className="rule-json">{JSON.stringify(rule)}</code>
        )}
      </div>
      <div className="rule-side">
        <Count said={said} />
        <RowMenu node={node} />
      </div>
      {said?.problem ? (
        <p className="rule-problem" role="alert">
          {said.problem}
        </p>
      ) : open ? (
        <p className="rule-about quiet small">{t("segments.rule.open")}</p>
      ) : kind === null && said?.sentence ? (
        <p className="rule-about quiet small">{said.sentence}</p>
      ) : null}
    </li>
  );
}

function GroupRow({ node, said, top }: { node: Node & { body: Group }; said: Said | undefined; top: boolean }) {
  const { t } = useLanguage();
  const { act } = useContext(RowsContext);
  const { kind, children } = node.body;
  const inner = (
    <>
      <div className="rule-head">
        {!top && <Handle id={node.id} />}
        <NativeSelect
          size="xs"
          aria-label={t("segments.rule.group")}
          value={kind}
          onChange={(event) => act({ do: "kind", id: node.id, kind: event.currentTarget.value as Group["kind"] })}
          data={(["all", "any"] as const).map((value) => ({ value, label: t(`segments.rule.${value}`) }))}
        />
        <Not node={node} />
        <div className="rule-side">
          <Count said={said} />
          <RowMenu node={node} top={top} />
        </div>
      </div>
      {said?.problem && (
        <p className="rule-problem" role="alert">
          {said.problem}
        </p>
      )}
      <RowList kind={kind}>{children}</RowList>
      <AddRow group={node.id} />
    </>
  );
  if (top)
    return (
      <div className="rule-top" data-node={node.id} data-not={node.not > 0 || undefined}>
        {inner}
      </div>
    );
  return (
    <li className="rule-group" data-node={node.id} data-not={node.not > 0 || undefined} {...useDrop(node.id)}>
      {inner}
    </li>
  );
}

export function RowList({ kind, children }: { kind: Group["kind"]; children: Node[] }) {
  const { t } = useLanguage();
  const said = useContext(SaidContext);
  if (children.length === 0) return <p className="quiet small">{t("segments.rule.empty_group")}</p>;
  return (
    <ul className="rule-list" data-join={t(`segments.rule.join.${kind}`)}>
      {children.map((child) => (
        <Row key={child.id} node={child} said={said.get(child.id)} />
      ))}
    </ul>
  );
}

/** The kinds of clauses, and a group; a new one stands last and takes the focus. */
export function AddRow({ group }: { group: string }) {
  const { t } = useLanguage();
  const { act } = useContext(RowsContext);
  const add = (node: Node) => act({ do: "add", group, node }, { focus: node.id, say: t("segments.rule.said.added") });
  return (
    <div className="row" style={{ marginTop: 8 }}>
      <Menu withinPortal position="bottom-start" keepMounted={false}>
        <Menu.Target>
          <Button size="xs" variant="default" data-part="add" leftSection={<IconPlus size={15} aria-hidden />}>
            {t("segments.rule.add")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {kinds.map((kind) => (
            <Menu.Item key={kind} onClick={() => add(node_of({ kind: "clause", rule: fresh(kind) }))}>
              {t(kind_keys[kind])} <span className="quiet small">{t(`segments.kind_about.${kind}`)}</span>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        size="xs"
        variant="subtle"
        leftSection={<IconFolderPlus size={15} aria-hidden />}
        onClick={() => add(node_of({ kind: "any", children: [node_of({ kind: "clause", rule: fresh("event") })] }))}
      >
        {t("segments.rule.add_group")}
      </Button>
    </div>
  );
}
