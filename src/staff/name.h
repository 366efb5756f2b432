// name.h - names that people give: to keys, to themselves.
#ifndef FIDELE_STAFF_NAME_H
#define FIDELE_STAFF_NAME_H

#include "base/error.h"

// 1 to 100 characters, none of them a control character, not blank. Errors: invalid_value at `path`.
MUST_USE bool name_check(Str name, const char *path, Error *error);

#endif
