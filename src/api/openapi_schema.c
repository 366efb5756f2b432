#include "api/openapi_schema.h"

#include <string.h>

enum { SHAPES_MAX = 2048 };

typedef struct Shapes {
    const Shape *shape[SHAPES_MAX];
    size_t count;
} Shapes;

// ---- which there are ----

static bool add_shape(Shapes *shapes, const Shape *shape)
{
    for (size_t i = 0; i < shapes->count; i++)
        if (strcmp(shapes->shape[i]->name, shape->name) == 0) return false;
    assert(shapes->count < SHAPES_MAX);
    shapes->shape[shapes->count++] = shape;
    return true;
}

static void collect(Shapes *shapes, const Route *const *tables)
{
    for (; *tables; tables++) {
        for (const Route *route = *tables; route->method; route++) {
            if (route->body) add_shape(shapes, route->body);
            if (route->answer) add_shape(shapes, route->answer);
        }
    }
    for (size_t i = 0; i < shapes->count; i++) // grows as it goes
        for (const Field *field = shapes->shape[i]->fields; field->name; field++)
            if (field->shape) add_shape(shapes, field->shape);
}

// ---- how they look ----

static void member_text(JsonWriter *json, const char *key, const char *text)
{
    json_key(json, key);
    json_string(json, str_of(text));
}

static void member_integer(JsonWriter *json, const char *key, int64_t integer)
{
    json_key(json, key);
    json_integer(json, integer);
}

void openapi_reference(JsonWriter *json, const char *component)
{
    char reference[128] = "#/components/schemas/";
    strncat(reference, component, sizeof reference - strlen(reference) - 1);
    json_begin_object(json);
    member_text(json, "$ref", reference);
    json_end_object(json);
}

static void write_type(JsonWriter *json, const char *type, bool nullable)
{
    if (!nullable) {
        member_text(json, "type", type);
        return;
    }
    json_key(json, "type");
    json_begin_array(json);
    json_string(json, str_of(type));
    json_string(json, STR("null"));
    json_end_array(json);
}

static void write_words(JsonWriter *json, const char *words, bool nullable)
{
    Str rest = str_of(words), word;
    json_key(json, "enum");
    json_begin_array(json);
    while (str_cut(&rest, '|', &word)) json_string(json, word);
    if (nullable) json_null(json);
    json_end_array(json);
}

static const char *format_of(FieldType type)
{
    switch ((int)type) {
    case FIELD_INSTANT: return "date-time";
    case FIELD_DAY: return "date";
    case FIELD_EMAIL: return "email";
    case FIELD_URL: return "uri";
    case FIELD_INTEGER: return "int64";
    default: return NULL;
    }
}

static void write_bounds(JsonWriter *json, const Field *field)
{
    bool bounded = field->low != 0 || field->high != 0;
    if (!bounded) return;
    if (field->type == FIELD_TEXT) {
        if (field->low == 1) member_integer(json, "minLength", 1); // other bounds are bytes
        member_integer(json, "maxLength", field->high);
    }
    if (field->type == FIELD_INTEGER || field->type == FIELD_NUMBER) {
        member_integer(json, "minimum", field->low);
        member_integer(json, "maximum", field->high);
    }
    if (field->type == FIELD_ARRAY) {
        member_integer(json, "minItems", field->low);
        member_integer(json, "maxItems", field->high);
    }
}

static const char *type_of(FieldType type)
{
    switch ((int)type) {
    case FIELD_INTEGER: return "integer";
    case FIELD_NUMBER: return "number";
    case FIELD_BOOLEAN: return "boolean";
    case FIELD_ARRAY: return "array";
    case FIELD_OBJECT:
    case FIELD_MONEY:
    case FIELD_MAP: return "object";
    default: return "string";
    }
}

static const char *component_of(const Field *field)
{
    if (field->type == FIELD_MONEY) return "Money";
    return field->type == FIELD_OBJECT && field->shape ? field->shape->name : NULL;
}

static void write_schema(JsonWriter *json, const Field *field);

static void write_items(JsonWriter *json, const Field *field)
{
    Field item = {.type = field->shape ? FIELD_OBJECT : field->item, .shape = field->shape, .words = field->words};
    json_key(json, "items");
    write_schema(json, &item);
}

