// Any bytes as the body of a delivery, a mapping, a path: understood or refused, and what comes out is JSON again.
//
// The first byte picks what the rest is: a delivery of a shop by topic, a path over a body, or a mapping and a body,
// separated by a line end.
#include <stdlib.h>

#include "base/json_path.h"
#include "integrate/receive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Target {
    const char *kind, *topic;
} Target;
static const Target targets[] = {
    {"shopify", "orders/updated"},    {"shopify", "orders/create"},     {"shopify", "refunds/create"},
    {"shopify", "checkouts/update"},  {"shopify", "customers/update"},  {"shopify", "customers/redact"},
    {"woocommerce", "order.updated"}, {"woocommerce", "order.deleted"}, {"woocommerce", "customer.updated"},
};

static void check_records(const Translation *translation)
{
    JsonValue value;
    Error error;
    for (size_t i = 0; i < translation->count; i++) {
        const Record *record = &translation->record[i];
        if (!record->properties.size) continue;
        if (!json_parse(record->properties, &value, &error) || value.type != JSON_OBJECT) abort();
    }
}

static void translate(Str kind, Str settings, Str topic, Str body, Arena *arena)
{
    const Connection connection = {.id = 1, .kind = kind, .prefix = kind, .settings = settings};
    Translation translation = {
        .connection = &connection, .delivery = STR("d"), .topic = topic, .received = 1795334400000, .arena = arena};
    Error error;
    if (receive_translate(provider_of(kind), body, &translation, &error)) check_records(&translation);
}

static void map(Str text, Arena *arena)
{
    Str rest = text, settings;
    JsonValue value;
    Error error;
    const Provider *provider = provider_of(STR("webhook"));
    if (!str_cut(&rest, '\n', &settings) || !json_parse(settings, &value, &error) || value.type != JSON_OBJECT) return;
    if (provider->check(value, arena, &error)) translate(STR("webhook"), settings, STR(""), rest, arena);
}

static void find(Str text, Arena *arena)
{
    Str rest = text, path_text;
    JsonValue body;
    Path path;
    Error error;
    if (!str_cut(&rest, '\n', &path_text) || !path_parse(path_text, arena, &path, &error)) return;
    if (!rest.size || !json_parse(rest, &body, &error)) return;
    Matches matches = path_find(&path, body, arena);
    if (matches.count > PATH_MATCHES_MAX || (!path.many && matches.count > 1)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    Arena *arena = arena_open(0);
    Str rest = {(const char *)data + 1, size - 1};
    size_t which = data[0] % (COUNT_OF(targets) + 2);
    if (which < COUNT_OF(targets))
        translate(str_of(targets[which].kind), STR("{}"), str_of(targets[which].topic), rest, arena);
    else if (which == COUNT_OF(targets))
        map(rest, arena);
    else
        find(rest, arena);
    arena_close(arena);
    return 0;
}
