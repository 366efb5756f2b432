#include "plan/asked_http.h"

bool body_asked(const Call *call, Str *stored, Error *error)
{
    JsonValue list, item, value;
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    int place = 0;
    if (!json_member(call->body, STR("metrics"), &list)) return true;
    json_begin_array(&json);
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item); place++) {
        Str parameters = STR("{}"), path = str_format(call->arena, "/metrics/%d/parameters", place);
        JsonValue canonical;
        if (json_member(item, STR("parameters"), &value) &&
            !figures_parameters(value, path, call->arena, &parameters, error))
            return false;
        if (!json_parse(parameters, &canonical, error)) return false;
        json_begin_object(&json);
        json_key(&json, "metric");
        json_string(&json, figures_metric(shape_text(item, "metric", call->arena)));
        json_key(&json, "parameters");
        json_value(&json, canonical);
        json_end_object(&json);
    }
    json_end_array(&json);
    *stored = text_str(&text);
    return true;
}

bool check_asked(const MetricPlace *place, const FigureAsk *asks, size_t count, Error *error)
{
    for (size_t i = 0; i < count; i++)
        if (!figures_check(place, &asks[i], error))
            return error_at(error, str_format(place->arena, "/metrics/%d", (int)i));
    return true;
}
