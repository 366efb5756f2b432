// backup_parts.h - between the files that make and restore backups.
#ifndef FIDELE_STORE_BACKUP_PARTS_H
#define FIDELE_STORE_BACKUP_PARTS_H

#include "store/backup.h"
#include "store/backup_file.h"
#include "store/backup_rows.h"

// As backup_make, over a connection of its own; without the files of the folder when not `files`.
MUST_USE bool backup_make_of(const StoreSettings *settings, Str path, bool files, Progress *progress, Backup *backup,
                             Error *error);

// As backup_restore, with other migrations.
MUST_USE bool backup_restore_of(const StoreSettings *settings, const Migration *migrations, Str path, Str keys,
                                Progress *progress, Backup *backup, Error *error);
// As backup_check, of what a reader gives; within a test.
MUST_USE bool backup_check_read(BackupReader *reader, Backup *backup, Error *error);

// The lines of a block, off its front. False when that is none.
MUST_USE bool backup_line_take(Str *rest, Str *line);
MUST_USE bool backup_line_number(Str *rest, int64_t *number);

// Within a writing transaction on a store that is new (code "exists" otherwise): migrated to `schema`, emptied of what
// migrations put in, and foreign keys not looked at until engine->foreign_keys_later(session, false).
MUST_USE bool store_new_within(StoreSession *session, const Migration *migrations, int schema, Arena *arena,
                               Tables *tables, Error *error);
// Code "schema" for one that this program does not know.
MUST_USE bool backup_schema_check(const Backup *backup, const Migration *migrations, Error *error);

#endif
