#include "base/calendar.h"

enum { MONDAY_OF_WEEK_0 = -3 /* 1969-12-29 */, YEAR_MAX = 9999 };

static int floor_divide(int a, int b)
{
    return a / b - (a % b < 0);
}

static bool leap_year(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && leap_year(year) ? 29 : lengths[month - 1];
}

bool civil_date_valid(CivilDate date)
{
    return 1 <= date.year && date.year <= YEAR_MAX && 1 <= date.month && date.month <= 12 && 1 <= date.day &&
           date.day <= month_length(date.year, date.month);
}

// After Cassio Neri and Lorenz Schneider, "Euclidean affine functions and their application to calendar algorithms",
// Software: Practice and Experience 53 (2023) 937, whose quotients need one multiplication each. Years begin in March,
// so that the leap day is the last of a year; ERAS_BEFORE eras of 400 years keep all numbers positive.
enum { ERAS_BEFORE = 82, DAYS_PER_ERA = 146097, MARCH_0000 = -719468, JANUARY_FIRST = 306 /* as a day since March */ };
enum { DAY_SHIFT = ERAS_BEFORE * DAYS_PER_ERA - MARCH_0000, YEAR_SHIFT = ERAS_BEFORE * 400 };

Day day_of_civil(CivilDate date)
{
    bool next_year = date.month <= 2; // than that of the March before
    uint32_t year = (uint32_t)(date.year + YEAR_SHIFT - next_year);
    uint32_t month = (uint32_t)(date.month + (next_year ? 12 : 0));
    uint32_t century = year / 100;
    uint32_t days_before_year = year * 1461 / 4 - century + century / 4;
    uint32_t days_before_month = (979 * month - 2919) / 32;
    return (Day)(days_before_year + days_before_month + (uint32_t)date.day - 1) - DAY_SHIFT;
}

CivilDate civil_of_day(Day day)
{
    uint32_t quarter_days = 4 * (uint32_t)(day + DAY_SHIFT) + 3;
    uint32_t century = quarter_days / DAYS_PER_ERA;
    uint32_t quarter_days_of_century = quarter_days % DAYS_PER_ERA | 3;
    // / 1461, the quarter days of a year, as a multiplication by 2^32 / 1461: quotient above, remainder below.
    uint64_t years = UINT64_C(2939745) * quarter_days_of_century;
    uint32_t day_of_year = (uint32_t)years / 2939745 / 4;
    uint32_t months = 2141 * day_of_year + 197913; // in 2^16ths of a month; March is 3
    bool next_year = day_of_year >= JANUARY_FIRST;
    return (CivilDate){.year = (int)(100 * century + (uint32_t)(years >> 32)) - YEAR_SHIFT + next_year,
                       .month = (int)(months >> 16) - (next_year ? 12 : 0),
                       .day = (int)((months & 0xFFFF) / 2141) + 1};
}

int weekday_of_day(Day day)
{
    int since_monday = day - MONDAY_OF_WEEK_0;
    return since_monday - 7 * floor_divide(since_monday, 7);
}

// Periods -------------------------------------------------------------------------------------------------------------

static int months_in(PeriodUnit unit)
{
    static const int months[PERIOD_UNIT_COUNT] = {[PERIOD_MONTH] = 1, [PERIOD_QUARTER] = 3, [PERIOD_YEAR] = 12};
    return months[unit];
}

PeriodNumber period_of_day(PeriodUnit unit, Day day)
{
    if (unit == PERIOD_DAY) return day;
    if (unit == PERIOD_WEEK) return floor_divide(day - MONDAY_OF_WEEK_0, 7);
    CivilDate date = civil_of_day(day);
    return floor_divide((date.year - 1970) * 12 + date.month - 1, months_in(unit));
}

Day period_first_day(PeriodUnit unit, PeriodNumber number)
{
    if (unit == PERIOD_DAY) return number;
    if (unit == PERIOD_WEEK) return number * 7 + MONDAY_OF_WEEK_0;
    int month = number * months_in(unit);
    int year = floor_divide(month, 12);
    return day_of_civil((CivilDate){1970 + year, month - year * 12 + 1, 1});
}

Day period_last_day(PeriodUnit unit, PeriodNumber number)
{
    return period_first_day(unit, number + 1) - 1;
}

static const char *const unit_names[PERIOD_UNIT_COUNT] = {"day", "week", "month", "quarter", "year"};

