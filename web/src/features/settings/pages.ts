import type { Page } from "~/page";

export const settings_pages: Page[] = [
  {
    path: "/settings",
    area: "settings",
    title: "nav.settings",
    listed: true,
    key: ",",
    load: () => import("./home"),
  },
  {
    path: "/settings/profile",
    area: "settings",
    title: "nav.settings.profile",
    load: () => import("./profile"),
  },
  {
    path: "/settings/workspace",
    area: "settings",
    title: "nav.settings.workspace",
    administrator: true,
    load: () => import("./workspace"),
  },
  {
    path: "/settings/people",
    area: "settings",
    title: "nav.settings.people",
    administrator: true,
    load: () => import("./people"),
  },
  {
    path: "/settings/roles",
    area: "settings",
    title: "nav.settings.roles",
    administrator: true,
    load: () => import("./roles"),
  },
  {
    path: "/settings/keys",
    area: "settings",
    title: "nav.settings.keys",
    administrator: true,
    load: () => import("./keys"),
  },
  {
    path: "/welcome",
    area: "settings",
    title: "nav.welcome",
    administrator: true,
    load: () => import("./welcome"),
  },
];
