// definitions_http.c - what traits may hold, and traits that are computed.
#include <string.h>

#include "customer/computed.h"
#include "customer/customer_http.h"

// The number of a word of a list of names; the shape of the body has checked it.
static int word_number(const char *const *names, int from, int end, Str word)
{
    for (int i = from; i < end; i++)
        if (str_equal(word, str_of(names[i]))) return i;
    return from;
}

// ---- traits ----

static void write_definition(JsonWriter *json, const Call *call, const TraitDefinition *definition)
{
    json_begin_object(json);
    json_key(json, "name");
    json_string(json, definition->name);
    json_key(json, "type");
    json_string(json, str_of(trait_type_names[definition->type]));
    json_key(json, "rule");
    json_string(json, str_of(trait_rule_names[definition->rule]));
    json_key(json, "sources");
    json_begin_array(json);
    Str rest = definition->sources, part;
    while (str_cut(&rest, ',', &part)) json_value(json, (JsonValue){JSON_NUMBER, part});
    json_end_array(json);
    write_at(json, "changed_at", definition->at, call->arena);
    json_end_object(json);
}

bool list_traits(Call *call, StoreSession *session, Error *error)
{
    TraitDefinition *list = NULL;
    size_t count = 0;
    if (!trait_definitions(session, call->arena, &list, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_definition(&json, call, &list[i]);
    json_end_array(&json);
    write_next(&json, call, false, STR(""));
    json_end_object(&json);
    return true;
}

static Str sources_text(const Call *call)
{
    JsonValue list, item;
    Text text = text_in(call->arena);
    size_t cursor = 0;
    int64_t number;
    if (!json_member(call->body, STR("sources"), &list)) return STR("");
    while (json_next(list, &cursor, NULL, &item))
        if (json_get_integer(item, &number)) text_addf(&text, "%s%lld", text.size ? "," : "", (long long)number);
    return text_str(&text);
}

bool define_trait(Call *call, StoreSession *session, Error *error)
{
    TraitDefinition definition;
    Str name = call->path_value[0], type = shape_text(call->body, "type", call->arena),
        rule = shape_text(call->body, "rule", call->arena);
    if (trait_name_reserved(name) || name.size > TRAIT_NAME_BYTES_MAX)
        return error_code(error, ERROR_INPUT, "reserved_name",
                          PHRASE("{0} is a built-in field: choose another name",
                                 "{0} est un champ prédéfini\u00A0: choisissez un autre nom"),
                          error_value(call->arena, name));
    if (!trait_definition(session, name, call->arena, &definition, error)) return false;
    if (type.size) definition.type = (TraitType)word_number(trait_type_names, TRAIT_ANY, TRAIT_TYPE_COUNT, type);
    if (rule.size) definition.rule = (TraitRule)word_number(trait_rule_names, RULE_NEWEST, TRAIT_RULE_COUNT, rule);
    JsonValue sources;
    if (json_member(call->body, STR("sources"), &sources)) definition.sources = sources_text(call);
    definition.by = who(call);
    definition.at = call->now;
    if (!trait_define(session, &definition, call->arena, error)) return false;
    call->audit_object = str_format(call->arena, "trait:%.*s", STR_ARGS(name));
    JsonWriter json = call_json(call);
    write_definition(&json, call, &definition);
    return true;
}

// ---- computed traits ----

static void write_computed(JsonWriter *json, const Call *call, const ComputedTrait *computed)
{
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, computed->id);
    json_key(json, "name");
    json_string(json, computed->name);
    json_key(json, "event");
    json_string(json, computed->event);
    json_key(json, "measure");
    json_string(json, str_of(computed_measure_names[computed->measure]));
    json_key(json, "property");
    if (computed->property.size)
        json_string(json, computed->property);
    else
        json_null(json);
    json_key(json, "window_days");
    if (computed->window_days)
        json_integer(json, computed->window_days);
    else
        json_null(json);
    write_at(json, "made_at", computed->made_at, call->arena);
    json_end_object(json);
}

bool list_computed(Call *call, StoreSession *session, Error *error)
{
    ComputedTrait *list = NULL;
    size_t count = 0;
    if (!computed_list(session, call->arena, &list, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_computed(&json, call, &list[i]);
    json_end_array(&json);
    write_next(&json, call, false, STR(""));
    json_end_object(&json);
    return true;
}

bool create_computed(Call *call, StoreSession *session, Error *error)
{
    Str measure = shape_text(call->body, "measure", call->arena);
    JsonValue window;
    ComputedTrait computed = {
        .name = shape_text(call->body, "name", call->arena),
        .event = shape_text(call->body, "event", call->arena),
        .measure = (ComputedMeasure)word_number(computed_measure_names, MEASURE_COUNT, MEASURE_END, measure),
        .property = shape_text(call->body, "property", call->arena),
        .by = who(call),
        .made_at = call->now};
    if (json_member(call->body, STR("window_days"), &window) && !json_get_integer(window, &computed.window_days))
        computed.window_days = 0;
    if (!computed_add(session, &computed, call->arena, &computed.id, error)) return false;
    call->audit_object = str_format(call->arena, "computed_trait:%lld", (long long)computed.id);
    call->status = 201;
    JsonWriter json = call_json(call);
    write_computed(&json, call, &computed);
    return true;
}

bool delete_computed(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    if (!path_id(call->path_value[0], &id, error) || !computed_remove(session, id, error)) return false;
    call->audit_object = str_format(call->arena, "computed_trait:%lld", (long long)id);
    return true;
}
