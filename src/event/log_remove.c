// Events that leave the log. The row of event_removal says which, for the index of this server and of others, until all
// of them are written without.
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "event/log_parts.h"

// A row of event_removal lists at most so many: 28 bytes each.
enum { REMOVED_AT_ONCE = 20000, LISTED_BYTES = sizeof(int64_t) + sizeof(Customer) + sizeof(MessageKey) };
static const Str removed_name = STR("Events Removed");

typedef struct Leaving {
    size_t count;
    int64_t seq[REMOVED_AT_ONCE];
    Customer customer[REMOVED_AT_ONCE];
    MessageKey message[REMOVED_AT_ONCE];
    Suspects suspects; // values of dimensions, of all that leave
} Leaving;

// ---- as bytes ----

static Str listed(const Leaving *leaving, Arena *arena)
{
    char *bytes = arena_array(arena, char, leaving->count *LISTED_BYTES);
    char *at = bytes;
    for (size_t i = 0; i < leaving->count; i++, at += LISTED_BYTES) {
        memcpy(at, &leaving->seq[i], sizeof leaving->seq[i]);
        memcpy(at + sizeof(int64_t), &leaving->message[i], sizeof leaving->message[i]);
        memcpy(at + sizeof(int64_t) + sizeof(MessageKey), &leaving->customer[i], sizeof leaving->customer[i]);
    }
    return (Str){bytes, leaving->count * LISTED_BYTES};
}

// Those up to `to`.
static ActivityRemoval removal_of(const Rows *rows, int64_t to, Arena *arena)
{
    Str bytes = rows_text(rows, 2);
    size_t count = bytes.size / LISTED_BYTES, kept = 0;
    int64_t *seq = arena_array(arena, int64_t, count);
    Customer *customer = arena_array(arena, Customer, count);
    MessageKey *message = arena_array(arena, MessageKey, count);
    for (size_t i = 0; i < count; i++) {
        const char *at = bytes.data + i * LISTED_BYTES;
        memcpy(&seq[kept], at, sizeof *seq);
        memcpy(&message[kept], at + sizeof(int64_t), sizeof *message);
        memcpy(&customer[kept], at + sizeof(int64_t) + sizeof(MessageKey), sizeof *customer);
        kept += seq[kept] <= to;
    }
    return (ActivityRemoval){
        .seq = rows_integer(rows, 0), .count = kept, .removed = seq, .customer = customer, .message = message};
}

// ---- following ----

static bool last_removal(StoreSession *session, int64_t *last, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_event_removal_last, NO_VALUES, &rows, error)) return false;
    *last = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    return rows_close(&rows, error);
}

// The removals after `after`; *known is false when a row has lost its list.
static bool read_removals(StoreSession *session, int64_t after, int64_t to, Arena *arena, ActivityRemoval **removals,
                          size_t *count, bool *known, Error *error)
{
    Rows rows;
    size_t room = 16;
    *count = 0;
    *known = true;
    *removals = arena_array(arena, ActivityRemoval, room);
    if (!store_select(session, &query_event_removals, VALUES(value_integer(after)), &rows, error)) return false;
    while (rows_next(&rows)) {
        *known &= !rows_null(&rows, 2);
        if (*count == room) {
            ActivityRemoval *more = arena_array(arena, ActivityRemoval, 2 * room);
            memcpy(more, *removals, room * sizeof *more);
            *removals = more;
            room *= 2;
        }
        (*removals)[(*count)++] = removal_of(&rows, to, arena);
    }
    return rows_close(&rows, error);
}

bool log_follow_removals(EventLog *log, StoreSession *session, bool *known, Error *error)
{
    int64_t last;
    size_t count;
    ActivityRemoval *removals;
    Arena *scratch = arena_open(0);
    bool good = last_removal(session, &last, error) && read_removals(session, activity_purged(log->activity), INT64_MAX,
                                                                     scratch, &removals, &count, known, error);
    bool empty = activity_seq(log->activity) == 0;
    if (good && (*known || empty)) activity_removals(log->activity, removals, count, last);
    if (good && empty) *known = true;
    arena_close(scratch);
    return good;
}

bool log_follow_removed(EventLog *log, StoreSession *session, int64_t from, Error *error)
{
    bool known;
    size_t count;
    ActivityRemoval *removals;
    Arena *scratch = arena_open(0);
    int64_t after = larger(from, activity_last_removal(log->activity));
    bool good = read_removals(session, after, from, scratch, &removals, &count, &known, error);
    for (size_t i = 0; good && i < count; i++)
        if (removals[i].count) activity_remove(log->activity, &removals[i]);
    arena_close(scratch);
    return good;
}

// ---- removing ----

