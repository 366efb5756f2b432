// erasure.h - a person leaves the system (Art. 17 GDPR), in three steps:
//
//   1. invisible: one transaction marks all customers of the person, puts what they were known by on the list of what
//      must not come back (as keyed hashes), and erases the rows of all tables that name them (identity/personal.h).
//   2. erased: their events leave the log, in batches; with `totals` kept, each is replaced by an anonymous copy in the
//      same transaction, so that no figure of a closed period moves. Then what else holds a word of theirs: answers
//      kept for retries, samples, results of jobs.
//   3. finished: the files hold nothing of it any more: index of events rewritten, WAL emptied (SQLite) or tables
//      vacuumed (PostgreSQL), snapshots of before migrations gone.
//
// Each step may be interrupted anywhere and goes on where it was. What stays is the row of the erasure: numbers and
// times, nothing of whom it was. docs/decisions/0020.
#ifndef FIDELE_PRIVACY_ERASURE_H
#define FIDELE_PRIVACY_ERASURE_H

#include "event/log.h"
#include "identity/personal.h"

typedef enum ErasureState { ERASURE_INVISIBLE = 1, ERASURE_ERASED, ERASURE_FINISHED } ErasureState;

typedef struct Erasure {
    int64_t id;  // 0: none
    bool totals; // anonymous copies stay in figures
    ErasureState state;
    int64_t asked_by;                                    // of the staff; 0: a key or the command line
    Instant asked_at, hidden_at, erased_at, finished_at; // 0: not yet
    int64_t customers, identities, events, rows;
    Str counts; // JSON object: rows by table
    CustomerId copies_to;
    Str traces;
} Erasure;

typedef struct Eraser {
    Store *store;
    Identity *identity;
    EventLog *log;
    Activity *activity;
    const PersonalTable *const *tables; // one a module, each ending with one without a name; ends with NULL
    Arena *arena;
} Eraser;

// Step 1, within a writing transaction: the person of `customer`.
MUST_USE bool erasure_begin(const Eraser *eraser, StoreSession *session, CustomerId customer, bool totals, int64_t by,
                            Instant now, int64_t *id, Error *error);
// Step 2, in transactions of its own; not from the store's thread. True at once when it was done before.
MUST_USE bool erasure_carry_out(const Eraser *eraser, int64_t id, Instant now, Error *error);
// Step 3 for all that reached step 2: `fully` as store_scrub. *done is false when readers were in the way.
MUST_USE bool erasure_finish(const Eraser *eraser, bool fully, Instant now, bool *done, Error *error);

MUST_USE bool erasure_get(StoreSession *session, int64_t id, Arena *arena, Erasure *erasure, Error *error);
MUST_USE bool erasure_list(StoreSession *session, int64_t before, size_t limit, Arena *arena, Erasure **erasures,
                           size_t *count, Error *error);
// SHA-256 over what the certificate says, in hexadecimal: two copies of it can be compared.
Str erasure_digest(const Erasure *erasure, Arena *arena);

// The body of an anonymous copy: numbers that figures rest on, and ids replaced by ones of `key` alone.
Str erasure_copy_body(Str body, const unsigned char key[16], Arena *arena);

#endif
