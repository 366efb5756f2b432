// json_fault.h - what can be wrong with a JSON text, and how it is said: by line and column to a person who wrote a
// file, by code, byte and path to a program that sent a body.
#ifndef FIDELE_BASE_JSON_FAULT_H
#define FIDELE_BASE_JSON_FAULT_H

#include "base/json.h"

typedef enum JsonFault {
    JSON_ENDS_EARLY,
    JSON_NOT_UTF8,
    JSON_MARK, // a byte order mark
    JSON_VALUE_EXPECTED,
    JSON_KEY_EXPECTED,
    JSON_COLON_EXPECTED,
    JSON_COMMA_OR_BRACKET_EXPECTED,
    JSON_COMMA_OR_BRACE_EXPECTED,
    JSON_DIGIT_EXPECTED,
    JSON_TEXT_FOLLOWS,
    JSON_CONTROL_CHARACTER,
    JSON_UNKNOWN_ESCAPE,
    JSON_LONE_SURROGATE,
    JSON_DUPLICATE_KEY,
    JSON_TOO_DEEP,
    JSON_TOO_MANY_KEYS,
    // from here on what can be read, but not taken: the path says where
    JSON_NUL,
    JSON_NUMBER_OUT,
    JSON_KEY_TOO_LONG,
    JSON_KEY_RESERVED,
    JSON_STRING_TOO_LONG
} JsonFault;

// `place` is what stands in `text` where the fault is; empty at its end. Both return false.
bool json_fault_by_line(JsonFault fault, Str text, Str place, Error *error);
// `path` of the value, for those that can be read; `limit` of those that have one.
bool json_fault_by_byte(JsonFault fault, Str text, Str place, Str path, size_t limit, Error *error);

#endif
