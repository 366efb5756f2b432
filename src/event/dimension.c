#include "event/dimension_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

// ---- definitions ----

static Str take_path(Str *rest)
{
    static const Str otherwise = STR(" | ");
    Str path = *rest;
    for (size_t i = 0; i + otherwise.size <= rest->size; i++) {
        if (memcmp(rest->data + i, otherwise.data, otherwise.size) != 0) continue;
        path.size = i;
        *rest = (Str){rest->data + i + otherwise.size, rest->size - i - otherwise.size};
        return path;
    }
    *rest = (Str){NULL, 0};
    return path;
}

static bool refuse_paths(Str name, Arena *arena, Error *error)
{
    return error_code(error, ERROR_INPUT, "invalid_value",
                      PHRASE("the dimension {0} needs 1 to {1} paths, without [*], as in properties.plan | "
                             "properties.product",
                             "la dimension {0} demande 1 à {1} chemins, sans [*], comme properties.plan | "
                             "properties.product"),
                      error_value(arena, name), error_number(arena, DIMENSION_PATHS_MAX));
}

bool dimension_paths(Str name, Str text, Arena *arena, DimensionPaths *paths, Error *error)
{
    *paths = (DimensionPaths){.count = 0};
    for (Str rest = text; rest.size;) {
        Path *path = &paths->path[paths->count];
        if (paths->count == DIMENSION_PATHS_MAX) return refuse_paths(name, arena, error);
        if (!path_parse(take_path(&rest), arena, path, error)) return false;
        if (path->many || path->steps == 0) return refuse_paths(name, arena, error);
        paths->count++;
    }
    return paths->count > 0 || refuse_paths(name, arena, error);
}

bool dimension_definitions(StoreSession *session, Arena *arena, DimensionDefinitions *definitions, Error *error)
{
    Rows rows;
    *definitions = (DimensionDefinitions){.count = 0};
    if (!store_select(session, &query_dimension_list, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows) && definitions->count < ACTIVITY_DIMENSIONS_MAX) {
        definitions->name[definitions->count] = str_copy(arena, rows_text(&rows, 1));
        definitions->paths[definitions->count++] = str_copy(arena, rows_text(&rows, 2));
    }
    return rows_close(&rows, error);
}

// Of all names and paths, in order: columns of other rules are of other dimensions. Never negative in the store.
uint64_t dimension_rules_of(const unsigned char key[16], const DimensionDefinitions *definitions, Arena *arena)
{
    uint64_t digest[2];
    Str all = STR("");
    for (uint32_t d = 0; d < definitions->count; d++)
        all = str_format(arena, "%.*s%.*s\n%.*s\n", STR_ARGS(all), STR_ARGS(definitions->name[d]),
                         STR_ARGS(definitions->paths[d]));
    digest_short(key, all, digest);
    return digest[0] >> 1;
}

// ---- values in memory: the writing thread adds and takes back, any thread looks up ----

static size_t slot_of(const Dimensions *dimensions, const DimensionValues *values, Str text)
{
    uint64_t digest[2];
    digest_short(dimensions->key, text, digest);
    size_t slot = digest[0] & (values->slots - 1);
    while (values->slot[slot] && !str_equal(values->text[values->slot[slot] - 1], text))
        slot = (slot + 1) & (values->slots - 1);
    return slot;
}

static void *room(void *before, size_t count, size_t size)
{
    void *memory = realloc(before, count * size);
    if (!memory) memory_exhausted(count * size);
    return memory;
}

// A value that was forgotten has no text, and is found by none.
static void fill_slots(const Dimensions *dimensions, DimensionValues *values)
{
    memset(values->slot, 0, values->slots * sizeof *values->slot);
    for (uint32_t code = 0; code < values->count; code++)
        if (values->text[code].size) values->slot[slot_of(dimensions, values, values->text[code])] = code + 1;
}

// At most half of the slots are taken.
static void grow(const Dimensions *dimensions, DimensionValues *values)
{
    if (values->count * 2 < values->slots) return;
    values->slots = values->slots ? values->slots * 2 : 64;
    values->text = room(values->text, values->slots, sizeof *values->text);
    values->slot = room(values->slot, values->slots, sizeof *values->slot);
    fill_slots(dimensions, values);
}

static void add_value(Dimensions *dimensions, uint32_t number, Str text)
{
    DimensionValues *values = &dimensions->values[number];
    char *copy = text.size ? room(NULL, text.size, 1) : NULL;
    if (text.size) memcpy(copy, text.data, text.size);
    pthread_rwlock_wrlock(&dimensions->lock);
    grow(dimensions, values);
    Str kept = {copy, text.size};
    if (text.size) values->slot[slot_of(dimensions, values, kept)] = values->count + 1;
    values->text[values->count++] = kept;
    pthread_rwlock_unlock(&dimensions->lock);
}

