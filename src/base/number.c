#include "base/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUS "\u2212"
#define NARROW_NO_BREAK "\u202F"
#define NO_BREAK "\u00A0"

enum { DOUBLE_DIGITS_SAFE = DBL_DIG, DOUBLE_DIGITS = DBL_DECIMAL_DIG, UINT64_DIGITS = 20 };

// 0.d1d2d3… × 10^point; digits before the first and after the last are 0. No digit at all is zero.
typedef struct Decimal {
    char digits[UINT64_DIGITS + 4];
    int count, point;
} Decimal;

// How digits are written down.
typedef struct Notation {
    const char *group, *point;
} Notation;

static const Notation machine_notation = {"", "."};
static const Notation notations[LOCALE_COUNT] = {[LOCALE_EN] = {",", "."}, [LOCALE_FR] = {NARROW_NO_BREAK, ","}};

static void drop_zeros_at_end(Decimal *decimal)
{
    while (decimal->count && decimal->digits[decimal->count - 1] == '0') decimal->count--;
}

enum { SCIENTIFIC_BYTES = DOUBLE_DIGITS + 16 };

// The magnitude of `value` as d.ddde±x: "%e" writes this in the C locale, which we never leave.
static void print_scientific(char text[SCIENTIFIC_BYTES], double value, int digits)
{
    snprintf(text, SCIENTIFIC_BYTES, "%.*e", digits - 1, fabs(value));
}

static Decimal decimal_of_scientific(const char *text)
{
    Decimal decimal = {.point = 1};
    const char *c = text;
    for (; *c != 'e'; c++)
        if (*c != '.') decimal.digits[decimal.count++] = *c;
    decimal.point += (int)strtol(c + 1, NULL, 10);
    drop_zeros_at_end(&decimal);
    return decimal;
}

static Decimal decimal_of_integer(uint64_t value, int decimals)
{
    Decimal decimal = {0};
    decimal.count = value ? snprintf(decimal.digits, sizeof decimal.digits, "%llu", (unsigned long long)value) : 0;
    decimal.point = decimal.count - decimals;
    return decimal;
}

// Rounds to `decimals` places, a half away from zero, as people and spreadsheets do.
static void decimal_round(Decimal *decimal, int decimals)
{
    int kept = decimal->point + decimals;
    if (kept >= decimal->count) return;
    bool up = kept >= 0 && decimal->digits[kept] >= '5';
    decimal->count = kept > 0 ? kept : 0;
    if (up) {
        while (decimal->count && decimal->digits[decimal->count - 1] == '9') decimal->count--;
        if (decimal->count) {
            decimal->digits[decimal->count - 1]++;
        } else {
            decimal->digits[decimal->count++] = '1';
            decimal->point++;
        }
    }
    drop_zeros_at_end(decimal);
}

static char digit_at(const Decimal *decimal, int place)
{
    return 0 <= place && place < decimal->count ? decimal->digits[place] : '0';
}

static void add_decimal(Text *text, const Decimal *decimal, int decimals, Notation notation)
{
    int first = decimal->count && decimal->point > 0 ? 0 : decimal->point - 1; // a lone 0 before the point
    for (int place = first; place < decimal->point; place++) {
        if (place > first && (decimal->point - place) % 3 == 0) text_add(text, str_of(notation.group));
        text_add_byte(text, digit_at(decimal, place));
    }
    if (decimals > 0) text_add(text, str_of(notation.point));
    for (int i = 0; i < decimals; i++) text_add_byte(text, digit_at(decimal, decimal->point + i));
}

// For machines --------------------------------------------------------------------------------------------------------

static Decimal decimal_shortest(double value, int digits)
{
    // Up to 15 digits survive the way through a normal double, so that a shorter text would show as zeros at the end.
    int tried = fabs(value) < DBL_MIN ? 1 : DOUBLE_DIGITS_SAFE;
    char text[SCIENTIFIC_BYTES];
    print_scientific(text, value, tried < digits ? tried : digits);
    while (tried < digits && strtod(text, NULL) != fabs(value)) print_scientific(text, value, ++tried);
    return decimal_of_scientific(text);
}

Str number_decimal(Arena *arena, double value, int digits)
{
    assert(isfinite(value) && 1 <= digits && digits <= DOUBLE_DIGITS);
    Text text = text_in(arena);
    Decimal decimal = decimal_shortest(value, digits);
    if (value == 0) return STR("0");
    if (value < 0) text_add_byte(&text, '-');
    // Without an exponent where ECMAScript (Number::toString) writes none.
    int exponent = decimal.point - 1;
    bool plain = -7 <= exponent && exponent < 21;
    if (!plain) decimal.point = 1;
    add_decimal(&text, &decimal, decimal.count > decimal.point ? decimal.count - decimal.point : 0, machine_notation);
    if (!plain) text_addf(&text, "e%+d", exponent);
    return text_str(&text);
}

