// How far the follow-up of a customer at risk may be, and what may come of it.
import type { AtRiskItem } from "~/api/types";

export const statuses: AtRiskItem["status"][] = ["open", "in_progress", "closed"];
export const shown_statuses = [...statuses, "all"] as const; // none of them: all but those closed of late
export const outcomes: NonNullable<AtRiskItem["outcome"]>[] = ["kept", "lost", "unreached", "not_needed"];
