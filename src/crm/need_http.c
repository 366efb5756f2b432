// need_http.c - needs and frustrations: written down by staff, listed, and ranked with the customers behind each.
#include <stdlib.h>

#include "crm/item_http.h"
#include "crm/need.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"

static const Field need_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "kind", .type = FIELD_TEXT, .words = NEED_KINDS},
    {.name = "tag", .type = FIELD_TEXT},
    {.name = "origin", .type = FIELD_TEXT, .words = NEED_ORIGINS},
    {.name = "detail", .type = FIELD_TEXT},
    {.name = "event", .type = FIELD_INTEGER, .help = PHRASE("on the timeline", "dans la chronologie")},
    {.name = "made_by", .type = FIELD_INTEGER},
    {.name = "at", .type = FIELD_INSTANT},
    {0},
};
static const Shape need_shape = {.name = "Need", .fields = need_fields};
LIST_SHAPE(need_list_shape, "NeedList", need_shape);

static const Field add_fields[] = {
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = NEED_KINDS},
    {.name = "tag", .type = FIELD_TEXT, .required = true, .low = 1, .high = LABEL_BYTES_MAX},
    {.name = "origin", .type = FIELD_TEXT, .words = NEED_ORIGINS, .help = PHRASE("else staff", "sinon staff")},
    {.name = "detail", .type = FIELD_TEXT, .high = TEXT_BYTES_MAX},
    {.name = "at", .type = FIELD_INSTANT, .help = PHRASE("else now", "sinon maintenant")},
    {0},
};
static const Shape add_shape = {.name = "NeedAdd", .fields = add_fields};

static const Field rank_fields[] = {
    {.name = "tag", .type = FIELD_TEXT, .required = true},
    {.name = "count", .type = FIELD_INTEGER, .required = true, .help = PHRASE("how often", "combien de fois")},
    {.name = "text", .type = FIELD_TEXT, .help = PHRASE("late delivery (5)", "retard de livraison (5)")},
    {.name = "customers", .type = FIELD_INTEGER, .help = PHRASE("of how many persons", "de combien de personnes")},
    {.name = "customer_ids",
     .type = FIELD_ARRAY,
     .item = FIELD_INTEGER,
     .help = PHRASE("at most 100 of them", "100 d’entre elles au plus")},
    {.name = "last_at", .type = FIELD_INSTANT},
    {0},
};
static const Shape rank_shape = {.name = "NeedRank", .fields = rank_fields};
LIST_SHAPE(rank_list_shape, "NeedRanking", rank_shape);

static bool list_needs(Call *call, StoreSession *session, Error *error)
{
    return answer_person_items(call, session, &query_need_of_customer, &need_shape, error);
}

static bool number_of_event(StoreSession *session, CustomerId customer, int64_t event, int64_t *id, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_need_of_event, VALUES(value_integer(customer), value_integer(event)), &rows,
                      error))
        return false;
    if (rows_next(&rows)) *id = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

// The event makes the row; what staff wrote beside the label stands in the row alone.
static bool add_need(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Str folded, shown, origin = given_text(call, "origin");
    Instant at = 0;
    int64_t seq = 0, id = 0;
    Hand hand = hand_of(call);
    bool need = str_equal(given_text(call, "kind"), STR("need"));
    if (!may_write_texts(call, error) || !item_customer(call, session, &root, error) ||
        !label_read(given_text(call, "tag"), "/tag", call->arena, &folded, &shown, error) ||
        !given_instant(call, "at", call->now, &at, error))
        return false;
    Text properties = text_in(call->arena);
    JsonWriter json = json_writer(&properties);
    json_begin_object(&json);
    json_key(&json, "tags");
    json_begin_array(&json);
    json_string(&json, shown);
    json_end_array(&json);
    json_end_object(&json);
    if (!crm_say(call->house, session, root, need ? "Need Recorded" : "Frustration Recorded", &hand, at,
                 text_str(&properties), call->arena, &seq, error) ||
        !store_execute(session, &query_need_by_staff,
                       VALUES(value_integer(root), value_integer(seq),
                              value_integer(origin.size ? word_number(NEED_ORIGINS, origin) : ORIGIN_STAFF),
                              value_text(given_text(call, "detail")), value_integer(hand.by)),
                       NULL, error) ||
        !number_of_event(session, root, seq, &id, error))
        return false;
    call->status = 201;
    return answer_item(call, session, &query_need_one, &need_shape, "need", id, error);
}

static bool remove_need(Call *call, StoreSession *session, Error *error)
{
    Item item;
    if (!item_of_customer(call, session, &query_need_one, &need_shape, 1, &item, error)) return false;
    call->audit_object = str_format(call->arena, "need:%lld", (long long)item.integer[0]);
    return store_execute(session, &query_need_remove, VALUES(value_integer(item.integer[0])), NULL, error);
}

// ---- the ranking ----

typedef struct Rank {
    Str tag, label;
    int64_t count;
    Instant last_at;
} Rank;

typedef struct Roots {
    CustomerId *root;
    size_t count, room;
} Roots;

