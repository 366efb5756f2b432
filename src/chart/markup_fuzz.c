// Whatever the bytes, what comes out can leave neither an element nor a quoted attribute.
#include <string.h>

#include "chart/markup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_open(0);
    for (size_t characters = 0; characters < 3; characters++) {
        Text out = text_in(arena);
        markup_add_cut(&out, (Str){(const char *)data, size}, characters ? characters * 7 : SIZE_MAX);
        for (size_t i = 0; i < out.size; i++)
            assert(!memchr("<>\"'", out.data[i], 4) && (unsigned char)out.data[i] >= ' ');
    }
    arena_close(arena);
    return 0;
}
