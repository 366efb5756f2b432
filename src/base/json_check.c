// The one check of a text, by recursive descent; the walk (json_read.c) relies on it.
#include "base/json_walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_fault.h"
#include "base/number.h"

typedef struct Key {
    Str raw;  // in the text, with its quotes
    Str name; // without escapes
} Key;

// Where the walk is in an object or array that is open: for the path of a fault.
typedef struct Level {
    Str key; // with its quotes; "" in arrays
    size_t index;
} Level;

typedef struct Check {
    Str text;
    size_t at;
    const JsonLimits *limits; // NULL: those of json_parse, and faults by line
    int depth_max, depth;
    bool in_key;
    Level level[JSON_DEPTH_MAX + 1];
    Arena *scratch;
    Key *keys; // of the objects that are open, outermost first
    size_t key_count, key_capacity;
    Error *error;
} Check;

// ---- faults ----

static void add_pointer_token(Text *path, Str token)
{
    text_add_byte(path, '/');
    for (size_t i = 0; i < token.size; i++)
        if (token.data[i] == '~' || token.data[i] == '/')
            text_add(path, token.data[i] == '~' ? STR("~0") : STR("~1"));
        else
            text_add_byte(path, token.data[i]);
}

// The JSON pointer (RFC 6901) of the value that is being read, `levels` deep.
static Str path_of(const Check *check, int levels)
{
    Text path = text_in(check->scratch);
    for (int i = 1; i <= levels; i++) {
        const Level *level = &check->level[i];
        Str token = level->key.size ? json_get_string((JsonValue){JSON_STRING, level->key}, check->scratch)
                                    : error_number(check->scratch, level->index);
        add_pointer_token(&path, token);
    }
    return text_str(&path);
}

static bool refuse(Check *check, JsonFault fault, Str place, size_t limit)
{
    if (place.size == 0 && fault < JSON_NUL) fault = JSON_ENDS_EARLY;
    if (!check->limits) return json_fault_by_line(fault, check->text, place, check->error);
    int levels = check->in_key || fault == JSON_KEY_TOO_LONG ? check->depth - 1 : check->depth;
    Str path = fault >= JSON_NUL ? path_of(check, levels) : STR("");
    return json_fault_by_byte(fault, check->text, place, path, limit, check->error);
}

static bool refuse_here(Check *check, JsonFault fault)
{
    Str rest = {check->text.data + check->at, check->text.size - check->at};
    bool valid;
    if (rest.size > 0) rest.size = utf8_character(rest, &valid);
    return refuse(check, fault, rest, 0);
}

