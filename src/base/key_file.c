#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/key_file.h"

static bool refuse(Error *error, Str path)
{
    return error_set_system(error, ERROR_FAILED, errno,
                            PHRASE("{0}: the key file can't be used", "{0}\u00A0: le fichier de clé est inutilisable"),
                            &path, 1);
}

// Written under another name, to the disk, and then linked: it is there whole or not at all, and of two servers that
// start at once both read the first one's.
static bool make(Arena *arena, Str folder, const char *path, Error *error)
{
    unsigned char key[SECRET_KEY_BYTES];
    secret_random(key, sizeof key);
    const char *draft = str_c(arena, str_format(arena, "%s.%s", path, str_c(arena, token_text(arena, 8))));
    int file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (file < 0) return refuse(error, str_of(path));
    bool written = write(file, key, sizeof key) == (ssize_t)sizeof key && fsync(file) == 0;
    written = close(file) == 0 && written;
    secret_wipe(key, sizeof key);
    bool linked = written && (link(draft, path) == 0 || errno == EEXIST);
    if (!linked) refuse(error, str_of(path));
    unlink(draft);
    int directory = open(str_c(arena, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        if (fsync(directory) != 0 && linked) linked = refuse(error, str_of(path));
        close(directory);
    }
    return linked;
}

static bool read_key(const char *path, unsigned char key[SECRET_KEY_BYTES], Error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) return refuse(error, str_of(path));
    struct stat status;
    bool fine = fstat(file, &status) == 0 && read(file, key, SECRET_KEY_BYTES) == SECRET_KEY_BYTES;
    if (!fine) refuse(error, str_of(path));
    close(file);
    if (!fine) return false;
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0 && status.st_size == SECRET_KEY_BYTES) return true;
    return error_code(
        error, ERROR_FAILED, "key_file",
        PHRASE("{0}: has to hold 32 bytes and be readable by its owner alone (chmod 600)",
               "{0}\u00A0: doit contenir 32 octets et n’être lisible que par son propriétaire (chmod 600)"),
        str_of(path));
}

bool key_file_open(Str folder, unsigned char key[SECRET_KEY_BYTES], Error *error)
{
    Arena *arena = arena_open(0);
    const char *path = str_c(arena, str_format(arena, "%.*s/secret.key", STR_ARGS(folder)));
    bool there = access(path, F_OK) == 0 || make(arena, folder, path, error);
    bool fine = there && read_key(path, key, error);
    arena_close(arena);
    return fine;
}
