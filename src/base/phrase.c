#include "base/phrase.h"

#include <string.h>

void phrase_add(Text *text, Locale locale, Phrase phrase, const Str *arguments, size_t count)
{
    const char *rest = phrase.in[locale];
    for (const char *brace; (brace = strchr(rest, '{')) != NULL;) {
        text_add(text, (Str){rest, (size_t)(brace - rest)});
        size_t number = (size_t)(brace[1] - '0');
        assert(number < count && brace[2] == '}');
        text_add(text, arguments[number]);
        rest = brace + 3;
    }
    text_add(text, str_of(rest));
}

Str phrase_str(Arena *arena, Locale locale, Phrase phrase, const Str *arguments, size_t count)
{
    Text text = text_in(arena);
    phrase_add(&text, locale, phrase, arguments, count);
    return text_str(&text);
}

bool locale_parse(Str name, Locale *locale)
{
    static const Str names[LOCALE_COUNT] = {[LOCALE_EN] = STR("en"), [LOCALE_FR] = STR("fr")};
    for (Locale candidate = 0; candidate < LOCALE_COUNT; candidate++) {
        Str language = names[candidate];
        if (name.size < language.size || !str_equal_fold((Str){name.data, language.size}, language)) continue;
        if (name.size == language.size || name.data[language.size] == '_' || name.data[language.size] == '-') {
            *locale = candidate;
            return true;
        }
    }
    return false;
}
