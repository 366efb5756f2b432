import { useNavigate } from "@tanstack/react-router";
import { act } from "~/api/client";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { useFilters } from "~/ui/filters";
import type { Listed, Segment } from "./api";
import { type Draft, SegmentForm } from "./form";
import { is_object, type Json } from "./rule/rule";

/** Changes of the lists: what is new or other is put, what is gone is taken off. */
export async function keep_lists(segment: string, before: Listed[], after: Listed[]) {
  const was = new Map(before.map((one) => [one.id, one]));
  for (const one of after) {
    const old = was.get(one.id);
    if (old?.kind === one.kind && old.reason === one.reason) continue;
    const { kind, reason } = one;
    await act("PUT", `/segments/${segment}/list/${one.id}`, { kind, reason });
  }
  const now = new Set(after.map((one) => one.id));
  for (const one of before) if (!now.has(one.id)) await act("DELETE", `/segments/${segment}/list/${one.id}`);
}

/** A rule that another page hands over: ?rule=… */
export function rule_given(text: string | undefined): Json {
  try {
    const rule = JSON.parse(text ?? "");
    if (is_object(rule)) return rule;
  } catch {
    // nothing given, or nothing that can be read
  }
  return { all: [] };
}

export default function NewSegment() {
  const { t } = useLanguage();
  const [search] = useFilters();
  const navigate = useNavigate();
  const make = useAction(
    async (draft: Draft) => {
      const { listed, ...segment } = draft;
      const made = await act<Segment>("POST", "/segments", segment);
      await keep_lists(String(made.id), [], listed);
      return made;
    },
    {
      refresh: [["list", "/segments"]],
      done: t("ui.saved"),
      onDone: (made) => navigate({ to: `/segments/${made.key}` }),
    },
  );
  const first = { name: search.name ?? "", description: "", rule: rule_given(search.rule), events: true, listed: [] };
  return (
    <SegmentForm
      title={t("segments.new")}
      about={t("segments.new_about")}
      first={first}
      busy={make.isPending}
      error={make.error}
      onSave={make.mutate}
      back="/segments"
    />
  );
}
