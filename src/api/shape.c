#include "api/shape.h"

#include <string.h>

#include "api/shape_text.h"
#include "base/near.h"

enum { TEXT_BYTES_MAX = 65536 };

// ---- errors ----

Str shape_path(const ShapePlace *place, Arena *arena)
{
    enum { DEPTH_MAX = JSON_DEPTH_MAX + 2 };
    const ShapePlace *chain[DEPTH_MAX];
    size_t depth = 0;
    for (; place && place->up && depth < DEPTH_MAX; place = place->up) chain[depth++] = place;
    Text path = text_in(arena);
    while (depth-- > 0) {
        text_add_byte(&path, '/');
        for (size_t i = 0; i < chain[depth]->name.size; i++) {
            char byte = chain[depth]->name.data[i];
            if (byte == '~' || byte == '/')
                text_add(&path, byte == '~' ? STR("~0") : STR("~1"));
            else
                text_add_byte(&path, byte);
        }
    }
    return text_str(&path);
}

static bool refuse_as(ShapeCheck *check, ErrorKind kind, const ShapePlace *place, const char *code, Phrase phrase,
                      const Str *arguments, size_t count)
{
    error_set(check->error, kind, phrase, arguments, count);
    check->error->code = code;
    return error_at(check->error, shape_path(place, check->arena));
}

bool shape_refuse(ShapeCheck *check, const ShapePlace *place, const char *code, Phrase phrase, Str value)
{
    Str arguments[] = {shape_path(place, check->arena), error_value(check->arena, value)};
    return refuse_as(check, ERROR_INPUT, place, code, phrase, arguments, COUNT_OF(arguments));
}

static bool refuse_bounds(ShapeCheck *check, const ShapePlace *place, const char *code, Phrase phrase, int64_t bound)
{
    Str arguments[] = {shape_path(place, check->arena), str_format(check->arena, "%lld", (long long)bound)};
    return refuse_as(check, ERROR_INPUT, place, code, phrase, arguments, COUNT_OF(arguments));
}

static bool refuse_type(ShapeCheck *check, const Field *field, const ShapePlace *place, JsonValue value)
{
    static const Phrase phrases[] = {
        [FIELD_TEXT] = PHRASE("{0} must be a string, not {1}", "{0} doit être une chaîne, et non {1}"),
        [FIELD_INTEGER] = PHRASE("{0} must be an integer, not {1}", "{0} doit être un entier, et non {1}"),
        [FIELD_NUMBER] = PHRASE("{0} must be a number, not {1}", "{0} doit être un nombre, et non {1}"),
        [FIELD_BOOLEAN] = PHRASE("{0} must be true or false, not {1}", "{0} doit être true ou false, et non {1}"),
        [FIELD_MONEY] = PHRASE("{0} must be an object as {\"amount\":\"12.50\",\"currency\":\"EUR\"}, not {1}",
                               "{0} doit être un objet comme {\"amount\":\"12.50\",\"currency\":\"EUR\"}, et non "
                               "{1}"),
        [FIELD_OBJECT] = PHRASE("{0} must be an object, not {1}", "{0} doit être un objet, et non {1}"),
        [FIELD_ARRAY] = PHRASE("{0} must be an array, not {1}", "{0} doit être un tableau, et non {1}"),
        [FIELD_MAP] = PHRASE("{0} must be an object, not {1}", "{0} doit être un objet, et non {1}"),
    };
    bool own = (size_t)field->type < COUNT_OF(phrases) && phrases[field->type].in[0];
    return shape_refuse(check, place, "wrong_type", phrases[own ? field->type : FIELD_TEXT], value.text);
}

// ---- values ----

static bool one_of(const char *words, Str value)
{
    Str rest = str_of(words), word;
    while (str_cut(&rest, '|', &word))
        if (str_equal(word, value)) return true;
    return false;
}

static bool refuse_word(ShapeCheck *check, const Field *field, const ShapePlace *place, Str value)
{
    Text words = text_in(check->arena);
    for (const char *byte = field->words; *byte; byte++)
        if (*byte == '|')
            text_add(&words, STR(", "));
        else
            text_add_byte(&words, *byte);
    Str arguments[] = {shape_path(place, check->arena), text_str(&words), error_value(check->arena, value)};
    return refuse_as(check, ERROR_INPUT, place, "invalid_value",
                     PHRASE("{0} must be one of {1}, not {2}", "{0} doit être parmi {1}, et non {2}"), arguments,
                     COUNT_OF(arguments));
}

