// checklist.h - two lists that ship and can be edited: the seven elements of a strategy, and five practices that raise
// net dollar retention. The guides that announce them give no list that is at hand; docs/plan.md says what ours are.
#ifndef FIDELE_PLAN_CHECKLIST_H
#define FIDELE_PLAN_CHECKLIST_H

#include "plan/sheet_http.h"

// What an element is looked at for in the plan; said: somebody says whether it is met.
#define PLAN_RULES "goal|segment|mix|budget|owner|measure|horizon|said"
#define CHECKLIST "checklist"
#define PRACTICES "practices"

enum { PLAN_ITEM_KEY, PLAN_ITEM_NAME, PLAN_ITEM_TEXT, PLAN_ITEM_RULE, PLAN_ITEM_MET, PLAN_ITEM_COLUMNS };
enum { PLAN_ITEMS_MAX = 50 };
extern const Shape plan_item_shape;

// As edited, else as shipped (*shipped).
MUST_USE bool plan_items_read(StoreSession *session, const char *list, Locale locale, Arena *arena, SheetRow **rows,
                              size_t *count, bool *shipped, Error *error);

// The one row of settings.
enum {
    PLAN_BUDGET,
    PLAN_HORIZON_DAYS,
    PLAN_SKILLS,
    PLAN_SYSTEMS,
    PLAN_MARKET_OWNER,
    PLAN_MARKET_DAYS,
    PLAN_MARKET_FROM,
    PLAN_VERSION,
    PLAN_SETTING_COLUMNS
};
extern const Shape plan_setting_shape;
MUST_USE bool plan_setting_read(StoreSession *session, Arena *arena, SheetRow *row, Error *error);

// When the market was last looked at: the last note, or when watching began; 0: it has not.
MUST_USE bool market_last_look(StoreSession *session, Instant *at, Error *error);

#endif
