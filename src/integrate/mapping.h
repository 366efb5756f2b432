// mapping.h - from any JSON body to events, as staff wrote it down in the settings of a connection of kind webhook.
//
// A text is a template: {{path}} (path.h) stands for what is at that place of the body; {{path?}} may be missing, and
// what needs it is left out then; a text that is one {{path}} and nothing else takes the value as it is (number, list,
// object). Below for_each paths that begin with a dot are of the item: {{.sku}}; {{.}} is the item itself. Numbers,
// booleans and null are constants.
//
//   {"delivery_id": "{{id}}", "topic": "{{type}}",
//    "events": [{"when": {"path": "type", "equals": "sale"},       // or "in": [...]; several: a list of them
//                "for_each": "customers[*]",                       // one event an item
//                "type": "track", "event": "Order Completed",      // or "identify" with "traits"
//                "at": "{{date}}",                                 // RFC 3339, or seconds or milliseconds since 1970
//                "email": "{{.email}}", "user_id", "external", "phone", "anonymous_id",
//                "message_id": "sale-{{id}}",
//                "amount": "{{total}}", "amount_unit": "minor", "currency": "EUR",
//                "properties": {"order_id": "{{id}}", "products": {"for_each": "items[*]", "item": {"sku":
//                "{{.sku}}"}}}}]}
#ifndef FIDELE_INTEGRATE_MAPPING_H
#define FIDELE_INTEGRATE_MAPPING_H

#include "integrate/provider.h"

enum { MAPPING_EVENTS_MAX = 20 };

// Whether it can be understood: names, paths, words. Errors at "/settings/…".
MUST_USE bool mapping_check(JsonValue settings, Arena *arena, Error *error);
// Error mapping_error (ERROR_INPUT) with the place in the mapping: a field that has to be there is missing, or is not
// what it has to be.
MUST_USE bool mapping_translate(Translation *translation, Error *error);
// A template of the settings, as text; "" when it is not set or something of it is missing.
Str mapping_text(JsonValue settings, const char *name, JsonValue body, Arena *arena);

#endif