static bool check_text(ShapeCheck *check, const Field *field, const ShapePlace *place, JsonValue value)
{
    if (value.type != JSON_STRING) return refuse_type(check, field, place, value);
    Str text = json_get_string(value, check->arena);
    if (field->words) return one_of(field->words, text) || refuse_word(check, field, place, text);
    bool bounded = field->low != 0 || field->high != 0;
    int64_t high = bounded ? field->high : TEXT_BYTES_MAX;
    if ((int64_t)text.size > high)
        return refuse_bounds(check, place, "too_long",
                             PHRASE("{0} is limited to {1} bytes", "{0} est limité à {1} octets"), high);
    if ((int64_t)text.size < field->low)
        return refuse_bounds(check, place, text.size == 0 ? "required" : "too_short",
                             PHRASE("{0} must have at least {1} bytes", "{0} doit avoir au moins {1} octets"),
                             field->low);
    return shape_check_form(check, field->type, place, text);
}

static bool check_bounds(ShapeCheck *check, const Field *field, const ShapePlace *place, double number, Str text)
{
    bool bounded = field->low != 0 || field->high != 0;
    if (!bounded || ((double)field->low <= number && number <= (double)field->high)) return true;
    Str arguments[] = {shape_path(place, check->arena), str_format(check->arena, "%lld", (long long)field->low),
                       str_format(check->arena, "%lld", (long long)field->high), error_value(check->arena, text)};
    return refuse_as(check, ERROR_INPUT, place, "out_of_range",
                     PHRASE("{0} must be {1}-{2}, not {3}", "{0} doit être de {1} à {2}, et non {3}"), arguments,
                     COUNT_OF(arguments));
}

static bool check_number(ShapeCheck *check, const Field *field, const ShapePlace *place, JsonValue value)
{
    double number;
    if (value.type != JSON_NUMBER) return refuse_type(check, field, place, value);
    if (!json_get_number(value, &number))
        return shape_refuse(
            check, place, "number_out_of_range",
            PHRASE("{0} is outside the range of a double: {1}", "{0} dépasse ce qu’un double peut tenir\u00A0: {1}"),
            value.text);
    return check_bounds(check, field, place, number, value.text);
}

static bool is_whole(Str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((text.data[i] < '0' || text.data[i] > '9') && text.data[i] != '-') return false;
    return true;
}

static bool check_integer(ShapeCheck *check, const Field *field, const ShapePlace *place, JsonValue value)
{
    int64_t integer;
    if (value.type != JSON_NUMBER) return refuse_type(check, field, place, value);
    if (json_get_integer(value, &integer)) return check_bounds(check, field, place, (double)integer, value.text);
    if (!is_whole(value.text)) return refuse_type(check, field, place, value);
    return shape_refuse(check, place, "number_out_of_range",
                        PHRASE("{0} must be between -2^63 and 2^63-1, not {1}",
                               "{0} doit être compris entre -2^63 et 2^63-1, et non {1}"),
                        value.text);
}

static bool check_object(ShapeCheck *check, const Shape *shape, const ShapePlace *place, JsonValue object);
static bool check_field(ShapeCheck *check, const Field *field, const ShapePlace *place, JsonValue value);

static bool check_array(ShapeCheck *check, const Field *field, const ShapePlace *place, JsonValue value)
{
    if (value.type != JSON_ARRAY) return refuse_type(check, field, place, value);
    int64_t count = 0;
    bool bounded = field->low != 0 || field->high != 0;
    Field item = {.type = field->shape ? FIELD_OBJECT : field->item, .shape = field->shape, .words = field->words};
    JsonValue found;
    for (size_t cursor = 0; json_next(value, &cursor, NULL, &found); count++) {
        if (bounded && count == field->high)
            return refuse_bounds(check, place, "too_many_items",
                                 PHRASE("{0} is limited to {1} items", "{0} est limité à {1} éléments"), field->high);
        ShapePlace here = {place, error_number(check->arena, (uint64_t)count)};
        if (!check_field(check, &item, &here, found)) return false;
    }
    return count >= field->low ||
           refuse_bounds(check, place, "too_few_items",
                         PHRASE("{0} needs at least {1} items", "{0} doit avoir au moins {1} éléments"), field->low);
}

