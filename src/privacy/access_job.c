#include "privacy/access_job.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"
#include "house.h"
#include "module.h"
#include "privacy/access_export.h"
#include "privacy/access_file.h"
#include "workspace/workspace.h"

enum { DAY_SECONDS = 86400 };
static const char purpose_of_key[] = "access exports";

void access_take_row(const Rows *rows, Arena *arena, AccessExport *export)
{
    *export = (AccessExport){.id = rows_integer(rows, 0),
                             .customer = rows_integer(rows, 1),
                             .request = rows_integer(rows, 2),
                             .locale = str_copy(arena, rows_text(rows, 3)),
                             .job = rows_integer(rows, 4),
                             .key = str_copy(arena, rows_text(rows, 5)),
                             .bytes = rows_integer(rows, 6),
                             .by = rows_integer(rows, 7),
                             .made = rows_integer(rows, 8),
                             .ready = rows_integer(rows, 9),
                             .expires = rows_integer(rows, 10),
                             .taken = rows_integer(rows, 11)};
}

bool access_find(StoreSession *session, const Query *query, Value value, Arena *arena, AccessExport *export,
                 Error *error)
{
    Rows rows;
    *export = (AccessExport){0};
    if (!store_select(session, query, VALUES(value), &rows, error)) return false;
    if (rows_next(&rows)) access_take_row(&rows, arena, export);
    return rows_close(&rows, error);
}

Str access_path(Str folder, int64_t id, Arena *arena)
{
    return str_format(arena, "%.*s/exports/access-%lld.sealed", STR_ARGS(folder), (long long)id);
}

bool access_key(const struct House *house, const AccessExport *export, Arena *arena,
                unsigned char key[SECRET_KEY_BYTES])
{
    unsigned char sealing[SECRET_KEY_BYTES];
    Str plain;
    seal_key(house->secret, purpose_of_key, sealing);
    bool sound = seal_open(arena, sealing, export->id, export->key, &plain) && plain.size == SECRET_KEY_BYTES;
    if (sound) memcpy(key, plain.data, SECRET_KEY_BYTES);
    secret_wipe(sealing, sizeof sealing);
    return sound;
}

// ---- making ----

typedef struct Making {
    JobCall *call;
    AccessExport export;
    unsigned char key[SECRET_KEY_BYTES];
    int64_t bytes;
} Making;

static const PersonalTable *const *personal_tables(Arena *arena)
{
    size_t count = 0;
    for (const Module *const *module = modules; *module; module++) count += (*module)->personal != NULL;
    const PersonalTable **tables = arena_array(arena, const PersonalTable *, count + 1);
    count = 0;
    for (const Module *const *module = modules; *module; module++)
        if ((*module)->personal) tables[count++] = (*module)->personal;
    return tables;
}

static bool write_file(Making *making, const AccessSubject *subject, Error *error)
{
    AccessFile *file = NULL;
    const House *house = making->call->house;
    Str path = access_path(house->folder, making->export.id, making->call->arena);
    if (!access_file_make(path, making->key, &file, error)) return false;
    bool fine = access_write(subject, (ZipSink){access_file_write, file}, error) &&
                access_file_finish(file, &making->bytes, error);
    access_file_close(file);
    return fine;
}

static bool export_within(Making *making, StoreSession *session, Error *error)
{
    Person person;
    JobCall *call = making->call;
    const House *house = call->house;
    const WorkspaceSettings *workspace = workspace_settings(house->workspace);
    Locale locale = workspace->locale;
    if (!log_catch_up(house->log, session, error)) return false;
    person_members(house->identity, identity_root(house->identity, (CustomerId)making->export.customer), call->arena,
                   &person);
    if (!locale_parse(making->export.locale, &locale)) locale = workspace->locale;
    const AccessSubject subject = {.person = &person,
                                   .session = session,
                                   .identity = house->identity,
                                   .log = house->log,
                                   .activity = house->activity,
                                   .tables = personal_tables(call->arena),
                                   .company = workspace->name,
                                   .zone = workspace->zone,
                                   .locale = locale,
                                   .now = call->now,
                                   .progress = call->progress,
                                   .arena = call->arena};
    return write_file(making, &subject, error);
}

