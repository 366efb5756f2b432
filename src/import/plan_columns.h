// plan_columns.h - gives each column of a table what it becomes: by the mapping, else by its name. See reading.h.
#ifndef FIDELE_IMPORT_PLAN_COLUMNS_H
#define FIDELE_IMPORT_PLAN_COLUMNS_H

#include "import/reading.h"

MUST_USE bool plan_columns(Reading *reading, Arena *arena, Error *error);
// What the kind cannot do without.
MUST_USE bool plan_complete(const Reading *reading, Error *error);

#endif
