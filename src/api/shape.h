// shape.h - the form of JSON bodies and answers as tables: bodies are checked against them before a route runs, and
// OpenAPI, the TypeScript client and the docs come from them.
#ifndef FIDELE_API_SHAPE_H
#define FIDELE_API_SHAPE_H

#include "base/json.h"
#include "base/money.h"

typedef enum FieldType {
    FIELD_TEXT,
    FIELD_INTEGER,
    FIELD_NUMBER,
    FIELD_BOOLEAN,
    FIELD_INSTANT, // RFC 3339 with an offset
    FIELD_DAY,     // "2026-07-01"
    FIELD_EMAIL,
    FIELD_MONEY,    // {"amount":"12.50","currency":"EUR"}
    FIELD_CURRENCY, // "EUR"
    FIELD_TIME_ZONE,
    FIELD_OBJECT, // of `shape`
    FIELD_ARRAY,  // of items of `shape`, or of `item` when shape is NULL
    FIELD_MAP,    // an object with any names (traits, properties)
    FIELD_ANY,
    FIELD_URL,   // "https://…" or "http://…", without user info
    FIELD_LOCALE // BCP 47: "fr", "pt-BR"
} FieldType;

typedef struct Shape Shape;

typedef struct Field {
    const char *name;
    FieldType type;
    bool required, nullable, read_only;
    int64_t low, high; // of numbers; bytes of texts; items of arrays. Both 0: texts up to 65,536 bytes, else no bounds
    const char *words; // "active|paused": the only texts
    const Shape *shape;
    FieldType item;
    Phrase help; // one line, for OpenAPI
} Field;

struct Shape {
    const char *name;    // "Customer": of the OpenAPI component
    bool open;           // unknown fields are let through (bodies from outside we don't control)
    const Field *fields; // ends with an entry without a name
};

// Errors as bad_inputs B12-B55 has them: code, JSON pointer, message; the first that is wrong.
MUST_USE bool shape_check(const Shape *shape, JsonValue body, Arena *arena, Error *error);

// ---- reading what was checked ----

Str shape_text(JsonValue object, const char *name, Arena *arena); // unescaped; "" when absent or null
// A FIELD_MONEY; false when it is absent or null.
bool shape_money(JsonValue object, const char *name, Arena *arena, Currency *currency, int64_t *amount_minor);

#endif
