// `fidele restore PATH`: fills a new data folder, or a new database, from a backup. It takes the folder itself, so that
// no server can hold it.
#include "base/number.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "serve/data_folder.h"
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

static bool run_restore(const CommandCall *call, Error *error)
{
    DataFolder folder;
    Backup backup;
    if (!data_folder_take(option_text(call->options, "data", STR("fidele-data")), call->arena, &folder, error))
        return false;
    bool fine = restore_into(call, &folder, &backup, error);
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
    return output_write(STR("-"), text_str(&text), error);
}

const Command restore_command = {
    .name = "restore",
    .summary = PHRASE("fill a new data folder or database from a backup or an export",
                      "remplir un dossier de données ou une base à partir d’une sauvegarde ou d’un export"),
    .arguments = "PATH",
    .arguments_min = 1,
    .arguments_max = 1,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_QUIET,
    .details =
        PHRASE("The whole file is checked before anything is written; then all of it is stored, or nothing. The "
               "store has to be new: another --data folder, or an empty --database.",
               "Le fichier entier est contrôlé avant toute écriture\u00A0; puis tout est enregistré, ou rien. La "
               "base doit être neuve\u00A0: un autre dossier --data, ou une --database vide."),
    .examples = "fidele restore /mnt/safe/monday.backup --data /var/lib/fidele-new\n",
    .run = run_restore};
