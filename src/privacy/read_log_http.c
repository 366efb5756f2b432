// read_log_http.c - whose data did key K read between t1 and t2; who read this customer's. The routes and the module.
#include <stdlib.h>
#include <string.h>

#include "api/route.h"
#include "base/number.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "job/job.h"
#include "module.h"
#include "privacy/deadline.h"
#include "privacy/read_log.h"

enum { SCANNED_AT_ONCE = 10000 };

static Instant query_instant(const Call *call, const char *name, Instant otherwise)
{
    Instant instant = otherwise;
    return instant_parse(call_query(call, name), &instant) == INSTANT_FINE ? instant : otherwise;
}

static ReadFilter filter_of(const Call *call)
{
    ReadFilter filter = {.from = query_instant(call, "from", 0), .to = query_instant(call, "to", INT64_MAX)};
    if (call_query_integer(call, "key_id", &filter.reader))
        filter.kind = READER_KEY;
    else if (call_query_integer(call, "person", &filter.reader))
        filter.kind = READER_STAFF;
    return filter;
}

// ---- entries ----

static bool concerns(const PersonalRead *read, const Person *person)
{
    for (size_t i = 0; i < read->count; i++)
        for (size_t m = 0; m < person->member_count; m++)
            if (read->customers[i] == person->members[m]) return true;
    return false;
}

static void write_read(Call *call, JsonWriter *json, const PersonalRead *read)
{
    static const Str kinds[READER_KIND_COUNT] = {STR("nobody"), STR("staff"), STR("key"), STR("local")};
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, read->id);
    write_at(json, "at", read->at, call->arena);
    json_key(json, "reader");
    json_begin_object(json);
    json_key(json, "kind");
    json_string(json, kinds[read->kind < READER_KIND_COUNT ? read->kind : READER_NOBODY]);
    json_key(json, "id");
    if (read->reader)
        json_integer(json, read->reader);
    else
        json_null(json);
    json_end_object(json);
    json_key(json, "route");
    json_string(json, read->route);
    json_key(json, "customers");
    json_begin_array(json);
    for (size_t i = 0; i < read->count; i++) json_integer(json, read->customers[i]);
    json_end_array(json);
    json_end_object(json);
}

static bool read_place(Call *call, ReadPlace *place, Error *error)
{
    Str after, at;
    *place = read_log_end;
    if (!call_cursor(call, &after, error)) return false;
    if (!after.size) return true;
    return (str_cut(&after, ' ', &at) && number_parse_count(at, &place->at) && number_parse_count(after, &place->id)) ||
           say_not_found(error);
}

static bool find_person(Call *call, StoreSession *session, Person *person, Error *error)
{
    CustomerId root = 0;
    Str customer = call_query(call, "customer");
    *person = (Person){0};
    if (!customer.size) return true;
    if (!path_customer(call, session, customer, &root, error)) return false;
    person_members(call->house->identity, root, call->arena, person);
    return true;
}

static bool list_reads(Call *call, StoreSession *session, Error *error)
{
    ReadPlace place;
    Person person;
    ReadFilter filter = filter_of(call);
    size_t limit = (size_t)call_limit(call), shown = 0, count = 0;
    if (!log_catch_up(call->house->log, session, error) || !read_place(call, &place, error) ||
        !find_person(call, session, &person, error))
        return false;
    bool all = !person.member_count;
    size_t page = all ? limit : SCANNED_AT_ONCE;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    do {
        PersonalRead *reads = NULL;
        Arena *arena = arena_open(0);
        bool fine = read_log_page(session, &filter, &place, page, arena, &reads, &count, error);
        for (size_t i = 0; fine && i < count && shown < limit; i++) {
            if (!all && !concerns(&reads[i], &person)) continue;
            write_read(call, &json, &reads[i]);
            if (++shown == limit) place = (ReadPlace){reads[i].at, reads[i].id};
        }
        arena_close(arena);
        if (!fine) return false;
    } while (count == page && shown < limit);
    json_end_array(&json);
    bool more = shown == limit;
    write_next(&json, call, more, str_format(call->arena, "%lld %lld", (long long)place.at, (long long)place.id));
    json_end_object(&json);
    return true;
}

// ---- whose ----

typedef struct Seen {
    CustomerId customer; // 0: an empty place
    int64_t reads;
    Instant first, last;
} Seen;
typedef struct SeenTable {
    Seen *seen;
    size_t count, room; // room: a power of two
    Arena *arena;
} SeenTable;

