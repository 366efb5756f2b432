// retention_drivers_http.c - GET /api/v1/retention-drivers: behaviours of the first days, ranked by how far they go
// with coming back later.
#include <string.h>

#include "base/csv.h"
#include "base/number.h"
#include "behaviour/behaviour_http.h"
#include "behaviour/event_lane.h"
#include "behaviour/retention_drivers.h"
#include "event/log.h"
#include "house.h"

enum { FIRST_DAYS = 14, LATER_FROM = 30, LATER_TO = 60, LATER_DAYS_MAX = 3660 };

typedef struct DriverQuestion {
    DriverAsk ask;
    EventLane entry, activity;
    EventLane event[DRIVER_EVENTS_MAX];
    size_t events;
    Day as_of;
    MetricGroups groups;
} DriverQuestion;

typedef struct DriverTable {
    DriverPeople people;
    Driver *driver;
    size_t count;
} DriverTable;

// ---- the question ----

// "30..60"
static bool read_later(const Call *call, DriverAsk *ask, Error *error)
{
    Str said = call_query(call, "later"), from = {0};
    int64_t first = LATER_FROM, last = LATER_TO;
    Str rest = said;
    bool fine = true;
    if (said.size) {
        fine = str_cut(&rest, '.', &from) && rest.size > 1 && rest.data[0] == '.';
        if (fine) rest = (Str){rest.data + 1, rest.size - 1};
        fine = fine && number_parse_count(from, &first) && number_parse_count(rest, &last);
    }
    ask->later_from = (int32_t)smaller(larger(first, 0), LATER_DAYS_MAX);
    ask->later_to = (int32_t)smaller(larger(last, 0), LATER_DAYS_MAX);
    fine = fine && first == ask->later_from && last == ask->later_to && first <= last && ask->days <= first;
    return fine || refuse_word("later", said,
                               PHRASE("days such as 30..60, none of them before the first days (days) are over",
                                      "des jours comme 30..60, aucun avant la fin des premiers jours (days)"),
                               call->arena, error);
}

static bool refuse_many(Error *error)
{
    return error_code(error, ERROR_USAGE, "too_many_events",
                      PHRASE("there are more than {0} kinds of events; name those to look at in events",
                             "il y a plus de {0} sortes d’événements\u202F; nommez dans events ceux à examiner"),
                      STR("200"));
}

static bool add_event(const Call *call, Str name, DriverQuestion *question, Error *error)
{
    if (question->events == DRIVER_EVENTS_MAX) return refuse_many(error);
    return event_lane(call->house->log, "events", name, question->as_of, call->arena,
                      &question->event[question->events++], error);
}

// Everything that is tracked: track events by name, named pages and screens, and orders as purchases.
static bool add_all_events(const Call *call, DriverQuestion *question, Error *error)
{
    for (uint32_t number = 0; number < ACTIVITY_CLASSES_MAX; number++) {
        EventKind kind = log_class_kind(call->house->log, (uint16_t)number);
        if (kind != EVENT_TRACK && kind != EVENT_PAGE && kind != EVENT_SCREEN) continue;
        Str name = log_class_name(call->house->log, (uint16_t)number);
        if (!name.size) continue;
        if (kind != EVENT_TRACK)
            name = str_format(call->arena, "%s:%.*s", kind == EVENT_PAGE ? "page" : "screen", STR_ARGS(name));
        if (memchr(name.data, '|', name.size)) continue; // means several events in a question
        if (!add_event(call, name, question, error)) return false;
    }
    return true;
}

static bool read_events(const Call *call, DriverQuestion *question, Error *error)
{
    Str rest = call_query(call, "events"), one;
    if (!rest.size) return add_all_events(call, question, error);
    while (rest.size && str_cut(&rest, ',', &one))
        if (!add_event(call, str_trim(one), question, error)) return false;
    return true;
}

static void read_days(const Call *call, DriverQuestion *question)
{
    Day from, to;
    DriverAsk *ask = &question->ask;
    ask->to = INT64_MAX;
    ask->known_to = ((int64_t)question->as_of - ask->later_to) * SECONDS_PER_DAY + 1; // the later days end by as_of
    if (call_day(call, "from", &from)) ask->from = (int64_t)from * SECONDS_PER_DAY;
    if (call_day(call, "to", &to)) ask->to = ((int64_t)to + 1) * SECONDS_PER_DAY;
}

