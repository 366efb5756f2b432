// market_http.c - competitors, what they offer and since when, and the customers who left for them.
#include "base/calendar.h"
#include "base/number.h"
#include "crm/item_http.h"
#include "crm/market.h"
#include "crm/reason.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"

static const Field offer_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT},
    {.name = "text", .type = FIELD_TEXT},
    {.name = "launched_day", .type = FIELD_DAY},
    {.name = "made_by", .type = FIELD_INTEGER},
    {.name = "made_at", .type = FIELD_INSTANT},
    {0},
};
static const Shape offer_row_shape = {.name = "OfferRow", .fields = offer_fields};

static const Field counted_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT},
    {.name = "text", .type = FIELD_TEXT},
    {.name = "launched_day", .type = FIELD_DAY},
    {.name = "made_by", .type = FIELD_INTEGER},
    {.name = "made_at", .type = FIELD_INSTANT},
    {.name = "exits",
     .type = FIELD_INTEGER,
     .help = PHRASE("customers who left for this competitor on that day or later",
                    "clients partis chez ce concurrent ce jour-là ou après")},
    {.name = "note", .type = FIELD_TEXT, .help = PHRASE("4 exits", "4 départs")},
    {0},
};
static const Shape offer_shape = {.name = "Offer", .fields = counted_fields};
enum { LAUNCHED = 3 };

#define COMPETITOR_COLUMNS                                                                                             \
    {.name = "id", .type = FIELD_INTEGER, .required = true}, {.name = "name", .type = FIELD_TEXT, .required = true},   \
        {.name = "text", .type = FIELD_TEXT}, {.name = "made_by", .type = FIELD_INTEGER},                              \
        {.name = "made_at", .type = FIELD_INSTANT},                                                                    \
    {                                                                                                                  \
        .name = "exits", .type = FIELD_INTEGER, .help = PHRASE("customers who left for it", "clients partis chez lui") \
    }
static const Field row_fields[] = {COMPETITOR_COLUMNS, {0}};
static const Shape row_shape = {.name = "CompetitorLine", .fields = row_fields};
LIST_SHAPE(row_list_shape, "CompetitorList", row_shape);
static const Field competitor_fields[] = {
    COMPETITOR_COLUMNS,
    {.name = "offers", .type = FIELD_ARRAY, .shape = &offer_shape},
    {0},
};
static const Shape competitor_shape = {.name = "Competitor", .fields = competitor_fields};

static const Field exit_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "competitor", .type = FIELD_TEXT, .nullable = true},
    {.name = "reason", .type = FIELD_TEXT},
    {.name = "detail", .type = FIELD_TEXT},
    {.name = "at", .type = FIELD_INSTANT},
    {.name = "event", .type = FIELD_INTEGER},
    {.name = "made_by", .type = FIELD_INTEGER},
    {0},
};
static const Shape exit_shape = {.name = "Exit", .fields = exit_fields};
LIST_SHAPE(exit_list_shape, "ExitList", exit_shape);

static const Field add_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .low = 1, .high = LABEL_BYTES_MAX},
    {.name = "text", .type = FIELD_TEXT, .high = TEXT_BYTES_MAX},
    {0},
};
static const Shape add_shape = {.name = "CompetitorAdd", .fields = add_fields};
static const Field offer_add_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .low = 1, .high = TITLE_BYTES_MAX},
    {.name = "text", .type = FIELD_TEXT, .high = TEXT_BYTES_MAX},
    {.name = "launched_day", .type = FIELD_DAY, .required = true},
    {0},
};
static const Shape offer_add_shape = {.name = "OfferAdd", .fields = offer_add_fields};
static const Field exit_add_fields[] = {
    {.name = "competitor", .type = FIELD_TEXT, .high = LABEL_BYTES_MAX},
    {.name = "reason", .type = FIELD_TEXT, .required = true, .low = 1, .high = REASON_BYTES_MAX},
    {.name = "detail", .type = FIELD_TEXT, .high = TEXT_BYTES_MAX},
    {.name = "at", .type = FIELD_INSTANT, .help = PHRASE("else now", "sinon maintenant")},
    {0},
};
static const Shape exit_add_shape = {.name = "ExitAdd", .fields = exit_add_fields};
static const Field exit_record_fields[] = {
    {.name = "customer",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = 400,
     .help = PHRASE("42, email:… or user_id:…", "42, email:… ou user_id:…")},
    {.name = "competitor", .type = FIELD_TEXT, .high = LABEL_BYTES_MAX},
    {.name = "reason", .type = FIELD_TEXT, .required = true, .help = PHRASE(EXIT_REASONS, EXIT_REASONS)},
    {.name = "detail", .type = FIELD_TEXT, .high = TEXT_BYTES_MAX},
    {.name = "at", .type = FIELD_INSTANT, .help = PHRASE("else now", "sinon maintenant")},
    {0},
};
static const Shape exit_record_shape = {.name = "ExitRecord", .fields = exit_record_fields};