static Seen *place_of(const SeenTable *table, CustomerId customer)
{
    size_t at = (size_t)((uint64_t)customer * 0x9E3779B97F4A7C15U >> 32) & (table->room - 1);
    while (table->seen[at].customer && table->seen[at].customer != customer) at = (at + 1) & (table->room - 1);
    return &table->seen[at];
}

static void grow(SeenTable *table)
{
    SeenTable larger = {.room = table->room ? table->room * 2 : 1024, .count = table->count, .arena = table->arena};
    larger.seen = arena_array(table->arena, Seen, larger.room);
    for (size_t i = 0; i < table->room; i++)
        if (table->seen[i].customer) *place_of(&larger, table->seen[i].customer) = table->seen[i];
    *table = larger;
}

static void note(SeenTable *table, CustomerId customer, Instant at)
{
    if (table->count * 2 >= table->room) grow(table);
    Seen *seen = place_of(table, customer);
    if (!seen->customer) {
        *seen = (Seen){.customer = customer, .first = at, .last = at};
        table->count++;
    }
    seen->reads++;
    seen->first = smaller(seen->first, at);
    seen->last = larger(seen->last, at);
}

static int by_customer(const void *a, const void *b)
{
    const Seen *left = a, *right = b;
    return (left->customer > right->customer) - (left->customer < right->customer);
}

static bool gather(Call *call, StoreSession *session, SeenTable *table, Error *error)
{
    ReadFilter filter = filter_of(call);
    ReadPlace place = read_log_end;
    size_t count = 0;
    do {
        PersonalRead *reads = NULL;
        Arena *arena = arena_open(0);
        bool fine = read_log_page(session, &filter, &place, SCANNED_AT_ONCE, arena, &reads, &count, error);
        for (size_t i = 0; fine && i < count; i++)
            for (size_t c = 0; c < reads[i].count; c++)
                note(table, identity_root(call->house->identity, reads[i].customers[c]), reads[i].at);
        arena_close(arena);
        if (!fine) return false;
    } while (count == SCANNED_AT_ONCE);
    size_t kept = 0;
    for (size_t i = 0; i < table->room; i++)
        if (table->seen[i].customer) table->seen[kept++] = table->seen[i];
    if (kept) qsort(table->seen, kept, sizeof *table->seen, by_customer);
    return true;
}

static bool list_read_customers(Call *call, StoreSession *session, Error *error)
{
    Str cursor;
    int64_t after = 0;
    size_t limit = (size_t)call_limit(call), shown = 0, at = 0;
    SeenTable table = {.arena = call->arena};
    if (!log_catch_up(call->house->log, session, error) || !call_cursor(call, &cursor, error) ||
        (cursor.size && !path_id(cursor, &after, error)) || !gather(call, session, &table, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "total");
    json_integer(&json, (int64_t)table.count);
    json_key(&json, "items");
    json_begin_array(&json);
    for (; at < table.count && shown < limit; at++) {
        if (table.seen[at].customer <= after) continue;
        json_begin_object(&json);
        json_key(&json, "customer");
        json_integer(&json, table.seen[at].customer);
        json_key(&json, "reads");
        json_integer(&json, table.seen[at].reads);
        write_at(&json, "first_at", table.seen[at].first, call->arena);
        write_at(&json, "last_at", table.seen[at].last, call->arena);
        json_end_object(&json);
        shown++;
    }
    json_end_array(&json);
    write_next(&json, call, at < table.count,
               at ? str_format(call->arena, "%u", table.seen[at - 1].customer) : STR(""));
    json_end_object(&json);
    return true;
}

// ---- forgetting ----

static bool forget_within(StoreSession *session, void *context, Error *error)
{
    int64_t *values = context;
    return store_execute(session, &query_read_log_forget, VALUES(value_integer(values[0]), value_integer(10000)),
                         &values[1], error);
}

static bool run_forget(JobCall *call, Error *error)
{
    Day day = (Day)(call->now / MILLISECONDS_PER_SECOND / SECONDS_PER_DAY);
    Instant before = (Instant)deadline_after_months(day, -READ_LOG_MONTHS) * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;
    int64_t values[2] = {before, 0};
    do {
        if (!store_write(call->house->store, forget_within, values, error)) return false;
    } while (values[1] > 0 && !atomic_load(call->cancelled));
    return true;
}

static const JobKind jobs[] = {{.name = "forget_reads", .every_seconds = SECONDS_PER_DAY, .run = run_forget}, {0}};

// ---- the tables ----

static const Field reader_fields[] = {
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = "nobody|staff|key|local"},
    {.name = "id", .type = FIELD_INTEGER, .required = true, .nullable = true},
    {0},
};
static const Shape reader_shape = {.name = "Reader", .fields = reader_fields};
static const Field read_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "at", .type = FIELD_INSTANT, .required = true},
    {.name = "reader", .type = FIELD_OBJECT, .shape = &reader_shape, .required = true},
    {.name = "route", .type = FIELD_TEXT, .required = true, .help = PHRASE("getCustomer …", "getCustomer…")},
    {.name = "customers", .type = FIELD_ARRAY, .item = FIELD_INTEGER, .required = true},
    {0},
};
static const Shape read_shape = {.name = "PersonalRead", .fields = read_fields};
static const Field list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .shape = &read_shape, .required = true},
    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
    {0},
};
static const Shape list_shape = {.name = "PersonalReads", .fields = list_fields};
static const Field seen_fields[] = {
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "reads", .type = FIELD_INTEGER, .required = true},
    {.name = "first_at", .type = FIELD_INSTANT, .required = true},
    {.name = "last_at", .type = FIELD_INSTANT, .required = true},
    {0},
};
static const Shape seen_shape = {.name = "CustomerRead", .fields = seen_fields};
static const Field seen_list_fields[] = {
    {.name = "total", .type = FIELD_INTEGER, .required = true},
    {.name = "items", .type = FIELD_ARRAY, .shape = &seen_shape, .required = true},
    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
    {0},
};
static const Shape seen_list_shape = {.name = "CustomerReads", .fields = seen_list_fields};

