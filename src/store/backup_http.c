// backup_http.c - POST /api/v1/backups, GET /api/v1/backups, POST /api/v1/verifications; and the module.
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "api/route.h"
#include "house.h"
#include "module.h"
#include "store/backup_cli.h"
#include "store/backup_job.h"

static const Field queued_fields[] = {
    {.name = "job",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("its number: GET /api/v1/jobs/{id}", "son numéro\u00A0: GET /api/v1/jobs/{id}")},
    {.name = NULL}};
static const Shape queued_shape = {.name = "StoreJob", .fields = queued_fields};

static const Field backup_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("of its file", "de son fichier")},
    {.name = "made_at",
     .type = FIELD_INSTANT,
     .required = true,
     .help = PHRASE("when it was finished", "quand elle a été terminée")},
    {.name = "bytes", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its size", "sa taille")},
    {.name = NULL}};
static const Shape backup_shape = {.name = "Backup", .fields = backup_fields};

static const Field list_fields[] = {
    {.name = "items",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &backup_shape,
     .help = PHRASE("the backups in the data folder, newest first",
                    "les sauvegardes du dossier de données, les plus récentes d’abord")},
    {.name = NULL}};
static const Shape list_shape = {.name = "BackupList", .fields = list_fields};

static bool queue(Call *call, StoreSession *session, const char *kind, Error *error)
{
    int64_t id;
    if (!backup_queue(call->house, session, kind, call->now, &id, error)) return false;
    call->status = 202;
    call->audit_object = str_format(call->arena, "job:%lld", (long long)id);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "job");
    json_integer(&json, id);
    json_end_object(&json);
    return true;
}

static bool post_backup(Call *call, StoreSession *session, Error *error)
{
    return queue(call, session, "backup", error);
}

static bool post_verification(Call *call, StoreSession *session, Error *error)
{
    return queue(call, session, "verify", error);
}

static int is_backup(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);
    return entry->d_name[0] != '.' && size > 7 && strcmp(entry->d_name + size - 7, ".backup") == 0;
}

static void write_backup(Call *call, JsonWriter *json, Str folder, const char *name)
{
    struct stat status;
    const char *path = str_c(call->arena, str_format(call->arena, "%.*s/%s", STR_ARGS(folder), name));
    if (stat(path, &status) != 0) return;
    json_begin_object(json);
    json_key(json, "name"), json_string(json, str_of(name));
    json_key(json, "made_at"), json_string(json, instant_text(call->arena, (Instant)status.st_mtime * 1000));
    json_key(json, "bytes"), json_integer(json, status.st_size);
    json_end_object(json);
}

static bool get_backups(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    (void)error;
    Str folder = str_format(call->arena, "%.*s/backups", STR_ARGS(call->house->folder));
    struct dirent **entries = NULL;
    int count = scandir(str_c(call->arena, folder), &entries, is_backup, alphasort);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (int i = count; i-- > 0;) { // names begin with the moment
        write_backup(call, &json, folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

static const Route store_routes[] = {
    {.method = "POST",
     .path = "/api/v1/backups",
     .name = "makeBackup",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("back up the whole store into the data folder, while it is in use",
                       "sauvegarder toute la base dans le dossier de données, en marche"),
     .answer = &queued_shape,
     .write = post_backup},
    {.method = "GET",
     .path = "/api/v1/backups",
     .name = "listBackups",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("the backups in the data folder", "les sauvegardes du dossier de données"),
     .answer = &list_shape,
     .read = get_backups},
    {.method = "POST",
     .path = "/api/v1/verifications",
     .name = "verifyStore",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("look whether all that is stored is still as it was written",
                       "vérifier que tout ce qui est enregistré est resté intact"),
     .answer = &queued_shape,
     .write = post_verification},
    {.method = NULL}};

const Module store_module = {.name = "store",
                             .commands = store_commands,
                             .routes = store_routes,
                             .jobs = store_jobs,
                             .verifiers = store_verifiers};
