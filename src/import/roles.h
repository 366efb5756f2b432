// roles.h - gives each column its role: by what the person said, by its name, by its values.
#ifndef FIDELE_IMPORT_ROLES_H
#define FIDELE_IMPORT_ROLES_H

#include "import/layout.h"
#include "import/sample.h"

// What the person said: "customer,date,-,amount". Fills layout->roles and layout->column. Errors (ERROR_USAGE): an
// unknown word, a role twice, more roles than columns.
MUST_USE bool roles_from_words(Str words, Str file, Layout *layout, Error *error);

// By names (when layout->header) and values. Errors (ERROR_INPUT): two columns of one name, either of which could be
// it.
MUST_USE bool roles_find(const Sample *sample, Str file, Layout *layout, Error *error);

// Customer, date and an amount (or price) must be there; with `lines` a product instead of the amount. The error names
// the columns there are and how to say it.
MUST_USE bool roles_complete(Str file, bool lines, const Layout *layout, Error *error);

#endif
