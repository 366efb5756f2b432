// duplicate.h - suggestions of customers who may be one person. A person confirms (a merge) or dismisses; nothing is
// ever merged by itself (CD-08).
#ifndef FIDELE_CUSTOMER_DUPLICATE_H
#define FIDELE_CUSTOMER_DUPLICATE_H

#include "customer/likeness.h"
#include "identity/identity.h"

typedef enum DuplicateStatus { DUPLICATE_PENDING, DUPLICATE_CONFIRMED, DUPLICATE_DISMISSED } DuplicateStatus;

typedef struct Duplicate {
    int64_t id; // 0: none
    CustomerId low, high;
    int score;       // per mille
    uint32_t shared; // 1 << Likeness
    DuplicateStatus status;
    Instant found_at;
    int64_t decided_by;
    Instant decided_at;
    int64_t edge; // of the merge
} Duplicate;

// Within a writing transaction: compares the customer, whose identities or traits have changed, with those who share a
// key with them.
MUST_USE bool duplicate_look(const Identity *identity, StoreSession *session, CustomerId customer, Instant at,
                             Arena *arena, Error *error);
// Whether this user id of theirs was compared already.
MUST_USE bool duplicate_knows_id(StoreSession *session, CustomerId customer, Str user_id, Arena *arena, bool *knows,
                                 Error *error);
// One has claimed an identity of the other.
MUST_USE bool duplicate_claimed(const Identity *identity, StoreSession *session, CustomerId claimer, CustomerId owner,
                                Instant at, Arena *arena, Error *error);

MUST_USE bool duplicate_get(StoreSession *session, int64_t id, Duplicate *duplicate, Error *error);
// By score, the highest first; after (score, id) of the last one seen, 1001 and INT64_MAX at the beginning.
MUST_USE bool duplicate_list(StoreSession *session, DuplicateStatus status, int score, int64_t id, size_t limit,
                             Arena *arena, Duplicate **list, size_t *count, Error *error);
// Pending ones of one customer.
MUST_USE bool duplicate_of(StoreSession *session, CustomerId customer, Arena *arena, Duplicate **list, size_t *count,
                           Error *error);
MUST_USE bool duplicate_decide(StoreSession *session, int64_t id, DuplicateStatus status, int64_t by, Instant at,
                               int64_t edge, Error *error);

#endif
