// source.h - who said it: one number over API keys, connections and imports, kept with every event, identity and trait.
//
// 0 is this program or its staff; an API key is its own number, as before there were others; of a connection
// (integrate/) or an import (import/) the number stands above its kind.
#ifndef FIDELE_EVENT_SOURCE_H
#define FIDELE_EVENT_SOURCE_H

#include "base/json.h"

typedef enum SourceKind { SOURCE_KEY, SOURCE_CONNECTION, SOURCE_IMPORT, SOURCE_KIND_COUNT } SourceKind;

static inline int64_t source_of(SourceKind kind, int64_t id)
{
    return (int64_t)kind << 40 | id;
}
static inline SourceKind source_kind(int64_t source)
{
    return (SourceKind)(source >> 40);
}
static inline int64_t source_id(int64_t source)
{
    return source & (((int64_t)1 << 40) - 1);
}

// "key", "connection", "import"; "program" of 0.
Str source_kind_name(int64_t source);

#endif
