// tail_stretch.h - rows of a tail in the order of a file, in memory.
#ifndef FIDELE_ACTIVITY_TAIL_STRETCH_H
#define FIDELE_ACTIVITY_TAIL_STRETCH_H

#include "activity/column_file.h"
#include "activity/tail.h"

// All published rows (at least one, within 2^32 numbers) as a stretch of the log, in the arena.
Stretch tail_stretch(const Tail *tail, Arena *arena);

#endif
