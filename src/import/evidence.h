// evidence.h - what all rows of a file show of how it is written, against what the samples made us think.
#ifndef FIDELE_IMPORT_EVIDENCE_H
#define FIDELE_IMPORT_EVIDENCE_H

#include "import/order_lines.h"
#include "import/orders.h"

typedef struct FileEvidence {
    Evidence day_first, month_first, point, comma;
    CurrencyEvidence currency[2]; // the first, and the first other
} FileEvidence;

FileEvidence evidence_of(const FileRows *rows);

// Corrects the order of day and month and the decimal sign by what most rows show; *changed: the rows have to be read
// again. What options say stays. False (ERROR_INPUT) when a column contradicts itself in more than one row of a
// thousand.
MUST_USE bool evidence_apply(const FileEvidence *evidence, const LayoutOptions *options, OrderFile *file, bool *changed,
                             Error *error);

#endif
