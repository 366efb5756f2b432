#include "integrate/template.h"

#include <string.h>

// ---- pieces: text, or a place ----

typedef struct Piece {
    bool is_place;
    Str text; // the path, or the text
    bool optional, of_item;
} Piece;

static bool refuse_form(Str text, Str place, Arena *arena, Error *error)
{
    return error_code(error, ERROR_INPUT, "bad_template",
                      PHRASE("{0} can't be read: a place of the body is written {1}, one that may be missing {2}",
                             "{0} est illisible\u00A0: un endroit du corps s’écrit {1}, un endroit facultatif {2}"),
                      error_value(arena, text), STR("{{path}}"), STR("{{path?}}")) ||
           error_at(error, place);
}

static const char *find(Str text, const char *part)
{
    return text.size ? memmem(text.data, text.size, part, 2) : NULL;
}

// Cuts the next piece off `rest`. False: braces that are not closed.
static bool next_piece(Str *rest, Piece *piece)
{
    const char *open = find(*rest, "{{");
    if (open != rest->data) {
        size_t size = open ? (size_t)(open - rest->data) : rest->size;
        *piece = (Piece){.text = {rest->data, size}};
        *rest = (Str){rest->data + size, rest->size - size};
        return true;
    }
    Str inside = {rest->data + 2, rest->size - 2};
    const char *close = find(inside, "}}");
    if (!close) return false;
    Str path = str_trim((Str){inside.data, (size_t)(close - inside.data)});
    *rest = (Str){close + 2, inside.size - (size_t)(close + 2 - inside.data)};
    *piece = (Piece){.is_place = true};
    piece->optional = path.size && path.data[path.size - 1] == '?';
    if (piece->optional) path.size--;
    piece->of_item = path.size && path.data[0] == '.';
    if (piece->of_item) path = (Str){path.data + 1, path.size - 1};
    piece->text = path;
    return true;
}

static bool is_one_place(Str text, Piece *piece)
{
    return text.size && next_piece(&text, piece) && piece->is_place && !text.size;
}

// ---- checking ----

static bool check_text(Str text, Str place, bool has_item, Arena *arena, Error *error)
{
    Str rest = text;
    Piece piece;
    Path path;
    while (rest.size) {
        if (!next_piece(&rest, &piece)) return refuse_form(text, place, arena, error);
        if (!piece.is_place) continue;
        if (piece.of_item && !has_item)
            return error_code(error, ERROR_INPUT, "bad_template",
                              PHRASE("{0}: a path that begins with a dot is of an item, and stands below for_each",
                                     "{0}\u00A0: un chemin qui commence par un point est celui d’un élément, et se "
                                     "trouve sous for_each"),
                              error_value(arena, text)) ||
                   error_at(error, place);
        if (!path_parse(piece.text, arena, &path, error)) return error_at(error, place);
    }
    return true;
}

static Str below(Str place, Str name, Arena *arena)
{
    return str_format(arena, "%.*s/%.*s", STR_ARGS(place), STR_ARGS(name));
}

static Str below_index(Str place, size_t index, Arena *arena)
{
    return str_format(arena, "%.*s/%zu", STR_ARGS(place), index);
}

// {"for_each": path, "item": value}
static bool is_list(JsonValue object, JsonValue *each, JsonValue *item)
{
    return json_member(object, STR("for_each"), each) && json_member(object, STR("item"), item);
}

static bool check_list(JsonValue each, JsonValue item, Str place, bool has_item, Arena *arena, Error *error)
{
    Path path;
    Str text = json_get_string(each, arena);
    if (has_item && text.size && text.data[0] == '.') text = (Str){text.data + 1, text.size - 1};
    if (each.type != JSON_STRING || !path_parse(text, arena, &path, error)) {
        if (each.type != JSON_STRING) refuse_form(each.text, place, arena, error);
        return error_at(error, below(place, STR("for_each"), arena));
    }
    return template_check(item, below(place, STR("item"), arena), true, arena, error);
}

