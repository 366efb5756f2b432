import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { ask } from "~/api/client";
import { isAdministrator, type Session } from "~/api/session";
import { load_area } from "~/i18n";
import { type Page, pages } from "~/pages";
import { Shell } from "~/shell/shell";
import { Missing, Trouble } from "~/shell/trouble";

type Search = Record<string, string | undefined>;

/** What stands behind "?" is text: each page reads what it knows. */
function texts(search: Record<string, unknown>): Search {
  return Object.fromEntries(
    Object.entries(search).map(([name, value]) => [name, value == null ? undefined : String(value)]),
  );
}

/** An administrator of a data folder in which nothing has happened yet begins with the first steps. */
async function to_be_welcomed(): Promise<boolean> {
  const events = await ask<{ items: unknown[] }>("/events", { limit: 1 });
  return events.items.length === 0 && isAdministrator(await ask<Session>("/session"));
}

const root = createRootRoute({
  component: Shell,
  notFoundComponent: Missing,
  errorComponent: Trouble,
  validateSearch: texts,
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: async () => {
    throw redirect({ to: (await to_be_welcomed().catch(() => false)) ? "/welcome" : "/audit" });
  },
});

/** The page together with the texts it shows. */
async function load(page: Page) {
  const [module] = await Promise.all([page.load(), ...[page.area, ...(page.texts ?? [])].map(load_area)]);
  return module;
}

const routes = pages.map((page) =>
  createRoute({
    getParentRoute: () => root,
    path: page.path,
    component: lazyRouteComponent(() => load(page)),
    errorComponent: Trouble,
  }),
);

export const router = createRouter({
  routeTree: root.addChildren([home, ...routes]),
  defaultPreload: "intent",
  scrollRestoration: true,
  // Parameters as they are written: texts, no JSON.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const kept = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
    const text = new URLSearchParams(kept.map(([name, value]) => [name, String(value)])).toString();
    return text ? `?${text}` : "";
  },
});
