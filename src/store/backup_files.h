// backup_files.h - the sealed files of a data folder (DIR/files) in backups, as they are: without the keys in the store
// they are noise. Their names are made by the program, 32 hexadecimal digits, and no other name is written or believed.
#ifndef FIDELE_STORE_BACKUP_FILES_H
#define FIDELE_STORE_BACKUP_FILES_H

#include "store/backup_file.h"

// All of them; one that goes meanwhile is left out, as its row is gone.
MUST_USE bool backup_files_write(Str folder, BackupWriter *writer, int64_t *files, Error *error);

// Files on their way back.
typedef struct BackupFiles {
    Str folder;      // the data folder; "": they are only checked
    int files;       // DIR/files, open; -1: none has come yet
    int file;        // being written; -1: none
    int64_t awaited; // bytes of it that have not come yet
    int64_t count;
} BackupFiles;

BackupFiles backup_files_check(void);
BackupFiles backup_files_into(Str folder);
MUST_USE bool backup_files_next(BackupFiles *files, Str raw, const BackupReader *reader, Error *error);
MUST_USE bool backup_files_add(BackupFiles *files, Str raw, const BackupReader *reader, Error *error);
MUST_USE bool backup_files_end(BackupFiles *files, const BackupReader *reader, Error *error);
void backup_files_close(BackupFiles *files, bool keep); // removes what was written, when it is not kept

#endif
