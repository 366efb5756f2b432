#include "event/log_parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

Str event_kind_name(EventKind kind)
{
    static const Str names[] = {
        [EVENT_TRACK] = STR("track"),      [EVENT_IDENTIFY] = STR("identify"), [EVENT_PAGE] = STR("page"),
        [EVENT_SCREEN] = STR("screen"),    [EVENT_GROUP] = STR("group"),       [EVENT_ALIAS] = STR("alias"),
        [EVENT_INTERNAL] = STR("internal")};
    return kind < COUNT_OF(names) ? names[kind] : STR("");
}

// ---- following the transactions ----

static LogMark mark_here(const EventLog *log)
{
    LogMark mark = {.seq = log->seq, .names = log->names.count, .rates = log->rates};
    mark.staged = activity_mark(log->activity);
    if (log->dimensions) mark.values = dimensions_mark(log->dimensions);
    return mark;
}

static void go_back(EventLog *log, LogMark mark)
{
    activity_undo(log->activity, mark.staged);
    event_names_cut(&log->names, mark.names);
    if (log->dimensions) dimensions_cut(log->dimensions, &mark.values);
    log->seq = mark.seq;
    log->rates = mark.rates;
}

static bool follow_begin(void *context, StoreSession *session, Error *error)
{
    EventLog *log = context;
    if (log->shared && !log_follow(log, session, error)) return false;
    log->transaction = log->work = mark_here(log);
    return true;
}

static void follow_kept(void *context)
{
    EventLog *log = context;
    log->work = mark_here(log);
}

static void follow_undone(void *context)
{
    EventLog *log = context;
    go_back(log, log->work);
}

static void follow_commit(void *context)
{
    EventLog *log = context;
    bool grown = log->seq > log->transaction.seq;
    activity_commit(log->activity);
    if (!grown) return;
    atomic_store(&log->committed, log->seq);
    pthread_mutex_lock(&log->notify_lock);
    if (log->grown) log->grown(log->grown_context);
    pthread_mutex_unlock(&log->notify_lock);
}

static void follow_rollback(void *context)
{
    EventLog *log = context;
    go_back(log, log->transaction);
}

// ---- opening ----

static bool open_within(EventLog *log, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(log->store, &session, error)) return false;
    bool good = log_follow_first(log, session, error);
    store_read_end(session);
    return good;
}

bool log_open(Store *store, Dimensions *dimensions, Activity *activity, Workspace *workspace, EventLog **log,
              Error *error)
{
    EventLog *made = calloc(1, sizeof *made);
    if (!made)
        return error_set(
            error, ERROR_FAILED,
            PHRASE("There is no memory for the event log", "La mémoire manque pour le journal des événements"), NULL,
            0);
    *made = (EventLog){.store = store,
                       .activity = activity,
                       .workspace = workspace,
                       .dimensions = dimensions,
                       .scratch = arena_open(0)};
    made->shared = store_is_postgresql(store);
    memcpy(made->key, workspace_settings(workspace)->key, sizeof made->key);
    event_names_open(&made->names, made->key);
    pthread_mutex_init(&made->notify_lock, NULL);
    if (!open_within(made, error) || !log_open_figures(made, error)) {
        log_close(made);
        return false;
    }
    store_follow(store, &(StoreFollower){.context = made,
                                         .begin = follow_begin,
                                         .work_kept = follow_kept,
                                         .work_undone = follow_undone,
                                         .commit = follow_commit,
                                         .rollback = follow_rollback});
    *log = made;
    return true;
}

void log_close(EventLog *log)
{
    if (!log) return;
    event_names_close(&log->names);
    arena_close(log->scratch);
    pthread_mutex_destroy(&log->notify_lock);
    free(log);
}

void log_react(EventLog *log, const struct House *house, const Reaction *const *tables)
{
    log->house = house;
    log->reactions = tables;
}

void log_notify(EventLog *log, void (*grown)(void *context), void *context)
{
    pthread_mutex_lock(&log->notify_lock);
    log->grown = grown;
    log->grown_context = context;
    pthread_mutex_unlock(&log->notify_lock);
}

// ---- appending ----

MessageKey log_message_key(const EventLog *log, Str message_id)
{
    MessageKey key = {{0, 0}};
    if (message_id.size) digest_short(log->key, message_id, key.word);
    return key;
}

static bool is_given(MessageKey message)
{
    return message.word[0] | message.word[1];
}

bool log_seen(const EventLog *log, MessageKey message)
{
    return is_given(message) && activity_seen(log->activity, message);
}

static bool is_page(EventKind kind)
{
    return kind == EVENT_PAGE || kind == EVENT_SCREEN;
}

