// number.h - numbers as text: for machines (one way) and for people (by language).
//
// French groups by U+202F and writes 1 234,5 and 12,3 % (with U+202F before %); English writes 1,234.5 and 12.3%.
// A minus sign for people is U+2212. A half is rounded away from zero for them, as in a spreadsheet; what rounds to 0
// has no sign. Doubles given here are finite: what is not observed has no number.
#ifndef FIDELE_BASE_NUMBER_H
#define FIDELE_BASE_NUMBER_H

#include "base/phrase.h"

// The shortest decimal text that reads back as the same double, at most `digits` (1..17) significant ones; -0 is "0".
Str number_decimal(Arena *arena, double value, int digits);
// With that many digits after the point, rounded as for people: -1234.50.
Str number_fixed(Arena *arena, double value, int decimals);

Str number_say_count(Arena *arena, Locale locale, int64_t count);            // 12,345
Str number_say(Arena *arena, Locale locale, double value, int decimals);     // 1,234.50
Str number_say_rate(Arena *arena, Locale locale, double rate, int decimals); // 0.123 -> 12.3%
// -0.012 -> −1.2 pts; "pt" for 1, in French below 2.
Str number_say_points(Arena *arena, Locale locale, double difference, int decimals);

// The parts of the above, for units of their own (money.h). `magnitude` × 10^-decimals, exact and without a sign.
void number_add_scaled(Text *text, Locale locale, uint64_t magnitude, int decimals);
static inline uint64_t number_magnitude(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

// Strict readers of the command line and of files of ours: the whole text, no blanks, '.' as decimal sign.
enum { NUMBER_TEXT_MAX = 400 };                             // longer texts are refused
MUST_USE bool number_parse(Str text, double *value);        // finite; "12", "-0.5", "1e6"
MUST_USE bool number_parse_count(Str text, int64_t *count); // optional sign, decimal digits, no overflow

#endif
