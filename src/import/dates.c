#include "import/dates_parts.h"

#include <string.h>

#include "import/names.h"

typedef struct Cursor {
    const char *at, *end;
} Cursor;

static bool ended(const Cursor *cursor)
{
    return cursor->at == cursor->end;
}

static char peek(const Cursor *cursor)
{
    return ended(cursor) ? '\0' : *cursor->at;
}

static bool is_digit(char byte)
{
    return '0' <= byte && byte <= '9';
}

static bool take(Cursor *cursor, char byte)
{
    if (peek(cursor) != byte || ended(cursor)) return false;
    cursor->at++;
    return true;
}

static size_t skip_blanks(Cursor *cursor)
{
    Str rest = {cursor->at, (size_t)(cursor->end - cursor->at)};
    static const char *const blanks[] = {" ", "\t", "\xC2\xA0", "\xE2\x80\xAF"};
    size_t skipped = 0;
    for (size_t i = 0; i < COUNT_OF(blanks);) {
        Str blank = str_of(blanks[i++]);
        if (!str_starts_with(rest, blank)) continue;
        rest = (Str){rest.data + blank.size, rest.size - blank.size};
        skipped++;
        i = 0;
    }
    cursor->at = rest.data;
    return skipped;
}

// Returns how many digits were read: 0 for none or more than `longest`.
static int take_digits(Cursor *cursor, int longest, int64_t *number)
{
    int digits = 0;
    *number = 0;
    const char *start = cursor->at;
    while (is_digit(peek(cursor)) && digits <= longest) {
        *number = *number * 10 + (*cursor->at++ - '0');
        digits++;
    }
    if (digits <= longest) return digits;
    cursor->at = start;
    return 0;
}

enum { WORD_BYTES = 16 };

// Letters (of any language), folded as header names are.
static Str take_word(Cursor *cursor, char buffer[WORD_BYTES])
{
    const char *start = cursor->at;
    while (!ended(cursor)) {
        char byte = *cursor->at, lower = (char)(byte | 0x20);
        if ('a' <= lower && lower <= 'z')
            cursor->at++;
        else if (byte == '\xC3' && cursor->end - cursor->at > 1)
            cursor->at += 2; // é, û
        else
            break;
    }
    return name_fold((Str){start, (size_t)(cursor->at - start)}, buffer, WORD_BYTES);
}

static bool among(Str word, const char *words)
{
    if (word.size == 0) return false;
    for (Str rest = str_of(words), one; str_cut(&rest, ' ', &one);)
        if (str_equal(word, one)) return true;
    return false;
}

// 1..12, or 0. English and French.
static int month_of(Str word)
{
    static const char *const months[] = {"jan january janv janvier",
                                         "feb february fev fevr fevrier",
                                         "mar march mars",
                                         "apr april avr avril",
                                         "may mai",
                                         "jun june juin",
                                         "jul july juil juillet",
                                         "aug august aou aout",
                                         "sep sept september septembre",
                                         "oct october octobre",
                                         "nov november novembre",
                                         "dec december decembre"};
    for (int i = 0; i < 12; i++)
        if (among(word, months[i])) return i + 1;
    return 0;
}

static bool is_weekday(Str word)
{
    return among(word,
                 "mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday "
                 "lun lundi mar mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche le");
}

static bool take_month_name(Cursor *cursor, int64_t *month)
{
    char buffer[WORD_BYTES];
    Cursor ahead = *cursor;
    Str word = take_word(&ahead, buffer);
    *month = word.size ? month_of(word) : 0;
    if (*month == 0) return false;
    *cursor = ahead;
    return true;
}

// What stands between the parts of a date that has a month name.
static void skip_between(Cursor *cursor)
{
    do {
        while (peek(cursor) == '-' || peek(cursor) == '/' || peek(cursor) == '.' || peek(cursor) == ',') cursor->at++;
    } while (skip_blanks(cursor));
}

static void skip_ordinal(Cursor *cursor)
{
    char buffer[WORD_BYTES];
    Cursor ahead = *cursor;
    if (among(take_word(&ahead, buffer), "st nd rd th er")) *cursor = ahead;
}

