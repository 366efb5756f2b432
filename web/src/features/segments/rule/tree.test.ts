import { describe, expect, test } from "vitest";
import { type Group, type Json, type Node, node_of, read, write } from "./rule";
import { apply, type Change, history } from "./tree";

const rule = { all: [{ tag: "a" }, { any: [{ tag: "b" }, { tag: "c" }] }, { tag: "d" }] };
const children = (node: Node) => (node.body as Group).children;
const at = (root: Node, ...path: number[]) => path.reduce((node, index) => children(node)[index] as Node, root);
const outline = ({ body }: Node): string =>
  body.kind === "clause" ? String((body.rule as { tag: string }).tag) : `[${body.children.map(outline).join("")}]`;
const changed = (change: (root: Node) => Change): Json => {
  const root = read(rule);
  return write(apply(root, change(root)));
};

describe("changes of the tree", () => {
  test("a clause moves past others, into groups and out of them", () => {
    const steps: string[] = [];
    let root = read(rule);
    const { id } = at(root, 0);
    for (let i = 0; i < 5; i++) {
      root = apply(root, { do: "move", id, by: 1 });
      steps.push(outline(root));
    }
    expect(steps).toEqual(["[[abc]d]", "[[bac]d]", "[[bca]d]", "[[bc]ad]", "[[bc]da]"]);
    for (let i = 0; i < 5; i++) root = apply(root, { do: "move", id, by: -1 });
    expect(write(root)).toEqual(rule);
  });
  test("added, copied, negated, wrapped, dissolved, removed, carried", () => {
    const node = node_of({ kind: "clause", rule: { tag: "x" } });
    expect(changed((root) => ({ do: "add", group: at(root, 1).id, node }))).toEqual({
      all: [{ tag: "a" }, { any: [{ tag: "b" }, { tag: "c" }, { tag: "x" }] }, { tag: "d" }],
    });
    expect(changed((root) => ({ do: "copy", id: at(root, 0).id, as: node }))).toMatchObject({
      all: [{ tag: "a" }, { tag: "x" }, {}, {}],
    });
    expect(changed((root) => ({ do: "not", id: at(root, 1, 0).id }))).toMatchObject({
      all: [{}, { any: [{ not: { tag: "b" } }, {}] }, {}],
    });
    expect(changed((root) => ({ do: "wrap", id: at(root, 2).id }))).toMatchObject({
      all: [{}, {}, { any: [{ tag: "d" }] }],
    });
    expect(changed((root) => ({ do: "unwrap", id: at(root, 1).id }))).toEqual({
      all: [{ tag: "a" }, { tag: "b" }, { tag: "c" }, { tag: "d" }],
    });
    expect(changed((root) => ({ do: "remove", id: at(root, 1).id }))).toEqual({ all: [{ tag: "a" }, { tag: "d" }] });
    expect(changed((root) => ({ do: "put", id: at(root, 2).id, beside: at(root, 1, 0).id, after: false }))).toEqual({
      all: [{ tag: "a" }, { any: [{ tag: "d" }, { tag: "b" }, { tag: "c" }] }],
    });
    expect(changed((root) => ({ do: "put", id: at(root, 1).id, beside: at(root, 1, 0).id, after: true }))).toEqual(
      rule,
    );
    expect(changed((root) => ({ do: "kind", id: root.id, kind: "any" }))).toEqual({ any: rule.all });
  });
  test("a rule of one clause becomes a group when a second joins it", () => {
    const root = read({ not: { tag: "a" } });
    const node = node_of({ kind: "clause", rule: { tag: "b" } });
    expect(write(apply(root, { do: "add", group: root.id, node }))).toEqual({
      all: [{ not: { tag: "a" } }, { tag: "b" }],
    });
    expect(write(apply(root, { do: "remove", id: root.id }))).toEqual({ all: [] });
  });
  test("what did not change is the same as before, so that it is not drawn again", () => {
    const root = read(rule);
    const next = apply(root, { do: "set", id: at(root, 1, 0).id, rule: { tag: "z" } });
    expect(at(next, 0)).toBe(at(root, 0));
    expect(at(next, 1, 1)).toBe(at(root, 1, 1));
    expect(at(next, 1)).not.toBe(at(root, 1));
    expect(apply(root, { do: "remove", id: "nobody" })).toBe(root);
  });
});

test("undo and redo; typing on in one field is one step", () => {
  const root = read(rule);
  const { id } = at(root, 0);
  let state = { root, past: [] as Node[], future: [] as Node[], field: "" };
  for (const tag of ["x", "xy", "xyz"]) state = history(state, { do: "set", id, rule: { tag }, field: "tag" });
  state = history(state, { do: "not", id });
  expect(state.past.length).toBe(2);
  state = history(history(state, { do: "undo" }), { do: "undo" });
  expect(write(state.root)).toEqual(rule);
  state = history(state, { do: "redo" });
  expect(write(state.root)).toMatchObject({ all: [{ tag: "xyz" }, {}, {}] });
  state = history(state, { do: "remove", id });
  expect(state.future).toEqual([]);
  expect(history(state, { do: "redo" })).toBe(state);
});
