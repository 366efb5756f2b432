// GET /api/v1/events…: what came in of late, one event, and the live stream.
#include "api/mask.h"
#include "base/number.h"
#include "event/event_http.h"
#include "event/tracking_parts.h"
#include "house.h"

#include <string.h>

enum { SCANNED_MAX = 100000 }; // events looked through for one page: a name that is rare takes several pages

// ---- shapes ----

static const Field event_fields[] = {
    {.name = "seq",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("its number in the log", "son numéro dans le journal")},
    {.name = "type", .type = FIELD_TEXT, .required = true, .help = PHRASE("track, identify …", "track, identify…")},
    {.name = "event", .type = FIELD_TEXT, .required = true, .help = PHRASE("its name", "son nom")},
    {.name = "customer",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("the person it belongs to", "la personne à qui il appartient")},
    {.name = "at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("when it happened", "quand il s’est passé")},
    {.name = "received",
     .type = FIELD_INSTANT,
     .required = true,
     .help = PHRASE("when it came in", "quand il est arrivé")},
    {.name = "source",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("the key that sent it; 0: this program", "la clé qui l’a envoyé\u00A0; 0\u00A0: ce programme")},
    {.name = "flags",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .help = PHRASE("bot, internal, clock_corrected, unplanned, imported, restricted",
                    "bot, internal, clock_corrected, unplanned, imported, restricted\u00A0: signalements")},
    {.name = "amount",
     .type = FIELD_MONEY,
     .nullable = true,
     .help = PHRASE("total, else revenue, else value", "total, sinon revenue, sinon value")},
    {.name = "counted",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("the amount is in the workspace’s currency, and counted",
                    "le montant est dans la devise de l’espace, et compté")},
    {.name = "body", .type = FIELD_ANY, .nullable = true, .help = PHRASE("as it was sent", "tel qu’il a été envoyé")},
    {.name = "masked",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .help = PHRASE("what your role may not see", "ce que votre rôle ne peut pas voir")},
    {0}};
const Shape event_shape = {.name = "Event", .fields = event_fields};
static const Field events_fields[] = {{.name = "items",
                                       .type = FIELD_ARRAY,
                                       .shape = &event_shape,
                                       .required = true,
                                       .help = PHRASE("the latest first", "le plus récent d’abord")},
                                      {.name = "next_cursor",
                                       .type = FIELD_TEXT,
                                       .nullable = true,
                                       .required = true,
                                       .help = PHRASE("for what is older", "pour ce qui est plus ancien")},
                                      {0}};
const Shape events_shape = {.name = "Events", .fields = events_fields};

const Parameter events_parameters[] = {
    {.name = "limit",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 1000,
     .help = PHRASE("at most so many", "au plus autant")},
    {.name = "cursor", .type = FIELD_TEXT, .help = PHRASE("of the page before", "de la page précédente")},
    {.name = "event", .type = FIELD_TEXT, .high = 200, .help = PHRASE("only of this name", "seulement de ce nom")},
    {.name = "source",
     .type = FIELD_INTEGER,
     .low = 0,
     .high = INT64_MAX,
     .help = PHRASE("only from this key", "seulement de cette clé")},
    {0}};
const Parameter events_live_parameters[] = {
    {.name = "event", .type = FIELD_TEXT, .high = 200, .help = PHRASE("only of this name", "seulement de ce nom")},
    {.name = "user",
     .type = FIELD_TEXT,
     .high = 200,
     .help = PHRASE("only of this user id or anonymous id", "seulement de cet identifiant d’utilisateur ou anonyme")},
    {.name = "source",
     .type = FIELD_INTEGER,
     .low = 0,
     .high = INT64_MAX,
     .help = PHRASE("only from this key", "seulement de cette clé")},
    {.name = "rejected", .type = FIELD_BOOLEAN, .help = PHRASE("only what was refused", "seulement ce qui est refusé")},
    {0}};

// ---- one event as JSON ----

static void write_flags(JsonWriter *json, uint32_t flags)
{
    static const struct {
        uint32_t flag;
        Str name;
    } names[] = {{EVENT_BOT, STR("bot")},
                 {EVENT_TRAFFIC_INTERNAL, STR("internal")},
                 {EVENT_CLOCK_CORRECTED, STR("clock_corrected")},
                 {EVENT_UNPLANNED, STR("unplanned")},
                 {EVENT_IMPORTED, STR("imported")},
                 {EVENT_RESTRICTED, STR("restricted")}};
    json_key(json, "flags");
    json_begin_array(json);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (flags & names[i].flag) json_string(json, names[i].name);
    json_end_array(json);
}

static void write_amount(JsonWriter *json, const Call *call, const Event *event)
{
    Currency currency;
    bool shown =
        event->has_amount && !(call->principal.masked & MASK_AMOUNTS) && currency_find(event->currency, &currency);
    json_key(json, "amount");
    if (!shown) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    json_key(json, "amount");
    json_string(json, money_decimal(call->arena, event->amount_minor, &currency));
    json_key(json, "currency");
    json_string(json, event->currency);
    json_end_object(json);
}

// Whoever may not see all of a customer does not see what was sent: it may hold anything.
static void write_body(JsonWriter *json, const Call *call, const Event *event)
{
    JsonValue body;
    Error ignored;
    json_key(json, "body");
    if (!call->principal.masked && json_parse(event->body, &body, &ignored))
        json_value(json, body);
    else
        json_null(json);
    if (!call->principal.masked) return;
    json_key(json, "masked");
    mask_write(json, call->principal.masked);
}

static void write_event(JsonWriter *json, const Call *call, const Event *event)
{
    const WorkspaceSettings *settings = workspace_first(call->house->workspace); // what the columns count
    json_begin_object(json);
    json_key(json, "seq");
    json_integer(json, event->seq);
    json_key(json, "type");
    json_string(json, event_kind_name(event->kind));
    json_key(json, "event");
    json_string(json, event->name);
    json_key(json, "customer");
    json_integer(json, identity_root(call->house->identity, event->customer));
    json_key(json, "at");
    json_string(json, instant_text(call->arena, event->at));
    json_key(json, "received");
    json_string(json, instant_text(call->arena, event->received));
    json_key(json, "source");
    json_integer(json, event->source);
    write_flags(json, event->flags);
    write_amount(json, call, event);
    json_key(json, "counted");
    json_boolean(json, event->has_amount && str_equal(event->currency, str_of(settings->currency.code)));
    write_body(json, call, event);
    json_end_object(json);
}

bool events_get(Call *call, StoreSession *session, Error *error)
{
    int64_t seq;
    Event event = {0};
    bool number = number_parse_count(call->path_value[0], &seq);
    if (!log_catch_up(call->house->log, session, error)) return false;
    if (number && !log_get(call->house->log, session, seq, call->arena, &event, error)) return false;
    if (!event.seq)
        return error_code(error, ERROR_NOT_FOUND, "not_found",
                          PHRASE("There is no event {0}", "Il n’y a pas d’événement {0}"),
                          error_value(call->arena, call->path_value[0]));
    JsonWriter json = call_json(call);
    call_reads(call, identity_root(call->house->identity, event.customer));
    write_event(&json, call, &event);
    return true;
}

// ---- the list ----

typedef struct Wanted {
    int64_t before, after; // numbers, both not included
    int64_t classes[3];
    int64_t source; // -1: any
    size_t limit;
} Wanted;

// Classes that have the name: as an event, as a page, as one of our own.
static void wanted_classes(const Call *call, Wanted *wanted)
{
    static const EventKind kinds[] = {EVENT_TRACK, EVENT_INTERNAL, EVENT_PAGE};
    Str name = call_query(call, "event");
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        uint16_t event_class;
        bool known = name.size && log_class(call->house->log, kinds[i], name, &event_class);
        wanted->classes[i] = !name.size ? -1 : known ? event_class : -2;
    }
}

