// phrase.h - what the program says to a person, in each of its languages.
//
// A phrase stands beside the code that says it, with {0} {1} … where its arguments go. Arguments are already formatted
// for the language (number.h, calendar.h). French typography (no-break spaces before : ; ! ? %) is written in the
// phrase.
#ifndef FIDELE_BASE_PHRASE_H
#define FIDELE_BASE_PHRASE_H

#include "base/str.h"

typedef enum Locale { LOCALE_EN, LOCALE_FR, LOCALE_COUNT } Locale;

typedef struct Phrase {
    const char *in[LOCALE_COUNT];
} Phrase;

#define PHRASE(english, french) ((Phrase){{english, french}})

// Adds the phrase; `{n}` becomes arguments[n]. A number out of range is a mistake of ours and stops the program.
void phrase_add(Text *text, Locale locale, Phrase phrase, const Str *arguments, size_t count);
Str phrase_str(Arena *arena, Locale locale, Phrase phrase, const Str *arguments, size_t count);

// phrase_say(arena, locale, PHRASE("{0} rows", "{0} lignes"), rows) with any number of Str after the phrase.
#define phrase_say(arena, locale, phrase, ...)                                                                         \
    phrase_str((arena), (locale), (phrase), (const Str[]){__VA_ARGS__}, COUNT_OF(((const Str[]){__VA_ARGS__})))

MUST_USE bool locale_parse(Str name, Locale *locale); // "en", "fr", "fr_FR.UTF-8" …

#endif
