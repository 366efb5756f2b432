// csv_answer.h - ?format=csv of routes whose answer is a list of figures: the JSON answer, told as a table, so that
// both can't differ.
#ifndef FIDELE_API_CSV_ANSWER_H
#define FIDELE_API_CSV_ANSWER_H

#include "api/route.h"

// A column is a member of an item: "name"; a dot leads into an object: "as_reported.value"; "/metric" is a member of
// the whole answer. Its head is the same with "_" for dots. Money is its amount; "value.currency" is its currency, and
// empty where there is none. Null is empty.
//
// When csv is asked for, the JSON that stands in the call becomes a line of heads and a record for each item of
// `list`; without a list (NULL) the whole answer is the one record. `columns` end with NULL.
void call_as_csv(Call *call, const char *list, const char *const *columns);

// The same of an answer that was made elsewhere.
void csv_of_answer(JsonValue whole, const char *list, const char *const *columns, Arena *arena, Text *out);

#define CSV_FORMAT_PARAMETER                                                                                           \
    {                                                                                                                  \
        .name = "format", .type = FIELD_TEXT, .words = "json|csv", .help = PHRASE("of the answer", "de la réponse")    \
    }

#endif
