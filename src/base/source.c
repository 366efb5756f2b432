#include "base/source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse_system(Str name, int reason, Error *error)
{
    const Str *arguments = &name;
    if (reason == ENOENT || reason == ENOTDIR)
        return error_set_system(error, ERROR_INPUT, reason,
                                PHRASE("{0}: there is no such file; check its name and folder",
                                       "{0} : ce fichier n’existe pas ; vérifiez son nom et son dossier"),
                                arguments, 1);
    if (reason == EACCES || reason == EPERM)
        return error_set_system(
            error, ERROR_INPUT, reason,
            PHRASE("{0}: no permission to read this file", "{0} : vous n’avez pas le droit de lire ce fichier"),
            arguments, 1);
    return error_set_system(error, ERROR_FAILED, reason,
                            PHRASE("{0}: this file cannot be read", "{0} : ce fichier ne peut pas être lu"), arguments,
                            1);
}

static bool load_regular(int file, Str name, size_t size, Bytes *bytes, Error *error)
{
    enum { ATTEMPTS = 3 };
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        struct stat status;
        if (bytes_map(file, size, bytes)) return true;
        if (errno != 0 || fstat(file, &status) != 0) return refuse_system(name, errno, error);
        size = (size_t)status.st_size;
        if (size == 0) break;
    }
    return error_say(error, ERROR_INPUT,
                     PHRASE("{0}: this file is still being written; try again once it is complete",
                            "{0} : ce fichier est en cours d’écriture ; réessayez quand il sera complet"),
                     name);
}

static bool load(int file, Str name, size_t limit, Bytes *bytes, Error *error)
{
    struct stat status;
    if (fstat(file, &status) != 0) return refuse_system(name, errno, error);
    if (S_ISDIR(status.st_mode))
        return error_say(error, ERROR_INPUT,
                         PHRASE("{0}: this is a folder; name a file in it",
                                "{0} : c’est un dossier ; indiquez un fichier de ce dossier"),
                         name);
    bool whole = S_ISREG(status.st_mode) && status.st_size > 0 && lseek(file, 0, SEEK_CUR) == 0;
    if (whole) return load_regular(file, name, (size_t)status.st_size, bytes, error);
    return bytes_read(file, limit, bytes) || refuse_system(name, errno, error);
}

static bool open_and_load(Str path, size_t limit, Bytes *bytes, Error *error)
{
    if (str_equal(path, STR("-"))) return load(STDIN_FILENO, STR("stdin"), limit, bytes, error);
    char path_c[PATH_MAX];
    if (path.size >= sizeof path_c) return refuse_system(path, ENAMETOOLONG, error);
    memcpy(path_c, path.data, path.size);
    path_c[path.size] = '\0';
    int file = open(path_c, O_RDONLY | O_CLOEXEC);
    if (file < 0) return refuse_system(path, errno, error);
    bool loaded = load(file, path, limit, bytes, error);
    close(file);
    return loaded;
}

bool source_open(Str path, size_t limit_bytes, int threads, Source *source, Error *error)
{
    Bytes bytes = {0};
    (void)threads;
    if (!open_and_load(path, limit_bytes ? limit_bytes : SIZE_MAX, &bytes, error)) return false;
    *source = (Source){.name = path,
                       .text = bytes_str(&bytes),
                       .file_bytes = bytes.size,
                       .mapping = bytes.data,
                       .mapping_bytes = bytes.capacity};
    return true;
}

void source_close(Source *source)
{
    Bytes bytes = {.data = source->mapping, .capacity = source->mapping_bytes};
    bytes_release(&bytes);
    *source = (Source){0};
}

Str charset_name(Charset charset)
{
    static const Str names[] = {
        [CHARSET_UTF8] = STR("UTF-8"),
        [CHARSET_UTF8_MARK] = STR("UTF-8"),
        [CHARSET_UTF16_LE] = STR("UTF-16"),
        [CHARSET_UTF16_BE] = STR("UTF-16"),
        [CHARSET_WINDOWS_1252] = STR("Windows-1252"),
    };
    return names[charset];
}
