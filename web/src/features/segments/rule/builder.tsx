// The rule, row by row or as text. Both show the same rule: what is written in one stands in the other.
import { ActionIcon, Button, SegmentedControl, Textarea } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import { type KeyboardEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useLanguage } from "~/i18n";
import { CatalogueContext, useCatalogue } from "./catalogue";
import "./rule.css";
import { AddRow, kind_keys, Row, type Rows, RowsContext, type Said, SaidContext } from "./row";
import { fresh, kinds, type Node, node_of, read, write } from "./rule";
import { type Change, type Editor, find, place_of } from "./tree";

export function RuleBuilder({ editor, said, stale }: { editor: Editor; said: Map<string, Said>; stale: boolean }) {
  const { t } = useLanguage();
  const [as_text, setAsText] = useState(false);
  const catalogue = useCatalogue();
  const { root, dispatch, undoes, redoes } = editor;
  const box = useRef<HTMLDivElement>(null);
  const live = useRef<HTMLSpanElement>(null);
  const wanted = useRef<{ id: string; element: Element | null } | null>(null);
  const shown = useRef(root);
  useLayoutEffect(() => {
    shown.current = root;
    const want = wanted.current;
    wanted.current = null;
    if (!want) return;
    const row = want.id ? box.current?.querySelector(`[data-node="${want.id}"]`) : null;
    // The field one was in, else the first of the row, else what adds another one.
    const mine = want.element && row?.contains(want.element) ? want.element : null;
    const inside = mine ?? row?.querySelector(".rule-fields :is(input, select)") ?? row?.querySelector("button");
    const target = inside ?? box.current?.querySelector("[data-part=add]");
    if (target instanceof HTMLElement) target.focus();
  }, [root]);
  const rows = useMemo<Rows>(
    () => ({
      act: (change, then) => {
        if (then?.focus !== undefined) {
          const id = then.focus || beside(shown.current, change);
          wanted.current = { id, element: then.focus && change.do === "move" ? document.activeElement : null };
        }
        if (live.current && then?.say) live.current.textContent = then.say;
        dispatch(change);
      },
    }),
    [dispatch],
  );
  const on_key = useCallback((event: KeyboardEvent) => keys(event, shown.current, rows, dispatch), [rows, dispatch]);
  const empty = root.body.kind !== "clause" && root.body.children.length === 0;
  return (
    <CatalogueContext.Provider value={catalogue}>
      <RowsContext.Provider value={rows}>
        <SaidContext.Provider value={said}>
          <div className="row" style={{ justifyContent: "space-between", marginBottom: 12 }}>
            <SegmentedControl
              size="xs"
              aria-label={t("segments.rule.view")}
              value={as_text ? "text" : "rows"}
              onChange={(value) => setAsText(value === "text")}
              data={[
                { value: "rows", label: t("segments.rule.view.rows") },
                { value: "text", label: t("segments.rule.view.text") },
              ]}
            />
            <span className="row" style={{ gap: 4 }}>
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={!undoes}
                aria-label={t("segments.rule.undo")}
                title={t("segments.rule.undo")}
                onClick={() => dispatch({ do: "undo" })}
              >
                <IconArrowBackUp size={17} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={!redoes}
                aria-label={t("segments.rule.redo")}
                title={t("segments.rule.redo")}
                onClick={() => dispatch({ do: "redo" })}
              >
                <IconArrowForwardUp size={17} />
              </ActionIcon>
            </span>
          </div>
          {as_text ? (
            <RuleText editor={editor} problems={[...said.values()].flatMap((one) => one.problem ?? [])} />
          ) : (
            // biome-ignore lint/a11y/noStaticElementInteractions: keys for what stands in it; each has its button too
            <div ref={box} className="rule" data-stale={stale || undefined} onKeyDown={on_key}>
              {empty ? (
                <Starters root={root} rows={rows} />
              ) : root.body.kind === "clause" ? (
                <>
                  <ul className="rule-list">
                    <Row node={root} said={said.get(root.id)} />
                  </ul>
                  <AddRow group={root.id} />
                </>
              ) : (
                <Row node={root} said={said.get(root.id)} top />
              )}
              <p className="quiet small rule-keys no-print">{t("segments.rule.keys")}</p>
            </div>
          )}
          <span ref={live} role="status" className="rule-live" />
        </SaidContext.Provider>
      </RowsContext.Provider>
    </CatalogueContext.Provider>
  );
}

