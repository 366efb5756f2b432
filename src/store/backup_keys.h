// backup_keys.h - DIR/backup.keys: the keys of backups, one each, kept apart from them. Who destroys a key has
// destroyed every copy of its backup, wherever it lies.
//
// Lines: "ID MADE_AT KEY" (milliseconds UTC, hexadecimal); KEY is "-" when it was destroyed: its number is not given
// again. The file is written whole under another name, synced and renamed, by the process that holds the folder.
#ifndef FIDELE_STORE_BACKUP_KEYS_H
#define FIDELE_STORE_BACKUP_KEYS_H

#include "base/error.h"
#include "base/instant.h"
#include "base/secret.h"

enum { BACKUP_KEEP_DAYS = 35 };

typedef struct BackupKey {
    int64_t id;
    Instant made_at; // of the backup
    unsigned char key[SECRET_KEY_BYTES];
    bool destroyed;
} BackupKey;

// A new one, on the disk before this returns.
MUST_USE bool backup_key_make(Str folder, Instant made_at, BackupKey *key, Error *error);

// In the file `keys` ("": there is none). Error wrong_key when it isn't there, or was destroyed.
MUST_USE bool backup_key_find(Str keys, int64_t id, Instant made_at, BackupKey *key, Error *error);
bool backup_key_say_wrong(int64_t id, Error *error); // its key of the file is another's

// Destroys the keys of backups made before `before`, overwriting what the file held of them, then removes the files in
// DIR/backups and DIR/snapshots that no key is left of.
MUST_USE bool backup_keys_destroy(Str folder, Instant before, int64_t *keys, int64_t *files, Error *error);

#endif
