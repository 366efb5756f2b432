// erasure_places_job.h - what lies of erased people in files of the data folder, beside the store and the log.
#ifndef FIDELE_PRIVACY_ERASURE_PLACES_JOB_H
#define FIDELE_PRIVACY_ERASURE_PLACES_JOB_H

#include "base/error.h"

struct House;

// The files on the person, before the erasure's traces go: they name them.
MUST_USE bool places_remove_files(const struct House *house, int64_t erasure, Arena *arena, Error *error);
// Once the log is without them: all exports, archives of access exports that are nobody's any more, and the copies of
// files whose import is not under way.
MUST_USE bool places_remove_copies(const struct House *house, Arena *arena, Error *error);
// Copies of the whole store as it was before a migration.
void places_remove_snapshots(const struct House *house, Arena *arena);
// What of imports has come since. *busy: one that began before an erasure is still under way, with the copy of its
// file: nothing can be said to be finished.
MUST_USE bool places_finish(const struct House *house, bool *busy, Arena *arena, Error *error);

#endif
