// stored_parts.h - segments within segments, each worked out once.
#ifndef FIDELE_SEGMENT_STORED_PARTS_H
#define FIDELE_SEGMENT_STORED_PARTS_H

#include "segment/stored.h"

typedef struct Remembered {
    Str key;
    StoredPeople people;
    struct Remembered *next;
} Remembered;

// Of one place: what is in it lasts as long as the place's arena.
typedef struct SegmentMemo {
    SegmentPlace place;
    Remembered *remembered;
    struct FigureBase *figures; // NULL: not asked for yet
    int depth;                  // of segments within segments that are being worked out
} SegmentMemo;

// The place with a memo; clauses and rules that are asked over it share what they work out.
SegmentPlace segment_place_with_memo(const SegmentPlace *place);
struct FigureBase *segment_figures(const SegmentPlace *place);

// Those who are in the segment that the clause names, added to `set`.
MUST_USE bool named_people(const SegmentPlace *place, const SegmentRule *rule, CustomerSet *set, Error *error);

// Which day it is for each person, by customer (segment_day.c).
MUST_USE bool segment_days(const SegmentPlace *place, Day **days, Error *error);

#endif
