// A page of the application: a row of features/…/pages.ts. The router, the navigation, the palette and the server's table
// of addresses (tools/web_pages.sh) go by these rows. A page is a chunk of its own, loaded when it is opened.
import type { ComponentType } from "react";
import type { Key } from "~/i18n";

export type Area = "audit" | "goals" | "segments" | "actions" | "results" | "customers" | "settings";

/** The files of texts: those of the areas, and those of pages that have their own. */
export type Texts = Area | "predict" | "playbooks";

export interface Page {
  path: string; // "$id" is a value
  area: Area;
  title: Key; // of the frame's texts (nav.…) unless the path has a value
  listed?: boolean; // in the navigation
  key?: string; // "g" and then this opens it
  administrator?: boolean; // of no use to others
  texts?: Texts[]; // whose texts it shows besides those of its own area
  load: () => Promise<{ default: ComponentType }>;
}