static void write_reference(JsonWriter *json, const char *component, bool nullable)
{
    json_key(json, "oneOf");
    json_begin_array(json);
    openapi_reference(json, component);
    if (nullable) {
        json_begin_object(json);
        member_text(json, "type", "null");
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_plain(JsonWriter *json, const Field *field)
{
    write_type(json, type_of(field->type), field->nullable);
    const char *format = format_of(field->type);
    if (format) member_text(json, "format", format);
    if (field->type == FIELD_CURRENCY) member_text(json, "pattern", "^[A-Z]{3}$");
    if (field->type == FIELD_MAP) {
        json_key(json, "additionalProperties");
        json_boolean(json, true);
    }
    if (field->type == FIELD_ARRAY)
        write_items(json, field);
    else if (field->words)
        write_words(json, field->words, field->nullable);
    write_bounds(json, field);
}

static void write_schema(JsonWriter *json, const Field *field)
{
    const char *component = component_of(field);
    json_begin_object(json);
    if (component)
        write_reference(json, component, field->nullable);
    else if (field->type != FIELD_ANY)
        write_plain(json, field);
    if (field->help.in[LOCALE_EN]) member_text(json, "description", field->help.in[LOCALE_EN]);
    if (field->read_only) {
        json_key(json, "readOnly");
        json_boolean(json, true);
    }
    json_end_object(json);
}

void openapi_parameter_schema(JsonWriter *json, const Parameter *parameter)
{
    Field field = {.type = parameter->type, .low = parameter->low, .high = parameter->high, .words = parameter->words};
    if (field.type == FIELD_ARRAY) field.low = field.high = 0;
    write_schema(json, &field);
}

static void write_required(JsonWriter *json, const Shape *shape)
{
    bool any = false;
    for (const Field *field = shape->fields; field->name; field++) any = any || field->required;
    if (!any) return;
    json_key(json, "required");
    json_begin_array(json);
    for (const Field *field = shape->fields; field->name; field++)
        if (field->required) json_string(json, str_of(field->name));
    json_end_array(json);
}

static void write_shape(JsonWriter *json, const Shape *shape)
{
    json_key(json, shape->name);
    json_begin_object(json);
    member_text(json, "type", "object");
    json_key(json, "properties");
    json_begin_object(json);
    for (const Field *field = shape->fields; field->name; field++) {
        json_key(json, field->name);
        write_schema(json, field);
    }
    json_end_object(json);
    write_required(json, shape);
    if (shape->open) {
        json_key(json, "additionalProperties");
        json_boolean(json, true);
    }
    json_end_object(json);
}

static const Field money_fields[] = {
    {.name = "amount",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("decimal, in major units: 12.50", "décimal, en unités\u00A0: 12.50")},
    {.name = "currency", .type = FIELD_CURRENCY, .required = true},
    {0},
};
static const Shape money_shape = {.name = "Money", .fields = money_fields};

static const Field problem_error_fields[] = {
    {.name = "path",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("JSON pointer into the body", "pointeur JSON dans le corps")},
    {.name = "message", .type = FIELD_TEXT, .required = true},
    {0},
};
static const Shape problem_error_shape = {.name = "ProblemError", .fields = problem_error_fields};

static const Field problem_fields[] = {
    {.name = "type", .type = FIELD_TEXT, .required = true},
    {.name = "title", .type = FIELD_TEXT, .required = true},
    {.name = "status", .type = FIELD_INTEGER, .required = true},
    {.name = "code",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("for programs: stays the same", "pour les programmes\u00A0: ne change pas")},
    {.name = "detail",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("for people, in their language", "pour les gens, dans leur langue")},
    {.name = "errors", .type = FIELD_ARRAY, .shape = &problem_error_shape, .required = true},
    {.name = "request_id", .type = FIELD_TEXT, .required = true},
    {0},
};
static const Shape problem_shape = {.name = "Problem", .open = true, .fields = problem_fields};

void openapi_components(const Route *const *tables, JsonWriter *json, Arena *arena)
{
    Shapes *shapes = arena_new(arena, Shapes);
    add_shape(shapes, &money_shape);
    add_shape(shapes, &problem_shape);
    collect(shapes, tables);
    json_key(json, "schemas");
    json_begin_object(json);
    for (size_t i = 0; i < shapes->count; i++) write_shape(json, shapes->shape[i]);
    json_end_object(json);
}
