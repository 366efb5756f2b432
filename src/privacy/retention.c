#include "privacy/retention.h"

#include <string.h>

#include "base/calendar.h"
#include "event/vocabulary.h"
#include "privacy/erasure_parts.h"

// Months of the plan as days: 25 months, 24 months, 5 years. Purchases have no end unless it is set: how long books are
// kept is the law of the place, and imports bring old ones.
static const struct {
    Str name;
    Phrase label;
    int64_t days;
} classes[RETENTION_CLASS_COUNT] = {
    [RETENTION_CUSTOMER] = {STR("customer"), PHRASE("who customers are", "qui sont les clients"), 0},
    [RETENTION_EVENT] = {STR("event"),
                         PHRASE("behaviour: visits, use, carts", "comportement\u00A0: visites, usages, paniers"), 760},
    [RETENTION_PURCHASE] = {STR("purchase"), PHRASE("orders and subscriptions", "commandes et abonnements"), 0},
    [RETENTION_SERVICE] = {STR("service"),
                           PHRASE("tickets, messages, notes, files", "tickets, messages, notes, fichiers"), 730},
    [RETENTION_CONSENT] = {STR("consent"), PHRASE("proof of consent", "preuve du consentement"), 0},
    [RETENTION_REQUEST] = {STR("request"),
                           PHRASE("requests of people and incidents", "demandes des personnes et incidents"), 1826},
    [RETENTION_TRANSIENT] = {STR("transient"), PHRASE("copies for a short time", "copies de courte durée"), 30}};

Str retention_class_name(RetentionClass class_of)
{
    return classes[class_of].name;
}

Phrase retention_class_label(RetentionClass class_of)
{
    return classes[class_of].label;
}

int64_t retention_default_days(RetentionClass class_of)
{
    return classes[class_of].days;
}

bool retention_periods(StoreSession *session, RetentionPeriods *periods, Error *error)
{
    Rows rows;
    for (size_t i = 0; i < RETENTION_CLASS_COUNT; i++) periods->days[i] = classes[i].days;
    if (!store_select(session, &query_retention_periods, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows))
        for (size_t i = 0; i < RETENTION_CLASS_COUNT; i++)
            if (str_equal(rows_text(&rows, 0), classes[i].name)) periods->days[i] = rows_integer(&rows, 1);
    return rows_close(&rows, error);
}

bool retention_set(StoreSession *session, RetentionClass class_of, int64_t days, int64_t by, Instant now, Error *error)
{
    return store_execute(
        session, &query_retention_period_set,
        VALUES(value_text(classes[class_of].name), value_integer(days), value_integer(now), value_integer(by)), NULL,
        error);
}

// ---- events ----

// RETENTION_CLASS_COUNT: as long as the customer.
static RetentionClass class_of_event(const EventLog *log, uint16_t event_class)
{
    switch (happening_kind(log_class_kind(log, event_class), log_class_name(log, event_class))) {
    case HAPPENING_ORDER:
    case HAPPENING_SUBSCRIPTION:
    case HAPPENING_POINTS: return RETENTION_PURCHASE;
    case HAPPENING_MESSAGE:
    case HAPPENING_TICKET:
    case HAPPENING_ANSWER:
    case HAPPENING_NOTE: return RETENTION_SERVICE;
    case HAPPENING_OTHER:
    case HAPPENING_CART:
    case HAPPENING_VISIT: return RETENTION_EVENT;
    case HAPPENING_CONSENT:
    case HAPPENING_STAGE:
    case HAPPENING_PROFILE:
    case HAPPENING_KIND_COUNT: break;
    }
    return RETENTION_CLASS_COUNT;
}

static Instant due_before(const RetentionPeriods *periods, RetentionClass class_of, Instant now)
{
    int64_t days = class_of < RETENTION_CLASS_COUNT ? periods->days[class_of] : 0;
    return days ? now - days * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND : INT64_MIN;
}

