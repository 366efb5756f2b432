// verify.h - whether what is stored is still as it was written. Modules that can tell for their part list a Verifier
// (module.h); `fidele verify`, POST /api/v1/verifications and a nightly job run all of them.
#ifndef FIDELE_STORE_VERIFY_H
#define FIDELE_STORE_VERIFY_H

#include "base/progress.h"
#include "store/store.h"

struct House;

typedef struct Verification {
    Arena *arena;
    bool thorough;                // asked for by a person: what is read may take long
    const atomic_bool *cancelled; // NULL: it can't be
    Progress *progress;           // counts what was looked at; may be NULL
    struct VerifiedPart {
        Str name;               // "store_pages"
        int64_t checked, wrong; // pages, rows, entries …
        Str fault;              // the first that is wrong, for the operator; holds no data of customers
    } part[32];
    size_t parts;
} Verification;

// A part that was looked at. `wrong` may count one fault several times.
void verification_add(Verification *verification, const char *name, int64_t checked, int64_t wrong, Str fault);
int64_t verification_wrong(const Verification *verification); // 0: all is sound

typedef struct Verifier {
    const char *name;
    bool (*run)(const struct House *house, Verification *verification, Error *error); // false: it couldn't look
} Verifier;

// The parts of the store itself: its pages and keys as SQLite checks them, then every row of every table is read.
MUST_USE bool store_verify(Store *store, Verification *verification, Error *error);

#endif