static bool read_cursor(const Call *call, Wanted *wanted, Error *error)
{
    Str cursor;
    if (!call_cursor(call, &cursor, error)) return false;
    wanted->before = log_last(call->house->log) + 1;
    if (cursor.size && !number_parse_count(cursor, &wanted->before)) wanted->before = 0;
    wanted->after = wanted->before > SCANNED_MAX ? wanted->before - SCANNED_MAX : 0;
    return true;
}

static bool select_events(const Wanted *wanted, StoreSession *session, Rows *rows, Error *error)
{
    return store_select(session, &query_event_list,
                        VALUES(value_integer(wanted->before), value_integer(wanted->after),
                               value_integer(wanted->classes[0]), value_integer(wanted->classes[1]),
                               value_integer(wanted->classes[2]), value_integer(wanted->source),
                               value_integer((int64_t)wanted->limit)),
                        rows, error);
}

bool events_list(Call *call, StoreSession *session, Error *error)
{
    Wanted wanted = {.source = -1, .limit = (size_t)call_limit(call)};
    Rows rows;
    Event event;
    if (!log_catch_up(call->house->log, session, error)) return false;
    call_query_integer(call, "source", &wanted.source);
    wanted_classes(call, &wanted);
    if (!read_cursor(call, &wanted, error) || !select_events(&wanted, session, &rows, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    size_t count = 0;
    int64_t oldest = wanted.after + 1;
    for (; rows_next(&rows); count++) {
        log_take(call->house->log, &rows, call->arena, &event);
        call_reads(call, identity_root(call->house->identity, event.customer));
        write_event(&json, call, &event);
        if (count + 1 == wanted.limit) oldest = event.seq;
    }
    json_end_array(&json);
    json_key(&json, "next_cursor");
    if (oldest > 1)
        json_string(&json, call_next_cursor(call, str_format(call->arena, "%lld", (long long)oldest)));
    else
        json_null(&json);
    json_end_object(&json);
    return rows_close(&rows, error);
}

// ---- the live stream ----

static bool send(void *context, Str bytes)
{
    return http_stream_send(context, bytes);
}

static void end(void *context)
{
    http_stream_end(context);
}

void events_live(Call *call)
{
    Error error;
    LiveFilter filter = {.event = call_query(call, "event"),
                         .user = call_query(call, "user"),
                         .rejected = str_equal(call_query(call, "rejected"), STR("true")),
                         .bodies = !call->principal.masked};
    call_query_integer(call, "source", &filter.source);
    call_header(call, STR("content-type"), STR("text/event-stream"));
    call_header(call, STR("cache-control"), STR("no-store"));
    call->type = STR("text/event-stream");
    HttpExchange *exchange = call->exchange;
    Live *live = call->house->tracking->live;
    if (!call_stream(call, &error)) {
        call_fail(call, &error);
        return;
    }
    // A first comment: proxies pass the head of an answer on with its first bytes.
    (void)http_stream_send(exchange, STR(":\n\n"));
    if (live_listen(live, (LiveStream){exchange, send, end}, &filter)) return;
    http_stream_send(exchange, STR("event: error\ndata: {\"code\":\"too_many_listeners\"}\n\n"));
    http_stream_end(exchange);
}
