#include "base/instant.h"

#include <time.h>

#include "base/calendar.h"

int64_t steady_milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * MILLISECONDS_PER_SECOND + now.tv_nsec / 1000000;
}

Instant instant_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (Instant)now.tv_sec * MILLISECONDS_PER_SECOND + now.tv_nsec / 1000000;
}

// Reads exactly `digits` decimal digits at `*at`; false, with *at unmoved, when they are not there.
static bool take_digits(Str text, size_t *at, size_t digits, int *number)
{
    if (text.size - *at < digits) return false;
    int value = 0;
    for (size_t i = 0; i < digits; i++) {
        char digit = text.data[*at + i];
        if (digit < '0' || digit > '9') return false;
        value = value * 10 + (digit - '0');
    }
    *at += digits;
    *number = value;
    return true;
}

static bool take_byte(Str text, size_t *at, const char *allowed)
{
    if (*at >= text.size) return false;
    for (; *allowed; allowed++)
        if (text.data[*at] == *allowed) {
            ++*at;
            return true;
        }
    return false;
}

// Milliseconds of ".123456"; 0 and nothing taken without a point. False for a point without digits.
static bool take_fraction(Str text, size_t *at, int *milliseconds)
{
    *milliseconds = 0;
    if (!take_byte(text, at, ".")) return true;
    size_t start = *at;
    int scale = 100;
    for (; *at < text.size && text.data[*at] >= '0' && text.data[*at] <= '9'; ++*at, scale /= 10)
        *milliseconds += (text.data[*at] - '0') * scale;
    return *at > start;
}

// "Z", "+02:00"; seconds east of UTC.
static InstantFault take_offset(Str text, size_t *at, int *offset)
{
    *offset = 0;
    if (*at == text.size) return INSTANT_NO_OFFSET;
    if (take_byte(text, at, "Zz")) return INSTANT_FINE;
    bool west = text.data[*at] == '-';
    int hours, minutes;
    if (!take_byte(text, at, "+-") || !take_digits(text, at, 2, &hours) || !take_byte(text, at, ":") ||
        !take_digits(text, at, 2, &minutes) || hours > 23 || minutes > 59)
        return INSTANT_NOT_A_DATE;
    *offset = (hours * 60 + minutes) * 60 * (west ? -1 : 1);
    return INSTANT_FINE;
}

InstantFault instant_parse(Str text, Instant *instant)
{
    size_t at = 0;
    int year, month, day, hour, minute, second, milliseconds, offset;
    if (!take_digits(text, &at, 4, &year) || !take_byte(text, &at, "-") || !take_digits(text, &at, 2, &month) ||
        !take_byte(text, &at, "-") || !take_digits(text, &at, 2, &day) || !take_byte(text, &at, "Tt ") ||
        !take_digits(text, &at, 2, &hour) || !take_byte(text, &at, ":") || !take_digits(text, &at, 2, &minute) ||
        !take_byte(text, &at, ":") || !take_digits(text, &at, 2, &second) || !take_fraction(text, &at, &milliseconds))
        return INSTANT_NOT_A_DATE;
    if (hour > 23 || minute > 59 || second > 60) return INSTANT_NOT_A_DATE;
    InstantFault fault = take_offset(text, &at, &offset);
    if (fault) return fault;
    if (at != text.size) return INSTANT_NOT_A_DATE;
    if (year < 1970) return INSTANT_YEAR_OUT;
    CivilDate date = {.year = year, .month = month, .day = day};
    if (!civil_date_valid(date)) return INSTANT_NOT_A_DATE;
    if (second == 60) second = 59;
    int64_t seconds = (int64_t)day_of_civil(date) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second - offset;
    *instant = seconds * MILLISECONDS_PER_SECOND + milliseconds;
    return INSTANT_FINE;
}

Str instant_text(Arena *arena, Instant instant)
{
    int64_t milliseconds = instant % MILLISECONDS_PER_SECOND, seconds = instant / MILLISECONDS_PER_SECOND;
    if (milliseconds < 0) milliseconds += MILLISECONDS_PER_SECOND, seconds--;
    int64_t of_day = seconds % SECONDS_PER_DAY, day = seconds / SECONDS_PER_DAY;
    if (of_day < 0) of_day += SECONDS_PER_DAY, day--;
    CivilDate date = civil_of_day((Day)day);
    return str_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", date.year, date.month, date.day,
                      (int)(of_day / 3600), (int)(of_day / 60 % 60), (int)(of_day % 60), (int)milliseconds);
}