// ---- answers ----

static bool count_exits(Call *call, StoreSession *session, Str folded, int64_t day, int64_t *exits, Error *error)
{
    Rows rows;
    const Zone *zone = workspace_settings(call->house->workspace)->zone;
    Instant from = zone_instant(zone, day * SECONDS_PER_DAY) * MILLISECONDS_PER_SECOND;
    *exits = 0;
    if (!store_select(session, &query_market_exits_since, VALUES(value_text(folded), value_integer(from)), &rows,
                      error))
        return false;
    if (rows_next(&rows)) *exits = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

static bool write_offer(Call *call, JsonWriter *json, StoreSession *session, Str folded, const Item *item, Error *error)
{
    int64_t exits = 0;
    Reader reader = reader_of(call);
    if (!count_exits(call, session, folded, item->integer[LAUNCHED], &exits, error)) return false;
    json_begin_object(json);
    item_write_fields(json, &reader, &offer_row_shape, item);
    json_key(json, "exits");
    json_integer(json, exits);
    json_key(json, "note");
    Str count = number_say_count(call->arena, call->locale, exits);
    json_string(json, exits == 1 ? phrase_say(call->arena, call->locale, PHRASE("{0} exit", "{0} départ"), count)
                                 : phrase_say(call->arena, call->locale, PHRASE("{0} exits", "{0} départs"), count));
    json_end_object(json);
    return true;
}

static bool read_folded(Call *call, StoreSession *session, int64_t id, Str *folded, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_market_folded, VALUES(value_integer(id)), &rows, error)) return false;
    *folded = rows_next(&rows) ? str_copy(call->arena, rows_text(&rows, 0)) : STR("");
    return rows_close(&rows, error);
}

