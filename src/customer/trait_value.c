// trait_value.c - types and the one writing of a value.
#include "base/calendar.h"
#include "customer/trait.h"

const char *const trait_type_names[TRAIT_TYPE_COUNT] = {"any", "string", "number", "boolean", "date", "list", "json"};
const char *const trait_rule_names[TRAIT_RULE_COUNT] = {"", "newest", "most_frequent", "source_order"};

static bool is_date(Str text)
{
    Day day;
    Instant instant;
    return day_parse(text, &day) || instant_parse(text, &instant) == INSTANT_FINE;
}

TraitType trait_value_type(JsonValue value, Arena *arena)
{
    switch (value.type) {
    case JSON_STRING: return is_date(json_get_string(value, arena)) ? TRAIT_DATE : TRAIT_TEXT;
    case JSON_NUMBER: return TRAIT_NUMBER;
    case JSON_BOOLEAN: return TRAIT_BOOLEAN;
    case JSON_ARRAY: return TRAIT_LIST;
    case JSON_OBJECT: return TRAIT_JSON;
    case JSON_NULL: break;
    }
    return TRAIT_ANY;
}

Str trait_value_text(JsonValue value, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter writer = json_writer(&text);
    int64_t integer;
    if (value.type == JSON_STRING)
        json_string(&writer, json_get_string(value, arena));
    else if (value.type == JSON_NUMBER && json_get_integer(value, &integer))
        json_integer(&writer, integer);
    else
        text_add(&text, value.text);
    return text_str(&text);
}

static const char *const reserved[] = {
    "id",          "user_id",    "userId",     "anonymous_id", "anonymousId", "external_id", "externalId",
    "customer_id", "customerId", "identities", "traits",       "computed",    "accounts",    "first_seen",
    "last_seen",   "version",    "duplicates", "masked",       "merged",
};

bool trait_name_reserved(Str name)
{
    for (size_t i = 0; i < COUNT_OF(reserved); i++)
        if (str_equal(name, str_of(reserved[i]))) return true;
    return false;
}
