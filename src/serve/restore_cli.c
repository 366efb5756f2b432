// `fidele restore PATH`: fills a new data folder, or a new database, from a backup. It takes the folder itself, so that
// no server can hold it. Whoever was erased since the backup was made is erased again before anybody can open it
// (privacy/erasure_list.h): until then a mark in the folder keeps it shut.
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/instant.h"
#include "base/number.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "privacy/erasure_list.h"
#include "privacy/privacy_http.h"
#include "serve/data_folder.h"
#include "serve/house_open.h"
#include "store/backup_cli.h"
#include "store/backup.h"
#include "store/export.h"

static bool export_into(const StoreSettings *settings, Str path, Progress *progress, Backup *backup, Error *error)
{
    Export restored;
    bool fine = export_restore(settings, path, progress, &restored, error);
    *backup = (Backup){
        .schema = restored.schema, .made_at = restored.made_at, .tables = restored.tables, .rows = restored.rows};
    return fine;
}

static bool restore_into(const CommandCall *call, const DataFolder *folder, Backup *backup, Error *error)
{
    ProgressBar bar;
    StoreSettings settings = {.folder = folder->path, .database = option_text(call->options, "database", STR(""))};
    Str label = str_of(PHRASE("Restoring", "Restauration").in[call->locale]);
    progress_bar_start(&bar, label, option_given(call->options, "quiet"));
    Str path = call->options->argument[0];
    bool fine = export_is(path) ? export_into(&settings, path, &bar.progress, backup, error)
                                : backup_restore(&settings, path, &bar.progress, backup, error);
    progress_bar_finish(&bar);
    return fine;
}

// ---- who was erased since ----

// Beside the backup's folder: DIR/backups/X.backup has DIR/erasures.list.
static Str list_beside(const CommandCall *call)
{
    Str path = call->options->argument[0];
    size_t slashes = 0, end = path.size;
    while (end > 0 && slashes < 2) slashes += path.data[--end] == '/';
    Str folder = slashes == 2 ? (Str){path.data, end + 1} : STR("../");
    Str beside = str_format(call->arena, "%.*serasures.list", STR_ARGS(folder));
    return access(str_c(call->arena, beside), R_OK) == 0 ? beside : STR("");
}

static bool find_list(const CommandCall *call, Str *list, Error *error)
{
    *list = option_text(call->options, "erasures", STR(""));
    bool accepted = option_given(call->options, "accept-unerased");
    if (!list->size && !accepted) *list = list_beside(call);
    if (list->size) return erasure_list_check(*list, call->arena, error);
    if (accepted) return true;
    return error_code(
        error, ERROR_INPUT, "erasure_list",
        PHRASE("give the list of who was erased since: --erasures FILE (erasures.list of the data folder); "
               "when there is none: --accept-unerased",
               "donnez la liste des personnes effacées depuis : --erasures FICHIER (erasures.list du "
               "dossier de données) ; s’il n’y en a pas : --accept-unerased"),
        STR(""));
}

static bool replay(const CommandCall *call, const DataFolder *folder, Str list, ErasureReplay *replayed, Error *error)
{
    OpenHouse *house;
    const HouseSettings settings = {.folder = folder->path,
                                    .database = option_text(call->options, "database", STR(""))};
    *replayed = (ErasureReplay){0};
    if (!list.size) return true;
    if (!house_open(&settings, &house, error)) return false;
    Eraser eraser = eraser_of(&house->house, call->arena);
    bool fine = erasure_list_replay(&eraser, list, instant_now(), replayed, error) &&
                erasure_list_write(folder->path, house->house.store, call->arena, error);
    house_close(house);
    return fine;
}

// As long as it is there, no server opens the folder.
static bool mark(const CommandCall *call, const DataFolder *folder, Error *error)
{
    const char *path = data_folder_mark(call->arena, folder->path);
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0 || fsync(file) != 0)
        return error_code(error, ERROR_FAILED, "io", PHRASE("cannot write {0}", "impossible d’écrire {0}"),
                          str_of(path));
    close(file);
    return true;
}

static bool restore_marked(const CommandCall *call, const DataFolder *folder, Str list, Backup *backup,
                           ErasureReplay *replayed, Error *error)
{
    if (!mark(call, folder, error)) return false;
    bool fine = restore_into(call, folder, backup, error);
    bool whole = fine && replay(call, folder, list, replayed, error);
    if (!fine || whole) (void)unlink(data_folder_mark(call->arena, folder->path)); // not begun, or whole
    return whole;
}

static const Option restore_options[] = {
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

static bool run_restore(const CommandCall *call, Error *error)
{
    DataFolder folder;
    Backup backup;
    ErasureReplay replayed;
    Str list;
    if (!find_list(call, &list, error)) return false;
    if (!data_folder_take(option_text(call->options, "data", STR("fidele-data")), call->arena, &folder, error))
        return false;
    bool fine = restore_marked(call, &folder, list, &backup, &replayed, error);
    data_folder_release(&folder);
    if (!fine) return false;
    Text text = text_in(call->arena);
    const Str words[] = {number_say_count(call->arena, call->locale, backup.rows),
                         number_say_count(call->arena, call->locale, backup.tables),
                         instant_text(call->arena, backup.made_at)};
    phrase_add(&text, call->locale,
               PHRASE("restored {0} rows of {1} tables, as they were at {2}\n",
                      "{0} lignes de {1} tables restaurées, telles qu’à {2}\n"),
               words, COUNT_OF(words));
    const Str erased[] = {number_say_count(call->arena, call->locale, replayed.listed),
                          number_say_count(call->arena, call->locale, replayed.customers)};
    if (list.size)
        phrase_add(&text, call->locale,
                   PHRASE("{0} erased customers on the list, {1} of them in the backup: erased again\n",
                          "{0} clients effacés sur la liste, {1} dans la sauvegarde : effacés de nouveau\n"),
                   erased, COUNT_OF(erased));
    return output_write(STR("-"), text_str(&text), error);
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
    .details =
        PHRASE("The whole file is checked before anything is written; then all of it is stored, or nothing. The "
               "store has to be new: another --data folder, or an empty --database.",
               "Le fichier entier est contrôlé avant toute écriture\u00A0; puis tout est enregistré, ou rien. La "
               "base doit être neuve\u00A0: un autre dossier --data, ou une --database vide."),
    .examples = "fidele restore /mnt/safe/monday.backup --data /var/lib/fidele-new\n",
    .run = run_restore};
