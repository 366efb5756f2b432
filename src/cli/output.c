#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(Str path, int system_error, Error *error)
{
    Phrase phrase = PHRASE("{0}: cannot be written", "{0}\u00A0: écriture impossible");
    if (system_error == ENOENT || system_error == ENOTDIR)
        phrase = PHRASE("{0}: there is no such folder; make it first",
                        "{0}\u00A0: ce dossier n’existe pas\u00A0; créez-le d’abord");
    if (system_error == EISDIR)
        phrase =
            PHRASE("{0} is a folder; name a file in it", "{0} est un dossier\u00A0; nommez un fichier dans ce dossier");
    if (system_error == EACCES || system_error == EPERM || system_error == EROFS)
        phrase = PHRASE("{0}: no permission to write there; choose another place",
                        "{0}\u00A0: pas le droit d’écrire à cet endroit\u00A0; choisissez-en un autre");
    if (system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG)
        phrase = PHRASE("{0}: no room left on the disk; nothing was replaced",
                        "{0}\u00A0: plus de place sur le disque\u00A0; rien n’a été remplacé");
    Arena *scratch = arena_open(0);
    error_set_system(error, ERROR_FAILED, system_error, phrase, (Str[]){error_value(scratch, path)}, 1);
    arena_close(scratch);
    return false;
}

// False with errno set.
static bool write_all(int file, Str content)
{
    while (content.size > 0) {
        ssize_t written = write(file, content.data, content.size);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.data += written;
        content.size -= (size_t)written;
    }
    return true;
}

static bool write_to_open(int file, Str content, bool sync)
{
    bool written = write_all(file, content) && (!sync || fsync(file) == 0);
    int failure = errno;
    bool closed = close(file) == 0;
    if (!written) errno = failure;
    return written && closed;
}

// A new file of a name nobody has, beside the one to be replaced.
static int create_beside(int folder, char *name, size_t capacity)
{
    enum { ATTEMPTS = 1000 };
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        snprintf(name, capacity, ".fidele-%ld-%d", (long)getpid(), attempt);
        int file = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (file >= 0 || errno != EEXIST) return file;
    }
    return -1;
}

// False with errno set and the folder as it was.
static bool replace_in(int folder, const char *name, const struct stat *old, Str content)
{
    char fresh[64];
    int file = create_beside(folder, fresh, sizeof fresh);
    if (file < 0) return false;
    bool same_rights = !old || fchmod(file, old->st_mode & 0777) == 0;
    int failure = errno;
    bool written = write_to_open(file, content, true);
    if (same_rights && written && renameat(folder, fresh, folder, name) == 0) return fsync(folder) == 0;
    if (same_rights) failure = errno;
    unlinkat(folder, fresh, 0);
    errno = failure;
    return false;
}

static bool replace_file(const char *path, const struct stat *old, Str content)
{
    char real[PATH_MAX]; // behind a symbolic link, so that the link stays one
    if (old && !realpath(path, real)) return false;
    if (!old && snprintf(real, sizeof real, "%s", path) >= (int)sizeof real) {
        errno = ENAMETOOLONG;
        return false;
    }
    char *slash = strrchr(real, '/');
    const char *name = slash ? slash + 1 : real, *folder_name = !slash ? "." : slash == real ? "/" : real;
    if (slash) *slash = '\0';
    int folder = open(folder_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return false;
    bool replaced = replace_in(folder, name, old, content);
    int failure = errno;
    close(folder);
    errno = failure;
    return replaced;
}

static bool write_path(const char *path, Str content)
{
    struct stat old;
    bool exists = stat(path, &old) == 0;
    if (!exists && errno != ENOENT) return false;
    if (exists && S_ISDIR(old.st_mode)) {
        errno = EISDIR;
        return false;
    }
    if (exists && access(path, W_OK) != 0) return false;
    if (!exists || S_ISREG(old.st_mode)) return replace_file(path, exists ? &old : NULL, content);
    int file = open(path, O_WRONLY | O_CLOEXEC);
    return file >= 0 && write_to_open(file, content, false);
}

bool output_write(Str path, Str content, Error *error)
{
    if (path.size == 0 || str_equal(path, STR("-")))
        return write_all(STDOUT_FILENO, content) ||
               error_set_system(error, ERROR_FAILED, errno,
                                PHRASE("the result could not be written to standard output",
                                       "le résultat n’a pas pu être écrit sur la sortie standard"),
                                NULL, 0);
    Arena *scratch = arena_open(0);
    bool written = write_path(str_c(scratch, path), content) || refuse(path, errno, error);
    arena_close(scratch);
    return written;
}
