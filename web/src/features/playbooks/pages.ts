import type { Page } from "~/page";

export const playbook_pages: Page[] = [
  {
    path: "/actions/playbooks",
    area: "actions",
    title: "nav.playbooks",
    listed: true,
    texts: ["playbooks"],
    load: () => import("./list"),
  },
  {
    path: "/actions/playbooks/$id",
    area: "actions",
    title: "nav.playbook",
    texts: ["playbooks"],
    load: () => import("./playbook"),
  },
];
