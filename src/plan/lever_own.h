// lever_own.h - the levers that a workspace has: those of the catalogue, as it changed some of them, and its own.
#ifndef FIDELE_PLAN_LEVER_OWN_H
#define FIDELE_PLAN_LEVER_OWN_H

#include "plan/lever.h"
#include "plan/sheet_http.h"

enum {
    LEVER_KEY,
    LEVER_FAMILY,
    LEVER_NAME,
    LEVER_WHEN,
    LEVER_PREREQUISITES,
    LEVER_KPI,
    LEVER_AIMS,
    LEVER_PILLARS,
    LEVER_CONDITIONS,
    LEVER_SKILLS,
    LEVER_COST,
    LEVER_EFFORT,
    LEVER_INTEGRATION,
    LEVER_SCALABILITY,
    LEVER_INTEGRATED,
    LEVER_EFFECT_LOW,
    LEVER_EFFECT_HIGH,
    LEVER_SOURCE,
    LEVER_CHANGED_BY,
    LEVER_CHANGED_AT,
    LEVER_VERSION,
    LEVER_COLUMNS
};
extern const Shape lever_row_shape;

typedef struct LeverLine {
    SheetRow row;
    Str key, family, name, kpi, aims, pillars, conditions, skills; // of the row
    bool shipped, own;                                             // of the catalogue; changed or added here
    Str evidence;                                                  // key; "": none
} LeverLine;

typedef struct LeverList {
    LeverLine *line; // by family, the catalogue's order, then their own
    size_t count;
} LeverList;

enum { LEVERS_OWN_MAX = 500 };

MUST_USE bool levers_read(StoreSession *session, Locale locale, Arena *arena, LeverList *list, Error *error);
const LeverLine *lever_of(const LeverList *list, Str key); // NULL: none

// The table: which levers for this segment and aim; "[]" when nothing is said.
MUST_USE bool lever_choice_read(StoreSession *session, Str segment, Str aim, Arena *arena, Str *levers_chosen,
                                Error *error);

#endif
