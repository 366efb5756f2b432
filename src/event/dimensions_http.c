// What events are told apart by, over HTTP.
#include <string.h>

#include "api/route.h"
#include "event/dimension_parts.h"
#include "event/event_http.h"
#include "house.h"
#include "module.h"

static const Field dimension_fields[] = {
    {.name = "name",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = DIMENSION_NAME_BYTES_MAX,
     .help = PHRASE("what figures call it: product", "son nom dans les chiffres\u00A0: product")},
    {.name = "paths",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = PATH_BYTES_MAX * DIMENSION_PATHS_MAX,
     .help = PHRASE("where it stands in an event, else where: properties.plan | properties.product",
                    "où il se trouve dans un événement, sinon où\u00A0: properties.plan | properties.product")},
    {0}};
static const Shape dimension_shape = {.name = "Dimension", .fields = dimension_fields};
static const Field dimensions_fields[] = {{.name = "dimensions",
                                           .type = FIELD_ARRAY,
                                           .shape = &dimension_shape,
                                           .required = true,
                                           .low = 0,
                                           .high = ACTIVITY_DIMENSIONS_MAX,
                                           .help = PHRASE("at most eight", "huit au plus")},
                                          {0}};
static const Shape dimensions_shape = {.name = "Dimensions", .fields = dimensions_fields};
static const Field held_fields[] = {
    {.name = "dimensions",
     .type = FIELD_ARRAY,
     .shape = &dimension_shape,
     .required = true,
     .help = PHRASE("as they were chosen", "telles qu’elles ont été choisies")},
    {.name = "in_force",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("false: figures follow at the next start of the program",
                    "false\u00A0: les chiffres suivront au prochain démarrage du programme")},
    {0}};
static const Shape held_shape = {.name = "DimensionsHeld", .fields = held_fields};

static bool write_held(Call *call, StoreSession *session, Error *error)
{
    const Dimensions *dimensions = call->house->dimensions;
    DimensionDefinitions definitions;
    if (!dimension_definitions(session, call->arena, &definitions, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "dimensions");
    json_begin_array(&json);
    for (uint32_t d = 0; d < definitions.count; d++) {
        json_begin_object(&json);
        json_key(&json, "name");
        json_string(&json, definitions.name[d]);
        json_key(&json, "paths");
        json_string(&json, definitions.paths[d]);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_key(&json, "in_force");
    json_boolean(&json, dimension_rules_of(dimensions->key, &definitions, call->arena) == dimensions->rules);
    json_end_object(&json);
    return true;
}

static bool get_dimensions(Call *call, StoreSession *session, Error *error)
{
    return write_held(call, session, error);
}

static bool is_name(Str name)
{
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        if (!(('a' <= c && c <= 'z') || ('0' <= c && c <= '9') || c == '_')) return false;
    }
    return true;
}

static bool check_name(const Call *call, Str name, const DimensionDefinitions *before, Error *error)
{
    if (!is_name(name))
        return error_code(error, ERROR_INPUT, "invalid_value",
                          PHRASE("{0} is no name of a dimension: small letters, digits and _",
                                 "{0} n’est pas un nom de dimension\u00A0: lettres minuscules, chiffres et _"),
                          error_value(call->arena, name));
    for (uint32_t d = 0; d < before->count; d++)
        if (str_equal(before->name[d], name))
            return error_code(error, ERROR_INPUT, "invalid_value",
                              PHRASE("{0} is there twice: give each dimension a name of its own",
                                     "{0} y est deux fois\u00A0: donnez à chaque dimension un nom à elle"),
                              error_value(call->arena, name));
    return true;
}

static bool read_definition(const Call *call, JsonValue item, DimensionDefinitions *definitions, Error *error)
{
    JsonValue name, paths;
    DimensionPaths parsed;
    uint32_t d = definitions->count;
    if (!json_member(item, STR("name"), &name) || !json_member(item, STR("paths"), &paths)) return true;
    Str said = json_get_string(name, call->arena), where = json_get_string(paths, call->arena);
    if (!check_name(call, said, definitions, error) || !dimension_paths(said, where, call->arena, &parsed, error))
        return error_at(error, str_format(call->arena, "/dimensions/%u", d));
    definitions->name[d] = said;
    definitions->paths[d] = where;
    definitions->count++;
    return true;
}

static bool set_dimensions(Call *call, StoreSession *session, Error *error)
{
    JsonValue list, item;
    DimensionDefinitions definitions = {.count = 0};
    if (!json_member(call->body, STR("dimensions"), &list)) return true;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item);)
        if (!read_definition(call, item, &definitions, error)) return false;
    bool good = store_execute(session, &query_dimension_clear, NO_VALUES, NULL, error);
    for (uint32_t d = 0; good && d < definitions.count; d++)
        good = store_execute(
            session, &query_dimension_add,
            VALUES(value_integer(d), value_text(definitions.name[d]), value_text(definitions.paths[d])), NULL, error);
    call->audit_object = STR("dimensions");
    return good && write_held(call, session, error);
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/dimensions",
     .name = "getDimensions",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What events are told apart by in figures", "Ce qui distingue les événements dans les chiffres"),
     .answer = &held_shape,
     .read = get_dimensions},
    {.method = "PUT",
     .path = "/api/v1/dimensions",
     .name = "setDimensions",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Says what events are told apart by in figures, from the next start on",
                       "Dit ce qui distingue les événements dans les chiffres, dès le prochain démarrage"),
     .body = &dimensions_shape,
     .answer = &held_shape,
     .write = set_dimensions},
    {0}};

extern const Module dimension_module;
const Module dimension_module = {.name = "dimension", .routes = routes};
