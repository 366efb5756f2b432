#include "import/amounts.h"

#include <string.h>

// ---- decimals ----

enum { FACTOR_DIGITS = 18, READ_DIGITS = 20, SCALE_MAX = 18 };

static __int128 power_of_ten(int exponent)
{
    __int128 power = 1;
    while (exponent-- > 0) power *= 10;
    return power;
}

// value * 10^up, or value / 10^down rounded half away from zero, for what fits in 64 bits: nearly all amounts.
static bool minor_of_small(int64_t digits, int drop, int64_t *minor)
{
    static const int64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    enum { LARGEST = COUNT_OF(powers) };
    if (drop <= 0) return -drop < LARGEST && checked_multiply(digits, powers[-drop], minor) && *minor != INT64_MIN;
    if (drop >= LARGEST || digits > INT64_MAX / 2 || digits < -INT64_MAX / 2) return false;
    int64_t half = powers[drop] / 2;
    *minor = (digits < 0 ? digits - half : digits + half) / powers[drop];
    return true;
}

bool decimal_to_minor(Decimal value, int exponent, int64_t *minor)
{
    int drop = value.scale - exponent;
    __int128 digits = value.digits;
    if (digits == (int64_t)digits && minor_of_small((int64_t)digits, drop, minor)) return true;
    if (drop > 0) {
        __int128 unit = power_of_ten(drop), half = unit / 2;
        digits = (digits < 0 ? digits - half : digits + half) / unit;
    } else if (!checked_multiply(digits, power_of_ten(-drop), &digits)) {
        return false;
    }
    *minor = (int64_t)digits;
    return digits <= INT64_MAX && digits >= -INT64_MAX;
}

static Decimal shortened(Decimal value)
{
    __int128 limit = power_of_ten(FACTOR_DIGITS);
    while (value.scale > 0 && (value.digits >= limit || value.digits <= -limit)) {
        value.digits /= 10;
        value.scale--;
    }
    return value;
}

bool decimal_multiply(Decimal a, Decimal b, Decimal *product)
{
    a = shortened(a);
    b = shortened(b);
    product->scale = a.scale + b.scale;
    return checked_multiply(a.digits, b.digits, &product->digits);
}

// ---- the short cut ----

// With the decimal sign where it is: "1,234" could be a thousand; "0,234", "1234,234" and "1,23" could not.
static bool could_be_group(int whole_digits, int fraction_digits, char first)
{
    return fraction_digits == 3 && 1 <= whole_digits && whole_digits <= 3 && first != '0';
}

// Reads digits into *number; returns how many.
static inline int plain_digits(const char **at, const char *end, int64_t *number)
{
    const char *start = *at;
    while (*at < end) {
        unsigned digit = (unsigned)(unsigned char)**at - '0';
        if (digit > 9) break;
        *number = *number * 10 + (int64_t)digit;
        ++*at;
    }
    return (int)(*at - start);
}

bool amount_read_plain(Str text, char decimal, AmountReading *reading)
{
    enum { LONGEST = 18 };
    const char *at = text.data, *end = text.data + text.size;
    if (text.size == 0 || text.size > LONGEST) return false;
    bool minus = *at == '-';
    at += minus;
    const char *first = at;
    int64_t number = 0;
    int whole = plain_digits(&at, end, &number), fraction = 0;
    if (whole == 0) return false;
    if (at < end) {
        if (*at++ != decimal) return false;
        fraction = plain_digits(&at, end, &number);
        if (at < end || fraction == 0) return false;
    }
    reading->value = (Decimal){minus ? -number : number, fraction};
    reading->ambiguous = could_be_group(whole, fraction, *first);
    reading->decides = fraction && !reading->ambiguous ? decimal : 0;
    return true;
}

// ---- the general way: sign, currency and number apart, then the number ----

static bool is_digit(char byte)
{
    return '0' <= byte && byte <= '9';
}

