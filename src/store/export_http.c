// export_job.c - POST and GET /api/v1/exports, the job behind them, and what becomes of exports after a week.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "api/route.h"
#include "house.h"
#include "job/job.h"
#include "module.h"
#include "store/export.h"
#include "store/export_job.h"

extern const struct Command *const export_commands[];

enum { SECONDS_PER_DAY = 86400, KEPT_DAYS = 7 };

static Str exports_folder(const struct House *house, Arena *arena)
{
    return str_format(arena, "%.*s/exports", STR_ARGS(house->folder));
}

// ---- the job ----

// fidele-20261122T082700Z-12: of the moment it was begun, and of this job.
static Str export_name(const JobCall *call)
{
    Str instant = instant_text(call->arena, call->now);
    Text name = text_in(call->arena);
    text_add(&name, STR("fidele-"));
    for (size_t i = 0; i < instant.size && instant.data[i] != '.'; i++)
        if (instant.data[i] != '-' && instant.data[i] != ':') text_add_byte(&name, instant.data[i]);
    text_addf(&name, "Z-%lld", (long long)call->id);
    return text_str(&name);
}

static void answer(JobCall *call, Str path, const Export *made)
{
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "path"), json_string(&json, path);
    json_key(&json, "made_at"), json_string(&json, instant_text(call->arena, made->made_at));
    json_key(&json, "schema"), json_integer(&json, made->schema);
    json_key(&json, "tables"), json_integer(&json, made->tables);
    json_key(&json, "rows"), json_integer(&json, made->rows);
    json_key(&json, "bytes"), json_integer(&json, made->bytes);
    json_end_object(&json);
}

static bool run_export(JobCall *call, Error *error)
{
    Export made;
    JsonValue format;
    Str folder = exports_folder(call->house, call->arena), name = export_name(call);
    Str path = str_format(call->arena, "%.*s/%.*s", STR_ARGS(folder), STR_ARGS(name));
    bool csv = json_member(call->argument, STR("format"), &format) &&
               str_equal(json_get_string(format, call->arena), STR("csv"));
    if (mkdir(str_c(call->arena, folder), 0700) != 0 && errno != EEXIST)
        return error_set_system(error, ERROR_FAILED, errno, PHRASE("cannot write {0}", "impossible d’écrire {0}"),
                                &folder, 1);
    if (!export_make(call->house->store, path, csv ? EXPORT_CSV : EXPORT_JSON, call->progress, &made, error))
        return false;
    answer(call, path, &made);
    return true;
}

// ---- the folder ----

static int is_export(const struct dirent *entry)
{
    return strncmp(entry->d_name, "fidele-", strlen("fidele-")) == 0;
}

static bool is_older(const char *path, Instant than)
{
    struct stat state;
    return stat(path, &state) == 0 && (Instant)state.st_mtime * MILLISECONDS_PER_SECOND < than;
}

size_t exports_remove(const struct House *house, Instant than, Arena *arena)
{
    struct dirent **entries = NULL;
    const char *folder = str_c(arena, exports_folder(house, arena));
    int count = scandir(folder, &entries, is_export, alphasort);
    size_t removed = 0;
    for (int i = 0; i < count; i++) {
        const char *path = str_c(arena, str_format(arena, "%s/%s", folder, entries[i]->d_name));
        if (is_older(path, than)) {
            export_remove(str_of(path));
            removed++;
        }
        free(entries[i]);
    }
    free(entries);
    return removed;
}

static bool run_clean(JobCall *call, Error *error)
{
    (void)error;
    exports_remove(call->house, call->now - (Instant)KEPT_DAYS * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND,
                   call->arena);
    return true;
}

static const JobKind jobs[] = {{.name = "export", .attempts_max = 1, .run = run_export},
                               {.name = "export_clean", .every_seconds = SECONDS_PER_DAY, .run = run_clean},
                               {.name = NULL}};

// ---- routes ----

static const Field export_fields[] = {
    {.name = "format",
     .type = FIELD_TEXT,
     .words = "json|csv",
     .help = PHRASE("json (default) can be restored; csv is for spreadsheets",
                    "json (par défaut) peut être restauré\u00A0; csv est pour les tableurs")},
    {.name = NULL}};
static const Shape export_shape = {.name = "ExportWanted", .fields = export_fields};

static const Field queued_fields[] = {
    {.name = "job",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("its number: GET /api/v1/jobs/{id}", "son numéro\u00A0: GET /api/v1/jobs/{id}")},
    {.name = NULL}};
static const Shape queued_shape = {.name = "ExportJob", .fields = queued_fields};

static const Field one_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("of its folder", "de son dossier")},
    {.name = NULL}};
static const Shape one_shape = {.name = "Export", .fields = one_fields};
static const Field list_fields[] = {
    {.name = "items",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &one_shape,
     .help = PHRASE("the exports in the data folder, newest first; they are removed after seven days",
                    "les exports du dossier de données, les plus récents d’abord\u00A0; ils sont retirés après sept "
                    "jours")},
    {.name = NULL}};
static const Shape list_shape = {.name = "ExportList", .fields = list_fields};

static bool post_export(Call *call, StoreSession *session, Error *error)
{
    int64_t id;
    bool csv = str_equal(shape_text(call->body, "format", call->arena), STR("csv"));
    Str argument = csv ? STR("{\"format\":\"csv\"}") : STR("{\"format\":\"json\"}");
    if (!job_queue(call->house->jobs, session, "export", argument, STR("export"), call->now, &id, error)) return false;
    call->status = 202;
    call->audit_object = str_format(call->arena, "job:%lld", (long long)id);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "job");
    json_integer(&json, id);
    json_end_object(&json);
    return true;
}

static bool get_exports(Call *call, StoreSession *session, Error *error)
{
    (void)session, (void)error;
    struct dirent **entries = NULL;
    int count = scandir(str_c(call->arena, exports_folder(call->house, call->arena)), &entries, is_export, alphasort);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (int i = count; i-- > 0;) {
        json_begin_object(&json);
        json_key(&json, "name");
        json_string(&json, str_of(entries[i]->d_name));
        json_end_object(&json);
        free(entries[i]);
    }
    free(entries);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

static const Route routes[] = {
    {.method = "POST",
     .path = "/api/v1/exports",
     .name = "makeExport",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Writes every table into the data folder, in an open format",
                       "Écrit toutes les tables dans le dossier de données, dans un format ouvert"),
     .body = &export_shape,
     .answer = &queued_shape,
     .write = post_export},
    {.method = "GET",
     .path = "/api/v1/exports",
     .name = "listExports",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("The exports in the data folder", "Les exports du dossier de données"),
     .answer = &list_shape,
     .read = get_exports},
    {.method = NULL}};

const Module export_module = {.name = "export", .commands = export_commands, .routes = routes, .jobs = jobs};
