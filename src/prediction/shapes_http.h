// shapes_http.h - how the shapes of the routes about predictions are put, in few words. Not for others.
#ifndef FIDELE_PREDICTION_SHAPES_HTTP_H
#define FIDELE_PREDICTION_SHAPES_HTTP_H

#include "prediction/prediction_http.h"

#define TEXT(field, english, french)                                                                                   \
    {                                                                                                                  \
        .name = (field), .type = FIELD_TEXT, .required = true, .help = PHRASE(english, french)                         \
    }
#define TEXT_OR_NULL(field, english, french)                                                                           \
    {                                                                                                                  \
        .name = (field), .type = FIELD_TEXT, .required = true, .nullable = true, .help = PHRASE(english, french)       \
    }
#define COUNT(field, english, french)                                                                                  \
    {                                                                                                                  \
        .name = (field), .type = FIELD_INTEGER, .required = true, .help = PHRASE(english, french)                      \
    }
#define COUNT_OR_NULL(field, english, french)                                                                          \
    {                                                                                                                  \
        .name = (field), .type = FIELD_INTEGER, .required = true, .nullable = true, .help = PHRASE(english, french)    \
    }
#define NUMBER(field, english, french)                                                                                 \
    {                                                                                                                  \
        .name = (field), .type = FIELD_NUMBER, .required = true, .help = PHRASE(english, french)                       \
    }
#define NUMBER_OR_NULL(field, english, french)                                                                         \
    {                                                                                                                  \
        .name = (field), .type = FIELD_NUMBER, .required = true, .nullable = true, .help = PHRASE(english, french)     \
    }
#define OBJECT(field, of, english, french)                                                                             \
    {                                                                                                                  \
        .name = (field), .type = FIELD_OBJECT, .shape = (of), .required = true, .help = PHRASE(english, french)        \
    }
#define OBJECT_OR_NULL(field, of, english, french)                                                                     \
    {                                                                                                                  \
        .name = (field), .type = FIELD_OBJECT, .shape = (of), .required = true, .nullable = true,                      \
        .help = PHRASE(english, french)                                                                                \
    }
#define LIST(field, of, english, french)                                                                               \
    {                                                                                                                  \
        .name = (field), .type = FIELD_ARRAY, .shape = (of), .required = true, .help = PHRASE(english, french)         \
    }
#define NEXT_CURSOR                                                                                                    \
    {                                                                                                                  \
        .name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true,                                 \
        .help = PHRASE("null: that was all", "null\u00A0: c’était tout")                                               \
    }
#define MASKED                                                                                                         \
    {                                                                                                                  \
        .name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT,                                                     \
        .help = PHRASE("what is hidden from the caller", "ce qui est caché à l’appelant")                              \
    }
#define INSTANT_OR_NULL(field, english, french)                                                                        \
    {                                                                                                                  \
        .name = (field), .type = FIELD_INSTANT, .required = true, .nullable = true, .help = PHRASE(english, french)    \
    }

#endif
