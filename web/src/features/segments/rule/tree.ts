// Changes to the tree of a rule. Each gives a new tree that shares what did not change, so that only the rows on the way to
// the change are drawn again; the trees before are kept for "undo".
import { useCallback, useReducer } from "react";
import { type Group, type Json, type Node, node_of, read } from "./rule";

export type Change =
  | { do: "set"; id: string; rule: Json; field?: string }
  | { do: "add"; group: string; node: Node }
  | { do: "kind"; id: string; kind: Group["kind"] }
  | { do: "not"; id: string }
  | { do: "remove"; id: string }
  | { do: "copy"; id: string; as: Node }
  | { do: "move"; id: string; by: -1 | 1 }
  | { do: "put"; id: string; beside: string; after: boolean }
  | { do: "wrap"; id: string }
  | { do: "unwrap"; id: string }
  | { do: "replace"; root: Node };

export interface Place {
  parent: Node;
  index: number;
}

const children_of = (node: Node) => (node.body.kind === "clause" ? [] : node.body.children);

function with_children(node: Node, children: Node[]): Node {
  return node.body.kind === "clause" ? node : { ...node, body: { ...node.body, children } };
}

export function find(root: Node, id: string): Node | undefined {
  if (root.id === id) return root;
  for (const child of children_of(root)) {
    const found = find(child, id);
    if (found) return found;
  }
  return undefined;
}

export function place_of(root: Node, id: string): Place | undefined {
  const index = children_of(root).findIndex((child) => child.id === id);
  if (index >= 0) return { parent: root, index };
  for (const child of children_of(root)) {
    const found = place_of(child, id);
    if (found) return found;
  }
  return undefined;
}

function edit(node: Node, id: string, change: (node: Node) => Node): Node {
  if (node.id === id) return change(node);
  const children = children_of(node);
  const next = children.map((child) => edit(child, id, change));
  return next.every((child, index) => child === children[index]) ? node : with_children(node, next);
}

function insert(root: Node, group: string, index: number, node: Node): Node {
  return edit(root, group, (target) => with_children(target, children_of(target).toSpliced(index, 0, node)));
}

function remove(root: Node, id: string): Node {
  const place = place_of(root, id);
  if (!place) return root.id === id ? node_of({ kind: "all", children: [] }) : root;
  return edit(root, place.parent.id, (parent) => with_children(parent, children_of(parent).toSpliced(place.index, 1)));
}

/** As in an outline: past the neighbour, into it when it is a group, out of the group at its edge. */
function move(root: Node, id: string, by: -1 | 1): Node {
  const node = find(root, id);
  const place = place_of(root, id);
  if (!node || !place) return root;
  const neighbour = children_of(place.parent)[place.index + by];
  const rest = remove(root, id);
  if (neighbour && neighbour.body.kind !== "clause")
    return insert(rest, neighbour.id, by > 0 ? 0 : neighbour.body.children.length, node);
  if (neighbour) return insert(rest, place.parent.id, place.index + by, node);
  const above = place_of(root, place.parent.id);
  return above ? insert(rest, above.parent.id, above.index + (by > 0 ? 1 : 0), node) : root;
}

export function apply(root: Node, change: Change): Node {
  switch (change.do) {
    case "replace":
      return change.root;
    case "set":
      return edit(root, change.id, (node) => ({ ...node, body: { kind: "clause", rule: change.rule } }));
    case "kind":
      return edit(root, change.id, (node) =>
        node.body.kind === "clause" ? node : { ...node, body: { ...node.body, kind: change.kind } },
      );
    case "not":
      return edit(root, change.id, (node) => ({ ...node, not: node.not > 0 ? node.not - 1 : 1 }));
    case "add":
      // A rule of one clause becomes a group when a second one joins it.
      if (root.id === change.group && (root.body.kind === "clause" || root.not > 0))
        return node_of({ kind: "all", children: [root, change.node] });
      return insert(root, change.group, Number.POSITIVE_INFINITY, change.node);
    case "remove":
      return remove(root, change.id);
    case "copy": {
      const place = place_of(root, change.id);
      if (!place) return node_of({ kind: "all", children: [root, change.as] });
      return insert(root, place.parent.id, place.index + 1, change.as);
    }
    case "move":
      return move(root, change.id, change.by);
    case "put": {
      const node = find(root, change.id);
      if (!node || change.id === change.beside || find(node, change.beside)) return root;
      const rest = remove(root, change.id);
      const place = place_of(rest, change.beside);
      return place ? insert(rest, place.parent.id, place.index + (change.after ? 1 : 0), node) : root;
    }
    case "wrap":
      return edit(root, change.id, (node) => node_of({ kind: "any", children: [node] }));
    case "unwrap": {
      const node = find(root, change.id);
      const place = place_of(root, change.id);
      if (!node || !place || node.body.kind === "clause") return root;
      const inner = node.body.children;
      return edit(root, place.parent.id, (parent) =>
        with_children(parent, children_of(parent).toSpliced(place.index, 1, ...inner)),
      );
    }
  }
}

interface History {
  root: Node;
  past: Node[];
  future: Node[];
  field: string; // what was changed last: typing on in one field is one step
}

const KEPT = 100;

export function history(state: History, step: Change | { do: "undo" } | { do: "redo" }): History {
  const { root, past, future } = state;
  if (step.do === "undo") {
    const before = past.at(-1);
    return before ? { root: before, past: past.slice(0, -1), future: [root, ...future], field: "" } : state;
  }
  if (step.do === "redo") {
    const [after, ...rest] = future;
    return after ? { root: after, past: [...past, root], future: rest, field: "" } : state;
  }
  const next = apply(root, step);
  if (next === root) return state;
  const field = step.do === "set" && step.field ? `${step.id} ${step.field}` : step.do === "replace" ? "text" : "";
  const same = field !== "" && field === state.field;
  return { root: next, past: same ? past : [...past, root].slice(-KEPT), future: [], field };
}

export type Dispatch = (step: Change | { do: "undo" } | { do: "redo" }) => void;

export interface Editor {
  root: Node;
  dispatch: Dispatch;
  undoes: boolean;
  redoes: boolean;
}

export function useRule(rule: Json): Editor {
  const [state, step] = useReducer(history, rule, (first) => ({
    root: read(first),
    past: [],
    future: [],
    field: "",
  }));
  const dispatch = useCallback<Dispatch>((change) => step(change), []);
  return { root: state.root, dispatch, undoes: state.past.length > 0, redoes: state.future.length > 0 };
}
