// A text is refused with a message, or the walk over it gives the same values when it is written and read again.
#include "base/json.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

static void write_value(JsonWriter *writer, JsonValue value, Arena *arena);

static void write_members(JsonWriter *writer, JsonValue object, Arena *arena)
{
    JsonValue key, value, found;
    json_begin_object(writer);
    for (size_t cursor = 0; json_next(object, &cursor, &key, &value);) {
        Str name = json_get_string(key, arena);
        assert(json_member(object, name, &found) && found.text.data == value.text.data);
        json_key(writer, str_c(arena, name));
        write_value(writer, value, arena);
    }
    json_end_object(writer);
}

static void write_items(JsonWriter *writer, JsonValue array, Arena *arena)
{
    JsonValue value;
    size_t count = 0;
    json_begin_array(writer);
    for (size_t cursor = 0; json_next(array, &cursor, NULL, &value); count++) write_value(writer, value, arena);
    json_end_array(writer);
    assert(count == json_count(array));
}

static void write_number(JsonWriter *writer, JsonValue value)
{
    double number;
    int64_t integer;
    bool good = json_get_number(value, &number);
    assert(good);
    if (json_get_integer(value, &integer))
        json_integer(writer, integer);
    else
        json_number(writer, number);
}

static void write_value(JsonWriter *writer, JsonValue value, Arena *arena)
{
    switch (value.type) {
    case JSON_OBJECT: write_members(writer, value, arena); break;
    case JSON_ARRAY: write_items(writer, value, arena); break;
    case JSON_STRING: json_string(writer, json_get_string(value, arena)); break;
    case JSON_NUMBER: write_number(writer, value); break;
    case JSON_BOOLEAN: json_boolean(writer, json_get_boolean(value)); break;
    case JSON_NULL: json_null(writer); break;
    }
}

static Str written(JsonValue value, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter writer = json_writer(&text);
    write_value(&writer, value, arena);
    return text_str(&text);
}

// What is taken within limits is taken without, and what is refused says why to a program.
static void check_within(Str text, bool taken)
{
    JsonValue value;
    Error error = {0};
    Arena *arena = arena_open(0);
    JsonLimits slices = json_limits_body;
    slices.slices = true;
    bool within = json_parse_within(text, &json_limits_body, arena, &value, &error);
    assert(within ? taken : error.code && error.message[LOCALE_EN][0] && error.message[LOCALE_FR][0]);
    assert(within || error.kind == ERROR_INPUT || error.kind == ERROR_MALFORMED);
    bool sliced = json_parse_within(text, &slices, arena, &value, &error);
    assert(sliced || !within);
    arena_close(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    JsonValue value, again;
    Error error = {0};
    bool taken = json_parse((Str){(const char *)input, size}, &value, &error);
    check_within((Str){(const char *)input, size}, taken);
    if (!taken) {
        assert(error.kind == ERROR_INPUT && error.message[LOCALE_EN][0] && error.message[LOCALE_FR][0]);
        return 0;
    }
    Arena *arena = arena_open(0);
    Str first = written(value, arena);
    bool good = json_parse(first, &again, &error);
    assert(good && str_equal(first, written(again, arena)));
    arena_close(arena);
    return 0;
}
