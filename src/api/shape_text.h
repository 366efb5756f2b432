// shape_text.h - the texts of shapes that have a form of their own.
#ifndef FIDELE_API_SHAPE_TEXT_H
#define FIDELE_API_SHAPE_TEXT_H

#include "api/shape.h"

// One value on its way through a shape.
typedef struct ShapePlace {
    const struct ShapePlace *up;
    Str name; // of a member; of an item its index
} ShapePlace;

typedef struct ShapeCheck {
    Arena *arena;
    Error *error;
} ShapeCheck;

// "/traits/email", with ~0 and ~1 (RFC 6901).
Str shape_path(const ShapePlace *place, Arena *arena);

// Fails with the code; {0} is the path, {1} the value.
bool shape_refuse(ShapeCheck *check, const ShapePlace *place, const char *code, Phrase phrase, Str value);

// FIELD_INSTANT, _DAY, _EMAIL, _CURRENCY, _TIME_ZONE, _URL, _LOCALE: the unescaped text of one.
MUST_USE bool shape_check_form(ShapeCheck *check, FieldType type, const ShapePlace *place, Str text);
MUST_USE bool shape_check_money(ShapeCheck *check, const Field *field, const ShapePlace *place, JsonValue value);

#endif
