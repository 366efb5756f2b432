#include "predict/exact_json.h"

#include <math.h>

#include "base/number.h"

void exact_put(JsonWriter *json, double value)
{
    assert(isfinite(value));
    json_value(json, (JsonValue){JSON_NUMBER, number_decimal(json->text->arena, value, 17)});
}

void exact_put_key(JsonWriter *json, const char *key, double value)
{
    json_key(json, key);
    exact_put(json, value);
}

void exact_put_list(JsonWriter *json, const char *key, const double *value, size_t count)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) exact_put(json, value[i]);
    json_end_array(json);
}

bool exact_refuse(Error *error, const char *key)
{
    return error_say(error, ERROR_INPUT,
                     PHRASE("the model is damaged or of another version ({0}): train it again",
                            "le modèle est abîmé ou d’une autre version ({0})\u00A0: entraînez-le à nouveau"),
                     str_of(key));
}

bool exact_get_member(JsonValue object, const char *key, JsonType type, JsonValue *value, Error *error)
{
    return (json_member(object, str_of(key), value) && value->type == type) || exact_refuse(error, key);
}

bool exact_get(JsonValue object, const char *key, double *value, Error *error)
{
    JsonValue member;
    return exact_get_member(object, key, JSON_NUMBER, &member, error) &&
           ((json_get_number(member, value) && isfinite(*value)) || exact_refuse(error, key));
}

bool exact_get_count(JsonValue object, const char *key, size_t most, size_t *count, Error *error)
{
    JsonValue member;
    int64_t number;
    if (!exact_get_member(object, key, JSON_NUMBER, &member, error)) return false;
    if (!json_get_integer(member, &number) || number < 0 || (uint64_t)number > most) return exact_refuse(error, key);
    *count = (size_t)number;
    return true;
}

bool exact_get_text(JsonValue object, const char *key, Arena *arena, Str *text, Error *error)
{
    JsonValue member;
    if (!exact_get_member(object, key, JSON_STRING, &member, error)) return false;
    *text = str_copy(arena, json_get_string(member, arena));
    return true;
}

bool exact_get_list(JsonValue object, const char *key, size_t most, Arena *arena, double **value, size_t *count,
                    Error *error)
{
    JsonValue list, item;
    if (!exact_get_member(object, key, JSON_ARRAY, &list, error)) return false;
    *count = json_count(list);
    if (*count > most) return exact_refuse(error, key);
    *value = arena_array(arena, double, *count);
    size_t cursor = 0;
    for (size_t i = 0; json_next(list, &cursor, NULL, &item); i++)
        if (item.type != JSON_NUMBER || !json_get_number(item, &(*value)[i]) || !isfinite((*value)[i]))
            return exact_refuse(error, key);
    return true;
}
