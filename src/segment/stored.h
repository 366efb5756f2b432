// stored.h - segments that are kept: a rule under a key that other rules and questions may name (segment:vip), lists of
// people who are in or out whatever the rule says, and what is kept of who is in.
//
// Who is in is worked out of the rule whenever somebody asks, so an answer is always true. What is kept beside it (who
// is in since when, the size of each day) follows within seconds (settle.h), for lists of segments and for history.
#ifndef FIDELE_SEGMENT_STORED_H
#define FIDELE_SEGMENT_STORED_H

#include "identity/identity.h"
#include "segment/segment.h"

enum {
    SEGMENT_KEY_BYTES_MAX = 64,
    SEGMENT_NAME_BYTES_MAX = 200,
    SEGMENT_DESCRIPTION_BYTES_MAX = 2000,
    SEGMENTS_MAX = 500
};

typedef struct StoredSegment {
    int64_t id; // 0: none
    Str key, name, description, rule;
    bool ready, told;
    int64_t made_by;
    Instant made_at, changed_at;
    int64_t version;
    int64_t settled; // the version whose members are kept; 0: none yet
    int64_t size;    // of these
    Instant evaluated_at;
} StoredSegment;

// By number or key; id 0 when there is none.
MUST_USE bool stored_find(StoreSession *session, Str word, Arena *arena, StoredSegment *stored, Error *error);
// By key alone.
MUST_USE bool stored_of_key(StoreSession *session, Str key, Arena *arena, StoredSegment *stored, Error *error);
MUST_USE bool stored_list(StoreSession *session, int64_t after, size_t limit, Arena *arena, StoredSegment **list,
                          size_t *count, Error *error);

bool stored_key_valid(Str key);
// A key out of a name that no other segment has.
MUST_USE bool stored_key_of(StoreSession *session, Str name, Arena *arena, Str *key, Error *error);
Str stored_name(const StoredSegment *stored, Locale locale);
Str stored_description(const StoredSegment *stored, Locale locale);

// ---- rules that name others ----

// Every segment that the rule names is there, and none of them leads back to `key` ("": a rule that is not kept).
// Errors (ERROR_INPUT): invalid_segment with the path of the clause; segment_cycle naming the chain.
MUST_USE bool stored_check(StoreSession *session, const SegmentRule *rule, Str key, const Currency *currency,
                           Arena *arena, Error *error);
// The same, where the segments that will be there are these.
MUST_USE bool stored_check_among(StoreSession *session, const StoredSegment *among, size_t count,
                                 const SegmentRule *rule, Str key, const Currency *currency, Arena *arena,
                                 Error *error);
// The first segment whose rule names this key; "" when none does.
MUST_USE bool stored_naming(StoreSession *session, Str key, const Currency *currency, Arena *arena, Str *naming,
                            Error *error);

// ---- people on lists ----

typedef enum ListedKind { LISTED_IN = 1, LISTED_OUT } ListedKind;
typedef struct Listed {
    CustomerId customer;
    ListedKind kind;
    Str reason;
    int64_t by;
    Instant at;
} Listed;
MUST_USE bool listed_page(StoreSession *session, int64_t segment, CustomerId after, size_t limit, Arena *arena,
                          Listed **list, size_t *count, Error *error);
// Sets of roots; what was said last of a person counts.
MUST_USE bool listed_people(const SegmentPlace *place, int64_t segment, CustomerSet *in, CustomerSet *out,
                            Error *error);

// ---- who is in ----

typedef struct StoredPeople {
    CustomerSet all; // by rule or list
    CustomerSet by_list;
} StoredPeople;
// `stored` may be one that is not kept (id 0): then of its rule alone.
MUST_USE bool stored_people(const SegmentPlace *place, const StoredSegment *stored, StoredPeople *people, Error *error);

// ---- within a writing transaction ----

MUST_USE bool stored_insert(StoreSession *session, StoredSegment *stored, Error *error); // gives the id
MUST_USE bool stored_update(StoreSession *session, StoredSegment *stored, Error *error);
MUST_USE bool stored_remove(StoreSession *session, int64_t id, Error *error);
MUST_USE bool listed_put(StoreSession *session, int64_t segment, const Listed *listed, Error *error);
MUST_USE bool listed_take(StoreSession *session, int64_t segment, CustomerId customer, int64_t *taken, Error *error);

#endif
