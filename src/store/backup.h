// backup.h - the whole store as one file, made while it is in use, for either store: a backup of SQLite can be restored
// into PostgreSQL and the other way round.
//
// The file holds every table of one moment (one snapshot) and the sealed files of the data folder, in blocks:
// compressed and encrypted, under a key of this backup alone that lies in DIR/backup.keys (backup_keys.h). It gets its
// name when it is whole and on the disk; until then it lies beside it under another.
#ifndef FIDELE_STORE_BACKUP_H
#define FIDELE_STORE_BACKUP_H

#include "base/instant.h"
#include "base/progress.h"
#include "store/store.h"

typedef struct Backup {
    int schema;      // number of the last migration
    Instant made_at; // when it was begun: all that was acknowledged before is in it
    int64_t tables, rows, files, bytes;
    int64_t key; // the number of its key
} Backup;

// `path` must not exist yet (code "exists"). Writers are not held up. Errors leave nothing behind.
MUST_USE bool backup_make(Store *store, Str path, Progress *progress, Backup *backup, Error *error);

// Reads the whole file and checks every block, without a store. `keys` is the file with its key, "" when there is none.
// Errors (code): corrupt (with the number of the block), wrong_key (with the number of the key), schema (made by a
// newer program), not_found.
MUST_USE bool backup_check(Str path, Str keys, Backup *backup, Error *error);

// Fills a store that is new (code "exists" otherwise), and the files of its folder, from a file that was checked first,
// in one transaction. The folder is locked by the caller.
MUST_USE bool backup_restore(const StoreSettings *settings, Str path, Str keys, Progress *progress, Backup *backup,
                             Error *error);

#endif
