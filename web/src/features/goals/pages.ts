import type { Page } from "~/page";

export const goals_pages: Page[] = [];
