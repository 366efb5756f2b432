// erasure_job.c - carries erasures out, and every day sees to it that the files hold nothing of them.
#include <string.h>
#include <time.h>

#include "activity/port.h"
#include "house.h"
#include "privacy/erasure_list.h"
#include "privacy/erasure_places_job.h"
#include "privacy/privacy_http.h"

static int64_t member_integer(JsonValue object, Str key)
{
    JsonValue member;
    int64_t number = 0;
    return json_member(object, key, &member) && json_get_integer(member, &number) ? number : 0;
}

bool run_erase(JobCall *call, Error *error)
{
    Eraser eraser = eraser_of(call->house, call->arena);
    int64_t id = member_integer(call->argument, STR("erasure"));
    if (!erasure_list_write(call->house->folder, call->house->store, call->arena, error) ||
        !places_remove_files(call->house, id, call->arena, error) ||
        !erasure_carry_out(&eraser, id, call->now, error) || !places_remove_copies(call->house, call->arena, error))
        return false;
    text_addf(&call->result, "{\"erasure\":%lld}", (long long)id);
    return true;
}

// ---- out of the files ----

// *erased: some have left the log and not the files; *under_way: some have not left the log.
static bool look_for_open(const Eraser *eraser, bool *erased, bool *under_way, Error *error)
{
    StoreSession *session;
    Erasure *erasures;
    size_t count;
    *erased = *under_way = false;
    if (!store_read_begin(eraser->store, &session, error)) return false;
    bool good = erasure_list(session, INT64_MAX, 1000, eraser->arena, &erasures, &count, error);
    for (size_t i = 0; good && i < count; i++) {
        *erased |= erasures[i].state == ERASURE_ERASED;
        *under_way |= erasures[i].state == ERASURE_INVISIBLE;
    }
    store_read_end(session);
    return good;
}

// A ClickHouse deletes in its own time.
static bool purge(const JobCall *call, bool *done, Error *error)
{
    enum { TRIES = 50, PAUSE_MS = 200 };
    struct ActivityPort *questions = call->house->questions;
    *done = false;
    for (int i = 0; i < TRIES && !*done && !atomic_load(call->cancelled); i++) {
        if (i) nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
        if (!questions->ask->purge(questions, done, error)) return false;
    }
    return true;
}

// Files of this machine need not wait for a ClickHouse that does not answer.
static bool purge_or_scrub(const JobCall *call, const Eraser *eraser, bool fully, bool *purged, Error *error)
{
    Error ignored;
    bool emptied;
    if (purge(call, purged, error)) return true;
    if (log_purge(eraser->log, call->now, &ignored)) (void)!store_scrub(eraser->store, fully, &emptied, &ignored);
    return false;
}

// Readers end within their deadline: a WAL that could not be emptied is tried again.
static bool finish(const Eraser *eraser, bool fully, const JobCall *call, bool *done, Error *error)
{
    enum { TRIES = 50, PAUSE_MS = 200 };
    *done = false;
    for (int i = 0; i < TRIES && !*done && !atomic_load(call->cancelled); i++) {
        if (i) nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
        if (!erasure_finish(eraser, fully, call->now, done, error)) return false;
        if (!fully && store_is_postgresql(eraser->store)) break;
    }
    return true;
}

bool run_erase_finish(JobCall *call, Error *error)
{
    JsonValue member;
    bool done = false, purged = false, any, under_way, busy;
    Eraser eraser = eraser_of(call->house, call->arena);
    bool fully = json_member(call->argument, STR("fully"), &member) && json_get_boolean(member);
    if (!look_for_open(&eraser, &any, &under_way, error)) return false;
    if (!any && !fully) {
        text_addf(&call->result, "{\"finished\":true}");
        return true;
    }
    places_remove_snapshots(call->house, call->arena);
    if (!erasure_list_write(call->house->folder, call->house->store, call->arena, error) ||
        !places_finish(call->house, &busy, call->arena, error) ||
        !purge_or_scrub(call, &eraser, fully, &purged, error) ||
        (!busy && purged && !finish(&eraser, fully, call, &done, error)))
        return false;
    text_addf(&call->result, "{\"finished\":%s}", done && !under_way ? "true" : "false");
    return true;
}
