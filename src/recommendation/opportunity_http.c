// opportunity_http.c - products that go together, and who has the first and not the second.
#include "base/number.h"
#include "customer/customer_http.h"
#include "customer/search_http.h"
#include "house.h"
#include "recommendation/recommendation_http.h"

// ---- products beside one ----

static bool say_no_product(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such product in the orders", "ce produit n’est dans aucune commande"),
                      STR(""));
}

bool get_related_products(Call *call, StoreSession *session, Error *error)
{
    enum { SHOWN = 10 };
    ModelPlace place;
    uint32_t product;
    size_t count = 0;
    int64_t most = SHOWN;
    (void)call_query_integer(call, "k", &most);
    if (!model_place(call, session, &place, error)) return false;
    const Affinity *affinity = &place.kept.next.affinity;
    const Catalogue *catalogue = &place.kept.catalogue;
    if (!catalogue_product(catalogue, call->path_value[0], &product)) return say_no_product(error);
    const AffinityNear *near = affinity_near(affinity, product, &count);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "product");
    product_write(&json, &catalogue->product[product]);
    json_key(&json, "customers");
    json_integer(&json, affinity->item[product].customers);
    json_key(&json, "as_of");
    json_string(&json, day_name(call->arena, affinity->end));
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count && i < (size_t)most; i++)
        near_write(&json, catalogue->product, affinity, product, &near[i]);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

// ---- opportunities ----

static void write_opportunity(JsonWriter *json, const Rows *rows)
{
    JsonValue report, key, value;
    Error error;
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, rows_integer(rows, 0));
    json_key(json, "listed");
    json_integer(json, rows_integer(rows, 3));
    Arena *scratch = arena_open(0);
    if (json_parse(rows_text(rows, 4), &report, &error))
        for (size_t cursor = 0; json_next(report, &cursor, &key, &value);) {
            Str name = json_get_string(key, scratch);
            json_key(json, str_c(scratch, name));
            if (str_equal(name, STR("customers")))
                json_integer(json, rows_integer(rows, 2));
            else
                json_value(json, value);
        }
    arena_close(scratch);
    json_end_object(json);
}

bool list_opportunities(Call *call, StoreSession *session, Error *error)
{
    Rows rows;
    Str after;
    int64_t last = 0, limit = call_limit(call), count = 0;
    if (!call_cursor(call, &after, error) || (after.size && !path_id(after, &last, error))) return false;
    if (!store_select(session, &query_recommendation_opportunity_page,
                      VALUES(value_integer(last), value_integer(limit + 1)), &rows, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (; rows_next(&rows); count++) {
        if (count >= limit) continue;
        last = rows_integer(&rows, 1);
        write_opportunity(&json, &rows);
    }
    json_end_array(&json);
    write_next(&json, call, count > limit, count > limit ? str_format(call->arena, "%lld", (long long)last) : STR(""));
    json_end_object(&json);
    return rows_close(&rows, error);
}

// ---- who ----

typedef struct ListedPerson {
    int64_t position;
    CustomerId root;
    double probability;
} ListedPerson;

static bool read_page(StoreSession *session, int64_t opportunity, int64_t after, int64_t limit, ListedPerson *list,
                      size_t *count, Error *error)
{
    Rows rows;
    *count = 0;
    if (!store_select(session, &query_recommendation_opportunity_customers,
                      VALUES(value_integer(opportunity), value_integer(after), value_integer(limit)), &rows, error))
        return false;
    while (rows_next(&rows))
        list[(*count)++] =
            (ListedPerson){rows_integer(&rows, 0), (CustomerId)rows_integer(&rows, 1), rows_real(&rows, 2)};
    return rows_close(&rows, error);
}

static bool say_no_opportunity(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such opportunity; GET /api/v1/opportunities lists them",
                             "cette opportunité n’existe pas\u202F; GET /api/v1/opportunities en donne la liste"),
                      STR(""));
}

static bool read_opportunity(const Call *call, StoreSession *session, int64_t *id, Str *b, Error *error)
{
    Rows rows;
    if (!number_parse_count(call->path_value[0], id)) return say_no_opportunity(error);
    if (!store_select(session, &query_recommendation_opportunity_one, VALUES(value_integer(*id)), &rows, error))
        return false;
    bool there = rows_next(&rows) && rows_integer(&rows, 1) > 0;
    if (there) *b = str_copy(call->arena, rows_text(&rows, 5));
    return rows_close(&rows, error) && (there || say_no_opportunity(error));
}

// Merged, erased or having bought it since: not one of them any more.
static bool still_meant(const Call *call, StoreSession *session, const Catalogue *only_b, CustomerId root, bool *meant,
                        Error *error)
{
    PersonShop shop;
    const Identity *identity = call->house->identity;
    *meant = identity_root(identity, root) == root && !identity_hidden(identity, root);
    if (!*meant) return true;
    if (!person_shop_read(call->house, session, root, call->now, only_b, call->arena, &shop, error)) return false;
    *meant = shop.allowed && shop.lines == 0;
    return true;
}

bool list_opportunity_customers(Call *call, StoreSession *session, Error *error)
{
    Str after;
    Product b = {0};
    int64_t id, last = 0, limit = call_limit(call);
    size_t count;
    if (!read_opportunity(call, session, &id, &b.key, error) || !call_cursor(call, &after, error) ||
        (after.size && !path_id(after, &last, error)))
        return false;
    const Catalogue only_b = {.products = 1, .product = &b};
    ListedPerson *list = arena_array(call->arena, ListedPerson, (size_t)limit + 1);
    if (!read_page(session, id, last, limit + 1, list, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count && i < (size_t)limit; i++) {
        bool meant;
        last = list[i].position;
        if (!still_meant(call, session, &only_b, list[i].root, &meant, error)) return false;
        if (!meant) continue;
        json_begin_object(&json);
        json_key(&json, "customer");
        if (!write_line(&json, call, session, list[i].root, error)) return false;
        json_end_object(&json);
        json_key(&json, "probability");
        json_number(&json, list[i].probability);
        json_end_object(&json);
        call_reads(call, list[i].root);
    }
    json_end_array(&json);
    bool more = count > (size_t)limit;
    write_next(&json, call, more, more ? str_format(call->arena, "%lld", (long long)last) : STR(""));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}
