// file_job.c - files without a row are taken away: of an upload that was cut off, of rows that were removed or erased.
//
// A file is written before its row: so one without a row may be of an upload that is under way, and is left alone for
// an hour. One that a route has just removed the row of is named to the job and goes at once.
#include "crm/file_job.h"

#include "crm/file_box.h"
#include "house.h"

enum { UNDER_WAY_MILLISECONDS = 3600 * MILLISECONDS_PER_SECOND, SWEEP_SECONDS = 900 };

static bool has_row(StoreSession *session, Str name, bool *has, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_file_is_stored, VALUES(value_text(name)), &rows, error)) return false;
    *has = rows_next(&rows);
    return rows_close(&rows, error);
}

static bool is_old(const JobCall *call, const BoxEntry *entry, Str named)
{
    return str_equal(entry->name, named) || call->now - entry->changed > UNDER_WAY_MILLISECONDS;
}

static bool sweep(JobCall *call, StoreSession *session, int64_t *removed, Error *error)
{
    BoxEntry *entries = NULL;
    size_t count = 0;
    JsonValue stored;
    Str named = json_member(call->argument, STR("stored"), &stored) ? json_get_string(stored, call->arena) : STR("");
    if (!box_list(call->house->folder, call->arena, &entries, &count, error)) return false;
    for (size_t i = 0; i < count && !*call->cancelled; i++) {
        bool has = false;
        if (!is_old(call, &entries[i], named)) continue;
        if (!has_row(session, entries[i].name, &has, error)) return false;
        if (has) continue;
        if (!box_remove(call->house->folder, entries[i].name, error)) return false;
        (*removed)++;
    }
    return true;
}

static bool run(JobCall *call, Error *error)
{
    int64_t removed = 0;
    StoreSession *session = NULL;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = sweep(call, session, &removed, error);
    store_read_end(session);
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "removed");
    json_integer(&json, removed);
    json_end_object(&json);
    return fine;
}

const JobKind file_jobs[] = {{.name = FILE_SWEEP, .every_seconds = SWEEP_SECONDS, .run = run}, {.name = NULL}};
