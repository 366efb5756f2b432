// The server (or this program, when none runs) writes an export into the data folder, the only place it may write to;
// from there it is moved to where it was asked for, by whoever asked.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/number.h"
#include "cli/follow.h"
#include "cli/output.h"
#include "store/backup_cli.h"
#include "store/export.h"

extern const Command *const export_commands[];

static bool say_cannot_write(Str path, Error *error)
{
    if (errno == EEXIST || errno == ENOTEMPTY)
        return error_code(error, ERROR_CONFLICT, "exists",
                          PHRASE("{0} is there already: name another folder for the export",
                                 "{0} existe déjà\u00A0: nommez un autre dossier pour l’export"),
                          path);
    return error_set_system(
        error, ERROR_FAILED, errno,
        PHRASE("{0}: the export can't be written there", "{0}\u00A0: l’export ne peut y être écrit"), &path, 1);
}

// ---- moving a folder of files ----

static bool is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

// To another file system, file by file; the manifest last, so that half an export is none.
static bool files_copy(const CommandCall *call, const char *from, const char *to, bool manifest, Error *error)
{
    DIR *folder = opendir(from);
    bool fine = folder;
    for (const struct dirent *entry; fine && (entry = readdir(folder));) {
        if (!is_file(entry) || (strcmp(entry->d_name, "manifest.json") == 0) != manifest) continue;
        Str source = str_format(call->arena, "%s/%s", from, entry->d_name);
        Str target = str_format(call->arena, "%s/%s", to, entry->d_name);
        fine = backup_file_move(call, source, target, error);
    }
    if (folder) closedir(folder);
    return fine || error->kind || say_cannot_write(str_of(to), error);
}

static bool folder_move(const CommandCall *call, Str from, Str to, Error *error)
{
    const char *source = str_c(call->arena, from), *target = str_c(call->arena, to);
    error->kind = ERROR_NONE;
    if (renameat2(AT_FDCWD, source, AT_FDCWD, target, RENAME_NOREPLACE) == 0) return true;
    if (errno != EXDEV || mkdir(target, 0700) != 0) return say_cannot_write(to, error);
    return files_copy(call, source, target, false, error) && error->kind == ERROR_NONE &&
           files_copy(call, source, target, true, error) && error->kind == ERROR_NONE && rmdir(source) == 0;
}

// ---- the command ----

enum { FORMAT_JSON, FORMAT_CSV };

static const Option options[] = {
    {.name = "format",
     .value = "json|csv",
     .kind = OPTION_CHOICE,
     .help = PHRASE("json (default), a JSON object a row, can be restored; csv is for spreadsheets",
                    "json (par défaut), un objet JSON par ligne, peut être restauré\u00A0; csv est pour les tableurs")},
    {.name = NULL}};

static int64_t member_integer(JsonValue object, Str key)
{
    JsonValue member;
    int64_t number = 0;
    return json_member(object, key, &member) && json_get_integer(member, &number) ? number : 0;
}

static bool job_run(const CommandCall *call, JsonValue *answer, Error *error)
{
    CommandReply reply;
    Str result;
    bool csv = option_choice(call->options, "format", FORMAT_JSON) == FORMAT_CSV;
    return call->door->request(call, STR("POST"), STR("/api/v1/exports"), STR("application/json"),
                               csv ? STR("{\"format\":\"csv\"}") : STR("{}"), &reply, error) &&
           json_parse(reply.body, answer, error) &&
           command_follow_job(call, member_integer(*answer, STR("job")), PHRASE("Exporting", "Export"), &result,
                              error) &&
           json_parse(result, answer, error);
}

static bool run_export(const CommandCall *call, Error *error)
{
    JsonValue answer, member;
    Str wanted = call->options->arguments ? call->options->argument[0] : STR("");
    if (wanted.size && access(str_c(call->arena, wanted), F_OK) == 0) {
        errno = EEXIST;
        return say_cannot_write(wanted, error);
    }
    if (!job_run(call, &answer, error)) return false;
    Str path = json_member(answer, STR("path"), &member) ? json_get_string(member, call->arena) : STR("");
    if (wanted.size && !folder_move(call, path, wanted, error)) return false;
    Text text = text_in(call->arena);
    const Str words[] = {wanted.size ? wanted : path,
                         number_say_count(call->arena, call->locale, member_integer(answer, STR("rows"))),
                         number_say_count(call->arena, call->locale, member_integer(answer, STR("tables")))};
    phrase_add(&text, call->locale, PHRASE("{0}: {1} rows of {2} tables\n", "{0}\u00A0: {1} lignes de {2} tables\n"),
               words, COUNT_OF(words));
    return output_write(STR("-"), text_str(&text), error);
}

static const Command export_command = {
    .name = "export",
    .summary = PHRASE("write every table in an open format", "écrire toutes les tables dans un format ouvert"),
    .arguments = "[FOLDER]",
    .arguments_max = 1,
    .options = options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_QUIET,
    .details = PHRASE(
        "Writes a file a table, of one moment, to FOLDER or to exports/ in the data folder (where it is removed after "
        "seven days). `fidele restore FOLDER` fills a new data folder or database from an export in JSON: the same "
        "customers and the same figures. Passwords, second factors, keys and sessions are left out, and so are the "
        "contents of attached files: a backup has them.",
        "Écrit un fichier par table, d’un même instant, dans FOLDER ou dans exports/ du dossier de données (d’où il "
        "est "
        "retiré après sept jours). `fidele restore FOLDER` remplit un nouveau dossier de données ou une nouvelle base "
        "à "
        "partir d’un export JSON\u00A0: mêmes clients, mêmes chiffres. Mots de passe, seconds facteurs, clés et "
        "sessions n’y sont pas, ni le contenu des fichiers joints\u00A0: une sauvegarde les contient."),
    .examples = "fidele export /mnt/safe/monday\nfidele export --format csv tables\n",
    .run = run_export};

const Command *const export_commands[] = {&export_command, NULL};
