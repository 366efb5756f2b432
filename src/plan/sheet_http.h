// sheet_http.h - rows of this folder's tables as they are stored, shown and changed, by one shape: field n is column n.
//
// Unlike crm/item_http.h a column may be a real number, an amount (minor units of the workspace's currency) or a list
// (JSON), and words are stored as words. A change overlays what a body says on a row: members are found by the names of
// the row's fields.
#ifndef FIDELE_PLAN_SHEET_HTTP_H
#define FIDELE_PLAN_SHEET_HTTP_H

#include "api/route.h"
#include "crm/item_http.h"

enum { SHEET_COLUMNS_MAX = 36 };

typedef struct SheetRow {
    Value column[SHEET_COLUMNS_MAX]; // texts last as long as the arena
} SheetRow;

MUST_USE bool sheet_select(StoreSession *session, const Query *query, const Value *values, size_t count,
                           const Shape *shape, size_t limit, Arena *arena, SheetRow **rows, size_t *found,
                           Error *error);
// The one row. Error not_found.
MUST_USE bool sheet_one(StoreSession *session, const Query *query, const Value *values, size_t count,
                        const Shape *shape, Arena *arena, SheetRow *row, Error *error);

// Overlays the body. Errors: wrong_currency; not_found at /owner ("me", a number or an address of the staff).
MUST_USE bool sheet_take(Call *call, StoreSession *session, const Shape *shape, SheetRow *row, Error *error);

// The members of a row, within an object that is open.
void sheet_write_fields(JsonWriter *json, const Call *call, const Shape *shape, const SheetRow *row);
void sheet_write(JsonWriter *json, const Call *call, const Shape *shape, const SheetRow *row);

// Stored lists: a JSON array of words.
bool list_has(Str list, Str word);
size_t list_count(Str list);
void list_add(Text *list, Str word);                // to "[]" or more; words are plain
Str list_of_words(Arena *arena, const char *words); // of "a|b"; NULL: "[]"

#endif
