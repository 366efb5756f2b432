// number.h - numbers as text: for machines (one way) and for people (by language).
//
// French groups by U+202F and writes 1 234,5 and 12,3 % (with U+202F before %); English writes 1,234.5 and 12.3%.
// A minus sign for people is U+2212.
#ifndef FIDELE_BASE_NUMBER_H
#define FIDELE_BASE_NUMBER_H

#include "base/phrase.h"

// The shortest decimal text that reads back as the same double, at most `digits` significant ones. Finite values only.
Str number_decimal(Arena *arena, double value, int digits);

Str number_say_count(Arena *arena, Locale locale, int64_t count);                  // 12,345
Str number_say(Arena *arena, Locale locale, double value, int decimals);           // 1,234.50
Str number_say_rate(Arena *arena, Locale locale, double rate, int decimals);       // 0.123 -> 12.3%
Str number_say_points(Arena *arena, Locale locale, double difference, int decimals); // -0.012 -> −1.2 pts (pt under 2 in French)

// Strict readers of the command line and of files of ours: the whole text, no blanks, '.' as decimal sign.
MUST_USE bool number_parse(Str text, double *value);   // finite
MUST_USE bool number_parse_count(Str text, int64_t *count); // optional sign, decimal digits, no overflow

#endif