static int64_t full_year(int64_t year, int digits)
{
    if (digits == 4) return year;
    return year >= 70 ? 1900 + year : 2000 + year;
}

static bool take_year(Cursor *cursor, int64_t *year)
{
    int digits = take_digits(cursor, 4, year);
    *year = full_year(*year, digits);
    return digits == 4 || digits == 2;
}

bool date_exists(DateParts parts)
{
    return civil_date_valid((CivilDate){(int)parts.year, (int)parts.month, (int)parts.day});
}

// Jan 5, 2026
static bool month_day_year(Cursor *cursor, DateParts *parts)
{
    if (!take_month_name(cursor, &parts->month)) return false;
    skip_between(cursor);
    if (!take_digits(cursor, 2, &parts->day)) return false;
    skip_ordinal(cursor);
    skip_between(cursor);
    return take_year(cursor, &parts->year);
}

// 5 janv. 2026, 2026-Jan-05: after its first number.
static bool around_month_name(Cursor *cursor, int digits, int64_t first, DateParts *parts)
{
    skip_ordinal(cursor);
    skip_between(cursor);
    if (!take_month_name(cursor, &parts->month)) return false;
    skip_between(cursor);
    if (digits == 4) {
        parts->year = first;
        return take_digits(cursor, 2, &parts->day) > 0;
    }
    parts->day = first;
    return digits <= 2 && take_year(cursor, &parts->year);
}

DateStatus date_place(DateParts day_first, DateOrder order, DateParts *parts, DateReading *reading)
{
    DateParts month_first = {day_first.year, day_first.day, day_first.month};
    bool by_day = date_exists(day_first), by_month = date_exists(month_first);
    if (!by_day && !by_month) return DATE_BAD;
    if (by_day != by_month) reading->decides = by_day ? DATE_ORDER_DMY : DATE_ORDER_MDY;
    reading->ambiguous = by_day && by_month && day_first.day != day_first.month;
    bool wanted_by_month = order == DATE_ORDER_MDY;
    if (wanted_by_month ? !by_month : !by_day) return DATE_OTHER_ORDER;
    *parts = wanted_by_month ? month_first : day_first;
    return DATE_READ;
}

// After the first number of three.
static DateStatus three_numbers(Cursor *cursor, int digits, int64_t first, DateOrder order, DateParts *parts,
                                DateReading *reading)
{
    int64_t second, third;
    char separator = peek(cursor);
    if (separator != '/' && separator != '-' && separator != '.') return DATE_BAD;
    cursor->at++;
    if (!take_digits(cursor, 2, &second) || !take(cursor, separator)) return DATE_BAD;
    int last_digits = take_digits(cursor, 4, &third);
    bool year_first = digits == 4 || (order == DATE_ORDER_YMD && last_digits <= 2);
    if (year_first) {
        *parts = (DateParts){full_year(first, digits), second, third};
        return (digits == 4 || digits == 2) && (last_digits == 1 || last_digits == 2) && date_exists(*parts) ? DATE_READ
                                                                                                             : DATE_BAD;
    }
    if (digits > 2 || (last_digits != 4 && last_digits != 2)) return DATE_BAD;
    reading->dots = separator == '.';
    return date_place((DateParts){full_year(third, last_digits), second, first}, order, parts, reading);
}

static DateStatus take_date(Cursor *cursor, DateOrder order, DateParts *parts, DateReading *reading)
{
    if (!is_digit(peek(cursor))) {
        reading->month_name = true;
        return month_day_year(cursor, parts) && date_exists(*parts) ? DATE_READ : DATE_BAD;
    }
    int64_t first;
    int digits = take_digits(cursor, 8, &first);
    if (digits == 8) {
        *parts = (DateParts){first / 10000, first / 100 % 100, first % 100};
        return date_exists(*parts) ? DATE_READ : DATE_BAD;
    }
    if (digits == 0 || digits == 3 || digits > 4) return DATE_BAD;
    Cursor ahead = *cursor;
    if (around_month_name(&ahead, digits, first, parts)) {
        *cursor = ahead;
        reading->month_name = true;
        return date_exists(*parts) ? DATE_READ : DATE_BAD;
    }
    return three_numbers(cursor, digits, first, order, parts, reading);
}

