// import_file.c - the copies of files in the data folder (import.h): mode 0600, gone when the import has ended.
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"
#include "import/import.h"

Str import_folder(Arena *arena, Str data_folder)
{
    return str_format(arena, "%.*s/imports", STR_ARGS(data_folder));
}

Str import_path(Arena *arena, Str data_folder, Str file)
{
    return str_format(arena, "%.*s/imports/%.*s", STR_ARGS(data_folder), STR_ARGS(file));
}

static bool refuse_write(Str path, int reason, Error *error)
{
    bool full = reason == ENOSPC || reason == EDQUOT;
    error_set_system(error, full ? ERROR_STORAGE_FULL : ERROR_FAILED, reason,
                     PHRASE("{0} can’t be written", "{0} ne peut pas être écrit"), &path, 1);
    error->code = full ? "storage_full" : "io";
    return false;
}

static bool write_all(int file, Str bytes)
{
    while (bytes.size) {
        ssize_t wrote = write(file, bytes.data, bytes.size);
        if (wrote < 0 && errno != EINTR) return false;
        if (wrote < 0) continue;
        bytes.data += wrote;
        bytes.size -= (size_t)wrote;
    }
    return fsync(file) == 0;
}

bool import_file_write(Str data_folder, Str bytes, Arena *arena, Str *file, Error *error)
{
    enum { NAME_BYTES = 16 };
    Str folder = import_folder(arena, data_folder);
    if (mkdir(str_c(arena, folder), 0700) != 0 && errno != EEXIST) return refuse_write(folder, errno, error);
    *file = str_format(arena, "%.*s.data", STR_ARGS(token_text(arena, NAME_BYTES)));
    Str path = import_path(arena, data_folder, *file);
    int opened = open(str_c(arena, path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (opened < 0) return refuse_write(path, errno, error);
    bool written = write_all(opened, bytes);
    int reason = errno;
    close(opened);
    if (written) return true;
    unlink(str_c(arena, path));
    return refuse_write(path, reason, error);
}

void import_file_remove(Str data_folder, Str file)
{
    if (!file.size) return;
    Arena *scratch = arena_open(0);
    unlink(str_c(scratch, import_path(scratch, data_folder, file)));
    arena_close(scratch);
}
