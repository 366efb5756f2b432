// Questions about what people do, as anybody may write them: what is taken is within its bounds.
#include "behaviour/question_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_open(0);
    Str text = {(const char *)data, size}, event;
    FunnelStep steps[FUNNEL_STEPS_MAX];
    RetentionBracket brackets[RETENTION_BRACKETS_MAX];
    FunnelExclusion exclusion = {0};
    uint32_t count, seconds;
    if (funnel_steps_parse(text, arena, steps, &count)) {
        if (count == 0 || count > FUNNEL_STEPS_MAX) __builtin_trap();
        for (uint32_t i = 0; i < count; i++)
            if (steps[i].event.size == 0 || (steps[i].dimension.size == 0) != (steps[i].value.size == 0))
                __builtin_trap();
    }
    if (funnel_window_parse(text, &seconds) && (seconds == 0 || seconds > 366 * SECONDS_PER_DAY)) __builtin_trap();
    if (funnel_exclusion_parse(text, 5, &event, &exclusion) &&
        (event.size == 0 || exclusion.after >= exclusion.before || exclusion.before >= 5))
        __builtin_trap();
    if (brackets_parse(text, brackets, &count))
        for (uint32_t i = 0; i < count; i++)
            if (brackets[i].to < brackets[i].from) __builtin_trap();
    arena_close(arena);
    return 0;
}
