// service_http.c - tickets as they stand.
#include "base/json_put.h"
#include "base/number.h"
#include "customer/customer_http.h"
#include "house.h"
#include "module.h"
#include "segment/segment_place_http.h"
#include "segment/strategy.h"
#include "service/service.h"
#include "service/ticket.h"
#include "service/topic_http.h"

static const Field ticket_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "ticket_id",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("as the help desk names it", "comme le nomme le service client")},
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "status",
     .type = FIELD_TEXT,
     .words = TICKET_STATUSES,
     .help = PHRASE("unknown: its opening has not been heard of", "unknown\u00A0: son ouverture n’est pas connue")},
    {.name = "opened_at", .type = FIELD_INSTANT, .nullable = true},
    {.name = "due_at",
     .type = FIELD_INSTANT,
     .nullable = true,
     .help =
         PHRASE("to be answered by then: the service level of the strategy that goes first for this customer",
                "à répondre d’ici là\u00A0: le niveau de service de la stratégie qui passe en premier pour ce client")},
    {.name = "replied_at", .type = FIELD_INSTANT, .nullable = true, .help = PHRASE("first reply", "première réponse")},
    {.name = "solved_at",
     .type = FIELD_INSTANT,
     .nullable = true,
     .help = PHRASE("the last time, while it stays so", "la dernière fois, tant qu’il le reste")},
    {.name = "reopened", .type = FIELD_INTEGER, .help = PHRASE("how often", "combien de fois")},
    {.name = "channel", .type = FIELD_TEXT},
    {.name = "agent", .type = FIELD_TEXT},
    {.name = "topic", .type = FIELD_TEXT},
    {.name = "priority", .type = FIELD_TEXT},
    {.name = "last_at", .type = FIELD_INSTANT},
    {0},
};
static const Shape ticket_shape = {.name = "Ticket", .fields = ticket_fields};
static const Field list_fields[] = {{.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &ticket_shape},
                                    {.name = "next_cursor",
                                     .type = FIELD_TEXT,
                                     .nullable = true,
                                     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
                                    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
                                    {0}};
static const Shape list_shape = {.name = "TicketList", .fields = list_fields};

static void write_member(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    json_string(json, text);
}

static void write_instant(JsonWriter *json, const Call *call, const Rows *rows, const char *key, int column)
{
    json_key(json, key);
    if (rows_null(rows, column))
        json_null(json);
    else
        json_string(json, instant_text(call->arena, rows_integer(rows, column)));
}

static void write_due(JsonWriter *json, const Call *call, const Rows *rows, const ServiceLevels *levels,
                      CustomerId root)
{
    int64_t minutes = 0;
    bool due = !rows_null(rows, 4) && service_level_of(levels, root, &minutes);
    put_instant(json, "due_at", due ? rows_integer(rows, 4) + minutes * 60 * MILLISECONDS_PER_SECOND : 0, call->arena);
}

static int64_t write_ticket(JsonWriter *json, Call *call, const Rows *rows, const ServiceLevels *levels)
{
    CustomerId root = identity_root(call->house->identity, (CustomerId)rows_integer(rows, 2));
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, rows_integer(rows, 0));
    write_member(json, "ticket_id", rows_text(rows, 1));
    json_key(json, "customer");
    json_integer(json, root);
    write_member(json, "status", str_of(ticket_status_names[rows_integer(rows, 3)]));
    write_instant(json, call, rows, "opened_at", 4);
    write_due(json, call, rows, levels, root);
    write_instant(json, call, rows, "replied_at", 5);
    write_instant(json, call, rows, "solved_at", 6);
    json_key(json, "reopened");
    json_integer(json, rows_integer(rows, 7));
    write_member(json, "channel", rows_text(rows, 8));
    write_member(json, "agent", rows_text(rows, 9));
    write_member(json, "topic", rows_text(rows, 10));
    write_member(json, "priority", rows_text(rows, 11));
    write_instant(json, call, rows, "last_at", 12);
    json_end_object(json);
    call_reads(call, root);
    return rows_integer(rows, 0);
}

static int64_t status_of(Str name)
{
    for (int64_t status = TICKET_UNKNOWN; status < TICKET_STATUS_END; status++)
        if (str_equal(name, str_of(ticket_status_names[status]))) return status;
    return 0;
}

static bool list_tickets(Call *call, StoreSession *session, Error *error)
{
    Str after;
    Rows rows;
    ServiceLevels levels;
    SegmentPlace place = place_of_house(call, session);
    int64_t before = INT64_MAX, limit = call_limit(call), count = 0, last = 0;
    if (!call_cursor(call, &after, error)) return false;
    if (after.size && !number_parse_count(after, &before)) return say_not_found(error);
    if (!log_catch_up(call->house->log, session, error) || !service_levels(&place, &levels, error) ||
        !store_select(session, &query_ticket_page,
                      VALUES(value_integer(before), value_integer(status_of(call_query(call, "status"))),
                             value_text(call_query(call, "agent")), value_text(call_query(call, "topic")),
                             value_integer(limit + 1)),
                      &rows, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    while (rows_next(&rows) && count++ < limit) last = write_ticket(&json, call, &rows, &levels);
    json_end_array(&json);
    write_next(&json, call, count > limit, str_format(call->arena, "%lld", (long long)last));
    write_masked(&json, call);
    json_end_object(&json);
    return rows_close(&rows, error);
}

static const Parameter list_parameters[] = {
    {.name = "status", .type = FIELD_TEXT, .words = TICKET_STATUSES, .help = PHRASE("only these", "seulement ceux-ci")},
    {.name = "agent", .type = FIELD_TEXT, .high = 200, .help = PHRASE("only of this one", "seulement de celui-ci")},
    {.name = "topic", .type = FIELD_TEXT, .high = 200, .help = PHRASE("only of this one", "seulement de celui-ci")},
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {.name = NULL}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/tickets",
     .name = "listTickets",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary =
         PHRASE("Tickets of the help desk, newest first", "Les tickets du service client, du plus récent au plus "
                                                          "ancien"),
     .parameters = list_parameters,
     .answer = &list_shape,
     .read = list_tickets},
    {.method = "GET",
     .path = "/api/v1/tickets/topics",
     .name = "listTopics",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("What customers ask about more than before, and whether those who ask leave",
                       "Ce que les clients demandent plus qu’avant, et si ceux qui demandent partent"),
     .parameters = topic_parameters,
     .answer = &topic_list_shape,
     .read = list_topics},
    {.method = NULL}};

const Module service_module = {.name = "service",
                               .routes = routes,
                               .reactions = ticket_reactions,
                               .personal = ticket_personal,
                               .metrics = ticket_metrics};
