#include "event/source.h"

Str source_kind_name(int64_t source)
{
    static const Str names[SOURCE_KIND_COUNT] = {STR("key"), STR("connection"), STR("import")};
    SourceKind kind = source_kind(source);
    if (!source) return STR("program");
    return kind < SOURCE_KIND_COUNT ? names[kind] : STR("");
}