/** Where the focus goes when a row is taken away: the next one, the one before, the group. */
function beside(root: Node, change: Change): string {
  if (change.do !== "remove") return "";
  const place = place_of(root, change.id);
  if (!place || place.parent.body.kind === "clause") return "";
  const { children } = place.parent.body;
  return (children[place.index + 1] ?? children[place.index - 1])?.id ?? "";
}

function keys(event: KeyboardEvent, root: Node, rows: Rows, dispatch: Editor["dispatch"]) {
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && !event.altKey && (key === "z" || key === "y")) {
    event.preventDefault();
    dispatch({ do: key === "y" || event.shiftKey ? "redo" : "undo" });
    return;
  }
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const id = (event.target as Element).closest("[data-node]")?.getAttribute("data-node");
  const node = id ? find(root, id) : undefined;
  if (!node) return;
  const done = (change: Change, focus?: string) => {
    event.preventDefault();
    event.stopPropagation();
    rows.act(change, focus === undefined ? {} : { focus });
  };
  if (event.key === "ArrowUp" || event.key === "ArrowDown")
    done({ do: "move", id: node.id, by: event.key === "ArrowUp" ? -1 : 1 }, node.id);
  else if (event.code === "KeyN") done({ do: "not", id: node.id });
  else if (event.code === "KeyC") {
    const as = read(write(node));
    done({ do: "copy", id: node.id, as }, as.id);
  } else if (event.key === "Delete" || event.key === "Backspace") done({ do: "remove", id: node.id }, "");
}

/** Nothing yet: each kind of clause with what it is for. */
function Starters({ root, rows }: { root: Node; rows: Rows }) {
  const { t } = useLanguage();
  return (
    <>
      <p className="quiet">{t("segments.rule.start")}</p>
      <ul className="rule-starters">
        {kinds.map((kind) => (
          <li key={kind}>
            <button
              type="button"
              onClick={() => {
                const node = node_of({ kind: "clause", rule: fresh(kind) });
                rows.act({ do: "add", group: root.id, node }, { focus: node.id, say: t("segments.rule.said.added") });
              }}
            >
              <strong>{t(kind_keys[kind])}</strong>
              <span className="quiet small">{t(`segments.kind_about.${kind}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function RuleText({ editor, problems }: { editor: Editor; problems: string[] }) {
  const { t } = useLanguage();
  const { root, dispatch } = editor;
  const [text, setText] = useState(() => JSON.stringify(write(root), null, 2));
  const [problem, setProblem] = useState<string | null>(null);
  const mine = useRef(root);
  // Undone or redone meanwhile: the text follows.
  useLayoutEffect(() => {
    if (mine.current === root) return;
    mine.current = root;
    setText(JSON.stringify(write(root), null, 2));
    setProblem(null);
  }, [root]);
  const change = (next: string) => {
    setText(next);
    try {
      const rule = JSON.parse(next);
      if (typeof rule !== "object" || rule === null || Array.isArray(rule))
        throw new Error(t("segments.rule.no_object"));
      const changed = read(rule);
      mine.current = changed;
      dispatch({ do: "replace", root: changed });
      setProblem(null);
    } catch (error) {
      setProblem(t("segments.rule.no_json", { message: error instanceof Error ? error.message : String(error) }));
    }
  };
  const tidy = () => setText(JSON.stringify(write(root), null, 2));
  return (
    <>
      <Textarea
        label={t("segments.rule.text")}
        description={t("segments.rule.text_about")}
        autosize
        minRows={10}
        maxRows={30}
        spellCheck={false}
        styles={{ input: { fontFamily: "ui-monospace, monospace", fontSize: 13 } }}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        error={problem ?? (problems.length ? problems.join(" ") : undefined)}
      />
      <Button mt="sm" size="xs" variant="default" onClick={tidy} disabled={problem !== null}>
        {t("segments.rule.tidy")}
      </Button>
    </>
  );
}
