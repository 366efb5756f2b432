#include "store/backup_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/seal.h"

enum {
    PREFIX_BYTES = 16,
    STREAM_AT = PREFIX_BYTES + 16,
    CHECK_AT = STREAM_AT + crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    DIGEST_AT = CHECK_AT + DIGEST_BYTES,
    HEAD_BYTES = DIGEST_AT + DIGEST_BYTES,
    SIZE_BYTES = 4,    // before a block
    NUMBERS_BYTES = 8, // at its beginning
    SEAL_BYTES = crypto_secretstream_xchacha20poly1305_ABYTES,
    LEVEL = 3,
    VERSION = 1
};
typedef crypto_secretstream_xchacha20poly1305_state Stream;

static const char magic[] = "fidele backup"; // and a NUL; then the version in 2 bytes

static void number_put(char *bytes, int size, uint64_t number)
{
    for (int i = 0; i < size; i++) bytes[i] = (char)(number >> (8 * i));
}

static uint64_t number_get(const char *bytes, int size)
{
    uint64_t number = 0;
    for (int i = 0; i < size; i++) number |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
    return number;
}

// ---- the head ----

static void check_make(const char *head, const BackupKey *key, unsigned char check[DIGEST_BYTES])
{
    unsigned char checking[SECRET_KEY_BYTES];
    seal_key(key->key, "backup check", checking);
    digest_hmac_sha256((Str){(const char *)checking, sizeof checking}, (Str){head, CHECK_AT}, check);
    secret_wipe(checking, sizeof checking);
}

static void head_make(char head[HEAD_BYTES], const BackupKey *key, Stream *stream)
{
    unsigned char sealing[SECRET_KEY_BYTES];
    memset(head, 0, PREFIX_BYTES);
    memcpy(head, magic, sizeof magic);
    head[14] = VERSION;
    number_put(head + PREFIX_BYTES, 8, (uint64_t)key->id);
    number_put(head + PREFIX_BYTES + 8, 8, (uint64_t)key->made_at);
    seal_key(key->key, "backup blocks", sealing);
    if (crypto_secretstream_xchacha20poly1305_init_push(stream, (unsigned char *)head + STREAM_AT, sealing)) abort();
    secret_wipe(sealing, sizeof sealing);
    check_make(head, key, (unsigned char *)head + CHECK_AT);
    digest_sha256((Str){head, DIGEST_AT}, (unsigned char *)head + DIGEST_AT);
}

// ---- writing ----

