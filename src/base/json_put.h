// json_put.h - members of objects that are written the same wherever they stand: a key and its value, or null.
#ifndef FIDELE_BASE_JSON_PUT_H
#define FIDELE_BASE_JSON_PUT_H

#include "base/instant.h"
#include "base/json.h"
#include "base/money.h"

void put_text(JsonWriter *json, const char *key, Str text);
void put_text_or_null(JsonWriter *json, const char *key, Str text); // "": null
void put_integer(JsonWriter *json, const char *key, int64_t number);
void put_integer_or_null(JsonWriter *json, const char *key, bool has, int64_t number);
void put_number(JsonWriter *json, const char *key, double number);
void put_number_or_null(JsonWriter *json, const char *key, bool has, double number);
void put_boolean(JsonWriter *json, const char *key, bool value);
void put_instant(JsonWriter *json, const char *key, Instant at, Arena *arena); // 0: null
// {"amount":"12.50","currency":"EUR"}
void put_money(JsonWriter *json, const char *key, int64_t amount_minor, const Currency *currency, Arena *arena);
void put_json(JsonWriter *json, const char *key, Str text);   // a stored object or array
void put_lines(JsonWriter *json, const char *key, Str lines); // an array of texts

#endif
