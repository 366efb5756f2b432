// plan_columns.h - gives each column of a table what it becomes: by the mapping, else by its name. See reading.h.
#ifndef FIDELE_IMPORT_PLAN_COLUMNS_H
#define FIDELE_IMPORT_PLAN_COLUMNS_H

#include "import/reading.h"

MUST_USE bool plan_columns(Reading *reading, Arena *arena, Error *error);
// What the kind cannot do without.
MUST_USE bool plan_complete(const Reading *reading, Error *error);

// Of which kind the file is, by its columns: the one that has a field for most of them, first among those that lack
// nothing.
ImportKind plan_guess_kind(const Reading *reading);

#endif
