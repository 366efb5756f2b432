// json_path.h - where a value stands in a JSON body: customer.email, items[0].sku, items[*].sku, ["first.name"].
//
//   path  = step *( "." name / index )        step  = name / index
//   index = "[" number "]" / "[*]" / "[" string "]"
//   name  = one or more characters other than . [ ] { } " ? and control characters
//
// [*] stands for every item of a list. A number is from 0. A string is JSON's, for names with such characters. The
// empty path is the whole.
#ifndef FIDELE_BASE_JSON_PATH_H
#define FIDELE_BASE_JSON_PATH_H

#include "base/json.h"

enum { PATH_BYTES_MAX = 256, PATH_STEPS_MAX = 16, PATH_MATCHES_MAX = 1000 };

typedef enum StepKind { STEP_NAME, STEP_INDEX, STEP_EACH } StepKind;

typedef struct Step {
    StepKind kind;
    Str name;
    size_t index;
} Step;

typedef struct Path {
    Step step[PATH_STEPS_MAX];
    size_t steps;
    bool many; // has [*]: it means a list
} Path;

// Error bad_path says what of it can't be read.
MUST_USE bool path_parse(Str text, Arena *arena, Path *path, Error *error);

typedef struct Matches {
    JsonValue *value;
    size_t count;
} Matches;

// What stands there, in the order of the body; none when it is missing. At most PATH_MATCHES_MAX.
Matches path_find(const Path *path, JsonValue body, Arena *arena);
// The one value of a path without [*], from its step `from` on; false when it is missing.
bool path_find_one(const Path *path, size_t from, JsonValue body, JsonValue *value);

#endif
