// Any bytes as a form: the file that is found lies within the body.
#include "crm/multipart.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_open(0);
    char *bytes = arena_array(arena, char, size + 1); // of its own, so that a read past the end is seen
    memcpy(bytes, data, size);
    Str body = {bytes, size}, type = STR("multipart/form-data; boundary=X"), first = body;
    Upload upload;
    Error error;
    if (multipart_read(type, body, arena, &upload, &error) &&
        (upload.bytes.data < body.data || upload.bytes.data + upload.bytes.size > body.data + body.size ||
         (upload.name.size && !file_name_fits(upload.name))))
        abort();
    if (str_cut(&body, '\n', &first)) (void)!multipart_read(first, body, arena, &upload, &error);
    arena_close(arena);
    return 0;
}
