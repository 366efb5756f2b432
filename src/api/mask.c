#include "api/mask.h"

const char *const mask_names[MASK_COUNT] = {"name", "email", "phone", "address", "amounts", "notes"};

uint32_t mask_of(Str name)
{
    for (int bit = 0; bit < MASK_COUNT; bit++)
        if (str_equal(name, str_of(mask_names[bit]))) return 1U << bit;
    return 0;
}

void mask_write(JsonWriter *writer, uint32_t masked)
{
    json_begin_array(writer);
    for (int bit = 0; bit < MASK_COUNT; bit++)
        if (masked & (1U << bit)) json_string(writer, str_of(mask_names[bit]));
    json_end_array(writer);
}
