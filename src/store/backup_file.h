// backup_file.h - the blocks of a backup, written and read. What is read may be damaged or hostile.
//
// The file: 16 bytes (magic, version), then blocks: kind, stored size, raw size (4 bytes each, little endian), SHA-256,
// the stored bytes (zstd). The SHA-256 is of the one before it (of the first 16 bytes at the beginning), the three
// numbers and the stored bytes, so that no block can be altered, lost or moved unseen.
#ifndef FIDELE_STORE_BACKUP_FILE_H
#define FIDELE_STORE_BACKUP_FILE_H

#include "base/error.h"

typedef enum BackupBlock {
    BACKUP_HEAD = 1, // lines: program, schema, made_at
    BACKUP_TABLE,    // lines: the table, then its columns
    BACKUP_ROWS,     // rows of that table (backup_rows.h)
    BACKUP_END       // lines: tables, rows
} BackupBlock;

enum { BACKUP_RAW_MAX = 96 << 20 }; // more than a row may have

typedef struct BackupWriter BackupWriter;
MUST_USE bool backup_writer_open(Str path, BackupWriter **writer, Error *error);
MUST_USE bool backup_writer_add(BackupWriter *writer, BackupBlock kind, Str raw, Error *error);
MUST_USE bool backup_writer_finish(BackupWriter *writer, int64_t *bytes, Error *error); // gives the file its name
void backup_writer_close(BackupWriter *writer); // without finish before it, nothing is left

typedef struct BackupReader BackupReader;
MUST_USE bool backup_reader_open(Str path, BackupReader **reader, Error *error);
MUST_USE bool backup_reader_open_bytes(Str bytes, BackupReader **reader, Error *error);
// The next block, checked; readable until the next call. After BACKUP_END there must be nothing.
MUST_USE bool backup_reader_next(BackupReader *reader, BackupBlock *kind, Str *raw, Error *error);
bool backup_reader_say_damaged(const BackupReader *reader, Error *error); // what the last block holds makes no sense
size_t backup_reader_position(const BackupReader *reader);
void backup_reader_close(BackupReader *reader);

#endif
