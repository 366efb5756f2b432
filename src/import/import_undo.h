// import_undo.h - takes an import back: its events, what was made of them, what it said of customers. In pieces, newest
// first; what was stopped in the middle goes on when it is begun again. Figures are then as they were before.
#ifndef FIDELE_IMPORT_IMPORT_UNDO_H
#define FIDELE_IMPORT_IMPORT_UNDO_H

#include <stdatomic.h>

#include "base/progress.h"
#include "import/import.h"

struct House;

// Within any session: why it can't be taken back now: it still runs, was only a dry run, was undone already, or a later
// import has changed what it said (undo that one first). Consents stay: they are proof of what was said.
MUST_USE bool import_undoable(StoreSession *session, const Import *import, Arena *arena, Error *error);

typedef struct Undone {
    int64_t events, customers;
    bool stopped;
} Undone;

MUST_USE bool import_undo(const struct House *house, const Import *import, Instant now, Progress *progress,
                          const atomic_bool *stop, Undone *undone, Error *error);

#endif
