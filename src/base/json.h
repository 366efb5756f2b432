// json.h - JSON as RFC 8259 has it: a writer, and a reader that walks slices of the text without building a tree.
//
// The reader refuses what others let pass: invalid UTF-8, raw control characters, \u0000 and lone surrogates, duplicate
// keys, trailing text, nesting beyond 64, numbers beyond double or of more than 400 characters. The walk allocates
// nothing but unescaped strings.
#ifndef FIDELE_BASE_JSON_H
#define FIDELE_BASE_JSON_H

#include "base/error.h"

// ---- writing: commas and quoting are the writer's business. Mismatched begin/end is a mistake of ours: asserted. ----

enum { JSON_DEPTH_MAX = 64 };

struct JsonValue;

typedef struct JsonWriter {
    Text *text;
    int depth;
    char open[JSON_DEPTH_MAX];       // '{' or '[' of each object and array that is open
    bool filled[JSON_DEPTH_MAX + 1]; // something stands in it already
    bool after_key;
} JsonWriter;

JsonWriter json_writer(Text *text);
void json_begin_object(JsonWriter *writer);
void json_end_object(JsonWriter *writer);
void json_begin_array(JsonWriter *writer);
void json_end_array(JsonWriter *writer);
void json_key(JsonWriter *writer, const char *key);
void json_string(JsonWriter *writer, Str value); // bytes that are not UTF-8 become U+FFFD
void json_integer(JsonWriter *writer, int64_t value);
void json_number(JsonWriter *writer, double value); // 12 significant digits; NaN and infinity are written as null
void json_boolean(JsonWriter *writer, bool value);
void json_null(JsonWriter *writer);
void json_value(JsonWriter *writer, struct JsonValue value); // as it stands in its text

// ---- reading ----

typedef enum JsonType { JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } JsonType;

// A value as a slice of the checked text, a string with its quotes. Cheap to copy; lives as long as the text.
typedef struct JsonValue {
    JsonType type;
    Str text;
} JsonValue;

// Checks the whole text once. Errors (ERROR_INPUT) name line and column (in characters, from 1).
MUST_USE bool json_parse(Str text, JsonValue *value, Error *error);

// The same for bodies that programs send, within limits, with errors that programs understand: a code (bad_inputs B),
// the byte (from 0), and for what can be read but not taken (ERROR_INPUT; the rest is ERROR_MALFORMED) its path. 0 is
// no limit but for `depth`. The name __proto__ is refused.
typedef struct JsonLimits {
    int depth;                      // levels of objects and arrays, 1..JSON_DEPTH_MAX
    size_t keys;                    // of one object
    size_t key_bytes, string_bytes; // without escapes
    // Lets through what can be read but not taken (all that is ERROR_INPUT): to cut a body that was refused for that
    // into items, each of which is then parsed again on its own. Strings and numbers of it must not be read.
    bool slices;
} JsonLimits;
extern const JsonLimits json_limits_body; // 32 levels, 512 keys of at most 128 bytes, strings up to 65,536 bytes

// `scratch` may be reset or closed as soon as it returns.
MUST_USE bool json_parse_within(Str text, const JsonLimits *limits, Arena *scratch, JsonValue *value, Error *error);

// Walks the members or items: start with *cursor = 0; false at the end, and for other types. *key is set in objects (a
// JSON_STRING) and may be NULL.
bool json_next(JsonValue container, size_t *cursor, JsonValue *key, JsonValue *value);
bool json_member(JsonValue object, Str key, JsonValue *value); // false when it is absent or not an object
// The same for many names, in one pass over the object; null for what is absent.
void json_members(JsonValue object, const Str *names, size_t count, JsonValue *values);
JsonValue json_item(JsonValue array, size_t index); // JSON_NULL past the end
size_t json_count(JsonValue container);
Str json_get_string(JsonValue value, Arena *arena); // unescaped; copies only when there are escapes. "" for other types
MUST_USE bool json_get_number(JsonValue value, double *number);
// False for 1.5, and beyond int64. 1.0 and 1e3 are integers, up to 2^53.
MUST_USE bool json_get_integer(JsonValue value, int64_t *integer);
bool json_get_boolean(JsonValue value); // false for other types

#endif
