// stored_parts.h - segments within segments, each worked out once.
#ifndef FIDELE_SEGMENT_STORED_PARTS_H
#define FIDELE_SEGMENT_STORED_PARTS_H

#include "segment/stored.h"

typedef struct Remembered {
    Str key;
    StoredPeople people;
    struct Remembered *next;
} Remembered;

typedef struct SegmentMemo {
    Remembered *remembered;
    int depth; // of segments within segments that are being worked out
} SegmentMemo;

// Those who are in the segment that the clause names, added to `set`.
MUST_USE bool named_people(const SegmentPlace *place, const SegmentRule *rule, CustomerSet *set, Error *error);

#endif