DimensionMark dimensions_mark(const Dimensions *dimensions)
{
    DimensionMark mark = {{0}};
    for (uint32_t d = 0; d < dimensions->definitions.count; d++) mark.values[d] = dimensions->values[d].count;
    return mark;
}

static void let_go(Str text)
{
    if (text.size) free((char *)(uintptr_t)text.data);
}

// Values of committed events are never taken back, so nobody holds the text of one that is.
void dimensions_cut(Dimensions *dimensions, const DimensionMark *mark)
{
    for (uint32_t d = 0; d < dimensions->definitions.count; d++) {
        DimensionValues *values = &dimensions->values[d];
        if (values->count <= mark->values[d]) continue;
        pthread_rwlock_wrlock(&dimensions->lock);
        while (values->count > mark->values[d]) let_go(values->text[--values->count]);
        fill_slots(dimensions, values);
        pthread_rwlock_unlock(&dimensions->lock);
    }
}

// Somebody may be reading the text: it is let go of at the end.
void dimensions_blank(Dimensions *dimensions, uint32_t number, uint32_t code)
{
    DimensionValues *values = &dimensions->values[number];
    if (number >= dimensions->definitions.count || code >= values->count || values->text[code].size == 0) return;
    Retired *retired = room(NULL, 1, sizeof *retired);
    *retired = (Retired){dimensions->retired, values->text[code]};
    pthread_rwlock_wrlock(&dimensions->lock);
    dimensions->retired = retired;
    values->text[code] = STR("");
    fill_slots(dimensions, values);
    pthread_rwlock_unlock(&dimensions->lock);
}

// ---- looking up ----

uint32_t dimension_count(const Dimensions *dimensions)
{
    return dimensions->definitions.count;
}

uint64_t dimension_rules(const Dimensions *dimensions)
{
    return dimensions->rules;
}

Str dimension_name(const Dimensions *dimensions, uint32_t number)
{
    return dimensions->definitions.name[number];
}

bool dimension_find(const Dimensions *dimensions, Str name, uint32_t *number)
{
    for (uint32_t d = 0; d < dimensions->definitions.count; d++) {
        if (!str_equal(dimensions->definitions.name[d], name)) continue;
        *number = d;
        return true;
    }
    return false;
}

static pthread_rwlock_t *lock_of(const Dimensions *dimensions)
{
    return (pthread_rwlock_t *)(uintptr_t)&dimensions->lock;
}

uint32_t dimension_values(const Dimensions *dimensions, uint32_t number)
{
    pthread_rwlock_rdlock(lock_of(dimensions));
    uint32_t count = dimensions->values[number].count;
    pthread_rwlock_unlock(lock_of(dimensions));
    return count;
}

Str dimension_text(const Dimensions *dimensions, uint32_t number, uint16_t code)
{
    pthread_rwlock_rdlock(lock_of(dimensions));
    const DimensionValues *values = &dimensions->values[number];
    Str text = code < values->count ? values->text[code] : STR("");
    pthread_rwlock_unlock(lock_of(dimensions));
    return text;
}

bool dimension_code(const Dimensions *dimensions, uint32_t number, Str text, uint16_t *code)
{
    pthread_rwlock_rdlock(lock_of(dimensions));
    const DimensionValues *values = &dimensions->values[number];
    uint32_t found = values->slots ? values->slot[slot_of(dimensions, values, text)] : 0;
    pthread_rwlock_unlock(lock_of(dimensions));
    if (found) *code = (uint16_t)(found - 1);
    return found > 0;
}

// ---- reading an event ----

static bool is_told_apart(Str text)
{
    return text.size > 0 && text.size <= DIMENSION_TEXT_BYTES_MAX && !memchr(text.data, '@', text.size);
}

// "" when it is nothing that tells events apart.
static Str text_of(JsonValue value, Arena *arena)
{
    Str text = STR("");
    if (value.type == JSON_STRING) text = str_trim(json_get_string(value, arena));
    if (value.type == JSON_NUMBER || value.type == JSON_BOOLEAN) text = value.text;
    return is_told_apart(text) ? text : STR("");
}

// The text that each dimension has found so far, and by which of its paths: an earlier one goes before.
typedef struct Found {
    Str text[ACTIVITY_DIMENSIONS_MAX];
    size_t order[ACTIVITY_DIMENSIONS_MAX];
} Found;