static bool room_for_name(const EventLog *log, EventKind kind)
{
    if (is_page(kind) && log->names.page_names >= EVENT_PAGE_NAMES_MAX) return false;
    return log->names.count < ACTIVITY_CLASSES_MAX;
}

bool log_takes_name(const EventLog *log, EventKind kind, Str name)
{
    uint16_t event_class;
    return is_page(kind) || room_for_name(log, kind) || event_names_find(&log->names, kind, name, &event_class);
}

// Events of a name come in rows.
static bool is_last_name(const EventLog *log, EventKind kind, Str name, uint16_t *event_class)
{
    EventName last = log->last < log->names.count ? log->names.name[log->last] : (EventName){0};
    if (last.kind != kind || !str_equal(last.name, name)) return false;
    *event_class = log->last;
    return true;
}

// The class of a name, a new one when it has none yet. Pages never fail: they are counted without their name.
static bool class_of(EventLog *log, StoreSession *session, EventKind kind, Str name, uint16_t *event_class,
                     Error *error)
{
    if (is_last_name(log, kind, name, event_class)) return true;
    if (event_names_find(&log->names, kind, name, &log->last)) {
        *event_class = log->last;
        return true;
    }
    if (!room_for_name(log, kind)) {
        if (is_page(kind) && event_names_find(&log->names, kind, STR(""), event_class)) return true;
        return error_code(error, ERROR_INPUT, "too_many_event_names",
                          PHRASE("There are 10,000 different event names already: send {0} under one of them, and what "
                                 "differs as a property",
                                 "Il y a déjà 10\u202F000 noms d’événements différents\u00A0: envoyez {0} sous l’un "
                                 "d’eux, et ce qui diffère comme propriété"),
                          name);
    }
    *event_class = log->names.count;
    if (!store_execute(session, &query_event_name_add,
                       VALUES(value_integer(*event_class), value_integer(kind), value_text(name)), NULL, error))
        return false;
    event_names_add(&log->names, kind, name);
    return true;
}

static bool insert(StoreSession *session, const Event *event, int64_t seq, uint16_t event_class, Error *error)
{
    Str message = {(const char *)event->message.word, sizeof event->message.word};
    return store_execute_soon(
        session, &query_event_append,
        VALUES(value_integer(seq), value_integer(event->kind), value_integer(event_class),
               value_integer(event->customer), value_integer(event->at), value_integer(event->received),
               value_integer(event->source), value_integer(event->flags),
               event->has_amount ? value_integer(event->amount_minor) : value_null(),
               event->has_amount ? value_text(event->currency) : value_null(),
               is_given(event->message) ? value_bytes(message) : value_null(), value_text(event->body)),
        error);
}

void log_guard(EventLog *log, const LogGuard *guard)
{
    assert(log->guards < LOG_GUARDS_MAX);
    log->guard[log->guards++] = *guard;
}

bool log_guarded(const EventLog *log)
{
    return log->guards;
}

bool log_admits(const EventLog *log, StoreSession *session, const Event *event, const char **code, Error *error)
{
    *code = NULL;
    for (size_t i = 0; i < log->guards && !*code; i++)
        if (log->guard[i].admit && !log->guard[i].admit(log->guard[i].context, session, event, code, error))
            return false;
    return true;
}

static bool react_within(const EventLog *log, StoreSession *session, const Event *event, Error *error)
{
    for (const Reaction *const *table = log->reactions; table && *table; table++)
        for (const Reaction *reaction = *table; reaction->name; reaction++)
            if (reaction->within && reaction_wants(reaction, event) &&
                !reaction->within(log->house, session, event, error))
                return false;
    return true;
}

bool log_append(EventLog *log, StoreSession *session, Event *event, bool *duplicate, Error *error)
{
    bool seen = duplicate && log_seen(log, event->message);
    if (duplicate) *duplicate = seen;
    if (seen) return true;
    uint16_t event_class;
    int64_t seq = log->seq + 1;
    for (size_t i = 0; i < log->guards; i++)
        if (log->guard[i].mark) event->flags |= log->guard[i].mark(log->guard[i].context, event);
    if (!class_of(log, session, event->kind, event->name, &event_class, error) ||
        !insert(session, event, seq, event_class, error))
        return false;
    bool counts = event->has_amount && !log_is_foreign(log, true, event->currency);
    ActivityEvent row = {.seq = seq,
                         .customer = event->customer,
                         .event_class = event_class,
                         .hidden = event->flags & EVENT_HIDDEN,
                         .at = event->at,
                         .amount_minor = counts ? event->amount_minor : 0,
                         .message = event->message};
    if (log->dimensions && !dimensions_read(log->dimensions, session, event->body, log->scratch, row.value, error))
        return false;
    activity_append(log->activity, &row);
    log->seq = event->seq = seq;
    return log_figure_foreign(log, session, event, error) && react_within(log, session, event, error);
}
