import type { Page } from "~/page";

export const segments_pages: Page[] = [
  {
    path: "/segments",
    area: "segments",
    title: "nav.segments",
    listed: true,
    key: "s",
    load: () => import("~/features/segments/list"),
  },
  {
    path: "/segments/new",
    area: "segments",
    title: "nav.new_segment",
    load: () => import("~/features/segments/new"),
  },
  {
    path: "/segments/compare",
    area: "segments",
    title: "nav.compare_segments",
    listed: true,
    load: () => import("~/features/segments/compare"),
  },
  {
    path: "/segments/rfm",
    area: "segments",
    title: "nav.rfm",
    listed: true,
    load: () => import("~/features/segments/rfm"),
  },
  {
    path: "/segments/personas",
    area: "segments",
    title: "nav.personas",
    listed: true,
    load: () => import("~/features/segments/personas"),
  },
  {
    path: "/segments/personas/new",
    area: "segments",
    title: "segments.persona.new",
    load: () => import("~/features/segments/persona"),
  },
  {
    path: "/segments/personas/$id",
    area: "segments",
    title: "segments.persona.one",
    load: () => import("~/features/segments/persona"),
  },
  {
    path: "/segments/$id",
    area: "segments",
    title: "segments.one",
    load: () => import("~/features/segments/segment"),
  },
  {
    path: "/segments/$id/edit",
    area: "segments",
    title: "segments.edit",
    load: () => import("~/features/segments/edit"),
  },
];
