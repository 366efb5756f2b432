// refusals.h - why a whole export cannot be used (ERROR_INPUT), said to the person. All return false.
#ifndef FIDELE_IMPORT_REFUSALS_H
#define FIDELE_IMPORT_REFUSALS_H

#include "import/orders.h"
#include "import/rows.h"

enum { REJECTS_SAID = 3 };

// The first reasons are in reading->reject.
bool refuse_all_rows(const OrderReading *reading, Error *error);
bool refuse_sum(Str file, Error *error);
bool refuse_currencies(Str file, const CurrencyEvidence *first, Str other_file, const CurrencyEvidence *other,
                       Error *error);

#endif
