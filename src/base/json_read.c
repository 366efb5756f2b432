// The walk over a text that json_check.c has passed: nothing is checked again.

#include "base/json_walk.h"

#include <endian.h>
#include <math.h>
#include <string.h>

#include "base/number.h"

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static size_t skip_blanks(Str text, size_t at)
{
    while (at < text.size && is_blank(text.data[at])) at++;
    return at;
}

enum { WORD_BYTES = sizeof(uint64_t) };

// The high bit of each byte below `limit` (at most 0x80); of the bytes above the lowest such, it is not sure.
static uint64_t bytes_below(uint64_t word, uint64_t limit)
{
    const uint64_t each = 0x0101010101010101;
    return (word - each * limit) & ~word & (each << 7);
}

size_t json_plain_run(Str text, size_t at)
{
    const uint64_t each = 0x0101010101010101;
    size_t start = at;
    for (uint64_t word; text.size - at >= WORD_BYTES; at += WORD_BYTES) {
        memcpy(&word, text.data + at, WORD_BYTES);
        word = le64toh(word);
        uint64_t ends =
            bytes_below(word, 0x20) | bytes_below(word ^ each * '"', 1) | bytes_below(word ^ each * '\\', 1);
        if (ends) return at + (size_t)__builtin_ctzll(ends) / 8 - start;
    }
    while (at < text.size && (unsigned char)text.data[at] >= 0x20 && text.data[at] != '"' && text.data[at] != '\\')
        at++;
    return at - start;
}

// Behind the string whose first quote is at `at`.
static size_t string_end(Str text, size_t at)
{
    at++;
    while (text.data[at += json_plain_run(text, at)] != '"') at += 2; // a backslash and what it escapes
    return at + 1;
}

static size_t container_end(Str text, size_t at)
{
    int depth = 0;
    do {
        char byte = text.data[at];
        if (byte == '"') {
            at = string_end(text, at);
            continue;
        }
        depth += (byte == '{' || byte == '[') - (byte == '}' || byte == ']');
        at++;
    } while (depth > 0);
    return at;
}

static size_t plain_end(Str text, size_t at) // of a number or a word
{
    while (at < text.size && !memchr(",]} \t\n\r", text.data[at], 7)) at++;
    return at;
}

JsonType json_type_by_first(char byte)
{
    switch (byte) {
    case '{': return JSON_OBJECT;
    case '[': return JSON_ARRAY;
    case '"': return JSON_STRING;
    case 'n': return JSON_NULL;
    case 't':
    case 'f': return JSON_BOOLEAN;
    default: return JSON_NUMBER;
    }
}

static JsonValue value_at(Str text, size_t at)
{
    at = skip_blanks(text, at);
    JsonType type = json_type_by_first(text.data[at]);
    size_t end = type == JSON_STRING                         ? string_end(text, at)
                 : type == JSON_OBJECT || type == JSON_ARRAY ? container_end(text, at)
                                                             : plain_end(text, at);
    return (JsonValue){type, {text.data + at, end - at}};
}

static size_t offset_behind(Str text, JsonValue value)
{
    return (size_t)(value.text.data + value.text.size - text.data);
}

bool json_next(JsonValue container, size_t *cursor, JsonValue *key, JsonValue *value)
{
    if (container.type != JSON_OBJECT && container.type != JSON_ARRAY) return false;
    Str text = container.text;
    size_t at = skip_blanks(text, *cursor ? *cursor : 1);
    if (text.data[at] == ',')
        at++;
    else if (text.data[at] == ']' || text.data[at] == '}')
        return false;
    if (container.type == JSON_OBJECT) {
        JsonValue found = value_at(text, at);
        at = skip_blanks(text, offset_behind(text, found)) + 1; // behind the colon
        if (key) *key = found;
    }
    *value = value_at(text, at);
    *cursor = offset_behind(text, *value);
    return true;
}

static Str next_byte(Str *inside)
{
    Str byte = {inside->data, 1};
    *inside = (Str){inside->data + 1, inside->size - 1};
    return byte;
}

