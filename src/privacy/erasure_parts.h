// erasure_parts.h - between the files of an erasure.
#ifndef FIDELE_PRIVACY_ERASURE_PARTS_H
#define FIDELE_PRIVACY_ERASURE_PARTS_H

#include "privacy/erasure.h"

// Rows by table, to be written as a JSON object.
enum { ERASED_TABLES_MAX = 200 };
typedef struct ErasedRows {
    const char *table[ERASED_TABLES_MAX];
    int64_t rows[ERASED_TABLES_MAX];
    size_t count;
} ErasedRows;
void erased_rows_add(ErasedRows *tally, const char *table, int64_t rows);
Str erased_rows_text(const ErasedRows *tally, Arena *arena);
int64_t erased_rows_count(const ErasedRows *tally);

// Rows of all tables that name one of the customers.
MUST_USE bool erase_rows(const Eraser *eraser, StoreSession *session, const CustomerId *customers, size_t count,
                         ErasedRows *tally, Error *error);
MUST_USE bool erasure_customers(StoreSession *session, int64_t id, Arena *arena, CustomerId **customers, size_t *count,
                                Error *error);

// What a person may be recognised by in texts: values of identities and traits of at least four bytes; and the names
// under which their files are stored.
MUST_USE bool traces_collect(StoreSession *session, const CustomerId *customers, size_t count, Arena *arena, Str *json,
                             Error *error);
// Those under "identities", "words" or "files"; how many.
size_t traces_take(Str traces, const char *which, Str *found, size_t room, Arena *arena);
// Takes what has one of them out of answers kept for retries, samples, jobs, failures, letters of connections; and
// rows that imports left out.
MUST_USE bool traces_erase(const Eraser *eraser, Str traces, ErasedRows *tally, Error *error);

// Step 2's events.
MUST_USE bool erase_events(const Eraser *eraser, const Erasure *erasure, const CustomerId *customers, size_t count,
                           Instant now, Error *error);

#endif
