// What is read as a number is finite and reads back from what is written of it.
#include <math.h>

#include "base/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Arena *arena = arena_open(0);
    Str text = {(const char *)bytes, size};
    double value, again;
    int64_t count, count_again;
    if (number_parse(text, &value)) {
        assert(isfinite(value));
        assert(number_parse(number_decimal(arena, value, 17), &again) && again == value);
        (void)number_say(arena, LOCALE_FR, value, 2);
    }
    if (number_parse_count(text, &count))
        assert(number_parse_count(str_format(arena, "%lld", (long long)count), &count_again) && count_again == count);
    arena_close(arena);
    return 0;
}
