#include "event/log_parts.h"

#include <string.h>

// ---- following the log ----

static bool follow_names(EventLog *log, StoreSession *session, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_event_names, VALUES(value_integer(log->names.count)), &rows, error)) return false;
    while (rows_next(&rows) && log->names.count < ACTIVITY_CLASSES_MAX && rows_integer(&rows, 0) == log->names.count)
        event_names_add(&log->names, (EventKind)rows_integer(&rows, 1), rows_text(&rows, 2));
    return rows_close(&rows, error);
}

static ActivityEvent activity_event(const Rows *rows, Str currency)
{
    ActivityEvent event = {.seq = rows_integer(rows, 0),
                           .customer = (Customer)rows_integer(rows, 2),
                           .event_class = (uint16_t)rows_integer(rows, 1),
                           .hidden = rows_integer(rows, 4) & EVENT_HIDDEN,
                           .at = rows_integer(rows, 3)};
    if (str_equal(rows_text(rows, 6), currency)) event.amount_minor = rows_integer(rows, 5);
    Str message = rows_text(rows, 7);
    if (message.size == sizeof event.message) memcpy(&event.message, message.data, message.size);
    return event;
}

// One page of the log into the columns. *last moves to its end and stays where it was when there is nothing more.
static bool follow_page(EventLog *log, StoreSession *session, int64_t *last, Error *error)
{
    enum { PAGE_EVENTS = 50000 };
    Str currency = str_of(workspace_first(log->workspace)->currency.code);
    Rows rows;
    if (!store_select(session, &query_event_columns, VALUES(value_integer(*last), value_integer(PAGE_EVENTS)), &rows,
                      error))
        return false;
    ActivityMark mark = activity_mark(log->activity);
    bool good = true;
    while (good && rows_next(&rows)) {
        ActivityEvent event = activity_event(&rows, currency);
        good = !log->dimensions ||
               dimensions_read(log->dimensions, NULL, rows_text(&rows, 8), log->scratch, event.value, error);
        activity_append(log->activity, &event);
        *last = event.seq;
    }
    if (!rows_close(&rows, error) || !good) {
        activity_undo(log->activity, mark);
        return false;
    }
    activity_commit(log->activity);
    return true;
}

// Whether the event that the columns end with stands in the log. It does not when an older copy of the store was put in
// its place since.
static bool find_last(EventLog *log, StoreSession *session, bool *found, Error *error)
{
    Rows rows;
    int64_t seq = activity_seq(log->activity);
    MessageKey message = activity_last_message(log->activity);
    *found = seq == 0 || activity_last_removed(log->activity);
    if (*found) return true;
    if (!store_select(session, &query_event_columns, VALUES(value_integer(seq - 1), value_integer(1)), &rows, error))
        return false;
    if (rows_next(&rows)) {
        ActivityEvent event = activity_event(&rows, STR(""));
        *found = event.seq == seq && memcmp(&event.message, &message, sizeof message) == 0;
    }
    return rows_close(&rows, error);
}

static bool follow_pages(EventLog *log, StoreSession *session, Error *error)
{
    if (!follow_names(log, session, error)) return false;
    if (log->dimensions && !dimensions_follow(log->dimensions, session, error)) return false;
    int64_t before, since = activity_seq(log->activity), last = since;
    if (log->shared && !log_follow_figures(log, session, since, error)) return false; // before the rows they are of
    do {
        before = last;
        if (!follow_page(log, session, &last, error)) return false;
    } while (last > before);
    activity_commit(log->activity);
    log->seq = last;
    atomic_store(&log->committed, last);
    return true;
}

bool log_follow_first(EventLog *log, StoreSession *session, Error *error)
{
    bool known, found;
    if (!log_follow_removals(log, session, &known, error) || !find_last(log, session, &found, error)) return false;
    if ((!known || !found) &&
        !(activity_reset(log->activity, error) && log_follow_removals(log, session, &known, error)))
        return false;
    return follow_pages(log, session, error);
}

bool log_follow(EventLog *log, StoreSession *session, Error *error)
{
    int64_t from = activity_seq(log->activity);
    return log_follow_removed(log, session, from, error) && follow_pages(log, session, error);
}

