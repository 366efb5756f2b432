#include "base/json_path.h"

#include <string.h>

#include "base/number.h"

// ---- reading ----

typedef struct Reader {
    Str rest;
    Arena *arena;
} Reader;

static bool at(const Reader *reader, char character)
{
    return reader->rest.size && reader->rest.data[0] == character;
}

static void skip(Reader *reader, size_t bytes)
{
    reader->rest = (Str){reader->rest.data + bytes, reader->rest.size - bytes};
}

static bool is_name_byte(char c)
{
    return (unsigned char)c >= ' ' && c != 0x7F && !strchr(".[]{}\"?", c);
}

static bool read_name(Reader *reader, Step *step)
{
    size_t size = 0;
    while (size < reader->rest.size && is_name_byte(reader->rest.data[size])) size++;
    *step = (Step){.kind = STEP_NAME, .name = {reader->rest.data, size}};
    skip(reader, size);
    return size > 0;
}

static size_t string_size(Str text)
{
    for (size_t i = 1; i < text.size; i++) {
        if (text.data[i] == '\\')
            i++;
        else if (text.data[i] == '"')
            return i + 1;
    }
    return 0;
}

static bool read_string(Reader *reader, Step *step)
{
    JsonValue string;
    Error error;
    size_t size = string_size(reader->rest);
    if (!size || !json_parse((Str){reader->rest.data, size}, &string, &error)) return false;
    *step = (Step){.kind = STEP_NAME, .name = json_get_string(string, reader->arena)};
    skip(reader, size);
    return true;
}

static bool read_number(Reader *reader, Step *step)
{
    enum { DIGITS_MAX = 6 };
    size_t size = 0;
    int64_t number = 0;
    while (size < reader->rest.size && '0' <= reader->rest.data[size] && reader->rest.data[size] <= '9') size++;
    if (size == 0 || size > DIGITS_MAX || !number_parse_count((Str){reader->rest.data, size}, &number)) return false;
    *step = (Step){.kind = STEP_INDEX, .index = (size_t)number};
    skip(reader, size);
    return true;
}

static bool read_index(Reader *reader, Step *step)
{
    skip(reader, 1);
    bool fine = false;
    if (at(reader, '*')) {
        skip(reader, 1);
        *step = (Step){.kind = STEP_EACH};
        fine = true;
    } else {
        fine = at(reader, '"') ? read_string(reader, step) : read_number(reader, step);
    }
    if (!fine || !at(reader, ']')) return false;
    skip(reader, 1);
    return true;
}

static bool read_step(Reader *reader, bool first, Step *step)
{
    if (at(reader, '[')) return read_index(reader, step);
    if (!first && !at(reader, '.')) return false;
    if (!first) skip(reader, 1);
    return read_name(reader, step);
}

static bool refuse(Str text, Str rest, Arena *arena, Error *error)
{
    return error_code(error, ERROR_INPUT, "bad_path",
                      PHRASE("the path {0} can't be read from character {1} on: write customer.email, items[0].sku or "
                             "items[*].sku",
                             "le chemin {0} est illisible à partir du caractère {1}\u00A0: écrivez customer.email, "
                             "items[0].sku ou items[*].sku"),
                      error_value(arena, text), error_number(arena, text.size - rest.size + 1));
}

bool path_parse(Str text, Arena *arena, Path *path, Error *error)
{
    Reader reader = {text, arena};
    *path = (Path){0};
    if (text.size > PATH_BYTES_MAX) return refuse(text, (Str){text.data, text.size - PATH_BYTES_MAX}, arena, error);
    while (reader.rest.size) {
        Str before = reader.rest;
        if (path->steps == PATH_STEPS_MAX || !read_step(&reader, path->steps == 0, &path->step[path->steps]))
            return refuse(text, before, arena, error);
        path->many = path->many || path->step[path->steps].kind == STEP_EACH;
        path->steps++;
    }
    return true;
}

// ---- finding ----

typedef struct Search {
    const Path *path;
    Matches matches;
} Search;

static void find(Search *search, size_t step, JsonValue value)
{
    if (search->matches.count == PATH_MATCHES_MAX) return;
    if (step == search->path->steps) {
        if (search->matches.value) search->matches.value[search->matches.count] = value;
        search->matches.count++;
        return;
    }
    const Step *now = &search->path->step[step];
    JsonValue next;
    if (now->kind == STEP_NAME && json_member(value, now->name, &next)) find(search, step + 1, next);
    if (now->kind == STEP_NAME || value.type != JSON_ARRAY) return;
    size_t index = 0;
    for (size_t cursor = 0; json_next(value, &cursor, NULL, &next); index++)
        if (now->kind == STEP_EACH || index == now->index) find(search, step + 1, next);
}

Matches path_find(const Path *path, JsonValue body, Arena *arena)
{
    Search counting = {path, {NULL, 0}};
    find(&counting, 0, body);
    Search search = {path, {arena_array(arena, JsonValue, counting.matches.count + 1), 0}};
    find(&search, 0, body);
    return search.matches;
}

bool path_find_one(const Path *path, size_t from, JsonValue body, JsonValue *value)
{
    *value = body;
    for (size_t i = from; i < path->steps; i++) {
        const Step *step = &path->step[i];
        if (step->kind == STEP_NAME) {
            if (!json_member(*value, step->name, value)) return false;
        } else {
            if (value->type != JSON_ARRAY || step->index >= json_count(*value)) return false;
            *value = json_item(*value, step->index);
        }
    }
    return true;
}
