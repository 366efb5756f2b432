// Any target: it leads nowhere, or to a route whose values are UTF-8 without NUL.
#include <string.h>

#include "api/routes.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

static void start_nothing(Call *call)
{
    (void)call;
}

#define ROUTE(method_, path_, name_)                                                                                   \
    {                                                                                                                  \
        .method = (method_), .path = (path_), .name = (name_), .access = ACCESS_READ, .start = start_nothing           \
    }

static const Route table[] = {
    ROUTE("GET", "/", "home"),
    ROUTE("GET", "/a", "a"),
    ROUTE("GET", "/a/{x}", "ax"),
    ROUTE("GET", "/a/b/c", "abc"),
    ROUTE("GET", "/{x}/b/{y}/{z}/{w}", "four"),
    ROUTE("POST", "/a/b", "ab"),
    {0},
};
static const Route *const tables[] = {table, NULL};

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    Error error;
    Routes *routes;
    Arena *arena = arena_open(0);
    bool opened = routes_open(tables, arena, &routes, &error);
    assert(opened);
    RouteFound found = routes_find(routes, STR("GET"), (Str){(const char *)input, size}, arena);
    assert(found.node || !found.route);
    for (size_t i = 0; found.route && i < ROUTE_VALUES_MAX; i++) {
        Str value = found.value[i];
        assert(utf8_invalid_at(value) == value.size && (value.size == 0 || !memchr(value.data, '\0', value.size)));
    }
    arena_close(arena);
    return 0;
}
