// properties.h - the properties of an event by their names, for reactions: what is absent or of no use is "" or false,
// since a reaction refuses nothing.
#ifndef FIDELE_EVENT_PROPERTIES_H
#define FIDELE_EVENT_PROPERTIES_H

#include "base/json.h"
#include "event/log.h"

// False: the body cannot be read, or has no properties.
bool event_properties(const Event *event, JsonValue *properties);

// `names` are separated by blanks: the first that the properties have counts.
bool property_value(JsonValue properties, const char *names, JsonValue *value);
// A text without blanks around it, or a number as it is written; "" when longer than bytes_max.
Str property_text(JsonValue properties, const char *names, size_t bytes_max, Arena *arena);
// A number, or a text that is a decimal number, rounded to thousandths.
bool property_milli(JsonValue properties, const char *names, Arena *arena, int64_t *milli);

#endif
