// search_http.c - GET /search: whom a few letters may mean, best first.
#include "customer/search_http.h"

#include "house.h"

enum { RESULTS_DEFAULT = 20 };

static uint32_t fields_of(const Call *call)
{
    uint32_t masked = call->principal.masked, fields = SEARCH_NUMBER;
    if (!(masked & MASK_NAME)) fields |= SEARCH_NAME;
    if (!(masked & MASK_EMAIL)) fields |= SEARCH_EMAIL;
    if (!(masked & MASK_PHONE)) fields |= SEARCH_PHONE;
    if (!(masked & (MASK_EMAIL | MASK_PHONE))) fields |= SEARCH_ID; // an id may be an address or a number
    return fields;
}

SearchAsk search_of(Call *call, StoreSession *session, Str text, size_t limit)
{
    return (SearchAsk){.house = call->house,
                       .sources = purchase_tables(call->arena),
                       .identity = call->house->identity,
                       .session = session,
                       .text = text,
                       .locale = workspace_locale(call),
                       .fields = fields_of(call),
                       .limit = limit,
                       .arena = call->arena};
}

static bool refuse_nothing(Error *error)
{
    return error_code(error, ERROR_MALFORMED, "required", PHRASE("q: type a word", "q\u00A0: tapez un mot"), STR(""));
}

static bool answer_search(Call *call, StoreSession *session, Error *error)
{
    SearchHit *hits;
    size_t count = 0;
    Str text = str_trim(call_query(call, "q"));
    int64_t limit = RESULTS_DEFAULT;
    if (!text.size) return refuse_nothing(error);
    call_query_integer(call, "limit", &limit);
    SearchAsk ask = search_of(call, session, text, (size_t)limit);
    if (!log_catch_up(call->house->log, session, error) || !search(&ask, &hits, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        if (!write_line(&json, call, session, hits[i].root, error)) return false;
        json_key(&json, "match");
        json_string(&json, search_match_name(hits[i].match));
        json_key(&json, "found_by");
        json_string(&json, hits[i].kind);
        json_key(&json, "found");
        json_string(&json, hits[i].value);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_key(&json, "next_cursor");
    json_null(&json);
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

// ---- shapes and route ----

static const Field hit_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT, .nullable = true},
    {.name = "email", .type = FIELD_TEXT, .nullable = true},
    {.name = "phone", .type = FIELD_TEXT, .nullable = true},
    {.name = "match", .type = FIELD_TEXT, .required = true, .words = "exact|prefix|typo"},
    {.name = "found_by",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("name, email, order …", "name, email, order…")},
    {.name = "found", .type = FIELD_TEXT, .required = true},
    {0},
};
static const Shape hit_shape = {.name = "SearchHit", .open = true, .fields = hit_fields};

static const Field hits_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &hit_shape},
    {.name = "next_cursor", .type = FIELD_TEXT, .nullable = true},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0},
};
static const Shape hits_shape = {.name = "SearchHitList", .fields = hits_fields};

static const Parameter parameters[] = {
    {.name = "q",
     .type = FIELD_TEXT,
     .high = 200,
     .help = PHRASE("a name, an address, a phone, an id, an order or a ticket; one slip is forgiven",
                    "un nom, une adresse, un téléphone, un identifiant, une commande ou un ticket\u202F; une faute de "
                    "frappe est pardonnée")},
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 100, .help = PHRASE("how many", "combien")},
    {0},
};

const Route search_routes[] = {
    {.method = "GET",
     .path = "/api/v1/search",
     .name = "search",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Customers by anything that is known of them, best first",
                       "Clients par tout ce qu’on en sait, les meilleurs d’abord"),
     .parameters = parameters,
     .answer = &hits_shape,
     .read = answer_search},
    {0},
};
