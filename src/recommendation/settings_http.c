// settings_http.c - what the workspace says of products, and how far ahead is looked.
#include "recommendation/recommendation_http.h"

enum { PRODUCT_BYTES_MAX = 500 };

static void put_word(JsonWriter *json, const char *key, Str value)
{
    json_key(json, key);
    json_string(json, value);
}

static void write_rule(JsonWriter *json, const ProductRule *rule, const Catalogue *catalogue)
{
    uint32_t product;
    bool known = catalogue_product(catalogue, rule->product, &product);
    json_begin_object(json);
    put_word(json, "key", rule->product);
    put_word(json, "name", known ? product_label(&catalogue->product[product]) : rule->product);
    json_key(json, "consumable");
    rule->consumable < 0 ? json_null(json) : json_boolean(json, rule->consumable == 1);
    json_key(json, "excluded");
    json_boolean(json, rule->excluded);
    json_key(json, "out_of_stock");
    json_boolean(json, rule->out_of_stock);
    json_end_object(json);
}

static bool read_settings(StoreSession *session, int64_t *horizon, int64_t *version, Error *error)
{
    Rows rows;
    *horizon = NEXT_HORIZON_DAYS;
    *version = 1;
    if (!store_select(session, &query_recommendation_settings, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) {
        *horizon = rows_integer(&rows, 0);
        *version = rows_integer(&rows, 1);
    }
    return rows_close(&rows, error);
}

static bool answer_settings(Call *call, StoreSession *session, Error *error)
{
    KeptModel model;
    ProductRule *rules;
    size_t count;
    int64_t horizon, version;
    if (!read_settings(session, &horizon, &version, error) || !kept_model_get(session, call->arena, &model, error) ||
        !product_rules_list(session, call->arena, &rules, &count, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "horizon_days");
    json_integer(&json, horizon);
    json_key(&json, "products");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_rule(&json, &rules[i], &model.catalogue);
    json_end_array(&json);
    json_key(&json, "version");
    json_integer(&json, version);
    json_end_object(&json);
    call_version(call, version);
    return true;
}

bool get_recommendation_settings(Call *call, StoreSession *session, Error *error)
{
    return answer_settings(call, session, error);
}

// ---- changing them ----

static bool flag_or(JsonValue object, const char *name, bool otherwise)
{
    JsonValue value;
    return json_member(object, str_of(name), &value) && value.type == JSON_BOOLEAN ? json_get_boolean(value)
                                                                                   : otherwise;
}

static ProductRule rule_before(const ProductRule *rules, size_t count, Str product)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(rules[i].product, product)) return rules[i];
    return (ProductRule){.product = product, .consumable = -1};
}

// A product of which nothing is said any more has no row.
static bool put_rule(StoreSession *session, JsonValue item, const ProductRule *rules, size_t count, Arena *arena,
                     Error *error)
{
    JsonValue consumable;
    ProductRule rule = rule_before(rules, count, shape_text(item, "key", arena));
    if (json_member(item, STR("consumable"), &consumable))
        rule.consumable = consumable.type == JSON_BOOLEAN ? (int8_t)json_get_boolean(consumable) : -1;
    rule.excluded = flag_or(item, "excluded", rule.excluded);
    rule.out_of_stock = flag_or(item, "out_of_stock", rule.out_of_stock);
    if (rule.consumable < 0 && !rule.excluded && !rule.out_of_stock)
        return store_execute(session, &query_recommendation_product_rule_remove, VALUES(value_text(rule.product)), NULL,
                             error);
    return store_execute(session, &query_recommendation_product_rule_put,
                         VALUES(value_text(rule.product),
                                rule.consumable < 0 ? value_null() : value_integer(rule.consumable),
                                value_integer(rule.excluded), value_integer(rule.out_of_stock)),
                         NULL, error);
}

bool change_recommendation_settings(Call *call, StoreSession *session, Error *error)
{
    JsonValue value, item;
    ProductRule *rules;
    size_t count;
    int64_t horizon, version;
    if (!read_settings(session, &horizon, &version, error) || !call_if_match(call, version, error) ||
        !product_rules_list(session, call->arena, &rules, &count, error))
        return false;
    if (json_member(call->body, STR("horizon_days"), &value) && !json_get_integer(value, &horizon))
        return error_code(
            error, ERROR_INPUT, "invalid_value",
            PHRASE("horizon_days: expected a whole number{0}", "horizon_days\u00A0: un nombre entier est attendu{0}"),
            STR(""));
    if (json_member(call->body, STR("products"), &value))
        for (size_t cursor = 0; json_next(value, &cursor, NULL, &item);)
            if (!put_rule(session, item, rules, count, call->arena, error)) return false;
    if (!store_execute(session, &query_recommendation_settings_put, VALUES(value_integer(horizon)), NULL, error))
        return false;
    call->audit_object = STR("recommendation-settings");
    return answer_settings(call, session, error);
}
