// The settings in groups, for their side list and the page that shows them all.
import { isAdministrator, mayChange, type Session } from "~/api/session";
import type { Key } from "~/i18n";
import { settings_pages } from "./pages";

interface Place {
  path: string;
  title: Key;
  about: Key;
}

const groups: { title: Key; names: string[] }[] = [
  { title: "settings.group.business", names: ["profile", "workspace", "people", "roles"] },
  {
    title: "settings.group.figures",
    names: ["headline", "benchmarks", "costs", "behaviour", "predictions", "health-score"],
  },
  { title: "settings.group.data", names: ["tracking-plan", "dimensions", "traits"] },
  { title: "settings.group.connections", names: ["keys", "integrations", "webhooks", "mail"] },
  { title: "settings.group.privacy", names: ["consents", "retention", "requests", "incidents", "reads"] },
  { title: "settings.group.operation", names: ["jobs", "health", "audit-trail"] },
];

/** What a role can't even read is not shown to it. */
function open_to(session: Session, path: string): boolean {
  if (path === "/settings/requests") return mayChange(session);
  return isAdministrator(session) || !settings_pages.find((page) => page.path === path)?.administrator;
}

export function groups_for(session: Session): { title: Key; places: Place[] }[] {
  const place = (name: string): Place[] => {
    const page = settings_pages.find((one) => one.path === `/settings/${name}`);
    if (!page || !open_to(session, page.path)) return [];
    return [{ path: page.path, title: page.title, about: `settings.about.${name.replace("-", "_")}` as Key }];
  };
  return groups
    .map((group) => ({ title: group.title, places: group.names.flatMap(place) }))
    .filter((group) => group.places.length > 0);
}
