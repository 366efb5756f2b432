import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { act, ask, ask_all } from "~/api/client";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { PageHeader } from "~/ui/page";
import { ErrorState, Loading } from "~/ui/states";
import type { Listed, Segment } from "./api";
import { type Draft, SegmentForm } from "./form";
import { keep_lists } from "./new";

export default function EditSegment() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t } = useLanguage();
  const navigate = useNavigate();
  const segment = useQuery({
    queryKey: ["segment", id],
    queryFn: ({ signal }) => ask<Segment>(`/segments/${id}`, {}, signal),
    staleTime: 0,
  });
  const list = useQuery({
    queryKey: ["list", "/segments", id, "list"],
    queryFn: ({ signal }) => ask_all<Listed>(`/segments/${id}/list`, {}, 5000, signal),
    staleTime: 0,
  });
  const change = useAction(
    async (draft: Draft) => {
      const { listed, key: _, ...rest } = draft;
      const made = await act<Segment>("PATCH", `/segments/${id}`, rest, {
        headers: { "If-Match": `"${segment.data?.version}"` },
      });
      await keep_lists(id, list.data ?? [], listed);
      return made;
    },
    {
      refresh: [["list", "/segments"], ["segment"], ["metric"]],
      done: t("ui.saved"),
      onDone: () => navigate({ to: `/segments/${id}` }),
    },
  );
  const { data } = segment;
  if (!data || !list.data)
    return (
      <div className="page">
        <PageHeader title={t("segments.edit")} />
        {segment.isError || list.isError ? (
          <ErrorState
            error={segment.error ?? list.error}
            retry={() => {
              segment.refetch();
              list.refetch();
            }}
          />
        ) : (
          <Loading height={320} />
        )}
      </div>
    );
  const first = {
    key: data.key,
    name: data.name,
    description: data.description,
    rule: data.rule,
    events: data.events,
    listed: list.data,
  };
  return (
    <SegmentForm
      key={data.id}
      title={t("segments.edit_name", { name: data.name })}
      first={first}
      key_stays
      busy={change.isPending}
      error={change.error}
      onSave={change.mutate}
      back={`/segments/${id}`}
    />
  );
}