static char byte_here(const Check *check)
{
    return check->at < check->text.size ? check->text.data[check->at] : '\0';
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void skip_blanks(Check *check)
{
    while (is_blank(byte_here(check))) check->at++;
}

static bool take(Check *check, char byte)
{
    if (byte_here(check) != byte) return false;
    check->at++;
    return true;
}

// ---- strings and numbers ----

enum { UNIT_ESCAPE_BYTES = 6 }; // \uXXXX

static JsonFault escape_fault(Str escape)
{
    if (str_equal(escape, STR("\\u0000"))) return JSON_NUL;
    bool unit = escape.size == UNIT_ESCAPE_BYTES && escape.data[1] == 'u' && (escape.data[2] | 0x20) == 'd';
    bool hexadecimal = unit;
    for (size_t i = 3; hexadecimal && i < escape.size; i++)
        hexadecimal = escape.data[i] && strchr("0123456789abcdefABCDEF", escape.data[i]);
    return hexadecimal ? JSON_LONE_SURROGATE : JSON_UNKNOWN_ESCAPE;
}

static bool check_escape(Check *check)
{
    Str rest = {check->text.data + check->at, check->text.size - check->at};
    char bytes[UTF8_BYTES_MAX];
    size_t size, taken = json_escape(rest, bytes, &size);
    check->at += taken;
    if (taken > 0) return true;
    rest.size = (size_t)smaller((int64_t)rest.size, UNIT_ESCAPE_BYTES);
    JsonFault fault = escape_fault(rest);
    bool readable = fault == JSON_NUL || fault == JSON_LONE_SURROGATE; // browsers send halves of characters they cut
    bool passes = readable && check->limits && check->limits->slices;
    if (passes) check->at += rest.size;
    return passes || refuse(check, fault, rest, 0);
}

// Escapes make a text longer than what it stands for.
static bool is_longer(Check *check, Str raw, bool escaped, size_t bytes)
{
    if (raw.size - 2 <= bytes) return false;
    return !escaped || json_get_string((JsonValue){JSON_STRING, raw}, check->scratch).size > bytes;
}

// The string at `at`, which is a quote.
static bool check_string(Check *check, bool *escaped)
{
    *escaped = false;
    for (check->at++; (check->at += json_plain_run(check->text, check->at)) < check->text.size;) {
        char byte = check->text.data[check->at];
        if (byte == '"') {
            check->at++;
            return true;
        }
        if ((unsigned char)byte < 0x20) return refuse_here(check, JSON_CONTROL_CHARACTER);
        *escaped = true;
        if (!check_escape(check)) return false;
    }
    return refuse_here(check, JSON_ENDS_EARLY);
}

static bool check_string_value(Check *check)
{
    bool escaped;
    size_t start = check->at;
    if (!check_string(check, &escaped)) return false;
    const JsonLimits *limits = check->limits;
    if (!limits || limits->slices || limits->string_bytes == 0) return true;
    Str raw = {check->text.data + start, check->at - start};
    return !is_longer(check, raw, escaped, limits->string_bytes) ||
           refuse(check, JSON_STRING_TOO_LONG, raw, limits->string_bytes);
}

static bool take_digits(Check *check)
{
    size_t start = check->at;
    while ('0' <= byte_here(check) && byte_here(check) <= '9') check->at++;
    return check->at > start;
}

static bool take_number(Check *check)
{
    take(check, '-');
    if (!take(check, '0') && !take_digits(check)) return false;
    if (take(check, '.') && !take_digits(check)) return false;
    if (!take(check, 'e') && !take(check, 'E')) return true;
    if (!take(check, '+')) take(check, '-');
    return take_digits(check);
}

static bool check_number(Check *check)
{
    enum { SURELY_FINITE_BYTES = 300 }; // digits alone; the largest double has 309
    size_t start = check->at;
    if (!take_number(check)) return refuse_here(check, JSON_DIGIT_EXPECTED);
    if (check->limits && check->limits->slices) return true;
    Str number = {check->text.data + start, check->at - start};
    bool plain =
        number.size < SURELY_FINITE_BYTES && !str_contains(number, STR("e")) && !str_contains(number, STR("E"));
    double value;
    return plain || number_parse(number, &value) || refuse(check, JSON_NUMBER_OUT, number, 0);
}

// ---- keys ----

static void make_room_for_key(Check *check)
{
    if (check->key_count < check->key_capacity) return;
    size_t capacity = check->key_capacity ? check->key_capacity * 2 : 32;
    Key *keys = arena_array(check->scratch, Key, capacity);
    for (size_t i = 0; i < check->key_count; i++) keys[i] = check->keys[i];
    check->keys = keys;
    check->key_capacity = capacity;
}

// A name that JavaScript takes for something else than a property.
static bool is_reserved(Str name)
{
    return name.size == 9 && memcmp(name.data, "__proto__", 9) == 0;
}

static bool check_name(Check *check, Str raw, Str name)
{
    const JsonLimits *limits = check->limits;
    if (!limits || limits->slices) return true;
    if (limits->key_bytes && name.size > limits->key_bytes)
        return refuse(check, JSON_KEY_TOO_LONG, raw, limits->key_bytes);
    return !is_reserved(name) || refuse(check, JSON_KEY_RESERVED, raw, 0);
}

static bool add_key(Check *check, Str raw, bool escaped)
{
    make_room_for_key(check);
    check->level[check->depth].key = raw;
    Str name =
        escaped ? json_get_string((JsonValue){JSON_STRING, raw}, check->scratch) : (Str){raw.data + 1, raw.size - 2};
    check->keys[check->key_count++] = (Key){raw, name};
    return check_name(check, raw, name);
}

static int compare_keys(const void *a, const void *b)
{
    return str_compare(((const Key *)a)->name, ((const Key *)b)->name);
}

// Sorting keeps an object of very many keys, made to be slow, harmless.
static const Key *find_duplicate(Key *keys, size_t count)
{
    enum { FEW = 16 };
    if (count > FEW) {
        qsort(keys, count, sizeof *keys, compare_keys);
        for (size_t i = 1; i < count; i++)
            if (str_equal(keys[i - 1].name, keys[i].name)) return &keys[i];
        return NULL;
    }
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (str_equal(keys[i].name, keys[j].name)) return &keys[i];
    return NULL;
}

// ---- values ----

static bool check_value(Check *check);

static bool check_items(Check *check)
{
    Level *level = &check->level[check->depth];
    *level = (Level){0};
    do {
        if (!check_value(check)) return false;
        level->index++;
        skip_blanks(check);
    } while (take(check, ','));
    return take(check, ']') || refuse_here(check, JSON_COMMA_OR_BRACKET_EXPECTED);
}

static bool check_member(Check *check)
{
    bool escaped;
    skip_blanks(check);
    if (byte_here(check) != '"') return refuse_here(check, JSON_KEY_EXPECTED);
    size_t start = check->at;
    check->in_key = true;
    if (!check_string(check, &escaped)) return false;
    check->in_key = false;
    if (!add_key(check, (Str){check->text.data + start, check->at - start}, escaped)) return false;
    skip_blanks(check);
    return take(check, ':') ? check_value(check) : refuse_here(check, JSON_COLON_EXPECTED);
}

static bool check_members(Check *check)
{
    size_t first_key = check->key_count, keys_max = check->limits ? check->limits->keys : 0;
    do {
        if (!check_member(check)) return false;
        size_t keys = check->key_count - first_key;
        if (keys_max && keys > keys_max)
            return refuse(check, JSON_TOO_MANY_KEYS, check->keys[check->key_count - 1].raw, keys_max);
        skip_blanks(check);
    } while (take(check, ','));
    if (!take(check, '}')) return refuse_here(check, JSON_COMMA_OR_BRACE_EXPECTED);
    const Key *duplicate = find_duplicate(check->keys + first_key, check->key_count - first_key);
    check->key_count = first_key;
    return !duplicate || refuse(check, JSON_DUPLICATE_KEY, duplicate->raw, 0);
}

static bool check_container(Check *check, char end, bool (*check_content)(Check *check))
{
    if (check->depth == check->depth_max)
        return refuse(check, JSON_TOO_DEEP, (Str){check->text.data + check->at, 1}, (size_t)check->depth_max);
    check->depth++;
    check->at++;
    skip_blanks(check);
    bool good = take(check, end) || check_content(check);
    check->depth--;
    return good;
}

static bool check_word(Check *check)
{
    static const Str words[] = {STR("null"), STR("true"), STR("false")};
    Str rest = {check->text.data + check->at, check->text.size - check->at};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!str_starts_with(rest, words[i])) continue;
        check->at += words[i].size;
        return true;
    }
    return refuse_here(check, JSON_VALUE_EXPECTED);
}

