#include "import/import_say.h"

#include "base/number.h"
#include "import/cell.h"

static Str count_of(Arena *arena, Locale locale, int64_t count)
{
    return number_say_count(arena, locale, count);
}

static void add_rejects(Text *text, Locale locale, const ImportReject *rejects, size_t count, int64_t skipped)
{
    static const Phrase line = PHRASE("line {0}: {1}", "ligne {0}\u00A0: {1}");
    enum { SHOWN = 3 };
    size_t said = 0;
    for (size_t i = 0; i < count && said < SHOWN; i++) {
        if (str_equal(rejects[i].code, STR("duplicate_row"))) continue;
        text_add(text, said++ ? STR("; ") : STR(" ("));
        const Str words[] = {error_number(text->arena, (uint64_t)rejects[i].line),
                             str_of(fault_label(rejects[i].code).in[locale])};
        phrase_add(text, locale, line, words, COUNT_OF(words));
    }
    if (said) text_add(text, skipped > (int64_t)said ? STR("; …)") : STR(")"));
}

Str import_say(Arena *arena, Locale locale, const ImportCounts *counts, const ImportReject *rejects, size_t count)
{
    Text text = text_in(arena);
    const Str numbers[] = {count_of(arena, locale, counts->created), count_of(arena, locale, counts->updated),
                           count_of(arena, locale, counts->unchanged), count_of(arena, locale, counts->repeated),
                           count_of(arena, locale, counts->skipped)};
    phrase_add(&text, locale, PHRASE("create {0}, update {1}", "créer {0}, mettre à jour {1}"), numbers,
               COUNT_OF(numbers));
    if (counts->unchanged)
        phrase_add(&text, locale, PHRASE(", unchanged {2}", ", inchangés {2}"), numbers, COUNT_OF(numbers));
    if (counts->repeated)
        phrase_add(&text, locale, PHRASE(", repeated {3}", ", répétés {3}"), numbers, COUNT_OF(numbers));
    phrase_add(&text, locale, PHRASE(", skip {4}", ", laisser {4}"), numbers, COUNT_OF(numbers));
    if (counts->skipped) add_rejects(&text, locale, rejects, count, counts->skipped);
    return text_str(&text);
}
