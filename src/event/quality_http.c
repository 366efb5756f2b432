// quality_http.c - can the figures be trusted: which events there are, from where, how fresh, on which days, and how
// many of the last ones are marked. Only the last EVENTS_LOOKED_AT are read, so that it costs the same with any log.
#include "activity/activity.h"
#include "base/json_put.h"
#include "event/event_http.h"
#include "event/log.h"
#include "house.h"
#include "identity/identity.h"

#include <string.h>

enum { EVENTS_LOOKED_AT = 100000, DAYS_SHOWN = 60 };

#define ALWAYS(name_, type_, english, french)                                                                          \
    {                                                                                                                  \
        .name = (name_), .type = (type_), .required = true, .help = PHRASE(english, french)                            \
    }

static int64_t looked_at_after(const Call *call)
{
    int64_t last = log_last(call->house->log);
    return last > EVENTS_LOOKED_AT ? last - EVENTS_LOOKED_AT : 0;
}

// ---- the names of events ----

static const Field name_fields[] = {
    ALWAYS("type", FIELD_TEXT, "track, page, screen, internal", "track, page, screen, internal"),
    ALWAYS("event", FIELD_TEXT, "its name", "son nom"),
    ALWAYS("recent", FIELD_INTEGER, "how many of the last 100,000 events",
           "combien des 100\u202F000 derniers événements"),
    {.name = "last_at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("the last of these; null: none", "le dernier de ceux-ci\u00A0; null\u00A0: aucun")},
    {0}};
static const Shape name_shape = {.name = "EventNameSeen", .fields = name_fields};
static const Field names_fields[] = {{.name = "items",
                                      .type = FIELD_ARRAY,
                                      .required = true,
                                      .shape = &name_shape,
                                      .help = PHRASE("all that have ever been seen", "tous ceux jamais vus")},
                                     {0}};
const Shape event_names_shape = {.name = "EventNamesSeen", .fields = names_fields};

typedef struct Seen {
    int64_t events;
    Instant last_at;
} Seen;

bool event_names_get(Call *call, StoreSession *session, Error *error)
{
    Rows rows;
    Seen *seen = arena_array(call->arena, Seen, ACTIVITY_CLASSES_MAX);
    const EventLog *log = call->house->log;
    if (!log_catch_up(call->house->log, session, error) ||
        !store_select(session, &query_quality_classes, VALUES(value_integer(looked_at_after(call))), &rows, error))
        return false;
    for (size_t i = 0; i < ACTIVITY_CLASSES_MAX; i++) seen[i] = (Seen){0};
    while (rows_next(&rows)) {
        int64_t number = rows_integer(&rows, 0);
        if (number >= 0 && number < ACTIVITY_CLASSES_MAX)
            seen[number] = (Seen){.events = rows_integer(&rows, 1), .last_at = rows_integer(&rows, 2)};
    }
    if (!rows_close(&rows, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (uint32_t number = 0; number < ACTIVITY_CLASSES_MAX; number++) {
        EventKind kind = log_class_kind(log, (uint16_t)number);
        if (kind != EVENT_TRACK && kind != EVENT_PAGE && kind != EVENT_SCREEN && kind != EVENT_INTERNAL) continue;
        json_begin_object(&json);
        put_text(&json, "type", event_kind_name(kind));
        put_text(&json, "event", log_class_name(log, (uint16_t)number));
        put_integer(&json, "recent", seen[number].events);
        put_instant(&json, "last_at", seen[number].last_at, call->arena);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

// ---- how good the data is ----

static const Field source_fields[] = {
    ALWAYS("source", FIELD_INTEGER, "the key that sent it; 0: this program, and files",
           "la clé qui l’a envoyé\u00A0; 0\u00A0: ce programme, et les fichiers"),
    ALWAYS("events", FIELD_INTEGER, "of those looked at", "de ceux examinés"),
    ALWAYS("last_received", FIELD_INSTANT, "when the last one came in", "quand le dernier est arrivé"),
    ALWAYS("last_at", FIELD_INSTANT, "when the latest of them happened", "quand le plus récent s’est passé"),
    {0}};
static const Shape source_shape = {.name = "DataQualitySource", .fields = source_fields};

static const Field day_fields[] = {ALWAYS("day", FIELD_DAY, "of the calendar", "du calendrier"),
                                   ALWAYS("events", FIELD_INTEGER, "that happened on it", "qui s’y sont passés"),
                                   {0}};
static const Shape day_shape = {.name = "DataQualityDay", .fields = day_fields};

static const Field quality_fields[] = {
    ALWAYS("events", FIELD_INTEGER, "looked at: the last ones, 100,000 at most",
           "examinés\u00A0: les derniers, 100\u202F000 au plus"),
    {.name = "received_from",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("when the first of them came in", "quand le premier d’entre eux est arrivé")},
    {.name = "received_to",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("when the last of them came in", "quand le dernier d’entre eux est arrivé")},
    ALWAYS("bots", FIELD_INTEGER, "of bots: in no figure", "de robots\u00A0: dans aucun chiffre"),
    ALWAYS("internal", FIELD_INTEGER, "of the company’s own people: in no figure",
           "de l’entreprise elle-même\u00A0: dans aucun chiffre"),
    ALWAYS("clock_corrected", FIELD_INTEGER, "the sender’s clock was wrong", "l’horloge de l’expéditeur était fausse"),
    ALWAYS("unplanned", FIELD_INTEGER, "not as the tracking plan says", "pas comme le dit le plan de marquage"),
    ALWAYS("imported", FIELD_INTEGER, "from files", "de fichiers"),
    ALWAYS("late", FIELD_INTEGER, "came in more than a day after they happened, files aside",
           "arrivés plus d’un jour après, hors fichiers"),
    ALWAYS("ahead", FIELD_INTEGER, "dated more than an hour after they came in: a time zone may be wrong",
           "datés plus d’une heure après leur arrivée\u00A0: un fuseau peut être faux"),
    ALWAYS("people", FIELD_INTEGER, "customers, each once", "clients, chacun une fois"),
    ALWAYS("identified", FIELD_INTEGER, "of them known by a user id, an e-mail address or a number",
           "dont connus par un identifiant, une adresse ou un numéro"),
    ALWAYS("with_email", FIELD_INTEGER, "of them with an e-mail address", "dont avec une adresse e-mail"),
    {.name = "sources",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &source_shape,
     .help = PHRASE("the last heard of first", "la dernière entendue d’abord")},
    {.name = "days",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &day_shape,
     .help = PHRASE("of the last 60 those with events", "des 60 derniers, ceux avec des événements")},
    {0}};
const Shape data_quality_shape = {.name = "DataQuality", .fields = quality_fields};

static bool write_marks(JsonWriter *json, Call *call, StoreSession *session, int64_t after, Error *error)
{
    static const char *const names[] = {"bots", "internal", "clock_corrected", "unplanned", "imported",
                                        "late", "ahead"};
    enum { FIRST_MARK = 3 };
    Rows rows;
    if (!store_select(session, &query_quality_marks, VALUES(value_integer(after)), &rows, error)) return false;
    if (rows_next(&rows)) {
        put_integer(json, "events", rows_integer(&rows, 0));
        put_instant(json, "received_from", rows_integer(&rows, 1), call->arena);
        put_instant(json, "received_to", rows_integer(&rows, 2), call->arena);
        for (size_t i = 0; i < COUNT_OF(names); i++)
            put_integer(json, names[i], rows_integer(&rows, FIRST_MARK + (int)i));
    }
    return rows_close(&rows, error);
}

static bool write_sources(JsonWriter *json, Call *call, StoreSession *session, int64_t after, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_quality_sources, VALUES(value_integer(after)), &rows, error)) return false;
    json_key(json, "sources");
    json_begin_array(json);
    while (rows_next(&rows)) {
        json_begin_object(json);
        put_integer(json, "source", rows_integer(&rows, 0));
        put_integer(json, "events", rows_integer(&rows, 1));
        put_instant(json, "last_received", rows_integer(&rows, 2), call->arena);
        put_instant(json, "last_at", rows_integer(&rows, 3), call->arena);
        json_end_object(json);
    }
    json_end_array(json);
    return rows_close(&rows, error);
}

static bool write_days(JsonWriter *json, Call *call, StoreSession *session, int64_t after, Error *error)
{
    Rows rows;
    const Zone *zone = workspace_settings(call->house->workspace)->zone;
    int64_t second = call->now / MILLISECONDS_PER_SECOND;
    int64_t offset = (zone_civil(zone, second) - second) * MILLISECONDS_PER_SECOND;
    Instant from = call->now - (int64_t)DAYS_SHOWN * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;
    if (!store_select(session, &query_quality_days,
                      VALUES(value_integer(after), value_integer(from), value_integer(offset)), &rows, error))
        return false;
    json_key(json, "days");
    json_begin_array(json);
    while (rows_next(&rows)) {
        json_begin_object(json);
        put_text(json, "day", day_name(call->arena, (Day)rows_integer(&rows, 0)));
        put_integer(json, "events", rows_integer(&rows, 1));
        json_end_object(json);
    }
    json_end_array(json);
    return rows_close(&rows, error);
}

// ---- who is known by what ----

enum { BITS = 8, IDENTITIES_AT_ONCE = 50000 };

typedef struct Known {
    unsigned char *email, *any; // a bit a person
    int64_t with_email, identified;
} Known;

static bool mark(unsigned char *bits, CustomerId root)
{
    unsigned char bit = (unsigned char)(1u << (root % BITS));
    bool was = bits[root / BITS] & bit;
    bits[root / BITS] |= bit;
    return !was;
}

// A page at a time, so that the store waits for nobody long.
static bool read_known(const Call *call, StoreSession *session, CustomerId last, Known *known, Error *error)
{
    Rows rows;
    const Identity *identity = call->house->identity;
    for (int64_t after = 0, before = -1; after != before;) {
        before = after;
        if (!store_select(session, &query_quality_identified,
                          VALUES(value_integer(after), value_integer(IDENTITIES_AT_ONCE)), &rows, error))
            return false;
        while (rows_next(&rows)) {
            CustomerId root = identity_root(identity, (CustomerId)rows_integer(&rows, 1));
            after = rows_integer(&rows, 0);
            if (root < 1 || root > last || identity_hidden(identity, root)) continue;
            known->identified += mark(known->any, root);
            if (rows_integer(&rows, 2) == IDENTITY_EMAIL) known->with_email += mark(known->email, root);
        }
        if (!rows_close(&rows, error)) return false;
    }
    return true;
}

static bool write_people(JsonWriter *json, Call *call, StoreSession *session, Error *error)
{
    const Identity *identity = call->house->identity;
    CustomerId last = identity_count(identity);
    size_t bytes = (size_t)last / BITS + 1;
    int64_t people = 0;
    Known known = {.email = arena_array(call->arena, unsigned char, bytes),
                   .any = arena_array(call->arena, unsigned char, bytes)};
    memset(known.email, 0, bytes);
    memset(known.any, 0, bytes);
    if (!read_known(call, session, last, &known, error)) return false;
    for (CustomerId customer = 1; customer <= last; customer++)
        people += identity_root(identity, customer) == customer && !identity_hidden(identity, customer);
    put_integer(json, "people", people);
    put_integer(json, "identified", known.identified);
    put_integer(json, "with_email", known.with_email);
    return true;
}

bool data_quality_get(Call *call, StoreSession *session, Error *error)
{
    JsonWriter json = call_json(call);
    if (!log_catch_up(call->house->log, session, error)) return false;
    int64_t after = looked_at_after(call);
    json_begin_object(&json);
    if (!write_marks(&json, call, session, after, error) || !write_sources(&json, call, session, after, error) ||
        !write_days(&json, call, session, after, error) || !write_people(&json, call, session, error))
        return false;
    json_end_object(&json);
    return true;
}
