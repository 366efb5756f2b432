import type { Page } from "~/page";

export const segments_pages: Page[] = [];