static bool answer_competitor(Call *call, StoreSession *session, int64_t id, Error *error)
{
    enum { OFFERS_MAX = 200 };
    Item item;
    Items offers;
    Str folded;
    Reader reader = reader_of(call);
    if (!item_select(session, &query_market_one, id, &row_shape, call->arena, &item, error) ||
        !read_folded(call, session, id, &folded, error) ||
        !items_select(session, &query_market_offers, VALUES(value_integer(id)), &offer_row_shape, OFFERS_MAX,
                      call->arena, &offers, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    item_write_fields(&json, &reader, &row_shape, &item);
    json_key(&json, "offers");
    json_begin_array(&json);
    for (size_t i = 0; i < offers.count; i++)
        if (!write_offer(call, &json, session, folded, &offers.item[i], error)) return false;
    json_end_array(&json);
    json_end_object(&json);
    call->audit_object = str_format(call->arena, "competitor:%lld", (long long)id);
    return true;
}

// ---- competitors and offers ----

static bool list_competitors(Call *call, StoreSession *session, Error *error)
{
    return answer_items(call, session, &query_market_page, &row_shape, NO_VALUES, error);
}

static bool get_competitor(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    return path_id(call->path_value[0], &id, error) && answer_competitor(call, session, id, error);
}

static bool add_competitor(Call *call, StoreSession *session, Error *error)
{
    Str folded, shown;
    Rows rows;
    int64_t id = 0;
    if (!label_read(given_text(call, "name"), "/name", call->arena, &folded, &shown, error) ||
        !store_select(session, &query_market_by_folded, VALUES(value_text(folded)), &rows, error))
        return false;
    bool taken = rows_next(&rows);
    if (!rows_close(&rows, error)) return false;
    if (taken)
        return error_code(error, ERROR_CONFLICT, "name_taken",
                          PHRASE("this competitor is there already", "ce concurrent existe déjà"), STR("")) ||
               error_at(error, STR("/name"));
    if (!crm_number(session, &id, error) ||
        !store_execute(session, &query_market_insert,
                       VALUES(value_integer(id), value_text(shown), value_text(folded),
                              value_text(given_text(call, "text")), value_integer(who(call)), value_integer(call->now)),
                       NULL, error))
        return false;
    call->status = 201;
    return answer_competitor(call, session, id, error);
}

static bool remove_competitor(Call *call, StoreSession *session, Error *error)
{
    Item item;
    if (!item_by_path(call, session, &query_market_one, &row_shape, 0, &item, error)) return false;
    call->audit_object = str_format(call->arena, "competitor:%lld", (long long)item.integer[0]);
    return store_execute(session, &query_market_remove, VALUES(value_integer(item.integer[0])), NULL, error);
}

static bool add_offer(Call *call, StoreSession *session, Error *error)
{
    Item item;
    int64_t id = 0;
    if (!item_by_path(call, session, &query_market_one, &row_shape, 0, &item, error) ||
        !crm_number(session, &id, error) ||
        !store_execute(session, &query_market_insert_offer,
                       VALUES(value_integer(id), value_integer(item.integer[0]), value_text(given_text(call, "name")),
                              value_text(given_text(call, "text")), given_day(call, "launched_day", value_null()),
                              value_integer(who(call)), value_integer(call->now)),
                       NULL, error))
        return false;
    call->status = 201;
    return answer_competitor(call, session, item.integer[0], error);
}

static const Field place_fields[] = {
    {.name = "id", .type = FIELD_INTEGER},
    {.name = "competitor", .type = FIELD_INTEGER},
    {.name = "name", .type = FIELD_TEXT},
    {0},
};
static const Shape place_shape = {.name = "OfferPlace", .fields = place_fields};

static bool remove_offer(Call *call, StoreSession *session, Error *error)
{
    Item item;
    int64_t competitor = 0;
    return path_id(call->path_value[0], &competitor, error) &&
           item_by_path(call, session, &query_market_offer, &place_shape, 1, &item, error) &&
           (item.integer[1] == competitor || say_not_found(error)) &&
           store_execute(session, &query_market_remove_offer, VALUES(value_integer(item.integer[0])), NULL, error) &&
           answer_competitor(call, session, competitor, error);
}

// ---- exits ----

static bool list_competitor_exits(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    Item item;
    Str folded;
    return path_id(call->path_value[0], &id, error) &&
           item_select(session, &query_market_one, id, &row_shape, call->arena, &item, error) &&
           read_folded(call, session, id, &folded, error) &&
           answer_items(call, session, &query_market_exits_of_competitor, &exit_shape, VALUES(value_text(folded)),
                        error);
}

static bool list_exits(Call *call, StoreSession *session, Error *error)
{
    return answer_person_items(call, session, &query_market_exits_of_customer, &exit_shape, error);
}

static bool number_of_event(StoreSession *session, CustomerId customer, int64_t event, int64_t *id, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_market_exit_of_event, VALUES(value_integer(customer), value_integer(event)),
                      &rows, error))
        return false;
    if (rows_next(&rows)) *id = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

static Str exit_properties(Call *call)
{
    Text properties = text_in(call->arena);
    JsonWriter json = json_writer(&properties);
    Str competitor = given_text(call, "competitor");
    json_begin_object(&json);
    json_key(&json, "reason");
    json_string(&json, given_text(call, "reason"));
    if (competitor.size) {
        json_key(&json, "competitor");
        json_string(&json, competitor);
    }
    json_end_object(&json);
    return text_str(&properties);
}

static bool keep_exit(Call *call, StoreSession *session, CustomerId root, Error *error)
{
    Instant at = 0;
    int64_t seq = 0, id = 0;
    Hand hand = hand_of(call);
    if (!given_instant(call, "at", call->now, &at, error)) return false;
    if (!crm_say(call->house, session, root, "Exit Recorded", &hand, at, exit_properties(call), call->arena, &seq,
                 error) ||
        !store_execute(session, &query_market_by_staff,
                       VALUES(value_integer(root), value_integer(seq), value_text(given_text(call, "detail")),
                              value_integer(hand.by)),
                       NULL, error) ||
        !number_of_event(session, root, seq, &id, error))
        return false;
    call->status = 201;
    return answer_item(call, session, &query_market_exit, &exit_shape, "exit", id, error);
}

static bool add_exit(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    if (!may_write_texts(call, error) || !item_customer(call, session, &root, error)) return false;
    if (!str_trim(given_text(call, "reason")).size)
        return error_code(error, ERROR_INPUT, "required", PHRASE("say why they left", "dites pourquoi il est parti"),
                          STR("")) ||
               error_at(error, STR("/reason"));
    return keep_exit(call, session, root, error);
}

// The same with a reason of the list, for programs.
static bool record_exit(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    ExitReason reason;
    Str said = given_text(call, "reason");
    if (!exit_reason_parse(said, &reason))
        return error_code(error, ERROR_USAGE, "unknown_reason",
                          PHRASE("{0} is no reason of the list: {1}", "{0} n’est pas un motif de la liste\u00A0: {1}"),
                          error_value(call->arena, said), STR(EXIT_REASONS)) ||
               error_at(error, STR("/reason"));
    return may_write_texts(call, error) && path_customer(call, session, given_text(call, "customer"), &root, error) &&
           keep_exit(call, session, root, error);
}

static bool remove_exit(Call *call, StoreSession *session, Error *error)
{
    Item item;
    if (!item_of_customer(call, session, &query_market_exit, &exit_shape, 1, &item, error)) return false;
    call->audit_object = str_format(call->arena, "exit:%lld", (long long)item.integer[0]);
    return store_execute(session, &query_market_remove_exit, VALUES(value_integer(item.integer[0])), NULL, error);
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/competitors",
     .name = "listCompetitors",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Competitors, and how many customers left for each",
                       "Les concurrents, et combien de clients sont partis chez chacun"),
     .parameters = item_page_parameters,
     .answer = &row_list_shape,
     .read = list_competitors},
    {.method = "POST",
     .path = "/api/v1/competitors",
     .name = "addCompetitor",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Writes down a competitor", "Note un concurrent"),
     .body = &add_shape,
     .answer = &competitor_shape,
     .write = add_competitor},
    {.method = "GET",
     .path = "/api/v1/competitors/{id}",
     .name = "getCompetitor",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("A competitor, its offers, and how many left since each",
                       "Un concurrent, ses offres, et combien sont partis depuis chacune"),
     .answer = &competitor_shape,
     .read = get_competitor},
    {.method = "DELETE",
     .path = "/api/v1/competitors/{id}",
     .name = "removeCompetitor",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a competitor away with its offers; exits keep its name",
                       "Retire un concurrent et ses offres\u202F; les départs gardent son nom"),
     .write = remove_competitor},
    {.method = "POST",
     .path = "/api/v1/competitors/{id}/offers",
     .name = "addOffer",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("A product or offer of a competitor", "Un produit ou une offre d’un concurrent"),
     .body = &offer_add_shape,
     .answer = &competitor_shape,
     .write = add_offer},
    {.method = "DELETE",
     .path = "/api/v1/competitors/{id}/offers/{offer}",
     .name = "removeOffer",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes an offer away", "Retire une offre"),
     .answer = &competitor_shape,
     .write = remove_offer},
    {.method = "GET",
     .path = "/api/v1/competitors/{id}/exits",
     .name = "listCompetitorExits",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Customers who left for a competitor", "Les clients partis chez un concurrent"),
     .parameters = item_page_parameters,
     .answer = &exit_list_shape,
     .read = list_competitor_exits},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/exits",
     .name = "listExits",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("When and why a customer left", "Quand et pourquoi un client est parti"),
     .parameters = item_page_parameters,
     .answer = &exit_list_shape,
     .read = list_exits},
    {.method = "POST",
     .path = "/api/v1/customers/{id}/exits",
     .name = "addExit",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Writes down that a customer left, why, and to whom",
                       "Note qu’un client est parti, pourquoi, et chez qui"),
     .body = &exit_add_shape,
     .answer = &exit_shape,
     .write = add_exit},
    {.method = "POST",
     .path = "/api/v1/exits",
     .name = "recordExit",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Writes down that a customer left, for a reason of the list",
                       "Note qu’un client est parti, pour un motif de la liste"),
     .body = &exit_record_shape,
     .answer = &exit_shape,
     .write = record_exit},
    {.method = "DELETE",
     .path = "/api/v1/customers/{id}/exits/{exit}",
     .name = "removeExit",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes an exit away", "Retire un départ"),
     .write = remove_exit},
    {0},
};

static const PersonalTable tables[] = {
    {.table = "customer_exit",
     .name = "exits",
     .purpose = PHRASE("why you left, to do better", "pourquoi vous êtes parti, pour faire mieux"),
     .retention = RETENTION_CUSTOMER,
     .read = &query_market_export,
     .columns = "competitor reason detail at:instant",
     .erase = &query_market_erase},
    {0},
};

const Module market_module = {.name = "market", .routes = routes, .reactions = market_reactions, .personal = tables};
