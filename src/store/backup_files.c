#include "store/backup_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/backup_parts.h"

enum { NAME_BYTES = 32, CHUNK_BYTES = 1 << 20 };

static bool is_name(Str name)
{
    if (name.size != NAME_BYTES) return false;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        if (!('0' <= c && c <= '9') && !('a' <= c && c <= 'f')) return false;
    }
    return true;
}

static bool refuse(Str name, Error *error)
{
    int reason = errno;
    error_set_system(error, reason == ENOSPC || reason == EDQUOT ? ERROR_STORAGE_FULL : ERROR_FAILED, reason,
                     PHRASE("the file {0} in the folder files can't be read or written",
                            "le fichier {0} du dossier files ne peut être lu ou écrit"),
                     &name, 1);
    error->code = "io";
    return false;
}

// ---- writing a backup ----

static ssize_t read_some(int file, char *bytes, size_t size)
{
    ssize_t got;
    do got = read(file, bytes, size);
    while (got < 0 && errno == EINTR);
    return got;
}

static bool content_write(int file, Str name, int64_t size, char *chunk, BackupWriter *writer, Error *error)
{
    while (size > 0) {
        ssize_t got = read_some(file, chunk, size < CHUNK_BYTES ? (size_t)size : CHUNK_BYTES);
        if (got == 0) errno = EIO; // it was cut short
        if (got <= 0) return refuse(name, error);
        if (!backup_writer_add(writer, BACKUP_BYTES, (Str){chunk, (size_t)got}, error)) return false;
        size -= got;
    }
    return true;
}

static bool file_write(int file, Str name, char *chunk, BackupWriter *writer, Error *error)
{
    struct stat status;
    char head[NAME_BYTES + 32];
    if (fstat(file, &status) != 0) return refuse(name, error);
    if (!S_ISREG(status.st_mode)) return true; // not one of ours
    Arena *scratch = arena_open(0);
    Str line = str_format(scratch, "%.*s\n%lld\n", STR_ARGS(name), (long long)status.st_size);
    memcpy(head, line.data, line.size);
    arena_close(scratch);
    return backup_writer_add(writer, BACKUP_FILE, (Str){head, line.size}, error) &&
           content_write(file, name, status.st_size, chunk, writer, error);
}

static bool entry_write(int folder, const char *entry, char *chunk, BackupWriter *writer, int64_t *files, Error *error)
{
    Str name = str_of(entry);
    if (!is_name(name)) return true;
    int file = openat(folder, entry, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0) return errno == ENOENT || errno == ELOOP || refuse(name, error);
    bool fine = file_write(file, name, chunk, writer, error);
    close(file);
    (*files)++;
    return fine;
}

static DIR *files_open(Str folder)
{
    Arena *scratch = arena_open(0);
    int files = open(str_c(scratch, str_format(scratch, "%.*s/files", STR_ARGS(folder))),
                     O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    int reason = errno;
    arena_close(scratch);
    DIR *directory = files < 0 ? NULL : fdopendir(files);
    errno = reason;
    return directory;
}

bool backup_files_write(Str folder, BackupWriter *writer, int64_t *files, Error *error)
{
    DIR *directory = files_open(folder);
    *files = 0;
    if (!directory) return errno == ENOENT || refuse(STR("files"), error);
    char *chunk = malloc(CHUNK_BYTES);
    if (!chunk) memory_exhausted(CHUNK_BYTES);
    bool fine = true;
    for (const struct dirent *entry; fine && (entry = readdir(directory));)
        fine = entry_write(dirfd(directory), entry->d_name, chunk, writer, files, error);
    free(chunk);
    closedir(directory);
    return fine;
}

// ---- their way back ----

BackupFiles backup_files_check(void)
{
    return (BackupFiles){.files = -1, .file = -1};
}

BackupFiles backup_files_into(Str folder)
{
    return (BackupFiles){.folder = folder, .files = -1, .file = -1};
}

static bool say_not_empty(Error *error)
{
    return error_code(error, ERROR_CONFLICT, "exists",
                      PHRASE("the data folder has a folder files already: restore into a new data folder",
                             "le dossier de données a déjà un dossier files\u00A0: restaurez dans un nouveau dossier "
                             "de données"),
                      STR(""));
}

static bool folder_make(BackupFiles *files, Error *error)
{
    Arena *scratch = arena_open(0);
    const char *path = str_c(scratch, str_format(scratch, "%.*s/files", STR_ARGS(files->folder)));
    bool made = (rmdir(path) == 0 || errno == ENOENT) && mkdir(path, 0700) == 0;
    bool there = !made && (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR);
    if (made) files->files = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    bool fine = files->files >= 0;
    if (!fine) fine = there ? say_not_empty(error) : refuse(STR("files"), error);
    arena_close(scratch);
    return fine;
}

static bool file_end(BackupFiles *files, const BackupReader *reader, Error *error)
{
    if (files->awaited) return backup_reader_say_damaged(reader, error);
    if (files->file < 0) return true;
    bool fine = fsync(files->file) == 0;
    fine = close(files->file) == 0 && fine;
    files->file = -1;
    return fine || refuse(STR("files"), error);
}

static bool file_begin(BackupFiles *files, Str name, const BackupReader *reader, Error *error)
{
    char path[NAME_BYTES + 1] = {0};
    memcpy(path, name.data, NAME_BYTES);
    if (files->files < 0 && !folder_make(files, error)) return false;
    files->file = openat(files->files, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (files->file >= 0) return true;
    return errno == EEXIST ? backup_reader_say_damaged(reader, error) : refuse(name, error);
}

bool backup_files_next(BackupFiles *files, Str raw, const BackupReader *reader, Error *error)
{
    Str name;
    int64_t size;
    if (!file_end(files, reader, error)) return false;
    if (!backup_line_take(&raw, &name) || !backup_line_number(&raw, &size) || raw.size || !is_name(name))
        return backup_reader_say_damaged(reader, error);
    files->awaited = size;
    files->count++;
    return !files->folder.size || file_begin(files, name, reader, error);
}

bool backup_files_add(BackupFiles *files, Str raw, const BackupReader *reader, Error *error)
{
    if (!raw.size || (int64_t)raw.size > files->awaited) return backup_reader_say_damaged(reader, error);
    files->awaited -= (int64_t)raw.size;
    while (files->folder.size && raw.size) {
        ssize_t written = write(files->file, raw.data, raw.size);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return refuse(STR("files"), error);
        raw = (Str){raw.data + written, raw.size - (size_t)written};
    }
    return true;
}

bool backup_files_end(BackupFiles *files, const BackupReader *reader, Error *error)
{
    if (!file_end(files, reader, error)) return false;
    return files->files < 0 || fsync(files->files) == 0 || refuse(STR("files"), error);
}

// The folder was new: whatever lies in it was written here.
static void undo(const BackupFiles *files)
{
    DIR *directory = files_open(files->folder);
    for (const struct dirent *entry; directory && (entry = readdir(directory));)
        if (is_name(str_of(entry->d_name))) unlinkat(files->files, entry->d_name, 0);
    if (directory) closedir(directory);
}

void backup_files_close(BackupFiles *files, bool keep)
{
    if (files->file >= 0) close(files->file);
    if (files->files >= 0 && !keep) undo(files);
    if (files->files >= 0) close(files->files);
}