// For people ----------------------------------------------------------------------------------------------------------

void number_add_scaled(Text *text, Locale locale, uint64_t magnitude, int decimals)
{
    Decimal decimal = decimal_of_integer(magnitude, decimals);
    add_decimal(text, &decimal, decimals, notations[locale]);
}

Str number_say_count(Arena *arena, Locale locale, int64_t count)
{
    Text text = text_in(arena);
    if (count < 0) text_add(&text, STR(MINUS));
    number_add_scaled(&text, locale, number_magnitude(count), 0);
    return text_str(&text);
}

// At 15 digits, so that 0.285 × 100, which is 28.499999999999996 in binary, is rounded as the 28.5 it stands for.
static Decimal decimal_for_people(double value, int decimals)
{
    assert(isfinite(value) && decimals >= 0);
    char text[SCIENTIFIC_BYTES];
    print_scientific(text, value, fabs(value) < 1e15 ? DOUBLE_DIGITS_SAFE : DOUBLE_DIGITS);
    Decimal decimal = decimal_of_scientific(text);
    decimal_round(&decimal, decimals);
    return decimal;
}

static Str write_rounded(Arena *arena, double value, int decimals, const char *minus, Notation notation)
{
    Decimal decimal = decimal_for_people(value, decimals);
    Text text = text_in(arena);
    if (value < 0 && decimal.count) text_add(&text, str_of(minus)); // what rounds to 0 has no sign
    add_decimal(&text, &decimal, decimals, notation);
    return text_str(&text);
}

Str number_fixed(Arena *arena, double value, int decimals)
{
    return write_rounded(arena, value, decimals, "-", machine_notation);
}

static Str say_decimal(Arena *arena, Locale locale, double value, int decimals)
{
    return write_rounded(arena, value, decimals, MINUS, notations[locale]);
}

Str number_say(Arena *arena, Locale locale, double value, int decimals)
{
    return say_decimal(arena, locale, value, decimals);
}

Str number_say_rate(Arena *arena, Locale locale, double rate, int decimals)
{
    return phrase_say(arena, locale, PHRASE("{0}%", "{0}" NARROW_NO_BREAK "%"),
                      say_decimal(arena, locale, rate * 100, decimals));
}

Str number_say_points(Arena *arena, Locale locale, double difference, int decimals)
{
    double points = difference * 100;
    Decimal shown = decimal_for_people(points, decimals);
    bool under_two = shown.count == 0 || shown.point < 1 || (shown.point == 1 && shown.digits[0] == '1');
    bool one = under_two && shown.point == 1 && shown.count == 1;
    bool singular = locale == LOCALE_FR ? under_two : one && decimals == 0;
    Str number = say_decimal(arena, locale, points, decimals);
    return str_format(arena, "%.*s" NO_BREAK "%s", STR_ARGS(number), singular ? "pt" : "pts");
}

// Readers -------------------------------------------------------------------------------------------------------------

static bool is_digit(char c)
{
    return '0' <= c && c <= '9';
}

static size_t skip_digits(Str text, size_t at)
{
    while (at < text.size && is_digit(text.data[at])) at++;
    return at;
}

static size_t skip_sign(Str text, size_t at)
{
    return at < text.size && (text.data[at] == '-' || text.data[at] == '+') ? at + 1 : at;
}

// [sign] digits [. digits] [e [sign] digits]
static bool number_shaped(Str text)
{
    size_t start = skip_sign(text, 0), at = skip_digits(text, start);
    if (at == start) return false;
    if (at < text.size && text.data[at] == '.') {
        start = at + 1;
        if ((at = skip_digits(text, start)) == start) return false;
    }
    if (at < text.size && (text.data[at] == 'e' || text.data[at] == 'E')) {
        start = skip_sign(text, at + 1);
        if ((at = skip_digits(text, start)) == start) return false;
    }
    return at == text.size;
}

bool number_parse(Str text, double *value)
{
    char c_text[NUMBER_TEXT_MAX + 1];
    if (text.size > NUMBER_TEXT_MAX || !number_shaped(text)) return false;
    memcpy(c_text, text.data, text.size);
    c_text[text.size] = '\0';
    double parsed = strtod(c_text, NULL);
    if (!isfinite(parsed)) return false;
    *value = parsed;
    return true;
}

bool number_parse_count(Str text, int64_t *count)
{
    size_t start = skip_sign(text, 0);
    if (start == text.size) return false;
    bool negative = text.data[0] == '-';
    int64_t parsed = 0;
    for (size_t at = start; at < text.size; at++) {
        if (!is_digit(text.data[at])) return false;
        int digit = text.data[at] - '0';
        if (!checked_multiply(parsed, 10, &parsed) || !checked_add(parsed, negative ? -digit : digit, &parsed))
            return false;
    }
    *count = parsed;
    return true;
}