static int by_number(const void *a, const void *b)
{
    const CustomerId *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

enum { ROOTS_MAX = 100000, IDS_SHOWN = 100 };

// Persons, each once.
static bool read_roots(Call *call, StoreSession *session, const Rank *rank, int64_t kind, Instant since, Roots *roots,
                       Error *error)
{
    Rows rows;
    if (!roots->root) roots->root = arena_array(call->arena, CustomerId, ROOTS_MAX);
    roots->count = 0;
    if (!store_select(session, &query_need_customers,
                      VALUES(value_integer(kind), value_text(rank->tag), value_integer(since)), &rows, error))
        return false;
    while (roots->count < ROOTS_MAX && rows_next(&rows))
        roots->root[roots->count++] = identity_root(call->house->identity, (CustomerId)rows_integer(&rows, 0));
    if (!rows_close(&rows, error)) return false;
    qsort(roots->root, roots->count, sizeof *roots->root, by_number);
    size_t kept = 0;
    for (size_t i = 0; i < roots->count; i++)
        if (!kept || roots->root[kept - 1] != roots->root[i]) roots->root[kept++] = roots->root[i];
    roots->count = kept;
    return true;
}

static void write_rank(JsonWriter *json, const Call *call, const Rank *rank, const Roots *roots)
{
    json_begin_object(json);
    json_key(json, "tag");
    json_string(json, rank->label);
    json_key(json, "count");
    json_integer(json, rank->count);
    json_key(json, "text");
    json_string(json, str_format(call->arena, "%.*s (%lld)", STR_ARGS(rank->label), (long long)rank->count));
    json_key(json, "customers");
    json_integer(json, (int64_t)roots->count);
    json_key(json, "customer_ids");
    json_begin_array(json);
    for (size_t i = 0; i < roots->count && i < IDS_SHOWN; i++) json_integer(json, roots->root[i]);
    json_end_array(json);
    write_at(json, "last_at", rank->last_at, call->arena);
    json_end_object(json);
}

static bool read_ranks(Call *call, StoreSession *session, int64_t kind, Instant since, Rank *ranks, size_t *count,
                       Error *error)
{
    Rows rows;
    size_t limit = (size_t)call_limit(call);
    *count = 0;
    if (!store_select(session, &query_need_ranking,
                      VALUES(value_integer(kind), value_integer(since), value_integer((int64_t)limit)), &rows, error))
        return false;
    while (*count < limit && rows_next(&rows))
        ranks[(*count)++] = (Rank){.tag = str_copy(call->arena, rows_text(&rows, 0)),
                                   .label = str_copy(call->arena, rows_text(&rows, 1)),
                                   .count = rows_integer(&rows, 2),
                                   .last_at = rows_integer(&rows, 3)};
    return rows_close(&rows, error);
}

static bool rank_needs(Call *call, StoreSession *session, Error *error)
{
    Str from = call_query(call, "from");
    Instant since = INT64_MIN;
    Roots roots = {0};
    size_t count = 0;
    Rank *ranks = arena_array(call->arena, Rank, (size_t)call_limit(call));
    int64_t kind = word_number(NEED_KINDS, call_query(call, "kind"));
    if (kind < 0) kind = 1;
    if (from.size && instant_parse(from, &since) != INSTANT_FINE) since = INT64_MIN;
    if (!log_catch_up(call->house->log, session, error) ||
        !read_ranks(call, session, kind, since, ranks, &count, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        if (!read_roots(call, session, &ranks[i], kind, since, &roots, error)) return false;
        write_rank(&json, call, &ranks[i], &roots);
    }
    json_end_array(&json);
    write_list_end(&json, call, false, 0);
    return true;
}

static bool write_needs(const ProfileCall *call, JsonWriter *json, Error *error)
{
    return write_part(call, json, &query_need_of_customer, &query_need_count, &need_shape, error);
}

static const Parameter rank_parameters[] = {
    {.name = "kind", .type = FIELD_TEXT, .words = NEED_KINDS, .help = PHRASE("else frustration", "sinon frustration")},
    {.name = "from", .type = FIELD_INSTANT, .help = PHRASE("what was said since", "ce qui a été dit depuis")},
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/needs/ranking",
     .name = "rankNeeds",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("What customers need, or what frustrates them, most often said first",
                       "Ce dont les clients ont besoin, ou ce qui les agace, le plus souvent dit d’abord"),
     .parameters = rank_parameters,
     .answer = &rank_list_shape,
     .read = rank_needs},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/needs",
     .name = "listNeeds",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Needs and frustrations of a customer", "Besoins et frustrations d’un client"),
     .parameters = item_page_parameters,
     .answer = &need_list_shape,
     .read = list_needs},
    {.method = "POST",
     .path = "/api/v1/customers/{id}/needs",
     .name = "addNeed",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Writes down a need or a frustration", "Note un besoin ou une frustration"),
     .body = &add_shape,
     .answer = &need_shape,
     .write = add_need},
    {.method = "DELETE",
     .path = "/api/v1/customers/{id}/needs/{need}",
     .name = "removeNeed",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a need or frustration away", "Retire un besoin ou une frustration"),
     .write = remove_need},
    {0},
};

static const ProfilePart parts[] = {{.name = "needs", .write = write_needs}, {0}};

static const PersonalTable tables[] = {
    {.table = "need",
     .name = "needs",
     .purpose = PHRASE("to know what you need and what went wrong",
                       "pour savoir ce dont vous avez besoin et ce qui n’allait pas"),
     .retention = RETENTION_SERVICE,
     .read = &query_need_export,
     .columns = "kind tag origin detail at:instant",
     .erase = &query_need_erase,
     .expire = &query_need_expire},
    {0},
};

const Module need_module = {
    .name = "needs", .routes = routes, .reactions = need_reactions, .profile = parts, .personal = tables};