static bool read_question(const Call *call, const MetricPlace *place, DriverQuestion *question, Error *error)
{
    int64_t days = FIRST_DAYS;
    (void)call_query_integer(call, "days", &days);
    *question = (DriverQuestion){.as_of = day_known(call, place), .ask = {.days = (int32_t)days}};
    if (!read_later(call, &question->ask, error)) return false;
    read_days(call, question);
    return event_lane(call->house->log, "entry", word_or(call, "entry", "any"), question->as_of, call->arena,
                      &question->entry, error) &&
           event_lane(call->house->log, "activity", word_or(call, "activity", "any"), question->as_of, call->arena,
                      &question->activity, error) &&
           read_events(call, question, error) &&
           metric_groups(place, behaviour_reader(place, "survival"), call_query(call, "segment"), STR(""),
                         &question->groups, error);
}

// ---- the answer ----

static bool hold(const MetricPlace *place, const EventLane *event, DriverLane *lane, Error *error)
{
    lane->purchases = event->purchases;
    return place->port->ask->hold(place->port, &event->lane, &lane->columns, error);
}

static bool read_people(const MetricPlace *place, const DriverQuestion *question, DriverPeople *people, Error *error)
{
    DriverLane entry, activity;
    if (!hold(place, &question->entry, &entry, error)) return false;
    drivers_begin(entry, &question->ask, &question->groups.layer[0], place->arena, people);
    place->port->ask->release(place->port, entry.columns);
    if (!hold(place, &question->activity, &activity, error)) return false;
    drivers_retained(activity, &question->ask, people);
    place->port->ask->release(place->port, activity.columns);
    return true;
}

static bool read_table(const MetricPlace *place, const DriverQuestion *question, DriverTable *table, Error *error)
{
    *table = (DriverTable){.driver = arena_array(place->arena, Driver, question->events * DRIVER_TIMES)};
    if (!read_people(place, question, &table->people, error)) return false;
    for (size_t i = 0; i < question->events; i++) {
        DriverLane behaviour;
        DriverCount count[DRIVER_TIMES];
        if (!hold(place, &question->event[i], &behaviour, error)) return false;
        drivers_count(behaviour, &question->ask, &table->people, count);
        place->port->ask->release(place->port, behaviour.columns);
        table->count += drivers_of((uint32_t)i, &table->people, count, table->driver + table->count);
    }
    drivers_rank(table->driver, table->count, place->arena);
    return true;
}

// ---- JSON ----

static const Phrase caution =
    PHRASE("A correlation, no cause: who does much stays for other reasons too. Whether a behaviour makes people stay "
           "is told by an experiment.",
           "Une corrélation, pas une cause\u00A0: qui fait beaucoup reste aussi pour d’autres raisons. Seule une "
           "expérience dit si un comportement fait rester.");
static const Phrase definition =
    PHRASE("Of people who began with entry: did they do the event so many times in the first days (24 hours each, from "
           "their first entry), and did they come back in the later ones.",
           "Parmi les personnes qui ont commencé par entry\u00A0: ont-elles fait l’événement tant de fois dans les "
           "premiers jours (de 24 heures, depuis leur première entrée), et sont-elles revenues dans les suivants.");

static void write_share(JsonWriter *json, const char *key, const Rate *rate)
{
    json_key(json, key);
    json_begin_object(json);
    write_rate_members(json, rate->count, rate->n);
    write_integer_member(json, "count", rate->count);
    json_end_object(json);
}

static void write_driver(JsonWriter *json, const DriverQuestion *question, const Driver *driver)
{
    json_begin_object(json);
    write_text_member(json, "event", question->event[driver->event].said);
    write_integer_member(json, "at_least", driver->times);
    write_share(json, "did", &driver->did);
    write_share(json, "retention_did", &driver->stayed);
    write_share(json, "retention_did_not", &driver->stayed_without);
    write_number_member(json, "lift", driver->has_lift, driver->lift);
    write_number_member(json, "difference", driver->difference.observed, driver->difference.value);
    write_number_member(json, "difference_low", driver->difference.observed, driver->difference.low);
    write_number_member(json, "difference_high", driver->difference.observed, driver->difference.high);
    write_number_member(json, "correlation", true, driver->correlation);
    write_number_member(json, "p", true, driver->p);
    write_number_member(json, "p_adjusted", true, driver->p_adjusted);
    write_boolean_member(json, "small_sample", driver->small_sample);
    json_end_object(json);
}

