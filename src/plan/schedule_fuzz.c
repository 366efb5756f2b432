// Any text is a schedule that reads back as itself and has due times, or is refused.
#include <stdlib.h>

#include "plan/schedule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_open(0);
    Schedule schedule, again;
    Error error;
    const Zone *zone;
    if (schedule_parse((Str){(const char *)data, size}, &schedule, arena, &error)) {
        if (!schedule_parse(schedule_text(&schedule, arena), &again, arena, &error)) abort();
        if (again.unit != schedule.unit || again.day != schedule.day || again.minute != schedule.minute) abort();
        if (!zone_open(STR("UTC"), arena, &zone, &error)) abort();
        Instant now = (Instant)size * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;
        Instant next = schedule_next(&schedule, zone, now);
        if (next <= now || schedule_last(&schedule, zone, next) != next) abort();
    }
    arena_close(arena);
    return 0;
}
