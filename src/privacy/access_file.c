#include "privacy/access_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { PIECE_BYTES = 1 << 20 };

// The file: pieces, each its sealed size (four bytes, little endian) and the sealed bytes, bound to its number; the
// last one is bound otherwise, so that a file that was cut off is known.
static int64_t bound_of(int64_t piece, bool last)
{
    return piece * 2 + last;
}

struct AccessFile {
    Arena *arena, *scratch;
    Str path, draft;
    unsigned char key[SECRET_KEY_BYTES];
    int file;
    int64_t pieces, bytes;
    char *piece;
    size_t filled;
};

static bool say_disk(Str path, Error *error)
{
    int reason = errno;
    ErrorKind kind = reason == ENOSPC || reason == EDQUOT ? ERROR_STORAGE_FULL : ERROR_FAILED;
    error_set_system(error, kind, reason, PHRASE("cannot write {0}", "impossible d’écrire {0}"), &path, 1);
    error->code = "io";
    return false;
}

bool access_file_make(Str path, const unsigned char key[SECRET_KEY_BYTES], AccessFile **file, Error *error)
{
    Arena *arena = arena_open(0);
    AccessFile *made = arena_new(arena, AccessFile);
    made->arena = arena;
    made->scratch = arena_open(0);
    made->path = str_copy(arena, path);
    made->draft = str_format(arena, "%.*s.new", STR_ARGS(path));
    memcpy(made->key, key, SECRET_KEY_BYTES);
    made->piece = arena_array(arena, char, PIECE_BYTES);
    made->file = open(str_c(arena, made->draft), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (made->file < 0) {
        say_disk(made->draft, error);
        access_file_close(made);
        return false;
    }
    *file = made;
    return true;
}

static bool write_all(const AccessFile *file, Str bytes, Error *error)
{
    while (bytes.size) {
        ssize_t written = write(file->file, bytes.data, bytes.size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return say_disk(file->draft, error);
        bytes = (Str){bytes.data + written, bytes.size - (size_t)written};
    }
    return true;
}

static bool end_piece(AccessFile *file, bool last, Error *error)
{
    arena_reset(file->scratch);
    Str sealed = seal(file->scratch, file->key, bound_of(file->pieces++, last), (Str){file->piece, file->filled});
    const unsigned char size[4] = {(unsigned char)sealed.size, (unsigned char)(sealed.size >> 8),
                                   (unsigned char)(sealed.size >> 16), (unsigned char)(sealed.size >> 24)};
    file->bytes += (int64_t)file->filled;
    file->filled = 0;
    return write_all(file, (Str){(const char *)size, sizeof size}, error) && write_all(file, sealed, error);
}

bool access_file_write(void *context, Str bytes, Error *error)
{
    AccessFile *file = context;
    while (bytes.size) {
        if (file->filled == PIECE_BYTES && !end_piece(file, false, error)) return false;
        size_t size = (size_t)smaller((int64_t)bytes.size, (int64_t)(PIECE_BYTES - file->filled));
        memcpy(file->piece + file->filled, bytes.data, size);
        file->filled += size;
        bytes = (Str){bytes.data + size, bytes.size - size};
    }
    return true;
}

bool access_file_finish(AccessFile *file, int64_t *bytes, Error *error)
{
    if (!end_piece(file, true, error)) return false;
    if (fsync(file->file) != 0) return say_disk(file->draft, error);
    if (rename(str_c(file->arena, file->draft), str_c(file->arena, file->path)) != 0)
        return say_disk(file->path, error);
    file->draft = STR("");
    *bytes = file->bytes;
    return true;
}

void access_file_close(AccessFile *file)
{
    if (!file) return;
    if (file->file >= 0) close(file->file);
    if (file->file >= 0 && file->draft.size) unlink(str_c(file->arena, file->draft));
    secret_wipe(file->key, sizeof file->key);
    arena_close(file->scratch);
    arena_close(file->arena);
}

// ---- reading ----

static bool say_corrupt(Error *error)
{
    return error_code(error, ERROR_FAILED, "corrupt",
                      PHRASE("the export is damaged: make it again", "l’export est abîmé\u00A0: refaites-le"), STR(""));
}

static bool open_pieces(Str sealed, const unsigned char key[SECRET_KEY_BYTES], Arena *arena, Text *out)
{
    Arena *scratch = arena_open(0);
    bool sound = sealed.size > 0;
    for (int64_t piece = 0; sound && sealed.size; piece++) {
        const unsigned char *at = (const unsigned char *)sealed.data;
        size_t size = sealed.size < 4 ? 0 : at[0] | (size_t)at[1] << 8 | (size_t)at[2] << 16 | (size_t)at[3] << 24;
        Str plain;
        arena_reset(scratch);
        sound = size && size <= sealed.size - 4;
        if (!sound) break;
        bool last = size == sealed.size - 4;
        sound = seal_open(scratch, key, bound_of(piece, last), (Str){sealed.data + 4, size}, &plain);
        if (sound) text_add(out, plain);
        sealed = (Str){sealed.data + 4 + size, sealed.size - 4 - size};
    }
    (void)arena;
    arena_close(scratch);
    return sound;
}

bool access_file_read(Str path, const unsigned char key[SECRET_KEY_BYTES], Arena *arena, Str *bytes, Error *error)
{
    Bytes sealed = {0};
    if (!file_load(path, SIZE_MAX / 2, &sealed, error)) {
        return error_code(error, ERROR_NOT_FOUND, "not_found",
                          PHRASE("the link is not valid", "le lien n’est pas valable"), STR(""));
    }
    Text text = text_in(arena);
    text.capacity = sealed.size + 1;
    text.data = arena_array(arena, char, text.capacity);
    bool sound = open_pieces(bytes_str(&sealed), key, arena, &text);
    bytes_release(&sealed);
    *bytes = text_str(&text);
    return sound || say_corrupt(error);
}
