// roles_parts.h - what the files that find roles share; for them alone (see roles.h).
#ifndef FIDELE_IMPORT_ROLES_PARTS_H
#define FIDELE_IMPORT_ROLES_PARTS_H

#include "import/roles.h"

typedef struct RoleSearch {
    const Sample *sample;
    const ColumnLook *looks; // of each column
    Layout *layout;
} RoleSearch;

static inline bool has_role(const Layout *layout, ColumnRole role)
{
    return layout->column[role] >= 0;
}

void role_give(Layout *layout, size_t column, ColumnRole role);
void role_take_back(Layout *layout, ColumnRole role);

// By names. False (ERROR_INPUT) when two columns of one name could be it.
MUST_USE bool roles_by_names(const RoleSearch *search, Str file, Error *error);

// By values, the needed roles that no column has yet.
void roles_by_values(const RoleSearch *search);

// Rows of the sample that have all three numbers; and those of which total = price × quantity, to a minor unit.
typedef struct Products {
    size_t rows, equal;
} Products;

Products products_of(const Sample *sample, size_t amount, size_t price, size_t quantity);

#endif
