#include "serve/data_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "serve/privilege.h"

static bool fail_io(Str path, Error *error)
{
    int reason = errno;
    error_set_system(
        error, ERROR_FAILED, reason,
        PHRASE("cannot write in the data folder {0}", "impossible d'écrire dans le dossier de données {0}"), &path, 1);
    error->code = "io";
    return false;
}

Str data_folder_socket(Arena *arena, Str path)
{
    return str_format(arena, "%.*s/fidele.sock", STR_ARGS(path));
}

const char *data_folder_mark(Arena *arena, Str path)
{
    return str_c(arena, str_format(arena, "%.*s/restore.unfinished", STR_ARGS(path)));
}

// ---- making and checking ----

static bool refuse_unfinished(Str path, Error *error)
{
    return error_code(
        error, ERROR_FAILED, "erasure_list",
        PHRASE("a restore into {0} was interrupted before those who were erased were erased again: delete "
               "it and restore into a new folder",
               "une restauration dans {0} a été interrompue avant d’effacer de nouveau les personnes "
               "effacées\u00A0: supprimez-le et restaurez dans un nouveau dossier"),
        path);
}

static bool refuse_owner(Str path, const struct stat *state, Arena *arena, Error *error)
{
    return error_code(
        error, ERROR_FAILED, "permission",
        PHRASE("the data folder {0} belongs to uid {1}, this process runs as uid {2}: run it as its owner",
               "le dossier de données {0} appartient à l'uid {1}, ce processus est de l'uid {2}\u00A0: "
               "lancez-le sous le nom de son propriétaire"),
        path, error_number(arena, state->st_uid), error_number(arena, geteuid()));
}

static bool refuse_mode(Str path, Error *error)
{
    return error_code(error, ERROR_FAILED, "permission",
                      PHRASE("others may write in the data folder {0}: chmod 700 it, after a look at what lies there",
                             "d'autres peuvent écrire dans le dossier de données {0}\u00A0: passez-le en mode 700 "
                             "(chmod), après avoir regardé ce qui s'y trouve"),
                      path);
}

static bool is_empty(const char *path)
{
    DIR *folder = opendir(path);
    if (!folder) return false;
    size_t entries = 0;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        entries += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(folder);
    return entries == 0;
}

static bool check_folder(DataFolder *folder, Arena *arena, Error *error)
{
    const char *path = str_c(arena, folder->path);
    struct stat state;
    if (stat(path, &state) != 0) return fail_io(folder->path, error);
    if (!S_ISDIR(state.st_mode)) {
        errno = ENOTDIR;
        return fail_io(folder->path, error);
    }
    if (geteuid() == 0 && state.st_uid != 0 && !privilege_become(state.st_uid, state.st_gid, error)) return false;
    if (state.st_uid != geteuid()) return refuse_owner(folder->path, &state, arena, error);
    folder->fresh = is_empty(path);
    if ((state.st_mode & 022) != 0 && !folder->fresh) return refuse_mode(folder->path, error);
    if ((state.st_mode & 077) != 0 && chmod(path, 0700) != 0) return fail_io(folder->path, error);
    return true;
}

static bool make_folder(Str path, Arena *arena, DataFolder *folder, Error *error)
{
    const char *name = str_c(arena, path);
    if (mkdir(name, 0700) != 0 && errno != EEXIST) return fail_io(path, error);
    char *absolute = realpath(name, NULL);
    if (!absolute) return fail_io(path, error);
    folder->path = str_copy(arena, str_of(absolute));
    free(absolute);
    return check_folder(folder, arena, error);
}

// ---- the lock ----

static bool refuse_locked(const DataFolder *folder, Arena *arena, Error *error)
{
    char holder[32] = "?";
    ssize_t count = pread(folder->lock, holder, sizeof holder - 1, 0);
    size_t digits = 0;
    while (count > 0 && digits < (size_t)count && holder[digits] >= '0' && holder[digits] <= '9') digits++;
    Str pid = digits ? str_copy(arena, (Str){holder, digits}) : STR("?");
    return error_code(error, ERROR_UNAVAILABLE, "locked",
                      PHRASE("the data folder {0} is in use by process {1}",
                             "le dossier de données {0} est utilisé par le processus {1}"),
                      folder->path, pid);
}

static bool refuse_lockless(const DataFolder *folder, Error *error)
{
    return error_code(
        error, ERROR_FAILED, "io",
        PHRASE("the file system of {0} gives no working locks: put the data folder on a local disk",
               "le système de fichiers de {0} n'a pas de verrous qui fonctionnent\u00A0: placez le dossier "
               "de données sur un disque local"),
        folder->path);
}

// A second lock on the same file has to be refused, or locks mean nothing here (some network file systems).
static bool locks_work(const char *path)
{
    int second = open(path, O_RDWR | O_CLOEXEC);
    if (second < 0) return false;
    bool refused = flock(second, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(second);
    return refused;
}

static bool lock_folder(DataFolder *folder, Arena *arena, Error *error)
{
    const char *path = str_c(arena, str_format(arena, "%.*s/fidele.lock", STR_ARGS(folder->path)));
    folder->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (folder->lock < 0) return fail_io(folder->path, error);
    if (flock(folder->lock, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? refuse_locked(folder, arena, error) : refuse_lockless(folder, error);
    if (!locks_work(path)) return refuse_lockless(folder, error);
    Str pid = str_format(arena, "%ld\n", (long)getpid());
    if (ftruncate(folder->lock, 0) != 0 || pwrite(folder->lock, pid.data, pid.size, 0) != (ssize_t)pid.size ||
        fsync(folder->lock) != 0)
        return fail_io(folder->path, error);
    return true;
}

bool data_folder_take(Str path, Arena *arena, DataFolder *folder, Error *error)
{
    *folder = (DataFolder){.lock = -1};
    bool taken = make_folder(path, arena, folder, error) && lock_folder(folder, arena, error);
    if (taken && access(data_folder_mark(arena, folder->path), F_OK) != 0) return true;
    if (taken) (void)refuse_unfinished(folder->path, error);
    data_folder_release(folder);
    return false;
}

void data_folder_release(DataFolder *folder)
{
    if (folder->lock >= 0) close(folder->lock);
    folder->lock = -1;
}