Str period_unit_name(PeriodUnit unit)
{
    return str_of(unit_names[unit]);
}

bool period_unit_parse(Str name, PeriodUnit *unit)
{
    for (PeriodUnit candidate = 0; candidate < PERIOD_UNIT_COUNT; candidate++) {
        if (!str_equal(name, period_unit_name(candidate))) continue;
        *unit = candidate;
        return true;
    }
    return false;
}

// Names ---------------------------------------------------------------------------------------------------------------

// What a period is called by: its year (of weeks: the one that holds its Thursday) and its number in that year from 1.
typedef struct PeriodLabel {
    int year, number;
} PeriodLabel;

static PeriodLabel week_label(PeriodNumber week)
{
    Day thursday = period_first_day(PERIOD_WEEK, week) + 3;
    int year = civil_of_day(thursday).year;
    return (PeriodLabel){year, (thursday - day_of_civil((CivilDate){year, 1, 1})) / 7 + 1};
}

static PeriodLabel period_label(PeriodUnit unit, PeriodNumber number)
{
    if (unit == PERIOD_WEEK) return week_label(number);
    CivilDate first = civil_of_day(period_first_day(unit, number));
    if (unit == PERIOD_DAY) return (PeriodLabel){first.year, first.day};
    return (PeriodLabel){first.year, (first.month - 1) / months_in(unit) + 1};
}