typedef struct Reading {
    const Dimensions *dimensions;
    Arena *arena;
    Found found;
} Reading;

static bool is_key(JsonValue key, const Path *path, size_t step)
{
    if (step >= path->steps || path->step[step].kind != STEP_NAME) return false;
    Str name = path->step[step].name, text = key.text; // with its quotes; names with escapes are not looked for
    return text.size == name.size + 2 && memcmp(text.data + 1, name.data, name.size) == 0;
}

static void find_value(Reading *reading, uint32_t number, size_t order, size_t from, JsonValue value)
{
    Found *found = &reading->found;
    JsonValue at;
    if (found->text[number].size && found->order[number] <= order) return;
    if (!path_find_one(&reading->dimensions->paths[number].path[order], from, value, &at)) return;
    Str text = text_of(at, reading->arena);
    if (text.size == 0) return;
    found->text[number] = text;
    found->order[number] = order;
}

// Bodies are walked once, and each object of them that a path leads through once more: not once a path.
static bool leads_through(const Dimensions *dimensions, JsonValue key)
{
    for (uint32_t d = 0; d < dimensions->definitions.count; d++)
        for (size_t i = 0; i < dimensions->paths[d].count; i++)
            if (is_key(key, &dimensions->paths[d].path[i], 0)) return true;
    return false;
}

static void read_member(Reading *reading, JsonValue first, JsonValue key, JsonValue value)
{
    const Dimensions *dimensions = reading->dimensions;
    for (uint32_t d = 0; d < dimensions->definitions.count; d++)
        for (size_t i = 0; i < dimensions->paths[d].count; i++) {
            const Path *path = &dimensions->paths[d].path[i];
            if (is_key(first, path, 0) && is_key(key, path, 1)) find_value(reading, d, i, 2, value);
        }
}

static void read_first(Reading *reading, JsonValue first, JsonValue value)
{
    const Dimensions *dimensions = reading->dimensions;
    JsonValue key, member;
    for (uint32_t d = 0; d < dimensions->definitions.count; d++)
        for (size_t i = 0; i < dimensions->paths[d].count; i++) {
            const Path *path = &dimensions->paths[d].path[i];
            bool deep = path->steps > 1 && path->step[1].kind == STEP_NAME;
            if (!deep && is_key(first, path, 0)) find_value(reading, d, i, 1, value);
        }
    if (value.type != JSON_OBJECT) return;
    for (size_t cursor = 0; json_next(value, &cursor, &key, &member);) read_member(reading, first, key, member);
}

static void read_body(Reading *reading, Str body)
{
    const JsonValue event = {JSON_OBJECT, body};
    JsonValue key, value;
    for (size_t cursor = 0; json_next(event, &cursor, &key, &value);)
        if (leads_through(reading->dimensions, key)) read_first(reading, key, value);
}

static bool code_of(Dimensions *dimensions, StoreSession *session, uint32_t number, Str text, uint16_t *value,
                    Error *error)
{
    uint16_t code;
    *value = 0;
    if (dimension_code(dimensions, number, text, &code)) {
        *value = (uint16_t)(code + 1);
        return true;
    }
    uint32_t count = dimensions->values[number].count;
    if (!session || count == DIMENSION_VALUES_MAX) return true;
    add_value(dimensions, number, text);
    *value = (uint16_t)(count + 1);
    return store_execute(session, &query_dimension_value_add,
                         VALUES(value_integer((int64_t)dimensions->rules), value_integer(number), value_integer(count),
                                value_text(text)),
                         NULL, error);
}

bool dimensions_read(Dimensions *dimensions, StoreSession *session, Str body, Arena *scratch,
                     uint16_t value[ACTIVITY_DIMENSIONS_MAX], Error *error)
{
    memset(value, 0, ACTIVITY_DIMENSIONS_MAX * sizeof *value);
    if (body.size == 0 || dimensions->definitions.count == 0) return true;
    bool good = true;
    arena_reset(scratch);
    Reading reading = {.dimensions = dimensions, .arena = scratch};
    read_body(&reading, body);
    for (uint32_t d = 0; good && d < dimensions->definitions.count; d++)
        if (reading.found.text[d].size) good = code_of(dimensions, session, d, reading.found.text[d], &value[d], error);
    return good;
}

