// ready.h - segments that come with the product: put in once, at the first start that knows them; then they are the
// workspace's own, to be changed or deleted.
#ifndef FIDELE_SEGMENT_READY_H
#define FIDELE_SEGMENT_READY_H

#include "segment/stored.h"

typedef struct ReadySegment {
    const char *key;
    Phrase name, description;
    const char *rule;
} ReadySegment;

extern const ReadySegment ready_segments[]; // ends with one without a key
const ReadySegment *ready_segment(Str key); // NULL: none
Phrase ready_description(const ReadySegment *ready);

// Puts in those that were never there. Within a writing transaction.
MUST_USE bool ready_insert(StoreSession *session, Instant now, Error *error);
MUST_USE bool ready_open(Store *store, Error *error); // the same, at the start

#endif
