// findings_of.h - the findings of an order file made by a test: written, read and audited like any other.
#ifndef FIDELE_TESTS_FINDINGS_OF_H
#define FIDELE_TESTS_FINDINGS_OF_H

#include "audit/audit.h"
#include "base/test.h"

typedef struct Found {
    size_t count;
    Finding finding[FINDINGS_MAX];
} Found;

typedef struct FoundWith {
    Locale locale;
    int threads;
    PeriodUnit unit;
} FoundWith;

// Fails the test when the file cannot be audited.
Found findings_of(Str csv, const FoundWith *with);
bool found_first(const Found *found, FindingKind kind); // as a fault
size_t found_times(const Found *found, FindingKind kind);
bool found_nothing_wrong(const Found *found);
void found_print(const char *what, const Found *found);

// One line: customer, date and time, amount, and `more` as it is.
void order_line(Text *csv, uint32_t customer, uint32_t second, int64_t amount_minor, const char *more);

#endif
