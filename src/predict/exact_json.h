// exact_json.h - numbers of a model in its JSON: written so that the same double is read back, read with a check.
#ifndef FIDELE_PREDICT_EXACT_JSON_H
#define FIDELE_PREDICT_EXACT_JSON_H

#include "base/json.h"

void exact_put(JsonWriter *json, double value); // 17 digits; finite (asserted)
void exact_put_key(JsonWriter *json, const char *key, double value);
void exact_put_list(JsonWriter *json, const char *key, const double *value, size_t count);

// Readers of members; false: absent, of another type, not finite or out of range. *error names the member.
MUST_USE bool exact_get(JsonValue object, const char *key, double *value, Error *error);
MUST_USE bool exact_get_count(JsonValue object, const char *key, size_t most, size_t *count, Error *error);
MUST_USE bool exact_get_text(JsonValue object, const char *key, Arena *arena, Str *text, Error *error);
MUST_USE bool exact_get_member(JsonValue object, const char *key, JsonType type, JsonValue *value, Error *error);
// A list of at most `most` numbers, into `arena`.
MUST_USE bool exact_get_list(JsonValue object, const char *key, size_t most, Arena *arena, double **value,
                             size_t *count, Error *error);

bool exact_refuse(Error *error, const char *key); // "the model is damaged: {key}"; false

#endif
