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

typedef struct Number {
    int64_t value;
    int digits; // 0: there was none
} Number;

// None is taken when there are more digits than `longest`.
static Number take_number(Cursor *cursor, int longest)
{
    Cursor ahead = *cursor;
    Number number = {0};
    for (; is_digit(peek(&ahead)) && number.digits <= longest; number.digits++)
        number.value = number.value * 10 + (*ahead.at++ - '0');
    if (number.digits > longest) return (Number){0};
    *cursor = ahead;
    return number;
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

static int64_t full_year(Number year)
{
    if (year.digits == 4) return year.value;
    return year.value >= 70 ? 1900 + year.value : 2000 + year.value;
}

static bool is_year(Number number)
{
    return number.digits == 4 || number.digits == 2;
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
    Number day = take_number(cursor, 2);
    skip_ordinal(cursor);
    skip_between(cursor);
    Number year = take_number(cursor, 4);
    parts->day = day.value;
    parts->year = full_year(year);
    return day.digits && is_year(year);
}

// 5 janv. 2026, 2026-Jan-05: after its first number.
static bool around_month_name(Cursor *cursor, Number first, DateParts *parts)
{
    skip_ordinal(cursor);
    skip_between(cursor);
    if (!take_month_name(cursor, &parts->month)) return false;
    skip_between(cursor);
    Number last = take_number(cursor, 4);
    Number year = first.digits == 4 ? first : last, day = first.digits == 4 ? last : first;
    parts->year = full_year(year);
    parts->day = day.value;
    return is_year(year) && (day.digits == 1 || day.digits == 2);
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
static DateStatus three_numbers(Cursor *cursor, Number first, DateOrder order, DateParts *parts, DateReading *reading)
{
    char separator = peek(cursor);
    if (separator != '/' && separator != '-' && separator != '.') return DATE_BAD;
    cursor->at++;
    Number second = take_number(cursor, 2);
    if (second.digits == 0 || !take(cursor, separator)) return DATE_BAD;
    Number third = take_number(cursor, 4);
    bool year_first = first.digits == 4 || (order == DATE_ORDER_YMD && third.digits <= 2);
    Number year = year_first ? first : third, day = year_first ? third : first;
    if (!is_year(year) || day.digits < 1 || day.digits > 2) return DATE_BAD;
    DateParts as_written = {full_year(year), second.value, day.value};
    reading->dots = !year_first && separator == '.';
    if (!year_first) return date_place(as_written, order, parts, reading);
    *parts = as_written;
    return date_exists(*parts) ? DATE_READ : DATE_BAD;
}

static DateParts parts_of_eight(int64_t number)
{
    return (DateParts){number / 10000, number / 100 % 100, number % 100};
}

static DateStatus take_date(Cursor *cursor, DateOrder order, DateParts *parts, DateReading *reading)
{
    enum { LONGEST = 8 }; // 20260105
    Cursor ahead = *cursor;
    Number first = take_number(&ahead, LONGEST);
    *cursor = ahead;
    if (first.digits == LONGEST) {
        *parts = parts_of_eight(first.value);
    } else if (first.digits == 0 ? month_day_year(&ahead, parts) : around_month_name(&ahead, first, parts)) {
        *cursor = ahead;
        reading->month_name = true;
    } else {
        return first.digits ? three_numbers(cursor, first, order, parts, reading) : DATE_BAD;
    }
    return date_exists(*parts) ? DATE_READ : DATE_BAD;
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

// What follows the hour and its sign: 30, 30:15, 30:15.5
static bool take_minutes(Cursor *cursor, int64_t *minute, int64_t *second)
{
    Number minutes = take_number(cursor, 2), seconds = {0, 2};
    if (take(cursor, ':')) {
        seconds = take_number(cursor, 2);
        bool fraction = take(cursor, '.') || take(cursor, ',');
        if (fraction && !is_digit(peek(cursor))) return false;
        while (fraction && is_digit(peek(cursor))) cursor->at++; // of a second: dropped
    }
    *minute = minutes.value;
    *second = seconds.value;
    return minutes.digits == 2 && seconds.digits == 2;
}

// 10:30, 10:30:15.5, 10h30, 10 AM, 103015
static bool take_time(Cursor *cursor, int64_t *seconds)
{
    Number first = take_number(cursor, 6);
    int64_t hour = first.value, minute = 0, second = 0;
    if (first.digits == 6 || first.digits == 4) {
        int64_t with_seconds = first.digits == 6 ? first.value : first.value * 100;
        hour = with_seconds / 10000;
        minute = with_seconds / 100 % 100;
        second = with_seconds % 100;
    } else if (first.digits != 1 && first.digits != 2) {
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

// 1 or -1, 0 when there is no sign.
static int take_sign(Cursor *cursor)
{
    static const char minus[] = "\xE2\x88\x92"; // U+2212
    if (take(cursor, '+')) return 1;
    if (take(cursor, '-')) return -1;
    if (!str_starts_with((Str){cursor->at, (size_t)(cursor->end - cursor->at)}, str_of(minus))) return 0;
    cursor->at += sizeof minus - 1;
    return -1;
}

// +02:00, +0200, +02
static bool take_offset(Cursor *cursor, int64_t *offset)
{
    int sign = take_sign(cursor);
    Number hours = take_number(cursor, 4), minutes = {0, 2};
    if (hours.digits == 4) {
        minutes.value = hours.value % 100;
        hours = (Number){hours.value / 100, 2};
    } else if (take(cursor, ':')) {
        minutes = take_number(cursor, 2);
    }
    *offset = sign * (hours.value * 3600 + minutes.value * 60);
    return sign && hours.digits == 2 && minutes.digits == 2 && hours.value <= 15 && minutes.value <= 59;
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
    Number number = take_number(&cursor, 16);
    if (number.digits == 12 || number.digits == 13)
        number.value /= 1000;
    else if (number.digits == 16)
        number.value /= 1000000;
    else if (number.digits != 9 && number.digits != 10)
        return false;
    if (take(&cursor, '.'))
        while (is_digit(peek(&cursor))) cursor.at++;
    if (!ended(&cursor)) return false;
    *reading = (DateReading){.seconds = number.value, .has_time = true, .has_zone = true, .unix_time = true};
    return true;
}

static int64_t seconds_of(DateParts parts)
{
    return (int64_t)day_of_civil((CivilDate){(int)parts.year, (int)parts.month, (int)parts.day}) * SECONDS_PER_DAY;
}

// 20260105101500
static bool read_fourteen(Str text, DateReading *reading)
{
    enum { DATE = 8, ALL = 14 };
    if (text.size != ALL) return false;
    Cursor date = {text.data, text.data + DATE}, time = {text.data + DATE, text.data + ALL};
    int64_t seconds;
    Number number = take_number(&date, DATE);
    DateParts parts = parts_of_eight(number.value);
    if (number.digits != DATE || !take_time(&time, &seconds) || !ended(&time) || !date_exists(parts)) return false;
    *reading = (DateReading){.seconds = seconds_of(parts) + seconds, .has_time = true};
    return true;
}

static DateStatus read_parts(Cursor cursor, DateOrder order, DateReading *reading)
{
    *reading = (DateReading){0};
    DateParts parts = {0};
    DateStatus status = take_date(&cursor, order, &parts, reading);
    if (status == DATE_BAD) return DATE_BAD;
    int64_t seconds = 0, offset = 0;
    if (!ended(&cursor)) {
        reading->has_time = true;
        if (!skip_to_time(&cursor) || !take_time(&cursor, &seconds) || !take_zone(&cursor, &offset, &reading->has_zone))
            return DATE_BAD;
    }
    if (status == DATE_OTHER_ORDER) return status;
    reading->seconds = seconds_of(parts) + seconds - offset;
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
