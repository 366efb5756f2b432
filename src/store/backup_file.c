#include "store/backup_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/secret.h"

enum { PREFIX_BYTES = 16, NUMBERS_BYTES = 12, HEADER_BYTES = NUMBERS_BYTES + DIGEST_BYTES, LEVEL = 3, VERSION = 1 };

static const char magic[] = "fidele backup"; // and a NUL; then the version in 2 bytes

static void number_put(char *bytes, uint32_t number)
{
    for (int i = 0; i < 4; i++) bytes[i] = (char)(number >> (8 * i));
}

static uint32_t number_get(const char *bytes)
{
    uint32_t number = 0;
    for (int i = 0; i < 4; i++) number |= (uint32_t)(unsigned char)bytes[i] << (8 * i);
    return number;
}

static void prefix_make(char prefix[PREFIX_BYTES])
{
    memcpy(prefix, magic, sizeof magic);
    prefix[14] = VERSION;
    prefix[15] = 0;
}

// ---- writing ----

struct BackupWriter {
    Arena *arena;
    const char *path, *draft;
    int file;
    bool finished;
    int64_t bytes;
    ZSTD_CCtx *compressor;
    char *block; // the digest before, the numbers, the stored bytes: what the next digest is of
    size_t capacity;
};

static bool say_cannot_write(const BackupWriter *writer, Error *error)
{
    int reason = errno;
    Str path = str_of(writer->path);
    error_set_system(error, reason == ENOSPC || reason == EDQUOT ? ERROR_STORAGE_FULL : ERROR_FAILED, reason,
                     PHRASE("{0}: the backup can't be written; nothing of it was kept",
                            "{0}\u00A0: la sauvegarde ne peut être écrite\u202F; rien n’en a été gardé"),
                     &path, 1);
    error->code = "io";
    return false;
}

static bool write_all(BackupWriter *writer, const char *bytes, size_t size, Error *error)
{
    while (size) {
        ssize_t written = write(writer->file, bytes, size);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return say_cannot_write(writer, error);
        bytes += written;
        size -= (size_t)written;
        writer->bytes += written;
    }
    return true;
}

static void block_room(BackupWriter *writer, size_t stored)
{
    size_t wanted = DIGEST_BYTES + NUMBERS_BYTES + stored;
    if (writer->capacity >= wanted) return;
    writer->block = realloc(writer->block, wanted);
    if (!writer->block) memory_exhausted(0);
    writer->capacity = wanted;
}

static bool say_exists(Str path, Error *error)
{
    return error_code(error, ERROR_CONFLICT, "exists",
                      PHRASE("{0} is there already: name another file for the backup",
                             "{0} existe déjà\u00A0: nommez un autre fichier pour la sauvegarde"),
                      path);
}

