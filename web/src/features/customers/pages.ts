import type { Page } from "~/page";

export const customers_pages: Page[] = [];
