// segment_place_http.h - what the routes about segments share.
#ifndef FIDELE_SEGMENT_SEGMENT_PLACE_HTTP_H
#define FIDELE_SEGMENT_SEGMENT_PLACE_HTTP_H

#include "api/route.h"
#include "segment/segment.h"

// For the caller: what is hidden from them can't be asked for.
SegmentPlace place_of_call(const Call *call, StoreSession *session);
// For whatever does not depend on who asks: sizes that are shown to everybody.
SegmentPlace place_of_house(const Call *call, StoreSession *session);

// ?segment= : a stored one (segment:vip), a short form or a rule as JSON. NULL when it is not said.
MUST_USE bool asked_segment(const SegmentPlace *place, Str segment, CustomerSet **set, Error *error);

#endif
