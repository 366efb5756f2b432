#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse_system(Str name, int reason, Error *error)
{
    Phrase phrase = PHRASE("{0}: this file cannot be read", "{0} : ce fichier ne peut pas être lu");
    ErrorKind kind = ERROR_FAILED;
    if (reason == ENOENT || reason == ENOTDIR || reason == ENAMETOOLONG) {
        kind = ERROR_INPUT;
        phrase = PHRASE("{0}: there is no such file; check its name and folder",
                        "{0} : ce fichier n’existe pas ; vérifiez son nom et son dossier");
    } else if (reason == EACCES || reason == EPERM) {
        kind = ERROR_INPUT;
        phrase = PHRASE("{0}: you are not permitted to read this file; ask its owner",
                        "{0} : vous n’avez pas le droit de lire ce fichier ; demandez-le à son propriétaire");
    }
    return error_set_system(error, kind, reason, phrase, &name, 1);
}

// False with errno, as bytes_map: 0 when the size never kept still.
static bool map_whole(int file, size_t size, Bytes *bytes)
{
    enum { ATTEMPTS = 3 };
    for (int attempt = 0; attempt < ATTEMPTS && size > 0; attempt++) {
        struct stat status;
        if (bytes_map(file, size, bytes)) return true;
        if (errno != 0 || fstat(file, &status) != 0) return false;
        size = (size_t)status.st_size;
    }
    errno = 0;
    return false;
}

// Files of /proc say that they are empty, those of /sys that they cannot be mapped: such are read. So is what is left
// of a file that standard input has been read from already.
static bool load(int file, Str name, size_t limit, Bytes *bytes, Error *error)
{
    struct stat status;
    if (fstat(file, &status) != 0) return refuse_system(name, errno, error);
    if (S_ISDIR(status.st_mode))
        return error_say(error, ERROR_INPUT,
                         PHRASE("{0}: this is a folder; name a file in it",
                                "{0} : c’est un dossier ; indiquez un fichier qu’il contient"),
                         name);
    bool mappable = S_ISREG(status.st_mode) && status.st_size > 0 && lseek(file, 0, SEEK_CUR) == 0;
    if (mappable && map_whole(file, (size_t)status.st_size, bytes)) return true;
    if (mappable && errno == 0)
        return error_say(error, ERROR_INPUT,
                         PHRASE("{0}: this file is being written just now; try again once it is complete",
                                "{0} : ce fichier est en cours d’écriture ; réessayez quand il sera complet"),
                         name);
    if (mappable && errno != ENODEV) return refuse_system(name, errno, error);
    return bytes_read(file, limit, bytes) || refuse_system(name, errno, error);
}

Str file_name(Str path)
{
    return str_equal(path, STR("-")) ? STR("stdin") : path;
}

bool file_load(Str path, size_t limit, Bytes *bytes, Error *error)
{
    if (str_equal(path, STR("-"))) return load(STDIN_FILENO, file_name(path), limit, bytes, error);
    char path_c[PATH_MAX];
    if (path.size >= sizeof path_c) return refuse_system(path, ENAMETOOLONG, error);
    if (path.size > 0) memcpy(path_c, path.data, path.size);
    path_c[path.size] = '\0';
    int file = open(path_c, O_RDONLY | O_CLOEXEC);
    if (file < 0) return refuse_system(path, errno, error);
    bool loaded = load(file, path, limit, bytes, error);
    close(file);
    return loaded;
}
