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

#endif