// ---- times ----

static bool take_half_of_day(Cursor *cursor, int64_t *hour)
{
    Cursor ahead = *cursor;
    skip_blanks(&ahead);
    char half = (char)(peek(&ahead) | 0x20);
    if (half != 'a' && half != 'p') return false;
    ahead.at++;
    take(&ahead, '.');
    if ((peek(&ahead) | 0x20) != 'm') return false;
    ahead.at++;
    take(&ahead, '.');
    if (*hour < 1 || *hour > 12) return false;
    *hour = *hour % 12 + (half == 'p' ? 12 : 0);
    *cursor = ahead;
    return true;
}

static bool take_minutes(Cursor *cursor, int64_t *minute, int64_t *second)
{
    if (take_digits(cursor, 2, minute) != 2) return false;
    if (!take(cursor, ':')) return true;
    if (take_digits(cursor, 2, second) != 2) return false;
    if (peek(cursor) == '.' || peek(cursor) == ',') {
        cursor->at++;
        if (!is_digit(peek(cursor))) return false;
        while (is_digit(peek(cursor))) cursor->at++; // of a second: dropped
    }
    return true;
}

// 10:30, 10:30:15.5, 10h30, 10 AM, 103015
static bool take_time(Cursor *cursor, int64_t *seconds)
{
    int64_t hour, minute = 0, second = 0;
    int digits = take_digits(cursor, 6, &hour);
    if (digits == 6 || digits == 4) {
        if (digits == 6) second = hour % 100;
        if (digits == 6) hour /= 100;
        minute = hour % 100;
        hour /= 100;
    } else if (digits != 1 && digits != 2) {
        return false;
    } else if (take(cursor, ':')) {
        if (!take_minutes(cursor, &minute, &second)) return false;
        take_half_of_day(cursor, &hour);
    } else if (take(cursor, 'h') || take(cursor, 'H')) {
        if (is_digit(peek(cursor)) && !take_minutes(cursor, &minute, &second)) return false;
    } else if (!take_half_of_day(cursor, &hour)) {
        return false;
    }
    *seconds = hour * 3600 + minute * 60 + second;
    return minute <= 59 && second <= 60 && (hour <= 23 || *seconds == SECONDS_PER_DAY);
}

// +02:00, +0200, +02, with a sign of any kind
static bool take_offset(Cursor *cursor, int64_t *offset)
{
    bool minus = peek(cursor) == '-' || peek(cursor) == '\xE2';
    if (peek(cursor) == '\xE2') {
        if (!str_starts_with((Str){cursor->at, (size_t)(cursor->end - cursor->at)}, STR("\xE2\x88\x92"))) return false;
        cursor->at += 2;
    } else if (peek(cursor) != '+' && peek(cursor) != '-') {
        return false;
    }
    cursor->at++;
    int64_t hours, minutes = 0;
    int digits = take_digits(cursor, 4, &hours);
    if (digits == 4) {
        minutes = hours % 100;
        hours /= 100;
    } else if (digits != 2 || (take(cursor, ':') && take_digits(cursor, 2, &minutes) != 2)) {
        return false;
    }
    *offset = (hours * 3600 + minutes * 60) * (minus ? -1 : 1);
    return hours <= 15 && minutes <= 59;
}

// Z, UTC, GMT, +02:00, GMT+0100 (CET); nothing at all is fine.
static bool take_zone(Cursor *cursor, int64_t *offset, bool *has_zone)
{
    char buffer[WORD_BYTES];
    *offset = 0;
    skip_blanks(cursor);
    if (ended(cursor)) return true;
    Str word = take_word(cursor, buffer);
    if (word.size && !among(word, "z utc gmt")) return false;
    *has_zone = true;
    if (!ended(cursor) && peek(cursor) != ' ' && !take_offset(cursor, offset)) return false;
    skip_blanks(cursor);
    if (peek(cursor) == '(' && cursor->end[-1] == ')') cursor->at = cursor->end; // the name of the zone
    return ended(cursor);
}

