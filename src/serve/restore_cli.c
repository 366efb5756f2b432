// `fidele restore PATH`: fills a new data folder, or a new database, from a backup. It takes the folder itself, so that
// no server can hold it. Whoever was erased since the backup was made is erased again before anybody can open it
// (privacy/erasure_list.h): until then a mark in the folder keeps it shut.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/instant.h"
#include "base/number.h"
#include "base/secret.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "crm/crm.h"
#include "crm/file_box.h"
#include "privacy/erasure_list.h"
#include "privacy/privacy_http.h"
#include "serve/data_folder.h"
#include "serve/house_open.h"
#include "store/backup_cli.h"
#include "store/backup.h"
#include "store/backup_file.h"
#include "store/export.h"

enum { LIST_DAYS = 90 }; // an erasure list answers for that long

typedef struct Restore {
    const CommandCall *call;
    Str path, list, keys; // "": none
    Str secret;           // the bytes of secret.key; "": none
    DataFolder folder;
    Backup backup;
    ErasureReplay replayed;
} Restore;

static bool export_into(const StoreSettings *settings, Str path, Progress *progress, Backup *backup, Error *error)
{
    Export restored;
    bool fine = export_restore(settings, path, progress, &restored, error);
    *backup = (Backup){
        .schema = restored.schema, .made_at = restored.made_at, .tables = restored.tables, .rows = restored.rows};
    return fine;
}

static bool restore_into(Restore *restore, Error *error)
{
    ProgressBar bar;
    const CommandCall *call = restore->call;
    Backup *backup = &restore->backup;
    StoreSettings settings = {.folder = restore->folder.path,
                              .database = option_text(call->options, "database", STR(""))};
    Str label = str_of(PHRASE("Restoring", "Restauration").in[call->locale]);
    progress_bar_start(&bar, label, option_given(call->options, "quiet"));
    Str path = restore->path;
    bool fine = export_is(path) ? export_into(&settings, path, &bar.progress, backup, error)
                                : backup_restore(&settings, path, restore->keys, &bar.progress, backup, error);
    progress_bar_finish(&bar);
    return fine;
}

// ---- what is kept apart ----

// Beside the backup's folder: DIR/backups/X.backup has DIR/NAME. "" when there is none.
static Str beside(const Restore *restore, const char *name)
{
    Str path = restore->path;
    size_t slashes = 0, end = path.size;
    while (end > 0 && slashes < 2) slashes += path.data[--end] == '/';
    Str folder = slashes == 2 ? (Str){path.data, end + 1} : slashes ? STR("./") : STR("../");
    Str found = str_format(restore->call->arena, "%.*s%s", STR_ARGS(folder), name);
    return access(str_c(restore->call->arena, found), R_OK) == 0 ? found : STR("");
}

static Str given_or_beside(const Restore *restore, const char *option, const char *name)
{
    Str given = option_text(restore->call->options, option, STR(""));
    return given.size ? given : beside(restore, name);
}

static bool find_secret(Restore *restore, Error *error)
{
    Bytes bytes;
    Str path = given_or_beside(restore, "key", "secret.key");
    if (!path.size) return true;
    if (!file_load(path, SECRET_KEY_BYTES, &bytes, error)) return false;
    restore->secret = str_copy(restore->call->arena, bytes_str(&bytes));
    bytes_release(&bytes);
    if (restore->secret.size == SECRET_KEY_BYTES) return true;
    return error_code(error, ERROR_INPUT, "key_file",
                      PHRASE("{0}: this is no secret.key of a data folder: it has 32 bytes",
                             "{0}\u00A0: ce n’est pas le secret.key d’un dossier de données\u00A0: il a 32 octets"),
                      path);
}

