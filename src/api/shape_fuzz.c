// Any JSON against a shape of every type: it fits, or it is refused with a code and a path that leads into it.
#include "api/shape.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

static const Shape tree;
static const Field tree_fields[] = {
    {.name = "t", .type = FIELD_TEXT, .low = 1, .high = 9},
    {.name = "w", .type = FIELD_TEXT, .words = "on|off"},
    {.name = "i", .type = FIELD_INTEGER, .low = -5, .high = 5},
    {.name = "n", .type = FIELD_NUMBER},
    {.name = "b", .type = FIELD_BOOLEAN},
    {.name = "at", .type = FIELD_INSTANT},
    {.name = "day", .type = FIELD_DAY},
    {.name = "email", .type = FIELD_EMAIL, .nullable = true},
    {.name = "price", .type = FIELD_MONEY, .low = 0, .high = INT64_MAX},
    {.name = "currency", .type = FIELD_CURRENCY},
    {.name = "zone", .type = FIELD_TIME_ZONE},
    {.name = "url", .type = FIELD_URL},
    {.name = "language", .type = FIELD_LOCALE},
    {.name = "map", .type = FIELD_MAP},
    {.name = "any", .type = FIELD_ANY},
    {.name = "role", .type = FIELD_TEXT, .read_only = true},
    {.name = "list", .type = FIELD_ARRAY, .item = FIELD_INTEGER, .low = 1, .high = 3},
    {.name = "trees", .type = FIELD_ARRAY, .shape = &tree},
    {.name = "tree", .type = FIELD_OBJECT, .shape = &tree},
    {0},
};
static const Shape tree = {.name = "Tree", .fields = tree_fields};

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    JsonValue body;
    Error error = {0};
    Currency currency;
    int64_t amount_minor;
    Arena *arena = arena_open(0);
    if (json_parse_within((Str){(const char *)input, size}, &json_limits_body, arena, &body, &error)) {
        bool good = shape_check(&tree, body, arena, &error);
        assert(good || (error.code && error.message[LOCALE_EN][0] && error.message[LOCALE_FR][0]));
        assert(good || error.kind == ERROR_MALFORMED || error.path[0] == '/');
        if (good && shape_money(body, "price", arena, &currency, &amount_minor)) assert(amount_minor >= 0);
    }
    arena_close(arena);
    return 0;
}
