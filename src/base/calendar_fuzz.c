// What is read as a day or a period lies in the years 1..9999 and is read again from its own name.
#include "base/calendar.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Arena *arena = arena_open(0);
    Str text = {(const char *)bytes, size};
    Day first, last, again;
    if (day_parse(text, &first)) assert(str_equal(day_name(arena, first), text));
    if (period_parse(text, &first, &last)) {
        assert(first <= last && civil_date_valid(civil_of_day(first)) && civil_date_valid(civil_of_day(last)));
        assert(day_parse(day_name(arena, last), &again) && again == last);
    }
    arena_close(arena);
    return 0;
}