static bool check_value(Check *check)
{
    skip_blanks(check);
    char byte = byte_here(check);
    if (byte == '"') return check_string_value(check);
    if (byte == '{') return check_container(check, '}', check_members);
    if (byte == '[') return check_container(check, ']', check_items);
    if (byte == '-' || ('0' <= byte && byte <= '9')) return check_number(check);
    return check_word(check);
}

static bool is_utf16(Str text)
{
    return text.size >= 2 && (text.data[0] == '\0' || text.data[1] == '\0');
}

static bool check_bytes(Check *check)
{
    check->at = utf8_invalid_at(check->text);
    if (check->at < check->text.size) return refuse_here(check, JSON_NOT_UTF8);
    check->at = 0;
    if (check->limits && is_utf16(check->text)) return refuse_here(check, JSON_NOT_UTF8);
    return !str_starts_with(check->text, STR("\xEF\xBB\xBF")) || refuse_here(check, JSON_MARK);
}

static bool check_text(Check *check, JsonValue *value)
{
    if (!check_bytes(check)) return false;
    skip_blanks(check);
    size_t start = check->at;
    if (!check_value(check)) return false;
    Str whole = {check->text.data + start, check->at - start};
    skip_blanks(check);
    if (check->at < check->text.size) return refuse_here(check, JSON_TEXT_FOLLOWS);
    *value = (JsonValue){json_type_by_first(whole.data[0]), whole};
    return true;
}

bool json_parse(Str text, JsonValue *value, Error *error)
{
    Check check = {.text = text, .depth_max = JSON_DEPTH_MAX, .scratch = arena_open(0), .error = error};
    bool good = check_text(&check, value);
    arena_close(check.scratch);
    return good;
}

const JsonLimits json_limits_body = {.depth = 32, .keys = 512, .key_bytes = 128, .string_bytes = 65536};

bool json_parse_within(Str text, const JsonLimits *limits, Arena *scratch, JsonValue *value, Error *error)
{
    assert(0 < limits->depth && limits->depth <= JSON_DEPTH_MAX);
    Check check = {.text = text, .limits = limits, .depth_max = limits->depth, .scratch = scratch, .error = error};
    return check_text(&check, value);
}