// The next run of plain bytes, or one escape, cut off the inside of a string.
static Str next_piece(Str *inside, char escaped[UTF8_BYTES_MAX])
{
    const char *backslash = memchr(inside->data, '\\', inside->size);
    Str piece = {inside->data, backslash ? (size_t)(backslash - inside->data) : inside->size};
    size_t taken = piece.size;
    if (taken == 0) {
        taken = json_escape(*inside, escaped, &piece.size);
        piece.data = escaped;
        if (taken == 0) return next_byte(inside); // of a text that was only cut into slices
    }
    *inside = (Str){inside->data + taken, inside->size - taken};
    return piece;
}

static Str inside_of(JsonValue string)
{
    return (Str){string.text.data + 1, string.text.size - 2};
}

static bool string_is(JsonValue string, Str expected)
{
    for (Str inside = inside_of(string); inside.size > 0;) {
        char escaped[UTF8_BYTES_MAX];
        Str piece = next_piece(&inside, escaped);
        if (!str_starts_with(expected, piece)) return false;
        expected = (Str){expected.data + piece.size, expected.size - piece.size};
    }
    return expected.size == 0;
}

bool json_member(JsonValue object, Str key, JsonValue *value)
{
    if (object.type != JSON_OBJECT) return false;
    JsonValue name, found;
    for (size_t cursor = 0; json_next(object, &cursor, &name, &found);) {
        if (!string_is(name, key)) continue;
        *value = found;
        return true;
    }
    return false;
}

void json_members(JsonValue object, const Str *names, size_t count, JsonValue *values)
{
    static const char absent[] = "null";
    JsonValue name, found;
    for (size_t i = 0; i < count; i++) values[i] = (JsonValue){JSON_NULL, {absent, sizeof absent - 1}};
    for (size_t cursor = 0; object.type == JSON_OBJECT && json_next(object, &cursor, &name, &found);)
        for (size_t i = 0; i < count; i++)
            if (values[i].text.data == absent && names[i].size + 2 <= name.text.size && string_is(name, names[i]))
                values[i] = found;
}

JsonValue json_item(JsonValue array, size_t index)
{
    JsonValue item;
    for (size_t cursor = 0; array.type == JSON_ARRAY && json_next(array, &cursor, NULL, &item); index--)
        if (index == 0) return item;
    return (JsonValue){JSON_NULL, STR("null")};
}

size_t json_count(JsonValue container)
{
    size_t count = 0, cursor = 0;
    for (JsonValue value; json_next(container, &cursor, NULL, &value);) count++;
    return count;
}

Str json_get_string(JsonValue value, Arena *arena)
{
    if (value.type != JSON_STRING) return STR("");
    Str inside = inside_of(value);
    if (inside.size == 0 || !memchr(inside.data, '\\', inside.size)) return inside;
    char *text = arena_array(arena, char, inside.size); // escapes are longer than what they stand for
    size_t size = 0;
    while (inside.size > 0) {
        char escaped[UTF8_BYTES_MAX];
        Str piece = next_piece(&inside, escaped);
        memcpy(text + size, piece.data, piece.size);
        size += piece.size;
    }
    return (Str){text, size};
}

bool json_get_number(JsonValue value, double *number)
{
    return value.type == JSON_NUMBER && number_parse(value.text, number);
}

bool json_get_integer(JsonValue value, int64_t *integer)
{
    const double exact = 9007199254740992; // 2^53: beyond it, 1.0 and 1e3 may stand for several integers
    if (value.type != JSON_NUMBER) return false;
    if (number_parse_count(value.text, integer)) return true;
    double number;
    if (!number_parse(value.text, &number) || number != floor(number) || fabs(number) > exact) return false;
    *integer = (int64_t)number;
    return true;
}

bool json_get_boolean(JsonValue value)
{
    return value.type == JSON_BOOLEAN && value.text.data[0] == 't';
}