static Instant latest_due(const RetentionPeriods *periods, Instant now)
{
    static const RetentionClass of_events[] = {RETENTION_EVENT, RETENTION_PURCHASE, RETENTION_SERVICE};
    Instant latest = INT64_MIN;
    for (size_t i = 0; i < COUNT_OF(of_events); i++) latest = larger(latest, due_before(periods, of_events[i], now));
    return latest;
}

typedef struct Due {
    const Eraser *eraser;
    const RetentionPeriods *periods;
    Instant now;
    int64_t after; // looked through up to here
    int64_t seq[2000];
    RetentionClass class_of[2000];
    size_t count;
    bool more;
    RetentionCounts *counts;
    Arena *arena;
} Due;

// The next page of the log; of it what is due.
static bool find_due(Due *due, Error *error)
{
    StoreSession *session;
    Rows rows;
    due->count = 0;
    due->more = false;
    if (!store_read_begin(due->eraser->store, &session, error)) return false;
    bool good = store_select(session, &query_retention_events_due,
                             VALUES(value_integer(due->after), value_integer(latest_due(due->periods, due->now))),
                             &rows, error);
    if (good) {
        while (rows_next(&rows)) {
            RetentionClass class_of = class_of_event(due->eraser->log, (uint16_t)rows_integer(&rows, 1));
            due->after = rows_integer(&rows, 0);
            due->more = true;
            if (rows_integer(&rows, 2) >= due_before(due->periods, class_of, due->now)) continue;
            due->class_of[due->count] = class_of;
            due->seq[due->count++] = due->after;
        }
        good = rows_close(&rows, error);
    }
    store_read_end(session);
    return good;
}

// Purchases stay in figures as what somebody once bought: the copies of one page are of one stranger a customer.
typedef struct Stranger {
    CustomerId customer, copies_to;
} Stranger;

static bool stranger_of(const Due *due, StoreSession *session, CustomerId customer, Stranger *strangers, size_t *count,
                        CustomerId *stranger, Error *error)
{
    for (size_t i = 0; i < *count; i++)
        if (strangers[i].customer == customer) {
            *stranger = strangers[i].copies_to;
            return true;
        }
    Instant made_at;
    int64_t source;
    if (!identity_made(session, customer, &made_at, &source, error) ||
        !identity_make(due->eraser->identity, session, 0, made_at, stranger, error) ||
        !identity_hide(due->eraser->identity, session, *stranger, 0, due->now, error))
        return false;
    strangers[(*count)++] = (Stranger){customer, *stranger};
    return true;
}

// A copy is no person's any more, and is not copied again.
static bool copy_purchase(const Due *due, StoreSession *session, int64_t seq, Stranger *strangers, size_t *count,
                          bool *keep, Error *error)
{
    Event event;
    unsigned char key[16];
    Identity *identity = due->eraser->identity;
    if (!log_get(due->eraser->log, session, seq, due->arena, &event, error)) return false;
    *keep = !event.seq || event.flags & EVENT_ANONYMOUS;
    if (*keep) return true;
    MessageKey reference = log_message_key(
        due->eraser->log, str_format(due->arena, "references of customer %u", identity_root(identity, event.customer)));
    memcpy(key, reference.word, sizeof key);
    if (!stranger_of(due, session, identity_root(identity, event.customer), strangers, count, &event.customer, error))
        return false;
    event.seq = 0;
    event.received = event.at;
    event.message = (MessageKey){{0, 0}};
    event.flags |= EVENT_ANONYMOUS;
    event.body = erasure_copy_body(event.body, key, due->arena);
    return log_append(due->eraser->log, session, &event, NULL, error);
}