static bool tell(EventLog *log, StoreSession *session, const Leaving *leaving, Instant at, Arena *arena, Error *error)
{
    Str id = str_format(arena, "fidele: events removed %lld", (long long)log->seq + 1);
    Event event = {.kind = EVENT_INTERNAL,
                   .name = removed_name,
                   .at = at,
                   .received = at,
                   .flags = EVENT_TRAFFIC_INTERNAL,
                   .message = log_message_key(log, id),
                   .body = STR("{}")};
    if (!log_append(log, session, &event, NULL, error) ||
        !store_execute(session, &query_event_removal_add,
                       VALUES(value_integer(event.seq), value_integer(at), value_integer((int64_t)leaving->count),
                              value_bytes(listed(leaving, arena))),
                       NULL, error))
        return false;
    activity_remove(log->activity, &(ActivityRemoval){.seq = event.seq,
                                                      .count = leaving->count,
                                                      .removed = leaving->seq,
                                                      .customer = leaving->customer,
                                                      .message = leaving->message});
    return true;
}

static int64_t class_of_removals(const EventLog *log)
{
    uint16_t event_class;
    return log_class(log, EVENT_INTERNAL, removed_name, &event_class) ? event_class : -1;
}

static void note(Leaving *leaving, const Rows *rows)
{
    Str message = rows_text(rows, 2);
    size_t at = leaving->count++;
    leaving->seq[at] = rows_integer(rows, 0);
    leaving->customer[at] = (Customer)rows_integer(rows, 1);
    leaving->message[at] = (MessageKey){{0, 0}};
    if (message.size == sizeof(MessageKey)) memcpy(&leaving->message[at], message.data, message.size);
}

// What is there of from..to, which has room in `leaving`. What tells of removals stays.
static bool take_range(EventLog *log, StoreSession *session, int64_t from, int64_t to, Leaving *leaving, Error *error)
{
    Rows rows;
    int64_t telling = class_of_removals(log);
    if (!store_select(session, &query_event_range, VALUES(value_integer(from), value_integer(to)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        if (rows_integer(&rows, 3) != telling) note(leaving, &rows);
        if (log->dimensions) suspects_see(&leaving->suspects, log->dimensions, rows_text(&rows, 4), log->scratch);
    }
    return rows_close(&rows, error) &&
           store_execute(session, &query_figure_range_delete, VALUES(value_integer(from), value_integer(to)), NULL,
                         error) &&
           store_execute(session, &query_event_range_delete,
                         VALUES(value_integer(from), value_integer(to), value_integer(telling)), NULL, error);
}

static int compare_numbers(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

// Numbers in a row, each once, as many as there is room for.
static size_t run_from(const int64_t *seq, size_t at, size_t count, size_t room)
{
    size_t end = at + 1;
    while (end < count && seq[end] <= seq[end - 1] + 1 && (size_t)(seq[end] - seq[at]) < room) end++;
    return end;
}

static bool remove_sorted(EventLog *log, StoreSession *session, const int64_t *seq, size_t count, Instant at,
                          Arena *arena, Error *error)
{
    Leaving *leaving = arena_array(arena, Leaving, 1);
    for (size_t from = 0, end; from < count; from = end) {
        end = run_from(seq, from, count, REMOVED_AT_ONCE - leaving->count);
        if (!take_range(log, session, seq[from], seq[end - 1], leaving, error)) return false;
        bool full = leaving->count == REMOVED_AT_ONCE || end == count;
        if (!full || !leaving->count) continue;
        if (!tell(log, session, leaving, at, arena, error)) return false;
        leaving->count = 0;
    }
    return !log->dimensions || suspects_keep(&leaving->suspects, session, log->seq, error);
}

bool log_remove(EventLog *log, StoreSession *session, const int64_t *seqs, size_t count, Instant at, Error *error)
{
    if (count == 0) return true;
    Arena *scratch = arena_open(0);
    int64_t *sorted = arena_array(scratch, int64_t, count);
    memcpy(sorted, seqs, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_numbers);
    bool good = remove_sorted(log, session, sorted, count, at, scratch, error);
    arena_close(scratch);
    return good;
}

// ---- purging ----

typedef struct Forgetting {
    int64_t purged;
    Instant before;
} Forgetting;

static bool forget(StoreSession *session, void *context, Error *error)
{
    const Forgetting *forgetting = context;
    return store_execute(session, &query_event_removals_forget,
                         VALUES(value_integer(forgetting->purged), value_integer(forgetting->before)), NULL, error);
}

// Another server that has not read a list within a week makes its index anew.
bool log_purge(EventLog *log, Instant now, Error *error)
{
    enum { LISTED_DAYS = 7 };
    if (!activity_purge(log->activity, error)) return false;
    Forgetting forgetting = {.purged = activity_purged(log->activity),
                             .before = log->shared ? now - LISTED_DAYS * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND
                                                   : INT64_MAX};
    return store_write(log->store, forget, &forgetting, error) &&
           (!log->dimensions || dimensions_forget(log->dimensions, log_last(log), error));
}