// After the restore: one that fails leaves nothing.
static bool put_secret(const Restore *restore, Error *error)
{
    Str path = str_format(restore->call->arena, "%.*s/secret.key", STR_ARGS(restore->folder.path));
    if (!restore->secret.size) return true;
    int file = open(str_c(restore->call->arena, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool fine = file >= 0 && write(file, restore->secret.data, restore->secret.size) == (ssize_t)restore->secret.size &&
                fsync(file) == 0;
    if (!fine) {
        error_set_system(error, ERROR_FAILED, errno, PHRASE("cannot write {0}", "impossible d’écrire {0}"), &path, 1);
        error->code = "io";
    }
    if (file >= 0) close(file);
    return fine;
}

// ---- who was erased since ----

static bool say_old(const Restore *restore, Instant made_at, Error *error)
{
    return error_code(
        error, ERROR_INPUT, "erasure_list",
        PHRASE("the backup is of {0}, older than {1} days: the erasure list does not answer for so long. To restore it "
               "all the same, with whoever was erased since and is not on the list: --accept-unerased",
               "la sauvegarde est du {0}, elle a plus de {1} jours\u00A0: la liste d’effacements ne répond pas "
               "d’aussi loin. Pour la restaurer tout de même, avec les personnes effacées depuis qui ne sont pas sur "
               "la liste\u00A0: --accept-unerased"),
        instant_text(restore->call->arena, made_at), error_number(restore->call->arena, LIST_DAYS));
}

static bool check_age(const Restore *restore, Error *error)
{
    int64_t key;
    Instant made_at;
    if (!backup_file_look(restore->path, &key, &made_at)) return true; // refused by its reader, or an export
    return instant_now() - made_at <= (int64_t)LIST_DAYS * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND ||
           say_old(restore, made_at, error);
}

static bool find_list(Restore *restore, Error *error)
{
    bool accepted = option_given(restore->call->options, "accept-unerased");
    restore->list = accepted ? option_text(restore->call->options, "erasures", STR(""))
                             : given_or_beside(restore, "erasures", "erasures.list");
    if (restore->list.size && !erasure_list_check(restore->list, restore->call->arena, error)) return false;
    if (accepted) return true;
    if (restore->list.size) return check_age(restore, error);
    return error_code(
        error, ERROR_INPUT, "erasure_list",
        PHRASE("give the list of who was erased since: --erasures FILE (erasures.list of the data folder); "
               "when there is none: --accept-unerased",
               "donnez la liste des personnes effacées depuis\u00A0: --erasures FICHIER (erasures.list du "
               "dossier de données)\u202F; s’il n’y en a pas\u00A0: --accept-unerased"),
        STR(""));
}

// Files of whoever was erased: their rows have just gone.
static bool sweep(const Restore *restore, const House *house, Error *error)
{
    StoreSession *session;
    BoxEntry *entry = NULL;
    size_t count;
    bool fine = box_list(house->folder, restore->call->arena, &entry, &count, error);
    if (!fine || !store_read_begin(house->store, &session, error)) return false;
    for (size_t i = 0; fine && i < count; i++) {
        Rows rows;
        fine = store_select(session, &query_file_is_stored, VALUES(value_text(entry[i].name)), &rows, error);
        bool stored = fine && rows_next(&rows);
        fine = fine && rows_close(&rows, error) && (stored || box_remove(house->folder, entry[i].name, error));
    }
    store_read_end(session);
    return fine;
}

static bool replay(Restore *restore, Error *error)
{
    OpenHouse *house;
    const CommandCall *call = restore->call;
    const HouseSettings settings = {.folder = restore->folder.path,
                                    .database = option_text(call->options, "database", STR(""))};
    if (!restore->list.size) return true;
    if (!house_open(&settings, &house, error)) return false;
    Eraser eraser = eraser_of(&house->house, call->arena);
    bool fine = erasure_list_replay(&eraser, restore->list, instant_now(), &restore->replayed, error) &&
                erasure_list_write(restore->folder.path, house->house.store, call->arena, error) &&
                sweep(restore, &house->house, error);
    house_close(house);
    return fine;
}

// As long as it is there, no server opens the folder.
static bool mark(const Restore *restore, Error *error)
{
    const char *path = data_folder_mark(restore->call->arena, restore->folder.path);
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0 || fsync(file) != 0)
        return error_code(error, ERROR_FAILED, "io", PHRASE("cannot write {0}", "impossible d’écrire {0}"),
                          str_of(path));
    close(file);
    return true;
}

// Without its secret.key the folder has none: the one made for the replay goes, so that the right one can be put there.
static bool restore_marked(Restore *restore, Error *error)
{
    Arena *arena = restore->call->arena;
    const char *secret = str_c(arena, str_format(arena, "%.*s/secret.key", STR_ARGS(restore->folder.path)));
    bool had_secret = access(secret, F_OK) == 0;
    if (!mark(restore, error)) return false;
    bool fine = restore_into(restore, error);
    bool whole = fine && put_secret(restore, error) && replay(restore, error);
    if (whole && !had_secret && !restore->secret.size) (void)unlink(secret);
    if (!fine || whole) (void)unlink(data_folder_mark(arena, restore->folder.path)); // not begun, or whole
    return whole;
}

static const Option restore_options[] = {
    {.name = "keys",
     .value = "FILE",
     .kind = OPTION_TEXT,
     .help = PHRASE("backup.keys of the data folder that the backup is of (found by itself beside its backups/)",
                    "backup.keys du dossier de données de la sauvegarde (trouvé seul à côté de son backups/)")},
    {.name = "key",
     .value = "FILE",
     .kind = OPTION_TEXT,
     .help = PHRASE("secret.key of that data folder, without which files of customers, secrets of connections and "
                    "second factors can't be opened (found by itself beside its backups/)",
                    "secret.key de ce dossier de données, sans lequel ni les fichiers des clients, ni les secrets des "
                    "connexions, ni les seconds facteurs ne s’ouvrent (trouvé seul à côté de son backups/)")},
    {.name = "erasures",
     .value = "FILE",
     .kind = OPTION_TEXT,
     .help = PHRASE("erasures.list of the data folder that the backup is of (found by itself beside its backups/)",
                    "erasures.list du dossier de données de la sauvegarde (trouvé seul à côté de son backups/)")},
    {.name = "accept-unerased",
     .kind = OPTION_FLAG,
     .help = PHRASE("there is no list: whoever was erased since the backup is back",
                    "il n’y a pas de liste : les personnes effacées depuis la sauvegarde reviennent")},
    {.name = NULL}};

static bool say_done(const Restore *restore, Error *error)
{
    const CommandCall *call = restore->call;
    Text text = text_in(call->arena);
    const Str words[] = {number_say_count(call->arena, call->locale, restore->backup.rows),
                         number_say_count(call->arena, call->locale, restore->backup.tables),
                         number_say_count(call->arena, call->locale, restore->backup.files),
                         instant_text(call->arena, restore->backup.made_at)};
    phrase_add(&text, call->locale,
               PHRASE("restored {0} rows of {1} tables and {2} files, as they were at {3}\n",
                      "{0} lignes de {1} tables et {2} fichiers restaurés, comme au {3}\n"),
               words, COUNT_OF(words));
    const Str erased[] = {number_say_count(call->arena, call->locale, restore->replayed.listed),
                          number_say_count(call->arena, call->locale, restore->replayed.customers)};
    if (restore->list.size)
        phrase_add(&text, call->locale,
                   PHRASE("{0} erased customers on the list, {1} of them in the backup: erased again\n",
                          "{0} clients effacés sur la liste, {1} dans la sauvegarde\u00A0: effacés de nouveau\n"),
                   erased, COUNT_OF(erased));
    if (!restore->secret.size)
        phrase_add(&text, call->locale,
                   PHRASE("no secret.key was given (--key FILE): files of customers, secrets of connections and second "
                          "factors can't be opened until it lies in {0}, before the first start\n",
                          "aucun secret.key n’a été donné (--key FICHIER)\u00A0: les fichiers des clients, les secrets "
                          "des connexions et les seconds facteurs ne s’ouvriront qu’avec lui dans {0}, avant le "
                          "premier démarrage\n"),
                   &restore->folder.path, 1);
    return output_write(STR("-"), text_str(&text), error);
}

static bool run_restore(const CommandCall *call, Error *error)
{
    Restore restore = {.call = call, .path = call->options->argument[0]};
    restore.keys = given_or_beside(&restore, "keys", "backup.keys");
    if (!find_list(&restore, error) || !find_secret(&restore, error)) return false;
    if (!data_folder_take(option_text(call->options, "data", STR("fidele-data")), call->arena, &restore.folder, error))
        return false;
    bool fine = restore_marked(&restore, error);
    data_folder_release(&restore.folder);
    return fine && say_done(&restore, error);
}

const Command restore_command = {
    .name = "restore",
    .summary = PHRASE("fill a new data folder or database from a backup or an export",
                      "remplir un dossier de données ou une base à partir d’une sauvegarde ou d’un export"),
    .arguments = "PATH",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = restore_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_QUIET,
    .details = PHRASE(
        "The whole file is checked before anything is written; then all of it is stored, or nothing. The "
        "store has to be new: another --data folder, or an empty --database. Asks for three files kept apart from "
        "backups: backup.keys, erasures.list, secret.key.",
        "Le fichier entier est contrôlé avant toute écriture\u00A0; puis tout est enregistré, ou rien. La "
        "base doit être neuve\u00A0: un autre dossier --data, ou une --database vide. Demande trois fichiers gardés à "
        "part des sauvegardes\u00A0: backup.keys, erasures.list, secret.key."),
    .examples = "fidele restore /mnt/safe/monday.backup --keys backup.keys --erasures erasures.list --key secret.key "
                "--data /var/lib/fidele-new\n",
    .run = run_restore};