static bool writer_start(BackupWriter *writer, Error *error)
{
    char prefix[PREFIX_BYTES];
    prefix_make(prefix);
    digest_sha256((Str){prefix, sizeof prefix}, (unsigned char *)writer->block);
    if (access(writer->path, F_OK) == 0) return say_exists(str_of(writer->path), error);
    writer->file = open(writer->draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    return writer->file < 0 ? say_cannot_write(writer, error) : write_all(writer, prefix, sizeof prefix, error);
}

bool backup_writer_open(Str path, BackupWriter **opened, Error *error)
{
    BackupWriter *writer = calloc(1, sizeof *writer);
    if (!writer) memory_exhausted(0);
    writer->arena = arena_open(0);
    writer->path = str_c(writer->arena, path);
    writer->draft = str_c(writer->arena, str_format(writer->arena, "%s.%s.partial", writer->path,
                                                    str_c(writer->arena, token_text(writer->arena, 6))));
    writer->file = -1;
    writer->compressor = ZSTD_createCCtx();
    if (!writer->compressor) memory_exhausted(0);
    block_room(writer, 1 << 20);
    if (writer_start(writer, error)) {
        *opened = writer;
        return true;
    }
    backup_writer_close(writer);
    return false;
}

bool backup_writer_add(BackupWriter *writer, BackupBlock kind, Str raw, Error *error)
{
    if (raw.size > BACKUP_RAW_MAX) {
        errno = EFBIG;
        return say_cannot_write(writer, error);
    }
    size_t bound = ZSTD_compressBound(raw.size);
    block_room(writer, bound);
    char *numbers = writer->block + DIGEST_BYTES, *stored = numbers + NUMBERS_BYTES;
    size_t size = ZSTD_compressCCtx(writer->compressor, stored, bound, raw.data, raw.size, LEVEL);
    if (ZSTD_isError(size)) abort(); // there is room for any outcome
    number_put(numbers, kind);
    number_put(numbers + 4, (uint32_t)size);
    number_put(numbers + 8, (uint32_t)raw.size);
    unsigned char digest[DIGEST_BYTES];
    digest_sha256((Str){writer->block, DIGEST_BYTES + NUMBERS_BYTES + size}, digest);
    memcpy(writer->block, digest, DIGEST_BYTES);
    return write_all(writer, numbers, NUMBERS_BYTES, error) &&
           write_all(writer, (const char *)digest, DIGEST_BYTES, error) && write_all(writer, stored, size, error);
}

static bool folder_sync(const BackupWriter *writer)
{
    const char *slash = strrchr(writer->path, '/');
    Str folder = slash ? (Str){writer->path, (size_t)(slash - writer->path) + 1} : STR(".");
    int file = open(str_c(writer->arena, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return false;
    bool fine = fsync(file) == 0;
    return close(file) == 0 && fine;
}

bool backup_writer_finish(BackupWriter *writer, int64_t *bytes, Error *error)
{
    if (fsync(writer->file) != 0) return say_cannot_write(writer, error);
    if (renameat2(AT_FDCWD, writer->draft, AT_FDCWD, writer->path, RENAME_NOREPLACE) != 0)
        return errno == EEXIST ? say_exists(str_of(writer->path), error) : say_cannot_write(writer, error);
    writer->finished = true;
    *bytes = writer->bytes;
    return folder_sync(writer) || say_cannot_write(writer, error);
}

void backup_writer_close(BackupWriter *writer)
{
    if (!writer) return;
    if (writer->file >= 0) close(writer->file);
    if (writer->file >= 0 && !writer->finished) unlink(writer->draft);
    ZSTD_freeCCtx(writer->compressor);
    free(writer->block);
    arena_close(writer->arena);
    free(writer);
}

// ---- reading ----

struct BackupReader {
    Bytes file; // mapped; not there when the bytes were given
    Str rest;
    size_t size;
    char *raw;
    size_t capacity;
    uint64_t blocks; // read so far
    bool ended;
    unsigned char digest[DIGEST_BYTES];
    ZSTD_DCtx *decompressor;
};

bool backup_reader_say_damaged(const BackupReader *reader, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_INPUT,
              PHRASE("the backup is damaged at block {0}: nothing was changed; take another one",
                     "la sauvegarde est abîmée au bloc {0}\u00A0: rien n’a été modifié\u202F; prenez-en une autre"),
              error_number(scratch, reader->blocks));
    error->code = "corrupt";
    arena_close(scratch);
    return false;
}

static bool say_foreign(Error *error)
{
    error_set(error, ERROR_INPUT,
              PHRASE("this is no backup of Fidèle: nothing was changed",
                     "ce n’est pas une sauvegarde de Fidèle : rien n’a été modifié"),
              NULL, 0);
    error->code = "corrupt";
    return false;
}

static bool say_newer(Error *error)
{
    error_set(error, ERROR_INPUT,
              PHRASE("the backup was made by a newer program: restore it with that one",
                     "la sauvegarde vient d’un programme plus récent : restaurez-la avec celui-là"),
              NULL, 0);
    error->code = "schema";
    return false;
}

static bool prefix_check(BackupReader *reader, Error *error)
{
    char prefix[PREFIX_BYTES];
    prefix_make(prefix);
    if (reader->rest.size < PREFIX_BYTES || memcmp(reader->rest.data, magic, sizeof magic) != 0)
        return say_foreign(error);
    if (memcmp(reader->rest.data, prefix, PREFIX_BYTES) != 0) return say_newer(error);
    digest_sha256((Str){reader->rest.data, PREFIX_BYTES}, reader->digest);
    reader->rest = (Str){reader->rest.data + PREFIX_BYTES, reader->rest.size - PREFIX_BYTES};
    return true;
}

bool backup_reader_open_bytes(Str bytes, BackupReader **opened, Error *error)
{
    BackupReader *reader = calloc(1, sizeof *reader);
    if (!reader) memory_exhausted(0);
    reader->decompressor = ZSTD_createDCtx();
    if (!reader->decompressor) memory_exhausted(0);
    reader->rest = bytes;
    reader->size = bytes.size;
    if (prefix_check(reader, error)) {
        *opened = reader;
        return true;
    }
    backup_reader_close(reader);
    return false;
}

bool backup_reader_open(Str path, BackupReader **opened, Error *error)
{
    Bytes file;
    if (!file_load(path, SIZE_MAX / 2, &file, error)) return false;
    if (!backup_reader_open_bytes(bytes_str(&file), opened, error)) {
        bytes_release(&file);
        return false;
    }
    (*opened)->file = file;
    return true;
}

static bool digest_check(BackupReader *reader, size_t stored)
{
    const char *header = reader->rest.data;
    unsigned char digest[DIGEST_BYTES];
    char *all = malloc(DIGEST_BYTES + NUMBERS_BYTES + stored);
    if (!all) memory_exhausted(0);
    memcpy(all, reader->digest, DIGEST_BYTES);
    memcpy(all + DIGEST_BYTES, header, NUMBERS_BYTES);
    memcpy(all + DIGEST_BYTES + NUMBERS_BYTES, header + HEADER_BYTES, stored);
    digest_sha256((Str){all, DIGEST_BYTES + NUMBERS_BYTES + stored}, digest);
    free(all);
    memcpy(reader->digest, digest, DIGEST_BYTES);
    return memcmp(digest, header + NUMBERS_BYTES, DIGEST_BYTES) == 0;
}

static bool block_unpack(BackupReader *reader, size_t stored, size_t raw)
{
    if (reader->capacity < raw || !reader->raw) {
        free(reader->raw);
        reader->raw = malloc(raw + 1);
        if (!reader->raw) memory_exhausted(0);
        reader->capacity = raw;
    }
    size_t size = ZSTD_decompressDCtx(reader->decompressor, reader->raw, raw, reader->rest.data + HEADER_BYTES, stored);
    return !ZSTD_isError(size) && size == raw;
}

bool backup_reader_next(BackupReader *reader, BackupBlock *kind, Str *raw, Error *error)
{
    reader->blocks++;
    if (reader->ended || reader->rest.size < HEADER_BYTES) return backup_reader_say_damaged(reader, error);
    uint32_t number = number_get(reader->rest.data);
    size_t stored = number_get(reader->rest.data + 4), raw_size = number_get(reader->rest.data + 8);
    if (number < BACKUP_HEAD || number > BACKUP_END || stored > reader->rest.size - HEADER_BYTES ||
        raw_size > BACKUP_RAW_MAX || !digest_check(reader, stored) || !block_unpack(reader, stored, raw_size))
        return backup_reader_say_damaged(reader, error);
    reader->rest = (Str){reader->rest.data + HEADER_BYTES + stored, reader->rest.size - HEADER_BYTES - stored};
    reader->ended = number == BACKUP_END;
    if (reader->ended && reader->rest.size) return backup_reader_say_damaged(reader, error);
    *kind = (BackupBlock)number;
    *raw = (Str){reader->raw, raw_size};
    return true;
}

size_t backup_reader_position(const BackupReader *reader)
{
    return reader->size - reader->rest.size;
}

void backup_reader_close(BackupReader *reader)
{
    if (!reader) return;
    if (reader->file.data) bytes_release(&reader->file);
    ZSTD_freeDCtx(reader->decompressor);
    free(reader->raw);
    free(reader);
}