static bool take_due(StoreSession *session, void *context, Error *error)
{
    Due *due = context;
    arena_reset(due->arena);
    Stranger *strangers = arena_array(due->arena, Stranger, due->count);
    int64_t *gone = arena_array(due->arena, int64_t, due->count);
    size_t strangers_count = 0, count = 0;
    for (size_t i = 0; i < due->count; i++) {
        bool keep = false;
        if (due->class_of[i] == RETENTION_PURCHASE &&
            !copy_purchase(due, session, due->seq[i], strangers, &strangers_count, &keep, error))
            return false;
        if (keep) continue;
        gone[count++] = due->seq[i];
    }
    return log_remove(due->eraser->log, session, gone, count, due->now, error);
}

static bool run_events(const Eraser *eraser, const RetentionPeriods *periods, Instant now, RetentionCounts *counts,
                       Error *error)
{
    if (latest_due(periods, now) == INT64_MIN) return true;
    Due *due = arena_new(eraser->arena, Due);
    *due = (Due){.eraser = eraser, .periods = periods, .now = now, .counts = counts, .arena = arena_open(0)};
    int64_t last = log_last(eraser->log); // copies come after it
    bool good = find_due(due, error);
    while (good && due->more && due->after <= last) {
        if (due->count) good = store_write(eraser->store, take_due, due, error);
        for (size_t i = 0; good && i < due->count; i++) counts->events[due->class_of[i]]++;
        good = good && find_due(due, error);
    }
    arena_close(due->arena);
    return good;
}

// ---- rows ----

typedef struct Expiring {
    const PersonalTable *table;
    Instant before;
    int64_t gone;
} Expiring;

enum { EXPIRE_ROWS = 2000 };

static bool expire(StoreSession *session, void *context, Error *error)
{
    Expiring *expiring = context;
    return store_execute(session, expiring->table->expire,
                         VALUES(value_integer(expiring->before), value_integer(EXPIRE_ROWS)), &expiring->gone, error);
}

static bool run_table(const Eraser *eraser, const PersonalTable *table, Instant before, int64_t *rows, Error *error)
{
    Expiring expiring = {.table = table, .before = before};
    do {
        if (!store_write(eraser->store, expire, &expiring, error)) return false;
        *rows += expiring.gone;
    } while (expiring.gone >= EXPIRE_ROWS);
    return true;
}

static bool run_rows(const Eraser *eraser, const RetentionPeriods *periods, Instant now, RetentionCounts *counts,
                     Error *error)
{
    for (const PersonalTable *const *tables = eraser->tables; *tables; tables++)
        for (const PersonalTable *table = *tables; table->table; table++) {
            Instant before = due_before(periods, table->retention, now);
            if (!table->expire || before == INT64_MIN) continue;
            if (!run_table(eraser, table, before, &counts->rows[table->retention], error)) return false;
        }
    return true;
}

bool retention_run(const Eraser *eraser, Instant now, RetentionCounts *counts, Error *error)
{
    RetentionPeriods periods;
    StoreSession *session;
    *counts = (RetentionCounts){0};
    if (!store_read_begin(eraser->store, &session, error)) return false;
    bool good = retention_periods(session, &periods, error);
    store_read_end(session);
    return good && run_events(eraser, &periods, now, counts, error) && run_rows(eraser, &periods, now, counts, error);
}

bool retention_preview(const Eraser *eraser, StoreSession *session, Instant now, RetentionCounts *counts, Error *error)
{
    RetentionPeriods periods;
    *counts = (RetentionCounts){0};
    if (!retention_periods(session, &periods, error)) return false;
    for (size_t class_of = 0; class_of < RETENTION_CLASS_COUNT; class_of++) {
        Rows rows;
        Instant before = due_before(&periods, (RetentionClass)class_of, now);
        if (before == INT64_MIN) continue;
        if (!store_select(session, &query_retention_events_count, VALUES(value_integer(before)), &rows, error))
            return false;
        while (rows_next(&rows))
            if (class_of_event(eraser->log, (uint16_t)rows_integer(&rows, 0)) == class_of)
                counts->events[class_of] += rows_integer(&rows, 1);
        if (!rows_close(&rows, error)) return false;
    }
    return true;
}
