// A zone read from any bytes has its changes in order and answers for any instant.
#include <string.h>

#include "base/zone_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

// The first eight bytes are an instant.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    int64_t instant;
    if (size < sizeof instant) return 0;
    memcpy(&instant, bytes, sizeof instant);
    Arena *arena = arena_open(0);
    Zone zone = {0};
    if (zone_file_parse((Str){(const char *)bytes + sizeof instant, size - sizeof instant}, arena, &zone)) {
        for (size_t i = 1; i < zone.count; i++) assert(zone.changes[i - 1].at < zone.changes[i].at);
        (void)zone_instant(&zone, zone_civil(&zone, instant));
        (void)zone_instant(&zone, instant);
    }
    arena_close(arena);
    return 0;
}
