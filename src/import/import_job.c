// import_job.c - carries imports out, one after the other, and clears away what was kept of them for a day.
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "house.h"
#include "import/carry.h"
#include "import/import_edge.h"
#include "import/import_options.h"
#include "import/import_say.h"
#include "import/import_undo.h"
#include "job/job.h"

enum { KEPT_HOURS = 23, SECONDS_PER_HOUR = 3600, REJECTS_AT_ONCE = 10000 };

// ---- carrying out ----

static bool read_import(JobCall *call, Import *import, Error *error)
{
    StoreSession *session = NULL;
    JsonValue member;
    int64_t id = 0;
    if (json_member(call->argument, STR("import"), &member) && !json_get_integer(member, &id)) id = 0;
    bool fine =
        store_read_begin(call->house->store, &session, error) && import_get(session, id, call->arena, import, error);
    store_read_end(session);
    return fine;
}

typedef struct Ending {
    JobCall *call;
    const Import *import;
    const Carried *carried;
} Ending;

static bool write_result(Ending *ending, StoreSession *session, Error *error)
{
    enum { SHOWN = 20 };
    JobCall *call = ending->call;
    ImportReject *rejects;
    size_t count;
    Locale locale = workspace_settings(call->house->workspace)->locale;
    if (!import_rejects(session, ending->import->id, 0, SHOWN, call->arena, &rejects, &count, error)) return false;
    call->result = text_in(call->arena); // it may run again
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "import"), json_integer(&json, ending->import->id);
    json_key(&json, "dry_run"), json_boolean(&json, ending->import->dry_run);
    json_key(&json, "rows"), json_integer(&json, ending->carried->rows);
    import_counts_write(&ending->carried->counts, &json);
    json_key(&json, "rejects"), json_integer(&json, ending->carried->rejects);
    json_key(&json, "summary");
    json_string(&json, import_say(call->arena, locale, &ending->carried->counts, rejects, count));
    for (Locale in = 0; in < LOCALE_COUNT; in++) { // for the command line, which may speak another language
        json_key(&json, str_c(call->arena, str_format(call->arena, "summary_%s", str_c(call->arena, locale_name(in)))));
        json_string(&json, import_say(call->arena, in, &ending->carried->counts, rejects, count));
    }
    json_end_object(&json);
    return true;
}

static bool end_within(StoreSession *session, void *context, Error *error)
{
    Ending *ending = context;
    const char *status = ending->import->dry_run ? "checked" : "done";
    return import_end(session, ending->import->id, status, instant_now(), error) &&
           write_result(ending, session, error) && job_finish_within(ending->call, session, error);
}

static bool stopped(Error *error)
{
    return error_code(error, ERROR_CONFLICT, "cancelled",
                      PHRASE("the import was stopped; what it had committed stays until it is undone",
                             "l’importation a été arrêtée\u202F; ce qu’elle avait enregistré reste jusqu’à son "
                             "annulation"),
                      STR(""));
}

static bool load_file(const JobCall *call, const Import *import, Bytes *bytes, Error *error)
{
    *bytes = (Bytes){0};
    if (import->file.size && file_load(import_path(call->arena, call->house->folder, import->file), 0, bytes, error))
        return true;
    return error_code(error, ERROR_UNAVAILABLE, "file_gone",
                      PHRASE("the copy of {0} is not in the data folder of this server any more: import it again",
                             "la copie de {0} n’est plus dans le dossier de données de ce serveur\u00A0: "
                             "importez-le à nouveau"),
                      import->name);
}

// ---- taking back ----

static bool end_undone(StoreSession *session, void *context, Error *error)
{
    Ending *ending = context;
    return import_end(session, ending->import->id, "undone", instant_now(), error) &&
           job_finish_within(ending->call, session, error);
}

static bool run_undo(JobCall *call, const Import *import, Error *error)
{
    Undone undone;
    Ending ending = {.call = call, .import = import};
    JsonValue counts;
    ImportCounts brought = {0};
    if (json_parse(import->counts, &counts, error)) import_counts_read(counts, &brought);
    atomic_store(&call->progress->total, (uint64_t)brought.events);
    if (!import_undo(call->house, import, call->now, call->progress, call->cancelled, &undone, error)) return false;
    if (undone.stopped)
        return error_code(error, ERROR_CONFLICT, "cancelled",
                          PHRASE("taking back was stopped: ask for it again to finish it",
                                 "l’annulation a été arrêtée\u00A0: demandez-la à nouveau pour la terminer"),
                          STR(""));
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "import"), json_integer(&json, import->id);
    json_key(&json, "events"), json_integer(&json, undone.events);
    json_key(&json, "customers"), json_integer(&json, undone.customers);
    json_end_object(&json);
    return store_write(call->house->store, end_undone, &ending, error);
}

static bool asks_undo(const JobCall *call)
{
    JsonValue member;
    return json_member(call->argument, STR("undo"), &member) && json_get_boolean(member);
}

bool import_run(JobCall *call, Error *error)
{
    Import import;
    Bytes bytes;
    Carried carried;
    JsonValue options;
    CarryCall carry = {.house = call->house, .progress = call->progress, .stop = call->cancelled};
    if (!read_import(call, &import, error)) return false;
    if (asks_undo(call)) return run_undo(call, &import, error);
    if (import.ended_at) return true; // it was done, and its job ended in between
    if (!json_parse(import.options, &options, error) ||
        !import_options_read(options, import.kind, workspace_settings(call->house->workspace), import.made_at,
                             call->arena, &carry.options, error) ||
        !load_file(call, &import, &bytes, error))
        return false;
    carry.import = import;
    if (!import_carry(&carry, &bytes, &carried, error)) return false;
    if (carried.stopped) return stopped(error);
    Ending ending = {call, &import, &carried};
    if (!store_write(call->house->store, end_within, &ending, error)) return false;
    import_file_remove(call->house->folder, import.file);
    return true;
}

// ---- clearing away ----

static void remove_old_files(const JobCall *call)
{
    Str folder = import_folder(call->arena, call->house->folder);
    DIR *listing = opendir(str_c(call->arena, folder));
    if (!listing) return;
    int64_t oldest = call->now / MILLISECONDS_PER_SECOND - (int64_t)KEPT_HOURS * SECONDS_PER_HOUR;
    for (const struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        struct stat status;
        const char *path = str_c(call->arena, import_path(call->arena, call->house->folder, str_of(entry->d_name)));
        bool old = lstat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_mtime < oldest;
        if (old) import_file_remove(call->house->folder, str_of(entry->d_name));
    }
    closedir(listing);
}

static bool clear_within(StoreSession *session, void *context, Error *error)
{
    JobCall *call = context;
    Instant oldest = call->now - (Instant)KEPT_HOURS * SECONDS_PER_HOUR * MILLISECONDS_PER_SECOND;
    return store_execute(session, &query_import_end_lost, VALUES(value_integer(call->now)), NULL, error) &&
           store_execute(session, &query_import_rejects_expire,
                         VALUES(value_integer(oldest), value_integer(REJECTS_AT_ONCE)), NULL, error);
}

bool import_clear(JobCall *call, Error *error)
{
    remove_old_files(call);
    return store_write(call->house->store, clear_within, call, error);
}
