#include "crm/file_box.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    CHUNK = 65536,
    SEALED_CHUNK = CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES,
    HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    BOX_BYTES_MAX = 256 << 20
};
static const char draft_end[] = ".new";

static bool refuse(Error *error, Str name)
{
    bool full = errno == ENOSPC || errno == EDQUOT;
    return error_set_system(error, full ? ERROR_STORAGE_FULL : ERROR_FAILED, errno,
                            PHRASE("the file {0} can't be kept or read", "le fichier {0} ne peut être gardé ou lu"),
                            &name, 1);
}

static int open_folder(Str folder, bool make, Arena *arena)
{
    int data = open(str_c(arena, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (data < 0) return -1;
    if (make && mkdirat(data, "files", S_IRWXU) != 0 && errno != EEXIST) {
        close(data);
        return -1;
    }
    int files = openat(data, "files", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    int reason = errno;
    close(data);
    errno = reason;
    return files;
}

static bool plain_name(Str name)
{
    if (!name.size || name.size > 2 * BOX_NAME_BYTES || name.data[0] == '.') return false;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        if (!(('0' <= c && c <= '9') || ('a' <= c && c <= 'z') || c == '.')) return false;
    }
    return true;
}

// ---- sealing ----

static Str seal_content(const unsigned char key[SECRET_KEY_BYTES], Str content, Arena *arena)
{
    crypto_secretstream_xchacha20poly1305_state state;
    size_t chunks = content.size / CHUNK + 1;
    unsigned char *sealed = arena_array(arena, unsigned char, HEADER + content.size + chunks * (SEALED_CHUNK - CHUNK));
    size_t size = HEADER, at = 0;
    crypto_secretstream_xchacha20poly1305_init_push(&state, sealed, key);
    for (size_t i = 0; i < chunks; i++) {
        size_t part = content.size - at < CHUNK ? content.size - at : CHUNK;
        unsigned char tag = i + 1 == chunks ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
        unsigned long long made = 0;
        crypto_secretstream_xchacha20poly1305_push(&state, sealed + size, &made,
                                                   (const unsigned char *)content.data + at, part, NULL, 0, tag);
        size += (size_t)made;
        at += part;
    }
    sodium_memzero(&state, sizeof state);
    return (Str){(const char *)sealed, size};
}

static bool unseal(const unsigned char key[SECRET_KEY_BYTES], Str sealed, Arena *arena, Str *content)
{
    crypto_secretstream_xchacha20poly1305_state state;
    unsigned char *opened = arena_array(arena, unsigned char, sealed.size + 1), tag = 0;
    size_t size = 0, at = HEADER;
    const unsigned char *bytes = (const unsigned char *)sealed.data;
    if (sealed.size < HEADER || crypto_secretstream_xchacha20poly1305_init_pull(&state, bytes, key) != 0) return false;
    while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
        size_t part = sealed.size - at < SEALED_CHUNK ? sealed.size - at : SEALED_CHUNK;
        unsigned long long made = 0;
        if (crypto_secretstream_xchacha20poly1305_pull(&state, opened + size, &made, &tag, bytes + at, part, NULL, 0) !=
            0)
            return false;
        size += (size_t)made;
        at += part;
    }
    *content = (Str){(const char *)opened, size};
    return at == sealed.size;
}

// ---- files ----

static bool write_all(int file, Str bytes)
{
    size_t at = 0;
    while (at < bytes.size) {
        ssize_t written = write(file, bytes.data + at, bytes.size - at);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        at += (size_t)written;
    }
    return fsync(file) == 0;
}

// Under another name first, to the disk, then renamed: it is there whole or not at all.
static bool put_in(int folder, Str name, Str sealed, Arena *arena, Error *error)
{
    const char *final = str_c(arena, name);
    const char *draft = str_c(arena, str_format(arena, "%s%s", final, draft_end));
    int file = openat(folder, draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (file < 0) return refuse(error, name);
    bool written = write_all(file, sealed);
    if (!written) refuse(error, name);
    if (close(file) != 0 && written) written = refuse(error, name);
    if (written && (renameat(folder, draft, folder, final) != 0 || fsync(folder) != 0)) written = refuse(error, name);
    if (!written) unlinkat(folder, draft, 0);
    return written;
}

bool box_put(Str folder, const unsigned char key[SECRET_KEY_BYTES], Str content, Arena *arena, Str *name, Error *error)
{
    unsigned char random[BOX_NAME_BYTES / 2];
    secret_random(random, sizeof random);
    *name = hex_text(arena, (Str){(const char *)random, sizeof random});
    int files = open_folder(folder, true, arena);
    if (files < 0) return refuse(error, *name);
    bool put = put_in(files, *name, seal_content(key, content, arena), arena, error);
    close(files);
    return put;
}

static bool read_all(int file, Arena *arena, Str *bytes)
{
    struct stat status;
    size_t at = 0;
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > BOX_BYTES_MAX) return false;
    size_t size = (size_t)status.st_size;
    char *room = arena_array(arena, char, size + 1);
    while (at < size) {
        ssize_t got = read(file, room + at, size - at);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += (size_t)got;
    }
    *bytes = (Str){room, size};
    return true;
}

bool box_get(Str folder, const unsigned char key[SECRET_KEY_BYTES], Str name, Arena *arena, Str *content, Error *error)
{
    Str sealed = STR("");
    int files = open_folder(folder, false, arena);
    int file =
        files >= 0 && plain_name(name) ? openat(files, str_c(arena, name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
    if (files >= 0) close(files);
    if (file < 0)
        return error_code(error, ERROR_NOT_FOUND, "not_found",
                          PHRASE("the file is not in the folder files: bring that folder back",
                                 "le fichier n’est pas dans le dossier files\u00A0: remettez ce dossier"),
                          STR(""));
    bool fine = read_all(file, arena, &sealed);
    close(file);
    if (fine && unseal(key, sealed, arena, content)) return true;
    return error_code(error, ERROR_FAILED, "corrupt",
                      PHRASE("the file {0} in the folder files is damaged: bring it back from a copy",
                             "le fichier {0} du dossier files est abîmé\u00A0: reprenez-le d’une copie"),
                      name);
}

bool box_remove(Str folder, Str name, Error *error)
{
    Arena *arena = arena_open(0);
    int files = open_folder(folder, false, arena);
    bool gone = files < 0 ? errno == ENOENT
                          : plain_name(name) && (unlinkat(files, str_c(arena, name), 0) == 0 || errno == ENOENT) &&
                                fsync(files) == 0;
    if (!gone) refuse(error, name);
    if (files >= 0) close(files);
    arena_close(arena);
    return gone;
}

static void add_entry(int files, const char *name, Arena *arena, BoxEntry **entries, size_t *count, size_t *room)
{
    struct stat status;
    if (!plain_name(str_of(name)) || fstatat(files, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return;
    if (*count == *room) {
        BoxEntry *larger = arena_array(arena, BoxEntry, *room = *room ? *room * 2 : 64);
        if (*count) memcpy(larger, *entries, *count * sizeof *larger);
        *entries = larger;
    }
    (*entries)[(*count)++] = (BoxEntry){.name = str_copy(arena, str_of(name)),
                                        .changed = (Instant)status.st_mtim.tv_sec * MILLISECONDS_PER_SECOND};
}

bool box_list(Str folder, Arena *arena, BoxEntry **entries, size_t *count, Error *error)
{
    size_t room = 0;
    *count = 0;
    int files = open_folder(folder, false, arena);
    if (files < 0) return errno == ENOENT || refuse(error, STR("files"));
    DIR *directory = fdopendir(files);
    if (!directory) {
        close(files);
        return refuse(error, STR("files"));
    }
    for (struct dirent *one; (one = readdir(directory));) add_entry(files, one->d_name, arena, entries, count, &room);
    closedir(directory);
    return true;
}
