// audit_made.h - audits made by hand, for the tests of the reports: plausible ones, empty ones, huge and hostile ones.
#ifndef FIDELE_AUDIT_MADE_H
#define FIDELE_AUDIT_MADE_H

#include "audit/audit.h"

typedef struct Made {
    Locale locale;
    PeriodUnit unit;
    uint32_t periods;      // the last one is in progress
    int64_t new_customers; // a period
    Str name;              // of the file, customers, columns and products
    int breakdowns;
    size_t columns, files;
} Made;

extern const Made made_usual; // 26 months of a shop, English

Audit made_audit(Arena *arena, const Made *made);
Audit made_empty(Locale locale);     // nothing in it: as of a file whose rows were all refunds
Str made_report(const Audit *audit); // its HTML, in the arena of the test

#endif
