#include "event/properties.h"

#include "event/tracking_values.h"

bool event_properties(const Event *event, JsonValue *properties)
{
    JsonValue body;
    Error unread;
    return json_parse(event->body, &body, &unread) && json_member(body, STR("properties"), properties) &&
           properties->type == JSON_OBJECT;
}

bool property_value(JsonValue properties, const char *names, JsonValue *value)
{
    Str rest = str_of(names), name;
    while (str_cut(&rest, ' ', &name))
        if (json_member(properties, name, value)) return true;
    return false;
}

Str property_text(JsonValue properties, const char *names, size_t bytes_max, Arena *arena)
{
    JsonValue value;
    if (!property_value(properties, names, &value)) return STR("");
    Str text = value.type == JSON_STRING   ? str_trim(json_get_string(value, arena))
               : value.type == JSON_NUMBER ? value.text
                                           : STR("");
    return text.size <= bytes_max ? text : STR("");
}

bool property_milli(JsonValue properties, const char *names, Arena *arena, int64_t *milli)
{
    static const Currency thousandths = {.code = "", .exponent = 3, .symbol = ""};
    JsonValue value;
    return property_value(properties, names, &value) && amount_of(value, &thousandths, arena, milli) == AMOUNT_FINE;
}
