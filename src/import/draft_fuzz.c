// Any bytes as a file to be imported, as each kind: what is read of it makes drafts whose properties are JSON, and
// every row is used or has a reason.
#include <stdlib.h>
#include <string.h>

#include "import/draft.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_draft(const Draft *draft)
{
    for (size_t i = 0; draft->usable && i < draft->records; i++) {
        JsonValue value;
        Error error;
        Str properties = draft->record[i].properties;
        if (!draft->record[i].who.user_id.size && !draft->record[i].who.email.size &&
            !draft->record[i].who.phone.size && !draft->record[i].who.external.size &&
            !draft->record[i].who.anonymous_id.size)
            abort();
        if (!json_parse(properties, &value, &error)) abort();
    }
    if (!draft->usable && !draft->rejects) abort();
    for (size_t i = 0; i < draft->rejects; i++)
        if (!draft->reject[i].fault.code) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char key[16] = {1};
    if (size < 1) return 0;
    Arena *arena = arena_open(0), *scratch = arena_open(0);
    const Zone *zone;
    Error error;
    ReadingOptions options = {.kind = (ImportKind)(1 + data[0] % (IMPORT_KIND_COUNT - 1)),
                              .event = STR("Visit"),
                              .now = INT64_C(1800000000000),
                              .lenient = data[0] & 0x80};
    Bytes bytes = {0};
    if (!zone_open(STR("UTC"), arena, &zone, &error) || !currency_find(STR("EUR"), &options.currency)) abort();
    options.zone = zone;
    bytes_make_room(&bytes, size);
    if (size > 1) memcpy(bytes.data, data + 1, size - 1);
    bytes.size = size - 1;
    Reading reading;
    if (reading_open(&bytes, STR("file"), &options, arena, &reading, &error)) {
        Units units;
        Drafting drafting = {.key = key, .source = 1, .at = options.now};
        units_find(&reading, key, &units);
        drafting_open(&drafting, &reading, &units, arena);
        for (size_t unit = 0; !reading.has_problem && unit < units.count; unit++) {
            Draft draft;
            arena_reset(scratch);
            draft_make(&drafting, unit, scratch, &draft);
            check_draft(&draft);
        }
        drafting_close(&drafting);
        units_close(&units);
        reading_close(&reading);
    }
    arena_close(scratch);
    arena_close(arena);
    return 0;
}