static void write_terms_of(JsonWriter *json, const Call *call, const DriverQuestion *question)
{
    static const Phrase correlation = PHRASE("correlation", "corrélation");
    write_text_member(json, "name", STR("retention_drivers"));
    write_text_member(json, "kind", str_of(correlation.in[call->locale]));
    write_text_member(json, "caution", str_of(caution.in[call->locale]));
    write_text_member(json, "definition", str_of(definition.in[call->locale]));
    write_text_member(json, "entry", question->entry.said);
    write_text_member(json, "activity", question->activity.said);
    write_integer_member(json, "days", question->ask.days);
    write_integer_member(json, "later_from", question->ask.later_from);
    write_integer_member(json, "later_to", question->ask.later_to);
    write_text_member(json, "adjustment", STR("Benjamini-Hochberg"));
    write_text_member(json, "time_zone", zone_name(activity_zone(call->house->activity)));
    write_text_member(json, "as_of", day_name(call->arena, question->as_of));
}

static void write_table(JsonWriter *json, const Call *call, const DriverQuestion *question, const DriverTable *table)
{
    Rate retained = rate_of(table->people.retained, table->people.people);
    json_begin_object(json);
    write_terms_of(json, call, question);
    write_integer_member(json, "people", table->people.people);
    write_integer_member(json, "too_recent", table->people.too_recent);
    write_share(json, "retention", &retained);
    write_integer_member(json, "tested", (int64_t)table->count);
    json_key(json, "drivers");
    json_begin_array(json);
    for (size_t i = 0; i < table->count; i++) write_driver(json, question, &table->driver[i]);
    json_end_array(json);
    json_end_object(json);
}

// ---- CSV ----

static void write_csv(const Call *call, const DriverQuestion *question, const DriverTable *table, Text *out)
{
    text_add(out, STR("kind,event,at_least,did,people,retention_did,retention_did_not,lift,difference,difference_low,"
                      "difference_high,correlation,p,p_adjusted,small_sample,as_of,time_zone\n"));
    for (size_t i = 0; i < table->count; i++) {
        const Driver *driver = &table->driver[i];
        const double counts[] = {driver->times, (double)driver->did.count, (double)driver->did.n, driver->stayed.value,
                                 driver->stayed_without.value};
        const double tests[] = {
            driver->difference.value, driver->difference.low, driver->difference.high, driver->correlation, driver->p,
            driver->p_adjusted};
        csv_add(out, STR("correlation"));
        csv_add(out, question->event[driver->event].said);
        for (size_t n = 0; n < COUNT_OF(counts); n++) csv_add_number(out, csv_number(call->arena, true, counts[n]));
        csv_add_number(out, csv_number(call->arena, driver->has_lift, driver->lift));
        for (size_t n = 0; n < COUNT_OF(tests); n++) csv_add_number(out, csv_number(call->arena, true, tests[n]));
        csv_add(out, driver->small_sample ? STR("true") : STR("false"));
        csv_add(out, day_name(call->arena, question->as_of));
        csv_add(out, zone_name(activity_zone(call->house->activity)));
        csv_end_record(out);
    }
}

// ---- the route ----

static bool get_drivers(Call *call, StoreSession *session, Error *error)
{
    MetricPlace place = metric_place(call, session);
    DriverQuestion *question = arena_new(call->arena, DriverQuestion);
    DriverTable table;
    if (!log_catch_up(call->house->log, session, error) || !read_question(call, &place, question, error) ||
        !read_table(&place, question, &table, error))
        return false;
    if (wants_csv(call)) {
        call->type = STR("text/csv; charset=utf-8; header=present");
        write_csv(call, question, &table, &call->text);
        return true;
    }
    JsonWriter json = call_json(call);
    write_table(&json, call, question, &table);
    return true;
}

