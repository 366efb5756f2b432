// Rules as anybody may write them: what is taken can be said in both languages, and no more than it says.
#include "segment/segment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_open(0);
    Currency euro;
    SegmentRule *rule;
    Error error;
    if (currency_find(STR("EUR"), &euro) &&
        segment_parse((Str){(const char *)data, size}, &euro, arena, &rule, &error)) {
        if (segment_say(rule, &euro, LOCALE_EN, arena).size == 0) __builtin_trap();
        if (segment_say(rule, &euro, LOCALE_FR, arena).size == 0) __builtin_trap();
    }
    arena_close(arena);
    return 0;
}
