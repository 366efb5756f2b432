// plan_check.h - what the initiatives are together: their mix, what they cost, what they cover and until when.
#ifndef FIDELE_PLAN_PLAN_CHECK_H
#define FIDELE_PLAN_PLAN_CHECK_H

#include "base/calendar.h"
#include "plan/initiative.h"

enum { FAMILY_COUNT = 5, PILLAR_COUNT = 4, CONDITION_COUNT = 4 };

typedef struct PlanCheck {
    size_t initiatives; // those that count
    int64_t planned, actual;
    size_t families; // with at least one
    size_t family[FAMILY_COUNT];
    int64_t family_budget[FAMILY_COUNT];
    uint32_t pillars, conditions; // bits: at least one initiative has it
    bool has_end;
    Day ends;                                                          // the last one
    size_t with_goal, with_segment, with_budget, with_owner, with_kpi; // with_owner: and both dates
} PlanCheck;

PlanCheck plan_look(const SheetRow *rows, size_t count);

// Minor units beyond the budget; 0: within it, or none was said.
int64_t plan_over_budget(const PlanCheck *check, Value budget);
static inline bool plan_is_single_tactic(const PlanCheck *check)
{
    return check->initiatives > 0 && check->families == 1;
}
// Days from `today` to its end; below 0: it is over, or has none.
int64_t plan_days_left(const PlanCheck *check, Day today);

// Whether an element of the checklist is met (rules of checklist.h).
bool plan_rule_met(const PlanCheck *check, Str rule, bool said, Value budget, int64_t days_left, int64_t horizon_days);

// "3/4 pillars, missing: rewards"
Str plan_say_pillars(const PlanCheck *check, Locale locale, Arena *arena);
// "uncovered: …"; "" when all are covered.
Str plan_say_conditions(const PlanCheck *check, Locale locale, Arena *arena);
// Of the bits that are not set, what they are called, separated by commas.
Str plan_say_missing(const char *list, PlanWords kind, uint32_t bits, Locale locale, Arena *arena);

#endif
