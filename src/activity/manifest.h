// manifest.h - the list of column files that count, in the order of the log, and of lane files. What it does not list
// is thrown away.
//
// It is replaced as a whole (written beside, synced, renamed, folder synced), with a generation one higher each time.
// A file's checksum stands in it, so that one that was swapped with another, or is of an old generation, is known.
#ifndef FIDELE_ACTIVITY_MANIFEST_H
#define FIDELE_ACTIVITY_MANIFEST_H

#include "activity/column_file.h"

enum { MANIFEST_FILES_MAX = 4096 };

typedef struct ManifestEntry {
    uint64_t number;
    uint64_t checksum; // ColumnFile.checksum
    int64_t after, to;
} ManifestEntry;

typedef struct ManifestLane { // a file of a lane (lane_file.h)
    uint64_t number;
    uint64_t checksum; // LaneFile.checksum
} ManifestLane;

typedef struct Manifest {
    uint64_t generation;
    uint64_t next_number; // of a file to come
    int64_t purged;       // no file holds an event of a removal (removed.h) up to this one
    size_t count;
    const ManifestEntry *entry;
    size_t lanes;
    const ManifestLane *lane;
} Manifest;

// FILE_MISSING when there is none. Entries lie in the arena; they are consecutive from 0 on.
FileFault manifest_read(int folder, const FileOwner *owner, Arena *arena, Manifest *manifest);
// Syncs the folder too, and so the files' names.
MUST_USE bool manifest_write(int folder, const FileOwner *owner, const Manifest *manifest, Error *error);

#endif