struct BackupWriter {
    Arena *arena;
    const char *path, *draft;
    int file;
    bool finished;
    int64_t bytes;
    Stream stream;
    ZSTD_CCtx *compressor;
    char *plain, *block; // what is sealed; its size and what that becomes
    size_t capacity;     // of the content
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

static void block_room(BackupWriter *writer, size_t content)
{
    if (writer->capacity >= content) return;
    writer->plain = realloc(writer->plain, NUMBERS_BYTES + content);
    writer->block = realloc(writer->block, SIZE_BYTES + NUMBERS_BYTES + content + SEAL_BYTES);
    if (!writer->plain || !writer->block) memory_exhausted(0);
    writer->capacity = content;
}

static bool say_exists(Str path, Error *error)
{
    return error_code(error, ERROR_CONFLICT, "exists",
                      PHRASE("{0} is there already: name another file for the backup",
                             "{0} existe déjà\u00A0: nommez un autre fichier pour la sauvegarde"),
                      path);
}

static bool writer_start(BackupWriter *writer, const BackupKey *key, Error *error)
{
    char head[HEAD_BYTES];
    head_make(head, key, &writer->stream);
    if (access(writer->path, F_OK) == 0) return say_exists(str_of(writer->path), error);
    writer->file = open(writer->draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    return writer->file < 0 ? say_cannot_write(writer, error) : write_all(writer, head, sizeof head, error);
}

bool backup_writer_open(Str path, const BackupKey *key, BackupWriter **opened, Error *error)
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
    if (writer_start(writer, key, error)) {
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
    size_t size =
        ZSTD_compressCCtx(writer->compressor, writer->plain + NUMBERS_BYTES, bound, raw.data, raw.size, LEVEL);
    if (ZSTD_isError(size)) abort(); // there is room for any outcome
    number_put(writer->plain, 4, kind);
    number_put(writer->plain + 4, 4, raw.size);
    number_put(writer->block, SIZE_BYTES, NUMBERS_BYTES + size + SEAL_BYTES);
    unsigned char tag = kind == BACKUP_END ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
    unsigned long long sealed = 0;
    crypto_secretstream_xchacha20poly1305_push(&writer->stream, (unsigned char *)writer->block + SIZE_BYTES, &sealed,
                                               (const unsigned char *)writer->plain, NUMBERS_BYTES + size, NULL, 0,
                                               tag);
    return write_all(writer, writer->block, SIZE_BYTES + (size_t)sealed, error);
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
    free(writer->plain);
    free(writer->block);
    secret_wipe(&writer->stream, sizeof writer->stream);
    arena_close(writer->arena);
    free(writer);
}

// ---- reading ----

struct BackupReader {
    Bytes file; // mapped; not there when the bytes were given
    Str rest;
    size_t size;
    BackupKey key;
    Stream stream;
    char *plain, *raw;
    size_t plain_capacity, raw_capacity;
    uint64_t blocks; // read so far
    bool sealed, ended;
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

static bool is_backup(Str bytes)
{
    return bytes.size >= PREFIX_BYTES && memcmp(bytes.data, magic, sizeof magic) == 0;
}

static bool is_whole_head(Str bytes)
{
    unsigned char digest[DIGEST_BYTES];
    if (!is_backup(bytes) || bytes.size < HEAD_BYTES) return false;
    digest_sha256((Str){bytes.data, DIGEST_AT}, digest);
    return memcmp(digest, bytes.data + DIGEST_AT, sizeof digest) == 0;
}

static bool stream_open(BackupReader *reader, const char *head, Error *error)
{
    unsigned char check[DIGEST_BYTES], sealing[SECRET_KEY_BYTES];
    check_make(head, &reader->key, check);
    if (!secret_equal((Str){(const char *)check, sizeof check}, (Str){head + CHECK_AT, sizeof check}))
        return backup_key_say_wrong(reader->key.id, error);
    seal_key(reader->key.key, "backup blocks", sealing);
    const unsigned char *header = (const unsigned char *)head + STREAM_AT;
    bool fine = crypto_secretstream_xchacha20poly1305_init_pull(&reader->stream, header, sealing) == 0;
    secret_wipe(sealing, sizeof sealing);
    return fine || backup_reader_say_damaged(reader, error);
}

static bool head_check(BackupReader *reader, Str keys, Error *error)
{
    const char *head = reader->rest.data;
    if (!is_backup(reader->rest)) return say_foreign(error);
    if (head[14] != VERSION || head[15] != 0) return say_newer(error);
    if (!is_whole_head(reader->rest)) return backup_reader_say_damaged(reader, error);
    int64_t id = (int64_t)number_get(head + PREFIX_BYTES, 8), made_at = (int64_t)number_get(head + PREFIX_BYTES + 8, 8);
    reader->rest = (Str){head + HEAD_BYTES, reader->rest.size - HEAD_BYTES};
    return backup_key_find(keys, id, made_at, &reader->key, error) && stream_open(reader, head, error);
}

static BackupReader *reader_new(Str bytes)
{
    BackupReader *reader = calloc(1, sizeof *reader);
    if (!reader) memory_exhausted(0);
    reader->decompressor = ZSTD_createDCtx();
    if (!reader->decompressor) memory_exhausted(0);
    reader->rest = bytes;
    reader->size = bytes.size;
    return reader;
}

void backup_reader_open_clear(Str bytes, BackupReader **reader)
{
    *reader = reader_new(bytes);
}

bool backup_reader_open(Str path, Str keys, BackupReader **opened, Error *error)
{
    Bytes file;
    if (!file_load(path, SIZE_MAX / 2, &file, error)) return false;
    *opened = reader_new(bytes_str(&file));
    (*opened)->file = file;
    (*opened)->sealed = true;
    if (head_check(*opened, keys, error)) return true;
    backup_reader_close(*opened);
    *opened = NULL;
    return false;
}

bool backup_file_look(Str path, int64_t *key_id, Instant *made_at)
{
    char head[HEAD_BYTES];
    Arena *scratch = arena_open(0);
    int file = open(str_c(scratch, path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    arena_close(scratch);
    if (file < 0) return false;
    ssize_t size = read(file, head, sizeof head);
    close(file);
    if (size != HEAD_BYTES || !is_whole_head((Str){head, sizeof head})) return false;
    *key_id = (int64_t)number_get(head + PREFIX_BYTES, 8);
    *made_at = (int64_t)number_get(head + PREFIX_BYTES + 8, 8);
    return true;
}

static void room(char **bytes, size_t *capacity, size_t size)
{
    if (*bytes && *capacity >= size) return;
    free(*bytes);
    *bytes = malloc(size + 1);
    if (!*bytes) memory_exhausted(0);
    *capacity = size;
}

// What stands behind the seal, in `plain`.
static bool block_open(BackupReader *reader, Str stored, Str *plain)
{
    unsigned char tag = 0;
    unsigned long long size = 0;
    *plain = stored;
    if (!reader->sealed) return true;
    if (stored.size < SEAL_BYTES) return false;
    room(&reader->plain, &reader->plain_capacity, stored.size - SEAL_BYTES);
    if (crypto_secretstream_xchacha20poly1305_pull(&reader->stream, (unsigned char *)reader->plain, &size, &tag,
                                                   (const unsigned char *)stored.data, stored.size, NULL, 0) != 0)
        return false;
    reader->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    *plain = (Str){reader->plain, (size_t)size};
    return true;
}

static bool content_unpack(BackupReader *reader, Str content, size_t size, Str *raw)
{
    *raw = content;
    if (!reader->sealed) return content.size == size;
    room(&reader->raw, &reader->raw_capacity, size);
    size_t made = ZSTD_decompressDCtx(reader->decompressor, reader->raw, size, content.data, content.size);
    *raw = (Str){reader->raw, size};
    return !ZSTD_isError(made) && made == size;
}

static bool block_unpack(BackupReader *reader, Str plain, BackupBlock *kind, Str *raw)
{
    if (plain.size < NUMBERS_BYTES) return false;
    uint64_t number = number_get(plain.data, 4);
    size_t size = (size_t)number_get(plain.data + 4, 4);
    if (number < BACKUP_HEAD || number > BACKUP_END || size > BACKUP_RAW_MAX) return false;
    if (!reader->sealed) reader->ended = number == BACKUP_END;
    *kind = (BackupBlock)number;
    return content_unpack(reader, (Str){plain.data + NUMBERS_BYTES, plain.size - NUMBERS_BYTES}, size, raw) &&
           reader->ended == (number == BACKUP_END);
}

bool backup_reader_next(BackupReader *reader, BackupBlock *kind, Str *raw, Error *error)
{
    Str plain;
    reader->blocks++;
    if (reader->ended || reader->rest.size < SIZE_BYTES) return backup_reader_say_damaged(reader, error);
    size_t stored = (size_t)number_get(reader->rest.data, SIZE_BYTES);
    if (stored > reader->rest.size - SIZE_BYTES ||
        !block_open(reader, (Str){reader->rest.data + SIZE_BYTES, stored}, &plain) ||
        !block_unpack(reader, plain, kind, raw))
        return backup_reader_say_damaged(reader, error);
    reader->rest = (Str){reader->rest.data + SIZE_BYTES + stored, reader->rest.size - SIZE_BYTES - stored};
    return !reader->ended || !reader->rest.size || backup_reader_say_damaged(reader, error);
}

BackupKey backup_reader_key(const BackupReader *reader)
{
    return (BackupKey){.id = reader->key.id, .made_at = reader->key.made_at};
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
    free(reader->plain);
    free(reader->raw);
    secret_wipe(&reader->key, sizeof reader->key);
    secret_wipe(&reader->stream, sizeof reader->stream);
    free(reader);
}
