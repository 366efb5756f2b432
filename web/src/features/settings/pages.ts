import type { Page } from "~/page";

export const settings_pages: Page[] = [];
