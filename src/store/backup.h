// backup.h - the whole store as one file, made while it is in use, for either store: a backup of SQLite can be restored
// into PostgreSQL and the other way round.
//
// The file holds every table of one moment (one snapshot) in blocks: compressed, each with a SHA-256 that also covers
// the block before it. It gets its name when it is whole and on the disk; until then it lies beside it under another.
#ifndef FIDELE_STORE_BACKUP_H
#define FIDELE_STORE_BACKUP_H

#include "base/instant.h"
#include "base/progress.h"
#include "store/store.h"

typedef struct Backup {
    int schema;      // number of the last migration
    Instant made_at; // when it was begun: all that was acknowledged before is in it
    int64_t tables, rows, bytes;
} Backup;

// `path` must not exist yet (code "exists"). Writers are not held up. Errors leave nothing behind.
MUST_USE bool backup_make(Store *store, Str path, Progress *progress, Backup *backup, Error *error);

// Reads the whole file and checks every block, without a store. Errors (code): corrupt (with the number of the block),
// schema (made by a newer program), not_found.
MUST_USE bool backup_check(Str path, Backup *backup, Error *error);

// Fills a store that is new (code "exists" otherwise) from a file that was checked first, in one transaction. The
// folder is locked by the caller.
MUST_USE bool backup_restore(const StoreSettings *settings, Str path, Progress *progress, Backup *backup, Error *error);

#endif
