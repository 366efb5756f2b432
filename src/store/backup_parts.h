// backup_parts.h - between the files that make and restore backups.
#ifndef FIDELE_STORE_BACKUP_PARTS_H
#define FIDELE_STORE_BACKUP_PARTS_H

#include "store/backup.h"
#include "store/backup_rows.h"

// As backup_make, over a connection of its own.
MUST_USE bool backup_make_of(const StoreSettings *settings, Str path, Progress *progress, Backup *backup, Error *error);

// As backup_restore, with other migrations.
MUST_USE bool backup_restore_of(const StoreSettings *settings, const Migration *migrations, Str path,
                                Progress *progress, Backup *backup, Error *error);

// Within a writing transaction on a store that is new (code "exists" otherwise): migrated to `schema`, emptied of what
// migrations put in, and foreign keys not looked at until engine->foreign_keys_later(session, false).
MUST_USE bool store_new_within(StoreSession *session, const Migration *migrations, int schema, Arena *arena,
                               Tables *tables, Error *error);
// Code "schema" for one that this program does not know.
MUST_USE bool backup_schema_check(const Backup *backup, const Migration *migrations, Error *error);

#endif
