#include "import/dates_parts.h"

// 0..99; 100 or more when these are not two digits.
static inline unsigned two_digits(const char *at)
{
    unsigned tens = (unsigned)(unsigned char)at[0] - '0', ones = (unsigned)(unsigned char)at[1] - '0';
    return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

static inline bool four_digits(const char *at, int64_t *number)
{
    unsigned hundreds = two_digits(at), ones = two_digits(at + 2);
    *number = hundreds * 100 + ones;
    return hundreds <= 99 && ones <= 99;
}

static inline Str str_after(Str text, size_t size)
{
    return (Str){text.data + size, text.size - size};
}

static inline bool fixed_date(const char *at, DateOrder order, DateParts *parts, DateReading *reading)
{
    if (at[4] == '-' && at[7] == '-') {
        *parts = (DateParts){.month = two_digits(at + 5), .day = two_digits(at + 8)};
        return four_digits(at, &parts->year) && date_exists(*parts);
    }
    bool separated = at[2] == at[5] && (at[2] == '/' || at[2] == '.' || at[2] == '-');
    DateParts day_first = {.month = two_digits(at + 3), .day = two_digits(at)};
    if (!separated || !four_digits(at + 6, &day_first.year)) return false;
    reading->dots = at[2] == '.';
    return date_place(day_first, order, parts, reading) == DATE_READ;
}

// " 10:30", "T10:30:15": takes it off `rest`.
static inline bool fixed_time(Str *rest, int64_t *seconds)
{
    const char *at = rest->data;
    if (rest->size < 6 || (at[0] != ' ' && at[0] != 'T') || at[3] != ':') return false;
    bool with_seconds = rest->size >= 9 && at[6] == ':';
    unsigned hour = two_digits(at + 1), minute = two_digits(at + 4), second = with_seconds ? two_digits(at + 7) : 0;
    if (hour > 23 || minute > 59 || second > 59) return false;
    *seconds = hour * 3600 + minute * 60 + second;
    *rest = str_after(*rest, with_seconds ? 9 : 6);
    return true;
}

static inline bool fixed_zone(Str rest, int64_t *offset)
{
    *offset = 0;
    if (rest.data[0] == ' ') rest = str_after(rest, 1);
    if (str_equal(rest, STR("Z")) || str_equal(rest, STR("UTC"))) return true;
    bool colon = rest.size == 6 && rest.data[3] == ':';
    if ((rest.size != 5 && !colon) || (rest.data[0] != '+' && rest.data[0] != '-')) return false;
    unsigned hours = two_digits(rest.data + 1), minutes = two_digits(rest.data + (colon ? 4 : 3));
    if (hours > 15 || minutes > 59) return false;
    *offset = (int64_t)(hours * 3600 + minutes * 60) * (rest.data[0] == '-' ? -1 : 1);
    return true;
}

bool date_read_fixed(Str text, DateOrder order, DateReading *reading)
{
    enum { DATE_BYTES = 10 };
    DateParts parts;
    int64_t time = 0, offset = 0;
    *reading = (DateReading){0};
    if (text.size < DATE_BYTES || !fixed_date(text.data, order, &parts, reading)) return false;
    Str rest = str_after(text, DATE_BYTES);
    if (rest.size) {
        reading->has_time = true;
        if (!fixed_time(&rest, &time)) return false;
        reading->has_zone = rest.size > 0;
        if (rest.size && !fixed_zone(rest, &offset)) return false;
    }
    CivilDate civil = {(int)parts.year, (int)parts.month, (int)parts.day};
    reading->seconds = (int64_t)day_of_civil(civil) * SECONDS_PER_DAY + time - offset;
    return true;
}
