// topic_http.c - topics of tickets over two stretches of weeks, beside who left after asking.
#include <stdlib.h>

#include "crm/market.h"
#include "customer/customer_http.h"
#include "house.h"
#include "service/service.h"
#include "service/tickets_read.h"
#include "service/topic.h"
#include "service/topic_http.h"

static const Field topic_fields[] = {
    {.name = "topic", .type = FIELD_TEXT, .required = true},
    {.name = "tickets_before", .type = FIELD_INTEGER, .required = true},
    {.name = "tickets", .type = FIELD_INTEGER, .required = true},
    {.name = "volume_p",
     .type = FIELD_NUMBER,
     .help = PHRASE("p-value of a change of the volume", "p-valeur d’un changement du volume")},
    {.name = "customers_before", .type = FIELD_INTEGER},
    {.name = "customers", .type = FIELD_INTEGER, .help = PHRASE("who asked", "qui ont demandé")},
    {.name = "left_before", .type = FIELD_INTEGER},
    {.name = "left",
     .type = FIELD_INTEGER,
     .help = PHRASE("of these, left after asking", "parmi eux, partis après leur demande")},
    {.name = "churn_before", .type = FIELD_NUMBER, .nullable = true},
    {.name = "churn", .type = FIELD_NUMBER, .nullable = true},
    {.name = "churn_p",
     .type = FIELD_NUMBER,
     .help = PHRASE("p-value of a change of the churn", "p-valeur d’un changement de l’attrition")},
    {.name = "small_sample",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("fewer than 30 customers on a side", "moins de 30 clients d’un côté")},
    {.name = "flag", .type = FIELD_TEXT, .nullable = true, .words = "rising|rising, churn-linked"},
    {0},
};
static const Shape topic_shape = {.name = "TopicTrend", .fields = topic_fields};
static const Field list_fields[] = {
    {.name = "from", .type = FIELD_DAY, .required = true, .help = PHRASE("first day", "premier jour")},
    {.name = "to", .type = FIELD_DAY, .required = true, .help = PHRASE("last day", "dernier jour")},
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &topic_shape},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("null: there is one page", "null\u00A0: il n’y a qu’une page")},
    {0}};
const Shape topic_list_shape = {.name = "TopicTrendList", .fields = list_fields};

const Parameter topic_parameters[] = {
    {.name = "weeks",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 52,
     .help = PHRASE("of each of the two stretches, default 4", "de chacune des deux périodes, 4 par défaut")},
    {.name = "as_of",
     .type = FIELD_DAY,
     .help = PHRASE("their last day, default today", "leur dernier jour, "
                                                     "aujourd’hui par défaut")},
    {.name = NULL}};

// ---- counting ----

// A person who asked about a topic: of before or after, and since when.
typedef struct Asker {
    Str topic;
    CustomerId customer;
    int half;
    Instant at; // of the first ticket
    int64_t tickets;
} Asker;

