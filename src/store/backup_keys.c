#include "store/backup_keys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "store/backup_file.h"

enum { KEYS_BYTES_MAX = 64 << 20 };

typedef struct Keys {
    BackupKey *key;
    size_t count, room;
} Keys;

// Backups are made on one thread, keys destroyed on another: each reads the file and writes it anew.
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

// ---- reading ----

static int hex_digit(char letter)
{
    if ('0' <= letter && letter <= '9') return letter - '0';
    return 'a' <= letter && letter <= 'f' ? letter - 'a' + 10 : -1;
}

static bool read_key(Str text, BackupKey *key)
{
    key->destroyed = str_equal(text, STR("-"));
    if (key->destroyed) return true;
    if (text.size != 2 * SECRET_KEY_BYTES) return false;
    for (size_t i = 0; i < SECRET_KEY_BYTES; i++) {
        int high = hex_digit(text.data[2 * i]), low = hex_digit(text.data[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        key->key[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

static bool read_number(Str text, int64_t *number)
{
    *number = 0;
    if (!text.size || text.size > 18) return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
        *number = *number * 10 + (text.data[i] - '0');
    }
    return true;
}

static bool read_line(Str line, BackupKey *key)
{
    Str id, made_at;
    *key = (BackupKey){0};
    return str_cut(&line, ' ', &id) && str_cut(&line, ' ', &made_at) && read_number(id, &key->id) &&
           read_number(made_at, &key->made_at) && read_key(line, key);
}

static void add_key(Keys *keys, const BackupKey *key, Arena *arena)
{
    if (keys->count == keys->room) {
        size_t room = keys->room ? 2 * keys->room : 64;
        BackupKey *more = arena_array(arena, BackupKey, room);
        if (keys->count) memcpy(more, keys->key, keys->count * sizeof *more);
        keys->key = more;
        keys->room = room;
    }
    keys->key[keys->count++] = *key;
}

static bool parse(Str text, Keys *keys, Arena *arena)
{
    Str line;
    BackupKey key;
    while (str_cut(&text, '\n', &line)) {
        if (!line.size) continue;
        if (!read_line(line, &key)) return false;
        add_key(keys, &key, arena);
    }
    return true;
}

static bool load(Str path, Keys *keys, Arena *arena, Error *error)
{
    Bytes bytes;
    *keys = (Keys){0};
    if (!file_load(path, KEYS_BYTES_MAX, &bytes, error)) return false;
    bool read = parse(bytes_str(&bytes), keys, arena);
    bytes_release(&bytes);
    if (read) return true;
    return error_code(error, ERROR_INPUT, "wrong_key",
                      PHRASE("{0}: these are no keys of backups, or they are damaged: give the file backup.keys of the "
                             "data folder that the backup is of",
                             "{0}\u00A0: ce ne sont pas des clés de sauvegardes, ou elles sont abîmées\u00A0: donnez "
                             "le fichier backup.keys du dossier de données de la sauvegarde"),
                      path);
}

// ---- writing ----

static bool refuse(Str path, Error *error)
{
    int reason = errno;
    error_set_system(error, reason == ENOSPC || reason == EDQUOT ? ERROR_STORAGE_FULL : ERROR_FAILED, reason,
                     PHRASE("{0}: the keys of backups can't be written",
                            "{0}\u00A0: les clés des sauvegardes ne peuvent être écrites"),
                     &path, 1);
    error->code = "io";
    return false;
}

static bool put(int file, Str text)
{
    while (text.size) {
        ssize_t written = write(file, text.data, text.size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text = (Str){text.data + written, text.size - (size_t)written};
    }
    return fsync(file) == 0;
}

// The file that was replaced has no name any more; its bytes would stay on the disk.
static void overwrite(int file)
{
    struct stat status;
    static const char zeros[4096];
    if (fstat(file, &status) != 0) return;
    for (off_t at = 0; at < status.st_size; at += (off_t)sizeof zeros)
        if (pwrite(file, zeros, sizeof zeros, at) < 0) return;
    (void)fsync(file);
}

static bool replace(int folder, Str text)
{
    static const char name[] = "backup.keys", draft[] = "backup.keys.new";
    int old = openat(folder, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    int file = openat(folder, draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool fine = file >= 0 && put(file, text);
    int reason = errno;
    if (file >= 0 && close(file) != 0 && fine) fine = false, reason = errno;
    if (fine && (renameat(folder, draft, folder, name) != 0 || fsync(folder) != 0)) fine = false, reason = errno;
    if (fine && old >= 0) overwrite(old);
    if (old >= 0) close(old);
    errno = reason;
    return fine;
}

static Str lines_of(const Keys *keys, Arena *arena)
{
    Text text = text_in(arena);
    for (size_t i = 0; i < keys->count; i++) {
        const BackupKey *key = &keys->key[i];
        Str hex = key->destroyed ? STR("-") : hex_text(arena, (Str){(const char *)key->key, sizeof key->key});
        text_addf(&text, "%lld %lld %.*s\n", (long long)key->id, (long long)key->made_at, STR_ARGS(hex));
    }
    return text_str(&text);
}

static bool save(Str folder, Str path, const Keys *keys, Arena *arena, Error *error)
{
    int directory = open(str_c(arena, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool fine = directory >= 0 && replace(directory, lines_of(keys, arena));
    if (!fine) (void)refuse(path, error);
    if (directory >= 0) close(directory);
    return fine;
}

// ---- making and finding ----

static bool load_or_none(Str path, Keys *keys, Arena *arena, Error *error)
{
    *keys = (Keys){0};
    return access(str_c(arena, path), F_OK) != 0 || load(path, keys, arena, error);
}

static bool make(Str folder, BackupKey *key, Arena *arena, Error *error)
{
    Keys keys;
    Str path = str_format(arena, "%.*s/backup.keys", STR_ARGS(folder));
    if (!load_or_none(path, &keys, arena, error)) return false;
    for (size_t i = 0; i < keys.count; i++)
        if (keys.key[i].id > key->id) key->id = keys.key[i].id;
    key->id++;
    add_key(&keys, key, arena);
    return save(folder, path, &keys, arena, error);
}

bool backup_key_make(Str folder, Instant made_at, BackupKey *key, Error *error)
{
    Arena *arena = arena_open(0);
    *key = (BackupKey){.made_at = made_at};
    secret_random(key->key, sizeof key->key);
    pthread_mutex_lock(&turn);
    bool fine = make(folder, key, arena, error);
    pthread_mutex_unlock(&turn);
    arena_close(arena);
    return fine;
}

static bool say_missing(Str keys, int64_t id, Arena *arena, Error *error)
{
    Str number = error_number(arena, (uint64_t)id);
    if (!keys.size)
        return error_code(error, ERROR_INPUT, "wrong_key",
                          PHRASE("the backup was made with key id {0}: give it with --keys FILE (backup.keys of the "
                                 "data folder that the backup is of)",
                                 "la sauvegarde a été faite avec la clé numéro {0}\u00A0: donnez-la par --keys FICHIER "
                                 "(backup.keys du dossier de données de la sauvegarde)"),
                          number);
    return error_code(error, ERROR_INPUT, "wrong_key",
                      PHRASE("the backup was made with key id {0}, and {1} does not hold that key: give the file "
                             "backup.keys of the data folder that the backup is of",
                             "la sauvegarde a été faite avec la clé numéro {0}, et {1} ne contient pas cette "
                             "clé\u00A0: donnez le fichier backup.keys du dossier de données de la sauvegarde"),
                      number, keys);
}

static bool say_destroyed(int64_t id, Arena *arena, Error *error)
{
    return error_code(error, ERROR_INPUT, "wrong_key",
                      PHRASE("the backup was made with key id {0}, and that key was destroyed when the time to keep it "
                             "was over: nobody can open the backup any more",
                             "la sauvegarde a été faite avec la clé numéro {0}, et cette clé a été détruite au terme "
                             "de sa durée de conservation\u00A0: plus personne ne peut ouvrir la sauvegarde"),
                      error_number(arena, (uint64_t)id));
}

bool backup_key_say_wrong(int64_t id, Error *error)
{
    Arena *scratch = arena_open(0);
    (void)error_code(error, ERROR_INPUT, "wrong_key",
                     PHRASE("the backup was made with key id {0}, and the key with that number is another one: give "
                            "the file backup.keys of the data folder that the backup is of",
                            "la sauvegarde a été faite avec la clé numéro {0}, et la clé de ce numéro en est une "
                            "autre\u00A0: donnez le fichier backup.keys du dossier de données de la sauvegarde"),
                     error_number(scratch, (uint64_t)id));
    arena_close(scratch);
    return false;
}

static bool find(Str path, BackupKey *key, Arena *arena, Error *error)
{
    Keys keys = {0};
    if (path.size && !load(path, &keys, arena, error)) return false;
    const BackupKey *found = NULL;
    bool number = false;
    for (size_t i = 0; i < keys.count; i++) {
        number |= keys.key[i].id == key->id;
        if (keys.key[i].id == key->id && keys.key[i].made_at == key->made_at) found = &keys.key[i];
    }
    if (!found) return number ? backup_key_say_wrong(key->id, error) : say_missing(path, key->id, arena, error);
    if (found->destroyed) return say_destroyed(key->id, arena, error);
    *key = *found;
    return true;
}

bool backup_key_find(Str keys, int64_t id, Instant made_at, BackupKey *key, Error *error)
{
    Arena *arena = arena_open(0);
    *key = (BackupKey){.id = id, .made_at = made_at};
    bool fine = find(keys, key, arena, error);
    arena_close(arena);
    return fine;
}

// ---- destroying ----

static bool destroyed_of(const Keys *keys, int64_t id, Instant made_at)
{
    for (size_t i = 0; i < keys->count; i++)
        if (keys->key[i].id == id && keys->key[i].made_at == made_at) return keys->key[i].destroyed;
    return false;
}

static int64_t remove_in(const Keys *keys, Str folder, Arena *arena)
{
    int64_t removed = 0, id;
    Instant made_at;
    DIR *directory = opendir(str_c(arena, folder));
    for (const struct dirent *entry; directory && (entry = readdir(directory));) {
        Str path = str_format(arena, "%.*s/%s", STR_ARGS(folder), entry->d_name);
        if (!backup_file_look(path, &id, &made_at)) continue;
        if (destroyed_of(keys, id, made_at) && unlink(str_c(arena, path)) == 0) removed++;
    }
    if (directory) closedir(directory);
    return removed;
}

static bool destroy(Str folder, Instant before, int64_t *destroyed, int64_t *files, Arena *arena, Error *error)
{
    Keys keys;
    Str path = str_format(arena, "%.*s/backup.keys", STR_ARGS(folder));
    if (!load_or_none(path, &keys, arena, error)) return false;
    for (size_t i = 0; i < keys.count; i++) {
        if (keys.key[i].destroyed || keys.key[i].made_at >= before) continue;
        keys.key[i].destroyed = true;
        (*destroyed)++;
    }
    if (*destroyed && !save(folder, path, &keys, arena, error)) return false;
    *files = remove_in(&keys, str_format(arena, "%.*s/backups", STR_ARGS(folder)), arena) +
             remove_in(&keys, str_format(arena, "%.*s/snapshots", STR_ARGS(folder)), arena);
    return true;
}

bool backup_keys_destroy(Str folder, Instant before, int64_t *keys, int64_t *files, Error *error)
{
    Arena *arena = arena_open(0);
    *keys = *files = 0;
    pthread_mutex_lock(&turn);
    bool fine = destroy(folder, before, keys, files, arena, error);
    pthread_mutex_unlock(&turn);
    arena_close(arena);
    return fine;
}
