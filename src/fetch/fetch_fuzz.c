// Whatever is set as an URL: an answer, and what is let through is plain and has a host and a port.
#include <assert.h>
#include <string.h>

#include "fetch/fetch.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Arena *arena = arena_open(0);
    Error error;
    Str url = {(const char *)bytes, size};
    FetchPolicy policy = fetch_policy_default;
    policy.any_port = true;
    if (fetch_check(&policy, url, arena, &error)) {
        assert(!memchr(url.data, '@', strcspn(str_c(arena, url) + 8, "/?") + 8) && !memchr(url.data, '#', url.size));
        assert(fetch_authority(url, arena).size > 2);
    } else
        assert(error.kind == ERROR_INPUT && error.code);
    arena_close(arena);
    return 0;
}