// The width of a blank or an apostrophe that groups thousands at the start of `text`, 0 for none.
static size_t group_blank(Str text)
{
    static const char *const blanks[] = {" ", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", "'", "\xE2\x80\x99"};
    for (size_t i = 0; i < COUNT_OF(blanks); i++)
        if (str_starts_with(text, str_of(blanks[i]))) return strlen(blanks[i]);
    return 0;
}

static Str str_after(Str text, size_t size)
{
    return (Str){text.data + size, text.size - size};
}

static bool cut_start(Str *text, Str part)
{
    if (!str_starts_with(*text, part)) return false;
    *text = str_trim(str_after(*text, part.size));
    return true;
}

static bool cut_end(Str *text, Str part)
{
    if (text->size < part.size || !str_equal(str_after(*text, text->size - part.size), part)) return false;
    *text = str_trim((Str){text->data, text->size - part.size});
    return true;
}

// Takes one sign off either end. False when there are two.
static bool cut_sign(Str *text, int *sign)
{
    bool minus = cut_start(text, STR("-")) || cut_start(text, STR("\xE2\x88\x92")) || cut_end(text, STR("-")) ||
                 cut_end(text, STR("\xE2\x88\x92"));
    bool plus = !minus && cut_start(text, STR("+"));
    if (!minus && !plus) return true;
    if (*sign) return false;
    *sign = minus ? -1 : 1;
    return true;
}

static bool cut_parentheses(Str *text, int *sign)
{
    if (text->size < 2 || text->data[0] != '(' || text->data[text->size - 1] != ')') return true;
    *text = str_trim((Str){text->data + 1, text->size - 2});
    if (*sign) return false;
    *sign = -1;
    return true;
}

// A digit, or a dot or comma beside one ("Rs. 500" has a dot that is no part of its number), or a sign or parenthesis.
static bool number_at(Str text, size_t at)
{
    char byte = text.data[at];
    if (byte == '.' || byte == ',')
        return (at + 1 < text.size && is_digit(text.data[at + 1])) || (at > 0 && is_digit(text.data[at - 1]));
    return is_digit(byte) || (byte && strchr("-()", byte)) || str_starts_with(str_after(text, at), STR("\xE2\x88\x92"));
}

// Takes the currency off either end. False when something stands at both.
static bool cut_currency(Str *text, Str *currency)
{
    size_t start = 0, end = text->size;
    while (start < end && !number_at(*text, start)) start++;
    while (end > start && !number_at(*text, end - 1)) end--;
    Str before = str_trim((Str){text->data, start}), after = str_trim(str_after(*text, end));
    *currency = before.size ? before : after;
    *text = str_trim((Str){text->data + start, end - start});
    return before.size == 0 || after.size == 0;
}

typedef struct Shape {
    int dots, commas, blanks;
    size_t last_dot, last_comma;       // offsets
    int whole_digits, fraction_digits; // around the last dot or comma
    bool grouped_well;                 // groups of three after the first, whichever sign groups
} Shape;

static char other_sign(char decimal)
{
    return decimal == '.' ? ',' : '.';
}

static int digits_between(Str text, size_t from, size_t to)
{
    int digits = 0;
    for (size_t i = from; i < to; i++) digits += is_digit(text.data[i]);
    return digits;
}

// False when the text holds anything but digits, signs and blanks between digits.
static bool shape_of(Str number, Shape *shape)
{
    *shape = (Shape){0};
    for (size_t i = 0; i < number.size;) {
        size_t blank = group_blank(str_after(number, i));
        if (number.data[i] == '.')
            shape->dots++, shape->last_dot = i;
        else if (number.data[i] == ',')
            shape->commas++, shape->last_comma = i;
        else if (blank)
            shape->blanks++;
        else if (!is_digit(number.data[i]))
            return false;
        i += blank ? blank : 1;
    }
    size_t last = shape->last_dot > shape->last_comma ? shape->last_dot : shape->last_comma;
    bool any = shape->dots || shape->commas;
    shape->whole_digits = digits_between(number, 0, any ? last : number.size);
    shape->fraction_digits = any ? digits_between(number, last + 1, number.size) : 0;
    return shape->whole_digits + shape->fraction_digits > 0;
}

// The only sign that can be the decimal one; 0 when the number does not tell.
static char decimal_of(const Shape *shape, char first, bool *ambiguous)
{
    *ambiguous = false;
    if (shape->dots && shape->commas) return shape->last_dot > shape->last_comma ? '.' : ',';
    int count = shape->dots + shape->commas;
    if (count == 0) return 0;
    char sign = shape->dots ? '.' : ',';
    if (count > 1) return other_sign(sign);
    *ambiguous = shape->blanks == 0 && could_be_group(shape->whole_digits, shape->fraction_digits, first);
    return *ambiguous ? 0 : sign;
}

// The thousands of `whole` must be grouped by one kind of sign, by three digits (in India also two before the last).
static bool groups_fit(Str whole, char *group)
{
    int digits = 0;
    bool any = false;
    *group = 0;
    for (size_t i = 0; i < whole.size;) {
        if (is_digit(whole.data[i])) {
            digits++;
            i++;
            continue;
        }
        size_t blank = group_blank(str_after(whole, i));
        char kind = blank ? (whole.data[i] == '\'' ? '\'' : ' ') : whole.data[i];
        if (*group && kind != *group) return false;
        bool size_fits = any ? digits == 3 || digits == 2 : 1 <= digits && digits <= 3;
        if (!size_fits) return false;
        *group = kind;
        any = true;
        digits = 0;
        i += blank ? blank : 1;
    }
    return !any || digits == 3;
}

// Whole digits must fit in READ_DIGITS; of the others as many are kept as do, at most SCALE_MAX.
static bool collect_digits(Str text, bool fraction, Decimal *value)
{
    __int128 limit = power_of_ten(READ_DIGITS - 1);
    for (size_t i = 0; i < text.size; i++) {
        if (!is_digit(text.data[i])) continue;
        if (value->digits >= limit || value->scale == SCALE_MAX) return fraction;
        value->digits = value->digits * 10 + (text.data[i] - '0');
        value->scale += fraction;
    }
    return true;
}

static AmountStatus read_number(Str number, char decimal, AmountReading *reading)
{
    Shape shape;
    if (!shape_of(number, &shape)) return AMOUNT_BAD;
    reading->decides = decimal_of(&shape, number.data[0], &reading->ambiguous);
    char sign = reading->decides ? reading->decides : decimal;
    int signs = sign == '.' ? shape.dots : shape.commas;
    size_t at = sign == '.' ? shape.last_dot : shape.last_comma;
    if (signs > 1) return AMOUNT_BAD;
    Str whole = {number.data, signs ? at : number.size};
    Str fraction = signs ? str_after(number, at + 1) : (Str){0};
    if (!groups_fit(whole, &reading->group) || (size_t)digits_between(fraction, 0, fraction.size) != fraction.size)
        return AMOUNT_BAD;
    if (sign != decimal) return AMOUNT_OTHER_SIGN;
    if (!collect_digits(whole, false, &reading->value)) return AMOUNT_TOO_LARGE;
    collect_digits(fraction, true, &reading->value);
    return AMOUNT_READ;
}

AmountStatus amount_read(Str text, char decimal, AmountReading *reading)
{
    *reading = (AmountReading){0};
    int sign = 0;
    text = str_trim(text);
    if (!cut_parentheses(&text, &sign) || !cut_sign(&text, &sign) || !cut_currency(&text, &reading->currency) ||
        !cut_sign(&text, &sign) || !cut_parentheses(&text, &sign))
        return AMOUNT_BAD;
    if (text.size == 0) return AMOUNT_BAD;
    AmountStatus status = read_number(text, decimal, reading);
    if (sign < 0) reading->value.digits = -reading->value.digits;
    return status;
}

// ---- currencies ----

bool amount_currency(Str text, Currency *currency)
{
    static const char *const shared[] = {"kr", "kr.", "fr", "fr.", "rs", "rs."};
    if (currency_find(text, currency)) return true;
    *currency = currency_unknown;
    for (size_t i = 0; i < COUNT_OF(shared); i++)
        if (str_equal_fold(text, str_of(shared[i]))) return true;
    return false;
}

bool amount_currency_fits(Str text, const Currency *currency)
{
    Currency found;
    if (!amount_currency(text, &found)) return false;
    if (found.code[0] == '\0' || str_equal(str_of(found.code), str_of(currency->code))) return true;
    return str_contains(str_of(currency->symbol), text);
}
