// backup_file.h - the blocks of a backup, written and read. What is read may be damaged or hostile.
//
// The file begins in the clear: 16 bytes (magic, version), number of the key and moment (8 bytes each, little endian),
// header of the stream, a check of the key (HMAC-SHA256 of all before), SHA-256 of all before. Then blocks: the size of
// what follows (4 bytes), and, sealed in libsodium's secretstream (XChaCha20-Poly1305) under the backup's own key: kind
// and raw size (4 bytes each), the content (zstd). Blocks can't be altered, lost, moved or cut off unseen: the stream
// is one, and the last block alone is marked as its end.
#ifndef FIDELE_STORE_BACKUP_FILE_H
#define FIDELE_STORE_BACKUP_FILE_H

#include "store/backup_keys.h"

typedef enum BackupBlock {
    BACKUP_HEAD = 1, // lines: program, schema, made_at
    BACKUP_TABLE,    // lines: the table, then its columns
    BACKUP_ROWS,     // rows of that table (backup_rows.h)
    BACKUP_FILE,     // lines: the name of a sealed file of the data folder, its size (backup_files.h)
    BACKUP_BYTES,    // of that file
    BACKUP_END       // lines: tables, rows, files
} BackupBlock;

enum { BACKUP_RAW_MAX = 96 << 20 }; // more than a row may have

typedef struct BackupWriter BackupWriter;
MUST_USE bool backup_writer_open(Str path, const BackupKey *key, BackupWriter **writer, Error *error);
MUST_USE bool backup_writer_add(BackupWriter *writer, BackupBlock kind, Str raw, Error *error);
MUST_USE bool backup_writer_finish(BackupWriter *writer, int64_t *bytes, Error *error); // gives the file its name
void backup_writer_close(BackupWriter *writer); // without finish before it, nothing is left

typedef struct BackupReader BackupReader;
// `keys`: the file its key is looked for in, "" when there is none. Errors: corrupt, schema, wrong_key.
MUST_USE bool backup_reader_open(Str path, Str keys, BackupReader **reader, Error *error);
// For tests: blocks as they are behind seal and compression, without a head.
void backup_reader_open_clear(Str bytes, BackupReader **reader);
// The next block, checked; readable until the next call. After BACKUP_END there must be nothing.
MUST_USE bool backup_reader_next(BackupReader *reader, BackupBlock *kind, Str *raw, Error *error);
bool backup_reader_say_damaged(const BackupReader *reader, Error *error); // what the last block holds makes no sense
BackupKey backup_reader_key(const BackupReader *reader);                  // number and moment alone
size_t backup_reader_position(const BackupReader *reader);
void backup_reader_close(BackupReader *reader);

// Of the head alone, without a key. False when it is no backup.
MUST_USE bool backup_file_look(Str path, int64_t *key_id, Instant *made_at);

#endif
