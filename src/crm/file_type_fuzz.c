// Any bytes as a file: what is kept of an image is an image that nothing more is taken from; of others it is the file.
#include "crm/file_type.h"

#include <stdlib.h>
#include <string.h>

#include "crm/image_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_open(0);
    char *bytes = arena_array(arena, char, size ? size : 1); // of its own, so that a read past the end is seen
    memcpy(bytes, data, size);
    Str file = {bytes, size}, kept, again;
    const char *type = NULL, *type_again = NULL;
    Error error;
    if (file_type_read(file, arena, &type, &kept, &error)) {
        if (!type || kept.size > size) abort();
        if (!image_type(file) && !str_equal(kept, file)) abort();
        if (!file_type_read(kept, arena, &type_again, &again, &error) || !str_equal(kept, again)) abort();
    }
    arena_close(arena);
    return 0;
}
