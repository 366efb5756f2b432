// import_upload.c - files that come in pieces before they are imported (import_upload.h). They lie beside the copies of
// imports (import_file.c), under names of their own, and go with them when they are old.
#include "import/import_upload.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"
#include "import/import.h"
#include "import/table.h"

enum { TOKEN_BYTES = 16, TOKEN_CHARACTERS = 22 };

static bool is_token(Str text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool fine = ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') || c == '-' || c == '_';
        if (!fine) return false;
    }
    return text.size == TOKEN_CHARACTERS;
}

static bool refuse_unknown(Error *error)
{
    (void)error_code(error, ERROR_NOT_FOUND, "not_found",
                     PHRASE("there is no such upload: it was imported, given up, or is over a day old",
                            "ce fichier n’est plus là\u00A0: importé, abandonné, ou envoyé il y a plus d’un jour"),
                     STR(""));
    return error_at(error, STR("/upload"));
}

static bool refuse_system(Str name, int reason, Error *error)
{
    bool full = reason == ENOSPC || reason == EDQUOT;
    error_set_system(error, full ? ERROR_STORAGE_FULL : ERROR_FAILED, reason,
                     PHRASE("{0} can’t be written", "{0} ne peut pas être écrit"), &name, 1);
    error->code = full ? "storage_full" : "io";
    return false;
}

static const char *path_of(Str data_folder, Str upload, Arena *arena)
{
    return str_c(arena, import_path(arena, data_folder, str_format(arena, "%.*s.upload", STR_ARGS(upload))));
}

bool import_upload_begin(Str data_folder, Arena *arena, Str *upload, Error *error)
{
    Str folder = import_folder(arena, data_folder);
    if (mkdir(str_c(arena, folder), 0700) != 0 && errno != EEXIST) return refuse_system(folder, errno, error);
    *upload = token_text(arena, TOKEN_BYTES);
    int opened = open(path_of(data_folder, *upload, arena), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (opened < 0) return refuse_system(folder, errno, error);
    close(opened);
    return true;
}

static bool refuse_gap(int64_t size, Arena *arena, Error *error)
{
    (void)error_code(error, ERROR_CONFLICT, "upload_gap",
                     PHRASE("the upload has {0} bytes so far: go on from there",
                            "le fichier a {0} octets pour l’instant\u00A0: continuez à partir de là"),
                     error_number(arena, (uint64_t)size));
    return error_at(error, STR("/offset"));
}

static bool refuse_large(Error *error)
{
    return error_code(
        error, ERROR_INPUT, "file_too_large",
        PHRASE("the file has more than 1 GiB: split it", "le fichier dépasse 1\u00A0Gio\u00A0: coupez-le"), STR(""));
}

static bool write_at_offset(int file, Str bytes, int64_t offset)
{
    while (bytes.size) {
        ssize_t wrote = pwrite(file, bytes.data, bytes.size, (off_t)offset);
        if (wrote < 0 && errno != EINTR) return false;
        if (wrote < 0) continue;
        bytes.data += wrote;
        bytes.size -= (size_t)wrote;
        offset += wrote;
    }
    return true;
}

// A piece that was sent before is written again, so that a piece can be repeated when its answer was lost.
static bool put(int file, Str bytes, int64_t offset, int64_t *size, Arena *arena, Error *error)
{
    struct stat status;
    if (fstat(file, &status) != 0) return refuse_system(STR("upload"), errno, error);
    if (offset > status.st_size) return refuse_gap(status.st_size, arena, error);
    if (offset + (int64_t)bytes.size > TABLE_BYTES_MAX) return refuse_large(error);
    if (!write_at_offset(file, bytes, offset) || fstat(file, &status) != 0)
        return refuse_system(STR("upload"), errno, error);
    *size = status.st_size;
    return true;
}

bool import_upload_put(Str data_folder, Str upload, Str bytes, int64_t offset, int64_t *size, Error *error)
{
    if (!is_token(upload)) return refuse_unknown(error);
    Arena *scratch = arena_open(0);
    int file = open(path_of(data_folder, upload, scratch), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    bool done = file >= 0 ? put(file, bytes, offset, size, scratch, error) : refuse_unknown(error);
    if (file >= 0) close(file);
    arena_close(scratch);
    return done;
}

bool import_upload_size(Str data_folder, Str upload, int64_t *size, Error *error)
{
    struct stat status;
    if (!is_token(upload)) return refuse_unknown(error);
    Arena *scratch = arena_open(0);
    bool found = lstat(path_of(data_folder, upload, scratch), &status) == 0 && S_ISREG(status.st_mode);
    arena_close(scratch);
    if (found) *size = status.st_size;
    return found || refuse_unknown(error);
}

bool import_upload_path(Str data_folder, Str upload, Arena *arena, Str *path, Error *error)
{
    int64_t size;
    if (!import_upload_size(data_folder, upload, &size, error)) return false;
    *path = str_of(path_of(data_folder, upload, arena));
    return true;
}

bool import_upload_take(Str data_folder, Str upload, Arena *arena, Str *file, Error *error)
{
    Str path;
    if (!import_upload_path(data_folder, upload, arena, &path, error)) return false;
    *file = str_format(arena, "%.*s.data", STR_ARGS(token_text(arena, TOKEN_BYTES)));
    if (link(str_c(arena, path), str_c(arena, import_path(arena, data_folder, *file))) == 0) return true;
    return refuse_system(*file, errno, error);
}

bool import_upload_end(Str data_folder, Str upload, Error *error)
{
    if (!is_token(upload)) return refuse_unknown(error);
    Arena *scratch = arena_open(0);
    bool gone = unlink(path_of(data_folder, upload, scratch)) == 0;
    arena_close(scratch);
    return gone || refuse_unknown(error);
}
