#include "event/tracking_values.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

// ---- times ----

TimeFault time_of(JsonValue value, Arena *arena, Instant *instant)
{
    const double seconds_at_most = 1e11, last = 253402300799999; // 9999-12-31T23:59:59.999Z
    double number;
    if (json_get_number(value, &number)) {
        if (number < 0) return TIME_TOO_OLD;
        if (number < seconds_at_most) return TIME_SECONDS;
        if (number > last) return TIME_NOT_A_DATE;
        *instant = (Instant)number;
        return TIME_FINE;
    }
    if (value.type != JSON_STRING) return TIME_NOT_A_DATE;
    switch (instant_parse(json_get_string(value, arena), instant)) {
    case INSTANT_FINE: return TIME_FINE;
    case INSTANT_YEAR_OUT: return TIME_TOO_OLD;
    case INSTANT_NOT_A_DATE:
    case INSTANT_NO_OFFSET: break;
    }
    return TIME_NOT_A_DATE;
}

bool clock_correct(Instant received, Instant sent, Instant *at)
{
    int64_t late = received - sent;
    if (-CLOCK_TOLERANCE_MS <= late && late <= CLOCK_TOLERANCE_MS) return false;
    *at += late;
    return true;
}

// ---- amounts ----

enum { AMOUNT_DIGITS_MAX = 40 };
static const int64_t amount_most = 1000000000000000; // 10^15 minor units

typedef struct Decimal {
    int64_t minor;
    int decimals; // digits after the point that were taken
    bool point, round_up;
} Decimal;

static bool take_digit(Decimal *decimal, int digit, int exponent)
{
    if (decimal->point && decimal->decimals >= exponent) {
        if (decimal->decimals == exponent) decimal->round_up = digit >= 5;
        decimal->decimals++;
        return true;
    }
    decimal->minor = decimal->minor * 10 + digit;
    decimal->decimals += decimal->point;
    return decimal->minor <= amount_most;
}

// "-12.5": at least one digit, and none may be missing beside the point.
static AmountFault plain_amount(Str text, int exponent, int64_t *amount_minor)
{
    Decimal decimal = {0};
    bool negative = text.size && text.data[0] == '-', digit_before = false;
    for (size_t i = negative; i < text.size; i++) {
        char byte = text.data[i];
        bool is_digit = '0' <= byte && byte <= '9';
        if (!is_digit && (byte != '.' || decimal.point || !digit_before)) return AMOUNT_NOT_DECIMAL;
        if (is_digit && !take_digit(&decimal, byte - '0', exponent)) return AMOUNT_TOO_LARGE;
        decimal.point |= !is_digit;
        digit_before = is_digit;
    }
    if (!digit_before) return AMOUNT_NOT_DECIMAL;
    for (; decimal.decimals < exponent; decimal.decimals++)
        if ((decimal.minor *= 10) > amount_most) return AMOUNT_TOO_LARGE;
    decimal.minor += decimal.round_up;
    *amount_minor = negative ? -decimal.minor : decimal.minor;
    return AMOUNT_FINE;
}

AmountFault amount_of(JsonValue value, const Currency *currency, Arena *arena, int64_t *amount_minor)
{
    Str text = value.type == JSON_STRING ? json_get_string(value, arena) : value.text;
    if (value.type != JSON_STRING && value.type != JSON_NUMBER) return AMOUNT_NOT_DECIMAL;
    if (value.type == JSON_NUMBER && (memchr(text.data, 'e', text.size) || memchr(text.data, 'E', text.size))) {
        double number;
        if (!json_get_number(value, &number)) return AMOUNT_NOT_DECIMAL;
        number *= (double)currency_minor_per_major(currency);
        if (fabs(number) > (double)amount_most) return AMOUNT_TOO_LARGE;
        *amount_minor = (int64_t)round(number);
        return AMOUNT_FINE;
    }
    if (text.size > AMOUNT_DIGITS_MAX && value.type == JSON_STRING) return AMOUNT_NOT_DECIMAL;
    return plain_amount(text, currency->exponent, amount_minor);
}

// ---- ids and texts ----

static bool is_format_character(const unsigned char *at, size_t left)
{
    if (left >= 2 && at[0] == 0xC2) return at[1] == 0xAD; // soft hyphen
    if (left < 3) return false;
    if (at[0] == 0xE2 && at[1] == 0x80) return (0x8B <= at[2] && at[2] <= 0x8F) || (0xA8 <= at[2] && at[2] <= 0xAE);
    if (at[0] == 0xE2 && at[1] == 0x81) return 0xA0 <= at[2] && at[2] <= 0xAF;
    return at[0] == 0xEF && at[1] == 0xBB && at[2] == 0xBF;
}

bool has_control_character(Str text)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    for (size_t i = 0; i < text.size; i++) {
        if (bytes[i] < 0x20 || bytes[i] == 0x7F) return true;
        if (bytes[i] == 0xC2 && i + 1 < text.size && bytes[i + 1] < 0xA0) return true;
    }
    return false;
}

static bool has_format_character(Str text)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    for (size_t i = 0; i < text.size; i++)
        if (bytes[i] >= 0xC2 && is_format_character(bytes + i, text.size - i)) return true;
    return false;
}

IdFault id_check(Str id)
{
    static const Str suspicious[] = {STR("null"), STR("undefined"), STR("0"),     STR("nan"),
                                     STR("true"), STR("anonymous"), STR("guest"), STR("[object object]")};
    enum { LONGEST_SUSPICIOUS = 15 };
    if (has_control_character(id) || has_format_character(id)) return ID_CHARACTER;
    if (str_trim(id).size == 0) return ID_BLANK;
    for (size_t i = 0; id.size <= LONGEST_SUSPICIOUS && i < COUNT_OF(suspicious); i++)
        if (str_equal_fold(id, suspicious[i])) return ID_SUSPICIOUS;
    return ID_FINE;
}

bool looks_like_email(Str text)
{
    const char *at = text.size ? memchr(text.data, '@', text.size) : NULL;
    if (!at || at == text.data || text.size > 254) return false;
    Str domain = {at + 1, text.size - (size_t)(at + 1 - text.data)};
    const char *dot = domain.size ? memchr(domain.data, '.', domain.size) : NULL;
    return dot && dot > domain.data && domain.data[domain.size - 1] != '.' && !memchr(domain.data, '@', domain.size) &&
           !memchr(text.data, ' ', text.size);
}

int json_nesting(JsonValue value)
{
    if (value.type != JSON_OBJECT && value.type != JSON_ARRAY) return 0;
    int depth = 0, deepest = 0;
    bool in_string = false;
    for (size_t i = 0; i < value.text.size; i++) {
        char byte = value.text.data[i];
        if (in_string && byte == '\\') i++;
        if (byte == '"') in_string = !in_string;
        if (in_string) continue;
        depth += (byte == '{' || byte == '[') - (byte == '}' || byte == ']');
        if (depth > deepest) deepest = depth;
    }
    return deepest;
}

uint64_t content_mark(Str text, uint64_t seed)
{
    const uint64_t multiplier = 0x9E3779B97F4A7C15;
    uint64_t mark = seed ^ text.size * multiplier;
    for (size_t i = 0; i < text.size; i += sizeof(uint64_t)) {
        uint64_t word = 0;
        size_t left = text.size - i;
        memcpy(&word, text.data + i, left < sizeof word ? left : sizeof word);
        mark = (mark ^ word) * multiplier;
        mark ^= mark >> 32;
    }
    return mark;
}