void dimensions_look(const Dimensions *dimensions, Str body, Arena *scratch, uint16_t value[ACTIVITY_DIMENSIONS_MAX])
{
    memset(value, 0, ACTIVITY_DIMENSIONS_MAX * sizeof *value);
    if (body.size == 0 || dimensions->definitions.count == 0) return;
    Reading reading = {.dimensions = dimensions, .arena = scratch};
    read_body(&reading, body);
    for (uint32_t d = 0; d < dimensions->definitions.count; d++) {
        uint16_t code;
        Str text = reading.found.text[d];
        if (text.size && dimension_code(dimensions, d, text, &code)) value[d] = (uint16_t)(code + 1);
    }
}

// ---- opening ----

static bool follow_values(Dimensions *dimensions, StoreSession *session, Error *error)
{
    Rows rows;
    Value from[1 + ACTIVITY_DIMENSIONS_MAX] = {value_integer((int64_t)dimensions->rules)};
    for (uint32_t d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++) from[1 + d] = value_integer(dimensions->values[d].count);
    if (!store_select(session, &query_dimension_values, from, COUNT_OF(from), &rows, error)) return false;
    while (rows_next(&rows)) {
        uint32_t number = (uint32_t)rows_integer(&rows, 0);
        const DimensionValues *values = &dimensions->values[number];
        if (rows_integer(&rows, 1) == values->count && values->count < DIMENSION_VALUES_MAX)
            add_value(dimensions, number, rows_text(&rows, 2));
    }
    return rows_close(&rows, error);
}

// Another server may have forgotten values.
static bool follow_blanks(Dimensions *dimensions, StoreSession *session, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_dimension_forgotten, NO_VALUES, &rows, error)) return false;
    int64_t times = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    if (!rows_close(&rows, error)) return false;
    if (times == dimensions->forgotten) return true;
    dimensions->forgotten = times;
    if (!store_select(session, &query_dimension_blanks, VALUES(value_integer((int64_t)dimensions->rules)), &rows,
                      error))
        return false;
    while (rows_next(&rows))
        dimensions_blank(dimensions, (uint32_t)rows_integer(&rows, 0), (uint32_t)rows_integer(&rows, 1));
    return rows_close(&rows, error);
}

bool dimensions_follow(Dimensions *dimensions, StoreSession *session, Error *error)
{
    return follow_values(dimensions, session, error) && follow_blanks(dimensions, session, error);
}

static bool read_definitions(Dimensions *dimensions, StoreSession *session, Error *error)
{
    Arena *arena = dimensions->arena;
    DimensionDefinitions *definitions = &dimensions->definitions;
    if (!dimension_definitions(session, arena, definitions, error)) return false;
    for (uint32_t d = 0; d < definitions->count; d++)
        if (!dimension_paths(definitions->name[d], definitions->paths[d], arena, &dimensions->paths[d], error))
            return false;
    dimensions->rules = dimension_rules_of(dimensions->key, definitions, arena);
    return dimensions_follow(dimensions, session, error);
}

static bool open_within(Dimensions *dimensions, bool *filled, Error *error)
{
    StoreSession *session;
    Rows rows;
    if (!store_read_begin(dimensions->store, &session, error)) return false;
    bool good =
        read_definitions(dimensions, session, error) &&
        store_select(session, &query_dimension_filled, VALUES(value_integer((int64_t)dimensions->rules)), &rows, error);
    if (good) {
        *filled = rows_next(&rows) && rows_integer(&rows, 0) > 0;
        good = rows_close(&rows, error);
    }
    store_read_end(session);
    return good;
}

bool dimensions_open(Store *store, const unsigned char key[16], Dimensions **opened, Error *error)
{
    Dimensions *dimensions = room(NULL, 1, sizeof *dimensions);
    bool filled = false;
    *dimensions = (Dimensions){.store = store, .arena = arena_open(0)};
    memcpy(dimensions->key, key, sizeof dimensions->key);
    pthread_rwlock_init(&dimensions->lock, NULL);
    bool good = open_within(dimensions, &filled, error) && (filled || dimensions_fill(dimensions, error));
    if (good)
        *opened = dimensions;
    else
        dimensions_close(dimensions);
    return good;
}

void dimensions_close(Dimensions *dimensions)
{
    if (!dimensions) return;
    const DimensionMark none = {{0}};
    dimensions_cut(dimensions, &none);
    for (Retired *retired = dimensions->retired, *next; retired; retired = next) {
        next = retired->next;
        let_go(retired->text);
        free(retired);
    }
    for (uint32_t d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++) {
        free(dimensions->values[d].text);
        free(dimensions->values[d].slot);
    }
    pthread_rwlock_destroy(&dimensions->lock);
    arena_close(dimensions->arena);
    free(dimensions);
}