Str day_name(Arena *arena, Day day)
{
    CivilDate date = civil_of_day(day);
    return str_format(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

Str period_name(Arena *arena, PeriodUnit unit, PeriodNumber number)
{
    PeriodLabel label = period_label(unit, number);
    if (unit == PERIOD_DAY) return day_name(arena, number);
    if (unit == PERIOD_WEEK) return str_format(arena, "%04d-W%02d", label.year, label.number);
    if (unit == PERIOD_MONTH) return str_format(arena, "%04d-%02d", label.year, label.number);
    if (unit == PERIOD_QUARTER) return str_format(arena, "%04d-Q%d", label.year, label.number);
    return str_format(arena, "%04d", label.year);
}

static const Phrase month_names[12] = {
    {{"January", "janvier"}}, {{"February", "février"}},  {{"March", "mars"}},
    {{"April", "avril"}},     {{"May", "mai"}},           {{"June", "juin"}},
    {{"July", "juillet"}},    {{"August", "août"}},       {{"September", "septembre"}},
    {{"October", "octobre"}}, {{"November", "novembre"}}, {{"December", "décembre"}},
};

static const Phrase month_names_short[12] = {
    {{"Jan", "janv."}}, {{"Feb", "févr."}}, {{"Mar", "mars"}},  {{"Apr", "avr."}}, {{"May", "mai"}},  {{"Jun", "juin"}},
    {{"Jul", "juil."}}, {{"Aug", "août"}},  {{"Sep", "sept."}}, {{"Oct", "oct."}}, {{"Nov", "nov."}}, {{"Dec", "déc."}},
};

// "1er", "2" in French.
static Str day_of_month(Arena *arena, Locale locale, int day)
{
    return str_format(arena, "%d%s", day, locale == LOCALE_FR && day == 1 ? "er" : "");
}

Str day_say(Arena *arena, Locale locale, Day day)
{
    CivilDate date = civil_of_day(day);
    Str number = day_of_month(arena, locale, date.day);
    return str_format(arena, "%.*s %s %d", STR_ARGS(number), month_names[date.month - 1].in[locale], date.year);
}

Str period_say(Arena *arena, Locale locale, PeriodUnit unit, PeriodNumber number)
{
    static const Phrase phrases[PERIOD_UNIT_COUNT] = {
        [PERIOD_WEEK] = {{"week {0} of {1}", "semaine {0} de {1}"}},
        [PERIOD_MONTH] = {{"{2} {1}", "{2} {1}"}},
        [PERIOD_QUARTER] = {{"Q{0} {1}", "{0}{3} trimestre {1}"}},
        [PERIOD_YEAR] = {{"{1}", "{1}"}},
    };
    if (unit == PERIOD_DAY) return day_say(arena, locale, number);
    PeriodLabel label = period_label(unit, number);
    const char *month = unit == PERIOD_MONTH ? month_names[label.number - 1].in[locale] : "";
    return phrase_say(arena, locale, phrases[unit], str_format(arena, "%d", label.number),
                      str_format(arena, "%d", label.year), str_of(month), str_of(label.number == 1 ? "er" : "e"));
}

Str period_say_short(Arena *arena, Locale locale, PeriodUnit unit, PeriodNumber number)
{
    static const Phrase phrases[PERIOD_UNIT_COUNT] = {
        [PERIOD_DAY] = {{"{0} {2} {1}", "{0} {2} {1}"}},
        [PERIOD_WEEK] = {{"W{0} {1}", "S{0} {1}"}},
        [PERIOD_MONTH] = {{"{2} {1}", "{2} {1}"}},
        [PERIOD_QUARTER] = {{"Q{0} {1}", "T{0} {1}"}},
    };
    PeriodLabel label = period_label(unit, number);
    if (unit == PERIOD_YEAR) return str_format(arena, "%d", label.year);
    int month = civil_of_day(period_first_day(unit, number)).month;
    Str in_year =
        unit == PERIOD_DAY ? day_of_month(arena, locale, label.number) : str_format(arena, "%d", label.number);
    return phrase_say(arena, locale, phrases[unit], in_year, str_format(arena, "%02d", label.year % 100),
                      str_of(month_names_short[month - 1].in[locale]));
}

// Readers -------------------------------------------------------------------------------------------------------------

// Takes exactly `digits` decimal digits off the front of `*rest`.
static bool take_number(Str *rest, int digits, int *number)
{
    if (rest->size < (size_t)digits) return false;
    int value = 0;
    for (int i = 0; i < digits; i++) {
        char c = rest->data[i];
        if (c < '0' || c > '9') return false;
        value = value * 10 + (c - '0');
    }
    *rest = (Str){rest->data + digits, rest->size - (size_t)digits};
    *number = value;
    return true;
}

static bool take_byte(Str *rest, char byte)
{
    if (rest->size == 0 || rest->data[0] != byte) return false;
    *rest = (Str){rest->data + 1, rest->size - 1};
    return true;
}

bool day_parse(Str text, Day *day)
{
    CivilDate date;
    if (!take_number(&text, 4, &date.year) || !take_byte(&text, '-') || !take_number(&text, 2, &date.month) ||
        !take_byte(&text, '-') || !take_number(&text, 2, &date.day) || text.size || !civil_date_valid(date))
        return false;
    *day = day_of_civil(date);
    return true;
}

static bool day_range_parse(Str text, Day *first, Day *last)
{
    enum { DAY_SIZE = 10, DOTS = 2 };
    if (text.size != 2 * DAY_SIZE + DOTS || text.data[DAY_SIZE] != '.' || text.data[DAY_SIZE + 1] != '.') return false;
    Day from, to;
    if (!day_parse((Str){text.data, DAY_SIZE}, &from) ||
        !day_parse((Str){text.data + DAY_SIZE + DOTS, DAY_SIZE}, &to) || from > to)
        return false;
    *first = from;
    *last = to;
    return true;
}

// The unit and the number in the year of what follows a year: "-W27", "-07", "-Q3", "Q3", "".
static bool take_label(Str rest, PeriodUnit *unit, int *number)
{
    *number = 1;
    *unit = PERIOD_YEAR;
    if (rest.size == 0) return true;
    bool dash = take_byte(&rest, '-');
    int digits = 2;
    if (take_byte(&rest, 'Q'))
        *unit = PERIOD_QUARTER, digits = 1;
    else if (dash)
        *unit = take_byte(&rest, 'W') ? PERIOD_WEEK : PERIOD_MONTH;
    else
        return false;
    return take_number(&rest, digits, number) && rest.size == 0;
}

bool period_parse(Str text, Day *first, Day *last)
{
    if (day_range_parse(text, first, last)) return true;
    if (day_parse(text, first)) {
        *last = *first;
        return true;
    }
    int year, number;
    PeriodUnit unit;
    if (!take_number(&text, 4, &year) || !take_label(text, &unit, &number)) return false;
    // 4 January always lies in week 1, and in the first month, quarter and year.
    PeriodNumber period = period_of_day(unit, day_of_civil((CivilDate){year, 1, 4})) + number - 1;
    if (period_label(unit, period).year != year) return false; // month 13, week 53 of a year that has 52, week 0
    Day end = period_last_day(unit, period);
    if (!civil_date_valid(civil_of_day(end))) return false; // year 0, the last week of 9999
    *first = period_first_day(unit, period);
    *last = end;
    return true;
}
