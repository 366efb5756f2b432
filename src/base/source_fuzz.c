// Whatever a file holds, it is refused with a message or its text is UTF-8 without NUL and ends in zeros.
#include "base/source.h"
#include "base/utf8.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    enum { LIMIT_BYTES = 1 << 20 };
    Bytes bytes = {0};
    bytes_make_room(&bytes, size);
    if (size) memcpy(bytes.data, input, size);
    bytes.size = size;
    Source source = {.name = STR("fuzz")};
    Error error = {0};
    if (!source_decode(&source, &bytes, LIMIT_BYTES, 1, &error)) {
        assert(error.kind == ERROR_INPUT && error.message[LOCALE_EN][0] && error.message[LOCALE_FR][0]);
        return 0;
    }
    Utf8Scan scan = utf8_scan(source.text, 1);
    assert(scan.nul_at == source.text.size && scan.invalid_at == source.text.size);
    for (size_t i = 0; i < SOURCE_PAD; i++) assert(source.text.data[source.text.size + i] == '\0');
    source_close(&source);
    return 0;
}
