// retention_case.h - the work on one customer at risk: who does it, until when, what came of it.
//
// A person has at most one case that is not closed. A closed one keeps them out of the queue for CASE_REST_DAYS; if
// they are at risk after that, they are in it again, and work on them is a new case. Rows keep the customer they were
// written for: of merged customers the case that is not closed counts, else the one that was changed last.
#ifndef FIDELE_RETAIN_RETENTION_CASE_H
#define FIDELE_RETAIN_RETENTION_CASE_H

#include "base/instant.h"
#include "base/money.h"
#include "identity/identity.h"
#include "store/store.h"

enum { CASE_REST_DAYS = 30 };

typedef enum CaseStatus { CASE_OPEN, CASE_IN_PROGRESS, CASE_CLOSED } CaseStatus;
#define CASE_STATUS_WORDS "open|in_progress|closed"
typedef enum CaseOutcome { CASE_UNKNOWN, CASE_KEPT, CASE_LOST, CASE_UNREACHED, CASE_NOT_NEEDED } CaseOutcome;
#define CASE_OUTCOME_WORDS "kept|lost|unreached|not_needed" // from CASE_KEPT on

typedef struct RetentionCase {
    int64_t id; // 0: none
    CustomerId customer;
    Value owner, due_day; // integers or null
    CaseStatus status;
    CaseOutcome outcome;
    int64_t task; // 0: none
    bool scored;  // the two below are known
    double probability;
    int64_t risk_minor;
    Str currency;
    int64_t made_by;
    Instant made_at, changed_at, closed_at; // closed_at 0: not closed
    int64_t version;
} RetentionCase;

// The case of each person, by root number (customers of them); NULL where there is none.
MUST_USE bool cases_of_all(const Identity *identity, StoreSession *session, Arena *arena, const RetentionCase ***list,
                           uint32_t *customers, Error *error);
// Of one person; id 0 when there is none.
MUST_USE bool case_of_person(const Identity *identity, StoreSession *session, CustomerId root, Arena *arena,
                             RetentionCase *found, Error *error);
// Whether it still keeps the person out of the queue.
bool case_rests(const RetentionCase *work, Instant now);

typedef struct CaseChange {
    int64_t of; // case
    Value owner, due_day;
    CaseStatus status;
    CaseOutcome outcome;
    int64_t made_by;
    Instant at;
} CaseChange;
// Of all customers of a person, newest first, at most 200 of each.
MUST_USE bool case_history(const Identity *identity, StoreSession *session, CustomerId root, Arena *arena,
                           CaseChange **list, size_t *count, Error *error);

// ---- within a writing transaction ----

// Writes it and a line of its history; a new one (id 0) gets its number.
MUST_USE bool case_put(StoreSession *session, RetentionCase *work, int64_t by, Instant now, Error *error);

#endif
