#include "store/backup_job.h"

#include <errno.h>
#include <sys/stat.h>

#include "house.h"
#include "module.h"
#include "store/backup.h"
#include "store/backup_keys.h"

enum { SECONDS_PER_DAY = 86400 };

// Keys of backups that are too old, and with them the backups.
static bool expire(const JobCall *call, int64_t *keys, int64_t *files, Error *error)
{
    Instant before = call->now - (int64_t)BACKUP_KEEP_DAYS * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;
    return backup_keys_destroy(call->house->folder, before, keys, files, error);
}

// ---- backup ----

static bool folder_make(Str folder, Arena *arena, Error *error)
{
    if (mkdir(str_c(arena, folder), 0700) == 0 || errno == EEXIST) return true;
    error_set_system(error, ERROR_FAILED, errno, PHRASE("cannot write {0}", "impossible d’écrire {0}"), &folder, 1);
    error->code = "io";
    return false;
}

// fidele-20261122T082700Z-12.backup: of the moment it was begun, and of this job, so that none takes another's name.
static Str backup_name(const JobCall *call)
{
    Str instant = instant_text(call->arena, call->now);
    Text name = text_in(call->arena);
    text_add(&name, STR("fidele-"));
    for (size_t i = 0; i < instant.size && instant.data[i] != '.'; i++)
        if (instant.data[i] != '-' && instant.data[i] != ':') text_add_byte(&name, instant.data[i]);
    text_addf(&name, "Z-%lld.backup", (long long)call->id);
    return text_str(&name);
}

static void backup_answer(JobCall *call, Str path, const Backup *backup)
{
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "path"), json_string(&json, path);
    json_key(&json, "made_at"), json_string(&json, instant_text(call->arena, backup->made_at));
    json_key(&json, "schema"), json_integer(&json, backup->schema);
    json_key(&json, "tables"), json_integer(&json, backup->tables);
    json_key(&json, "rows"), json_integer(&json, backup->rows);
    json_key(&json, "files"), json_integer(&json, backup->files);
    json_key(&json, "bytes"), json_integer(&json, backup->bytes);
    json_key(&json, "key"), json_integer(&json, backup->key);
    json_end_object(&json);
}

static bool backup_run(JobCall *call, Error *error)
{
    Backup backup;
    int64_t keys, files;
    Str folder = str_format(call->arena, "%.*s/backups", STR_ARGS(call->house->folder)), name = backup_name(call);
    Str path = str_format(call->arena, "%.*s/%.*s", STR_ARGS(folder), STR_ARGS(name));
    if (!folder_make(folder, call->arena, error) ||
        !backup_make(call->house->store, path, call->progress, &backup, error) || !expire(call, &keys, &files, error))
        return false;
    backup_answer(call, path, &backup);
    return true;
}

// ---- the end of backups ----

static bool expire_run(JobCall *call, Error *error)
{
    int64_t keys, files;
    if (!expire(call, &keys, &files, error)) return false;
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "keys"), json_integer(&json, keys);
    json_key(&json, "files"), json_integer(&json, files);
    json_end_object(&json);
    return true;
}

// ---- verify ----

static bool verify_store(const struct House *house, Verification *verification, Error *error)
{
    return store_verify(house->store, verification, error);
}

const Verifier store_verifiers[] = {{.name = "store", .run = verify_store}, {.name = NULL}};

static void verify_answer(JobCall *call, const Verification *verification)
{
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "parts");
    json_begin_array(&json);
    for (size_t i = 0; i < verification->parts; i++) {
        json_begin_object(&json);
        json_key(&json, "name"), json_string(&json, verification->part[i].name);
        json_key(&json, "checked"), json_integer(&json, verification->part[i].checked);
        json_key(&json, "wrong"), json_integer(&json, verification->part[i].wrong);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
}

static bool say_wrong(const Verification *verification, Error *error)
{
    Text text = text_in(verification->arena);
    for (size_t i = 0; i < verification->parts; i++)
        if (verification->part[i].wrong)
            text_addf(&text, "%s%.*s (%.*s)", text.size ? ", " : "", STR_ARGS(verification->part[i].name),
                      STR_ARGS(verification->part[i].fault));
    return error_code(error, ERROR_FAILED, "corrupt",
                      PHRASE("what is stored is damaged: {0}; restore a backup made before (fidele restore)",
                             "les données enregistrées sont abîmées\u00A0: {0}\u202F; restaurez une sauvegarde "
                             "antérieure (fidele restore)"),
                      text_str(&text));
}

static bool is_thorough(JsonValue argument)
{
    JsonValue member;
    return json_member(argument, STR("thorough"), &member) && json_get_boolean(member);
}

static bool verify_run(JobCall *call, Error *error)
{
    Verification verification = {.arena = call->arena,
                                 .thorough = is_thorough(call->argument),
                                 .cancelled = call->cancelled,
                                 .progress = call->progress};
    for (const Module *const *module = modules; *module; module++)
        for (const Verifier *verifier = (*module)->verifiers; verifier && verifier->name; verifier++)
            if (!verifier->run(call->house, &verification, error)) return false;
    if (verification_wrong(&verification)) return say_wrong(&verification, error);
    verify_answer(call, &verification);
    return true;
}

const JobKind store_jobs[] = {
    {.name = "backup", .attempts_max = 1, .run = backup_run},
    {.name = "backup_expire", .every_seconds = SECONDS_PER_DAY, .run = expire_run},
    {.name = "verify", .every_seconds = SECONDS_PER_DAY, .attempts_max = 1, .run = verify_run},
    {.name = NULL}};

bool backup_queue(const struct House *house, StoreSession *session, const char *kind, Instant now, int64_t *id,
                  Error *error)
{
    return job_queue(house->jobs, session, kind, STR("{\"thorough\":true}"), str_of(kind), now, id, error);
}
