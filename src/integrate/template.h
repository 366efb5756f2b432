// template.h - texts with {{path}} in them, and JSON with such texts as its strings: what mapping.h is made of.
#ifndef FIDELE_INTEGRATE_TEMPLATE_H
#define FIDELE_INTEGRATE_TEMPLATE_H

#include "base/json_path.h"

enum { TEMPLATE_TEXT_BYTES_MAX = 64 << 10, TEMPLATE_JSON_BYTES_MAX = 1 << 20 };

typedef struct Scene {
    JsonValue body;
    bool has_item; // within for_each
    JsonValue item;
    Arena *arena;
} Scene;

// Whether the templates in `value` (at `place` of the mapping) can be read.
MUST_USE bool template_check(JsonValue value, Str place, bool has_item, Arena *arena, Error *error);

typedef enum Found { FOUND, FOUND_NOT } Found; // not: something optional of it is missing

// The text of a template. Errors (mapping_error at `place`).
MUST_USE bool template_text(const Scene *scene, JsonValue value, Str place, Found *found, Str *text, Error *error);
// The JSON of a value, written; nothing is when FOUND_NOT. `key` NULL within lists.
MUST_USE bool template_write(const Scene *scene, const char *key, JsonValue value, Str place, JsonWriter *json,
                             Error *error);
// The items a for_each means.
MUST_USE bool template_each(const Scene *scene, JsonValue path, Str place, Matches *matches, Error *error);

#endif