// ---- reading ----

void log_take(const EventLog *log, const Rows *rows, Arena *arena, Event *event)
{
    *event = (Event){.seq = rows_integer(rows, 0),
                     .kind = (EventKind)rows_integer(rows, 1),
                     .name = log_class_name(log, (uint16_t)rows_integer(rows, 2)),
                     .customer = (CustomerId)rows_integer(rows, 3),
                     .at = rows_integer(rows, 4),
                     .received = rows_integer(rows, 5),
                     .source = rows_integer(rows, 6),
                     .flags = (uint32_t)rows_integer(rows, 7),
                     .has_amount = !rows_null(rows, 8),
                     .amount_minor = rows_integer(rows, 8),
                     .currency = str_copy(arena, rows_text(rows, 9)),
                     .body = str_copy(arena, rows_text(rows, 10))};
}

bool log_read(const EventLog *log, StoreSession *session, int64_t after, size_t limit, Arena *arena, Event **events,
              size_t *count, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_event_read, VALUES(value_integer(after), value_integer((int64_t)limit)), &rows,
                      error))
        return false;
    *events = arena_array(arena, Event, limit);
    for (*count = 0; *count < limit && rows_next(&rows);) log_take(log, &rows, arena, &(*events)[(*count)++]);
    return rows_close(&rows, error);
}

bool log_get(const EventLog *log, StoreSession *session, int64_t seq, Arena *arena, Event *event, Error *error)
{
    Rows rows;
    *event = (Event){0};
    if (!store_select(session, &query_event_get, VALUES(value_integer(seq)), &rows, error)) return false;
    if (rows_next(&rows)) log_take(log, &rows, arena, event);
    return rows_close(&rows, error);
}

enum { GET_TWENTY = 20 };

static bool get_twenty(const EventLog *log, StoreSession *session, const int64_t *seqs, size_t count, Arena *arena,
                       Event *events, Error *error)
{
    Rows rows;
    Event event;
    Value values[GET_TWENTY];
    for (size_t i = 0; i < GET_TWENTY; i++) values[i] = value_integer(i < count ? seqs[i] : 0); // there is no event 0
    if (!store_select(session, &query_event_get_twenty, values, GET_TWENTY, &rows, error)) return false;
    while (rows_next(&rows)) {
        log_take(log, &rows, arena, &event);
        for (size_t i = 0; i < count; i++)
            if (seqs[i] == event.seq) events[i] = event;
    }
    return rows_close(&rows, error);
}

bool log_get_all(const EventLog *log, StoreSession *session, const int64_t *seqs, size_t count, Arena *arena,
                 Event *events, Error *error)
{
    for (size_t i = 0; i < count; i++) events[i] = (Event){0};
    for (size_t at = 0; at < count; at += GET_TWENTY)
        if (!get_twenty(log, session, seqs + at, (size_t)smaller((int64_t)(count - at), GET_TWENTY), arena, events + at,
                        error))
            return false;
    return true;
}

// ---- several servers ----

static bool look(StoreSession *session, void *context, Error *error)
{
    (void)session, (void)context, (void)error; // the follower has read the log when the transaction began
    return true;
}

bool log_catch_up(EventLog *log, StoreSession *session, Error *error)
{
    if (!log->shared) return true;
    Rows rows;
    if (!store_select(session, &query_event_last, NO_VALUES, &rows, error)) return false;
    int64_t last = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    return rows_close(&rows, error) && (last <= log_last(log) || store_write(log->store, look, NULL, error));
}

int64_t log_last(const EventLog *log)
{
    return atomic_load(&log->committed);
}

bool log_class(const EventLog *log, EventKind kind, Str name, uint16_t *event_class)
{
    return event_names_find(&log->names, kind, name, event_class);
}

Str log_class_name(const EventLog *log, uint16_t event_class)
{
    return event_names_of(&log->names, event_class).name;
}

EventKind log_class_kind(const EventLog *log, uint16_t event_class)
{
    return event_names_of(&log->names, event_class).kind;
}