static int by_topic(const void *a, const void *b)
{
    const Asker *x = a, *y = b;
    int order = str_compare(x->topic, y->topic);
    if (order) return order;
    if (x->half != y->half) return x->half - y->half;
    if (x->customer != y->customer) return x->customer < y->customer ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

typedef struct Halves {
    Instant start, middle, end;
    Exits exits; // sorted by person, then time
} Halves;

static int exit_order(const void *a, const void *b)
{
    const Exit *x = a, *y = b;
    if (x->customer != y->customer) return x->customer < y->customer ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static bool left_within(const Halves *halves, CustomerId customer, Instant after, Instant until)
{
    size_t low = 0, high = halves->exits.count;
    const Exit wanted = {.customer = customer, .at = after};
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (exit_order(&halves->exits.exit[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < halves->exits.count && halves->exits.exit[low].customer == customer &&
           halves->exits.exit[low].at < until;
}

static Asker *askers_of(const Tickets *tickets, const Halves *halves, Arena *arena, size_t *count)
{
    Asker *askers = arena_array(arena, Asker, tickets->count + 1);
    size_t all = 0;
    *count = 0;
    for (size_t i = 0; i < tickets->count; i++) {
        const Ticket *ticket = &tickets->ticket[i];
        if (!ticket->topic.size || ticket->opened.at < halves->start) continue;
        askers[all++] = (Asker){.topic = ticket->topic,
                                .customer = ticket->customer,
                                .half = ticket->opened.at >= halves->middle,
                                .at = ticket->opened.at,
                                .tickets = 1};
    }
    if (all) qsort(askers, all, sizeof *askers, by_topic);
    for (size_t i = 0; i < all; i++) {
        Asker *last = *count ? &askers[*count - 1] : NULL;
        if (last && last->customer == askers[i].customer && last->half == askers[i].half &&
            str_equal(last->topic, askers[i].topic))
            last->tickets++;
        else
            askers[(*count)++] = askers[i];
    }
    return askers;
}

static void count_asker(const Halves *halves, const Asker *asker, TopicCounts counts[2])
{
    TopicCounts *of = &counts[asker->half];
    of->tickets += asker->tickets;
    of->customers++;
    of->left += left_within(halves, asker->customer, asker->at, asker->half ? halves->end : halves->middle);
}

// ---- the answer ----

static void write_count(JsonWriter *json, const char *key, int64_t count)
{
    json_key(json, key);
    json_integer(json, count);
}

static void write_rate(JsonWriter *json, const char *key, Rate rate)
{
    json_key(json, key);
    if (rate.observed)
        json_number(json, rate.value);
    else
        json_null(json);
}

static void write_topic(JsonWriter *json, Str topic, const TopicCounts counts[2])
{
    TopicTrend trend = topic_trend(counts[0], counts[1]);
    json_begin_object(json);
    json_key(json, "topic");
    json_string(json, topic);
    write_count(json, "tickets_before", counts[0].tickets);
    write_count(json, "tickets", counts[1].tickets);
    json_key(json, "volume_p");
    json_number(json, trend.volume_p);
    write_count(json, "customers_before", counts[0].customers);
    write_count(json, "customers", counts[1].customers);
    write_count(json, "left_before", counts[0].left);
    write_count(json, "left", counts[1].left);
    write_rate(json, "churn_before", trend.churn_before);
    write_rate(json, "churn", trend.churn_after);
    json_key(json, "churn_p");
    json_number(json, trend.churn_p);
    json_key(json, "small_sample");
    json_boolean(json, smaller(counts[0].customers, counts[1].customers) < RATE_SMALL_SAMPLE);
    json_key(json, "flag");
    if (trend.rising)
        json_string(json, trend.churn_linked ? STR("rising, churn-linked") : STR("rising"));
    else
        json_null(json);
    json_end_object(json);
}

static void write_topics(JsonWriter *json, const Halves *halves, const Asker *askers, size_t count)
{
    for (size_t i = 0, n; i < count; i += n) {
        TopicCounts counts[2] = {{0}};
        for (n = 0; i + n < count && str_equal(askers[i + n].topic, askers[i].topic); n++)
            count_asker(halves, &askers[i + n], counts);
        write_topic(json, askers[i].topic, counts);
    }
}

static Instant start_of(const Zone *zone, Day day)
{
    return zone_instant(zone, (int64_t)day * SECONDS_PER_DAY) * MILLISECONDS_PER_SECOND;
}

static bool read_exits(const Call *call, StoreSession *session, Halves *halves, Error *error)
{
    if (!exits_between(session, halves->start, halves->end, call->arena, &halves->exits, error)) return false;
    for (size_t i = 0; i < halves->exits.count; i++)
        halves->exits.exit[i].customer = identity_root(call->house->identity, halves->exits.exit[i].customer);
    if (halves->exits.count) qsort(halves->exits.exit, halves->exits.count, sizeof *halves->exits.exit, exit_order);
    return true;
}

bool list_topics(Call *call, StoreSession *session, Error *error)
{
    enum { WEEKS = 4, DAYS = 7 };
    const Zone *zone = workspace_settings(call->house->workspace)->zone;
    int64_t weeks = WEEKS;
    Day last;
    Tickets tickets;
    size_t count;
    (void)call_query_integer(call, "weeks", &weeks);
    if (!day_parse(call_query(call, "as_of"), &last)) {
        int64_t second = call->now / MILLISECONDS_PER_SECOND;
        last = (Day)(zone_civil(zone, second) / SECONDS_PER_DAY);
    }
    Day first = last + 1 - (Day)(2 * DAYS * weeks);
    Halves halves = {
        start_of(zone, first), start_of(zone, last + 1 - (Day)(DAYS * weeks)), start_of(zone, last + 1), {0}};
    if (!log_catch_up(call->house->log, session, error) ||
        !tickets_read(call->house->identity, session, halves.start, halves.end, call->arena, &tickets, error) ||
        !read_exits(call, session, &halves, error))
        return false;
    const Asker *askers = askers_of(&tickets, &halves, call->arena, &count);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "from");
    json_string(&json, day_name(call->arena, first));
    json_key(&json, "to");
    json_string(&json, day_name(call->arena, last));
    json_key(&json, "items");
    json_begin_array(&json);
    write_topics(&json, &halves, askers, count);
    json_end_array(&json);
    json_key(&json, "next_cursor");
    json_null(&json);
    json_end_object(&json);
    return true;
}