static bool note_ready(StoreSession *session, void *context, Error *error)
{
    Making *making = context;
    JobCall *call = making->call;
    unsigned char sealing[SECRET_KEY_BYTES];
    seal_key(call->house->secret, purpose_of_key, sealing);
    Str sealed = seal(call->arena, sealing, making->export.id, (Str){(const char *)making->key, SECRET_KEY_BYTES});
    secret_wipe(sealing, sizeof sealing);
    call->result = text_in(call->arena);
    text_addf(&call->result, "{\"access_export\":%lld,\"bytes\":%lld}", (long long)making->export.id,
              (long long)making->bytes);
    return store_execute(session, &query_access_ready,
                         VALUES(value_integer(making->export.id), value_bytes(sealed), value_integer(making->bytes),
                                value_integer(call->now)),
                         NULL, error) &&
           job_finish_within(call, session, error);
}

static bool say_gone(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("this export was taken back", "cet export a été retiré"), STR(""));
}

static bool make_folder(const JobCall *call, Error *error)
{
    Str folder = str_format(call->arena, "%.*s/exports", STR_ARGS(call->house->folder));
    if (mkdir(str_c(call->arena, folder), 0700) == 0 || errno == EEXIST) return true;
    error_set_system(error, ERROR_FAILED, errno, PHRASE("cannot write {0}", "impossible d’écrire {0}"), &folder, 1);
    error->code = "io";
    return false;
}

static bool run_export(JobCall *call, Error *error)
{
    Making making = {.call = call};
    JsonValue id;
    int64_t number = 0;
    StoreSession *session;
    if (!json_member(call->argument, STR("export"), &id) || !json_get_integer(id, &number)) return say_gone(error);
    if (!make_folder(call, error) || !store_read_begin(call->house->store, &session, error)) return false;
    secret_random(making.key, sizeof making.key);
    bool fine = access_find(session, &query_access_get, value_integer(number), call->arena, &making.export, error) &&
                (making.export.id || say_gone(error)) && export_within(&making, session, error);
    store_read_end(session);
    fine = fine && store_write(call->house->store, note_ready, &making, error);
    secret_wipe(making.key, sizeof making.key);
    return fine;
}

// ---- forgetting ----

static bool forget_over(StoreSession *session, void *context, Error *error)
{
    JobCall *call = context;
    Rows rows;
    int64_t ids[1000];
    size_t count = 0;
    if (!store_select(session, &query_access_over, VALUES(value_integer(call->now)), &rows, error)) return false;
    while (rows_next(&rows) && count < COUNT_OF(ids)) ids[count++] = rows_integer(&rows, 0);
    if (!rows_close(&rows, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (!store_execute(session, &query_access_forget, VALUES(value_integer(ids[i])), NULL, error)) return false;
    return true;
}

static int is_export(const struct dirent *entry)
{
    return strncmp(entry->d_name, "access-", 7) == 0;
}

// A file whose key is gone is of no use to anybody; one that is being made has no key yet.
static bool remove_when_over(StoreSession *session, Str folder, const char *name, Instant now, Arena *arena,
                             Error *error)
{
    AccessExport export;
    int64_t id = 0;
    Str number = str_of(name + 7), digits;
    if (!str_cut(&number, '.', &digits) || !number_parse_count(digits, &id)) return true;
    if (!access_find(session, &query_access_get, value_integer(id), arena, &export, error)) return false;
    bool wanted = export.id && export.expires > now && (export.key.size || (!export.ready && !export.taken));
    if (!wanted) unlink(str_c(arena, str_format(arena, "%.*s/%s", STR_ARGS(folder), name)));
    return true;
}

static bool remove_files(StoreSession *session, Str folder, Instant now, Arena *arena, Error *error)
{
    struct dirent **entries = NULL;
    int count = scandir(str_c(arena, folder), &entries, is_export, alphasort);
    bool fine = true;
    for (int i = 0; i < count; i++) {
        fine = fine && remove_when_over(session, folder, entries[i]->d_name, now, arena, error);
        free(entries[i]);
    }
    free(entries);
    return fine;
}

bool access_remove_files(const House *house, Instant now, Arena *arena, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(house->store, &session, error)) return false;
    Str folder = str_format(arena, "%.*s/exports", STR_ARGS(house->folder));
    bool fine = remove_files(session, folder, now, arena, error);
    store_read_end(session);
    return fine;
}

static bool run_forget(JobCall *call, Error *error)
{
    return store_write(call->house->store, forget_over, call, error) &&
           access_remove_files(call->house, call->now, call->arena, error);
}

const JobKind access_jobs[] = {{.name = "access_export", .attempts_max = 3, .run = run_export},
                               {.name = "forget_access_exports", .every_seconds = DAY_SECONDS, .run = run_forget},
                               {0}};
