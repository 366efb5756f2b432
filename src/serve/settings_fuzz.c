// The configuration file, whatever its bytes are.
#include "serve/settings.h"
#include "serve/settings_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const Command command = {.name = "serve", .options = serve_options, .common = COMMON_DATA};
    Arena *arena = arena_open(0);
    Options options;
    Error error;
    Str text = {(const char *)data, size};
    bool fine = settings_file_parse(STR("x"), text, command_options(&command, arena), arena, &options, &error);
    assert(fine || (error.code && error.message[LOCALE_EN][0] && error.message[LOCALE_FR][0]));
    arena_close(arena);
    return 0;
}
