// stripe_fuzz.c - signed bodies and signatures of any form: at most two records each, their properties readable JSON.
#include <stdlib.h>

#include "integrate/provider.h"

extern const Provider stripe_provider;

static void must(bool condition)
{
    if (!condition) abort();
}

static void check_translation(const Translation *translation)
{
    Error error;
    JsonValue properties;
    must(translation->count <= 2 && (translation->count > 0 || translation->ignored));
    for (size_t i = 0; i < translation->count; i++)
        must(json_parse(translation->record[i].properties, &properties, &error) && properties.type == JSON_OBJECT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_open(0);
    Error error;
    Str text = {(const char *)data, size}, delivery, topic;
    const Connection connection = {.id = 1, .kind = STR("stripe"), .prefix = STR("stripe"), .settings = STR("{}")};
    Translation translation = {.connection = &connection, .arena = arena};
    const ArrivalHeader header = {STR("stripe-signature"), text};
    const Arrival arrival = {.body = text, .header = &header, .headers = 1};
    must(!stripe_provider.verify(&arrival, STR("whsec_fuzz"), translation.settings, arena, &error));
    if (json_parse(text, &translation.body, &error)) {
        stripe_provider.name(&arrival, translation.body, translation.settings, arena, &delivery, &topic);
        if (stripe_provider.translate(&translation, &error)) check_translation(&translation);
    }
    arena_close(arena);
    return 0;
}