// Between date and time: T, blanks, a comma, "at", "à". False when it is none of these.
static bool skip_to_time(Cursor *cursor)
{
    char buffer[WORD_BYTES];
    size_t blanks = skip_blanks(cursor);
    if (take(cursor, ',')) blanks += skip_blanks(cursor) + 1;
    Str word = take_word(cursor, buffer);
    if (word.size == 0) return blanks > 0;
    skip_blanks(cursor);
    return among(word, "t at a");
}

bool time_of_day_read(Str text, int32_t *seconds)
{
    text = str_trim(text);
    if (text.size == 0) return false;
    Cursor cursor = {text.data, text.data + text.size};
    int64_t time, offset;
    bool has_zone;
    if (!take_time(&cursor, &time) || !take_zone(&cursor, &offset, &has_zone)) return false;
    *seconds = (int32_t)time;
    return time < SECONDS_PER_DAY;
}

// ---- all of it ----

// 1767607200, 1767607200.5, 1767607200000. False: it is no such number.
static bool read_unix(Str text, DateReading *reading)
{
    Cursor cursor = {text.data, text.data + text.size};
    int64_t number;
    int digits = take_digits(&cursor, 16, &number);
    if (digits == 12 || digits == 13)
        number /= 1000;
    else if (digits == 16)
        number /= 1000000;
    else if (digits != 9 && digits != 10)
        return false;
    if (take(&cursor, '.'))
        while (is_digit(peek(&cursor))) cursor.at++;
    if (!ended(&cursor)) return false;
    *reading = (DateReading){.seconds = number, .has_time = true, .has_zone = true, .unix_time = true};
    return true;
}

// 20260105101500
static bool read_fourteen(Str text, DateReading *reading)
{
    if (text.size != 14) return false;
    Cursor date = {text.data, text.data + 8}, time = {text.data + 8, text.data + 14};
    DateParts parts;
    int64_t number, seconds;
    if (take_digits(&date, 8, &number) != 8 || !take_time(&time, &seconds) || !ended(&time)) return false;
    parts = (DateParts){number / 10000, number / 100 % 100, number % 100};
    if (!date_exists(parts)) return false;
    CivilDate civil = {(int)parts.year, (int)parts.month, (int)parts.day};
    *reading = (DateReading){.seconds = (int64_t)day_of_civil(civil) * SECONDS_PER_DAY + seconds, .has_time = true};
    return true;
}

static DateStatus read_parts(Cursor cursor, DateOrder order, DateReading *reading)
{
    *reading = (DateReading){0};
    DateParts parts;
    DateStatus status = take_date(&cursor, order, &parts, reading);
    if (status == DATE_BAD) return DATE_BAD;
    int64_t seconds = 0, offset = 0;
    if (!ended(&cursor)) {
        reading->has_time = true;
        if (!skip_to_time(&cursor) || !take_time(&cursor, &seconds) || !take_zone(&cursor, &offset, &reading->has_zone))
            return DATE_BAD;
    }
    if (status == DATE_OTHER_ORDER) return status;
    CivilDate civil = {(int)parts.year, (int)parts.month, (int)parts.day};
    reading->seconds = (int64_t)day_of_civil(civil) * SECONDS_PER_DAY + seconds - offset;
    return DATE_READ;
}

// lundi 5 janvier 2026, Mon, 05 Jan 2026
static bool skip_weekday(Cursor *cursor)
{
    char buffer[WORD_BYTES];
    if (!is_weekday(take_word(cursor, buffer))) return false;
    skip_between(cursor);
    return true;
}

DateStatus date_read_general(Str text, DateOrder order, DateReading *reading)
{
    text = str_trim(text);
    if (text.size == 0) return DATE_BAD;
    if (read_unix(text, reading) || read_fourteen(text, reading)) return DATE_READ;
    Cursor cursor = {text.data, text.data + text.size};
    DateStatus status = read_parts(cursor, order, reading);
    while (status == DATE_BAD && skip_weekday(&cursor)) // after trying: "mar" is March and mardi
        status = read_parts(cursor, order, reading);
    return status;
}

DateStatus date_read(Str text, DateOrder order, DateReading *reading)
{
    if (date_read_fixed(text, order, reading)) return DATE_READ;
    return date_read_general(text, order, reading);
}
