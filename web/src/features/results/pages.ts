import type { Page } from "~/page";

export const results_pages: Page[] = [];