#define READER_PARAMETERS                                                                                              \
    {.name = "key_id",                                                                                                 \
     .type = FIELD_INTEGER,                                                                                            \
     .low = 1,                                                                                                         \
     .high = INT64_MAX,                                                                                                \
     .help = PHRASE("read with this API key", "lus avec cette clé d’API")},                                            \
        {.name = "person",                                                                                             \
         .type = FIELD_INTEGER,                                                                                        \
         .low = 1,                                                                                                     \
         .high = INT64_MAX,                                                                                            \
         .help = PHRASE("read by this person of the staff", "lus par cette personne de l’équipe")},                    \
        {.name = "from", .type = FIELD_INSTANT, .help = PHRASE("not before", "pas avant")},                            \
        {.name = "to", .type = FIELD_INSTANT, .help = PHRASE("before", "avant")},                                      \
        {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},       \
    {                                                                                                                  \
        .name = "cursor", .type = FIELD_TEXT,                                                                          \
        .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")                          \
    }

static const Parameter list_parameters[] = {
    {.name = "customer",
     .type = FIELD_TEXT,
     .high = 300,
     .help = PHRASE("only this customer’s data", "seulement les données de ce client")},
    READER_PARAMETERS,
    {0},
};
static const Parameter seen_parameters[] = {READER_PARAMETERS, {0}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/privacy/reads",
     .name = "listReads",
     .access = ACCESS_ADMIN,
     .cost = COST_REPORT,
     .summary = PHRASE("Who read whose data, newest first", "Qui a lu les données de qui, du plus récent au plus "
                                                            "ancien"),
     .parameters = list_parameters,
     .answer = &list_shape,
     .read = list_reads},
    {.method = "GET",
     .path = "/api/v1/privacy/reads/customers",
     .name = "listReadCustomers",
     .access = ACCESS_ADMIN,
     .cost = COST_REPORT,
     .summary = PHRASE("Whose data was read: each customer once", "De qui les données ont été lues\u00A0: chaque "
                                                                  "client une fois"),
     .parameters = seen_parameters,
     .answer = &seen_list_shape,
     .read = list_read_customers},
    {0},
};

static const PersonalTable tables[] = {
    {.table = "personal_read",
     .name = "reads",
     .purpose =
         PHRASE("Security: when your data was looked at", "Sécurité\u00A0: quand vos données ont été consultées"),
     .retention = RETENTION_REQUEST,
     .read = &query_read_log_export,
     .columns = "at:instant route reader",
     .why = "holds numbers of customers and no values; lists are not exported, since they name others; a job forgets "
            "what is older than 24 months"},
    {0},
};

extern const Module read_log_module;
const Module read_log_module = {.name = "reads", .routes = routes, .jobs = jobs, .personal = tables};