bool template_check(JsonValue value, Str place, bool has_item, Arena *arena, Error *error)
{
    JsonValue key, next, each, item;
    size_t index = 0;
    if (value.type == JSON_STRING) return check_text(json_get_string(value, arena), place, has_item, arena, error);
    if (value.type != JSON_OBJECT && value.type != JSON_ARRAY) return true;
    if (is_list(value, &each, &item)) return check_list(each, item, place, has_item, arena, error);
    for (size_t cursor = 0; json_next(value, &cursor, &key, &next); index++) {
        Str at = value.type == JSON_OBJECT ? below(place, json_get_string(key, arena), arena)
                                           : below_index(place, index, arena);
        if (!template_check(next, at, has_item, arena, error)) return false;
    }
    return true;
}

// ---- finding ----

static bool say_missing(const Piece *piece, Str place, Arena *arena, Error *error)
{
    Str path = str_format(arena, "%s%.*s", piece->of_item ? "." : "", STR_ARGS(piece->text));
    return error_code(error, ERROR_INPUT, "mapping_error",
                      PHRASE("the body has nothing at {0}: correct the path, or write {1} if it may be missing",
                             "le corps n’a rien à {0}\u00A0: corrigez le chemin, ou écrivez {1} s’il peut manquer"),
                      error_value(arena, path), str_format(arena, "{{%.*s?}}", STR_ARGS(path))) ||
           error_at(error, place);
}

// Null is as good as nothing.
static bool look_up(const Scene *scene, const Piece *piece, Str place, Path *path, Matches *matches, Error *error)
{
    *matches = (Matches){0};
    if (!path_parse(piece->text, scene->arena, path, error)) return error_at(error, place);
    *matches = path_find(path, piece->of_item ? scene->item : scene->body, scene->arena);
    bool nothing = !path->many && matches->count == 1 && matches->value[0].type == JSON_NULL;
    if (nothing) matches->count = 0;
    return matches->count || path->many || piece->optional || say_missing(piece, place, scene->arena, error);
}

// A template may name a large value many times.
static bool say_too_large(Str place, uint64_t most, Arena *arena, Error *error)
{
    return error_code(error, ERROR_INPUT, "mapping_error",
                      PHRASE("what comes out here is larger than {0} bytes", "ce qui en sort dépasse {0} octets"),
                      error_number(arena, most)) ||
           error_at(error, place);
}

static bool add_scalar(const Scene *scene, JsonValue value, Str place, Text *text, Error *error)
{
    bool scalar = value.type == JSON_STRING || value.type == JSON_NUMBER || value.type == JSON_BOOLEAN;
    if (!scalar)
        return error_code(error, ERROR_INPUT, "mapping_error",
                          PHRASE("{0} is a list or an object, where a text or a number is needed",
                                 "{0} est une liste ou un objet, là où il faut un texte ou un nombre"),
                          error_value(scene->arena, value.text)) ||
               error_at(error, place);
    text_add(text, value.type == JSON_STRING ? json_get_string(value, scene->arena) : value.text);
    return text->size <= TEMPLATE_TEXT_BYTES_MAX || say_too_large(place, TEMPLATE_TEXT_BYTES_MAX, scene->arena, error);
}

bool template_text(const Scene *scene, JsonValue value, Str place, Found *found, Str *text, Error *error)
{
    Str template = json_get_string(value, scene->arena), rest = template;
    Text out = text_in(scene->arena);
    Piece piece;
    Path path;
    Matches matches;
    *found = FOUND;
    *text = STR("");
    if (value.type != JSON_STRING)
        return add_scalar(scene, value, place, &out, error) && (*text = text_str(&out), true);
    while (rest.size) {
        if (!next_piece(&rest, &piece)) return refuse_form(template, place, scene->arena, error);
        if (!piece.is_place) {
            text_add(&out, piece.text);
            continue;
        }
        if (!look_up(scene, &piece, place, &path, &matches, error)) return false;
        if (!matches.count) *found = FOUND_NOT;
        if (matches.count && !add_scalar(scene, matches.value[0], place, &out, error)) return false;
    }
    *text = text_str(&out);
    return true;
}

