// Command lines of any words: read without harm, and whatever is refused says why in both languages.
#include "cli/options.h"

#include <string.h>

static const Option table[] = {
    {"output", NULL, "PATH", OPTION_TEXT, 0, 0, PHRASE("", "")},
    {"quiet", "q", NULL, OPTION_FLAG, 0, 0, PHRASE("", "")},
    {"threads", NULL, "N", OPTION_COUNT, 1, 64, PHRASE("", "")},
    {"margin", NULL, "SHARE", OPTION_NUMBER, 0, 1, PHRASE("", "")},
    {"format", NULL, "text|json", OPTION_CHOICE, 0, 0, PHRASE("", "")},
    {"as-of", NULL, "DATE", OPTION_DAY, 0, 0, PHRASE("", "")},
};
static const Option *const listed[] = {&table[0], &table[1], &table[2], &table[3], &table[4], &table[5], NULL};

static void read_all(const Options *options)
{
    (void)option_text(options, "output", STR(""));
    (void)option_given(options, "quiet");
    int64_t threads = option_count(options, "threads", 1);
    double margin = option_number(options, "margin", 0);
    assert(1 <= threads && threads <= 64 && 0 <= margin && margin <= 1);
    assert(option_choice(options, "format", 0) < 2);
    (void)option_day(options, "as-of", 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { WORDS_MAX = 64 };
    Arena *arena = arena_open(0);
    const char *words[WORDS_MAX];
    size_t count = 0;
    Str rest = {(const char *)data, size}, word;
    while (count < WORDS_MAX && str_cut(&rest, '\0', &word)) words[count++] = str_c(arena, word);
    for (int unlisted = 0; unlisted < 2; unlisted++) {
        Options options;
        Error error = {0};
        if (options_parse(listed, unlisted, words, count, arena, &options, &error))
            read_all(&options);
        else
            assert(error.kind == ERROR_USAGE && error.message[LOCALE_EN][0] && error.message[LOCALE_FR][0]);
    }
    arena_close(arena);
    return 0;
}
