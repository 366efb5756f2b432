import type { Page } from "~/page";

export const actions_pages: Page[] = [];
