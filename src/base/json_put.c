#include "base/json_put.h"

void put_text(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    json_string(json, text);
}

void put_text_or_null(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    if (text.size)
        json_string(json, text);
    else
        json_null(json);
}

void put_integer(JsonWriter *json, const char *key, int64_t number)
{
    json_key(json, key);
    json_integer(json, number);
}

void put_integer_or_null(JsonWriter *json, const char *key, bool has, int64_t number)
{
    json_key(json, key);
    if (has)
        json_integer(json, number);
    else
        json_null(json);
}

void put_number(JsonWriter *json, const char *key, double number)
{
    json_key(json, key);
    json_number(json, number);
}

void put_number_or_null(JsonWriter *json, const char *key, bool has, double number)
{
    json_key(json, key);
    if (has)
        json_number(json, number);
    else
        json_null(json);
}

void put_boolean(JsonWriter *json, const char *key, bool value)
{
    json_key(json, key);
    json_boolean(json, value);
}

void put_instant(JsonWriter *json, const char *key, Instant at, Arena *arena)
{
    put_text_or_null(json, key, at ? instant_text(arena, at) : STR(""));
}

void put_money(JsonWriter *json, const char *key, int64_t amount_minor, const Currency *currency, Arena *arena)
{
    json_key(json, key);
    json_begin_object(json);
    put_text(json, "amount", money_decimal(arena, amount_minor, currency));
    put_text(json, "currency", str_of(currency->code));
    json_end_object(json);
}

void put_json(JsonWriter *json, const char *key, Str text)
{
    JsonValue value;
    Error error;
    json_key(json, key);
    if (json_parse(text, &value, &error))
        json_value(json, value);
    else
        json_null(json);
}

void put_lines(JsonWriter *json, const char *key, Str lines)
{
    Str line;
    json_key(json, key);
    json_begin_array(json);
    while (lines.size && str_cut(&lines, '\n', &line)) json_string(json, line);
    json_end_array(json);
}
