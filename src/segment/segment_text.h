// segment_text.h - all segments as one text, to be kept in Git and read in reviews: JSON, in the order of keys, a
// clause a line, so that two versions differ in the lines that were changed. JSON, since rules are JSON everywhere
// else.
#ifndef FIDELE_SEGMENT_SEGMENT_TEXT_H
#define FIDELE_SEGMENT_SEGMENT_TEXT_H

#include "segment/stored.h"

// Who is on lists is no part of it: that is data of people.
Str segments_text(const StoredSegment *list, size_t count, Arena *arena);

#endif