bool template_each(const Scene *scene, JsonValue value, Str place, Matches *matches, Error *error)
{
    Path path;
    Piece piece = {.is_place = true, .optional = true, .text = json_get_string(value, scene->arena)};
    piece.of_item = scene->has_item && piece.text.size && piece.text.data[0] == '.';
    if (piece.of_item) piece.text = (Str){piece.text.data + 1, piece.text.size - 1};
    if (!look_up(scene, &piece, place, &path, matches, error)) return false;
    if (path.many || !matches->count || matches->value[0].type != JSON_ARRAY) return true;
    // "items" is as good as "items[*]".
    JsonValue list = matches->value[0], item;
    *matches = (Matches){arena_array(scene->arena, JsonValue, PATH_MATCHES_MAX), 0};
    for (size_t cursor = 0; matches->count < PATH_MATCHES_MAX && json_next(list, &cursor, NULL, &item);)
        matches->value[matches->count++] = item;
    return true;
}

// ---- writing ----

static void open_key(JsonWriter *json, const char *key)
{
    if (key) json_key(json, key);
}

static void write_matches(JsonWriter *json, const Matches *matches)
{
    json_begin_array(json);
    for (size_t i = 0; i < matches->count; i++) json_value(json, matches->value[i]);
    json_end_array(json);
}

static bool write_text(const Scene *scene, const char *key, JsonValue value, Str place, JsonWriter *json, Error *error)
{
    Piece piece;
    Path path;
    Matches matches;
    Found found;
    Str text;
    if (!is_one_place(json_get_string(value, scene->arena), &piece)) {
        if (!template_text(scene, value, place, &found, &text, error)) return false;
        if (found == FOUND_NOT) return true;
        open_key(json, key);
        json_string(json, text);
        return true;
    }
    if (!look_up(scene, &piece, place, &path, &matches, error)) return false;
    if (!matches.count && !path.many) return true;
    open_key(json, key);
    if (path.many)
        write_matches(json, &matches);
    else
        json_value(json, matches.value[0]);
    return true;
}

static bool write_list(const Scene *scene, const char *key, JsonValue each, JsonValue item, Str place, JsonWriter *json,
                       Error *error)
{
    Matches matches;
    Scene inner = *scene;
    if (!template_each(scene, each, place, &matches, error)) return false;
    open_key(json, key);
    json_begin_array(json);
    inner.has_item = true;
    for (size_t i = 0; i < matches.count; i++) {
        inner.item = matches.value[i];
        if (!template_write(&inner, NULL, item, below(place, STR("item"), scene->arena), json, error)) return false;
    }
    json_end_array(json);
    return true;
}

static bool write_members(const Scene *scene, JsonValue value, Str place, JsonWriter *json, Error *error)
{
    JsonValue key, next;
    size_t index = 0;
    for (size_t cursor = 0; json_next(value, &cursor, &key, &next); index++) {
        bool named = value.type == JSON_OBJECT;
        Str name = named ? json_get_string(key, scene->arena) : STR("");
        Str at = named ? below(place, name, scene->arena) : below_index(place, index, scene->arena);
        if (!template_write(scene, named ? str_c(scene->arena, name) : NULL, next, at, json, error)) return false;
    }
    return true;
}

bool template_write(const Scene *scene, const char *key, JsonValue value, Str place, JsonWriter *json, Error *error)
{
    JsonValue each, item;
    if (json->text->size > TEMPLATE_JSON_BYTES_MAX)
        return say_too_large(place, TEMPLATE_JSON_BYTES_MAX, scene->arena, error);
    if (value.type == JSON_STRING) return write_text(scene, key, value, place, json, error);
    if (value.type == JSON_OBJECT && is_list(value, &each, &item))
        return write_list(scene, key, each, item, place, json, error);
    open_key(json, key);
    if (value.type == JSON_OBJECT) {
        json_begin_object(json);
        if (!write_members(scene, value, place, json, error)) return false;
        json_end_object(json);
    } else if (value.type == JSON_ARRAY) {
        json_begin_array(json);
        if (!write_members(scene, value, place, json, error)) return false;
        json_end_array(json);
    } else {
        json_value(json, value);
    }
    return true;
}