static bool check_field(ShapeCheck *check, const Field *field, const ShapePlace *place, JsonValue value)
{
    if (value.type == JSON_NULL && field->nullable) return true;
    switch (field->type) {
    case FIELD_INTEGER: return check_integer(check, field, place, value);
    case FIELD_NUMBER: return check_number(check, field, place, value);
    case FIELD_BOOLEAN: return value.type == JSON_BOOLEAN || refuse_type(check, field, place, value);
    case FIELD_MONEY:
        return value.type == JSON_OBJECT ? shape_check_money(check, field, place, value)
                                         : refuse_type(check, field, place, value);
    case FIELD_OBJECT:
        return value.type == JSON_OBJECT ? check_object(check, field->shape, place, value)
                                         : refuse_type(check, field, place, value);
    case FIELD_ARRAY: return check_array(check, field, place, value);
    case FIELD_MAP: return value.type == JSON_OBJECT || refuse_type(check, field, place, value);
    case FIELD_ANY: return true;
    case FIELD_TEXT:
    case FIELD_INSTANT:
    case FIELD_DAY:
    case FIELD_EMAIL:
    case FIELD_CURRENCY:
    case FIELD_TIME_ZONE:
    case FIELD_URL:
    case FIELD_LOCALE: break;
    }
    return check_text(check, field, place, value);
}

// ---- objects ----

static const Field *find_field(const Shape *shape, Str name)
{
    for (const Field *field = shape->fields; field->name; field++)
        if (str_equal(str_of(field->name), name)) return field;
    return NULL;
}

static bool refuse_unknown(ShapeCheck *check, const Shape *shape, const ShapePlace *place)
{
    enum { KNOWN_MAX = 64 };
    Str known[KNOWN_MAX], near[NEAR_MAX];
    size_t count = 0;
    for (const Field *field = shape->fields; field->name && count < KNOWN_MAX; field++)
        if (!field->read_only) known[count++] = str_of(field->name);
    bool found = names_near(place->name, known, count, near) > 0;
    Str arguments[] = {shape_path(place, check->arena), found ? near[0] : STR("")};
    return refuse_as(check, ERROR_INPUT, place, "unknown_field",
                     found ? PHRASE("{0} is not known here; did you mean \"{1}\"?",
                                    "{0} n’existe pas ici\u202F; vouliez-vous dire \"{1}\"\u202F?")
                           : PHRASE("{0} is not known here", "{0} n’existe pas ici"),
                     arguments, found ? 2 : 1);
}

static bool check_member(ShapeCheck *check, const Shape *shape, const ShapePlace *place, JsonValue value)
{
    const Field *field = find_field(shape, place->name);
    if (!field) return shape->open || refuse_unknown(check, shape, place);
    if (field->read_only)
        return shape_refuse(check, place, "read_only_field",
                            PHRASE("{0} cannot be set here", "{0} ne peut être modifié ici"), value.text);
    bool lacking = value.type == JSON_NULL && field->required && !field->nullable;
    return lacking || check_field(check, field, place, value); // what lacks is refused by check_required
}

static bool check_required(ShapeCheck *check, const Shape *shape, const ShapePlace *place, JsonValue object)
{
    for (const Field *field = shape->fields; field->name; field++) {
        JsonValue value;
        ShapePlace here = {place, str_of(field->name)};
        if (!field->required || field->read_only) continue;
        bool there = json_member(object, here.name, &value) && (value.type != JSON_NULL || field->nullable);
        if (!there)
            return shape_refuse(check, &here, "required", PHRASE("{0} is required", "{0} est obligatoire"), STR(""));
    }
    return true;
}

static bool check_object(ShapeCheck *check, const Shape *shape, const ShapePlace *place, JsonValue object)
{
    JsonValue key, value;
    for (size_t cursor = 0; json_next(object, &cursor, &key, &value);) {
        ShapePlace here = {place, json_get_string(key, check->arena)};
        if (!check_member(check, shape, &here, value)) return false;
    }
    return check_required(check, shape, place, object);
}

bool shape_check(const Shape *shape, JsonValue body, Arena *arena, Error *error)
{
    ShapeCheck check = {arena, error};
    ShapePlace root = {0};
    if (body.type != JSON_OBJECT)
        return error_code(error, ERROR_MALFORMED, "wrong_type",
                          PHRASE("the body must be an object, not {0}", "le corps doit être un objet, et non {0}"),
                          error_value(arena, body.text));
    return check_object(&check, shape, &root, body);
}

// ---- reading what was checked ----

Str shape_text(JsonValue object, const char *name, Arena *arena)
{
    JsonValue value;
    return json_member(object, str_of(name), &value) ? json_get_string(value, arena) : STR("");
}

bool shape_money(JsonValue object, const char *name, Arena *arena, Currency *currency, int64_t *amount_minor)
{
    JsonValue money;
    return json_member(object, str_of(name), &money) && money.type == JSON_OBJECT &&
           currency_find(shape_text(money, "currency", arena), currency) &&
           money_parse(shape_text(money, "amount", arena), currency, amount_minor);
}
