// sources.h - what the events lie in at one moment: files, oldest first, then tails, oldest first.
//
// Each change makes a new value; who reads holds on to the one it began with, and what it names stays until then. The
// last tail is the one that grows: how far it may be read is part of what a reader takes (activity_sources.committed).
#ifndef FIDELE_ACTIVITY_SOURCES_H
#define FIDELE_ACTIVITY_SOURCES_H

#include "activity/column_file.h"
#include "activity/removed.h"
#include "activity/tail.h"

typedef struct Sources {
    atomic_uint references;
    size_t files, tails; // at least one tail
    ColumnFile **file;
    Tail **tail;
    Removed *removed; // what of them is not to be seen; NULL: all is
} Sources;

// Takes hold of the files and tails, and of what is removed of them.
Sources *sources_open(ColumnFile *const *file, size_t files, Tail *const *tail, size_t tails, Removed *removed);
void sources_retain(Sources *sources);
void sources_release(Sources *sources); // the last one lets go of what it names

static inline Tail *sources_newest(const Sources *sources)
{
    return sources->tail[sources->tails - 1];
}

#endif