static const Parameter driver_parameters[] = {
    {.name = "days",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 366,
     .help = PHRASE("the first days, in which behaviours are looked for; default 14",
                    "les premiers jours, où les comportements sont cherchés\u202F; par défaut 14")},
    {.name = "later",
     .type = FIELD_TEXT,
     .help = PHRASE("days in which who is active has stayed: 30..60 (default), the first day is day 0",
                    "jours pendant lesquels qui est actif est resté\u00A0: 30..60 (par défaut), le premier jour est le "
                    "jour 0")},
    {.name = "entry",
     .type = FIELD_TEXT,
     .help = PHRASE("the event with which people begin, their first ever: any (default), orders, Signed Up",
                    "l’événement par lequel on commence, le tout premier\u00A0: any (par défaut), orders, Signed Up")},
    {.name = "activity",
     .type = FIELD_TEXT,
     .help = PHRASE("what staying is: any (default), orders, names separated by |",
                    "ce qu’est rester\u00A0: any (par défaut), orders, des noms séparés par |")},
    {.name = "events",
     .type = FIELD_TEXT,
     .help = PHRASE("the behaviours, separated by commas; default: all kinds of events, at most 200 "
                    "(with more than 60 each question reads the log anew)",
                    "les comportements, séparés par des virgules\u202F; par défaut toutes les sortes d’événements, 200 "
                    "au plus (au-delà de 60, chaque question relit le journal)")},
    {.name = "from",
     .type = FIELD_DAY,
     .help = PHRASE("people who began from this day on", "personnes qui ont commencé à partir de ce jour")},
    {.name = "to",
     .type = FIELD_DAY,
     .help = PHRASE("people who began up to this day; default: all who have had the later days",
                    "personnes qui ont commencé jusqu’à ce jour\u202F; par défaut toutes celles qui ont eu les jours "
                    "suivants")},
    {.name = "segment",
     .type = FIELD_TEXT,
     .high = 16384,
     .help = PHRASE("who is counted: trait:country=FR, dimension:plan=pro, or a rule as JSON",
                    "qui est compté\u00A0: trait:country=FR, dimension:plan=pro, ou une règle en JSON")},
    {.name = "as_of",
     .type = FIELD_DAY,
     .help =
         PHRASE("the last day that is known; default: today", "le dernier jour connu\u202F; par défaut aujourd’hui")},
    FORMAT_PARAMETER,
    {.name = NULL}};

static const Field driver_fields[] = {
    {.name = "kind", .type = FIELD_TEXT, .required = true, .help = PHRASE("correlation", "corrélation")},
    {.name = "caution",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("what it doesn't say", "ce que cela ne dit pas")},
    {.name = "definition", .type = FIELD_TEXT, .required = true, .help = PHRASE("what it is", "ce que c’est")},
    {.name = "time_zone", .type = FIELD_TEXT, .required = true, .help = PHRASE("of days", "des jours")},
    {.name = "people",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("who began and has had the later days", "qui a commencé et a eu les jours suivants")},
    {.name = "too_recent",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("who began too late to have had them, and is not counted",
                    "qui a commencé trop tard pour les avoir eus, et n’est pas compté")},
    {.name = "tested",
     .type = FIELD_INTEGER,
     .required = true,
     .help =
         PHRASE("how many behaviours p_adjusted takes together", "combien de comportements p_adjusted prend ensemble")},
    {.name = "drivers",
     .type = FIELD_ARRAY,
     .item = FIELD_ANY,
     .required = true,
     .help = PHRASE("event, at_least, did, retention_did, retention_did_not, lift, difference with its 95 % interval, "
                    "correlation, p, p_adjusted, small_sample",
                    "event, at_least, did, retention_did, retention_did_not, lift, difference et son intervalle à "
                    "95\u202F%, correlation, p, p_adjusted, small_sample")},
    {.name = NULL}};
static const Shape driver_shape = {.name = "RetentionDrivers", .open = true, .fields = driver_fields};

const Route driver_routes[] = {
    {.method = "GET",
     .path = "/api/v1/retention-drivers",
     .name = "getRetentionDrivers",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("behaviours of the first days that go with staying (a correlation)",
                       "comportements des premiers jours qui vont avec le fait de rester (une corrélation)"),
     .parameters = driver_parameters,
     .answer = &driver_shape,
     .read = get_drivers},
    {.method = NULL}};
