import type { Page } from "~/page";

export const customers_pages: Page[] = [
  {
    path: "/customers",
    area: "customers",
    title: "nav.customers",
    listed: true,
    key: "c",
    load: () => import("./list"),
  },
  {
    path: "/customers/imports",
    area: "customers",
    title: "nav.imports",
    listed: true,
    load: () => import("./imports"),
  },
  {
    path: "/customers/live",
    area: "customers",
    title: "nav.live",
    listed: true,
    load: () => import("./live"),
  },
  {
    path: "/customers/duplicates",
    area: "customers",
    title: "nav.duplicates",
    listed: true,
    load: () => import("./duplicates"),
  },
  {
    path: "/customers/$id",
    area: "customers",
    title: "customers.profile",
    texts: ["predict"],
    load: () => import("./profile"),
  },
];
