// dimension_parts.h - what the files of dimensions share.
#ifndef FIDELE_EVENT_DIMENSION_PARTS_H
#define FIDELE_EVENT_DIMENSION_PARTS_H

#include <pthread.h>

#include "event/dimension.h"

typedef struct DimensionDefinitions {
    uint32_t count;
    Str name[ACTIVITY_DIMENSIONS_MAX], paths[ACTIVITY_DIMENSIONS_MAX];
} DimensionDefinitions;

typedef struct DimensionPaths {
    Path path[DIMENSION_PATHS_MAX];
    size_t count;
} DimensionPaths;

typedef struct DimensionValues {
    Str *text; // by code
    uint32_t count;
    uint32_t *slot; // code + 1, 0 where free
    size_t slots;   // a power of two, or 0; room for as many texts
} DimensionValues;

typedef struct Retired {
    struct Retired *next;
    Str text;
} Retired;

struct Dimensions {
    Store *store;
    unsigned char key[16];
    uint64_t rules;
    DimensionDefinitions definitions;
    DimensionPaths paths[ACTIVITY_DIMENSIONS_MAX];
    Arena *arena;
    pthread_rwlock_t lock; // of the values
    DimensionValues values[ACTIVITY_DIMENSIONS_MAX];
    int64_t forgotten; // how often values were forgotten, as far as is known here
    Retired *retired;  // texts of forgotten values
};

// "properties.plan | properties.product". Errors (ERROR_INPUT): bad_path, invalid_value.
MUST_USE bool dimension_paths(Str name, Str text, Arena *arena, DimensionPaths *paths, Error *error);
MUST_USE bool dimension_definitions(StoreSession *session, Arena *arena, DimensionDefinitions *definitions,
                                    Error *error);
uint64_t dimension_rules_of(const unsigned char key[16], const DimensionDefinitions *definitions, Arena *arena);

// On the writing thread: the value has no text any more, and is found by none.
void dimensions_blank(Dimensions *dimensions, uint32_t number, uint32_t code);

// A page of the log, bodies in the arena.
typedef struct DimensionBody {
    int64_t seq;
    Str text;
} DimensionBody;
enum { DIMENSION_PAGE_EVENTS = 20000 };
MUST_USE bool dimension_bodies(StoreSession *session, int64_t after, Arena *arena, DimensionBody **body, size_t *count,
                               Error *error);

// Gives the events of the log their values, once after the definitions have changed.
MUST_USE bool dimensions_fill(Dimensions *dimensions, Error *error);

#endif
